"""What can be worked out by hand is met: every share within four standard errors of its closed form.

Mostly one history per world, so that histories are independent. Ticks are cut so that a horizon is a whole number.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from playing import MANY, Tree, assert_mean, assert_shares, changed, four_errors, simulated, tree

Function = Callable[[np.ndarray], np.ndarray]

DAYS = "clock: {start: 2024-01-01, tick: day, ticks: %d}\n"


def days(ticks: int, text: str) -> Tree:
    return tree(DAYS % ticks + text)


def normal_mean(f: Function) -> float:
    """The mean of f(Z), Z standard normal, by Gauss-Hermite quadrature."""
    z, weights = np.polynomial.hermite_e.hermegauss(96)
    return float(weights @ f(z) / weights.sum())


def logistic(x: np.ndarray | float) -> np.ndarray | float:
    return 1 / (1 + np.exp(-x))


def binomial(n: int, p: float) -> list[float]:
    return [math.comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)]


# Hazards: exact at any tick

RATES = {"breaks": 0.3, "settles": 0.15, "fades": 0.05}  # per week or per month


def competing(tick: str, ticks: int, per: str, how: str) -> Tree:
    """One ending of three kinds, as alternatives with rates of their own or as chances of one event."""
    total = sum(RATES.values())
    kinds = {
        name: {"rate": f"{rate} per {per}"} if how == "rates" else {"chance": rate / total}
        for name, rate in RATES.items()
    }
    event = {"once": True, "one_of": kinds} | ({} if how == "rates" else {"rate": f"{total} per {per}"})
    lines = {name: f"ever(ending.{name})" for name in RATES} | {"else": "lasts"}
    world = tree(f"clock: {{start: 2024-01-01, tick: {tick}, ticks: {ticks}}}")
    world = changed(world, "events.ending", event)
    for t in (2, 4, 8):
        world = changed(world, f"questions.by_{t}", {"within": f"{t} {per}s", "worst": lines})
    return world


@pytest.mark.parametrize("how", ["rates", "chances"])
@pytest.mark.parametrize(
    "tick, ticks, per",
    [
        ("day", 56, "week"),
        ("week", 8, "week"),
        ("2 weeks", 4, "week"),
        ("month", 8, "month"),
        ("2 months", 4, "month"),
    ],
)
def test_competing_hazards_share_what_the_others_leave(tick, ticks, per, how):
    """Cumulative incidence (1 - exp(-r t)) r_i / r."""
    r = sum(RATES.values())
    expected = {
        f"by_{t}": {name: -math.expm1(-r * t) * rate / r for name, rate in RATES.items()}
        | {"lasts": math.exp(-r * t)}
        for t in (2, 4, 8)
    }
    assert_shares(competing(tick, ticks, per, how), expected)


@pytest.mark.parametrize(
    "tick, ticks, within, years",
    [("month", 24, "12 months", 1), ("month", 24, "24 months", 2), ("2 years", 1, "24 months", 2),
     ("week", 105, "104 weeks", 104 * 7 / 365.25), ("day", 30, "30 days", 30 / 365.25)],
)  # fmt: skip
@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_chance_within_a_year_is_that_chance_after_a_year(tick, ticks, within, years, share):
    """1 - (1 - p)^years, a year having 12 months or 365.25 days."""
    world = tree(f"clock: {{start: 2023-01-01, tick: {tick}, ticks: {ticks}}}")
    world = changed(world, "events.e.rate", f"{share:.0%} per year")
    world = changed(world, "questions.q", {"within": within, "worst": {"yes": "ever(e)", "else": "no"}})
    assert_shares(world, {"q": {"yes": 1 - (1 - share) ** years}})


@pytest.mark.parametrize("tick, ticks, q", [("day", 10, 0.2), ("2 days", 5, 0.4), ("5 days", 2, 1.0)])
def test_firings_are_binomial_and_none_at_all_is_poisson(tick, ticks, q):
    """Count ~ Binomial(n, 1 - exp(-rate x tick)); no firing in ten days: exp(-10 rate) at any tick."""
    lines = {f"k{k}": f"count(e) == {k}" for k in range(ticks)} | {"else": f"k{ticks}"}
    world = tree(
        f"clock: {{start: 2024-01-01, tick: {tick}, ticks: {ticks}}}\nevents: {{e: {{rate: 0.2 per day}}}}"
    )
    world = changed(world, "questions.n", {"within": "10 days", "last": lines})
    pmf = binomial(ticks, -math.expm1(-q))
    assert pmf[0] == pytest.approx(math.exp(-2.0))
    assert_shares(world, {"n": {f"k{k}": p for k, p in enumerate(pmf)}})


@pytest.mark.parametrize("cooldown", [1, 2, 5, 12])
@pytest.mark.parametrize("rate", [0.2, 1.0])
def test_a_cooldown_makes_a_renewal_process(rate, cooldown):
    """Fires in tick t with f(t) = q (1 - f(t-1) - ... - f(t-c+1)), q = 1 - exp(-rate)."""
    n, q = 40, -math.expm1(-rate)
    fires: list[float] = []
    for t in range(n):
        fires.append(q * (1 - sum(fires[max(0, t - cooldown + 1) : t])))
    world = days(n, f"events: {{e: {{rate: {rate} per day, cooldown: {cooldown} days}}}}")
    assert_mean(simulated(world, 10_000).columns["count.e"], sum(fires))


def test_once_fires_at_a_geometric_time_and_never_again():
    q = 0.25
    run = simulated(days(12, f"events: {{e: {{rate: {-math.log1p(-q)} per day, once: true}}}}"), MANY)
    first, counts = run.columns["first.e"], run.columns["count.e"]
    for t in range(1, 13):
        p = q * (1 - q) ** (t - 1)
        assert abs((first == t).mean() - p) < four_errors(p)
    assert np.array_equal(counts, first > 0)


@pytest.mark.parametrize("a, b", [(0.2, 0.5), (0.9, 0.9), (0.05, 0.3)])
def test_a_switch_with_two_rates_is_a_markov_chain(a, b):
    """P(on after n) = a / (a + b) (1 - (1 - a - b)^n), with a and b the chances a tick."""
    r, s = -math.log1p(-a), -math.log1p(-b)
    world = days(
        9,
        f"""
