"""What each name of a scenario means: one table of symbols, used by `check` and by the compiler alike.

>>> from sim.scenario.schema import Scenario
>>> world = Scenario.model_validate({"stancelab": 1, "name": "w", "clock": {"start": "2024-01-01", "tick": "day", "ticks": 2},
...     "state": {"mood": {"levels": ["calm", "tense"], "start": "calm"}}, "events": {"spark": {"rate": "0.1 per day"}}})
>>> table = symbols(world)
>>> table.find("mood").kind, table.find("spark").kind, table.find("nothing")
('levels', 'event', None)
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sim.errors import Problem, nearest, problem
from sim.scenario.expr.nodes import WORDS
from sim.scenario.schema import Actor, Scenario, Track
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State, SwitchState
from sim.scenario.units import PLAIN, Unit, UnitError, parse_unit
from sim.scenario.where import NO_GAPS, Gaps, Path

STATE_KINDS = ("number", "levels", "kinds", "counter", "switch")
HAPPENINGS = ("event", "alternative", "action", "hold", "result")
_WORDS_OF_KIND = {
    "number": "a state",
    "levels": "a state",
    "kinds": "a state",
    "counter": "a state",
    "switch": "a state",
    "quantity": "a quantity",
    "term": "a term",
    "calendar": "a calendar name",
    "event": "an event",
    "alternative": "an alternative",
    "action": "an action",
    "hold": "an action",
    "result": "a result",
    "actor": "an actor",
}


@dataclass(frozen=True, slots=True)
class Symbol:
    """One meaning: its kind, its canonical dotted path, its unit, the names of its levels or kinds."""

    kind: str
    path: str
    tree: Path = ()
    unit: Unit = PLAIN
    members: tuple[str, ...] = ()

    @property
    def in_words(self) -> str:
        """``a state``, ``an event``, ..."""
        return _WORDS_OF_KIND[self.kind]


@dataclass(frozen=True, slots=True)
class Symbols:
    """All symbols by canonical path."""

    by_path: Mapping[str, Symbol]
    gaps: Gaps = NO_GAPS

    def find(self, path: str, actor: str = "") -> Symbol | None:
        """The symbol ``path`` means inside ``actor``: the actor's own things first."""
        return (self.by_path.get(f"{actor}.{path}") if actor else None) or self.by_path.get(path)

    def is_hidden(self, path: str, actor: str = "") -> bool:
        """Whether ``path`` is unknown only because something could not be read."""
        return bool(self.gaps) and self.find(path, actor) is None and self.gaps.hide(path, actor)

    def near(self, path: str, actor: str = "") -> str:
        """The known name most like ``path``."""
        own = [key.removeprefix(f"{actor}.") for key in self.by_path if actor and key.startswith(f"{actor}.")]
        return nearest(path, [*own, *self.by_path])


def track_items(actor: Actor) -> Iterator[tuple[str, Path, Actor | Track]]:
    """(track name, path below the actor, holder of menu/pace/hold) of each track; the single menu has no name."""
    if actor.menu:
        yield "", (), actor
    for name, track in actor.tracks.items():
        yield name, ("tracks", name), track


def _entries(scenario: Scenario) -> Iterator[Symbol]:
    for name, state in scenario.state.items():
        yield _state_symbol(name, state)
    for section, kind in (("quantities", "quantity"), ("terms", "term"), ("calendar", "calendar")):
        for name, noun in getattr(scenario, section).items():
            yield Symbol(kind, name, (section, name), unit_of(noun.unit) if kind == "quantity" else PLAIN)
    for name, event in scenario.events.items():
        yield Symbol("event", name, ("events", name))
        for alternative in event.one_of:
            yield Symbol("alternative", f"{name}.{alternative}", ("events", name, "one_of", alternative))
    for name, actor in scenario.actors.items():
        yield Symbol("actor", name, ("actors", name))
        yield from _actor_entries(name, actor)


def _actor_entries(name: str, actor: Actor) -> Iterator[Symbol]:
    tree: Path = ("actors", name)
    for section in ("goals", "stances"):
        for own, quantity in getattr(actor, section).items():
            yield Symbol("quantity", f"{name}.{own}", (*tree, section, own), unit_of(quantity.unit))
    for track, below, holder in track_items(actor):
        hold = f"{name}.{track}.hold" if track else f"{name}.hold"
        yield Symbol("hold", hold, (*tree, *below))
        for action, what in holder.menu.items():
            path = f"{name}.{action}"
            yield Symbol("action", path, (*tree, *below, "menu", action))
            if what.succeeds is not None:
                yield Symbol("result", f"{path}.succeeded", (*tree, *below, "menu", action, "succeeds"))
                yield Symbol("result", f"{path}.failed", (*tree, *below, "menu", action, "succeeds"))


def unit_of(text: str) -> Unit:
    """The unit written as ``text``; one that cannot be read counts as plain (its own check reports it)."""
    try:
        return parse_unit(text)
    except UnitError:
        return PLAIN


def _state_symbol(name: str, state: State) -> Symbol:
    tree: Path = ("state", name)
    if isinstance(state, LevelState):
        return Symbol("levels", name, tree, members=state.levels)
    if isinstance(state, KindState):
        return Symbol("kinds", name, tree, members=state.kinds)
    kind = {CounterState: "counter", SwitchState: "switch"}.get(type(state), "number")
    return Symbol(kind, name, tree, unit_of(state.unit) if isinstance(state, NumberState) else PLAIN)


def symbols(scenario: Scenario) -> Symbols:
    """The table of ``scenario``; of two meanings of one name the first counts (`name_problems` reports the other)."""
    table: dict[str, Symbol] = {}
    for symbol in _entries(scenario):
        table.setdefault(symbol.path, symbol)
    return Symbols(table, scenario.gaps)


def doubted(on: Iterable[str], scenario: Scenario, table: Symbols) -> tuple[str, ...]:
    """What a doubt on ``on`` bears on, each once and in order."""
    return tuple(dict.fromkeys(path for name in on for path in _doubted(name, scenario, table)))


def _doubted(name: str, scenario: Scenario, table: Symbols) -> list[str]:
    """What a doubt's target stands for: `actor.*` for its actions, an event without a rate for its alternatives."""
    if name.endswith(".*"):
        actions = [symbol.path for symbol in table.by_path.values() if symbol.kind == "action"]
        return [path for path in actions if path.startswith(name[:-1])]
    event = scenario.events.get(name)
    if event is not None and event.rate is None:
        return [f"{name}.{alternative}" for alternative in event.one_of]
    return [name]


def name_problems(scenario: Scenario) -> Iterator[Problem]:
    """Names used twice, shadowed, or reserved."""
    table, seen = symbols(scenario), dict[str, Symbol]()
    bare = {s.path for s in _entries(scenario) if "." not in s.path and s.kind != "actor"}
    for symbol in _entries(scenario):
        where, last = scenario.places.key(symbol.tree), symbol.path.rpartition(".")[2]
        if symbol.kind in ("hold", "result"):
            continue
        if last in WORDS:
            yield problem("N03", where, name=last)
        elif symbol.path in seen:
            yield problem("N02", where, name=symbol.path, other=_described(seen[symbol.path], scenario))
        elif symbol.kind == "quantity" and "." in symbol.path and last in bare:
            other = table.by_path[last]
            yield problem("N02", where, name=last, other=_described(other, scenario))
        seen.setdefault(symbol.path, symbol)


def _described(symbol: Symbol, scenario: Scenario) -> str:
    return f"{symbol.in_words} (line {scenario.places.key(symbol.tree).line})"
