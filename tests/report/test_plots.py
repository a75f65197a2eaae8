"""Figures: every shape of data is drawn without a collision, shows the numbers it was given, and gives the same bytes."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date
from functools import cache
from io import BytesIO
from itertools import combinations, pairwise
from math import log
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.text import Text
from PIL import Image

from sim.analysis.finding import Interval
from sim.analysis.shares.fans import fan, level_fan
from sim.analysis.shares.outcomes import outcome_shares
from sim.analysis.shares.passage import competing, incidence
from sim.engine.program import Variable
from sim.report.plots.lettering import SMALL, apart, shortened, wide, wrapped
from sim.report.plots.numbers import told_number
from sim.report.plots.outcomes import outcome_alt, outcome_bars, outcome_title
from sim.report.plots.panels import nice_ticks
from sim.report.plots.passage import passage_alt, passage_curves, passage_title
from sim.report.plots.save import save
from sim.report.plots.states import paged, state_alts, state_pages
from sim.report.plots.style import Setting
from sim.report.plots.timeaxis import TimeAxis
from sim.report.words import bound_text, percent_text, range_text
from sim.scenario.clock import Timeline
from sim.scenario.scales import SCALES

LONG = "a_rather_long_name_that_says_nearly_all_that_there_is_to_say_about_it"


# ---- data of many shapes


def outcomes(shares, names=(), worlds=120, repeats=10, sd=0.6):
    rng = np.random.default_rng(1)
    weights = np.array(shares) * np.exp(sd * rng.normal(size=(worlds, len(shares))))
    steps = (weights / weights.sum(axis=1, keepdims=True)).cumsum(axis=1)
    codes = (rng.random((worlds, repeats, 1)) > steps[:, None, :]).sum(axis=2)
    codes = codes.clip(0, len(shares) - 1).astype(np.uint8)
    return outcome_shares(codes, names or tuple(f"outcome_{i}" for i in range(len(shares))))


def firsts(rates, ticks, worlds=120, repeats=10):
    rng = np.random.default_rng(2)
    for rate in rates:
        rate_in = rate * np.exp(0.7 * rng.normal(size=(worlds, 1)))
        times = np.ceil(rng.exponential(size=(worlds, repeats)) / rate_in)
        yield np.where(times > ticks, 0, times).astype(np.uint16)


def reached(rates, ticks, names="", **size):
    names = names or [f"line_{i}" for i in range(len(rates))]
    return [incidence(f, ticks, name) for f, name in zip(firsts(rates, ticks, **size), names, strict=True)]


def raced(rates, ticks):
    return competing({f"line_{i}": first for i, first in enumerate(firsts(rates, ticks))}, ticks)


def time_axis(tick, ticks):
    clock = Timeline.read(date(2024, 3, 31), tick, ticks)
    return TimeAxis(clock.tick_text, tuple(clock.starts(k + 1).isoformat() for k in range(ticks + 1)))


def number(name, low, high, centre, width, ticks, unit=""):
    values = np.random.default_rng(3).normal(centre, width, (ticks + 1, 500)).clip(low, high)
    bins = np.minimum((values - low) / (high - low) * 256, 255).astype(int)
    return Variable(name, False, 0, low, high, 256, unit=unit), histograms(bins, 256)


def counter(name, most, rate, ticks):
    rises = np.random.default_rng(4).random((ticks + 1, 500)) < rate
    rises[0] = False
    return Variable(name, False, 0, 0, most, most + 1, True), histograms(
        rises.cumsum(axis=0).clip(0, most), most + 1
    )


def members(name, names, ticks, truth=False, still=False):
    rng = np.random.default_rng(5)
    places = np.zeros((ticks + 1, 500), int)
    for tick in range(1, ticks + 1):
        step = (rng.random(500) < 0.3) - 1.0 * (rng.random(500) < 0.1)
        places[tick] = (places[tick - 1] + (0 if still else step)).clip(0, len(names) - 1)
    variable = Variable(name, truth, 0, 0, len(names) - 1, len(names), True, tuple(names))
    return variable, histograms(places, len(names))


def histograms(bins, size):
    return np.array([np.bincount(row, minlength=size) for row in bins])


def world(ticks):
    return [
        number("tension", 0, 1, 0.3, 0.1, ticks),
        members("involvement", [f"L{i}" for i in range(7)], ticks),
        members("phase", ["attrition", "offensive", "ceasefire"], ticks),
        counter("raids", 60, 0.4, ticks),
        members("veto", ["off", "on"], ticks, truth=True),
        number("forces", 0, 100, 12, 5, ticks, "thousand soldiers"),
        number("still", 0, 1, 0.35, 0, ticks),
        members("never_on", ["off", "on"], ticks, truth=True, still=True),
        number(LONG, -50, 50, 0, 20, ticks, "M€"),
        members("port", [LONG, "open", "shut_" + LONG], ticks),
        members("many", [f"member_{i}" for i in range(14)], ticks),
        number("money", 0, 5e6, 2e6, 4e5, ticks, "EUR"),
        number("dust", 0, 1e-6, 4e-7, 1e-7, ticks),
        number("pinned", 0, 1, 0, 0, ticks),
    ]


SETTING = Setting("northern-harbour", "direct_entry", "within a year", 120, 10, 0)
ICD = SCALES["icd203"]

BARS = {
    "one rare among frequent": lambda: outcomes([0.004, 0.03, 0.06, 0.9]),
    "none rare": lambda: outcomes([0.3, 0.3, 0.2, 0.2]),
    "one outcome": lambda: outcomes([1.0]),
    "all or nothing": lambda: outcomes([1.0, 0.0]),
    "one never seen": lambda: outcomes([0.3, 0.0, 0.7]),
    "twelve, long names": lambda: outcomes(
        [1 + i % 5 for i in range(12)], [f"{LONG}_{i}" for i in range(12)]
    ),
    "one repeat": lambda: outcomes([0.2, 0.8], repeats=1),
    "few worlds": lambda: outcomes([0.2, 0.02, 0.78], worlds=60),
    "one world": lambda: outcomes([0.3, 0.7], worlds=1),
    "a point": lambda: outcomes([0.4, 0.6], sd=0.0),
    "wildly uncertain": lambda: outcomes([0.002, 0.09, 0.9], sd=2.0, worlds=400),
}
CURVES = {
    "two lines": lambda: (reached([0.03, 0.01], 24), time_axis("month", 24)),
    "a race": lambda: (raced([0.03, 0.015, 0.005], 24), time_axis("month", 24)),
    "twelve in a race": lambda: (raced([0.004] * 6 + [0.02] * 6, 52), time_axis("week", 52)),
    "one tick": lambda: (reached([0.4, 0.1], 1), time_axis("month", 1)),
    "500 ticks": lambda: (reached([0.002], 500, worlds=40), time_axis("day", 500)),
    "no dates": lambda: (reached([0.03], 60, [LONG]), TimeAxis("2 weeks")),
    "few worlds": lambda: (reached([0.03, 0.03], 24, worlds=50), time_axis("month", 24)),
    "one repeat": lambda: (reached([0.03, 0.03], 24, repeats=1), time_axis("year", 24)),
    "all or nothing": lambda: (reached([50, 1e-9], 12, ["all", LONG]), time_axis("month", 12)),
}
STATES = {
    "one tick": lambda: (world(1), time_axis("month", 1)),
    "24 ticks": lambda: (world(24), time_axis("month", 24)),
    "500 ticks": lambda: (world(500)[:4], time_axis("day", 500)),
    "one state, no dates": lambda: (world(24)[:1], TimeAxis("week")),
    "two states": lambda: (world(24)[1:3], time_axis("2 weeks", 24)),
}


# Made once, as they are.
BARS, CURVES, STATES = (
    {name: cache(make) for name, make in table.items()} for table in (BARS, CURVES, STATES)
)


@pytest.fixture(scope="module")
def drawn():
    """name -> figure, of all shapes of data."""
    figures = {f"bars: {name}": outcome_bars(made(), SETTING, SCALES["phia"]) for name, made in BARS.items()}
    figures |= {f"curves: {name}": passage_curves(*made(), SETTING) for name, made in CURVES.items()}
    for name, made in STATES.items():
        pages = state_pages(*made(), SETTING, kinds=["phase", "port"])
        figures |= {f"states: {name} {n}": page for n, page in enumerate(pages)}
    return figures


SHAPES = [f"bars: {name}" for name in BARS] + [f"curves: {name}" for name in CURVES]
SHAPES += [f"states: {name} 0" for name in STATES] + ["states: 24 ticks 1"]


@cache
def texts(figure):
    """All texts that can be seen, each with its box in dots."""
    figure.draw_without_rendering()
    seen = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    return [(t, t.get_window_extent()) for t in seen]


def strings(figure):
    return [t.get_text() for t, _ in texts(figure)]


def flat(figure):
    return " ".join(" ".join(strings(figure)).split())


# ---- what holds for every figure


@pytest.mark.parametrize("shape", SHAPES)
def test_no_two_texts_touch_and_none_leaves_the_page(drawn, shape):
    boxes = texts(drawn[shape])
    page = drawn[shape].bbox
    for (one, a), (other, b) in combinations(boxes, 2):
        apart_x, apart_y = max(a.x0, b.x0) - min(a.x1, b.x1), max(a.y0, b.y0) - min(a.y1, b.y1)
        # Boxes are as high as the font; a dot or two of that is empty.
        assert apart_x > -0.5 or apart_y > -2, (one.get_text(), other.get_text())
    for text, box in boxes:
        assert page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1, text


@pytest.mark.parametrize("shape", SHAPES)
def test_every_text_can_be_read_on_a_slide(drawn, shape):
    assert min(text.get_size() for text, _ in texts(drawn[shape])) >= 9
    assert 8 <= drawn[shape].get_size_inches()[0] <= 10


@pytest.mark.parametrize("shape", SHAPES)
def test_never_and_always_are_not_shown(drawn, shape):
    # A word's own range, such as [95-100%], is no number of ours.
    assert re.findall(r"(?<![-\d.,])(?:0+(?:\.0+)?|100(?:\.0+)?)%", flat(drawn[shape])) == []


@pytest.mark.parametrize(
    "draw",
    [
        lambda: outcome_bars(BARS["one never seen"](), SETTING, ICD),
        lambda: passage_curves(*CURVES["two lines"](), SETTING),
        lambda: state_pages(*STATES["two states"](), SETTING)[0],
    ],
    ids=["bars", "curves", "states"],
)
def test_the_same_data_give_the_same_bytes(draw, monkeypatch):
    once = save(draw(), "What it shows.")
    # Neither the clock, nor a user's own settings of matplotlib, nor an earlier picture is seen.
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "axes.facecolor": "red"}):
        again = save(draw(), "What it shows.")
    assert once == again
    assert save(draw(), "Something else.") != once


def test_drawing_leaves_no_trace_in_matplotlib():
    script = """
