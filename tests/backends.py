"""Two backends on the same histories: every column and every tally, or the same undefined values."""

from __future__ import annotations

from functools import partial

from sim.engine.backends.block import Backend
from sim.engine.backends.compiled.backend import CompiledBackend
from sim.engine.backends.numpy import numpy_backend
from sim.engine.program import Program
from sim.engine.run import Sample, block_of, distinct_keys, inputs_of
from sim.engine.runs import Chunk

KEEP = ("counts", "first", "final")


def told(backend: Backend, program: Program, sample: Sample, start: int = 0, stop: int | None = None):
    """What a backend makes of histories start..stop-1 (all of them) in one block: (chunk, undefined values)."""
    keys = distinct_keys(program, sample.seed)
    span = start, sample.histories if stop is None else stop
    return backend(block_of(sample, keys, span, partial(inputs_of, program, sample)))


def differing(one: Chunk, other: Chunk) -> list[str]:
    """Names of columns and tallies that are not the same, in type, shape and bits."""
    assert list(one.columns) == list(other.columns) and set(one.tallies) == set(other.tallies)
    pairs = [(name, one.columns[name], other.columns[name]) for name in one.columns]
    pairs += [(name, one.tallies[name], other.tallies[name]) for name in one.tallies]
    return [
        name
        for name, a, b in pairs
        if a.dtype != b.dtype or a.shape != b.shape or a.tobytes() != b.tobytes()  # 0.0 and -0.0 are two
    ]


def agree(
    program: Program, worlds: int = 60, repeats: int = 3, keep: tuple[str, ...] = KEEP, seed: int = 3
) -> None:
    """The compiled backend tells of every history what the reference tells."""
    sample = Sample(seed, worlds, repeats, keep)
    expected, wrong = told(numpy_backend(program), program, sample)
    found, also_wrong = told(CompiledBackend(program, frozenset(keep)), program, sample)
    assert also_wrong == tuple(sorted(wrong, key=lambda undefined: undefined.origin))
    if not wrong:
        assert differing(expected, found) == []
