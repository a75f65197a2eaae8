"""What gives a run its id, and what does not."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.store.identity import Recipe, canonical_json, run_id

FERRY = Recipe({"name": "ferry", "pace": 0.1}, 0, 1000, 10, ("counts", "final"), None, 1)
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_the_id_is_the_hash_of_the_canonical_form():
    text = (
        '{"design":null,"keep":["counts","final"],"repeats":10,"scenario":{"name":"ferry","pace":0.1},'
        '"seed":0,"semantics":1,"worlds":1000}'
    )
    assert run_id(FERRY) == hashlib.blake2b(text.encode()).hexdigest()[:12]


@pytest.mark.parametrize(
    "same",
    [
        {"scenario": {"pace": 0.1, "name": "ferry"}},
        {"scenario": '{"name":"ferry","pace":0.1}'},
        {"scenario": ' { "pace": 0.10, "name": "ferry" } '},
        {"keep": ("final", "counts")},
        {"keep": ("final", "counts", "final")},
    ],
)
def test_what_does_not_count(same):
    assert run_id(replace(FERRY, **same)) == run_id(FERRY)


@pytest.mark.parametrize(
    "other",
    [
        {"scenario": {"name": "ferry", "pace": 0.1000000000000001}},
        {"scenario": {"name": "ferry", "pace": 0.1, "more": None}},
        {"seed": 1},
        {"seed": 2**70},
        {"worlds": 10, "repeats": 1000},
        {"keep": ()},
        {"design": {"pins": {"pace": 0.5}}},
        {"semantics": 2},
    ],
)
def test_what_counts(other):
    assert run_id(replace(FERRY, **other)) != run_id(FERRY)


@pytest.mark.parametrize(
    "value, text",
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ((1, (2, 3)), "[1,[2,3]]"),
        ({"é": "ж\n"}, '{"é":"ж\\n"}'),
        ([0.1, 1.0, 1e-7, 1e22, -0.0], "[0.1,1.0,1e-07,1e+22,-0.0]"),
        (2**64, "18446744073709551616"),
    ],
)
def test_the_one_way_to_write_a_value(value, text):
    assert canonical_json(value) == text


@settings(max_examples=50)
@given(plain, plain)
def test_unlike_values_are_written_unlike(one, other):
    def exact(value):  # 1, 1.0 and True are equal to Python
        if isinstance(value, dict):
            return {key: exact(part) for key, part in value.items()}
        return [exact(part) for part in value] if isinstance(value, list) else (type(value), repr(value))

    assert (canonical_json(one) == canonical_json(other)) == (exact(one) == exact(other))


@pytest.mark.parametrize(
    "value, error",
    [
        (float("nan"), ValueError),
        ([float("inf")], ValueError),
        ({1: "a"}, TypeError),
        ({"a": {None: 1}}, TypeError),
        ({"a": {1, 2}}, TypeError),
        (b"a", TypeError),
    ],
)
def test_what_has_no_canonical_form(value, error):
    with pytest.raises(error):
        canonical_json(value)
