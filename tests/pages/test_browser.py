"""The pages in a browser: what a person sees and does there."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages.browser import Page, browser, program
from tests.pages.migrations import migration
from tests.pages.models import EVIL, evil, many, valence
from vfed_schema.emit.pages.binding import bound
from vfed_schema.emit.pages.changes import migration_page
from vfed_schema.emit.pages.html import html
from vfed_schema.kinds.table import Table
from vfed_schema.model import Model
from vfed_schema.shown import visible

pytestmark = pytest.mark.skipif(
    program() is None, reason="no browser: `apt-get install chromium`, or say $VFED_CHROMIUM"
)

SHOWN = "[...document.querySelectorAll('.node')].filter(n => n.style.display !== 'none')"
TITLES = f"{SHOWN}.map(n => n.querySelector('.title').textContent).sort()"
DETAIL = "document.querySelector('#detail').textContent"
STILL = {"name": "prefers-reduced-motion", "value": "reduce"}
VIEW = "document.querySelector('#world').getAttribute('transform')"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write the pages that are looked at."""
    folder = tmp_path_factory.mktemp("pages")
    two = Model([*many(3).values(), Table(path=("other", "lonely"))])
    pages = {"valence": valence(), "evil": evil(), "large": many(1000), "two": two}
    for name, model in pages.items():
        (folder / f"{name}.html").write_text(html(bound(model, name)), encoding="utf-8")
    (folder / "diff.html").write_text(migration_page(migration()), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with browser(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.fixture
def page(started: Page) -> Iterator[Page]:
    """A page on which, after all that a test does, nothing went wrong and nothing was fetched."""
    started.call("Emulation.setEmulatedMedia", media="", features=[STILL])
    started.errors.clear()
    started.asked.clear()
    yield started

    assert [] == started.errors
    assert [] == [url for url in started.asked if not url.startswith(("file:", "about:"))]


def choose(page: Page, control: str, value: str) -> None:
    """Choose one of a list."""
    page.run(
        f"(() => {{ const c = document.getElementById('{control}'); c.value = '{value}';"
        " c.dispatchEvent(new Event('change')); })()"
    )
    page.settle()


def test_it_opens_and_shows_every_table(page: Page, home: Path) -> None:
    """All of it at first, none outside of what is seen."""
    page.open(home / "valence.html")
    outside = page.run(
        "(() => { const s = document.querySelector('#diagram').getBoundingClientRect();"
        " return [...document.querySelectorAll('.node')].filter(n => { const b ="
        " n.getBoundingClientRect(); return b.left < s.left || b.right > s.right"
        " || b.top < s.top || b.bottom > s.bottom; }).length; })()"
    )

    assert 17 == len(page.run(TITLES))
    assert 0 == outside
    assert page.run("document.querySelector('#side').hidden")


def test_text_fits_into_boxes(page: Page, home: Path) -> None:
    """With the fonts of this machine, as large as it is read."""
    page.open(home / "valence.html")
    for _ in range(3):
        page.click("#zoom-in")
    found = page.run(
        "[...document.querySelectorAll('.node')].flatMap(n => {"
        " const w = n.querySelector('.box').getBBox().width;"
        " return [...n.querySelectorAll('.rows text, .title')].map(t => t.getBBox())"
        ".filter(b => b.width && (b.x < 0 || b.x + b.width > w)); }).length"
    )
    drawn = page.run("document.querySelectorAll('.rows text').length")

    assert 0 == found
    assert drawn > 100


@pytest.mark.parametrize(
    ("words", "name", "what"),
    [
        ("node_trust", "public.node_trust", "table"),
        ("privacy_epsilon", "privacy_epsilon", "column of public.aggregated_beliefs"),
        ("salted sha-256", "source_hash", "column of public.aggregation_sources"),
        ("beliefs_valid_visi", "beliefs_valid_visibility", "check of public.beliefs"),
        ("sync_status_over", "public.sync_status_overview", "view"),
        ("existing_beliefs", "public.existing_beliefs_are_local_and_private", "data"),
    ],
)
def test_search_finds(page: Page, home: Path, words: str, name: str, what: str) -> None:
    """Tables, columns, comments, constraints, views; Enter goes to the first."""
    page.open(home / "valence.html")
    page.key("/")
    page.type(words)
    first = page.run("document.querySelector('[role=option]').textContent")
    page.key("Enter")
    page.settle()

    assert first.startswith(name + what)
    assert name in page.run(DETAIL)
    assert "search" == page.run("document.activeElement.id")


def test_what_is_not_there_is_not_found(page: Page, home: Path) -> None:
    """And the page says so."""
    page.open(home / "valence.html")
    page.click("#search")
    page.type("no such thing")

    assert "0 found" == page.run("document.querySelector('#count').textContent")
    page.key("Escape")
    page.settle()
    assert page.run("document.querySelectorAll('[role=option]').length") > 40


def test_a_click_opens_a_table(page: Page, home: Path) -> None:
    """Its address is one to keep, and Back takes it back."""
    page.open(home / "valence.html")
    page.click(".node:nth-child(8)")
    opened = page.run("document.querySelector('.chosen .title').textContent")

    assert opened in page.run(DETAIL)
    assert f"#public.{opened}" == page.run("location.hash")
    assert page.run("document.querySelectorAll('.wire.hot').length") > 0
    page.run("history.back()")
    page.settle()
    assert page.run("document.querySelector('#side').hidden")


def test_an_address_leads_to_a_table(page: Page, home: Path) -> None:
    """Into the middle, large enough to read, with its class and who refers to it."""
    page.open(home / "valence.html", "#public.federation_nodes")
    page.settle()
    said = page.run(DETAIL)
    middle = page.run(
        "(() => { const b = document.querySelector('.chosen').getBoundingClientRect();"
        " const s = document.querySelector('#diagram').getBoundingClientRect();"
        " return Math.abs(b.x + b.width / 2 - s.x - s.width / 2); })()"
    )

    assert "class FederationNode" in said
    assert "public.node_trust" in said
    assert middle < 2
    assert not page.run("document.querySelector('#diagram').classList.contains('low')")
    assert page.run("document.querySelectorAll('.chosen .rows text').length") > 20


def test_links_in_the_text_lead_on(page: Page, home: Path) -> None:
    """From a column to the table that it refers to."""
    page.open(home / "valence.html", "#public.node_trust")
    page.run("document.querySelector('#detail a').click()")
    page.settle()

    assert "#public.federation_nodes" == page.run("location.hash")
    assert "federation_nodes" == page.run("document.querySelector('.chosen .title').textContent")


def test_keys_move_and_zoom_the_diagram(page: Page, home: Path) -> None:
    """Arrows, plus, minus and 0; with shift, from table to table."""
    page.open(home / "valence.html")
    page.run("document.querySelector('#diagram').focus()")
    seen = [page.run(VIEW)]
    for key in ("ArrowLeft", "ArrowDown", "+", "+", "-"):
        page.key(key)
        page.settle()
        seen.append(page.run(VIEW))
    page.key("0")
    page.settle()

    assert 5 == len(set(seen))
    assert seen[3] == seen[5]
    assert seen[0] == page.run(VIEW)
    page.key("ArrowRight", shift=True)
    page.settle()
    assert 1 == page.run("document.querySelectorAll('.chosen').length")
    page.run("document.querySelector('#diagram').focus()")
    page.key("Enter")
    assert "detail" == page.run("document.activeElement.id")


def test_everything_can_be_reached_with_tab(page: Page, home: Path) -> None:
    """And it is seen where one is."""
    page.open(home / "valence.html", "#public.node_trust")
    reached, outlines = [], []
    for _ in range(16):
        page.key("Tab")
        reached.append(page.run("document.activeElement.id || document.activeElement.tagName"))
        outlines.append(page.run("getComputedStyle(document.activeElement).outlineStyle"))

    assert {"hops", "views", "zoom-in", "fit", "theme", "search", "diagram", "close", "A"} <= set(
        reached
    )
    assert {"solid"} == set(outlines[:-1])


def test_the_pointer_moves_and_zooms(page: Page, home: Path) -> None:
    """What is under it stays there while the wheel turns; a drag opens nothing."""
    page.open(home / "valence.html")
    before = page.run(VIEW)
    page.mouse("mousePressed", 800, 760)
    for x in (810, 840, 880):
        page.mouse("mouseMoved", x, 700)
    page.mouse("mouseReleased", 880, 700)
    page.settle()
    moved = page.run(VIEW)
    box = (
        "(() => { const b = document.querySelector('.node').getBoundingClientRect();"
        " return [b.x + b.width / 2, b.y + b.height / 2, b.width]; })()"
    )
    x, y, width = page.run(box)
    page.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=-240)
    page.settle()
    after = page.run(box)

    assert before != moved
    assert page.run("document.querySelector('#side').hidden")
    assert width < after[2]
    assert [x, y] == pytest.approx(after[:2], abs=1.5)


def test_only_what_is_near_is_shown(page: Page, home: Path) -> None:
    """Within so many steps of the chosen one, drawn together, none on another."""
    page.open(home / "valence.html", "#public.consensus_votes")
    choose(page, "hops", "1")

    assert ["consensus_votes", "federation_nodes", "tension_resolutions"] == page.run(TITLES)
    choose(page, "hops", "2")
    assert "beliefs" in page.run(TITLES)
    overlaps = page.run(
        f"(() => {{ const b = {SHOWN}.map(n => n.querySelector('.box').getBoundingClientRect());"
        " return b.flatMap((p, i) => b.slice(i + 1).filter(q => p.x < q.right && q.x < p.right"
        " && p.y < q.bottom && q.y < p.bottom)).length; })()"
    )
    assert 0 == overlaps
    choose(page, "hops", "0")
    assert 17 == len(page.run(TITLES))


def test_views_and_schemas_can_be_left_out(page: Page, home: Path) -> None:
    """And what is not found."""
    page.open(home / "valence.html")
    page.click("#views")
    assert 14 == len(page.run(TITLES))
    page.click("#hits")
    page.click("#search")
    page.type("hop_count")
    assert ["belief_provenance"] == page.run(TITLES)

    page.open(home / "two.html")
    assert 4 == len(page.run(TITLES))
    page.click("#schemas summary")
    page.click("#schemas label:first-child input")
    assert 3 == len(page.run(TITLES))


def test_it_is_light_or_dark_as_its_reader_likes(page: Page, home: Path) -> None:
    """As the system says, until the button says otherwise; that is kept."""
    paper = "getComputedStyle(document.body).backgroundColor"
    found = []
    for scheme in ("light", "dark"):
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        page.call("Emulation.setEmulatedMedia", media="", features=features)
        page.open(home / "two.html")
        found.append(page.run(paper))
    page.click("#theme")
    turned = page.run(paper)
    page.open(home / "two.html")
    kept = page.run(paper)
    page.run("localStorage.clear()")

    assert found[0] != found[1]
    assert [found[0]] * 2 == [turned, kept]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read(page: Page, home: Path, scheme: str) -> None:
    """Every colour of text stands out from what is behind it, four and a half to one."""
    features = [{"name": "prefers-color-scheme", "value": scheme}]
    page.call("Emulation.setEmulatedMedia", media="", features=features)
    page.open(home / "diff.html")
    names = (
        "ink",
        "faint",
        "key",
        "hot",
        "added",
        "changed",
        "gone",
        "paper",
        "pane",
        "box",
        "head",
    )
    said = page.run(
        f"(() => {{ const s = getComputedStyle(document.documentElement); return {list(names)}"
        ".map(n => s.getPropertyValue('--' + n)); })()"
    )
    colours = dict(zip(names, map(_light, said), strict=True))
    for text in names[:7]:
        for behind in names[7:10]:
            bright, dark = sorted((colours[text], colours[behind]), reverse=True)

            assert (bright + 0.05) / (dark + 0.05) >= 4.5, (text, behind)


def _light(colour: str) -> float:
    """Return the relative luminance of `#rrggbb` or `#rgb` (WCAG 2)."""
    digits = colour.strip().lstrip("#")
    digits = "".join(c * 2 for c in digits) if len(digits) == 3 else digits
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_nothing_moves_by_itself_for_who_does_not_like_it(page: Page, home: Path) -> None:
    """Then everything is where it is to be at once; for others it goes there."""
    frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
    there = []
    for features in ([STILL], []):
        page.call("Emulation.setEmulatedMedia", media="", features=features)
        page.open(home / "valence.html")
        page.click("#zoom-in")
        page.run("document.querySelector('#fit').click()")
        page.run(frames)
        early = page.run(VIEW)
        page.settle(0.5)
        there.append(early == page.run(VIEW))

    assert [True, False] == there


def test_it_can_be_printed(page: Page, home: Path) -> None:
    """The diagram and all of what is chosen, dark on white, without what is there to be pressed."""
    features = [STILL, {"name": "prefers-color-scheme", "value": "dark"}]
    page.open(home / "valence.html", "#public.node_trust")
    page.call("Emulation.setEmulatedMedia", media="print", features=features)
    shown = page.run(
        "['nav', '#controls', '#diagram', '#detail'].map("
        "s => document.querySelector(s).getBoundingClientRect().height > 0)"
    )
    paper = page.run("getComputedStyle(document.body).backgroundColor")
    pages = page.call("Page.printToPDF", paperWidth=8.3, paperHeight=11.7, marginTop=0.4)["data"]

    assert [False, False, True, True] == shown
    assert "rgb(255, 255, 255)" == paper
    assert b64decode(pages).count(b"/Type /Page\n") >= 3


def test_a_name_is_never_markup(page: Page, home: Path) -> None:
    """No script of it runs, and it is shown with what would hide in it."""
    page.open(home / "evil.html")
    page.click(".node")
    page.click("#search")
    page.type("alert")

    address = page.run("location.hash")

    assert visible(EVIL) in page.run(DETAIL)
    assert 2 == page.run("document.scripts.length")
    assert 0 == page.run("document.querySelectorAll('main b, aside b, svg script').length")
    page.open(home / "evil.html", address)
    assert visible(EVIL) in page.run(DETAIL)


def test_a_thousand_tables_stay_light(page: Page, home: Path) -> None:
    """Columns are drawn where somebody can read them; names, where they are large enough."""
    page.open(home / "large.html")
    elements = page.run("document.querySelectorAll('#diagram *').length")
    mute = page.run("document.querySelectorAll('.node.mute').length")
    labels = "[...document.querySelectorAll('#labels text')].map(t => t.getBoundingClientRect())"
    landmarks = page.run(f"{labels}.length")
    met = page.run(
        f"(() => {{ const b = {labels}; return b.flatMap((p, i) => b.slice(i + 1).filter("
        "q => p.x < q.right && q.x < p.right && p.y < q.bottom && q.y < p.bottom)).length; })()"
    )
    page.click("#search")
    page.type("table_777")
    page.key("Enter")
    page.settle()

    assert elements < 13_000
    assert mute > 900
    assert 10 < landmarks <= 24
    assert 0 == met
    assert "public.table_777" in page.run(DETAIL)
    assert 0 < page.run("document.querySelectorAll('.rows').length") < 40
    seen = page.run("[...document.querySelectorAll('.chosen .rows text')].length")
    assert seen >= 12


def test_a_migration_is_shown_by_sign_and_colour(page: Page, home: Path) -> None:
    """What comes, changes and goes, beside what stays, in its list and its diagram."""
    page.open(home / "diff.html")
    titles = page.run(TITLES)
    listed = page.run("[...document.querySelectorAll('[role=option]')].map(o => o.textContent)")
    strokes = page.run(
        "['added', 'changed', 'gone', 'same'].map(s => {"
        " const c = getComputedStyle(document.querySelector(`.node.${s} .box`));"
        " return c.stroke + c.strokeDasharray; })"
    )

    assert ["+ fresh", "neighbour", "~ kept", "− old"] == sorted(titles)
    assert "+ table fresh" in listed
    assert "− table old" in listed
    assert "~ amountcolumn; type: integer → bigint" in listed
    assert 4 == len(set(strokes))
    page.click("#same")
    assert 3 == len(page.run(TITLES))


def test_a_migration_tells_its_sql_its_way_back_and_its_hazards(page: Page, home: Path) -> None:
    """In tabs, which arrows go along."""
    page.open(home / "diff.html")
    said = {}
    page.run("document.querySelector('[role=tab]').focus()")
    for _ in range(5):
        name = page.run("document.activeElement.textContent")
        said[name.split(" (")[0]] = page.run(DETAIL)
        page.key("ArrowRight")

    assert "CREATE TABLE public.fresh" in said["SQL"]
    assert "CREATE TABLE public.old" in said["Way back"]
    assert "data-loss" in said["Hazards"]
    assert ["Object", "SQL", "Way back", "Hazards", "Notes"] == list(said)


def test_a_change_leads_to_its_box(page: Page, home: Path) -> None:
    """And to the line that tells of it."""
    page.open(home / "diff.html")
    page.run(
        "[...document.querySelectorAll('[role=option]')]"
        ".find(o => o.textContent.startsWith('~ amount')).click()"
    )
    page.settle()

    assert "~ kept" == page.run("document.querySelector('.chosen .title').textContent")
    assert "~ changed" in page.run("document.querySelector('tr.lit').textContent")
    assert "amount" in page.run("document.querySelector('tr.lit').textContent")


def test_a_page_with_nothing_to_draw_says_so(page: Page, home: Path) -> None:
    """And what is drawn takes the words away again, when it comes."""
    nothing = "document.querySelector('#nothing')"
    file = home / "nothing.html"
    file.write_text(html(bound(Model(), "nothing")), encoding="utf-8")
    page.open(file)
    empty = page.run(f"{nothing}.hidden ? '' : {nothing}.textContent")
    page.open(home / "diff.html")

    assert "There are no tables or views." == empty
    assert page.run(f"{nothing}.hidden")
