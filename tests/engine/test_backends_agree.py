"""Which backend ran, in how many threads and in which pieces, moves no recorded bit."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from pathlib import Path
from time import thread_time

import numpy as np
import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from playing import shipped_worlds
from random_worlds import random_worlds

from sim.engine.compile import compile_scenario
from sim.engine.means import Means
from sim.engine.program import Program
from sim.engine.run import Sample, block_of, distinct_keys, inputs_of, simulate
from sim.engine.runs import Chunk, MemoryKeeper
from sim.scenario.read import read, read_text

pytest.importorskip("llvmlite")

from backends import KEEP, agree, told

from sim.engine.backends.compiled.backend import CompiledBackend
from sim.engine.backends.compiled.structure.shape import shaped
from sim.engine.backends.numpy import numpy_backend

ROOT = Path(__file__).parents[2]
RULES = {
    f"{file.stem}: {name}": case["world"]
    for file in sorted((ROOT / "tests" / "semantics").glob("*.yaml"))
    for name, case in yaml.safe_load(file.read_text(encoding="utf-8")).items()
    if "refused" not in case["expect"]
}
CLOCK = "clock: {start: 2024-01-01, tick: day, ticks: 3}\n"
FEW = settings(max_examples=6, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
MANY = settings(max_examples=150, suppress_health_check=list(HealthCheck), phases=[Phase.generate])


def program(text: str) -> Program:
    head = "stancelab: 1\nname: world\n" + ("" if "clock:" in text else CLOCK)
    return compile_scenario(read_text(head + text))


def of_tree(tree) -> Program:
    return compile_scenario(read_text(yaml.safe_dump(tree, sort_keys=False, width=10_000)))


# of the large worlds compiling alone takes seconds
SHIPPED = [
    pytest.param(name, marks=[pytest.mark.slow] if large else [], id=name)
    for name, large in ((name, "belarus" in name) for name in shipped_worlds())
]


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_worlds(name):
    agree(compile_scenario(read(shipped_worlds()[name])), worlds=100)


@pytest.mark.slow
@pytest.mark.parametrize("name", RULES)
def test_every_rule_of_the_page_on_semantics(name):
    agree(program(RULES[name]), worlds=20)


@FEW
@given(random_worlds())
def test_random_worlds(tree):
    agree(of_tree(tree), worlds=30)


@FEW
@given(random_worlds(partial=True))
def test_random_worlds_with_undefined_values(tree):
    agree(of_tree(tree), worlds=30)


@pytest.mark.slow
@MANY
@given(random_worlds())
def test_many_random_worlds(tree):
    agree(of_tree(tree), worlds=100)


@pytest.mark.slow
@MANY
@given(random_worlds(partial=True))
def test_many_random_worlds_with_undefined_values(tree):
    agree(of_tree(tree), worlds=100)


ACTOR = (
    "actors: {ann: {pace: 50% per day, menu: {go: {utility: 2, then: {x: += 0.1}}, stay: {utility: 1}}}}\n"
)
STATE = "state: {x: {start: {uniform: [0, 1]}, range: [0, 1], noise: 0.1 per day, relax: {to: 0.2, half_life: 9 days}}}\n"
ASKED = "questions: {q: {within: 1 day, last: {much: x > 0.5, else: little}}}\n"
EXTREMES = {
    "one actor, no events": ACTOR + STATE + ASKED,
    "what is watched and ends it is the world alone": STATE
    + "quantities: {q: {uniform: [0, 1]}}\n"
    + "watches: {w: q > logistic(-0.5)}\nends: q > 0.7\n"
    + "questions: {q: {within: 1 day, last: {much: q > 0.5, little: q < exp(-2), else: none}}}\n",
    "nothing happens": "state: {x: {start: 0.5, range: [0, 1]}}\n" + ASKED,
    "one tick": "clock: {start: 2024-01-01, tick: day, ticks: 1}\n" + ACTOR + STATE + ASKED,
    "512 ticks": "clock: {start: 2024-01-01, tick: day, ticks: 512}\n" + ACTOR + STATE + ASKED,
    "nearly certain and nearly impossible events": STATE + ASKED + """
