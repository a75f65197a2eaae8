"""Sources both ways: what rests on each paragraph, what on none, and whether the texts are the ones that were coded."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.check.gauge import gauge
from sim.scenario.read import read_text
from sim.usecases.beliefs.coverage import coverage, verified
from sim.usecases.beliefs.grounds import resting

LAST = "Nobody sailed on the ninth, though many had wanted to go out and try it."
LOG = f"Harbour log\n\nThe keeper writes.\r\n\r\nFog, then ice.\n   \n{LAST}\n"
MAP = "\ufeffThe chart\nDepths.\nShoals.\nA strait.\n"


def test_numbers_are_counted_by_what_they_rest_on(ferry):
    found = coverage(ferry)
    assert found.numbers == gauge(ferry).total
    blocks = {ref: [(s.name, s.numbers) for s in rest] for ref, rest in resting(ferry).items()}
    assert list(blocks) == ["LOG:01", "LOG:02", "MAP:03"]
    assert blocks["LOG:02"] == [("fog", 1), ("ice", 3), ("captain.sail", 2)]
    assert [(c.source, c.numbers, list(c.paragraphs)) for c in found.sources] == [
        ("LOG", 7, ["LOG:01", "LOG:02"]),
        ("MAP", 1, ["MAP:03"]),
    ]
    assert found.on_text == 8  # a number on two paragraphs of one source counts once


def test_every_number_rests_on_paragraphs_on_a_basis_or_on_nothing(ferry):
    found = coverage(ferry)
    on_basis = sum(shared.numbers for rest in found.on_basis.values() for shared in rest)
    assert found.on_text + on_basis + len(found.unsourced) == found.numbers
    assert list(found.on_basis) == ["base rate", "judgement"]
    assert [shared.name for shared in found.on_basis["base rate"]] == ["shift"]
    assert [use.name for use in found.unsourced] == [
        "guess",
        "blind",
        "danger",
        "storm.squall.chance",
        "captain.watch.hold",
        "watches.flagged",
    ]
    assert all(use.where.startswith("ferry.yaml:") for use in found.unsourced)


def test_a_source_nobody_cites_is_told(text):
    world = read_text(text.replace("  MAP:", "  SEA: {title: Waves}\n  MAP:"))
    assert [c.numbers for c in coverage(world).sources if c.source == "SEA"] == [0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "article-7.txt").write_bytes(LOG.encode())
    (tmp_path / "map.txt").write_bytes(MAP.encode())
    (tmp_path / "notes.md").write_text("something else")
    return tmp_path


def declared(text: str, log: str = LOG, map_: str = "") -> str:
    digest = hashlib.sha256(log.encode()).hexdigest()
    text = text.replace("LOG: {title: Harbour log,", f"LOG: {{sha256: {digest.upper()}, title: Harbour log,")
    if map_:
        text = text.replace("MAP: {", f"MAP: {{sha256: {hashlib.sha256(map_.encode()).hexdigest()}, ")
    return text


def test_texts_are_found_by_their_hash_else_by_their_name(text, folder):
    found, problems = verified(read_text(declared(text)), folder)
    assert problems == ()
    log, chart = (covered.text for covered in found.sources)
    assert (log.file, log.hash, log.paragraphs) == ("article-7.txt", "same", 3)
    assert (chart.file, chart.hash, chart.paragraphs) == ("map.txt", "undeclared", 3)
    assert chart.sha256 == hashlib.sha256(MAP.encode()).hexdigest()  # to be copied into the world
    assert log.never_cited == {"LOG:03": "Nobody sailed on the ninth, though many had wanted to go ..."}
    assert chart.never_cited == {"MAP:01": "Depths.", "MAP:02": "Shoals."}


@pytest.mark.parametrize(
    "change, code, line",
    [
        (lambda text: text.replace("from: [LOG:02, LOG:01]", "from: [LOG:02, LOG:04]"), "E03", 11),
        (lambda text: text.replace("from: [LOG:02, LOG:01]", "from: [LOG:02, LOG:caption]"), "E03", 11),
        (lambda text: text.replace("from: [LOG:02, LOG:01]", "from: [LOG:02, LOG:00]"), None, 0),
    ],
    ids=["behind the last", "no number", "the title"],
)
def test_a_paragraph_must_be_there(text, folder, change, code, line):
    _, problems = verified(read_text(change(declared(text)), "ferry.yaml"), folder)
    assert [(found.code, found.where.line) for found in problems] == ([(code, line)] if code else [])


def test_another_text_under_the_same_name_is_refused_before_its_paragraphs_are_counted(text, folder):
    _, problems = verified(read_text(declared(text, map_="The chart\nAll changed.\n"), "ferry.yaml"), folder)
    assert [(found.code, found.where.line) for found in problems] == [("E01", 7)]


def test_a_text_with_a_declared_hash_must_be_in_the_folder(text, tmp_path):
    _, problems = verified(read_text(declared(text)), tmp_path)
    assert [found.code for found in problems] == ["E02"]  # the other declares no hash, so nothing is promised


def test_a_folder_that_is_not_there_is_a_sentence(ferry, tmp_path):
    with pytest.raises(ScenarioError) as refused:
        verified(ferry, tmp_path / "nowhere")
    assert refused.value.problems[0].code == "F01"
