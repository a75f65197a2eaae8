"""Coverage-guided fuzzing of reader, parser, checker and compiler: any text is either a world or a list of problems.

    python tests/fuzz/fuzz_reader.py WORK tests/fuzz/corpus -max_total_time=1200 -max_len=6000 -timeout=30

needs `atheris`. New inputs go to WORK; what breaks is written as `crash-*`. Half of the inputs are made by libFuzzer, half by
the slips of `tests/slips.py`. No input may raise anything but problems with a place, take a second of processor time, grow the
process by 200 MB, or make it open a file, start a program or run code. The corpus kept here is small; the ordinary tests
read it through `tests/fuzz/test_corpus.py`.
"""

from __future__ import annotations

import random
import resource
import sys
import time
from pathlib import Path
from typing import Any

import atheris
import yaml

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1])]

with atheris.instrument_imports(include=["sim", "yaml"]):
    from slips import slip, slip_of_thought

    from sim.engine.compile import compile_scenario
    from sim.errors import Problem, ScenarioError
    from sim.scenario.files.messages import validate
    from sim.scenario.files.overlay import Layer, apply_overlay, join_parts
    from sim.scenario.files.yamltree import load_text, parse_text
    from sim.scenario.plan import Plan
    from sim.scenario.read import read_layer

SECONDS, MEGABYTES = 1.0, 200
BASE = Layer(*load_text((HERE / "corpus" / "crossroads.yaml").read_text(encoding="utf-8"), "base"))
HARMFUL = ("open", "exec", "compile", "import", "os.", "subprocess.", "socket.", "ctypes.", "shutil.")
watching = False


def refuse_harm(event: str, _: Any) -> None:
    """While an input is read nothing is opened, started, imported or run."""
    if watching and event.startswith(HARMFUL):
        raise AssertionError(f"an input caused {event}")


def problems_of(text: str) -> tuple[Problem, ...]:
    """What is wrong with one text; a plan, an overlay of a fixed world, a world with a part, or a world."""
    try:
        layer = Layer(*parse_text(text, "fuzz"))
        if "plan" in layer.tree:
            return tuple(validate(Plan, layer.tree, layer.places)[1])
        if "extends" in layer.tree:
            layer = apply_overlay(BASE, layer)
        elif "parts" in layer.tree:
            layer = join_parts(layer, [BASE])
        compile_scenario(read_layer(layer))
    except ScenarioError as error:
        assert error.problems
        return error.problems
    return ()


def one_input(raw: bytes) -> None:
    """Read, check and compile one text; only placed problems may come out, soon and in little memory."""
    global watching
    text = raw.decode("utf-8", errors="replace")
    memory, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    watching = True
    try:
        found = problems_of(text)
    finally:
        watching = False
    took = time.process_time() - start
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - memory) / 1024
    assert took < SECONDS and grown < MEGABYTES, f"{took:.2f} s, {grown:.0f} MB"
    for problem in found:
        assert problem.where.line >= 1 and problem.where.col >= 1, problem
        assert problem.headline().isprintable(), problem


def mutated(raw: bytes, size: int, seed: int) -> bytes:
    """A slip of the pen or of thought, or what libFuzzer does to bytes."""
    pen = random.Random(seed)
    text, kind = raw.decode("utf-8", errors="replace"), pen.randrange(4)
    try:
        if kind == 0:
            tree = load_text(text, "fuzz")[0]
            slip_of_thought(pen, tree)
            text = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=120)
        elif kind == 1:
            text = slip(pen, text)
        if kind < 2:
            return text.encode("utf-8", errors="replace")[:size]
    except (ScenarioError, ValueError, IndexError, RecursionError):
        pass
    return atheris.Mutate(raw, size)


def main() -> None:
    """Warm up on the corpus, so that nothing is imported late, then fuzz."""
    for file in sorted((HERE / "corpus").iterdir()):
        problems_of(file.read_text(encoding="utf-8"))
    "\0".encode("unicode_escape")
    sys.addaudithook(refuse_harm)
    atheris.Setup(sys.argv, one_input, custom_mutator=mutated)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
