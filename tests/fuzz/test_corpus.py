"""What fuzzing found worth keeping: every text is either a sound world or a list of placed problems, at once."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from sim.engine.compile import compile_scenario
from sim.errors import ScenarioError
from sim.scenario.read import read_text

CORPUS = sorted((Path(__file__).parent / "corpus").iterdir())


@pytest.mark.parametrize("file", CORPUS, ids=lambda path: path.name)
def test_a_world_or_problems_and_nothing_else(file):
    text = file.read_bytes().decode("utf-8", errors="replace")
    start = time.process_time()
    try:
        compile_scenario(read_text(text, file.name))
    except ScenarioError as error:
        assert error.problems
        assert all(problem.where.line >= 1 and problem.where.col >= 1 for problem in error.problems)
    assert time.process_time() - start < 1
