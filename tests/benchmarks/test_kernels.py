"""A third road to the same numbers: R1 by hand in C has every bit of the engine."""

from __future__ import annotations

import kernels
import numpy as np
import pytest

from sim.engine.run import Sample, simulate


def test_the_kernel_by_hand_has_the_engines_bits(built):
    """A part of a chunk, so that the lanes past the end are seen to count for nothing."""
    n, kept = 2003, ("counts", "first", "final")
    runs = simulate(built.program, Sample(3, n, 1, kept))
    ours = built.run(n, keep=True, seed=3)
    theirs = {
        **runs.columns,
        **{name: tally for name, tally in runs.tallies.items() if name.startswith("fan.")},
    }
    assert ours.keys() == theirs.keys()
    assert [name for name, column in ours.items() if not np.array_equal(column, theirs[name])] == []


def test_neither_threads_nor_what_is_kept_change_the_kernels_numbers(built):
    one, two = built.run(3000, keep=True), built.run(3000, threads=2)
    assert all(np.array_equal(one[name], column) for name, column in two.items())


def test_a_yardstick_that_is_not_there_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="--yardstick"):
        kernels.find_yardstick(str(tmp_path))
