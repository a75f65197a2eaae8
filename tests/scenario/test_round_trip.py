"""What is printed reads back as the same: every expression of every world, and any other the language can say."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from second_reading import meaning, printed

from sim.scenario.check import check
from sim.scenario.expr.nodes import (
    CALLS,
    COMPARISONS,
    WORDS,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Unary,
    to_text,
    without_positions,
)
from sim.scenario.expr.parser import parse
from sim.scenario.files.overlay import Layer
from sim.scenario.read import read, read_layer
from sim.scenario.slots import expressions
from sim.scenario.units import PLAIN, Unit, parse_unit
from sim.scenario.where import Places

ROOT = Path(__file__).parents[2]
WORLDS = [
    path
    for folder in ("scenarios", "tests/worlds")
    for path in sorted((ROOT / folder).rglob("*.yaml"))
    if "\nclock:" in path.read_text(encoding="utf-8")
]
UNITS = (PLAIN, *map(parse_unit, ("%", "day", "weeks", "months", "per month", "per years", "% per year")))

names = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}(\.[A-Za-z_][A-Za-z0-9_]{0,5})?", fullmatch=True).filter(
    lambda name: not WORDS & {name, *name.split(".")}
)
spans = st.integers(1, 9).map(float)
numbers = st.one_of(st.integers(-20, 20).map(float), st.floats(-1e300, 1e300))


def number(value: float, unit: Unit) -> Node:
    return Number(value, unit)


def compound(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    # a minus before a number is part of the number, so no reader ever makes a Unary of the two
    negative = inner.filter(lambda node: not isinstance(node, Number)).map(lambda node: Unary("-", node))
    function = st.sampled_from(sorted(set(CALLS) - {"count"}))
    return st.one_of(
        negative,
        inner.map(lambda node: Unary("not", node)),
        st.builds(Binary, st.sampled_from([*"+-*/^", "and", "or", *COMPARISONS]), inner, inner),
        function.flatmap(lambda name: arguments(name, inner)),
        st.builds(
            lambda x, n, unit: Call("count", (x, Number(n, unit))), inner, spans, st.sampled_from(UNITS)
        ),
    )


def arguments(name: str, inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    least, most = CALLS[name]
    return st.lists(inner, min_size=least, max_size=min(most, least + 1)).map(
        lambda args: Call(name, tuple(args))
    )


nodes = st.recursive(
    st.one_of(st.builds(Name, names), st.builds(number, numbers, st.sampled_from(UNITS))),
    compound,
    max_leaves=12,
)


@given(nodes)
def test_any_expression_reads_back_as_it_was(node):
    text = to_text(node)
    assert without_positions(parse(text)) == node
    assert to_text(parse(text)) == text


@given(nodes)
def test_every_part_of_an_expression_knows_its_stretch_of_the_text(node):
    text = to_text(node)
    pending = [parse(text)]
    while pending:
        part = pending.pop()
        assert without_positions(parse(text[part.start : part.end])) == without_positions(part)
        pending += [part.left, part.right] if isinstance(part, Binary) else []
        pending += [part.operand] if isinstance(part, Unary) else []
        # the second argument of count() is no expression of its own: `last 3 months`
        pending += part.args[:1] if isinstance(part, Call) else []


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_expression_of_every_world_reads_back(path):
    scenario = read(path)
    slots = list(expressions(scenario))
    assert slots
    for slot in slots:
        assert without_positions(parse(to_text(slot.node))) == without_positions(slot.node), slot.dotted


@pytest.mark.parametrize("path", WORLDS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_world_is_sound_also_with_its_expressions_as_they_are_printed(path):
    scenario = read(path)
    again = read_layer(Layer(printed(scenario), Places()))
    for world in (scenario, again):
        assert [found for found in check(world) if not found.is_warning] == []
    assert [meaning(slot) for slot in expressions(again)] == [meaning(slot) for slot in expressions(scenario)]
