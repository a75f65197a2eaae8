"""R1 as experiments of EMA Workbench: the plain function as its model, its sequential evaluator, Latin hypercube seeds."""

from __future__ import annotations

import warnings

from ema_workbench import Model, RealParameter, ScalarOutcome, SequentialEvaluator
from ema_workbench.util import ema_logging
from plain import history as plain_history

warnings.filterwarnings("ignore")
ema_logging.log_to_stderr(50)


def model(seed: float = 0.0) -> dict[str, int]:
    """One experiment."""
    outcome, week = plain_history(int(seed))
    return {"outcome": outcome, "week": week}


def outcomes(first: int, n: int) -> list[int]:
    """The outcomes of ``n`` experiments whose seeds lie from ``first`` million on."""
    world = Model("r1", function=model)
    world.uncertainties = [RealParameter("seed", first * 1e6, (first + 1) * 1e6)]
    world.outcomes = [ScalarOutcome("outcome"), ScalarOutcome("week")]
    with SequentialEvaluator(world) as evaluator:
        _, found = evaluator.perform_experiments(n)
    return [int(outcome) for outcome in found["outcome"]]
