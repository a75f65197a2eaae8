"""The families given by a few parameters, as they stand in the file: by name, or in order as a list.

>>> Pert.model_validate([0.05, 0.15, 0.25]).words()
'PERT 0.05 / 0.15 / 0.25'
>>> Lognormal.model_validate({"90%": [1.0, 4.0]}).distribution().parameters
(2.0, 0.421403563942)
"""

from __future__ import annotations

import math
from typing import Annotated, Any, ClassVar

from pydantic import Field, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from sim.scenario.fields import Closed, kind_of, refusal
from sim.scenario.quantity.amount import (
    Pair,
    Real,
    must_be,
    must_be_positive,
    must_rise,
    read_number,
    refuse_at,
    shown,
)
from sim.scenario.quantity.distribution import Z95, Distribution, settled

LARGEST_LOG_SD = 20.0
NARROWEST, WIDEST = (
    1.001,
    1e12,
)  # ratio of the 95th to the 5th percentile (of their odds for a beta) that can be fitted


class Family(Closed):
    """What all families share: a list gives the parameters in order, only certain sets make sense."""

    in_order: ClassVar[tuple[str, ...]] = ()
    forms: ClassVar[tuple[tuple[str, ...], ...]] = ()

    @model_validator(mode="before")
    @classmethod
    def _by_name(cls, value: Any) -> Any:
        if isinstance(value, (dict, cls)):
            return value
        if not isinstance(value, list) or not cls.in_order or len(value) != len(cls.in_order):
            raise cls._not_in_order(value)
        for i, entry in enumerate(value):
            try:
                read_number(entry)
            except PydanticCustomError as error:
                raise refuse_at(i, error) from None
        return dict(zip(cls.in_order, value, strict=True))

    @model_validator(mode="after")
    def _makes_sense(self) -> Family:
        fields = type(self).model_fields.items()
        given = {field.alias or key for key, field in fields if getattr(self, key) is not None}
        if self.forms and given not in map(set, self.forms):
            got = " and ".join(sorted(given)) or "nothing"
            raise refusal("Q05", family=type(self).__name__.lower(), got=got, forms=self._forms_in_words())
        self.check()
        return self

    @classmethod
    def _not_in_order(cls, value: Any) -> PydanticCustomError:
        short = f"[{', '.join(cls.in_order)}]" if cls.in_order else ""
        expected = short or f"a mapping with {cls._forms_in_words()}"
        got, hint = kind_of(value), f"write {expected}"
        if isinstance(value, list):
            got = f"{len(value)} entries"
            hint = (
                "write decimal points, not commas" if short and len(value) == 2 * len(cls.in_order) else hint
            )
        return refusal("S03", expected=expected, got=got, hint=hint)

    @classmethod
    def _forms_in_words(cls) -> str:
        return ", or ".join(" and ".join(form) for form in cls.forms)

    def check(self) -> None:
        """Refuses values that are no such distribution."""

    def distribution(self, top: float = 1.0) -> Distribution:
        """The parsed form; a family of shares covers 0 to ``top``."""
        raise NotImplementedError

    def words(self) -> str:
        """The distribution in words, as it was given."""
        raise NotImplementedError

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        found = handler(core)
        if cls.in_order:
            title, count = f"[{', '.join(cls.in_order)}]", len(cls.in_order)
            numbers = {"items": {"type": "number"}, "minItems": count, "maxItems": count}
            offer(handler.resolve_ref_schema(found), {"type": "array", "title": title, **numbers})
        return found


def offer(mapping: JsonSchemaValue, *others: JsonSchemaValue) -> None:
    """Let ``others`` stand beside the mapping that a JSON schema describes, in place."""
    body = dict(mapping)
    mapping.clear()
    mapping |= {key: body.pop(key) for key in ("title", "description") if key in body}
    mapping["anyOf"] = [*others, body]


class Uniform(Family):
    """Every value between two ends alike."""

    in_order = ("low", "high")
    low: Real
    """The lowest value."""
    high: Real
    """The highest value."""

    def check(self) -> None:
        must_rise("low and high", self.low, self.high)

    def distribution(self, top: float = 1.0) -> Distribution:
        return Distribution("uniform", (self.low, self.high))

    def words(self) -> str:
        return f"uniform {shown(self.low, self.high)}"


