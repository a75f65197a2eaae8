"""`compare`: runs against the first of them, question by question, with how much is compared at once.

Runs of equal seed, worlds and repeats are paired history by history; others stand side by side, and that is said. What asks
something else, or of another time, is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from sim.analysis.compare.changes import (
    Change,
    Codes,
    Ladder,
    ladder,
    outcome_changes,
    share_change,
    wait_change,
)
from sim.analysis.compare.means import holm
from sim.engine.program import QuestionPlan
from sim.errors import RunError
from sim.usecases.comparing.sides import Gathered, Side, Skipped
from sim.usecases.running.planned import refuse_unknown


@dataclass(frozen=True, slots=True)
class Contrast:
    """One question asked of both: ``together`` where it has several lines, ``ladder`` where these stand in order."""

    name: str
    heading: str
    rule: str
    horizon: str
    until: str
    ticks: int
    together: tuple[Change, ...]
    outcomes: tuple[Change, ...]
    ladder: Ladder | None
    waits: tuple[Change, ...]

    @property
    def rows(self) -> tuple[Change, ...]:
        """Every share that is shown."""
        return (*self.together, *self.outcomes)

    @property
    def headline(self) -> Change:
        """Whether it came to any of the lines."""
        return self.rows[0]

    @property
    def leading(self) -> Change:
        """What changed most beyond what these runs can tell; along a ladder the headline, if that is told apart at all.

        Where nothing is told apart it is the headline, too. `else` mirrors the first row, so it never leads.
        """
        most = max(self.rows[:-1], key=lambda change: change.beyond)
        along = self.rule == "worst" and self.headline.told_apart
        return self.headline if along or not most.told_apart else most

    @property
    def besides(self) -> tuple[Change, ...]:
        """The other outcomes that are told apart, the largest change first."""
        single = self.outcomes[:-1] if self.together else ()
        told = [change for change in single if change.told_apart and change is not self.leading]
        return tuple(sorted(told, key=lambda change: -abs(change.size)))


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """The base and one other run; ``apart`` says why they cannot be paired, '' if they are."""

    base: Side
    other: Side
    apart: str
    contrasts: tuple[Contrast, ...]

    @property
    def paired(self) -> bool:
        return not self.apart


@dataclass(frozen=True, slots=True, eq=False)
class Compared:
    """Everything against the base. ``comparisons``: how many shares are compared at once, complements counted once."""

    base: Side
    pairs: tuple[Pair, ...]
    comparisons: int
    notes: tuple[str, ...] = ()
    skipped: tuple[Skipped, ...] = ()


def compare(found: Gathered, questions: tuple[str, ...] = ()) -> Compared:
    """All sides against the first; RunError if they ask different things or of different times."""
    base, *others = found.sides
    refuse_unknown(questions, [plan.name for plan in base.program.questions])
    notes: dict[str, None] = {}
    pairs = []
    for other in others:
        _refuse_other_clock(base, other)
        asked = list(_asked_of_both(base, other, questions, notes))
        apart = why_apart(base, other)
        pairs.append(
            Pair(base, other, apart, tuple(_contrast(base, other, plan, not apart) for plan in asked))
        )
    adjusted, comparisons = _adjusted(pairs)
    return Compared(base, tuple(adjusted), comparisons, tuple(notes), found.skipped)


def why_apart(a: Side, b: Side) -> str:
    """Why two runs cannot be paired, '' if they can."""
    told = (
        ("seed", a.seed, b.seed),
        ("worlds", a.runs.worlds, b.runs.worlds),
        ("repeats", a.runs.repeats, b.runs.repeats),
    )
    unlike = [f"{name} {one:,} and {other:,}" for name, one, other in told if one != other]
    return ", ".join(unlike)


def _refuse_other_clock(a: Side, b: Side) -> None:
    one, other = a.program, b.program
    for what, mine, its in (
        ("tick", one.tick_text, other.tick_text),
        ("start", one.dates[0], other.dates[0]),
    ):
        if mine != its:
            raise RunError(
                f"{b.label} has another clock than {a.label}: {what} {its}, not {mine}.\n"
                f"Give both the same `clock:`; a share by some date means another thing on another clock."
            )


def _asked_of_both(a: Side, b: Side, only: tuple[str, ...], notes: dict[str, None]) -> Iterator[QuestionPlan]:
    """The questions of both; what only one asks is noted, what they ask differently is refused."""
    theirs = {plan.name: plan for plan in b.program.questions}
    both = [plan for plan in a.program.questions if plan.name in theirs]
    if missing := [name for name in only if name not in theirs]:
        raise RunError(
            f"{b.label} does not ask {missing[0]}.\nLeave it out, or add the question to that world."
        )
    if not both:
        raise RunError(
            f"{b.label} and {a.label} have no question in common.\nAsk both worlds the same question."
        )
    for mine, other in ((a.program, b.program), (b.program, a.program)):
        names = {plan.name for plan in other.questions}
        label, lacks = (a.label, b.label) if mine is a.program else (b.label, a.label)
        for plan in mine.questions:
            if plan.name not in names and not only:
                notes[f"{plan.name} is asked of {label}, not of {lacks}: left out"] = None
    for plan in both:
        if not only or plan.name in only:
            _refuse_other_question(a, b, plan, theirs[plan.name])
            yield plan


def _refuse_other_question(a: Side, b: Side, mine: QuestionPlan, its: QuestionPlan) -> None:
    dates = a.program.dates[mine.horizon], b.program.dates[its.horizon]
    told = (
        ("rule", mine.rule, its.rule),
        ("lines", ", ".join((*mine.lines, mine.otherwise)), ", ".join((*its.lines, its.otherwise))),
        ("horizon", dates[0], dates[1]),
    )
    for what, one, other in told:
        if one != other:
            raise RunError(
                f"{b.label} asks {mine.name} with another {what} than {a.label}: {other}, not {one}.\n"
                f"Give the question the same {what} in both worlds, or compare others with --question."
            )


def _contrast(a: Side, b: Side, plan: QuestionPlan, alike: bool) -> Contrast:
    asked = a.scenario.questions[plan.name]
    column = f"{plan.name}.outcome"
    codes = Codes(a.runs.by_world(column), b.runs.by_world(column), alike)
    none = len(plan.lines)
    together = (
        (share_change(f"any but {plan.otherwise}", *codes.both(lambda c: c < none), alike),)
        if none > 1
        else ()
    )
    return Contrast(
        plan.name,
        asked.title or plan.name.replace("_", " "),
        plan.rule,
        f"within {asked.within}" if asked.within else f"by {asked.by}",
        a.program.dates[plan.horizon],
        plan.horizon,
        together,
        outcome_changes(codes, (*plan.lines, plan.otherwise)),
        ladder(codes, plan.lines) if plan.rule == "worst" and none > 1 else None,
        _waits(a, b, plan, alike),
    )


def _waits(a: Side, b: Side, plan: QuestionPlan, alike: bool) -> tuple[Change, ...]:
    """How long it takes to come to any line; questions about the end have no such time."""
    if plan.rule == "last":
        return ()
    firsts = []
    for side in (a, b):
        each = np.stack([side.runs.by_world(f"{plan.name}.first.{line}") for line in plan.lines])
        never = np.where(each == 0, plan.horizon + 1, each).min(axis=0)
        firsts.append(np.where(never > plan.horizon, 0, never).astype(np.uint16))
    name = plan.lines[0] if len(plan.lines) == 1 else f"any but {plan.otherwise}"
    return (wait_change(name, firsts[0], firsts[1], plan.horizon, alike),)


def _adjusted(pairs: Iterable[Pair]) -> tuple[list[Pair], int]:
    """The pairs with chances after Holm over all shares compared; `else` is the complement of the others together."""
    pairs = list(pairs)
    counted = [change for pair in pairs for contrast in pair.contrasts for change in contrast.rows[:-1]]
    chances = [change.chance if isinstance(change.chance, float) else 1.0 for change in counted]
    after = iter(holm(chances))
    return [
        replace(pair, contrasts=tuple(_with(contrast, after) for contrast in pair.contrasts))
        for pair in pairs
    ], len(counted)


def _with(contrast: Contrast, after: Iterator[float]) -> Contrast:
    known = ((change, next(after)) for change in contrast.rows[:-1])
    rows = [
        replace(change, adjusted=chance if isinstance(change.chance, float) else change.chance)
        for change, chance in known
    ]
    rows.append(replace(contrast.rows[-1], adjusted=rows[0].adjusted))
    split = len(contrast.together)
    return replace(contrast, together=tuple(rows[:split]), outcomes=tuple(rows[split:]))
