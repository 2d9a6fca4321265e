"""The diagram of a book: how large each relation's box is, what stands in it, and where it goes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...shown import visible
from ...shown import width as letters
from .book import Book, Entry, Link, State
from .layout import Box, Drawing, Wire, drawn

# Sizes in pixels. A letter of any usual fixed-width font is at most this wide, of its height.
LETTER = 0.603
FONT, HEADING = 12.0, 13.0
ROW, HEAD, PAD = 18.0, 30.0, 10.0
SIGNS = 22.0  # room for PK and FK in front
MOST = 40  # columns that are drawn
LONGEST_NAME, LONGEST_TYPE = 44, 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line in a box: a column, or what stands for those that are left out."""

    name: str
    type: str
    sign: str  # PK, FK, or nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A box of the diagram."""

    entry: Entry
    heading: str
    rows: tuple[Row, ...]
    width: float
    height: float
    state: State = "same"  # of the relation and its partitions


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """Nodes and links with their places. Each link of the book is drawn once, or not at all."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    homes: Mapping[str, str]  # of each relation, the one whose node stands for it
    drawing: Drawing


def diagram(book: Book, only: Collection[str] | None = None) -> Diagram:
    """Return the diagram of a book's relations, or of some of them by their ids.

    Partitions are not drawn: they are counted in the table that they are part of.
    """
    homes = standing_for(book)
    partitions: dict[str, list[Entry]] = defaultdict(list)
    for entry in book.entries:
        if homes.get(entry.id, entry.id) != entry.id:
            partitions[homes[entry.id]].append(entry)
    nodes = tuple(
        _node(entry, book.schema, partitions[entry.id])
        for entry in book.entries
        if homes.get(entry.id) == entry.id and (only is None or entry.id in only)
    )
    shown = {node.entry.id: node for node in nodes}
    links = tuple(_drawn(book.links, homes, shown))
    wires = [_wire(link, shown[homes[link.source]], shown[homes[link.target]]) for link in links]
    boxes = [Box(name=n.entry.id, width=n.width, height=n.height) for n in nodes]
    drawing = drawn(boxes, wires) if boxes else Drawing(places={}, routes=(), width=0, height=0)
    return Diagram(nodes=nodes, links=links, homes=homes, drawing=drawing)


def _drawn(
    links: Sequence[Link], homes: Mapping[str, str], shown: Collection[str]
) -> Iterator[Link]:
    """Yield the links between what is shown; of keys that partitions have too, one for all."""
    between = [link for link in links if {homes[link.source], homes[link.target]} <= set(shown)]
    known = set()
    for link in between:
        if homes[link.source] == link.source and homes[link.target] == link.target:
            known.add((link.source, link.target, link.columns, link.targets))
            yield link
    for link in between:
        key = (homes[link.source], homes[link.target], link.columns, link.targets)
        if key not in known and link.kind == "key":
            known.add(key)
            yield link


def standing_for(book: Book) -> dict[str, str]:
    """Return of each relation the one whose box stands for it."""
    by_id = book.by_id()
    found = {}
    for entry in book.entries:
        if entry.relation:
            home = entry
            while home.within in by_id:
                home = by_id[home.within]
            found[entry.id] = home.id
    return found


def _node(entry: Entry, schema: str, partitions: Sequence[Entry]) -> Node:
    heading = entry.title.removeprefix(f"{schema}.") if entry.schema == schema else entry.title
    heading = short(heading, LONGEST_NAME)
    rows = tuple(_rows(entry, len(partitions)))
    lines = [letters(r.name) + letters(r.type) + 2 for r in rows]
    width = max(
        letters(heading) * HEADING * LETTER + 2 * PAD,
        max(lines, default=0) * FONT * LETTER + 2 * PAD + SIGNS,
        120.0,
    )
    height = HEAD + len(rows) * ROW + (PAD / 2 if rows else 0)
    return Node(
        entry=entry,
        heading=heading,
        rows=rows,
        width=round(width),
        height=height,
        state=_state(entry, partitions),
    )


def _state(entry: Entry, partitions: Sequence[Entry]) -> State:
    if entry.touched == "same" and any(part.touched != "same" for part in partitions):
        return "changed"
    return entry.touched


def _rows(entry: Entry, partitions: int) -> Iterator[Row]:
    for column in entry.columns[:MOST]:
        sign = "PK" if column.primary else "FK" if column.foreign else ""
        yield Row(
            name=short(column.name, LONGEST_NAME),
            type=short(brief(column.type), LONGEST_TYPE),
            sign=sign,
        )
    left = len(entry.columns) - MOST
    if left > 0:
        yield Row(name=f"… {left} more", type="", sign="")
    if partitions:
        yield Row(name=f"+ {partitions} partition{'s' * (partitions != 1)}", type="", sign="")


def _wire(link: Link, source: Node, target: Node) -> Wire:
    return Wire(
        source=source.entry.id,
        target=target.entry.id,
        out=_level(source, link.columns),
        into=_level(target, link.targets),
    )


def _level(node: Node, columns: tuple[str, ...]) -> float:
    """Return how far down in a box a column stands; without one, its heading."""
    names = [column.name for column in node.entry.columns[:MOST]]
    if columns and columns[0] in names:
        return HEAD + names.index(columns[0]) * ROW + ROW / 2
    return HEAD / 2


def brief(type_: str) -> str:
    """Return a type in the words that people use for it.

    >>> brief("timestamp with time zone[]")
    'timestamptz[]'
    """
    for long, said in (
        ("timestamp with time zone", "timestamptz"),
        ("timestamp without time zone", "timestamp"),
        ("time with time zone", "timetz"),
        ("time without time zone", "time"),
        ("character varying", "varchar"),
        ("double precision", "double"),
    ):
        type_ = type_.replace(long, said)
    return type_


def short(text: str, most: int) -> str:
    """Return a text on one line, cut where it is too long; nothing in it hides."""
    text = visible(text)
    while letters(text) > most:
        text = text.removesuffix("…")[:-1] + "…"
    return text
