"""Terms inside terms: in what order they can be read, which go in a circle, how large they are once written out.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... terms: {a: b + 1, b: 2 * a}
... ''')
>>> [found.headline() for found in circles(world, reading(world))]
['text:5:12 N05 terms refer to each other in a circle: a > b > a']
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sim.errors import Problem, problem
from sim.scenario.expr.nodes import Call, Name, Node, children, walk
from sim.scenario.names import track_items
from sim.scenario.schema import Action, Actor, Scenario
from sim.scenario.slots import Slot, expressions

MOST_PARTS = 5_000
MOST_LEVELS = 200
MOST_IN_ALL = 200_000
_SHARED = 10  # most of what several looks at one menu need is worked out once
_OPTION = 30  # parts that weighing one option takes beside its own expressions


@dataclass(frozen=True, slots=True)
class Size:
    """Names, numbers and operators of an expression, and how deep they stand, with its terms written out."""

    parts: int = 1
    levels: int = 1


@dataclass(frozen=True, slots=True)
class Reading:
    """``order``: every term after those it uses. ``chains``: one circle of each knot. ``broken``: the terms on circles."""

    order: tuple[str, ...]
    chains: tuple[tuple[str, ...], ...]
    broken: frozenset[str]


def reading(scenario: Scenario) -> Reading:
    """How the terms of ``scenario`` can be read one after the other, by a search in depth without recursion."""
    links = {
        name: [n.path for n in walk(node) if isinstance(n, Name) and n.path in scenario.terms]
        for name, node in scenario.terms.items()
    }
    order: dict[str, None] = {}
    chains: list[tuple[str, ...]] = []
    broken: set[str] = set()
    for first in links:
        open_: dict[str, Iterator[str]] = {} if first in order else {first: iter(links[first])}
        while open_:
            name = next(reversed(open_))
            follower = next((f for f in open_[name] if f not in order), None)
            if follower is None:
                order[name] = None
                open_.popitem()
            elif follower not in open_:
                open_[follower] = iter(links[follower])
            elif follower not in broken:
                names = list(open_)
                chains.append((*names[names.index(follower) :], follower))
                broken |= set(chains[-1])
            else:
                broken.add(name)
    return Reading(tuple(order), tuple(chains), frozenset(broken))


def circles(scenario: Scenario, read: Reading) -> Iterator[Problem]:
    """One problem for each knot of terms that refer to each other."""
    for chain in read.chains:
        yield problem("N05", scenario.places.value(("terms", chain[0])), chain=" > ".join(chain))


def sizes(scenario: Scenario, read: Reading) -> dict[str, Size]:
    """The size of every term that can be read."""
    found: dict[str, Size] = {}
    for name in read.order:
        if name not in read.broken:
            inner = size(scenario.terms[name], found)
            found[name] = Size(inner.parts, inner.levels + 1)
    return found


def size(node: Node, of_terms: Mapping[str, Size]) -> Size:
    """The size of ``node``, where ``of_terms`` says how large the terms in it are."""
    if isinstance(node, Name):
        return of_terms.get(node.path, Size())
    below = [size(child, of_terms) for child in children(node)]
    return Size(1 + sum(s.parts for s in below), 1 + max((s.levels for s in below), default=0))


def too_large(scenario: Scenario, read: Reading) -> Iterator[Problem]:
    """Expressions that would take the compiler too long, alone or together."""
    of_terms = sizes(scenario, read)
    ahead = _Ahead(scenario, of_terms)
    total = 0
    for slot in expressions(scenario):
        found = size(slot.node, of_terms)
        place = scenario.places.value(slot.path)
        if found.parts > MOST_PARTS or found.levels > MOST_LEVELS:
            much = f"{MOST_PARTS:,} parts" if found.parts > MOST_PARTS else f"{MOST_LEVELS} levels"
            hint = "let some of its terms be states that a rule keeps up to date"
            yield problem("X03", place, limit=f"{much} once its terms are written out", hint=hint)
            return
        total += found.parts + ahead.cost(slot)
        if total > MOST_IN_ALL:
            limit = f"{MOST_IN_ALL:,} parts together with all before it, terms and `expects` written out"
            yield problem("X03", place, limit=limit, hint="anticipate less, or use smaller menus and terms")
            return


class _Ahead:
    """What `expects` adds: it weighs the other actor's whole menu, in which other such looks may stand."""

    def __init__(self, scenario: Scenario, of_terms: Mapping[str, Size]) -> None:
        self.of_terms, self.actors = of_terms, scenario.actors
        self.blind = {name: sum(map(self.option, actions(actor))) for name, actor in scenario.actors.items()}
        self.seeing = {
            name: self.blind[name]
            + sum(self.looks(node, self.blind) for a in actions(actor) for node in worth(a))
            for name, actor in scenario.actors.items()
        }

    def option(self, action: Action) -> int:
        return _OPTION + (size(action.if_, self.of_terms).parts if action.if_ is not None else 0)

    def looks(self, node: Node, costs: Mapping[str, int]) -> int:
        """The parts of ``node`` and of every menu it looks at."""
        calls = [n.args[0] for n in walk(node) if isinstance(n, Call) and n.function == "expects"]
        seen = [costs.get(target.path.split(".")[0], 0) for target in calls if isinstance(target, Name)]
        return size(node, self.of_terms).parts + sum(seen)

    def cost(self, slot: Slot) -> int:
        return self.looks(slot.node, self.seeing) // _SHARED if slot.anticipates else 0


def actions(actor: Actor) -> Iterator[Action]:
    """All actions of an actor, on whatever track."""
    for _, _, holder in track_items(actor):
        yield from holder.menu.values()


def worth(action: Action) -> Iterator[Node]:
    """The expressions that say what an action is worth."""
    yield from action.serves.values()
    if action.utility is not None:
        yield action.utility
