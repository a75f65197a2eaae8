"""A finer clock and a longer menu are no new beliefs: they move an answer only as far as can be said beforehand.

Rates are exact at any tick. What is left of the tick: a reply comes one turn later, an event fires at most once a tick,
and a choice is weighed once a turn. All three are errors of first order: each halving of the tick moves an answer at
most half as far as the one before.
"""

from __future__ import annotations

import math

import numpy as np
import pytest
from playing import (
    MANY,
    Tree,
    assert_shares,
    changed,
    four_errors,
    shares,
    shipped,
    simulated,
    tree,
)

SQRT2 = math.sqrt(2)  # two runs, each with its own error: at equal seeds they may be closer, never further


def clocked(world: Tree, tick: str, ticks: int) -> Tree:
    return changed(changed(world, "clock.tick", tick), "clock.ticks", ticks)


# Lessons


@pytest.mark.parametrize(
    "tick, ticks, days_lost", [("2 months", 12, 0), ("6 months", 4, 0), ("week", 105, 7), ("day", 731, 1)]
)
def test_competing_hazards_do_not_know_the_tick(tick, ticks, days_lost):
    """Weeks and days leave a rest of the year: its time times the whole rate is all that may be missing."""
    lesson = shipped("01-competing-hazards")
    histories = 4000 if tick == "day" else MANY
    usual, other = (shares(world, histories) for world in (lesson, clocked(lesson, tick, ticks)))
    rest = 0.05 * days_lost / (365.25 / 12)
    for question, lines in usual.items():
        for line, share in lines.items():
            error = SQRT2 * four_errors(share, histories)
            assert abs(other[question][line] - share) <= rest + error, line


def test_one_choice_is_made_once_at_any_tick():
    """Tick 1 is tick 1: the same draws, not only the same law."""
    lesson = shipped("02-one-choice")
    halved = changed(clocked(lesson, "2 weeks", 4), "actors.council.decides", "every 8 weeks")
    usual, other = (simulated(world, 2000).columns["choice.outcome"] for world in (lesson, halved))
    assert np.array_equal(usual, other)


# Pace


def hazard_per_pace(utility: float, pace: float, turn: float) -> float:
    """Rate of acting over the pace: P(act) = w (e^v - 1) / (1 + w (e^v - 1)), v = pace x turn, w = exp(utility).

    It is g(v) / v, g(v) = log(1 + w (e^v - 1)): w for short turns, 1 for long ones, and 1 for all at indifference.
    With q = w e^v / (1 + w (e^v - 1)), which goes from w to 1, g'' = q (1 - q): in size at most w (w - 1), or 1/4 where
    w < 1; the slope of g(v) / v is at most half of that.
    """
    v = pace * turn
    return math.log1p(math.exp(utility) * math.expm1(v)) / v


@pytest.mark.parametrize("utility", [-1.5, 0.0, 1.0])
@pytest.mark.parametrize("turn", [1, 2, 4, 8])
def test_the_turn_moves_a_paced_choice_by_its_closed_form(utility, turn):
    """Halving it moves the rate over the pace by no more than half the turn times that slope."""
    pace, weeks = 0.05, 16
    world = tree(f"clock: {{start: 2024-01-01, tick: week, ticks: {weeks}}}")
    actor = {
        "pace": f"{pace} per week",
        "decides": f"every {turn} weeks",
        "menu": {"go": {"utility": utility}},
    }
    world = changed(world, "actors.ann", actor)
    world = changed(
        world, "questions.q", {"within": f"{weeks} weeks", "worst": {"went": "ever(ann.go)", "else": "no"}}
    )
    rate, half = (pace * hazard_per_pace(utility, pace, t) for t in (turn, turn / 2))
    assert_shares(world, {"q": {"went": -math.expm1(-rate * weeks)}})
    w = math.exp(utility)
    slope = max(0.25, w * (w - 1)) / 2
    assert abs(rate - half) <= pace * slope * pace * turn / 2


# A small world with a reply


def incident_and_reply(tick: str, weeks: int) -> Tree:
    """An incident at 0.06 a week opens a reply at a pace of 0.1 a week."""
    length = {"week": 1, "2 weeks": 2, "4 weeks": 4}[tick]
    world = tree(f"""
clock: {{start: 2024-01-01, tick: {tick}, ticks: {weeks // length}}}
state: {{alarm: {{switch: off}}}}
events: {{incident: {{rate: 0.06 per week, then: {{alarm: = on}}}}}}
actors: {{guard: {{pace: 0.1 per week, menu: {{reply: {{if: alarm, utility: 0}}}}}}}}
""")
    return changed(
        world,
        "questions.q",
        {"within": f"{weeks} weeks", "worst": {"replied": "ever(guard.reply)", "else": "no"}},
    )


def replied(r: float, s: float, turns: int) -> float:
    """Incident in tick k, reply in one of the ticks from k on: chances a = 1 - e^-r and b = 1 - e^-s a tick."""
    return sum(
        math.exp(-r * (k - 1)) * -math.expm1(-r) * -math.expm1(-s * (turns - k + 1))
        for k in range(1, turns + 1)
    )


