"""Spelling: how names, strings and lists are written in SQL, and how a list is taken apart."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

_PLAIN = re.compile(r"[a-z_][a-z0-9_]*\Z")

# Every word that pg_get_keywords() calls other than unreserved, on any server from 13 to 18:
# the words that quote_ident() quotes.
KEYWORDS = frozenset(
    """
    all analyse analyze and any array as asc asymmetric authorization between bigint binary
    bit boolean both case cast char character check coalesce collate collation column
    concurrently constraint create cross current_catalog current_date current_role
    current_schema current_time current_timestamp current_user dec decimal default
    deferrable desc distinct do else end except exists extract false fetch float for foreign
    freeze from full grant greatest group grouping having ilike in initially inner inout int
    integer intersect interval into is isnull join json json_array json_arrayagg json_exists
    json_object json_objectagg json_query json_scalar json_serialize json_table json_value
    lateral leading least left like limit localtime localtimestamp merge_action national
    natural nchar none normalize not notnull null nullif numeric offset on only or order out
    outer overlaps overlay placing position precision primary real references returning
    right row select session_user setof similar smallint some substring symmetric
    system_user table tablesample then time timestamp to trailing treat trim true union
    unique user using values varchar variadic verbose when where window with xmlattributes
    xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi xmlroot
    xmlserialize xmltable
    """.split()  # noqa: SIM905
)


def name(*parts: str) -> str:
    """Return a qualified name, quoted only where Postgres would quote it."""
    return ".".join(map(_spelled, parts))


@cache  # each is said many times
def _spelled(part: str) -> str:
    plain = _PLAIN.match(part) and part not in KEYWORDS
    return part if plain else '"' + part.replace('"', '""') + '"'


def unquoted(part: str) -> str:
    """Return a name as it is, of one that is quoted where it must be."""
    return part[1:-1].replace('""', '"') if part[:1] == '"' else part


def names(parts: Iterable[str]) -> str:
    """Return names separated by commas, each quoted where it must be."""
    return ", ".join(name(p) for p in parts)


def aside(name_: str) -> str:
    """Return the name that an object has while a new one takes its place."""
    return f"{name_.encode()[:58].decode(errors='ignore')}__old"


def split_name(said: str) -> tuple[str, str]:
    """Take the first name, quoted or not, off what follows it."""
    end = next((i for i in outside(said) if said[i] == " "), len(said))
    return said[:end], said[end:].strip()


def text(value: str) -> str:
    """Return a string literal that reads the same whatever standard_conforming_strings says."""
    quoted = "'" + value.replace("'", "''") + "'"
    return "E" + quoted.replace("\\", "\\\\") if "\\" in value else quoted


def options(pairs: Iterable[str]) -> str:
    """Return storage parameters, held as `key=value`, the way a WITH or SET list wants them."""
    return ", ".join(f"{_key(key)}={_value(value)}" for key, value in split_options(pairs))


def option_names(pairs: Iterable[str]) -> str:
    """Return only the keys of storage parameters, as a RESET list wants them."""
    return ", ".join(_key(key) for key, _ in split_options(pairs))


def split_options(pairs: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Take `key=value` texts apart."""
    for pair in pairs:
        key, _, value = pair.partition("=")
        yield key, value


def _key(key: str) -> str:
    return ".".join(name(part) for part in key.split(".", 1))


def _value(value: str) -> str:
    return value if re.fullmatch(r"[A-Za-z0-9_.]+", value) else text(value)


def block(body: str) -> str:
    """Wrap statements in a DO block."""
    return f"DO {dollar(f'{chr(10)}BEGIN{chr(10)}{body}{chr(10)}END{chr(10)}', 'do')}"


def dollar(body: str, tag: str = "") -> str:
    """Quote a text by dollars, with a tag that it does not hold."""
    while f"${tag}$" in f"{body}$":
        tag += "_"
    return f"${tag}${body}${tag}$"


# Settings whose value is a list of names, each quoted by itself (GUC_LIST_QUOTE in the server).
_LISTS = frozenset(
    {
        "local_preload_libraries",
        "search_path",
        "session_preload_libraries",
        "shared_preload_libraries",
        "temp_tablespaces",
        "unix_socket_directories",
    }
)


def settings(pairs: Iterable[str]) -> Iterator[str]:
    """Yield `name TO value` for settings held as `name=value`, the way SET wants them."""
    for key, value in split_options(pairs):
        words = [value]
        if key.lower() in _LISTS:
            words = [unquoted(w) for w in split(value)]
        yield f"{_key(key)} TO {', '.join(text(w) for w in words) or chr(39) * 2}"


def statement_body(body: str) -> bool:
    """True for the body of a routine that is SQL of its own and not a string (manual, 38.5)."""
    return bool(re.match(r"\s*(begin\s+atomic|return)\b", body, re.IGNORECASE))


def unless(query: str, statement: str) -> str:
    """Return a statement that runs only where `query` finds no row."""
    return block(f"    IF NOT EXISTS ({query}) THEN\n        {statement};\n    END IF;")


