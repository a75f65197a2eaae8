"""Uncertain numbers: what may stand in a file, what it means as a distribution, how such numbers go together.

>>> describe(Quantity.model_validate({"pert": [0.35, 0.45, 0.6], "why": "repeated in two sources"}))
'PERT 0.35 / 0.45 / 0.6'
"""

from sim.scenario.quantity.correlation import CorrelationError, correlation_groups, correlation_problem
from sim.scenario.quantity.distribution import Distribution, support
from sim.scenario.quantity.noun import Quantity, describe

__all__ = [
    "CorrelationError",
    "Distribution",
    "Quantity",
    "correlation_groups",
    "correlation_problem",
    "describe",
    "support",
]
