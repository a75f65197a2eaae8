"""The nouns of a scenario file, closed and frozen: what may stand where. Meaning is in docs/reference/semantics.md.

>>> Event.model_validate({"rate": "0.2 per month", "then": {"tension": "+= 0.1"}}).then["tension"].op
'+='
"""

from __future__ import annotations

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BeforeValidator, Field, PrivateAttr
from pydantic_core import PydanticCustomError

from sim.errors import Problem
from sim.scenario.evidence import Assumption, Evidence
from sim.scenario.fields import (
    Closed,
    Effects,
    Expression,
    Identifier,
    Label,
    Sourced,
    one_or_many,
    refusal,
)
from sim.scenario.frame import Axes, Clock, Date, Dates, Member, Names, Source
from sim.scenario.quantity import Quantity
from sim.scenario.quantity.amount import read_number, refuse_at
from sim.scenario.states import Amount, AnyState, Draws
from sim.scenario.where import NO_GAPS, Gaps, Places


def _month_texts(value: Any) -> Any:
    return [str(item) if isinstance(item, int) else item for item in one_or_many(value)]


class Action(Sourced):
    """One option of a menu."""

    if_: Annotated[Expression | None, Field(alias="if")] = None
    """Available only where this holds."""
    serves: dict[str, Expression] = Field(default_factory=dict)
    """What it does for each goal, from -1 to 1."""
    utility: Expression | None = None
    """Instead of `serves`: the utility itself."""
    habit: Amount | None = None
    """Added to the log weight."""
    succeeds: Expression | None = None
    """Chance that it works; then `then`, else `otherwise`."""
    then: Effects = Field(default_factory=dict)
    """What it does to states: `state: += 0.1`."""
    otherwise: Effects = Field(default_factory=dict)
    """What it does if it does not succeed."""
    draws: Draws = ""
    """The path whose draws it keeps after it was renamed."""


class Track(Sourced):
    """One of several choices an actor makes side by side."""

    menu: Annotated[dict[Identifier, Action], Field(min_length=1, max_length=64)]
    """The options of this choice."""
    pace: Quantity | None = None
    """Chance of doing anything at indifference, per time: sets the weight of `hold`."""
    hold: Amount | None = None
    """Log weight of doing nothing; 0 unless stated. Not together with `pace`."""
    draws: Draws = ""
    """The path whose draws it and all of its own keep after it was renamed."""


class Turns(Closed):
    """Decision dates."""

    dates: Dates
    """Each acts in the first tick that starts on or after it."""


def _read_turns(value: Any) -> Any:
    return Turns.model_validate(value) if isinstance(value, dict) else value


class Actor(Sourced):
    """Who decides: goals, stances, and a menu (or several tracks)."""

    active: Expression | None = None
    """Present only while this holds."""
    goals: dict[Identifier, Quantity] = Field(default_factory=dict)
    """What the actor wants: weights."""
    stances: dict[Identifier, Quantity] = Field(default_factory=dict)
    """What the actor holds to be so: numbers its expressions may use."""
    decides: Annotated[str | Turns, BeforeValidator(_read_turns)] = "every tick"
    """`every 2 months`, `every tick`, or `{dates: [...]}`."""
    precision: Quantity | None = None
    """How sharply utility decides; 1 unless stated."""
    pace: Quantity | None = None
    """Chance of doing anything at indifference, per time; sets the weight of `hold`."""
    hold: Amount | None = None
    """Log weight of doing nothing; 0 unless stated."""
    menu: Annotated[dict[Identifier, Action], Field(max_length=64)] = Field(default_factory=dict)
    """The options of the one choice it makes each turn."""
    tracks: dict[Identifier, Track] = Field(default_factory=dict)
    """Several choices side by side, each with its own menu."""
    draws: Draws = ""
    """The path whose draws it and all of its own keep after it was renamed."""


class Alternative(Sourced):
    """One of the things an event may be."""

    if_: Annotated[Expression | None, Field(alias="if")] = None
    """Possible only where this holds."""
    rate: Amount | None = None
    """Its own rate; alternatives with rates compete."""
    chance: Amount | None = None
    """Its share of the event; the chances sum to 1."""
    then: Effects = Field(default_factory=dict)
    """What it does beside the event's own effects."""
    draws: Draws = ""
    """The path whose draws it keeps after it was renamed."""


