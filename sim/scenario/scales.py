"""Verbal probability scales and hedge codes, as data: words to bands, and numbers to words.

A scale never stretches: a number in a deliberate gap gets both neighbours, a number outside all bands gets
no word.

>>> term_for(0.084, SCALES["icd203"]).text
'very unlikely'
>>> band("Probable", SCALES["icd203"])
(0.55, 0.8)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

from sim.errors import LONGEST_WORD, StanceError


@dataclass(frozen=True, slots=True)
class Term:
    """One rung of a scale: its word (then synonyms), and the band [low, high) it stands for."""

    words: tuple[str, ...]
    low: float
    high: float

    @property
    def word(self) -> str:
        return self.words[0]


@dataclass(frozen=True, slots=True)
class Scale:
    """A published scale: terms from low to high, bands as probabilities in [0, 1]."""

    name: str
    label: str
    source: str
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Placing:
    """Where a probability falls: in one term, between two (a deliberate gap), or outside (no terms)."""

    terms: tuple[Term, ...]

    @property
    def text(self) -> str:
        """The words to print; empty outside the scale, where only the number is printed."""
        words = [term.word for term in self.terms]
        return f"between {words[0]} and {words[1]}" if len(words) == 2 else "".join(words)

    @property
    def band(self) -> tuple[float, float]:
        """The term's band, or the gap's; ValueError outside the scale."""
        if not self.terms:
            raise ValueError("outside the scale there is no band")
        if len(self.terms) == 2:
            return self.terms[0].high, self.terms[1].low
        return self.terms[0].low, self.terms[0].high


class UnknownTerm(StanceError, KeyError):
    """A word that is not on the scale; carries the nearest that are, and the scales that know it."""

    def __init__(self, word: str, scale: Scale, nearest: tuple[str, ...], known_on: tuple[str, ...]) -> None:
        super().__init__(word)
        self.word, self.scale, self.nearest, self.known_on = word, scale.name, nearest, known_on

    def __str__(self) -> str:
        text = f"'{self.word}' is not a word of the scale {self.scale}"
        if self.nearest:
            text += "; nearest: " + ", ".join(self.nearest)
        if self.known_on:
            text += "; it is one of: " + ", ".join(self.known_on)
        return text


def _terms(*rows: tuple[str, float, float]) -> tuple[Term, ...]:
    return tuple(Term(tuple(words.split(" / ")), low / 100, high / 100) for words, low, high in rows)


_ALL = (
    Scale(
        "icd203",
        "ICD 203",
        "US Intelligence Community Directive 203, Analytic Standards (2015), D.6.e(2)(a)",
        _terms(
            ("almost no chance / remote", 1, 5),
            ("very unlikely / highly improbable", 5, 20),
            ("unlikely / improbable", 20, 45),
            ("roughly even chance / roughly even odds / roughly even", 45, 55),
            ("likely / probable", 55, 80),
            ("very likely / highly probable", 80, 95),
            ("almost certain / nearly certain", 95, 99),
        ),
    ),
    Scale(
        "phia",
        "PHIA probability yardstick",
        "UK Professional Head of Intelligence Assessment, Probability Yardstick; the gaps are deliberate",
        _terms(
            ("remote chance", 0, 5),
            ("highly unlikely", 10, 20),
            ("unlikely", 25, 35),
            ("realistic possibility", 40, 50),
            ("likely / probable", 55, 75),
            ("highly likely", 80, 90),
            ("almost certain", 95, 100),
        ),
    ),
    Scale(
        "nato",
        "NATO AJP-2.1",
        "NATO Allied Joint Publication 2.1, Intelligence Procedures",
        _terms(
            ("highly unlikely", 0, 10),
            ("unlikely", 10, 40),
            ("even chance", 40, 60),
            ("likely", 60, 90),
            ("highly likely", 90, 100),
        ),
    ),
    Scale(
        "kent",
        "Kent 1964",
        "S. Kent, Words of Estimative Probability, Studies in Intelligence, Fall 1964",
        _terms(
            ("impossible", 0, 0),
            ("almost certainly not", 2, 12),
            ("probably not", 20, 40),
            ("about even / chances about even", 40, 60),
            ("probable", 63, 87),
            ("almost certain", 87, 99),
            ("certain", 100, 100),
        ),
    ),
)
SCALES: Mapping[str, Scale] = MappingProxyType({scale.name: scale for scale in _ALL})
DEFAULT_SCALE = "icd203"


def term_for(p: float, scale: Scale) -> Placing:
    """The word or words for probability `p` in [0, 1] on `scale`; ValueError for a p that is no probability.

    Bands are closed below and open above; the top band is closed at its upper end too.

    >>> [term_for(p, SCALES["icd203"]).text for p in (0.2, 0.995)], term_for(0.07, SCALES["phia"]).text
    (['unlikely', ''], 'between remote chance and highly unlikely')
    """
    if not 0 <= p <= 1:
        raise ValueError(f"a probability lies in [0, 1], not {p}")
    p = round(p, 12)  # what is 0.2 up to the noise of adding floats belongs to the band that starts at 0.2
    top = max(term.high for term in scale.terms if term.low < term.high)
    for term in scale.terms:
        if term.low <= p < term.high or (p == term.high and p in (term.low, top)):
            return Placing((term,))
    # Point terms (Kent's impossible, certain) are no neighbours: nothing simulated may lean on them.
    below = [term for term in scale.terms if term.low < term.high <= p]
    above = [term for term in scale.terms if p < term.low < term.high]
    return Placing((below[-1], above[0]) if below and above else ())


def band(word: str, scale: Scale) -> tuple[float, float]:
    """The band (low, high) a word or synonym stands for; case, hyphens and spacing do not matter.

    Raises UnknownTerm with the nearest words of the scale.

    >>> band("VERY-likely", SCALES["icd203"])
    (0.8, 0.95)
    """
    for term in scale.terms:
        if _plain(word) in map(_plain, term.words):
            return term.low, term.high
    known = [spelling for term in scale.terms for spelling in term.words]
    nearest = tuple(get_close_matches(_plain(word), known, n=3, cutoff=0.5))
    raise UnknownTerm(word, scale, nearest, tuple(other.name for other in _ALL if _knows(other, word)))


def _plain(word: str) -> str:
    """As words are compared; one that is longer than any word is like none."""
    if len(word) > LONGEST_WORD:
        return ""
    return " ".join(word.casefold().replace("-", " ").replace("_", " ").split())


def _knows(scale: Scale, word: str) -> bool:
    return any(_plain(word) == _plain(spelling) for term in scale.terms for spelling in term.words)


@dataclass(frozen=True, slots=True)
class Hedge:
    """A hedge code: how sure the *author* is that a statement is true. It is never the value of a parameter.

    `reads` is the nearest ICD 203 reading; `low`, `mode`, `high` bound the chance that the statement is true.
    """

    code: str
    wording: str
    reads: str
    low: float
    mode: float
    high: float


HEDGES: Mapping[str, Hedge] = MappingProxyType(
    {
        hedge.code: hedge
        for hedge in (
            Hedge("H5", "flat statement of a checkable fact", "almost certain", 0.95, 0.97, 0.99),
            Hedge("H4", "flat evaluative statement; clearly, definitely", "very likely", 0.80, 0.90, 0.95),
            Hedge("H3", "likely, most likely, indications", "likely", 0.55, 0.68, 0.80),
            Hedge("H2", "some, may, hints, reports of, possible", "roughly even, wide", 0.30, 0.50, 0.65),
            Hedge("H1", "open question; speculation by others", "unlikely to even", 0.05, 0.20, 0.45),
            Hedge("H-1", "unlikely", "unlikely", 0.20, 0.30, 0.45),
            Hedge("H-2", "no sign, little sign; bounded in time", "very unlikely", 0.03, 0.08, 0.20),
        )
    }
)
