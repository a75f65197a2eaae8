"""Small phrases that all explanations share: chances, signed figures, days, what a tick is called."""

from __future__ import annotations

from datetime import date

from sim.report.words import number_text, percent_text

FAINT = 0.0005  # chances nearer to none or all than this have words only
Line = tuple[int, str]  # depth, text


def chance_text(p: float | None) -> str:
    """A chance in words, never none and never all.

    >>> chance_text(0.311), chance_text(1.0), chance_text(0.0)
    ('31%', 'nearly certain', 'next to nothing')
    """
    if p is None or p < FAINT:
        return "next to nothing"
    return percent_text(p) if p <= 1 - FAINT else "nearly certain"


def signed(x: float) -> str:
    """
    >>> signed(0.213), signed(-0.04)
    ('+0.21', '-0.040')
    """
    return f"{'-' if x < 0 else '+'}{number_text(abs(x))}"


def day(iso: str) -> str:
    """``31 October 2024``."""
    found = date.fromisoformat(iso)
    return f"{found.day} {found:%B} {found.year}"


def unit_of(tick_text: str) -> str:
    """What a tick is called: ``month``; ``step`` for ticks of several units.

    >>> unit_of("month"), unit_of("2 weeks")
    ('month', 'step')
    """
    return "step" if tick_text[:1].isdigit() else tick_text


def as_words(name: str) -> str:
    """
    >>> as_words("border_tension >= 0.4")
    'border tension >= 0.4'
    """
    return name.replace("_", " ")
