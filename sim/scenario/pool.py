"""A pool: one world made of several, of which every simulated world follows one. What may be mixed, and with what weights.

>>> Member.model_validate({"weight": 0.3, "basis": "judgement", "why": "one article of two"}).weight
0.3
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, WithJsonSchema

from sim.scenario.fields import Sourced


class Member(Sourced):
    """One of the worlds that are mixed."""

    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """How often a world follows this one, against the weights of the others."""
    world: Annotated[Any, WithJsonSchema({"type": "string"})] = ""
    """Its name or file; the member's own name unless stated."""
