"""The pictures of a run, as files: PNG for reading, SVG for print; matplotlib is loaded when the first is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.plots.outcomes import outcome_alt, outcome_bars
from sim.report.plots.passage import passage_alt, passage_curves
from sim.report.plots.save import save
from sim.report.plots.states import state_alts, state_pages
from sim.report.plots.style import Setting
from sim.report.plots.timeaxis import TimeAxis
from sim.scenario.scales import Scale
from sim.usecases.running.analysed import Analysis
from sim.usecases.running.summary import Answer

FIGURES = "figures"
DRAWN = "figures/drawn.json"


def pictures(found: Analysis, scale: Scale) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): for every question its outcomes and passages, then the states and watches over time."""
    time = TimeAxis(found.summary.tick, found.dates)
    for answer in found.summary.answers:
        setting, curves = _setting(found, answer), found.curves[answer.name]
        bars = outcome_bars(answer.outcomes, setting, scale)
        yield from _files(f"{answer.name}-outcomes", bars, outcome_alt(answer.outcomes, setting))
        lines = passage_curves(curves, time, setting)
        yield from _files(f"{answer.name}-passage", lines, passage_alt(curves, time, setting))
    yield from _over_time("states", found, time)
    yield from _over_time("watches", found, time)


def _over_time(name: str, found: Analysis, time: TimeAxis) -> Iterator[tuple[str, bytes]]:
    """Pages of states, or of watches."""
    shown = found.watches if name == "watches" else found.states
    if not shown:
        return
    span = f"{time.when(0)} to {time.when(len(found.dates) - 1)}"
    title = f"When what is watched held, {span}" if name == "watches" else ""
    setting = _setting(found)
    pages, alts = state_pages(shown, time, setting, found.kinds, title), state_alts(shown, time, setting)
    for number, (page, alt) in enumerate(zip(pages, alts, strict=True), 1):
        yield from _files(f"{name}-{number}" if len(pages) > 1 else name, page, alt)


def _setting(found: Analysis, answer: Answer | None = None) -> Setting:
    """What stands under a figure's title; a quick look is called one there too."""
    summary = found.summary
    horizon = answer.horizon if answer else ""
    told = ", ".join(filter(None, (horizon, summary.label)))
    name = answer.name if answer else ""
    return Setting(summary.scenario, name, told, summary.worlds, summary.repeats, summary.seed)


def _files(name: str, figure: Any, alt: str) -> Iterator[tuple[str, bytes]]:
    for form, content in save(figure, alt).items():
        yield f"{FIGURES}/{name}.{form}", content