state: {{lamp: {{switch: off}}}}
events:
  lights: {{if: not lamp, rate: {r} per day, then: {{lamp: = on}}}}
  fails: {{if: lamp, rate: {s} per day, then: {{lamp: = off}}}}
questions:
  early: {{within: 2 days, last: {{lit: lamp, else: dark}}}}
  late: {{within: 9 days, last: {{lit: lamp, else: dark}}}}
""",
    )
    lit = {n: a / (a + b) * (1 - (1 - a - b) ** n) for n in (2, 9)}
    assert_shares(world, {"early": {"lit": lit[2]}, "late": {"lit": lit[9]}})


def test_of_two_independent_events_the_first_in_the_list_wins_ties():
    """P(A by n, not after B) and P(B by n, before A), geometric with p and q a tick."""
    p, q, n = 0.3, 0.4, 5
    a_first = sum(p * ((1 - p) * (1 - q)) ** (t - 1) for t in range(1, n + 1))
    b_first = sum(q * (1 - p) * ((1 - p) * (1 - q)) ** (t - 1) for t in range(1, n + 1))
    world = days(
        n,
        f"""
events: {{a: {{rate: {-math.log1p(-p)} per day}}, b: {{rate: {-math.log1p(-q)} per day}}}}
questions: {{q: {{within: {n} days, first: {{a: ever(a), b: ever(b), else: none}}}}}}
""",
    )
    assert_shares(world, {"q": {"a": a_first, "b": b_first, "none": 1 - a_first - b_first}})


def test_a_history_that_ends_is_read_as_it_was():
    """B in any tick up to the one of A, which ends the history: sum over A's tick of 1 - (1 - q)^t."""
    p, q, n = 0.3, 0.2, 6
    ended = sum(p * (1 - p) ** (t - 1) * (1 - (1 - q) ** t) for t in range(1, n + 1))
    world = days(
        n,
        f"""
events: {{a: {{rate: {-math.log1p(-p)} per day}}, b: {{rate: {-math.log1p(-q)} per day}}}}
ends: ever(a)
questions: {{q: {{within: {n} days, last: {{b: ever(b), else: none}}}}}}
""",
    )
    assert_shares(world, {"q": {"b": ended + (1 - p) ** n * (1 - (1 - q) ** n)}})


