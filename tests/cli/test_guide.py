"""`new`, `worlds` and `explain`, as they are typed."""

from __future__ import annotations

import json

import pytest

from sim.cli.guide import known_words

LIKE = ("two-actors", "ladder", "negotiation")


@pytest.mark.parametrize("like", LIKE)
@pytest.mark.parametrize("tick", ["day", "week", "month"])
def test_a_new_world_passes_the_strict_check_and_its_trial_and_runs(prompt, like, tick):
    made = prompt("new", "strait", "--like", like, "--tick", tick)
    assert made.exit_code == 0 and "stancelab run strait" in made.stdout
    checked = prompt("check", "strait", "--sources", "strict", "--try")
    assert checked.exit_code == 0 and "no errors" in checked.stdout and "warning" not in checked.stdout
    assert prompt("run", "strait", "--worlds", "120", "--repeats", "2", "--no-figures").exit_code == 0


def test_nothing_is_overwritten(prompt):
    file = prompt.write("strait.yaml", "mine")
    done = prompt("new", "strait")
    assert done.exit_code == 2 and "strait.yaml is there already" in done.stderr
    assert file.read_text() == "mine"


@pytest.mark.parametrize(
    "name, words",
    [
        ("ferry", "already names a world"),
        ("../strait", "cannot name a world"),
        ("my strait", "cannot name a world"),
        ("con", "cannot name a world"),
        ("x" * 65, "cannot name a world"),
    ],
)
def test_a_name_that_would_mean_something_else_is_refused(prompt, name, words):
    done = prompt("new", name)
    assert done.exit_code == 2 and words in done.stderr
    assert not list(prompt.folder.glob("*.yaml"))


def test_a_name_like_a_number_is_quoted(prompt):
    assert prompt("new", "2030.yaml").exit_code == 0
    assert 'name: "2030"' in (prompt.folder / "2030.yaml").read_text()
    assert prompt("check", "2030").exit_code == 0


def test_worlds_lists_questions_and_places_with_those_of_this_folder_first(prompt):
    prompt("new", "strait")
    prompt.write("other.yaml", "services: {web: {}}\n")
    rows = [line.split("\t") for line in prompt("worlds").stdout.splitlines()]
    assert rows[0] == ["kind", "name", "file", "question"]
    assert ["world", "strait", "strait.yaml", "dam"] in rows
    assert ["world", "ferry", "scenarios/ferry.yaml", "Is the harbour shut within a month?"] in rows
    assert "other" not in {row[1] for row in rows}
    assert [row[1] for row in rows if row[0] == "lesson"]


def test_a_damaged_world_of_this_folder_is_listed_with_its_trouble(prompt):
    prompt.write("strait.yaml", "stancelab: 1\ntitle: [")
    rows = [line.split("\t") for line in prompt("worlds").stdout.splitlines()]
    assert any(row[1] == "strait" and "F05" in row[3] for row in rows)


def test_worlds_on_a_terminal(prompt):
    shown = prompt("worlds", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "  ferry: Will the ferry sail?\n" in shown and "asks: Is the harbour shut" in shown


@pytest.mark.parametrize(
    "words, shown",
    [
        (["F06"], ["would keep the second", "calm: tension < 0.3", "      3 |   calm", "mended"]),
        (["f06"], ["would keep the second"]),
        (["hazard"], ["rate (idea)", "1 - exp(-rate x tick)"]),
        (["at", "least"], ["at least (effect)", "war: at least small"]),
        (["half_life"], ["relax (state)", "`half_life:` in relax, needed: Time", "Unit: time."]),
        (["label:"], ["Name shown to people"]),
    ],
)
def test_explain_tells_codes_words_and_keys(prompt, words, shown):
    done = prompt("explain", *words)
    assert done.exit_code == 0
    assert [part for part in shown if part not in done.stdout] == []


def test_an_unknown_word_is_answered_with_the_nearest(prompt):
    done = prompt("explain", "hazzard")
    assert done.exit_code == 2 and 'did you mean "hazard"?' in done.stderr


def test_explain_alone_lists_all_words(prompt):
    done = prompt("explain")
    assert "memory word: ever, count, since" in done.stdout and "F01, F02" in done.stdout


@pytest.mark.parametrize("words", [["worlds"], ["explain", "pace"], ["explain"]])
def test_json(prompt, words):
    assert json.loads(prompt(*words, "--json").stdout)["schema"].startswith("stancelab.")


def test_the_tab_key_knows_words_and_codes():
    assert known_words("f0")[:2] == ["F01", "F02"] and "since" in known_words("si")