class Triangular(Family):
    """Lowest, likeliest and highest value, joined by straight lines."""

    in_order = ("low", "mode", "high")
    low: Real
    """The lowest value."""
    mode: Real
    """The likeliest value."""
    high: Real
    """The highest value."""

    def check(self) -> None:
        must_rise("low, mode and high", self.low, self.mode, self.high)

    def distribution(self, top: float = 1.0) -> Distribution:
        return Distribution("triangular", (self.low, self.mode, self.high))

    def words(self) -> str:
        return f"triangular {shown(self.low, self.mode, self.high)}"


class Pert(Triangular):
    """Lowest, likeliest and highest value on a smooth curve: a beta, mean (low + 4 mode + high) / 6."""

    def distribution(self, top: float = 1.0) -> Distribution:
        return Distribution("pert", (self.low, self.mode, self.high))

    def words(self) -> str:
        return f"PERT {shown(self.low, self.mode, self.high)}"


_BY_QUANTILES = (("90%",), ("median", "90%"))


class Spread(Family):
    """A family that may be given by its 5th and 95th percentile, with or without its median."""

    median: Real | None = None
    """The value that half of the draws stay below."""
    span: Annotated[Pair | None, Field(alias="90%")] = None
    """The 5th and 95th percentile."""

    @property
    def targets(self) -> tuple[float, ...]:
        """The wanted quantiles, rising: 5%, (50%,) 95%; empty without `90%`."""
        if self.span is None:
            return ()
        return self.span if self.median is None else (self.span[0], self.median, self.span[1])

    def check(self) -> None:
        if self.span is not None:
            must_rise("5%, median and 95%", *self.targets)

    def quantiles_in_words(self) -> str:
        """`median 4, 90% 1.5 / 10`."""
        middle = f"median {shown(self.median)}, " if self.median is not None else ""
        return f"{middle}90% {shown(*(self.span or ()))}"


class Normal(Spread):
    """The bell curve. A median that is not midway between the percentiles: least squares on the three."""

    in_order = ("mean", "sd")
    forms = (("mean", "sd"), *_BY_QUANTILES)
    mean: Real | None = None
    """The middle."""
    sd: Real | None = None
    """Standard deviation."""

    def check(self) -> None:
        super().check()
        must_be("at least 0", (self.sd or 0) >= 0, "sd", self.sd)

    def _parameters(self) -> tuple[float, float]:
        if self.mean is not None and self.sd is not None:
            return self.mean, self.sd
        return _line(self.targets)

    def distribution(self, top: float = 1.0) -> Distribution:
        mean, sd = self._parameters()
        return Distribution("normal", (mean, sd)) if sd else Distribution("fixed", (mean,))

    def words(self) -> str:
        mean, sd = self._parameters()
        if self.span is None:
            return f"normal, mean {shown(mean)}, sd {shown(sd)}"
        fit = f" (nearest: mean {mean:.3g}, sd {sd:.3g})" if _disagrees(self.median, mean) else ""
        return f"normal, {self.quantiles_in_words()}{fit}"


class Lognormal(Spread):
    """A positive number whose logarithm is normal.

    A median that is not the geometric middle of the percentiles: least squares on the three logarithms.
    """

    forms = (("median", "sd"), *_BY_QUANTILES)
    sd: Real | None = None
    """Of the natural logarithm."""

    def check(self) -> None:
        super().check()
        must_be_positive(median=self.median, **{"5%": self.span[0] if self.span else None})
        expected = f"from 0 to {shown(LARGEST_LOG_SD)}"
        must_be(expected, 0 <= (self.sd or 0) <= LARGEST_LOG_SD, "sd (of the logarithm)", self.sd)

    def _parameters(self) -> tuple[float, float]:
        if self.median is not None and self.sd is not None:
            return self.median, self.sd
        middle, sd = _line(tuple(map(math.log, self.targets)))
        return settled(math.exp(middle)), sd

    def distribution(self, top: float = 1.0) -> Distribution:
        median, sd = self._parameters()
        return Distribution("lognormal", (median, sd)) if sd else Distribution("fixed", (median,))

    def words(self) -> str:
        median, sd = self._parameters()
        if self.span is None:
            return f"lognormal, median {shown(median)}, sd of the logarithm {shown(sd)}"
        low, high = (float(f"{median * math.exp(z * sd):.3g}") for z in (-Z95, Z95))
        nearest = f" (nearest: median {median:.3g}, 90% {shown(low, high)})"
        return f"lognormal, {self.quantiles_in_words()}{nearest if _disagrees(self.median, median) else ''}"


