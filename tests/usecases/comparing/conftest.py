"""Runs in memory, to be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read_text
from sim.store.folder import RunFolder
from sim.usecases.comparing.sides import Gathered, Side

TOWN = """\
stancelab: 1
name: town
clock: {start: 2031-01-01, tick: month, ticks: 12}
defaults: {basis: judgement, why: an invented town}
quantities:
  anger: {uniform: [0.05, 0.25], unit: per month}
  fear: {uniform: [0.5, 1.5]}
state:
  trouble: {levels: [none, protest, riot], start: none}
actors:
  mayor:
    goals: {calm: {uniform: [0.5, 1]}}
    pace: 20% per month
    menu:
      talk: {serves: {calm: 0.5}, then: {trouble: = none}}
events:
  march: {rate: anger, then: {trouble: at least protest}}
  clash: {if: trouble is protest, rate: 0.2 per month, then: {trouble: = riot}}
questions:
  unrest: {within: 12 months, worst: {riot: trouble is riot, protest: trouble is protest, else: quiet}}
  sooner: {within: 6 months, first: {marched: ever(march), talked: did(mayor.talk), else: neither}}
watches: {restless: trouble >= protest, talked: did(mayor.talk)}
"""


@pytest.fixture
def side():
    """A side from the world's text with some of it replaced, and an extent."""

    def made(label="town", seed=1, worlds=200, repeats=5, **replaced: str) -> Side:
        text = TOWN
        for old, new in replaced.items():
            old = {"rate": "0.2 per month, then: {trouble: = riot}"}.get(old, old)
            assert old in text
            text = text.replace(old, new)
        return side_of(text, label, seed, worlds, repeats)

    return made


def side_of(text: str, label: str, seed: int = 1, worlds: int = 200, repeats: int = 5) -> Side:
    world = read_text(text)
    program = compile_scenario(world)
    runs = simulate(program, Sample(seed, worlds, repeats))
    return Side(label, f"{label:0>12}"[:12], world, program, runs, seed, RunFolder(Path("nowhere"), label))


@pytest.fixture
def two(side):
    """The town, and the same with hotter clashes."""
    return Gathered((side("town"), side("hotter", rate="0.4 per month, then: {trouble: = riot}")))


@pytest.fixture
def town() -> str:
    return TOWN
