"""What a run found, in a form that is stored beside it and read back: answers to its questions, notes, extent.

>>> few = Summary("ferry", "", 7, 200, 5, 12, "month", (), ())
>>> few.label, summary_from(as_plain(few)) == few
('quick look', True)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

from sim.analysis import finding as findings
from sim.analysis.finding import Absent, Finding, Interval, RunCount, Unavailable
from sim.errors import StoreError
from sim.report.words import bound_text, percent_text

SCHEMA = "stancelab.summary/1"
QUICK = "quick look"
QUICK_HISTORIES = 1000


@dataclass(frozen=True, slots=True)
class Answer:
    """One question: how it is read and settled, and a share for each outcome, in declared order."""

    name: str
    title: str
    rule: str
    horizon: str
    ticks: int
    until: str
    resolves: str
    void: str
    outcomes: tuple[Finding, ...]
    together: tuple[Finding, ...] = ()
    """Where there are several lines: the share of histories in which it was any of them."""

    @property
    def heading(self) -> str:
        """The question as a person would ask it."""
        return self.title or self.name.replace("_", " ")


@dataclass(frozen=True, slots=True)
class Summary:
    """All answers of one run, what is to be known with them, and how large it was."""

    scenario: str
    title: str
    seed: int
    worlds: int
    repeats: int
    ticks: int
    tick: str
    answers: tuple[Answer, ...]
    notes: tuple[str, ...]

    @property
    def label(self) -> str:
        """`quick look` for so few histories that only the coarse picture can be trusted, whoever asked for them."""
        return QUICK if self.worlds * self.repeats <= QUICK_HISTORIES else ""

    @property
    def headline(self) -> str:
        """The most frequent outcome of the first question, and how frequent."""
        if not self.answers:
            return ""
        first = self.answers[0]
        shares = [(outcome.value, outcome) for outcome in first.outcomes if isinstance(outcome.value, float)]
        if not shares:
            return ""
        value, best = max(shares, key=lambda pair: pair[0])
        if isinstance(best.interval, Interval) and best.interval.sides != "both":
            return f"{first.name}: {best.name} {bound_text(best.interval)}"
        return f"{first.name}: {best.name} {percent_text(value)}"


def as_plain(summary: Summary) -> dict[str, Any]:
    """The summary as JSON values, with the name of its schema."""
    plain = {field.name: getattr(summary, field.name) for field in fields(summary)}
    answers = [
        {field.name: getattr(answer, field.name) for field in fields(answer)}
        | {key: [findings.as_plain(one) for one in getattr(answer, key)] for key in ("together", "outcomes")}
        for answer in summary.answers
    ]
    return {
        "schema": SCHEMA,
        **plain,
        "label": summary.label,
        "answers": answers,
        "notes": list(summary.notes),
    }


def summary_from(plain: Mapping[str, Any]) -> Summary:
    """The summary in what `as_plain` made. StoreError if it is of another schema or damaged."""
    if plain.get("schema") != SCHEMA:
        raise StoreError(f"this version reads {SCHEMA}, not {plain.get('schema')}")
    try:
        kept = {field.name: plain[field.name] for field in fields(Summary)}
        answers = tuple(_answer(answer) for answer in plain["answers"])
        return Summary(**kept | {"answers": answers, "notes": tuple(plain["notes"])})
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(f"the summary is damaged: {error!r}") from error


def reworded(found: Summary, by: Summary) -> Summary:
    """What was found, in the present words of its world: titles and resolutions are no part of a run's identity."""
    words = {answer.name: answer for answer in by.answers}
    answers = tuple(
        replace(words[answer.name], outcomes=answer.outcomes, together=answer.together)
        if answer.name in words
        else answer
        for answer in found.answers
    )
    return replace(found, scenario=by.scenario, title=by.title, answers=answers)


def _answer(plain: Mapping[str, Any]) -> Answer:
    kept = {field.name: plain[field.name] for field in fields(Answer)}
    return Answer(**kept | {key: tuple(map(_finding, plain[key])) for key in ("together", "outcomes")})


def _finding(plain: Mapping[str, Any]) -> Finding:
    kept = {field.name: plain[field.name] for field in fields(Finding)}
    read = {name: _part(plain[name]) for name in ("value", "interval", "spread", "luck")}
    return Finding(**kept | read | {"runs": RunCount(**plain["runs"]), "sources": tuple(plain["sources"])})


def _part(plain: Any) -> float | Interval | Absent:
    if isinstance(plain, Mapping):
        return (
            Unavailable(plain["unavailable"], plain["why"]) if "unavailable" in plain else Interval(**plain)
        )
    return float(plain)
