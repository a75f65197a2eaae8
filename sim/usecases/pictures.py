"""The pictures of a run, as files: PNG for reading, SVG for print; matplotlib is loaded when the first is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario.scales import Scale
from sim.usecases.analysed import Analysis

FIGURES = "figures"


def pictures(found: Analysis, scale: Scale) -> Iterator[tuple[str, bytes]]:
    """(file name, bytes) of every picture."""
    yield from ()
