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


def pictures(found: Analysis, scale: Scale) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): for every question its outcomes and passages, then pages of the states over time."""
    time = TimeAxis(found.summary.tick, found.dates)
    for answer in found.summary.answers:
        setting, curves = _setting(found, answer), found.curves[answer.name]
        bars = outcome_bars(answer.outcomes, setting, scale)
        yield from _files(f"{answer.name}-outcomes", bars, outcome_alt(answer.outcomes, setting))
        lines = passage_curves(curves, time, setting)
        yield from _files(f"{answer.name}-passage", lines, passage_alt(curves, time, setting))
    if found.states:
        setting = _setting(found)
        pages = state_pages(found.states, time, setting, found.kinds)
        alts = state_alts(found.states, time, setting)
        for number, (page, alt) in enumerate(zip(pages, alts, strict=True), 1):
            yield from _files(f"states-{number}" if len(pages) > 1 else "states", page, alt)


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
