"""The flip-path diagram: from left to right the things that flipped histories hang on, as wide as their share is large.

A band is a path; where it runs through a bar the histories hang on that thing. The last bar of a path is in the last column.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.report.plots import style
from sim.report.plots.lettering import SMALL, tall, wrapped
from sim.report.plots.style import BLUE, HUES, INK, MUTED, PAPER, Setting, Sheet, write
from sim.report.why.flips import FlipsTold, Told, share_text
from sim.report.why.phrases import as_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

HEIGHT, LEAST = 2.6, 0.02  # inches for all histories; the thinnest band
BAR, GAP, UNDER = 0.14, 0.14, 0.04  # inches: a bar's width, between bars, between a label and its bar
MOST_PATHS, MOST_STEPS, RARE = 12, 4, 0.015
OTHER = "other paths"


@dataclass
class _Node:
    """A thing in a column: the bands that run through it, from the top."""

    text: str
    column: int
    share: float = 0.0
    label: str = ""
    top: float = 0.0
    slots: dict[int, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Band:
    """A path as it is drawn."""

    steps: tuple[str, ...]
    share: float


def flip_paths(found: FlipsTold, setting: Setting, title: str = "") -> Figure:
    """The paths of the larger way; ValueError if no history flips."""
    way, label = found.larger, found.sides[1]
    if not way.routes:
        raise ValueError("no history flips")
    with style.house():
        bands = list(_bands(way))
        columns = max(len(band.steps) for band in bands)
        width = (style.WIDTH - 2 * style.MARGIN) / columns
        nodes = _nodes(bands, columns)
        for node in nodes.values():
            node.label = wrapped(f"{share_text(node.share)}  {node.text}", SMALL, width - 0.15)
        body = _placed(nodes, columns)
        sheet = style.sheet(title or flips_title(found), setting.text, _caption(way, label, len(bands)), body)
        _draw(sheet, bands, nodes, width)
        return sheet.figure


def flips_title(found: FlipsTold) -> str:
    """What most of them hang on, as a sentence."""
    way, label = found.larger, found.sides[1]
    said = as_words(found.said)
    which = f"the {way.count:,} histories that come to {said} only in {label}"
    if way.count == 1:
        which = f"the one history that comes to {said} only in {label}"
    node = way.telling
    if node is None:
        return style.capital(f"{which} hang on no single event or choice")
    return f"{share_text(node.share).capitalize()} of {which} hang on: {node.text}"


def flips_alt(found: FlipsTold, setting: Setting) -> str:
    """The figure in a sentence, for those who cannot see it."""
    way, label = found.larger, found.sides[1]
    each = "; ".join(f"{share_text(route.share)} {route.text}" for route in way.routes[:MOST_PATHS])
    return f"Diagram of the paths on which {way.count:,} histories flip in {label} ({setting.text}): {each}."


def _bands(way: Told) -> Iterator[_Band]:
    """The commonest paths, those that share their end side by side; the others as one."""
    shown = [route for route in way.routes[:MOST_PATHS] if route.share >= RARE] or list(way.routes[:1])
    bands = [_Band((route.steps or (route.text,))[-MOST_STEPS:], route.share) for route in shown]
    weight: dict[str, float] = {}
    for band in bands:
        for step in band.steps:
            weight[step] = weight.get(step, 0.0) + band.share
    bands.sort(key=lambda band: [(-weight[step], step) for step in reversed(band.steps)])
    yield from bands
    rest = 1 - sum(band.share for band in bands)
    if rest > 1e-9:
        yield _Band((f"{OTHER} ({len(way.routes) - len(shown):,})",), rest)


def _nodes(bands: Sequence[_Band], columns: int) -> dict[tuple[int, str], _Node]:
    """Every thing in its column; paths end in the last one."""
    nodes: dict[tuple[int, str], _Node] = {}
    for number, band in enumerate(bands):
        for i, step in enumerate(band.steps):
            column = columns - len(band.steps) + i
            node = nodes.setdefault((column, step), _Node(step, column))
            node.slots[number] = node.share
            node.share += band.share
    return nodes


def _placed(nodes: dict[tuple[int, str], _Node], columns: int) -> float:
    """Stacks the bars of each column under their labels; the height it takes."""
    lowest = 0.0
    for column in range(columns):
        top = 0.0
        for node in (node for node in nodes.values() if node.column == column):
            node.top = top + tall(node.label, SMALL) + UNDER
            top = node.top + max(node.share * HEIGHT, LEAST) + GAP
        lowest = max(lowest, top)
    return lowest


def _draw(sheet: Sheet, bands: Sequence[_Band], nodes: dict[tuple[int, str], _Node], width: float) -> None:
    axes = sheet.axes(0, 0, sheet.width, sheet.height)
    axes.set(xlim=(0, sheet.width), ylim=(-sheet.height, 0), xticks=[], yticks=[])
    hues = _hues(nodes)
    for number, band in enumerate(bands):
        steps = [node for node in nodes.values() if number in node.slots]
        steps.sort(key=lambda node: node.column)
        for one, other in pairwise(steps):
            _flow(axes, (one, other), number, band.share, (width, hues[other.text]))
    for node in nodes.values():
        x, height = node.column * width, max(node.share * HEIGHT, LEAST)
        axes.fill([x, x + BAR, x + BAR, x], [-node.top, -node.top, -node.top - height, -node.top - height],
                  color=hues[node.text], linewidth=0)  # fmt: skip
        text = write(axes, (x, -node.top + UNDER), node.label, size=SMALL, va="bottom", color=INK)
        text.set_bbox({"facecolor": PAPER, "alpha": 0.7, "pad": 0.6, "linewidth": 0})


def _hues(nodes: dict[tuple[int, str], _Node]) -> dict[str, str]:
    """A colour for whoever acts; what is left over is grey."""
    found: dict[str, str] = {}
    actors: dict[str, str] = {}
    for node in sorted(nodes.values(), key=lambda node: -node.share):
        who = node.text.partition(":")[0]
        if node.text.startswith(OTHER):
            found[node.text] = MUTED
        else:
            found[node.text] = actors.setdefault(who, HUES[len(actors) % len(HUES)])
    return found


def _flow(axes: Axes, ends: tuple[_Node, _Node], number: int, share: float, looks: tuple[float, str]) -> None:
    """A band from one bar to the next, bent like an S."""
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    one, other = ends
    width, hue = looks
    left, right = one.column * width + BAR, other.column * width
    high, low = (-node.top - node.slots[number] * HEIGHT for node in ends)
    thick, middle = max(share * HEIGHT, LEAST), (left + right) / 2
    points = [
        (left, high), (middle, high), (middle, low), (right, low),
        (right, low - thick), (middle, low - thick), (middle, high - thick), (left, high - thick), (left, high),
    ]  # fmt: skip
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    axes.add_patch(PathPatch(Path(points, codes), facecolor=hue or BLUE, alpha=0.28, linewidth=0))


def _caption(way: Told, label: str, shown: int) -> str:
    sampled = (
        f"{way.replayed:,} of {way.count:,} histories, evenly spaced" if way.replayed < way.count else ""
    )
    parts = (
        f"bands: the paths of these histories in {label}, as wide as their share",
        "a bar stands for what they hang on: without it, and with all other luck the same, they would not have come to it",
        "the title counts those among the other paths too" if len(way.routes) > shown else "",
        sampled,
    )
    return "; ".join(part for part in parts if part)
