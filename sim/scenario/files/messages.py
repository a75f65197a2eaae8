"""pydantic's findings in our words, at the right place of the file.

>>> from sim.scenario.frame import Clock
>>> from sim.scenario.files.yamltree import load_text
>>> tree, places = load_text("{start: 2024-01-01, tick: week, tics: 5}", "x.yaml")
>>> for found in validate(Clock, tree, places)[1]:
...     print(found.headline())
x.yaml:1:33 S01 unknown key "tics" (did you mean "ticks"?)
"""

from __future__ import annotations

import datetime
import re
import types
from typing import Annotated, Any, NamedTuple, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, Tag, ValidationError

from sim.errors import MAX_PROBLEMS, Problem, Where, nearest, problem
from sim.scenario.fields import kind_of
from sim.scenario.where import Path, Places

Noun = TypeVar("Noun", bound=BaseModel)
EXCEL = datetime.date(1899, 12, 30)  # its day 0
RESERVED = ("beliefs", "takes", "needs", "like")


class _Said(NamedTuple):
    """A problem, the mapping it is in, the key it names as missing, and the key a misspelt one was meant to be."""

    problem: Problem
    parent: Path
    missing: str = ""
    meant: str = ""


def validate(noun: type[Noun], tree: Any, places: Places) -> tuple[Noun | None, list[Problem]]:
    """The noun read from ``tree``, or all that is wrong with it, in file order."""
    try:
        return noun.model_validate(tree), []
    except ValidationError as error:
        found = error.errors(include_url=False)[:MAX_PROBLEMS]
        said = [_in_words(one, noun, tree, places) for one in found]
        # a missing key where a misspelt one stands is one mistake, not two; so is all that a wrong kind of state lacks
        meant = {(one.parent, one.meant) for one in said if one.meant}
        kinds = {parent for parent, word in meant if word in _STATE_KEYS}
        parents = {one.parent for one in said}
        kept = [
            one.problem for one in said if not _follows(one, meant, kinds) and not _is_count(one, parents)
        ]
        # the arms of a union may repeat each other
        first = {(p.where, p.code, p.code == "S02" and p.what): p for p in reversed(kept)}
        return None, sorted(first.values(), key=lambda p: p.where)


def _follows(one: _Said, meant: set[tuple[Path, str]], kinds: set[Path]) -> bool:
    """Whether a problem is only the shadow of a misspelt key beside it."""
    return (one.parent, one.missing) in meant or (one.parent[:2] in kinds and not one.meant)


def _is_count(one: _Said, parents: set[Path]) -> bool:
    """Whether a list was only found too short because entries of it are no good."""
    return one.missing == "entries" and any(p[:-1] == one.parent for p in parents if p)


def _in_words(found: Any, noun: type[BaseModel], tree: Any, places: Places) -> _Said:
    path = in_tree(found["loc"], tree)
    where, kind, context = places.value(path), found["type"], found.get("ctx", {})
    if kind == "extra_forbidden":
        return _unknown_key(found, noun, path, places)
    if kind == "missing":
        name = str(found["loc"][-1])
        said = problem("S02", places.key(path), name=name, hint=f"add `{name}:` here")
        return _Said(said, path, missing=name)
    if found["loc"] and str(found["loc"][-1]) == "[key]":
        key = places.key(path)
        if kind == "stance":
            return _Said(_refused(context, key, found["input"]), path)
        return _Said(_bad_name(str(found["input"]), key), path)
    if path[-1:] == ("else",) and kind == "stance":
        return _Said(_bad_else(found["input"], where), path)
    if kind == "stance":
        where = places.value(path, context["offset"], context["length"])
        of_key = path[-2:-1] == ("discrete",) and (context["code"], "weight" in str(context["fields"])) != (
            "Q04",
            True,
        )
        where = places.key(path) if of_key and found["input"] is None else where
        return _Said(_refused(context, where, found["input"]), path)
    if isinstance(found["input"], str) and _decimal_comma(found["input"]):
        point = found["input"].replace(",", ".")
        return _Said(problem("S07", where, text=found["input"], point=point), path)
    expected, hint = _expected(kind, context, found["msg"])
    if kind == "date_type":
        hint = date_hint(str(found["input"]))
    if kind == "string_type" and path and path[-1] in _TIMES:
        expected, hint = _TIMES[str(path[-1])]
    if path[:1] == ("correlate",) and kind in ("model_type", "tuple_type"):
        where = places.value(("correlate",))
        expected, hint = "a list of [one, other, number]", "for example `[[a.greed, b.fear, -0.3]]`"
    if found["input"] is None:
        hint += ", or remove the key"
    got = kind_of(found["input"])
    counted = kind in ("too_short", "too_long")
    if counted:
        got = f"{len(found['input'])}" if found["input"] else "none"
    said = problem("S03", where, expected=expected, got=got, hint=hint)
    return _Said(said, path, missing="entries" if counted else "")


def _refused(context: Any, where: Where, got: Any) -> Problem:
    fields = dict(context["fields"])
    if fields.get("expected") == "a date":
        fields["hint"] = date_hint(str(got))
    return problem(context["code"], where, **fields)


