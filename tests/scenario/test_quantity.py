"""Every way to write an uncertain number, and every way to get it wrong."""

from __future__ import annotations

import json
import math

import pytest
from pydantic import ValidationError

from sim.errors import ScenarioError, Where, problem
from sim.scenario.quantity import (
    Distribution,
    Quantity,
    correlation_groups,
    correlation_problem,
    describe,
    support,
)
from sim.scenario.quantity.distribution import edges, settled
from sim.scenario.read import read_text


def read(value: object) -> Quantity:
    return Quantity.model_validate(value)


def refused(value: object) -> list[tuple[str, tuple[object, ...], str]]:
    """(code, place below the quantity, what) of everything refused, in the words a person would see."""
    with pytest.raises(ValidationError) as caught:
        read(value)
    found = []
    for error in caught.value.errors():
        context = error.get("ctx", {})
        code = context.get("code", error["type"])
        what = problem(code, Where("x.yaml"), **context["fields"]).what if "code" in context else error["msg"]
        found.append((code, error["loc"], what))
    return found


THIRD = {"weight": 1, "fixed": 0}

FORMS = [
    # what the file says, family, parameters, unit
    (0.35, "fixed", (0.35,), ""),
    (-2, "fixed", (-2.0,), ""),
    ("0.35", "fixed", (0.35,), ""),
    ("35%", "fixed", (35.0,), "%"),
    ("35 percent", "fixed", (35.0,), "%"),
    ("0.16 per month", "fixed", (0.16,), "per month"),
    ("1.5e-3 per day", "fixed", (0.0015,), "per day"),
    ("10% per year", "fixed", (10.0,), "% per year"),
    ("2 months", "fixed", (2.0,), "months"),
    ("800 persons per week", "fixed", (800.0,), "persons per week"),
    ({"fixed": 3, "unit": "months"}, "fixed", (3.0,), "months"),
    ({"fixed": "10% per year"}, "fixed", (10.0,), "% per year"),
    ({"fixed": "10% per year", "unit": "percent per year"}, "fixed", (10.0,), "% per year"),
    ({"uniform": [0, 2]}, "uniform", (0.0, 2.0), ""),
    ({"uniform": {"low": 0, "high": 2}}, "uniform", (0.0, 2.0), ""),
    ({"triangular": [1, 1, 4]}, "triangular", (1.0, 1.0, 4.0), ""),
    ({"pert": [0.35, 0.45, 0.6]}, "pert", (0.35, 0.45, 0.6), ""),
    (
        {"pert": {"low": 5, "mode": 10, "high": 20}, "unit": "% per year"},
        "pert",
        (5.0, 10.0, 20.0),
        "% per year",
    ),
    ({"normal": [0, 1]}, "normal", (0.0, 1.0), ""),
    ({"normal": {"mean": 3, "sd": 0}}, "fixed", (3.0,), ""),
    ({"normal": {"90%": [1, 3]}}, "normal", (2.0, 1 / 1.6448536269514722), ""),
    ({"normal": {"median": 2, "90%": [1, 3]}}, "normal", (2.0, 1 / 1.6448536269514722), ""),
    ({"normal": {"median": 2.3, "90%": [1, 3]}}, "normal", (2.1, 1 / 1.6448536269514722), ""),
    ({"lognormal": {"median": 4, "sd": 0.5}}, "lognormal", (4.0, 0.5), ""),
    ({"lognormal": {"90%": [1, 4]}}, "lognormal", (2.0, math.log(4) / 2 / 1.6448536269514722), ""),
    ({"lognormal": {"median": 4, "90%": [1.5, 10]}}, "lognormal", (60 ** (1 / 3), 0.576683527884), ""),
    ({"gamma": [2, 4]}, "gamma", (2.0, 4.0), ""),
    ({"gamma": {"shape": 2, "mean": 0.5}}, "gamma", (2.0, 4.0), ""),
    ({"gamma": {"90%": [1, 3]}}, "gamma", (1.0, 3.0), ""),
    ({"gamma": {"median": 2, "90%": [1, 3]}}, "gamma", (1.0, 2.0, 3.0), ""),
    ({"beta": [2, 3]}, "beta", (2.0, 3.0, 1.0), ""),
    ({"beta": [2, 3], "unit": "% per year"}, "beta", (2.0, 3.0, 100.0), "% per year"),
    ({"beta": {"90%": [0.1, 0.3]}}, "beta", (0.1, 0.3, 1.0), ""),
    ({"beta": {"90%": [5, 20]}, "unit": "%"}, "beta", (5.0, 20.0, 100.0), "%"),
    ({"discrete": {"1": 1, "0": 3}}, "discrete", (0.0, 0.75, 1.0, 0.25), ""),
    ({"discrete": {0.5: 2}}, "discrete", (0.5, 1.0), ""),
    ({"word": "likely"}, "uniform", (0.55, 0.8), ""),
    ({"word": "VERY-likely", "unit": "percent per year"}, "uniform", (80.0, 95.0), "% per year"),
    ({"word": "likely", "scale": "nato"}, "uniform", (0.6, 0.9), ""),
    ({"word": "certain", "scale": "kent"}, "fixed", (1.0,), ""),
    ({"seen": "3 in 25 months"}, "gamma", (3.5, 25.0), "per month"),
    ({"seen": "0 in 1.5 years", "unit": "per year"}, "gamma", (0.5, 1.5), "per year"),
    ({"seen": "3 of 40"}, "beta", (3.5, 37.5, 1.0), ""),
    ({"seen": "3 of 40", "unit": "% per year"}, "beta", (3.5, 37.5, 100.0), "% per year"),
]


