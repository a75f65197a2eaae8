"""What an editor shows of a world, with the real yaml-language-server: squiggles where `check` marks, hover, completion."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.check import check
from sim.scenario.read import read_text
from sim.usecases.guide.starting import SCHEMA, started, templates
from sim.usecases.schemas import write_schemas

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
HEAD = """\
# yaml-language-server: $schema=scenario.schema.json
stancelab: 1
name: demo
clock: {start: 2030-01-01, tick: month, ticks: 12}
"""

# <...> is what both must mark
MISTAKES = (
    "state: {mood: {start: 0.2, <rang>: [0, 1]}}",
    "state:\n  <mood>: {start: 0.2}",
    "state: {mood: {start: 0.2, range: <5>}}",
    "state: {mood: {start: 0.2, range: [0, <one>]}}",
    "state: {mood: {start: 0.2, range: <[0, 1, 2]>}}",
    "state: {<my-mood>: {start: 0.2, range: [0, 1]}}",
    "state: {war: {levels: [low, high], <strat>: low}}",
    "state: {war: {levels: <[low]>, start: low}}",
    "state: {lamp: {switch: <maybe>}}",
    "state: {calls: {counter: <-1>}}",
    "state: {calls: {counter: <1.5>}}",
    "<evnts>: {storm: {rate: 0.2 per month}}",
    "events: {storm: {rate: 0.2 per month, <onse>: true}}",
    "events: {storm: {rate: 0.2 per month, once: <maybe>}}",
    "events: {storm: {rate: 0.2 per month, then: {mood: <0.3>}}}",
    "events: {storm: {rate: 0.2 per month, then: {mood: <add 0.3>}}}",
    "events: {storm: {rate: <[1]>}}",
    "quantities: {shock: <many>}",
    "quantities: {shock: <{pert: [1, 2, 3], fixed: 1}>}",
    "quantities: {shock: {pert: <[1, 2]>}}",
    "quantities: {shock: {pert: [1, 2, <x>]}}",
    "quantities: {shock: {normal: {<men>: 3, sd: 1}}}",
    "quantities: {shock: {fixed: 1, hedge: <H9>}}",
    "quantities: {shock: {fixed: 1, basis: <guess>}}",
    "quantities: {shock: {fixed: 1, grade: <B9>}}",
    "quantities: {shock: {seen: <often>}}",
    "quantities: {shock: {word: likely, scale: <icd>}}",
    "actors: {ann: {decides: <monthly>, menu: {go: {}}}}",
    "actors: {ann: {menu: {go: {<serve>: {}}}}}",
    "actors: {ann: {precision: <[3]>, menu: {go: {}}}}",
    "actors: {ann: {<gaols>: {}, menu: {go: {}}}}",
    "actors: {ann: {goals: {gain: <[1]>}, menu: {go: {}}}}",
    "rules: {calms: {if: 1 > 0, then: <{}>}}",
    "rules:\n  <calms>: {if: 1 > 0}",
    "doubts: {model: {sd: <x>, on: ann.go}}",
    "questions: {q: {within: <soon>, last: {a: 1 > 0, else: b}}}",
    "questions: {q: {by: <soon>, last: {a: 1 > 0, else: b}}}",
    "calendar: {summer: {starts: <soon>}}",
    "calendar: {summer: {<month>: [jun]}}",
    "at: {<soon>: {mood: += 1}}",
    "sources: {LOG: {<titel>: x}}",
    "correlate: [[a, b, <x>]]",
    "watches: {tense: <[1]>}",
    "terms: {<a-b>: 1 > 0}",
)

WORLD = (
    HEAD
    + """\
state:
  mood: {start: 0.2, range: [0, 1], relax: {to: 0.1, half_life: 2 months}}
actors:
  ann:
    goals:
      gain: {pert: [0.1, 0.2, 0.3], basis: judgement, why: a guess}
    pace: 20% per month
    menu:
      go:
        serves: {gain: 0.4}
        then: {mood: += 0.3}
