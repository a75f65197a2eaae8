"""The lexicon is documentation and test at once: every example shows what its entry says."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

from sim.engine.mixture import simulate_pool
from sim.engine.run import Sample, simulate
from sim.errors import WORDINGS
from sim.scenario.check import check
from sim.scenario.expr.nodes import CALLS
from sim.scenario.lexicon.entry import FILE, Entry
from sim.scenario.lexicon.index import ENTRIES, MESSAGES
from sim.scenario.quantity import Quantity
from sim.scenario.read import read
from sim.usecases.guide.proving import found, write_files
from sim.usecases.running.programs import programs

SIM = Path(__file__).parents[3] / "sim"
SHOWN = sorted(code for code, message in MESSAGES.items() if message.bad)


def test_every_message_is_told_at_length():
    assert sorted(MESSAGES) == sorted(WORDINGS)


def test_a_message_without_an_example_is_one_that_is_never_said_or_needs_a_question():
    """Codes that no module says are kept for what a later version may find."""
    said = {
        code
        for module in SIM.rglob("*.py")
        if module.name != "errors.py" and "lexicon" not in module.parts
        for code in re.findall(r'"([A-Z]\d\d)"', module.read_text(encoding="utf-8"))
    }
    never = {code for code, message in MESSAGES.items() if not message.by}
    assert (never & said, set(WORDINGS) - set(SHOWN) - never) == (set(), {"N09"})


@pytest.mark.parametrize("code", SHOWN)
def test_the_bad_example_gives_exactly_its_message(code):
    assert {problem.code for problem in found(MESSAGES[code], MESSAGES[code].bad)} == {code}


@pytest.mark.parametrize("code", SHOWN)
def test_the_mended_example_gives_no_message_at_all(code):
    assert [problem.headline() for problem in found(MESSAGES[code], MESSAGES[code].good)] == []


def test_every_function_memory_word_family_and_effect_has_an_entry():
    words = {(entry.word, entry.kind) for entry in ENTRIES}
    named = {word for word, _ in words}
    assert set(CALLS) <= named
    assert set(Quantity.families) <= {word for word, kind in words if kind == "family"}
    assert {"+=", "-=", "=", "at least", "at most"} == {word for word, kind in words if kind == "effect"}
    assert {"number", "levels", "kinds", "counter", "switch"} <= {
        word for word, kind in words if kind == "state"
    }


def test_no_word_is_explained_twice():
    words = [alias for entry in ENTRIES for alias in (entry.word, *entry.also)]
    assert sorted({word for word in words if words.count(word) > 1}) == []


@pytest.mark.parametrize("entry", [pytest.param(entry, id=entry.word) for entry in ENTRIES])
def test_what_an_example_watches_holds_at_the_end_of_every_history(entry: Entry, tmp_path):
    write_files(tmp_path, entry.files())
    world = read(tmp_path / FILE)
    assert [problem.headline() for problem in check(world) if problem.code != "W03"] == []
    assert world.watches
    sample = Sample(seed=1, worlds=20, repeats=5)
    program, parts = programs(world)
    runs = simulate_pool(program, parts, sample) if parts else simulate(program, sample)
    last = {
        name: np.unpackbits(runs.columns[f"watch.{name}"], axis=1, count=runs.ticks)[:, -1]
        for name in world.watches
    }
    assert [name for name, bits in last.items() if not bits.all()] == []