events:
  sure: {rate: 700 per day, then: {x: += 0.01}}
  likely: {rate: 4 per day, then: {x: -= 0.02}}
  never: {rate: 0.000000001 per day, then: {x: = 1}}
  nil: {rate: 0 per day, then: {x: = 1}}
""",
    "one rate for two clocks": STATE + ASKED + """
quantities: {base: {uniform: [0.1, 0.4], unit: per day}}
events: {up: {rate: base * (1 + x), then: {x: += 0.1}}, down: {rate: base * (1 + x), then: {x: -= 0.1}}}
""",
    "a chance within a time that may come near to certainty": STATE + ASKED + """
quantities: {chance: {seen: 3 of 4, unit: "% per week", basis: base rate, why: for the test}}
events: {up: {rate: chance * (1 + x), then: {x: += 0.1}}}
""",
    "a condition of a number of the world that is none": STATE + ASKED + """
quantities: {q: {uniform: [0, 1.2]}}
watches: {w: "max(exp(700 * q) * exp(700 * q) - exp(700 * q) * exp(700 * q), 0.5) < x"}
""",
    "a switch that is set by a formula": """
state: {lamp: {switch: off}, x: {start: {uniform: [0, 1]}, range: [0, 1]}}
rules: {r: {if: x > 0.1, then: {lamp: "= log(x) >= -1", x: -= 0.1}}}
""" + ASKED,
    "more noises than are drawn together": "state:\n"
    + "".join(f"  x{i or ''}: {{start: 0.5, range: [0, 1], noise: 0.{i + 1} per day}}\n" for i in range(18))
    + ASKED,
    "over at the start": STATE + ASKED + "ends: x > 0.5\nwatches: {w: x > 0.7}\n",
    "over for all at once": STATE + ASKED + "ends: x >= 0\n",
    "utilities beyond what EXP can tell": STATE + ASKED + """
actors:
  ann: {menu: {a: {utility: 800 * x}, b: {utility: 900 * x}, c: {utility: -900 * x}, d: {utility: 1000 * x}}}
""",
    "no option is ever open": STATE + ASKED + """
actors: {ann: {pace: 10% per day, menu: {a: {if: x > 2, utility: 1}}}, bob: {menu: {b: {if: x > 2, utility: 1}}}}
""",
    "a state that is drawn to what is not a number": ASKED + """
terms: {far: exp(700 * x) * exp(700 * x)}
state: {x: {start: 0.9, range: [0, 1], relax: {to: far - far, half_life: 2 days}}}
""",
    "undefined on state 0": STATE + ASKED + "watches: {w: 1 / (x - x) > 0}\n",
    "undefined now and then": STATE + ASKED + "rules: {r: {if: x > 0.9, then: {x: += log(0.95 - x)}}}\n",
    "a value that no history can need": STATE + ASKED + """
rules: {r: {if: x > 0, then: {x: "+= if(x > 0.5, if(x > 0.5, 0, (abs(x)^0.5) / x), 0)"}}}
""",
    "a counter with many values": """
