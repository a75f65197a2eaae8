"""`run`: what is shown, what is written, what is found again, and what is refused before anything starts."""

from __future__ import annotations

import csv
import errno
import json
import os

import pytest

WRITTEN = {
    "columns.npz",
    "manifest.json",
    "outcomes.csv",
    "passage.csv",
    "run.json",
    "series.csv",
    "summary.json",
    "tallies.npz",
}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(text.lstrip("\ufeff").splitlines(), delimiter="\t" if "\t" in text else ","))


def run_folder(prompt):
    [folder] = (prompt.folder / "results" / "runs").iterdir()
    return folder


def test_a_pipe_gets_rows_separated_by_tabs_and_remarks_stay_out_of_them(prompt):
    done = prompt.small()
    assert done.exit_code == 0
    found = rows(done.stdout)
    assert [row["outcome"] for row in found] == [
        "any but open",
        "shut",
        "iced",
        "open",
        "any but neither",
        "storm_first",
        "frost_first",
        "neither",
    ]
    assert len({line.count("\t") for line in done.stdout.splitlines()}) == 1
    assert sum(float(row["best_estimate"]) for row in found[1:4]) == pytest.approx(1)
    assert done.stderr.startswith("files in results") and "\n" not in done.stderr.strip()


def test_everything_is_in_the_folder_of_the_run(prompt):
    prompt.small()
    folder = run_folder(prompt)
    assert {file.name for file in folder.iterdir()} == WRITTEN
    about = json.loads((folder / "run.json").read_text())
    assert (about["scenario"], about["worlds"], about["repeats"], about["seed"]) == ("ferry", 120, 3, 1)
    assert "storm_rate:\n    pert:" in about["resolved"]
    assert str(prompt.folder) not in (folder / "run.json").read_text()
    plan = json.loads((prompt.folder / "results" / "ferry" / "plan.json").read_text())
    assert plan["variants"] == [{"run": folder.name, "variant": "base"}]


def test_the_tables_agree_with_the_summary_in_full_precision(prompt):
    prompt.small()
    folder = run_folder(prompt)
    summary = json.loads((folder / "summary.json").read_text())
    assert summary["schema"] == "stancelab.summary/1"
    told = {(row["question"], row["outcome"]): row for row in rows((folder / "outcomes.csv").read_text())}
    for answer in summary["answers"]:
        for outcome in answer["outcomes"]:
            row = told[answer["name"], outcome["name"]]
            assert float(row["best_estimate"]) == outcome["value"]
            assert float(row["low_95"]) == outcome["interval"]["low"]
            assert int(row["seen"]) == outcome["runs"]["seen"]
    passages = rows((folder / "passage.csv").read_text())
    assert [row["tick"] for row in passages if row["line"] == "shut"] == ["1", "2", "3", "4"]
    assert passages[0]["date"] == "2031-01-08"
    shares = [float(row["value"]) for row in rows((folder / "series.csv").read_text()) if row["tick"] == "4"]
    assert sum(shares[:3]) == pytest.approx(1) and len(shares) == 4  # three kinds, one watch


def test_pictures_are_drawn_for_every_question_and_the_states(prompt):
    prompt("run", "ferry", "--quick")
    drawn = {file.name for file in (run_folder(prompt) / "figures").iterdir()}
    stems = {"harbour-outcomes", "harbour-passage", "soon-outcomes", "soon-passage", "states", "watches"}
    assert drawn == {f"{stem}.{form}" for stem in stems for form in ("png", "svg")} | {"drawn.json"}


def test_what_was_run_is_found_again_and_pictures_are_added_when_asked_for(prompt):
    first = prompt.small()
    folder = run_folder(prompt)
    before = (folder / "columns.npz").stat().st_mtime_ns
    again = prompt.small()
    assert again.stdout == first.stdout and "already there" in again.stderr
    prompt("run", "ferry", "--worlds", "120", "--repeats", "3", "--question", "soon")
    assert (folder / "figures" / "states.png").exists()
    assert (folder / "columns.npz").stat().st_mtime_ns == before


def test_pictures_follow_the_scale_and_lost_files_come_back(prompt):
    prompt("run", "ferry", "--quick")
    folder = run_folder(prompt)
    bars = folder / "figures" / "harbour-outcomes.svg"
    assert "ICD 203" in bars.read_text(encoding="utf-8")
    prompt("run", "ferry", "--quick", "--scale", "phia")
    assert "PHIA" in bars.read_text(encoding="utf-8") and "ICD 203" not in bars.read_text(encoding="utf-8")
    for lost in (bars, folder / "outcomes.csv"):
        lost.unlink()
        prompt("run", "ferry", "--quick", "--scale", "phia")
        assert lost.exists()


