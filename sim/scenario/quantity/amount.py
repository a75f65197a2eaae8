"""Single numbers as people write them: plain, with a unit, as the low and high end of something.

>>> read_amount("10% per year")
(10.0, '% per year')
"""

from __future__ import annotations

import math
import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import PydanticCustomError

from sim.scenario.fields import kind_of, refusal
from sim.scenario.units import UnitError, parse_unit

LARGEST = 1e15

# possessive: a text of many digits that fits nowhere is given up at once
_AMOUNT = re.compile(r"([-+]?(?:\d++\.?\d*+|\.\d++)(?:[eE][-+]?\d++)?+)\s*+(.*)")


def shown(*values: float) -> str:
    """Numbers for people, parted by slashes.

    >>> shown(0.35, 5000)
    '0.35 / 5000'
    """
    return " / ".join(f"{value:.10g}" for value in values)


def read_number(value: Any) -> float:
    """A plain finite number; refuses texts, `5%` included, with what to write instead."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        text = value.strip() if isinstance(value, str) else ""
        whole, _, rest = text.partition(",")
        if whole.lstrip("+-").isdigit() and rest.isdigit():
            raise refusal("S07", text=text, point=f"{whole}.{rest}")
        hint = "for example 0.3"
        if text.endswith("%"):
            hint = f'write {text.removesuffix("%").strip()} here and `unit: "%"` beside the family'
        raise refusal("S03", expected="a number", got=kind_of(value), hint=hint)
    if not math.isfinite(value):
        hint = "choose a family with a tail, or leave `range:` out"
        raise refusal("S03", expected="a finite number", got=str(value), hint=hint)
    if abs(value) > LARGEST:
        raise refusal(
            "U06", got=shown(value), low=shown(-LARGEST), high=shown(LARGEST), hint="choose a larger unit"
        )
    return float(value)


def spelled(unit: str) -> str:
    """The unit's text in one spelling: `percent` as %, single spaces.

    >>> spelled("percent  per year")
    '% per year'
    """
    return re.sub(r"\bpercent\b", "%", " ".join(unit.split()))


def read_unit(value: Any) -> Any:
    """The unit's text in one spelling; raises a refusal if it cannot be read."""
    if not isinstance(value, str):
        return value
    text = spelled(value)
    try:
        parse_unit(text)
    except UnitError as error:
        raise refusal(error.code, 0, 0, **error.fields) from None
    return text


def read_amount(text: str) -> tuple[float, str]:
    """The number and the unit of `0.35`, `35%`, `0.16 per month`; raises a refusal that marks the spot.

    >>> read_amount("2 months")
    (2.0, 'months')
    """
    match = _AMOUNT.fullmatch(text)
    if text[:1].isalpha():
        hint = "for example `0.16 per month`; a word of a verbal scale as `word: likely`"
        raise refusal("S03", expected="a number", got=kind_of(text), hint=hint)
    if match is None or match[2].startswith(","):
        return read_number(text), ""
    number, unit = read_number(float(match[1])), match[2]
    if unit.startswith(("in ", "of ")):
        hint = f"for a base rate write `seen: {text}`"
        raise refusal("S03", expected="a number with a unit", got=kind_of(text), hint=hint)
    try:
        return number, read_unit(unit)
    except PydanticCustomError as error:
        context = error.context or {}
        raise refusal(context["code"], match.start(2), len(unit), **context["fields"]) from None


def refuse_at(loc: str | int, error: PydanticCustomError) -> ValidationError:
    """The refusal of one entry below the value being read."""
    return ValidationError.from_exception_data("quantity", [{"type": error, "loc": (loc,), "input": None}])


def must_rise(names: str, low: float, *rest: float) -> None:
    """Refuses values that fall, or a first and last that are equal."""
    values = (low, *rest)
    if list(values) != sorted(values) or low == values[-1]:
        hint = f"write `fixed: {shown(low)}`" if low == values[-1] else "put them in order"
        raise refusal("Q03", names=names, got=shown(*values), hint=hint)


def must_be(expected: str, holds: bool, name: str, got: float | None) -> None:
    """Refuses a parameter outside its domain."""
    if got is not None and not holds:
        raise refusal(
            "Q04", name=name, expected=expected, got=shown(got), hint="correct it or choose another family"
        )


def must_be_positive(**parameters: float | None) -> None:
    """Refuses given parameters that are not above 0."""
    for name, value in parameters.items():
        must_be("above 0", value is None or value > 0, name, value)


def _two(value: Any) -> Any:
    if not isinstance(value, (list, tuple)) or len(value) != 2:
        got = f"{len(value)} entries" if isinstance(value, list) else kind_of(value)
        raise refusal("S03", expected="two numbers [low, high]", got=got, hint="for example `[0.1, 0.4]`")
    return value


def _rising(value: tuple[float, float]) -> tuple[float, float]:
    must_rise("low and high", *value)
    return value


Real = Annotated[float, BeforeValidator(read_number)]
Pair = Annotated[tuple[Real, Real], BeforeValidator(_two), AfterValidator(_rising), Field(strict=False)]