# Choices


def softmax(precision: float, utilities: list[float], habits: list[float], hold: float) -> list[float]:
    weights = [math.exp(precision * u + h) for u, h in zip(utilities, habits, strict=True)] + [math.exp(hold)]
    return [weight / sum(weights) for weight in weights]


def one_choice(menu: dict[str, dict[str, object]], **actor: object) -> Tree:
    """An actor who chooses once; the question `did` tells what."""
    world = changed(days(1, ""), "actors.ann", {**actor, "menu": menu})
    lines = {name: f"did(ann.{name})" for name in menu} | {"else": "hold"}
    return changed(world, "questions.did", {"within": "1 day", "last": lines})


@pytest.mark.parametrize(
    "precision, utilities, habits, hold",
    [
        (1.0, [0.5], [0.0], 0.0),
        (2.0, [0.5, -0.5, 0.0], [0.0, 0.0, 0.0], 0.0),
        (0.0, [9.0, -9.0], [0.0, 1.0], 0.0),
        (4.0, [0.3, 0.2, 0.1, 0.0], [-1.0, 0.0, 1.0, -0.5], 0.7),
        (50.0, [0.02, 0.0], [0.0, 0.0], -0.5),
    ],
    ids=["one option", "three", "precision 0", "habits and hold", "precision 50"],
)
def test_choices_follow_the_softmax(precision, utilities, habits, hold):
    menu = {
        f"a{i}": {"utility": u, "habit": h} for i, (u, h) in enumerate(zip(utilities, habits, strict=True))
    }
    *law, hold_share = softmax(precision, utilities, habits, hold)
    world = one_choice(menu, precision=precision, hold=hold)
    assert_shares(world, {"did": {**{f"a{i}": p for i, p in enumerate(law)}, "hold": hold_share}})


def test_an_uncertain_precision_mixes_softmaxes():
    menu = {"go": {"utility": 1}, "stay": {"utility": -1}}
    mix = [
        0.3 * p + 0.7 * q
        for p, q in zip(softmax(0.5, [1, -1], [0, 0], 0), softmax(3, [1, -1], [0, 0], 0), strict=True)
    ]
    world = one_choice(menu, precision={"discrete": {0.5: 0.3, 3: 0.7}})
    assert_shares(world, {"did": dict(zip(("go", "stay", "hold"), mix, strict=True))})


@pytest.mark.parametrize("options", [1, 3, 10])
@pytest.mark.parametrize("cadence", [1, 2, 3])
def test_pace_is_the_chance_of_doing_anything_at_indifference(options, cadence):
    """25% a day: after t days 1 - 0.75^t, whatever the cadence and the number of options."""
    menu = {f"a{i}": {"utility": 0} for i in range(options)}
    anything = " or ".join(f"ever(ann.{name})" for name in menu)
    actor = {"pace": "25% per day", "decides": f"every {cadence} days", "menu": menu}
    world = changed(days(6, ""), "actors.ann", actor)
    for t in (cadence, 6):  # whole turns; the first stands for the days it covers
        turns = t // cadence
        question = {
            "within": f"{(turns - 1) * cadence + 1} days",
            "worst": {"acted": anything, "else": "held"},
        }
        world = changed(world, f"questions.after_{t}", question)
    assert_shares(world, {f"after_{t}": {"acted": 1 - 0.75**t} for t in (cadence, 6)})


