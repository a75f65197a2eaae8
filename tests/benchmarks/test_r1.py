"""R1, the workload that is measured: its file is what its numbers say, and passes the strictest check."""

from __future__ import annotations

import math

import r1
from typer.testing import CliRunner

from sim.cli.app import app
from sim.engine.compile import compile_scenario
from sim.scenario.read import read


def test_the_file_is_what_the_numbers_say():
    assert r1.FILE.read_text(encoding="utf-8") == r1.text()


def test_every_number_has_a_basis():
    done = CliRunner().invoke(app, ["check", str(r1.FILE), "--sources", "strict"])
    assert done.exit_code == 0, done.output
    assert "no errors" in done.output


def test_it_has_the_size_it_is_known_for():
    scenario = read(r1.FILE)
    menus = [len(actor.menu) for actor in scenario.actors.values()]
    stances = [len(actor.stances) for actor in scenario.actors.values()]
    assert (len(scenario.state), len(scenario.events), menus, stances) == (10, 10, [3] * 6, [4] * 6)
    assert compile_scenario(scenario).ticks == 52


def test_a_half_life_pulls_each_week_by_what_was_said():
    for state in r1.R1["states"]:
        weeks = r1.half_life(state["pull"])
        assert math.isclose(1 - 2 ** (-1 / weeks), state["pull"], rel_tol=1e-13)
