"""What a person asks for on top of a plan, and the plan that comes of it.

>>> planned(Asked("ferry", worlds=0), Plan(plan=1, name="ferry", scenario="ferry"))
Traceback (most recent call last):
...
sim.errors.RunError: worlds must be a whole number from 1 to 10,000,000, not 0
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from sim.errors import RunError, nearest
from sim.scenario.plan import MAX_HISTORIES, Plan
from sim.scenario.scales import DEFAULT_SCALE

QUICK_SIZE = (200, 5)
KEEPS = ("counts", "first", "final")
LIMITS = {"worlds": (1, 10_000_000), "repeats": (1, 1_000_000), "seed": (0, None), "threads": (0, 1024)}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked for; None leaves it to the plan. ``changes`` are ``path=value`` of one more variant."""

    name: str
    results: FilePath = FilePath("results")
    worlds: int | None = None
    repeats: int | None = None
    seed: int | None = None
    keep: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    quick: bool = False
    figures: bool = True
    memory: float | None = None
    scale: str = DEFAULT_SCALE
    backend: str = "auto"
    threads: int = 0


def planned(asked: Asked, plan: Plan) -> Plan:
    """The plan with what was asked for on top; RunError for numbers no run can have."""
    if asked.quick and (asked.worlds, asked.repeats) != (None, None):
        raise RunError(
            f"--quick is {QUICK_SIZE[0]} worlds x {QUICK_SIZE[1]} repeats.\nLeave out --worlds and --repeats."
        )
    worlds, repeats = QUICK_SIZE if asked.quick else (asked.worlds, asked.repeats)
    given = {"worlds": worlds, "repeats": repeats, "seed": asked.seed, "memory": asked.memory}
    changes: dict[str, Any] = {key: value for key, value in given.items() if value is not None}
    for key, value in (*changes.items(), ("threads", asked.threads)):
        _check_number(key, value)
    if plan.name.casefold() == "runs" or plan.name.endswith("."):  # before hours are spent on it
        raise RunError(
            f'no folder of results can be named "{plan.name}".\nGive the plan or world another name.'
        )
    for word in asked.keep:
        if word not in KEEPS:
            near = f", did you mean {nearest(word, KEEPS)}?" if nearest(word, KEEPS) else ""
            raise RunError(f'nothing to keep is called "{word}"{near}\nThere are {", ".join(KEEPS)}.')
    kept = tuple(word for word in KEEPS if word in (*plan.keep, *asked.keep))
    # a quick look must not take over the name under which the full run is found again
    name = f"{plan.name}-quick" if asked.quick else plan.name
    plan = plan.model_copy(update=changes | {"keep": kept, "name": name})
    if plan.histories > MAX_HISTORIES:
        raise RunError(
            f"{plan.worlds:,} worlds x {plan.repeats:,} repeats are {plan.histories:,} histories; the most is "
            f"{MAX_HISTORIES:,}.\nA million histories tell shares to a tenth of a percent."
        )
    return plan


def _check_number(name: str, value: float) -> None:
    if name == "memory":
        if not 0 < value < float("inf"):
            raise RunError(f"memory must be a number of GB above 0, not {value:g}")
        return
    low, high = LIMITS[name]
    if value < low or (high is not None and value > high):
        span = f"from {low} to {high:,}" if high else f"from {low}"
        raise RunError(f"{name} must be a whole number {span}, not {value}")


def refuse_unknown(asked: Iterable[str], known: Iterable[str]) -> None:
    """RunError for a question that the world does not ask.

    >>> refuse_unknown(["storm"], ["storms", "calm"])
    Traceback (most recent call last):
    ...
    sim.errors.RunError: no question is called "storm", did you mean storms?
    There are storms, calm.
    """
    names = list(known)
    for name in asked:
        if name not in names:
            near = nearest(name, names)
            hint = f", did you mean {near}?" if near else "."
            raise RunError(f'no question is called "{name}"{hint}\nThere are {", ".join(names) or "none"}.')
