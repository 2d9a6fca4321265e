"""The diagram as a picture of its own, light or dark as its reader likes it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from xml.sax.saxutils import escape, quoteattr

from ...shown import visible_lines
from .book import Book, Link
from .diagram import FONT, HEAD, HEADING, PAD, ROW, SIGNS, Diagram, Node, diagram
from .layout import Point
from .web import part


def svg(book: Book) -> str:
    """Return the diagram of a book as SVG, ending in a newline."""
    found = diagram(book)
    width, height = max(found.drawing.width, 80), max(found.drawing.height, 80)
    size = f'viewBox="0 0 {width:g} {height:g}" width="{width:g}" height="{height:g}"'
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" {size}>',
        f"<title>{escape(_clean(book.title))}</title>",
        f"<style>{escape(part('picture.css'))}</style>",
        f"<defs>{part('markers.svg')}</defs>",
        *_wires(found),
        *(line for node in found.nodes for line in _box(node, found.drawing.places)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _wires(found: Diagram) -> Iterator[str]:
    for link, route in zip(found.links, found.drawing.routes, strict=True):
        ends = ""
        if link.kind == "key":
            start = "one" if link.single else "many"
            end = "may" if link.optional else "must"
            ends = f' marker-start="url(#{start})" marker-end="url(#{end})"'
        yield (
            f'<path class="w {link.kind}" d="{path(route)}"{ends}>'
            f"<title>{escape(_clean(told(link)))}</title></path>"
        )


def told(link: Link) -> str:
    """Return a link in words, for who points at it."""
    if link.kind != "key":
        return f"{link.source} {link.kind} {link.target}"
    columns, targets = ", ".join(link.columns), ", ".join(link.targets)
    action = f", on delete {link.on_delete}" if link.on_delete else ""
    return f"{link.name}: {link.source} ({columns}) → {link.target} ({targets}){action}"


def path(route: tuple[Point, ...]) -> str:
    """Return the corners of a wire as what SVG draws: see `Drawing`."""
    said = f"M{route[0].x:g} {route[0].y:g}"
    for number, (before, here) in enumerate(pairwise(route)):
        if number % 2 == 0:
            said += "" if before == here else f"L{here.x:g} {here.y:g}"
        else:
            middle = round((before.x + here.x) / 2, 1)
            said += f"C{middle:g} {before.y:g} {middle:g} {here.y:g} {here.x:g} {here.y:g}"
    return said


def _box(node: Node, places: dict[str, Point]) -> Iterator[str]:
    place, width = places[node.entry.id], node.width
    kinds = "external" if node.entry.external else "view" if "view" in node.entry.kind else "table"
    yield f'<g class={quoteattr(kinds)} transform="translate({place.x:g} {place.y:g})">'
    yield f"<title>{escape(_clean(_titled(node)))}</title>"
    yield f'<rect class="b" width="{width:g}" height="{node.height:g}" rx="5"/>'
    yield f'<rect class="c" x="1" y="1" width="{width - 2:g}" height="{HEAD - 4:g}" rx="4"/>'
    y = f"{HEAD / 2 + HEADING / 3:.1f}"
    yield f'<text class="h" x="{PAD:g}" y="{y}">{_text(node.heading)}</text>'
    for number, row in enumerate(node.rows):
        y = f"{HEAD + number * ROW + ROW / 2 + FONT / 3:.1f}"
        sign = f'<text class="k" x="{PAD - 2:g}" y="{y}">{row.sign}</text>' if row.sign else ""
        name = f'<text x="{PAD + SIGNS - 4:g}" y="{y}">{_text(row.name)}</text>'
        type_ = f'<text class="t" x="{width - PAD:g}" y="{y}">{_text(row.type)}</text>'
        yield sign + name + (type_ if row.type else "")
    yield "</g>"


def _titled(node: Node) -> str:
    said = f"{node.entry.kind} {node.entry.title}"
    return f"{said}: {node.entry.comment}" if node.entry.comment else said


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Return text in which nothing hides, and without what XML has no way to say."""
    return re.sub("[\ufffe\uffff]", "\N{REPLACEMENT CHARACTER}", visible_lines(text))
