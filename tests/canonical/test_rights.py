"""A model's own code never runs with more rights than a role without any."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command import vfed

MODEL = """
functions:
  check_options(text[], oid):
    returns: void
    language: plpgsql
    body: BEGIN PERFORM pg_read_file('/etc/passwd'); END
foreign_data_wrappers:
  evil: {validator: public.check_options}
"""


@pytest.mark.parametrize(
    "said",
    [
        "validator: public.check_options",
        "validator: check_options",
        "validator: /**/check_options",
        "handler: h/**/VALIDATOR/**/check_options",
        "handler: h VALIDATOR check_options",
    ],
)
def test_a_validator_of_the_model_is_not_run_as_a_superuser(said: str, tmp_path: Path) -> None:
    """CREATE FOREIGN DATA WRAPPER calls it: with the rights of the model's role, or not at all."""
    (tmp_path / "schema").mkdir()
    text = MODEL.replace("validator: public.check_options", said)
    (tmp_path / "schema" / "tables.yaml").write_text(text)
    done = vfed("generate", cwd=tmp_path)

    assert done.code == 1
    assert "permission denied to create foreign-data wrapper" in done.err


def test_what_is_trusted_may(tmp_path: Path) -> None:
    """The same validator, of a model that is trusted."""
    (tmp_path / "schema").mkdir()
    (tmp_path / "schema" / "tables.yaml").write_text(MODEL)

    assert vfed("generate", cwd=tmp_path, VFED_SCRATCH_TRUST="1").code == 0
