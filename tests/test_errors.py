"""Bad input as tables: what a person may write, the spot that is marked, the code, and words of the message.

A case's `text` follows a common head, `whole` stands alone; `files` are further files and `base` is one that has the head. A
spot that a message must mark stands in < >, as in `x > <shok>`; codes in `says` follow the spots in order. Where the signs
would be taken for something else, `at` gives [file, line, column, length]. Exactly these messages must come, and no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.errors import WORDINGS, Problem, RunError, ScenarioError, Where
from sim.scenario.check import check
from sim.scenario.read import read, read_plan
from sim.scenario.where import snippet

FOLDER = Path(__file__).parent / "errors"
HEAD = """\
stancelab: 1
name: world
clock: {start: 2024-01-01, tick: month, ticks: 12}
defaults: {basis: judgement, why: an invented world}
"""
CASES = {
    f"{file.stem}: {name}": case
    for file in sorted(FOLDER.glob("*.yaml"))
    for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items()
}
# a < that opens and a > that closes touch the text between them; those of a comparison stand between spaces
_SPOT = re.compile(r"<((?=[^\s=<>]).*?(?<![\s=<])|)>")


class Spot(NamedTuple):
    """A stretch of a line that a message marks."""

    file: str
    line: int
    col: int
    length: int


def without_marks(file: str, text: str) -> tuple[str, list[Spot]]:
    """The text as a person would write it, and its spots in order.

    >>> without_marks("a", "x > <shok>")
    ('x > shok', [Spot(file='a', line=1, col=5, length=4)])
    """
    spots = []
    while found := _SPOT.search(text):
        begun = text.rfind("\n", 0, found.start()) + 1
        line, col = text.count("\n", 0, found.start()) + 1, found.start() - begun + 1
        spots.append(Spot(file, line, col, max(1, len(found[1]))))
        text = text[: found.start()] + found[1] + text[found.end() :]
    return text, spots


def files_of(case: dict[str, Any]) -> Iterator[tuple[str, str]]:
    body = case.get("text", "") + case.get("repeat", "") * case.get("times", 1) + case.get("end", "")
    yield "world.yaml", case.get("whole", HEAD + body)
    if "base" in case:
        yield "base.yaml", HEAD + case["base"]
    yield from case.get("files", {}).items()


def written(case: dict[str, Any], folder: Path) -> tuple[Path, list[Spot]]:
    """The case's first file, all of them written, and where messages must point."""
    spots: list[Spot] = []
    for name, marked in files_of(case):
        text, found = (marked, []) if "at" in case else without_marks(name, marked)
        spots += found
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8", newline="")
    spots += [Spot(*spot) for spot in case.get("at", ())]
    return folder / "world.yaml", spots


def problems_in(path: Path, plan: bool = False) -> tuple[Problem, ...]:
    """Everything found in a file, by reading, checking, compiling or running it."""
    try:
        if plan:
            read_plan(path)
            return ()
        scenario = read(path)
        found = check(scenario)
        if all(p.is_warning for p in found):
            simulate(compile_scenario(scenario), Sample(seed=1, worlds=5, repeats=4))
        return found
    except (ScenarioError, RunError) as error:
        assert error.problems, error
        return error.problems


def spot_of(where: Where) -> Spot:
    return Spot(Path(where.file).name, where.line, where.col, where.length)


def listed(value: object) -> list[str]:
    return value if isinstance(value, list) else [] if value is None else [str(value)]


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_bad_input_is_met_with_these_messages_at_these_spots(case, tmp_path):
    path, spots = written(case, tmp_path)
    found = problems_in(path, case.get("plan", False))
    codes = listed(case["says"])
    spots = spots or [Spot("world.yaml", 1, 1, 1)] * len(codes)
    assert len(codes) == len(spots), "one code, or several in one text, for each spot"
    wanted = [(spot, code) for spot, told in zip(spots, codes, strict=True) for code in told.split()]
    assert sorted((spot_of(p.where), p.code) for p in found) == sorted(wanted)
    for key in ("message", "why", "fix"):
        texts = " | ".join({"message": p.what, "why": p.why, "fix": p.fix}[key] for p in found)
        assert [words for words in listed(case.get(key)) if words not in texts] == [], texts


