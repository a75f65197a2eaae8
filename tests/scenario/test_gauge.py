"""The honesty gauge counts every number once, at its own place, and knows who speaks for it.

In the worlds below «...» marks what must be found without a source; everything else must be sourced or not count.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.scenario.check import check
from sim.scenario.check.gauge import DEFAULTS, Gauge, gauge, speaker, unsourced_problems
from sim.scenario.read import read, read_text

HEAD = "stancelab: 1\nname: demo\nclock: {start: 2031-01-01, tick: week, ticks: 40}\n"
X = "state: {x: {start: 0, range: [-3, 9], basis: judgement, why: a start}}\n"

MARKED = {
    "a quantity of its own": "quantities: {a: «0.7», b: «2 months»}",
    "a block without a reason is marked by its name": (
        "quantities:\n  «a»: {pert: [1, 2, 3], from: [LOG:01]}\n  «b»: {fixed: 4, why: no ground}"
    ),
    "however many numbers it is made of": (
        "quantities:\n  «m»: {mixture: [{weight: 4, fixed: 2}, {weight: 3, uniform: [5, 6]}]}"
    ),
    "the basis text needs its paragraphs": (
        "quantities:\n  «a»: {fixed: 3, basis: text, why: it says so}\n"
        "  b: {fixed: 3, basis: text, from: [LOG:01], why: it says so}"
    ),
    "a base rate says what it rests on": "quantities:\n  a: {seen: 3 of 40, why: counted}\n  «b»: {seen: 3 of 40}",
    "terms": X + "terms:\n  t: x > «0.3» and held(x < «2», «3 weeks»)",
    "0 and 1 stand apart, 1 week does not": X + "terms:\n  t: x > 0 and x < 1 and held(x > 1, «1 week»)",
    "a minus belongs to its number": X + "terms:\n  t: clip(x, «-1», 1) - «0.5» > «-2.5»",
    "percentages": "events: {e: {rate: «10% per year», cooldown: «3 weeks»}}",
    "the parts of a number state": (
        "state:\n  x:\n    start: «0.5»\n    range: [0, 9]\n    relax: {to: «0.2», half_life: «3 weeks»}\n"
        "    noise: «0.02 per week»"
    ),
    "starts of the other kinds": (
        "state:\n  c: {counter: «3», max: 70}\n  n: {counter: 0}\n  l: {levels: [low, high], start: «low»}\n"
        "  k: {kinds: [red, blue], start: «red»}\n  s: {switch: «off»}"
    ),
    "one reason covers its block": X.replace("basis", "relax: {to: 0.2, half_life: 3 weeks}, basis"),
    "effects, behind their operator": X + 'at: {2031-02-01: {x: "+=  «0.2» + «0.03»"}}',
    "flows": X + "rules: {r: {while: x > «0.5», then: {x: -= «0.3 per week»}}}",
    "alternatives": X
    + "events:\n  e:\n    rate: «0.1 per week»\n    one_of:\n"
    + "      u: {chance: 0.4, basis: judgement, why: half}\n      v: {chance: «0.6»}",
    "a folded expression": X + "terms:\n  t: >\n    x > «0.25» and\n    x < «0.75»",
    "a quoted expression": X + 'terms: {t: "x > «0.25»"}',
    "calendar numbers": "calendar: {ship: {values: {2031-01-01: 1, 2031-03-01: «1.5»}}}",
    "correlations": "quantities:\n  a: {seen: 3 of 40, why: counted}\n  b: {seen: 3 of 40, why: counted}\n"
    "correlate:\n  - {pair: [a, b], rank: «0.3»}",
    "doubts": "events: {e: {rate: 0 per week}}\ndoubts: {d: {sd: «0.5», on: [e]}}",
    "questions, watches and the end": X
    + "questions: {q: {within: 12 weeks, last: {big: x > «0.8», else: small}}}\nwatches: {w: x > «0.9»}\nends: x > «8.5»",
    "an actor": X
    + """\
actors:
  a:
    precision: «3»
    pace: «10% per month»
    decides: every 2 weeks
    goals: {g: «0.4»}
    stances: {s: 0.5, t: {fixed: 0.5, basis: judgement, why: said here}}
    menu:
      go: {if: x < «2», serves: {g: «-0.25»}, habit: «-0.4», succeeds: «0.6», then: {x: += 1}}
      stay: {serves: {g: 0.3}, basis: judgement, why: said here}
