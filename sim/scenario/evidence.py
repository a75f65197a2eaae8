"""Evidence as data: what each paragraph says, how sure its author is, and which numbers of the world it bears on.

How sure an author is (``hedge``) and what a number is if the statement is true (``bears_on``) are two keys of a row and
are never merged.

>>> row = {"from": "LOG:02", "actor": "captain", "says": "The strait froze twice.", "type": "event", "hedge": "H5"}
>>> Row.model_validate({**row, "bears_on": {"ice": {"range": [0.1, 0.2, 0.4], "why": "two winters of ten"}}}).from_
'LOG:02'
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from sim.scenario.fields import Closed, Identifier, one_or_many

Texts = Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(strict=False)]


class Direction(Closed):
    """What a code such as `RAID` in a row's effect stands for: `RAID+` is more of it, `RAID-` less."""

    means: str
    """What there is more of."""
    question: str = ""
    """The question of this world that it bears on, if there is one."""


class Bearing(Closed):
    """What a statement suggests for one number, if the statement is true; not how likely it is to be true."""

    range: Annotated[tuple[float, ...], Field(strict=False, max_length=3)] = ()
    """`[low, most likely, high]`, or `[value]`; nothing if it only says which way."""
    unit: str = ""
    """What the range is in."""
    why: str
    """One line: why this range, or why this thing."""


class Row(Closed):
    """One statement of a text, in other words than the text's."""

    from_: Annotated[str, Field(alias="from")]
    """The paragraph: `AC:09`."""
    actor: str
    """Whom it is about."""
    says: str
    """What is stated, paraphrased."""
    type: Literal[
        "event",
        "state",
        "action",
        "stance",
        "claim",
        "figure",
        "capability",
        "constraint",
        "mechanism",
        "conditional",
        "argument",
        "tie",
        "uncertainty",
    ]
    """What kind of statement it is."""
    effect: Texts = ()
    """Which way it points, by the codes under `directions:`: `RAID+`, `DE-`."""
    hedge: Literal["H5", "H4", "H3", "H2", "H1", "H-1", "H-2"]
    """How sure the author is that it is true (never the value of a number)."""
    grade: Annotated[str, Field(pattern=r"^([A-F][1-6])?$")] = ""
    """Admiralty grade, if it differs from the source's own."""
    interested: bool = False
    """Said by somebody who gains if it is believed."""
    expires: bool = False
    """Nothing was seen at the time of writing: it holds less and less."""
    note: str = ""
    """Anything a reader should know."""
    bears_on: dict[str, Bearing] = Field(default_factory=dict)
    """Dotted paths of the world, each with the range that the statement suggests for it."""
    left_out: str = ""
    """Why no number of the world rests on it."""


class Conflict(Closed):
    """Where texts disagree, or only seem to."""

    about: str
    """What they disagree about."""
    rows: Texts = ()
    """The rows that disagree."""
    sides: dict[str, str] = Field(default_factory=dict)
    """What each source says, by its short name; other names for evidence from outside."""
    handling: str
    """How the world treats it."""
    bears_on: Texts = ()
    """Dotted paths of the world where it makes a difference."""


class Evidence(Closed):
    """All that was read out of the texts, whether a number rests on it or not."""

    directions: dict[Identifier, Direction] = Field(default_factory=dict)
    """Codes for which way a statement points."""
    rows: dict[Identifier, Row] = Field(default_factory=dict)
    """Statements, each under a short id."""
    aside: dict[str, str] = Field(default_factory=dict)
    """Paragraphs that state nothing about the world, each with the reason."""
    conflicts: dict[Identifier, Conflict] = Field(default_factory=dict)
    """Where the texts disagree."""


class Assumption(Closed):
    """What the answer hangs on, and the change to the world that would make it false."""

    says: str
    """The assumption in a sentence."""
    from_: Annotated[Texts, Field(alias="from")] = ()
    """The paragraphs it is read from."""
    why: str
    """Why it is made."""
    broken_by: str = ""
    """What would have to be seen for it to be given up."""
    if_false: Annotated[dict[str, Any], Field(min_length=1)]
    """Dotted paths and new values, as under `set:` of an overlay: the world in which it does not hold."""
    question: str = ""
    """What it matters to: a question, or one line of it (`entry.fires`); the first question unless stated."""
