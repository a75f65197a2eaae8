"""`how-many`: worlds x repeats for a wanted precision, or for the smallest difference of interest, from a pilot run.

The pilot is the run that is there or is made, of one world for a share, of two for the difference between them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.compare.planner import (
    Extent,
    Pilot,
    enough_repeats,
    extents,
    pilot_of,
    worlds_for,
    worlds_to_see,
)
from sim.analysis.precision import FEWEST_SEEN, Components
from sim.errors import RunError, nearest
from sim.usecases.comparing.compared import compare
from sim.usecases.comparing.sides import Gathered, Side
from sim.usecases.running.planned import refuse_unknown


@dataclass(frozen=True, slots=True)
class Wanted:
    """A half width, or a difference to be seen with a power; both as shares, one of them 0."""

    half: float = 0.0
    difference: float = 0.0
    power: float = 0.8


@dataclass(frozen=True, slots=True)
class Advice:
    """What it takes. ``own`` is the extent at the pilot's own repeats, ``enough`` where more repeats are wasted (None: never).

    ``seen`` counts the histories that carry the outcome, or that differ: what the pilot knows rests on them.
    """

    what: str
    wanted: Wanted
    pilot: Pilot
    seen: int
    now: Extent
    own: Extent
    choices: tuple[Extent, ...]
    enough: int | None
    paired: bool = False
    assumed: str = ""

    @property
    def wasteful(self) -> bool:
        """Whether the pilot's repeats are more than are of use."""
        return self.enough is not None and self.own.repeats > self.enough


def advice(found: Gathered, wanted: Wanted, question: str, outcome: str) -> Advice:
    """How many runs ``wanted`` takes for an outcome of a question (the first of both, if none is named).

    RunError for what is not asked, for a pilot of one repeat, and for one in which too few histories carry the outcome.
    """
    _refuse_nonsense(wanted)
    base = found.sides[0]
    plan = _question(base, question)
    names = (*([f"any but {plan.otherwise}"] if len(plan.lines) > 1 else []), *plan.lines, plan.otherwise)
    chosen = _one_of(names, outcome)
    values = [_values(side, plan.name, chosen, names, plan.otherwise) for side in found.sides]
    pilot, seen, assumed = _pilot(found, values, wanted)
    repeats = base.runs.repeats
    if wanted.half:
        needed = partial(worlds_for, pilot, half=wanted.half)
    else:
        needed = partial(worlds_to_see, pilot, difference=wanted.difference, power=wanted.power)
    choices = extents(pilot, repeats, needed)
    own = next(extent for extent in choices if extent.repeats == repeats)
    now = Extent(base.runs.worlds, repeats, own.luck)
    what = f"{plan.name}: {chosen}" + (
        f", {found.sides[1].label} less {base.label}" if len(values) > 1 else ""
    )
    return Advice(
        what, wanted, pilot, seen, now, own, choices, enough_repeats(pilot), len(values) > 1, assumed
    )


def _refuse_nonsense(wanted: Wanted) -> None:
    if (wanted.half > 0) == (wanted.difference > 0):
        raise RunError(
            "say what is wanted: either --within (half the width of the 95% interval, in points) or --difference (the "
            "smallest difference of interest, in points)."
        )
    for name, value in (("--within", wanted.half), ("--difference", wanted.difference)):
        if not 0 <= value < 1:
            raise RunError(f"{name} is in percentage points, above 0 and below 100, not {100 * value:g}.")
    if not 0.5 <= wanted.power < 1:
        raise RunError(f"--power is a percentage from 50 to below 100, not {100 * wanted.power:g}.")


def _question(side: Side, name: str) -> Any:
    plans = {plan.name: plan for plan in side.program.questions}
    if not plans:
        raise RunError(f"nothing is asked of {side.label}: it has no `questions:`.")
    refuse_unknown([name] if name else [], plans)
    return plans[name] if name else next(iter(plans.values()))


def _one_of(names: tuple[str, ...], outcome: str) -> str:
    if not outcome:
        return names[0]
    if outcome not in names:
        near = nearest(outcome, names)
        hint = f", did you mean {near}?" if near else "."
        raise RunError(f'no outcome is called "{outcome}"{hint}\nThere are {", ".join(names)}.')
    return outcome


def _values(
    side: Side, question: str, outcome: str, names: tuple[str, ...], otherwise: str
) -> npt.NDArray[Any]:
    """Whether it came to the outcome, [world, repeat]."""
    codes = side.runs.by_world(f"{question}.outcome")
    lines = [name for name in names if not name.startswith("any but ")]
    if outcome.startswith("any but "):
        return np.asarray(codes < lines.index(otherwise))
    return np.asarray(codes == lines.index(outcome))


def _pilot(found: Gathered, values: list[npt.NDArray[Any]], wanted: Wanted) -> tuple[Pilot, int, str]:
    base = found.sides[0]
    if base.runs.repeats < 2 or base.runs.worlds < 2:
        raise RunError(
            "a pilot needs 2 worlds and 2 repeats: without them luck cannot be told from not knowing."
        )
    if len(values) == 1:
        carried = min(int(values[0].sum()), values[0].size - int(values[0].sum()))
        _refuse_thin(carried, "histories carry it (or do not)")
        pilot = pilot_of(values[0])
        if not wanted.difference:
            return pilot, carried, ""
        twice = replace(pilot, parts=Components(0.0, 2 * pilot.parts.between, 2 * pilot.parts.within))
        why = "no second run is named: the difference of two independent runs is assumed, pairing needs fewer"
        return twice, carried, why
    compare(found)  # refuses what cannot be compared
    one, other = values
    if one.shape != other.shape or found.sides[0].seed != found.sides[1].seed:
        raise RunError("both runs of a pilot must be paired: give them the same seed, worlds and repeats.")
    apart = other.astype(np.int8) - one.astype(np.int8)
    differing = int(np.count_nonzero(apart))
    _refuse_thin(differing, "histories differ")
    return pilot_of(apart), differing, ""


def _refuse_thin(seen: int, what: str) -> None:
    if seen < FEWEST_SEEN:
        raise RunError(
            f"only {seen} {what} in this pilot: too few to plan from.\nMake it larger, for example --worlds 5000."
        )
