"""Kernels: their elementary functions, where they are kept, what happens when that goes wrong, and which backend is chosen."""

from __future__ import annotations

import ast
import math
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("llvmlite")

from sim.engine import elementary
from sim.engine.backends.compiled import build, machine
from sim.engine.backends.compiled.code.functions import DECLARATIONS, Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, Code, floats
from sim.engine.backends.compiled.code.lines import CLEAR
from sim.engine.cache import Cache, folder
from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.run import Sample, simulate
from sim.errors import RunError
from sim.scenario.read import read_text

WORLD = """
stancelab: 1
name: coin
clock: {start: 2024-01-01, tick: day, ticks: 40}
events: {heads: {rate: 50% per day}}
questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
"""
COIN = compile_scenario(read_text(WORLD))
RNG = np.random.default_rng(5)
WORDS = np.concatenate(
    [np.arange(0, 64), 2**32 - 1 - np.arange(64), 2**31 + np.arange(-8, 8), RNG.integers(0, 2**32, 200_000)]
)
DRAWS = (WORDS[: len(WORDS) // 8 * 8] + 0.5) * 2.0**-32


def applied(write, x: np.ndarray) -> np.ndarray:
    """A function of `Arithmetic` in machine code, at every x."""
    code = Code("define void @run(ptr %frame)")
    source, target = (code.load("ptr", code.at("%frame", 8 * i)) for i in (0, 1))
    count = code.load("i64", code.at("%frame", 16))
    with code.loop("eight", "0", count, 8) as first:
        value = write(Arithmetic(code), code.load(FLOATS, code.element("double", source, first)))
        code.store(FLOATS, value, code.element("double", target, first))
    code.do("ret void")
    loaded = machine.Loaded(machine.assembled(f"{DECLARATIONS}\n{code.text()}\n"), "run")
    x, out = np.ascontiguousarray(x, np.float64), np.zeros(len(x))
    frame = np.array([x.ctypes.data, out.ctypes.data, len(x)], np.uint64)
    loaded.run(frame.ctypes.data)
    return out


def normal(math_: Arithmetic, u: str) -> str:
    centre, outside = math_.normal_centre(u)
    return math_.select(outside, math_.normal_tail(u), centre)


ENDS = [0.0, -0.0, 1e9, -1e9, 700, -700, 1e-300, 5]
EXPONENTS = np.concatenate([RNG.uniform(-750, 750, 80_000), RNG.normal(0, 1, 80_000), ENDS])
FUNCTIONS = {
    "EXP": (Arithmetic.exp, elementary.exp, EXPONENTS, lambda x: math.exp(min(max(x, -700), 700))),
    "LOG": (Arithmetic.log, elementary.log, DRAWS, math.log),
    "INVNORM": (normal, elementary.invnorm, DRAWS, None),
}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_elementary_functions_have_the_bits_of_the_reference(name):
    write, reference, x, library = FUNCTIONS[name]
    found = applied(write, x)
    assert np.array_equal(found.view(np.int64), reference(x).view(np.int64))
    if library is not None:
        some = slice(0, 40_000)
        exact = np.array([library(v) for v in x[some].tolist()])
        assert (np.abs(found[some] - exact) <= 2 * np.spacing(np.abs(exact))).all()


def test_what_is_not_a_number_stays_so():
    assert np.isnan(applied(Arithmetic.exp, np.full(8, np.nan))).all()


def test_rough_times_are_wrong_by_less_than_half_of_what_is_clear():
    exact = np.log2(-np.log2(DRAWS.astype(np.longdouble)))
    clock = np.abs(applied(Arithmetic.rough_clock, DRAWS * 2.0**32) - exact).max()
    x = np.exp2(RNG.uniform(-999, 999, 80_000))
    factor = np.abs(applied(lambda m, v: m.logarithm(v), x) - np.log2(x)).max()
    assert floats(2.0**-9) == CLEAR
    assert 2 * (clock + factor) < 2.0**-9


@pytest.fixture
def cache(tmp_path, monkeypatch) -> Cache:
    monkeypatch.setenv("STANCELAB_CACHE", str(tmp_path))
    build.forget()
    return Cache(folder())


def entries(cache: Cache) -> list[Path]:
    return sorted(cache.place.glob("*.kernel"))


def outcomes(backend: str = "compiled") -> list[int]:
    return simulate(COIN, Sample(1, 50, 2), means=Means(backend)).columns["toss.outcome"].tolist()


@pytest.mark.parametrize(
    "damage",
    [
        lambda raw: raw[: len(raw) // 2],  # half-written
        lambda raw: raw[:-9] + b"x" + raw[-8:],  # a bit fell over
        lambda raw: b"",
        lambda raw: b"something else altogether\n" * 9,  # another's
        lambda raw: raw.replace(b"kernel 1", b"kernel 0"),  # another version's
    ],
)
def test_a_damaged_kernel_is_seen_and_made_anew(cache, damage):
    expected = outcomes("numpy")
    assert outcomes() == expected
    (entry,) = entries(cache)
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    build.forget()
    assert outcomes() == expected
    assert entry.read_bytes() == whole


def test_the_kernel_of_another_shape_is_not_taken(cache):
    cache.put("one", b"code")
    os.replace(cache.place / "one.kernel", cache.place / "two.kernel")
    assert cache.get("two") is None


def test_a_kernel_is_kept_under_all_the_code_whose_constants_enter_into_it():
    """What stands in capitals somewhere else and is used where kernels are written; an empty default is none."""
    here, used = Path(build.__file__).parent, set[str]()
    for file in [*here.glob("code/*.py"), *here.glob("structure/*.py"), here / "worlds.py"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.module and "compiled" not in node.module:
                used.update(
                    node.module for one in node.names if one.name.isupper() and one.name != "NO_SCORES"
                )
    assert used == {module.__name__ for module in build.SOURCES}


def test_a_kernel_is_found_again_and_not_made_twice(cache, monkeypatch):
    outcomes()
    build.forget()
    monkeypatch.setattr(machine, "assembled", lambda text: pytest.fail("made again"))
    assert outcomes() == outcomes("numpy")


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes of POSIX")
def test_machine_code_that_others_may_write_is_not_run(cache):
    outcomes()
    (entry,) = entries(cache)
    key = entry.stem
    assert cache.get(key)
    cache.place.chmod(0o777)
    assert cache.get(key) is None


def test_a_folder_that_cannot_be_only_costs_speed(cache, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STANCELAB_CACHE", str(tmp_path / "file" / "below"))
    build.forget()
    assert outcomes() == outcomes("numpy")


def test_a_compilation_that_was_interrupted_leaves_nothing(cache, monkeypatch):
    whole = machine.assembled

    def interrupted(text: str) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr(machine, "assembled", interrupted)
    with pytest.raises(KeyboardInterrupt):
        outcomes()
    assert list(cache.place.glob("*")) == [] if cache.place.exists() else True
    monkeypatch.setattr(machine, "assembled", whole)
    assert outcomes() == outcomes("numpy")


@pytest.mark.slow
def test_several_processes_at_once(cache):
    """All make the same kernel at the same time; each gets the numbers, and one whole entry is left."""
    script = f"""
from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.run import Sample, simulate
from sim.scenario.read import read_text
program = compile_scenario(read_text({WORLD!r}))
print(simulate(program, Sample(1, 50, 2), means=Means("compiled")).columns["toss.outcome"].tolist())
"""
    started = [
        subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) for _ in range(3)
    ]
    told = {process.communicate()[0].strip() for process in started}
    assert told == {str(outcomes("numpy"))}
    assert len(entries(cache)) == 1 and not list(cache.place.glob("*.draft"))


def test_the_oldest_kernels_make_room(cache, monkeypatch):
    monkeypatch.setattr("sim.engine.cache.LIMIT", 250)
    for age, key in enumerate(("old", "middle", "new")):
        cache.put(key, b"x" * 40)
        os.utime(cache.place / f"{key}.kernel", (age, age))
    cache.put("newest", b"x" * 40)
    assert cache.get("newest") and not cache.get("old")


@pytest.mark.parametrize(
    "worlds, ready, chosen",
    [
        (1, False, "numpy"),
        (100, False, "numpy"),
        (10_000_000, False, "compiled"),
        (1_000_000, True, "compiled"),
    ],
)
def test_auto_goes_by_size_and_by_what_is_there(cache, monkeypatch, worlds, ready, chosen):
    monkeypatch.setattr(build, "is_ready", lambda shape: ready)
    said: list[str] = []
    assert Means(say=said.append).settled(COIN, worlds).backend == chosen
    assert bool(said) == (chosen == "compiled" and not ready)


def test_without_a_compiler_everything_works(monkeypatch):
    monkeypatch.setattr(build, "available", lambda: False)
    assert Means().settled(COIN, 10**9).backend == "numpy"
    with pytest.raises(RunError, match="llvmlite is not installed"):
        Means("compiled").settled(COIN, 1)


def test_a_compiler_that_fails_is_no_failure_of_the_run(cache, monkeypatch):
    def broken(text: str) -> bytes:
        raise RuntimeError("no such instruction")

    monkeypatch.setattr(machine, "assembled", broken)
    assert Means().settled(COIN, 10**9).backend == "numpy"
    with pytest.raises(RunError, match="no such instruction"):
        Means("compiled").settled(COIN, 1)


def test_stopping_a_run_keeps_its_chunks():
    """An interruption between chunks leaves the finished ones, and the next start takes them up."""
    from sim.engine.runs import MemoryKeeper

    keeper, told = MemoryKeeper(6000, 2, COIN.ticks), []

    def stop(done: int, histories: int) -> None:
        told.append(done)
        if done >= 8192:
            raise KeyboardInterrupt

    sample = Sample(1, 6000, 2)
    with pytest.raises(KeyboardInterrupt):
        simulate(COIN, sample, keeper, stop, Means("compiled", 2))
    assert told == [4096, 8192] and keeper.has(0) and keeper.has(4096) and not keeper.has(8192)
    runs = simulate(COIN, sample, keeper, means=Means("compiled", 2))
    assert np.array_equal(
        runs.columns["toss.outcome"], simulate(COIN, sample, means=Means("numpy")).columns["toss.outcome"]
    )
