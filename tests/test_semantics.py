"""Every rule of the page on semantics as a world of a few lines: oracle and engine give its exact answer."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
import yaml
from engine_adapter import run_engine
from oracle import History, lines_of, play

from sim.errors import RunError, ScenarioError
from sim.scenario.check import checked
from sim.scenario.read import read_text
from sim.scenario.schema import Scenario

FOLDER = Path(__file__).parent / "semantics"
CLOCK = "clock: {start: 2024-01-01, tick: day, ticks: 3}\n"
CASES = {
    f"{file.stem}: {name}": case
    for file in sorted(FOLDER.glob("*.yaml"))
    for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
SEED, WORLDS, REPEATS, MANY = 7, 2, 4, 4000


def cases(*kinds: str) -> list[pytest.ParameterSet]:
    """The cases whose expectation has one of these keys."""
    return [
        pytest.param(case["world"], case["expect"], id=name)
        for name, case in CASES.items()
        if set(kinds) & set(case["expect"])
    ]


def read(world: str) -> Scenario:
    head = "stancelab: 1\nname: world\n" + ("" if "clock:" in world else CLOCK)
    return checked(read_text(head + world))


def shown(history: History, scenario: Scenario, kind: str, name: str) -> object:
    """What a history says, as it is written in an expectation."""
    value = getattr(history, kind)[name]
    if kind == "outcome":
        question = scenario.questions[name]
        lines = question.worst or question.first or question.last
        return [*lines_of(question), lines["else"].path][value]
    return list(map(int, value)) if kind == "watch" else value


def agrees(history: History, scenario: Scenario, expect: dict[str, dict[str, object]]) -> None:
    for kind, wanted in expect.items():
        got = {name: shown(history, scenario, kind, name) for name in wanted}
        assert got == (pytest.approx(wanted, rel=1e-12, abs=1e-12) if kind == "final" else wanted), kind


SURE = cases("final", "outcome", "first", "watch", "count", "first_tick", "conflicts")


@pytest.mark.parametrize("world, expect", SURE)
def test_every_history_of_the_oracle_shows_the_rule(world, expect):
    scenario = read(world)
    for w in range(WORLDS):
        for k in range(1, REPEATS + 1):
            history = play(scenario, SEED, w, k)
            assert history.undefined is None
            agrees(history, scenario, expect)


@pytest.mark.parametrize("world, expect", SURE)
def test_every_history_of_the_engine_shows_the_rule(world, expect):
    scenario = read(world)
    run = run_engine(scenario, SEED, WORLDS, REPEATS)
    for history in run.histories:
        agrees(history, scenario, {kind: wanted for kind, wanted in expect.items() if kind != "conflicts"})
    for state, each in expect.get("conflicts", {}).items():
        assert run.conflicts[state] == each * WORLDS * REPEATS


@pytest.mark.parametrize("world, expect", cases("shares"))
def test_outcomes_have_their_exact_probability(world, expect):
    scenario = read(world)
    histories = run_engine(scenario, SEED, MANY, 1).histories
    for question, wanted in expect["shares"].items():
        outcomes = [shown(history, scenario, "outcome", question) for history in histories]
        for line, p in wanted.items():
            four_errors = 4 * math.sqrt(p * (1 - p) / MANY)
            assert outcomes.count(line) / MANY == pytest.approx(p, abs=four_errors), line


@pytest.mark.parametrize("world, expect", cases("undefined"))
def test_a_needed_value_that_does_not_exist_fails_the_run(world, expect):
    scenario = read(world)
    undefined = play(scenario, SEED, 0, 1).undefined
    assert undefined is not None and undefined[1] == expect["undefined"]
    with pytest.raises(RunError) as failure:
        run_engine(scenario, SEED, WORLDS, REPEATS)
    assert f"tick {expect['undefined']};" in str([*failure.value.problems])
    assert undefined[0] in str([*failure.value.problems])


@pytest.mark.parametrize("world, expect", cases("refused"))
def test_what_makes_no_sense_is_refused(world, expect):
    with pytest.raises(ScenarioError) as refusal:
        read(world)
    codes = {problem.code for problem in refusal.value.problems}
    assert expect["refused"] is True or codes == {expect["refused"]}
