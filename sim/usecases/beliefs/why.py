"""Why a number is what it is: `one("ferry", "captain.courage")` finds it and all that hangs on it.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... quantities: {fog: {uniform: [0.2, 0.4], unit: per week, basis: judgement, why: last summer}}
... terms: {danger: 2 * fog}
... events: {sinking: {rate: 0.5 * danger}}
... ''')
>>> found = told(world, "fog")
>>> found.value, found.spread, [(use.name, use.through) for use in found.readers]
('uniform 0.2 / 0.4 per week', (0.21, 0.3, 0.39), [('danger', ()), ('sinking.rate', ('danger',))])
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from sim.report.beliefs.one import One, Spread, Use
from sim.report.beliefs.origin import Shared
from sim.scenario.check.evidence import present
from sim.scenario.check.gauge import gauge, speaker
from sim.scenario.expr.nodes import Name, to_text, walk
from sim.scenario.fields import Sourced
from sim.scenario.names import symbols
from sim.scenario.quantity import Quantity, describe
from sim.scenario.schema import CalendarName, Question, Scenario
from sim.scenario.slots import Slot, Uncertain, expressions, uncertain
from sim.scenario.states import State
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import located, noun_at, role, short
from sim.usecases.beliefs.behind import behind, reached, resting_on
from sim.usecases.beliefs.grounds import origin, resting
from sim.usecases.beliefs.statements import bearing_on, of_paragraph, statements
from sim.usecases.described import calendar_words, state_words
from sim.usecases.targets import BASE, target, variants

PARAGRAPH = "a paragraph"
RESULTS = ("questions", "watches", "state", "terms")  # what a result shows
ENDS = ("questions", "watches")
Placed = TypeVar("Placed", Slot, Uncertain)


def one(world: str, name: str) -> One:
    """What ``name`` is in the world or plan called ``world``; raises ScenarioError with the nearest names."""
    return told(variants(target(world))[BASE], name)


def told(world: Scenario, name: str) -> One:
    """What ``name`` is in ``world``: a number, an expression, any other thing with a name, or a cited paragraph."""
    rest = resting(world)
    rows = of_paragraph(world, name)
    if name in rest or rows:
        found = _source(world, name, f"{PARAGRAPH} of {name.partition(':')[0]}", {name: rest.get(name, ())})
        return replace(found, statements=rows, reached=reached(world, resting_on(world, name)))
    if name in world.evidence.rows:
        return _row(world, name)
    if name in world.sources:
        cited = {ref: blocks for ref, blocks in rest.items() if ref.partition(":")[0] == name}
        return _source(world, name, "a source", cited)
    path = located(world, name)
    noun = noun_at(world, path)
    quantity = noun if isinstance(noun, Quantity) else None
    return One(
        short(path),
        role(path),
        _place(world, path),
        label=noun.label if isinstance(noun, Sourced) else "",
        value=_value(world, path, noun),
        spread=spread(quantity) if quantity else None,
        unit=quantity.unit if quantity else "",
        origin=origin(world, path) if speaker(world, path) or _is_open(world, path) else None,
        parts=() if quantity else tuple(_parts(world, path)),
        readers=tuple(_readers(world, path)),
        changers=tuple(_use(world, slot) for slot in _changing(world, path)),
        ties=tuple(_ties(world, path)),
        shared=_shared(world, path, rest),
        statements=bearing_on(world, path),
        steps=behind(world, path) if path[0] in RESULTS else (),
        reached=() if path[0] in ENDS else reached(world, [path]),
    )


def _row(world: Scenario, name: str) -> One:
    rows = tuple(row for row in statements(world) if row.id == name)
    paths = [present(world, one.path) for row in rows for one in row.bearings]
    place = _place(world, ("evidence", "rows", name))
    return One(
        name, "a row of the evidence", place, statements=rows, reached=reached(world, filter(None, paths))
    )


def _source(world: Scenario, name: str, kind: str, rest: dict[str, tuple[Shared, ...]]) -> One:
    source = name.partition(":")[0]
    known = world.sources.get(source)
    return One(
        name, kind, _place(world, ("sources", source)), value=known.title if known else "", shared=rest
    )


def _value(world: Scenario, path: Path, noun: object) -> str:
    """The thing in a line, where one is enough."""
    if isinstance(noun, Quantity):
        return describe(noun)
    if isinstance(noun, State):
        return state_words(noun)
    if isinstance(noun, CalendarName):
        return calendar_words(noun)
    if isinstance(noun, Question):
        return noun.title
    return next((text_of(slot) for slot in expressions(world) if slot.path == path), "")


def _is_open(world: Scenario, path: Path) -> bool:
    """Whether numbers at or below ``path`` have no source."""
    return any(number.path[: len(path)] == path for number in gauge(world).unsourced)


def spread(quantity: Quantity) -> Spread:
    """5%, median and 95% in the quantity's unit, within its range."""
    from sim.engine.quantiles import summary

    return summary(quantity.distribution, *quantity.bounds)


