"""Tables as CSV that spreadsheets, R and Python all open as it stands.

>>> csv_bytes(("outcome", "share"), [("crosses", 0.125), ("stays out", None)]).decode("utf-8-sig")
'outcome,share\\ncrosses,0.125\\nstays out,\\n'
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

FORMULA = ("=", "+", "-", "@", "\t")


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """UTF-8 with the mark that spreadsheets look for, commas, one newline a row; no value and NaN stay empty.

    Text that a spreadsheet would run as a formula gets an apostrophe in front. ValueError for a row that is
    longer or shorter than the header.

    >>> csv_bytes(("what",), [("=1+1",), ("-0.3",)]).decode("utf-8-sig").split()
    ['what', "'=1+1", '-0.3']
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    for row in (header, *rows):
        if len(row) != len(header):
            raise ValueError(f"{len(row)} cells under {len(header)} headings")
        writer.writerow([_cell(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: Any) -> Any:
    if value is None or value != value:
        return ""
    if not isinstance(value, str):
        return value
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{value}" if value.startswith(FORMULA) and not _is_number(value) else value


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