def date_hint(text: str) -> str:
    """How the date that was meant by ``text`` is written.

    >>> date_hint("31.03.2024"), date_hint("3/31/2024"), date_hint("2024/3/31"), date_hint("2024-02-30")
    ('write 2024-03-31', 'write 2024-03-31', 'write 2024-03-31', 'the calendar has no such day')
    >>> date_hint("45382")
    'write 2024-03-31 if this is how Excel counts days'
    """
    if re.fullmatch(r"[3-6]\d{4}", text):
        return f"write {EXCEL + datetime.timedelta(int(text))} if this is how Excel counts days"
    if found := re.fullmatch(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})", text):
        day, sign, month, year = found.groups()
        if (
            sign == "/" and int(day) <= 12
        ):  # which of the two is the month can only be told if one is no month
            day, month = month, day if int(month) > 12 else "0"
    elif found := re.fullmatch(r"(\d{4})[-/.]?(\d{1,2})[-/.]?(\d{1,2})", text):
        year, month, day = found.groups()
    if found is None or month == "0":
        return "write year, month and day as in 2024-03-31"
    try:
        return f"write {datetime.date(int(year), int(month), int(day))}"
    except ValueError:
        return "the calendar has no such day"


def _bad_name(got: str, where: Where) -> Problem:
    plain = re.sub(r"\W+", "_", got, flags=re.ASCII).strip("_")
    plain = f"n{plain}" if plain[:1].isdigit() else plain
    hint = f"for example `{plain[:40]}`" if plain else "begin with a letter"
    return problem("S03", where, expected="a plain name (letters, digits and _)", got=f'"{got}"', hint=hint)


def _bad_else(got: Any, where: Where) -> Problem:
    plain = re.sub(r"\W+", "_", got, flags=re.ASCII).strip("_") if isinstance(got, str) else ""
    hint = f"write one word: `else: {plain[:40] or 'nothing_happens'}`"
    return problem("S03", where, expected="a name for what is left over", got=kind_of(got), hint=hint)


def in_tree(loc: tuple[Any, ...], tree: Any) -> Path:
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


def _unknown_key(found: Any, noun: type[BaseModel], path: Path, places: Places) -> _Said:
    name, where = str(found["loc"][-1]), places.key(path)
    if name in RESERVED:
        return _Said(problem("S05", where, name=name), path[:-1])
    loc = found["loc"]
    if name in _STATE_KEYS and len(loc) == 4 and loc[0] == "state" and loc[2] != "a number":
        what = f"{loc[2]} cannot have `{name}:` too"
        said = problem("S04", where, what=what, why="a state is of one kind", fix="keep one of the two")
        return _Said(said, path[:-1], meant=name)
    model = _model_at(noun, found["loc"][:-1])
    known = [field.alias or key for key, field in model.model_fields.items()] if model else []
    near = nearest(name, [*known, *(_STATE_KEYS if "range" in known and "relax" in known else ())])
    return _Said(problem("S01", where, name=name, known=", ".join(known), near=near), path[:-1], meant=near)


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
    return whole.lstrip("+-").isdigit() and rest.isdigit()


def _expected(kind: str, context: dict[str, Any], message: str) -> tuple[str, str]:
    """What should stand there, and what to do."""
    if kind in _LIMITS:
        words, key = _LIMITS[kind]
        return f"{words} {context.get(key)}", f"choose a {'larger' if key[0] == 'g' else 'smaller'} number"
    if kind in ("too_short", "too_long"):
        words, key = ("at least", "min_length") if kind == "too_short" else ("at most", "max_length")
        count = context.get(key)
        return (
            f"{words} {count} {'entry' if count == 1 else 'entries'}",
            "add some" if kind == "too_short" else "remove some",
        )
    if kind == "literal_error":
        choices = str(context.get("expected", "")).replace("'", "").removeprefix(", ")
        return choices, "choose one of these" if " or " in choices else f"write {choices}"
    if kind == "string_pattern_mismatch":
        return _PATTERNS.get(str(context.get("pattern")), ("a plain name", "use letters, digits and _"))
    return _KINDS.get(kind, (message[:1].lower() + message[1:], "see the page on the language"))


# the keys that make a state something else than a number
_STATE_KEYS = ("levels", "kinds", "counter", "switch")
_LIMITS = {
    "greater_than_equal": ("at least", "ge"),
    "less_than_equal": ("at most", "le"),
    "greater_than": ("more than", "gt"),
    "less_than": ("less than", "lt"),
}
_BLOCK = ("a block of `key: value`", "write `key: value` lines below it")
_KINDS = {
    "int_type": ("a whole number", "write digits only"),
    "float_type": ("a number", "write a number such as 0.3"),
    "string_type": ("text", "put quotes around it if it should be text"),
    "bool_type": ("true or false", "write true or false"),
    "dict_type": _BLOCK,
    "model_type": _BLOCK,
    "model_attributes_type": _BLOCK,
    "tuple_type": ("a list", "write it as [a, b]"),
    "date_type": ("a date", "write it as 2024-03-31"),
}
_TIMES = {
    "within": ("a time with its unit", "for example `12 months`"),
    "decides": ("a cadence", "for example `every 2 months` or `every tick`"),
    "tick": ("the length of a tick", "day, week, month, year or for example `2 weeks`"),
}
_PATTERNS = {
    "^[A-Za-z_][A-Za-z0-9_]*$": ("a plain name", "begin with a letter, then letters, digits and _"),
    "^([A-F][1-6])?$": ("a grade", "a letter from A to F and a digit from 1 to 6: `B2`"),
    "^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$": (
        "a short name",
        "up to 64 letters, digits, dots, _ and -, no spaces",
    ),
    "^[A-Za-z_][A-Za-z0-9_.]*$|^$": ("the name it had before", "a dotted path such as `minister.resign`"),
}
