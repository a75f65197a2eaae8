"""Memory: only what some expression asks for is kept, as plain variables updated in the right phase.

Of a subject (a condition, or something that happens) these can be kept: whether it ever was (``ever``), the tick
in which it last became true (``became``, -1 never), how often (``count``), and of conditions whether it was true
when last read (``true``), since when (``spell``) and its longest spell (``best``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from sim.engine.compile.builder import WORLD
from sim.engine.compile.context import Context, Scope
from sim.engine.program import Register, Variable
from sim.scenario.expr.nodes import Call, Name, Node, Number, to_text
from sim.scenario.names import HAPPENINGS
from sim.scenario.units import convert


@dataclass
class Subject:
    """What is remembered of one thing. ``node`` is None for something that happens."""

    key: str
    node: Node | None
    scope: Scope | None
    kept: dict[str, int] = field(default_factory=dict)


_START = {"ever": False, "became": -1.0, "count": 0.0, "true": False, "spell": 0.0, "best": 0.0}
_NEEDS = {"became": ("true",), "spell": ("true",), "best": ("true", "spell")}  # for conditions


class Memory:
    """All subjects of a scenario, found while its expressions are lowered."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.subjects: dict[str, Subject] = {}
        self.choices: dict[str, int] = {}

    def word(self, node: Call, scope: Scope, lower: Callable[[Node, Scope], Register]) -> Register:
        """The value of a memory word; ``lower`` gives that of a duration that is not written out."""
        emit, number = self.context.builder.emit, self.context.builder.number
        if node.function == "did":
            return self.did(node, scope)
        subject = self.subject(node.args[0], scope)
        if node.function == "ever":
            return self.kept(subject, "ever")
        if node.function == "count":
            return self.count(subject, node)
        now = self.context.builder.load("now")
        if node.function == "since":
            return emit("sub", now, self.kept(subject, "became"))
        true, length = self.kept(subject, "true"), emit("sub", now, self.kept(subject, "spell"))
        if node.function == "held":
            return emit("and", true, emit("ge", length, lower(node.args[1], scope)))
        running = emit("select", true, length, number(0.0))
        return emit("max", self.kept(subject, "best"), running)

    def became(self, node: Call, scope: Scope) -> Register:
        """Whether the subject of a ``since`` ever became true."""
        kept = self.kept(self.subject(node.args[0], scope), "became")
        return self.context.builder.emit("ge", kept, self.context.builder.number(0.0))

    def ticks(self, span: Node) -> float:
        """A literal duration in ticks."""
        assert isinstance(span, Number)
        return convert(span.value, span.unit, self.context.clock.tick_days)

    def count(self, subject: Subject, node: Call) -> Register:
        total = self.kept(subject, "count")
        if len(node.args) == 1:
            return total
        lag = -int(-self.ticks(node.args[1]) // 1)  # ticks k > now - span
        return self.context.builder.emit("sub", total, self.context.builder.past(subject.kept["count"], lag))

    def did(self, node: Call, scope: Scope) -> Register:
        """Whether the action was its actor's choice at its last turn on that track."""
        assert isinstance(node.args[0], Name)
        symbol = self.context.table.find(node.args[0].path, scope.actor)
        assert symbol is not None
        builder = self.context.builder
        last = self.choice(symbol.path)
        number = self.position(symbol.path)
        return builder.emit("eq", builder.load("load", last), builder.number(float(number)))

    def track_of(self, path: str) -> tuple[str, list[str]]:
        """(track's name in draws, its actions in declared order, hold last) of an action or hold."""
        actor_name = path.split(".")[0]
        actor = self.context.scenario.actors[actor_name]
        for track, menu in (("", actor.menu), *((name, t.menu) for name, t in actor.tracks.items())):
            prefix = f"{actor_name}.{track}" if track else actor_name
            options = [f"{actor_name}.{name}" for name in menu] + [f"{prefix}.hold"]
            if menu and path in options:
                return prefix, options
        raise KeyError(path)

    def position(self, path: str) -> int:
        """The place of an action in its track, hold last."""
        return self.track_of(path)[1].index(path)

    def choice(self, path: str) -> int:
        """The variable that holds the last choice on the track of ``path`` (-1 before the first turn)."""
        track = self.track_of(path)[0]
        if track not in self.choices:
            self.choices[track] = self.new(f"did({track})", -1.0, truth=False)
        return self.choices[track]

    def subject(self, node: Node, scope: Scope) -> Subject:
        """The subject that ``node`` names or is."""
        symbol = self.context.table.find(node.path, scope.actor) if isinstance(node, Name) else None
        if symbol is not None and symbol.kind in HAPPENINGS:
            return self.happening(symbol.path)
        key = f"{scope.actor}: {to_text(node)}" if scope.actor else to_text(node)
        # a condition is read on the world as it is, wherever the word stands
        plain = Scope(scope.path, self.context.builder.truth(True), scope.actor, scope.shift)
        return self.subjects.setdefault(key, Subject(key, node, plain))

    def happening(self, path: str) -> Subject:
        """The subject of something that happens."""
        return self.subjects.setdefault(path, Subject(path, None, None))

    def kept(self, subject: Subject, what: str) -> Register:
        """The present value of one kept thing, which is kept from now on."""
        self.keep(subject, what)
        return self.context.builder.load("load", subject.kept[what], isinstance(_START[what], bool))

    def keep(self, subject: Subject, what: str) -> None:
        """Make sure ``what`` of the subject is kept."""
        if what in subject.kept:
            return
        subject.kept[what] = self.new(
            f"{what}({subject.key})", _START[what], truth=isinstance(_START[what], bool)
        )
        for other in _NEEDS.get(what, ()) if subject.node is not None else ():
            self.keep(subject, other)

    def new(self, name: str, start: float | bool, truth: bool) -> int:
        """A memory variable."""
        builder = self.context.builder
        phase, builder.phase = builder.phase, WORLD
        register = builder.truth(bool(start)) if truth else builder.number(float(start))
        builder.phase = phase
        return self.context.variable(Variable(name, truth, register))

    def write_happenings(self) -> None:
        """End of phases 2 and 3: what happened is remembered at once."""
        builder = self.context.builder
        for phase in (2, 3):
            builder.phase = phase
            for path, flag in list(builder.draft.happens):
                if path in self.subjects:
                    builder.draft.writes += self._updates(self.subjects[path], flag, flag)

    def write_conditions(self, lower: Callable[[Node, Scope], Register]) -> None:
        """Phase 0 and 6: conditions are read; lowering one may bring up others, which are then read too."""
        builder, done = self.context.builder, set[str]()
        while waiting := [s for s in self.subjects.values() if s.node is not None and s.key not in done]:
            for subject in waiting:
                done.add(subject.key)
                assert subject.node is not None and subject.scope is not None
                for phase in (0, 6):
                    builder.phase = phase
                    lower(subject.node, subject.scope)
        for phase in (0, 6):
            builder.phase = phase
            for subject in [s for s in self.subjects.values() if s.node is not None]:
                assert subject.node is not None and subject.scope is not None
                flag = lower(subject.node, subject.scope)
                builder.draft.writes += self._condition_updates(subject, flag)

    def _condition_updates(self, subject: Subject, flag: Register) -> Iterator[tuple[int, Register]]:
        emit, load = self.context.builder.emit, self.context.builder.load
        if self.context.builder.phase == 0:  # state 0 is no becoming and no tick
            yield from ((subject.kept[what], flag) for what in ("ever", "true") if what in subject.kept)
            return
        before = load("load", subject.kept["true"], True) if "true" in subject.kept else flag
        becomes = emit("and", flag, emit("not", before)) if "true" in subject.kept else flag
        yield from self._updates(subject, flag, becomes)
        if "best" in subject.kept:
            length = emit("sub", load("now"), load("load", subject.kept["spell"]))
            best = load("load", subject.kept["best"])
            yield subject.kept["best"], emit("select", before, emit("max", best, length), best)

    def _updates(self, subject: Subject, flag: Register, becomes: Register) -> Iterator[tuple[int, Register]]:
        emit, load, kept = self.context.builder.emit, self.context.builder.load, subject.kept
        if "ever" in kept:
            yield kept["ever"], emit("or", load("load", kept["ever"], True), flag)
        if "count" in kept:
            count = load("load", kept["count"])
            yield (
                kept["count"],
                emit("select", flag, emit("add", count, self.context.builder.number(1.0)), count),
            )
        for what in ("became", "spell"):
            if what in kept:
                yield kept[what], emit("select", becomes, load("now"), load("load", kept[what]))
        if "true" in kept:
            yield kept["true"], flag
