"""Answers as tables: for each outcome the best estimate, what more runs and more knowledge would narrow, luck, a word.

Numbers have two significant digits and are never 0% or 100%; the files beside the run have them in full.

>>> bar(0.5, 4, plain=True), bar(0.0001, 4, plain=True), bar(1.0, 4, plain=False)
('##', '.', '████')
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from sim.analysis.finding import Finding, Interval
from sim.cli import screen
from sim.report.words import bound_text, percent_text, range_text, word_text
from sim.scenario.scales import Scale
from sim.usecases.running.results import Stored
from sim.usecases.running.summary import Answer, Summary
from sim.usecases.running.written import OUTCOMES, outcome_rows

if TYPE_CHECKING:
    from rich.console import Console

BAR = 6
OUTCOME, BEST, LUCK, WORDS = "outcome", "best\nestimate", "luck", "in words"
ROOMY = 72  # columns, below which there is no room for words and bars
KEY = (
    "95%: more runs would narrow it; not knowing: 5-95% of worlds, more knowledge would narrow it; luck: the part of "
    "the yes-or-no variance that would be left in a world known exactly, near all of it for anything rare"
)
NONE, OFF = "-", "off the scale"
NO_SPREAD = {"certain": "none"}
FAINT = 0.001  # shares of luck nearer to all or nothing than this are not told apart


def show_tables(console: Console, stored: Stored, scale: Scale) -> None:
    """One run for a terminal: what it is, then a table for each question."""
    summary = stored.summary
    title = f"{summary.scenario}: {summary.title}" if summary.title else summary.scenario
    console.print(title, style="bold")
    console.print(_extent(stored))
    if not summary.answers:
        console.print("nothing is asked of this world: it has no `questions:`")
    for answer in summary.answers:
        console.print()
        _show_answer(console, answer, scale)
    if summary.notes:
        console.print()
    for note in summary.notes:
        console.print(f"note: {note}")


def show_key(console: Console, scale: Scale) -> None:
    """What the columns say, once below all tables."""
    console.print(f"{KEY}; words: {scale.label}", style="dim")


def _extent(stored: Stored) -> str:
    summary = stored.summary
    size = f"{_count(summary.worlds, 'world')} x {_count(summary.repeats, 'repeat')}"
    parts = [size, f"seed {summary.seed}", f"ticks of {summary.tick}"]
    if stored.variant not in ("", "base"):
        parts.insert(0, f"variant {stored.variant}")
    if summary.label:
        parts.append(summary.label)
    return ", ".join(parts)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


RULES = {"worst": "the worst that ever held", "first": "what held first", "last": "what held at the end"}


def _show_answer(console: Console, answer: Answer, scale: Scale) -> None:
    from rich.table import Table

    console.print(answer.heading, style="bold")
    console.print(f"{answer.name}, {answer.horizon} (to {answer.until}): {RULES[answer.rule]}", style="dim")
    if answer.resolves:
        console.print(f"resolves: {' '.join(answer.resolves.split())}", style="dim")
    heads = (OUTCOME, BEST, "95%,\nthese runs", "not\nknowing", LUCK, WORDS, "")
    shown = heads if console.width >= ROOMY else heads[:-2]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for head in shown:
        least = {OUTCOME: 8, WORDS: 10, "": BAR}.get(head)
        side: Literal["right", "left"] = "right" if head in (BEST, LUCK) else "left"
        table.add_column(
            head, justify=side, no_wrap=head not in (OUTCOME, WORDS), overflow="fold", min_width=least
        )
    for outcome in (*answer.together, *answer.outcomes):
        table.add_row(*cells(outcome, scale)[: len(shown)])
    console.print(table)
    for reason in reasons(answer):
        console.print(reason, style="dim")


def cells(outcome: Finding, scale: Scale) -> tuple[str, ...]:
    """outcome, best estimate, 95%, not knowing, luck, word, bar."""
    return (
        outcome.name,
        _best(outcome),
        _runs(outcome),
        _knowing(outcome),
        _luck(outcome),
        word(outcome, scale),
        bar(outcome.value, BAR) if isinstance(outcome.value, float) else "",
    )


def _best(outcome: Finding) -> str:
    if not isinstance(outcome.value, float):
        return NONE
    bound = one_sided(outcome)
    return _short(bound_text(bound) if bound else percent_text(outcome.value))


def one_sided(outcome: Finding) -> Interval | None:
    """The bound that is all that can be said of an outcome seen in none or all of the histories."""
    interval = outcome.interval
    return interval if isinstance(interval, Interval) and interval.sides != "both" else None


def _runs(outcome: Finding) -> str:
    bound = one_sided(outcome)
    if bound:
        return "none seen" if bound.sides == "upper" else "all seen"
    if isinstance(outcome.interval, Interval):
        return _short(range_text(outcome.interval.low, outcome.interval.high))
    return NONE


def _knowing(outcome: Finding) -> str:
    if isinstance(outcome.spread, Interval):
        return _short(range_text(outcome.spread.low, outcome.spread.high))
    return NO_SPREAD.get(outcome.spread.code, NONE)


def _luck(outcome: Finding) -> str:
    if not isinstance(outcome.luck, float):
        return NONE
    if FAINT <= outcome.luck <= 1 - FAINT:
        return percent_text(outcome.luck)
    return ">99.9%" if outcome.luck > 0.5 else "<0.1%"


def _short(text: str) -> str:
    """Words that take less room in a column."""
    for long, short in (("less than ", "<"), ("more than ", ">"), ("up to ", "to "), (" or more", " up")):
        text = text.replace(long, short)
    return text if text.startswith("to ") else text.replace(" to ", "-")


def word(outcome: Finding, scale: Scale) -> str:
    """The word for a share with its band; of a bound only if all it leaves possible has the same one."""
    if not isinstance(outcome.value, float):
        return NONE
    text, bound = word_text(outcome.value, scale) or OFF, one_sided(outcome)
    if bound:
        other = bound.high if bound.sides == "upper" else bound.low
        return text if text == (word_text(other, scale) or OFF) else NONE
    return text


def bar(share: float, width: int, plain: bool | None = None) -> str:
    """A share of ``width`` characters in eighths; the least share shows, and only all of them fill it."""
    eighths = max(round(share * width * 8), 1 if share > 0 else 0)
    if share < 1:
        eighths = min(eighths, width * 8 - 1)
    full, rest = divmod(eighths, 8)
    if screen.is_ascii() if plain is None else plain:
        return "#" * full + ("." if rest else "")
    return screen.BLOCKS[-1] * full + (screen.BLOCKS[rest - 1] if rest else "")


def reasons(answer: Answer) -> Iterator[str]:
    """Why something is not available, each reason once with the outcomes it holds for."""
    held: dict[str, list[str]] = {}
    for outcome in (*answer.together, *answer.outcomes):
        for part in (outcome.interval, outcome.spread, outcome.luck):
            if not isinstance(part, Interval | float) and part.code not in NO_SPREAD:
                names = held.setdefault(part.why, [])
                if outcome.name not in names:
                    names.append(outcome.name)
    for why, names in held.items():
        yield f"- {', '.join(names)}: {why}"


def show_rows(stored: tuple[Stored, ...], scale: Scale) -> None:
    """Every outcome of every variant as one row, numbers in full."""
    screen.rows(("variant", *OUTCOMES, "words"), (row for one in stored for row in _rows(one, scale)))


def _rows(stored: Stored, scale: Scale) -> Iterator[tuple[Any, ...]]:
    words = [
        word(outcome, scale)
        for answer in stored.summary.answers
        for outcome in (*answer.together, *answer.outcomes)
    ]
    for row, text in zip(outcome_rows(stored.summary), words, strict=True):
        yield stored.variant, *row, text


def only(summary: Summary, questions: tuple[str, ...]) -> Summary:
    """The summary with these questions alone; all of them if none is named."""
    from dataclasses import replace

    answers = tuple(answer for answer in summary.answers if not questions or answer.name in questions)
    return replace(summary, answers=answers)
