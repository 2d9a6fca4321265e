"""Locks that are read as they were written, and locks that are no longer what was written."""

from __future__ import annotations

import json
import pickle
from collections.abc import Iterator
from copy import deepcopy
from hashlib import sha256
from operator import ne
from types import UnionType
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints

import pytest

from vfed_schema.dependencies import Edge
from vfed_schema.errors import SourceError
from vfed_schema.kinds import KINDS
from vfed_schema.kinds.column import Column
from vfed_schema.kinds.table import Table
from vfed_schema.lock import FORMAT, Header, dump, load, peek
from vfed_schema.model import About, Model
from vfed_schema.objects import Object
from vfed_schema.record import Record, fields, same, uncompared
from vfed_schema.ref import Ref

HEADER = Header(digest="d", files=("tables.yaml",), major=18)
TABLE = {"kind": "table", "path": ["public", "t"]}
COLUMN = {"kind": "column", "path": ["public", "t", "a"], "type": "text"}
ODD = 'quotes ", "uses": ["] \\", line\nends\r\n\u2028, 😀 and \x00'


def lock(*lines: object, end: str = "\n", **head: Any) -> str:
    """Return a lock of some lines, each as it is or as JSON, whose hash is right."""
    told = [line if isinstance(line, str) else json.dumps(line) for line in lines]
    body = "\n".join(told) + (end if told else "")
    first = {"lock": FORMAT, "digest": "d", "files": ["a"], "major": 18}
    return f"{json.dumps({**first, 'body': sha256(body.encode()).hexdigest(), **head})}\n{body}"


def all_of_it(text: str) -> tuple[Model, Header]:
    model, header = load(text, said=True)
    assert model.edges is not None
    return model, header


def test_what_is_written_is_read() -> None:
    """Objects, edges, whose they are and how they were written come back, whatever a text holds."""
    table = Table(path=("public", ODD))
    column = Column(path=("public", ODD, "a"), type="text", default=ODD, position=7)
    model = Model(
        [table, column],
        [Edge(column.ref, Ref("function", ("public", "f()")), True)],
        external=[table.ref],
        about=About(version="2", exclusive=("public",)),
    )
    said = {column.ref: "0123456789ab"}
    text = dump(model, Header(digest="d", files=("tables.yaml",), major=18, said=said))
    found, header = load(text, said=True)

    assert dict(found) == dict(model)
    assert all(same(found[ref], obj) for ref, obj in model.items())
    assert (found.edges, found.external, found.about) == (
        model.edges,
        model.external,
        model.about,
    )
    assert header == HEADER
    assert header.said == said
    assert peek(text) == HEADER


def test_a_lock_may_hold_nothing() -> None:
    """A model without objects has a lock of one line."""
    found, header = load(dump(Model(), HEADER))

    assert len(found) == 0
    assert header == HEADER


