"""Each way in which two worlds can believe something else is found, named and given with both reasons."""

from __future__ import annotations

import pytest

from sim.report.beliefs.differences import difference_lines
from sim.scenario.read import read_text
from sim.usecases.beliefs.differences import compared


def changes(text: str, old: str, new: str, count: int = 1):
    assert text.count(old) >= count
    found = compared(read_text(text), read_text(text.replace(old, new)))
    return [(c.owner, c.name, c.kind, c.old, c.new) for c in found.changes]


CAPTAIN = "captain (The captain)"

ONE = {
    "a number": (
        "pert: [0.1, 0.3, 0.8]",
        "fixed: 0.7",
        ("quantities", "fog", "changed", "PERT 0.1 / 0.3 / 0.8", "0.7"),
    ),
    "a bare number": ("guess: 0.4", "guess: 0.5", ("quantities", "guess", "changed", "0.4", "0.5")),
    "a unit": (
        "0.5 per week",
        "0.5 per month",
        ("quantities", "shift", "changed", "0.5 per week", "0.5 per month"),
    ),
    "a term": (
        "ice >= 2",
        "ice >= 3",
        ("terms", "danger", "changed", "blind or ice >= 2", "blind or ice >= 3"),
    ),
    "a condition": (
        "if: not danger and pier is open",
        "if: pier is open",
        (CAPTAIN, "captain.sail.if", "changed", "not danger and pier == open", "pier == open"),
    ),
    "an effect's operator": (
        "{flag: = on}",
        "{flag: = off}",
        (CAPTAIN, "captain.sail.then.flag", "changed", "= on", "= off"),
    ),
    "a single effect": ("{ice: -= 0.1}", "{}", (CAPTAIN, "captain.ring.then.ice", "removed", "-= 0.1", "")),
    "how a state starts": (
        "open, iced, shut], start: open",
        "open, iced, shut], start: iced",
        (
            "state",
            "pier",
            "changed",
            "open < iced < shut, starts at open",
            "open < iced < shut, starts at iced",
        ),
    ),
    "a range": ("range: [0, 9]", "range: [0, 8]", ("state", "ice", "changed", "from 0 to 9", "from 0 to 8")),
    "a cadence": (
        "every 1 week",
        "every 2 weeks",
        (CAPTAIN, "captain.decides", "changed", "every 1 week", "every 2 weeks"),
    ),
    "a calendar": (
        "months: [1, 2]",
        "months: [1]",
        ("calendar", "winter", "changed", "true in 1, 2", "true in 1"),
    ),
    "a date": (
        "2031-02-01: {",
        "2031-02-08: {",
        ("dated changes", "at.2031-02-01.ice", "removed", "+= guess", ""),
    ),
    "a horizon": (
        "within: 4 weeks",
        "within: 5 weeks",
        ("questions", "questions.harbour.horizon", "changed", "within 4 weeks", "within 5 weeks"),
    ),
    "a rule of reading": (
        "worst: {shut",
        "last: {shut",
        (
            "questions",
            "questions.harbour.rule",
            "changed",
            "worst of shut, else open",
            "last of shut, else open",
        ),
    ),
    "a correlation": (
        "rank: -0.3",
        "rank: 0.3",
        ("correlations", "correlate.captain.nerve with fog", "changed", "-0.3", "0.3"),
    ),
    "targets of a doubt": (
        '["captain.*", storm]',
        "[storm]",
        ("doubts", "doubts.model.on", "changed", "captain.*, storm", "storm"),
    ),
    "once": (
        "  storm:\n    rate: shift",
        "  storm:\n    once: true\n    rate: shift",
        ("events", "storm.once", "changed", "any number of times", "at most once"),
    ),
    "the clock": (
        "ticks: 8",
        "ticks: 9",
        (
            "clock",
            "clock",
            "changed",
            "start 2031-01-01, tick week, ticks 8",
            "start 2031-01-01, tick week, ticks 9",
        ),
    ),
    "a reason": ("why: fog of last winter", "why: fog", ("quantities", "fog", "reason", "", "")),
    "a hedge": ("hedge: H2", "hedge: H3", ("quantities", "fog", "reason", "", "")),
    "a reason for a correlation": (
        "fog frightens",
        "fog is grey",
        ("correlations", "correlate.captain.nerve with fog", "reason", "", ""),
    ),
}


