"""A world in plain text: every expression as it is understood, every number with its source and its reason.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... quantities: {pace: {pert: [1, 2, 4], unit: per week, from: [LOG:02], hedge: H2, why: last summer}}
... events: {sailing: {rate: pace}}
... ''')
>>> for depth, text in described(world):
...     print("  " * depth + text)
ferry
4 ticks of a week from 2031-01-01 to 2031-01-29
<BLANKLINE>
quantities
  pace: PERT 1 / 2 / 4 per week
      LOG:02, hedge H2: last summer
<BLANKLINE>
events
  sailing, rate pace
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sim.scenario.check.times import timeline
from sim.scenario.expr.nodes import Node, to_text
from sim.scenario.fields import Effect, Sourced
from sim.scenario.frame import Member, Source
from sim.scenario.names import track_items
from sim.scenario.quantity import Quantity, describe
from sim.scenario.schema import Action, Actor, CalendarName, Event, Question, Scenario, Turns
from sim.scenario.slots import else_name
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State

Line = tuple[int, str]  # depth, text
WHY = 2  # how much deeper than its number a reason stands


def described(world: Scenario) -> Iterator[Line]:
    """(depth, text) lines; an empty text parts the sections."""
    clock = timeline(world)
    yield 0, f"{world.name}: {world.title}" if world.title else world.name
    ticks = "1 tick" if clock.ticks == 1 else f"{clock.ticks:,} ticks"
    yield 0, f"{ticks} of {one_tick(clock.tick_text)} from {clock.start} to {clock.starts(clock.ticks + 1)}"
    if world.about:
        yield 0, " ".join(world.about.split())
    for title, lines in sections(world):
        body = list(lines)
        if body:
            yield 0, ""
            yield 0, title
            yield from body


def sections(world: Scenario) -> Iterator[tuple[str, Iterator[Line]]]:
    """(title, lines) of every section, empty ones too."""
    yield (
        "a pool: every simulated world follows one of these, the rest is their base",
        (line for name, member in world.pool.items() for line in _member(name, member)),
    )
    yield "sources", (_source(name, source) for name, source in world.sources.items())
    yield "quantities", (line for name, item in world.quantities.items() for line in _quantity(1, name, item))
    yield "terms", ((1, f"{name} = {to_text(node)}") for name, node in world.terms.items())
    yield "state", (line for name, state in world.state.items() for line in _state(name, state))
    yield "calendar", ((1, f"{name}: {calendar_words(entry)}") for name, entry in world.calendar.items())
    yield "dated changes", ((1, f"{day}: {_effects(effects)}") for day, effects in world.at.items())
    yield "actors", (line for name, actor in world.actors.items() for line in _actor(name, actor))
    yield "events", (line for name, event in world.events.items() for line in _event(name, event))
    yield "rules", (line for name, rule in world.rules.items() for line in _rule(name, rule))
    yield "doubts", (line for name, doubt in world.doubts.items() for line in _doubt(name, doubt))
    yield (
        "correlations",
        ((1, f"{' with '.join(c.pair)}: rank correlation {c.rank:g}") for c in world.correlate),
    )
    yield "ends", iter([(1, f"where {to_text(world.ends)}")] if world.ends is not None else [])
    yield (
        "questions",
        (line for name, question in world.questions.items() for line in _question(name, question)),
    )
    yield "watches", ((1, f"{name}: {to_text(node)}") for name, node in world.watches.items())


def _member(name: str, member: Member) -> Iterator[Line]:
    yield 1, f"{name}: weight {member.weight:g}"
    yield from _reason(1, member)


def one_tick(tick: str) -> str:
    """`a month`, but `2 weeks`."""
    return tick if tick[0].isdigit() else f"a {tick}"


def _source(name: str, source: Source) -> Line:
    parts = (source.author, source.title, source.published, source.grade and f"grade {source.grade}")
    return 1, f"{name}: {', '.join(filter(None, parts))}"


def _reason(depth: int, noun: Sourced) -> Iterator[Line]:
    """Where a block's numbers come from, one step further in."""
    hedge = noun.hedge and f"hedge {noun.hedge}"
    grade = noun.grade and f"grade {noun.grade}"
    basis = noun.basis and f"by {noun.basis}"
    coder = noun.coder and f"coded by {noun.coder}"
    origin = ", ".join(filter(None, (*noun.from_, hedge, grade, basis, coder)))
    if origin or noun.why:
        yield depth + WHY, ": ".join(filter(None, (origin, noun.why)))


def _amount(value: Quantity | Node) -> str:
    return describe(value) if isinstance(value, Quantity) else to_text(value)


def _effects(effects: Mapping[str, Effect]) -> str:
    return "; ".join(f"{state} {effect}" for state, effect in effects.items())


def _labelled(name: str, noun: Sourced) -> str:
    return f"{name} ({noun.label})" if noun.label else name


def _quantity(depth: int, name: str, item: Quantity) -> Iterator[Line]:
    yield depth, f"{_labelled(name, item)}: {describe(item)}"
    yield from _reason(depth, item)


def _state(name: str, state: State) -> Iterator[Line]:
    yield 1, f"{_labelled(name, state)}: {state_words(state)}"
    if isinstance(state, NumberState):
        if state.relax:
            yield (
                2,
                f"goes back to {to_text(state.relax.to)}, half of the way in {_amount(state.relax.half_life)}",
            )
        if state.noise:
            yield 2, f"wanders by {describe(state.noise)}"
        if isinstance(state.start, Quantity):
            yield from _reason(1, state.start)
    yield from _reason(1, state)


