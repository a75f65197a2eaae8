"""Where two worlds believe something else, in words: old and new, each with its reason, actor by actor.

>>> change = Change("sea", "fog", "changed", "0.2", "0.4", "a guess (judgement)", "more last summer (LOG:07)")
>>> for depth, text in difference_lines(Differences("ferry", "foggy", (change,))):
...     print("  " * depth + text)
from ferry to foggy: 1 belief changed
sea
  fog
    was 0.2: a guess (judgement)
    is 0.4: more last summer (LOG:07)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sim.report.beliefs.coverage import counted
from sim.report.beliefs.origin import Line

CHANGED, ADDED, REMOVED, REASON = "changed", "added", "removed", "reason"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. ``owner`` is an actor or a section; ``old`` and ``new`` are in words; ``parts`` come or go with it."""

    owner: str
    name: str
    kind: str
    old: str = ""
    new: str = ""
    old_reason: str = ""
    new_reason: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences of two worlds, grouped by owner."""

    first: str
    second: str
    changes: tuple[Change, ...] = ()


def difference_lines(found: Differences) -> Iterator[Line]:
    """How many there are, then owner by owner."""
    yield 0, f"from {found.first} to {found.second}: {_counts(found)}"
    for owner in dict.fromkeys(change.owner for change in found.changes):
        yield 0, owner
        for change in found.changes:
            if change.owner == owner:
                yield from _lines(change)


def _counts(found: Differences) -> str:
    kinds = Counter(change.kind for change in found.changes)
    if not kinds:
        return "no difference; the two believe the same, for the same reasons"
    told = [f"{counted(kinds[kind], 'belief')} {kind}" for kind in (CHANGED, ADDED, REMOVED) if kinds[kind]]
    if kinds[REASON]:
        told.append(f"{counted(kinds[REASON], 'reason')} {'alone ' if not told else ''}changed")
    return ", ".join(told)


def _lines(change: Change) -> Iterator[Line]:
    if change.kind == REASON:
        yield 1, f"{change.name}: the same belief, another reason"
        yield 2, f"was: {change.old_reason or 'none given'}"
        yield 2, f"is: {change.new_reason or 'none given'}"
        return
    if change.kind != CHANGED:
        new = change.kind == ADDED
        reason, text = (change.new_reason, change.new) if new else (change.old_reason, change.old)
        yield (
            1,
            f"{'new' if new else 'gone'}: {change.name}{f', {text}' if text else ''}{f': {reason}' if reason else ''}",
        )
        yield from ((2, part) for part in change.parts)
        return
    yield 1, change.name
    if change.old_reason and change.old_reason == change.new_reason:
        yield 2, f"was {change.old}"
        yield 2, f"is {change.new}"
        yield 2, f"the reason stays: {change.new_reason}"
        return
    lost = ", no reason given" if change.old_reason else ""
    yield 2, f"was {change.old}{f': {change.old_reason}' if change.old_reason else ''}"
    yield 2, f"is {change.new}{f': {change.new_reason}' if change.new_reason else lost}"
