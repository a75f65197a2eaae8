"""How many runs: from a share's pilot, from a pair's, and what is refused."""

from __future__ import annotations

import pytest

from sim.errors import RunError
from sim.usecases.comparing.planning import Wanted, advice
from sim.usecases.comparing.sides import Gathered


def test_a_share_is_planned_from_one_run(side):
    found = advice(Gathered((side(),)), Wanted(half=0.02), "unrest", "riot")
    assert found.what == "unrest: riot" and found.seen > 100
    half_now = 0.05 * (200 / found.own.worlds) ** 0.5
    assert 0.01 < half_now < 0.1 and found.own.repeats == 5
    by_repeats = {extent.repeats: extent for extent in found.choices}
    assert by_repeats[1].worlds > by_repeats[5].worlds > by_repeats[100].worlds
    assert by_repeats[1].histories <= by_repeats[5].histories  # a world tells more than a repeat


def test_pairing_needs_fewer_than_independent_runs(side, two):
    wanted = Wanted(difference=0.05)
    alone = advice(Gathered((side(),)), wanted, "unrest", "riot")
    together = advice(two, wanted, "unrest", "riot")
    assert "independent" in alone.assumed and not together.assumed
    assert together.own.worlds < alone.own.worlds


@pytest.mark.parametrize(
    "wanted, question, outcome, said",
    [
        (Wanted(), "", "", "either --within"),
        (Wanted(half=0.01, difference=0.01), "", "", "either --within"),
        (Wanted(half=2.0), "", "", "percentage points"),
        (Wanted(difference=0.01, power=0.2), "", "", "--power"),
        (Wanted(half=0.01), "unrst", "", "did you mean unrest"),
        (Wanted(half=0.01), "unrest", "rioting", "did you mean riot"),
    ],
)
def test_what_cannot_be_planned_is_refused(side, wanted, question, outcome, said):
    with pytest.raises(RunError, match=said):
        advice(Gathered((side(worlds=20),)), wanted, question, outcome)


def test_a_pilot_too_thin_to_plan_from_is_refused(side):
    with pytest.raises(RunError, match="2 repeats"):
        advice(Gathered((side(repeats=1),)), Wanted(half=0.01), "", "")
    same = Gathered((side("one", worlds=20), side("other", worlds=20)))
    with pytest.raises(RunError, match="only 0 histories differ"):
        advice(same, Wanted(difference=0.01), "", "")
    unlike = Gathered((side("one", worlds=20), side("other", worlds=21)))
    with pytest.raises(RunError, match="must be paired"):
        advice(unlike, Wanted(difference=0.01), "", "")
