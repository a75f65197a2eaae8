"""The model says itself: every expression and every number of a world stands in its card, and its assumptions are tried."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.errors import RunError, ScenarioError
from sim.scenario.expr.nodes import to_text
from sim.scenario.files.overlay import Layer
from sim.scenario.files.yamltree import load_text
from sim.scenario.quantity import describe
from sim.scenario.read import read, read_layer, read_text
from sim.scenario.slots import expressions, uncertain
from sim.usecases.card.made import card_of
from sim.usecases.card.odd import card
from sim.usecases.card.trying import tried

SCENARIOS = Path(__file__).parents[3] / "scenarios"
WORLDS = [*sorted(SCENARIOS.glob("*/world.yaml")), *sorted(SCENARIOS.glob("lessons/*.yaml"))]
SEA = """\
stancelab: 1
name: sea
clock: {start: 2030-01-01, tick: month, ticks: 6}
quantities: {storms: {pert: [0.02, 0.05, 0.1], unit: per month, basis: judgement, why: so far}}
state: {ships: {counter: 0}, crew: {start: 5, range: [0, 9], basis: judgement, why: counted}}
events: {storm: {rate: storms, then: {ships: += 1}, basis: judgement, why: each takes one}}
questions:
  calm: {within: 6 months, worst: {grave: ships >= 2, storm: ever(storm), else: quiet}}
  end: {within: 6 months, last: {lost: ships >= 1, else: whole}}
assumptions:
  weather:
    says: Storms stay rare.
    why: ten years of the log
    broken_by: a second storm in a month
    if_false: {storms: 0.6 per month}
  crew: {says: The crew is large., why: it was, if_false: {crew.start: 1}}
  grave: {says: Ships are lost one by one., why: so far, if_false: {storm.then.ships: += 2}, question: calm.grave}
left_out: {whales: nobody has seen any}
"""
SAMPLE = Sample(seed=3, worlds=300, repeats=4)


def sea(change: tuple[str, str] = ("", "")) -> Layer:
    return Layer(*load_text(SEA.replace(*change), "sea.yaml"))


def flat(text: str) -> str:
    """Without folding and list signs: what is said."""
    return " ".join(text.replace("\n", " ").split())


@pytest.mark.parametrize(
    "file", WORLDS, ids=lambda file: file.stem if file.stem != "world" else file.parent.name
)
def test_every_expression_and_every_quantity_is_in_the_card_of_a_shipped_world(file):
    world = read(file)
    told = flat(card(world))
    missing = [
        slot.dotted
        for slot in expressions(world)
        if slot.role != "start" and flat(to_text(slot.node)) not in told
    ]
    missing += [item.name for item in uncertain(world) if flat(describe(item.quantity)) not in told]
    missing += [item.name for item in uncertain(world) if f"`{item.name}`: " not in told]
    assert missing == []
    reasons = [item.quantity.why for item in uncertain(world) if item.quantity.why]
    assert [why for why in reasons if flat(why) not in told] == []


@pytest.mark.parametrize(
    "file", WORLDS, ids=lambda file: file.stem if file.stem != "world" else file.parent.name
)
def test_it_reads_well_in_a_narrow_window(file):
    """Prose and lists are folded at 100; only a word or a table may be wider, and hardly."""
    for line in card(read(file)).splitlines():
        assert len(line) <= (128 if line.startswith("|") else 110), line
        assert line == line.rstrip()


def test_the_sections_of_the_protocol_stand_in_their_order():
    text = card(read_text(SEA))
    wanted = [
        "1. Purpose",
        "2. Entities",
        "3. Process overview",
        "4. Design concepts",
        "5. Init",
        "6. Input",
        "7. Submodels",
    ]
    places = [text.index(f"\n## {title}") for title in wanted]
    assert places == sorted(places)
    assert "*Phase 2*, events, each where its clock is met: storm" in text
    assert "- whales: nobody has seen any" in text


def test_an_assumption_is_told_with_its_reason_and_the_world_without_it():
    told = card(read_text(SEA))
    assert "- **weather**: Storms stay rare.\n  - made because ten years of the log" in told
    assert "what would break it: a second storm in a month\n  - if false: `storms` = 0.6 per month" in told
    assert "Headline if false" not in told


def test_the_headline_if_false_is_the_paired_difference_of_two_runs():
    """Two roads: the same worlds run by hand."""
    found = {row.name: row for row in tried(sea(), SAMPLE).rows}
    by_hand = read_text(SEA.replace("pert: [0.02, 0.05, 0.1], unit: per month", "fixed: 0.6 per month"))
    runs = [simulate(compile_scenario(world), SAMPLE) for world in (read_text(SEA), by_hand)]
    before, after = (float((run.columns["calm.outcome"] < 2).mean()) for run in runs)
    weather = found["weather"].change
    assert (weather.before.value, weather.after.value) == (before, after)
    assert weather.difference.value == pytest.approx(after - before) and weather.told_apart
    assert found["weather"].asked == "calm: any but quiet"


def test_what_does_not_matter_is_said_not_to_be_told_apart():
    text = card(read_text(SEA), tried(sea(), SAMPLE))
    [row] = [line for line in text.splitlines() if line.startswith("| crew ")]
    assert "these runs cannot tell them apart" in row


def test_a_line_of_a_question_may_be_what_it_matters_to():
    found = {row.name: row for row in tried(sea(), SAMPLE).rows}
    assert found["grave"].asked == "calm: grave"
    runs = simulate(compile_scenario(read_text(SEA)), SAMPLE)
    assert found["grave"].change.before.value == float(np.mean(runs.columns["calm.outcome"] == 0))
    graver = tried(sea(("question: calm.grave", "question: calm.storm")), SAMPLE).rows[2]
    assert graver.asked == "calm: storm or graver"
    assert graver.change.before.value == float(np.mean(runs.columns["calm.outcome"] <= 1))


def test_a_change_that_makes_no_sound_world_is_told_where_it_stands():
    with pytest.raises(ScenarioError) as refused:
        tried(sea(("{crew.start: 1}", "{crew.start: 12}")), SAMPLE)
    [found] = refused.value.problems
    assert (found.code, found.where.line) == ("U06", 16)


def test_a_pool_has_no_card(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sea.yaml").write_text(SEA, encoding="utf-8")
    (tmp_path / "both.yaml").write_text(
        "extends: sea\nname: both\npool: {sea: {weight: 1, why: so}}\n", encoding="utf-8"
    )
    with pytest.raises(RunError, match="both is a pool and has no card"):
        card_of("both")


def test_assumptions_and_what_is_left_out_change_no_number():
    from sim.usecases.running.resolved import identity_of

    bare = read_layer(Layer(*load_text(SEA[: SEA.index("assumptions:")], "sea.yaml")))
    assert identity_of(bare.tree) == identity_of(read_text(SEA).tree)


def test_a_folded_line_begins_like_no_other_block():
    from sim.report.card.markdown import items

    words = f"{'x' * 90} + more {'y' * 80} - less {'z' * 80} 12. not a number"
    assert not [
        line for line in items([(0, words)]).splitlines()[1:] if line.lstrip()[:2] in ("+ ", "- ", "12")
    ]
