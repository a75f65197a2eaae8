"""The kinds of state a world can have: number, levels, kinds, counter, switch.

>>> SwitchState.model_validate({"switch": "off"}).switch
'off'
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag

from sim.scenario.fields import Closed, Expression, Identifier, Sourced
from sim.scenario.quantity import Quantity

Draws = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$|^$")]

# A mapping is an uncertain number drawn once per world, anything else an expression
Amount = Annotated[
    Annotated[Quantity, Tag("a quantity")] | Annotated[Expression, Tag("an expression")],
    Discriminator(lambda value: "a quantity" if isinstance(value, (dict, Quantity)) else "an expression"),
]


class Relax(Closed):
    """A pull back towards a resting value."""

    to: Expression
    """The resting value."""
    half_life: Amount
    """Time in which half of the distance goes."""


class NumberState(Sourced):
    """A number with a range."""

    start: Amount
    """Value at the start; a mapping is drawn once per world."""
    range: Annotated[tuple[float, float], Field(strict=False)]
    """Lowest and highest value; every change is clipped to it."""
    unit: str = ""
    """For example `persons`; unlike units are never added."""
    relax: Relax | None = None
    """A pull back towards a resting value."""
    noise: Quantity | None = None
    """Random walk: sd over one time unit, for example `0.02 per month`."""
    draws: Draws = ""
    """The path whose noise draws it keeps after it was renamed."""


class LevelState(Sourced):
    """An ordered ladder of named levels."""

    levels: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=256, strict=False)]
    """The ladder's names, lowest first."""
    start: str
    """The level at the start."""


class KindState(Sourced):
    """One of several unordered kinds."""

    kinds: Annotated[tuple[Identifier, ...], Field(min_length=2, max_length=256, strict=False)]
    """The names, in any order."""
    start: str
    """The kind at the start."""


class CounterState(Sourced):
    """A whole number that starts at `counter` and stays between 0 and `max`."""

    counter: Annotated[int, Field(ge=0)]
    """The count at the start."""
    max: Annotated[int, Field(ge=1, le=1_000_000)] = 255
    """The count never goes above this."""


class SwitchState(Sourced):
    """Off or on."""

    switch: Literal["off", "on"]
    """How it stands at the start."""


State: TypeAlias = NumberState | LevelState | KindState | CounterState | SwitchState
# Tags are no plain names, so that no key of a file can be taken for one
_TAGS = {"levels": "a ladder", "kinds": "a kind", "counter": "a counter", "switch": "a switch"}


def _state_tag(value: Any) -> str:
    given = value if isinstance(value, dict) else getattr(type(value), "model_fields", {})
    return next((tag for key, tag in _TAGS.items() if key in given), "a number")


AnyState = Annotated[
    Annotated[NumberState, Tag("a number")]
    | Annotated[LevelState, Tag("a ladder")]
    | Annotated[KindState, Tag("a kind")]
    | Annotated[CounterState, Tag("a counter")]
    | Annotated[SwitchState, Tag("a switch")],
    Discriminator(_state_tag),
]
