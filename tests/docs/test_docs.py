"""Every page does what it says: its files are written, its commands typed, its quotes looked for, its links followed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reading import Reader, Step, steps, top_level

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "scenarios").rglob("*.md")])
LINK = re.compile(r"\[[^\]\n]*\]\(([^)#\s]+)(?:#[^)]*)?\)")


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.chdir(tmp_path)
    return Reader(tmp_path)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_does_what_it_says(reader, page):
    for step in steps(page.read_text(encoding="utf-8")):
        assert reader.do(step) == "", f"{page.name}, block at line {step.line}: {step.name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_to_files_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_reader_notices_what_is_not_so(reader):
    """A page that fails must fail here."""
    assert 'S02 "name" is missing' in reader.do(Step("write", "bad.yaml", "stancelab: 1\n", 1))
    for step, complaint in (
        (Step("type", "stancelab version", "no such line\n", 1), "never said"),
        (Step("type", "stancelab check bad.yaml", "", 1), "left with 1"),
        (Step("join", "gone.yaml", "a: 1\n", 1), "there is no gone.yaml"),
        (Step("fragment", "", "a: [\n", 1), "no YAML"),
    ):
        assert complaint in reader.do(step)
    assert (
        reader.do(Step("type", "stancelab check bad.yaml   # leaves with 1", 'S02 "name" ... missing\n', 1))
        == ""
    )


def test_joining_replaces_and_adds_whole_keys():
    before, change = "a: 1\n# about b\nb:\n  c: 2\n", "# in x.yaml\nb:\n  c: 3\nd: 4\n"
    assert top_level(before) | top_level(change) == {
        "": "",
        "a": "a: 1\n",
        "b": "b:\n  c: 3\n",
        "d": "d: 4\n",
    }
