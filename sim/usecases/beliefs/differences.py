"""Which beliefs two worlds do not share: every number, expression, state and question of one beside the other's.

>>> from sim.scenario.read import read_text
>>> text = '''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... quantities: {fog: {fixed: 0.2, basis: judgement, why: a guess}}
... '''
>>> [(c.name, c.old, c.new) for c in compared(read_text(text), read_text(text.replace("0.2", "0.4"))).changes]
[('fog', '0.2', '0.4')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.errors import RunError
from sim.report.beliefs.differences import ADDED, CHANGED, REASON, REMOVED, Change, Differences
from sim.report.beliefs.origin import brief
from sim.scenario.check.gauge import SECTIONS
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.fields import Sourced
from sim.scenario.quantity import describe
from sim.scenario.schema import Correlation, Question, Scenario, Turns
from sim.scenario.slots import else_name, expressions, uncertain
from sim.scenario.states import CounterState, NumberState, State
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import short
from sim.usecases.beliefs.grounds import told_by
from sim.usecases.beliefs.why import text_of
from sim.usecases.described import calendar_words, state_words
from sim.usecases.targets import BASE, target, variants

Facts = Mapping[Path, str]


@dataclass(frozen=True, slots=True)
class _Side:
    """One of the two worlds: its facts, its things (what can come or go whole) and its blocks with reasons."""

    world: Scenario
    facts: Facts
    things: Facts
    blocks: Mapping[Path, Sourced]

    def reason(self, path: Path) -> str:
        """Why, and on what grounds, in the nearest block."""
        block = self.blocks.get(_block_of(path, self.blocks))
        if block is None:
            return ""
        told = told_by(self.world, block)
        grounds = brief(told)
        return f"{told.why} ({grounds})" if told.why and grounds else told.why or grounds


def differences(first: str, second: str) -> Differences:
    """What the worlds or plans called ``first`` and ``second`` believe differently; overlays are worlds too."""
    return compared(*(variants(target(name))[BASE] for name in (first, second)))


def compared(first: Scenario, second: Scenario) -> Differences:
    """Every difference in what is believed, section by section and actor by actor; titles and labels do not count.

    RunError for a pool, which believes what its members do.
    """
    for world in (first, second):
        if world.pool:
            names = ", ".join(world.pool)
            raise RunError(
                f"{world.name} is a pool and believes what its worlds do.\nName one of them: {names}."
            )
    one, two = _side(first), _side(second)
    changes = [*_come_and_gone(one, two), *_changed(one, two)]
    changes += _other_reasons(one, two, {_block_of(path, two.blocks) for path, _ in changes})
    ordered = sorted(changes, key=lambda found: _place(found[0], one, two))
    return Differences(first.name, second.name, tuple(change for _, change in ordered))


def _side(world: Scenario) -> _Side:
    blocks = {path: block for path, block in sourced_blocks(world) if path[0] != "correlate"}
    blocks |= {_of_tie(tie): tie for tie in world.correlate}
    return _Side(world, dict(_facts(world)), dict(_things(world)), blocks)


def _of_tie(tie: Correlation) -> Path:
    """Whatever its place in the list and whoever is named first."""
    return "correlate", " with ".join(sorted(tie.pair))


def _block_of(path: Path, blocks: Mapping[Path, Sourced]) -> Path:
    return next((path[:n] for n in range(len(path), 0, -1) if path[:n] in blocks), ())


def _things(world: Scenario) -> Iterator[tuple[Path, str]]:
    """Everything that has a name of its own, with the name that people see."""
    for section in ("state", "actors", "events", "rules", "doubts", "questions"):
        for name, noun in getattr(world, section).items():
            yield (section, name), noun.label
    for name, event in world.events.items():
        yield from ((("events", name, "one_of", own), other.label) for own, other in event.one_of.items())
    for name, actor in world.actors.items():
        yield from ((("actors", name, "menu", own), action.label) for own, action in actor.menu.items())
        for track, holder in actor.tracks.items():
            below: Path = ("actors", name, "tracks", track)
            yield below, holder.label
            yield from (((*below, "menu", own), action.label) for own, action in holder.menu.items())


def _facts(world: Scenario) -> Iterator[tuple[Path, str]]:
    """Every belief in words, by its place; literals and fixed quantities read alike."""
    clock = world.clock
    yield ("clock",), f"start {clock.start}, tick {clock.tick}, ticks {clock.ticks:,}"
    for name, source in world.sources.items():
        yield ("sources", name), ", ".join(filter(None, (source.title, source.grade, source.sha256[:12])))
    for item in uncertain(world):
        yield item.path, describe(item.quantity)
    for slot in expressions(world):
        # a question's line is the same line under another rule of reading
        path = (*slot.path[:2], slot.path[3]) if slot.path[0] == "questions" else slot.path
        yield path, text_of(slot)
    for name, state in world.state.items():
        yield ("state", name), _state_text(state)
    for name, entry in world.calendar.items():
        yield ("calendar", name), calendar_words(entry)
    for name, actor in world.actors.items():
        dates = (
            ", ".join(map(str, actor.decides.dates)) if isinstance(actor.decides, Turns) else actor.decides
        )
        yield ("actors", name, "decides"), dates
    for name, event in world.events.items():
        yield ("events", name, "once"), "at most once" if event.once else "any number of times"
    for name, doubt in world.doubts.items():
        yield ("doubts", name, "on"), ", ".join(doubt.on)
    for tie in world.correlate:
        yield _of_tie(tie), f"{tie.rank:g}"
    for name, question in world.questions.items():
        yield from _question(("questions", name), question)


def _state_text(state: State) -> str:
    if isinstance(state, NumberState):
        return f"from {state.range[0]:g} to {state.range[1]:g} {state.unit}".rstrip()
    text = state_words(state)
    return f"{text}, starts at {state.counter}" if isinstance(state, CounterState) else text


def _question(path: Path, question: Question) -> Iterator[tuple[Path, str]]:
    yield (*path, "horizon"), f"within {question.within}" if question.within else f"by {question.by}"
    for reading in ("worst", "first", "last"):
        lines = getattr(question, reading)
        if lines:
            names = [line for line in lines if line != "else"]
            yield (*path, "rule"), f"{reading} of {', '.join(names)}, else {else_name(lines)}"
    for key in ("resolves", "void"):
        if getattr(question, key):
            yield (*path, key), " ".join(getattr(question, key).split())


def _come_and_gone(one: _Side, two: _Side) -> Iterator[tuple[Path, Change]]:
    """Things that only one world has, each with all that stands inside."""
    for side, other, kind in ((one, two, REMOVED), (two, one, ADDED)):
        alone = [path for path in side.things if path not in other.things]
        for path in alone:
            if not any(path[:n] in alone for n in range(2, len(path))):
                yield path, _whole(path, side, kind)


def _whole(path: Path, side: _Side, kind: str) -> Change:
    inside = [(below[len(path) :], text) for below, text in side.facts.items() if below[: len(path)] == path]
    parts = tuple(f"{_inner(below)}: {text}" for below, text in inside if below)
    label = side.things[path] or side.facts.get(path, "")
    reason = side.reason(path)
    if kind == ADDED:
        return Change(_owner(path, side), short(path), kind, new=label, new_reason=reason, parts=parts)
    return Change(_owner(path, side), short(path), kind, old=label, old_reason=reason, parts=parts)


def _inner(path: Path) -> str:
    return " ".join(
        str(part) for part in path if part not in ("menu", "goals", "stances", "tracks", "one_of")
    )


def _changed(one: _Side, two: _Side) -> Iterator[tuple[Path, Change]]:
    """Facts that read differently, and single facts that only one world has."""
    for path in dict.fromkeys((*one.facts, *two.facts)):
        old, new = one.facts.get(path), two.facts.get(path)
        if old == new or _inside_thing(path, one, two):
            continue
        kind = ADDED if old is None else REMOVED if new is None else CHANGED
        owner = _owner(path, two if new is not None else one)
        reasons = (one.reason(path) if old is not None else "", two.reason(path) if new is not None else "")
        yield path, Change(owner, short(path), kind, old or "", new or "", *reasons)


def _inside_thing(path: Path, one: _Side, two: _Side) -> bool:
    """It stands in a thing that came or went whole."""
    whole = [path[:n] for n in range(2, len(path) + 1)]
    return any((part in one.things) != (part in two.things) for part in whole)


def _other_reasons(one: _Side, two: _Side, told: set[Path]) -> Iterator[tuple[Path, Change]]:
    for path in one.blocks:
        if path in two.blocks and path not in told and one.reason(path) != two.reason(path):
            yield (
                path,
                Change(_owner(path, two), short(path), REASON, "", "", one.reason(path), two.reason(path)),
            )


def _owner(path: Path, side: _Side) -> str:
    if path[0] == "actors":
        label = side.things.get(path[:2], "")
        return f"{path[1]} ({label})" if label else str(path[1])
    return {"at": "dated changes", "correlate": "correlations"}.get(str(path[0]), str(path[0]))


def _place(path: Path, one: _Side, two: _Side) -> tuple[int, int, int]:
    """Sections in the order of the language page, actors in file order, then as found."""
    order = [*one.facts, *(path for path in two.facts if path not in one.facts)]
    actors = [*dict.fromkeys((*one.world.actors, *two.world.actors))]
    at = next((i for i, fact in enumerate(order) if fact[: len(path)] == path), len(order))
    return SECTIONS.index(str(path[0])), actors.index(str(path[1])) if path[0] == "actors" else 0, at
