"""What is printed, as tables: numbers, percentages, bounds, ranges, words and whole sentences."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.finding import PROBABILITY, Finding, Interval, RunCount, TooFew, Unavailable
from sim.analysis.shares.outcomes import outcome_shares
from sim.analysis.shares.passage import median_time, restricted_mean
from sim.report.words import (
    amount_text,
    bound_text,
    likelihood_text,
    luck_text,
    number_text,
    percent_text,
    range_text,
    sentences,
    word_text,
)
from sim.scenario.scales import SCALES

ICD, PHIA, KENT = SCALES["icd203"], SCALES["phia"], SCALES["kent"]


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (0, "0"),
        (0.0841, "0.084"),
        (0.00999, "0.010"),
        (0.0996, "0.10"),
        (0.996, "1.0"),
        (1, "1.0"),
        (8.04, "8.0"),
        (9.96, "10"),
        (14.2, "14"),
        (99.6, "100"),
        (1249, "1,200"),
        (1234567, "1,200,000"),
        (-0.347, "-0.35"),
        (1e-7, "0.00000010"),
    ],
)
def test_numbers_have_two_significant_digits(x: float, text: str) -> None:
    assert number_text(x) == text


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (1e-9, "less than 0.001%"),
        (0.0001, "0.010%"),
        (0.00123, "0.12%"),
        (0.00996, "1.0%"),
        (0.0841, "8.4%"),
        (0.0996, "10%"),
        (0.155, "16%"),
        (0.49, "49%"),
        (0.5, "50%"),
        (0.504, "50%"),
        (0.845, "84%"),
        (0.9, "90%"),
        (0.9159, "91.6%"),
        (0.95, "95%"),
        (0.9951, "99.51%"),
        (0.9999, "99.990%"),
        (1 - 1e-9, "more than 99.999%"),
    ],
)
def test_percentages_have_two_digits_of_the_rarer_side(p: float, text: str) -> None:
    assert percent_text(p) == text


@pytest.mark.parametrize("p", [0.0, 1.0, -0.1, float("nan")])
def test_nought_and_a_hundred_percent_are_never_printed(p: float) -> None:
    with pytest.raises(ValueError, match="never printed"):
        percent_text(p)


@given(st.floats(0, 1, exclude_min=True, exclude_max=True))
def test_no_probability_prints_as_certain(p: float) -> None:
    assert not re.fullmatch(r"(0(\.0*)?|100(\.0*)?)%", percent_text(p))


@given(st.floats(1e-4, 0.9999))
def test_two_outcomes_sum_to_a_hundred_percent(p: float) -> None:
    both = [float(percent_text(each).rstrip("%")) for each in (p, 1 - p)]
    assert sum(both) == pytest.approx(100, abs=1e-9 if abs(p - 0.5) > 0.005 else 1)


@pytest.mark.parametrize(
    ("low", "high", "sides", "text"),
    [
        (0, 0.002991, "upper", "less than 0.30%"),
        (0, 0.003001, "upper", "less than 0.31%"),  # to the safe side
        (0, 0.95, "upper", "less than 95%"),
        (0.9970, 1, "lower", "more than 99.70%"),
        (0.99695, 1, "lower", "more than 99.69%"),
        (0.05, 1, "lower", "more than 5%"),
    ],
)
def test_bounds_are_rounded_to_the_safe_side(low: float, high: float, sides, text: str) -> None:
    assert bound_text(Interval(low, high, 0.95, "", sides)) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.0213, 0.187, "2.1 to 19%"),
        (0.0789, 0.0893, "7.9 to 8.9%"),
        (0.49, 0.51, "49 to 51%"),
        (0.4991, 0.5009, "49.9 to 50.1%"),
        (0.49991, 0.50009, "49.99 to 50.01%"),
        (0.02, 0.96, "2.0 to 96%"),
        (0.00002, 0.00056, "0.0020 to 0.056%"),
        (0.0002, 0.19, "up to 19%"),
        (0.0, 0.04, "up to 4.0%"),
        (0.0, 0.000001, "less than 0.001%"),
        (0.9, 0.9999, "90% or more"),
        (0.999999, 1.0, "more than 99.999%"),
        (0.0, 1.0, "anything"),
    ],
)
def test_ranges_tell_their_ends_apart(low: float, high: float, text: str) -> None:
    assert range_text(low, high) == text


@pytest.mark.parametrize(
    ("p", "scale", "text"),
    [
        (0.084, "icd203", "very unlikely [5-20%]"),
        (0.5, "icd203", "roughly even chance [45-55%]"),
        (0.57, "icd203", "likely [55-80%]"),
        (0.005, "icd203", ""),
        (0.07, "phia", "between remote chance and highly unlikely [5-10%]"),
        (0.07, "nato", "highly unlikely [0-10%]"),
        (0.07, "kent", "almost certainly not [2-12%]"),
        (0.61, "kent", "between about even and probable [60-63%]"),
    ],
)
def test_a_word_stands_with_its_band(p: float, scale: str, text: str) -> None:
    assert word_text(p, SCALES[scale]) == text


def _finding(**changes: object) -> Finding:
    parts: dict[str, object] = {
        "name": "crosses",
        "value": 0.0841,
        "interval": Interval(0.0789, 0.0893, 0.95, ""),
        "spread": Interval(0.0213, 0.187, 0.9, ""),
        "luck": 0.93,
        "runs": RunCount(1000, 10, 841),
        "unit": PROBABILITY,
        "method": "",
    }
    return Finding(**(parts | changes))  # type: ignore[arg-type]


NONE_SEEN = {
    "value": 0.0,
    "interval": Interval(0.0, 0.00299, 0.95, "", "upper"),
    "spread": TooFew("histories with the outcome", 0, 5, 5000),
    "runs": RunCount(1000, 10, 0),
}
NONE_OF_TWENTY = NONE_SEEN | {
    "interval": Interval(0, 0.139, 0.95, "", "upper"),
    "runs": RunCount(20, 10, 0),
}
NO_SPREAD = (
    "not knowing: none seen in these runs, so only a bound can be told (needs 5 histories with the outcome)"
)


@pytest.mark.parametrize(
    ("changes", "scale", "text"),
    [
        ({}, ICD, "very unlikely [5-20%]: 8.4%, 95% finite-run 7.9 to 8.9%; not knowing 2.1 to 19%"),
        (
            {},
            PHIA,
            "between remote chance and highly unlikely [5-10%]: "
            "8.4%, 95% finite-run 7.9 to 8.9%; not knowing 2.1 to 19%",
        ),
        (
            {"value": 0.004, "interval": Interval(0.0029, 0.0055, 0.95, "")},
            ICD,
            "0.40%, 95% finite-run 0.29 to 0.55%; not knowing 2.1 to 19%",
        ),
        (
            {"spread": Unavailable("a point", "not distinguishable from a point")},
            ICD,
            "very unlikely [5-20%]: 8.4%, 95% finite-run 7.9 to 8.9%; "
            "not knowing: not distinguishable from a point",
        ),
        (
            {"value": 0.50001, "interval": Interval(0.4991, 0.5009, 0.95, "")},
            ICD,
            "roughly even chance [45-55%]: 50%, 95% finite-run 49.9 to 50.1%; not knowing 2.1 to 19%",
        ),
        (NONE_SEEN, ICD, f"less than 0.30% (95% bound, seen in 0 of 10,000 histories); {NO_SPREAD}"),
        (
            NONE_SEEN,
            PHIA,
            f"remote chance [0-5%]: less than 0.30% (95% bound, seen in 0 of 10,000 histories); {NO_SPREAD}",
        ),
        # "less than 14%" leaves two words open: none is printed. Nor is Kent's "impossible", ever.
        (NONE_OF_TWENTY, PHIA, f"less than 14% (95% bound, seen in 0 of 200 histories); {NO_SPREAD}"),
        (NONE_SEEN, KENT, f"less than 0.30% (95% bound, seen in 0 of 10,000 histories); {NO_SPREAD}"),
    ],
)
def test_a_likelihood_in_one_sentence(changes, scale, text: str) -> None:
    assert likelihood_text(_finding(**changes), scale) == text


OPEN = Interval(12, 24, 0.95, "", "lower")
CLOSE = Interval(14.111, 14.289, 0.95, "")
UNTOLD = Unavailable("one repeat", "one repeat")


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({}, "14 ticks, 95% finite-run 12 to 16; not knowing 9.0 to 21"),
        ({"unit": ""}, "14, 95% finite-run 12 to 16; not knowing 9.0 to 21"),
        ({"interval": OPEN}, "14 ticks, 95% finite-run 12 or more; not knowing 9.0 to 21"),
        ({"interval": CLOSE}, "14.2 ticks, 95% finite-run 14.1 to 14.3; not knowing 9.0 to 21"),
        ({"spread": UNTOLD}, "14 ticks, 95% finite-run 12 to 16; not knowing: one repeat"),
        (
            {"spread": UNTOLD, "luck": UNTOLD},
            "14 ticks, 95% finite-run 12 to 16; not knowing and luck: one repeat",
        ),
        ({"value": Unavailable("x", "half never get there")}, "half never get there"),
    ],
)
def test_an_amount_in_one_sentence(changes, text: str) -> None:
    wait = {"value": 14.2, "interval": Interval(12, 16, 0.95, ""), "spread": Interval(9, 21, 0.9, "")}
    assert amount_text(_finding(**({"unit": "tick"} | wait | changes))) == text


@pytest.mark.parametrize(
    ("luck", "text"),
    [
        (0.93, "93% of this outcome's variance is luck"),
        (1.0, "nearly all of this outcome's variance is luck"),
        (0.0, "hardly any of this outcome's variance is luck"),
        (Unavailable("x", "one world cannot tell"), "luck: one world cannot tell"),
    ],
)
def test_luck_in_one_sentence(luck, text: str) -> None:
    assert luck_text(_finding(luck=luck)) == text


def test_answer_luck_and_caveat_are_sentences_of_their_own() -> None:
    assert sentences(_finding(caveat="two texts only"), ICD) == (
        "crosses: very unlikely [5-20%]: 8.4%, 95% finite-run 7.9 to 8.9%; not knowing 2.1 to 19%.",
        "93% of this outcome's variance is luck.",
        "caveat: two texts only.",
    )
    assert len(sentences(_finding(spread=UNTOLD, luck=UNTOLD), ICD)) == 1


@pytest.mark.parametrize("shape", [(1, 1), (1, 20), (30, 1), (300, 10)])
@pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))
def test_every_real_finding_can_be_said_and_never_with_certainty(shape: tuple[int, int], scale) -> None:
    rng = np.random.default_rng(8)
    rows = rng.beta(1, 6, (shape[0], 1))
    first = np.where(rng.random(shape) < rows, rng.integers(1, 9, shape), 0).astype(np.uint16)
    codes = (first == 0).astype(np.uint8)
    findings = [
        *outcome_shares(codes, ("raid", "none", "never")),
        median_time(first, 8, "raid"),
        restricted_mean(first, 8, "raid"),
    ]
    for finding in findings:
        for sentence in sentences(finding, scale):
            assert not re.search(r"(?<![\d.,\[-])(0|100)(\.0+)?%", sentence), sentence
            assert "confidence" not in sentence and "nan" not in sentence.split()
