"""dev.py on machines that lack something: it says so in a sentence, and shows no traceback."""

from __future__ import annotations

import ast
import importlib.util
import os
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "dev.py"
posix = pytest.mark.skipif(os.name == "nt", reason="stands in for uv with a shell script")


@pytest.fixture
def dev():
    spec = importlib.util.spec_from_file_location("dev", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(prompt):
    def script(*arguments: str, **environment: str):
        return prompt(sys.executable, SCRIPT, *arguments, env={**os.environ, **environment})

    return script


def stand_in(folder: Path, body: str) -> str:
    """A folder to search first, with a uv in it that answers `--version` and otherwise does as told."""
    uv = folder / "uv"
    uv.write_text(f'#!/bin/sh\n[ "$1" = --version ] && echo "uv 99.0.0" && exit\n{body}\n', encoding="utf-8")
    uv.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_an_old_interpreter_can_read_it_up_to_the_sentence_meant_for_it(dev, monkeypatch):
    ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 8))
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    with pytest.raises(dev.Stop, match=r"needs Python 3\.11 or newer; this is 3\.8\."):
        dev.main(["test"])


def test_it_imports_the_standard_library_only():
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"))
    names = {a.name for node in ast.walk(tree) if isinstance(node, ast.Import) for a in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_alone_it_lists_its_commands_on_six_lines(run):
    done = run()
    assert (done.returncode, len(done.stdout.splitlines()), done.stderr) == (0, 6, "")


@pytest.mark.parametrize(
    "job, rest, steps",
    [
        ("run", [], [["stancelab", "run", "belarus-2024"]]),
        ("run", ["other", "--seed", "0"], [["stancelab", "run", "other", "--seed", "0"]]),
        ("stancelab", ["list"], [["stancelab", "list"]]),
    ],
)
def test_what_a_job_runs(dev, job, rest, steps):
    assert dev.plan(job, rest) == steps


def test_tests_begin_with_ruff_and_end_with_pytest(dev):
    for job in ("test", "all"):
        first, last = dev.plan(job, ["-x"])
        assert (first[0], last[0], last[-1]) == ("ruff", "pytest", "-x")


def test_an_unknown_command_is_refused_in_one_line(run):
    done = run("tset")
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)


@posix
def test_a_failed_download_is_explained_in_a_sentence(run, tmp_path):
    done = run("run", PATH=stand_in(tmp_path, 'echo "error: no route to host" >&2; exit 1'))
    assert done.returncode == 2
    assert "no route to host" in done.stderr and "network" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def called(dev, monkeypatch):
    """The command lines dev.py would run; `called.codes` says how the first ones end, the others end well."""

    class Called(list):
        codes: tuple[int, ...] = ()

    lines = Called()

    def call(line, env):
        lines.append(line)
        return lines.codes[len(lines) - 1] if len(lines) <= len(lines.codes) else 0

    monkeypatch.setattr(dev, "call", call)
    monkeypatch.setattr(dev, "find_uv", lambda: "uv")
    return lines


def test_it_installs_exactly_the_lock_file_with_the_python_that_runs_it(dev, called):
    assert dev.main(["test"]) == 0
    sync, *steps = called
    assert sync == ["uv", "sync", "--frozen", "--quiet", "--python", sys.executable]
    assert [Path(step[0]).stem for step in steps] == ["ruff", "pytest"]
    assert dev.environment()["UV_PYTHON_DOWNLOADS"] == "never"


def test_the_first_step_that_fails_ends_the_job_with_its_code(dev, called):
    called.codes = (0, 7)
    assert dev.main(["test"]) == 7
    assert [Path(line[0]).stem for line in called] == ["uv", "ruff"]


def test_a_python_without_ensurepip_is_told_the_line_that_helps(dev, monkeypatch, tmp_path):
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(dev.Stop, match=r"sudo apt-get install python3\.\d+-venv"):
        dev.install_uv(tmp_path)


@pytest.mark.parametrize(
    "typed, named",
    [
        ("", False),
        ("--quick", False),
        ("--quick --set a.b=0.3 --no-figures", False),
        ("--worlds 50 --results here", False),
        ("ferry", True),
        ("--quick ferry", True),
        ("--set=a.b=0.3 ferry --quick", True),
        ("--seed 3 ferry", True),
    ],
)
def test_run_is_of_the_first_world_unless_one_is_named(dev, typed, named):
    words = typed.split()
    wanted = ["stancelab", "run", *([] if named else ["belarus-2024"]), *words]
    assert dev.plan("run", words) == [wanted]
