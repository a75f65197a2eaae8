"""The settings in which two resolved worlds differ, and the worlds in which only some of them are changed.

A setting is a dotted path: one number, expression or effect, a quantity as a whole, or a thing that only one world has.
Settings that make no sound world without each other are taken together.

>>> one = {"quantities": {"fog": {"fixed": 1, "why": "a"}, "ice": {"fixed": 2}}, "at": {"2031-01-01": {"pier": "= shut"}}}
>>> two = {"quantities": {"fog": {"uniform": [1, 2], "why": "b"}, "ice": {"fixed": 2}}, "at": {}}
>>> found = changed_paths(one, two)
>>> found
[('quantities', 'fog'), ('at', '2031-01-01', 'pier')]
>>> with_changes(one, two, found[:1])["quantities"]["fog"]
{'uniform': [1, 2], 'why': 'b'}
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from sim.scenario.files.prose import PROSE
from sim.scenario.quantity import Quantity
from sim.scenario.where import NAMED, Path
from sim.usecases.beliefs.addresses import short

Tree = dict[str, Any]
MISSING = object()
MANY = 24  # settings; more of them are taken by whose they are
MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Setting:
    """One or more paths that are changed together; ``why`` they are, '' if it is but one."""

    paths: tuple[Path, ...]
    why: str = ""

    @property
    def name(self) -> str:
        """The paths as people write them; of many, whose they are."""
        if len(self.paths) <= MOST_NAMED:
            return " + ".join(map(short, self.paths))
        owners = dict.fromkeys(".".join(map(str, _owner(path)[-1:])) for path in self.paths)
        return f"{', '.join(owners)} ({len(self.paths)} settings)"


def changed_paths(one: Tree, two: Tree) -> list[Path]:
    """Where two trees differ in what a run's numbers depend on, in order of the files."""
    return list(_changed(one, two, (), False))


def _changed(one: Any, two: Any, path: Path, names: bool) -> Iterator[Path]:
    """Differences at and below ``path``; ``names``: the keys there are given by the author, not by the language."""
    if one == two:
        return
    if not isinstance(one, dict) or not isinstance(two, dict) or (not names and _is_quantity(one, two)):
        if _without_prose(one) != _without_prose(two):
            yield path
        return
    for key in dict.fromkeys((*one, *two)):
        if not names and key in PROSE:
            continue
        mine, its = one.get(key, MISSING), two.get(key, MISSING)
        below = key in NAMED and not names
        if mine is MISSING or its is MISSING:
            yield from _come_and_gone(mine, its, (*path, key), below)
        else:
            yield from _changed(mine, its, (*path, key), below)


def _come_and_gone(one: Any, two: Any, path: Path, names: bool) -> Iterator[Path]:
    """A thing of one world only; of a section or date that only one world has, the things in it."""
    whole = two if one is MISSING else one
    is_holder = (names and len(path) == 1) or (path[0] == "at" and len(path) == 2)
    if is_holder and isinstance(whole, dict):
        for key, value in whole.items():
            mine, its = (MISSING, value) if one is MISSING else (value, MISSING)
            yield from _come_and_gone(mine, its, (*path, key), False)
    else:
        yield path


def _is_quantity(one: Tree, two: Tree) -> bool:
    return bool(set(one) & set(Quantity.families) or set(two) & set(Quantity.families))


def _without_prose(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: below for key, below in value.items() if key not in PROSE}
    return value


def with_changes(one: Tree, two: Tree, paths: Iterable[Path]) -> Tree:
    """``one`` with what stands at ``paths`` in ``two``; new things stand where they stand there."""
    tree = _copy(one)
    for path in paths:
        _put(tree, two, path)
    return tree


def _put(tree: Tree, two: Tree, path: Path) -> None:
    holder: dict[Any, Any] = tree
    its: dict[Any, Any] = two
    for key in path[:-1]:
        holder = holder.setdefault(key, {})
        its = its.get(key, {})
    last = path[-1]
    if last not in its:
        del holder[last]
    elif last in holder:
        holder[last] = _copy(its[last])
    else:
        order = {key: place for place, key in enumerate(its)}
        after = [key for key in holder if order.get(key, -1) > order[last]]
        moved = {key: holder.pop(key) for key in after}
        holder[last] = _copy(its[last])
        holder.update(moved)


def _copy(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copy(below) for key, below in value.items()}
    return [_copy(item) for item in value] if isinstance(value, list) else value


def _owner(path: Path) -> Path:
    """The actor, else the section, that a setting belongs to."""
    return path[:2] if path[0] == "actors" else path[:1]


def grouped(paths: Sequence[Path], is_sound: Callable[[Sequence[Path]], bool]) -> list[Setting]:
    """Settings each of which, alone and left out, makes a sound world; those that do not are joined with what they need.

    >>> def sound(paths): return (("a",) in paths) == (("b",) in paths)
    >>> [setting.name for setting in grouped([("a",), ("b",), ("c",)], sound)]
    ['a + b', 'c']
    """
    groups, many = [[path] for path in paths], len(paths) > MANY
    if many:
        groups = [
            [path for path in paths if _owner(path) == owner] for owner in dict.fromkeys(map(_owner, paths))
        ]
    while len(groups) > 1:
        lame = [i for i in range(len(groups)) if not _stands(i, groups, is_sound)]
        if not lame:
            break
        groups = _joined(groups, lame, is_sound)
    why = (
        f"taken by owner, since {len(paths)} settings differ"
        if many
        else "only together do they make a sound world"
    )
    return [Setting(tuple(group), why if len(group) > 1 else "") for group in groups]


def _stands(i: int, groups: list[list[Path]], is_sound: Callable[[Sequence[Path]], bool]) -> bool:
    """Whether a group can be changed alone, and all others without it."""
    others = [path for j, group in enumerate(groups) if j != i for path in group]
    return is_sound(groups[i]) and is_sound(others)


def _joined(
    groups: list[list[Path]], lame: list[int], is_sound: Callable[[Sequence[Path]], bool]
) -> list[list[Path]]:
    """The first pair with a lame one that stands together is joined; if there is none, all lame ones (or all) are."""
    for i, j in combinations(range(len(groups)), 2):
        both = [*groups[:i], groups[i] + groups[j], *groups[i + 1 : j], *groups[j + 1 :]]
        if (i in lame or j in lame) and _stands(i, both, is_sound):
            return both
    together = lame if len(lame) > 1 else range(len(groups))
    first = min(together)
    merged = [path for i in together for path in groups[i]]
    return [
        merged if i == first else group for i, group in enumerate(groups) if i == first or i not in together
    ]
