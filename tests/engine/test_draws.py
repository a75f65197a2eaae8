"""Draws are a function of their address: published vectors, a plain second road, and the laws that follow."""

from __future__ import annotations

from hashlib import blake2b
from itertools import pairwise

import numpy as np
import pytest

from sim.engine import draws
from sim.engine.elementary import PIECE

MASK = 0xFFFFFFFF


def plain_philox(counter: tuple[int, ...], key: tuple[int, int]) -> list[int]:
    """Philox4x32-10 as published, one block in plain integers."""
    (c0, c1, c2, c3), (k0, k1) = counter, key
    for _ in range(10):
        a, b = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (b >> 32) ^ c1 ^ k0, b & MASK, (a >> 32) ^ c3 ^ k1, a & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [c0, c1, c2, c3]


def plain_word(seed: int, name: str, history: tuple[int, int], tick: int) -> int:
    digest = blake2b(b"stancelab 1\0" + str(seed).encode() + b"\0" + name.encode("utf-8")).digest()
    key = (int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:8], "little"))
    world, repeat = history
    return plain_philox(((tick - 1) // 4, repeat, world, 0), key)[(tick - 1) % 4]


def histories(n: int, repeats: int = 10) -> tuple[np.ndarray, np.ndarray]:
    h = np.arange(n, dtype=np.uint32)
    return h // np.uint32(repeats), h % np.uint32(repeats) + np.uint32(1)


# ---- the generator


@pytest.mark.parametrize(
    ("counter", "key", "block"),
    [
        ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
    ],
)
def test_published_vectors(counter: str, key: str, block: str) -> None:
    c, k, expected = ([int(x, 16) for x in text.split()] for text in (counter, key, block))
    assert draws.philox(c, k).tolist() == plain_philox(tuple(c), (k[0], k[1])) == expected


def test_philox_broadcasts_counters_and_keys() -> None:
    rng = np.random.default_rng(1)
    counters, keys = rng.integers(0, 2**32, (5, 1, 4)), rng.integers(0, 2**32, (3, 2))
    blocks = draws.philox(counters, keys)
    assert blocks.shape == (5, 3, 4) and blocks.dtype == np.uint32
    for i, j in np.ndindex(5, 3):
        assert blocks[i, j].tolist() == plain_philox(tuple(counters[i, 0].tolist()), tuple(keys[j].tolist()))


@pytest.mark.parametrize("seed", [0, 1, 42, 2**64, 10**300])
def test_every_word_is_the_word_of_its_address(seed: int) -> None:
    names = ["shock", "minsk.cross", "événement.α"]
    worlds = np.array([0, 0, 1, 999, 2**32 - 1], dtype=np.uint32)
    repeats = np.array([1, 2, 1, 10, 2**32 - 1], dtype=np.uint32)
    keys = draws.distinct(seed, names)
    for group in (0, 1, 12, 2**32 - 1):
        made = draws.words(keys, worlds, repeats, group)
        assert made.shape == (3, 4, 5) and made.dtype == np.uint32
        for s, t, h in np.ndindex(made.shape):
            address = (int(worlds[h]), int(repeats[h])), 4 * group + t + 1
            assert made[s, t, h] == plain_word(seed, names[s], *address)


def test_golden_words_have_not_moved() -> None:
    assert draws.key(0, "shock") == (1639801336, 332831607)
    assert draws.words([draws.key(0, "shock")], [0, 1], [1, 1], group=0)[0].T.tolist() == [
        [2791528093, 1421441886, 59881019, 778314508],
        [2076775357, 1526638524, 748254526, 2910840262],
    ]


# ---- seeds and names


def test_zero_is_a_seed_and_seeds_differ() -> None:
    seeds = [0, 1, 10, 2**63, 2**64, 10**300]
    assert len({draws.key(seed, "shock") for seed in seeds}) == len(seeds)
    assert draws.key(np.int64(7), "shock") == draws.key(7, "shock")  # type: ignore[arg-type]


def test_a_negative_seed_is_refused() -> None:
    with pytest.raises(ValueError, match=">= 0, not -1"):
        draws.key(-1, "shock")


def test_names_with_one_key_are_refused_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    assert draws.distinct(3, ["a", "b"]).tolist() == [list(draws.key(3, "a")), list(draws.key(3, "b"))]
    assert draws.distinct(3, []).shape == (0, 2)
    monkeypatch.setattr(draws, "key", lambda seed, name: (len(name), seed))
    with pytest.raises(ValueError, match="'storm' and 'shock' have the same key"):
        draws.distinct(3, ["rain", "storm", "shock"])


# ---- laws of addressing


SIZES = [(3, PIECE + 5), (40, 1000), (1, 1), (PIECE + 3, 1), (0, 7), (2, 0)]


@pytest.mark.parametrize(("streams", "n"), SIZES)
def test_prefix_and_chunks_give_the_same_draws(streams: int, n: int) -> None:
    keys = np.arange(2 * streams, dtype=np.uint32).reshape(-1, 2) * np.uint32(0x9E3779B1)
    worlds, repeats = histories(n)
    whole = draws.words(keys, worlds, repeats, 2)
    assert whole.shape == (streams, 4, n)
    cuts = [0, n // 7, n // 2, n]
    parts = [draws.words(keys, worlds[a:b], repeats[a:b], 2) for a, b in pairwise(cuts)]
    np.testing.assert_array_equal(np.concatenate(parts, axis=2), whole)
    half = streams // 2
    np.testing.assert_array_equal(draws.words(keys[:half], worlds, repeats, 2), whole[:half])


def test_order_of_asking_and_unused_names_move_nothing() -> None:
    worlds, repeats = histories(500)
    few = draws.words(draws.distinct(5, ["rain", "storm"]), worlds, repeats, 0)
    more = draws.words(draws.distinct(5, ["storm", "frost", "rain"]), worlds, repeats, 0)
    np.testing.assert_array_equal(few, more[[2, 0]])
    shuffle = np.random.default_rng(2).permutation(500)
    shuffled = draws.words(draws.distinct(5, ["rain", "storm"]), worlds[shuffle], repeats[shuffle], 0)
    np.testing.assert_array_equal(shuffled, few[..., shuffle])


def test_more_worlds_or_repeats_keep_the_draws_of_the_old() -> None:
    key = [draws.key(5, "rain")]
    ten, thirty = (draws.words(key, *histories(10 * k, repeats=k), 0)[0].reshape(4, 10, k) for k in (10, 30))
    np.testing.assert_array_equal(ten, thirty[..., :10])
    np.testing.assert_array_equal(
        draws.world_uniforms(5, "rain", np.arange(10)), draws.world_uniforms(5, "rain", np.arange(99))[:10]
    )


def test_a_world_draws_at_repeat_0_tick_1() -> None:
    u = draws.world_uniforms(5, "rain", [0, 3, 2**32 - 1])
    words = [plain_word(5, "rain", (world, 0), 1) for world in (0, 3, 2**32 - 1)]
    assert u.tolist() == [(word + 0.5) / 2**32 for word in words]
    assert not np.isin(u, draws.uniforms(draws.words([draws.key(5, "rain")], *histories(100), 0))).any()
    with pytest.raises(ValueError, match="not a count"):
        draws.world_uniforms(5, "rain", 10)


# ---- distribution


def test_uniforms_lie_strictly_inside_the_unit_interval() -> None:
    ends = draws.uniforms(np.array([0, 2**32 - 1], dtype=np.uint32))
    assert ends.tolist() == [2.0**-33, 1 - 2.0**-33]
    assert (draws.clocks([0, 2**32 - 1]) > 0).all()


def test_clocks_are_minus_log_u_in_every_layout() -> None:
    made = draws.words(draws.distinct(1, ["a", "b"]), *histories(PIECE), 0)
    expected = -np.log(draws.uniforms(made))
    np.testing.assert_allclose(draws.clocks(made), expected, rtol=5e-16)
    np.testing.assert_array_equal(draws.clocks(made.T), draws.clocks(made).T)
    np.testing.assert_array_equal(draws.clocks(made[0, 0, 0]), draws.clocks(made)[0, 0, 0])


N = 200_000
LAWS = {  # mean, variance, fourth central moment
    "uniforms": (draws.uniforms, 1 / 2, 1 / 12, 1 / 80),
    "clocks": (draws.clocks, 1.0, 1.0, 9.0),
}


@pytest.mark.parametrize("law", LAWS)
@pytest.mark.parametrize("seed", [0, 1])
def test_mean_and_variance_are_within_four_standard_errors(law: str, seed: int) -> None:
    make, mean, variance, fourth = LAWS[law]
    for row in make(draws.words([draws.key(seed, "rain")], *histories(N), 3)[0]):
        assert abs(row.mean() - mean) < 4 * np.sqrt(variance / N)
        assert abs(((row - mean) ** 2).mean() - variance) < 4 * np.sqrt((fourth - variance**2) / N)


def test_every_byte_of_a_word_is_even() -> None:
    made = draws.words([draws.key(0, "rain")], *histories(N), 0)[0, 0]
    for shift in (0, 8, 16, 24):
        counts = np.bincount(made >> np.uint32(shift) & np.uint32(255), minlength=256)
        chi2 = ((counts - N / 256) ** 2).sum() / (N / 256)
        assert abs(chi2 - 255) < 4 * np.sqrt(2 * 255)


def test_names_ticks_repeats_and_seeds_are_uncorrelated() -> None:
    worlds, repeats = histories(N)
    one, a = np.uint32(1), [draws.key(0, "a")]
    others = [draws.key(0, "b"), draws.key(1, "a"), draws.key(1, "b")]
    blocks = {
        "the ticks of a group": draws.words(a, worlds, repeats, 0)[0],
        "the next group": draws.words(a, worlds, repeats, 1)[0],
        "other names and seeds": draws.words(others, worlds, repeats, 0)[:, 0],
        "the next repeat": draws.words(a, worlds, repeats + one, 0)[0, :1],
        "the next world": draws.words(a, worlds + one, repeats, 0)[0, :1],
    }
    r = np.corrcoef(draws.uniforms(np.concatenate(list(blocks.values()))))
    # 78 pairs: one beyond 4.5 standard errors happens by chance once in 2,000 tries.
    assert np.abs(r[np.triu_indices_from(r, 1)]).max() < 4.5 / np.sqrt(N)