@pytest.mark.parametrize("value, family, parameters, unit", FORMS)
def test_what_may_be_written(value, family, parameters, unit):
    quantity = read(value)
    assert quantity.distribution.family == family
    assert quantity.distribution.parameters == pytest.approx(parameters, rel=1e-11)
    assert quantity.unit == unit


@pytest.mark.parametrize("value", [form[0] for form in FORMS])
def test_what_was_read_can_be_written_down_and_read_again(value):
    quantity = read(value)
    text = json.dumps(quantity.model_dump(by_alias=True, exclude_none=True))
    assert read(json.loads(text)) == quantity


def test_a_mixture_has_parts_whose_shares_add_up_to_one():
    quantity = read({"mixture": [THIRD, {"weight": 3, "pert": [1, 2, 4]}]})
    pert = Distribution("pert", (1.0, 2.0, 4.0))
    assert quantity.distribution == Distribution(
        "mixture", parts=((0.25, Distribution("fixed", (0.0,))), (0.75, pert))
    )


def test_a_beta_comes_near_100_percent_without_reaching_it():
    assert (
        read({"mixture": [THIRD, {"weight": 1, "beta": [2, 3]}], "unit": "% per year"}).unit == "% per year"
    )


def test_sourcing_stands_beside_the_family():
    quantity = read(
        {"pert": [0.1, 0.2, 0.4], "from": ["AC:09"], "hedge": "H4", "grade": "B2", "why": "repeated"}
    )
    assert quantity.is_sourced and quantity.from_ == ("AC:09",)
    assert not read(0.35).is_sourced


def test_quantities_are_frozen_and_pass_through():
    quantity = read(0.35)
    assert read(quantity) is quantity
    with pytest.raises(ValidationError):
        quantity.unit = "months"


