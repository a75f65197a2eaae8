"""pydantic's findings in our words, at the right place of the file.

>>> from sim.scenario.schema import Clock
>>> from sim.scenario.files.yamltree import load_text
>>> tree, places = load_text("{start: 2024-01-01, tick: week, tics: 5}", "x.yaml")
>>> for found in validate(Clock, tree, places)[1]:
...     print(found.headline())
x.yaml:1:33 S01 unknown key "tics" (did you mean "ticks"?)
"""

from __future__ import annotations

import types
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag, ValidationError

from sim.errors import Problem, Where, nearest, problem
from sim.scenario.fields import kind_of
from sim.scenario.where import Path, Places

Noun = TypeVar("Noun", bound=BaseModel)
MAX_PROBLEMS = 20
RESERVED = ("beliefs", "takes", "needs", "like")


def validate(noun: type[Noun], tree: Any, places: Places) -> tuple[Noun | None, list[Problem]]:
    """The noun read from ``tree``, or all that is wrong with it, in file order."""
    try:
        return noun.model_validate(tree), []
    except ValidationError as error:
        problems = [_in_words(found, noun, tree, places) for found in error.errors(include_url=False)]
        known_first = {
            (p.where, p.code): p for p in reversed(problems)
        }  # union branches may repeat themselves
        # a missing key right where an unknown one stands is one mistake, not two
        typos = {p.where.line for p in problems if p.code == "S01" and "did you mean" in p.what}
        kept = [
            p for p in known_first.values() if not (p.code == "S02" and typos and _named_by_typo(p, problems))
        ]
        return None, sorted(kept, key=lambda p: p.where)


def _named_by_typo(missing: Problem, problems: list[Problem]) -> bool:
    name = missing.what.split('"')[1]
    return any(p.code == "S01" and f'did you mean "{name}"' in p.what for p in problems)


def _in_words(found: Any, noun: type[BaseModel], tree: Any, places: Places) -> Problem:
    path = _in_tree(found["loc"], tree)
    where, kind, context = places.value(path), found["type"], found.get("ctx", {})
    if kind == "stance":
        return _refused(context, places, path)
    if kind == "extra_forbidden":
        return _unknown_key(found, noun, path, places, where)
    if kind == "missing":
        name = str(found["loc"][-1])
        return problem("S02", places.key(path), name=name, hint=f"add `{name}:` here")
    if (found["loc"] and str(found["loc"][-1]) == "[key]") or (
        kind == "string_pattern_mismatch" and path in places.keys
    ):
        got = str(found["input"])
        return problem(
            "S03",
            places.key(path),
            expected="a plain name (letters, digits, _)"
            if "A-Za-z_" in str(context.get("pattern"))
            else f"text like {context.get('pattern')}",
            got=f'"{got}"',
            hint="start with a letter; no spaces or dashes",
        )
    if isinstance(found["input"], str) and _decimal_comma(found["input"]):
        return problem("S07", where, text=found["input"], point=found["input"].replace(",", "."))
    return problem(
        "S03",
        where,
        expected=_expected(kind, context, found["msg"]),
        got=kind_of(found["input"]),
        hint=_HINTS.get(kind, "see the language page"),
    )


def _refused(context: dict[str, Any], places: Places, path: Path) -> Problem:
    where = places.value(path, context["offset"], context["length"])
    return problem(context["code"], where, **context["fields"])


def _in_tree(loc: tuple[Any, ...], tree: Any) -> Path:
    """The longest path that exists in the file; union tags and `[key]` are not in it."""
    path: list[Any] = []
    for part in loc:
        if (isinstance(tree, dict) and part in tree) or (
            isinstance(tree, list) and isinstance(part, int) and part < len(tree)
        ):
            tree = tree[part]
        else:
            continue
        path.append(part)
    return tuple(path)


def _unknown_key(found: Any, noun: type[BaseModel], path: Path, places: Places, where: Where) -> Problem:
    name = str(found["loc"][-1])
    if found["input"] is None and (" " in name or name[:1].isdigit()):
        before = path[:-1][-1] if len(path) > 1 else name
        return problem("S06", places.key(path), name=before)
    if name in RESERVED:
        return problem("S05", places.key(path), name=name)
    model = _model_at(noun, found["loc"][:-1])
    known = [field.alias or key for key, field in model.model_fields.items()] if model else []
    shown = ", ".join(known)
    return problem("S01", places.key(path), name=name, known=shown, near=nearest(name, known))


def _model_at(annotation: Any, loc: tuple[Any, ...]) -> type[BaseModel] | None:
    """The model that the type at ``loc`` is, following fields, mappings, lists and tagged unions."""
    annotation, tagged = _unwrap(annotation)
    if tagged:
        chosen = next((arm for arm in tagged if loc and _tag(arm) == loc[0]), None)
        return _model_at(chosen, loc[1:]) if chosen is not None else None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if not loc:
            return annotation
        field = next((f for key, f in annotation.model_fields.items() if loc[0] in (key, f.alias)), None)
        if field is None:
            return None
        metadata = tuple(field.metadata)
        inner = Annotated[(field.annotation, *metadata)] if metadata else field.annotation
        return _model_at(inner, loc[1:])
    args = get_args(annotation)
    if get_origin(annotation) in (dict, tuple) and args and loc:
        return _model_at(args[1] if get_origin(annotation) is dict else args[0], loc[1:])
    return None


def _unwrap(annotation: Any) -> tuple[Any, tuple[Any, ...]]:
    """The type without Annotated and `| None`; for a tagged union its arms."""
    while get_origin(annotation) is Annotated:
        inner, *metadata = get_args(annotation)
        if any(isinstance(m, Discriminator) for m in metadata):
            return inner, get_args(inner)
        annotation = inner
    if get_origin(annotation) in (Union, types.UnionType):
        arms = [arm for arm in get_args(annotation) if arm is not type(None)]
        models = [arm for arm in arms if isinstance(arm, type) and issubclass(arm, BaseModel)]
        return _unwrap(models[0] if models else arms[0])
    return annotation, ()


def _tag(arm: Any) -> str:
    return next((m.tag for m in get_args(arm)[1:] if isinstance(m, Tag)), "")


def _decimal_comma(text: str) -> bool:
    whole, _, rest = text.strip().partition(",")
    return bool(rest) and whole.lstrip("+-").isdigit() and rest.isdigit()


def _expected(kind: str, context: dict[str, Any], message: str) -> str:
    words = {
        "int_type": "a whole number",
        "float_type": "a number",
        "string_type": "text",
        "bool_type": "true or false",
        "dict_type": "a mapping",
        "tuple_type": "a list",
        "literal_error": str(context.get("expected", "")),
        "model_type": "a mapping",
        "model_attributes_type": "a mapping",
        "date_type": "a date",
    }
    limits = {"greater_than_equal": "ge", "less_than_equal": "le", "greater_than": "gt", "less_than": "lt"}
    signs = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
    if kind in limits:
        key = limits[kind]
        return f"{signs[key]} {context.get(key)}"
    if kind == "too_short":
        return f"at least {context.get('min_length')} entries"
    if kind == "too_long":
        return f"at most {context.get('max_length')} entries"
    return words.get(kind, message[:1].lower() + message[1:])


_HINTS = {
    "literal_error": "choose one of these",
    "int_type": "write digits only",
    "float_type": "write a number such as 0.3",
    "string_type": "put quotes around it if it should be text",
    "bool_type": "write true or false",
    "dict_type": "write `key: value` lines below it",
    "tuple_type": "write it as [a, b]",
}
