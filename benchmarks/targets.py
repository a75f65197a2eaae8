"""What was promised, and whether this run kept it. Each promise names the figure it is about; one not measured is neither."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

STUDY_YARDSTICK = 416_000  # histories a second of the yardstick, one thread, on the machine of the study that set 15,000


@dataclass(frozen=True)
class Target:
    """A bound on a figure: ``at_least`` it, or else at most."""

    figure: str
    bound: float
    unit: str
    at_least: bool = True

    def met(self, value: float) -> bool:
        """Whether the figure keeps it."""
        return value >= self.bound if self.at_least else value <= self.bound


TARGETS = (
    Target("compiled, 1 thread / C, our semantics", 0.8, "x"),
    Target("compiled, 1 thread / yardstick f64", 0.6, "x"),
    Target("compiled, 2 threads / compiled, 1 thread", 1.8, "x"),
    Target("compiled, 1 thread / Mesa", 400, "x"),
    Target("compiled, 1 thread / EMA Workbench", 200, "x"),
    Target("NumPy / Mesa", 25, "x"),
    Target("NumPy / yardstick f64", 15_000 / STUDY_YARDSTICK, "x"),
    Target("fresh process, cached, 10,000", 0.9, "s", at_least=False),
    Target("fresh process, cached, 100,000", 1.3, "s", at_least=False),
    Target("fresh process, cached, 1,000,000", 3.0, "s", at_least=False),
    Target("first run, 10,000", 1.2, "s", at_least=False),
    Target("first run, 1,000,000", 12.0, "s", at_least=False),
    Target("peak memory, 1,000,000", 300, "MB", at_least=False),
    Target("belarus-2024, 2 threads", 150_000, "histories/s"),
    Target("belarus-2024, 20,000 histories, warm", 0.150, "s", at_least=False),
)


def judged(figures: Mapping[str, float]) -> Iterator[tuple[Target, float | None, str]]:
    """Every target, its figure and the verdict in a word."""
    for target in TARGETS:
        value = figures.get(target.figure)
        yield target, value, "not measured" if value is None else "met" if target.met(value) else "NOT met"
