"""A run that is stopped or killed keeps its finished chunks, and what it becomes in the end is the same to the byte."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MANY = ("run", "ferry", "--worlds", "2048", "--repeats", "10", "--no-figures")  # 5 chunks

# Says when a chunk is on disk, and then takes its time.
SLOW = """
import sys, time
from sim.store.keeper import FolderKeeper
put = FolderKeeper.put
def slow(self, chunk):
    put(self, chunk)
    print("kept", flush=True)
    time.sleep(60 if chunk.start >= 4096 else 0)
FolderKeeper.put = slow
from sim.cli.app import main
main()
"""

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends signals")


def stopped_after_two_chunks(folder: Path, how: signal.Signals) -> tuple[int, str]:
    run = subprocess.Popen(
        [sys.executable, "-c", SLOW, *MANY],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with run:
        assert run.stdout.readline() == run.stdout.readline() == "kept\n"
        run.send_signal(how)
        _, said = run.communicate(timeout=60)
    return run.returncode, said


def arrays(results: Path) -> dict[str, bytes]:
    [folder] = (results / "runs").iterdir()
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.name != "run.json"}


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_what_is_finished_is_kept_and_the_end_is_the_same_to_the_byte(prompt, how):
    code, said = stopped_after_two_chunks(prompt.folder, how)
    assert [path.suffix for path in (prompt.folder / "results" / "runs").iterdir() if path.is_dir()] == [
        ".partial"
    ]
    if how == signal.SIGINT:
        assert (code, said) == (130, "stopped; 8,192 of 20,480 histories are kept; run again to go on\n")
        assert not list((prompt.folder / "results").rglob("*.lock"))
    assert "not finished" in prompt("list").stdout or prompt("list").exit_code == 0
    done = prompt(*MANY)
    assert done.exit_code == 0 and "taking up 2 of 5 chunks" in done.stderr
    assert prompt(*MANY, "--results", "straight").exit_code == 0
    assert arrays(prompt.folder / "results") == arrays(prompt.folder / "straight")