import sys, matplotlib
before = dict(matplotlib.rcParams)
import numpy as np
from sim.report.plots.style import sheet
from sim.report.plots.save import save
from sim.report.plots import members, numbers, outcomes, passage, states
from sim.report.plots.timeaxis import TimeAxis
assert "matplotlib.figure" not in sys.modules, "imported before anything is drawn"
save(sheet("Title", "Subtitle", "Caption", 1.0).figure, "Alt")
assert dict(matplotlib.rcParams) == before
assert "matplotlib.pyplot" not in sys.modules
assert "matplotlib.figure" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


# ---- saving


def test_many_svgs_fit_into_one_page(drawn):
    names = ["bars: one rare among frequent", "bars: none rare", "curves: a race", "states: 24 ticks 0"]
    pages = [ElementTree.fromstring(save(drawn[name], name)["svg"]) for name in names]
    ids = [node.get("id") for page in pages for node in page.iter() if node.get("id")]
    assert len(ids) == len(set(ids)) > 400
    used = {
        target
        for page in pages
        for node in page.iter()
        for value in node.attrib.values()
        for target in re.findall(r"url\(#([^)]+)\)|^#(.+)", value)
    }
    assert used and {a or b for a, b in used} <= set(ids)


def test_alt_text_travels_with_the_picture(drawn):
    alt = "“Stays out” is at 92% & nothing else <matters>."
    images = save(drawn["bars: none rare"], alt)
    svg = ElementTree.fromstring(images["svg"])
    title, desc = svg[0], svg[1]
    assert (title.tag.split("}")[1], desc.tag.split("}")[1]) == ("title", "desc")
    assert desc.text == alt and title.text == drawn["bars: none rare"].get_label()
    assert svg.get("role") == "img"
    assert svg.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
    with Image.open(BytesIO(images["png"])) as png:
        assert png.text["Description"] == alt
        assert "Software" not in png.text and "Creation Time" not in png.text
        assert png.info["dpi"] == pytest.approx((150, 150), abs=0.1)


