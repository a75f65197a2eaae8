"""`show`, `list`, `result`, `version`, the bare command and the names the shell completes."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest


def test_bare_it_says_what_it_is_in_five_lines(prompt):
    done = prompt()
    assert (done.exit_code, len(done.stdout.splitlines()), done.stderr) == (0, 5, "")


@pytest.mark.parametrize("command", ["run", "check", "show", "list", "result", "version"])
def test_every_command_has_help_of_its_own(prompt, command):
    assert command in prompt("--help").stdout
    assert f"stancelab {command}" in prompt(command, "-h").stdout.replace("root ", "stancelab ")


def test_an_unknown_command_or_option_is_a_usage_error(prompt):
    assert prompt("rnu").exit_code == 2
    assert "Did you mean 'run'" in prompt("rnu").stderr
    assert prompt("run", "ferry", "--wrolds", "5").exit_code == 2


def test_version_names_what_it_rests_on(prompt):
    told = dict(line.split() for line in prompt("version").stdout.splitlines())
    assert {"stancelab", "semantics", "python", "numpy", "scipy"} <= told.keys()


def test_the_scenario_is_told_in_words_with_source_and_reason(prompt):
    text = prompt("show", "ferry").stdout
    assert (
        "  storm_rate: PERT 0.1 / 0.3 / 0.8 per week\n      LOG:02, hedge H4: storms of last winter\n" in text
    )
    assert "  storm, rate storm_rate\n    then pier = shut\n" in text
    assert "  harbour: Is the harbour shut within a month? (within 4 weeks)\n" in text


def test_the_tree_reads_back_as_the_same_world(prompt):
    first = prompt("show", "ferry", "--stage", "tree").stdout
    prompt.write("again.yaml", first)
    assert prompt("show", "again.yaml", "--stage", "tree").stdout == first


def test_the_program_is_printed(prompt):
    assert "phase 2: events" in prompt("show", "ferry", "--stage", "program").stdout


def test_on_a_terminal_lines_are_folded_to_its_width(prompt, ferry):
    prompt.write("scenarios/ferry.yaml", ferry.replace("storms of last winter", "storms " * 40))
    lines = prompt("show", "ferry", FORCE_COLOR="1", COLUMNS="60").stdout.splitlines()
    assert max(map(len, lines)) <= 60
    assert max(map(len, prompt("show", "ferry").stdout.splitlines())) > 200


def test_list_shows_worlds_plans_and_results_also_broken_ones(prompt):
    prompt.small("--set", "storm_rate=2 per week")
    prompt.write("scenarios/bad.yaml", "name: [")
    prompt.write("configs/harbour.yaml", "plan: 1\nname: harbour\nscenario: ferry\n")
    rows = [line.split("\t") for line in prompt("list").stdout.splitlines()]
    own = {(row[0], row[1]): row for row in rows}
    assert own["world", "ferry"][2:] == ["Will the ferry sail?", "Is the harbour shut within a month?; soon"]
    assert "F05" in own["world", "bad"][2]
    assert own["plan", "harbour"][2] == "runs ferry"
    assert own["result", "ferry/base"][2].startswith("harbour: shut")
    assert ("result", "ferry/storm_rate=2 per week") in own
    told = json.loads(prompt("list", "--json").stdout)
    assert (
        told["schema"] == "stancelab.list/1"
        and len(told["available"]) + len(told["results"]) == len(rows) - 1
    )


def test_list_on_a_terminal_fits_it(prompt):
    prompt.small("--set", "storm_rate=" + "0" * 60 + "2 per week")
    text = prompt("list", "--no-color", FORCE_COLOR="1", COLUMNS="80").stdout
    assert max(map(len, text.splitlines())) <= 80
    assert "asks: Is the harbour shut within a month?" in text and "120 x 3" in text


def test_list_in_an_empty_folder_says_how_to_begin(prompt):
    assert "none yet" in prompt("list", FORCE_COLOR="1").stdout


@pytest.mark.parametrize("name", [(), ("@last",), ("ferry",), ("ferry/base",)])
def test_a_result_is_shown_again_by_any_of_its_names(prompt, name):
    first = prompt.small().stdout
    assert prompt("result", *name).stdout == first


def test_a_result_is_shown_again_by_its_id(prompt):
    first = prompt.small().stdout
    [folder] = (prompt.folder / "results" / "runs").iterdir()
    again = prompt("result", folder.name[:6]).stdout.splitlines()
    assert [line.partition("\t")[2] for line in again] == [
        line.partition("\t")[2] for line in first.splitlines()
    ]


@pytest.mark.parametrize("words", [("nothing",), ("@last",), ("ferry/calm",), ("0123456789ab",)])
def test_a_result_that_is_not_there_is_a_sentence(prompt, words):
    done = prompt("result", *words)
    assert (done.exit_code, done.stdout) == (2, "") and "no results named" in done.stderr


def test_a_damaged_run_is_told_with_what_to_do(prompt):
    prompt.small()
    [folder] = (prompt.folder / "results" / "runs").iterdir()
    (folder / "columns.npz").write_bytes(b"")
    done = prompt.small()
    assert done.exit_code == 2 and "Delete that folder" in done.stderr


def test_the_shell_completes_names_without_loading_numbers(prompt, tmp_path):
    prompt.small()
    script = (
        "import sys; from sim.cli.complete import results_in, world_names; from pathlib import Path\n"
        "print(world_names('fer'), results_in(Path('results')), 'numpy' in sys.modules)"
    )
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": root},
        timeout=60,
    )
    assert done.stdout.strip() == "['ferry'] ['@last', 'ferry'] False", done.stderr


def test_every_command_is_told_whole_at_80_columns(prompt):
    listed = prompt("--help", FORCE_COLOR="1", COLUMNS="80").stdout.split("Commands:")[1].splitlines()
    assert len(listed) > 15 and not [line for line in listed if line.endswith("...") or len(line) > 80]