def flaws(found: Problem, folder: Path) -> Iterator[str]:
    """What would keep a person from understanding a message."""
    for text in (found.what, found.why, found.fix):
        if not text.isprintable() or len(text) > 320:
            yield f"unreadable: {text!r}"
        if re.search(r"  |\{\w*\}|\bNone\b|(?<!\.\.)[.,;:]$|pydantic|Traceback|value error|\bNode\b", text):
            yield f"careless: {text!r}"
    if not found.what or not (found.fix or found.is_warning):
        yield "it does not say what is wrong and what to do"
    lines = tuple(text_of(folder / Path(found.where.file).name, folder).split("\n"))
    line = lines[found.where.line - 1] if 1 <= found.where.line <= len(lines) else ""
    if not 1 <= found.where.col <= len(line) + 1 or found.where.col + found.where.length > max(
        2, len(line) + 2
    ):
        yield f"{found.where} is not in the file"
    if lines[0] and not snippet(found.where, lines).endswith("^"):
        yield "nothing is marked"


def text_of(file: Path, folder: Path) -> str:
    path = next(iter(folder.rglob(file.name)), file)
    return path.read_text(encoding="utf-8") if path.is_file() else ""


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in CASES.items()])
def test_every_message_can_be_read_by_a_person(case, tmp_path):
    path, _ = written(case, tmp_path)
    for found in problems_in(path, case.get("plan", False)):
        assert list(flaws(found, tmp_path)) == [], found


BYTES = {
    "a letter of another encoding": (b"title: caf\xe9\n", "F04", (1, 11), "byte 0xe9"),
    "UTF-16 with its mark": ("stancelab: 1".encode("utf-16"), "F04", (1, 1), "UTF-16"),
    "UTF-16 without": ("stancelab: 1".encode("utf-16-le"), "F04", (1, 1), "UTF-16"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0", "F04", (1, 1), "no text"),
    "nothing at all": (b"", "F03", (1, 1), "empty"),
    "a mark of byte order and nothing else": (b"\xef\xbb\xbf", "F03", (1, 1), "empty"),
    "ten megabytes": (b"# nothing\n" * 1_000_000, "F09", (1, 1), "1 MB"),
}


@pytest.mark.parametrize("raw, code, place, words", BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text(raw, code, place, words, tmp_path):
    (tmp_path / "world.yaml").write_bytes(raw)
    (found,) = problems_in(tmp_path / "world.yaml")
    assert (found.code, (found.where.line, found.where.col)) == (code, place)
    assert words in found.what


def test_a_mark_of_byte_order_and_foreign_line_ends_are_nothing_to_speak_of(tmp_path):
    path = tmp_path / "world.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + (HEAD + "watches: {calm: true}\n").replace("\n", "\r\n").encode())
    assert problems_in(path) == ()
    path.write_bytes((HEAD + "watches: {calm: tru}\n").replace("\n", "\r").encode())
    (found,) = problems_in(path)
    assert spot_of(found.where) == Spot("world.yaml", 5, 17, 3)


def test_what_is_no_file(tmp_path):
    for path, code in ((tmp_path, "F02"), (tmp_path / "none.yaml", "F01"), (Path("/dev/zero"), "F01")):
        if path.exists() or path.parent == tmp_path:
            assert [p.code for p in problems_in(path)] == [code]


def codes_in(text: str) -> set[str]:
    return set(re.findall(r"\b[A-Z]\d\d\b", text))


def test_every_code_has_a_case_and_every_case_a_code():
    """Codes of other stages (evidence, trials, strict sourcing) have their cases beside the tests of those stages."""
    here = codes_in(" ".join(told for case in CASES.values() for told in listed(case["says"])))
    here |= {code for _, code, _, _ in BYTES.values()}
    assert here - set(WORDINGS) == set()
    tests = [p for p in Path(__file__).parent.rglob("test_*.py") if p != Path(__file__)]
    elsewhere = codes_in("\n".join(p.read_text(encoding="utf-8") for p in tests))
    assert set(WORDINGS) - here - elsewhere == set()


def test_every_code_is_used_by_the_package():
    package = Path(__file__).parents[1] / "sim"
    modules = [p for p in package.rglob("*.py") if p.name != "errors.py" and "lexicon" not in p.parts]
    used = codes_in("\n".join(p.read_text(encoding="utf-8") for p in modules))
    assert set(WORDINGS) - used == set()
