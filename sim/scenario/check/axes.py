"""Axes must cross two different watches, and call their corners by four different names."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, nearest, problem
from sim.scenario.schema import Scenario


def axes_problems(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with the axes of a world; their times are looked at with all others."""
    for name, axes in scenario.axes.items():
        for key, watch in (("x", axes.x), ("y", axes.y)):
            if watch not in scenario.watches:
                where = scenario.places.value(("axes", name, key))
                known = ", ".join(scenario.watches) or "none yet"
                near = nearest(watch, scenario.watches)
                yield problem(
                    "N01", where, name=watch, near=near, hint=f"an axis is a watch; `watches:` has {known}"
                )
        if axes.x == axes.y or len(set(axes.corners)) < 4:
            where = scenario.places.key(("axes", name))
            what = "axes cross two different watches" if axes.x == axes.y else "two corners have one name"
            yield problem(
                "S04",
                where,
                what=what,
                why="",
                fix="name another watch" if axes.x == axes.y else "rename one",
            )