def named(catalog: str, prefix: str, *path: str) -> str:
    """Return the query that finds an object of a system catalog by its schema and name."""
    home = f" AND {prefix}namespace = {text(name(path[0]))}::regnamespace" if path[1:] else ""
    return f"SELECT FROM {catalog} WHERE {prefix}name = {text(path[-1])}{home}"


def generic(pairs: Iterable[str], was: Iterable[str] = ()) -> str:
    """Return the OPTIONS that lead from some of a foreign object, held as `key=value`, to others.

    Empty where there is nothing to say.
    """
    then, now = dict(split_options(was)), dict(split_options(pairs))
    said = [f"{name(k)} {text(v)}" for k, v in now.items()]
    if then:
        said = [f"DROP {name(k)}" for k in then if k not in now]
        for key, value in now.items():
            if value != then.get(key):
                said.append(f"{'SET' if key in then else 'ADD'} {name(key)} {text(value)}")
    return f"OPTIONS ({', '.join(said)})" if said else ""


def constraint(*path: str) -> str:
    """Return the query that finds a constraint by schema, table and name."""
    table, last = text(name(*path[:-1])), text(path[-1])
    return f"SELECT FROM pg_constraint WHERE conrelid = {table}::regclass AND conname = {last}"


def option_changes(was: Iterable[str], now: Iterable[str]) -> Iterator[str]:
    """Yield the RESET and SET that lead from some storage parameters to others."""
    then, wanted = tuple(was), tuple(now)
    keys = {key for key, _ in split_options(wanted)}
    if gone := sorted(o for o in then if o.partition("=")[0] not in keys):
        yield f"RESET ({option_names(gone)})"
    if fresh := [o for o in wanted if o not in then]:
        yield f"SET ({options(fresh)})"


def unwrapped(expression: str) -> str:
    """Drop one pair of brackets that holds the whole expression: the clause writes its own.

    A query keeps the pair that makes it an expression.
    """
    if expression.startswith("(") and closing(expression, 0) == len(expression) - 1:
        inner = expression[1:-1]
        return expression if re.match(r"\s*(select|with|values)\b", inner, re.I) else inner
    return expression


def split(text: str, at: str = ",") -> list[str]:
    """Split SQL at a separator that stands outside quotes and brackets."""
    if at not in text or not _MARK.search(text):
        return [part.strip() for part in text.split(at)] if text.strip() else []
    parts, start = [], 0
    for i in outside(text):
        if text[i] == at:
            parts.append(text[start:i].strip())
            start = i + 1
    return [*parts, text[start:].strip()] if text.strip() else []


def outside(text: str) -> Iterator[int]:
    """Yield each position of `text` outside quotes, dollar quotes, comments and brackets."""
    depth = i = since = 0
    while i < len(text):
        end = _skip(text, i, since)
        if end > i:
            i = since = end
            continue
        if text[i] in ")]":
            depth -= 1
        if depth == 0 and text[i] not in "([":
            yield i
        if text[i] in "([":
            depth += 1
        i += 1


def opening(text: str, word: str) -> int:
    """Return the position of the first bracket after a word, where neither is in a quoted name.

    >>> opening('CREATE INDEX "a USING (" ON t USING btree (b)', " USING ")
    42
    """
    met = False
    for found in re.finditer(rf'"[^"]*"|{word}|\(', text):
        if found.group() == word:
            met = True
        elif met and found.group() == "(":
            return found.start()
    raise ValueError(f"no bracket after `{word}` in `{text}`")


def closing(text: str, start: int) -> int:
    """Return the position of the bracket that closes the one at `start`."""
    depth, i, since = 0, start, start
    while mark := _MARK.search(text, i):
        i = mark.start()
        end = _skip(text, i, since)
        if end > i:
            i = since = end
            continue
        depth += (text[i] == "(") - (text[i] == ")")
        if depth == 0:
            return i
        i += 1
    return len(text)


# All that quotes, dollar quotes, comments and brackets begin and end with.
_MARK = re.compile(r"['\"$()\[\]]|--|/\*")
# All but what is in ASCII and in no name: ranges up to the last character take long to compile.
_DOLLAR = re.compile(r"\$(?:[^\x00-@\[-^`{-\x7f][^\x00-/:-@\[-^`{-\x7f]*)?\$")


def _skip(text: str, i: int, since: int) -> int:
    """Return the end of the quoted text or comment that begins at `i`, or `i` if none does.

    The last one ended at `since`.
    """
    c = text[i]
    if c == "'":
        escapes = i > since and text[i - 1] in "eE" and not _goes_on(text, i - 1, since)
        return _quoted(text, i, escapes)
    if c == '"':
        return _quoted(text, i, False)
    if c == "$" and not _goes_on(text, i, since):
        tag = _DOLLAR.match(text, i)
        if tag:
            end = text.find(tag.group(), tag.end())
            return len(text) if end < 0 else end + len(tag.group())
    if text.startswith("--", i):
        end = text.find("\n", i)
        return len(text) if end < 0 else end
    if text.startswith("/*", i):
        return _comment(text, i)
    return i


