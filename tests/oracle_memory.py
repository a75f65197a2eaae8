"""What a history remembers, kept in full: the oracle reads each memory word off the whole record."""

from __future__ import annotations


class Memory:
    """The readings of every condition (ticks 0, 1, ...) and the ticks in which every named thing happened."""

    def __init__(self, names: list[str]) -> None:
        self.readings: dict[object, list[bool]] = {}
        self.happened: dict[str, list[int]] = {name: [] for name in names}
        self.chosen: dict[str, str] = {}  # track -> what it chose at its last turn

    def true_ticks(self, subject: object) -> list[int]:
        if subject in self.happened:
            return self.happened[subject]
        return [tick for tick, holds in enumerate(self.readings.get(subject, [])) if holds]

    def ever(self, subject: object) -> bool:
        return self.true_ticks(subject) != []

    def count(self, subject: object, after: float) -> int:
        """In how many ticks from 1 on, and later than ``after``, it was true."""
        return len([tick for tick in self.true_ticks(subject) if tick >= 1 and tick > after])

    def since(self, subject: object, now: int) -> float | None:
        """Ticks since it last became true; None if it never did."""
        ticks = self.true_ticks(subject)
        if subject not in self.happened:
            ticks = [tick for tick in ticks if tick >= 1 and tick - 1 not in ticks]
        return float(now - ticks[-1]) if ticks else None

    def spells(self, subject: object, now: int) -> list[tuple[int, int]]:
        """(start, end) of each spell; the end is the tick in which it was read false, or now."""
        found, start = [], None
        for tick, holds in enumerate(self.readings.get(subject, [])):
            if holds and start is None:
                start = tick
            if not holds and start is not None:
                found.append((start, tick))
                start = None
        return found if start is None else [*found, (start, now)]

    def longest(self, subject: object, now: int) -> float:
        return float(max([end - start for start, end in self.spells(subject, now)], default=0))

    def held(self, subject: object, now: int, least: float) -> bool:
        running = self.readings.get(subject, [])[-1:] == [True]
        return running and now - self.spells(subject, now)[-1][0] >= least

    def did(self, name: str) -> bool:
        return name in self.chosen.values()
