"""Disks that are full, read-only or odd: plain words, nothing half-written, nothing finished lost."""

from __future__ import annotations

import errno
import json
import os

import pytest

from sim.errors import StoreError
from sim.store import disk
from sim.store.disk import json_text, read_json, write_whole
from sim.store.keeper import writing


class SmallDisk:
    """A disk with room for so many bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._open = disk.open_draft

    def open_draft(self, draft):
        stream = self._open(draft)
        write = stream.write

        class Tight:
            def __getattr__(tight, name):
                return getattr(stream, name)

            def __enter__(tight):
                return tight

            def __exit__(tight, *why):
                stream.close()

            def write(tight, some):
                self.room -= memoryview(some).nbytes
                if self.room < 0:
                    raise OSError(errno.ENOSPC, "No space left on device")
                return write(some)

        return Tight()


@pytest.fixture
def whole_run(results, ferry):
    """Starts the made-up run and seals it; gives the starts of the chunks computed."""

    def start(run_json: str = "{}") -> list[int]:
        with writing(results, ferry.id, *ferry.extent) as keeper:
            computed = ferry.fill(keeper)
            keeper.finish()
            keeper.seal({"run.json": run_json})
        return computed

    return start


# A chunk of the made-up run takes about 54 kB, all three 118 kB, the columns together as much again.
@pytest.mark.parametrize(
    "room, anew",
    [
        (0, [0, 4096, 8192]),
        (60_000, [4096, 8192]),
        (110_000, [8192]),
        (130_000, []),
        (235_000, []),
        (237_800, []),
    ],
)
def test_a_full_disk_stops_the_run_and_loses_nothing_finished(
    whole_run, results, ferry, files, save, tmp_path, monkeypatch, room, anew
):
    with monkeypatch.context() as full:
        full.setattr(disk, "open_draft", SmallDisk(room).open_draft)
        with pytest.raises(
            StoreError, match=r"cannot be written \(No space left on device\)\.\nFree some space"
        ):
            whole_run("{" + " " * 5000 + "}")
    assert not (results / "runs" / ferry.id).exists()
    assert [name for name in files(results) if "draft" in name or "lock" in name] == []
    assert whole_run() == anew
    assert files(results) == files(save(where=tmp_path / "straight").path.parents[1])


@pytest.mark.parametrize(
    "number, words",
    [
        (errno.EROFS, "It is read-only, not yours or open elsewhere"),
        (errno.EACCES, "It is read-only, not yours or open elsewhere"),
        (errno.ENOSPC, "Free some space"),
        (errno.EDQUOT, "Free some space"),
        (errno.EIO, "Look at that folder"),
    ],
)
def test_why_nothing_can_be_written_is_said(results, ferry, monkeypatch, number, words):
    def refuse(*_):
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as locked:
        locked.setattr("sim.store.lock._create", refuse)
        with pytest.raises(StoreError, match=words), writing(results, ferry.id, *ferry.extent):
            pass
    monkeypatch.setattr(disk, "open_draft", refuse)
    with pytest.raises(StoreError, match=words), writing(results, ferry.id, *ferry.extent) as keeper:
        keeper.put(ferry.chunk(0))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="may write anywhere")
def test_a_read_only_folder(results, ferry):
    results.mkdir()
    results.chmod(0o500)
    with pytest.raises(StoreError, match="It is read-only"), writing(results, ferry.id, *ferry.extent):
        pass


def test_a_file_in_the_place_of_the_results_folder(results, ferry):
    results.write_text("mine")
    blocked = pytest.raises(StoreError, match="A file stands where a folder should")
    with blocked, writing(results, ferry.id, *ferry.extent):
        pass
    assert results.read_text() == "mine"


def test_an_older_file_stays_until_the_new_one_is_whole(tmp_path, monkeypatch):
    write_whole(tmp_path / "a.txt", "old")
    monkeypatch.setattr(disk, "open_draft", SmallDisk(2).open_draft)
    with pytest.raises(StoreError):
        write_whole(tmp_path / "a.txt", "new and longer")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_file_that_cannot_be_replaced_stays(tmp_path, monkeypatch):
    def refuse(*_):
        raise PermissionError(errno.EACCES, "Permission denied")

    write_whole(tmp_path / "a.txt", "old")
    monkeypatch.setattr(disk.os, "replace", refuse)
    with pytest.raises(StoreError, match="open elsewhere"):
        write_whole(tmp_path / "a.txt", "new")
    assert (tmp_path / "a.txt").read_text() == "old"
    assert os.listdir(tmp_path) == ["a.txt"]


def test_a_writer_that_fails_leaves_nothing(tmp_path):
    with pytest.raises(KeyError):
        write_whole(tmp_path / "a.npz", lambda stream: {}["what"])
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize(
    "raw, reason",
    [(None, "No such file"), (b"", "no JSON"), (b"{", "no JSON"), (b"[1]", "no mapping"), (b"\xff", "no JSON"),
     (b"[" * 100_000, "no JSON")],
    ids=["missing", "empty", "cut", "a list", "not UTF-8", "bottomless"],
)  # fmt: skip
def test_json_that_is_none(tmp_path, raw, reason):
    if raw is not None:
        (tmp_path / "run.json").write_bytes(raw)
    with pytest.raises(StoreError, match=rf"run\.json cannot be read: .*{reason}"):
        read_json(tmp_path / "run.json")


def test_json_for_people():
    assert json_text({"b": [1, 2.5], "a": "é"}) == '{\n  "a": "é",\n  "b": [\n    1,\n    2.5\n  ]\n}\n'
    assert json.loads(json_text({"tenth": 0.1})) == {"tenth": 0.1}
    with pytest.raises(ValueError):
        json_text({"share": float("nan")})
