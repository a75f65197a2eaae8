"""The pictures of a comparison, as files: for each question the differences of all variants, or of all outcomes of one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sim.report.plots.compare.differences import Row, difference_alt, difference_plot
from sim.report.plots.save import save
from sim.report.plots.style import Setting
from sim.usecases.comparing.compared import Compared, Contrast


def pictures(found: Compared) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes): with several variants one picture a question, with one variant one for all questions too."""
    contrasts = found.pairs[0].contrasts
    if len(found.pairs) == 1:
        label = found.pairs[0].other.label
        rows = [Row(f"{one.heading} {one.headline.name}", one.headline) for one in contrasts]
        yield from _drawn(found, "what-if", rows, None, f"What changes with {label}")
    for i, contrast in enumerate(contrasts):
        yield from _drawn(found, contrast.name, _rows(found, i), contrast)


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
