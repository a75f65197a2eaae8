"""Dotted paths of an overlay: as they stand in the file, or by the short names that expressions use.

>>> tree = {"actors": {"ann": {"goals": {"rest": 1}, "tracks": {"day": {"menu": {"work": {}}}}}}, "events": {"rain": {}}}
>>> full_path(tree, "ann.rest"), full_path(tree, "rain.rate"), full_path(tree, "ann.day.walk"), full_path(tree, "ann.rst")
(('actors', 'ann', 'goals', 'rest'), ('events', 'rain', 'rate'), ('actors', 'ann', 'tracks', 'day', 'menu', 'walk'), ())
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.errors import nearest
from sim.scenario.where import Path

_NAMED = (
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
SECTIONS = (
    *_NAMED,
    "stancelab",
    "name",
    "title",
    "about",
    "clock",
    "defaults",
    "sources",
    "at",
    "correlate",
    "ends",
    "evidence",
    "assumptions",
    "left_out",
    "pool",
    "axes",
)
_OF_ACTOR = (
    "label",
    "active",
    "goals",
    "stances",
    "decides",
    "precision",
    "pace",
    "hold",
    "menu",
    "tracks",
    "draws",
)
_OF_TRACK = ("label", "menu", "pace", "hold", "draws")
_SOURCING = ("from", "hedge", "grade", "basis", "coder", "why")


def full_path(tree: Mapping[str, Any], dotted: str) -> Path:
    """The path in the tree that ``dotted`` names, () if it names nothing."""
    parts = tuple(dotted.split("."))
    if parts[0] in SECTIONS:
        return parts
    for length in range(min(3, len(parts)), 0, -1):
        base = _named(tree, parts[:length])
        if base:
            return _below(base, parts[length:])
    return ()


def near_path(tree: Mapping[str, Any], dotted: str) -> str:
    """The short name or section most like ``dotted``."""
    return nearest(dotted, [*dict(short_paths(tree)), *(name for name in SECTIONS if name in tree)])


def _named(tree: Mapping[str, Any], short: tuple[str, ...]) -> Path:
    """The path of the thing with this short name, () if there is none; of two the first declared counts."""
    name, *own = short
    if not own:
        return next(((section, name) for section in _NAMED if name in block(tree.get(section))), ())
    base: Path = ("actors", name)
    actor = block(block(tree.get("actors")).get(name))
    tracks = block(actor.get("tracks"))
    if len(own) == 2:
        here = own[1] in block(block(tracks.get(own[0])).get("menu"))
        return (*base, "tracks", own[0], "menu", own[1]) if here else ()
    for section in ("goals", "stances", "menu"):
        if own[0] in block(actor.get(section)):
            return (*base, section, own[0])
    for track, inner in tracks.items():
        if track == own[0]:
            return (*base, "tracks", track)
        if own[0] in block(block(inner).get("menu")):
            return (*base, "tracks", track, "menu", own[0])
    return ()


def _below(base: Path, rest: Path) -> Path:
    """``rest`` below a named thing; an actor's and a track's own keys are known, others are new options of a track."""
    if rest and len(base) == 2 and base[0] == "actors" and rest[0] not in (*_OF_ACTOR, *_SOURCING):
        return ()
    if rest and len(base) == 4 and base[2] == "tracks" and rest[0] not in (*_OF_TRACK, *_SOURCING):
        return (*base, "menu", *rest)
    return (*base, *rest)


def short_paths(tree: Mapping[str, Any]) -> Iterator[tuple[str, Path]]:
    """(short name, path) of everything with a name; of two the first declared counts."""
    names: dict[str, Path] = {}
    for section in _NAMED:
        for name in block(tree.get(section)):
            names.setdefault(name, (section, name))
    for name, actor in block(tree.get("actors")).items():
        for path in _of_actor(("actors", name), block(actor)):
            names.setdefault(f"{name}.{path[-1]}", path)
            if "menu" in path[3:]:  # an option may be named with its track, too
                names.setdefault(f"{name}.{path[3]}.{path[-1]}", path)
    yield from names.items()


def _of_actor(base: Path, actor: Mapping[str, Any]) -> Iterator[Path]:
    for section in ("goals", "stances", "menu"):
        yield from ((*base, section, own) for own in block(actor.get(section)))
    for track, inner in block(actor.get("tracks")).items():
        yield (*base, "tracks", track)
        yield from ((*base, "tracks", track, "menu", own) for own in block(block(inner).get("menu")))


def block(value: Any) -> dict[str, Any]:
    """``value`` if it is a mapping, else an empty one: a base is changed before it is known to be sound."""
    return value if isinstance(value, dict) else {}
