"""The honesty gauge as a table: for each actor and section how many numbers have a source, and of what kind.

>>> for line in gauge_lines([("quantities", 4, 1, 3, 0), ("captain", 5, 4, 0, 1)]):
...     print(line)
numbers of      all  sourced  by defaults  no source
  quantities      4        1            3          -
  captain         5        4            -          1
  together        9        5            3          1
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

Row = tuple[str, int, int, int, int]  # whose, all, with their own source, only by `defaults:`, with none
TITLES = ("all", "sourced", "by defaults", "no source")
WIDEST = 40  # a longer name is cut, so that the table fits 80 columns


def gauge_lines(rows: Sequence[Row]) -> Iterator[str]:
    """A header, a line for each owner, and the sums where there is more than one."""
    sums = [sum(counts) for counts in zip(*(row[1:] for row in rows), strict=True)]
    everybody: list[tuple[str, Sequence[int]]] = [(row[0], row[1:]) for row in rows]
    if len(rows) > 1:
        everybody.append(("together", sums))
    width = 2 + min(WIDEST, max(len(name) for name, _ in everybody))
    yield f"{'numbers of':<{width}}  {'  '.join(f'{title:>{_wide(title)}}' for title in TITLES)}"
    for name, counts in everybody:
        cells = (f"{f'{n:,}' if n else '-':>{_wide(title)}}" for title, n in zip(TITLES, counts, strict=True))
        yield f"{'  ' + name[:WIDEST]:<{width}}  {'  '.join(cells)}"


def _wide(title: str) -> int:
    return max(5, len(title))
