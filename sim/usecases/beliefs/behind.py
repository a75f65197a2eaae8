"""What stands behind a result, step by step down to paragraphs; and back, which questions a number or paragraph reaches.

A thing rests on what its expressions read; a state also on whatever changes it; an option also on the goals it serves.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... sources: {LOG: {title: The log}}
... quantities: {fog: {uniform: [0.2, 0.4], unit: per week, from: [LOG:02], why: last summer}}
... state: {pier: {switch: on, basis: judgement, why: it stands}}
... events: {sinking: {rate: 0.5 * fog, then: {pier: = off}, basis: judgement, why: half}}
... questions: {safe: {within: 4 weeks, last: {yes_: pier, else: no_}}}
... ''')
>>> [(step.number, [(thing.name, thing.paragraphs) for thing in step.things]) for step in behind(world, ("questions", "safe"))]
[(1, [('pier', ())]), (2, [('sinking', ())]), (3, [('fog', ('LOG:02',))])]
>>> reached(world, [("quantities", "fog")])[0].way
('fog', 'sinking', 'pier', 'safe')
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from sim.report.beliefs.trails import Reach, Step, Thing
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.expr.nodes import Name, walk
from sim.scenario.names import Symbols, doubted, symbols
from sim.scenario.schema import Scenario
from sim.scenario.slots import Slot, expressions
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import short

Links = Mapping[Path, Mapping[Path, None]]


def nodes_of(world: Scenario) -> set[Path]:
    """Everything that has a name of its own in expressions."""
    return {s.tree for s in symbols(world).by_path.values() if s.kind not in ("hold", "result")}


def links(world: Scenario) -> Links:
    """For every thing the things it directly rests on, in declared order."""
    table, nodes = symbols(world), nodes_of(world)
    found: dict[Path, dict[Path, None]] = {}

    def tie(one: Path, other: Path) -> None:
        if one != other:
            found.setdefault(one, {})[other] = None

    for slot in expressions(world):
        owner = node_of(slot.path, nodes)
        if slot.role in ("effect", "flow") and slot.path[0] != "state":
            tie(("state", slot.state), owner)
        for read in _read(slot, table):
            tie(owner, node_of(read, nodes))
        if slot.path[-2:-1] == ("serves",):
            tie(owner, (*slot.path[:2], "goals", slot.path[-1]))
    for node in nodes:
        if len(node) > 2 and "one_of" in node:
            tie(node, node[:2])
        if "menu" in node:
            tie(node, node[:2])  # the actor: its pace, its precision, whether it is there
    for name, doubt in world.doubts.items():
        for target in doubted(doubt.on, world, table):
            tie(table.by_path[target].tree, ("doubts", name))
    return found


def node_of(path: Path, nodes: set[Path]) -> Path:
    """The thing that what stands at ``path`` belongs to: an option, an alternative, a goal, else a name of a section."""
    for length in range(len(path), 2, -1):
        if path[:length] in nodes:
            return path[:length]
    if path[0] == "questions" and len(path) > 3:
        return path[:4]
    return path[:2]


def _read(slot: Slot, table: Symbols) -> Iterator[Path]:
    for node in walk(slot.node):
        symbol = table.find(node.path, slot.actor) if isinstance(node, Name) else None
        if symbol is not None:
            yield symbol.tree[:-1] if symbol.kind == "result" else symbol.tree


def behind(world: Scenario, start: Path) -> tuple[Step, ...]:
    """All that ``start`` rests on, by how many steps away it is, each thing once, with the paragraphs it cites itself."""
    tied, cited = links(world), _cited(world)
    starts = [one for one in tied if one[: len(start)] == start] or [start]
    steps: list[Step] = []
    seen = set(starts)
    while starts:
        following = dict.fromkeys(other for one in starts for other in tied.get(one, ()) if other not in seen)
        seen |= set(following)
        starts = list(following)
        things = tuple(Thing(short(one), tuple(cited.get(one, ()))) for one in following)
        if things:
            steps.append(Step(len(steps) + 1, things))
    return tuple(steps)


def _cited(world: Scenario) -> dict[Path, dict[str, None]]:
    """The paragraphs that the blocks of each thing name."""
    nodes = nodes_of(world)
    found: dict[Path, dict[str, None]] = {}
    for path, block in sourced_blocks(world):
        found.setdefault(node_of(path, nodes), {}).update(dict.fromkeys(block.from_))
    return found


def reached(world: Scenario, starts: Iterable[Path]) -> tuple[Reach, ...]:
    """The questions that rest on any of ``starts``, each with the shortest way there."""
    nodes = nodes_of(world)
    back: dict[Path, list[Path]] = {}
    for one, others in links(world).items():
        for other in others:
            back.setdefault(other, []).append(one)
    waiting = list(dict.fromkeys(node_of(path, nodes) for path in starts))
    before: dict[Path, Path | None] = dict.fromkeys(waiting)
    found: dict[str, Reach] = {}
    for one in waiting:  # grows while it is read, nearest first
        if one[0] == "questions":
            found.setdefault(str(one[1]), Reach(str(one[1]), _way(one, before)))
        for other in back.get(one, ()):
            if other not in before:
                before[other] = one
                waiting.append(other)
    return tuple(found[name] for name in world.questions if name in found)


def _way(end: Path, before: Mapping[Path, Path | None]) -> tuple[str, ...]:
    way = [str(end[1])]
    at = before[end]
    while at is not None:
        way.append(short(at))
        at = before[at]
    return tuple(reversed(way))


def resting_on(world: Scenario, reference: str) -> list[Path]:
    """The things whose own blocks name one paragraph."""
    return [path for path, references in _cited(world).items() if reference in references]
