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

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import MAX_PROBLEMS, Problem, nearest, problem
from sim.scenario.fields import kind_of
from sim.scenario.files.paths import full_path, near_path, short_paths
from sim.scenario.where import Mark, Path, Places

OVERLAY_KEYS = ("stancelab", "name", "title", "about", "why", "extends", "set", "at", "pool")
_DIGIT = re.compile(r"\d")
# what may change without the reason beside it going stale
_BESIDE = (
    "why",
    "from",
    "basis",
    "hedge",
    "grade",
    "coder",
    "label",
    "title",
    "note",
    "resolves",
    "void",
    "draws",
)


@dataclass(frozen=True, slots=True)
class Layer:
    """One file's tree with its places, what was wrong or worth a look while it was put together, and what is missing."""

    tree: dict[str, Any]
    places: Places
    problems: tuple[Problem, ...] = ()
    gaps: frozenset[Path] = frozenset()
    warnings: tuple[Problem, ...] = ()


def join_parts(world: Layer, parts: list[Layer]) -> Layer:
    """The world with its parts' entries added by name; a name defined twice is a problem."""
    tree = {key: copied(value) for key, value in world.tree.items() if key != "parts"}
    values, keys = dict(world.places.values), dict(world.places.keys)
    problems, gaps = list(world.problems), world.gaps
    for part in parts:
        problems += part.problems
        gaps |= part.gaps
        for path, value in _entries(part.tree):
            holder = tree.setdefault(path[0], {} if len(path) == 2 else value)
            shift = 0
            if len(path) == 2 and isinstance(holder, dict) and path[1] not in holder:
                holder[path[1]] = value
            elif (
                len(path) == 1
                and isinstance(holder, list)
                and isinstance(value, list)
                and holder is not value
            ):
                shift = len(holder)
                tree[path[0]] = [*holder, *value]
            elif len(path) == 2 or holder is not value:
                other = Places(values, keys).key(path)
                where = part.places.key(path)
                problems.append(problem("F18", where, name=".".join(map(str, path)), other=other))
                gaps |= {path}
                continue
            moved(part.places, path, path, value, (values, keys), shift)
    return Layer(tree, Places(values, keys), tuple(problems), gaps, world.warnings)


