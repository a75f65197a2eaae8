"""Whole worlds out of several files: `parts:` joins files, `extends:` + `set:` + `at:` change a base.

Everything happens on plain trees with their places, so that an error points at the line that brought the value in.

>>> from sim.scenario.files.yamltree import load_text
>>> base = Layer(*load_text("quantities: {shock: 0.2}", "base.yaml"))
>>> over = Layer(*load_text("set: {shock: 0.5}", "over.yaml"))
>>> changed = apply_overlay(base, over)
>>> changed.tree, str(changed.places.value(("quantities", "shock")))
({'quantities': {'shock': 0.5}}, 'over.yaml:1:14')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import Problem, ScenarioError, nearest, problem
from sim.scenario.where import Mark, Path, Places

OVERLAY_KEYS = ("stancelab", "name", "title", "about", "why", "extends", "set", "at")
_BELOW_ACTOR = ("goals", "stances", "menu")
_TOP = (
    "quantities",
    "state",
    "terms",
    "events",
    "rules",
    "actors",
    "questions",
    "watches",
    "calendar",
    "doubts",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One file's tree with its places and the warnings met while it was put together."""

    tree: dict[str, Any]
    places: Places
    warnings: tuple[Problem, ...] = ()


def join_parts(world: Layer, parts: list[Layer]) -> Layer:
    """The world with its parts' entries added by name; a name defined twice is refused."""
    tree = {key: value for key, value in world.tree.items() if key != "parts"}
    values, keys = dict(world.places.values), dict(world.places.keys)
    problems: list[Problem] = []
    for part in parts:
        for path, value in _entries(part.tree):
            holder = tree.setdefault(path[0], {} if len(path) == 2 else value)
            if len(path) == 1 and holder is value:
                target: Path = path
            elif isinstance(holder, list) and isinstance(value, list):
                target = path
                _move(part.places, path, path, values, keys, shift=len(holder))
                tree[path[0]] = [*holder, *value]
                continue
            elif len(path) == 2 and isinstance(holder, dict) and path[1] not in holder:
                target = path
                tree[path[0]] = {**holder, path[1]: value}
            else:
                other = Places(values, keys).key(path)
                problems.append(
                    problem("F18", part.places.key(path), name=".".join(map(str, path)), other=other)
                )
                continue
            _move(part.places, path, target, values, keys)
    if problems:
        raise ScenarioError(problems)
    return Layer(tree, Places(values, keys), world.warnings)


def _entries(tree: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from (((key, name), below) for name, below in value.items())
        else:
            yield (key,), value


def _move(
    source: Places, old: Path, new: Path, values: dict[Path, Mark], keys: dict[Path, Mark], shift: int = 0
) -> None:
    """Copy the marks below ``old`` of ``source`` to below ``new``; list items are counted on by ``shift``."""
    for marks, target in ((source.values, values), (source.keys, keys)):
        for path, mark in marks.items():
            if path[: len(old)] == old:
                rest = path[len(old) :]
                if shift and rest and isinstance(rest[0], int):
                    rest = (rest[0] + shift, *rest[1:])
                target[(*new, *rest)] = mark
    for depth in range(1, len(new)):
        values.setdefault(new[:depth], source.values.get(old[:depth], Mark("?", 1, 1)))


def apply_overlay(base: Layer, over: Layer) -> Layer:
    """``base`` with the changes of ``over``: dotted paths set or (null) removed, dated changes merged by date."""
    problems = [
        problem(
            "S01",
            over.places.key((key,)),
            name=key,
            known=", ".join(OVERLAY_KEYS),
            near=nearest(key, OVERLAY_KEYS),
        )
        for key in over.tree
        if key not in OVERLAY_KEYS
    ]
    tree, values, keys = _copy(base.tree), dict(base.places.values), dict(base.places.keys)
    warnings = list(base.warnings)
    changes: list[tuple[Path, Path, Any]] = []
    for section in ("set", "at"):
        body = over.tree.get(section) or {}
        if not isinstance(body, dict):
            problems.append(
                problem(
                    "S03",
                    over.places.value((section,)),
                    expected="a mapping",
                    got="something else",
                    hint="for example `set: {quantities.shock: 0.3}`",
                )
            )
            continue
        changes += [
            ((section, key), full_path(tree, key) if section == "set" else ("at", key), value)
            for key, value in body.items()
        ]
    for source, path, value in changes:
        found = _set(tree, path, value)
        if found:
            problems.append(
                problem(
                    "F15",
                    over.places.key(source),
                    path=str(source[1]),
                    base=base.places.value(()).file,
                    near="" if found == "?" else found,
                )
            )
            continue
        for marks in (values, keys):
            for old in [p for p in marks if p[: len(path)] == path]:
                del marks[old]
        _move(over.places, source, path, values, keys)
        warnings += _stale_reason(tree, path, over.places, source)
    for key in ("name", "title", "about", "why"):
        if key in over.tree:
            target = "about" if key == "why" else key
            tree[target] = over.tree[key]
            _move(over.places, (key,), (target,), values, keys)
    if problems:
        raise ScenarioError(problems)
    return Layer(tree, Places(values, keys), tuple(warnings))


def full_path(tree: Mapping[str, Any], dotted: str) -> Path:
    """The path in the tree that ``dotted`` names: as written, or by the short names used in expressions.

    >>> full_path({"actors": {"a": {"goals": {"g": 1}}}, "events": {"e": {}}}, "a.g")
    ('actors', 'a', 'goals', 'g')
    """
    parts = tuple(dotted.split("."))
    if parts[0] in tree:
        return parts
    actor = (tree.get("actors") or {}).get(parts[0])
    if isinstance(actor, dict) and len(parts) > 1:
        for section in _BELOW_ACTOR:
            if parts[1] in (actor.get(section) or {}):
                return ("actors", parts[0], section, *parts[1:])
        for track in actor.get("tracks") or {}:
            if parts[1] in (actor["tracks"][track].get("menu") or {}):
                return ("actors", parts[0], "tracks", track, "menu", *parts[1:])
        return ("actors", *parts)
    for section in _TOP:
        if isinstance(tree.get(section), dict) and parts[0] in tree[section]:
            return (section, *parts)
    return parts


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(below) for key, below in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _set(tree: dict[str, Any], path: Path, value: Any) -> str:
    """Set or remove in place; returns '' or, if the path leads nowhere, the nearest known dotted path or '?'."""
    holder: Any = tree
    for depth, part in enumerate(path[:-1]):
        if depth == 0 and part == "at":
            holder = holder.setdefault("at", {})
            continue
        holder = holder.get(part) if isinstance(holder, dict) else None
    if not isinstance(holder, dict):
        return "?"
    last = str(path[-1])
    likely = nearest(last, holder)
    if last not in holder and (value is None or likely):
        return ".".join(map(str, (*path[:-1], likely))) if likely else "?"
    if value is None:
        del holder[last]
    elif path[0] == "at" and isinstance(holder.get(last), dict) and isinstance(value, dict):
        holder[last] = {**holder[last], **value}
    else:
        holder[last] = _copy(value)
    return ""


def _stale_reason(tree: dict[str, Any], path: Path, places: Places, source: Path) -> list[Problem]:
    """A warning when a number changed inside a block whose old reason still stands beside it."""
    holder: Any = tree
    for part in path[:-1]:
        holder = holder.get(part) if isinstance(holder, dict) else None
    if (
        isinstance(holder, dict)
        and isinstance(holder.get("why"), str)
        and path[-1] not in ("why", "from", "basis")
    ):
        return [problem("W05", places.key(source), why=holder["why"])]
    return []
