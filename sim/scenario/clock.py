"""The calendar of a world: which dates a tick covers, which tick a date or a horizon means.

>>> clock = Timeline.read(datetime.date(2024, 3, 31), "month", 24)
>>> clock.starts(2).isoformat(), clock.horizon_within(12.0, "month"), clock.dated(datetime.date(2024, 4, 24))
('2024-04-30', 12, 2)
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass

from sim.scenario.units import DAYS, TIME_WORDS


def _plus_months(day: datetime.date, months: int) -> datetime.date:
    """The same day of the month ``months`` later, or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return datetime.date(year, month + 1, min(day.day, last))


@dataclass(frozen=True, slots=True)
class Timeline:
    """Ticks 1..n from a start date; tick k covers [starts(k), starts(k + 1))."""

    start: datetime.date
    unit: str
    step: int
    ticks: int

    @classmethod
    def read(cls, start: datetime.date, tick: str, ticks: int) -> Timeline:
        """The timeline of a `clock:`; raises ValueError if `tick` is not a time."""
        match = re.fullmatch(r"(?:(\d{1,4}) )?(day|week|month|year)s?", tick.strip())
        if match is None or match.group(1) == "0":
            raise ValueError(tick)
        timeline = cls(start, match.group(2), int(match.group(1) or 1), ticks)
        try:
            timeline.starts(ticks + 1)
        except (ValueError, OverflowError):
            raise ValueError("beyond year 9999") from None
        return timeline

    @property
    def tick_days(self) -> float:
        """The nominal length of a tick in days, for amounts."""
        return DAYS[self.unit] * self.step

    @property
    def tick_text(self) -> str:
        """``month`` or ``2 weeks``."""
        return self.unit if self.step == 1 else f"{self.step} {self.unit}s"

    def after(self, count: int, unit: str) -> datetime.date:
        """The date ``count`` calendar units after the start."""
        if unit in ("month", "year"):
            return _plus_months(self.start, count * (12 if unit == "year" else 1))
        return self.start + datetime.timedelta(days=int(count * DAYS[unit]))

    def starts(self, tick: int) -> datetime.date:
        """First day of ``tick``; ``starts(n + 1)`` is the end of the clock."""
        return self.after((tick - 1) * self.step, self.unit)

    def middle(self, tick: int) -> datetime.date:
        """The middle day of ``tick``."""
        first = self.starts(tick)
        return first + (self.starts(tick + 1) - first) / 2

    def dated(self, day: datetime.date) -> int:
        """The first tick that starts on or after ``day``; 0 if none does."""
        return next((k for k in range(1, self.ticks + 1) if self.starts(k) >= day), 0)

    def horizon_by(self, day: datetime.date) -> int:
        """The last tick that ends by ``day`` (0: none does)."""
        return max((k for k in range(1, self.ticks + 1) if self.starts(k + 1) <= day), default=0)

    def horizon_within(self, count: float, unit: str) -> int:
        """The last tick that ends by start + ``count`` units (0: none; n + 1: later than the clock's end)."""
        end = self.after(int(count), unit)
        return self.ticks + 1 if end > self.starts(self.ticks + 1) else self.horizon_by(end)

    def cadence(self, text: str) -> float:
        """``every 2 months`` or ``every tick`` in ticks (perhaps not whole); raises ValueError if it is neither."""
        if text == "every tick":
            return 1.0
        match = re.fullmatch(r"every (?:(\d{1,4}) )?(\w+)", text.strip())
        if match is None or match.group(2) not in TIME_WORDS:
            raise ValueError(text)
        count, unit = int(match.group(1) or 1), match.group(2).removesuffix("s")
        # months and years share the calendar, days and weeks the day count
        months = {"month": 1, "year": 12}
        if (unit in months) == (self.unit in months):
            scale = months if unit in months else DAYS
            return count * scale[unit] / (self.step * scale[self.unit])
        return count * DAYS[unit] / self.tick_days
