"""Memory and folder keep a run alike, value by value."""

from __future__ import annotations

import numpy as np
import pytest

from sim.engine.runs import Chunk, MemoryKeeper
from sim.store.keeper import writing


@pytest.fixture(params=["memory", "folder"])
def keeper(request, results, ferry):
    if request.param == "memory":
        yield MemoryKeeper(*ferry.extent)
    else:
        with writing(results, ferry.id, *ferry.extent) as folder:
            yield folder


def assert_same(one, other):
    assert list(one) == list(other)
    for name in one:
        assert one[name].dtype == other[name].dtype
        np.testing.assert_array_equal(one[name], other[name], strict=True)


def test_what_is_put_comes_back(keeper, ferry):
    keeper.put(ferry.chunk(4096))
    again = keeper.get(4096)
    assert (again.start, again.stop) == (4096, 8192)
    assert_same(dict(sorted(again.columns.items())), dict(sorted(ferry.chunk(4096).columns.items())))
    assert_same(again.tallies, ferry.chunk(4096).tallies)


def test_it_knows_what_it_has(keeper, ferry):
    assert [keeper.has(start) for start in ferry.starts] == [False] * 3
    keeper.put(ferry.chunk(8192))
    assert [keeper.has(start) for start in ferry.starts] == [False, False, True]
    assert not keeper.has(1) and not keeper.has(12288)
    with pytest.raises(KeyError):
        keeper.get(0)


@pytest.mark.parametrize("order", [(0, 4096, 8192), (8192, 0, 4096)])
def test_the_whole_is_the_same_in_any_order(keeper, ferry, order):
    for start in order:
        keeper.put(ferry.chunk(start))
    runs = keeper.finish()
    assert (runs.worlds, runs.repeats, runs.ticks) == ferry.extent
    assert list(runs.columns) == ["final.tension", "late", "outcome.entry", "watch.raid"]
    for name, column in runs.columns.items():
        parts = [ferry.chunk(start).columns[name] for start in ferry.starts]
        np.testing.assert_array_equal(column, np.concatenate(parts), strict=True)
    total = sum(ferry.chunk(start).tallies["fan.tension"] for start in ferry.starts)
    np.testing.assert_array_equal(runs.tallies["fan.tension"], total, strict=True)


def test_a_chunk_put_again_replaces_the_first(keeper, ferry):
    columns = ferry.chunk(0).columns
    keeper.put(Chunk(0, 4096, {**columns, "late": ~columns["late"]}, ferry.chunk(0).tallies))
    keeper.put(ferry.chunk(0))
    ferry.fill(keeper)
    assert keeper.finish().columns["late"][:4].tolist() == [True, False, False, True]


def test_only_missing_chunks_are_asked_for(keeper, ferry):
    keeper.put(ferry.chunk(4096))
    assert ferry.fill(keeper) == [0, 8192]
    assert ferry.fill(keeper) == []


def test_a_gap_is_refused_and_costs_nothing(keeper, ferry):
    keeper.put(ferry.chunk(4096))
    with pytest.raises(ValueError, match="2 of 3 chunks are missing, from history 0"):
        keeper.finish()
    assert ferry.fill(keeper) == [0, 8192]
    assert keeper.finish().histories == 9000


@pytest.mark.parametrize("start, stop", [(0, 4095), (1, 4097), (8192, 12288), (12288, 16384)])
def test_a_chunk_out_of_place_is_refused(keeper, start, stop):
    with pytest.raises(ValueError, match="no chunk of 9000 histories"):
        keeper.put(Chunk(start, stop, {}, {}))


def test_the_folder_reads_back_what_memory_holds(results, ferry, save):
    from sim.store.folder import load

    memory = MemoryKeeper(*ferry.extent)
    ferry.fill(memory)
    held = memory.finish()
    read, _ = load(save(), check=True)
    assert_same(held.columns, read.columns)
    assert_same(held.tallies, read.tallies)
    assert (held.worlds, held.repeats, held.ticks) == (read.worlds, read.repeats, read.ticks)
