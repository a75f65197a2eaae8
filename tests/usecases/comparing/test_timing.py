"""How long it takes: shares, medians where they are reached, restricted means, and what they add up to."""

from __future__ import annotations

import pytest

from sim.analysis.finding import Unavailable
from sim.errors import RunError
from sim.usecases.comparing.timing import timings


def test_every_line_has_its_share_median_and_wait(side):
    unrest, sooner = timings(side())
    assert [line.name for line in unrest.lines] == ["any but quiet", "riot", "protest"]
    assert unrest.lines[0].share.value >= unrest.lines[1].share.value
    assert 1 <= unrest.lines[0].median.value <= 12
    assert sooner.ticks == 6 and sooner.none == "neither"


def test_competing_lines_share_the_time_lost(side):
    """The mean time lost to any line is the sum of what each takes (Andersen 2013)."""
    (_, sooner) = timings(side())
    together, *each = (6 - line.wait.value for line in sooner.lines)
    assert together == pytest.approx(sum(each))
    whole, *parts = (line.share.value for line in sooner.lines)
    assert whole == pytest.approx(sum(parts)) == pytest.approx(1 - sooner.stack.shares[-1, -1])


def test_a_median_that_is_not_reached_is_no_number(side):
    found = timings(side(), ("unrest",))[0]
    rare = [line for line in found.lines if line.share.value < 0.5]
    assert rare and all(isinstance(line.median.value, Unavailable) for line in rare)


def test_questions_about_the_end_have_no_time(side):
    last = {
        "worst: {riot: trouble is riot, protest: trouble is protest, else: quiet}": "last: {riot: trouble is riot, else: quiet}"
    }
    with pytest.raises(RunError, match="no"):
        timings(side(**last), ("unrest",))
    assert [timing.name for timing in timings(side(**last))] == ["sooner"]
