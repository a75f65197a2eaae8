"""Pictures of comparisons: drawn without a collision at any size, with the numbers they were given, the same every time."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from matplotlib.text import Text

from sim.analysis.compare.changes import share_change
from sim.analysis.shares.outcomes import outcome_shares
from sim.analysis.shares.stacks import stack
from sim.report.plots.compare.differences import Row, difference_alt, difference_plot, difference_title
from sim.report.plots.compare.heat import Cells, heat_map
from sim.report.plots.compare.quadrants import quadrant_plot, squares
from sim.report.plots.compare.stacked import stacked_curves
from sim.report.plots.compare.sweeps import Track, sweep_plot
from sim.report.plots.save import save
from sim.report.plots.style import Setting
from sim.report.plots.timeaxis import TimeAxis

SETTING = Setting("harbour", "dock_strike", "within 12 months", 300, 5, 7)
LONG = "a_rather_long_name_that_says_nearly_all_that_there_is_to_say_about_it"
TIME = TimeAxis("month", (*(f"2030-{month:02}-01" for month in range(1, 13)), "2031-01-01"))


def change(before, after, name="crosses", alike=True):
    luck = np.random.default_rng(1).random((300, 5))
    return share_change(name, luck < before, luck < after, alike)


def rows(*sizes, base=0.2, name="variant"):
    return [Row(f"{name}-{i}", change(base, base + size)) for i, size in enumerate(sizes)]


def firsts(lines, ticks=12, rate=0.05):
    rng = np.random.default_rng(2)
    drawn = (np.ceil(rng.exponential(size=(100, 5)) / rate) for _ in range(lines))
    return {f"line_{i}": np.where(first > ticks, 0, first).astype(np.uint16) for i, first in enumerate(drawn)}


def cells(n, m, around_zero=False):
    values = (
        np.random.default_rng(3).normal(size=(n, m))
        if around_zero
        else np.linspace(0.01, 0.99, n * m).reshape(n, m)
    )
    texts = tuple(tuple(f"{value:+.1f}" for value in row) for row in values)
    names = [LONG, "short", "of two words"]
    return Cells(
        "rows",
        tuple(names[i % 3] for i in range(n)),
        "columns",
        tuple(names[(i + 1) % 3] for i in range(m)),
        values,
        texts,
        around_zero,
    )


def track(paths, points):
    rng = np.random.default_rng(4)
    share = np.sort(rng.random(points)) * 0.3
    xs = np.array([np.linspace(0, 10.0**i, points) for i in range(paths)])
    return Track(
        tuple(f"{LONG[: 20 + i]}" for i in range(paths)),
        ("",) * paths,
        xs,
        share,
        share * 0.8,
        share * 1.2,
        0.1,
        "crosses",
    )


def corners(*shares):
    codes = np.random.default_rng(5).choice(4, p=shares, size=(200, 5)).astype(np.uint8)
    return outcome_shares(codes, ("uneasy_quiet", "squeezed", LONG, "dragged_in"))


DRAWN = {
    "one difference": lambda: difference_plot(rows(0.1), SETTING, True),
    "fifteen differences": lambda: difference_plot(rows(*np.linspace(0.3, -0.2, 15)), SETTING, True),
    "nothing differs": lambda: difference_plot(rows(0, 0), SETTING, True),
    "long names": lambda: difference_plot(rows(0.1, -0.1, name=LONG), SETTING, False),
    "tiny differences": lambda: difference_plot(rows(0.002, -0.001, base=0.01), SETTING, True),
    "everything": lambda: difference_plot(rows(0.9, base=0.1), SETTING, True),
    "one line": lambda: stacked_curves(stack("worst", firsts(1), 12), "quiet", TIME, SETTING),
    "a ladder": lambda: stacked_curves(stack("worst", firsts(5), 12), "quiet", TIME, SETTING),
    "competing": lambda: stacked_curves(stack("first", firsts(4, rate=0.5), 12), LONG, TIME, SETTING),
    "never": lambda: stacked_curves(stack("first", firsts(2, rate=1e-9), 12), "quiet", TIME, SETTING),
    "a small table": lambda: heat_map(cells(1, 1), SETTING, "One cell", "caption"),
    "a large table": lambda: heat_map(cells(15, 10, True), SETTING, "Many", "caption"),
    "corners": lambda: quadrant_plot(corners(0.4, 0.3, 0.2, 0.1), ("contested", "demanded"), SETTING),
    "an empty corner": lambda: quadrant_plot(corners(0.5, 0, 0.5, 0), ("contested", "demanded"), SETTING),
    "a line": lambda: sweep_plot(track(1, 5), SETTING),
    "two points": lambda: sweep_plot(track(1, 2), SETTING),
    "panels": lambda: sweep_plot(track(5, 32), SETTING),
}


@pytest.fixture(scope="module")
def figures():
    return {name: draw() for name, draw in DRAWN.items()}


def boxes(figure):
    figure.draw_without_rendering()
    seen = [text for text in figure.findobj(Text) if text.get_visible() and text.get_text().strip()]
    return [(text, text.get_window_extent()) for text in seen]


@pytest.mark.parametrize("name", DRAWN)
def test_no_two_texts_touch_none_leaves_the_page_all_can_be_read(figures, name):
    found, page = boxes(figures[name]), figures[name].bbox
    for (one, a), (other, b) in combinations(found, 2):
        apart_x, apart_y = max(a.x0, b.x0) - min(a.x1, b.x1), max(a.y0, b.y0) - min(a.y1, b.y1)
        assert apart_x > -0.5 or apart_y > -2, (one.get_text(), other.get_text())
    for text, box in found:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, text
        assert text.get_size() >= 9


def flat(figure):
    return " ".join(" ".join(text.get_text() for text, _ in boxes(figure)).split())


def test_a_difference_is_written_as_it_was_given(figures):
    told = flat(figures["one difference"])
    value = 100 * change(0.2, 0.3).difference.value
    assert f"+{value:.1f}" in told or f"+{value:.0f}" in told
    assert "no history differs" in flat(figures["nothing differs"])
    assert "not paired" in flat(figures["long names"])


def test_titles_say_the_most_and_the_least_and_what_cannot_be_told():
    assert difference_title(rows(0, 0)) == "These runs cannot tell any of them apart from the base"
    title = difference_title(rows(0.1, -0.1, 0))
    assert title.startswith("Variant 0 gains ") and "variant 1 loses" in title
    assert title.endswith("; 1 of 3 cannot be told apart from the base")


def test_areas_of_corners_are_their_shares():
    for shares in ((0.4, 0.3, 0.2, 0.1), (1, 0, 0, 0), (0, 0.5, 0, 0.5)):
        assert [square.width * square.height for square in squares(shares)] == pytest.approx(shares)


def test_the_same_data_give_the_same_bytes_with_the_sentence():
    alt = difference_alt(rows(0.1, 0), SETTING)
    assert "variant 0 +" in alt and "none (below" in alt
    once, again = (save(difference_plot(rows(0.1, 0), SETTING, True), alt) for _ in range(2))
    assert once == again and alt.split(":")[0].encode() in once["svg"]


@pytest.mark.parametrize(
    "draw",
    [
        lambda: difference_plot([], SETTING, True),
        lambda: heat_map(cells(1, 1).__class__("", (), "", (), np.zeros((0, 0)), ()), SETTING, "", ""),
        lambda: sweep_plot(Track((), (), np.zeros((0, 0)), *(np.zeros(0),) * 3, 0.1, "x"), SETTING),
    ],
)
def test_nothing_is_no_picture(draw):
    with pytest.raises(ValueError, match="at least one"):
        draw()
