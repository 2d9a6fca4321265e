"""Names of Python, made of names of a database."""

from __future__ import annotations

import keyword
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar
from unicodedata import normalize

from ...errors import SourceError

K = TypeVar("K", bound=Hashable)

# Plurals by no rule, and words that only look like plurals.
_ODD = {
    "people": "person", "children": "child", "men": "man", "women": "woman", "indices": "index",
    "vertices": "vertex", "matrices": "matrix", "criteria": "criterion", "heroes": "hero",
    "leaves": "leaf", "shelves": "shelf", "lives": "life", "quizzes": "quiz", "axes": "axis",
    "analyses": "analysis", "hypotheses": "hypothesis", "theses": "thesis", "crises": "crisis",
    "diagnoses": "diagnosis", "aliases": "alias", "biases": "bias", "canvases": "canvas",
    "gases": "gas", "lenses": "lens", "caches": "cache", "movies": "movie", "cookies": "cookie",
    "ties": "tie", "menus": "menu", "excuses": "excuse",
}  # fmt: skip
_SAME = frozenset(
    {"series", "species", "news", "means", "bias", "alias", "atlas", "canvas", "gas", "lens"}
    | {"dns", "gps", "sms", "tls", "css", "aws", "https"}
)
_ENDS = (
    (r"ss|[sx]is|(?<![aeo])(?<=.)us", None),  # no plurals: address, analysis, status
    (r"(?<=[^aeiou])ies", "y"),
    (r"(?<=ss|sh|ch|zz)es|(?<=x)es|(?<=[^aeo]us)es", ""),
    (r"(?<=..)s", ""),
)


def singular(word: str) -> str:
    """Return the singular of an English word, where it is formed by rule.

    >>> singular("entries"), singular("statuses"), singular("purchases")
    ('entry', 'status', 'purchase')
    """
    low = word.lower()
    if low in _SAME:
        return word
    if low in _ODD:
        return word[0] + _ODD[low][1:]
    for pattern, end in _ENDS:
        if found := re.search(rf"(?:{pattern})\Z", low):
            return word if end is None else word[: found.start()] + end
    return word


def class_name(name: str, *, plural: bool = False) -> str:
    """Return a class's name for a table's: in CamelCase, and singular unless told otherwise.

    >>> class_name("federation_nodes")
    'FederationNode'
    """
    words = [w for w in re.split(r"[\W_]+", normalize("NFKC", name)) if w]
    if words and not plural:
        # Of a name that is CamelCase already, only the last word is looked at.
        head, last = re.fullmatch(r"(.*?)([A-Z]?[^A-Z]*)", words[-1]).groups()  # type: ignore[union-attr]
        words[-1] = head + singular(last)
    made = "".join(w[0].upper() + w[1:] for w in words)
    return made if made.isidentifier() and not keyword.iskeyword(made) else _identifier(made)


def _identifier(made: str) -> str:
    kept = re.sub(r"\W", "", made)
    kept = normalize("NFKC", kept) if kept.isidentifier() else f"_{kept}"
    kept = kept if kept.isidentifier() else "_" + re.sub(r"\W", "", kept, flags=re.ASCII)
    return f"{kept}_" if keyword.iskeyword(kept) else kept


def joined(owner: str, name: str) -> str:
    """Return one CamelCase name of two, without saying a word twice where they meet.

    >>> joined("SyncEvent", "EventType")
    'SyncEventType'
    """
    words = re.findall(r"[A-Z][^A-Z]*|^[^A-Z]+", name)
    if len(words) > 1 and owner.endswith(words[0]):
        return owner + "".join(words[1:])
    return owner + name


def is_identifier(name: str) -> bool:
    """True if the name is one of Python's, as it stands."""
    return name.isidentifier() and not keyword.iskeyword(name) and normalize("NFKC", name) == name


def is_attribute(name: str) -> bool:
    """True if a class can have such an attribute: names that begin with `__` are Python's own."""
    return is_identifier(name) and not name.startswith("__")


def attributes(
    columns: Sequence[str], unfit: Callable[[str], bool] = lambda name: False
) -> dict[str, str]:
    """Return the attribute for each column, which is the column's own name wherever it can be.

    psycopg's `class_row` passes the names that a query gives, so there the others are renamed.
    `unfit` says which names a class has for itself.
    """
    fit = {c for c in columns if is_attribute(c) and not unfit(c)}
    return allot({c: [c] if c in fit else [_attribute(c)] for c in columns}, fixed=fit)


def _attribute(column: str) -> str:
    made = re.sub(r"\W", "_", normalize("NFKC", column)).lstrip("_") or "column"
    if not made.isidentifier():
        made = f"column_{made}"
    if not made.isidentifier():
        made = re.sub(r"\W", "_", made, flags=re.ASCII)
    return f"{made}_" if keyword.iskeyword(made) or made == column else made


def allot(
    wishes: Mapping[K, Sequence[str]],
    *,
    taken: Collection[str] = (),
    fixed: Collection[K] = (),
    claims: Callable[[K, str], Iterable[str]] = lambda key, name: (name,),
) -> dict[K, str]:
    """Give everyone a name that nobody else claims: the first wish, if all who share it can.

    Those who clash all move on to their next wish, and after the last one to a number; the
    `fixed` stay. Raises SourceError if two of these clash.
    """
    level = dict.fromkeys(wishes, 0)
    order = {key: str(i) for i, key in enumerate(wishes, 2)}
    while True:
        names = {k: _wish(w, level[k], order[k]) for k, w in wishes.items()}
        claimants: dict[str, list[K]] = defaultdict(list)
        for key, name in names.items():
            for claim in dict.fromkeys(claims(key, name)):
                claimants[claim].append(key)
        moving = _clashing(claimants, taken, fixed)
        if not moving:
            return names
        for key in moving:
            level[key] += 1


def _wish(wishes: Sequence[str], level: int, number: str) -> str:
    if level < len(wishes):
        return wishes[level]
    return wishes[0] + number + "_" * (level - len(wishes))


def _clashing(
    claimants: Mapping[str, list[K]], taken: Collection[str], fixed: Collection[K]
) -> dict[K, None]:
    moving: dict[K, None] = {}
    for claim, keys in claimants.items():
        if len(keys) == 1 and claim not in taken:
            continue
        free = [k for k in keys if k not in fixed]
        if len(keys) - len(free) > (claim not in taken):
            them = " and ".join(str(k) for k in keys if k in fixed)
            raise SourceError(f"the name `{claim}` is taken: choose another `class` for {them}")
        moving.update(dict.fromkeys(free))
    return moving