REFUSED = [
    # what the file says, code, place, a piece of the message
    ("high", "S03", (), 'the text "high"'),
    ("0,35", "S07", (), "decimal comma"),
    ("3 of 40", "S03", (), "3 of 40"),
    (True, "S03", (), "a number or one family"),
    (None, "S03", (), "nothing"),
    ([1, 2], "S03", (), "a list"),
    (float("nan"), "S03", (), "finite"),
    (1e16, "U06", (), "outside"),
    ("1e16", "U06", (), "outside"),
    ("2 m3", "U03", (), "m3"),
    ("100% per year", "U05", (), "100%"),
    ("-5% per year", "U05", (), "-5%"),
    ({}, "Q02", (), "no family"),
    ({"why": "because"}, "Q02", (), "no family"),
    ({"pert": [1, 2, 3], "uniform": [1, 2]}, "Q01", (), "uniform and pert"),
    ({"petr": [1, 2, 3]}, "extra_forbidden", ("petr",), "Extra"),
    ({"uniform": [2, 1]}, "Q03", ("uniform",), "2 / 1"),
    ({"uniform": [2, 2]}, "Q03", ("uniform",), "2 / 2"),
    ({"pert": [0.5, 0.3, 0.6]}, "Q03", ("pert",), "0.5 / 0.3 / 0.6"),
    ({"triangular": [0.2, 0.7, 0.6]}, "Q03", ("triangular",), "must rise"),
    ({"pert": [0.5, "x", 0.6]}, "S03", ("pert", 1), 'the text "x"'),
    ({"pert": [0.5, 0.6, "70%"]}, "S03", ("pert", 2), "70%"),
    ({"pert": [0.5, 0.6]}, "S03", ("pert",), "[low, mode, high], got 2 entries"),
    ({"pert": 0.5}, "S03", ("pert",), "[low, mode, high], got 0.5"),
    ({"pert": {"low": 1, "high": 2}}, "missing", ("pert", "mode"), "required"),
    ({"pert": {"low": "1,5", "mode": 2, "high": 3}}, "S07", ("pert", "low"), "1,5"),
    ({"normal": [0, -1]}, "Q04", ("normal",), "sd must be at least 0, got -1"),
    ({"normal": {"mean": 0}}, "Q05", ("normal",), "a normal cannot be given by mean"),
    ({"normal": {"mean": 0, "sd": 1, "90%": [1, 2]}}, "Q05", ("normal",), "90% and mean and sd"),
    ({"normal": {"90%": [3, 1]}}, "Q03", ("normal", "90%"), "3 / 1"),
    ({"normal": {"90%": 3}}, "S03", ("normal", "90%"), "[low, high]"),
    ({"normal": {"median": 4, "90%": [1, 3]}}, "Q03", ("normal",), "1 / 4 / 3"),
    ({"lognormal": [1, 2]}, "S03", ("lognormal",), "median and sd"),
    ({"lognormal": {"median": 0, "sd": 1}}, "Q04", ("lognormal",), "median must be above 0"),
    ({"lognormal": {"median": 1, "sd": 21}}, "Q04", ("lognormal",), "from 0 to 20"),
    ({"lognormal": {"90%": [0, 3]}}, "Q04", ("lognormal",), "5% must be above 0"),
    ({"gamma": [0, 1]}, "Q04", ("gamma",), "shape must be above 0"),
    ({"gamma": {"shape": 1, "rate": 1, "mean": 1}}, "Q05", ("gamma",), "mean and rate and shape"),
    ({"gamma": {"90%": [1, 1.0005]}}, "Q12", ("gamma",), "from 1 to 1.0005"),
    ({"gamma": {"90%": [1e-9, 1e4]}}, "Q12", ("gamma",), "no gamma"),
    ({"beta": [2, -3]}, "Q04", ("beta",), "b must be above 0"),
    ({"beta": {"90%": [0.2, 20]}}, "Q04", ("beta",), "below 1, got 20"),
    ({"beta": {"90%": [0, 0.5]}}, "Q04", ("beta",), "above 0"),
    ({"discrete": {"0": 0, "1": 1}}, "Q04", ("discrete", "0"), "the weight of 0"),
    ({"discrete": {"0": "x"}}, "S03", ("discrete", "0"), "a number"),
    ({"discrete": {"a": 1}}, "S03", ("discrete", "a"), 'the text "a"'),
    ({"discrete": {"1": 1, "1.0": 2}}, "Q13", ("discrete", "1.0"), "listed twice"),
    ({"discrete": {}}, "S03", ("discrete",), "value: weight"),
    ({"discrete": [1, 2]}, "S03", ("discrete",), "a list"),
    ({"mixture": []}, "S03", ("mixture",), "an empty one"),
    ({"mixture": [{"fixed": 1}]}, "missing", ("mixture", 0, "weight"), "required"),
    (
        {"mixture": [THIRD, {"weight": -1, "fixed": 1}]},
        "Q04",
        ("mixture", 1, "weight"),
        "weight must be above 0",
    ),
    (
        {"mixture": [THIRD, {"weight": 1, "fixed": 1, "word": "likely"}]},
        "Q01",
        ("mixture", 1),
        "fixed and word",
    ),
    ({"mixture": [{"weight": 1, "mixture": [THIRD]}]}, "extra_forbidden", ("mixture", 0, "mixture"), "Extra"),
    ({"word": "liekly"}, "Q07", ("word",), '(did you mean "likely"?)'),
    ({"word": "remote chance"}, "Q07", ("word",), "ICD 203"),
    ({"word": "likely", "scale": "icd"}, "literal_error", ("scale",), "icd203"),
    ({"word": "likely", "unit": "per year"}, "U02", ("unit",), "expected a share"),
    ({"fixed": 1, "scale": "kent"}, "S04", (), "`scale:` without `word:`"),
    ({"seen": "often"}, "Q06", ("seen",), "often"),
    ({"seen": "3 in 25 fortnights"}, "Q06", ("seen",), "fortnights"),
    ({"seen": "50 of 40"}, "Q06", ("seen",), "50 of 40"),
    ({"seen": "3 in 0 months"}, "Q06", ("seen",), "3 in 0"),
    ({"seen": "3 in 25 months", "unit": "per year"}, "Q10", ("unit",), '"per month" and "per year"'),
    ({"fixed": "2 months", "unit": "years"}, "Q10", ("unit",), "given twice"),
    ({"fixed": "soon"}, "S03", ("fixed",), "soon"),
    ({"fixed": 3, "unit": "m3"}, "U03", ("unit",), "m3"),
    ({"fixed": 3, "range": [4, 5]}, "Q09", ("range",), "from 3 to 3"),
    ({"fixed": 3, "range": [5, 4]}, "Q03", ("range",), "5 / 4"),
    ({"normal": [10, 2], "unit": "% per year"}, "Q08", (), "-inf% to inf%"),
    ({"uniform": [50, 100], "unit": "% per year"}, "U05", (), "100%"),
    ({"word": "certain", "scale": "kent", "unit": "% per year"}, "U05", (), "100%"),
    ({"mixture": [THIRD, {"weight": 1, "fixed": 100}], "unit": "% per year"}, "U05", (), "100%"),
    ({"normal": [10, 2], "range": [0, 100], "unit": "% per year"}, "U05", (), "100%"),
    ({"fixed": 3, "draws": "a b"}, "string_pattern_mismatch", ("draws",), "pattern"),
]


