"""Where things stand by the names people use: `shock`, `minister.veto`, `deployable.start`, `minister.resign.habit`.

>>> short(("actors", "minister", "tracks", "war", "menu", "resign", "habit"))
'minister.resign.habit'
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from pydantic import BaseModel

from sim.errors import ScenarioError, Where, problem
from sim.scenario.check.gauge import gauge
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.names import symbols
from sim.scenario.schema import Scenario
from sim.scenario.slots import else_name, expressions, uncertain
from sim.scenario.where import Path

_SILENT = (
    "quantities",
    "terms",
    "state",
    "calendar",
    "actors",
    "events",
    "goals",
    "stances",
    "menu",
    "one_of",
)
_PARTS = {
    "goals": "a goal",
    "stances": "a stance",
    "menu": "an action",
    "tracks": "a track",
    "one_of": "an alternative",
}
_WHOLE = {
    "quantities": "a quantity",
    "terms": "a term",
    "state": "a state",
    "calendar": "a calendar name",
    "actors": "an actor",
    "events": "an event",
    "rules": "a rule",
    "doubts": "a doubt",
    "questions": "a question",
    "watches": "a watch",
    "at": "a dated change",
    "sources": "a source",
    "correlate": "a correlation",
}
_ACTS = {
    "serves": "how {by} serves {what}",
    "then": "what {by} does to {what}",
    "otherwise": "what {by} does to {what} if it fails",
}
NEAREST = 3


def short(path: Path) -> str:
    """The path as people write it: without the sections that a name does not need."""
    if path[0] == "actors" and path[2:3] == ("tracks",) and len(path) > 5:
        path = (*path[:2], *path[5:])  # an action's name is its own among all tracks
    if path[0] == "actors" and path[2:3] == ("tracks",):
        path = (*path[:2], *path[3:])
    kept = [part for i, part in enumerate(path) if not (part in _SILENT and i in (0, 2) and len(path) > 1)]
    return ".".join(map(str, kept))


def addresses(world: Scenario) -> dict[str, Path]:
    """Every name that something of the world answers to; of two meanings the one that expressions know."""
    found: dict[str, Path] = {}
    for name, path in _named(world):
        found.setdefault(name, path)
    return found


def _named(world: Scenario) -> Iterator[tuple[str, Path]]:
    table = symbols(world).by_path.values()
    for symbol in table:
        if symbol.kind != "hold":
            yield symbol.path, symbol.tree[:-1] if symbol.kind == "result" else symbol.tree
    for item in uncertain(world):
        yield item.name, item.path
    paths = [path for path, _ in sourced_blocks(world)]
    paths += [slot.path for slot in expressions(world)]
    paths += [number.path for number in gauge(world).numbers]
    for path in dict.fromkeys(paths):
        yield short(path), path
        yield ".".join(map(str, path)), path
    for section in ("rules", "doubts", "questions", "watches", "sources"):
        for name in getattr(world, section):
            yield name, (section, name)
            yield f"{section}.{name}", (section, name)
    yield from ((symbol.path, symbol.tree) for symbol in table if symbol.kind == "hold")
    yield from ((name, ("evidence", "rows", name)) for name in world.evidence.rows)
    yield from _outcomes(world)


def _outcomes(world: Scenario) -> Iterator[tuple[str, Path]]:
    """Lines of questions as results name them: `entry.crosses`; of what is left over its question's."""
    for name, question in world.questions.items():
        for rule in ("worst", "first", "last"):
            lines = getattr(question, rule)
            yield from (
                (f"{name}.{line}", ("questions", name, rule, line)) for line in lines if line != "else"
            )
            if "else" in lines:
                yield f"{name}.{else_name(lines)}", ("questions", name)


def located(world: Scenario, name: str) -> Path:
    """Where the thing called ``name`` stands; raises ScenarioError with the nearest names."""
    known = addresses(world)
    if name in known:
        return known[name]
    last = name.rpartition(".")[2]
    same = [other for other in known if other.rpartition(".")[2] == last]
    near = list(dict.fromkeys([*get_close_matches(name, known, NEAREST, 0.6), *sorted(same, key=len)]))[
        :NEAREST
    ]
    hint = f"nearest: {', '.join(near)}" if near else f"`stancelab show {world.name}` shows all of it"
    raise ScenarioError([problem("N09", Where(name), world=world.name, name=name, hint=hint)])


def noun_at(world: Scenario, path: Path) -> Any:
    """What stands at ``path``: a noun, an expression, an effect, or a plain value."""
    noun: Any = world
    for part in path:
        if isinstance(noun, BaseModel):
            noun = getattr(noun, _field(noun, str(part)))
        elif isinstance(noun, dict):
            noun = next(value for key, value in noun.items() if str(key) == str(part))
        else:
            noun = noun[int(part)]
    return noun


def _field(noun: BaseModel, key: str) -> str:
    fields = type(noun).model_fields
    return key if key in fields else next(name for name, field in fields.items() if field.alias == key)


def role(path: Path) -> str:
    """What kind of thing stands there: `a goal of minister`, `the habit of minister.resign`, `a state`.

    >>> role(("actors", "minister", "goals", "peace")), role(("state", "tension", "relax", "half_life"))
    ('a goal of minister', 'the half life of tension')
    """
    if len(path) <= 2:
        return _WHOLE.get(str(path[0]), f"the {path[0]}")
    if path[0] == "questions" and len(path) == 4:
        return f"an outcome of {path[1]}"
    whole, part, last = path[:-2], str(path[-2]), str(path[-1])
    if part in _PARTS and path[0] in ("actors", "events"):
        return f"{_PARTS[part]} of {short(whole)}"
    if part in _ACTS:
        return _ACTS[part].format(what=last, by=short(whole))
    if part == "relax":
        return f"the {'resting value' if last == 'to' else 'half life'} of {short(whole)}"
    return f"the {last.replace('_', ' ')} of {short(path[:-1])}"
