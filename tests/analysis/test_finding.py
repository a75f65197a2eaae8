"""A finding says what it is, and an answer that cannot be given says why."""

from __future__ import annotations

import json
from dataclasses import FrozenInstanceError, fields

import pytest

from sim.analysis.finding import PROBABILITY, Finding, Interval, RunCount, TooFew, Unavailable, as_plain


def _finding(**changes: object) -> Finding:
    parts: dict[str, object] = {
        "name": "crosses",
        "value": 0.2,
        "interval": Interval(0.15, 0.25, 0.95, "Clopper-Pearson"),
        "spread": TooFew("worlds", 40, 100, 100),
        "luck": Unavailable("one repeat", "cannot tell"),
        "runs": RunCount(40, 10, 80),
        "unit": PROBABILITY,
        "method": "shares",
        "sources": ("AB:01",),
        "caveat": "two texts only",
    }
    return Finding(**(parts | changes))  # type: ignore[arg-type]


def test_as_plain_survives_json_and_keeps_every_field() -> None:
    plain = as_plain(_finding())
    assert json.loads(json.dumps(plain)) == plain
    assert set(plain) == {field.name for field in fields(Finding)}
    how = "Clopper-Pearson"
    assert plain["interval"] == {"low": 0.15, "high": 0.25, "level": 0.95, "how": how, "sides": "both"}
    assert plain["spread"] == {
        "unavailable": "too few",
        "why": "needs 100 worlds, has 40 (run about 100 worlds)",
        "needed": 100,
        "seen": 40,
        "worlds": 100,
    }
    assert plain["luck"] == {"unavailable": "one repeat", "why": "cannot tell"}
    assert plain["runs"] == {"worlds": 40, "repeats": 10, "seen": 80}
    assert plain["sources"] == ["AB:01"]


@pytest.mark.parametrize("part", ["value", "luck"])
@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_no_answer_is_never_a_number(part: str, number: float) -> None:
    with pytest.raises(ValueError, match="say why"):
        _finding(**{part: number})


def test_an_interval_runs_from_low_to_high() -> None:
    with pytest.raises(ValueError, match="from low to high"):
        Interval(0.3, 0.2, 0.95, "")
    with pytest.raises(ValueError, match="from low to high"):
        Interval(float("nan"), 0.2, 0.95, "")


def test_a_finding_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        _finding().value = 0.3  # type: ignore[misc]


def test_a_refusal_with_nothing_seen_promises_no_number_of_worlds() -> None:
    why = TooFew("histories with the outcome", 0, 5, 5000).why
    assert why.startswith("none seen in these runs") and "5,000" not in why
