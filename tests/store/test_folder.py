"""A whole run: read, checked, added to."""

from __future__ import annotations

import json

import numpy as np
import pytest

from sim.errors import StoreError
from sim.store.folder import RunFolder, add_file, is_whole, load, run_path


def test_a_run_reads_back(results, ferry, save):
    assert not is_whole(results, ferry.id)
    folder = save(run_json='{"scenario": "ferry"}')
    assert is_whole(results, ferry.id)
    runs, about = load(folder)
    assert about == {"scenario": "ferry"}
    assert (runs.worlds, runs.repeats, runs.ticks) == ferry.extent
    np.testing.assert_array_equal(runs.columns["final.tension"], np.sqrt(np.arange(9000)), strict=True)
    assert not runs.columns["late"].flags.writeable
    assert load(folder.path, check=True)[1] == about


def test_a_run_may_be_copied_elsewhere(save, tmp_path):
    folder = save()
    moved = folder.path.rename(tmp_path / "my best run")
    assert load(moved, check=True)[0].histories == 9000


def test_the_manifest_says_what_it_vouches_for(ferry, save):
    manifest = json.loads((save().path / "manifest.json").read_text())
    assert manifest["run"] == ferry.id
    assert (manifest["worlds"], manifest["repeats"], manifest["ticks"]) == ferry.extent
    assert sorted(manifest["files"]) == ["columns.npz", "tallies.npz"]


def flip(path, at=-200):
    raw = bytearray(path.read_bytes())
    raw[at] ^= 1
    path.write_bytes(raw)


def cut(path):
    path.write_bytes(path.read_bytes()[:-1])


def form(path):
    path.write_text(path.read_text().replace('"form": 1', '"form": 2'))


@pytest.mark.parametrize(
    "name, damage, check, why",
    [
        ("columns.npz", flip, True, "columns.npz is damaged: its bytes"),
        ("tallies.npz", flip, True, "tallies.npz is damaged: its bytes"),
        ("columns.npz", lambda path: flip(path, 1000), False, "columns.npz or tallies.npz cannot be read"),
        ("columns.npz", lambda path: path.write_bytes(bytes(path.stat().st_size)), False, "cannot be read"),
        ("columns.npz", cut, False, "columns.npz is damaged: its bytes"),
        ("columns.npz", lambda path: path.unlink(), False, "columns.npz cannot be read: No such file"),
        ("manifest.json", lambda path: path.unlink(), False, "manifest.json is missing or damaged"),
        ("manifest.json", cut, False, None),
        ("manifest.json", lambda path: cut(path) or cut(path), False, "manifest.json is missing or damaged"),
        ("manifest.json", lambda path: path.write_text("{}"), False, "manifest.json is missing or damaged"),
        ("manifest.json", form, False, "manifest.json is of form 2, this version reads form 1"),
        ("run.json", lambda path: path.unlink(), False, "run.json is missing or damaged"),
        ("run.json", lambda path: path.write_text("{"), False, "run.json is missing or damaged"),
    ],
)
def test_damage_is_named_with_what_to_do(save, name, damage, check, why):
    folder = save()
    damage(folder.path / name)
    if why is None:  # the newline at the end carries nothing
        assert load(folder, check)[0].histories == 9000
        return
    with pytest.raises(StoreError) as refused:
        load(folder, check)
    assert why in str(refused.value) and str(folder.path) in str(refused.value)
    assert str(refused.value).endswith("Delete that folder and run it again: the same numbers come back.")


def test_a_folder_that_is_not_there(tmp_path):
    with pytest.raises(StoreError, match="missing"):
        load(tmp_path / "nowhere")


@pytest.mark.parametrize("as_folder", [True, False])
def test_words_and_pictures_are_added_and_made_anew(save, ferry, as_folder):
    whole = save()
    folder = RunFolder(whole.path, ferry.id) if as_folder else whole.path
    assert add_file(folder, "report.html", "<p>é") == whole.path / "report.html"
    add_file(folder, "figures/fan.svg", b"<svg/>")
    add_file(folder, "report.html", "<p>anew")
    assert (whole.path / "report.html").read_text(encoding="utf-8") == "<p>anew"
    assert (whole.path / "figures" / "fan.svg").read_bytes() == b"<svg/>"
    assert load(whole, check=True)[0].histories == 9000


@pytest.mark.parametrize(
    "name",
    ["columns.npz", "./columns.npz", "Columns.NPZ", "tallies.npz", "manifest.json", "run.json", "Run.json",
     "../x", "a/../../x", "/x", "", ".", "a\\x", "C:x"],
)  # fmt: skip
def test_nothing_else_is_written(save, files, name):
    whole = save()
    before = files(whole.path.parents[2])
    with pytest.raises(ValueError):
        add_file(whole, name, "x")
    assert files(whole.path.parents[2]) == before


@pytest.mark.parametrize("run", ["", "..", "0123", "0123456789AB", "0123456789ab/..", "0123456789abc"])
def test_what_is_no_run_id(results, run):
    with pytest.raises(ValueError, match="no run id"):
        run_path(results, run)