"""
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("worlds")
    write_schemas(folder)
    return folder


def marked_by_check(text: str) -> list[tuple[int, int]]:
    try:
        found = check(read_text(text))
    except ScenarioError as error:
        found = error.problems
    return [(p.where.line, p.where.col) for p in found if not p.is_warning]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_editor_marks_what_check_marks(server, folder, mistake):
    """One place each; that a misspelt key is also missing is said by the editor, at the key above."""
    before, wrong, after = re.fullmatch(r"(.*?)<([^<>]*)>(.*)", mistake, re.DOTALL).groups()
    text = HEAD + before + wrong + after + "\n"
    spot = ((HEAD + before).count("\n") + 1, len((HEAD + before).rpartition("\n")[2]) + 1)
    file = folder / f"mistake{MISTAKES.index(mistake)}.yaml"
    file.write_text(text, encoding="utf-8")
    squiggles = {(line, column) for line, column, said in server.open(file) if said[:7] != "Missing"}
    squiggles |= {(line, column) for line, column, said in server.open(file) if not squiggles}
    assert (marked_by_check(text), squiggles) == ([spot], {spot})


@pytest.mark.parametrize(
    "world",
    sorted(
        str(path.relative_to(ROOT)) for pattern in ("scenarios/**/*.yaml", "tests/worlds/*.yaml", "configs/*.yaml")
        for path in ROOT.glob(pattern)
    ),
)  # fmt: skip
def test_a_sound_file_has_no_squiggle(server, folder, world):
    file = folder / world.replace("/", "-").replace("\\", "-")
    text = (ROOT / world).read_text(encoding="utf-8")
    kinds = {"plan: ": "plan", "outcomes: ": "outcomes"}
    first = next(line for line in text.split("\n") if line and not line.startswith("#"))
    schema = next((kind for key, kind in kinds.items() if first.startswith(key)), "scenario") + ".schema.json"
    text = "\n".join(line for line in text.split("\n") if not line.startswith("# yaml-language-server"))
    file.write_text(f"# yaml-language-server: $schema={schema}\n{text}", encoding="utf-8")
    assert server.open(file) == []


@pytest.mark.parametrize(
    "key, title, words",
    [
        ("tick", "tick", "`2 weeks`"),
        ("mood", "state", "A number with a range."),
        ("start: 0.2", "an uncertain number", "Value at the start"),
        ("half_life", "an uncertain number", "Unit: time."),
        ("gain: {pert", "an uncertain number", "drawn once per world"),
        ("pert", "pert", "the mode weighing 4"),
        ("basis", "basis", "`base rate`"),
        ("pace", "an uncertain number", "15% per month"),
        ("menu", "menu", "The options"),
        ("serves", "serves", "from -1 to 1"),
        ("then", "then", "+= 0.1"),
    ],
)
def test_hover_explains_a_key(server, folder, key, title, words):
    file = folder / "hover.yaml"
    file.write_text(WORLD, encoding="utf-8")
    server.open(file)
    before = WORLD[: WORLD.index(key)]
    shown = server.hover(file, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 2)
    assert shown.startswith(f"#### {title}\n") and words in shown


@pytest.mark.parametrize(
    "start, offered",
    [
        ("", {"actors", "events", "questions", "state"}),
        ("actors:\n  ann:\n    ", {"goals", "menu", "pace", "decides"}),
        ("actors:\n  ann:\n    menu:\n      go:\n        ", {"if", "serves", "then", "succeeds"}),
        ("events:\n  storm:\n    ", {"rate", "once", "one_of", "then"}),
        ("quantities:\n  shock:\n    ", {"pert", "seen", "beta", "why"}),
        ("quantities:\n  shock:\n    fixed: 1\n    basis: ", {"base rate", "judgement"}),
        ("state:\n  lamp:\n    switch: ", {"on", "off"}),
        ("questions:\n  q:\n    ", {"within", "worst", "first", "last"}),
    ],
)
def test_completion_offers_what_may_stand_there(server, folder, start, offered):
    text = HEAD + start
    file = folder / (re.sub(r"\W+", "-", f"complete {start}") + ".yaml")
    file.write_text(text, encoding="utf-8")
    server.open(file)
    found = server.complete(file, text.count("\n") + 1, len(text.rpartition("\n")[2]) + 1)
    names = {label.strip('"') for label in found}
    assert offered <= names


@pytest.mark.parametrize("like", sorted(templates()))
def test_the_first_line_of_a_new_world_leads_the_editor_to_the_schema(server, tmp_path, like):
    """Beside the world, and from a folder of a checkout."""
    file = Path(started("strait", like, folder=tmp_path).file)
    assert server.open(file) == []
    configs, deep = tmp_path / "configs", tmp_path / "docs" / "mine"
    configs.mkdir()
    deep.mkdir(parents=True)
    write_schemas(configs)
    wrong = file.read_text(encoding="utf-8").replace("questions:", "qestions:")
    other = deep / f"{like}.yaml"
    other.write_text(wrong.replace(SCHEMA, "../../configs/scenario.schema.json"), encoding="utf-8")
    assert [said for _, _, said in server.open(other)] == ["Property qestions is not allowed."]
