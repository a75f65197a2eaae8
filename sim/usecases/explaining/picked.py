"""Which history to tell: by its number, or the typical, the earliest, the nearest miss, a random or a flipped one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.analysis.drivers.flips import Twin, Way, flips, spaced
from sim.engine.causes import Comes, without
from sim.engine.compile import compile_scenario
from sim.engine.draws import world_uniforms
from sim.engine.program import QuestionPlan
from sim.engine.trace import history_number, replay
from sim.errors import RunError, nearest
from sim.report.why.story import Closest
from sim.usecases.comparing.sides import Side
from sim.usecases.explaining.names import Names
from sim.usecases.explaining.recorded import places

Pick = Literal["typical", "earliest", "nearest-miss", "random", "flipped"]
SHOWING, LOOKED_AT = 100, 2000  # histories that show what brings an outcome about; misses that are looked at
ONE_IN = 0.02  # what brings it about in fewer of them is left aside


@dataclass(frozen=True, slots=True)
class Picked:
    """A history's number, how it was picked in words, and of a near miss the moment."""

    history: int
    how: str
    closest: Closest | None = None


def plan_of(side: Side, question: str) -> QuestionPlan:
    """The question of that name, the first if none is named; RunError if the world does not ask it."""
    plans = {plan.name: plan for plan in side.program.questions}
    if not plans:
        raise RunError(
            f"{side.label} asks nothing.\nAdd `questions:` to the world; a history is told towards an answer."
        )
    if question and question not in plans:
        near = f", did you mean {nearest(question, plans)}?" if nearest(question, plans) else "."
        raise RunError(f'no question is called "{question}"{near}\nThere are {", ".join(plans)}.')
    return plans[question or next(iter(plans))]


def comes_of(plan: QuestionPlan, outcome: str) -> Comes:
    """Coming to one outcome, or to any but the last; RunError if there is no such outcome."""
    names = (*plan.lines, plan.otherwise)
    if not outcome:
        return Comes(plan.name, tuple(range(len(plan.lines))))
    if outcome not in names:
        near = f", did you mean {nearest(outcome, names)}?" if nearest(outcome, names) else "."
        raise RunError(f'{plan.name} has no outcome "{outcome}"{near}\nThere are {", ".join(names)}.')
    return Comes(plan.name, (names.index(outcome),))


def in_words(plan: QuestionPlan, comes: Comes) -> str:
    """The outcomes that count as coming to it.

    >>> plan = QuestionPlan("q", "worst", ("war", "crisis"), "calm", (0, 1), 12)
    >>> in_words(plan, Comes("q", (0, 1))), in_words(plan, Comes("q", (2,)))
    ('any outcome but calm', 'calm')
    """
    names = (*plan.lines, plan.otherwise)
    if len(comes.codes) == len(plan.lines) > 1:
        return f"any outcome but {plan.otherwise}"
    return " or ".join(names[code] for code in comes.codes)


def numbered(side: Side, text: str) -> Picked:
    """The history called ``text``; RunError if there is none."""
    return Picked(history_number(text, side.sample.worlds, side.sample.repeats), "")


def picked(
    side: Side, pick: Pick, plan: QuestionPlan, outcome: str = "", other: Side | None = None
) -> Picked:
    """The history that ``pick`` means; RunError if no history is of that kind."""
    comes, said = comes_of(plan, outcome), in_words(plan, comes_of(plan, outcome))
    if pick == "random":
        return _random(side, comes, outcome)
    if pick == "flipped":
        return _flipped(side, other, comes, said)
    rows = np.flatnonzero(comes.of(side.runs))
    if not len(rows):
        raise RunError(
            f"no history of {side.label} came to {said}.\nPick another --outcome or --question, or run more histories."
        )
    if pick == "nearest-miss":
        return _nearest_miss(side, plan, comes, rows)
    if pick == "earliest":
        first = rows[np.argmin(_passages(side, plan)[rows])]
        return Picked(int(first), f"the earliest of {len(rows):,} that came to {said}")
    return Picked(_typical(side, plan, rows), f"the most typical of {len(rows):,} that came to {said}")


def twin_of(side: Side) -> Twin:
    """The run without its world."""
    return Twin(side.program, side.sample, side.runs)


def _passages(side: Side, plan: QuestionPlan) -> NDArray[np.int64]:
    """The tick by which each history's answer stood."""
    codes = side.runs.columns[f"{plan.name}.outcome"]
    ticks = np.full(len(codes), plan.horizon, np.int64)
    for code, line in enumerate(plan.lines if plan.rule != "last" else ()):
        here = codes == code
        ticks[here] = side.runs.columns[f"{plan.name}.first.{line}"][here]
    return ticks


def _typical(side: Side, plan: QuestionPlan, rows: NDArray[np.int64]) -> int:
    """Of the commonest outcome among ``rows`` the one nearest the medians of what a run keeps of them."""
    codes = side.runs.columns[f"{plan.name}.outcome"][rows]
    rows = rows[codes == np.bincount(codes).argmax()]
    features = [_passages(side, plan)[rows].astype(float)]
    for name, _ in side.program.watches:
        bits = np.unpackbits(side.runs.columns[f"watch.{name}"][rows], axis=1, count=side.program.ticks)
        features.append(bits[:, : plan.horizon].sum(axis=1, dtype=float))
    away = np.zeros(len(rows))
    for feature in features:
        away += np.abs(feature - np.median(feature)) / max(float(feature.std()), 1e-9)
    return int(rows[np.argmin(away)])