def test_prose_is_no_part_of_a_run_but_its_present_words_are_shown(prompt, ferry):
    prompt.small()
    prompt.write("scenarios/ferry.yaml", ferry.replace("Is the harbour shut", "Will the harbour be shut"))
    shown = json.loads(prompt.small("--json").stdout)["variants"][0]
    assert shown["how"] == "already there"
    assert shown["summary"]["answers"][0]["title"].startswith("Will the harbour be shut")
    assert "Will the harbour be shut" in (run_folder(prompt) / "summary.json").read_text()


def test_a_summary_that_was_lost_is_made_anew(prompt):
    first = prompt.small().stdout
    (run_folder(prompt) / "summary.json").write_text("{")
    assert prompt("result").stdout == first
    assert prompt.small().stdout == first
    assert json.loads((run_folder(prompt) / "summary.json").read_text())["scenario"] == "ferry"


def test_json_is_one_object_with_its_schema(prompt):
    shown = json.loads(prompt.small("--json", "--question", "soon").stdout)
    assert shown["schema"] == "stancelab.result/1"
    [variant] = shown["variants"]
    assert [answer["name"] for answer in variant["summary"]["answers"]] == ["soon"]
    assert (prompt.folder / variant["folder"] / "summary.json").exists()


def test_set_runs_one_more_variant_beside_the_base(prompt):
    done = prompt.small("--set", "storm_rate=5 per week", "--set", "state.pier.why=null")
    shut = {
        row["variant"]: float(row["best_estimate"]) for row in rows(done.stdout) if row["outcome"] == "shut"
    }
    assert list(shut) == ["base", "storm_rate=5 per week, state.pier.why=null"]
    assert shut["base"] < 0.9 < shut["storm_rate=5 per week, state.pier.why=null"]
    again = prompt("result", "ferry/storm_rate=5 per week, state.pier.why=null")
    assert again.stdout.splitlines()[1:] == done.stdout.splitlines()[9:]


def test_a_plan_says_how_its_world_is_run(prompt):
    prompt.write(
        "scenarios/what-if/storms.yaml",
        "stancelab: 1\nname: storms\nextends: ferry\nset: {storm_rate: 2 per week}\n",
    )
    prompt.write(
        "configs/harbour.yaml",
        "plan: 1\nname: harbour\nscenario: ferry\nworlds: 100\nrepeats: 2\nseed: 0\n"
        "keep: [final]\nvariants:\n  stormy: {overlay: ../scenarios/what-if/storms.yaml}\n"
        "  calm: {set: {storm_rate: 0.01 per week}}\n",
    )
    done = prompt("run", "harbour", "--no-figures", "--keep", "counts")
    shut = {
        row["variant"]: float(row["best_estimate"]) for row in rows(done.stdout) if row["outcome"] == "shut"
    }
    assert list(shut) == ["base", "stormy", "calm"] and shut["calm"] < shut["base"] < shut["stormy"]
    about = [json.loads(path.read_text()) for path in (prompt.folder / "results").glob("runs/*/run.json")]
    assert {(one["seed"], one["worlds"], *one["keep"]) for one in about} == {(0, 100, "counts", "final")}


def test_a_quick_look_says_so_everywhere(prompt):
    done = prompt("run", "ferry", "--quick", "--no-figures", FORCE_COLOR="1", COLUMNS="80")
    assert "200 worlds x 5 repeats, seed 1" in done.stdout and done.stdout.count("quick look") == 2
    folder = run_folder(prompt)
    assert json.loads((folder / "summary.json").read_text())["label"] == "quick look"
    assert {row["label"] for row in rows((folder / "outcomes.csv").read_text())} == {"quick look"}
    assert {row["label"] for row in rows(prompt("result").stdout)} == {"quick look"}


def test_open_hands_the_folder_to_the_system(prompt, monkeypatch):
    opened = []
    monkeypatch.setattr("typer.launch", lambda path: opened.append(path) or 0)
    prompt.small("--open")
    assert opened == [str(run_folder(prompt))]


