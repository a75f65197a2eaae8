"""Flip paths and waterfalls: drawn without a collision at any size, with the numbers they were given, the same every time."""

from __future__ import annotations

from itertools import combinations

import pytest
from matplotlib.text import Text

from sim.report.plots.save import save
from sim.report.plots.style import Setting
from sim.report.plots.why.flips import flip_paths, flips_alt, flips_title
from sim.report.plots.why.split import split_alt, split_title, waterfall
from sim.report.why.flips import FlipsTold, Node, Route, Told
from sim.report.why.split import Part, SplitTold

SETTING = Setting("border", "fight", "within 12 months", 1000, 10, 7)
GATE, RAID, SHOT = "The gate is opened", "The raiders: raid the town, and it works", "The town: shoot"
LONG = (
    "The very long name of an actor of great importance: does something that takes a good many words to say"
)


def flips(routes, count=200, replayed=200):
    share = {}
    for steps, part in routes:
        for step in steps:
            share[step] = share.get(step, 0) + part
    nodes = tuple(
        Node(step, step, part, (("holding", 1.0),))
        for step, part in sorted(share.items(), key=lambda i: -i[1])
    )
    told = tuple(Route(steps, round(part * count), part, f"{i}.1") for i, (steps, part) in enumerate(routes))
    way = Told(count, replayed, nodes, told, (), 3)
    return FlipsTold(
        "fight", "Is there shooting?", "any outcome but peace", "a", "b", 10_000, way, Told(), 0, (), "month"
    )


FLIPS = {
    "one": flips([((SHOT,), 1.0)]),
    "merging": flips([((GATE, RAID, SHOT), 0.5), ((RAID, SHOT), 0.3), ((GATE, "The town: talk"), 0.2)]),
    "many": flips([((f"{LONG} {i}", f"{LONG} {i % 3}", SHOT), 1 / 20) for i in range(20)]),
    "long": flips([(tuple(f"Step {i}: go on" for i in range(9)), 0.9), ((), 0.1)], replayed=50),
    "numbers": flips([((), 1.0)]),
}


def parts(values, told=True):
    return tuple(
        Part(f"setting.number_{i}", ("0.3", "0.5"), v, (v - 0.004, v + 0.004), v, v, told)
        for i, v in enumerate(values)
    )


def split(values, told=True):
    whole = sum(values)
    interval = (whole - 0.01, whole + 0.01)
    found = parts(values, told)
    return SplitTold("fight", "?", "war", "a", "b", whole, interval, found, (), 6, 8, 6, 10_000, True)


SPLITS = {
    "one": split([0.03]),
    "ups and downs": split([0.05, -0.03, 0.02, 0.0]),
    "untold": split([0.001, -0.002], told=False),
    "many": split([0.02 - 0.003 * i for i in range(20)]),
    "long": SplitTold("q", "?", "war", "a", "b", 0.1, None,
                      (Part(LONG.replace(" ", "_"), (LONG, LONG), 0.1, None, 0.1, 0.1, True),), (), 1, 2, 0, 10, True),
}  # fmt: skip


def boxes(figure):
    """The places of all texts, in pixels."""
    drawn = figure.canvas.get_renderer()
    texts = [text for text in figure.findobj(Text) if text.get_text().strip() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent(drawn)) for text in texts]


def is_clean(figure):
    found, (width, height) = boxes(figure), figure.canvas.get_width_height()
    for text, box in found:
        assert box.x0 >= -1 and box.x1 <= width + 1 and box.y0 >= -1 and box.y1 <= height + 1, text
    for (one, a), (other, b) in combinations(found, 2):
        across = min(a.x1, b.x1) - max(a.x0, b.x0)
        up = min(a.y1, b.y1) - max(a.y0, b.y0)
        assert across <= 1 or up <= 2, (one, other)


@pytest.mark.parametrize("name", FLIPS)
def test_flip_paths_have_no_collision(name):
    figure = flip_paths(FLIPS[name], SETTING)
    is_clean(figure)
    again = flip_paths(FLIPS[name], SETTING)
    assert save(figure, "x") == save(again, "x")


@pytest.mark.parametrize("name", SPLITS)
def test_waterfalls_have_no_collision(name):
    is_clean(waterfall(SPLITS[name], SETTING))


def test_the_bars_of_a_waterfall_end_where_the_whole_does():
    figure = waterfall(SPLITS["ups and downs"], SETTING)
    bars = [patch for patch in figure.axes[0].patches if patch.get_width()]
    ends = [bar.get_x() + bar.get_width() for bar in bars]
    assert ends == pytest.approx([5, 2, 4, 4]) and bars[-1].get_x() == 0


def test_a_bar_is_as_high_as_what_runs_through_it():
    figure = flip_paths(FLIPS["merging"], SETTING)
    bars = [patch for patch in figure.axes[0].patches if patch.get_alpha() is None]
    heights = [max(y for _, y in bar.get_xy()) - min(y for _, y in bar.get_xy()) for bar in bars]
    assert sorted(height / max(heights) for height in heights) == pytest.approx(
        sorted([0.5 / 0.8, 0.8 / 0.8, 0.8 / 0.8, 0.2 / 0.8, 0.2 / 0.8])
    )


def test_titles_and_sentences():
    assert flips_title(FLIPS["merging"]) == (
        f"80% of the 200 histories that come to any outcome but peace only in b hang on: {RAID}"
    )
    assert "50% The gate is opened > The raiders: raid the town" in flips_alt(FLIPS["merging"], SETTING)
    assert flips_title(FLIPS["numbers"]).endswith("hang on no single event or choice")
    assert split_title(SPLITS["ups and downs"]) == "Of b's +4.0 points, setting.number_0 makes +5.0"
    assert "b adds 4.0 points to war" in split_alt(SPLITS["ups and downs"], SETTING)


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="no history flips"):
        flip_paths(flips([], count=0), SETTING)
    with pytest.raises(ValueError, match="at least one part"):
        waterfall(split([]), SETTING)