def test_svg_text_is_text_and_a_dollar_is_a_dollar():
    setting = Setting("$a$ and $b$", "", "", 120, 10, 0)
    svg = save(outcome_bars(BARS["none rare"](), setting, ICD), "alt")["svg"].decode()
    assert ">$a$ and $b$ · 120 worlds × 10 repeats · seed 0<" in svg
    assert not svg.startswith("<?xml") and "<!DOCTYPE" not in svg


# ---- outcomes


@pytest.mark.parametrize("name", BARS)
def test_bars_show_the_numbers_of_their_findings(name, drawn):
    findings = BARS[name]()
    shown = strings(drawn[f"bars: {name}"])
    for finding in findings:
        bounded = isinstance(finding.interval, Interval) and finding.interval.sides != "both"
        number = bound_text(finding.interval) if bounded else percent_text(finding.value)
        assert number in shown
        assert number in outcome_alt(findings, SETTING)
        if isinstance(finding.spread, Interval):
            assert range_text(finding.spread.low, finding.spread.high) in outcome_alt(findings, SETTING)
        else:
            assert finding.spread.why in " ".join(" ".join(shown).split())


@pytest.mark.parametrize("name", ["none rare", "one rare among frequent"])
def test_dots_stand_where_the_estimates_are(name, drawn):
    findings, axes = BARS[name](), drawn[f"bars: {name}"].axes
    dots = [line.get_xdata()[0] for line in axes[-1].lines if line.get_marker() == "o"]
    values = [finding.value for finding in findings]
    assert dots == pytest.approx([log(p / (1 - p)) for p in values] if len(axes) == 2 else values)


