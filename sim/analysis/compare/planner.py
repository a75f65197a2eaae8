"""How many runs: from a wanted precision, or the smallest difference of interest, to worlds x repeats.

The variance of a mean over W worlds of K repeats is (between + within / K) / W; both parts come from a pilot. Repeats only
lower the second, so that from some number on they are wasted.

>>> pilot = pilot_of(np.tile([[0, 0, 0, 0, 1], [1, 1, 0, 1, 1]], (100, 1)))
>>> round(pilot.parts.between, 3), round(pilot.parts.within, 3), enough_repeats(pilot)
(0.05, 0.2, 36)
>>> worlds_for(pilot, repeats=10, half=0.02)
680
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

from sim.analysis.precision import FEWEST_WORLDS, LEVEL, Components, components

WASTED = 0.1  # where luck is so small a part of the variance, more repeats narrow an interval by a twentieth at most
CHOICES = (1, 2, 5, 10, 20, 50, 100)
FEWEST = 2  # repeats, below which not knowing cannot be told from luck


@dataclass(frozen=True, slots=True)
class Pilot:
    """Variance components of what is planned, and of what carries it: the rarer side of a share, the flips of a difference.

    Few carriers make a standard error poorly known: intervals are wider for it, and so plans ask for more.
    """

    parts: Components
    carried: Components

    def variance(self, repeats: int) -> float:
        """What one world of so many repeats adds to the variance of the mean."""
        return self.parts.between + self.parts.within / repeats

    def luck(self, repeats: int) -> float:
        """The part of it that is luck inside worlds."""
        return self.parts.within / repeats / self.variance(repeats)

    def freedom(self, worlds: int, repeats: int) -> float:
        """Degrees of freedom of the standard error: the worlds expected to carry it (Kish), less one."""
        square = self.carried.mean**2
        carrying = square / (square + self.carried.between + self.carried.within / repeats)
        return max(worlds * carrying - 1, 1.0)


@dataclass(frozen=True, slots=True)
class Extent:
    """So many worlds of so many repeats, and the part of the variance that is luck inside worlds."""

    worlds: int
    repeats: int
    luck: float

    @property
    def histories(self) -> int:
        return self.worlds * self.repeats


def pilot_of(values: npt.NDArray[Any]) -> Pilot:
    """The pilot in values[world, repeat], 2 of both or more: 0 and 1 for a share, -1, 0 and 1 for a paired difference.

    Where worlds cannot be told apart the part between them is 0 and all is luck.
    """
    if values.ndim != 2 or values.shape[0] < 2 or values.shape[1] < 2:
        raise ValueError("a pilot has 2 worlds and 2 repeats or more")
    floats = values.astype(np.float64)
    carried = np.abs(floats)
    if floats.min() >= 0 and floats.mean() > 0.5:
        carried = 1 - floats
    return Pilot(_parts(floats), _parts(carried))


def worlds_for(pilot: Pilot, repeats: int, half: float) -> int:
    """Worlds for a 95% interval of ``half`` to both sides."""
    return _worlds(pilot, repeats, half, 0.5)


def worlds_to_see(pilot: Pilot, repeats: int, difference: float, power: float) -> int:
    """Worlds for an interval that leaves out 0 with chance ``power`` if the true difference is ``difference``.

    >>> pilot = Pilot(Components(0.01, 0.0, 0.05), Components(0.05, 0.0, 0.05))
    >>> worlds_to_see(pilot, 10, 0.01, 0.8)
    398
    """
    return _worlds(pilot, repeats, difference, power)


def enough_repeats(pilot: Pilot) -> int | None:
    """From so many repeats on, luck is a tenth of the variance or less; None if worlds cannot be told apart."""
    if pilot.parts.between <= 0:
        return None
    return max(FEWEST, ceil(pilot.parts.within * (1 - WASTED) / (WASTED * pilot.parts.between)))


def extents(pilot: Pilot, own: int, worlds: Callable[[int], int]) -> tuple[Extent, ...]:
    """What ``worlds(repeats)`` asks for at usual numbers of repeats and at ``own``."""
    every = sorted({*CHOICES, own})
    return tuple(Extent(worlds(repeats), repeats, pilot.luck(repeats)) for repeats in every)


def _parts(values: npt.NDArray[np.float64]) -> Components:
    parts = components(values.mean(axis=1), values.var(axis=1, ddof=1), values.shape[1])
    return parts if parts.between > 0 else Components(parts.mean, 0.0, float(values.var(ddof=1)))


def _worlds(pilot: Pilot, repeats: int, size: float, power: float) -> int:
    """The fewest worlds with (t + z_power) standard errors within ``size``, never below those that not knowing needs."""
    from scipy.special import ndtri, stdtrit

    if not size > 0 or not 0 < power < 1:
        raise ValueError("a size is above 0, a power between 0 and 1")
    each = pilot.variance(repeats)

    def do(worlds: int) -> bool:
        t = float(stdtrit(pilot.freedom(worlds, repeats), (1 + LEVEL) / 2))
        return (t + float(ndtri(power))) * sqrt(each / worlds) <= size

    most = FEWEST_WORLDS
    while not do(most):
        most *= 2
    least = FEWEST_WORLDS if most == FEWEST_WORLDS else most // 2
    while least < most:
        middle = (least + most) // 2
        least, most = (least, middle) if do(middle) else (middle + 1, most)
    return most
