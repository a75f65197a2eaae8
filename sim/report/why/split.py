"""Which setting did how much, in words: the parts of a difference, what each does alone, and what they do together.

>>> veto = Part("veto", ("off", "on"), 0.021, (0.018, 0.024), 0.02, 0.022, True)
>>> split = SplitTold("q", "Is there war?", "war", "base", "lifted", 0.031, (0.028, 0.034), (veto,
...     Part("posture", ("restrain", "contest"), 0.01, (0.008, 0.012), 0.009, 0.011, True)),
...     (Together("veto", "posture", 0.002, (0.001, 0.003)),), 2, 4, 2, 10_000, True)
>>> for depth, text in split_lines(split):
...     print("  " * depth + text)
lifted adds 3.1 points to war (95% 2.8 to 3.4, paired). Of these:
  +2.1 (+1.8 to +2.4)  veto: off -> on; alone +2.0, on top of all others +2.2
  +1.0 (+0.8 to +1.2)  posture: restrain -> contest; alone +0.9, on top of all others +1.1
veto and posture do 0.20 points (95% 0.10 to 0.30) more together than apart, shared evenly between them above.
Exact over all 2 orders of change: 4 worlds of 10,000 histories each, on shared draws.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.compare.numbers import signed
from sim.report.why.phrases import Line, as_words
from sim.report.words import number_text

MOST_TOGETHER = 3


@dataclass(frozen=True, slots=True)
class Part:
    """One setting's part of a difference of probabilities, with its 95% interval; what it does alone and changed last.

    ``error``: the standard error of having sampled orders, 0 where all were taken. ``why``: why several settings are one part.
    """

    name: str
    values: tuple[str, str]
    value: float
    interval: tuple[float, float] | None
    alone: float
    last: float
    told_apart: bool
    error: float = 0.0
    why: str = ""


@dataclass(frozen=True, slots=True)
class Together:
    """How much more two settings do together than apart, with its 95% interval."""

    one: str
    other: str
    value: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class SplitTold:
    """A difference split over settings; ``parts`` add up to ``value``. It took ``worlds`` runs of ``histories`` each."""

    question: str
    heading: str
    said: str
    a: str
    b: str
    value: float
    interval: tuple[float, float] | None
    parts: tuple[Part, ...]
    together: tuple[Together, ...]
    orders: int
    worlds: int
    made: int
    histories: int
    exact: bool


def split_lines(found: SplitTold) -> Iterator[Line]:
    """The whole answer."""
    said = as_words(found.said)
    if not found.value and not any(part.value for part in found.parts):
        yield (
            0,
            f"{found.b} and {found.a} come to {said} equally often, and no setting that differs changes it.",
        )
        return
    size = _size(found.value, found.interval)
    verb = f"adds {size} points to" if found.value > 0 else f"takes {size} points off"
    span = f" (95% {_ends(found.interval)}, paired)" if found.interval else ""
    yield 0, f"{found.b} {verb} {said}{span}. Of these:"
    for part in found.parts:
        yield 1, _part(part)
    yield from ((0, text) for text in _together(found))
    yield 0, _basis(found)


def _part(part: Part) -> str:
    half = _half(part.interval)
    span = f" ({' to '.join(points(end, half) for end in part.interval)})" if part.interval else ""
    error = f", sampling error {number_text(100 * part.error)}" if part.error else ""
    others = f"alone {points(part.alone, half)}, on top of all others {points(part.last, half)}"
    untold = "" if part.told_apart or not part.interval else "; these runs cannot tell it from 0"
    why = f"; {part.why}" if part.why else ""
    change = f": {' -> '.join(part.values)}" if any(part.values) else ""
    return f"{points(part.value, half)}{span}{error}  {part.name}{change}; {others}{untold}{why}"


def _together(found: SplitTold) -> Iterator[str]:
    """Interactions that the runs can tell, or that they can tell none."""
    if not found.exact:
        rest = found.value - sum(part.alone for part in found.parts)
        yield f"What the settings do together beyond what each does alone: {points(rest)} points."
        return
    told = [
        pair for pair in found.together if pair.interval and not pair.interval[0] <= 0 <= pair.interval[1]
    ]
    for pair in told[:MOST_TOGETHER]:
        way, size = "more" if pair.value > 0 else "less", _size(pair.value, pair.interval)
        yield (
            f"{pair.one} and {pair.other} do {size} points (95% {_ends(pair.interval)}) {way} together than apart, "
            "shared evenly between them above."
        )
    if len(found.parts) > 1 and not told:
        yield "These runs cannot tell that any two of them do more or less together than apart."


def _basis(found: SplitTold) -> str:
    if len(found.parts) == 1:
        return "Only one setting differs, so the whole difference is its own."
    how = (
        f"Exact over all {found.orders:,} orders of change"
        if found.exact
        else f"Mean over {found.orders:,} sampled orders of change, each with its reverse"
    )
    return f"{how}: {found.worlds:,} worlds of {found.histories:,} histories each, on shared draws."


def points(x: float, half: float = 0.0) -> str:
    """A difference of probabilities in points, signed, with as many digits as half its interval supports.

    >>> points(0.0213, 0.002), points(-0.0004, 0.0006), points(0.0)
    ('+2.1', '-0.04', '0')
    """
    if abs(x) <= 1e-12:
        return "0"
    return signed(100 * x, 100 * half) if half else f"{'+' if x > 0 else '-'}{number_text(abs(100 * x))}"


def _half(interval: tuple[float, float] | None) -> float:
    return 0.0 if interval is None else (interval[1] - interval[0]) / 2


def _size(x: float, interval: tuple[float, float] | None) -> str:
    """A difference without its sign."""
    return points(abs(x), _half(interval)).lstrip("+")


def _ends(interval: tuple[float, float] | None) -> str:
    """The ends of an interval, without signs where it lies on one side of 0."""
    assert interval is not None
    half = _half(interval)
    if interval[0] * interval[1] >= 0:
        return " to ".join(points(abs(end), half).lstrip("+") for end in sorted(interval, key=abs))
    return " to ".join(points(end, half) for end in interval)