def state_words(state: State) -> str:
    """What a state can be and how it starts."""
    if isinstance(state, NumberState):
        unit = f" {state.unit}" if state.unit else ""
        return f"from {state.range[0]:g} to {state.range[1]:g}{unit}, starts at {_amount(state.start)}"
    if isinstance(state, LevelState):
        return f"{' < '.join(state.levels)}, starts at {state.start}"
    if isinstance(state, KindState):
        return f"{' | '.join(state.kinds)}, starts as {state.start}"
    if isinstance(state, CounterState):
        return f"a count from {state.counter} to at most {state.max:,}"
    return f"a switch, starts {state.switch}"


def calendar_words(entry: CalendarName) -> str:
    """When a calendar name holds, or which number it has from when."""
    if entry.months:
        return f"true in {', '.join(entry.months)}"
    if entry.dates:
        return f"true in the tick of {', '.join(map(str, entry.dates))}"
    if entry.values:
        return "; ".join(f"{value:g} from {day}" for day, value in sorted(entry.values.items()))
    start = f" from {entry.starts}" if entry.starts else ""
    return f"true{start}{f' until {entry.until}' if entry.until else ''}"


def _actor(name: str, actor: Actor) -> Iterator[Line]:
    turns = (
        f"on {', '.join(map(str, actor.decides.dates))}"
        if isinstance(actor.decides, Turns)
        else actor.decides
    )
    present = f", present while {to_text(actor.active)}" if actor.active is not None else ""
    yield 1, f"{_labelled(name, actor)}, decides {turns}{present}"
    yield from _reason(1, actor)
    for section in ("goals", "stances"):
        items: dict[str, Quantity] = getattr(actor, section)
        if items:
            yield 2, section
            yield from (line for own, item in items.items() for line in _quantity(3, own, item))
    if actor.precision is not None:
        yield from _quantity(2, "precision", actor.precision)
    for track, _, holder in track_items(actor):
        yield from _track(track, holder)


def _track(name: str, holder: Any) -> Iterator[Line]:
    yield 2, f"menu of {name}" if name else "menu"
    for word, value in (("pace", holder.pace), ("hold", holder.hold)):
        if isinstance(value, Quantity):
            yield from _quantity(3, word, value)
        elif value is not None:
            yield 3, f"{word}: {to_text(value)}"
    yield from (line for own, action in holder.menu.items() for line in _action(own, action))


def _action(name: str, action: Action) -> Iterator[Line]:
    yield 3, f"{_labelled(name, action)}{_if(action.if_)}"
    for goal, node in action.serves.items():
        yield 4, f"serves {goal}: {to_text(node)}"
    if action.utility is not None:
        yield 4, f"utility {to_text(action.utility)}"
    if action.habit is not None:
        yield 4, f"habit {_amount(action.habit)}"
    if action.succeeds is not None:
        yield 4, f"succeeds with chance {to_text(action.succeeds)}"
    yield from _then(4, action.then)
    if action.otherwise:
        yield 4, f"otherwise {_effects(action.otherwise)}"
    yield from _reason(3, action)


def _if(node: Node | None) -> str:
    return f", if {to_text(node)}" if node is not None else ""


def _then(depth: int, effects: Mapping[str, Effect]) -> Iterator[Line]:
    if effects:
        yield depth, f"then {_effects(effects)}"


def _event(name: str, event: Event) -> Iterator[Line]:
    rate = f", rate {_amount(event.rate)}" if event.rate is not None else ""
    limits = (", at most once" if event.once else "") + (
        f", then not for {to_text(event.cooldown)}" if event.cooldown is not None else ""
    )
    yield 1, f"{_labelled(name, event)}{rate}{_if(event.if_)}{limits}"
    yield from _then(2, event.then)
    for own, other in event.one_of.items():
        odds = f"rate {_amount(other.rate)}" if other.rate is not None else ""
        odds = f"chance {_amount(other.chance)}" if other.chance is not None else odds
        yield 2, f"or {_labelled(own, other)}, {odds}{_if(other.if_)}"
        yield from _then(3, other.then)
        yield from _reason(2, other)
    yield from _reason(1, event)


def _rule(name: str, rule: Any) -> Iterator[Line]:
    when = f"while {to_text(rule.while_)}" if rule.while_ is not None else "always"
    yield 1, f"{_labelled(name, rule)}: {f'if {to_text(rule.if_)}' if rule.if_ is not None else when}"
    yield from _then(2, rule.then)
    yield from _reason(1, rule)


def _doubt(name: str, doubt: Any) -> Iterator[Line]:
    yield 1, f"{_labelled(name, doubt)}: sd {describe(doubt.sd)} on {', '.join(doubt.on)}"
    yield from _reason(1, doubt)


_RULES = {
    "worst": "the first of these that ever holds",
    "first": "the one of these that holds first",
    "last": "the first of these that holds at the horizon",
}


def _question(name: str, question: Question) -> Iterator[Line]:
    horizon = f"within {question.within}" if question.within else f"by {question.by}"
    yield 1, f"{name}{f': {question.title}' if question.title else ''} ({horizon})"
    if question.resolves:
        yield 2, f"resolves: {' '.join(question.resolves.split())}"
    if question.void:
        yield 2, f"void: {' '.join(question.void.split())}"
    for reading, words in _RULES.items():
        lines: dict[str, Node] = getattr(question, reading)
        if lines:
            yield 2, words
            yield from ((3, f"{line}: {to_text(node)}") for line, node in lines.items() if line != "else")
            yield 3, f"else {else_name(lines)}"
