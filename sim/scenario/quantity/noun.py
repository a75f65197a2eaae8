"""The noun `Quantity`: an uncertain number with its unit, its range and where it comes from.

>>> Quantity.model_validate("10% per year").unit
'% per year'
>>> describe(Quantity.model_validate({"seen": "3 in 25 months", "why": "incidents on file"}))
'3 in 25 months: Gamma(3.5, 25) per month'
"""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.fields import Sourced, kind_of, refusal
from sim.scenario.quantity.amount import Pair, read_amount, read_number, read_unit, refuse_at, shown, spelled
from sim.scenario.quantity.choice import OneFamily, Part
from sim.scenario.quantity.distribution import Distribution, support
from sim.scenario.quantity.families import offer
from sim.scenario.quantity.seen import read_seen
from sim.scenario.units import Unit, parse_unit

_EXAMPLES = "for example `0.35`, `0.16 per month` or `pert: [0.2, 0.3, 0.5]`"


def _some(value: Any) -> Any:
    if isinstance(value, list) and not value:
        raise refusal("S03", expected="a list of parts", got="an empty one", hint="`[{weight: 1, fixed: 0}]`")
    return value


Parts = Annotated[tuple[Part, ...], BeforeValidator(_some), Field(strict=False)]


class Quantity(Sourced, OneFamily):
    """An uncertain number, drawn once per world: a number, a text such as `10% per year`, or one family."""

    families: ClassVar[tuple[str, ...]] = (*OneFamily.families, "mixture", "seen")

    mixture: Parts | None = None
    """Several distributions, each with a `weight`."""
    seen: str | None = None
    """A base rate: `3 in 25 months` (a rate) or `3 of 40` (a share)."""
    unit: Annotated[str, BeforeValidator(read_unit)] = ""
    """Unit of all its numbers: `months`, `persons`, `per month`, `percent per year` (a chance in it)."""
    range: Pair | None = None
    """Lowest and highest value, in the unit; every draw is clipped to it."""
    draws: Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_.]*$|^$")] = ""
    """The path whose draws it keeps after it was renamed."""

    @model_validator(mode="before")
    @classmethod
    def _spelled_out(cls, value: Any) -> Any:
        """The mapping that a number or text stands for; `fixed` and `seen` bring their unit along."""
        if isinstance(value, dict):
            for family in ("fixed", "seen"):
                if isinstance(value.get(family), str):
                    value = _with_own_unit(value, family)
            return value
        if isinstance(value, str):
            number, unit = read_amount(value.strip())
            return {"fixed": number, "unit": unit}
        if isinstance(value, cls):
            return value
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise refusal("S03", expected="a number or one family", got=kind_of(value), hint=_EXAMPLES)
        return {"fixed": read_number(value)}

    @model_validator(mode="after")
    def _unit_and_range_fit(self) -> Quantity:
        if self._must_be_share and self.unit and not self.measure.percent:
            hint = "leave the unit out, or write `percent per year`"
            raise refuse_at("unit", refusal("U02", expected="a share", got=self.unit, hint=hint))
        for part in (self, *(self.mixture or ())):
            part.check_below(self._top)
        (least, most), (low, high) = support(self.distribution), self.bounds
        if most < low or least > high:
            ends = {"low": shown(low), "high": shown(high), "least": shown(least), "most": shown(most)}
            raise refuse_at("range", refusal("Q09", 0, 0, **ends))
        if self.measure.percent and self.measure.is_rate:
            self._check_chance(max(low, least), min(high, most))
        return self

    def _check_chance(self, low: float, high: float) -> None:
        """Refuses values that are no chance within a time; a beta never quite reaches 100%."""
        if math.isinf(low) or math.isinf(high):
            raise refusal("Q08", family=self.family, low=f"{shown(low)}%", high=f"{shown(high)}%")
        pieces = [part for _, part in self.distribution.parts] or [self.distribution]
        certain = high >= 100 and any(support(p)[1] >= 100 for p in pieces if p.family != "beta")
        if low < 0 or certain:
            raise refusal("U05", got=f"{shown(low if low < 0 else high)}%")

    @property
    def _must_be_share(self) -> bool:
        return self.word is not None or (self.seen is not None and not read_seen(self.seen).unit)

    @property
    def _top(self) -> float:
        return 100.0 if self.measure.percent else 1.0

    @property
    def is_sourced(self) -> bool:
        """Sourcing, or a base rate with a reason: `seen:` says what it rests on."""
        return super().is_sourced or bool(self.seen is not None and self.why)

    @property
    def measure(self) -> Unit:
        """The unit, read."""
        return parse_unit(self.unit)

    @property
    def bounds(self) -> tuple[float, float]:
        """The range, in the unit; infinite where there is none."""
        return self.range or (-math.inf, math.inf)

    @property
    def distribution(self) -> Distribution:
        """The parsed distribution, in the unit and before clipping to `range`."""
        if self.mixture is not None:
            total = sum(part.weight for part in self.mixture)
            parts = tuple((part.weight / total, part.parsed(self._top)) for part in self.mixture)
            return Distribution("mixture", parts=parts)
        return (
            read_seen(self.seen).distribution(self._top) if self.seen is not None else self.parsed(self._top)
        )

    def words(self) -> str:
        """The distribution in words, as it was given, without its unit."""
        if self.seen is not None:
            return f"{self.seen}: {read_seen(self.seen).words()}"
        if self.mixture is not None:
            total = sum(part.weight for part in self.mixture)
            return "; ".join(f"{100 * part.weight / total:.3g}% {part.words()}" for part in self.mixture)
        return super().words()

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(core)
        body = handler.resolve_ref_schema(found)
        body["oneOf"] = [{"required": [family]} for family in cls.families]
        body["properties"]["fixed"]["anyOf"].insert(1, {"type": "string"})
        examples = ["35%", "2 months", "0.16 per month", "10% per year"]
        text = {"type": "string", "title": "number with unit", "examples": examples}
        offer(body, {"type": "number", "title": "number"}, text)
        return found


def _with_own_unit(value: dict[Any, Any], family: str) -> dict[Any, Any]:
    """The mapping with the unit that the text of ``family`` brings along."""
    text = value[family]
    try:
        number, unit = read_amount(text.strip()) if family == "fixed" else (text, read_seen(text).unit)
    except PydanticCustomError as error:
        raise refuse_at(family, error) from None
    given = value.get("unit")
    if unit and isinstance(given, str) and given and spelled(given) != unit:
        raise refuse_at("unit", refusal("Q10", one=unit, other=given))
    return {**value, family: number, "unit": unit or value.get("unit", "")}


def describe(quantity: Quantity) -> str:
    """The quantity in words, with its unit and range.

    >>> describe(Quantity.model_validate({"pert": [0.1, 0.2, 0.4], "unit": "per month", "range": [0.15, 1]}))
    'PERT 0.1 / 0.2 / 0.4 per month, kept from 0.15 to 1'
    """
    unit = quantity.unit.removeprefix("%").strip() if quantity.word is not None else quantity.unit
    gap = "" if quantity.fixed is not None and unit.startswith("%") else " "
    kept = f", kept from {shown(quantity.range[0])} to {shown(quantity.range[1])}" if quantity.range else ""
    return f"{quantity.words()}{gap}{unit}".rstrip() + kept
