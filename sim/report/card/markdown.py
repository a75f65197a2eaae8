"""Plain Markdown that reads well as it stands: folded prose, nested lists, narrow tables.

>>> print(text([heading(2, "Scales"), items([(0, "mood: from 0 to 1"), (1, "because moods do that")])]), end="")
## Scales
<BLANKLINE>
- mood: from 0 to 1
  - because moods do that
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Sequence

WIDTH = 100
Line = tuple[int, str]


def heading(level: int, words: str) -> str:
    """A heading; 1 is the page's own."""
    return f"{'#' * level} {words}"


def prose(words: str) -> str:
    """A paragraph, folded."""
    return _folded(" ".join(words.split()), "", "")


def items(lines: Iterable[Line]) -> str:
    """A nested list from (depth, text) lines; depths may begin anywhere and are levelled.

    >>> items([(3, "a"), (5, "b"), (3, "c")])
    '- a\\n  - b\\n- c'
    """
    open_depths: list[int] = []
    shown = []
    for depth, words in lines:
        while open_depths and open_depths[-1] > depth:
            open_depths.pop()
        if not open_depths or open_depths[-1] < depth:
            open_depths.append(depth)
        before = "  " * (len(open_depths) - 1)
        shown.append(_folded(" ".join(words.split()), f"{before}- ", f"{before}  "))
    return "\n".join(shown)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with columns of even width, so that it is read in a terminal too.

    >>> print(table(("line", "share"), [("war", "4%")]))
    | line | share |
    |------|-------|
    | war  | 4%    |
    """
    cells = [[cell.replace("|", "\\|") for cell in row] for row in (head, *rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) + " |" for row in cells]
    return "\n".join([lines[0], "|" + "|".join("-" * (w + 2) for w in widths) + "|", *lines[1:]])


def text(blocks: Iterable[str]) -> str:
    """The page: blocks that say anything, an empty line between them."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def _folded(words: str, first: str, later: str) -> str:
    """Folded at blanks only; never so that a line would begin like another kind of block."""
    lines = textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=later,
        break_on_hyphens=False,
        break_long_words=False,
    )
    return "\n".join(_mended(lines, later))


def _mended(lines: list[str], indent: str) -> list[str]:
    """A folded line must not begin with a sign that Markdown takes for a list, a heading or a quotation."""
    for i in range(1, len(lines)):
        body = lines[i][len(indent) :]
        if body[:1] in "+-*#>" or (body[:1].isdigit() and body.lstrip("0123456789")[:2] in (". ", ") ")):
            sign, _, rest = body.partition(" ")
            lines[i - 1] += f" {sign}"
            lines[i] = indent + rest
    return lines
