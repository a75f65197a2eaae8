"""One actor of a world as a portrait: its beliefs in words and in the order in which a person asks.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... state: {fog: {start: 0.5, range: [0, 1]}}
... actors:
...   captain:
...     goals: {calm: 0.6}
...     menu: {wait: {if: fog > 0.4, serves: {calm: 0.5}, then: {fog: -= 0.1}}}
... ''')
>>> drawn = drawn_from(world, "captain")
>>> drawn.turns, drawn.menus[0].options[0].when, drawn.menus[0].options[0].does
('every week', 'fog is above 0.4', ('fog falls by 0.1',))
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sim.errors import ScenarioError, Where, nearest, problem
from sim.report.beliefs.origin import brief
from sim.report.beliefs.portrait import Held, Menu, Option, Portrait, times_text
from sim.report.beliefs.spoken import effect_words, name_words, spoken
from sim.scenario.expr.nodes import Name, Node, Number, walk
from sim.scenario.fields import Effect, Sourced
from sim.scenario.names import symbols, track_items
from sim.scenario.quantity import Quantity, describe
from sim.scenario.schema import Action, Actor, Scenario, Track, Turns
from sim.scenario.slots import expressions
from sim.usecases.beliefs.grounds import told_by
from sim.usecases.beliefs.why import spread
from sim.usecases.targets import BASE, target, variants


def portrait(world: str, actor: str) -> Portrait:
    """The actor of the world or plan called ``world``; raises ScenarioError with the nearest name."""
    return drawn_from(variants(target(world))[BASE], actor)


def drawn_from(world: Scenario, name: str) -> Portrait:
    """The actor called ``name``, or labelled so, of ``world``."""
    name = next(
        (own for own, actor in world.actors.items() if actor.label.casefold() == name.casefold()), name
    )
    if name not in world.actors:
        near, known = nearest(name, world.actors), ", ".join(world.actors)
        hint = f"actors: {known}" if known else "this world has no actors"
        raise ScenarioError([problem("N09", Where(name), world=world.name, name=name, near=near, hint=hint)])
    actor = world.actors[name]
    return Portrait(
        name,
        actor.label,
        world.name,
        _turns(world, actor),
        active=spoken(actor.active) if actor.active is not None else "",
        reason=_reason(world, actor),
        goals=tuple(_held(world, own, goal) for own, goal in actor.goals.items()),
        stances=tuple(_held(world, own, stance) for own, stance in actor.stances.items()),
        menus=tuple(_menu(world, track, holder) for track, _, holder in track_items(actor)),
        precision=_held(world, "precision", actor.precision) if actor.precision is not None else None,
        words=tuple(_words(world, name)),
    )


def _turns(world: Scenario, actor: Actor) -> str:
    if isinstance(actor.decides, Turns):
        return f"on {', '.join(map(str, actor.decides.dates))}"
    text = actor.decides.replace("every tick", f"every {world.clock.tick}")
    return re.sub(r"^every 1 (\w+?)s?$", r"every \1", text)


def _reason(world: Scenario, noun: Sourced) -> str:
    told = told_by(world, noun)
    grounds = brief(told)
    return f"{told.why} ({grounds})" if told.why and grounds else told.why


def _held(world: Scenario, name: str, quantity: Quantity) -> Held:
    told, range_ = told_by(world, quantity), spread(quantity)
    return Held(name, range_[1], range_, quantity.unit, told.why, brief(told))


def _menu(world: Scenario, track: str, holder: Actor | Track) -> Menu:
    options = tuple(_option(world, own, action) for own, action in holder.menu.items())
    return Menu(track, _readiness(world, holder), options)


def _readiness(world: Scenario, holder: Actor | Track) -> str:
    """How often anything is done at all."""
    if holder.pace is not None:
        reason = _reason(world, holder.pace)
        chance = describe(holder.pace)
        return f"if all looked alike it would act with a chance of {chance}{f': {reason}' if reason else ''}"
    return (
        f"it is taken {_times(holder.hold)} as often as an option that is worth nothing"
        if holder.hold is not None
        else ""
    )


def _times(added: Quantity | Node) -> str:
    """What is added to a log weight, as a factor where it is a number."""
    if isinstance(added, Quantity):
        return times_text(spread(added))
    return times_text((added.value,) * 3) if isinstance(added, Number) else f"exp of ({spoken(added)}) times"


def _option(world: Scenario, name: str, action: Action) -> Option:
    told = told_by(world, action)
    plain = {goal: node.value for goal, node in action.serves.items() if isinstance(node, Number)}
    return Option(
        name,
        action.label,
        spoken(action.if_) if action.if_ is not None else "",
        constant=tuple(plain.items()),
        formulas=tuple((goal, spoken(node)) for goal, node in action.serves.items() if goal not in plain),
        utility=spoken(action.utility) if action.utility is not None else "",
        habit=_habit(world, action.habit),
        succeeds=spoken(action.succeeds) if action.succeeds is not None else "",
        does=tuple(_effects(world, action.then)),
        otherwise=tuple(_effects(world, action.otherwise)),
        why=told.why,
        grounds=brief(told),
    )


def _habit(world: Scenario, habit: Quantity | Node | None) -> str:
    """How readily it is done whatever it is worth."""
    if habit is None:
        return ""
    reason = _reason(world, habit) if isinstance(habit, Quantity) else ""
    return f"by habit it is taken {_times(habit)} as often as another that looks as good{f': {reason}' if reason else ''}"


def _effects(world: Scenario, effects: Mapping[str, Effect]) -> Iterator[str]:
    table = symbols(world)
    for state, effect in effects.items():
        known = table.find(state)
        yield effect_words(state, effect.op, effect.value, known.kind if known is not None else "number")


def _words(world: Scenario, actor: str) -> Iterator[tuple[str, str]]:
    """The terms its expressions use, directly or through other terms, each with its meaning."""
    used = _terms(world, (slot.node for slot in expressions(world) if slot.actor == actor))
    waiting = list(used)
    while waiting:
        more = _terms(world, [world.terms[waiting.pop()]])
        waiting += [name for name in more if name not in used]
        used |= more
    yield from ((name_words(name), spoken(node)) for name, node in world.terms.items() if name in used)


def _terms(world: Scenario, nodes: Iterable[Node]) -> dict[str, None]:
    names = (node.path for top in nodes for node in walk(top) if isinstance(node, Name))
    return {name: None for name in names if name in world.terms}
