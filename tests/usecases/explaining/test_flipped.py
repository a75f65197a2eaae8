"""Flips between two runs: all of them, mirrored, and hanging on what the world says they must hang on."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from explained_runs import BORDER, side_of

from sim.analysis.drivers.flips import LACKING, Twin, flips, spaced
from sim.engine.causes import Comes
from sim.engine.trace import history_number, replay
from sim.errors import RunError
from sim.report.why.flips import flips_lines
from sim.usecases.comparing.compared import compare
from sim.usecases.comparing.sides import Gathered
from sim.usecases.explaining.flipped import explained, worth_explaining
from sim.usecases.explaining.picked import twin_of

FIGHT = Comes("fight", (0, 1))


def text_of(found):
    return "\n".join("  " * depth + text for depth, text in flips_lines(found))


@pytest.fixture(scope="module")
def found(border, wider):
    return flips(twin_of(border), twin_of(wider), FIGHT)


def test_all_that_differ_and_no_other(border, wider, found):
    a, b = (side.runs.columns["fight.outcome"] for side in (border, wider))
    assert found.count == (a != b).sum() == sum(found.moves.values()) and found.histories == 1000
    assert found.into.count == ((b < 2) & (a == 2)).sum() > 40
    assert {chain.history for chain in found.into.chains} == {
        f"{h // 5}.{h % 5 + 1}" for h in np.flatnonzero((b < 2) & (a == 2)).tolist()
    }


def test_the_way_back_is_the_mirror(border, wider, found):
    back = flips(twin_of(wider), twin_of(border), FIGHT)
    assert (back.into.count, back.out_of.count) == (found.out_of.count, found.into.count)
    assert back.out_of.chains == found.into.chains and back.into.chains == found.out_of.chains
    assert {(p.b, p.a): share for p, share in back.into.partings} == {
        (p.a, p.b): s for p, s in found.out_of.partings
    }


def test_every_extra_fight_hangs_on_the_gate_a_raid_and_a_shot(found):
    """In this world nothing else can lead to one."""
    through = found.into.paths.through
    assert set(through) >= {"opens", "raiders.raid.succeeded", "town.shoot"}
    for chain in found.into.chains:
        kept = [step for step in chain.steps if not step.startswith(LACKING)]
        assert kept == sorted(
            kept, key=["opens", "raiders.raid", "raiders.raid.succeeded", "town.shoot"].index
        )
    assert "rain" not in through and "town.talk" not in through and "raiders.parade" not in through
    for path, _ in found.into.partings:
        assert (path.a, path.b) == ("", "opens")  # the gate's rate is all that differs


def test_every_step_is_needed_when_tried_by_hand(border, wider, found):
    """A step happens only when the twin did it, and the answer is the twin's."""
    for chain in found.into.chains[:25]:
        number = np.array([history_number(chain.history, 200, 5)])
        one, other = (replay(side.program, side.sample, number) for side in (border, wider))
        for step in chain.steps:
            mine, its = (other, one) if not step.startswith(LACKING) else (one, other)
            path = step.removeprefix(LACKING)
            tick = int(np.argmax(mine.happened[path] & ~its.happened[path]))
            mask = ~its.happened[path]
            mask[:tick] = False
            side = wider if mine is other else border
            assert FIGHT.of(replay(side.program, side.sample, number, {path: mask}))[0] != FIGHT.of(mine)[0]


def test_whom_a_choice_was_drawn_from(border):
    """Raids made dearer for nobody but more wanted: they come out of parades and of holding, as the twins tell."""
    bold = side_of(BORDER.replace("glory: 0.9", "glory: 1"), "bold")
    found = flips(twin_of(border), twin_of(bold), FIGHT)
    drawn = found.into.paths.drew_from["raiders.raid.succeeded"]
    assert set(drawn) <= {"raiders.hold", "raiders.parade", "raiders.raid.failed"} and sum(
        drawn.values()
    ) == pytest.approx(1)
    for chain in found.into.chains:
        if "raiders.raid.succeeded" in chain.drew_from:
            number = np.array([history_number(chain.history, 200, 5)])
            one, other = (replay(side.program, side.sample, number) for side in (border, bold))
            path = "raiders.raid.succeeded"
            tick = int(np.argmax(other.happened[path] & ~one.happened[path]))
            assert one.happened[chain.drew_from[path]][tick, 0]


def test_equal_runs_have_no_flips_and_say_so(border):
    copy = replace(border, label="copy")
    found = explained(compare(Gathered((border, copy))).pairs[0])
    assert found.count == 0 and found.moves == ()
    assert text_of(found) == "No history flips: border and copy give the same answer in all 1,000."


def test_runs_that_are_no_pairs_are_refused(border):
    other = side_of(BORDER, "other", seed=2)
    with pytest.raises(RunError, match=r"cannot be paired \(seed 1 and 2\)"):
        explained(compare(Gathered((border, other))).pairs[0])


def test_many_flips_are_sampled_always_the_same_and_it_is_said(border, wider, found):
    some = flips(twin_of(border), twin_of(wider), FIGHT, most=20)
    assert some.into.count == found.into.count and some.into.replayed == 20
    assert some == flips(twin_of(border), twin_of(wider), FIGHT, most=20)
    assert {chain.history for chain in some.into.chains} <= {chain.history for chain in found.into.chains}
    assert len(set(spaced(np.arange(1000), 400).tolist())) == 400


def test_a_change_that_no_event_carries(border):
    """A threshold of the question moves: the numbers alone."""
    calmer = side_of(BORDER.replace("tense: tension > 0.5", "tense: tension > 0.45"), "calmer")
    found = explained(compare(Gathered((border, calmer))).pairs[0], "mood")
    assert found.into.count > 0 and [route.text for route in found.into.routes] == [
        "the changed numbers alone"
    ]
    assert found.into.partings == ()


def test_new_things_of_one_world_are_told_too(border):
    """An act that the other world has not got."""
    text = BORDER.replace(
        "      talk:", "      provoke: {serves: {honour: 0.9}, then: {fire: at least shots}}\n      talk:"
    )
    rash = side_of(text, "rash")
    found = explained(compare(Gathered((border, rash))).pairs[0])
    assert found.into.nodes[0].path == "town.provoke" and found.into.nodes[0].text == "The town: provoke"
    assert "The town: provoke" in text_of(found)


def test_it_reads_as_sentences(pair):
    text = text_of(explained(pair))
    assert "come to any outcome but peace only in wider, " in text.splitlines()[0]
    assert "What these " in text and "  The raiders: raid the town, and it works" in text
    assert "The gate is opened > " in text and "(for example " in text
    assert "most often (all) The gate is opened in wider, nothing in border" in text


def test_twins_need_no_world(border, wider):
    twin = Twin(border.program, border.sample, border.runs)
    assert flips(twin, twin_of(wider), FIGHT).into.count > 0


def test_unasked_the_largest_change_told_apart_is_explained_with_its_outcome(border):
    """Shots turn into battles: as many histories as before come to a fight, so the lines are what is told of."""
    fierce = side_of(BORDER.replace("fire: at least shots", "fire: at least battle"), "fierce")
    [pair] = compare(Gathered((border, fierce))).pairs
    assert worth_explaining(pair, named=False) == ["fight"]
    found = explained(pair)
    assert found.said == "battle" and found.into.count > 0 == found.out_of.count
    of_any = replace(found, into=replace(found.into, count=0), among=found.into.count)
    assert f"The commonest changes of outcome, in histories: shots to battle {of_any.among}" in text_of(
        of_any
    )
    assert "commonest changes" not in text_of(found)