@pytest.mark.parametrize("value, code, place, piece", REFUSED)
def test_what_is_refused_and_where(value, code, place, piece):
    (found,) = refused(value)  # one mistake, one message
    assert found[:2] == (code, place)
    assert piece in found[2]


def test_every_bad_part_is_named_at_once():
    found = refused({"uniform": [2, 1], "range": [3, 2], "unit": "m3"})
    assert {place for _, place, _ in found} == {("uniform",), ("range",), ("unit",)}


def test_the_unreadable_unit_is_marked_inside_the_text():
    with pytest.raises(ValidationError) as caught:
        read("2.5 per 4weeks")
    context = caught.value.errors()[0]["ctx"]
    assert "2.5 per 4weeks"[context["offset"] :][: context["length"]] == "per 4weeks"


@pytest.mark.parametrize(
    "value, words",
    [
        ({"lognormal": {"median": 4, "90%": [2, 8]}}, None),
        ({"lognormal": {"median": 4, "90%": [1.5, 10]}}, "nearest: median 3.91, 90% 1.52 / 10.1"),
        ({"normal": {"median": 2.3, "90%": [1, 3]}}, "nearest: mean 2.1"),
    ],
)
def test_a_median_that_disagrees_is_admitted(value, words):
    assert words in describe(read(value)) if words else "nearest" not in describe(read(value))


@pytest.mark.parametrize(
    "value, words",
    [
        ("35%", "35%"),
        ("2 months", "2 months"),
        ({"pert": [0.35, 0.45, 0.6]}, "PERT 0.35 / 0.45 / 0.6"),
        ({"uniform": [1, 5], "unit": "months", "range": [2, 5]}, "uniform 1 / 5 months, kept from 2 to 5"),
        ({"beta": {"90%": [5, 20]}, "unit": "percent per year"}, "beta, 90% 5 / 20 % per year"),
        ({"gamma": {"shape": 2, "mean": 0.5}, "unit": "per month"}, "gamma, shape 2, mean 0.5 per month"),
        ({"discrete": {"0": 3, "2": 1}}, "0 (75%), 2 (25%)"),
        ({"mixture": [THIRD, {"weight": 3, "uniform": [1, 2]}]}, "25% 0; 75% uniform 1 / 2"),
        ({"word": "likely", "unit": "percent per year"}, '"likely" (ICD 203), 55% to 80% per year'),
        ({"seen": "3 in 25 months"}, "3 in 25 months: Gamma(3.5, 25) per month"),
    ],
)
def test_quantities_speak(value, words):
    assert describe(read(value)) == words


