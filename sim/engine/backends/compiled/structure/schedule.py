"""In what order lines are computed: regions inside regions, each entered only where some history needs it.

Lines of one demand belong together; a region lies inside the strongest weaker one. Lines are put in order greedily: all
that can be computed here first, then the regions below. A region too small to be worth a test is computed with its parent.

>>> lines = (Step(3, "lt", (0, 1)), Step(4, "exp", (1,)), Step(5, "exp", (4,)), Step(6, "select", (3, 5, 0)))
>>> [getattr(item, "lines", item.register if isinstance(item, Step) else ()) for item in schedule(lines, {6: EVERYWHERE}).items]
[3, {4, 5}, 6]
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush

from sim.engine.backends.compiled.structure.demand import EVERYWHERE, Cube, Demand, demands, weaker
from sim.engine.backends.compiled.structure.step import Step
from sim.engine.program import Register

COSTS = {"exp": 26, "log": 26, "div": 12, "sqrt": 14, "clock": 60, "uniform": 30, "normal": 120, "near": 5,
         "rough": 50, "rough_less": 45, "rough_more": 45}  # fmt: skip
A_TEST = 8  # vector operations that a test costs where it is guessed right
WORTH_A_TEST = 24  # vector operations: about what testing and a wrong guess of the processor cost


@dataclass
class Region:
    """Lines and regions in order, computed where any history meets ``demand``."""

    demand: Demand
    items: list[Step | Region] = field(default_factory=list)

    @property
    def lines(self) -> set[Register]:
        """All registers computed in here, at any depth."""
        inner = [{i.register} if isinstance(i, Step) else i.lines for i in self.items]
        return set().union(*inner)

    @property
    def cost(self) -> int:
        """Vector operations if all of it is needed."""
        return sum(cost(i) if isinstance(i, Step) else i.cost for i in self.items)

    def uses(self) -> Counter[Register]:
        """How often each register is read in here, tests of inner regions included."""
        counted: Counter[Register] = Counter()
        for item in self.items:
            if isinstance(item, Step):
                counted.update(item.args)
            else:
                counted += item.uses()
                counted.update(register for cube in item.demand for register, _ in cube)
        return counted


def cost(line: Step) -> int:
    """Vector operations of one line."""
    return COSTS.get(line.code, 1)


def schedule(lines: Sequence[Step], roots: Mapping[Register, Demand]) -> Region:
    """All lines that the roots need, in regions; the outermost is computed everywhere."""
    found, implied = demands(lines, roots)
    lines = [line for line in lines if found[line.register]]
    nodes = _tree(lines, found)
    region = _Order(lines, nodes, implied).run()
    assert len(region.lines) == len(lines), "a line was left out"
    return region


@dataclass
class _Node:
    """A demand, the region it lies in, and what its own lines cost."""

    demand: Demand
    parent: _Node | None
    lines: list[Step] = field(default_factory=list)
    ready: list[tuple[int, Step, _Node]] = field(default_factory=list)
    """Lines of the whole subtree that could be computed now, by place, with the child they are in (or this node)."""
    waiting: int = 0  # how many those are; entries beyond them are of lines already computed
    settled: int = -2  # the place by which the conditions of this node and those around it are known


def _tree(lines: Sequence[Step], found: Mapping[Register, Demand]) -> dict[Register, _Node]:
    """For each line its node; small ones are given up for their parents.

    A weaker demand is a region around only if all its conditions, and those around it, come before the lines inside: one
    that came later could depend on them.
    """
    place = {line.register: i for i, line in enumerate(lines)}
    own: dict[Demand, list[Step]] = {EVERYWHERE: []}
    for line in lines:
        own.setdefault(found[line.register], []).append(line)
    nodes: list[_Node] = []
    for demand in sorted(own, key=_strength):
        first = min((place[line.register] for line in own[demand]), default=-1)
        above = [node for node in nodes if node.settled < first and weaker(node.demand, demand)]
        node = _Node(demand, above[-1] if above else None, own[demand])
        after = [place.get(register, -1) for cube in demand for register, _ in cube]
        node.settled = max([-2, *after, *(n.settled for n in (node.parent,) if n is not None)])
        nodes.append(node)
    return _pruned(nodes)


def _strength(demand: Demand) -> tuple[int, int, list[list[tuple[int, bool]]]]:
    return min(map(len, demand)), -len(demand), [sorted(cube) for cube in demand]


def _pruned(nodes: list[_Node]) -> dict[Register, _Node]:
    here = {id(node): sum(map(cost, node.lines)) for node in nodes}  # what it and those given up for it cost
    tests = Counter[int]()  # regions right inside
    stand_in: dict[int, _Node] = {}
    for node in reversed(nodes):
        if node.parent is None:
            continue
        if here[id(node)] < (WORTH_A_TEST if not tests[id(node)] else A_TEST if tests[id(node)] == 1 else 0):
            stand_in[id(node)] = node.parent
            here[id(node.parent)] += here[id(node)]
            tests[id(node.parent)] += tests[id(node)]
        else:
            tests[id(node.parent)] += 1

    def standing(node: _Node) -> _Node:
        while id(node) in stand_in:
            node = stand_in[id(node)]
        return node

    placed = {line.register: standing(node) for node in nodes for line in node.lines}
    for node in nodes:
        if id(node) not in stand_in and node.parent is not None:
            node.parent = standing(node.parent)
    return placed


class _Order:
    """List scheduling of lines into nested regions."""

    def __init__(
        self, lines: Sequence[Step], node: dict[Register, _Node], implied: Mapping[tuple[int, bool], Cube]
    ) -> None:
        self.node, self.implied = node, implied
        self.place = {line.register: i for i, line in enumerate(lines)}
        self.users: dict[Register, list[Step]] = {}
        self.missing: dict[Register, int] = {}
        for line in lines:
            needs = self._needs(line)
            self.missing[line.register] = len(needs)
            for register in needs:
                self.users.setdefault(register, []).append(line)
        for line in lines:
            self._maybe_ready(line)

    def _needs(self, line: Step) -> set[Register]:
        """What must be there before: arguments, and the conditions of all regions around."""
        needs = {arg for arg in line.args if arg in self.place}
        node: _Node | None = self.node[line.register]
        while node is not None:
            needs |= {register for cube in node.demand for register, _ in cube if register in self.place}
            node = node.parent
        return needs

    def _maybe_ready(self, line: Step) -> None:
        if self.missing[line.register]:
            return
        child = node = self.node[line.register]
        while True:
            heappush(node.ready, (self.place[line.register], line, child))
            node.waiting += 1
            if node.parent is None:
                return
            child, node = node, node.parent

    def run(self) -> Region:
        roots = {id(n): n for n in self.node.values() if n.parent is None}
        (root,) = roots.values() if roots else (_Node(EVERYWHERE, None),)
        return self._region(root)

    def _region(self, node: _Node) -> Region:
        """All that can be computed in a node now, in the order in which it was written."""
        region = Region(tuple(self.least(cube) for cube in node.demand))
        while node.waiting:
            _, line, child = heappop(node.ready)
            if child is node:
                region.items.append(self._taken(node, line))
            elif child.waiting:
                inner = self._region(child)
                region.items += inner.items if inner.cost < WORTH_A_TEST else [_innermost(inner)]
        return region

    def _taken(self, node: _Node, line: Step) -> Step:
        above: _Node | None = node
        while above is not None:
            above.waiting -= 1
            above = above.parent
        for user in self.users.get(line.register, ()):
            self.missing[user.register] -= 1
            self._maybe_ready(user)
        return line

    def least(self, cube: Cube) -> Cube:
        """The cube without what follows from its other conditions."""
        return frozenset(
            literal
            for literal in cube
            if not any(literal in self.implied[other] for other in cube if other != literal)
        )


def _innermost(region: Region) -> Region:
    """Of regions that hold nothing but one another, the last: its test implies the others."""
    while len(region.items) == 1 and isinstance(region.items[0], Region):
        region = region.items[0]
    return region


def everywhere(registers: Iterable[Register]) -> dict[Register, Demand]:
    """Roots that are needed in every history."""
    return dict.fromkeys(registers, EVERYWHERE)
