"""The oracle's own clock and its own generator: dates of ticks, addressed words in plain Python integers."""

from __future__ import annotations

import calendar
import datetime
import hashlib
from collections.abc import Iterator

from sim.scenario.frame import Clock
from sim.scenario.schema import CalendarName, Question
from sim.scenario.units import DAYS

Date = datetime.date
MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}


def amount(text: str) -> tuple[int, str]:
    """`2 weeks` is 2 and week; `month` is 1 and month."""
    *number, unit = text.split()
    return int(number[0]) if number else 1, unit.removesuffix("s")


def later(date: Date, number: int, unit: str) -> Date:
    """Days and weeks by counting, months and years on the calendar: 31 March + 1 month = 30 April."""
    if unit in ("day", "week"):
        return date + datetime.timedelta(days=number * int(DAYS[unit]))
    months = date.year * 12 + date.month - 1 + number * (12 if unit == "year" else 1)
    year, month = months // 12, months % 12 + 1
    return Date(year, month, min(date.day, calendar.monthrange(year, month)[1]))


class Ticks:
    """Tick k = 1..n covers [start(k), start(k + 1))."""

    def __init__(self, clock: Clock) -> None:
        self.clock, self.n = clock, clock.ticks
        self.number, self.unit = amount(clock.tick)
        self.days = self.number * DAYS[self.unit]

    def start(self, tick: int) -> Date:
        return later(self.clock.start, (tick - 1) * self.number, self.unit)

    def first_from(self, date: Date) -> int:
        """The first tick that starts on or after a date."""
        return next(tick for tick in range(1, self.n + 1) if self.start(tick) >= date)

    def horizon(self, question: Question) -> int:
        """The last tick that ends by the question's date."""
        if question.by is None and not question.within:
            return self.n
        end = question.by or later(self.clock.start, *amount(question.within))
        return max(tick for tick in range(1, self.n + 1) if self.start(tick + 1) <= end)

    def cadence(self, text: str) -> int:
        """Ticks between turns: `every 2 months`."""
        number, unit = amount(text.removeprefix("every "))
        return number if unit == "tick" else round(number * DAYS[unit] / self.days)

    def calendar(self, name: CalendarName, tick: int) -> float:
        start, end = self.start(tick), self.start(tick + 1)
        if name.months:
            middle, months = start + (end - start) // 2, [month[:3].lower() for month in name.months]
            return float(middle.month in [MONTHS.get(month) or int(month) for month in months])
        if name.dates:
            return float(any(start <= date < end for date in name.dates))
        if name.values:
            past = [date for date in name.values if date <= start]
            return float(name.values[max(past)]) if past else 0.0
        return float((name.starts or Date.min) <= start < (name.until or Date.max))


def philox(counter: tuple[int, int, int, int], key: tuple[int, int]) -> tuple[int, int, int, int]:
    """Philox4x32-10 (Salmon and others 2011)."""
    (a, b, c, d), (k, m), mask = counter, key, 2**32 - 1
    for _ in range(10):
        ab, cd = 0xD2511F53 * a, 0xCD9E8D57 * c
        a, b, c, d = (cd >> 32) ^ b ^ k, cd & mask, (ab >> 32) ^ d ^ m, ab & mask
        k, m = (k + 0x9E3779B9) & mask, (m + 0xBB67AE85) & mask
    return a, b, c, d


def uniform(seed: int, name: str, world: int, repeat: int, tick: int) -> float:
    """u of one address."""
    key = hashlib.blake2b(f"stancelab 1\0{seed}\0{name}".encode()).digest()[:8]
    halves = int.from_bytes(key[:4], "little"), int.from_bytes(key[4:], "little")
    words = philox(((tick - 1) // 4, repeat, world, 0), halves)
    return (words[(tick - 1) % 4] + 0.5) / 2**32


def turns(ticks: Ticks, decides: object) -> Iterator[int]:
    """The ticks that are turns of an actor."""
    if isinstance(decides, str):
        yield from range(1, ticks.n + 1, ticks.cadence(decides))
    else:
        yield from (ticks.first_from(date) for date in decides.dates)