@pytest.mark.parametrize(
    "value, least, most",
    [
        ({"normal": [0, 1]}, -math.inf, math.inf),
        ({"gamma": [2, 4]}, 0, math.inf),
        ({"beta": [2, 4], "unit": "%"}, 0, 100),
        ({"discrete": {"-1": 1, "7": 1}}, -1, 7),
        ({"mixture": [THIRD, {"weight": 1, "uniform": [2, 3]}]}, 0, 3),
        ({"mixture": [THIRD, {"weight": 1, "lognormal": {"median": 2, "sd": 1}}]}, 0, math.inf),
    ],
)
def test_what_a_quantity_covers(value, least, most):
    assert support(read(value).distribution) == (least, most)


def test_edges_name_every_jump_and_kink():
    mixture = read(
        {"mixture": [THIRD, {"weight": 1, "pert": [2, 3, 4]}, {"weight": 1, "gamma": [1, 1]}]}
    ).distribution
    assert edges(mixture) == (0, 2, 4)


def test_settled_numbers_forget_the_last_bits():
    assert settled(0.1 + 0.2) == 0.3 and settled(1e-300 / 3) == 3.33333333333e-301


def test_the_json_schema_offers_a_number_a_text_or_one_family():
    number, text, mapping = Quantity.model_json_schema()["anyOf"]
    assert (number["type"], text["type"], mapping["type"]) == ("number", "string", "object")
    assert {"required": ["pert"]} in mapping["oneOf"] and len(mapping["oneOf"]) == len(Quantity.families)
    assert mapping["additionalProperties"] is False
    assert set(Quantity.families) < set(mapping["properties"])


@pytest.mark.parametrize(
    "line, code, underlined",
    [
        ("shock: {pert: [0.3, <5%>, 0.5]}", "S03", 2),
        ("shock: {word: <liekly>, why: said so}", "Q07", 6),
        ("shock: {seen: 3 in 25 months, unit: <per year>}", "Q10", 8),
        ("shock: 0.2 <per 4weeks>", "U03", 10),
        ("shock: {<petr>: [1, 2, 3]}", "S01", 4),
    ],
)
def test_mistakes_are_underlined_in_the_file(line, code, underlined):
    text = "stancelab: 1\nname: x\nclock: {start: 2024-01-01, tick: day, ticks: 9}\nquantities:\n  "
    with pytest.raises(ScenarioError) as caught:
        read_text(text + line.replace("<", "").replace(">", ""))
    (found,) = caught.value.problems
    assert (found.code, found.where.line, found.where.col) == (code, 5, 3 + line.index("<"))
    assert found.where.length == underlined


# ---- correlations


@pytest.mark.parametrize(
    "correlations, reason",
    [
        ((), None),
        ((("a", "b", -0.9),), None),
        ((("a", "b", 0.6), ("b", "c", 0.6)), None),
        ((("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)), "of a, b, c contradict"),
        ((("x", "y", 0.5), ("a", "b", 0.9), ("b", "c", 0.9), ("a", "c", -0.9)), "of a, b, c contradict"),
        ((("a", "a", 0.5),), "a is correlated with itself"),
        ((("a", "b", 0.5), ("b", "a", 0.5)), "b and a are correlated twice"),
        ((("a", "b", 1.0),), "must lie between -1 and 1"),
        ((("a", "b", 0.999999999999), ("b", "c", 0.999999999999)), "contradict"),
    ],
)
def test_which_correlations_go_together(correlations, reason):
    found = correlation_problem(correlations)
    assert found is None if reason is None else reason in found


def test_groups_are_connected_and_keep_the_order_of_first_mention():
    groups = correlation_groups((("d", "b", 0.1), ("x", "y", 0.2), ("c", "b", 0.3)))
    assert [group.paths for group in groups] == [("d", "b", "c"), ("x", "y")]


def test_rows_multiply_back_to_the_wanted_correlations():
    wanted = {("a", "b"): 0.5, ("b", "c"): -0.4, ("a", "c"): 0.1}
    (group,) = correlation_groups(tuple((*pair, rank) for pair, rank in wanted.items()))
    for (one, other), rank in wanted.items():
        left, right = (group.rows[group.paths.index(path)] for path in (one, other))
        product = sum(x * y for x, y in zip(left, right, strict=False))
        assert product == pytest.approx(2 * math.sin(math.pi * rank / 6), abs=1e-11)
    assert all(sum(x * x for x in row) == pytest.approx(1, abs=1e-11) for row in group.rows)
