"""The split of a difference over settings: the axioms, known games, and a brute force over all orders."""

from __future__ import annotations

from itertools import permutations
from math import factorial

import numpy as np
import pytest

from sim.analysis.drivers.shapley import exact, sampled


def game(values):
    return lambda coalition: np.atleast_1d(np.asarray(values[coalition], float))


def random_game(settings, worlds=3, seed=1):
    return np.random.default_rng(seed).normal(size=(1 << settings, worlds))


def by_all_orders(settings, values):
    total = np.zeros((settings, values.shape[1]))
    for order in permutations(range(settings)):
        coalition = 0
        for i in order:
            total[i] += values[coalition | 1 << i] - values[coalition]
            coalition |= 1 << i
    return total / factorial(settings)


@pytest.mark.parametrize("settings", [1, 2, 3, 5])
def test_it_is_the_mean_over_all_orders(settings):
    values = random_game(settings)
    found = exact(settings, game(values))
    assert np.allclose(found.parts, by_all_orders(settings, values))
    assert np.allclose(found.whole, values[-1] - values[0], atol=1e-12)
    assert np.allclose(found.alone, [values[1 << i] - values[0] for i in range(settings)])


def test_gloves():
    """One left glove, two right ones, a pair is worth 1: 2/3 and 1/6 each (Shapley 1953's market)."""
    found = exact(3, lambda c: np.array([float(bool(c & 1) and bool(c & 6))]))
    assert found.parts[:, 0] == pytest.approx([2 / 3, 1 / 6, 1 / 6])


def test_a_majority_of_four_votes():
    """Weights 2, 1, 1, 1 and a quota of 3: 1/2 and 1/6 each."""
    weights = [2, 1, 1, 1]
    found = exact(4, lambda c: np.array([float(sum(w for i, w in enumerate(weights) if c >> i & 1) >= 3)]))
    assert found.parts[:, 0] == pytest.approx([1 / 2, 1 / 6, 1 / 6, 1 / 6])


def test_symmetry_and_the_null_player():
    found = exact(4, lambda c: np.array([float((c & 7).bit_count() ** 2)]))  # the fourth changes nothing
    assert found.parts[0] == pytest.approx(found.parts[1]) == found.parts[2]
    assert found.parts[3] == 0 and found.alone[3] == 0 and np.all(found.pairs[3] == 0)


def test_pairs_of_settings():
    """An additive game has no interactions; of a product of two all is interaction, half of it each one's part."""
    added = exact(3, lambda c: np.array([1.0 * (c & 1) + 2 * (c >> 1 & 1) + 4 * (c >> 2 & 1)]))
    assert added.pairs == pytest.approx(np.zeros((3, 3, 1))) and added.parts[:, 0] == pytest.approx([1, 2, 4])
    product = exact(2, lambda c: np.array([float(c == 3)]))
    assert product.pairs[0, 1] == product.pairs[1, 0] == 1 and product.parts[:, 0] == pytest.approx(
        [0.5, 0.5]
    )


def test_the_mirror_game():
    """From b to a the parts are those from a to b with the other sign."""
    values = random_game(4)
    there, back = exact(4, game(values)), exact(4, game(values[::-1]))
    assert np.allclose(back.parts, -there.parts) and np.allclose(back.pairs, there.pairs)


def test_a_sample_of_orders_adds_up_and_knows_its_error():
    settings, values = 9, random_game(9, worlds=2)
    whole = values[-1] - values[0]
    true = exact(settings, game(values)).parts.mean(axis=1)
    inside = []
    for seed in range(40):
        found = sampled(settings, game(values), 40, seed)
        assert np.allclose(found.whole, whole, atol=1e-10) and found.pairs is None and found.orders == 40
        inside += (np.abs(found.parts.mean(axis=1) - true) <= 2.09 * found.errors).tolist()  # t, 19 degrees
    share, error = np.mean(inside), np.sqrt(0.95 * 0.05 / len(inside))
    assert abs(share - 0.95) <= 4 * error


def test_a_sample_needs_an_order_and_its_reverse():
    with pytest.raises(ValueError, match="reverse"):
        sampled(9, game(random_game(9)), 1)
