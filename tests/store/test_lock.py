"""One writer at a time, and the locks that the dead leave behind."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from sim.errors import StoreError
from sim.store import lock
from sim.store.keeper import writing
from sim.store.lock import UNKNOWN, only_writer, process_start

ROOT = Path(__file__).parents[2]
HOLDING = """
import sys
from pathlib import Path
from sim.store.lock import only_writer
with only_writer(Path(sys.argv[1]), "run a"):
    print("in", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def path(tmp_path):
    return tmp_path / "a.lock"


@pytest.fixture(scope="module")
def dead():
    """The number of a process that has ended."""
    child = subprocess.Popen([sys.executable, "-c", ""])
    child.wait()
    return child.pid


@pytest.fixture
def left(path):
    """Leaves a lock; what is not said is as this process would write it."""

    def leave(**said: object) -> None:
        here = {"pid": os.getpid(), "host": platform.node(), "start": process_start(os.getpid())}
        path.write_text(json.dumps({**here, "since": "2031-05-01T10:00:00+00:00", **said}))

    return leave


def test_it_is_there_while_the_body_runs_and_gone_after(path):
    with only_writer(path, "run a"):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert not path.exists()
    with pytest.raises(KeyError), only_writer(path, "run a"):
        raise KeyError
    assert not path.exists()


def test_two_writers_of_one_run(results, ferry):
    here = f"run {ferry.id} is already being written by process {os.getpid()} on this computer since .* UTC"
    with writing(results, ferry.id, *ferry.extent) as keeper:
        keeper.put(ferry.chunk(0))
        with pytest.raises(StoreError, match=here + r"\.\nWait"), writing(results, ferry.id, *ferry.extent):
            pass
        assert keeper.has(0)
        with writing(results, "ba9876543210", *ferry.extent) as other:
            assert not other.has(0)


def test_a_writer_in_another_process(path):
    command = [sys.executable, "-c", HOLDING, str(path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout.readline() == "in\n"
        with (
            pytest.raises(StoreError, match=f"by process {child.pid} on this computer"),
            only_writer(path, "run a"),
        ):
            pass
        child.kill()
        child.wait()
        with only_writer(path, "run a"):  # the lock of the killed
            assert json.loads(path.read_text())["pid"] == os.getpid()
    assert list(path.parent.iterdir()) == []


def test_the_lock_of_a_dead_process_is_taken_over(path, left, dead):
    left(pid=dead, start="1")
    with only_writer(path, "run a"):
        assert json.loads(path.read_text())["pid"] == os.getpid()
    assert list(path.parent.iterdir()) == []


@pytest.mark.skipif(process_start(os.getpid()) == UNKNOWN, reason="this system tells no start of a process")
def test_a_process_number_used_again_holds_no_lock(path, left):
    left(start="1")
    with only_writer(path, "run a"):
        pass


@pytest.mark.parametrize("said", [{}, {"start": UNKNOWN}], ids=["same start", "unknown start"])
def test_the_lock_of_a_living_process_is_respected(path, left, said):
    left(**said)
    with pytest.raises(StoreError, match="since 2031-05-01 10:00:00 UTC"), only_writer(path, "run a"):
        pass
    assert path.exists()


def test_a_lock_from_another_computer_is_left_to_the_user(path, left, dead):
    left(pid=dead, host="elsewhere")
    with pytest.raises(StoreError) as refused, only_writer(path, "run a"):
        pass
    assert 'on computer "elsewhere"' in str(refused.value)
    assert f"delete {path} and start again" in str(refused.value)
    assert path.exists()


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": "x", "host": "a", "since": ""}'])
def test_a_lock_that_stays_unreadable_was_left_by_the_dead(path, monkeypatch, text):
    monkeypatch.setattr(lock, "PAUSE", 0.001)
    path.write_text(text)
    with only_writer(path, "run a"):
        pass
    assert list(path.parent.iterdir()) == []


def test_a_lock_still_being_written_is_waited_for(path, left):
    path.write_text("")
    writer = threading.Timer(0.15, left)
    writer.start()
    with pytest.raises(StoreError, match="already being written"), only_writer(path, "run a"):
        pass
    writer.join()


def test_a_writer_too_slow_to_sign_its_lock_does_not_hold_it(path, left, monkeypatch):
    monkeypatch.setattr(lock.os, "write", lambda handle, card: left())  # another has signed it meanwhile
    with pytest.raises(StoreError, match="already being written"), only_writer(path, "run a"):
        pass
    assert "2031" in path.read_text()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="this system tells no state of a process")
def test_a_dead_process_nobody_has_asked_after_is_dead():
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert process_start(child.pid) == ""


def test_of_many_who_see_a_dead_lock_one_takes_it(path, left, dead):
    inside, most, taken = 0, 0, 0

    def contend(line: threading.Barrier) -> None:
        nonlocal inside, most, taken
        line.wait()
        try:
            with only_writer(path, "run a"):
                inside += 1
                most, taken = max(most, inside), taken + 1
                time.sleep(0.002)
                inside -= 1
        except StoreError:
            pass

    rounds = 30
    for _ in range(rounds):
        left(pid=dead, start="1")
        line = threading.Barrier(4)
        crowd = [threading.Thread(target=contend, args=(line,)) for _ in range(4)]
        for one in crowd:
            one.start()
        for one in crowd:
            one.join()
    assert most == 1 and taken >= rounds
    assert list(path.parent.iterdir()) == []
