"""Every boundary of every scale, the deliberate gaps, and the way back from words to bands."""

from __future__ import annotations

import pytest

from sim.errors import StanceError
from sim.scenario.scales import DEFAULT_SCALE, HEDGES, SCALES, UnknownTerm, band, term_for

PLACINGS = """
icd203  0.005   (none)
icd203  0.0099  (none)
icd203  0.01    almost no chance
icd203  0.0499  almost no chance
icd203  0.05    very unlikely
icd203  0.1999  very unlikely
icd203  0.20    unlikely
icd203  0.4499  unlikely
icd203  0.45    roughly even chance
icd203  0.5499  roughly even chance
icd203  0.55    likely
icd203  0.7999  likely
icd203  0.80    very likely
icd203  0.9499  very likely
icd203  0.95    almost certain
icd203  0.99    almost certain
icd203  0.9901  (none)
icd203  1       (none)
phia    0       remote chance
phia    0.0499  remote chance
phia    0.05    between remote chance and highly unlikely
phia    0.0999  between remote chance and highly unlikely
phia    0.10    highly unlikely
phia    0.1999  highly unlikely
phia    0.20    between highly unlikely and unlikely
phia    0.2499  between highly unlikely and unlikely
phia    0.25    unlikely
phia    0.35    between unlikely and realistic possibility
phia    0.3999  between unlikely and realistic possibility
phia    0.40    realistic possibility
phia    0.4999  realistic possibility
phia    0.50    between realistic possibility and likely
phia    0.5499  between realistic possibility and likely
phia    0.55    likely
phia    0.75    between likely and highly likely
phia    0.7999  between likely and highly likely
phia    0.80    highly likely
phia    0.90    between highly likely and almost certain
phia    0.9499  between highly likely and almost certain
phia    0.95    almost certain
phia    1       almost certain
nato    0       highly unlikely
nato    0.0999  highly unlikely
nato    0.10    unlikely
nato    0.3999  unlikely
nato    0.40    even chance
nato    0.5999  even chance
nato    0.60    likely
nato    0.8999  likely
nato    0.90    highly likely
nato    1       highly likely
kent    0       impossible
kent    0.0001  (none)
kent    0.0199  (none)
kent    0.02    almost certainly not
kent    0.12    between almost certainly not and probably not
kent    0.1999  between almost certainly not and probably not
kent    0.20    probably not
kent    0.40    about even
kent    0.60    between about even and probable
kent    0.6299  between about even and probable
kent    0.63    probable
kent    0.8699  probable
kent    0.87    almost certain
kent    0.99    almost certain
kent    0.9999  (none)
kent    1       certain
"""


@pytest.mark.parametrize("row", PLACINGS.strip().splitlines())
def test_a_probability_gets_its_word(row: str) -> None:
    name, p, expected = row.split(maxsplit=2)
    assert (term_for(float(p), SCALES[name]).text or "(none)") == expected


@pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))
def test_bands_rise_and_never_overlap(scale) -> None:
    assert all(0 <= term.low <= term.high <= 1 for term in scale.terms)
    assert all(a.high <= b.low for a, b in zip(scale.terms, scale.terms[1:], strict=False))


@pytest.mark.parametrize("scale", SCALES.values(), ids=list(SCALES))
def test_every_word_leads_to_a_band_whose_middle_leads_back(scale) -> None:
    for term in scale.terms:
        for word in term.words:
            low, high = band(word, scale)
            assert term_for((low + high) / 2, scale).terms == (term,)


def test_noise_of_adding_floats_moves_no_word() -> None:
    assert 0.1 + 0.7 < 0.8
    assert term_for(0.1 + 0.7, SCALES["icd203"]).text == "very likely"


@pytest.mark.parametrize(
    ("word", "scale", "expected"),
    [
        ("likely", "icd203", (0.55, 0.80)),
        ("LIKELY", "icd203", (0.55, 0.80)),
        ("probable", "icd203", (0.55, 0.80)),
        ("  Very   Likely ", "icd203", (0.80, 0.95)),
        ("roughly_even-odds", "icd203", (0.45, 0.55)),
        ("remote", "icd203", (0.01, 0.05)),
        ("likely", "phia", (0.55, 0.75)),
        ("likely", "nato", (0.60, 0.90)),
        ("probable", "kent", (0.63, 0.87)),
        ("certain", "kent", (1.0, 1.0)),
    ],
)
def test_a_word_gets_its_band(word: str, scale: str, expected: tuple[float, float]) -> None:
    assert band(word, SCALES[scale]) == expected


@pytest.mark.parametrize(
    ("word", "scale", "nearest", "known_on"),
    [
        ("lickely", "icd203", "likely", ()),
        ("almost certainly", "icd203", "almost certain", ()),
        ("highly unlikely", "icd203", "very unlikely", ("phia", "nato")),
        ("realistic possibility", "nato", None, ("phia",)),
        ("banana", "phia", None, ()),
    ],
)
def test_an_unknown_word_is_refused_with_its_neighbours(word, scale, nearest, known_on) -> None:
    with pytest.raises(UnknownTerm) as caught:
        band(word, SCALES[scale])
    error = caught.value
    assert isinstance(error, KeyError) and isinstance(error, StanceError)
    assert (nearest in error.nearest) if nearest else not error.nearest
    assert error.known_on == known_on
    assert str(error).startswith(f"'{word}' is not a word of the scale {scale}")


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability_has_no_word(p: float) -> None:
    with pytest.raises(ValueError, match="probability lies in"):
        term_for(p, SCALES[DEFAULT_SCALE])


@pytest.mark.parametrize(
    ("p", "scale", "expected"),
    [(0.6, "icd203", (0.55, 0.8)), (0.07, "phia", (0.05, 0.1)), (0.61, "kent", (0.6, 0.63))],
)
def test_a_placing_has_the_band_of_its_term_or_gap(p, scale, expected) -> None:
    assert term_for(p, SCALES[scale]).band == expected


def test_outside_the_scale_there_is_no_band() -> None:
    with pytest.raises(ValueError, match="no band"):
        _ = term_for(0.999, SCALES["icd203"]).band


@pytest.mark.parametrize(
    ("code", "word"), [("H5", "almost certain"), ("H4", "very likely"), ("H3", "likely"), ("H-1", "unlikely")]
)
def test_a_hedge_that_reads_as_one_term_spans_its_band(code: str, word: str) -> None:
    hedge = HEDGES[code]
    assert hedge.reads == word
    assert (hedge.low, hedge.high) == band(word, SCALES["icd203"])


def test_hedges_are_ordered_and_each_reads_low_mode_high() -> None:
    assert list(HEDGES) == ["H5", "H4", "H3", "H2", "H1", "H-1", "H-2"]
    assert all(0 < hedge.low < hedge.mode < hedge.high < 1 for hedge in HEDGES.values())
