"""A comparison in sentences that a person can quote.

>>> import numpy as np
>>> from sim.analysis.compare.changes import share_change
>>> a = np.tile([[0, 0, 0, 0, 0, 1, 0, 0, 0, 0]], (400, 1)) > 0
>>> b = a | (np.tile([[0, 1, 0, 0, 0, 0, 0, 0, 0, 0]], (400, 1)) * (np.arange(400) % 3 == 0)[:, None] > 0)
>>> headline("lifted", share_change("crosses", a, b), paired=True)
'lifted adds 3.4 points to crosses (95% 2.9 to 3.8, paired): 10% becomes 13%'
>>> headline("same", share_change("crosses", a, a), paired=True)
'same changes crosses in none of 4,000 histories: any difference is below 0.75 points (95% bound)'
"""

from __future__ import annotations

from collections.abc import Sequence

from sim.analysis.compare.changes import POINTS, Change, Ladder
from sim.analysis.compare.means import runs_saved
from sim.analysis.finding import Interval
from sim.report.compare.numbers import difference_text, half_of, share_text, signed, span_text
from sim.report.words import number_text, percent_text

UNTOLD = "these runs cannot tell them apart"
GRAVER = "this line or a graver one"
EACH = f"for each line, {GRAVER}"
MOST_TIMES, MOST_BESIDES = 10_000, 3


def headline(label: str, change: Change, paired: bool) -> str:
    """What a change does to one share: size, interval, before and after, or that it cannot be told."""
    found, how = change.difference, "paired" if paired else "not paired"
    if not isinstance(found.value, float) or not isinstance(found.interval, Interval):
        return f"{label} and {change.name}: {getattr(found.interval, 'why', '')}"
    if change.flips == 0:
        bound = number_text(100 * found.interval.high)
        nowhere = f"{label} changes {change.name} in none of {found.runs.histories:,} histories"
        return f"{nowhere}: any difference is below {bound} points (95% bound)"
    if not change.told_apart:
        value, span = signed(100 * found.value, 100 * half_of(found)), span_text(found.interval)
        return f"{label} changes {change.name} by {value} points (95% {span}, {how}): {UNTOLD}"
    size, span = _sizes(change)
    verb = f"adds {size} points to" if found.value > 0 else f"takes {size} points off"
    before, after = share_text(change.before), share_text(change.after)
    return f"{label} {verb} {change.name} (95% {span}, {how}): {before} becomes {after}"


def _sizes(change: Change) -> tuple[str, str]:
    """Size and interval without signs, of a difference that has one direction."""
    found, interval = change.difference, change.difference.interval
    assert isinstance(found.value, float) and isinstance(interval, Interval)
    scale = 100 if found.unit == POINTS else 1
    half = scale * half_of(found)
    ends = sorted((abs(interval.low), abs(interval.high)))
    texts = [signed(scale * end, half).lstrip("+") for end in (abs(found.value), *ends)]
    return texts[0], f"{texts[1]} to {texts[2]}"


def spread(besides: Sequence[Change], of_any: bool) -> str:
    """The single outcomes behind a change, or beside it, at most three; '' if none is told apart.

    >>> import numpy as np
    >>> from sim.analysis.compare.changes import share_change
    >>> a, b = np.zeros((400, 10), bool), np.tile(np.arange(10) < 3, (400, 1)) & (np.arange(400) % 3 < 2)[:, None]
    >>> spread([share_change("held", a, b), share_change("broken", b, a)], of_any=True)
    'most of the change: held +20.0 (+18.6 to +21.4), broken -20.0 (-21.4 to -18.6)'
    """
    told = ", ".join(f"{change.name} {difference_text(change)}" for change in besides[:MOST_BESIDES])
    return told and f"{'most of the change' if of_any else 'besides'}: {told}"


def saving(change: Change) -> str:
    """What pairing was worth; '' where there is nothing to say."""
    if not isinstance(change.saved, float):
        return ""
    if change.saved < 0:
        return "pairing saved nothing here: the two runs go different ways in most histories"
    times = runs_saved(change.saved)
    if times > MOST_TIMES:
        return "pairing took away all but a trace of the variance"
    more = f"independent runs would need {number_text(times)} times as many histories"
    return f"pairing saved {percent_text(change.saved)} of the variance: {more}" if change.saved else ""


def climbing(label: str, found: Ladder) -> str:
    """First-order stochastic dominance along a ladder in a sentence."""
    told = sum(step.told_apart for step in found.at_least)
    lines = f"{told} of {len(found.at_least)} lines"
    words = {
        "worse": f"{label} is the graver throughout: {EACH} is reached no less often, told apart for {lines}",
        "better": f"{label} is the milder throughout: {EACH} is reached no more often, told apart for {lines}",
        "crossing": f"{label} is neither graver nor milder throughout: "
        f"for some lines {GRAVER} is reached more often, for others less",
        "not told apart": f"along the ladder {UNTOLD}",
        "the same": "no history ends on another line",
    }
    moved = (
        f"; histories that end graver: {found.worse:,}, milder: {found.better:,}"
        if found.worse + found.better > 0
        else ""
    )
    return words[found.verdict] + moved


def waiting(change: Change, tick: str, ticks: int) -> str:
    """How the restricted mean wait changes, in ticks."""
    found = change.difference
    unit = f"{tick}s" if " " not in tick else f"ticks of {tick}"
    cut = f"the mean wait for {change.name}, cut at {ticks:,} {unit},"
    if not isinstance(found.value, float) or not isinstance(found.interval, Interval) or change.flips == 0:
        return f"{cut} is the same"
    if not change.told_apart:
        return f"{cut} changes by {signed(found.value, half_of(found))} {unit} (95% {span_text(found.interval, 1)}): {UNTOLD}"
    size, span = _sizes(change)
    return f"{cut} is {size} {unit} {'longer' if found.value > 0 else 'shorter'} (95% {span})"


def multiplicity(comparisons: int, told: int, stands: int) -> str:
    """How many shares are compared at once, and how many differences are left when that is allowed for."""
    if comparisons == 1:
        return "one share is compared"
    chance = number_text(0.05 * comparisons)
    left = "all of them" if told == stands and told else f"{stands:,}"
    return (
        f"{comparisons:,} shares are compared at once: with no difference at all about {chance} would be told apart "
        f"by luck; {told:,} are, {left} also after Holm, which keeps the chance of a single false one at 5%"
    )
