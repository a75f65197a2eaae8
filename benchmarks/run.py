"""The benchmark: `python benchmarks/run.py` measures everything in one session and prints it as ratios.

Ours, the C kernels and the peers take turns, round after round, so that a busy minute falls on all of them. `--quick` takes
about a minute; `--peers` adds Mesa, EMA Workbench and JAX, in a Python of their own; `--record` writes record.json and the
tables in README.md. What is left out is named with its reason.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import contestants as who
import fresh
import growth
import kernels
import law
import machine
import pythons
import r1
import tables
import timing
from engine import Engine, compiles

RECORD = r1.HERE / "record.json"
ANOTHER = r1.HERE.parent / "tests" / "worlds" / "strait.yaml"
FLAGSHIP = r1.HERE.parent / "scenarios" / "belarus-2024" / "world.yaml"
ONE, TWO, NUMPY, C = "compiled, 1 thread", "compiled, 2 threads", "NumPy", "C, our semantics"
YARDSTICK = "yardstick f64"


@dataclass
class Extent:
    """How much is measured."""

    rounds: int = 7
    seconds: float = 0.6
    fresh: tuple[int, ...] = (10_000, 100_000, 1_000_000)
    again: int = 3
    worlds: int = 20_000
    least: int = 4096
    grown: int = 16_384
    growth: bool = True


QUICK = Extent(3, 0.15, (10_000, 100_000), 2, 5_000, growth=False)


@dataclass
class Session:
    """What is found on the way."""

    extent: Extent
    yardstick: str | None = None
    peers: str | None = None
    skipped: dict[str, str] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)
    built: dict[str, list[str]] = field(default_factory=dict)

    def left_out(self, what: str, why: object) -> None:
        """Note what is not measured."""
        self.skipped[what] = str(why)


def main() -> None:
    """Measure, print, and record if asked to."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="fewer rounds, no growth, no run of a million")
    parser.add_argument("--peers", nargs="?", const="", metavar="PYTHON", help="also Mesa, EMA Workbench and JAX (3.12+)")
    parser.add_argument("--yardstick", metavar="FILE", help="the C yardstick, if it is not in ../shared/yardstick")
    parser.add_argument("--record", action="store_true", help="write record.json and the tables of README.md")
    given = parser.parse_args()
    session = Session(QUICK if given.quick else Extent(), given.yardstick, given.peers)
    found = measured(session)
    print(tables.page(found))
    if given.record:
        RECORD.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
        tables.put(found)


def measured(session: Session) -> dict[str, Any]:
    """The whole record."""
    if not compiles():
        session.left_out("compiled backend", "it does not work here")
    said = machine.described()
    speeds, versions = _speeds(session)
    parts = {"fresh": _fresh(session), "flagship": _flagship(session), "growth": _growth(session)}
    return {
        "machine": {**said, **versions}, "rounds": session.extent.rounds, "figures": session.figures,
        "speeds": speeds, **parts, "skipped": session.skipped,
    }  # fmt: skip


def _ours() -> Iterator[timing.Contestant]:
    if compiles():
        yield who.Simulation(ONE, Engine(r1.FILE, "compiled", 1))
        yield who.Simulation(TWO, Engine(r1.FILE, "compiled", 2), 2)
    yield who.Simulation(NUMPY, Engine(r1.FILE))


def _in_c(session: Session) -> Iterator[timing.Contestant]:
    try:
        strict = kernels.ours()
        yield who.Kernel(C, strict)
        yield who.Kernel(f"{C}, 2 threads", strict, 2)
        yield who.Kernel(f"{C}, no histograms", strict, fans=False)
        yield who.Kernel(f"{C}, fast-math", kernels.ours(strict=False))
    except FileNotFoundError as missing:
        return session.left_out("C kernels", missing)
    try:
        yield who.Cheaper(YARDSTICK, kernels.yardstick(session.yardstick))
        yield who.Cheaper("yardstick f32", kernels.yardstick(session.yardstick, single=True))
    except FileNotFoundError as missing:
        session.left_out("yardstick", missing)


def _peers(session: Session) -> who.Peers | None:
    if session.peers is None:
        return session.left_out("peers", "not asked for: --peers")
    try:
        return who.Peers(pythons.python(session.peers))
    except RuntimeError as why:
        return session.left_out("peers", why)


def _speeds(session: Session) -> tuple[dict[str, Any], dict[str, str]]:
    """Everybody's goes on R1, and the peers' versions."""
    server, extent = _peers(session), session.extent
    entered: list[timing.Contestant] = [*_ours(), *_in_c(session)]
    peers = [who.Peer(name, server, who.THREADS.get(name, 1)) for name in who.PEERS if server and name in server.versions]
    goes = {one.name: (one, timing.sized(one, extent.seconds, extent.least, extent.least)) for one in entered}
    for one in peers:
        least = who.LEAST.get(one.name, 20)
        goes[one.name] = one, timing.sized(one, 2 * extent.seconds, least, least)
    turns = timing.interleaved(goes, extent.rounds)
    if server:
        server.close()
    for one in peers:
        session.figures[f"{one.name}, largest |z| of outcomes"] = largest_score(one.outcomes)
    _ratios(session, turns)
    return {name: _speed(turns, name) for name in turns}, server.versions if server else {}


