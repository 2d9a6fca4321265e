"""What is written of a model: HTML, Markdown, SVG, Mermaid."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest

from tests.pages.models import EVIL, ROOT, evil, many, valence
from tests.scenarios.test_scenarios import FILES, read
from tests.test_growth import Counted
from tests.witness import psql
from vfed_schema.catalog import introspect
from vfed_schema.emit.pages.binding import bound
from vfed_schema.emit.pages.diagram import diagram
from vfed_schema.emit.pages.html import html
from vfed_schema.emit.pages.markdown import markdown, one_file
from vfed_schema.emit.pages.mermaid import mermaid
from vfed_schema.emit.pages.svg import svg
from vfed_schema.model import Model
from vfed_schema.scratch import Server
from vfed_schema.shown import visible, visible_lines

SPACE = "{http://www.w3.org/2000/svg}"


class Parsed(HTMLParser):
    """The elements of a page, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.texts: dict[int, str] = {}
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        number = len(self.tags) - 1
        if self.open and self.open[-1] in ("script", "style"):
            self.texts[number] = self.texts.get(number, "") + data

    def scripts(self) -> list[str]:
        return [self.texts[n] for n, (tag, _) in enumerate(self.tags) if tag == "script"]


def data_of(page: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Parsed(page).scripts()[0])
    return found


def strings(data: object) -> set[str]:
    """Return every string that is anywhere in data."""
    if isinstance(data, str):
        return {data}
    inside = data.values() if isinstance(data, dict) else data if isinstance(data, list) else ()
    return {text for value in inside for text in strings(value)}


def test_the_page_is_whole_and_asks_for_nothing() -> None:
    """Elements close, names are given once, labels name what there is, and nothing is fetched."""
    page = html(bound(valence(), "Valence"))
    parsed = Parsed(page)
    ids = [attrs["id"] for _, attrs in parsed.tags if "id" in attrs]
    named = {attrs.get(key) for _, attrs in parsed.tags for key in ("aria-controls", "for")}

    assert [] == parsed.open
    assert sorted(set(ids), key=str) == sorted(ids, key=str)
    assert named - {None} <= set(ids)
    assert not {"link", "img", "iframe"} & {tag for tag, _ in parsed.tags}
    assert not [a for _, a in parsed.tags if "src" in a or "href" in a or "style" in a]
    assert not re.findall(r"@import|url\(\s*['\"]?http|fetch\(|XMLHttpRequest|import\(", page)
    assert ("html", {"lang": "en"}) in parsed.tags


def test_the_page_holds_every_object() -> None:
    """Of tables their columns, constraints, indexes, comments, classes, and who refers to them."""
    data = data_of(html(bound(valence(), "Valence")))
    entries = {entry["id"]: entry for entry in data["entries"]}
    beliefs = entries["public.beliefs"]
    nodes = entries["public.federation_nodes"]
    trust = entries["public.node_trust"]

    assert 14 == sum(entry["kind"] == "table" for entry in data["entries"])
    assert beliefs["external"]
    assert {"beliefs_valid_visibility", "idx_beliefs_local"} <= strings(beliefs["sections"])
    assert "public.node_trust" in {data["entries"][t[0]]["id"] for t in nodes["towards"]}
    assert "class NodeTrust:" in trust["python"]
    assert trust["comment"].startswith("How far we trust a node")
    assert ["id", "uuid"] == [trust["columns"][0][key] for key in ("name", "type")]


