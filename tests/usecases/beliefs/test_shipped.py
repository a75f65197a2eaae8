"""The worlds that come with it can be read aloud, asked about and counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.beliefs.one import one_lines
from sim.report.beliefs.portrait import portrait_lines
from sim.scenario.read import read
from sim.usecases.beliefs.addresses import addresses
from sim.usecases.beliefs.coverage import coverage
from sim.usecases.beliefs.differences import compared
from sim.usecases.beliefs.portraits import drawn_from
from sim.usecases.beliefs.why import told

SCENARIOS = Path(__file__).parents[3] / "scenarios"
WORLDS = [*sorted(SCENARIOS.glob("*/world.yaml")), *sorted(SCENARIOS.glob("lessons/*.yaml"))]


@pytest.fixture(params=WORLDS, ids=lambda file: file.stem if file.stem != "world" else file.parent.name)
def world(request):
    return read(request.param)


def test_every_actor_is_told_in_words(world):
    for name in world.actors:
        lines = [text for _, text in portrait_lines(drawn_from(world, name))]
        assert len(lines) > 4
        assert not [
            line for line in lines if set("_*<>=") & set(line.replace(f"({name})", "").replace("_", " "))
        ]


def test_every_number_rests_on_something(world):
    found = coverage(world)
    on_basis = sum(shared.numbers for rest in found.on_basis.values() for shared in rest)
    assert (found.on_text + on_basis, found.unsourced) == (found.numbers, ())


def test_a_world_is_no_different_from_itself(world):
    assert compared(world, world).changes == ()


def test_names_of_every_kind_can_be_asked_for(world):
    for name in list(addresses(world))[::61]:
        assert len(list(one_lines(told(world, name)))) >= 1
