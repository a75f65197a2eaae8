"""JSON Schemas for editors, generated from the nouns; the copies in `configs/` are tested to be fresh.

An editor shows of a value what it finds at the innermost schema first. So alternatives are kept plain and everything worth
reading (title, description with unit, examples) stands on the key itself.

>>> sorted(schema_texts())
['outcomes.schema.json', 'plan.schema.json', 'scenario.schema.json']
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, BeforeValidator
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core.core_schema import ModelSchema

from sim.scenario.fields import Effect, one_or_many
from sim.scenario.files.yamltree import load_text
from sim.scenario.lexicon.keys import KEYS, Key
from sim.scenario.outcomes import Outcomes
from sim.scenario.plan import Plan
from sim.scenario.schema import Scenario
from sim.usecases.docstrings import docstrings

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NOTHING = ("", "None", "[]", "False")  # defaults that say nothing, and that an editor would write out
# Keys that are read before there is a world: its parts, and what it changes in another
OF_FILES = (
    ("parts", "Files beside or below this one whose entries belong to this world.", "[actors/minister.yaml]"),
    ("extends", "The world this overlay changes: a name or a file.", "harbour-strike"),
    ("set", "Dotted paths and their new values; null removes.", "{union.pay: 0.5, events.storm: null}"),
    ("why", "Why an overlay makes its change.", "what if the union wants less"),
)
_SCALARS = ["string", "number", "boolean"]
# What the readers of these texts accept, for editors to mark the rest
_UNITS = "(day|week|month|year)s?"
_PATTERNS = {
    "Clock.tick": f"^([1-9]\\d{{0,3}} )?{_UNITS}$",
    "Actor.decides": f"^every (tick|(\\d{{1,4}} )?{_UNITS})$",
    "Question.within": f"^\\d{{1,5}} {_UNITS}$",
    "Quantity.seen": f"^\\s*\\d+\\s+(in\\s+\\d+(\\.\\d+)?\\s+{_UNITS}|of\\s+\\d+)\\s*$",
}
_NUMBER_WITH_UNIT = r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*([%A-Za-z].*)?$"


def schema_texts() -> dict[str, str]:
    """File name -> text of the schema of one kind of file."""
    schemas = {
        "scenario.schema.json": _world_file(),
        "plan.schema.json": _for_editors(Plan),
        "outcomes.schema.json": _for_editors(Outcomes),
    }
    return {
        name: json.dumps({"$schema": _DIALECT, **schema}, indent=1, ensure_ascii=False) + "\n"
        for name, schema in schemas.items()
    }


def write_schemas(folder: Path) -> None:
    """Write all schemas into ``folder``."""
    for name, text in schema_texts().items():
        (folder / name).write_text(text, encoding="utf-8")


def nouns(root: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """``root`` and every noun that may stand below it, each once.

    >>> [noun.__name__ for noun in nouns(Plan)]
    ['Plan', 'Variant', 'Sweep', 'Steps']
    """
    found = [root]
    for noun in found:  # grows while it is read
        for field in noun.model_fields.values():
            found += [other for other in dict.fromkeys(_inside(field.annotation)) if other not in found]
    yield from found


def _inside(annotation: Any) -> Iterator[type[BaseModel]]:
    """The nouns in a type; an effect is a text in the file."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel) and annotation is not Effect:
        yield annotation
    for part in get_args(annotation):
        yield from _inside(part)


def key_of(noun: type[BaseModel], name: str) -> Key:
    """What is said of a key, by its noun or by the noun it has it from; KeyError if nobody says anything."""
    for holder in noun.__mro__:
        if f"{holder.__name__}.{name}" in KEYS:
            return KEYS[f"{holder.__name__}.{name}"]
    raise KeyError(f"{noun.__name__}.{name} has no entry in sim/scenario/lexicon/keys.py")


def described(description: str, unit: str) -> str:
    """The description of a key with its unit.

    >>> described("Time in which half of the distance goes.", "time")
    'Time in which half of the distance goes. Unit: time.'
    """
    return f"{description} Unit: {unit}." if unit else description


def _world_file() -> Schema:
    """The world file's schema; a part or an overlay holds only some of the keys."""
    schema = _for_editors(Scenario)
    required = schema.pop("required")
    for name, description, example in OF_FILES:
        kind: Schema = {"parts": {"type": "array", "items": {"type": "string"}}, "set": {"type": "object"}}
        schema["properties"][name] = {
            **kind.get(name, {"type": "string"}),
            "title": name,
            "description": description,
            "examples": [_read(example)],
        }
    schema["if"] = {"required": ["stancelab"], "not": {"required": ["extends"]}}
    schema["then"] = {"required": required}
    return schema


class _Described(GenerateJsonSchema):
    """JSON schemas whose keys say what the nouns' fields say of themselves."""

    def model_schema(self, schema: ModelSchema) -> Schema:
        found = super().model_schema(schema)
        noun: type[BaseModel] = schema["cls"]
        for name, text in docstrings(noun).items():
            if field := noun.model_fields.get(name):
                found["properties"][field.alias or name]["description"] = text
        return found


