"""A small made-up run of three chunks, the last one short, and a results folder for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from sim.engine.runs import Chunk, Keeper, chunk_ranges
from sim.store.folder import RunFolder
from sim.store.keeper import writing


class Ferry:
    """What the tests run: an id, an extent, and chunks that depend on nothing but their place."""

    id = "0123456789ab"
    extent = (1000, 9, 24)  # worlds, repeats, ticks
    ranges = chunk_ranges(9000)
    starts = tuple(start for start, _ in ranges)

    def chunk(self, start: int) -> Chunk:
        history = np.arange(start, dict(self.ranges)[start])
        columns = {
            "outcome.entry": (history * 7 % 5).astype(np.uint8),
            "watch.raid": (history[:, None] * np.array([3, 5, 7]) % 256).astype(np.uint8),
            "final.tension": np.sqrt(history),
            "late": history % 3 == 0,
        }
        fan = np.stack([np.bincount(history % 11, minlength=11)] * 3)
        return Chunk(start, start + len(history), columns, {"fan.tension": fan})

    def fill(self, keeper: Keeper) -> list[int]:
        """Does what an engine does: computes the chunks that are not there; says which."""
        computed = [start for start in self.starts if not keeper.has(start)]
        for start in computed:
            keeper.put(self.chunk(start))
        return computed


@pytest.fixture
def ferry() -> Ferry:
    return Ferry()


@pytest.fixture
def results(tmp_path: Path) -> Path:
    return tmp_path / "results"


@pytest.fixture
def save(results: Path, ferry: Ferry) -> Callable[..., RunFolder]:
    """Runs and seals the made-up run under an id."""

    def saved(run: str = ferry.id, run_json: str = "{}", where: Path = results) -> RunFolder:
        with writing(where, run, *ferry.extent) as keeper:
            ferry.fill(keeper)
            keeper.finish()
            return keeper.seal({"run.json": run_json})

    return saved


@pytest.fixture
def files() -> Callable[[Path], dict[str, bytes]]:
    """Every file below a folder, byte by byte."""

    def below(folder: Path) -> dict[str, bytes]:
        found = sorted(path for path in folder.rglob("*") if path.is_file())
        return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}

    return below
