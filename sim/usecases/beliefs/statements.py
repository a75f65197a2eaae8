"""The rows of the evidence as plain records: all of them, those of a paragraph, those that bear on one thing.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... sources: {LOG: {title: The log, paragraphs: 2}}
... quantities: {fog: {fixed: 0.2, from: [LOG:02], why: last winter}}
... evidence:
...   rows:
...     L1: {from: LOG:02, actor: sea, says: It froze., type: event, hedge: H5, bears_on: {fog: {range: [0.2], why: ice}}}
... ''')
>>> [row.id for row in bearing_on(world, ("quantities", "fog"))], reading(world)[0].read
(['L1'], 1)
"""

from __future__ import annotations

from dataclasses import replace

from sim.report.beliefs.statements import Read, Statement, Told
from sim.scenario.check.evidence import present
from sim.scenario.evidence import Bearing, Row
from sim.scenario.schema import Scenario
from sim.scenario.where import Path


def statements(world: Scenario) -> tuple[Statement, ...]:
    """Every row, in declared order."""
    return tuple(told(name, row) for name, row in world.evidence.rows.items())


def told(name: str, row: Row) -> Statement:
    """One row as a plain record."""
    bearings = tuple(Told(path, range_text(one), _line(one.why)) for path, one in row.bears_on.items())
    return Statement(
        name,
        row.from_,
        row.actor,
        _line(row.says),
        row.type,
        row.effect,
        row.hedge,
        row.grade,
        row.interested,
        row.expires,
        _line(row.note),
        bearings,
        left_out=_line(row.left_out),
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def range_text(one: Bearing) -> str:
    """The suggested range, from low to high.

    >>> range_text(Bearing(range=[0.2, 1, 1500], unit="persons", why=""))
    '0.2 / 1 / 1,500 persons'
    """
    numbers = " / ".join(f"{value:,g}" for value in one.range)
    return f"{numbers} {one.unit}".strip() if numbers else ""


def of_paragraph(world: Scenario, reference: str) -> tuple[Statement, ...]:
    """The rows that read one paragraph."""
    return tuple(row for row in statements(world) if row.paragraph == reference)


def bearing_on(world: Scenario, path: Path) -> tuple[Statement, ...]:
    """The rows that bear on what stands at ``path``, in it, or around it; what else they bear on is only named."""
    found = []
    for row in statements(world):
        here = tuple(one for one in row.bearings if _meets(present(world, one.path), path))
        if here:
            others = tuple(one.path for one in row.bearings if one not in here)
            found.append(replace(row, bearings=here, others=others))
    return tuple(found)


def _meets(one: Path, other: Path) -> bool:
    """Whether one of two paths leads into the other, and neither is a whole section or actor."""
    shorter = min(len(one), len(other))
    return shorter > 1 and tuple(map(str, one[:shorter])) == tuple(map(str, other[:shorter]))


def reading(world: Scenario) -> tuple[Read, ...]:
    """Source by source, how much of it was read."""
    return tuple(_read(world, name) for name in world.sources)


def _read(world: Scenario, source: str) -> Read:
    rows = [row for row in world.evidence.rows.values() if row.from_.partition(":")[0] == source]
    aside = {ref: why for ref, why in world.evidence.aside.items() if ref.partition(":")[0] == source}
    return Read(source, world.sources[source].paragraphs, len({row.from_ for row in rows}), len(rows), aside)
