"""The pictures of a comparison, as files: for each question the differences of all variants, or of all outcomes of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from sim.analysis.compare.changes import Change
from sim.report.compare.numbers import half_of, points_text, share_text
from sim.report.plots.compare.differences import Row, difference_alt, difference_plot
from sim.report.plots.compare.heat import Cells, heat_map
from sim.report.plots.save import save
from sim.report.plots.style import Setting
from sim.usecases.comparing.compared import Compared, Contrast


def pictures(found: Compared) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): with several variants one picture a question, with one variant one for all questions too."""
    contrasts = found.pairs[0].contrasts
    if len(found.pairs) == 1:
        label = found.pairs[0].other.label
        rows = [Row(f"{one.heading} {change.name}", change) for one in contrasts for change in _telling(one)]
        yield from _drawn(found, "what-if", rows, None, f"What changes with {label}")
    elif len(contrasts) > 1:
        yield from _overview(found)
    for i, contrast in enumerate(contrasts):
        yield from _drawn(found, contrast.name, _rows(found, i), contrast)


def _telling(contrast: Contrast) -> tuple[Change, ...]:
    """What a question's answer is about, and the single outcome that changed most where that is another."""
    return (contrast.leading, *contrast.besides[:1])


def _overview(found: Compared) -> Iterator[tuple[str, bytes]]:
    """All variants against all questions: what moves what, by how many points."""
    contrasts, base = found.pairs[0].contrasts, found.base
    shown = [[one.headline for one in pair.contrasts] for pair in found.pairs]
    values = np.array([[_points(change) for change in row] for row in shown])
    texts = tuple(tuple(_cell(change) for change in row) for row in shown)
    rows = tuple(pair.other.label.replace("-", " ") for pair in found.pairs)
    heads = tuple(f"{one.name}: {one.headline.name} {share_text(one.headline.before)}" for one in contrasts)
    cells = Cells("", rows, "", heads, values, texts, around_zero=True)
    told = int(np.count_nonzero(~np.isnan(values)))
    setting = Setting(
        base.scenario.name, "", f"against {base.label}", base.runs.worlds, base.runs.repeats, base.seed
    )
    title = f"What moves what: {told} of {values.size} differences are told apart from the base"
    caption = (
        "numbers: difference from the base (whose share stands above) in percentage points; vermillion more, blue less; "
        "grey dot: these runs cannot tell them apart; *: told apart only if it were the one thing compared (Holm)"
    )
    each = "; ".join(f"{row}: {', '.join(text)}" for row, text in zip(rows, texts, strict=True))
    alt = (
        f"Heat map of differences in percentage points ({setting.text}), columns {', '.join(heads)}. {each}."
    )
    yield from files("overview-differences", heat_map(cells, setting, title, caption), alt)


def _points(change: Change) -> float:
    value = change.difference.value
    return 100 * value if change.told_apart and isinstance(value, float) else float("nan")


def _cell(change: Change) -> str:
    if not change.told_apart:
        return "·"
    star = "" if change.stands else "*"
    return f"{points_text(_points(change) / 100, half_of(change.difference))}{star}"


def _rows(found: Compared, question: int) -> list[Row]:
    """All variants, the largest difference first; of one variant all outcomes in their order."""
    if len(found.pairs) == 1:
        return [Row(change.name, change) for change in found.pairs[0].contrasts[question].rows]
    rows = [Row(pair.other.label, pair.contrasts[question].headline) for pair in found.pairs]
    return sorted(rows, key=lambda row: -_value(row))


def _value(row: Row) -> float:
    value = row.change.difference.value
    return value if isinstance(value, float) else 0.0


def _drawn(
    found: Compared, name: str, rows: list[Row], contrast: Contrast | None, title: str = ""
) -> Iterator[tuple[str, bytes]]:
    base = found.base
    asked = ""
    if contrast is not None:
        asked = f"{contrast.name}: {contrast.headline.name}" if len(found.pairs) > 1 else contrast.name
    horizon = contrast.horizon if contrast else "against " + base.label
    setting = Setting(base.scenario.name, asked, horizon, base.runs.worlds, base.runs.repeats, base.seed)
    paired = all(pair.paired for pair in found.pairs)
    yield from files(
        f"{name}-differences", difference_plot(rows, setting, paired, title), difference_alt(rows, setting)
    )


def files(name: str, figure: Any, alt: str) -> Iterator[tuple[str, bytes]]:
    """The figure in both forms."""
    for form, content in save(figure, alt).items():
        yield f"{name}.{form}", content
