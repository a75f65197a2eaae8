"""The schemas in configs/ are those of the nouns. Make them anew with `python tests/usecases/test_schemas.py`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sim.usecases.schemas import schema_texts, write_schemas

CONFIGS = Path(__file__).resolve().parents[2] / "configs"


@pytest.mark.parametrize("name", sorted(schema_texts()))
def test_the_checked_in_schema_is_fresh(name):
    assert (CONFIGS / name).read_text(encoding="utf-8") == schema_texts()[name]


def test_every_key_of_the_language_is_described():
    """Hover help: each property of the language's nouns carries a description, or refers to a noun that does."""
    schema = json.loads(schema_texts()["scenario.schema.json"])
    mute = [
        f"{noun}.{key}"
        for noun, body in schema["$defs"].items()
        for key, value in body.get("properties", {}).items()
        if not {"description", "$ref"} & set(value)
    ]
    assert mute == []


if __name__ == "__main__":
    write_schemas(CONFIGS)
