"""An actor in words: everything the file says of it is told, nothing else."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.report.beliefs.portrait import portrait_lines
from sim.usecases.beliefs.portraits import drawn_from


def test_the_captain_is_told_whole(ferry):
    text = "\n".join("  " * depth + line for depth, line in portrait_lines(drawn_from(ferry, "captain")))
    assert (
        text
        == """\
The captain (captain), an actor of ferry
  It decides every week on 2 tracks side by side, helm and watch.
What it wants
  Above all calm, 0.60 (0.48 to 0.72): a quiet man (LOG:01).
  Then trade, 0.30: bills (judgement).
What it believes
  Nerve, 0.50 (0.23 to 0.77): a narrow strait (MAP:03).
What it can do on the track helm
  Sails out (sail), while not danger and pier is open.
    It helps trade greatly (0.8).
    For calm it is worth -0.5 times nerve.
    By habit it is taken 0.37 (0.20 to 0.68) times as often as another that looks as good: seldom in winter (judgement).
    It succeeds with a chance of 1 minus fog.
    If it does, flag is switched on.
    If not, pier goes up by 1 rung.
    Because fish pays (LOG:02, H4).
  Wait, at any time.
    It helps calm somewhat (0.2), hurts trade a little (-0.1).
    Because as ever (judgement).
  Or nothing, which is always possible; if all looked alike it would act with a chance of 40% per week: he waits (judgement).
What it can do on the track watch
  Ring, at any time.
    It is worth 0.2 times the expected chance of mate's shout.
    Then ice falls by 0.1.
    Because the bell (judgement).
  Or nothing, which is always possible; it is taken 2.0 times as often as an option that is worth nothing.
How sharply it decides
  Precision, 4.0 (2.0 to 8.0): usual (judgement).
  Of two options, one that looks better by 0.1 is taken 1.5 (1.2 to 2.2) times as often as the other.
What the words mean
  Blind: fog is at least 0.6.
  Danger: blind or ice is at least 2."""
    )


def test_an_actor_without_goals_or_settings_is_told_as_it_is(ferry):
    assert [line for _, line in portrait_lines(drawn_from(ferry, "mate"))] == [
        "mate, an actor of ferry",
        "It decides every week.",
        "What it can do",
        "Shout, at any time.",
        "It is worth 0.5 if captain last chose sail, otherwise 0.",
        "Because loud (judgement).",
        "Or nothing, which is always possible.",
    ]


def test_an_actor_answers_to_its_label_too(ferry):
    assert drawn_from(ferry, "the captain").name == "captain"


def test_an_unknown_actor_gets_the_nearest_name(ferry):
    with pytest.raises(ScenarioError) as refused:
        drawn_from(ferry, "captan")
    [found] = refused.value.problems
    assert found.code == "N09" and '"captain"' in found.what and "captain, mate" in found.fix
