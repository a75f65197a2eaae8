"""The only randomness: a draw is a function of its address and is never taken from a sequence.

``word(name, world, repeat, tick)`` is word (tick - 1) mod 4 of one Philox4x32-10 block [Salmon, Moraes, Dror,
Shaw, SC'11]. The key is the first 8 bytes of ``blake2b("stancelab 1" NUL seed NUL name)``, the counter is
((tick - 1) div 4, repeat, world, 0), so one block serves a *group* of four ticks. More worlds, repeats, names
or ticks, or another order of asking, change no draw. Worlds are numbered from 0, repeats from 1: repeat 0,
tick 1 is the world's own.

>>> keys = distinct(0, ["shock", "storm"])
>>> words(keys, worlds=[0, 0, 1], repeats=[1, 2, 1], group=0).shape  # stream, tick in the group, history
(2, 4, 3)
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from hashlib import blake2b
from struct import unpack
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.engine.elementary import PIECE, in_pieces, invnorm, log

Words = NDArray[np.uint32]
Wide = NDArray[np.uint64]  # 32-bit values in 64-bit lanes, so that products keep both halves
Floats = NDArray[np.float64]
State = tuple[Wide, Wide, Wide, Wide]  # the four counter words

ROUNDS = 10
MULTIPLIERS = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
BOTH_MULTIPLIERS = np.array(MULTIPLIERS).reshape(2, 1, 1)
KEY_STEPS = np.array([0x9E3779B9, 0xBB67AE85], dtype=np.uint64)
LOW_HALF = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)
LOW = slice(0 if sys.byteorder == "little" else 1, None, 2)  # of 64-bit lanes seen as 32-bit pairs
HIGH = slice(1 if sys.byteorder == "little" else 0, None, 2)


def key(seed: int, name: str) -> tuple[int, int]:
    """Philox key (k0, k1) of a named stream. ``seed``: any whole number >= 0; ValueError below.

    >>> key(0, "shock") == key(0, "shock"), key(0, "shock") == key(1, "shock")
    (True, False)
    """
    if seed < 0:
        raise ValueError(f"a seed is a whole number >= 0, not {seed}")
    digest = blake2b(f"stancelab 1\0{seed:d}\0{name}".encode()).digest()
    k0, k1 = unpack("<II", digest[:8])
    return k0, k1


def distinct(seed: int, names: Sequence[str]) -> Words:
    """Keys [stream, 2] of ``names``; ValueError naming both if two streams would share their draws.

    >>> distinct(0, ["a", "b", "a"])
    Traceback (most recent call last):
    ValueError: streams 'a' and 'a' have the same key
    """
    owners: dict[tuple[int, int], str] = {}
    for name in names:
        own = key(seed, name)
        if own in owners:
            raise ValueError(f"streams {owners[own]!r} and {name!r} have the same key")
        owners[own] = name
    return np.array(list(owners), dtype=np.uint32).reshape(-1, 2)


def philox(counter: ArrayLike, key: ArrayLike) -> Words:
    """Philox4x32-10 of ``counter`` uint32 [..., 4] and ``key`` uint32 [..., 2], broadcast: words [..., 4].

    >>> [f"{word:08x}" for word in philox([0, 0, 0, 0], [0, 0])]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c = np.moveaxis(np.asarray(counter, dtype=np.uint64), -1, 0)
    state: State = (c[0], c[1], c[2], c[3])
    for round_key in round_keys(np.asarray(key, dtype=np.uint64)):
        state = _round(state, round_key)
    return np.stack(np.broadcast_arrays(*state), axis=-1).astype(np.uint32)


def words(keys: ArrayLike, worlds: ArrayLike, repeats: ArrayLike, group: int) -> Words:
    """Draws uint32 [stream, tick in the group, history] of the ticks 4 group + 1 to 4 group + 4.

    ``keys`` uint32 [stream, 2]; ``worlds`` and ``repeats`` uint32 [history].

    >>> draws = words([key(7, "storm")], worlds=[3], repeats=[2], group=5)
    >>> bool((draws[0, :, 0] == philox([5, 2, 3, 0], key(7, "storm"))).all())
    True
    """
    schedule = round_keys(np.asarray(keys, dtype=np.uint64).reshape(-1, 2))[..., None]
    world, repeat = np.asarray(worlds, dtype=np.uint64), np.asarray(repeats, dtype=np.uint64)
    streams, histories = schedule.shape[2], world.size
    out = np.empty((4, streams, histories), dtype=np.uint32).swapaxes(0, 1)  # those of a tick lie together
    columns = max(1, min(PIECE, histories))
    rows = PIECE // columns
    for left in range(0, histories, columns):
        here = slice(left, left + columns)
        for top in range(0, streams, rows):
            there = slice(top, top + rows)
            _fill(out[there, :, here], schedule[:, :, there], (world[here], repeat[here]), group)
    return out