@pytest.mark.parametrize("pace", [0.05, 0.6])
def test_pace_with_preferences_and_habits(pace):
    """w(hold) = (1 - p) / p x sum of exp(habit); habits alone leave the chance of doing anything at p."""
    precision, utilities, habits = 1.5, {"a": 1.0, "b": 0.0, "c": -0.5}, {"a": -1.0, "b": 0.5, "c": 0.0}
    menu = {name: {"utility": u, "habit": habits[name]} for name, u in utilities.items()}
    weights = {name: math.exp(precision * u + habits[name]) for name, u in utilities.items()}
    weights["hold"] = (1 - pace) / pace * sum(map(math.exp, habits.values()))
    world = one_choice(menu, pace=f"{pace:.0%} per day", precision=precision)
    assert_shares(world, {"did": {name: w / sum(weights.values()) for name, w in weights.items()}})
    indifferent = one_choice(
        {name: {"utility": 0, "habit": h} for name, h in habits.items()}, pace=f"{pace:.0%} per day"
    )
    assert_shares(indifferent, {"did": {"hold": 1 - pace}})


def test_a_habit_multiplies_the_odds_between_two_options():
    menu = {"usual": {"utility": 0, "habit": math.log(3)}, "new": {"utility": 0}}
    assert_shares(one_choice(menu, pace="40% per day"), {"did": {"usual": 0.3, "new": 0.1, "hold": 0.6}})


def test_an_unavailable_option_has_no_weight_not_even_in_the_pace():
    menu = {"open": {"utility": 0}, "shut": {"if": "false", "utility": 500}}
    assert_shares(one_choice(menu, pace="40% per day"), {"did": {"open": 0.4, "shut": 0.0}})


def test_what_is_expected_of_another_is_his_softmax():
    """Ann's utility is P(bob answers | her step): 1 / (1 + 1/e) if she lights the lamp, 1/2 if not."""
    world = days(
        1,
        """
state: {lamp: {switch: off}}
actors:
  ann:
    precision: 2
    menu:
      light: {utility: expects(bob.answer), then: {lamp: = on}}
      wait: {utility: expects(bob.answer)}
  bob: {menu: {answer: {utility: "if(lamp, 1, 0)"}}}
questions: {did: {within: 1 day, last: {light: did(ann.light), wait: did(ann.wait), else: hold}}}
""",
    )
    law = softmax(2.0, [float(logistic(1.0)), 0.5], [0.0, 0.0], 0.0)
    assert_shares(world, {"did": dict(zip(("light", "wait", "hold"), law, strict=True))})


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_successes_are_binomial(p):
    lines = {f"k{k}": f"count(ann.go.succeeded) == {k}" for k in range(4)} | {"else": "k4"}
    world = days(4, f"actors: {{ann: {{menu: {{go: {{utility: 500, succeeds: {p}}}}}}}}}")
    world = changed(world, "questions.n", {"within": "4 days", "last": lines})
    assert_shares(world, {"n": {f"k{k}": share for k, share in enumerate(binomial(4, p))}})


def test_success_does_not_depend_on_having_been_chosen():
    """Chosen with 1/2, 1/4 of these succeed."""
    world = changed(days(1, ""), "actors.ann.menu.go", {"utility": 0, "succeeds": 0.25})
    lines = {"won": "ever(ann.go.succeeded)", "lost": "ever(ann.go.failed)", "else": "held"}
    world = changed(world, "questions.q", {"within": "1 day", "last": lines})
    assert_shares(world, {"q": {"won": 0.125, "lost": 0.375, "held": 0.5}})


# States


@pytest.mark.parametrize(
    "half_life, sd, ticks", [(1, 0.3, 6), (4, 0.3, 6), (4, 1.0, 40), (0.5, 0.2, 3)], ids=str
)
def test_a_number_with_noise_and_relax_is_an_ornstein_uhlenbeck_chain(half_life, sd, ticks):
    """phi = 2^(-tick / half-life): mean to + phi^n (x0 - to), variance sd^2 (1 - phi^2n) / (1 - phi^2), lag-one phi."""
    start, to, phi = 3.0, 1.0, 2 ** (-1 / half_life)
    world = days(
        ticks,
        f"""
state:
  x: {{start: {start}, range: [-99, 99], relax: {{to: {to}, half_life: {half_life} days}}, noise: {sd} per day}}
  before: {{start: 0, range: [-99, 99]}}
rules: {{keep: {{if: always, then: {{before: = x}}}}}}
""",
    )
    columns = simulated(world, MANY).columns
    x, before = columns["final.x"], columns["final.before"]
    variance = sd**2 * (1 - phi ** (2 * ticks)) / (1 - phi**2)
    assert_mean(x, to + phi**ticks * (start - to))
    assert x.var() == pytest.approx(variance, rel=4 * math.sqrt(2 / MANY))
    innovation = x - to - phi * (before - to)
    assert_mean(innovation * (before - before.mean()), 0.0)
    assert innovation.var() == pytest.approx(sd**2, rel=4 * math.sqrt(2 / MANY))


