"""Our R1 and the yardstick's have one law, and the comparison would notice if they had not."""

from __future__ import annotations

import shutil

import kernels
import law
import pytest

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read_text


def worst(found: law.Law, other: law.Law) -> float:
    return max(map(abs, law.scores(found, other).values()))


def few(text: str, n: int = 4096) -> law.Law:
    program = compile_scenario(read_text(text))
    return law.law([law.alike(simulate(program, Sample(5, n, 1, ("counts", "first", "final"))).columns)])


def test_the_engine_has_the_yardsticks_law():
    theirs = law.recorded()
    found = few(law.r1.text())
    assert found.keys() == theirs.keys()
    assert worst(found, theirs) < law.limit(len(theirs))


@pytest.mark.parametrize(
    "before, after",
    [
        ("x3: += 0.159", "x3: += 0.08"),
        ("fixed: 2.761", "fixed: 2.3"),
    ],
)
def test_another_law_is_noticed(before, after):
    text = law.r1.text()
    assert before in text
    assert worst(few(text.replace(before, after)), law.recorded()) > law.limit(len(law.recorded()))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("gcc") is None, reason="no gcc on this machine")
def test_the_law_of_two_million_histories():
    found = law.law(law.engine_parts(2_000_000, "c"))
    assert worst(found, law.recorded()) < law.limit(len(found))


@pytest.mark.slow
def test_the_record_is_what_the_yardstick_says():
    """Other seeds than the record's, so that both have their own error."""
    try:
        yardstick = kernels.yardstick()
    except FileNotFoundError as missing:
        pytest.skip(str(missing))
    again = law.law(law.yardstick_parts(1_000_000, yardstick, first_seed=1001))
    assert worst(again, law.recorded()) < law.limit(len(again))
