"""R1 in JAX: all histories of a block side by side, a scan over the weeks, single precision as is usual there."""

from __future__ import annotations

from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from plain import (
    ACTORS,
    BAR,
    CALM,
    EVENTS,
    FLOOR,
    HIGH,
    LATE,
    MENUS,
    NOISE,
    PRECISION,
    PULL,
    RATES,
    START,
    TOP,
    WEEKS,
)
from scipy.special import betaincinv

BLOCK = 8192
NODES = np.linspace(0, 1, 257)


def quantiles(low, mode, high):
    """A PERT distribution at the nodes; between them straight lines, as drawing from a beta takes far longer here."""
    share = (mode - low) / (high - low)
    return jnp.array(low + (high - low) * betaincinv(1 + 4 * share, 5 - 4 * share, NODES))


STANCES = [quantiles(*numbers) for actor in ACTORS for numbers in actor["stances"]]


def stances(key, n):
    at = jax.random.uniform(key, (len(STANCES), n)) * (len(NODES) - 1)
    low = at.astype(int)
    return [table[k] + (x - k) * (table[k + 1] - table[k]) for table, k, x in zip(STANCES, low, at, strict=True)]


def moved(x, moves, where):
    for i, by in moves:
        x[i] = x[i] + jnp.where(where, by, 0.0)


def clipped(x):
    return [jnp.clip(v, 0, 1) for v in x]


def events(x, spent, u):
    now, spent = list(x), list(spent)
    for e, (base, i, a, j, b) in enumerate(RATES):
        fires = (u[e] < -jnp.expm1(-base * jnp.exp(a * x[i] + b * x[j]))) & ~spent[e]
        spent[e] = spent[e] | fires
        moved(now, EVENTS[e]["moves"], fires)
    return clipped(now), spent


def decisions(x, held, u):
    now = list(x)
    for a, menu in enumerate(MENUS):
        reached = [1.0]
        for c, *terms in menu:
            pairs = zip(terms[::2], terms[1::2], strict=True)
            worth = c + sum(w * held[4 * a + j] * x[i] for j, (w, i) in enumerate(pairs))
            reached.append(reached[-1] + jnp.exp(PRECISION[a] * worth))
        at = u[a] * reached[-1]
        for k, action in enumerate(ACTORS[a]["actions"]):
            moved(now, action["moves"], (at >= reached[k]) & (at < reached[k + 1]))
    return clipped(now)


def week(held, carry, key):
    x, spent, outcome = carry
    k1, k2, k3 = jax.random.split(key, 3)
    n = outcome.shape[0]
    now, spent = events(x, spent, jax.random.uniform(k1, (len(EVENTS), n)))
    now = decisions(now, held, jax.random.uniform(k2, (len(ACTORS), n)))
    now = [v + pull * (start - v) for v, pull, start in zip(now, PULL, START, strict=True)]
    noise = jax.random.normal(k3, (len(NOISE), n))
    for row, (i, sd) in enumerate(NOISE):
        now[i] = now[i] + sd * noise[row]
    now = [jnp.where(outcome == 3, new, old) for new, old in zip(clipped(now), x, strict=True)]
    high, calm = now[HIGH] >= TOP, spent[9] & (now[CALM] <= FLOOR)
    return (now, spent, jnp.where(outcome < 3, outcome, jnp.where(high, 0, jnp.where(calm, 1, 3)))), None


@partial(jax.jit, static_argnums=1)
def block(key, n):
    k1, k2 = jax.random.split(key)
    x, spent = [jnp.full(n, start) for start in START], [jnp.zeros(n, bool) for _ in EVENTS]
    start = (x, spent, jnp.full(n, 3))
    (x, _, outcome), _ = jax.lax.scan(partial(week, stances(k1, n)), start, jax.random.split(k2, WEEKS))
    return jnp.where((outcome == 3) & (x[LATE] >= BAR), 2, outcome)


def outcomes(first: int, n: int) -> list[int]:
    """The outcomes of ``n`` histories in whole blocks, so that there is one shape to compile; draws are of key ``first``."""
    keys = jax.random.split(jax.random.key(first), -(-n // BLOCK))
    found = [block(key, BLOCK) for key in keys]
    return np.concatenate([np.asarray(f) for f in found])[:n].tolist()
