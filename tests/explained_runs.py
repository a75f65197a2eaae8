"""A world of a gate, raids through it and an answer to them, and its runs in memory: what is explained in these tests."""

from __future__ import annotations

from pathlib import Path

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read_text
from sim.store.folder import RunFolder
from sim.usecases.comparing.sides import Side

# A gate that opens, a raid through it, an answer to the raid; parades and rain that lead nowhere.
BORDER = """\
stancelab: 1
name: border
clock: {start: 2031-01-01, tick: month, ticks: 12}
defaults: {basis: judgement, why: an invented border}
state:
  tension: {start: 0.3, range: [0, 1], relax: {to: 0.3, half_life: 2 months}}
  gate: {switch: off}
  fire: {levels: [none, shots, battle], start: none}
events:
  rain: {rate: 50% per month}
  opens: {label: The gate is opened, if: not gate, rate: 1 per year, then: {gate: = on}}
actors:
  raiders:
    label: The raiders
    goals: {glory: {uniform: [0.3, 0.9]}, safety: {uniform: [0.1, 0.4]}}
    precision: 3
    pace: 40% per month
    menu:
      parade: {serves: {glory: 0.2, safety: 0.5}}
      raid: {label: Raid the town, if: gate, serves: {glory: 0.9, safety: -0.5}, succeeds: 0.6, then: {tension: += 0.4}}
  town:
    label: The town
    goals: {calm: {uniform: [0.5, 1]}, honour: {uniform: [0.2, 0.6]}}
    precision: 4
    hold: 2
    menu:
      talk: {serves: {calm: 0.6, honour: -0.2}}
      shoot:
        if: since(raiders.raid.succeeded) <= 3 months
        serves: {calm: -0.5 + tension, honour: 0.8}
        then: {fire: at least shots}
questions:
  fight: {title: Is there shooting?, within: 12 months, worst: {battle: fire >= battle, shots: fire >= shots, else: peace}}
  mood: {within: 6 months, last: {tense: tension > 0.5, else: calm}}
watches: {open: gate}
"""


def side_of(text: str, label: str, seed: int = 1, worlds: int = 200, repeats: int = 5) -> Side:
    world = read_text(text)
    program = compile_scenario(world)
    runs = simulate(program, Sample(seed, worlds, repeats))
    return Side(label, f"{label:0>12}"[:12], world, program, runs, seed, RunFolder(Path("nowhere"), label))