def _goes_on(text: str, i: int, since: int) -> bool:
    """True if what is at `i` belongs to a name or number that begins before it: `a$b`, `a$$`."""
    start = i
    while start > since and ((c := text[start - 1]).isalnum() or c in "_$" or c >= "\x80"):
        start -= 1
    return bool(text[start:i].lstrip("$"))


def _quoted(text: str, i: int, escapes: bool) -> int:
    quote, i = text[i], i + 1
    while i < len(text):
        if escapes and text[i] == "\\":
            i += 2
        elif text[i] == quote:
            if text[i + 1 : i + 2] != quote:
                return i + 1
            i += 2
        else:
            i += 1
    return i


def _comment(text: str, i: int) -> int:
    depth = 0
    while i < len(text):
        if text.startswith("/*", i):
            depth, i = depth + 1, i + 2
        elif text.startswith("*/", i):
            depth, i = depth - 1, i + 2
            if depth == 0:
                return i
        else:
            i += 1
    return i


_ATOMIC = re.compile(r"\bbegin\s+atomic\b", re.IGNORECASE)
_WORD = re.compile(r"\b(case|end)\b", re.IGNORECASE)


def statements(script: str) -> Iterator[tuple[int, str]]:
    """Yield each statement of a script with its offset; SQL-standard routine bodies stay whole."""
    start = 0
    for i in [*(i for i in outside(script) if script[i] == ";"), len(script)]:
        if i < start:
            continue
        piece = script[start:i]
        if _ATOMIC.search(piece) and not _closed(piece):
            continue
        if bare(piece):
            yield start + len(piece) - len(piece.lstrip()), piece.strip()
        start = i + 1


def _closed(piece: str) -> bool:
    """True if the BEGIN ATOMIC of `piece` has met its END."""
    spots = set(outside(piece))
    depth = 1
    for word in _WORD.finditer(piece, _ATOMIC.search(piece).end()):  # type: ignore[union-attr]
        if word.start() in spots:
            depth += 1 if word.group().lower() == "case" else -1
    return depth <= 0


def pieces(sql: str) -> Iterator[str]:
    """Yield SQL in pieces: each comment and each quoted text by itself, and what is between."""
    start = i = since = 0
    while i < len(sql):
        end = _skip(sql, i, since)
        if end == i:
            i += 1
            continue
        if start < i:
            yield sql[start:i]
        yield sql[i:end]
        start = i = since = end
    if start < i:
        yield sql[start:]


def bare(sql: str) -> str:
    """Return SQL without its comments and outer white space."""
    out, i, since = [], 0, 0
    while i < len(sql):
        end = _skip(sql, i, since)
        if end > i and not sql.startswith(("--", "/*"), i):
            out.append(sql[i:end])
        elif end == i:
            out.append(sql[i])
        since = end if end > i else since
        i = max(end, i + 1)
    return "".join(out).strip()


def ours(alias: str) -> str:
    """Return the condition that a namespace is neither the system's nor our own."""
    return (
        f"{alias}.nspname !~ '^pg_'"
        f" and {alias}.nspname not in ('information_schema', '{LEDGER_SCHEMA}', '{WATCH_SCHEMA}')"
    )


def visible(home: str, column: str) -> str:
    """Return the SQL of a name with its schema, which is left out where it is the system's."""
    name_ = f"quote_ident({column})"
    return (
        f"case when {home}.nspname = 'pg_catalog' then {name_}"
        f" else quote_ident({home}.nspname) || '.' || {name_} end"
    )


def no_member(of: str, oid: str) -> str:
    """Return the condition that an object does not belong to an extension (deptype `e`)."""
    return (
        f"{oid} not in (select objid from pg_depend"
        f" where refclassid = 'pg_extension'::regclass and classid = '{of}'::regclass"
        " and deptype = 'e')"
    )


def tables(alias: str, home: str) -> str:
    """Return the condition that a row of pg_class is a table of ours, in a namespace of ours."""
    return (
        f"{alias}.relkind in ('r', 'p', 'f')"
        f" and {ours(home)} and {no_member('pg_class', f'{alias}.oid')}"
    )


def enabling(state: str) -> str:
    """Return what ALTER wants for the state of a trigger or rule: origin is plain ENABLE."""
    words = {"disabled": "DISABLE", "replica": "ENABLE REPLICA", "always": "ENABLE ALWAYS"}
    return words.get(state, "ENABLE")


def host(alias: str) -> str:
    """Return the kind of object that a row of pg_class is, for what may live in several."""
    return (
        f"case {alias}.relkind when 'v' then 'view' when 'm' then 'materialized_view'"
        " else 'table' end"
    )


def how_many(count: int, word: str) -> str:
    """Return how many there are of what a word means, as people say it.

    >>> how_many(1, "row"), how_many(2_000, "entry")
    ('1 row', '2,000 entries')
    """
    if count == 1:
        return f"1 {word}"
    return f"{count:,} {word[:-1]}ies" if word.endswith("y") else f"{count:,} {word}s"


LEDGER_SCHEMA = "vfed_schema"
WATCH_SCHEMA = "vfed_schema_watch"
