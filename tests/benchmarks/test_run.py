"""The one command runs, at a size that proves nothing, and its tables say what was found."""

from __future__ import annotations

import sys

import fresh
import growth
import kernels
import pytest
import pythons
import r1
import run
import tables
import targets
from timing import Turn, Turns

from sim.engine.compile import compile_scenario
from sim.scenario.read import read_text

sys.path.insert(0, str(r1.HERE / "peers"))
TINY = run.Extent(rounds=1, seconds=0.001, fresh=(300,), again=1, worlds=5, least=256, growth=False)


@pytest.fixture
def record(monkeypatch, tmp_path, built):
    monkeypatch.setattr(kernels, "ours", lambda strict=True: built)
    return run.measured(run.Session(TINY, yardstick=str(tmp_path)))


def test_everything_is_measured_or_named(record, monkeypatch, tmp_path):
    page = tables.page(record)
    for said in ("| NumPy | 256 |", "| C, our semantics | 256 |", "| first run | 300 |", "Left out:"):
        assert said in page
    assert {"peers", "yardstick", "growth"} <= record["skipped"].keys()
    readme = tmp_path / "README.md"
    readme.write_text(f"# Before\n{tables.START}\nold\n{tables.END}\nafter\n", encoding="utf-8")
    monkeypatch.setattr(tables, "README", readme)
    tables.put(record)
    assert readme.read_text(encoding="utf-8") == f"# Before\n{tables.START}\n{page}\n{tables.END}\nafter\n"


def test_ratios_are_medians_over_rounds():
    """A busy second round slows both, and the ratio not at all; several threads count by the wall."""
    one = Turns("one", 1, [Turn(100, 1.0, 0.5), Turn(100, 9.0, 5.0), Turn(100, 1.0, 0.5)])
    two = Turns("two", 1, [Turn(100, 2.0, 1.0), Turn(100, 18.0, 10.0), Turn(50, 1.0, 0.5)])
    pair = Turns("pair", 2, [Turn(100, 0.5, 1.0), Turn(100, 4.5, 9.0), Turn(100, 0.5, 1.0)])
    assert (one.times(two), pair.times(one), one.rate, pair.rate) == (2.0, 2.0, 200.0, 200.0)


@pytest.mark.parametrize("value, verdict", [(None, "not measured"), (0.8, "met"), (0.79, "NOT met")])
def test_a_promise_is_kept_broken_or_not_measured(value, verdict):
    figure = "compiled, 1 thread / C, our semantics"
    said = {t.figure: word for t, _, word in targets.judged({} if value is None else {figure: value})}
    assert said[figure] == verdict
    assert {word for name, word in said.items() if name != figure} == {"not measured"}


def test_every_promise_is_about_a_figure_that_is_made():
    """The names in targets.py are those run.py gives."""
    text = (r1.HERE / "run.py").read_text(encoding="utf-8") + " ".join(run.who.PEERS)
    for target in targets.TARGETS:
        assert all(part.split(",")[0].split(" f64")[0] in text for part in target.figure.split(" / ")), (
            target.figure
        )


@pytest.mark.parametrize("actors, weeks, times", growth.sizes())
def test_worlds_of_every_size_are_worlds(actors, weeks, times):
    program = compile_scenario(read_text(r1.text(growth.larger(actors, weeks))))
    assert (program.ticks, sum(s.name.endswith(".hold") for s in program.streams)) == (weeks, actors)


def test_the_plain_function_has_the_law():
    import plain

    found = [plain.history(i)[0] for i in range(400)]
    assert run.largest_score([found.count(i) for i in range(4)]) < 4


def test_a_python_that_does_not_start_is_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(pythons, "PLACE", tmp_path / "none")
    with pytest.raises(RuntimeError, match=r"nothing: the peers need Python 3\.12"):
        pythons.python("nothing")


def test_a_process_that_fails_says_why(tmp_path):
    with pytest.raises(RuntimeError, match="nowhere"):
        fresh.answered(tmp_path / "nowhere.yaml", 10, 1, "numpy")


@pytest.mark.skipif(not run.compiles(), reason="no compiler in this environment")
def test_one_process_takes_the_kernel_that_another_made(tmp_path):
    """Asked for by name, so that nothing else can stand in for it."""
    lesson = r1.HERE.parent / "scenarios" / "lessons" / "01-competing-hazards.yaml"
    made = []
    for _ in range(2):
        assert fresh.answered(lesson, 100, 1, "compiled", tmp_path).peak > 0
        made.append(sorted(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()))
    assert made[0] == made[1] != []
