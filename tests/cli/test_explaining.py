"""`trace` at the prompt: text, JSON, pickers, refusals."""

from __future__ import annotations

import json
import re

import pytest

PLAN = """\
plan: 1
name: storms
scenario: ferry
worlds: 120
repeats: 3
variants:
  rough: {set: {storm_rate.pert: [0.4, 0.6, 1]}}
"""


@pytest.fixture
def storms(prompt):
    prompt.write("configs/storms.yaml", PLAN)
    assert prompt("run", "storms", "--no-figures").exit_code == 0
    return prompt


def test_a_history_reads_within_80_columns(storms):
    done = storms("trace", "@last", "--all", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    assert done.exit_code == 0 and max(map(len, done.stdout.splitlines())) <= 80
    assert "the most typical of" in " ".join(done.stdout.split()) and "at that moment" in done.stdout


def test_the_recorded_outcome_is_the_one_that_is_told(storms):
    for history in ("0.1", "17.2", "119.3"):
        told = json.loads(storms("trace", "storms/rough", "--history", history, "--json").stdout)
        assert told["schema"] == "stancelab.trace/1" and told["history"] == history
        again = json.loads(storms("trace", "storms:rough", "--history", history, "--json").stdout)
        assert {**again, "label": ""} == {**told, "label": ""}


def test_everything_noted_as_json(storms):
    told = json.loads(storms("trace", "@last", "--history", "3.1", "--json", "--all").stdout)
    tick = told["record"]["ticks"][1]
    assert set(tick) == {"tick", "happened", "noted", "states"} and tick["tick"] == 1
    assert any("clock" in noted and "rate" in noted for noted in tick["noted"].values())
    assert "record" not in json.loads(storms("trace", "@last", "--history", "3.1", "--json").stdout)


def test_against_another_run_a_flipped_one_is_told(storms):
    done = storms("trace", "storms:rough", "--against", "storms")
    assert done.exit_code == 0 and "In ferry the same history came to" in done.stdout
    assert "of the commonest path among" in done.stdout


def test_the_world_as_it_was_when_the_result_was_stored_is_told(storms):
    """Results carry their world: what is changed or lost since does not change what happened."""
    before = storms("trace", "storms/rough", "--history", "5.2").stdout
    storms.write("configs/storms.yaml", PLAN.replace("[0.4, 0.6, 1]", "[0.1, 0.2, 0.3]"))
    (storms.folder / "scenarios" / "ferry.yaml").unlink()
    assert storms("trace", "storms/rough", "--history", "5.2").stdout == before


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["@last", "--history", "120.1"], "there is no history 120.1 in this run: worlds go from 0 to 119"),
        (["@last", "--history", "5"], "is no history: write WORLD.REPEAT"),
        (["@last", "--history", "0.1", "--pick", "random"], "leave one of them out"),
        (["@last", "--pick", "flipped"], "Name that run with --against"),
        (["@last", "--question", "nothing"], "no question is called"),
        (["@last", "--outcome", "nothing"], "has no outcome"),
        (["strom"], "no world named"),
        (["storms/rough", "--against", "storms/base", "--history", "0.4"], "repeats from 1 to 3"),
    ],
)
def test_what_cannot_be_told_is_refused_with_what_to_do(storms, args, said):
    done = storms("trace", *args)
    assert done.exit_code == 2 and said in " ".join(re.sub(r"[│╭╰─╮╯]", " ", done.stderr).split())


def test_runs_without_twins_are_refused(storms):
    storms("run", "ferry", "--worlds", "50", "--no-figures")
    done = storms("trace", "storms/base", "--against", "ferry/base")
    assert done.exit_code == 2 and "cannot be paired" in done.stderr


def test_a_damaged_result_is_named(storms):
    folder = next(storms.folder.glob("results/runs/*"))
    (folder / "columns.npz").write_bytes(b"x")
    done = storms("trace", folder.name, "--history", "0.1")
    assert done.exit_code == 2 and "cannot be used" in done.stderr and "Delete that folder" in done.stderr


# ---- why histories flip, and which line did it


