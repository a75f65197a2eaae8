"""Coverage-guided fuzzing of reader, parser, checker and compiler: any text is either a world or a list of problems.

    python tests/fuzz/fuzz_reader.py WORK tests/fuzz/corpus -timeout=1 -rss_limit_mb=400 -max_total_time=600

needs `atheris`. New inputs go to WORK; what breaks is written as `crash-*` or `timeout-*`. The corpus kept here is small; the
ordinary tests read it through `tests/fuzz/test_corpus.py`.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["sim", "yaml"]):
    from sim.engine.compile import compile_scenario
    from sim.errors import ScenarioError
    from sim.scenario.files.yamltree import load_text
    from sim.scenario.read import read_text


def one_input(raw: bytes) -> None:
    """Read, check and compile one text; only problems may come out."""
    text = raw.decode("utf-8", errors="replace")
    try:
        if "extends" not in load_text(text, "fuzz")[0]:  # an overlay would read other files
            compile_scenario(read_text(text, "fuzz"))
    except ScenarioError as error:
        for problem in error.problems:
            assert problem.where.line >= 1 and problem.where.col >= 1, problem
            assert problem.headline()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
