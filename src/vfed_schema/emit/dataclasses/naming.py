"""Names and strings of Python, made of names and strings of a database."""

from __future__ import annotations

import keyword
import re
from textwrap import wrap

WIDTH = 100

_SAME = re.compile(r"(?:series|species|news|status|analysis|provenance|data|ss|us|is)\Z")
_ENDS = (
    (r"(?<=[^aeiou])ies\Z", "y"),
    (r"(?<=s)es\Z|(?<=x)es\Z|(?<=ch)es\Z|(?<=sh)es\Z|(?<=z)es\Z", ""),
    (r"(?<=us)es\Z", ""),
    (r"(?<=[^s])s\Z", ""),
)


def class_name(name: str) -> str:
    """Return a class's name for a table's: singular, in CamelCase.

    >>> class_name("federation_nodes")
    'FederationNode'
    """
    words = [w for w in re.split(r"[^0-9A-Za-z]+", name) if w]
    if words:
        words[-1] = singular(words[-1])
    made = "".join(w[0].upper() + w[1:] for w in words)
    return f"_{made}" if not made or made[0].isdigit() or keyword.iskeyword(made) else made


def joined(owner: str, name: str) -> str:
    """Return one CamelCase name of two, without saying a word twice where they meet.

    >>> joined("SyncEvent", "EventType")
    'SyncEventType'
    """
    words = re.findall(r"[A-Z][^A-Z]*|^[^A-Z]+", name)
    if len(words) > 1 and owner.endswith(words[0]):
        return owner + "".join(words[1:])
    return owner + name


def singular(word: str) -> str:
    """Return the singular of an English word, where it is formed by rule."""
    if _SAME.search(word.lower()):
        return word
    for pattern, end in _ENDS:
        if re.search(pattern, word):
            return re.sub(pattern, end, word)
    return word


def is_identifier(name: str) -> bool:
    return name.isidentifier() and name.isascii() and not keyword.iskeyword(name)


def attribute(column: str) -> str:
    """Return the attribute for a column; psycopg's `class_row` wants the column's own name."""
    if is_identifier(column):
        return column
    made = re.sub(r"\W", "_", column, flags=re.ASCII)
    made = f"_{made}" if not made or made[0].isdigit() else made
    return f"{made}_" if keyword.iskeyword(made) else made


def string(value: str) -> str:
    """Return a Python string literal, in double quotes where that needs no escapes."""
    return repr(value) if '"' in value else f'"{repr(value)[1:-1]}"'


def plain(value: str) -> str:
    """Return text that may stand inside a docstring."""
    shown = "".join(c if c.isprintable() or c == "\n" else " " for c in value)
    return shown.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')


def docstring(value: str, indent: str) -> str:
    """Return a docstring, wrapped."""
    text = plain(" ".join(value.split()))
    ending = re.search(r'(\\*)"\Z', text)
    if ending and len(ending[1]) % 2 == 0:  # would close the docstring
        text = f'{text[:-1]}\\"'
    if text[:1].islower():
        text = text[0].upper() + text[1:]
    if len(text) + len(indent) + 6 <= WIDTH:
        return f'{indent}"""{text}"""'
    lines = wrap(text, WIDTH - len(indent) - 3, break_on_hyphens=False, break_long_words=False)
    rest = "".join(f"\n{indent}{line}" for line in lines[1:])
    return f'{indent}"""{lines[0]}{rest}\n{indent}"""'


def wrapped(before: str, values: list[str], after: str) -> str:
    """Return a list on one line, on one line of its own, or on one a value, as ruff does."""
    inner = ", ".join(values)
    if len(before) + len(inner) + len(after) <= WIDTH:
        return f"{before}{inner}{after}"
    if len(inner) + 4 <= WIDTH:
        return f"{before}\n    {inner}\n{after}"
    lines = "".join(f"    {value},\n" for value in values)
    return f"{before}\n{lines}{after}"
