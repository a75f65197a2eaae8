"""`why`, `sources`, `diff`, `show NAME ACTOR` and the gauge of `check`, as they are typed."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

ACTOR = """\
actors:
  captain:
    label: The captain
    goals: {calm: {pert: [0.4, 0.6, 0.8], from: [LOG:02], why: a quiet man}}
    menu:
      ring:
        if: pier is open
        serves: {calm: 0.5}
        then: {pier: = iced}
        basis: judgement
        why: the bell
"""
TEXT = "Harbour log\nFirst day.\nStorms all winter.\n"


@pytest.fixture
def harbour(prompt, ferry):
    """The prompt beside a ferry with a captain and a declared hash."""
    digest = hashlib.sha256(TEXT.encode()).hexdigest()
    prompt.write("scenarios/ferry.yaml", ferry.replace("{LOG: {", f"{{LOG: {{sha256: {digest}, ") + ACTOR)
    return prompt


def test_why_tells_a_number_its_source_and_who_reads_it(harbour):
    done = harbour("why", "ferry", "storm_rate")
    assert (done.exit_code, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[0] == "storm_rate: a quantity, scenarios/ferry.yaml:7"
    assert lines[1] == "  PERT 0.1 / 0.3 / 0.8 per week"
    assert "  because storms of last winter" in lines
    assert "  storm.rate: storm_rate (ferry.yaml:15)" in lines
    assert lines[-2:] == ["what else rests on LOG:02", "  captain.calm"]


def test_why_needs_no_world_where_only_one_has_the_name(harbour):
    assert harbour("why", "storm_rate").stdout == harbour("why", "ferry", "storm_rate").stdout
    for asked, told in (
        ("ferry", "ferry is a world"),
        ("nonsense", 'no world here has anything called "nonsense"'),
    ):
        done = harbour("why", asked)
        assert done.exit_code == 2 and told in done.stderr and "`stancelab why" in done.stderr


def test_why_asks_which_world_is_meant(harbour):
    text = Path("scenarios/ferry.yaml").read_text(encoding="utf-8")
    Path("other.yaml").write_text(text.replace("name: ferry", "name: other"), encoding="utf-8")
    assert harbour("why", "storm_rate").stdout == harbour("why", "other", "storm_rate").stdout, (
        "this folder's first"
    )
    Path("third.yaml").write_text(text.replace("name: ferry", "name: third"), encoding="utf-8")
    done = harbour("why", "storm_rate")
    assert done.exit_code == 2 and "storm_rate is in other.yaml, third.yaml" in done.stderr


def test_why_is_json_too(harbour):
    told = json.loads(harbour("why", "ferry", "captain.calm", "--json").stdout)
    assert (told["schema"], told["name"], told["value"]) == (
        "stancelab.why/1",
        "captain.calm",
        "PERT 0.4 / 0.6 / 0.8",
    )
    assert told["origin"]["cited"][0]["paragraphs"] == ["LOG:02"]
    assert told["shared"] == {"LOG:02": [{"name": "storm_rate", "numbers": 1}]}


def test_why_of_an_unknown_name_offers_the_nearest(harbour):
    done = harbour("why", "ferry", "storm.rates")
    assert (done.exit_code, done.stdout) == (2, "")
    assert " nothing in ferry is called" in done.stderr and "nearest: storm.rate" in done.stderr


def test_sources_counts_both_ways(harbour):
    done = harbour("sources", "ferry")
    assert done.exit_code == 0
    lines = done.stdout.splitlines()
    assert lines[0] == "ferry: 5 numbers; 2 rest on paragraphs, 3 on a basis alone"
    assert "  LOG:02, 2 numbers: storm_rate, captain.calm" in lines
    assert "  judgement, 3 numbers: pier, captain.ring, frost" in lines


def test_sources_verifies_the_texts_in_a_folder(harbour):
    harbour.write("texts/log.txt", TEXT)
    done = harbour("sources", "ferry", "--files", "texts")
    assert done.exit_code == 0
    assert (
        "  log.txt: the text that was coded: its hash is the declared one; 2 paragraphs after the title"
        in done.stdout
    )
    assert "    LOG:01 First day." in done.stdout


@pytest.mark.parametrize(
    "name, content, code",
    [("log.txt", TEXT + "More.\n", "E01"), ("other.txt", "else\n", "E02")],
    ids=["another text", "no text"],
)
def test_sources_fails_where_a_text_is_not_the_one_that_was_coded(harbour, name, content, code):
    harbour.write(f"texts/{name}", content)
    done = harbour("sources", "ferry", "--files", "texts")
    assert done.exit_code == 1 and f" {code} " in done.stdout and "fix: " in done.stdout
    told = json.loads(harbour("sources", "ferry", "--files", "texts", "--json").stdout)
    assert [found["code"] for found in told["problems"]] == [code]


def test_sources_of_a_folder_that_is_not_there(harbour):
    done = harbour("sources", "ferry", "--files", "nowhere")
    assert done.exit_code == 2 and done.stderr.startswith("F01 ") and "nowhere" in done.stderr


def test_diff_says_what_an_overlay_believes(harbour):
    harbour.write(
        "stormy.yaml",
        "stancelab: 1\nname: stormy\nextends: ferry\nset:\n"
        "  storm_rate: {fixed: 2 per week, basis: judgement, why: a bad year}\n",
    )
    done = harbour("diff", "ferry", "stormy.yaml")
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "from ferry to stormy: 1 belief changed",
        "quantities",
        "  storm_rate",
        "    was PERT 0.1 / 0.3 / 0.8 per week: storms of last winter (LOG:02, H4)",
        "    is 2 per week: a bad year (judgement)",
    ]
    assert harbour("diff", "ferry", "ferry").stdout.startswith("from ferry to ferry: no difference")
    told = json.loads(harbour("diff", "ferry", "stormy.yaml", "--json").stdout)
    assert [(change["name"], change["kind"]) for change in told["changes"]] == [("storm_rate", "changed")]


def test_show_tells_an_actor_in_words(harbour):
    done = harbour("show", "ferry", "captain")
    assert done.exit_code == 0
    assert done.stdout.startswith("The captain (captain), an actor of ferry\n  It decides every week.\n")
    assert "  Ring, while pier is open.\n" in done.stdout and "    Then pier becomes iced.\n" in done.stdout
    missing = harbour("show", "ferry", "captan")
    assert missing.exit_code == 2 and 'did you mean "captain"?' in missing.stderr
    assert harbour("show", "ferry", "captain", "--stage", "tree").exit_code == 2


def test_check_prints_the_gauge_by_actor_and_section(harbour):
    table = harbour("check", "ferry").stdout.splitlines()[-7:-1]
    assert [line.split() for line in table] == [
        ["numbers", "of", "all", "sourced", "by", "defaults", "no", "source"],
        ["quantities", "1", "1", "-", "-"],
        ["state", "1", "1", "-", "-"],
        ["captain", "2", "2", "-", "-"],
        ["events", "1", "1", "-", "-"],
        ["together", "5", "5", "-", "-"],
    ]
    told = json.loads(harbour("check", "ferry", "--json").stdout)
    assert sum(row["total"] for row in told["gauge"]["by"]) == told["gauge"]["total"]
    assert [row["who"] for row in told["gauge"]["by"]] == ["quantities", "state", "captain", "events"]


def test_strict_tells_a_block_once_however_many_numbers_it_has(harbour, ferry):
    block = "  frost: {rate: 0.2 per week, cooldown: 2 weeks, then: {pier: = iced}}"
    lines = [block if line.startswith("  frost:") else line for line in ferry.splitlines()]
    harbour.write("scenarios/ferry.yaml", "\n".join(lines) + "\n")
    said = harbour("check", "ferry", "--sources", "strict").stdout.splitlines()
    assert sum(" S09 " in line for line in said) == 1
    assert any(line.startswith("      also: 1 more number of it, line ") for line in said)


def test_strict_marks_each_number_with_a_caret(harbour, ferry):
    harbour.write("scenarios/ferry.yaml", ferry.replace(", basis: judgement, why: a cold month", ""))
    done = harbour("check", "ferry", "--sources", "strict")
    lines = done.stdout.splitlines()
    at = next(i for i, line in enumerate(lines) if " S09 " in line)
    assert lines[at + 2].strip(" |") == "^" * len("0.2 per week")
    assert "      fix: give events.frost `from:` or `basis:`, and `why:`" in lines
    assert lines[-1] == "scenarios/ferry.yaml: 1 error; 1 warning; 1 of 3 numbers have no source"


@pytest.mark.parametrize(
    "words", [("why", "ferry", "storm_rate"), ("show", "ferry", "captain"), ("sources", "ferry")]
)
def test_a_terminal_of_80_columns_is_enough(harbour, words):
    done = harbour(*words, FORCE_COLOR="1", COLUMNS="80")
    assert max(map(len, done.stdout.splitlines())) <= 80
