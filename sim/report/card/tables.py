"""The table of a model card: what becomes of the headline if an assumption is false.

>>> print(headline_table([]).splitlines()[0])
| assumption | what is asked | as it is | if false | difference in points |
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from sim.analysis.compare.changes import Change
from sim.report.card.markdown import table
from sim.report.compare.numbers import difference_text, share_text

CANNOT_TELL = "these runs cannot tell them apart"


class HeadlineRow(Protocol):
    """One assumption with what changes without it."""

    @property
    def name(self) -> str: ...
    @property
    def asked(self) -> str: ...
    @property
    def change(self) -> Change: ...


def headline_table(rows: Iterable[HeadlineRow]) -> str:
    """For each assumption the headline with it and without it."""
    head = ("assumption", "what is asked", "as it is", "if false", "difference in points")
    return table(head, [_row(row) for row in rows])


def _row(row: HeadlineRow) -> tuple[str, ...]:
    before, after = share_text(row.change.before), share_text(row.change.after)
    told = difference_text(row.change) + ("" if row.change.told_apart else f"; {CANNOT_TELL}")
    return row.name.replace("_", " "), row.asked, before, after, told
