"""A summary is stored and read back without loss of anything that is shown."""

from __future__ import annotations

import json

import pytest

from sim.analysis.finding import PROBABILITY, Finding, Interval, RunCount, TooFew, Unavailable
from sim.errors import StoreError
from sim.usecases.running.summary import Answer, Summary, as_plain, reworded, summary_from

FEW = TooFew("worlds", 40, 100, 100)
SURE = Finding("shut", 0.25, Interval(0.2, 0.3, 0.95, "how"), Interval(0.1, 0.4, 0.9, "how"), 0.9, RunCount(100, 3, 75),
               PROBABILITY, "shares", ("LOG:02",), "a caveat")  # fmt: skip
RARE = Finding(
    "open",
    0.0,
    Interval(0.0, 0.03, 0.95, "how", "upper"),
    FEW,
    FEW,
    RunCount(100, 3, 0),
    PROBABILITY,
    "shares",
)
ANSWER = Answer("harbour", "Shut?", "worst", "within 4 weeks", 4, "2031-01-29", "the log", "", (SURE, RARE))
SUMMARY = Summary("ferry", "Will it sail?", 10**40, 100, 3, 4, "week", (ANSWER,), ("a note",))


def stored(summary: Summary) -> dict[str, object]:
    return json.loads(json.dumps(as_plain(summary), allow_nan=False))


def test_what_is_stored_is_read_back():
    again = summary_from(stored(SUMMARY))
    assert again.answers[0].outcomes[0] == SURE
    refused = again.answers[0].outcomes[1].spread
    assert isinstance(refused, Unavailable) and refused.why == FEW.why
    assert stored(again)["answers"][0]["outcomes"][0] == stored(SUMMARY)["answers"][0]["outcomes"][0]
    assert summary_from(stored(again)) == again


@pytest.mark.parametrize(
    "damage", [{"schema": "stancelab.summary/0"}, {"answers": 5}, {"answers": [{}]}, {"notes": None}]
)
def test_a_damaged_summary_is_refused(damage):
    with pytest.raises(StoreError):
        summary_from(stored(SUMMARY) | damage)


def test_the_headline_is_the_most_frequent_outcome_of_the_first_question():
    assert SUMMARY.headline == "harbour: shut 25%"
    none = Summary("ferry", "", 1, 100, 3, 4, "week", (), ())
    assert none.headline == ""


@pytest.mark.parametrize(
    "worlds, repeats, label", [(200, 5, "quick look"), (1000, 1, "quick look"), (1001, 1, "")]
)
def test_few_histories_are_a_quick_look_whoever_asked_for_them(worlds, repeats, label):
    assert Summary("ferry", "", 1, worlds, repeats, 4, "week", (), ()).label == label


def test_present_words_replace_stored_ones_and_numbers_stay():
    words = Summary(
        "ferry",
        "New title",
        1,
        0,
        0,
        4,
        "week",
        (Answer("harbour", "New?", *[""] * 2, 4, "", "", "", ()),),
        (),
    )
    again = reworded(SUMMARY, words)
    assert (again.title, again.answers[0].title, again.answers[0].outcomes) == (
        "New title",
        "New?",
        ANSWER.outcomes,
    )
    assert (again.worlds, again.notes) == (100, ("a note",))
