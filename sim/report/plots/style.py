"""The house style: one sheet with a title, a setting, a body and a caption, for every figure alike.

Colours are Okabe and Ito's, which the colour-blind tell apart, and no meaning hangs on colour alone. Words stand beside
what they name, so that there are no legends. Nothing here knows what is drawn.

>>> Setting("harbour", "dock_strike", "within 12 months", 1000, 10, 7).text
'harbour · dock strike · within 12 months · 1,000 worlds × 10 repeats · seed 7'
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import RLock
from typing import TYPE_CHECKING, Any

from sim.report.plots.lettering import DPI, FONT, LABEL, LEADING, SMALL, TITLE, tall, wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

INK, MUTED, RULE, PAPER = "#1a1a1a", "#595959", "#d9d9d9", "#ffffff"
BLUE, VERMILLION, GREEN, PURPLE = "#0072B2", "#D55E00", "#009E73", "#CC79A7"
ORANGE, SKY, YELLOW, BLACK = "#E69F00", "#56B4E9", "#F0E442", "#000000"
HUES = (BLUE, VERMILLION, GREEN, PURPLE, ORANGE, SKY, BLACK)
MARKERS = "os^DvPX"  # beside the hues, so that nothing hangs on colour alone
MIDTONE, TINT = (
    "#7AB4D8",
    "#D6E8F3",
)  # lighter than BLUE: what more runs, and what more knowledge would narrow

WIDTH, MARGIN, GAP = 9.0, 0.3, 0.14  # inches

# What a user's matplotlibrc may have changed and would be seen.
_SEEN = {
    "agg",
    "axes",
    "figure",
    "font",
    "grid",
    "hatch",
    "image",
    "lines",
    "markers",
    "patch",
    "path",
    "savefig",
    "svg",
    "text",
    "xtick",
    "ytick",
}
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
    }
    with _ONE_AT_A_TIME, matplotlib.rc_context(settings):
        yield


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a figure's numbers come from: the line under its title. Empty texts are left out."""

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


@dataclass(frozen=True, slots=True)
class Sheet:
    """A figure with its header and caption in place; the body lies between `bottom` and `bottom` + `height`, in inches."""

    figure: Figure
    bottom: float
    height: float

    @property
    def width(self) -> float:
        return float(self.figure.get_size_inches()[0]) - 2 * MARGIN

    def at(self, x: float, y: float) -> tuple[float, float]:
        """A place in the body, in inches from its lower left corner, as shares of the figure."""
        across, up = self.figure.get_size_inches()
        return (MARGIN + x) / across, (self.bottom + y) / up

    def axes(self, left: float, bottom: float, width: float, height: float) -> Axes:
        """Bare axes at a place in the body."""
        across, up = self.figure.get_size_inches()
        axes = self.figure.add_axes((*self.at(left, bottom), width / across, height / up))
        axes.spines[:].set_visible(False)
        axes.set_axisbelow(True)
        axes.tick_params(length=0, labelsize=SMALL, labelcolor=MUTED, pad=4)
        axes.tick_params(axis="x", pad=7)
        return axes


def sheet(title: str, subtitle: str, caption: str, body: float, width: float = WIDTH) -> Sheet:
    """An empty figure, as high as title, subtitle, a body of `body` inches and caption need."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    room = width - 2 * MARGIN
    head, under = wrapped(title, TITLE, room, "bold"), wrapped(subtitle, SMALL, room)
    foot = wrapped(caption, SMALL, room)
    header, footer = tall(head, TITLE) + tall(under, SMALL), tall(foot, SMALL)
    height = MARGIN + header + 2 * GAP + body + GAP + footer + MARGIN - 0.1
    figure = Figure(figsize=(width, height), dpi=DPI, facecolor=PAPER, label=title)
    FigureCanvasAgg(figure)
    left, top = MARGIN / width, height - MARGIN
    write(figure, (left, top / height), head, size=TITLE, weight="bold", va="top")
    top -= tall(head, TITLE) + 0.06
    write(figure, (left, top / height), under, size=SMALL, color=MUTED, va="top")
    write(figure, (left, (MARGIN - 0.1) / height), foot, size=SMALL, color=MUTED, va="bottom")
    return Sheet(figure, MARGIN - 0.1 + footer + GAP, body)


def write(where: Any, at: tuple[float, float], text: str, **looks: Any) -> Any:
    """A Text on a figure or on axes, left-aligned and centred on its height unless told otherwise."""
    looks = {"size": LABEL, "color": INK, "ha": "left", "va": "center", "linespacing": LEADING} | looks
    return where.text(*at, text, **looks)


def words(name: str) -> str:
    """A name of the scenario file as words.

    >>> words("dock_strike")
    'dock strike'
    """
    return " ".join(name.replace("_", " ").split())


def capital(text: str) -> str:
    """The text with its first letter in upper case, the others as they are."""
    return text[:1].upper() + text[1:]


def counted(n: int, noun: str) -> str:
    """A number with its noun.

    >>> counted(1, "world"), counted(10_000, "world")
    ('1 world', '10,000 worlds')
    """
    return f"{n:,} {noun}{'' if n == 1 else 's'}"
