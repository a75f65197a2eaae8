"""Evidence as data: rows and numbers point at each other, and what is missing either way is told."""

from __future__ import annotations

import hashlib

import pytest

from sim.report.beliefs.coverage import coverage_lines, row_lines
from sim.report.beliefs.one import one_lines
from sim.scenario.check import check
from sim.scenario.read import read_text
from sim.store.identity import canonical_json
from sim.usecases.beliefs.coverage import coverage, verified
from sim.usecases.beliefs.statements import bearing_on
from sim.usecases.beliefs.why import told
from sim.usecases.running.resolved import identity_of, tree_text

LOG = "The log\nFog.\nIce came late.\nGoodbye.\n"
WORLD = f"""\
stancelab: 1
name: ferry
clock: {{start: 2031-01-01, tick: week, ticks: 8}}
sources: {{LOG: {{title: The log, paragraphs: 3, sha256: {hashlib.sha256(LOG.encode()).hexdigest()}}}}}
quantities:
  fog: {{pert: [0.1, 0.3, 0.8], from: [LOG:01], why: last winter}}
actors:
  captain:
    goals: {{calm: {{fixed: 0.4, from: [LOG:01, LOG:02], why: a quiet man}}}}
    menu: {{sail: {{serves: {{calm: -0.5 * fog}}, from: LOG:02, why: ice is slow}}}}
"""
EVIDENCE = """\
evidence:
  rows:
    L1:
      from: LOG:01
      actor: sea
      says: Mist lay on the water.
      type: event
      effect: SAIL-
      hedge: H5
      bears_on:
        fog: {range: [0.1, 0.2, 0.4], why: one winter}
        captain.calm: {why: he waits it out}
    L2:
      from: LOG:02
      actor: sea
      says: It froze later than usual.
      type: claim
      hedge: H2
      interested: true
      expires: true
      bears_on: {captain.sail: {range: [0.2], unit: per week, why: later ice}}
    L3: {from: LOG:02, actor: crew, says: They sang., type: event, hedge: H4, left_out: songs move no ship}
  aside: {LOG:03: a farewell}
  directions: {SAIL: {means: more sailings}}
"""


@pytest.fixture
def world():
    return read_text(WORLD + EVIDENCE, "ferry.yaml")


def texts(lines) -> list[str]:
    return ["  " * depth + text for depth, text in lines]


def test_a_number_tells_the_statements_behind_it_and_keeps_certainty_and_value_apart(world):
    assert texts(one_lines(told(world, "fog")))[5:10] == [
        "what the texts say",
        "  L1, LOG:01, sea: Mist lay on the water. (event, SAIL-)",
        "    how sure the author is: almost certain (H5, 95-99%)",
        "    suggests 0.1 / 0.2 / 0.4 for fog: one winter",
        "    it bears on captain.calm too",
    ]


@pytest.mark.parametrize(
    "path, rows",
    [
        (("quantities", "fog"), ["L1"]),
        (("actors", "captain", "goals", "calm"), ["L1"]),
        (("actors", "captain", "menu", "sail", "serves", "calm"), ["L2"]),
        (("actors", "captain"), ["L1", "L2"]),
        (("clock", "start"), []),
    ],
)
def test_rows_are_found_from_a_thing_from_inside_it_and_from_around_it(world, path, rows):
    assert [row.id for row in bearing_on(world, path)] == rows


def test_a_paragraph_and_a_row_are_told_with_all_that_they_bear_on(world):
    of_paragraph = texts(one_lines(told(world, "LOG:02")))
    assert "  L3, LOG:02, crew: They sang. (event)" in of_paragraph
    assert "    no number rests on it: songs move no ship" in of_paragraph
    assert (
        "    how sure the author is: roughly even, wide (H2, 30-65%), as of the time of writing, said by somebody who "
        "gains by it"
    ) in of_paragraph
    assert of_paragraph[-2:] == ["what rests on LOG:02", "  captain.calm, captain.sail"]
    assert texts(one_lines(told(world, "L2")))[0] == "L2: a row of the evidence, ferry.yaml:23"


def test_coverage_is_told_both_ways(world):
    found = coverage(world)
    assert texts(coverage_lines(found))[1:3] == [
        "evidence: 3 statements; 2 bear on the world, 1 is left out with the reason",
        "  LOG: of 3 paragraphs 2 read into 3 statements, 1 put aside, none unread",
    ]
    assert [text for text in texts(row_lines(found)) if not text.startswith(" ")] == [
        "LOG:01",
        "LOG:02",
        "LOG:03 put aside: a farewell",
    ]
    assert check(world) == ()


@pytest.mark.parametrize(
    "change, codes, words",
    [
        (("  aside: {LOG:03: a farewell}\n", ""), ["W23"], "LOG:03"),
        (
            ("from: LOG:02, why: ice", "basis: judgement, why: ice"),
            ["W21"],
            'the row "L2" bears on "captain.sail"',
        ),
        (("bears_on: {captain.sail:", "bears_on: {captain.sale:"), ["W20"], 'did you mean "captain.sail"'),
        (("from: [LOG:01, LOG:02]", "from: [LOG:01, LOG:03]"), ["W22"], "captain.goals.calm rests on LOG:03"),
    ],
    ids=[
        "a paragraph unread",
        "a number that cites another",
        "a path that is not there",
        "a paragraph without a row",
    ],
)
def test_what_is_missing_either_way_is_told_by_check(change, codes, words):
    text = (WORLD + EVIDENCE).replace(*change)
    if codes == ["W22"]:
        text = text.replace("  aside: {LOG:03: a farewell}\n", "").replace("paragraphs: 3, ", "")
    found = check(read_text(text, "ferry.yaml"))
    assert [one.code for one in found] == codes and words in found[0].what


def test_the_text_at_hand_counts_its_own_paragraphs(world, tmp_path):
    (tmp_path / "log.txt").write_text(LOG, encoding="utf-8")
    found, problems = verified(world, tmp_path)
    assert problems == () and found.sources[0].text.never_cited == {}
    short = read_text(
        (WORLD + EVIDENCE)
        .replace("paragraphs: 3", "paragraphs: 4")
        .replace("  aside: {", "  aside: {LOG:04: x, ")
    )
    assert [one.code for one in verified(short, tmp_path)[1]] == ["E05"]


def test_evidence_changes_no_number(world):
    bare = read_text(WORLD.replace("paragraphs: 3, ", ""), "ferry.yaml")
    assert canonical_json(identity_of(world.tree)) == canonical_json(identity_of(bare.tree))


def test_the_table_reads_back_as_it_was(world):
    again = read_text(tree_text(world.tree))
    assert again.evidence == world.evidence


def test_an_overlay_has_the_evidence_of_its_base_and_may_remove_what_a_row_bears_on(tmp_path, monkeypatch):
    from sim.scenario.read import read

    (tmp_path / "ferry.yaml").write_text(WORLD + EVIDENCE, encoding="utf-8")
    over = tmp_path / "no-captain.yaml"
    over.write_text(
        "stancelab: 1\nname: no-captain\nextends: ferry\nset: {actors.captain: null}\n", encoding="utf-8"
    )
    world = read(over)
    assert len(world.evidence.rows) == 3
    assert [one.code for one in check(world)] == ["W03"]  # nobody reads fog; the rows are the base's affair