class Event(Sourced):
    """What nobody in the world decides."""

    if_: Annotated[Expression | None, Field(alias="if")] = None
    """Possible only where this holds."""
    rate: Amount | None = None
    """`0.16 per month`, `10% per year`, or an expression that gives a rate."""
    once: bool = False
    """At most once in a history."""
    cooldown: Expression | None = None
    """Time that must pass between two firings."""
    one_of: dict[Identifier, Alternative] = Field(default_factory=dict)
    """Alternatives: each with a `rate` (they compete) or each with a `chance` (they split this event)."""
    then: Effects = Field(default_factory=dict)
    """What it does to states."""
    draws: Draws = ""
    """The path whose draws it keeps after it was renamed."""


class Rule(Sourced):
    """Something certain: `if` acts in each tick, `while` is a flow per time."""

    if_: Annotated[Expression | None, Field(alias="if")] = None
    """Acts in each tick in which this holds."""
    while_: Annotated[Expression | None, Field(alias="while")] = None
    """A flow per time while this holds; `always` for at all times."""
    then: Annotated[Effects, Field(min_length=1)]
    """What it does to states."""


class Doubt(Sourced):
    """Model error: a normal offset per world on log weights of actions and log rates of events."""

    sd: Quantity
    """How far off the model may be: sd on log weights and log rates."""
    on: Names
    """Actions, events and alternatives; `actor.*` means every action of that actor."""
    draws: Draws = ""
    """The path whose draws it keeps after it was renamed."""


class Correlation(Sourced):
    """A rank correlation between two quantities."""

    pair: Annotated[tuple[str, str], Field(strict=False)]
    """The two quantities, by their names."""
    rank: Annotated[float, Field(gt=-1, lt=1)]
    """Rank correlation, between -1 and 1."""


def _read_correlation(value: Any) -> Any:
    if not isinstance(value, list) or len(value) != 3:
        return value
    try:
        rank = read_number(value[2])
        if not -1 < rank < 1:
            raise refusal("U06", got=value[2], low="-1", high="1", hint="for example `-0.3`")
    except PydanticCustomError as error:
        raise refuse_at(2, error) from None
    return {"pair": value[:2], "rank": rank}


class CalendarName(Sourced):
    """A name that takes its value from the date."""

    months: Annotated[tuple[str, ...], BeforeValidator(_month_texts), Field(strict=False)] = ()
    """`[mar, apr]` or `[3, 4]`: true in ticks whose middle day lies in them."""
    dates: Dates = ()
    """True in the tick that contains one of them."""
    starts: Date | None = None
    """True in ticks that start on or after this date ..."""
    until: Date | None = None
    """... and before this one."""
    values: dict[Date, float] = Field(default_factory=dict)
    """A number that changes on dates."""


class Question(Sourced):
    """What is asked of every history; it never touches the world."""

    within: str = ""
    """`12 months`: read until then."""
    by: Date | None = None
    """Or until this date."""
    resolves: str = ""
    """How a person would settle it."""
    void: str = ""
    """When nobody could."""
    title: str = ""
    """The question in a sentence."""
    worst: dict[Identifier, Expression] = Field(default_factory=dict)
    """The first line of the list that ever held by the horizon."""
    first: dict[Identifier, Expression] = Field(default_factory=dict)
    """The line that first became true."""
    last: dict[Identifier, Expression] = Field(default_factory=dict)
    """The first line that holds at the horizon."""


