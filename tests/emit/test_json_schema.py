"""The JSON Schema takes what the reader takes, and points at what it does not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from tests.cli.command import vfed
from vfed_schema.emit import key_words
from vfed_schema.emit.json_schema import json_schema
from vfed_schema.kinds import KINDS
from vfed_schema.objects import Object
from vfed_schema.source.reader import _keys

ROOT = Path(__file__).parents[2]
NODE: dict[str, Any] = json_schema()
SCHEMA = Draft202012Validator(NODE)


class Core(yaml.SafeLoader):
    """YAML 1.2's idea of what is a boolean, as the reader and the editors have it."""


Core.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
for first in "yYnNoO":
    Core.yaml_implicit_resolvers[first] = [
        pair for pair in Core.yaml_implicit_resolvers[first] if "bool" not in pair[0]
    ]


def _replaced(loader: Core, tag: str, node: yaml.Node) -> object:
    """Return what `!replace` stands before: for an editor, that alone."""
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return loader.construct_object(node)


Core.add_multi_constructor("!replace", _replaced)


def errors(text: str) -> list[str]:
    return [error.message for error in SCHEMA.iter_errors(yaml.load(text, Loader=Core))]


def test_it_is_a_schema() -> None:
    """It follows the draft that it names, and the committed copy is what is generated."""
    Draft202012Validator.check_schema(json_schema())
    done = vfed("json-schema")

    assert json.loads(done.out) == json_schema()
    assert (ROOT / "docs" / "model.schema.json").read_text() == done.out


def test_the_examples_of_the_manual_follow_it() -> None:
    """So does the model of Valence."""
    manual = (ROOT / "docs" / "model.md").read_text()
    blocks = [b for b in re.findall(r"```yaml\n(.*?)```", manual, re.DOTALL) if "{…}" not in b]
    blocks = [b if not b.startswith("  ") else f"tables:\n{b}" for b in blocks]
    blocks.append((ROOT / "schema" / "tables.yaml").read_text())

    assert len(blocks) > 10
    assert [e for block in blocks for e in errors(block)] == []


@pytest.mark.parametrize(
    "wrong",
    [
        "tabels: {}",
        "tables: {t: {colums: {}}}",
        "tables: {t: {columns: {a: {type: int, nul: true}}}}",
        "tables: {t: {columns: {a: {type: int, not_null: perhaps}}}}",
        "tables: {t: {columns: {a: {type: int, references: b(id), on_delete: explode}}}}",
        "tables: {t: {columns: {a: int}, triggers: {x: {timing: later, events: insert}}}}",
        "servers: {s: {options: {host: x}}}",
    ],
)
def test_mistakes_are_found(wrong: str) -> None:
    """A key that nobody knows, a value of another type, a word that is none."""
    assert errors(wrong)


# The keys of default privileges are roles.
KEYED = [k for k in KINDS if k.section and not k.facet and k.kind != "default_privileges"]


@pytest.mark.parametrize("kind", KEYED)
def test_its_keys_are_those_of_the_reader(kind: type[Object]) -> None:
    """No more and no fewer, for every kind."""
    node = NODE["$defs"][kind.kind]
    body = node if "properties" in node else node["anyOf"][1]
    inner = {k.section for k in KINDS if kind.kind in (k.hosts or (k.within,)) and not k.facet}
    facets = {k.section for k in KINDS if k.facet}
    read = {*_keys(kind).values(), *kind.sugar, *inner, *facets} - {None}
    read |= {"external", "relies_on"} if inner - {None} else set()

    assert read == set(body["properties"])


def _bodies(defs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, node in defs.items():
        for body in (node, *node.get("anyOf", ())):
            for key, said in body.get("properties", {}).items():
                yield f"{name}.{key}", said


def test_what_keys_mean_is_said() -> None:
    """An editor shows it: of every kind, and of every key, what the comment beside its field says.

    Where there is no such comment, `emit/key_words.py` has the words.
    """
    schema = NODE
    keys = dict(_bodies(schema["$defs"]))

    assert [] == [name for name, said in keys.items() if not said.get("description")]
    assert [] == [name for name, said in schema["properties"].items() if not said["description"]]
    assert all(schema["$defs"][k.kind].get("description") for k in KEYED)
    assert "usual" in keys["column.unique"]["description"]
    assert (False, ["id DESC"]) == (
        keys["index.unique"]["default"], keys["index.keys"]["examples"][:1]
    )  # fmt: skip


def test_no_words_are_left_over() -> None:
    """What the words say of a kind's key is said of one that there is."""
    keys = dict(_bodies(NODE["$defs"]))
    of_kind = {f"{kind}.{key}" for kind, said in key_words._OF_KIND.items() for key in said}
    shown = {f"{kind}.{key}" for kind, key in key_words._EXAMPLES}

    assert set() == (of_kind | shown) - set(keys)


@pytest.mark.parametrize(
    "text",
    [
        "tables: {t: {columns: {a: ~, b: {not_null: true, default: ~}}, indexes: {i: ~}}}",
        "tables: {t: ~}\nviews: {v: {query: ~}}\nversion: ~",
        "tables: {t: {columns: {a: {primary_key: ~, identity: ~}}, comment: ~, owner: ~}}",
    ],
)
def test_a_profile_may_take_away(text: str) -> None:
    """`~` stands for anything in a profile, and what must be there may be in the model below it."""
    assert [] == errors(f"profile_of: tables.yaml\n{text}")
    assert errors(f"profile_of: tables.yaml\n{text.replace('columns', 'colums')}\ntabels: ~")


def test_in_a_model_nothing_is_taken_away() -> None:
    """There `~` is only what may be left out."""
    assert errors("tables: {t: {columns: {a: {type: ~}}}}")
    assert [] == errors("tables: {t: ~}")