@pytest.mark.parametrize("old, new, expected", ONE.values(), ids=ONE)
def test_a_single_change_is_told_once(text, old, new, expected):
    assert changes(text, old, new)[0] == expected
    assert len(changes(text, old, new)) == (2 if expected[1].startswith("at.") else 1)


@pytest.mark.parametrize(
    "old, new",
    [
        ("guess: 0.4", "guess: {fixed: 0.40}"),
        ("ice >= 2", "(ice >= 2.0)"),
        ("title: Will the ferry sail?", "title: Whatever"),
        ("label: The captain", "label: Nobody"),
        ("pair: [fog, captain.nerve]", "pair: [captain.nerve, fog]"),
        ("if: not danger and pier is open", "if: not danger and pier == open"),
    ],
)
def test_what_means_the_same_is_no_difference(text, old, new):
    assert changes(text, old, new) == []
    assert "no difference" in next(iter(difference_lines(compared(read_text(text), read_text(text)))))[1]


def test_things_come_and_go_whole_with_all_that_is_in_them(text):
    wait = "          wait: {serves: {calm: 0.2, trade: -0.1}, basis: judgement, why: as ever}\n"
    without = text.replace(wait, "")
    [gone] = compared(read_text(text), read_text(without)).changes
    [new] = compared(read_text(without), read_text(text)).changes
    assert (gone.kind, gone.name, gone.old_reason) == ("removed", "captain.wait", "as ever (judgement)")
    assert (new.kind, new.name, new.new_reason) == ("added", "captain.wait", "as ever (judgement)")
    assert gone.parts == new.parts == ("serves calm: 0.2", "serves trade: -0.1")


def test_a_whole_actor_is_one_change(text):
    mate = "  mate:\n    menu: {shout"
    [new] = compared(
        read_text(text), read_text(text.replace(mate, "  cook:\n    menu: {boil: {utility: 0.3}}\n" + mate))
    ).changes
    assert (new.owner, new.name, new.kind) == ("cook", "cook", "added")
    assert new.parts == ("boil utility: 0.3", "decides: every tick")


def test_reasons_stand_beside_old_and_new(text):
    other = text.replace("pert: [0.1, 0.3, 0.8]", "fixed: 0.7").replace(
        "why: fog of last winter", "why: a bad year"
    )
    found = compared(read_text(text), read_text(other))
    assert [(c.old_reason, c.new_reason) for c in found.changes] == [
        ("fog of last winter (LOG:02, LOG:01, H2)", "a bad year (LOG:02, LOG:01, H2)")
    ]


@pytest.mark.parametrize(
    "old, new, expected",
    [
        ("pert: [0.1, 0.3, 0.8]", "fixed: 0.7", "the reason stays: fog of last winter (LOG:02, LOG:01, H2)"),
        (
            "{fixed: 0.5 per week, basis: base rate, why: counted}",
            "0.6 per week",
            "is 0.6 per week, no reason given",
        ),
        ("guess: 0.4", "guess: {fixed: 0.5, basis: judgement, why: so}", "is 0.5: so (judgement)"),
        ("guess: 0.4", "guess: 0.5", "is 0.5"),
        ("why: fog of last winter", "why: fog", "fog: the same belief, another reason"),
    ],
)
def test_an_old_reason_beside_a_new_number_shows(text, old, new, expected):
    lines = [
        line for _, line in difference_lines(compared(read_text(text), read_text(text.replace(old, new))))
    ]
    assert expected in lines


def test_differences_stand_in_the_order_of_the_language_and_mirror_each_other(text):
    other = (
        text.replace("guess: 0.4", "guess: 0.5")
        .replace("chance: 0.7", "chance: 0.6")
        .replace("[0, 9]", "[0, 8]")
    )
    other = other.replace("chance: 0.3", "chance: 0.4").replace("every 1 week", "every 2 weeks")
    there, back = compared(read_text(text), read_text(other)), compared(read_text(other), read_text(text))
    assert [c.owner for c in there.changes] == ["quantities", "state", CAPTAIN, "events", "events"]
    assert [(c.name, c.old, c.new) for c in there.changes] == [(c.name, c.new, c.old) for c in back.changes]
