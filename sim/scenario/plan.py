"""``Plan``: how to run a scenario; frozen, from YAML.

>>> Plan.model_validate({"plan": 1, "name": "quick", "scenario": "atlantis", "worlds": 100}).histories
1000
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sim.scenario.fields import Closed, Label

Keep = Literal["counts", "first", "final"]
MAX_HISTORIES = 1_000_000_000


class Variant(Closed):
    """One way the world is run: an overlay by name or file, or changes written here."""

    overlay: str = ""
    """An overlay's name or file."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Dotted paths and their new values."""


class Plan(Closed):
    """Which world, how many histories, which variants, what to keep."""

    plan: Literal[1]
    """Version of the plan's form."""
    name: Label
    """The plan's name; its results lie in a folder called so."""
    scenario: str
    """A world's name or file."""
    worlds: Annotated[int, Field(ge=1, le=10_000_000)] = 1000
    """How many worlds: draws of what is not known."""
    repeats: Annotated[int, Field(ge=1, le=1_000_000)] = 10
    """How many histories of each world: luck."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Any whole number from 0."""
    variants: dict[Label, Variant] = Field(default_factory=dict)
    """Beside `base`: each is resolved to a full scenario of its own."""
    keep: Annotated[tuple[Keep, ...], Field(strict=False)] = ()
    """Beside outcomes, first passages and watches: `counts`, `first` (first firings), `final` (final state)."""
    memory: Annotated[float, Field(gt=0)] = 1.0
    """Limit for what is kept, in GB."""

    @property
    def histories(self) -> int:
        """Worlds times repeats."""
        return self.worlds * self.repeats
