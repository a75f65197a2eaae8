"""The house style: one sheet with title, setting, body and caption, and text that is measured before it is placed.

Colours are Okabe and Ito's, which the colour-blind tell apart; no meaning hangs on colour alone. Words stand beside
what they name, so that there are no legends. Nothing here knows what is drawn.

>>> apart([1.0, 1.1, 5.0], [1.0, 1.0, 1.0], (0.0, 6.0))
[0.55, 1.55, 5.0]
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import RLock
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"
HUES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK, YELLOW)
MIDTONE, TINT = "#7AB4D8", "#D6E8F3"  # lighter than BLUE: what more runs, and what more knowledge would narrow

TITLE, LABEL, SMALL = 13.0, 10.0, 9.0  # points; nothing is smaller than SMALL
LEADING = 1.3
MARGIN = 0.3  # inches
DPI = 150
FONT = "DejaVu Sans"  # comes with matplotlib, so that every machine measures and draws the same

# What a user's matplotlibrc may have changed and would be seen.
_SEEN = (
    "agg",
    "axes",
    "figure",
    "font",
    "grid",
    "hatch",
    "image",
    "lines",
    "patch",
    "path",
    "savefig",
    "svg",
    "text",
    "xtick",
    "ytick",
)
_ONE_AT_A_TIME = RLock()


@contextmanager
def house() -> Iterator[None]:
    """Inside, matplotlib has the house's settings; afterwards those it had before.

    matplotlib keeps one set of settings for a whole process, so that only one thread may draw at a time.
    """
    import matplotlib

    settings = {
        name: value for name, value in matplotlib.rcParamsDefault.items() if name.split(".")[0] in _SEEN
    }
    settings |= {
        "font.sans-serif": [FONT],
        "text.parse_math": False,  # a dollar is a dollar
        "svg.fonttype": "none",
        "svg.hashsalt": "stancelab",
        "axes.unicode_minus": True,
    }
    with _ONE_AT_A_TIME, matplotlib.rc_context(settings):
        yield


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a figure's numbers come from: one line under its title; empty parts are left out.

    >>> Setting("harbour", "strike", "within 12 months", 1000, 10, 7).text
    'harbour · strike · within 12 months · 1,000 worlds × 10 repeats · seed 7'
    """

    world: str
    question: str
    horizon: str
    worlds: int
    repeats: int
    seed: int

    @property
    def text(self) -> str:
        runs = f"{counted(self.worlds, 'world')} × {counted(self.repeats, 'repeat')}"
        return " · ".join(
            filter(None, (self.world, words(self.question), self.horizon, runs, f"seed {self.seed}"))
        )

    @property
    def histories(self) -> int:
        return self.worlds * self.repeats


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure with its header and caption in place; `bottom` and `height` bound the body, all in inches."""

    figure: Figure
    bottom: float
    height: float

    @property
    def width(self) -> float:
        return float(self.figure.get_size_inches()[0]) - 2 * MARGIN

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Bare axes at a place in the body, measured in inches from its lower left corner."""
        across, up = self.figure.get_size_inches()
        place = ((MARGIN + left) / across, (self.bottom + bottom) / up, width / across, height / up)
        axes = self.figure.add_axes(place)
        axes.spines[:].set_visible(False)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=MUTED, pad=4)
        return axes


