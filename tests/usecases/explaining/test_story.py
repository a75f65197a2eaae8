"""One history told: the right numbers, the right reasons, the right star; and which history is picked."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from explained_runs import BORDER, side_of

from sim.engine.trace import history_number, replay
from sim.engine.worlds import world_columns
from sim.errors import RunError
from sim.report.why.story import story_lines
from sim.usecases.explaining.picked import comes_of, numbered, picked, plan_of
from sim.usecases.explaining.story import record, told


def moments(story):
    return {(tick.number, moment.path): moment for tick in story.ticks for moment in tick.moments}


def text_of(story, everything=False):
    return "\n".join("  " * depth + text for depth, text in story_lines(story, everything))


@pytest.fixture(scope="module")
def shooting(border):
    plan = plan_of(border, "fight")
    return told(border, picked(border, "typical", plan), "fight")


def test_the_chance_of_a_choice_is_the_softmax_of_that_moment(border, shooting):
    """By hand, from the quantities of the world and the tension of that tick."""
    (tick, _), shoot = next(item for item in moments(shooting).items() if item[0][1] == "town.shoot")
    world = int(shooting.history.split(".")[0])
    program = border.program
    drawn = world_columns(program.inputs, border.seed, np.array([world], np.uint32), program.correlations)
    q = {path: float(column[0]) for path, column in drawn.items()}
    noted = record(border, history_number(shooting.history, 200, 5))["ticks"]
    tension = noted[tick]["noted"]["town.shoot"]["serves calm"] + 0.5
    calm, honour = q["town.calm"] * (-0.5 + tension), q["town.honour"] * 0.8
    talk = math.exp(4 * (q["town.calm"] * 0.6 - q["town.honour"] * 0.2))
    shot = math.exp(4 * (calm + honour))
    assert shoot.chance == pytest.approx(shot / (shot + talk + math.exp(2)), rel=1e-12)
    assert [(reason.goal, reason.now) for reason in shoot.reasons] == [
        ("calm", pytest.approx(calm)),
        ("honour", pytest.approx(honour)),
    ]


def test_it_says_what_made_the_choice_possible_and_what_it_hangs_on(shooting):
    found = moments(shooting)
    stars = [path for (_, path), moment in found.items() if moment.needed]
    assert list(dict.fromkeys(stars)) == ["opens", "raiders.raid", "town.shoot"]
    shoot = next(moment for (_, path), moment in found.items() if path == "town.shoot")
    assert shoot.opened == ("The raiders: raid the town, and it works, in the last 3 months",)
    raid = next(moment for (_, path), moment in found.items() if path == "raiders.raid" and moment.needed)
    assert raid.worked and raid.odds == 0.6 and [shift.name for shift in raid.effects] == ["tension"]
    text = text_of(shooting)
    assert "* The raiders: raid the town, and it works (chance 60%)." in text
    assert (
        "made possible by: gate (since month" in text
        and "Rain." not in text
        and "Rain." in text_of(shooting, everything=True)
    )
    assert "gate off -> on" in text and "fire none -> shots" in text and "Reached: shots" in text


def test_every_star_holds_when_tried_by_hand(border, shooting):
    number = np.array([history_number(shooting.history, 200, 5)])
    for (tick, path), moment in moments(shooting).items():
        if moment.kind in ("event", "choice") and not path.endswith(".hold"):
            mask = np.zeros((13, 1), bool)
            mask[tick] = True
            without = replay(border.program, border.sample, number, {path: mask})
            stood = without.columns["fight.first.shots"][0]
            assert moment.needed == (not 0 < stood <= shooting.reached), (tick, path)


def test_what_moved_a_reason_is_what_undoes_it(border):
    """Calm is worth weight x (tension - 0.5): a raid's 0.4 more tension is the reason why it weighs more, and all of it."""
    seen = 0
    plan = plan_of(border, "fight")
    for row in np.flatnonzero(border.runs.columns["fight.outcome"] == 1)[:12].tolist():
        story = told(border, replace(picked(border, "typical", plan), history=row), "fight")
        for (_, path), moment in moments(story).items():
            for reason in moment.reasons:
                assert {shift.name for shift in reason.moved} <= {"tension"}
                if path == "town.shoot" and reason.goal == "calm" and reason.before is not None:
                    assert bool(reason.moved) == (abs(reason.now - reason.before) >= 0.02)
                    seen += bool(reason.moved)
    assert seen


def test_the_same_history_in_another_run(border, wider, pair):
    found = picked(wider, "flipped", plan_of(wider, "fight"), other=border)
    story = told(wider, found, "fight", border)
    assert story.outcome == "shots" and story.against.outcome == "peace" and story.against.parted
    opened = next(moment for (_, path), moment in moments(story).items() if path == "opens")
    assert opened.twin == "" and "in the other history it did not happen" in text_of(story)
    first = min(tick.number for tick in story.ticks for moment in tick.moments if moment.twin is not None)
    assert first == story.against.parted


def test_a_history_beside_itself_goes_the_same_way(border):
    story = told(border, numbered(border, "3.2"), "fight", replace(border, label="copy"))
    assert story.against.parted == 0 and "In copy the same history went the same way" in text_of(story)


def test_the_earliest_and_a_random_one(border):
    plan = plan_of(border, "")
    first = border.runs.columns["fight.first.shots"].astype(int)
    found = picked(border, "earliest", plan).history
    assert first[found] == first[first > 0].min() and found == np.flatnonzero(first == first[found])[0]
    assert picked(border, "random", plan) == picked(border, "random", plan)
    wanted = picked(border, "random", plan, "peace").history
    assert border.runs.columns["fight.outcome"][wanted] == 2


def test_a_near_miss_is_as_near_as_it_says(border):
    """With just so much more weight, by way of a habit, the act is taken in that very tick; with a little less it is not."""
    found = picked(border, "nearest-miss", plan_of(border, "fight"))
    assert border.runs.columns["fight.outcome"][found.history] == 2
    near = found.closest
    assert near.short_by > 0 and near.what == "shoot"
    for share, taken in ((0.99, False), (1.01, True)):
        habit = math.log(1 + share * near.short_by)
        more = side_of(BORDER.replace("shoot:\n", f"shoot:\n        habit: {habit:.12f}\n"), "more")
        assert ((near.tick, "town.shoot") in moments(told(more, found, "fight"))) is taken
    assert f"in month {near.tick} " in text_of(told(border, found, "fight"))


@pytest.mark.parametrize(
    ("question", "outcome", "pick", "said"),
    [
        ("fihgt", "", "typical", "did you mean fight"),
        ("fight", "pease", "typical", "did you mean peace"),
        ("fight", "battle", "typical", "no history of border came to battle"),
        ("fight", "", "flipped", "--against"),
        ("fight", "peace", "nearest-miss", "nothing shows"),
    ],
)
def test_what_cannot_be_picked_is_told(border, question, outcome, pick, said):
    with pytest.raises(RunError, match=said):
        picked(border, pick, plan_of(border, question), outcome)


def test_two_equal_runs_have_no_flipped_history(border):
    with pytest.raises(RunError, match="no history flips"):
        picked(border, "flipped", plan_of(border, ""), other=border)


def test_outcomes_by_default_are_all_but_the_last(border):
    assert comes_of(plan_of(border, ""), "").codes == (0, 1)
