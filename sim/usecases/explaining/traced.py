"""`trace`: the run that is named, the history that is meant, and its story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sim.report.why.story import Story
from sim.usecases.comparing.compared import compare
from sim.usecases.comparing.sides import Gathered, Side, gathered, one
from sim.usecases.explaining.flipped import refuse_unpaired
from sim.usecases.explaining.picked import Pick, Picked, closest, comes_of, numbered, picked, plan_of
from sim.usecases.explaining.story import record, told
from sim.usecases.running.planned import Asked
from sim.usecases.running.run import Listener


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which history: its name, or the kind to look for; towards which question and outcome; told against which run."""

    history: str = ""
    pick: Pick = "typical"
    question: str = ""
    outcome: str = ""
    against: str = ""


def traced(
    asked: Asked, wanted: Wanted, listener: Listener, recorded: bool = False
) -> tuple[Story, dict[str, Any] | None]:
    """The story, and if ``recorded`` everything noted of it.

    Raises ScenarioError, StoreError, and RunError if there is no such history, question or outcome, or no pairs.
    """
    side, other = _sides(asked, wanted, listener)
    plan = plan_of(side, wanted.question)
    comes = comes_of(plan, wanted.outcome)
    found = (
        numbered(side, wanted.history)
        if wanted.history
        else picked(side, wanted.pick, plan, wanted.outcome, other)
    )
    missed = not comes.of(side.runs)[found.history] and not wanted.outcome
    near = found.closest or (closest(side, plan, comes, found.history) if missed else None)
    story = told(side, Picked(found.history, found.how, near), plan.name, other)
    return story, record(side, found.history) if recorded else None


def _sides(asked: Asked, wanted: Wanted, listener: Listener) -> tuple[Side, Side | None]:
    """The run to tell of, and the one beside it, which must be its pair."""
    if not wanted.against:
        return one(asked, asked.name, listener), None
    both: Gathered = gathered(asked, (wanted.against, asked.name), listener, skip_damaged=False)
    refuse_unpaired(compare(both).pairs[0])
    return both.sides[1], both.sides[0]
