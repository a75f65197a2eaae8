"""Is our R1 the yardstick's R1? `python benchmarks/law.py` compares the two laws number by number.

Two programs with different draws have equal laws if every mean they can be asked for differs by Monte Carlo error only.
`r1_law.json` holds the yardstick's numbers from 4 million histories with their standard errors (`--record` makes it again,
from the C file that `--yardstick` names). Ours are drawn by `--engine`: `c` (the kernel whose bits are the engine's),
or a backend of the engine.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import kernels
import numpy as np
import r1
from numpy.typing import NDArray
from scipy.stats import norm

from sim.engine.run import Sample, simulate

RECORD = r1.HERE / "r1_law.json"
PART = 250_000  # histories at once: what is kept of them all fits the memory
WEEKS = (13, 26, 39)
Columns = Mapping[str, NDArray[Any]]
Law = dict[str, tuple[float, float]]  # a number's estimate and its standard error


def questions(sample: Columns) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """What is asked of both: a name, and one value per history that it is true of. States are asked for mean and square."""
    for i, name in enumerate((*r1.R1["outcomes"], "open")):
        yield f"share {name}", sample["outcome"] == i
    over = np.where(sample["outcome"] < 2, sample["week"], 99)
    for week in WEEKS:
        yield f"over by week {week}", over <= week
    for i, name in enumerate(("high", "calm")):
        yield f"week of {name}", sample["week"][sample["outcome"] == i]
    for e, first in enumerate(sample["first"]):
        yield f"e{e} happens", first > 0
        yield f"week of e{e}", first[first > 0]
    for a, count in enumerate(sample["acts"]):
        yield f"acts of a{a}", count
        yield f"a{a} never acts", count == 0
    for i, x in enumerate(sample["final"]):
        centre = r1.R1["states"][i]["start"]
        yield f"final x{i}", x
        yield f"final x{i}, squared from start", (x - centre) ** 2
    for i, j in ((0, 3), (2, 3), (8, 9)):
        yield f"final x{i} times x{j}", sample["final"][i] * sample["final"][j]


def law(parts: Iterable[Columns]) -> Law:
    """Means and their standard errors over all parts."""
    sums: dict[str, NDArray[np.float64]] = {}
    for sample in parts:
        for name, values in questions(sample):
            v = np.asarray(values, np.float64)
            sums[name] = sums.get(name, np.zeros(3)) + np.array([len(v), v.sum(), (v * v).sum()])
    return {name: _estimate(*three) for name, three in sums.items()}


def _estimate(n: float, total: float, squares: float) -> tuple[float, float]:
    mean = total / n
    return mean, math.sqrt(max(squares / n - mean * mean, 0.0) / n)


def scores(one: Law, other: Law) -> dict[str, float]:
    """How many standard errors two laws differ by, number by number."""
    return {name: (one[name][0] - other[name][0]) / math.hypot(one[name][1], other[name][1]) for name in one}


def limit(many: int, level: float = 0.01) -> float:
    """The largest of ``many`` scores stays below this in all but ``level`` of comparisons of equal laws (Bonferroni)."""
    return float(norm.isf(level / (2 * many)))


def engine_parts(histories: int, backend: str) -> Iterator[Columns]:
    """Our R1 in parts of different seeds; ``backend`` c is the kernel."""
    built = kernels.ours()
    for seed, n in _parts(histories):
        if backend == "c":
            columns = built.run(n, threads=2, keep=True, fans=False, seed=seed)
        else:
            columns = simulate(built.program, Sample(seed, n, 1, ("counts", "first", "final"))).columns
        yield alike(columns)


def alike(columns: Columns) -> Columns:
    """The engine's columns as `questions` wants them."""
    passages = [columns[f"end.first.{line}"].astype(np.int64) for line in ("high", "calm")]
    outcome = columns["end.outcome"]
    week = np.where(outcome == 0, passages[0], np.where(outcome == 1, passages[1], r1.R1["weeks"]))
    acts = [sum(columns[f"count.a{a}.k{k}"].astype(np.int64) for k in (1, 2, 3)) for a in range(6)]
    first = [columns[f"first.e{e}"] for e in range(10)]
    return {"outcome": outcome, "week": week, "first": first, "acts": acts,
            "final": [columns[f"final.x{i}"] for i in range(10)]}  # type: ignore[dict-item]  # fmt: skip


def yardstick_parts(histories: int, yardstick: kernels.Yardstick, first_seed: int = 1) -> Iterator[Columns]:
    """The yardstick's R1; its outcomes are 0 open, 1 high, 2 calm, 3 late, its weeks count from 0, never is -1."""
    for seed, n in _parts(histories, first_seed):
        out = yardstick.run(n, threads=2, seed=seed)
        yield {"outcome": np.array([3, 0, 1, 2])[out["outcome"]], "week": out["week"], "first": out["first"] + 1,
               "acts": out["cnt"], "final": out["x"]}  # fmt: skip


def _parts(histories: int, first_seed: int = 1) -> list[tuple[int, int]]:
    """(seed, how many) of each part."""
    return [(first_seed + i, min(PART, histories - at)) for i, at in enumerate(range(0, histories, PART))]


def recorded() -> Law:
    """The yardstick's law as it stands in `r1_law.json`."""
    stored = json.loads(RECORD.read_text(encoding="utf-8"))["numbers"]
    return {name: (mean, error) for name, (mean, error) in stored.items()}


def record(histories: int, yardstick: kernels.Yardstick) -> None:
    """Write the yardstick's law down."""
    found = law(yardstick_parts(histories, yardstick))
    rows = ",\n".join(f"  {json.dumps(name)}: [{mean:.9g}, {error:.3g}]" for name, (mean, error) in found.items())
    head = f'"from": "the C yardstick in double precision", "histories": {histories},'
    RECORD.write_text(f'{{{head}\n"numbers": {{\n{rows}\n}}}}\n', encoding="utf-8")


def table(ours: Law, theirs: Law) -> Iterator[str]:
    """The comparison as a person reads it, and the verdict."""
    found = scores(ours, theirs)
    yield f"{'number':32} {'ours':>10} {'yardstick':>10} {'z':>6}"
    yield from (f"{name:32} {ours[name][0]:10.6f} {theirs[name][0]:10.6f} {z:6.2f}" for name, z in found.items())
    size, worst, most = len(found), max(map(abs, found.values())), limit(len(found))
    spread = math.sqrt(sum(z * z for z in found.values()) / size)
    verdict = "equal within Monte Carlo error" if worst < most else "NOT equal"
    yield f"{size} numbers: largest |z| {worst:.2f}, limit {most:.2f} (1% for all together); root mean square {spread:.2f}"
    yield f"the laws are {verdict}"


def main() -> int:
    """0 if the laws are equal."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=4_000_000)
    parser.add_argument("--engine", default="c", help="c (default), numpy, compiled")
    parser.add_argument("--yardstick", help="the yardstick's C file, or its folder")
    parser.add_argument("--record", action="store_true", help="write the yardstick's law to r1_law.json first")
    given = parser.parse_args()
    if given.record:
        record(given.histories, kernels.yardstick(given.yardstick))
    ours, theirs = law(engine_parts(given.histories, given.engine)), recorded()
    print("\n".join(table(ours, theirs)))
    return int(max(map(abs, scores(ours, theirs).values())) >= limit(len(ours)))


if __name__ == "__main__":
    sys.exit(main())
