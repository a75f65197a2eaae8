"""Runs in memory, to be explained."""

from __future__ import annotations

import pytest
from explained_runs import BORDER, side_of

from sim.usecases.comparing.compared import Pair, compare
from sim.usecases.comparing.sides import Gathered, Side


@pytest.fixture(scope="session")
def border() -> Side:
    return side_of(BORDER, "border")


@pytest.fixture(scope="session")
def wider() -> Side:
    """The gate opens three times as often."""
    return side_of(BORDER.replace("rate: 1 per year", "rate: 3 per year"), "wider")


@pytest.fixture(scope="session")
def pair(border, wider) -> Pair:
    return compare(Gathered((border, wider))).pairs[0]