def sheet(title: str, subtitle: str, caption: str, body: float, width: float = 9.0) -> Sheet:
    """An empty figure, `width` by what title, subtitle, a body of `body` inches and a caption need."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    room = width - 2 * MARGIN
    head = [(wrapped(title, TITLE, room, "bold"), TITLE, INK), (wrapped(subtitle, SMALL, room), SMALL, MUTED)]
    foot = wrapped(caption, SMALL, room)
    header, footer = sum(tall(text, size) + 0.06 for text, size, _ in head), tall(foot, SMALL)
    height = MARGIN + header + 0.12 + body + 0.14 + footer + 0.2
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    top = height - MARGIN
    for text, size, colour in head:
        weight = "bold" if size == TITLE else "normal"
        write(figure, (MARGIN / width, top / height), text, size=size, color=colour, weight=weight, va="top")
        top -= tall(text, size) + 0.06
    write(figure, (MARGIN / width, 0.2 / height), foot, size=SMALL, color=MUTED, va="bottom")
    return Sheet(figure, 0.2 + footer + 0.14, body)


def write(where: Any, at: tuple[float, float], text: str, **looks: Any) -> Any:
    """A Text on a figure or on axes, left-aligned and centred on its height unless told otherwise."""
    looks = {"size": LABEL, "color": INK, "ha": "left", "va": "center", "linespacing": LEADING} | looks
    return where.text(*at, text, **looks)


def words(name: str) -> str:
    """A name of the scenario file as words.

    >>> words("direct_entry")
    'direct entry'
    """
    return " ".join(name.replace("_", " ").split())


def capital(text: str) -> str:
    """The text with its first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def counted(n: int, noun: str) -> str:
    """
    >>> counted(1, "world"), counted(10_000, "world")
    ('1 world', '10,000 worlds')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"


@cache
def wide(line: str, size: float, weight: str = "normal") -> float:
    """The width of one line in inches, as it will be drawn."""
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties

    font = FontProperties(family=FONT, size=size, weight=weight)
    return float(RendererAgg(1, 1, DPI).get_text_width_height_descent(line, font, False)[0]) / DPI


def tall(text: str, size: float) -> float:
    """The height of wrapped text in inches; none for no text."""
    return (text.count("\n") + 1) * size * LEADING / 72 if text else 0.0


def wrapped(text: str, size: float, room: float, weight: str = "normal") -> str:
    """The text in lines no wider than `room` inches; only a word wider than that is cut.

    >>> wrapped("one two three", 10, 0.7)
    'one two\\nthree'
    """
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if wide(longer, size, weight) <= room:
            lines[-1] = longer
            continue
        pieces = list(_pieces(word, size, room, weight))
        lines = [*lines, *pieces] if lines[-1] else pieces
    return "\n".join(lines)


def shortened(text: str, size: float, room: float) -> str:
    """The text, or as much of its beginning as fits with three dots."""
    if wide(text, size) <= room:
        return text
    fits = (text[:n].rstrip() + "…" for n in range(len(text) - 1, 0, -1))
    return next((cut for cut in fits if wide(cut, size) <= room), "…")


def _pieces(word: str, size: float, room: float, weight: str) -> Iterator[str]:
    while wide(word, size, weight) > room and len(word) > 1:
        fits = [n for n in range(1, len(word)) if wide(word[:n], size, weight) <= room]
        cut = fits[-1] if fits else 1
        yield word[:cut]
        word = word[cut:]
    yield word


def apart(centres: Sequence[float], heights: Sequence[float], within: tuple[float, float]) -> list[float]:
    """Centres moved as little as it takes that labels of these heights neither overlap nor leave the room.

    Labels that touch form a block, centred on the mean of where they want to be. If there is not room enough, they
    leave it at both ends.
    """
    order = sorted(range(len(centres)), key=lambda i: centres[i])
    blocks: list[list[int]] = []
    for i in order:
        blocks.append([i])
        while len(blocks) > 1 and _bottom(blocks[-1], centres, heights, within) < _top(
            blocks[-2], centres, heights, within
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    placed = [0.0] * len(centres)
    for block in blocks:
        edge = _bottom(block, centres, heights, within)
        for i in block:
            placed[i], edge = edge + heights[i] / 2, edge + heights[i]
    return [round(centre, 6) for centre in placed]


def _bottom(
    block: list[int], centres: Sequence[float], heights: Sequence[float], within: tuple[float, float]
) -> float:
    """Where a block of touching labels begins: as near to its members' wishes as the room allows."""
    size, wishes, stacked = 0.0, 0.0, 0.0
    for i in block:
        wishes += centres[i] - (stacked + heights[i] / 2)
        stacked += heights[i]
    size = stacked
    low, high = within
    if size > high - low:
        return (low + high - size) / 2
    return min(max(wishes / len(block), low), high - size)


def _top(
    block: list[int], centres: Sequence[float], heights: Sequence[float], within: tuple[float, float]
) -> float:
    return _bottom(block, centres, heights, within) + sum(heights[i] for i in block)