def test_rare_outcomes_have_a_panel_in_log_odds_and_bars_that_add_up(drawn):
    bars, _detail = drawn["bars: one rare among frequent"].axes
    assert sum(patch.get_width() for patch in bars.patches) == pytest.approx(1)
    assert len(drawn["bars: none rare"].axes) == 1


@pytest.mark.parametrize(
    "shares, said",
    [
        ([0.1, 0.9], r"Outcome 1 is the most frequent outcome at \d\d%, ahead of outcome 0 at [\d.]+%"),
        ([0.5, 0.5], r"Outcome \d, \d\d%, and outcome \d, \d\d%, are too close to rank"),
        ([1.0, 0.0], r"Outcome 0 in each of the 1,200 histories: more than 97\.\d%"),
        ([1.0], r"Outcome 0 in each of the 1,200 histories: more than 97\.\d%"),
    ],
)
def test_the_title_is_the_finding(shares, said):
    assert re.fullmatch(said, outcome_title(outcomes(shares)))


def test_a_given_title_stands():
    figure = outcome_bars(BARS["none rare"](), SETTING, ICD, "We chose this")
    assert "We chose this" in strings(figure) and figure.get_label() == "We chose this"


def test_a_reason_shared_by_all_is_given_once(drawn):
    assert flat(drawn["bars: one repeat"]).count("one history per world cannot tell") == 1
    assert flat(drawn["bars: all or nothing"]).count("needs 5 histories") == 2
    assert flat(drawn["curves: few worlds"]).count("needs 100 worlds, has 50") == 1


@pytest.mark.parametrize(
    "name, there, absent",
    [
        ("all or nothing", "arrow: 95% bound", "dot: best estimate"),
        ("none rare", "light band: not knowing", "arrow:"),
        ("one repeat", "dark band: 95% finite-run", "light band"),
        ("one world", "one world says nothing about others", "dark band"),
    ],
)
def test_the_caption_explains_what_is_there_and_nothing_else(drawn, name, there, absent):
    words = flat(drawn[f"bars: {name}"])
    assert there in words and absent not in words


# ---- first passage


