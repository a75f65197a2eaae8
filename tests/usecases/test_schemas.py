"""The schemas in configs/ are those of the nouns. Make them anew with `python tests/usecases/test_schemas.py`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import pytest
from pydantic import TypeAdapter

from sim.scenario.files.yamltree import load_text
from sim.scenario.lexicon.keys import KEYS
from sim.scenario.outcomes import Outcomes
from sim.scenario.plan import Plan
from sim.scenario.schema import Scenario
from sim.usecases.schemas import key_of, nouns, schema_texts, write_schemas

CONFIGS = Path(__file__).resolve().parents[2] / "configs"
NOUNS = tuple(dict.fromkeys(noun for root in (Scenario, Plan, Outcomes) for noun in nouns(root)))
FIELDS = {
    f"{noun.__name__}.{field.alias or name}": (noun, field.alias or name, field)
    for noun in NOUNS
    for name, field in noun.model_fields.items()
}


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_checked_in_schema_is_fresh(name):
    assert (CONFIGS / name).read_text(encoding="utf-8") == schema_texts()[name]


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(schema, list):
        for item in schema:
            yield from properties(item)
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for below in schema.values():
            yield from properties(below)


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_every_key_has_a_title_a_description_and_examples(name):
    """What an editor shows."""
    mute = [
        key
        for key, body in properties(json.loads(schema_texts()[name]))
        if "title" not in body or not body.get("examples") or "description" not in body
    ]
    assert mute == []


@pytest.mark.parametrize("key", sorted(FIELDS))
def test_every_example_of_a_key_is_accepted(key):
    noun, name, field = FIELDS[key]
    reads = TypeAdapter(
        Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    )
    for example in key_of(noun, name).examples:
        value = load_text(f"x: {example}", "example")[0]["x"]
        if key == "Quantity.fixed":  # the noun parts number and unit
            assert noun.model_validate({name: value}).fixed is not None
        else:
            assert reads.validate_python(value) is not None


def test_no_key_is_explained_that_is_not_there():
    """Entries stand at the noun that declares the key; it may be a base of several."""
    there = {f"{base.__name__}.{name}" for noun, name, _ in FIELDS.values() for base in noun.__mro__}
    assert set(KEYS) <= there


if __name__ == "__main__":
    write_schemas(CONFIGS)
