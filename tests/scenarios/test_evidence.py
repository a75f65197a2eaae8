"""The flagship's evidence: every paragraph read or put aside, every statement used or explained, no sentence copied."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from sim.evidence.segments import fingerprint, paragraphs
from sim.scenario.check import gauge
from sim.scenario.check.evidence import evidence_links
from sim.scenario.files.find import world_files
from sim.scenario.read import read
from sim.scenario.schema import Scenario
from sim.usecases.beliefs.behind import behind, reached, resting_on
from sim.usecases.beliefs.coverage import coverage, verified

ROOT = Path(__file__).parents[2]
WORLD = ROOT / "scenarios" / "belarus-2024" / "world.yaml"
TEXTS = (
    ROOT.parent / "shared" / "seeds"
)  # not ours to hand on: without them the two tests on them are skipped
SHIPPED = [file for file in world_files() if ROOT in file.parents]
COPIED = 8  # so many words in a row are a quotation


@cache
def world() -> Scenario:
    return read(WORLD)


def test_rows_and_numbers_miss_each_other_nowhere():
    """Reads as a list of what to mend: a renamed path, a citation that went, a paragraph nobody reads."""
    missing = [f"{found.where}: {found.what}; {found.fix}" for found in evidence_links(world())]
    assert missing == []


def test_all_of_both_texts_is_read():
    count = Counter(row.from_.partition(":")[0] for row in world().evidence.rows.values())
    assert count == {"AC": 43, "NHC": 36}
    for read_ in coverage(world()).read:
        assert read_.paragraphs == read_.read + len(read_.aside)


def test_every_statement_is_used_or_left_out_with_a_reason():
    for name, row in world().evidence.rows.items():
        assert bool(row.bears_on) != bool(row.left_out), name
        assert all(bearing.why for bearing in row.bears_on.values()), name


@pytest.mark.parametrize(
    "file", SHIPPED, ids=lambda file: file.stem if file.stem != "world" else file.parent.name
)
def test_no_number_of_a_shipped_world_is_without_a_source(file):
    assert [number.dotted for number in gauge(read(file)).unsourced] == []


def test_every_question_leads_down_to_paragraphs_and_every_paragraph_that_is_used_up_to_a_question():
    for name in world().questions:
        steps = behind(world(), ("questions", name))
        assert any(thing.paragraphs for step in steps for thing in step.things), name
    used = {row.from_ for row in world().evidence.rows.values() if row.bears_on}
    assert [
        reference for reference in sorted(used) if not reached(world(), resting_on(world(), reference))
    ] == []


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def runs_of(text: str) -> set[tuple[str, ...]]:
    told = words(text)
    return {tuple(told[i : i + COPIED]) for i in range(len(told) - COPIED + 1)}


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles are not at hand")
def test_the_texts_have_the_declared_hashes_and_paragraphs():
    found, problems = verified(world(), TEXTS)
    assert problems == ()
    assert all(source.text is not None and source.text.never_cited == {} for source in found.sources)


@pytest.mark.skipif(not TEXTS.is_dir(), reason="the articles are not at hand")
def test_no_sentence_of_the_texts_is_in_the_project():
    declared = {source.sha256 for source in world().sources.values()}
    articles = [file for file in TEXTS.iterdir() if fingerprint(file.read_bytes()) in declared]
    # a title is how a source is called
    copied = {
        run
        for file in articles
        for line in paragraphs(file.read_text(encoding="utf-8"))[1:]
        for run in runs_of(line)
    }
    assert len(copied) > 1000
    folders = ("scenarios", "docs", "configs", "sim", "tests")
    files = [
        file
        for name in folders
        for file in (ROOT / name).rglob("*")
        if file.suffix in (".yaml", ".md", ".py")
    ]
    found = {
        str(file.relative_to(ROOT)): runs_of(file.read_text(encoding="utf-8")) & copied for file in files
    }
    assert {name: runs for name, runs in found.items() if runs} == {}
