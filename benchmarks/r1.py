"""R1 as a scenario file: `python benchmarks/r1.py` writes `r1.yaml` from the numbers in `r1.json`.

R1 is a made-up workload of the size of a real question: 24 uncertain stances, 10 states, 10 events, 6 actors with 3 actions
and holding, 52 weeks. A history is over when state x0 is high, or when event e9 has happened and state x1 is low.

>>> half_life(0.5)
1.0
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
FILE = HERE / "r1.yaml"
R1: dict[str, Any] = json.loads((HERE / "r1.json").read_text(encoding="utf-8"))

HEAD = """\
# Made by r1.py from r1.json: change those. A workload to measure with; it means nothing.
stancelab: 1
name: r1
title: Which of four ends does an invented year reach?
about: 24 uncertain stances, 10 states, 10 events, 6 actors who hold or do one of three things, 52 weeks.
clock: {{start: 2024-01-01, tick: week, ticks: {weeks}}}
defaults: {{basis: judgement, why: a workload to measure with}}
"""


def half_life(pull: float) -> float:
    """Weeks in which half of a distance goes if ``pull`` of it goes each week: 1 - 2^(-1/half_life) = pull."""
    return -math.log(2) / math.log1p(-pull)


def text(r1: dict[str, Any] = R1) -> str:
    """The whole scenario file."""
    sections = (_quantities, _state, _actors, _events, _questions)
    return HEAD.format(**r1) + "".join(f"{line}\n" for section in sections for line in section(r1))


def _quantities(r1: dict[str, Any]) -> Iterator[str]:
    yield "quantities:"
    for i, event in enumerate(r1["events"]):
        yield f"  base{i}: {{fixed: {event['rate']}, unit: per week}}"


def _state(r1: dict[str, Any]) -> Iterator[str]:
    yield "state:"
    for i, state in enumerate(r1["states"]):
        relax = f"{{to: {state['start']}, half_life: {half_life(state['pull'])!r} weeks}}"
        noise = f", noise: {state['noise']} per week" if state["noise"] else ""
        yield f"  x{i}: {{start: {state['start']}, range: [0, 1], relax: {relax}{noise}}}"


def _actors(r1: dict[str, Any]) -> Iterator[str]:
    yield "actors:"
    for a, actor in enumerate(r1["actors"]):
        yield f"  a{a}:"
        yield f"    precision: {{fixed: {actor['precision']}}}"
        yield "    stances:"
        yield from (f"      s{j}: {{pert: {numbers}}}" for j, numbers in enumerate(actor["stances"]))
        yield "    menu:"
        for k, action in enumerate(actor["actions"], 1):
            terms = "".join(f" {_signed(w)} * s{j} * x{i}" for w, j, i in action["terms"])
            yield f"      k{k}:"
            yield f"        utility: {action['constant']}{terms}"
            yield f"        then: {_moves(action['moves'])}"


def _events(r1: dict[str, Any]) -> Iterator[str]:
    yield "events:"
    for i, event in enumerate(r1["events"]):
        (first, a), (second, b) = event["on"]
        yield f"  e{i}:"
        yield f"    rate: base{i} * exp({a} * x{first} {_signed(b)} * x{second})"
        yield "    once: true"
        yield f"    then: {_moves(event['moves'])}"


def _questions(r1: dict[str, Any]) -> Iterator[str]:
    (high, top), (calm, floor), (late, bar) = r1["outcomes"].values()
    yield "terms:"
    yield f"  is_high: x{high} >= {top}"
    yield f"  is_calm: ever(e9) and x{calm} <= {floor}"
    yield "ends: is_high or is_calm"
    yield "questions:"
    yield "  end:"
    yield f"    within: {r1['weeks']} weeks"
    yield f"    last: {{high: is_high, calm: is_calm, late: x{late} >= {bar}, else: open}}"


def _signed(number: float) -> str:
    return f"{'-' if number < 0 else '+'} {abs(number)}"


def _moves(moves: list[tuple[int, float]]) -> str:
    return "{" + ", ".join(f"x{i}: {'-' if by < 0 else '+'}= {abs(by)}" for i, by in moves) + "}"


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")
