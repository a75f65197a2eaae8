"""How many runs, in words.

>>> extent_text(Extent(1234, 10, 0.5))
'1,234 worlds x 10 repeats (12,340 histories)'
>>> goal_text(0.005, 0.0, 0.8), goal_text(0.0, 0.02, 0.8)
('an interval of 0.50 points to both sides', 'a difference of 2.0 points seen with 80% power')
"""

from __future__ import annotations

from sim.analysis.compare.planner import Extent
from sim.report.words import number_text, percent_text


def extent_text(extent: Extent) -> str:
    """Worlds, repeats and how many histories that is."""
    repeats = "1 repeat" if extent.repeats == 1 else f"{extent.repeats:,} repeats"
    return f"{extent.worlds:,} worlds x {repeats} ({extent.histories:,} histories)"


def goal_text(half: float, difference: float, power: float) -> str:
    """What is wanted."""
    if half:
        return f"an interval of {number_text(100 * half)} points to both sides"
    return f"a difference of {number_text(100 * difference)} points seen with {percent_text(power)} power"


def repeats_text(own: int, enough: int | None) -> str:
    """When more repeats are wasted."""
    if enough is None:
        return "these runs cannot tell the worlds apart: a repeat is worth as much as a world"
    limit = f"from {enough:,} repeats on luck is a tenth of the variance or less"
    if own > enough:
        return f"{limit}: with {own:,} repeats the rest are wasted, run more worlds instead"
    return f"{limit}, and more repeats are wasted; what more worlds bring has no such end"


def luck_text(luck: float) -> str:
    """The part of the variance that is luck inside worlds."""
    return percent_text(luck) if 0 < luck < 1 else ("all" if luck else "none")
