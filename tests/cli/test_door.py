"""What no one planned for: one line and a file with the details, exit code 3; a reader who leaves is no error."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def fault(*_):
    raise ZeroDivisionError("a fault of ours\nwith a second line")


@pytest.fixture
def crashing(monkeypatch, tmp_path):
    monkeypatch.setattr("sim.usecases.versions.versions", fault)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))


def test_a_fault_is_one_line_and_a_file(prompt, crashing):
    done = prompt("version")
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (3, "", 1)
    assert "ZeroDivisionError: a fault of ours" in done.stderr
    [file] = prompt.folder.glob("stancelab-crash-*.txt")
    assert str(file) in done.stderr and "Traceback" in file.read_text()


def test_the_trace_is_there_for_those_who_ask(prompt, crashing):
    assert "Traceback" in prompt("version", STANCELAB_DEBUG="1").stderr


def test_a_fault_is_told_even_where_no_file_can_be_written(prompt, crashing, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(prompt.folder / "nowhere"))
    done = prompt("version")
    assert done.exit_code == 3 and "a fault of ours" in done.stderr


def sh(line: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SL": f"{sys.executable} -m sim"}
    return subprocess.run(
        ["bash", "-c", line], cwd=folder, env=environment, capture_output=True, text=True, timeout=60
    )


posix = pytest.mark.skipif(os.name == "nt", reason="speaks to a shell")


@posix
def test_a_reader_who_leaves_is_no_error(prompt):
    done = sh("$SL show ferry --stage program | head -1; echo ${PIPESTATUS[0]}", prompt.folder)
    assert (done.stdout.splitlines()[1], done.stderr) == ("0", "")


@posix
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk at hand")
def test_output_that_cannot_be_written_is_a_sentence(prompt):
    done = sh("$SL version > /dev/full", prompt.folder)
    assert done.returncode == 2 and done.stderr.startswith("stancelab: cannot write the output")


@posix
def test_a_pipe_gets_utf_8_whatever_the_locale_says(prompt, ferry):
    prompt.write("scenarios/ferry.yaml", ferry.replace("storms of last winter", "vėtros — žiemą"))
    done = sh(
        "LC_ALL=C PYTHONCOERCECLOCALE=0 PYTHONUTF8=0 PYTHONIOENCODING=ascii $SL show ferry", prompt.folder
    )
    assert done.returncode == 0 and "vėtros — žiemą" in done.stdout
