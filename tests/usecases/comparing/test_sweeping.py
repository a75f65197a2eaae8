"""Sweeps: their points, that each is the run it stands for, and what is refused before anything runs."""

from __future__ import annotations

import csv
import json

import numpy as np
import pytest
from scipy.stats import qmc
from typer.testing import CliRunner

from sim.engine.compile import compile_scenario
from sim.engine.worlds import at_percentile, pinned, world_columns
from sim.errors import ScenarioError
from sim.scenario.plan import Plan
from sim.scenario.read import read_plan, read_text
from sim.usecases.comparing.sweeping import places_of, sobol

SIZE = ("--worlds", "60", "--repeats", "3")


@pytest.fixture
def typed(tmp_path, monkeypatch, town):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "town.yaml").write_text(town)

    def run(*words):
        from sim.cli.app import app

        result = CliRunner().invoke(app, [str(word) for word in words])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return result

    return run


def rows(text, question="unrest", outcome="riot"):
    found = csv.DictReader(text.splitlines(), delimiter="\t")
    return [row for row in found if (row["question"], row["outcome"]) == (question, outcome)]


def test_sobols_points_are_scipys_moved_into_their_cells():
    points = np.array(sobol(3, 64))
    assert points == pytest.approx(qmc.Sobol(3, scramble=False).random(64) + 1 / 128)
    assert (points > 0).all() and (points < 1).all()
    for column in points.T:  # one point in each of 64 equal parts
        assert sorted((column * 64).astype(int)) == list(range(64))


@pytest.mark.parametrize(
    "sweep, points",
    [
        (
            {"over": {"a": [1, 2], "b": ["x", "y", "z"]}},
            [(1, "x"), (1, "y"), (1, "z"), (2, "x"), (2, "y"), (2, "z")],
        ),
        ({"over": {"a": [1, 2], "b": [3, 4]}, "design": "list"}, [(1, 3), (2, 4)]),
        ({"over": {"a": {"span": [0, 1], "steps": 3}}}, [(0.0,), (0.5,), (1.0,)]),
        ({"over": {"a": {"percentiles": [5, 95]}}}, [(5.0,), (95.0,)]),
        ({"over": {"a": {"span": [10, 20]}}, "design": "sobol", "points": 2}, [(12.5,), (17.5,)]),
    ],
)
def test_designs(sweep, points):
    assert list(places_of(Plan(plan=1, name="p", scenario="s", sweep=sweep).sweep)) == points


@pytest.mark.parametrize(
    "sweep, said",
    [
        ("{over: {}}", "at least"),
        ("{over: {a: []}}", "needs values"),
        ("{over: {a: {span: [1, 0]}}}", "lower to a higher"),
        ("{over: {a: {percentiles: [0, 50]}}}", "above 0 and below 100"),
        ("{over: {a: {values: [1], span: [0, 1]}}}", "needs values"),
        ("{over: {a: {values: [1, 2], steps: 3}}}", "divides a span"),
        ("{over: {a: [1, 2], b: [1]}, design: list}", "unlike length"),
        ("{over: {a: [1, 2]}, design: sobol}", "fills spans"),
        ("{over: {a: {span: [0, 1]}}, design: sobol, points: 48}", "power of 2"),
        ("{over: {a: {span: [0, 1], steps: 20}, b: {span: [0, 1], steps: 20}}}", "more than 256 points"),
    ],
)
def test_a_sweep_that_cannot_be_is_refused_at_its_place(tmp_path, sweep, said):
    file = tmp_path / "p.yaml"
    file.write_text(f"plan: 1\nname: p\nscenario: town\nsweep: {sweep}\n")
    with pytest.raises(ScenarioError) as refused:
        read_plan(file)
    [problem] = refused.value.problems
    assert problem.where.line == 4
    if said != "at least":
        assert said in problem.what + problem.fix