def uniforms(words: ArrayLike) -> Floats:
    """u = (word + 1/2)/2^32, exact, inside (0, 1), of the shape of ``words``.

    >>> [float(u) for u in uniforms([0, 2**31, 2**32 - 1])] == [2**-33, 0.5 + 2**-33, 1 - 2**-33]
    True
    """
    return in_pieces(_uniform, np.asarray(words))


def clocks(words: ArrayLike) -> Floats:
    """Unit exponential clocks E = -LOG(u) > 0, of the shape of ``words``.

    >>> [round(float(e), 6) for e in clocks([0, 2**31])]
    [22.873857, 0.693147]
    """
    return in_pieces(_clock, np.asarray(words))


def normals(words: ArrayLike) -> Floats:
    """Standard normal draws INVNORM(u), of the shape of ``words``.

    >>> [round(float(z), 6) for z in normals([0, 2**32 - 1])]
    [-6.337958, 6.337958]
    """
    return in_pieces(_normal, np.asarray(words))


def fires(words: Words, rates: Floats) -> NDArray[np.bool_]:
    """Whether the clock of each word is at most its rate, of the shape of both.

    -LOG(u) is never below 1 - u, so that most clocks need not be read off.

    >>> fires(np.array([0, 2**31, 2**32 - 1], np.uint32), np.array([22.0, 0.7, 1e-9])).tolist()
    [False, True, True]
    """
    fired = 1.0 - uniforms(words) <= rates
    near = np.flatnonzero(fired)
    fired.reshape(-1)[near] = clocks(words.reshape(-1)[near]) <= rates.reshape(-1)[near]
    return fired


def world_uniforms(seed: int, name: str, worlds: ArrayLike) -> Floats:
    """u [world] of a draw made once per world; ``worlds`` uint32 [world] holds their numbers, from 0.

    >>> u = world_uniforms(0, "shock", [0, 1, 2])
    >>> bool(u[2] == world_uniforms(0, "shock", [2])[0])
    True
    """
    numbers = np.asarray(worlds, dtype=np.uint64)
    if numbers.ndim != 1:
        raise ValueError("worlds is a list of world numbers, not a count")
    return uniforms(words([key(seed, name)], numbers, np.zeros_like(numbers), group=0)[0, 0])


def round_keys(keys: Wide) -> Wide:
    """Keys [..., 2] of every round: [round, 2, ...]."""
    steps = np.multiply.outer(np.arange(ROUNDS, dtype=np.uint64), KEY_STEPS)
    steps = steps.reshape(ROUNDS, *(1 for _ in keys.shape[:-1]), 2)
    by_round: Wide = np.moveaxis((keys + steps) & LOW_HALF, -1, 1)
    return by_round


def _round(c: State, round_key: Wide) -> State:
    a, b = c[0] * MULTIPLIERS[0], c[2] * MULTIPLIERS[1]
    return (b >> HALF) ^ round_key[0] ^ c[1], b & LOW_HALF, (a >> HALF) ^ round_key[1] ^ c[3], a & LOW_HALF


def _uniform(words: Words, out: Floats) -> None:
    np.copyto(out, words)
    out += 0.5
    out *= 2.0**-32


def _clock(words: Words, out: Floats) -> None:
    _uniform(words, out)
    np.negative(log(out, out=out), out=out)


def _normal(words: Words, out: Floats) -> None:
    _uniform(words, out)
    invnorm(out, out=out)


class Lanes(NamedTuple):
    """64-bit lanes and, as views, their 32-bit halves."""

    wide: Wide
    low: Words
    high: Words

    @classmethod
    def of(cls, wide: Wide) -> Lanes:
        halves = wide.view(np.uint32)
        return cls(wide, halves[..., LOW], halves[..., HIGH])


def _fill(out: Words, schedule: Wide, history: tuple[Wide, Wide], group: int) -> None:
    """Blocks of all keys (``schedule`` [round, 2, stream, 1]) and histories (world, repeat) into ``out``.

    The first two rounds are broadcast, as most of their products belong to the group or the history alone.
    The others do both halves of a block in one call: counter words 0 and 2 side by side, and their products.
    Words 1 and 3 are the low halves of the products before; seeing halves as views spares every shift and mask.
    """
    world, repeat = history
    nought = np.zeros((1, 1), dtype=np.uint64)
    state: State = (nought + np.uint64(group), repeat, world, nought)
    for round_key in schedule[:2]:
        state = _round(state, round_key)
    even, old, new = (Lanes.of(np.empty((2, len(out), out.shape[-1]), dtype=np.uint64)) for _ in range(3))
    even.wide[0], old.wide[1], even.wide[1], old.wide[0] = state
    for round_key in schedule[2:]:
        np.multiply(even.wide, BOTH_MULTIPLIERS, out=new.wide)
        np.bitwise_xor(new.high[::-1], old.low[::-1], out=even.low)
        np.bitwise_xor(even.wide, round_key, out=even.wide)
        old, new = new, old
    out[:, 0], out[:, 1], out[:, 2], out[:, 3] = even.low[0], old.low[1], even.low[1], old.low[0]
