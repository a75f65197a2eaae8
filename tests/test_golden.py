"""The numbers of the shipped worlds, written down: a change that nobody meant is red.

Each file of `golden/` holds, for a few hundred histories of one world, the outcomes and a digest of every whole-numbered
column and tally. Digests of floats are left out: another release of a library may change a last bit and no decision.
After a world was changed on purpose, or SEMANTICS was raised, write them anew and look at the difference:

    python tests/test_golden.py --write [WORLD ...]
"""

from __future__ import annotations

import json
import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1]))  # so that the command above needs no installation

import numpy as np
import pytest
import yaml
from playing import shipped_worlds

from sim.engine import SEMANTICS
from sim.engine.compile import compile_scenario
from sim.engine.program import Program
from sim.engine.run import Sample, simulate
from sim.engine.runs import Runs
from sim.scenario.files.prose import without_prose
from sim.scenario.read import read

FOLDER = Path(__file__).parent / "golden"
SAMPLE = {"seed": 20240331, "worlds": 100, "repeats": 3}
WRITE = "python tests/test_golden.py --write"
Golden = dict[str, Any]


def digest(content: bytes) -> str:
    return blake2b(content, digest_size=8).hexdigest()


def whole_numbers(arrays: Any) -> dict[str, str]:
    """Name -> digest of every array of whole numbers, the same on machines of any byte order."""
    return {
        name: digest(array.astype(array.dtype.newbyteorder("<")).tobytes())
        for name, array in arrays.items()
        if array.dtype.kind in "iu"
    }


def outcomes(program: Program, runs: Runs) -> dict[str, dict[str, int]]:
    """Question -> line -> histories."""
    return {
        question.name: {
            line: int((runs.columns[f"{question.name}.outcome"] == i).sum())
            for i, line in enumerate((*question.lines, question.otherwise))
        }
        for question in program.questions
    }


def measured(path: Path) -> Golden:
    """What a world's golden file should say."""
    scenario = read(path)
    program = compile_scenario(scenario)
    runs = simulate(program, Sample(**SAMPLE, keep=("counts", "first")))
    return {
        "semantics": SEMANTICS,
        "world": digest(json.dumps(without_prose(scenario.tree)).encode()),  # order counts: effects have one
        "sample": SAMPLE,
        "outcomes": outcomes(program, runs),
        "columns": whole_numbers(runs.columns),
        "tallies": whole_numbers(runs.tallies),
    }


def moved(golden: Golden, now: Golden) -> list[str]:
    """Columns and tallies that are no longer what they were, or no longer there."""
    return [
        name
        for part in ("columns", "tallies")
        for name, written in golden[part].items()
        if now[part].get(name) != written
    ]


def complaint(golden: Golden | None, now: Golden) -> str:
    """Why the file and the numbers do not belong together; empty if they do."""
    if golden == now:
        return ""
    if golden is None:
        return f"this world has no golden file yet: {WRITE}"
    if golden["semantics"] != now["semantics"]:
        return f"written for SEMANTICS {golden['semantics']}, now it is {now['semantics']}: {WRITE}"
    if golden["world"] != now["world"] or golden["sample"] != now["sample"]:
        return f"the world or its sample was changed since: if that was meant, {WRITE}"
    if not moved(golden, now):
        return f"there are more columns than were written down: {WRITE}"
    before_after = [
        f"{name}: {golden['outcomes'].get(name)} -> {lines}" for name, lines in now["outcomes"].items()
    ]
    return "\n".join([
        "numbers changed: the same world, sample and SEMANTICS give other histories.",
        "Raise SEMANTICS in sim/engine/__init__.py if a meaning was changed on purpose; else find out why.",
        f"No longer the same: {', '.join(moved(golden, now))}",
        *before_after,
    ])  # fmt: skip


def written(name: str) -> Golden | None:
    path = FOLDER / f"{name}.yaml"
    return yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else None


@pytest.mark.parametrize("name", shipped_worlds())
def test_the_numbers_are_what_they_were(name):
    assert complaint(written(name), measured(shipped_worlds()[name])) == ""


def test_every_golden_file_belongs_to_a_world():
    assert {path.stem for path in FOLDER.glob("*.yaml")} <= set(shipped_worlds())


SAME: Golden = {"semantics": 1, "world": "a", "sample": {"seed": 0}, "outcomes": {"q": {"yes": 1}},
                "columns": {"q.outcome": "b"}, "tallies": {"fan.x": "c"}}  # fmt: skip


@pytest.mark.parametrize(
    "change, word",
    [
        ({}, ""),
        ({"semantics": 2}, "SEMANTICS 1"),
        ({"world": "z"}, "the world"),
        ({"sample": {"seed": 1}}, "sample"),
        ({"columns": {"q.outcome": "b", "q.first.yes": "d"}}, "more columns"),
        ({"columns": {"q.outcome": "z"}}, "No longer the same: q.outcome"),
        ({"tallies": {}}, "No longer the same: fan.x"),
        ({"world": "z", "columns": {"q.outcome": "z"}}, "if that was meant"),
    ],
)
def test_the_complaint_says_what_happened(change, word):
    found = complaint(SAME, {**SAME, **change})
    assert word in found and bool(found) == bool(change)


def test_one_history_more_or_less_is_seen():
    column = np.array([0, 1, 1], np.uint8)
    one, other, swapped = (whole_numbers({"c": c}) for c in (column, column[:2], column.astype(">u2")))
    assert one != other and whole_numbers({"c": column.astype("<u2")}) == swapped
    assert whole_numbers({"f": np.zeros(3)}) == {}


def main(names: list[str]) -> int:
    """Writes the files of worlds that were changed; refuses where only the numbers moved."""
    refused = 0
    for name in names or shipped_worlds():
        golden, now = written(name), measured(shipped_worlds()[name])
        why = complaint(golden, now)
        if why.startswith("numbers changed"):
            print(f"{name}: not written. {why}", file=sys.stderr)
            refused += 1
        elif why:
            FOLDER.mkdir(exist_ok=True)
            text = yaml.safe_dump(now, sort_keys=False, width=120)
            (FOLDER / f"{name}.yaml").write_text(text, encoding="utf-8")
            print(f"{name}: written")
    return refused


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"]:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[2:]))
