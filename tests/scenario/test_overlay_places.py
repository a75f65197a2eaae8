"""An error in what an overlay brings names the overlay's line, and the base's that it took the place of."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.scenario.check import checked
from sim.scenario.read import read

BASE = """stancelab: 1
name: harbour
clock: {start: 2030-01-01, tick: day, ticks: 2}
quantities:
  gale: {uniform: [0, 1]}
events:
  storm: {rate: 0.1 per day}
"""


@pytest.mark.parametrize(
    "change, line, base",
    [
        ("gale: {uniform: [1, 0]}", 5, "harbour.yaml:5:9"),  # found while reading
        ("storm.rate: galle", 5, "harbour.yaml:7:17"),  # found by the check
        ("storm.once: maybe", 5, ""),  # takes no place
    ],
)
def test_both_places_are_named(tmp_path, change, line, base):
    (tmp_path / "harbour.yaml").write_text(BASE, encoding="utf-8")
    over = tmp_path / "over.yaml"
    over.write_text(f"stancelab: 1\nname: over\nextends: harbour\nset:\n  {change}\n", encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        checked(read(over))
    [found] = caught.value.problems
    assert (found.where.file, found.where.line) == (str(over), line)
    assert found.why.endswith(base) if base else "takes the place" not in found.why