def test_the_last_line_may_have_no_end() -> None:
    """An editor that drops the last line's end drops no object."""
    assert len(load(lock(TABLE, COLUMN, end=""))[0]) == 2


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(lock({"kind": "nope", "path": ["a"]}), 2, id="only a kind nobody knows"),
        pytest.param(lock(TABLE, {"kind": "nope", "path": ["a"]}), 3, id="a kind nobody knows"),
        pytest.param(lock({**TABLE, "new": 1}), 2, id="a field nobody knows"),
        pytest.param(lock(TABLE, {**TABLE, "type": "text"}), 3, id="another kind's field"),
        pytest.param(lock({**TABLE, "said": "x", "new": 1}), 2, id="said beside it"),
        pytest.param(lock({"path": ["public", "t"]}), 2, id="no kind"),
        pytest.param(lock(TABLE, {"path": ["public", "t"]}), 3, id="no kind, after another"),
        pytest.param(lock({"kind": 5, "path": ["t"]}), 2, id="a kind that is a number"),
        pytest.param(lock(TABLE, {**COLUMN, "type": 5}), 3, id="a number for a text"),
        pytest.param(lock(TABLE, {**COLUMN, "type": None}), 3, id="nothing for a text"),
        pytest.param(lock(TABLE, {**COLUMN, "path": "t"}), 3, id="a path that is a text"),
        pytest.param(lock(TABLE, {**COLUMN, "path": ["t", 1]}), 3, id="a number in a path"),
        pytest.param(lock(TABLE, {**COLUMN, "position": 1.5}), 3, id="a part of a number"),
        pytest.param(lock({**COLUMN, "position": float("nan")}), 2, id="no number"),
        pytest.param(lock(json.dumps(COLUMN)[:-1] + ', "position": ' + "9" * 5000 + "}"), 2,
                     id="a number without end"),
        pytest.param(lock({**COLUMN, "type": "\ud800"}), 2, id="half a character"),
        pytest.param(lock({**COLUMN, "type": "a\u2028b"}, "{"), 3, id="after a line separator"),
        pytest.param(lock({**TABLE, "uses": 5}), 2, id="uses that are a number"),
        pytest.param(lock(TABLE, {**COLUMN, "goes_with": [["a", 2]]}), 3, id="goes with a number"),
        pytest.param(lock({**TABLE, "uses": [[]]}), 2, id="uses of no kind"),
        pytest.param(lock({**TABLE, "external": "yes"}), 2, id="external that is a text"),
        pytest.param(lock({**TABLE, "said": 5}), 2, id="a hash that is a number"),
        pytest.param(lock("5"), 2, id="a number"),
        pytest.param(lock(TABLE, "null"), 3, id="nothing"),
        pytest.param(lock(TABLE, "", COLUMN), 3, id="an empty line"),
        pytest.param(lock(f"{json.dumps(TABLE)},{json.dumps(COLUMN)}", ""), 2, id="two in one"),
        pytest.param(lock(TABLE, '{"kind": "table", "path": ' + "[" * 100_000), 3, id="deep"),
        pytest.param(lock("[" * 100_000), 2, id="nothing but deep"),
        pytest.param(lock(digest=5), 1, id="a digest that is a number"),
        pytest.param(lock(files="a"), 1, id="files that are a text"),
        pytest.param(lock(major="18"), 1, id="a major that is a text"),
        pytest.param(lock(schema=7), 1, id="a schema that is a number"),
        pytest.param(lock(new=7), 1, id="what nobody knows of a model"),
        pytest.param("[" * 100_000, 1, id="a first line that is deep"),
        pytest.param("", 1, id="an empty file"),
    ],
)  # fmt: skip
def test_what_is_no_lock_is_told_by_its_line(text: str, line: int) -> None:
    """What no version of ours writes is neither left out nor half read, and has its line told."""
    with pytest.raises(SourceError, match=rf"^catalog.jsonl:{line}:1: the lock is damaged; run"):
        all_of_it(text)


def test_lines_that_end_otherwise_are_no_longer_ours() -> None:
    """A lock whose line ends were changed has another hash."""
    with pytest.raises(SourceError, match="edited by hand, or cut"):
        load(lock(TABLE, COLUMN).replace("\n", "\r\n"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_no_field_is_called_what_stands_beside_it(kind: type[Object]) -> None:
    """A line's own words, and those of every record, are no kind's fields."""
    beside = {"kind", "uses", "goes_with", "external", "said", "marked", "counted"}

    assert {field.name for field in fields(kind)} & beside == set()


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_a_record_leads_to_nothing_that_leads_back(kind: type[Object]) -> None:
    """Nobody collects circles of records, so that their fields are texts, numbers and tuples."""
    for hint in get_type_hints(kind).values():
        if get_origin(hint) is not ClassVar and hint is not ClassVar:
            assert set(_leaves(hint)) <= {str, int, bool, type(None), ...}


def _leaves(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (tuple, Union, UnionType):
        for part in get_args(hint):
            yield from _leaves(part)
    else:
        yield hint


def test_what_is_not_compared_makes_no_difference() -> None:
    """Equal records have one hash; the same ones are the same in what is not compared too."""
    one, other = (Column(path=("public", "t", "a"), type="int", position=n) for n in (1, 2))

    assert one == other
    assert not ne(one, other)
    assert hash(one) == hash(other)
    assert not same(one, other)
    for copy in (pickle.loads(pickle.dumps(one)), deepcopy(one)):
        assert same(one, copy)


def test_a_field_that_is_said_again_is_as_it_is_said_now() -> None:
    """A kind that makes a field of its base count has it compared, and the base does not."""

    class Above(Record, frozen=True, kw_only=True):
        host: str = uncompared("table")
        rest: str = uncompared("")

    class Below(Above, frozen=True, kw_only=True):
        host: str = "view"

    assert Above(host="a") == Above(host="b")
    assert Below(host="a") != Below(host="b")
    assert Below(rest="a") == Below(rest="b")
    assert Below(host="a") != Above(host="a")