@pytest.mark.parametrize(
    "words, said",
    [
        (["--worlds", "0"], "worlds must be a whole number from 1"),
        (["--repeats", "-3"], "repeats must be a whole number from 1"),
        (["--seed", "-1"], "seed must be a whole number from 0"),
        (["--memory", "0"], "above 0"),
        (["--memory", "nan"], "above 0"),
        (["--worlds", "99999999999"], "from 1 to 10,000,000"),
        (["--worlds", "2000000", "--repeats", "1000"], "the most is 1,000,000,000"),
        (["--worlds", "2000000", "--repeats", "100"], "Nothing was started"),
        (["--worlds", "10000000", "--keep", "counts"], "leave out `counts`"),
        (["--quick", "--worlds", "5"], "--quick is 200 worlds"),
        (["--keep", "count"], "did you mean counts?"),
        (["--question", "harbor"], "did you mean harbour?"),
        (["--set", "storm_rate"], "expected PATH=VALUE"),
        (["--set", "quantities.storm_rat=1"], 'did you mean "quantities.storm_rate"?'),
        (["--set", "storm_rate=blue"], "--set storm_rate=blue:"),
        (["--set", "storm_rate=[1"], "not valid YAML"),
        (["--scale", "words"], "icd203"),
        (["--seed", "one"], "--seed"),
    ],
)
def test_what_cannot_be_run_is_refused_in_a_sentence_and_leaves_nothing(prompt, words, said):
    done = prompt("run", "ferry", *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in done.stderr and "Traceback" not in done.stderr
    assert not (prompt.folder / "results").exists()


def test_the_memory_that_is_asked_for_is_enough(prompt):
    refused = prompt("run", "ferry", "--worlds", "300", "--memory", "0.000001")
    assert refused.exit_code == 2 and "allow more with --memory 0.1" in refused.stderr
    assert prompt("run", "ferry", "--worlds", "300", "--memory", "0.1", "--no-figures").exit_code == 0


def test_a_world_without_questions_runs_and_says_so(prompt, ferry):
    prompt.write("silent.yaml", ferry.partition("questions:")[0])
    done = prompt("run", "silent.yaml", "--quick", FORCE_COLOR="1")
    assert done.exit_code == 0 and "it has no `questions:`" in done.stdout
    assert (run_folder(prompt) / "figures" / "states.png").exists()


def test_a_name_that_the_results_need_themselves_is_refused_at_once(prompt):
    plan = prompt.write("p.yaml", "plan: 1\nname: runs\nscenario: ferry\n")
    assert "another name" in prompt("run", plan).stderr
    assert not (prompt.folder / "results").exists()


def test_the_largest_seed_is_a_seed(prompt):
    assert prompt.small("--seed", str(10**40)).exit_code == 0


def test_an_undefined_value_fails_the_whole_run_and_nothing_is_kept(prompt, ferry):
    prompt.write("scenarios/ferry.yaml", ferry.replace("rate: 0.2 per week", "rate: log(-1) / 1 week"))
    done = prompt.small()
    assert (done.exit_code, done.stdout) == (2, "")
    assert (
        "undefined value: log(-1)" in done.stderr and "360 histories" in done.stderr and "^^^^" in done.stderr
    )
    assert list((prompt.folder / "results" / "runs").iterdir()) == []


def test_a_world_with_errors_shows_them_all_at_once(prompt, ferry):
    wrong = ferry.replace("ever(storm)", "ever(strom)").replace("{rate: storm_rate", "{rate: storm_rat")
    prompt.write("scenarios/ferry.yaml", wrong)
    done = prompt.small()
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr.count("did you mean") == 2 and done.stderr.endswith("2 problems\n")


@pytest.mark.parametrize("code, said", [(errno.ENOSPC, "Free some space"), (errno.EROFS, "It is read-only")])
def test_a_disk_that_refuses_is_a_sentence_and_leaves_nothing_half_written(prompt, monkeypatch, code, said):
    def refuse(draft):
        raise OSError(code, os.strerror(code), str(draft))

    with monkeypatch.context() as disk:
        disk.setattr("sim.store.disk.open_draft", refuse)
        done = prompt.small()
    assert done.exit_code == 2 and said in done.stderr
    assert [path for path in (prompt.folder / "results").rglob("*") if path.is_file()] == []
    assert prompt.small().exit_code == 0


def test_a_disk_that_fills_up_at_the_end_costs_nothing_but_the_end(prompt, monkeypatch):
    from sim.store import disk

    real = disk.open_draft

    def full(draft):
        if "outcomes.csv" in draft.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(draft))
        return real(draft)

    with monkeypatch.context() as patched:
        patched.setattr(disk, "open_draft", full)
        assert prompt.small().exit_code == 2
    done = prompt.small()
    assert done.exit_code == 0 and "taking up 1 of 1 chunks" in done.stderr
    assert {file.name for file in run_folder(prompt).iterdir()} == WRITTEN


def test_results_that_are_no_folder_are_refused(prompt):
    prompt.write("results", "a file")
    done = prompt.small()
    assert done.exit_code == 2 and "A file stands where a folder should" in done.stderr


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() == 0, reason="nothing is read-only to the superuser"
)
def test_a_read_only_folder_is_refused(prompt):
    (prompt.folder / "results").mkdir(mode=0o555)
    done = prompt.small()
    assert done.exit_code == 2 and "read-only" in done.stderr
