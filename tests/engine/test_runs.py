"""Runs, and the chunks they are made of."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.runs import (
    CHUNK,
    SMALLEST,
    Chunk,
    MemoryKeeper,
    Runs,
    chunk_ranges,
    expected_bytes,
    join,
    pieces_of,
    put_together,
)


def chunk(start: int, stop: int, **more) -> Chunk:
    columns = {"outcome": np.arange(start, stop, dtype=np.int32), **more}
    return Chunk(start, stop, columns, {"seen": np.array([stop - start, 1], np.int64)})


@pytest.mark.parametrize(
    "histories, ranges",
    [
        (1, [(0, 1)]),
        (4096, [(0, 4096)]),
        (4097, [(0, 4096), (4096, 4097)]),
        (9000, [(0, 4096), (4096, 8192), (8192, 9000)]),
    ],
)
def test_chunks_start_at_multiples_of_their_size(histories, ranges):
    assert chunk_ranges(histories) == ranges


@given(st.integers(1, 20 * CHUNK), st.integers(0, 20 * CHUNK))
def test_more_histories_move_no_chunk_but_the_last(few, more):
    assert chunk_ranges(few)[:-1] == chunk_ranges(few + more)[: len(chunk_ranges(few)) - 1]


@given(st.integers(1, 60_000), st.integers(1, 40))
def test_pieces_are_chunks_cut_where_there_are_too_few(histories, least):
    chunks = chunk_ranges(histories)
    pieces = pieces_of(chunks, least)
    assert [a for a, _ in pieces[1:]] == [b for _, b in pieces[:-1]] and pieces[-1][1] == histories
    assert {start for start, _ in chunks} <= {start for start, _ in pieces}
    assert all(start % SMALLEST == 0 and stop - start <= CHUNK for start, stop in pieces)
    whole = sum(stop - start == CHUNK for start, stop in chunks)
    assert len(pieces) >= min(least, whole * CHUNK // SMALLEST)
    assert pieces == chunks or len(chunks) < least


def test_pieces_put_together_are_the_chunk():
    made = [
        Chunk(start, start + 2, {"x": np.arange(start, start + 2)}, {"fan": np.array([start, 1])})
        for start in (4, 6, 8)
    ]
    chunk = put_together(made)
    assert (chunk.start, chunk.stop, chunk.columns["x"].tolist()) == (4, 10, [4, 5, 6, 7, 8, 9])
    assert chunk.tallies["fan"].tolist() == [18, 3] and put_together(made[:1]) is made[0]


def test_joining_puts_columns_end_to_end_and_adds_tallies():
    runs = join((chunk(*each) for each in chunk_ranges(9000)), worlds=3000, repeats=3, ticks=5)
    assert (runs.columns["outcome"] == np.arange(9000)).all()
    assert runs.columns["outcome"].dtype == np.int32
    assert runs.tallies["seen"].tolist() == [9000, 3]
    assert (runs.histories, runs.ticks) == (9000, 5)


def test_a_history_is_a_repeat_of_a_world():
    runs = Runs(3, 2, 1, {"pair": np.arange(12).reshape(6, 2)}, {})
    pairs = runs.by_world("pair")
    assert pairs.shape == (3, 2, 2)
    for history in range(6):
        assert (pairs[history // 2, history % 2] == runs.columns["pair"][history]).all()


def test_what_happened_cannot_be_changed():
    runs = Runs(1, 2, 1, {"outcome": np.zeros(2)}, {"seen": np.zeros(1, int)})
    for array in (runs.columns["outcome"], runs.by_world("outcome"), runs.tallies["seen"]):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


@pytest.mark.parametrize("small", [np.uint8, np.int16, np.uint32])
def test_tallies_are_added_in_64_bits(small):
    top = np.iinfo(small).max
    chunks = [
        Chunk(start, stop, {}, {"seen": np.array([top], small)}) for start, stop in chunk_ranges(2 * CHUNK)
    ]
    seen = join(chunks, 2 * CHUNK, 1, 1).tallies["seen"]
    assert (seen.dtype, seen[0]) == (np.int64, 2 * int(top))


@pytest.mark.parametrize(
    "chunks, message",
    [
        ([chunk(0, 4096)], "4096 to 8999 are missing"),
        ([chunk(4096, 8192), chunk(8192, 9000)], "0 to 4095 are missing"),
        ([chunk(0, 4096), chunk(8192, 9000)], "4096 to 8191 are missing"),
        ([chunk(0, 4000)], "0 to 4000 is no chunk"),
        ([chunk(0, 4096), chunk(4096, 8192, late=np.zeros(4096))], "other columns"),
        ([chunk(0, 4096), chunk(4096, 8192, outcome=np.zeros(4096))], "other columns"),
        ([chunk(0, 4096), Chunk(4096, 8192, chunk(4096, 8192).columns, {})], "other columns"),
        (
            [chunk(0, 4096), Chunk(4096, 8192, chunk(4096, 8192).columns, {"seen": np.zeros((), int)})],
            "other columns",
        ),
    ],
)
def test_chunks_that_make_no_whole_are_refused(chunks, message):
    with pytest.raises(ValueError, match=message):
        join(chunks, 9000, 1, 1)


@pytest.mark.parametrize(
    "columns, tallies, message",
    [
        ({"outcome": np.zeros(3)}, {}, "not 4 numbers"),
        ({"outcome": np.zeros(4, object)}, {}, "object"),
        ({"outcome": np.array(["a"] * 4)}, {}, "not 4 numbers"),
        ({}, {"seen": np.zeros(2)}, "not whole numbers"),
        ({}, {"seen": np.zeros(2, np.uint64)}, "not whole numbers"),
        ({}, {"seen": np.zeros(2, bool)}, "not whole numbers"),
    ],
)
def test_a_chunk_holds_numbers_of_its_length_and_whole_tallies(columns, tallies, message):
    with pytest.raises(ValueError, match=message):
        Chunk(0, 4, columns, tallies)


def test_runs_hold_columns_of_their_length():
    with pytest.raises(ValueError, match='"outcome" has 5 rows for 6 histories'):
        Runs(3, 2, 1, {"outcome": np.zeros(5)}, {})


def test_the_expected_size_is_the_size_that_comes():
    keeper = MemoryKeeper(4500, 2, 7)
    for start, stop in chunk_ranges(9000):
        keeper.put(
            chunk(
                start,
                stop,
                bits=np.zeros((stop - start, 3), np.uint8),
                dates=np.zeros(stop - start, np.uint16),
            )
        )
    expected = expected_bytes(keeper.get(0).layout, 9000)
    assert expected == sum(column.nbytes for column in keeper.finish().columns.values()) == 9000 * (4 + 3 + 2)