def _place(world: Scenario, path: Path) -> str:
    where = world.places.key(path)
    return f"{where.file}:{where.line}"


def _use(world: Scenario, slot: Slot, through: tuple[str, ...] = ()) -> Use:
    where = world.places.value(slot.path)
    return Use(short(slot.path), text_of(slot), f"{where.file}:{where.line}", through)


def text_of(slot: Slot) -> str:
    """The slot's expression, of an effect with its operator."""
    return " ".join(filter(None, (slot.op if slot.role in ("effect", "flow") else "", to_text(slot.node))))


def _parts(world: Scenario, path: Path) -> Iterator[Use]:
    """Quantities and expressions that stand inside the thing at ``path``; of an actor not its menus."""
    inside = [
        Use(short(q.path), describe(q.quantity), _place(world, q.path))
        for q in _below(uncertain(world), path)
    ]
    yield from inside
    yield from (_use(world, slot) for slot in _below(expressions(world), path))


def _below(things: Iterable[Placed], path: Path) -> Iterator[Placed]:
    for thing in things:
        inside = thing.path[: len(path)] == path and thing.path != path
        if inside and not (
            len(path) == 2 and path[0] == "actors" and {"menu", "tracks"} & set(thing.path[2:])
        ):
            yield thing


def _readers(world: Scenario, path: Path) -> Iterator[Use]:
    """Every expression that reads the thing at ``path``, directly or through terms, each once."""
    names = _names(world, path)
    if path[0] == "actors" and path[2:3] == ("goals",):
        yield from (_use(world, slot) for slot in expressions(world) if _serves(slot, path))
    told: set[Path] = set()
    waiting: list[tuple[frozenset[str], tuple[str, ...]]] = [(names, ())]
    while waiting:
        names, through = waiting.pop(0)
        for slot in _reading(world, names):
            if slot.path in told:
                continue
            told.add(slot.path)
            yield _use(world, slot, through)
            if slot.path[0] == "terms":
                waiting.append((frozenset({str(slot.path[1])}), (*through, str(slot.path[1]))))


def _serves(slot: Slot, goal: Path) -> bool:
    return slot.path[:2] == goal[:2] and slot.path[-2:] == ("serves", goal[-1])


def _names(world: Scenario, path: Path) -> frozenset[str]:
    """What expressions call the thing at ``path``; a state for its start, its pull and its noise."""
    if path[0] == "state":
        path = path[:2]
    known = symbols(world).by_path.values()
    return frozenset(s.path for s in known if s.tree == path or (s.kind == "result" and s.tree[:-1] == path))


def _reading(world: Scenario, names: frozenset[str]) -> Iterator[Slot]:
    table = symbols(world)
    for slot in expressions(world):
        found = (table.find(n.path, slot.actor) for n in walk(slot.node) if isinstance(n, Name))
        if any(symbol is not None and symbol.path in names for symbol in found):
            yield slot


def _changing(world: Scenario, path: Path) -> Iterable[Slot]:
    """Effects on a state."""
    if path[0] != "state" or len(path) > 2:
        return ()
    effects = ("effect", "flow")
    return [
        s for s in expressions(world) if s.role in effects and s.state == path[1] and s.path[0] != "state"
    ]


def _ties(world: Scenario, path: Path) -> Iterator[str]:
    """Correlations of a quantity and doubts about an action or an event."""
    own = {item.name for item in uncertain(world) if item.path == path}
    for entry in world.correlate:
        if own & set(entry.pair):
            other = next((name for name in entry.pair if name not in own), entry.pair[0])
            yield f"moves with {other}: rank correlation {entry.rank:g}{f', because {entry.why}' if entry.why else ''}"
    names = _names(world, path) if path[0] in ("actors", "events") else frozenset()
    everything = {f"{name.partition('.')[0]}.*" for name in names}
    for name, doubt in world.doubts.items():
        if (names | everything) & set(doubt.on):
            yield f"in doubt: {name}, sd {describe(doubt.sd)}{f', because {doubt.why}' if doubt.why else ''}"


def _shared(
    world: Scenario, path: Path, rest: dict[str, tuple[Shared, ...]]
) -> dict[str, tuple[Shared, ...]]:
    """For each paragraph behind the thing at ``path`` the other blocks that rest on it."""
    by = speaker(world, path)
    if by is None:
        return {}
    own = short(by)
    return {ref: tuple(s for s in rest[ref] if s.name != own) for ref in noun_at(world, by).from_}