def _for_editors(root: type[BaseModel]) -> Schema:
    """The noun's JSON schema with its keys explained and its alternatives plain."""
    schema = root.model_json_schema(by_alias=True, schema_generator=_Described)
    for noun in nouns(root):
        body = schema["$defs"][noun.__name__] if noun is not root else schema
        del body["title"]  # an editor then shows the title of the key
        if "anyOf" in body:
            _merge_forms(body)
        for name, below in body["properties"].items():
            _explain(noun, name, below)
    if root is Scenario:
        _loosen(schema["$defs"])
    return _plain(schema)


def _merge_forms(body: Schema) -> None:
    """One schema for a noun that may be a number, a text, a list or a mapping: each keyword speaks of one of them."""
    forms = body.pop("anyOf")
    body["type"] = [form["type"] for form in forms]
    for form in forms:
        body |= {key: value for key, value in form.items() if key not in ("type", "title", "examples")}
    if "oneOf" in body:  # speaks of all; its title would else be that of another place
        title = {"title": "an uncertain number"}
        body |= {"if": {**title, "type": "object"}, "then": {**title, "oneOf": body.pop("oneOf")}}


def _explain(noun: type[BaseModel], name: str, schema: Schema) -> None:
    key = key_of(noun, name)
    schema["title"] = name
    if "description" in schema:
        schema["description"] = described(schema["description"], key.unit)
    schema["examples"] = [_read(text) for text in key.examples]
    field = next(field for key, field in noun.model_fields.items() if name in (key, field.alias))
    if name == "months":  # may be numbers, and has a reader of its own
        _may_be_one(schema, ["string", "integer"])
    elif _reads_one_or_many(field.metadata):
        _may_be_one(schema, ["string"])
    elif any(_reads_one_or_many(getattr(part, "__metadata__", ())) for part in get_args(field.annotation)):
        for below in schema["patternProperties"].values():
            _may_be_one(below, ["string"])
    pattern = _PATTERNS.get(f"{noun.__name__}.{name}")
    for text in (schema, *schema.get("anyOf", ())):
        if pattern and text.get("type") == "string":
            text["pattern"] = pattern


def _reads_one_or_many(metadata: Iterable[Any]) -> bool:
    return any(isinstance(entry, BeforeValidator) and entry.func is one_or_many for entry in metadata)


def _may_be_one(schema: Schema, types: list[str]) -> None:
    """A single value of ``types`` may stand for a list of one."""
    items = schema["items"] | {"type": types}
    schema |= {**items, "type": ["array", *types], "items": items}


def _read(text: str) -> Any:
    return load_text(f"example: {text}", "example")[0]["example"]


def _loosen(defs: Schema) -> None:
    """What the schema of a noun cannot say: the short form of a correlation, and what text an amount may be.

    An amount is a quantity or an expression, so any text; a quantity's text begins with a number.
    """
    correlation = defs["Correlation"]["properties"]
    three = [*correlation["pair"]["prefixItems"], {"type": "number"}]
    defs["Correlation"] |= {"type": ["array", "object"], "prefixItems": three, "minItems": 3, "maxItems": 3}
    defs["Amount"] = {**defs["Quantity"], "type": [*_SCALARS, "object"]}
    defs["Quantity"]["pattern"] = _NUMBER_WITH_UNIT


def _plain(schema: Any) -> Any:
    """Without `null` and what is empty, and with `anyOf` for `oneOf`: a squiggle marks mistakes only."""
    if isinstance(schema, list):
        return [_plain(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if str(schema.get("default", 1)) in _NOTHING:
        schema = {key: value for key, value in schema.items() if key != "default"}
    schema = {key: _below(key, value) for key, value in schema.items()}
    if "patternProperties" in schema:
        schema["additionalProperties"] = False
    for key in ("oneOf", "anyOf"):
        arms = schema.get(key, ())
        if all("required" not in arm or "properties" in arm for arm in arms):
            schema = _one_of({k: v for k, v in schema.items() if k != key}, arms)
    return schema


def _below(key: str, value: Any) -> Any:
    if key in ("properties", "patternProperties", "$defs"):
        return {name: _plain(schema) for name, schema in value.items()}
    if key == "enum":
        return [word for word in value if word != ""]
    return value if key in ("examples", "default") else _plain(value)


def _one_of(schema: Schema, arms: Iterable[Schema]) -> Schema:
    """The schema with its alternatives: one alone is merged in, a quantity or an expression is an amount."""
    arms = [arm for arm in arms if arm.get("type") != "null"]
    if len(arms) == 2 and {"$ref": "#/$defs/Quantity"} in arms:
        arms = [{"$ref": "#/$defs/Amount"}]
    if len(arms) == 1:
        return {**arms[0], **schema}
    return {**schema, "anyOf": arms} if arms else schema