""".replace("s: 0.5", "s: «0.5»"),
    "one of several tracks": X
    + "actors:\n  a:\n    tracks:\n      war: {hold: «0.5», menu: {go: {utility: «0.2»}}}\n"
    + "      home: {hold: 0.5, menu: {go_on: {utility: 0.2}}, basis: judgement, why: said here}",
}


def marked(text: str) -> tuple[str, set[tuple[int, int, int]]]:
    """The text without its marks, and (line, column, length) of each."""
    lines, spots = [], set()
    for number, line in enumerate(text.split("\n"), 1):
        parts = re.split("«(.+?)»", line)
        plain = ""
        for i, part in enumerate(parts):
            if i % 2:
                spots.add((number, len(plain) + 1, len(part)))
            plain += part
        lines.append(plain)
    return "\n".join(lines), spots


@pytest.mark.parametrize("text", MARKED.values(), ids=MARKED)
def test_each_number_without_a_source_is_found_at_its_place(text):
    body, spots = marked(HEAD + "sources: {LOG: {title: The log}}\n" + text)
    world = read_text(body)
    assert [found for found in check(world) if not found.is_warning] == []
    found = unsourced_problems(world)
    assert {(p.where.line, p.where.col, p.where.length) for p in found} == spots
    assert len(found) == len(spots) == len(gauge(world).unsourced)
    assert [p.where for p in found] == sorted(p.where for p in found)
    assert {p.code for p in found} <= {"S09"} and all(p.fix for p in found)


def test_ranges_clock_cadences_dates_and_horizons_are_no_beliefs():
    world = read_text(
        HEAD
        + X
        + "calendar: {summer: {months: [6, 7]}}\n"
        + "actors: {a: {decides: every 2 weeks, menu: {go: {utility: 1}}}}\n"
        + "questions: {q: {within: 12 weeks, last: {big: x > 1, else: small}}}\n"
    )
    count = gauge(world)
    assert (count.total, [(n.dotted, n.text, n.trivial) for n in count.numbers]) == (
        0,
        [
            ("state.x.start", "0", True),
            ("actors.a.menu.go.utility", "1", True),
            ("questions.q.last.big", "1", True),
        ],
    )


@pytest.mark.parametrize(
    "fragment, fix",
    [
        ("terms: {t: 2 > 1}", "name it under `quantities:`"),
        ("quantities: {a: 0.7}", "write {fixed: ..., basis: judgement, why: ...}"),
        ("quantities: {a: {pert: [1, 2, 3]}}", "give quantities.a `from:` or `basis:`, and `why:`"),
        ("quantities: {a: {pert: [1, 2, 3], basis: judgement}}", "give quantities.a `why:`"),
        ("quantities: {a: {pert: [1, 2, 3], why: so}}", "beside its `why:`"),
        ("events: {e: {rate: 2 per week}}", "give events.e `from:` or `basis:`, and `why:`"),
        ("quantities: {a: 0, b: 0}\ncorrelate: [[a, b, 0.3]]", "{pair: [a, b], rank: 0.3, basis"),
    ],
)
def test_the_fix_names_what_to_write_where(fragment, fix):
    assert fix in unsourced_problems(read_text(HEAD + fragment))[-1].fix


def test_defaults_speak_for_what_nobody_else_speaks_for():
    world = read_text(
        HEAD
        + "defaults: {basis: judgement, why: invented}\n"
        + "quantities: {a: 0.7, b: {fixed: 0.6, basis: base rate, why: counted}}\nterms: {t: a > 0.2}\n"
    )
    count = gauge(world)
    assert (count.total, count.sourced, count.unsourced) == (3, 3, ())
    assert {n.dotted: (n.by, n.inherited) for n in count.counted} == {
        "quantities.a": (DEFAULTS, True),
        "quantities.b": (("quantities", "b"), False),
        "terms.t": (DEFAULTS, True),
    }
    assert speaker(world, ("terms", "t")) == DEFAULTS
    assert [(t.owner, t.sourced, t.inherited, t.unsourced) for t in count.tallies] == [
        (("quantities",), 1, 1, 0),
        (("terms",), 0, 1, 0),
    ]


WORLDS = Path(__file__).parents[1] / "worlds"


@pytest.mark.parametrize("name", ["strait", "talks"])
def test_the_tallies_add_up(name):
    count: Gauge = gauge(read(WORLDS / f"{name}.yaml"))
    assert sum(tally.total for tally in count.tallies) == count.total
    assert sum(tally.unsourced for tally in count.tallies) == len(count.unsourced)
    assert len({(n.path, n.offset, n.text) for n in count.numbers}) == len(count.numbers)
