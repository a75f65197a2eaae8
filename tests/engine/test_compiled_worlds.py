"""The kernel that draws worlds' quantities gives the bits of the reference, and leaves to it what it does not know."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.program import Program
from sim.engine.run import Sample, inputs_of, simulate
from sim.engine.worlds import Input
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
    Input("mood", "mood", Distribution("normal", (-0.3, 1.7)), low=-1.0),
    Input(
        "wait", "wait", Distribution("lognormal", (4.0, 1.1)), parse_unit("months"), high=60.0, tick_days=7.0
    ),
)
SURE = Input("sure", "sure", Distribution("fixed", (30.0,)), parse_unit("% per year"), tick_days=7.0)
LEFT = (
    Input("flat", "flat", Distribution("uniform", (0.0, 1.0))),
    Input("share", "share", PERT, parse_unit("% per year"), tick_days=7.0),
)


def of(*inputs: Input) -> Program:
    """A program with these inputs."""
    strait = compile_scenario(read(Path(__file__).parents[1] / "worlds" / "strait.yaml"))
    return replace(strait, inputs=inputs, correlations=())


@pytest.mark.parametrize("numbers", [[0], [5, 3, 2**32 - 1], range(4099)], ids=["one", "any", "many"])
def test_columns_have_the_bits_of_the_reference(numbers):
    worlds, program = np.array(numbers, np.uint32), of(LEFT[0], *DRAWN, SURE, *LEFT[1:])
    made = Quantities(program, 7)
    assert [one for _, one in made.left] == list(LEFT)
    assert np.array_equal(made(worlds), inputs_of(program, Sample(7, 1, 1), worlds))


def test_what_it_cannot_draw_it_leaves_alone():
    assert not any(map(drawable, (SURE, *LEFT)))
    assert Quantities(of(*LEFT), 1).kernel is None
    made = Quantities(of(*DRAWN), 1, {"a": np.zeros(9), "rate": np.zeros(9)})
    assert [one.path for _, one in made.left] == ["a", "rate"]
    assert made(np.arange(3, dtype=np.uint32)).shape == (len(DRAWN), 3)
    assert Quantities(of(), 1)(np.arange(3, dtype=np.uint32)).shape == (0, 3)


def test_an_intervention_and_ties_are_the_references_business():
    """Correlated quantities and replaced scores come out alike on both backends."""
    strait = compile_scenario(read(Path(__file__).parents[1] / "worlds" / "strait.yaml"))
    scores = {"near_miss": np.linspace(-2, 2, 40), "north.calm": np.linspace(1, -1, 40)}
    both = [
        simulate(strait, Sample(2, 40, 3, ("final",), scores), means=Means(b)) for b in ("numpy", "compiled")
    ]
    assert all(np.array_equal(column, both[1].columns[name]) for name, column in both[0].columns.items())
