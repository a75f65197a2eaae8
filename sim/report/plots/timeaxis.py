"""Time along a figure: where the ticks stand, and what they are called, in dates if the world has any.

Position k is the end of tick k, which is when state k holds; position 0 is the start. Ticks are drawn equally long, as
they are simulated, and named by the date at their end.

>>> year = TimeAxis("month", ("2024-03-31", "2024-04-30", "2024-05-31", "2024-06-30"))
>>> year.when(3), year.marks(3, most=2)
('30 June 2024', ((0, '31 Mar\\n2024'), (2, '31 May')))
>>> TimeAxis("2 weeks").when(3), TimeAxis("2 weeks").title, TimeAxis("2 weeks").marks(4, most=3)
('week 6', 'weeks since the start', ((0, '0'), (2, '4'), (4, '8')))
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
# Steps that divide what people count in: months to years, weeks to years, anything else in tens.
_STEPS = {
    "month": (1, 2, 3, 6, 12, 24, 36, 60, 120, 240, 600, 1200),
    "week": (1, 2, 4, 8, 13, 26, 52, 104, 260, 520, 1040),
}
_TENS = tuple(lead * 10**power for power in range(5) for lead in (1, 2, 5))


@dataclass(frozen=True, slots=True)
class TimeAxis:
    """The length of a tick in words, and the ISO dates of states 0, 1, 2, ..., if there are any."""

    tick: str
    dates: tuple[str, ...] = ()

    @property
    def unit(self) -> str:
        """``week`` for ticks of a week or of 2 weeks."""
        return self.tick.split()[-1].removesuffix("s")

    @property
    def title(self) -> str:
        """What the numbers along the axis are; dates speak for themselves."""
        return "" if self.dates else f"{self.unit}s since the start"

    def when(self, position: int) -> str:
        """A position in a sentence: ``30 June 2024`` or ``month 3``."""
        if not self.dates:
            return f"{self.unit} {position * self._each:,}"
        day = date.fromisoformat(self.dates[position])
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def marks(self, last: int, most: int) -> tuple[tuple[int, str], ...]:
        """(position, name) of at most `most` equally spaced positions from 0 to `last`."""
        if self.dates and self.unit == "day" and last * self._each > 62:
            places = self._month_starts(last, most)
        else:
            places = _regular(self.tick, last, most)
        return tuple(zip(places, self._names(places), strict=True))

    @property
    def _each(self) -> int:
        return int(self.tick.split()[0]) if " " in self.tick else 1

    def _month_starts(self, last: int, most: int) -> list[int]:
        """The first positions in a month, in every month or every third, sixth, ..."""
        days = [date.fromisoformat(day) for day in self.dates[: last + 1]]
        months = [12 * day.year + day.month - 1 for day in days]
        first = [k for k in range(1, last + 1) if months[k] != months[k - 1]]
        kept = ([k for k in first if months[k] % step == 0] for step in _STEPS["month"])
        return next(places for places in kept if len(places) <= most)

    def _names(self, places: list[int]) -> list[str]:
        if not self.dates:
            return [f"{k * self._each:,}" for k in places]
        days = [date.fromisoformat(self.dates[k]) for k in places]
        years = [None, *(day.year for day in days)]
        return [
            f"{day.day} {_MONTHS[day.month - 1][:3]}" + (f"\n{day.year}" if day.year != before else "")
            for day, before in zip(days, years, strict=False)
        ]


def _regular(tick: str, last: int, most: int) -> list[int]:
    for step in _STEPS.get(tick, _TENS):
        if last // step < most:
            return list(range(0, last + 1, step))
    return [0, last]
