"""Two things at once: how often each pair comes about together, and how often one does where the other has.

>>> rows = np.tile([[0, 0, 1, 1]], (100, 1))
>>> columns = np.tile([[0, 1, 1, 1]], (100, 1))
>>> found = joint(rows, columns, ("raid", "none"), ("war", "peace"))
>>> found.cell(0, 0).value, found.given_row(0, 0).value, found.given_column(0, 0).value, found.together(0, 0)
(0.25, 0.5, 1.0, 2.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.finding import Absent, Finding, Interval, TooFew
from sim.analysis.precision import FEWEST_SEEN, LEVEL, ONE_WORLD, Estimate, clopper_pearson
from sim.analysis.shares.outcomes import share

Codes = npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """Two codes of every history, rows[world, repeat] and columns[world, repeat], with the names they stand for."""

    rows: Codes
    columns: Codes
    row_names: tuple[str, ...]
    column_names: tuple[str, ...]

    def cell(self, row: int, column: int) -> Finding:
        """The share of histories in which both come about."""
        name = f"{self.row_names[row]} and {self.column_names[column]}"
        return share(name, self._hits(row, column).sum(axis=1), self.rows.shape[1])

    def row(self, row: int) -> Finding:
        """The share of histories with this row, whatever the column."""
        return share(self.row_names[row], (self.rows == row).sum(axis=1), self.rows.shape[1])

    def column(self, column: int) -> Finding:
        """The share of histories with this column, whatever the row."""
        return share(self.column_names[column], (self.columns == column).sum(axis=1), self.rows.shape[1])

    def given_row(self, row: int, column: int) -> Estimate | Absent:
        """How often the column comes about where the row does."""
        return conditional(self._hits(row, column), self.rows == row)

    def given_column(self, row: int, column: int) -> Estimate | Absent:
        """How often the row comes about where the column does."""
        return conditional(self._hits(row, column), self.columns == column)

    def together(self, row: int, column: int) -> float:
        """How many times as often as if they were independent: 1 for no link, infinite if one never comes about."""
        expected = float((self.rows == row).mean() * (self.columns == column).mean())
        return float(self._hits(row, column).mean()) / expected if expected else inf

    def _hits(self, row: int, column: int) -> npt.NDArray[np.bool_]:
        return np.asarray((self.rows == row) & (self.columns == column))


def joint(rows: Codes, columns: Codes, row_names: Sequence[str], column_names: Sequence[str]) -> Joint:
    """ValueError unless both are [world, repeat] of one shape and every code has its name."""
    if rows.shape != columns.shape or rows.ndim != 2 or not rows.size:
        raise ValueError(f"both codes are [world, repeat] of one shape, not {rows.shape} and {columns.shape}")
    if rows.max() >= len(row_names) or columns.max() >= len(column_names):
        raise ValueError("a code has no name")
    return Joint(rows, columns, tuple(row_names), tuple(column_names))


def conditional(both: npt.NDArray[np.bool_], given: npt.NDArray[np.bool_]) -> Estimate | Absent:
    """The share of ``both`` among ``given``, each [world, repeat], with a 95% interval.

    A ratio of two means over worlds: its standard error is that of both_w - ratio x given_w. Clopper-Pearson on the histories
    that this is worth, between the worlds and the histories that carry the condition. Refused below 5 such histories.

    >>> given = np.tile([[True, True, False]], (50, 1))
    >>> conditional(given & False, given).interval.sides
    'upper'
    """
    worlds, seen = int(given.any(axis=1).sum()), int(given.sum())
    if seen < FEWEST_SEEN:
        return TooFew(
            "histories that meet the condition",
            seen,
            FEWEST_SEEN,
            -(-len(given) * FEWEST_SEEN // max(seen, 1)),
        )
    value = float(both.sum()) / seen
    if value in (0.0, 1.0):
        bound = (1 - LEVEL) ** (1 / worlds)
        how = "exact one-sided bound on the worlds that meet the condition"
        if value == 0:
            return Estimate(value, Interval(0.0, 1 - bound, LEVEL, how, "upper"))
        return Estimate(value, Interval(bound, 1.0, LEVEL, how, "lower"))
    if worlds < 2:
        return Estimate(value, ONE_WORLD)
    apart = both.sum(axis=1) - value * given.sum(axis=1)
    error = float(np.sqrt(len(given) * apart.var(ddof=1))) / seen
    worth = min(max(value * (1 - value) / error**2 if error else inf, worlds), seen)
    low, high = clopper_pearson(value * worth, worth)
    return Estimate(value, Interval(low, high, LEVEL, "Clopper-Pearson on the effective number of histories"))
