"""``Plan``: how to run a scenario; frozen, from YAML.

>>> Plan.model_validate({"plan": 1, "name": "quick", "scenario": "atlantis", "worlds": 100}).histories
1000
"""

from __future__ import annotations

from math import prod
from typing import Annotated, Any, Literal

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.fields import Closed, Label, refusal
from sim.scenario.quantity.families import offer

Keep = Literal["counts", "first", "final"]
MAX_HISTORIES = 1_000_000_000
MOST_POINTS = 256  # of a sweep, each a run of its own


class Variant(Closed):
    """One way the world is run: an overlay by name or file, or changes written here."""

    overlay: str = ""
    """An overlay's name or file."""
    set: dict[str, Any] = Field(default_factory=dict)
    """Dotted paths and their new values."""


class Steps(Closed):
    """Where one path of a sweep goes: values, a span, or percentiles of an uncertain quantity. A list is its values."""

    values: tuple[Any, ...] | None = Field(default=None, strict=False)
    """What is set, one after the other."""
    span: Annotated[tuple[float, float] | None, Field(strict=False)] = None
    """From where to where, evenly."""
    percentiles: Annotated[tuple[float, ...] | None, Field(strict=False)] = None
    """Percentiles of the quantity's own distribution, each between 0 and 100."""
    steps: Annotated[int | None, Field(ge=2, le=MOST_POINTS)] = None
    """How many values a span has, both ends included."""
    unit: str = ""
    """The unit of a span's values, if they need one."""

    @model_validator(mode="before")
    @classmethod
    def _from_list(cls, value: Any) -> Any:
        return {"values": value} if isinstance(value, list) else value

    @model_validator(mode="after")
    def _is_one_thing(self) -> Steps:
        given = [name for name in ("values", "span", "percentiles") if getattr(self, name) is not None]
        if len(given) != 1 or getattr(self, given[0]) == ():
            raise _refused("a sweep needs values, a span, or percentiles", "give one of them")
        if self.span and not self.span[0] < self.span[1]:
            raise _refused("a span goes from a lower to a higher value", "write the lower one first")
        if any(not 0 < p < 100 for p in self.percentiles or ()):
            raise _refused("percentiles lie above 0 and below 100", "for example `percentiles: [5, 50, 95]`")
        if self.steps and not self.span:
            raise _refused("`steps:` divides a span", "remove it, or give `span: [0.1, 0.4]`")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(core)
        offer(handler.resolve_ref_schema(found), {"type": "array", "title": "values", "minItems": 1})
        return found

    @property
    def stops(self) -> tuple[Any, ...]:
        """Every value or percentile, in order."""
        if self.span is None:
            return self.values or self.percentiles or ()
        (low, high), last = self.span, (self.steps or 5) - 1
        return tuple(low + (high - low) * i / last for i in range(last + 1))

    @property
    def ends(self) -> tuple[float, float] | None:
        """Lowest and highest, where there is anything between them; None for values that are only listed."""
        if self.span or not self.percentiles or len(self.percentiles) != 2:
            return self.span
        return min(self.percentiles), max(self.percentiles)


class Sweep(Closed):
    """The same world at many settings, all on the same draws."""

    over: Annotated[dict[str, Steps], Field(min_length=1)]
    """Paths, and where each goes."""
    design: Literal["grid", "list", "sobol"] = "grid"
    """`grid`: every combination; `list`: first with first, second with second; `sobol`: points that fill the spans evenly."""
    points: Annotated[int, Field(ge=2, le=MOST_POINTS)] = 64
    """How many points of a Sobol' sequence: a power of 2."""

    @model_validator(mode="after")
    def _fits(self) -> Sweep:
        counts = {len(steps.stops) for steps in self.over.values()}
        if self.design == "list" and len(counts) > 1:
            raise _refused("a list goes through all paths side by side, and these are of unlike length",
                           "give each as many values, or write `design: grid`")  # fmt: skip
        if self.design == "sobol":
            if any(steps.ends is None for steps in self.over.values()):
                raise _refused(
                    "a Sobol' sequence fills spans", "give each path a `span:` or two `percentiles:`"
                )
            if self.points & (self.points - 1):
                raise _refused(f"{self.points} points do not fill evenly", "take a power of 2: 32, 64, 128")
        elif prod(len(steps.stops) for steps in self.over.values()) > MOST_POINTS and self.design == "grid":
            raise _refused(
                f"the grid has more than {MOST_POINTS} points", "take fewer values, or `design: sobol`"
            )
        return self


def _refused(what: str, fix: str) -> PydanticCustomError:
    return refusal("S04", what=what, why="", fix=fix)


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
    sweep: Sweep | None = None
    """The same world at many settings: `stancelab sweep` runs them."""
    keep: Annotated[tuple[Keep, ...], Field(strict=False)] = ()
    """Beside outcomes, first passages and watches: `counts`, `first` (first firings), `final` (final state)."""
    memory: Annotated[float, Field(gt=0)] = 1.0
    """Limit for what is kept, in GB."""

    @property
    def histories(self) -> int:
        """Worlds times repeats."""
        return self.worlds * self.repeats
