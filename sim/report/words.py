"""Findings as sentences: numbers to two significant digits, a word with its band, and never 0% or 100%.

How likely something is and how good its basis is are never said in one sentence; these say the first.

>>> from sim.analysis.finding import RunCount
>>> from sim.scenario.scales import SCALES
>>> answer = Finding(
...     name="crosses", value=0.0841, interval=Interval(0.0789, 0.0893, 0.95, ""),
...     spread=Interval(0.0213, 0.187, 0.9, ""), luck=0.93, runs=RunCount(1000, 10, 841),
...     unit=PROBABILITY, method="")
>>> likelihood_text(answer, SCALES["icd203"])
'very unlikely [5-20%]: 8.4%, 95% finite-run 7.9 to 8.9%; not knowing 2.1 to 19%'
>>> luck_text(answer)
"93% of this outcome's variance is luck"
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_HALF_EVEN, Decimal

from sim.analysis.finding import PROBABILITY, Absent, Finding, Interval, TooFew, Unavailable
from sim.scenario.scales import Scale, term_for

DIGITS = 2
MOST_DIGITS = 6
FAINT = 0.00001  # nearer to 0 or 1 than this no number is printed: no run of ordinary size can tell
FAINT_END = 0.001  # the same for an end of a range that is wider than ten times this


def number_text(x: float, digits: int = DIGITS) -> str:
    """`x` to so many significant digits, thousands grouped, no powers of ten.

    >>> number_text(0.012345), number_text(8.0), number_text(1234.5), number_text(0)
    ('0.012', '8.0', '1,200', '0')
    """
    return _plain(_rounded(_exact(x), digits))


def percent_text(p: float, digits: int = DIGITS) -> str:
    """A probability to two significant digits of the rarer side, so that two outcomes still sum to 100%.

    ValueError for 0 and 1: those need the bound that the runs allow (`bound_text`).

    >>> percent_text(0.0841), percent_text(1 - 0.0841), percent_text(0.5), percent_text(1e-7)
    ('8.4%', '91.6%', '50%', 'less than 0.001%')
    """
    if not 0 < p < 1:
        raise ValueError(f"{p} is never printed as a percentage: give the bound that the runs allow")
    if p < FAINT:
        return f"less than {_percent(FAINT, DIGITS - 1)}%"
    if p > 1 - FAINT:
        return f"more than {_percent(1 - FAINT, DIGITS - 1)}%"
    return f"{_percent(p, digits)}%"


def bound_text(interval: Interval) -> str:
    """A one-sided bound on a probability, rounded to the safe side.

    >>> bound_text(Interval(0, 0.002991, 0.95, "", "upper"))
    'less than 0.30%'
    """
    if interval.sides == "upper":
        return f"less than {_plain(_rounded(100 * _exact(interval.high), DIGITS, ROUND_CEILING))}%"
    return f"more than {_plain(100 - _rounded(100 * (1 - _exact(interval.low)), DIGITS, ROUND_CEILING))}%"


def range_text(low: float, high: float) -> str:
    """A range of probabilities, with as many digits as it takes to tell the ends apart.

    >>> range_text(0.0213, 0.187), range_text(0.4991, 0.5009), range_text(0, 0.04), range_text(0.9, 1)
    ('2.1 to 19%', '49.9 to 50.1%', 'up to 4.0%', '90% or more')
    """
    faint = FAINT_END if high - low > 10 * FAINT_END else FAINT
    if low < faint and high > 1 - faint:
        return "anything"
    if low < faint:
        return f"up to {percent_text(high)}" if high >= FAINT else percent_text(FAINT / 2)
    if high > 1 - faint:
        return f"{percent_text(low)} or more" if low <= 1 - FAINT else percent_text(1 - FAINT / 2)
    return _apart(_percent, low, high) + "%"


def word_text(p: float, scale: Scale) -> str:
    """The word for `p` with its band; in a gap both neighbours with the gap; empty outside the scale.

    >>> from sim.scenario.scales import SCALES
    >>> word_text(0.07, SCALES["icd203"]), word_text(0.07, SCALES["phia"]), word_text(0.995, SCALES["icd203"])
    ('very unlikely [5-20%]', 'between remote chance and highly unlikely [5-10%]', '')
    """
    placing = term_for(p, scale)
    if not placing.terms:
        return ""
    low, high = placing.band
    return f"{placing.text} [{100 * low:g}-{100 * high:g}%]"


def likelihood_text(finding: Finding, scale: Scale) -> str:
    """Word, band, number, finite-run interval and not knowing of a probability, on a declared scale."""
    if isinstance(finding.value, Unavailable | TooFew):
        return finding.value.why
    word = _word(finding.value, finding.interval, scale)
    told = f"{_value(finding.value, finding)}; {_not_knowing(finding, range_text)}"
    return f"{word}: {told}" if word else told


def amount_text(finding: Finding) -> str:
    """Value, finite-run interval and not knowing of anything that is not a probability.

    >>> from sim.analysis.finding import RunCount
    >>> wait = Finding("wait", 14.2, Interval(12, 24, 0.95, "", "lower"), Interval(9, 21, 0.9, ""),
    ...     Unavailable("a median", "none"), RunCount(1000, 10, 6000), "tick", "")
    >>> amount_text(wait)
    '14 ticks, 95% finite-run 12 or more; not knowing 9.0 to 21'
    """
    if isinstance(finding.value, Unavailable | TooFew):
        return finding.value.why
    value = number_text(finding.value, _digits_for(finding.interval, number_text))
    unit = f" {finding.unit}{'' if value == '1' else 's'}" if finding.unit else ""
    finite = _finite_run(finding.interval, _span_text)
    return f"{value}{unit}, {finite}; {_not_knowing(finding, _span_text)}"


def luck_text(finding: Finding) -> str:
    """How much of the outcome's variance is chance, or why that cannot be told."""
    if isinstance(finding.luck, Unavailable | TooFew):
        return f"luck: {finding.luck.why}"
    share = finding.luck
    if FAINT < share < 1 - FAINT:
        return f"{percent_text(share)} of this outcome's variance is luck"
    return f"{'nearly all' if share > 0.5 else 'hardly any'} of this outcome's variance is luck"


