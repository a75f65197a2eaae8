"""The kernel that draws worlds' quantities gives the bits of `world_columns`, and leaves to it what it does not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.run import Sample, simulate
from sim.engine.worlds import Input, world_columns
from sim.scenario.quantity import Distribution
from sim.scenario.read import read
from sim.scenario.units import parse_unit

pytest.importorskip("llvmlite")
from sim.engine.backends.compiled.worlds import Quantities, drawable

PERT = Distribution("pert", (0.2, 0.3, 0.9))
BETA, GAMMA = Distribution("beta", (8.5, 2.5, 1.0)), Distribution("gamma", (8.5, 52.0))
DRAWN = (
    Input("a", "a", PERT),
    Input("b.c", "old", BETA, low=0.6, high=0.8),
    Input("rate", "rate", GAMMA, parse_unit("per month"), tick_days=7.0),
    Input("steep", "steep", Distribution("pert", (0.0, 0.0, 1.0))),
)
SURE = Input("sure", "sure", Distribution("fixed", (30.0,)), parse_unit("% per year"), tick_days=7.0)
LEFT = (
    Input("flat", "flat", Distribution("uniform", (0.0, 1.0))),
    Input("share", "share", PERT, parse_unit("% per year"), tick_days=7.0),
)


@pytest.mark.parametrize("numbers", [[0], [5, 3, 2**32 - 1], range(4099)], ids=["one", "any", "many"])
def test_columns_have_the_bits_of_the_reference(numbers):
    worlds, inputs = np.array(numbers, np.uint32), (*DRAWN, SURE, *LEFT)
    drawn = Quantities(inputs, 7).columns(worlds)
    reference = world_columns(inputs, 7, worlds)
    assert drawn.keys() == {one.path for one in (*DRAWN, SURE)}
    assert [path for path, column in drawn.items() if not np.array_equal(column, reference[path])] == []
    together = world_columns(inputs, 7, worlds, made=drawn)
    assert all(np.array_equal(together[path], column) for path, column in reference.items())


def test_what_it_cannot_draw_it_leaves_alone():
    assert not any(map(drawable, LEFT))
    assert Quantities(LEFT, 1).columns(np.arange(3, dtype=np.uint32)) == {}
    assert Quantities(DRAWN, 1, but={"a", "rate"}).paths == ["b.c", "steep"]


def test_an_intervention_and_ties_are_the_references_business():
    """Correlated quantities and replaced scores come out alike on both backends."""
    strait = compile_scenario(read(Path(__file__).parents[1] / "worlds" / "strait.yaml"))
    scores = {"near_miss": np.linspace(-2, 2, 40), "north.calm": np.linspace(1, -1, 40)}
    both = [
        simulate(strait, Sample(2, 40, 3, ("final",), scores), means=Means(b)) for b in ("numpy", "compiled")
    ]
    assert all(np.array_equal(column, both[1].columns[name]) for name, column in both[0].columns.items())