state: {n: {counter: 3, max: 100000}, x: {start: 0, range: [-3, 7.7]}}
events: {e: {rate: 3 per day, then: {n: += 1234, x: += 0.7}}}
""" + ASKED,
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREMES)
def test_extreme_worlds(name):
    agree(program(EXTREMES[name]), worlds=37)


@pytest.mark.parametrize("keep", [(), ("counts",), ("first", "final")])
def test_whatever_is_kept(keep):
    agree(program(EXTREMES["one actor, no events"]), keep=keep)


def test_pieces_of_any_size_are_the_same_histories():
    one = program(EXTREMES["one actor, no events"])
    sample = Sample(3, 400, 3, KEEP)
    compiled = CompiledBackend(one, frozenset(KEEP))
    whole, _ = told(compiled, one, sample)
    pieces = [told(compiled, one, sample, start, stop)[0] for start, stop in ((0, 1), (1, 700), (700, 1200))]
    for name, column in whole.columns.items():
        assert np.array_equal(np.concatenate([piece.columns[name] for piece in pieces]), column), name
    for name, tally in whole.tallies.items():
        assert np.array_equal(sum(piece.tallies[name] for piece in pieces), tally), name


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_chunks_move_nothing(threads):
    strait = compile_scenario(read(shipped_worlds()["strait"]))
    sample = Sample(9, 1300, 7, ("counts",))
    plain, fast = (simulate(strait, sample, means=m) for m in (Means("numpy"), Means("compiled", threads)))
    for name, column in plain.columns.items():
        assert np.array_equal(column, fast.columns[name]), name
    for name, tally in plain.tallies.items():
        assert np.array_equal(tally, fast.tallies[name]), name


class _Shared(MemoryKeeper):
    """A keeper whose first chunk another process finishes after so many looks."""

    def __init__(self, looks: int) -> None:
        super().__init__(1000, 7, 40)
        self.looks, self.saved = looks, []

    def has(self, start: int) -> bool:
        self.looks -= start == 0
        return (start == 0 and self.looks < 0) or super().has(start)

    def put(self, chunk: Chunk) -> None:
        self.saved.append((chunk.start, chunk.stop))
        super().put(chunk)


@pytest.mark.parametrize(
    "looks, saved", [(0, [(4096, 7000)]), (2, [(4096, 7000)]), (99, [(0, 4096), (4096, 7000)])]
)
def test_a_chunk_that_another_finishes_meanwhile_is_left_to_it(looks, saved):
    """Its pieces are half made here, half found to be there: nothing of them is kept."""
    strait = compile_scenario(read(shipped_worlds()["strait"]))
    keeper = _Shared(looks)
    with suppress(KeyError):  # the other's chunk is none of this keeper's
        simulate(strait, Sample(9, 1000, 7), keeper, means=Means("compiled", 2))
    assert keeper.saved == saved


@pytest.mark.parametrize(
    "old, new",
    [
        ("0.1}", "0.17}"),  # an effect
        ("utility: 2", "utility: 2.5"),
        ("50% per day", "3% per week"),
        ("9 days", "4 days"),
        ("x > 0.5", "x > 1"),  # a threshold that equals another number of the world
        ("uniform: [0, 1]", "pert: [0, 0.2, 0.9]"),
        ("range: [0, 1]", "range: [-1, 2]"),
        ("noise: 0.1", "noise: 0.2"),
        ("within: 1 day", "within: 2 days"),
        ("ticks: 3", "ticks: 300"),
    ],
)
def test_numbers_are_arguments(old, new):
    """An edited number has the kernel of the world as it was."""
    text = CLOCK + EXTREMES["one actor, no events"]
    assert old in text
    assert shaped(program(text), ())[0].key == shaped(program(text.replace(old, new)), ())[0].key


def test_structure_is_not():
    text = EXTREMES["one actor, no events"]
    more = text.replace("stay: {utility: 1}", "stay: {utility: 1}, sit: {utility: 0}")
    assert (
        len({shaped(program(world), keep)[0].key for world in (text, more) for keep in ((), ("final",))}) == 4
    )


def test_the_machine_code_is_still_vector_code():
    """A new compiler could silently work lane by lane. Measured: 20 to 60 times NumPy; without vectors 8 times less."""
    talks = compile_scenario(read(shipped_worlds()["talks"]))
    sample = Sample(1, 820, 5)
    block = block_of(sample, distinct_keys(talks, 1), (0, 4096), partial(inputs_of, talks, sample))
    backends = numpy_backend(talks), CompiledBackend(talks, frozenset())
    plain, fast = (min(_seconds(backend, block) for _ in range(4)) for backend in backends)
    assert plain / fast > 8


def _seconds(backend, block):
    begun = thread_time()
    backend(block)
    return thread_time() - begun