@pytest.mark.parametrize("tick, ticks", [("day", 28), ("week", 4), ("4 weeks", 1)])
def test_noise_is_a_random_walk_at_any_tick(tick, ticks):
    """0.5 per week: a variance of 1 after four weeks."""
    world = tree(f"clock: {{start: 2024-01-01, tick: {tick}, ticks: {ticks}}}\n"
                 "state: {x: {start: 0, range: [-99, 99], noise: 0.5 per week}}")  # fmt: skip
    x = simulated(world, MANY).columns["final.x"]
    assert_mean(x, 0.0)
    assert x.var() == pytest.approx(1.0, rel=4 * math.sqrt(2 / MANY))


@pytest.mark.parametrize(
    "tick, ticks, text, wanted",
    [
        ("day", 14, "while: always, then: {x: += 3 per week}", 7.0),
        ("week", 2, "while: always, then: {x: += 3 per week}", 7.0),
        ("week", 4, "while: x < 5, then: {x: += 1 per day}", 8.0),
        ("day", 28, "while: x < 5, then: {x: += 1 per day}", 5.0),
        ("day", 10, "while: always, then: {x: += 0.1 * x * pulse}", 1.1**10),
        ("day", 10, "while: always, then: {x: -= 0.1 * x * pulse}", 0.9**10),
        ("2 days", 5, "while: always, then: {x: += 0.1 * x * pulse}", 1.2**5),
        ("day", 3, "if: always, then: {x: += x}", 8.0),
    ],
)
def test_flows_add_their_rate_times_the_tick(tick, ticks, text, wanted):
    world = tree(f"""
clock: {{start: 2024-01-01, tick: {tick}, ticks: {ticks}}}
quantities: {{pulse: {{fixed: 1 per day}}}}
state: {{x: {{start: 1, range: [-99, 99]}}}}
rules: {{flow: {{{text}}}}}
""")
    assert simulated(world, 1).columns["final.x"][0] == pytest.approx(wanted, rel=1e-12)


# Memory: waiting times in a world where `lit` is true in each tick with chance Q, independently

Q = 0.6
LIT = f"events: {{e: {{rate: {-math.log1p(-Q)} per day}}}}\nterms: {{lit: since(e) < 1 day}}\n"


def remembered(ticks: int, condition: str, p: float) -> None:
    """``condition`` holds after so many ticks with probability ``p``."""
    question = {"within": f"{ticks} days", "last": {"yes": condition, "else": "no"}}
    assert_shares(changed(days(ticks, LIT), "questions.q", question), {"q": {"yes": p}})


@pytest.mark.parametrize("n, d", [(3, 1), (8, 1), (8, 3)])
def test_since_waits_as_long_as_nothing_happens(n, d):
    """Something by n - d, nothing in the last d."""
    remembered(n, f"since(e) >= {d} days", (1 - Q) ** d * (1 - (1 - Q) ** (n - d)))
    remembered(n, f"since(e) <= {d - 1} days", 1 - (1 - Q) ** d)


@pytest.mark.parametrize("n, d", [(3, 1), (8, 1), (8, 3), (8, 7)])
def test_held_counts_from_the_tick_in_which_it_became_true(n, d):
    """True for d ticks after that one: a run of d + 1."""
    remembered(n, f"held(lit, {d} days)", Q ** (d + 1))


