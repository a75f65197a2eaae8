"""A run that was stopped, however rudely, ends in the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.engine.runs import Chunk
from sim.errors import StoreError
from sim.store.columns import chunk_bytes
from sim.store.keeper import writing

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_killed_before_any_step_on_disk_it_ends_in_the_same_bytes(tmp_path):
    """Kills a run before its 1st, 2nd, ... dealing with the disk; see kill_everywhere.py."""
    command = [sys.executable, str(Path(__file__).with_name("kill_everywhere.py")), str(tmp_path)]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout)
    assert seen["kills"] > 40
    assert seen["computed twice"] == []
    assert seen["other bytes"] == []


def test_a_stopped_run_takes_up_its_chunks(results, ferry, save, files, tmp_path):
    with pytest.raises(KeyboardInterrupt), writing(results, ferry.id, *ferry.extent) as keeper:
        keeper.put(ferry.chunk(4096))
        raise KeyboardInterrupt
    with writing(results, ferry.id, *ferry.extent) as keeper:
        assert ferry.fill(keeper) == [0, 8192]
        keeper.finish()
        whole = keeper.seal({"run.json": "{}"})
    assert files(whole.path) == files(save(where=tmp_path / "straight").path)


def test_sealing_leaves_nothing_but_the_run(results, ferry, save, files):
    whole = save()
    assert sorted(files(results)) == [
        f"runs/{ferry.id}/{name}" for name in ("columns.npz", "manifest.json", "run.json", "tallies.npz")
    ]
    assert whole.path == results / "runs" / ferry.id


DAMAGE = {
    "cut short": lambda raw, other: raw[:-1],
    "half": lambda raw, other: raw[: len(raw) // 2],
    "empty": lambda raw, other: b"",
    "one bit": lambda raw, other: raw[:500] + bytes([raw[500] ^ 1]) + raw[501:],
    "the last bit": lambda raw, other: raw[:-1] + bytes([raw[-1] ^ 1]),
    "longer": lambda raw, other: raw + b" ",
    "no archive": lambda raw, other: b"these are not the columns you are looking for",
    "another run": lambda raw, other: chunk_bytes(other.chunk(4096), "ba9876543210"),
    "another place": lambda raw, other: chunk_bytes(other.chunk(0), other.id),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_a_damaged_or_foreign_chunk_is_computed_anew(results, ferry, save, files, tmp_path, damage):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        ferry.fill(keeper)
    file = results / "runs" / f"{ferry.id}.partial" / "chunk-0000004096.npz"
    file.write_bytes(damage(file.read_bytes(), ferry))
    with writing(results, ferry.id, *ferry.extent) as keeper:
        with pytest.raises(KeyError):
            keeper.get(4096)
        assert ferry.fill(keeper) == [4096]
        keeper.finish()
        whole = keeper.seal({"run.json": "{}"})
    assert files(whole.path) == files(save(where=tmp_path / "straight").path)


def test_what_a_dead_start_left_half_written_is_removed(results, ferry, files):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        ferry.fill(keeper)
    partial = results / "runs" / f"{ferry.id}.partial"
    chunks = files(partial)
    for name in (".chunk-0000000000.npz.1-1.draft", "columns.npz", "summary.json", "figures/fan.svg"):
        (partial / name).parent.mkdir(exist_ok=True)
        (partial / name).write_bytes(b"half")
    with writing(results, ferry.id, *ferry.extent):
        assert files(partial) == chunks


def test_a_chunk_damaged_while_the_run_goes_on_is_named(results, ferry):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        ferry.fill(keeper)
        (results / "runs" / f"{ferry.id}.partial" / "chunk-0000000000.npz").write_bytes(b"")
        with pytest.raises(StoreError, match=r"chunk-0000000000.npz was damaged .*\nStart again"):
            keeper.finish()


def test_columns_of_another_version_do_not_mix(results, ferry):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        keeper.put(Chunk(0, 4096, {"outcome": np.zeros(4096)}, {}))
    with (
        pytest.raises(StoreError, match="another version began it"),
        writing(results, ferry.id, *ferry.extent) as keeper,
    ):
        ferry.fill(keeper)


def test_a_whole_run_is_taken_as_it_is(results, ferry, save, files):
    whole = save(run_json='{"when": "then"}')
    before = files(results)
    with writing(results, ferry.id, *ferry.extent) as keeper:
        assert ferry.fill(keeper) == []
        assert keeper.finish().histories == 9000
        assert keeper.seal({"run.json": '{"when": "now"}'}) == whole
        with pytest.raises(ValueError, match="has all its chunks"):
            keeper.put(ferry.chunk(0))
    assert files(results) == before


def test_a_damaged_whole_run_is_not_taken(results, ferry, save):
    path = save().path / "columns.npz"
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    refused = pytest.raises(StoreError, match=r"columns.npz is damaged.*\nDelete that folder")
    with refused, writing(results, ferry.id, *ferry.extent):
        pass


def test_the_joined_arrays_of_another_run_are_not_taken(results, ferry):
    with writing(results, "ba9876543210", *ferry.extent) as keeper:
        ferry.fill(keeper)
        keeper.finish()
    (results / "runs" / "ba9876543210.partial").rename(results / "runs" / f"{ferry.id}.partial")
    with writing(results, ferry.id, *ferry.extent) as keeper:
        assert ferry.fill(keeper) == [0, 4096, 8192]


def test_a_run_is_sealed_when_joined_and_with_its_words(results, ferry):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        ferry.fill(keeper)
        with pytest.raises(ValueError, match="after `finish`"):
            keeper.seal({"run.json": "{}"})
        keeper.finish()
        with pytest.raises(ValueError, match=r"with its run\.json"):
            keeper.seal({"summary.json": "{}"})


def test_discarding_leaves_nothing(results, ferry, files):
    with writing(results, ferry.id, *ferry.extent) as keeper:
        ferry.fill(keeper)
        keeper.finish()
        keeper.discard()
    assert files(results) == {} and list((results / "runs").iterdir()) == []
