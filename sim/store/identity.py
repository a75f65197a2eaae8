"""What makes a run this run: one resolved scenario and how it was drawn, written one way only and hashed.

>>> run_id(Recipe({"name": "ferry"}, seed=0, worlds=1000, repeats=10, keep=(), design=None, semantics=1))
'953d2a929939'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from hashlib import blake2b
from typing import Any

DIGITS = 12


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything the columns of a run depend on, and nothing else.

    `scenario` is the resolved tree without labels and prose, or its canonical JSON; `design` what replaces
    plain draws (any JSON value, None for nothing); `semantics` counts the meanings the language has had.
    """

    scenario: Mapping[str, Any] | str
    seed: int
    worlds: int
    repeats: int
    keep: tuple[str, ...]
    design: Any
    semantics: int


def run_id(recipe: Recipe) -> str:
    """The first 12 hex digits of blake2b over the recipe's canonical JSON; `keep` is a set.

    >>> def ferry(pace): return Recipe(pace, 0, 10, 1, (), None, 1)
    >>> run_id(ferry({"pace": 0.1})) == run_id(ferry('{"pace": 0.1}')) != run_id(ferry({"pace": 0.2}))
    True
    """
    parts = {field.name: getattr(recipe, field.name) for field in fields(recipe)}
    if isinstance(recipe.scenario, str):
        parts["scenario"] = json.loads(recipe.scenario)
    parts["keep"] = sorted(set(recipe.keep))
    return blake2b(canonical_json(parts).encode()).hexdigest()[:DIGITS]


def canonical_json(value: Any) -> str:
    """The one way to write a value: keys sorted, no blanks, floats by repr, characters as they are.

    Equal numbers of unlike type differ (1 and 1.0). TypeError for what JSON has no form for and for keys that
    are no text, ValueError for NaN and infinities.

    >>> canonical_json({"b": (1, 2.0), "a": "é"})
    '{"a":"é","b":[1,2.0]}'
    """
    plain = _plain(value)
    return json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        # json would turn 1 and None into text: two different keys could become one.
        if strange := [key for key in value if not isinstance(key, str)]:
            raise TypeError(f"keys are text, not {strange[0]!r}")
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, list | tuple) else value
