"""R1 as one plain Python function: the strongest form of it without arrays, and what EMA Workbench is given to run."""

from __future__ import annotations

import json
import math
import random
from pathlib import Path
from typing import Any

R1: dict[str, Any] = json.loads((Path(__file__).parents[1] / "r1.json").read_text(encoding="utf-8"))
STATES, EVENTS, ACTORS, WEEKS = R1["states"], R1["events"], R1["actors"], R1["weeks"]
START, PULL = [s["start"] for s in STATES], [s["pull"] for s in STATES]
NOISE = [(i, s["noise"]) for i, s in enumerate(STATES) if s["noise"]]
(HIGH, TOP), (CALM, FLOOR), (LATE, BAR) = R1["outcomes"].values()
RATES = [(e["rate"], *e["on"][0], *e["on"][1]) for e in EVENTS]
MENUS = [[(k["constant"], *(n for w, _, i in k["terms"] for n in (w, i))) for k in a["actions"]] for a in ACTORS]
PRECISION = [a["precision"] for a in ACTORS]
OUTCOMES = ("high", "calm", "late", "open")


def pert(draw: random.Random, low: float, mode: float, high: float) -> float:
    """One draw of a PERT distribution."""
    share = (mode - low) / (high - low)
    return low + (high - low) * draw.betavariate(1 + 4 * share, 5 - 4 * share)


def clip(x: float) -> float:
    """Held within 0 and 1."""
    return 0.0 if x < 0.0 else 1.0 if x > 1.0 else x


def history(seed: int) -> tuple[int, int]:
    """(outcome as a position in OUTCOMES, weeks it took) of one history."""
    draw, exp = random.Random(seed), math.exp
    uniform = draw.random
    stances = [[pert(draw, *numbers) for numbers in actor["stances"]] for actor in ACTORS]
    x, waiting, calm_possible = START.copy(), list(range(len(EVENTS))), False
    for week in range(1, WEEKS + 1):
        fired = []
        for e in waiting:
            base, i, a, j, b = RATES[e]
            if uniform() < 1 - exp(-base * exp(a * x[i] + b * x[j])):
                fired.append(e)
        for e in fired:
            waiting.remove(e)
            for i, by in EVENTS[e]["moves"]:
                x[i] += by
        if fired:
            calm_possible = calm_possible or 9 in fired
            x = [clip(v) for v in x]
        chosen = []
        for menu, precision, (s0, s1, s2, s3) in zip(MENUS, PRECISION, stances, strict=True):
            total, reached = 1.0, [1.0]
            for c, w0, i0, w1, i1, w2, i2, w3, i3 in menu:
                total += exp(precision * (c + w0 * s0 * x[i0] + w1 * s1 * x[i1] + w2 * s2 * x[i2] + w3 * s3 * x[i3]))
                reached.append(total)
            at = uniform() * total
            chosen.append((at >= reached[0]) + (at >= reached[1]) + (at >= reached[2]))
        for actor, k in zip(ACTORS, chosen, strict=True):
            if k:
                for i, by in actor["actions"][k - 1]["moves"]:
                    x[i] += by
        x = [clip(v) for v in x]
        x = [v + pull * (start - v) for v, pull, start in zip(x, PULL, START, strict=True)]
        for i, sd in NOISE:
            x[i] = clip(x[i] + draw.gauss(0.0, sd))
        if x[HIGH] >= TOP:
            return 0, week
        if calm_possible and x[CALM] <= FLOOR:
            return 1, week
    return (2 if x[LATE] >= BAR else 3), WEEKS
