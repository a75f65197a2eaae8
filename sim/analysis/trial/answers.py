"""Questions and watches that always say the same, and questions that end before what they ask about can happen."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from sim.analysis.trial.causes import causes
from sim.analysis.trial.seen import Trial, listed, seen_bound
from sim.engine.program import QuestionPlan
from sim.errors import Problem, Where, problem
from sim.scenario.check.times import timeline
from sim.scenario.expr.nodes import Node
from sim.scenario.schema import Question, Turns
from sim.scenario.slots import DATED, TIME


def answer_warnings(trial: Trial) -> Iterator[Problem]:
    """Question by question, then watch by watch."""
    for plan in trial.program.questions:
        yield from _question(trial, plan)
    for name, _ in trial.program.watches:
        yield from _watch(trial, name)


def outcome_counts(trial: Trial, plan: QuestionPlan) -> dict[str, int]:
    """Histories by outcome, in order of the lines, `else` last."""
    codes = trial.runs.columns[f"{plan.name}.outcome"]
    counts = np.bincount(codes, minlength=len(plan.lines) + 1)
    return dict(zip((*plan.lines, plan.otherwise), map(int, counts), strict=True))


def watch_bits(trial: Trial, name: str) -> NDArray[np.bool_]:
    """The watch's readings, bool [history, tick]."""
    bits = np.unpackbits(trial.runs.columns[f"watch.{name}"], axis=1, count=trial.runs.ticks)
    return bits.astype(bool)


def _question(trial: Trial, plan: QuestionPlan) -> Iterator[Problem]:
    """A line that is too late is said first; `else` may stay unused, since no question can do without it."""
    counts = outcome_counts(trial, plan)
    never = [line for line in plan.lines if not counts[line]]
    late = {line: tick for line in never if (tick := _too_late(trial, plan, line))}
    for line, tick in late.items():
        yield _late(trial, plan, line, tick)
    left = [line for line in never if line not in late]
    always = next((line for line, count in counts.items() if count == trial.histories), None)
    if always is not None and (left or always != plan.otherwise):
        where = trial.scenario.places.key(("questions", plan.name))
        yield _same(trial, where, f'"{always}" is the answer to "{plan.name}"', none=False)
    elif always is None:
        for line in left:
            where = trial.scenario.places.key(("questions", plan.name, plan.rule, line))
            what = f'"{line}" is the answer to "{plan.name}"'
            yield _same(trial, where, what, none=True, idle=_idle(trial, plan, line))


def _same(trial: Trial, where: Where, what: str, none: bool, idle: tuple[str, ...] = ()) -> Problem:
    """Always the same; ``idle`` is what it waits for, if none of that ever happened."""
    why = f"{trial.histories} histories can tell that its share is {seen_bound(trial.histories, none)}"
    return problem(
        "W12",
        where,
        what=what,
        seen=f"none of {trial.histories}" if none else f"all {trial.histories}",
        why=f"{why}; what it waits for never happened: {listed(list(idle))}" if idle else why,
        fix="check the condition and what should bring it about",
    )


def _watch(trial: Trial, name: str) -> Iterator[Problem]:
    bits, where = watch_bits(trial, name), trial.scenario.places.key(("watches", name))
    if not bits.any():
        yield _same(trial, where, f'"{name}" is true', none=True)
    elif bits.all():
        yield _same(trial, where, f'"{name}" is true at every tick', none=False)


def _line(question: Question, plan: QuestionPlan, line: str) -> Node:
    node: Node = getattr(question, plan.rule)[line]
    return node


def _idle(trial: Trial, plan: QuestionPlan, line: str) -> tuple[str, ...]:
    """What the line waits for; nothing if some of it happened, or it may also come about by itself or on a date."""
    found = sorted(causes(trial.scenario, _line(trial.scenario.questions[plan.name], plan, line)))
    alive = any(cause == TIME or cause.startswith(DATED) or trial.count(cause) for cause in found)
    return () if alive else tuple(found)


def _too_late(trial: Trial, plan: QuestionPlan, line: str) -> int:
    """The tick after the horizon in which the first cause happens; 0 if one may happen before, or none is known to."""
    found = causes(trial.scenario, _line(trial.scenario.questions[plan.name], plan, line))
    if TIME in found:
        return 0
    first = min((tick for cause in found if (tick := _first(trial, cause, plan.horizon))), default=0)
    return first if first > plan.horizon else 0


def _first(trial: Trial, cause: str, horizon: int) -> int:
    """The first tick in which ``cause`` happened or, if it never did, can: 0 where that is within the horizon."""
    clock = timeline(trial.scenario)
    if cause.startswith(DATED):
        return clock.dated(datetime.date.fromisoformat(cause.removeprefix(DATED)))
    if tick := trial.earliest(cause):
        return tick
    actor = trial.scenario.actors.get(cause.partition(".")[0])
    if actor is None or not isinstance(actor.decides, Turns):
        return 0
    turn = min(clock.dated(day) for day in actor.decides.dates)
    return turn if turn > horizon else 0


def _late(trial: Trial, plan: QuestionPlan, line: str, tick: int) -> Problem:
    question = trial.scenario.questions[plan.name]
    found = sorted(causes(trial.scenario, _line(question, plan, line)))
    at = ("questions", plan.name, "within" if question.within else "by")
    return problem(
        "W18",
        trial.scenario.places.value(at),
        question=plan.name,
        horizon=plan.horizon,
        line=line,
        tick=tick,
        names=listed(found),
    )
