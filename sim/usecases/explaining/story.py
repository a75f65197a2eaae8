"""One history told: replayed with everything recorded, and once more without each thing, to see what the answer hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import isfinite
from typing import Any

import numpy as np

from sim.engine.causes import Comes, Stands, holds, without
from sim.engine.compile import compile_scenario
from sim.engine.program import QuestionPlan
from sim.engine.trace import Trace, replay
from sim.report.why.phrases import as_words
from sim.report.why.story import Moment, Other, Story, Tick
from sim.usecases.comparing.sides import Side
from sim.usecases.explaining.moments import Moments
from sim.usecases.explaining.names import Names
from sim.usecases.explaining.picked import Picked
from sim.usecases.explaining.recorded import WORD, Recorded
from sim.usecases.targets import BASE


def told(side: Side, picked: Picked, question: str, other: Side | None = None) -> Story:
    """A picked history of a run, for one of its questions; ``other`` is the run it is told against."""
    history = picked.history
    plan = next(plan for plan in side.program.questions if plan.name == question)
    lean = replay(side.program, side.sample, np.array([history]))
    traced = replay(compile_scenario(side.scenario, traced=True), side.sample, np.array([history]))
    code = int(lean.columns[f"{question}.outcome"][0])
    stood = int(Comes(question, (code,)).passage(lean, plan)[0])
    twin = None if other is None else replay(other.program, other.sample, np.array([history]))
    asked, names = side.scenario.questions[question], Names(side.scenario)
    outcomes = (*plan.lines, plan.otherwise)
    return Story(
        side.scenario.name,
        called(side),
        side.sample.seed,
        lean.address(0),
        picked.how,
        question,
        asked.title or as_words(question),
        f"within {asked.within}" if asked.within else f"by {asked.by}",
        outcomes[code],
        code == len(plan.lines),
        stood,
        side.program.dates[stood],
        side.program.tick_text,
        tuple(_ticks(Recorded(traced, names), lean, Stands(plan, code, stood), twin)),
        picked.closest,
        None if other is None or twin is None else _other(other, lean, twin, plan),
    )


def called(side: Side) -> str:
    """The name a run is told under: that of its world where nobody gave it another."""
    return side.scenario.name if side.label == BASE or side.run.startswith(side.label) else side.label


def record(side: Side, history: int) -> dict[str, Any]:
    """Everything noted of a history, tick by tick: path -> what -> value; states at the tick's end; this world's quantities."""
    found = replay(compile_scenario(side.scenario, traced=True), side.sample, np.array([history]))
    ticks = [
        {
            "tick": tick,
            "happened": [path for path, when in found.happened.items() if when[tick, 0]],
            "noted": _noted(found, tick),
            "states": {name: float(values[tick, 7, 0]) for name, values in found.states.items()},
        }
        for tick in range(found.program.ticks + 1)
    ]
    return {"history": found.address(0), "ticks": ticks}


def _noted(found: Trace, tick: int) -> dict[str, dict[str, Any]]:
    table: dict[str, dict[str, Any]] = {}
    for note, values in found.noted.items():
        value = values[tick, 0].item()
        if isinstance(value, bool) or isfinite(value):
            what = " ".join(filter(None, (note.what, note.part or note.text)))
            table.setdefault(note.path, {})[what] = value
    return table


def _other(side: Side, mine: Trace, twin: Trace, plan: QuestionPlan) -> Other:
    """What the same history came to in the other run."""
    code = int(twin.columns[f"{plan.name}.outcome"][0])
    parted = [
        tick
        for tick in range(1, mine.program.ticks + 1)
        if any(
            _did(mine, path, tick) != _did(twin, path, tick) for path in {**mine.happened, **twin.happened}
        )
    ]
    return Other(called(side), (*plan.lines, plan.otherwise)[code], parted[0] if parted else 0)


def _did(found: Trace, path: str, tick: int) -> bool:
    return path in found.happened and bool(found.happened[path][tick, 0])


def _ticks(recorded: Recorded, lean: Trace, stands: Stands, twin: Trace | None) -> Iterator[Tick]:
    """Every tick up to the question's horizon, with all that happened in it."""
    needed, plan = _needed(lean, stands), stands.plan
    led = _led_to(recorded, needed)
    moments = Moments(recorded)
    for tick in range(1, plan.horizon + 1):
        found = [_marked(moment, tick, needed, twin, recorded) for moment in moments.of(tick)]
        found = [replace(one, matters=True) if _is_of(one, tick, led) else one for one in found]
        if tick > stands.tick:  # the answer stands, nothing matters any more
            found = [replace(moment, matters=False) for moment in found]
        found += [
            Moment("line", f"{plan.name}.{line}", "", f"Reached: {as_words(line)}", matters=True)
            for line in plan.lines
            if lean.columns[f"{plan.name}.first.{line}"][0] == tick
        ]
        yield Tick(tick, lean.program.dates[tick - 1], tuple(found))