@pytest.mark.parametrize("tick, length", [("week", 1), ("2 weeks", 2), ("4 weeks", 4)])
def test_a_coarse_tick_brings_a_reply_forward_by_less_than_a_tick(tick, length):
    """In continuous time incident and reply take X + Y; in ticks the reply ends its tick within one of that."""
    weeks, r, s = 24, 0.06, 0.1

    def in_time(t: float) -> float:
        return 1 - (s * math.exp(-r * t) - r * math.exp(-s * t)) / (s - r)

    share = replied(r * length, s * length, weeks // length)
    assert_shares(incident_and_reply(tick, weeks), {"q": {"replied": share}})
    assert in_time(weeks) < share < in_time(weeks + length)


FEEDBACK = """
clock: {start: 2024-01-01, tick: week, ticks: 48}
state: {tension: {start: 0.2, range: [0, 1], relax: {to: 0.2, half_life: 8 weeks}}}
events: {incident: {rate: 0.1 per week, then: {tension: += 0.2}}}
actors:
  guard:
    pace: 40% per month
    precision: 3
    menu:
      strike: {if: tension >= 0.45, utility: tension - 0.7, then: {tension: += 0.1}}
      calm: {utility: 0.2, then: {tension: -= 0.1}}
questions: {struck: {within: 48 weeks, worst: {yes: ever(guard.strike), else: no_strike}}}
"""


@pytest.mark.slow
def test_each_halving_of_the_tick_moves_at_most_half_as_far():
    """First order, s(t) = s(0) + a t, or better: |s(2) - s(4)| <= |s(4) - s(8)| / 2, within the errors of three runs."""
    histories = 200_000
    eight, four, two = (
        shares(clocked(tree(FEEDBACK), f"{weeks} weeks", 48 // weeks), histories)["struck"]["yes"]
        for weeks in (8, 4, 2)
    )
    error = math.sqrt(0.5**2 + 1.5**2 + 1) * four_errors(four, histories)
    assert abs(four - eight) > SQRT2 * four_errors(four, histories)
    assert abs(two - four) <= abs(four - eight) / 2 + error


# An idle option


def idle_loss(options: int, mean_weight: float, pace: float) -> float:
    """By how much an idle option (utility 0, no effect) lowers the chance of each other one, relatively.

    Before P = w / (sum w + m (1 - p) / p), after w / (sum w + 1 + (m + 1) (1 - p) / p): 1 / p more below the line,
    so the loss is 1 / (1 + m (1 - p + p x mean w)), at most 1 / (1 + m (1 - p)), at indifference 1 / (m + 1).
    """
    return 1 / (1 + options * (1 - pace + pace * mean_weight))


@pytest.mark.parametrize("options", [1, 3, 9])
@pytest.mark.parametrize("utility, pace", [(0.0, 0.3), (1.0, 0.3), (-1.0, 0.1)])
def test_an_idle_option_moves_the_headline_by_its_closed_form(options, utility, pace):
    """Whether it was ever done in 5 turns, 1 - (1 - P)^5, loses relatively no more than P itself does."""
    turns = 5
    menu = {f"a{i}": {"utility": utility} for i in range(options)}
    world = tree(f"clock: {{start: 2024-01-01, tick: day, ticks: {turns}}}")
    world = changed(
        world, "questions.q", {"within": f"{turns} days", "worst": {"done": "ever(ann.a0)", "else": "no"}}
    )
    found, wanted = [], []
    for idle in (False, True):
        more = {"idle": {"utility": 0}} if idle else {}
        full = changed(world, "actors.ann", {"pace": f"{pace:.0%} per day", "menu": menu | more})
        weight = math.exp(utility)
        p = weight / (options * weight + options * (1 - pace) / pace)
        p *= 1 - idle_loss(options, weight, pace) * idle
        wanted.append(1 - (1 - p) ** turns)
        assert_shares(full, {"q": {"done": wanted[-1]}})
        found.append(shares(full)["q"]["done"])
    bound = 1 / (1 + options * (1 - pace)) if utility < 0 else 1 / (options + 1)
    assert 0 < 1 - wanted[1] / wanted[0] <= bound + 1e-12
    assert 0 < 1 - found[1] / found[0] <= bound + SQRT2 * four_errors(wanted[1]) / wanted[0]


def test_an_idle_option_takes_histories_only_to_itself_and_to_hold():
    """At the first tick that differs: the clocks of all others are as they were."""
    world = tree(FEEDBACK)
    for i, action in enumerate(("strike", "calm")):
        world = changed(world, f"watches.w{i}", f"did(guard.{action})")
    more = changed(world, "actors.guard.menu.idle", {"utility": 0})
    before, after = (
        np.stack([np.unpackbits(simulated(w, 4000).columns[f"watch.w{i}"], axis=1)[:, :48] for i in (0, 1)])
        for w in (world, more)
    )
    differs = (before != after).any(axis=0)
    moved = np.flatnonzero(differs.any(axis=1))
    first = differs[moved].argmax(axis=1)
    assert len(moved) > 1000
    assert not after[:, moved, first].any()
    assert before[:, moved, first].any(axis=0).all()


def test_an_idle_option_in_a_world_with_a_reply_stays_within_the_bound():
    """As few as one option may be open, so each chance loses at most 1 / (1 + 1 - p). The answer rises here: what
    is lost of the calming is missed more than what is lost of the striking."""
    pace = 1 - math.exp(math.log(0.6) * 7 / (365.25 / 12))
    usual = shares(tree(FEEDBACK))["struck"]["yes"]
    idle = shares(changed(tree(FEEDBACK), "actors.guard.menu.idle", {"utility": 0}))["struck"]["yes"]
    assert 0 < idle / usual - 1 <= 1 / (2 - pace)