def test_no_text_is_markup() -> None:
    """Names and comments that end a script, a comment, a cell: nothing in them is markup."""
    book = bound(evil(), EVIL)
    page = html(book)
    parsed = Parsed(page)
    data = data_of(page)

    assert ["script", "script"] == [tag for tag, _ in parsed.tags if tag == "script"]
    assert "alert(1)" not in parsed.scripts()[1]
    assert {visible(EVIL), visible_lines(f"{EVIL}\n# {EVIL}")} <= strings(data)
    assert not re.search("[<>&\u2028]", page.split('id="data">')[1].split("</script>")[0])
    assert not [tag for tag, _ in parsed.tags if tag == "b"]
    ElementTree.fromstring(svg(book))
    text = one_file(book)
    outside = re.sub(r"(?s)(`{1,3}).*?\1", "", text)
    assert "<script" not in re.sub(r"<!--.*?-->|<br>|<a id=\"o\d+\"></a>", "", outside)


def test_only_our_own_script_may_run() -> None:
    """The page says so itself, by hashes of what is in it."""
    from base64 import b64encode
    from hashlib import sha256

    page = html(bound(evil(), "x"))
    parsed = Parsed(page)
    policy = next(a["content"] for _, a in parsed.tags if "http-equiv" in a) or ""
    style = next(parsed.texts[n] for n, (tag, _) in enumerate(parsed.tags) if tag == "style")
    for text in (parsed.scripts()[1], style):
        assert f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none'")


def test_the_same_model_gives_the_same_bytes() -> None:
    """In other processes too, whatever their hashes."""
    script = (
        "from tests.pages.models import valence; from hashlib import sha256;"
        "from vfed_schema.emit.pages import binding, html, markdown, mermaid, svg;"
        "b = binding.bound(valence(), 'x');"
        "print(sha256((html.html(b) + svg.svg(b) + mermaid.mermaid(b)"
        " + markdown.one_file(b)).encode()).hexdigest())"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in "12"
    }  # fmt: skip

    assert 1 == len(said)


def test_text_in_the_picture_stays_in_its_box() -> None:
    """Where letters are as wide as they may be, names and types neither leave it nor meet."""
    for model in (valence(), evil()):
        for group in ElementTree.fromstring(svg(bound(model, "x"))).iter(f"{SPACE}g"):
            width = float(next(group.iter(f"{SPACE}rect")).attrib["width"])
            height = float(next(group.iter(f"{SPACE}rect")).attrib["height"])
            for y, line in groupby(group.iter(f"{SPACE}text"), lambda t: t.attrib["y"]):
                spans = sorted(map(_span, line))

                assert 0 < float(y) < height
                assert spans[0][0] >= 0
                assert spans[-1][1] <= width
                assert all(a[1] <= b[0] for a, b in pairwise(spans))


def _span(text: ElementTree.Element) -> tuple[float, float]:
    size = {"h": 13, "k": 10}.get(text.attrib.get("class", ""), 12)
    x, long = float(text.attrib["x"]), len(text.text or "") * size * 0.6021
    return (x - long, x) if text.attrib.get("class") == "t" else (x, x + long)


def test_every_foreign_key_is_drawn() -> None:
    """With what it is called; a column that may be empty refers to one row or none."""
    picture = ElementTree.fromstring(svg(bound(valence(), "x")))
    wires = [p for p in picture.iter(f"{SPACE}path") if "key" in p.attrib.get("class", "")]
    keys = [obj for obj in valence().values() if obj.kind == "foreign_key"]
    ends = {p.findtext(f"{SPACE}title", "").split(":")[0]: p.attrib["marker-end"] for p in wires}

    assert len(keys) == len(wires)
    assert {key.path[-1] for key in keys} == set(ends)
    assert "url(#may)" == ends["beliefs_origin_node_id_fkey"]
    assert "url(#must)" == ends["node_trust_node_id_fkey"]


def test_links_in_markdown_lead_somewhere() -> None:
    """To a file that is there, and in it to a place that is there."""
    for model in (valence(), evil()):
        pages = markdown(bound(model, "x"))
        for name, text in pages.items():
            for target in re.findall(r"\]\(([^)]*)\)", re.sub(r"(?s)(`{1,3}).*?\1", "", text)):
                file, _, place = unquote(target).partition("#")

                assert file in pages, name
                assert not place or f'<a id="{place}">' in pages[file]