def test_each_point_is_the_run_that_its_setting_alone_would_be(typed):
    found = rows(typed("sweep", "town.yaml", "--over", "fear=[0.5, 1.5]", *SIZE, "--no-figures").stdout)
    assert [row["fear"] for row in found] == ["0.5", "1.5"]
    alone = typed("what-if", "town.yaml", "--set", "fear=1.5", "--json", "--no-figures", *SIZE)
    riot = next(
        s for s in json.loads(alone.stdout)["pairs"][0]["questions"][0]["shares"] if s["name"] == "riot"
    )
    assert float(found[1]["share"]) == riot["after"]["value"]
    assert float(found[1]["difference"]) == riot["difference"]["value"]


def test_a_percentile_holds_a_quantity_and_lets_the_others_be(town):
    program = compile_scenario(read_text(town))
    worlds = np.arange(50, dtype=np.uint32)
    free = world_columns(program.inputs, 1, worlds)
    held = world_columns(program.inputs, 1, worlds, scores=pinned({"anger": 75.0}, 50))
    assert set(held["anger"]) == {held["anger"][0]} and (held["fear"] == free["fear"]).all()
    anger = next(one for one in program.inputs if one.path == "anger")
    assert at_percentile(anger, 75) == pytest.approx(0.2)  # uniform from 0.05 to 0.25


def test_a_swept_percentile_is_told_as_the_value_it_stands_for(typed):
    found = rows(
        typed("sweep", "town.yaml", "--over", "anger={percentiles: [25, 75]}", *SIZE, "--no-figures").stdout
    )
    assert [float(row["anger"]) for row in found] == pytest.approx([0.1, 0.2])
    assert float(found[0]["share"]) < float(found[1]["share"])
    assert len({row["run"] for row in found}) == 2


@pytest.mark.parametrize(
    "over, picture",
    [
        (["anger={percentiles: [10, 50, 90]}"], "line"),
        (["anger=[0.1 per month, 0.2 per month]", "fear=[0.5, 1]"], "heat"),
        (
            [
                "anger={percentiles: [5, 95]}",
                "mayor.calm={percentiles: [5, 95]}",
                "fear={span: [0.5, 1], steps: 2}",
            ],
            "panels",
        ),
        (["trouble.start=[none, protest]"], "names"),
    ],
)
def test_the_picture_fits_the_form(typed, tmp_path, over, picture):
    words = [word for text in over for word in ("--over", text)]
    done = typed("sweep", "town.yaml", *words, *SIZE, "--question", "unrest")
    assert done.exit_code == 0, done.stderr
    [folder] = (tmp_path / "results" / "swept").iterdir()
    alt = (folder / "unrest-sweep.svg").read_text().split("<desc")[1].split("</desc>")[0]
    wanted = {
        "line": "along anger (",
        "heat": "Heat map over",
        "panels": "along anger, mayor.calm, fear",
        "names": "Chart of",
    }
    assert wanted[picture] in alt
    assert (folder / "sweep.csv").exists()


@pytest.mark.parametrize(
    "words, said",
    [
        (("town.yaml",), "nothing to sweep"),
        (("town.yaml", "--over", "fear=1"), "PATH=[VALUES]"),
        (("town.yaml", "--over", "feer=[1, 2]"), "F15"),
        (("town.yaml", "--over", "feer={percentiles: [5, 95]}"), 'did you mean "fear"'),
        (("town.yaml", "--over", "fear={span: [2, 1]}"), "lower to a higher"),
        (("town.yaml", "--over", "trouble.start=[none, war]"), "N04"),
        (("town.yaml", "--over", "fear=[1, 2]", "--outcome", "riott", *SIZE), "did you mean riot"),
        (("town.yaml", "--over", "fear=[1, 2]", "--worlds", "10000000", "--repeats", "10"), "the most is"),
    ],
)
def test_what_cannot_be_swept_is_refused(typed, words, said):
    done = typed("sweep", *words, "--no-figures")
    assert done.exit_code == 2 and said in done.stderr
