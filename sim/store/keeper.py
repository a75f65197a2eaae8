"""A run on its way to disk: chunk by chunk into `<id>.partial`, made whole by one renaming.

Whatever moment the process ends, a later start takes up the intact chunks, and the final files are the same
bytes.

>>> import numpy as np, tempfile
>>> with tempfile.TemporaryDirectory() as place:
...     with writing(Path(place), "0123456789ab", worlds=1, repeats=2, ticks=3) as keeper:
...         keeper.put(Chunk(0, 2, {"outcome": np.array([0, 1], np.uint8)}, {}))
...         runs = keeper.finish()
...         whole = keeper.seal({"run.json": "{}"})
...     sorted(file.name for file in whole.path.iterdir())
['columns.npz', 'manifest.json', 'run.json', 'tallies.npz']
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sim.engine.runs import Chunk, Runs, check_place, chunk_ranges, complete, join, shapes
from sim.errors import StoreError
from sim.store.columns import chunk_bytes, chunk_from
from sim.store.disk import Content, read_json, settle, speaking, write_whole
from sim.store.folder import (
    COLUMNS,
    MANIFEST,
    RUN,
    TALLIES,
    RunFolder,
    in_need,
    place_in,
    read_runs,
    run_path,
    trouble,
    trouble_with_arrays,
    write_arrays_of,
)
from sim.store.lock import only_writer


@contextmanager
def writing(results: Path, run: str, worlds: int, repeats: int, ticks: int) -> Iterator[FolderKeeper]:
    """The folder keeper of one run, held by one writer; what an earlier start left intact is taken up.

    A run that is whole already has all its chunks: `finish` reads it, `seal` leaves it alone. StoreError if
    another process is writing it, if it is damaged, or if the disk refuses.
    """
    whole = run_path(results, run)
    with only_writer(whole.with_suffix(".lock"), f"run {run}"):
        keeper = FolderKeeper(whole, worlds, repeats, ticks)
        keeper.take_up()
        yield keeper


class FolderKeeper:
    """A `Keeper` in a folder; made by `writing`, which holds its lock."""

    def __init__(self, whole: Path, worlds: int, repeats: int, ticks: int) -> None:
        self._whole, self._partial = whole, whole.with_suffix(".partial")
        self._extent = worlds, repeats, ticks
        self._stops = dict(chunk_ranges(worlds * repeats))
        self._intact: set[int] = set()
        self._form: tuple[object, object] | None = None
        self._joined = False

    def take_up(self) -> None:
        """Finds what an earlier start left, and removes its drafts and whatever cannot be trusted."""
        if self._whole.exists():
            if why := trouble(self._whole, check=True):
                raise StoreError(in_need(self._whole, why))
            self._joined = True
            return
        with speaking(self._partial):
            self._partial.mkdir(parents=True, exist_ok=True)
            vouched = not trouble_with_arrays(self._partial, check=True)
            self._joined = vouched and read_json(self._partial / MANIFEST).get("run") == self._whole.name
            known = {self._file(start).name for start in self._stops}
            known |= {COLUMNS, TALLIES, MANIFEST} if self._joined else set()
            for left in self._partial.iterdir():
                if left.name not in known:
                    shutil.rmtree(left) if left.is_dir() else left.unlink()

    def has(self, start: int) -> bool:
        """Whether the chunk is there and intact; read and verified the first time it is asked for."""
        if start not in self._stops:
            return False
        if not self._joined and start not in self._intact:
            try:
                self._accept(self.get(start))
            except KeyError:
                return False
        return True

    def get(self, start: int) -> Chunk:
        """The chunk from `start`. KeyError if it is missing, damaged, or already part of a whole run."""
        try:
            raw = self._file(start).read_bytes()
            return chunk_from(raw, self._whole.name, start, self._stops[start])
        except (OSError, ValueError) as error:
            raise KeyError(start) from error

    def put(self, chunk: Chunk) -> None:
        """Writes one chunk file. ValueError if the chunk is out of place, StoreError if the disk refuses."""
        check_place(chunk, self._extent[0] * self._extent[1])
        if self._joined:
            raise ValueError(f"run {self._whole.name} has all its chunks")
        write_whole(self._file(chunk.start), chunk_bytes(chunk, self._whole.name))
        self._accept(chunk)

    def finish(self) -> Runs:
        """All chunks as one, their final files written beside them. ValueError if some are missing."""
        if self._joined:
            return read_runs(self._whole if self._whole.exists() else self._partial)
        starts = complete(self.has, self._extent[0] * self._extent[1])
        runs = join(map(self._surely, starts), *self._extent)
        write_arrays_of(runs, self._partial, self._whole.name)
        settle(self._partial)
        self._joined = True
        return runs

    def seal(self, files: Mapping[str, Content]) -> RunFolder:
        """Adds the files, `run.json` among them, and gives the folder its name: the run is whole.

        A run that was whole before stays as it is. ValueError before `finish` or without run.json.
        """
        if not self._whole.exists():
            if not self._joined or RUN not in files:
                raise ValueError("a run is sealed after `finish`, with its run.json")
            for name, content in files.items():
                write_whole(place_in(self._partial, name), content)
            with speaking(self._partial):
                for start in self._stops:
                    self._file(start).unlink(missing_ok=True)
                settle(self._partial)
                os.rename(self._partial, self._whole)
                settle(self._whole.parent)
        return RunFolder(self._whole, self._whole.name)

    def discard(self) -> None:
        """Removes everything of an unfinished run, for one whose numbers must not be kept."""
        with speaking(self._partial):
            if self._partial.exists():
                shutil.rmtree(self._partial)
        self._intact.clear()
        self._joined = self._whole.exists()

    def _file(self, start: int) -> Path:
        return self._partial / f"chunk-{start:010d}.npz"

    def _surely(self, start: int) -> Chunk:
        try:
            return self.get(start)
        except KeyError as error:
            why = f"{self._file(start)} was damaged or removed while the run went on"
            raise StoreError(f"{why}.\nStart again: only what is damaged is computed anew.") from error

    def _accept(self, chunk: Chunk) -> None:
        form = chunk.layout, shapes(chunk.tallies)
        self._form = self._form or form
        if form != self._form:
            why = f"the unfinished run in {self._partial} has other columns: another version began it"
            raise StoreError(f"{why}.\nDelete that folder and start again.")
        self._intact.add(chunk.start)
