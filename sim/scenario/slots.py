"""Every place of a scenario where an expression, a quantity or an effect stands, with what is expected there.

One walk serves `check`, the honesty gauge and the compiler's list of inputs.

>>> from sim.scenario.schema import Scenario
>>> world = Scenario.model_validate({"stancelab": 1, "name": "w", "clock": {"start": "2024-01-01", "tick": "day", "ticks": 2},
...     "events": {"spark": {"rate": "0.1 per day"}}, "watches": {"lit": "ever(spark)"}})
>>> [(slot.dotted, slot.role) for slot in expressions(world)]
[('events.spark.rate', 'rate'), ('watches.lit', 'truth')]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.scenario.expr.nodes import Name, Node
from sim.scenario.fields import Effect
from sim.scenario.names import track_items
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Action, Actor, Event, Scenario
from sim.scenario.states import NumberState
from sim.scenario.where import Path


@dataclass(frozen=True, slots=True)
class Slot:
    """An expression at ``path`` of the tree; ``role`` says what it must be.

    Roles: truth, number (no unit), rate, duration, any, start, and for effects effect and flow (then ``state`` and ``op``).
    """

    path: Path
    node: Node
    role: str
    actor: str = ""
    state: str = ""
    op: str = ""
    shift: int = 0
    anticipates: bool = False

    @property
    def dotted(self) -> str:
        """The path as text."""
        return ".".join(map(str, self.path))


TIME = "time"  # it moves by itself
DATED = "at."  # begins a dated change


def owner(slot: Slot) -> str:
    """The path of what applies an effect: an event, alternative, action or rule, ``at.DATE``, or ``TIME`` for a pull.

    >>> owner(Slot(("actors", "a", "tracks", "t", "menu", "go", "then", "x"), Name("y"), "effect"))
    'a.go'
    """
    section, name = str(slot.path[0]), str(slot.path[1])
    if section == "actors":
        return f"{name}.{slot.path[slot.path.index('menu') + 1]}"
    if section == "events":
        return f"{name}.{slot.path[3]}" if slot.path[2] == "one_of" else name
    if section == "at":
        return DATED + name
    return TIME if section == "state" else name


@dataclass(frozen=True, slots=True)
class Uncertain:
    """A quantity at ``path`` of the tree, known to expressions and draws as ``name``."""

    path: Path
    name: str
    quantity: Quantity
    role: str


def uncertain(scenario: Scenario) -> Iterator[Uncertain]:
    """Every quantity, in declared order; roles: any, number, rate, noise, start, duration."""
    for name, quantity in scenario.quantities.items():
        yield Uncertain(("quantities", name), name, quantity, "any")
    for name, state in scenario.state.items():
        if isinstance(state, NumberState):
            yield from _state_quantities(name, state)
    for name, event in scenario.events.items():
        yield from _amounts(("events", name), name, {"rate": (event.rate, "rate")})
        for other, alternative in event.one_of.items():
            yield from _amounts(
                ("events", name, "one_of", other),
                f"{name}.{other}",
                {"rate": (alternative.rate, "rate"), "chance": (alternative.chance, "number")},
            )
    for name, actor in scenario.actors.items():
        yield from _actor_quantities(name, actor)
    for name, doubt in scenario.doubts.items():
        yield Uncertain(("doubts", name, "sd"), f"doubts.{name}.sd", doubt.sd, "number")


def _state_quantities(name: str, state: NumberState) -> Iterator[Uncertain]:
    yield from _amounts(
        ("state", name), name, {"start": (state.start, "start"), "noise": (state.noise, "noise")}
    )
    if state.relax:
        yield from _amounts(
            ("state", name, "relax"), name, {"half_life": (state.relax.half_life, "duration")}
        )


def _actor_quantities(name: str, actor: Actor) -> Iterator[Uncertain]:
    tree: Path = ("actors", name)
    for section, role in (("goals", "number"), ("stances", "any")):
        for own, quantity in getattr(actor, section).items():
            yield Uncertain((*tree, section, own), f"{name}.{own}", quantity, role)
    yield from _amounts(
        tree,
        name,
        {
            "precision": (actor.precision, "number"),
            "pace": (actor.pace, "rate"),
            "hold": (actor.hold, "number"),
        },
    )
    for track, below, holder in track_items(actor):
        if track:
            yield from _amounts(
                (*tree, *below),
                f"{name}.{track}",
                {"pace": (holder.pace, "rate"), "hold": (holder.hold, "number")},
            )
        for own, action in holder.menu.items():
            yield from _amounts(
                (*tree, *below, "menu", own), f"{name}.{own}", {"habit": (action.habit, "number")}
            )


def _amounts(tree: Path, name: str, fields: Mapping[str, tuple[object, str]]) -> Iterator[Uncertain]:
    for key, (value, role) in fields.items():
        if isinstance(value, Quantity):
            yield Uncertain((*tree, key), f"{name}.{key}", value, role)


def expressions(scenario: Scenario) -> Iterator[Slot]:
    """Every expression, in the order of the page on semantics."""
    for name, node in scenario.terms.items():
        yield Slot(("terms", name), node, "any")
    for name, state in scenario.state.items():
        if isinstance(state, NumberState):
            yield from _state_slots(name, state)
    for day, effects in scenario.at.items():
        yield from _effects(("at", day.isoformat()), effects)
    for name, event in scenario.events.items():
        yield from _event_slots(name, event)
    for name, actor in scenario.actors.items():
        yield from _actor_slots(name, actor)
    for name, rule in scenario.rules.items():
        yield from _optional(("rules", name), {"if": (rule.if_, "truth"), "while": (rule.while_, "truth")})
        yield from _effects(
            ("rules", name, "then"), rule.then, role="flow" if rule.while_ is not None else "effect"
        )
    yield from _optional((), {"ends": (scenario.ends, "truth")})
    for name, question in scenario.questions.items():
        for reading in ("worst", "first", "last"):
            for line, node in getattr(question, reading).items():
                if line != "else":
                    yield Slot(("questions", name, reading, line), node, "truth")
    for name, node in scenario.watches.items():
        yield Slot(("watches", name), node, "truth")


def _state_slots(name: str, state: NumberState) -> Iterator[Slot]:
    if not isinstance(state.start, Quantity):
        yield Slot(("state", name, "start"), state.start, "start", state=name)
    if state.relax:
        yield Slot(("state", name, "relax", "to"), state.relax.to, "effect", state=name, op="=")
        if not isinstance(state.relax.half_life, Quantity):
            yield Slot(("state", name, "relax", "half_life"), state.relax.half_life, "duration")


def _event_slots(name: str, event: Event) -> Iterator[Slot]:
    tree: Path = ("events", name)
    yield from _optional(
        tree,
        {"if": (event.if_, "truth"), "rate": (event.rate, "rate"), "cooldown": (event.cooldown, "duration")},
    )
    yield from _effects((*tree, "then"), event.then)
    for other, alternative in event.one_of.items():
        below = (*tree, "one_of", other)
        yield from _optional(
            below,
            {
                "if": (alternative.if_, "truth"),
                "rate": (alternative.rate, "rate"),
                "chance": (alternative.chance, "number"),
            },
        )
        yield from _effects((*below, "then"), alternative.then)


def _actor_slots(name: str, actor: Actor) -> Iterator[Slot]:
    tree: Path = ("actors", name)
    yield from _optional(tree, {"active": (actor.active, "truth"), "hold": (actor.hold, "number")}, name)
    for track, below, holder in track_items(actor):
        if track:
            yield from _optional((*tree, *below), {"hold": (holder.hold, "number")}, name)
        for own, action in holder.menu.items():
            yield from _action_slots((*tree, *below, "menu", own), name, action)


def _action_slots(tree: Path, actor: str, action: Action) -> Iterator[Slot]:
    yield from _optional(tree, {"if": (action.if_, "truth")}, actor)
    for goal, node in action.serves.items():
        yield Slot((*tree, "serves", goal), node, "number", actor, anticipates=True)
    if action.utility is not None:
        yield Slot((*tree, "utility"), action.utility, "number", actor, anticipates=True)
    yield from _optional(
        tree, {"habit": (action.habit, "number"), "succeeds": (action.succeeds, "number")}, actor
    )
    yield from _effects((*tree, "then"), action.then, actor)
    yield from _effects((*tree, "otherwise"), action.otherwise, actor)


def _optional(tree: Path, fields: Mapping[str, tuple[object, str]], actor: str = "") -> Iterator[Slot]:
    for key, (node, role) in fields.items():
        if node is not None and not isinstance(node, Quantity):
            yield Slot((*tree, key), node, role, actor)  # type: ignore[arg-type]


def _effects(
    tree: Path, effects: Mapping[str, Effect], actor: str = "", role: str = "effect"
) -> Iterator[Slot]:
    for state, effect in effects.items():
        yield Slot((*tree, state), effect.value, role, actor, state, effect.op, effect.shift)


def else_name(lines: Mapping[str, Node]) -> str:
    """The outcome named by `else`, or ''."""
    node = lines.get("else")
    return node.path if isinstance(node, Name) else ""