@pytest.mark.parametrize("name", CURVES)
def test_curves_show_the_numbers_of_their_lines(name, drawn):
    curves, time = CURVES[name]()
    lines = getattr(curves, "lines", curves)
    shown = strings(drawn[f"curves: {name}"])
    for curve in lines:
        share = float(curve.share[-1])
        bound = Interval(curve.low[-1], curve.high[-1], 0.95, "", "upper" if share == 0 else "lower")
        number = percent_text(share) if 0 < share < 1 else bound_text(bound)
        assert number in shown and number in passage_alt(curves, time, SETTING)


def test_a_curve_is_drawn_where_its_shares_are(drawn):
    curves, _ = CURVES["two lines"]()
    axes = drawn["curves: two lines"].axes[0]
    outlines = [patch for patch in axes.patches if not patch.get_fill()]
    for curve, outline in zip(curves, outlines, strict=True):
        values, edges, _ = outline.get_data()
        assert values.tolist() == curve.share.tolist() and edges.tolist() == list(range(25))


@pytest.mark.parametrize(
    "name, said",
    [
        ("two lines", r"By 31 March 2026, \d\d% of histories had come to “line 0” and \d\d% to “line 1”"),
        ("a race", r"By 31 March 2026, “line 0” had come first in \d\d% of histories and .*; none in \d\d%"),
        ("no dates", r"By week 120, \d\d% of histories had come to “a rather long.*”"),
        ("all or nothing", r"By 31 March 2025, more than 97.\d% .* “all” and less than 2.\d% to .*"),
    ],
)
def test_the_title_tells_the_horizon(name, said):
    assert re.fullmatch(said, passage_title(*CURVES[name]()))


def test_a_race_and_a_ladder_are_told_apart(drawn):
    assert "in which the line came first" in flat(drawn["curves: a race"])
    assert "one history may count for several lines" in flat(drawn["curves: two lines"])


# ---- states


def test_every_kind_of_state_is_told_in_its_own_way():
    states, time = STATES["24 ticks"]()
    alt = " ".join(state_alts(states, time, SETTING))
    shares = r"[\d.]+%"
    assert re.search(r"tension median 0\.\d\d, middle 90% from 0\.\d\d to 0\.\d\d;", alt)
    assert re.search(r"raids median \d+, middle 90% from \d+ to \d+;", alt)
    assert re.search(rf"phase attrition {shares}, offensive {shares}, ceasefire {shares};", alt)
    assert re.search(rf"veto off {shares}, on {shares};", alt)
    assert "still median 0.35, middle 90% from 0.35 to 0.35;" in alt
    assert "never on off;" in alt and "pinned median 0.00," in alt


@pytest.mark.parametrize("index", [0, 3, 5, 11, 12])
def test_numbers_beside_a_fan_are_its_last_quantiles(index):
    variable, counts = world(24)[index]
    if variable.whole:
        last = level_fan(counts, np.arange(variable.bins)).values[-1]
    else:
        last = fan(counts, np.linspace(variable.low, variable.high, 257)).values[-1]
    told = re.findall(r"[\d.]+M?", told_number(variable, counts).replace("90%", ""))
    values = [float(text.rstrip("M")) * (1e6 if text.endswith("M") else 1) for text in told]
    bin_width = 0 if variable.whole else (variable.high - variable.low) / 256
    # Written with no more digits than the bins tell apart: off by less than ten bins.
    assert values == pytest.approx([last[2], last[0], last[4]], abs=10 * bin_width)


def test_shares_of_members_are_those_at_the_end():
    variable, counts = members("phase", ["a", "b", "c"], 24)
    figure = state_pages([(variable, counts)], TimeAxis("week"), SETTING)[0]
    for name, count in zip("abc", counts[-1], strict=True):
        assert f"{percent_text(count / 500)} {name}" in strings(figure)


def test_more_members_than_fit_are_counted(drawn):
    figure = drawn["states: 24 ticks 1"]
    shown = [s for s in strings(figure) if s.split(" ", 1)[-1].startswith("member ")]
    visited = int((world(24)[10][1].sum(axis=0) > 0).sum())
    assert 0 < len(shown) < visited and f"and {visited - len(shown)} more" in strings(figure)


