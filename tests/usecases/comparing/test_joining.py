"""Two questions or watches against each other, and the corners of declared axes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import RunError
from sim.scenario.check import check
from sim.scenario.files.prose import without_prose
from sim.scenario.read import read_text
from sim.usecases.comparing.joining import named

AXES = "axes:\n  mood: {x: restless, y: talked, within: 6 months, quadrants: {neither: asleep, both: bargaining}}\nwatches:"


def test_corners_are_a_recount_of_the_kept_bits(side):
    one = side(**{"watches:": AXES})
    found = named(one, ("mood",))
    assert [corner.name for corner in found.shares] == ["asleep", "restless", "talked", "bargaining"]
    bits = {
        name: np.unpackbits(one.runs.columns[f"watch.{name}"], axis=1)[:, 5].astype(bool)  # the sixth tick
        for name in ("restless", "talked")
    }
    x, y = bits["restless"], bits["talked"]
    expected = [(~x & ~y).mean(), (x & ~y).mean(), (~x & y).mean(), (x & y).mean()]
    assert [corner.value for corner in found.shares] == pytest.approx(expected)
    assert sum(corner.value for corner in found.shares) == pytest.approx(1)
    assert found.when == "2031-07-01"


def test_axes_are_no_part_of_a_runs_identity(town):
    plain, crossed = (read_text(text).tree for text in (town, town.replace("watches:", AXES)))
    assert without_prose(plain) == without_prose(crossed)


def test_two_questions_are_crossed(side):
    one = side()
    found = named(one, ("unrest", "sooner"))
    assert found.table.row_names == ("riot", "protest", "quiet")
    unrest, sooner = (one.runs.columns[f"{name}.outcome"] for name in ("unrest", "sooner"))
    assert found.table.cell(0, 2).value == ((unrest == 0) & (sooner == 2)).mean()


def test_a_watch_is_read_at_the_questions_horizon(side):
    assert named(side(), ("sooner", "restless")).when == "2031-07-01"
    assert named(side(), ("restless", "talked")).when == "2032-01-01"


@pytest.mark.parametrize(
    "names, said",
    [
        (("mood",), "This world declares none"),
        (("unrest", "restles"), "did you mean restless"),
        (("unrest", "unrest"), "against itself"),
    ],
)
def test_unknown_names_are_refused_with_what_there_is(side, names, said):
    with pytest.raises(RunError, match=said):
        named(side(), names)


@pytest.mark.parametrize(
    "axes, code",
    [
        ("{x: restles, y: talked}", "N01"),
        ("{x: restless, y: restless}", "S04"),
        ("{x: restless, y: talked, quadrants: {neither: same, both: same}}", "S04"),
        ("{x: restless, y: talked, within: 13 months}", "T03"),
        ("{x: restless, y: talked, within: soon}", "S03"),
    ],
)
def test_axes_that_cannot_be_are_told_with_their_place(town, axes, code):
    text = town.replace("watches:", f"axes:\n  mood: {axes}\nwatches:")
    [problem] = [found for found in check(read_text(text)) if not found.is_warning]
    assert problem.code == code
    assert text.splitlines()[problem.where.line - 1].startswith("  mood:")