def run_by(n: int, length: int) -> float:
    """Chance of a run of so many by n: P(n) = P(n-1) + (1 - P(n-length-1)) (1 - Q) Q^length."""
    seen = [0.0] * length + [Q**length]
    for k in range(length + 1, n + 1):
        seen.append(seen[k - 1] + (1 - seen[k - length - 1]) * (1 - Q) * Q**length)
    return seen[n]


@pytest.mark.parametrize("n, d", [(4, 1), (9, 2), (9, 4)])
def test_held_at_some_time_is_the_first_run(n, d):
    """A run of d + 1 by n. Inside `ever` it is read before its memory is, so that d and one more tick do."""
    held = f"held(lit, {d} days)"
    world = changed(
        days(n, LIT), "questions.q", {"within": f"{n} days", "worst": {"yes": held, "else": "no"}}
    )
    assert_shares(world, {"q": {"yes": run_by(n, d + 1)}})
    remembered(n, f"ever({held})", run_by(n - 1, d))


@pytest.mark.parametrize("n, d", [(4, 1), (9, 2), (9, 4)])
def test_the_longest_spell_needs_a_reading_after_it(n, d):
    """So many trues and one more reading, true or false."""
    remembered(n, f"longest(lit) >= {d} days", run_by(n - 1, d))


@pytest.mark.parametrize("n, last", [(3, 3), (9, 4)])
def test_count_is_binomial_in_its_window(n, last):
    for k, p in enumerate(binomial(last, Q)):
        remembered(n, f"count(lit, last {last} days) == {k}", p)


@pytest.mark.parametrize("n", [1, 5])
def test_ever_is_geometric(n):
    remembered(n, "ever(lit)", 1 - (1 - Q) ** n)


# What is not known: one value per world


def both(world: Tree, name: str, worlds: int = MANY) -> tuple[float, float]:
    """Shares of histories with, and of worlds where both repeats have, a count of the happening."""
    happened = simulated(world, worlds, 2).by_world(f"count.{name}") > 0
    return float(happened.mean()), float(happened.all(axis=1).mean())


def assert_mixed(world: Tree, name: str, p: Function) -> None:
    """The mean of p(Z) over worlds, and that of p(Z)^2: repeats share the world's value and nothing else."""
    one, two = both(world, name)
    first, second = normal_mean(p), normal_mean(lambda z: p(z) ** 2)
    assert abs(one - first) < four_errors(first)  # histories of one world only add to MANY
    assert abs(two - second) < four_errors(second)


@pytest.mark.parametrize("sd", [0.5, 1.5])
def test_a_doubt_is_a_log_normal_frailty(sd):
    """P(by t) = E[1 - exp(-r t exp(sd Z))]."""
    world = days(5, f"events: {{e: {{rate: 0.02 per day}}}}\ndoubts: {{d: {{sd: {sd}, on: [e]}}}}")
    assert_mixed(world, "e", lambda z: -np.expm1(-0.1 * np.exp(sd * z)))


def test_a_doubt_on_an_alternative_shifts_its_share():
    """E[r e^Z / (r e^Z + s) (1 - exp(-(r e^Z + s) t))]."""
    world = days(
        4,
        """
events: {e: {once: true, one_of: {a: {rate: 0.2 per day}, b: {rate: 0.3 per day}}}}
doubts: {d: {sd: 1, on: [e.a]}}
""",
    )

    def share(z: np.ndarray) -> np.ndarray:
        r = 0.2 * np.exp(z)
        return -np.expm1(-4 * (r + 0.3)) * r / (r + 0.3)

    assert_mixed(world, "e.a", share)


def test_a_doubt_on_an_event_whose_alternatives_have_the_rates_is_on_each_of_them():
    """Their shares stay: a third of E[1 - exp(-R t e^Z)]."""
    world = days(
        4,
        """
events: {e: {once: true, one_of: {a: {rate: 0.01 per day}, b: {rate: 0.02 per day}}}}
doubts: {d: {sd: 1.5, on: [e]}}
""",
    )
    assert_mixed(world, "e.a", lambda z: -np.expm1(-0.12 * np.exp(1.5 * z)) / 3)


