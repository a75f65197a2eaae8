"""What happened later is data for scores: it reads back, it is held against the questions, and no world can reach it."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.outcomes import outcome_problems, read_outcomes
from sim.scenario.read import read, read_text
from sim.usecases.checking import examined

SCENARIOS = Path(__file__).parents[2] / "scenarios"
LATER = SCENARIOS / "belarus-2024" / "outcomes.yaml"
WORLD = """\
stancelab: 1
name: ferry
clock: {start: 2031-01-01, tick: week, ticks: 8}
events: {frost: {rate: 0.1 per week, basis: judgement, why: seen}}
questions: {ice: {within: 4 weeks, worst: {frozen: ever(frost), else: open}}}
"""
FACTS = """\
outcomes: 1
world: ferry
facts:
  frost: {date: 2031-01-09, says: It froze., source: the log, certainty: high, resolves: {ice: frozen}}
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ferry.yaml").write_text(WORLD, encoding="utf-8")
    (tmp_path / "later.yaml").write_text(FACTS, encoding="utf-8")
    return tmp_path


def changed(folder: Path, old: str, new: str):
    (folder / "later.yaml").write_text(FACTS.replace(old, new), encoding="utf-8")
    return examined("later.yaml")


def test_the_flagships_outcomes_fit_its_questions():
    found, places = read_outcomes(LATER)
    world = read(SCENARIOS / "belarus-2024" / "world.yaml")
    assert outcome_problems(found, places, world) == ()
    assert len(found.facts) >= 30 and sum(bool(fact.resolves) for fact in found.facts.values()) >= 3
    start = world.clock.start
    before = [name for name, fact in found.facts.items() if (fact.until or fact.date) < start]
    assert all("before the world" in found.facts[name].note for name in before)


def test_a_fact_has_date_words_source_and_certainty(folder):
    fact = read_outcomes(folder / "later.yaml")[0].facts["frost"]
    assert (fact.date, fact.certainty, fact.resolves) == (
        datetime.date(2031, 1, 9),
        "high",
        {"ice": "frozen"},
    )
    assert examined("later.yaml").errors == ()


@pytest.mark.parametrize(
    "old, new, code, words",
    [
        ("{ice: frozen}", "{ice: frozn}", "N06", 'did you mean "frozen"'),
        ("{ice: frozen}", "{snow: deep}", "N06", "a question of ferry"),
        (
            "resolves: {ice: frozen}",
            "rules_out: {ice: [open, thick]}",
            "N06",
            '"thick" is not an outcome of ice',
        ),
        ("resolves: {ice: frozen}", "bears_on: snow", "N06", "a question of ferry"),
        ("certainty: high", "certainty: sure", "S03", "high, medium"),
        (", source: the log", "", "S02", '"source" is missing'),
        ("date: 2031-01-09", "date: 9.1.2031", "S03", "a date"),
        ("date: 2031-01-09", "date: 2031-01-09, until: 2031-01-02", "Q03", "date and until must rise"),
    ],
)
def test_what_may_be_wrong_with_a_fact_is_told_with_its_place(folder, old, new, code, words):
    [found] = changed(folder, old, new).errors
    assert (found.code, found.where.line) == (code, 4) and words in found.what


@pytest.mark.parametrize(
    "world",
    [
        "parts: [../later.yaml]\n" + WORLD,
        "parts: [later.yaml]\n" + WORLD,
        "extends: later\nname: x\n",
        "extends: ferry\nname: x\npool: {later: {weight: 1, why: so}}\n",
        WORLD + "sources: {outcomes: {title: x}}\n",
        WORLD.replace("basis: judgement", "from: [outcomes:frost]"),
        WORLD.replace("basis: judgement", "from: [Outcomes:frost]"),
    ],
)
def test_no_world_can_read_it_and_no_number_can_cite_it(folder, world):
    (folder / "x.yaml").write_text(world, encoding="utf-8")
    codes = {found.code for found in examined("x.yaml").errors}
    assert codes and codes <= {"F20", "E06", "S03"}  # S03: a part lies outside the world's folder


def test_it_is_no_world_itself(folder):
    with pytest.raises(ScenarioError) as refused:
        read(folder / "later.yaml")
    assert [found.code for found in refused.value.problems] == ["F20"]
    assert read_text(WORLD).name == "ferry"