class Gamma(Spread):
    """A positive number, such as an unknown rate.

    Median and percentiles that no gamma has: least squares on the three logarithms.
    """

    in_order = ("shape", "rate")
    forms = (("shape", "rate"), ("shape", "mean"), *_BY_QUANTILES)
    shape: Real | None = None
    """How peaked: a base rate of n events has n + 1/2."""
    rate: Real | None = None
    """The mean is shape / rate."""
    mean: Real | None = None
    """The mean, instead of the rate."""

    def check(self) -> None:
        super().check()
        must_be_positive(shape=self.shape, rate=self.rate, mean=self.mean)
        if self.span is not None:
            low, high = self.span
            must_be_positive(**{"5%": low})
            _must_be_fittable("gamma", self.span, high / low)

    def distribution(self, top: float = 1.0) -> Distribution:
        if self.shape is None:
            return Distribution("gamma", self.targets, form="quantiles")
        rate = self.shape / self.mean if self.mean is not None else self.rate or 1.0
        return Distribution("gamma", (self.shape, rate))

    def words(self) -> str:
        if self.shape is None:
            return f"gamma, {self.quantiles_in_words()}"
        second = f"mean {shown(self.mean)}" if self.mean is not None else f"rate {shown(self.rate or 1.0)}"
        return f"gamma, shape {shown(self.shape)}, {second}"


class Beta(Spread):
    """A share between 0 and 1; where the unit is in percent, so are its percentiles.

    Median and percentiles that no beta has: least squares on the three log odds.
    """

    in_order = ("a", "b")
    forms = (("a", "b"), *_BY_QUANTILES)
    a: Real | None = None
    """Weight of 1: a share of n out of m has n + 1/2."""
    b: Real | None = None
    """Weight of 0: a share of n out of m has m - n + 1/2."""

    def check(self) -> None:
        super().check()
        must_be_positive(a=self.a, b=self.b)

    def check_below(self, top: float) -> None:
        """Refuses percentiles that no share between 0 and ``top`` has."""
        if self.span is not None:
            low, high = self.span
            must_be(f"above 0 and below {shown(top)}", 0 < low < high < top, "90%", low if low <= 0 else high)
            _must_be_fittable("beta", self.span, high * (top - low) / (low * (top - high)))

    def distribution(self, top: float = 1.0) -> Distribution:
        if self.a is not None and self.b is not None:
            return Distribution("beta", (self.a, self.b, top))
        return Distribution("beta", (*self.targets, top), form="quantiles")

    def words(self) -> str:
        if self.a is not None and self.b is not None:
            return f"beta, a {shown(self.a)}, b {shown(self.b)}"
        return f"beta, {self.quantiles_in_words()}"


def _line(targets: tuple[float, ...]) -> tuple[float, float]:
    """Mean and sd of the normal nearest to the quantiles 5%, (50%,) 95% by least squares; exact for two."""
    return settled(sum(targets) / len(targets)), settled((targets[-1] - targets[0]) / (2 * Z95))


def _disagrees(median: float | None, fitted: float) -> bool:
    return median is not None and abs(fitted - median) > 1e-9 * max(abs(fitted), abs(median))


def _must_be_fittable(family: str, span: tuple[float, float], ratio: float) -> None:
    if not NARROWEST <= ratio <= WIDEST:
        hint = "`fixed:` says nearly the same" if ratio < NARROWEST else "lognormal reaches further"
        raise refusal("Q12", family=family, low=shown(span[0]), high=shown(span[1]), hint=hint)
