"""Every key of a file as a person meets it: where it stands, what it is, its unit, what may stand there.

>>> [line.where for line in keys_called("half_life")]
['relax']
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from sim.scenario.fields import Sourced
from sim.scenario.outcomes import Outcomes
from sim.scenario.plan import Plan
from sim.scenario.quantity.choice import OneFamily
from sim.scenario.quantity.families import Spread, Triangular
from sim.scenario.schema import Scenario
from sim.usecases.docstrings import docstrings
from sim.usecases.schemas import OF_FILES, key_of, nouns

# Where the keys of each noun stand, in a reader's words, in the order of the page.
WHERE = {
    "Scenario": "a world",
    "Clock": "clock",
    "Source": "sources: each",
    "Sourced": "any block that can have a source",
    "OneFamily": "a quantity, or a part of a mixture",
    "Quantity": "a quantity",
    "Part": "mixture: each part",
    "Uniform": "uniform",
    "Triangular": "triangular, pert",
    "Spread": "normal, lognormal, gamma, beta",
    "Normal": "normal",
    "Lognormal": "lognormal",
    "Gamma": "gamma",
    "Beta": "beta",
    "NumberState": "state: a number",
    "Relax": "relax",
    "LevelState": "state: a ladder of levels",
    "KindState": "state: kinds",
    "CounterState": "state: a counter",
    "SwitchState": "state: a switch",
    "CalendarName": "calendar: each",
    "Actor": "actors: each",
    "Turns": "decides, with dates",
    "Track": "tracks: each",
    "Action": "menu: each option",
    "Event": "events: each",
    "Alternative": "one_of: each alternative",
    "Rule": "rules: each",
    "Doubt": "doubts: each",
    "Correlation": "correlate: each",
    "Question": "questions: each",
    "Member": "pool: each",
    "Axes": "axes: each",
    "Quadrants": "quadrants",
    "Evidence": "evidence",
    "Row": "evidence: each of rows",
    "Bearing": "bears_on: each path",
    "Direction": "evidence: each of directions",
    "Conflict": "evidence: each of conflicts",
    "Assumption": "assumptions: each",
    "Plan": "a plan",
    "Variant": "variants: each",
    "Sweep": "sweep",
    "Steps": "over: each path",
    "Outcomes": "what happened later",
    "Fact": "facts: each",
}


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A key, the place it stands at, and all that is known of it."""

    name: str
    where: str
    about: str
    unit: str
    examples: tuple[str, ...]
    required: bool


def key_lines() -> tuple[KeyLine, ...]:
    """All keys of worlds, overlays, plans and outcomes, place by place; shared ones once."""
    files = (noun for root in (Scenario, Plan, Outcomes) for noun in nouns(root))
    holders: tuple[type[BaseModel], ...] = (*files, Sourced, OneFamily, Spread)
    found = {holder.__name__: tuple(_own(holder)) for holder in holders if holder.__name__ in WHERE}
    overlay = (KeyLine(name, "a world", about, "", (example,), False) for name, about, example in OF_FILES)
    listed = [line for name in WHERE for line in found[name]]
    worlds = len(found["Scenario"])
    return (*listed[:worlds], *overlay, *listed[worlds:])


def keys_called(name: str) -> tuple[KeyLine, ...]:
    """The keys of this name, wherever they stand."""
    return tuple(line for line in key_lines() if line.name == name)


def _own(holder: type[BaseModel]) -> Iterator[KeyLine]:
    """The keys that ``holder`` declares itself."""
    bases = [base for base in (Sourced, OneFamily, Spread, Triangular) if base is not holder]
    shared = {name for base in bases if issubclass(holder, base) for name in base.model_fields}
    for key, field in holder.model_fields.items():
        name = field.alias or key
        if key not in shared or (holder.__name__ == "Quantity" and name == "fixed"):
            about = key_of(holder, name)
            description = " ".join(docstrings(holder).get(key, "").split())
            where = WHERE[holder.__name__]
            yield KeyLine(name, where, description, about.unit, about.examples, field.is_required())
