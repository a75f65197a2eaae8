"""World columns against scipy's distributions, and the laws of addressed draws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import special, stats

from sim.engine.draws import world_uniforms
from sim.engine.elementary import invnorm
from sim.engine.fitting import fitted
from sim.engine.quantiles import NODES, REACH, STEP, _between, cumulative, quantile_function, summary
from sim.engine.worlds import Input, column, in_ticks, world_columns
from sim.scenario.quantity import CorrelationError, Distribution, Quantity
from sim.scenario.units import UnitError, convert, parse_unit

WORLDS = np.arange(20_000, dtype=np.uint32)
SIGMAS = 4.5  # two-sided chance of a false alarm 7e-6 each, with a fixed seed
LEVELS = np.array([1e-6, 0.001, 0.05, 0.25, 0.5, 0.7, 0.95, 0.999, 1 - 1e-6])
SCORES = special.ndtri(LEVELS)


def pert(low, mode, high):
    return stats.beta(
        1 + 4 * (mode - low) / (high - low), 1 + 4 * (high - mode) / (high - low), low, high - low
    )


CLOSED = [
    (Distribution("uniform", (-1.0, 3.0)), stats.uniform(-1, 4)),
    (Distribution("triangular", (0.0, 0.3, 1.0)), stats.triang(0.3, 0, 1)),
    (Distribution("triangular", (2.0, 2.0, 4.0)), stats.triang(0, 2, 2)),
    (Distribution("triangular", (2.0, 4.0, 4.0)), stats.triang(1, 2, 2)),
    (Distribution("normal", (2.0, 0.5)), stats.norm(2, 0.5)),
    (Distribution("lognormal", (4.0, 0.55)), stats.lognorm(0.55, scale=4)),
]
BY_NODES = [
    (Distribution("pert", (0.35, 0.45, 0.6)), pert(0.35, 0.45, 0.6)),
    (Distribution("pert", (-3.0, -3.0, 5.0)), pert(-3, -3, 5)),
    (Distribution("beta", (3.5, 37.5, 1.0)), stats.beta(3.5, 37.5)),
    (Distribution("beta", (0.5, 28.5, 100.0)), stats.beta(0.5, 28.5, 0, 100)),
    (Distribution("gamma", (3.5, 25.0)), stats.gamma(3.5, scale=1 / 25)),
    (Distribution("gamma", (0.5, 2.0)), stats.gamma(0.5, scale=1 / 2)),
]


def named(table):
    return [pytest.param(*row, id=f"{row[0].family} {row[0].parameters}") for row in table]


@pytest.mark.parametrize("distribution, reference", named(CLOSED))
def test_closed_quantile_functions_are_exact(distribution, reference):
    assert quantile_function(distribution)(SCORES) == pytest.approx(reference.ppf(LEVELS), rel=1e-9)


@pytest.mark.parametrize("distribution, reference", named(BY_NODES))
def test_quantiles_between_nodes_are_as_near_as_straight_lines_allow(distribution, reference):
    """A straight line over a step h misses by at most h^2/8 times the curvature, here from second differences."""
    step = 2 * REACH / (NODES - 1)
    beside = [reference.ppf(special.ndtr(SCORES + shift)) for shift in (-step, 0.0, step)]
    bound = np.abs(beside[0] - 2 * beside[1] + beside[2]) / 8
    error = np.abs(quantile_function(distribution)(SCORES) - beside[1])
    assert np.all(error <= 1.1 * bound + 1e-8 * np.abs(beside[1]))


@pytest.mark.parametrize("distribution, reference", named(CLOSED + BY_NODES))
def test_probabilities_and_quantiles_undo_each_other(distribution, reference):
    values = reference.ppf(LEVELS)
    assert cumulative(distribution, values) == pytest.approx(LEVELS, rel=1e-9)
    assert cumulative(distribution, quantile_function(distribution)(SCORES)) == pytest.approx(
        LEVELS, rel=2e-3
    )


@pytest.mark.parametrize("distribution, reference", named(CLOSED + BY_NODES))
def test_mean_and_variance_of_many_worlds(distribution, reference):
    values = world_columns((Input("x", "x", distribution),), 7, WORLDS)["x"]
    mean, variance, _, excess = (float(number) for number in reference.stats(moments="mvsk"))
    n = len(WORLDS)
    assert values.mean() == pytest.approx(mean, abs=SIGMAS * np.sqrt(variance / n))
    assert values.var() == pytest.approx(variance, abs=SIGMAS * variance * np.sqrt((excess + 2) / n))


def test_counting_off_the_node_is_looking_for_it_bit_for_bit():
    """At the nodes, a hair beside them, at the ends and anywhere: the values of the search through all nodes."""
    nodes = -REACH + STEP * np.arange(NODES)
    hairs = [np.nextafter(nodes, -np.inf), nodes, np.nextafter(nodes, np.inf)]
    z = np.concatenate([*hairs, nodes + STEP / 3, np.random.default_rng(1).normal(size=20_000), [-9.0, 9.0]])
    quantile = quantile_function(Distribution("pert", (0.0, 0.3, 1.0)))
    np.testing.assert_array_equal(quantile(z), np.clip(_between(nodes, quantile(nodes), z), 0.0, 1.0))


def test_discrete_values_come_up_by_their_weights():
    dice = Distribution("discrete", (0.0, 0.25, 1.0, 0.25, 5.0, 0.5))
    values = world_columns((Input("x", "x", dice),), 1, WORLDS)["x"]
    for value, share in ((0.0, 0.25), (1.0, 0.25), (5.0, 0.5)):
        assert (values == value).mean() == pytest.approx(
            share, abs=SIGMAS * np.sqrt(share * (1 - share) / len(WORLDS))
        )
    assert quantile_function(dice)(special.ndtri([0.2499, 0.2501, 0.4999, 0.5001])).tolist() == [0, 1, 1, 5]


MIXTURE = Distribution(
    "mixture",
    parts=(
        (0.3, Distribution("fixed", (0.0,))),
        (0.2, Distribution("discrete", (1.0, 0.5, 2.0, 0.5))),
        (0.5, Distribution("uniform", (4.0, 6.0))),
    ),
)


@pytest.mark.parametrize(
    "level, value",
    [
        (1e-9, 0),
        (0.2999, 0),
        (0.3001, 1),
        (0.3999, 1),
        (0.4001, 2),
        (0.4999, 2),
        (0.5001, 4.0004),
        (0.75, 5),
        (0.9, 5.6),
    ],
)
def test_mixtures_jump_without_values_in_the_gaps(level, value):
    assert quantile_function(MIXTURE)(special.ndtri([level]))[0] == pytest.approx(value, abs=2e-5)


def test_no_world_falls_into_a_gap_of_a_mixture():
    values = world_columns((Input("x", "x", MIXTURE),), 3, WORLDS)["x"]
    assert np.all(np.isin(values, (0, 1, 2)) | (values >= 4))
    assert (values == 0).mean() == pytest.approx(0.3, abs=SIGMAS * np.sqrt(0.3 * 0.7 / len(WORLDS)))


def test_a_mixture_of_smooth_parts_has_the_mixed_probability():
    parts = ((0.6, BY_NODES[0]), (0.4, CLOSED[4]))
    mixture = Distribution("mixture", parts=tuple((share, row[0]) for share, row in parts))
    values = quantile_function(mixture)(SCORES)
    assert sum(share * row[1].cdf(values) for share, row in parts) == pytest.approx(LEVELS, rel=1e-3)


@pytest.mark.parametrize(
    "family, targets, exact",
    [
        ("gamma", (1.0, 3.0), True),
        ("gamma", (0.001, 20.0), True),
        ("gamma", (100.0, 101.0), True),
        ("gamma", (1.0, 1.8, 3.0), False),
        ("beta", (0.05, 0.4, 1.0), True),
        ("beta", (5.0, 20.0, 100.0), True),
        ("beta", (1e-4, 0.99, 1.0), True),
        ("beta", (0.1, 0.22, 0.4, 1.0), False),
    ],
)
def test_families_meet_their_percentiles(family, targets, exact):
    distribution = Distribution(family, targets, form="quantiles")
    wanted = targets[:-1] if family == "beta" else targets
    reached = cumulative(distribution, np.array(wanted))
    levels = (0.05, 0.95) if exact else (0.05, 0.5, 0.95)
    assert reached == pytest.approx(levels, abs=1e-6 if exact else 0.05)
    assert fitted(distribution).form == ""


@pytest.mark.parametrize(
    "family, targets, scale, quantile",
    [
        ("gamma", (1.0, 2.5, 3.0), np.log, lambda p, a, b: special.gammaincinv(a, p) / b),
        ("beta", (0.1, 0.15, 0.4), special.logit, lambda p, a, b: special.betaincinv(a, b, p)),
    ],
)
def test_three_percentiles_are_fitted_by_least_squares(family, targets, scale, quantile):
    """No pair of parameters around the fit comes nearer, on logarithms or log odds."""
    top = (1.0,) if family == "beta" else ()
    a, b, *_ = fitted(Distribution(family, (*targets, *top), form="quantiles")).parameters

    def misfit(a, b):
        return np.sum((scale(quantile(np.array([0.05, 0.5, 0.95]), a, b)) - scale(np.array(targets))) ** 2)

    around = [(x, y) for x in (0.99, 1, 1.01) for y in (0.99, 1, 1.01) if (x, y) != (1, 1)]
    assert all(misfit(a * x, b * y) > misfit(a, b) for x, y in around)


@pytest.mark.parametrize(
    "text, reference",
    [
        ("3 in 25 months", stats.gamma(3.5, scale=1 / 25)),
        ("0 in 4 years", stats.gamma(0.5, scale=1 / 4)),
        ("3 of 40", stats.beta(3.5, 37.5)),
        ("0 of 5", stats.beta(0.5, 5.5)),
    ],
)
def test_base_rates_become_posteriors(text, reference):
    assert summary(Quantity.model_validate({"seen": text}).distribution) == pytest.approx(
        reference.ppf([0.05, 0.5, 0.95]), rel=5e-4
    )


@given(st.lists(st.floats(-8, 8), min_size=2, max_size=30), st.floats(0.01, 0.99), st.integers(0, 2))
def test_quantile_functions_never_fall_and_stay_inside(scores, mode, which):
    distribution = [
        Distribution("pert", (0.0, mode, 1.0)),
        Distribution("beta", (mode, 1 - mode, 1.0)),
        MIXTURE,
    ][which]
    values = quantile_function(distribution)(np.sort(np.array(scores)))
    assert np.all(np.diff(values) >= 0)
    assert values.min() >= 0 and values.max() <= (6 if which == 2 else 1)


def test_shares_never_reach_certainty():
    assert quantile_function(Distribution("beta", (0.01, 0.01, 100.0)))(np.array([9.0]))[0] < 100


def test_summaries_are_clipped_numbers_in_the_files_unit():
    assert summary(Distribution("uniform", (0.0, 10.0)), low=1.0) == (1.0, 5.0, 9.5)
    assert summary(Distribution("fixed", (3.0,))) == (3.0, 3.0, 3.0)


# ---- units and ranges


@pytest.mark.parametrize(
    "text, value",
    [
        ("10% per year", -np.log(0.9) / 12),
        ("0.16 per month", 0.16),
        ("35%", 0.35),
        ("0.35", 0.35),
        ("6 weeks", 42 / 30.4375),
        ("1 year", 12.0),
        ("800 persons per week", 800 * 30.4375 / 7),
    ],
)
def test_amounts_arrive_in_ticks_of_a_month(text, value):
    quantity = Quantity.model_validate(text)
    one = Input("x", "x", quantity.distribution, quantity.measure, *quantity.bounds, tick_days=30.4375)
    assert world_columns((one,), 0, WORLDS[:3])["x"] == pytest.approx([value] * 3, rel=1e-12)


@pytest.mark.parametrize("unit", ["", "%", "per week", "% per year", "months", "persons", "persons per day"])
def test_conversion_is_that_of_single_amounts_bit_for_bit(unit):
    values = np.array([0.0, 0.1, 3.7, 55.5, 99.0])
    parsed = parse_unit(unit)
    assert in_ticks(values, parsed, 7.0).tolist() == [
        convert(value, parsed, 7.0) for value in values.tolist()
    ]


def test_a_chance_of_100_percent_within_a_time_is_refused():
    with pytest.raises(UnitError):
        in_ticks(np.array([50.0, 100.0]), parse_unit("% per year"), 30.4375)


def test_an_uncertain_chance_within_a_year_keeps_its_quantiles():
    quantity = Quantity.model_validate({"pert": [5, 10, 20], "unit": "percent per year"})
    one = Input("x", "x", quantity.distribution, quantity.measure, tick_days=365.25)
    chance = 1 - np.exp(-column(one, SCORES))
    assert chance == pytest.approx(pert(0.05, 0.1, 0.2).ppf(LEVELS), rel=1e-4)


def test_values_are_clipped_in_the_files_unit_before_conversion():
    quantity = Quantity.model_validate({"normal": [10, 50], "unit": "% per year", "range": [0, 99]})
    one = Input("x", "x", quantity.distribution, quantity.measure, *quantity.bounds, tick_days=365.25)
    values = column(one, np.array([-3.0, 0.0, 3.0]))
    assert values == pytest.approx([0.0, -np.log(0.9), -np.log(0.01)])


# ---- laws of draws


def some(*paths, **renamed):
    uniform = Distribution("uniform", (0.0, 1.0))
    return tuple(Input(path, renamed.get(path, path), uniform) for path in paths)


def test_an_input_follows_the_draw_of_its_address():
    values = world_columns(some("shock", "storm"), 5, WORLDS[:50])["storm"]
    assert values == pytest.approx(world_uniforms(5, "storm", WORLDS[:50]), abs=1e-14)


def test_a_renamed_input_keeps_its_draws():
    old, new = (world_columns(inputs, 0, WORLDS[:50]) for inputs in (some("old"), some("new", new="old")))
    assert np.array_equal(old["old"], new["new"])


CORRELATED = (("a", "b", 0.7), ("b", "c", -0.3))


@given(st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40), st.integers(0, 40))
def test_any_chunk_in_any_order_gives_the_same_values(numbers, cut):
    inputs = (*some("a", "b", "c"), Input("d", "d", MIXTURE))
    worlds = np.array(numbers, dtype=np.uint32)
    whole = world_columns(inputs, 3, worlds, CORRELATED)
    back = world_columns(inputs, 3, worlds[::-1], CORRELATED)
    pieces = [world_columns(inputs, 3, part, CORRELATED) for part in (worlds[:cut], worlds[cut:])]
    for path in whole:
        assert np.array_equal(whole[path], back[path][::-1])
        assert np.array_equal(whole[path], np.concatenate([piece[path] for piece in pieces]))


@pytest.mark.parametrize(
    "inputs, correlations",
    [
        (some("z", "a", "y", "b", "c"), CORRELATED),
        (some("c", "b", "a"), CORRELATED),
        (some("a", "b", "c", "x", "y"), (*CORRELATED, ("x", "y", 0.5))),
        (some("a", "b", "c", "x"), (*CORRELATED, ("a", "x", 0.5))),
    ],
)
def test_additions_and_another_order_move_nothing(inputs, correlations):
    before = world_columns(some("a", "b", "c"), 0, WORLDS[:100], CORRELATED)
    after = world_columns(inputs, 0, WORLDS[:100], correlations)
    assert all(np.array_equal(before[path], after[path]) for path in before)


def test_worlds_of_many_inputs_are_drawn_in_portions_without_a_seam():
    inputs = some(*(f"q{i}" for i in range(30)))
    values = world_columns(inputs, 0, WORLDS)
    assert all(
        np.array_equal(values[i.path], world_columns((i,), 0, WORLDS)[i.path])
        for i in (inputs[0], inputs[-1])
    )


@pytest.mark.parametrize("rank", [-0.9, -0.3, 0.4, 0.8])
def test_rank_correlations_are_reproduced(rank):
    skewed = Input("y", "y", Distribution("lognormal", (1.0, 1.5)))
    values = world_columns((*some("x"), skewed), 11, WORLDS, (("x", "y", rank),))
    # the standard error of a rank correlation is below 1.1 (1 - rank^2)/sqrt(n) [Bonett and Wright 2000]
    error = SIGMAS * np.sqrt(1 + rank**2 / 2) * (1 - rank**2) / np.sqrt(len(WORLDS))
    assert stats.spearmanr(values["x"], values["y"])[0] == pytest.approx(rank, abs=error)


def test_correlated_quantities_keep_their_own_distributions():
    values = world_columns(some("a", "b", "c"), 2, WORLDS, CORRELATED)
    for path in "abc":
        # Kolmogorov's distance: above 1.95/sqrt(n) once in a thousand
        assert stats.kstest(values[path], "uniform").statistic < 1.95 / np.sqrt(len(WORLDS))
    assert stats.spearmanr(values["a"], values["c"])[0] == pytest.approx(0, abs=SIGMAS / np.sqrt(len(WORLDS)))


def test_an_intervention_leaves_correlated_partners_bit_for_bit():
    drawn = world_columns(some("a", "b", "c"), 0, WORLDS[:200], CORRELATED)
    pinned = world_columns(some("a", "b", "c"), 0, WORLDS[:200], CORRELATED, {"b": np.full(200, 1.0)})
    assert np.array_equal(drawn["a"], pinned["a"]) and np.array_equal(drawn["c"], pinned["c"])
    assert np.all(pinned["b"] == pinned["b"][0]) and pinned["b"][0] == pytest.approx(special.ndtr(1.0))


def test_scores_that_repeat_the_draw_change_nothing():
    scores = {"a": invnorm(world_uniforms(0, "a", WORLDS[:50]))}
    plain = world_columns(some("a"), 0, WORLDS[:50])
    assert np.array_equal(plain["a"], world_columns(some("a"), 0, WORLDS[:50], (), scores)["a"])


def test_contradicting_correlations_name_their_group():
    impossible = (("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9))
    with pytest.raises(CorrelationError, match="a, b, c contradict") as caught:
        world_columns(some("a", "b", "c"), 0, WORLDS[:2], impossible)
    assert caught.value.paths == ("a", "b", "c")


@pytest.mark.parametrize(
    "correlations, scores, message",
    [
        ((("a", "nobody", 0.5),), {}, "nobody"),
        ((), {"nobody": np.zeros(2)}, "nobody"),
        ((), {"a": np.zeros(3)}, "shape"),
        ((), {"a": np.array([0.0, np.inf])}, "finite"),
    ],
)
def test_names_and_shapes_that_fit_nothing_are_refused(correlations, scores, message):
    with pytest.raises(ValueError, match=message):
        world_columns(some("a"), 0, WORLDS[:2], correlations, scores)
