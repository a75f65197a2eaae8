"""One history in words: what happened when, how likely it was at that moment, and which goals spoke for it.

>>> rise = Reason("favour", 0.21, 0.12, (Shift("pressure", "0.35", "0.60"),))
>>> cross = Moment("choice", "town.fire", "The town", "opens fire", chance=0.31, before=0.04, needed=True,
...     reasons=(rise, Reason("survival", -0.14, -0.15)), effects=(Shift("fire", "none", "shots"),))
>>> for depth, text in moment_lines(cross, "month"):
...     print("  " * depth + text)
  * The town: opens fire. 31% at that moment, up from 4.0% the month before.
      favour (+0.21) outweighed survival (-0.14) once pressure went 0.35 -> 0.60
      then fire none -> shots
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from sim.report.why.phrases import Line, as_words, chance_text, day, signed, unit_of
from sim.report.words import number_text

Kind = Literal["event", "choice", "dated", "rule", "line"]
CLOSE = 1.1  # chances whose ratio is nearer to 1 are told as about the same
FAINT = 0.005  # weights of goals below this are not told
MOST_REASONS, MOST_SHIFTS = 3, 4


@dataclass(frozen=True, slots=True)
class Shift:
    """A state or condition before and after, as words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Reason:
    """What a goal gave for an action (its weight x what is served), now and at the turn before (None: not to be had).

    ``moved`` are the states it reads that had changed since.
    """

    goal: str
    now: float
    before: float | None = None
    moved: tuple[Shift, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened. ``chance`` at that moment, and at the turn before (None: it was not possible then).

    ``first``: there was no turn before. ``worked``: whether an act that may fail did, at ``odds``. ``likelier``: the option
    that had the best chance instead, with it. ``needed``: without it the answer would have been another.
    ``twin``: what the other run's history did in its place.
    """

    kind: Kind
    path: str
    who: str
    what: str
    chance: float | None = None
    before: float | None = None
    first: bool = False
    opened: tuple[str, ...] = ()
    closed: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    likelier: tuple[str, float] | None = None
    worked: bool | None = None
    odds: float | None = None
    effects: tuple[Shift, ...] = ()
    needed: bool = False
    matters: bool = False
    twin: str | None = None


@dataclass(frozen=True, slots=True)
class Tick:
    """A step of the clock with what happened in it; ``start`` is its first day."""

    number: int
    start: str
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Closest:
    """The moment at which another answer was nearest: an option that was not taken, and how much more weight it needed."""

    tick: int
    start: str
    who: str
    what: str
    chance: float
    short_by: float


@dataclass(frozen=True, slots=True)
class Other:
    """The same history in the run it is told against; ``parted`` is the tick in which the two first differ, 0 never."""

    label: str
    outcome: str
    parted: int


@dataclass(frozen=True, slots=True)
class Story:
    """A history. ``reached`` is the tick by which its answer stood, ``until`` the end of that tick.

    ``ticks`` hold everything that happened; what ``matters`` is told unless all is asked for.
    """

    world: str
    label: str
    seed: int
    history: str
    picked: str
    question: str
    heading: str
    horizon: str
    outcome: str
    is_else: bool
    reached: int
    until: str
    tick_text: str
    ticks: tuple[Tick, ...]
    closest: Closest | None = None
    against: Other | None = None


def story_lines(story: Story, everything: bool = False) -> Iterator[Line]:
    """The whole history, or what matters of it."""
    unit = unit_of(story.tick_text)
    when = f"by {day(story.until)}" if story.is_else else f"in {unit} {story.reached}, by {day(story.until)}"
    name = story.label
    yield 0, f"{name}, history {story.history}: {as_words(story.outcome)} {when}"
    how = "; ".join(filter(None, (story.horizon, as_words(story.picked))))
    yield 0, f"{story.heading} ({how})"
    if story.against is not None:
        yield 0, _against(story.against, story, unit)
    hidden = 0
    for tick in story.ticks:
        shown = [moment for moment in tick.moments if everything or moment.matters]
        hidden += len(tick.moments) - len(shown)
        if shown:
            yield 0, ""
            yield 0, f"{unit.capitalize()} {tick.number}, from {day(tick.start)}"
        for moment in shown:
            yield from moment_lines(moment, unit)
    yield 0, ""
    yield from _foot(story, hidden)


def _against(other: Other, story: Story, unit: str) -> str:
    if not other.parted:
        return f"In {other.label} the same history went the same way in all that happened: {as_words(other.outcome)}."
    same = "too" if other.outcome == story.outcome else "instead"
    return (
        f"In {other.label} the same history came to {as_words(other.outcome)} {same}; the two part in "
        f"{unit} {other.parted}."
    )


def _foot(story: Story, hidden: int) -> Iterator[Line]:
    if any(moment.needed for tick in story.ticks for moment in tick.moments):
        answer = (
            "the answer would have been another"
            if story.is_else
            else "it would not have come to this by then"
        )
        yield 0, f"* without it, and with all other luck the same, {answer}"
    else:
        yield 0, "No single event or choice decided it: without any one of them the answer would be the same."
    if any(moment.reasons for tick in story.ticks for moment in tick.moments):
        yield 0, "A goal's figure is its weight times how far the action serves it; for holding it is 0."
    if story.closest is not None:
        yield 0, _closest(story.closest, unit_of(story.tick_text))
    if hidden:
        noun = "thing" if hidden == 1 else "things"
        yield 0, f"{hidden:,} more {noun} happened that changed no stage and no answer; --all tells them too."


def _closest(found: Closest, unit: str) -> str:
    """How near another answer was."""
    more = number_text(100 * found.short_by) if found.short_by >= 0.001 else "less than 0.1"
    return (
        f"It came closest in {unit} {found.tick} (from {day(found.start)}): {found.who}: {found.what}, "
        f"{chance_text(found.chance)} at that moment; {more}% more weight would have been enough."
    )


def moment_lines(moment: Moment, unit: str) -> Iterator[Line]:
    """One thing, with its reasons below."""
    mark = "* " if moment.needed else ""
    who = f"{moment.who}: " if moment.who else ""
    yield 1, f"{mark}{who}{moment.what}{_worked(moment)}. {_chance(moment, unit)}".rstrip()
    for text in (*_why(moment), _then(moment), _twin(moment)):
        if text:
            yield 3, text


def _worked(moment: Moment) -> str:
    if moment.worked is None:
        return ""
    odds = f" (chance {chance_text(moment.odds)})" if moment.odds is not None else ""
    return f", and {'it works' if moment.worked else 'fails'}{odds}"


def _chance(moment: Moment, unit: str) -> str:
    """How likely it was, and what changed about that."""
    if moment.chance is None:
        return ""
    now = f"{chance_text(moment.chance)} at that moment"
    if moment.kind == "event":
        return f"{now}."
    if moment.first:
        return f"{now}, the first turn."
    if moment.before is None:
        return f"{now}; the {unit} before it was not possible."
    ratio = moment.chance / moment.before if moment.before else CLOSE
    if 1 / CLOSE < ratio < CLOSE:
        return f"{now}, about as the {unit} before."
    return f"{now}, {'up' if ratio > 1 else 'down'} from {chance_text(moment.before)} the {unit} before."


def _why(moment: Moment) -> Iterator[str]:
    if moment.opened:
        yield f"made possible by: {_listed(moment.opened)}"
    told = [reason for reason in moment.reasons if abs(reason.now) >= FAINT]
    best = max((r for r in told if r.now > 0), key=lambda r: r.now, default=None)
    worst = min((r for r in told if r.now < 0), key=lambda r: r.now, default=None)
    if turned := _turned(best, worst):
        yield turned
    else:
        yield _for_and_against(told)
        yield from map(_risen, _moved(moment))
    if moment.closed:
        yield f"no longer possible: {_listed(moment.closed)}"
    if moment.likelier is not None:
        name, chance = moment.likelier
        yield f"likelier was {name}, at {chance_text(chance)}"


def _turned(best: Reason | None, worst: Reason | None) -> str:
    """That the strongest goal for it has come to outweigh the strongest against it."""
    if best is None or worst is None or best.before is None or worst.before is None:
        return ""
    if best.now <= -worst.now or best.before > -worst.before:
        return ""
    moved = dict.fromkeys((*best.moved, *worst.moved))
    once = f" once {_shifts(tuple(moved))}" if moved else ""
    return f"{best.goal} ({signed(best.now)}) outweighed {worst.goal} ({signed(worst.now)}){once}"


def _for_and_against(told: Sequence[Reason]) -> str:
    """Goals on both sides, the weightiest first."""
    ups = sorted((r for r in told if r.now > 0), key=lambda r: -r.now)[:MOST_REASONS]
    downs = sorted((r for r in told if r.now < 0), key=lambda r: r.now)[:MOST_REASONS]
    sides = [
        f"{word} it {', '.join(f'{r.goal} {signed(r.now)}' for r in side)}"
        for word, side in (("for", ups), ("against", downs))
        if side
    ]
    return "; ".join(sides)


def _moved(moment: Moment) -> list[Reason]:
    """The goal whose word changed most, if its change is worth a line."""
    changed = [
        r for r in moment.reasons if r.before is not None and r.moved and abs(r.now - r.before) >= 4 * FAINT
    ]
    return sorted(changed, key=lambda r: -abs(r.now - (r.before or 0.0)))[:1]


def _risen(reason: Reason) -> str:
    assert reason.before is not None
    way = "rose" if reason.now > reason.before else "fell"
    return (
        f"{reason.goal} {way} from {signed(reason.before)} to {signed(reason.now)} as {_shifts(reason.moved)}"
    )


def _then(moment: Moment) -> str:
    if not moment.effects:
        return ""
    more = len(moment.effects) - MOST_SHIFTS
    rest = f" and {more} more" if more > 0 else ""
    return f"then {'; '.join(_shift(s) for s in moment.effects[:MOST_SHIFTS])}{rest}"


def _twin(moment: Moment) -> str:
    if moment.twin is None:
        return ""
    return f"the other history: {moment.twin}" if moment.twin else "in the other history it did not happen"


def _shifts(shifts: Sequence[Shift]) -> str:
    return _listed([_went(shift) for shift in shifts[:2]])


def _went(shift: Shift) -> str:
    return f"{shift.name} went {shift.before} -> {shift.after}" if shift.after else shift.name


def _shift(shift: Shift) -> str:
    return f"{shift.name} {shift.before} -> {shift.after}"


def _listed(texts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(texts[:-1]), texts[-1]))) if texts else ""