def _led_to(recorded: Recorded, needed: set[tuple[str, int]]) -> set[tuple[str, int]]:
    """What the conditions of needed things remember: the last time it happened before, needed itself or not."""
    happened = recorded.trace.happened
    found: set[tuple[str, int]] = set()
    for path, tick in needed:
        for note in recorded.notes("gate", path):
            for word in WORD.findall(note.text) if recorded.at(note, tick) else ():
                before = np.flatnonzero(happened[word][:tick, 0]).tolist() if word in happened else []
                found |= {(word, last) for last in before[-1:]}
    return found


def _is_of(moment: Moment, tick: int, things: set[tuple[str, int]]) -> bool:
    """Whether a moment tells one of the things, whole or by its result or alternative."""
    own = {moment.path, f"{moment.path}.succeeded", f"{moment.path}.failed", moment.path.rpartition(".")[0]}
    return any((path, tick) in things for path in own)


def _needed(lean: Trace, stands: Stands) -> set[tuple[str, int]]:
    """(path, tick) of everything without which the answer would not have stood when it did."""
    idle = holds(lean.program)
    when = [
        (path, tick)
        for path, happened in lean.happened.items()
        if path not in idle
        for tick in np.flatnonzero(happened[: stands.tick + 1, 0]).tolist()
    ]
    masks = []
    for path, tick in when:
        mask = np.zeros((lean.program.ticks + 1, 1), bool)
        mask[tick] = True
        masks.append((path, mask))
    if not masks:
        return set()
    found, _ = without(lean, masks, stands)
    return {place for place, is_needed in zip(when, found[:, 0].tolist(), strict=True) if is_needed}


def _marked(
    moment: Moment, tick: int, needed: set[tuple[str, int]], twin: Trace | None, recorded: Recorded
) -> Moment:
    """With whether the answer hangs on it, whether it matters, and what the other run's history did instead."""
    is_needed = _is_of(moment, tick, needed)
    staged = {shift.name for shift in moment.effects if _is_staged(recorded, shift.name)}
    instead = None if twin is None else _instead(moment, tick, twin, recorded)
    matters = is_needed or (bool(staged) and not moment.path.endswith(".hold"))
    return replace(moment, needed=is_needed, matters=matters, twin=instead)


def _is_staged(recorded: Recorded, words: str) -> bool:
    return any(as_words(name) == words and recorded.names.is_staged(name) for name in recorded.trace.states)


def _instead(moment: Moment, tick: int, twin: Trace, recorded: Recorded) -> str | None:
    """What the twin did in its place; None if it did the same, or if nothing happens by itself there."""
    names = recorded.names
    if moment.kind not in ("choice", "event"):
        return None
    if moment.kind == "event":
        return None if _did(twin, moment.path, tick) else ""
    if _did(twin, moment.path, tick):
        if moment.worked is None or _did(
            twin, f"{moment.path}.{'succeeded' if moment.worked else 'failed'}", tick
        ):
            return None
        return "it fails there" if moment.worked else "it works there"
    did = [path for path in recorded.places[moment.path].options if _did(twin, path, tick)]
    return names.act(did[0]) if did else ""