def _entries(tree: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for key, value in tree.items():
        if isinstance(value, dict):
            yield from (((key, name), below) for name, below in value.items())
        else:
            yield (key,), value


def _paths(value: Any, path: Path, found: list[Path]) -> list[Path]:
    """``found`` with ``path``, which is that of ``value``, and the paths of everything below it."""
    found.append(path)
    if isinstance(value, dict):
        for key, inner in value.items():
            _paths(inner, (*path, key), found)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _paths(inner, (*path, number), found)
    return found


def moved(
    source: Places,
    old: Path,
    new: Path,
    value: Any,
    marks: tuple[dict[Path, Mark], dict[Path, Mark]],
    shift: int = 0,
) -> None:
    """Copy the marks of ``value``, at ``old`` in ``source``, to ``new``; list items are counted on by ``shift``."""
    values, keys = marks
    for at in _paths(value, old, []):
        to = at
        if shift or old != new:
            rest = at[len(old) :]
            if shift and not rest:
                continue
            to = (*new, rest[0] + shift, *rest[1:]) if rest and isinstance(rest[0], int) else (*new, *rest)
        if at in source.values:
            values[to] = source.values[at]
        if at in source.keys:
            keys[to] = source.keys[at]
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
    tree, values, keys = copied(base.tree), dict(base.places.values), dict(base.places.keys)
    warnings, places_taken = list(base.warnings), dict(base.places.replaced)
    removed = dict(base.places.removed)
    explained = _explained(tree, over)
    for source, value in _changes(over, problems):
        if len(problems) == MAX_PROBLEMS:
            break
        path = full_path(tree, source[1]) if source[0] == "set" else source
        before = _at(tree, path)
        known = dict(short_paths(tree)) if value is None else {}
        found = _set(tree, path, value) if path else near_path(tree, source[1]) or "?"
        if found:
            near = "" if found == "?" else found
            name = base.places.value(()).file
            problems.append(problem("F15", over.places.key(source), path=source[1], base=name, near=near))
            continue
        replaced = (
            value if path[0] == "at" and isinstance(before, dict) and isinstance(value, dict) else before
        )
        if path in values:
            took = over.places.values[source]
            places_taken[took.file, took.line] = str(values[path].where())
        for gone in _paths(replaced, path, []):
            values.pop(gone, None)
            keys.pop(gone, None)
        moved(over.places, source, path, value, (values, keys))
        if known:
            names = known.keys() - dict(short_paths(tree)).keys()
            removed |= dict.fromkeys(sorted(names), str(over.places.key(source)))
        if (*path[:-1], "why") not in explained and "why" not in (value if isinstance(value, dict) else ()):
            warnings += _stale_reason(tree, path, over.places, source)
    for key in ("name", "title", "about", "why", "pool"):
        if key in over.tree:
            target = "about" if key == "why" else key
            tree[target] = copied(over.tree[key])
            moved(over.places, (key,), (target,), over.tree[key], (values, keys))
    problems = [*base.problems, *over.problems, *problems]
    # names that a change not understood may have brought along stay open
    gaps = base.gaps | {() for gap in over.gaps if gap[:1] in ((), ("set",), ("at",))}
    places = Places(values, keys, places_taken, removed)
    return Layer(tree, places, tuple(problems), frozenset(gaps), tuple(warnings))


def _changes(over: Layer, problems: list[Problem]) -> Iterator[tuple[tuple[str, str], Any]]:
    """The entries of `set:` and `at:`, each with its own path in the overlay."""
    for section, example in (("set", "set: {shock: 0.3}"), ("at", "at: {2024-05-01: {tension: += 0.1}}")):
        body = over.tree.get(section)
        if isinstance(body, dict):
            yield from (((section, key), value) for key, value in body.items())
        elif section in over.tree:
            where = over.places.value((section,))
            hint, expected = f"for example `{example}`", kind_of({})
            problems.append(problem("S03", where, expected=expected, got=kind_of(body), hint=hint))


def _at(tree: Any, path: Path) -> Any:
    """What stands at ``path``, None if nothing does."""
    for part in path:
        tree = tree.get(part) if isinstance(tree, dict) else None
    return tree


def copied(value: Any) -> Any:
    """The tree again, to be changed."""
    if isinstance(value, dict):
        return {key: copied(v) if isinstance(v, dict | list) else v for key, v in value.items()}
    return [copied(item) for item in value] if isinstance(value, list) else value


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
    likely = "" if path[0] == "at" else nearest(last, holder)
    # a new mapping is a new thing; a single value under a name much like a known one is a slip
    if last not in holder and (value is None or (likely and not isinstance(value, dict))):
        return ".".join(map(str, (*path[:-1], likely))) if likely else "?"
    if value is None:
        del holder[last]
    elif path[0] == "at" and isinstance(holder.get(last), dict) and isinstance(value, dict):
        holder[last] = {**holder[last], **value}
    else:
        holder[last] = copied(value)
    return ""


def _explained(tree: dict[str, Any], over: Layer) -> set[Path]:
    """The reasons that the overlay gives itself."""
    changes = over.tree.get("set")
    return (
        {full_path(tree, path) for path in changes if path.endswith("why")}
        if isinstance(changes, dict)
        else set()
    )


def _stale_reason(tree: dict[str, Any], path: Path, places: Places, source: Path) -> list[Problem]:
    """A warning when a number changed inside a block whose old reason still stands beside it."""
    holder = _at(tree, path[:-1])
    why = holder.get("why") if isinstance(holder, dict) else None
    closed = path[-1] in ("if", "active", "while") and not _DIGIT.search(str(_at(tree, path)))
    if isinstance(why, str) and path[-1] not in _BESIDE and not closed:
        beside = f"{str(source[1]).rpartition('.')[0]}.why".lstrip(".")
        return [problem("W05", places.key(source), why=why, path=beside)]
    return []


def rooted(places: Places, old: Path, new: Path) -> Places:
    """The marks below ``old``, as standing below ``new``."""

    def below(marks: Mapping[Path, Mark]) -> dict[Path, Mark]:
        return {(*new, *path[len(old) :]): mark for path, mark in marks.items() if path[: len(old)] == old}

    return Places(below(places.values), below(places.keys))
