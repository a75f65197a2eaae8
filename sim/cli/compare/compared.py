"""Comparisons on the screen: a sentence for each question and pair, the table behind it, and how much was compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sim.analysis.compare.changes import Change
from sim.cli import screen
from sim.cli.answers import RULES
from sim.report.compare.numbers import difference_text, ratio_text, share_text
from sim.report.compare.sentences import climbing, headline, multiplicity, saving, spread, waiting
from sim.report.why.flips import FlipsTold
from sim.usecases.comparing.compared import Compared, Contrast, Pair
from sim.usecases.comparing.kept import DIFFERENCES, difference_rows, plain

if TYPE_CHECKING:
    from rich.console import Console

KEY = (
    "difference: in percentage points, with the 95% interval of these runs; told apart: yes, also among everything compared "
    "(Holm); alone: only if it were the one thing compared; no: these runs cannot tell them apart"
)


def show_compared(
    found: Compared,
    folder: Path,
    all_outcomes: bool,
    json: bool,
    no_color: bool,
    explained: Sequence[FlipsTold] = (),
) -> None:
    """Tables for a person, rows for a pipe, one object as JSON; there with why histories flip, if that is asked for."""
    if json:
        why = {"why": [asdict(one) for one in explained]} if explained else {}
        screen.document(plain(found) | why)
    elif not screen.is_terminal():
        screen.rows(DIFFERENCES, difference_rows(found))
    else:
        _show(screen.console(no_color), found, all_outcomes)
    _say(found, folder)


def show_what_if(found: Compared, folder: Path, written: Path | None, json: bool, no_color: bool) -> None:
    """One sentence a question."""
    if json:
        screen.document(plain(found))
    else:
        show = screen.console(no_color).print if screen.is_terminal() else print
        for line in sentences(found):
            show(line)
    _say(found, folder)
    if written:
        screen.say(f"wrote {written}: `stancelab run {written}` or compare it")


def sentences(found: Compared) -> Iterator[str]:
    """What each pair's headlines say, then how much was compared."""
    for pair in found.pairs:
        for contrast in pair.contrasts:
            yield f"{contrast.heading} ({contrast.horizon})"
            yield f"  {'. '.join(_what_changed(pair, contrast))}."


def _what_changed(pair: Pair, contrast: Contrast) -> list[str]:
    """What changed most, and the single outcomes behind or beside it."""
    of_any = contrast.leading in contrast.together
    beside = spread(contrast.besides, of_any)
    told = [headline(pair.other.label, contrast.leading, pair.paired)]
    return [*told, beside[0].upper() + beside[1:]] if beside else told


def _show(console: Console, found: Compared, all_outcomes: bool) -> None:
    for line in _heading(found):
        console.print(line, style="dim")
    for contrasts in zip(*(pair.contrasts for pair in found.pairs), strict=False):
        console.print()
        console.print(contrasts[0].heading, style="bold")
        first = contrasts[0]
        console.print(f"{first.name}, {first.horizon} (to {first.until}): {RULES[first.rule]}", style="dim")
        if len(found.pairs) > 1 and not all_outcomes:
            _show_headlines(console, found.pairs, contrasts)
            continue
        for pair, contrast in zip(found.pairs, contrasts, strict=True):
            _show_outcomes(console, pair, contrast, found.pairs[0].other.program.tick_text)
    console.print()
    for note in _remarks(found):
        console.print(note, style="dim")


def _heading(found: Compared) -> Iterator[str]:
    base = found.base
    size = f"{base.runs.worlds:,} worlds x {base.runs.repeats:,} repeats, seed {base.seed}"
    others = ", ".join(pair.other.label for pair in found.pairs[:3]) + (
        ", ..." if len(found.pairs) > 3 else ""
    )
    yield f"{others} against {base.label}: {size}"
    reasons = dict.fromkeys(pair.apart for pair in found.pairs)
    if list(reasons) == [""]:
        yield "paired: the same worlds on the same draws, history beside history"
    for why in filter(None, reasons):
        labels = ", ".join(pair.other.label for pair in found.pairs if pair.apart == why)
        yield f"{labels}: not paired ({why}), so the intervals are those of independent runs"


def _show_headlines(console: Console, pairs: Iterable[Pair], contrasts: tuple[Contrast, ...]) -> None:
    """One row a variant: whether it came to any of the lines."""
    first = contrasts[0].headline
    rows = [("base", share_text(first.before), "", "", "")]
    for pair, contrast in zip(pairs, contrasts, strict=True):
        change = contrast.headline
        rows.append((pair.other.label, share_text(change.after), *_cells(change)))
    _table(console, (first.name, "share"), rows)
    for pair, contrast in zip(pairs, contrasts, strict=True):
        if not contrast.headline.told_apart and contrast.leading.told_apart:  # what the row hides
            console.print(f"- {'. '.join(_what_changed(pair, contrast))}.")


def _show_outcomes(console: Console, pair: Pair, contrast: Contrast, tick: str) -> None:
    """One row an outcome, then what can be said in sentences."""
    rows = [
        (change.name, f"{share_text(change.before)} to {share_text(change.after)}", *_cells(change))
        for change in contrast.rows
    ]
    _table(console, (pair.other.label, "share"), rows)
    told = _what_changed(pair, contrast)
    told += [climbing(pair.other.label, contrast.ladder)] if contrast.ladder else []
    told += [waiting(wait, tick, contrast.ticks) for wait in contrast.waits]
    told += [saving(contrast.leading)]
    for sentence in filter(None, told):
        console.print(f"- {sentence}.")


def _cells(change: Change) -> tuple[str, str, str]:
    verdict = "yes" if change.stands else "alone" if change.told_apart else "no"
    return difference_text(change), ratio_text(change), verdict


def _table(console: Console, heads: tuple[str, str], rows: Sequence[tuple[str, ...]]) -> None:
    from rich.table import Table

    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="")
    for head in (*heads, "difference, 95%", "ratio, 95%", "told\napart"):
        side: Literal["right", "left"] = "right" if head == "share" else "left"
        table.add_column(head, justify=side, no_wrap=head not in heads, overflow="fold")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _remarks(found: Compared) -> Iterator[str]:
    changes = [change for pair in found.pairs for contrast in pair.contrasts for change in contrast.rows[:-1]]
    told, stands = sum(c.told_apart for c in changes), sum(c.stands for c in changes)
    yield multiplicity(found.comparisons, told, stands)
    yield KEY
    yield from (f"note: {note}" for note in found.notes)


def _say(found: Compared, folder: Path) -> None:
    for one in found.skipped:
        screen.say(f"left out {one.name}: {one.why}")
    text = f"files in {folder}"
    print(text) if screen.is_terminal() else screen.say(text)
