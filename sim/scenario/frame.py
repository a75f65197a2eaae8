"""What frames a world: its time, its texts, and the axes it is looked at along.

>>> Clock.model_validate({"start": "2030-01-01", "tick": "week", "ticks": 4}).start.isoformat()
'2030-01-01'
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WithJsonSchema

from sim.scenario.fields import Closed, Identifier, Sourced, kind_of, one_or_many, refusal


def _read_date(value: Any) -> Any:
    if isinstance(value, str):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            raise refusal(
                "S03", expected="a date", got=kind_of(value), hint="write it as 2024-03-31"
            ) from None
    return value


Date = Annotated[datetime.date, BeforeValidator(_read_date)]
Dates = Annotated[tuple[Date, ...], BeforeValidator(one_or_many), Field(strict=False)]
Names = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(strict=False)]


class Clock(Closed):
    """When the world starts and how its time is cut."""

    start: Date
    """First day of tick 1."""
    tick: str
    """`day`, `week`, `month`, `year`, or a whole number of them: `2 weeks`."""
    ticks: Annotated[int, Field(ge=1, le=5000)]
    """How many ticks the world lasts."""


class Source(Closed):
    """A text the numbers come from."""

    title: str
    """The text's title."""
    author: str = ""
    """Who wrote it."""
    published: str = ""
    """When it appeared."""
    url: str = ""
    """Where it stands."""
    sha256: str = ""
    """Hash of the text the paragraph ids count in."""
    paragraphs: Annotated[int, Field(ge=1, le=100_000)] | None = None
    """How many paragraphs the text has after its title."""
    grade: Annotated[str, Field(pattern=r"^([A-F][1-6])?$")] = ""
    """Admiralty grade, for example B2."""
    note: str = ""
    """Anything a reader should know."""


class Quadrants(Closed):
    """What the four corners are called; one that is not named is called by its watches."""

    neither: Identifier | None = None
    """Where neither watch holds."""
    x: Identifier | None = None
    """Where only the first does."""
    y: Identifier | None = None
    """Where only the second does."""
    both: Identifier | None = None
    """Where both do."""


class Axes(Closed):
    """Two watches crossed and read at one moment: four corners that every history falls into one of.

    >>> Axes.model_validate({"x": "tense", "y": "armed", "quadrants": {"neither": "calm", "both": "war"}}).corners
    ('calm', 'tense', 'armed', 'war')
    """

    x: Identifier
    """The watch along the one axis."""
    y: Identifier
    """The watch along the other."""
    title: str = ""
    """What the two axes tell, in a sentence."""
    within: str = ""
    """When they are read, for example `12 months`; at the end of the clock if it is left out."""
    quadrants: Quadrants = Field(default_factory=Quadrants)
    """Names for the four corners."""

    @property
    def corners(self) -> tuple[str, str, str, str]:
        """The names of neither, x only, y only, both."""
        named = self.quadrants
        return (
            named.neither or "neither",
            named.x or self.x,
            named.y or self.y,
            named.both or f"{self.x}_and_{self.y}",
        )


class Member(Sourced):
    """One of the worlds that are mixed."""

    weight: Annotated[float, Field(ge=0, allow_inf_nan=False)]
    """How often a world follows this one, against the weights of the others."""
    world: Annotated[Any, WithJsonSchema({"type": "string"})] = ""
    """Its name or file; the member's own name unless stated."""