def sentences(finding: Finding, scale: Scale) -> tuple[str, ...]:
    """The finding as separate sentences: the answer, luck (unless refused with it), a caveat."""
    answer = likelihood_text(finding, scale) if finding.unit == PROBABILITY else amount_text(finding)
    luck = () if finding.luck == finding.spread else (luck_text(finding),)
    caveat = (f"caveat: {finding.caveat}",) if finding.caveat else ()
    return tuple(f"{text}." for text in (f"{finding.name}: {answer}", *luck, *caveat))


def _value(value: float, finding: Finding) -> str:
    interval = finding.interval
    if isinstance(interval, Interval) and interval.sides != "both":
        seen = f"{finding.runs.seen:,} of {finding.runs.histories:,} histories"
        return f"{bound_text(interval)} ({100 * interval.level:g}% bound, seen in {seen})"
    return f"{percent_text(value, _digits_for(interval, _percent))}, {_finite_run(interval, range_text)}"


def _word(value: float, interval: Interval | Absent, scale: Scale) -> str:
    """A bound has a word only if everything it leaves possible has the same one."""
    word = word_text(value, scale)
    if isinstance(interval, Interval) and interval.sides != "both":
        other = word_text(interval.high if interval.sides == "upper" else interval.low, scale)
        return word if word == other else ""
    return word


def _finite_run(interval: Interval | Absent, text: Callable[[float, float], str]) -> str:
    if not isinstance(interval, Interval):
        return f"finite-run: {interval.why}"
    return f"{100 * interval.level:g}% finite-run {_ends(interval, text)}"


def _not_knowing(finding: Finding, text: Callable[[float, float], str]) -> str:
    if isinstance(finding.spread, Interval):
        return f"not knowing {_ends(finding.spread, text)}"
    both = " and luck" if finding.luck == finding.spread else ""
    return f"not knowing{both}: {finding.spread.why}"


def _ends(interval: Interval, text: Callable[[float, float], str]) -> str:
    if interval.sides == "lower":
        return f"{number_text(interval.low)} or more"
    return text(interval.low, interval.high)


def _span_text(low: float, high: float) -> str:
    return _apart(number_text, low, high)


def _apart(text: Callable[[float, int], str], low: float, high: float) -> str:
    digits = _digits(text, low, high)
    return f"{text(low, digits)} to {text(high, digits)}"


def _digits(text: Callable[[float, int], str], low: float, high: float) -> int:
    """As many digits as it takes to tell the ends apart; the value between them is told with as many."""
    enough = (digits for digits in range(DIGITS, MOST_DIGITS) if text(low, digits) != text(high, digits))
    return next(enough, DIGITS if low == high else MOST_DIGITS)


def _digits_for(interval: Interval | Absent, text: Callable[[float, int], str]) -> int:
    return _digits(text, interval.low, interval.high) if isinstance(interval, Interval) else DIGITS


def _percent(p: float, digits: int) -> str:
    exact = _exact(p)
    rarer = _rounded(100 * min(exact, 1 - exact), digits)
    return _plain(rarer if exact <= Decimal("0.5") else 100 - rarer)


def _exact(x: float) -> Decimal:
    """The decimal number a float is printed as, so that 1 - 0.9911 is 0.0089."""
    return Decimal(repr(float(x)))


def _plain(x: Decimal) -> str:
    return f"{int(x):,}" if x == x.to_integral_value() and (abs(x) >= 10 or not x) else f"{x:,f}"


def _rounded(x: Decimal, digits: int, rounding: str = ROUND_HALF_EVEN) -> Decimal:
    for _ in range(2):  # twice: 9.96 to two digits is first 10.0, one digit too many
        if x:
            x = x.quantize(Decimal((0, (1,), x.adjusted() - digits + 1)), rounding=rounding)
    return x
