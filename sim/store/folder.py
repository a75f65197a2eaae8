"""One run as a folder: what stands in it, and reading it back.

A whole folder holds `columns.npz`, `tallies.npz`, `manifest.json` with their checksums, `run.json`, and what
was made of them. Its columns are never written again; words and pictures may be made anew with `add_file`.

>>> import numpy as np, tempfile
>>> runs = Runs(1, 2, 3, {"outcome": np.array([0, 1], np.uint8)}, {})
>>> with tempfile.TemporaryDirectory() as place:
...     write_arrays_of(runs, Path(place), "0123456789ab")
...     write_whole(Path(place, "run.json"), json_text({"scenario": "ferry"}))
...     again, about = load(Path(place), check=True)
>>> again.columns["outcome"].tolist(), again.ticks, about
([0, 1], 3, {'scenario': 'ferry'})
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from sim.engine.runs import Runs
from sim.errors import StoreError
from sim.store.columns import read_arrays, write_arrays
from sim.store.disk import Content, digest, json_text, read_json, write_whole

COLUMNS, TALLIES, MANIFEST, RUN = "columns.npz", "tallies.npz", "manifest.json", "run.json"
FORM = 1  # of the folder; a later form says so here
RUN_ID = re.compile(r"[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class RunFolder:
    """A whole run on disk, with the plan and variant it was asked for by, if any."""

    path: Path
    id: str
    plan: str = ""
    variant: str = ""


def run_path(results: Path, run: str) -> Path:
    """Where a whole run stands. ValueError if `run` is no run id.

    >>> run_path(Path("results"), "0123456789ab").as_posix()
    'results/runs/0123456789ab'
    """
    if not RUN_ID.fullmatch(run):
        raise ValueError(f"{run!r} is no run id")
    return results / "runs" / run


def is_whole(results: Path, run: str) -> bool:
    """Whether a run is there to be loaded; nothing is checked inside."""
    return run_path(results, run).is_dir()


def write_arrays_of(runs: Runs, folder: Path, run: str) -> None:
    """Writes columns, tallies and, last, the manifest that vouches for them."""
    write_whole(folder / COLUMNS, lambda stream: write_arrays(stream, runs.columns))
    write_whole(folder / TALLIES, lambda stream: write_arrays(stream, runs.tallies))
    files = {
        name: {"bytes": (folder / name).stat().st_size, "blake2b": digest(folder / name)}
        for name in (COLUMNS, TALLIES)
    }
    extent = {"worlds": runs.worlds, "repeats": runs.repeats, "ticks": runs.ticks}
    write_whole(folder / MANIFEST, json_text({"form": FORM, "run": run, "files": files, **extent}))


def load(folder: RunFolder | Path, check: bool = False) -> tuple[Runs, dict[str, Any]]:
    """The runs in a folder and its run.json; `check` verifies the checksums too.

    StoreError, with the file and what to do, if the folder is damaged.
    """
    path = folder if isinstance(folder, Path) else folder.path
    if why := trouble(path, check):
        raise StoreError(in_need(path, why))
    return read_runs(path), read_json(path / RUN)


def read_runs(path: Path) -> Runs:
    """Columns and tallies of a folder that is vouched for. StoreError if they cannot be read all the same."""
    manifest = read_json(path / MANIFEST)
    try:
        columns, tallies = read_arrays(path / COLUMNS), read_arrays(path / TALLIES)
        return Runs(manifest["worlds"], manifest["repeats"], manifest["ticks"], columns, tallies)
    except MemoryError:
        raise
    except Exception as error:  # a damaged archive fails in any way it likes
        raise StoreError(in_need(path, f"{COLUMNS} or {TALLIES} cannot be read: {error}")) from error


def trouble(path: Path, check: bool = False) -> str:
    """What is wrong with a whole folder, '' if nothing; only `check` sees changed bytes."""
    try:
        read_json(path / RUN)
    except StoreError:
        return f"{RUN} is missing or damaged"
    return trouble_with_arrays(path, check)


def trouble_with_arrays(path: Path, check: bool) -> str:
    """What is wrong with columns, tallies or manifest, '' if nothing."""
    try:
        manifest = read_json(path / MANIFEST)
        if manifest["form"] != FORM:
            return f"{MANIFEST} is of form {manifest['form']}, this version reads form {FORM}"
        extent = [manifest[name] for name in ("worlds", "repeats", "ticks")]
        files = [(path / name, manifest["files"][name]) for name in (COLUMNS, TALLIES)]
        wrong = [file.name for file, about in files if file.stat().st_size != about["bytes"]]
        wrong += [file.name for file, about in files if check and digest(file) != about["blake2b"]]
    except (StoreError, KeyError, TypeError):
        return f"{MANIFEST} is missing or damaged"
    except OSError as error:
        return f"{Path(str(error.filename)).name} cannot be read: {error.strerror}"
    if not all(isinstance(number, int) for number in extent):
        return f"{MANIFEST} is damaged"
    return f"{wrong[0]} is damaged: its bytes are not those that were written" if wrong else ""


def in_need(path: Path, why: str) -> str:
    """A folder that cannot be used in words, with what to do."""
    fix = "Delete that folder and run it again: the same numbers come back."
    return f"the run in {path} cannot be used: {why}.\n{fix}"


def add_file(folder: RunFolder | Path, name: str, content: Content) -> Path:
    """Writes or replaces one file beside the columns, at once or not at all; "/" in `name` makes folders.

    ValueError for a name that leads elsewhere or to what is written once, StoreError if the disk refuses.
    """
    path = folder if isinstance(folder, Path) else folder.path
    if name.casefold() == RUN:
        raise ValueError(f"{name} is written once, with the run")
    write_whole(place_in(path, name), content)
    return path / name


def place_in(path: Path, name: str) -> Path:
    """The file `name` in a folder. ValueError if it leads elsewhere or to columns, tallies or manifest."""
    parts = PurePosixPath(name)
    if not parts.parts or parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
        raise ValueError(f"{name!r} leads out of the folder")
    if parts.parts[0].casefold() in (COLUMNS, TALLIES, MANIFEST):
        raise ValueError(f"{name} is written once, with the run")
    return path / parts