@pytest.mark.parametrize("pace", ["", "30% per day"])
def test_a_doubt_on_an_action_shifts_its_log_weight(pace):
    """E[logistic(u + sd Z - log w(hold))]; hold's weight under pace knows no doubt."""
    actor = {"menu": {"go": {"utility": 0.5}}} | ({"pace": pace} if pace else {})
    world = changed(days(1, "doubts: {d: {sd: 1.2, on: [ann.*]}}"), "actors.ann", actor)
    log_hold = math.log(0.7 / 0.3) if pace else 0.0
    assert_mixed(world, "ann.go", lambda z: logistic(0.5 + 1.2 * z - log_hold))


def test_two_doubts_add_up():
    """Sds of 1.2 and 1.6 are one of 2."""
    world = days(
        5,
        """
events: {e: {rate: 0.02 per day}}
doubts: {c: {sd: 1.2, on: [e]}, d: {sd: 1.6, on: [e]}}
""",
    )
    assert_mixed(world, "e", lambda z: -np.expm1(-0.1 * np.exp(2 * z)))


@pytest.mark.parametrize("seen, window, t", [(3, 25, 12), (0, 10, 5), (12, 10, 1)])
def test_what_was_seen_makes_a_gamma_poisson_mixture(seen, window, t):
    """Rate ~ Gamma(k + 1/2, T): nothing in t with (T / (T + t))^(k + 1/2), in both repeats with 2t for t."""
    world = tree(f"""
clock: {{start: 2024-01-01, tick: month, ticks: {t}}}
quantities: {{pulse: {{seen: {seen} in {window} months}}}}
events: {{e: {{rate: pulse}}}}
""")
    never = {k: (window / (window + k * t)) ** (seen + 0.5) for k in (1, 2)}
    one, two = both(world, "e")
    assert abs(one - (1 - never[1])) < four_errors(never[1])
    assert abs(two - (1 - 2 * never[1] + never[2])) < four_errors(1 - 2 * never[1] + never[2])


@pytest.mark.parametrize("seen, of", [(3, 40), (0, 4), (9, 10)])
def test_a_share_that_was_seen_makes_a_beta_binomial_mixture(seen, of):
    """p ~ Beta(a, b), a = k + 1/2, b = n - k + 1/2: E p = a / (a + b), E p^2 = E p (a + 1) / (a + b + 1)."""
    world = days(
        1,
        f"""
quantities: {{luck: {{seen: {seen} of {of}}}}}
actors: {{ann: {{menu: {{go: {{utility: 500, succeeds: luck}}}}}}}}
""",
    )
    a, b = seen + 0.5, of - seen + 0.5
    one, two = both(world, "ann.go.succeeded")
    mean = a / (a + b)
    square = mean * (a + 1) / (a + b + 1)
    assert abs(one - mean) < four_errors(mean)
    assert abs(two - square) < four_errors(square)


@pytest.mark.parametrize("mean, sd", [(0.0, 1.0), (-1.0, 2.0)])
def test_the_logistic_of_a_normal_quantity(mean, sd):
    """The logit-normal mean has no closed form: integrated."""
    world = days(
        1,
        f"""
quantities: {{x: {{normal: [{mean}, {sd}]}}}}
actors: {{ann: {{menu: {{go: {{utility: 500, succeeds: logistic(x)}}}}}}}}
""",
    )
    assert_mixed(world, "ann.go.succeeded", lambda z: logistic(mean + sd * z))


@pytest.mark.parametrize("rank", [-0.8, 0.0, 0.5, 0.9])
def test_two_correlated_quantities_lie_above_their_medians_together(rank):
    """1/4 + asin(2 sin(pi rank / 6)) / 2 pi, whatever the two distributions are."""
    world = days(
        1,
        """
quantities: {a: {beta: [2, 2]}, b: {lognormal: {median: 3, sd: 1}}}
questions: {q: {within: 1 day, last: {above: a > 0.5 and b > 3, else: no_luck}}}
""",
    )
    world = changed(world, "correlate", [["a", "b", rank]])
    above = 0.25 + math.asin(2 * math.sin(math.pi * rank / 6)) / (2 * math.pi)
    assert_shares(world, {"q": {"above": above}})
