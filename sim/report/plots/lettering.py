"""Text that is measured before it is placed: widths, line breaks, and labels that keep out of each other's way.

Everything is in inches. Widths are those of the house's font; the fonts of a reader's machine are rarely wider.

>>> apart([1.0, 1.1, 5.0], [1.0, 1.0, 1.0], (0.0, 6.0))
[0.55, 1.55, 5.0]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

TITLE, LABEL, SMALL = 13.0, 10.0, 9.0  # points; nothing is smaller than SMALL
LEADING = 1.3
DPI = 150
FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine measures and draws the same


@cache
def wide(line: str, size: float, weight: str = "normal") -> float:
    """The width of one line, as it will be drawn."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(RendererAgg(1, 1, DPI).get_text_width_height_descent(line, font, False)[0]) / DPI


def widest(text: str, size: float, weight: str = "normal") -> float:
    """The width of the widest line of a wrapped text."""
    return max(wide(line, size, weight) for line in text.split("\n"))


def tall(text: str, size: float) -> float:
    """The height of a wrapped text; none for no text."""
    return (text.count("\n") + 1) * size * LEADING / 72 if text else 0.0


def wrapped(text: str, size: float, room: float, weight: str = "normal") -> str:
    """The text in lines no wider than `room`; only a word wider than that is cut.

    >>> wrapped("one two three", 10, 0.7)
    'one two\\nthree'
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, size, weight) <= room:
            lines[-1] = longer
        else:
            lines += _pieces(word, size, room, weight)
    return "\n".join(line for line in lines if line)


def shortened(text: str, size: float, room: float, weight: str = "normal") -> str:
    """The text, or as much of its beginning as fits with three dots.

    >>> shortened("a long name", 10, 0.6)
    'a long…'
    """
    if wide(text, size, weight) <= room:
        return text
    cuts = (text[:n].rstrip() + "…" for n in range(len(text) - 1, 0, -1))
    return next((cut for cut in cuts if wide(cut, size, weight) <= room), "…")


def _pieces(word: str, size: float, room: float, weight: str) -> Iterator[str]:
    while len(word) > 1 and wide(word, size, weight) > room:
        cut = max((n for n in range(1, len(word)) if wide(word[:n], size, weight) <= room), default=1)
        yield word[:cut]
        word = word[cut:]
    yield word


def apart(centres: Sequence[float], heights: Sequence[float], within: tuple[float, float]) -> list[float]:
    """Centres moved as little as it takes that labels of these heights neither overlap nor leave the room.

    Labels that would touch form a block around the mean of where they want to be. If there is not room enough for
    all of them, they leave it at both ends.
    """
    blocks: list[_Block] = []
    for i in sorted(range(len(centres)), key=lambda i: centres[i]):
        block = _Block([i], centres[i] - heights[i] / 2, heights[i])
        while blocks and block.bottom(within) < blocks[-1].bottom(within) + blocks[-1].height:
            block = blocks.pop().below(block)
        blocks.append(block)
    placed = [0.0] * len(centres)
    for block in blocks:
        edge = block.bottom(within)
        for i in block.labels:
            placed[i] = round(edge + heights[i] / 2, 6)
            edge += heights[i]
    return placed


class _Block:
    """Labels stacked without gaps, lowest first; `wish` is where, on average, they want its bottom."""

    def __init__(self, labels: list[int], wish: float, height: float) -> None:
        self.labels, self.wish, self.height = labels, wish, height

    def bottom(self, within: tuple[float, float]) -> float:
        low, high = within
        if self.height > high - low:
            return (low + high - self.height) / 2
        return min(max(self.wish, low), high - self.height)

    def below(self, other: _Block) -> _Block:
        """Both as one, the other on top; every label has the same say."""
        mine, others = len(self.labels), len(other.labels)
        wish = (mine * self.wish + others * (other.wish - self.height)) / (mine + others)
        return _Block(self.labels + other.labels, wish, self.height + other.height)