def test_compare_says_why_to_a_person_and_leaves_a_picture(storms):
    done = storms("compare", "storms", "storms:rough", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80")
    shown = re.sub(r"\x1b\[\d+m", "", done.stdout)
    assert done.exit_code == 0 and max(map(len, shown.splitlines())) <= 80
    text = " ".join(shown.split())
    # in its first week most of the storms that rough adds are new; by the end of the month many would have come anyway
    assert "Why? soon This explains soon, which changed most. For another: --question harbour" in text
    assert re.search(r"(\d%|all) Storm drawn from: nothing of the kind", text) and "By path:" in text
    command = re.search(r"To read one: stancelab (.*)$", text)[1].split(" files in")[0].split()
    assert storms(*command).exit_code == 0  # what is advised can be typed
    names = {path.name for path in storms.folder.glob("results/compared/*/*")}
    assert {"why.json", "soon-why.png", "soon-why.svg"} <= names


def test_in_a_pipe_it_is_said_only_when_asked_for(storms):
    plain = storms("compare", "storms", "storms:rough", "--no-figures")
    assert "hang on" not in plain.stdout
    asked = storms("compare", "storms", "storms:rough", "--no-figures", "--why")
    assert asked.stdout.startswith(plain.stdout) and "hang on:" in asked.stdout
    told = json.loads(storms("compare", "storms", "storms:rough", "--no-figures", "--why", "--json").stdout)
    way = told["why"][0]["into"]
    assert way["count"] == sum(route["count"] for route in way["routes"]) > 0


def test_of_several_runs_each_is_explained_in_brief(storms):
    storms.write("calm.yaml", "extends: ferry\nset: {storm_rate.pert: [0.05, 0.1, 0.2]}\n")
    done = storms("compare", "storms", "storms:rough", "calm.yaml", "--why")
    text = " ".join(done.stdout.split())
    for run, does in (("storms:rough", r"adds \S+ points to"), ("calm.yaml", r"takes \S+ points off")):
        assert re.search(rf"(soon|Is the harbour shut within a month\?) {run} {does} ", text), run
    assert "hang on Storm, drawn from nothing of the kind (always)." in text
    assert text.count("The commonest path (") == 2 and "for example history " in text
    names = {path.name for path in storms.folder.glob("results/compared/*/*.png")}
    assert sorted(name.rsplit("-", 2)[0] for name in names if name.endswith("-why.png")) == [
        "calm.yaml",
        "storms-rough",
    ]


def test_why_is_asked_of_pairs(storms):
    storms("run", "ferry", "--worlds", "50", "--no-figures")
    done = storms("compare", "storms/base", "ferry/base", "--no-figures", "--why")
    assert done.exit_code == 2 and "cannot be paired" in done.stderr


def test_equal_variants_have_no_flips(storms):
    storms.write("same.yaml", "extends: ferry\ntitle: Another title\n")
    done = storms("compare", "storms", "same.yaml", "--no-figures", "--why")
    assert "No history flips: storms and same.yaml give the same answer in all 360." in done.stdout


def test_which_line_tells_its_cost_and_adds_up(storms):
    storms.write(
        "two.yaml", "extends: ferry\nset: {storm_rate.pert: [0.4, 0.6, 1], frost.rate: 0.4 per week}\n"
    )
    done = storms("which-line", "storms", "two.yaml")
    assert (
        done.exit_code == 0 and "2 settings differ, all orders: 2 more worlds of 360 histories" in done.stderr
    )
    assert (
        "storm_rate: {pert: [0.1, 0.3, 0.8], unit: per week} -> " in done.stdout
        and "frost.rate: 0.2 per week -> 0.4 per week" in done.stdout
    )
    told = json.loads(storms("which-line", "storms", "two.yaml", "--json").stdout)
    assert told["schema"] == "stancelab.which-line/1"
    assert sum(part["value"] for part in told["parts"]) == pytest.approx(told["value"], abs=1e-12)
    names = {path.name for path in storms.folder.glob("results/compared/*/*")}
    assert {"harbour-which-line.json", "harbour-which-line.png", "harbour-which-line.svg"} <= names


def test_which_line_of_equal_worlds_is_refused(storms):
    done = storms("which-line", "storms", "storms:base")
    assert done.exit_code == 2 and "Name two that differ" in done.stderr