def _random(side: Side, comes: Comes, outcome: str) -> Picked:
    """Any history, or any that came to a named outcome: always the same one of a run."""
    rows = np.flatnonzero(comes.of(side.runs)) if outcome else np.arange(side.runs.histories)
    if not len(rows):
        raise RunError(
            f"no history of {side.label} came to {outcome}.\nPick another --outcome, or run more histories."
        )
    u = float(world_uniforms(side.sample.seed, "a history picked at random", np.zeros(1, np.uint32))[0])
    kind = f" that came to {outcome}" if outcome else ""
    return Picked(int(rows[int(u * len(rows))]), f"picked at random of {len(rows):,}{kind}")


def _flipped(side: Side, other: Side | None, comes: Comes, said: str) -> Picked:
    """A history of the commonest path on which the answer of ``other`` became this run's."""
    if other is None:
        raise RunError(
            "a flipped history is one whose answer differs in another run.\nName that run with --against."
        )
    found = flips(twin_of(other), twin_of(side), comes)
    way: Way = found.into if found.into.count else found.out_of
    if not way.count:
        raise RunError(
            f"no history flips between {other.label} and {side.label}: the same answer in all {found.histories:,}."
        )
    example = way.paths.paths[0].example
    turn = "came to" if way is found.into else "left"
    number = history_number(example, side.sample.worlds, side.sample.repeats)
    return Picked(number, f"of the commonest path among {way.count:,} that {turn} {said} instead")


# ---- near misses


@dataclass(frozen=True, slots=True)
class _Miss:
    """A moment at which an action was not taken, and how much more weight it needed."""

    short_by: float
    row: int
    tick: int
    path: str
    chance: float


def _nearest_miss(side: Side, plan: QuestionPlan, comes: Comes, rows: NDArray[np.int64]) -> Picked:
    """The history in which an act that brings it about was most nearly taken."""
    wanted = decisive(side, plan, comes, rows)
    misses = spaced(np.flatnonzero(~comes.of(side.runs)), LOOKED_AT)
    if not wanted or not len(misses):
        raise RunError(
            "nothing shows what brings this about, so no miss can be called near.\nPick another history."
        )
    found = min(_misses(side, plan, misses, wanted), key=lambda miss: miss.short_by, default=None)
    if found is None:
        raise RunError(
            "in no other history could what brings this about have been chosen.\nPick another history."
        )
    how = f"the nearest miss of {len(misses):,} that did not come to it"
    return Picked(int(misses[found.row]), how, _closest(side, found))


def decisive(side: Side, plan: QuestionPlan, comes: Comes, rows: NDArray[np.int64]) -> list[str]:
    """The actions without which, in the tick the answer stood, histories would not have come to it."""
    found = replay(side.program, side.sample, spaced(rows, SHOWING))
    stood = comes.passage(found, plan)
    now = np.arange(found.program.ticks + 1)[:, None] == stood[None, :]
    acts = [path for path in places(side.program) if not path.endswith(".hold")]
    things = [(path, found.happened[path] & now) for path in acts if (found.happened[path] & now).any()]
    needed, _ = without(found, things, comes)
    shares = needed.mean(axis=1)
    return [path for (path, _), share in zip(things, shares.tolist(), strict=True) if share >= ONE_IN]


def _misses(side: Side, plan: QuestionPlan, misses: NDArray[np.int64], wanted: list[str]) -> Iterator[_Miss]:
    """The nearest moment of each wanted action."""
    program = compile_scenario(side.scenario, traced=True)
    kept = tuple(note for note in program.notes if note.what in ("time", "probability"))
    found = replay(replace(program, notes=kept), side.sample, misses)
    times = {note.path: values for note, values in found.noted.items() if note.what == "time"}
    chances = {note.path: values for note, values in found.noted.items() if note.what == "probability"}
    options = places(program)
    for path in wanted:
        rivals = [times[other] for other in options[path].options if other != path]
        best = np.fmin.reduce(np.stack(rivals))
        ratio = (times[path] / best)[: plan.horizon + 1]
        ratio[~(ratio >= 1)] = np.inf  # taken, or not to be had
        tick, row = np.unravel_index(np.argmin(ratio), ratio.shape)
        if np.isfinite(ratio[tick, row]):
            chance = float(chances[path][tick, row])
            yield _Miss(float(ratio[tick, row]) - 1, int(row), int(tick), path, chance)


def closest(side: Side, plan: QuestionPlan, comes: Comes, history: int) -> Closest | None:
    """How near one history came to it, None if what brings it about is not known or was never to be had."""
    rows = np.flatnonzero(comes.of(side.runs))
    wanted = decisive(side, plan, comes, rows) if len(rows) else []
    found = min(
        _misses(side, plan, np.array([history]), wanted), key=lambda miss: miss.short_by, default=None
    )
    return None if found is None else _closest(side, found)


def _closest(side: Side, miss: _Miss) -> Closest:
    """A miss in the words of its world."""
    names, start = Names(side.scenario), side.program.dates[miss.tick - 1]
    return Closest(miss.tick, start, names.who(miss.path), names.act(miss.path), miss.chance, miss.short_by)
