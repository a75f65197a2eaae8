"""A world told after the ODD protocol (Grimm et al. 2020, JASSS 23(2) 7): every section made from the scenario itself.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: coin
... title: Heads or tails?
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day, basis: judgement, why: it is a fair coin}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... ''')
>>> [line for line in card(world).splitlines() if line.startswith("# ")]
['# coin: the model']
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.report.card.markdown import Line, heading, items, prose, text
from sim.report.card.tables import headline_table
from sim.scenario.check.gauge import gauge
from sim.scenario.check.times import timeline
from sim.scenario.schema import Scenario
from sim.usecases.beliefs.statements import reading
from sim.usecases.card.concepts import concepts
from sim.usecases.card.parts import (
    asked_lines,
    assumption_lines,
    drift_lines,
    process_lines,
    quantity_lines,
    scale_lines,
    start_lines,
)
from sim.usecases.card.trying import Tried
from sim.usecases.described import one_tick, sections

SUBMODELS = (
    "terms",
    "actors",
    "events",
    "rules",
    "doubts",
    "correlations",
    "ends",
    "questions",
    "watches",
    "drift",
)


def card(world: Scenario, tried: Tried | None = None) -> str:
    """The card as Markdown; with ``tried`` also what becomes of the headline if an assumption is false."""
    return text(_blocks(world, tried))


def _blocks(world: Scenario, tried: Tried | None) -> Iterator[str]:
    yield heading(1, f"{world.name}: the model")
    yield prose(
        f"Made from the world itself by `stancelab show {world.name} --stage model`, in the order of the ODD protocol "
        "(Grimm et al. 2020). Every expression and every number stands in it, each number with its range, what it rests on and "
        "why; nothing in it was written by hand but the sentences of the world."
    )
    yield heading(2, "1. Purpose")
    yield from filter(None, (prose(world.title), prose(world.about)))
    yield prose("What is asked of every history:")
    yield items(asked_lines(world))
    yield from _entities(world)
    yield heading(2, "3. Process overview and scheduling")
    yield prose(
        "Every tick has seven phases. Inside a phase everything is read from the state at the phase's start; what it does is "
        "applied together at its end."
    )
    yield items(process_lines(world))
    yield heading(2, "4. Design concepts")
    yield items(concepts(world))
    yield from _beginnings(world)
    yield heading(2, "7. Submodels")
    yield from _sections(world, SUBMODELS)
    yield from _numbers(world)
    yield from _limits(world, tried)


def _sections(world: Scenario, wanted: tuple[str, ...]) -> Iterator[str]:
    """The sections of these titles that say anything."""
    for title, lines in (*sections(world), ("drift", drift_lines(world))):
        body = list(lines)
        if title in wanted and body:
            yield heading(3, title[:1].upper() + title[1:])
            yield items(body)


def _entities(world: Scenario) -> Iterator[str]:
    clock = timeline(world)
    yield heading(2, "2. Entities, state variables and scales")
    yield prose(
        f"Time runs in {clock.ticks:,} ticks of {one_tick(clock.tick_text)} from {clock.start} to "
        f"{clock.starts(clock.ticks + 1)}. There is no space. {len(world.actors):,} actors decide; "
        f"{len(world.state):,} states describe the world."
    )
    yield heading(3, "Actors")
    yield items(_actor_lines(world))
    yield heading(3, "States")
    yield items(line for name, state in world.state.items() for line in scale_lines(name, state))


def _actor_lines(world: Scenario) -> Iterator[Line]:
    for name, actor in world.actors.items():
        yield 0, f"{actor.label or name} (`{name}`)"
        options = [o for holder in (actor, *actor.tracks.values()) for o in getattr(holder, "menu", {})]
        goals = f"wants {', '.join(actor.goals)}; " if actor.goals else ""
        yield 1, f"{goals}may choose {', '.join(options)}, or hold"


def _beginnings(world: Scenario) -> Iterator[str]:
    yield heading(2, "5. Initialisation")
    yield prose(
        "A world is a draw of every uncertain quantity, a history is one run of it. States start as they are said to; where a "
        "start is uncertain it is drawn once per world."
    )
    yield items(start_lines(world))
    yield heading(2, "6. Input data")
    yield from _sections(world, ("sources", "calendar", "dated changes"))
    if world.evidence.rows:
        yield heading(3, "Evidence")
        used = sum(bool(row.bears_on) for row in world.evidence.rows.values())
        told = (
            f"{one.source}: {one.read} paragraphs read, {len(one.aside)} put aside" for one in reading(world)
        )
        yield prose(
            f"{len(world.evidence.rows)} statements were read out of the texts, {used} of them bear on the world "
            f"({'; '.join(told)}). `stancelab sources {world.name} --rows` prints them."
        )


def _numbers(world: Scenario) -> Iterator[str]:
    count = gauge(world)
    yield heading(2, "8. Every uncertain quantity")
    yield prose(
        f"{count.total:,} numbers are counted in this world, {count.sourced:,} of them with a source or a stated basis; these "
        "are the uncertain ones and the named constants. In brackets the range that holds nine worlds of ten."
    )
    yield items(quantity_lines(world))


def _limits(world: Scenario, tried: Tried | None) -> Iterator[str]:
    if world.assumptions:
        yield heading(2, "9. Key assumptions")
        yield items(assumption_lines(world))
    if tried is not None and tried.rows:
        yield heading(3, "Headline if false")
        yield prose(tried.how)
        yield headline_table(tried.rows)
    if world.left_out:
        yield heading(2, "10. What is left out")
        yield items((0, f"{name.replace('_', ' ')}: {why}") for name, why in world.left_out.items())
