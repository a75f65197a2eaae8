"""JSON Schemas for editors, generated from the nouns; the copies in `configs/` are tested to be fresh.

>>> sorted(schema_texts())
['plan.schema.json', 'scenario.schema.json']
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.scenario.plan import Plan
from sim.scenario.schema import Scenario

_DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema_texts() -> dict[str, str]:
    """File name -> text of both schemas."""
    nouns = {"scenario.schema.json": _scenario_schema(), "plan.schema.json": Plan.model_json_schema()}
    return {
        name: json.dumps({"$schema": _DIALECT, **schema}, indent=1, ensure_ascii=False) + "\n"
        for name, schema in nouns.items()
    }


def write_schemas(folder: Path) -> None:
    """Write both schemas into ``folder``."""
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def _scenario_schema() -> dict[str, Any]:
    """The world file's schema; a part or an overlay holds only some of the keys, so none is required here."""
    schema = Scenario.model_json_schema(by_alias=True)
    schema.pop("required", None)
    schema["properties"] |= {
        "parts": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Files beside or below this one whose entries belong to this world.",
        },
        "extends": {"type": "string", "description": "The world this overlay changes: a name or a file."},
        "set": {"type": "object", "description": "Dotted paths and their new values; null removes."},
        "why": {"type": "string", "description": "Why an overlay makes its change."},
    }
    return schema