class Scenario(Closed):
    """What is believed about one world."""

    stancelab: Literal[1]
    """Version of the language."""
    name: Label
    """The world's name, the same as its file's: letters, digits, `_`, `-`, `.`."""
    title: str = ""
    """The question of the world in a sentence."""
    about: str = ""
    """A paragraph for the reader: what is in the world, what is left out."""
    clock: Clock
    """When the world starts and how its time is cut."""
    defaults: Sourced = Field(default_factory=Sourced)
    """Sourcing for numbers that carry none of their own."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """The texts that `from:` refers to, each under a short name."""
    quantities: dict[Identifier, Quantity] = Field(default_factory=dict)
    """Uncertain numbers that belong to no actor."""
    terms: dict[Identifier, Expression] = Field(default_factory=dict)
    """Names for expressions."""
    state: dict[Identifier, AnyState] = Field(default_factory=dict)
    """What changes: numbers, levels, kinds, counters, switches."""
    calendar: dict[Identifier, CalendarName] = Field(default_factory=dict)
    """Names that take their value from the date."""
    at: dict[Date, Effects] = Field(default_factory=dict)
    """Dated changes."""
    actors: dict[Identifier, Actor] = Field(default_factory=dict)
    """Who decides."""
    events: dict[Identifier, Event] = Field(default_factory=dict)
    """What nobody decides: it happens at a rate."""
    rules: dict[Identifier, Rule] = Field(default_factory=dict)
    """What is certain: it acts in each tick, or flows, while a condition holds."""
    doubts: dict[Identifier, Doubt] = Field(default_factory=dict)
    """How far the model itself may be off."""
    correlate: Annotated[
        tuple[Annotated[Correlation, BeforeValidator(_read_correlation)], ...], Field(strict=False)
    ] = ()
    """Quantities that tend to be high, or low, together: `[one, other, rank correlation]`."""
    ends: Expression | None = None
    """Where this holds a history is over: its state is frozen."""
    questions: dict[Identifier, Question] = Field(default_factory=dict)
    """What is asked of every history."""
    watches: dict[Identifier, Expression] = Field(default_factory=dict)
    """Conditions whose share of histories is shown tick by tick."""
    axes: dict[Identifier, Axes] = Field(default_factory=dict)
    """Pairs of watches, and what the four corners are called."""
    evidence: Evidence = Field(default_factory=Evidence)
    """What was read out of the texts, statement by statement."""
    assumptions: dict[Identifier, Assumption] = Field(default_factory=dict)
    """What the answers hang on."""
    left_out: dict[Identifier, str] = Field(default_factory=dict)
    """What the world leaves out, each with the reason."""
    pool: dict[Label, Member] = Field(default_factory=dict)
    """Worlds to mix: every simulated world follows one of them, drawn by weight."""

    _places: Places = PrivateAttr(default_factory=Places)
    _tree: dict[str, Any] = PrivateAttr(default_factory=dict)
    _warnings: tuple[Problem, ...] = PrivateAttr(default=())
    _members: tuple[Pooled, ...] = PrivateAttr(default=())
    _gaps: Gaps = PrivateAttr(default=NO_GAPS)

    def placed(
        self,
        places: Places,
        tree: dict[str, Any],
        warnings: tuple[Problem, ...] = (),
        members: tuple[Pooled, ...] = (),
    ) -> Scenario:
        """The same scenario, knowing where in which files its values stand, and the worlds it is a pool of."""
        twin = self.model_copy()
        twin._places, twin._tree, twin._warnings, twin._members = places, tree, warnings, members
        return twin

    def with_gaps(self, gaps: Gaps) -> Scenario:
        """The same scenario, knowing what could not be read and is left out of it."""
        twin = self.model_copy()
        twin._gaps = gaps
        return twin

    @property
    def gaps(self) -> Gaps:
        """What could not be read: empty for every scenario that is handed on."""
        return self._gaps

    @property
    def members(self) -> tuple[Pooled, ...]:
        """The worlds that are mixed, resolved."""
        return self._members

    @property
    def alone(self) -> Scenario:
        """The base of a pool, without its members: it has the words, the names and the questions of all of them."""
        tree = {key: value for key, value in self._tree.items() if key != "pool"}
        twin = self.model_copy(update={"pool": {}})
        return twin.placed(self._places, tree, self._warnings) if self.pool else self

    @property
    def places(self) -> Places:
        """Where each value stands, by its path in the tree."""
        return self._places

    @property
    def tree(self) -> dict[str, Any]:
        """The resolved file as plain values: overlays and parts applied."""
        return self._tree

    @property
    def reading_warnings(self) -> tuple[Problem, ...]:
        """What was worth a look while the files were put together."""
        return self._warnings


class Pooled(NamedTuple):
    """A member of a pool, resolved."""

    name: str
    weight: float
    world: Scenario