def largest_score(outcomes: list[int]) -> float:
    """By how many standard errors the outcome shares of a peer differ from R1's law, at most."""
    known, n = law.recorded(), sum(outcomes)
    shares = [known[f"share {name}"][0] for name in (*r1.R1["outcomes"], "open")]
    return max(abs(k / n - p) / math.sqrt(p * (1 - p) / n) for k, p in zip(outcomes, shares, strict=True))


def _ratios(session: Session, turns: dict[str, timing.Turns]) -> None:
    pairs = [(TWO, ONE), *((ONE, other) for other in (C, YARDSTICK, who.MESA, who.EMA, who.JAX, NUMPY))]
    pairs += [(NUMPY, who.MESA), (NUMPY, YARDSTICK), (C, YARDSTICK), (f"{C}, 2 threads", C)]
    for one, other in pairs:
        if one in turns and other in turns:
            session.figures[f"{one} / {other}"] = turns[one].times(turns[other])


def _speed(turns: dict[str, timing.Turns], name: str) -> dict[str, Any]:
    mine = turns[name]
    times = {other: mine.times(turns[other]) for other in (YARDSTICK, C) if other in turns}
    return {
        "threads": mine.threads, "histories": mine.turns[0].histories, "rate": mine.rate,
        "ns": 1e9 / mine.rate / r1.R1["weeks"], "times": times,
        "turns": [[round(t.wall, 5), round(t.cpu, 5)] for t in mine.turns],
    }  # fmt: skip


def _fresh(session: Session) -> list[dict[str, Any]]:
    """Whole processes: with an empty cache, then with the kernel in it."""
    extent, rows = session.extent, []
    sizes = extent.fresh if compiles() else extent.fresh[:1]
    backend = "auto" if compiles() else "numpy"
    with tempfile.TemporaryDirectory() as place:
        for n in sorted({sizes[0], sizes[-1]}):
            caches = [Path(place) / f"{n}-{i}" for i in range(extent.again if n == sizes[0] else 1)]
            for cache in caches:
                # a first run is that of a new scenario, not of a new installation: another one's has left bytecode,
                # and the kernel that draws any world's quantities
                fresh.answered(ANOTHER, 10, 1, "compiled" if compiles() else "numpy", cache)
            rows.append(_process(session, "first run", n, [fresh.answered(r1.FILE, n, 1, backend, c) for c in caches]))
        for n in sizes:
            answers = [fresh.answered(r1.FILE, n, 1, backend, caches[0]) for _ in range(extent.again)]
            rows.append(_process(session, "fresh process, cached", n, answers))
    if million := [row["peak"] for row in rows if row["histories"] == 1_000_000]:
        session.figures["peak memory, 1,000,000"] = max(million)
    return rows


def _process(session: Session, what: str, n: int, answers: list[fresh.Answer]) -> dict[str, Any]:
    wall, peak = median(a.wall for a in answers), max(a.peak for a in answers)
    session.figures[f"{what}, {n:,}"] = wall
    return {"what": what, "histories": n, "wall": wall, "peak": peak}


def _flagship(session: Session) -> list[dict[str, Any]]:
    """Histories of belarus-2024 in this process, which has run it before."""
    worlds, rows = session.extent.worlds, []
    known = [("compiled", 1, worlds), ("compiled", 2, worlds), ("compiled", 2, 2000)] if compiles() else []
    for backend, threads, many in [*known, ("numpy", 1, min(worlds, 500))]:
        engine = Engine(FLAGSHIP, backend, threads)
        engine.run(50, 10)
        turns = [timing.timed(lambda: engine.run(many, 10), 10 * many) for _ in range(session.extent.again)]  # noqa: B023
        name = f"{backend}, {threads} thread{'s' * (threads > 1)}"
        seconds = timing.middle(turns)
        rows.append({"who": name, "histories": 10 * many, "seconds": seconds, "rate": 10 * many / seconds})
        if backend == "compiled":
            figure = f"belarus-2024, {threads} thread{'s' * (threads > 1)}"
            session.figures["belarus-2024, 20,000 histories, warm" if many == 2000 else figure] = (
                seconds if many == 2000 else 10 * many / seconds
            )
    return rows


def _growth(session: Session) -> list[dict[str, Any]]:
    if not session.extent.growth:
        return session.left_out("growth", "--quick") or []
    backends = [("compiled", session.extent.grown), ("numpy", 4096)] if compiles() else [("numpy", 4096)]
    return [
        {"who": backend, "actors": s.actors, "weeks": s.weeks, "histories": s.histories, "lines": s.lines,
         "us": s.microseconds, "ns": s.nanoseconds}
        for backend, n in backends for s in growth.grown(backend, n, session.extent.again if backend == "compiled" else 1)
    ]  # fmt: skip


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", str(os.cpu_count() or 1))
    main()
