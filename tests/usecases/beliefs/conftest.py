"""One invented world with something of everything: texts, an actor on two tracks, terms upon terms, a doubt."""

from __future__ import annotations

import pytest

from sim.scenario.read import read_text
from sim.scenario.schema import Scenario

FERRY = """\
stancelab: 1
name: ferry
title: Will the ferry sail?
clock: {start: 2031-01-01, tick: week, ticks: 8}
sources:
  LOG: {title: Harbour log, author: A. Keeper, published: "2030", grade: B2}
  MAP: {title: The chart}
quantities:
  fog:
    pert: [0.1, 0.3, 0.8]
    from: [LOG:02, LOG:01]
    hedge: H2
    grade: C3
    coder: ann
    why: fog of last winter
  shift: {fixed: 0.5 per week, basis: base rate, why: counted}
  guess: 0.4
terms:
  blind: fog >= 0.6
  danger: blind or ice >= 2
state:
  ice:
    start: {uniform: [0, 1]}
    range: [0, 9]
    relax: {to: 0.5, half_life: 3 weeks}
    from: [LOG:02]
    why: a cold month
  pier: {levels: [open, iced, shut], start: open, basis: judgement, why: seen}
  flag: {switch: off, basis: judgement, why: seen}
calendar: {winter: {months: [1, 2]}}
at: {2031-02-01: {ice: += guess}}
actors:
  captain:
    label: The captain
    goals:
      calm: {pert: [0.4, 0.6, 0.8], from: [LOG:01], why: a quiet man}
      trade: {fixed: 0.3, basis: judgement, why: bills}
    stances:
      nerve: {beta: [4, 4], from: [MAP:03], why: a narrow strait}
    decides: every 1 week
    precision: {lognormal: {median: 4, 90%: [2, 8]}, basis: judgement, why: usual}
    tracks:
      helm:
        pace: {fixed: 40% per week, basis: judgement, why: he waits}
        menu:
          sail:
            label: Sails out
            if: not danger and pier is open
            habit: {pert: [-2, -1, 0], basis: judgement, why: seldom in winter}
            serves: {trade: 0.8, calm: -0.5 * nerve}
            succeeds: 1 - fog
            then: {flag: = on}
            otherwise: {pier: += 1}
            from: [LOG:02]
            hedge: H4
            why: fish pays
          wait: {serves: {calm: 0.2, trade: -0.1}, basis: judgement, why: as ever}
      watch:
        hold: 0.7
        menu:
          ring: {utility: 0.2 * expects(mate.shout), then: {ice: -= 0.1}, basis: judgement, why: the bell}
  mate:
    menu: {shout: {utility: "if(did(captain.sail), 0.5, 0)", basis: judgement, why: loud}}
events:
  storm:
    rate: shift
    if: winter
    one_of:
      gale: {chance: 0.7, then: {pier: = shut}, basis: judgement, why: strong}
      squall: {chance: 0.3}
rules: {thaw: {while: ice > 3, then: {ice: -= 0.2 per week}, basis: judgement, why: sun}}
doubts: {model: {sd: 0.5, on: ["captain.*", storm], basis: judgement, why: what is left out}}
correlate:
  - {pair: [fog, captain.nerve], rank: -0.3, basis: judgement, why: fog frightens}
questions:
  harbour: {title: Is the harbour shut?, within: 4 weeks, worst: {shut: pier is shut, else: open}}
watches: {flagged: flag and since(captain.sail.succeeded) <= 2 weeks}
"""


@pytest.fixture
def text() -> str:
    return FERRY


@pytest.fixture
def ferry() -> Scenario:
    return read_text(FERRY, "ferry.yaml")
