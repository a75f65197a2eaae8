"""`compare` and `what-if` at the prompt: sentences, rows, files, stored results and refusals."""

from __future__ import annotations

import csv
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
  same: {set: {title: Will it?}}
"""


@pytest.fixture
def storms(prompt):
    prompt.write("configs/storms.yaml", PLAN)
    return prompt


def rows(text):
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))


def test_a_plans_name_compares_all_its_variants_with_the_base(storms):
    done = storms("compare", "storms", "--no-figures")
    assert done.exit_code == 0
    found = rows(done.stdout)
    assert {row["other"] for row in found} == {"rough", "same"}
    rough, same = (next(row for row in found if row["other"] == other) for other in ("rough", "same"))
    assert rough["told_apart"] == "yes" and float(rough["difference"]) > 0
    assert float(same["difference"]) == 0 and same["histories_into"] == "0"
    assert storms("result", "storms/rough").exit_code == 0  # its variants answer to their names


def test_on_a_terminal_it_reads_as_sentences_within_80_columns(storms):
    done = storms(
        "compare", "storms", "storms:rough", "--no-figures", FORCE_COLOR="1", NO_COLOR="1", COLUMNS="80"
    )
    shown = re.sub(r"\x1b\[\d+m", "", done.stdout)
    assert max(map(len, shown.splitlines())) <= 80
    text = " ".join(shown.split())
    assert "- rough adds" in text and "paired" in text and "pairing saved" in text
    assert "Holm" in text


def test_stored_results_files_and_variants_may_be_mixed(storms):
    storms("compare", "storms", "--no-figures")
    storms.write("rough2.yaml", "extends: ferry\nset: {storm_rate.pert: [0.4, 0.6, 1]}\n")
    done = storms("compare", "storms/base", "rough2.yaml", "storms:rough", "--no-figures")
    found = rows(done.stdout)
    assert {row["paired"] for row in found} == {"yes"}  # the file is run as the stored result was
    by_other = {}
    for row in found:
        by_other.setdefault(row["other"], []).append(row["difference"])
    assert by_other["rough2.yaml"] == by_other["storms:rough"]


def test_other_draws_are_said_not_to_pair(storms):
    storms("run", "ferry", "--worlds", 120, "--repeats", 3, "--seed", 2, "--no-figures")
    done = storms("compare", "ferry/base", "storms", "--no-figures", FORCE_COLOR="1", NO_COLOR="1")
    assert "not paired (seed 2 and 1)" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    "words, said",
    [
        (("compare", "ferry"), "nothing to compare ferry with"),
        (("compare", "storms:rouh", "storms"), "did you mean rough?"),
        (("compare", "storms", "ferri"), "F13"),
        (("compare", "storms", "storms:rough", "--question", "harbor"), "did you mean harbour"),
        (("what-if", "ferry", "--set", "storm_rat=0.5"), "F15"),
        (("what-if", "ferry", "--set", "pier=shut", "--at", "2039-01-01"), "T05"),
    ],
)
def test_what_cannot_be_compared_is_refused_with_what_to_do(storms, words, said):
    done = storms(*words, "--no-figures")
    assert done.exit_code == 2 and said in done.stderr and not done.stdout


def test_a_damaged_result_is_named_and_the_rest_compared_if_asked(storms):
    storms("compare", "storms", "--no-figures")
    plan = json.loads((storms.folder / "results" / "storms" / "plan.json").read_text())
    ids = {one["variant"]: one["run"] for one in plan["variants"]}
    (storms.folder / "results" / "runs" / ids["rough"] / "columns.npz").write_bytes(b"broken")
    words = ("compare", "storms/base", "storms/same", "storms/rough", "--no-figures")
    refused = storms(*words)
    assert refused.exit_code == 2 and "storms/rough" in refused.stderr and "--skip-damaged" in refused.stderr
    done = storms(*words, "--skip-damaged")
    assert done.exit_code == 0 and {row["other"] for row in rows(done.stdout)} == {"storms/same"}
    assert "left out storms/rough" in done.stderr


def test_what_if_says_one_sentence_a_question(storms):
    done = storms("what-if", "storms", "--set", "storm_rate=0.9", "--no-figures")
    lines = done.stdout.splitlines()
    assert lines[0] == "Is the harbour shut within a month? (within 4 weeks)"
    assert lines[1].startswith("  storm_rate=0.9 adds ") and "paired" in lines[1]
    assert len(lines) == 4


def test_a_saved_what_if_is_an_overlay_that_gives_the_same_again(storms):
    said = storms(
        "what-if",
        "storms",
        "--set",
        "storm_rate=0.9",
        "--save",
        "gale",
        "--why",
        "a winter of gales",
        "--no-figures",
    )
    text = (storms.folder / "gale.yaml").read_text()
    assert "extends: ferry" in text and "why: a winter of gales" in text and "unit: per week" in text
    assert storms("check", "gale.yaml", "--sources", "strict").stdout.count("W05") == 0
    again = storms("compare", "storms", "gale.yaml", "--no-figures")
    first = rows(again.stdout)[0]
    assert (
        first["paired"] == "yes"
        and said.stdout.splitlines()[1].split()[2] == f"{100 * float(first['difference']):.0f}"
    )
    assert len(list((storms.folder / "results" / "runs").glob("*.lock"))) == 0
    twice = storms("what-if", "storms", "--set", "storm_rate=0.9", "--save", "gale", "--no-figures")
    assert twice.exit_code == 2 and "is there already" in twice.stderr


def test_a_dated_what_if_changes_nothing_before_its_date(storms):
    done = storms(
        "what-if", "storms", "--set", "pier=shut", "--at", "2031-01-15", "--save", "shut", "--no-figures"
    )
    assert "pier=shut from 2031-01-15 adds" in done.stdout
    assert "in none of" in done.stdout  # the question about the first week
    assert storms("check", "shut.yaml").exit_code == 0


def test_json_is_one_object(storms):
    found = json.loads(storms("compare", "storms", "--json", "--no-figures").stdout)
    assert found["schema"] == "stancelab.compared/1" and len(found["pairs"]) == 2
    assert found["comparisons"] == 2 * (3 + 3)


def test_how_many_says_worlds_and_repeats_and_where_repeats_are_wasted(storms):
    found = rows(storms("how-many", "storms", "--within", 1).stdout)
    assert [row["repeats"] for row in found] == ["1", "2", "3", "5", "10", "20", "50", "100"]
    shown = storms(
        "how-many", "storms", "storms:rough", "--difference", 2, FORCE_COLOR="1", NO_COLOR="1"
    ).stdout
    assert "A difference of 2.0 points seen with 80% power takes" in " ".join(shown.split())
    assert "either --within" in storms("how-many", "storms").stderr


def test_when_tells_waits_and_draws_stacked_curves(storms):
    done = storms("when", "storms")
    found = {(row["question"], row["line"]): row for row in rows(done.stdout)}
    assert float(found["harbour", "any but open"]["mean_wait"]) < 4
    [folder] = (storms.folder / "results" / "runs").iterdir()
    assert (folder / "figures" / "harbour-stacked.png").stat().st_size > 10_000
    assert (folder / "times.csv").exists()
    shown = storms("when", "storms", "--no-figures", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "cut at" in shown and "another came before" in shown


def test_pictures_of_differences_are_drawn(storms):
    storms("compare", "storms")
    [folder] = (storms.folder / "results" / "compared").iterdir()
    assert {file.name for file in folder.glob("*.png")} == {
        "overview-differences.png",
        "harbour-differences.png",
        "soon-differences.png",
    }


def test_joint_tells_rows_and_draws(storms):
    done = storms("joint", "storms", "harbour", "closed")
    found = rows(done.stdout)
    shut = next(row for row in found if (row["row"], row["column"]) == ("shut", "holds"))
    assert float(shut["share"]) <= float(shut["given_row"])
    [folder] = (storms.folder / "results" / "runs").iterdir()
    assert (folder / "figures" / "harbour-by-closed-joint.png").exists()
    shown = storms("joint", "storms", "harbour", "closed", FORCE_COLOR="1", NO_COLOR="1").stdout
    assert "where harbour is shut" in shown and "times independent" in shown
