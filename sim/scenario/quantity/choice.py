"""One family out of all, as it stands in a quantity or in a part of a mixture.

>>> OneFamily.model_validate({"word": "likely"}).parsed(top=100.0).parameters
(55.0, 80.0)
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import BeforeValidator, model_validator
from pydantic_core import PydanticCustomError

from sim.scenario.fields import Closed, kind_of, refusal
from sim.scenario.quantity.amount import Real, must_be_positive, read_amount, read_number, refuse_at, shown
from sim.scenario.quantity.distribution import Distribution, settled
from sim.scenario.quantity.families import (
    Beta,
    Family,
    Gamma,
    Lognormal,
    Normal,
    Pert,
    Triangular,
    Uniform,
)
from sim.scenario.scales import DEFAULT_SCALE, SCALES, Scale, UnknownTerm, band


def _by_value(value: Any) -> Any:
    """The mapping value -> weight; keys that YAML leaves as text become numbers."""
    if not isinstance(value, dict) or not value:
        hint = "for example `{0: 0.7, 1: 0.3}`"
        raise refusal("S03", expected="a mapping value: weight", got=kind_of(value), hint=hint)
    weights: dict[float, float] = {}
    for key, weight in value.items():
        try:
            number = _plain_number(key)
            if number in weights:
                raise refusal("Q13", value=shown(number))
            weights[number] = read_number(weight)
            must_be_positive(**{f"the weight of {key}": weights[number]})
        except PydanticCustomError as error:
            raise refuse_at(key, error) from None
    return weights


def _plain_number(key: Any) -> float:
    if not isinstance(key, str):
        return read_number(key)
    number, unit = read_amount(key.strip())
    return read_number(key) if unit else number


def _weight(value: Any) -> float:
    number = read_number(value)
    must_be_positive(weight=number)
    return number


class OneFamily(Closed):
    """Exactly one family of distribution."""

    families: ClassVar[tuple[str, ...]] = (
        "fixed",
        "uniform",
        "triangular",
        "pert",
        "beta",
        "normal",
        "lognormal",
        "gamma",
        "discrete",
        "word",
    )

    fixed: Real | None = None
    """One number, certain; in a quantity it may bring its unit: `10% per year`."""
    uniform: Uniform | None = None
    """`[low, high]`: anything between is as likely."""
    triangular: Triangular | None = None
    """`[low, mode, high]` with straight sides."""
    pert: Pert | None = None
    """`[low, mode, high]`, smooth, the mode weighing 4."""
    beta: Beta | None = None
    """A share: `[a, b]`, or `{90%: [low, high]}`."""
    normal: Normal | None = None
    """`[mean, sd]`, or `{90%: [low, high]}`."""
    lognormal: Lognormal | None = None
    """`{median: m, sd: s}` (of the logarithm), or `{90%: [low, high]}`."""
    gamma: Gamma | None = None
    """`[shape, rate]`, or `{90%: [low, high]}`."""
    discrete: Annotated[dict[float, float] | None, BeforeValidator(_by_value)] = None
    """Values and their weights, which need not add up to 1."""
    word: str | None = None
    """A word on a verbal scale: all probabilities of its band alike."""
    scale: Literal["", "icd203", "phia", "nato", "kent"] = ""
    """The scale of `word`; ICD 203 unless stated."""

    @model_validator(mode="after")
    def _has_one_family(self) -> OneFamily:
        found = [name for name in self.families if getattr(self, name) is not None]
        if len(found) > 1:
            raise refusal("Q01", found=" and ".join(found))
        if not found:
            raise refusal("Q02", known=", ".join(self.families))
        if self.word is not None:
            self._band()
        elif self.scale:
            raise refusal(
                "S04", what="`scale:` without `word:`", why="only words stand on a scale", fix="remove it"
            )
        return self

    @property
    def family(self) -> str:
        """The name of the family."""
        return next(name for name in self.families if getattr(self, name) is not None)

    def check_below(self, top: float) -> None:
        """Refuses percentiles of a beta that no share between 0 and ``top`` has."""
        if self.beta is not None:
            try:
                self.beta.check_below(top)
            except PydanticCustomError as error:
                raise refuse_at("beta", error) from None

    @property
    def _on(self) -> Scale:
        return SCALES[self.scale or DEFAULT_SCALE]

    def _band(self) -> tuple[float, float]:
        """The band of `word`, as shares."""
        try:
            return band(self.word or "", self._on)
        except UnknownTerm as error:
            known = ", ".join(term.word for term in self._on.terms)
            why = f"it stands on {', '.join(error.known_on)}" if error.known_on else ""
            near = "".join(error.nearest[:1])
            scale = self._on.label
            unknown = refusal("Q07", word=self.word, scale=scale, known=known, why=why, near=near)
            raise refuse_at("word", unknown) from None

    @property
    def _shares(self) -> dict[float, float]:
        """The values of `discrete`, rising, with weights that add up to 1."""
        weights = self.discrete or {}
        total = sum(weights.values())
        return {value: weights[value] / total for value in sorted(weights)}

    def parsed(self, top: float) -> Distribution:
        """The distribution; families of shares cover 0 to ``top``."""
        if self.fixed is not None:
            return Distribution("fixed", (self.fixed,))
        if self.word is not None:
            low, high = (settled(top * end) for end in self._band())
            return Distribution("uniform", (low, high)) if low < high else Distribution("fixed", (low,))
        if self.discrete is not None:
            return Distribution("discrete", tuple(number for pair in self._shares.items() for number in pair))
        family: Family = getattr(self, self.family)
        return family.distribution(top)

    def words(self) -> str:
        """The distribution in words, as it was given, without its unit."""
        if self.fixed is not None:
            return shown(self.fixed)
        if self.word is not None:
            low, high = (f"{settled(100 * end):g}%" for end in self._band())
            return f'"{self.word}" ({self._on.label}), {low} to {high}'
        if self.discrete is not None:
            return ", ".join(f"{shown(value)} ({100 * share:.3g}%)" for value, share in self._shares.items())
        family: Family = getattr(self, self.family)
        return family.words()


class Part(OneFamily):
    """One ingredient of a mixture: a weight and a family."""

    weight: Annotated[float, BeforeValidator(_weight)]
    """How much of it, relative to the other parts."""