@pytest.mark.parametrize("states, pages", [(1, [1]), (12, [12]), (13, [9, 4]), (14, [9, 5]), (25, [9, 9, 7])])
def test_pages_hold_at_most_twelve_states(states, pages):
    assert [len(page) for page in paged([world(1)[0]] * states)] == pages


def test_every_state_has_a_panel_of_its_own_on_one_time_axis(drawn):
    pages = [drawn["states: 24 ticks 0"], drawn["states: 24 ticks 1"]]
    assert [len(page.axes) for page in pages] == [9, 5]
    assert {axes.get_xlim() for page in pages for axes in page.axes} == {(0, 24)}


def test_nothing_to_draw_is_refused():
    with pytest.raises(ValueError, match="at least one outcome"):
        outcome_bars([], SETTING, ICD)
    with pytest.raises(ValueError, match="at least one line"):
        passage_curves([], TimeAxis("month"), SETTING)
    with pytest.raises(ValueError, match="without states"):
        state_pages([], TimeAxis("month"), SETTING)


# ---- lettering, ticks, time

lengths = st.lists(st.tuples(st.floats(0, 10), st.floats(0.1, 1)), min_size=1, max_size=12)


@given(lengths)
@settings(max_examples=50, deadline=None)
def test_labels_keep_apart_in_order_and_in_the_room(labels):
    centres, heights = [c for c, _ in labels], [h for _, h in labels]
    placed = apart(centres, heights, (0.0, 12.0))
    spans = sorted((p - h / 2, p + h / 2) for p, h in zip(placed, heights, strict=True))
    assert all(a[1] <= b[0] + 1e-5 for a, b in pairwise(spans))
    assert spans[0][0] >= -1e-5 and spans[-1][1] <= 12 + 1e-5
    assert [p for _, p in sorted(zip(centres, placed, strict=True))] == sorted(placed)
    inside = [min(max(c, h / 2), 12 - h / 2) for c, h in labels]
    if all(a + b < 2 * abs(x - y) for (x, a), (y, b) in combinations(zip(inside, heights, strict=True), 2)):
        assert placed == pytest.approx(inside, abs=1e-5)


@pytest.mark.parametrize("text", ["one two three four five six seven", LONG, "", "mixed " + LONG + " end"])
def test_wrapped_lines_fit_and_lose_nothing(text):
    lines = wrapped(text, 10, 1.2).split("\n")
    assert all(wide(line, 10) <= 1.2 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wide(shortened(text, SMALL, 1.0), SMALL) <= 1.0


@pytest.mark.parametrize("low, high", [(0.1, 0.6), (0, 1), (3, 3.0001), (-40, 7), (0, 4.7e6), (1e-7, 5e-7)])
def test_ticks_are_few_and_hold_the_range(low, high):
    ticks = nice_ticks(low, high)
    assert 2 <= len(ticks) <= 4
    assert ticks[0] <= low + 1e-9 * (high - low) and ticks[-1] >= high - 1e-9 * (high - low)


@pytest.mark.parametrize("tick", ["day", "week", "2 weeks", "month", "3 months", "year"])
@pytest.mark.parametrize("ticks", [1, 2, 7, 24, 61, 365, 500])
@pytest.mark.parametrize("most", [3, 7])
def test_marks_along_time_are_few_and_in_order(tick, ticks, most):
    for axis in (time_axis(tick, ticks), TimeAxis(tick)):
        marks = axis.marks(ticks, most)
        places = [place for place, _ in marks]
        assert 2 <= len(marks) <= most or (ticks > 62 and marks)
        assert places == sorted(set(places)) and places[-1] <= ticks


@pytest.mark.parametrize(
    "tick, ticks, marks",
    [
        ("month", 12, ["31 Mar\n2024", "31 May", "31 Jul", "30 Sep", "30 Nov", "31 Jan\n2025", "31 Mar"]),
        ("month", 24, ["31 Mar\n2024", "30 Sep", "31 Mar\n2025", "30 Sep", "31 Mar\n2026"]),
        ("day", 500, ["1 Apr\n2024", "1 Jul", "1 Oct", "1 Jan\n2025", "1 Apr", "1 Jul"]),
    ],
)
def test_marks_are_named_by_the_date_at_the_end_of_the_tick(tick, ticks, marks):
    assert [name for _, name in time_axis(tick, ticks).marks(ticks, 7)] == marks