def test_rows_of_markdown_tables_have_as_many_cells_as_their_heads() -> None:
    """Whatever is in a cell, a stroke in it does not end it."""
    for text in (*markdown(bound(evil(), "x")).values(), one_file(bound(valence(), "x"))):
        for starts, lines in groupby(text.splitlines(), lambda line: line.startswith("| ")):
            if starts:
                counts = {len(re.findall(r"(?<!\\)\|", line)) for line in lines}

                assert 1 == len(counts), text


def test_mermaid_has_words_that_its_parser_takes() -> None:
    """Names in quotes, attributes of one word, and nothing that would end a line."""
    for model in (valence(), evil(), many(30)):
        for line in mermaid(bound(model, "x")).splitlines()[2:]:
            name = r'"[^"%\\]+"'
            word = r"[A-Za-z_][\w\[\]()-]*"
            attribute = rf' {{8}}{word} {word}( PK| FK| PK, FK)?( "[^"]*")?'
            relation = rf'    {name} (\|\||\|o)(--|\.\.)(o\{{|o\|) {name} : "[^"]*"'

            assert re.fullmatch(rf"{attribute}|{relation}|    {name}( \{{)?|    }}", line), line


def test_partitions_are_counted_not_drawn(server: Server) -> None:
    """In the box of the table that they are part of; each still has its page."""
    with server.database() as database:
        psql(
            database,
            "create table t (a int) partition by range (a);"
            "create table t1 partition of t for values from (1) to (2);"
            "create table t2 partition of t for values from (2) to (3);",
        )
        with database.connect_admin() as conn:
            book = bound(introspect(conn), "x")
    found = diagram(book)

    assert ["public.t"] == [node.entry.id for node in found.nodes]
    assert "+ 2 partitions" == found.nodes[0].rows[-1].name
    assert {"public.t1", "public.t2"} <= set(book.by_id())
    assert "public.t" == book.by_id()["public.t1"].within


ONE_OF_EACH = [next(files) for _, files in groupby(FILES, lambda file: file.parent)]


@pytest.mark.parametrize("file", ONE_OF_EACH, ids=lambda f: f"{f.parent.name}-{f.stem}")
def test_every_kind_has_a_place(file: Path, server: Server) -> None:
    """What a database has is on its pages by name, or by what it says."""
    with server.database() as database, database.connect_admin() as conn:
        conn.execute(read(file).after.encode())
        model = introspect(conn)
    book = bound(model, "x")
    data = json.dumps(data_of(html(book)), ensure_ascii=False)
    text = one_file(book)

    assert [] == [word for word in _words(model) if escaped(word) not in data]
    assert text.count("\n### ") == len(book.entries)
    ElementTree.fromstring(svg(book))


def escaped(word: str) -> str:
    return json.dumps(word, ensure_ascii=False)[1:-1]


def _words(model: Model) -> set[str]:
    found = set()
    for obj in model.values():
        said = getattr(obj, {"comment": "text", "owner": "role"}.get(obj.kind, ""), None)
        found |= set(getattr(obj, "grants", ())) | {said or obj.path[-1]}
        found -= {obj.path[-1]} if obj.kind in ("privileges", "default_privileges") else set()
    return found


def test_ten_times_the_tables_are_ten_times_the_work() -> None:
    """To bind a book, and to write each of the documents."""
    calls: dict[str, list[int]] = {}
    for size in (40, 400):
        bind = Counted(lambda size=size: bound(many(size), "x"))  # type: ignore[misc]
        book = bind.result
        calls.setdefault("bound", []).append(bind.calls)
        for write in (html, svg, mermaid, one_file):
            count = Counted(lambda write=write, book=book: write(book)).calls  # type: ignore[misc]
            calls.setdefault(write.__name__, []).append(count)

    assert {} == {name: (a, b) for name, (a, b) in calls.items() if b > 12.5 * a}
