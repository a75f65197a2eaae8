"""Phase 2: what nobody decides. An event fires when its rate for the tick reaches its clock."""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.compile.context import Scope
from sim.engine.compile.effects import Effects
from sim.engine.compile.expressions import Lowering
from sim.engine.program import COULD, Register
from sim.scenario.expr.nodes import Number
from sim.scenario.quantity import Quantity
from sim.scenario.quantity.distribution import support
from sim.scenario.schema import Alternative, Event


@dataclass(frozen=True, slots=True)
class _Runner:
    """An alternative in the race: where it may win, and its time (smallest wins)."""

    name: str
    alternative: Alternative
    open: Register
    time: Register


def lower_events(lowering: Lowering) -> None:
    """All events of the scenario."""
    builder = lowering.builder
    builder.phase = 2
    always = builder.truth(True)
    effects = Effects(lowering, Scope((), always))
    for name, event in lowering.context.scenario.events.items():
        _EventPass(lowering, effects, name, event).lower(Scope(("events", name), always))
    effects.write()


class _EventPass:
    """One event."""

    def __init__(self, lowering: Lowering, effects: Effects, name: str, event: Event) -> None:
        self.lowering, self.effects, self.name, self.event = lowering, effects, name, event
        self.context, self.builder = lowering.context, lowering.builder

    def lower(self, scope: Scope) -> None:
        open_ = self.open(scope)
        if self.context.diagnose:
            self.builder.draft.happens.append((self.name + COULD, open_))
        if self.event.rate is not None:
            fires = self.fires(self.name, self.event.rate, open_, scope)
            runners = [
                self.chance(name, alternative, fires, scope)
                for name, alternative in self.event.one_of.items()
            ]
        else:
            runners = [
                self.rated(name, alternative, open_, scope) for name, alternative in self.event.one_of.items()
            ]
            fires = self.builder.truth(False)
            for runner in runners:
                fires = self.builder.emit("or", fires, runner.open)
        self.builder.draft.happens.append((self.name, fires))
        self.effects.add(self.event.then, fires, scope.at("then"))
        for runner, wins in zip(runners, winners(self.lowering, runners), strict=True):
            self.builder.draft.happens.append((f"{self.name}.{runner.name}", wins))
            self.effects.add(runner.alternative.then, wins, scope.at("one_of", runner.name, "then"))

    def open(self, scope: Scope) -> Register:
        """Whether the event may fire at all this tick."""
        emit, memory = self.builder.emit, self.lowering.memory
        open_ = scope.need
        subject = memory.happening(self.name)
        if self.event.once:
            open_ = emit("and", open_, emit("not", memory.kept(subject, "ever")))
        if self.event.cooldown is not None:
            last, now = memory.kept(subject, "became"), self.builder.load("now")
            wait = self.lowering.lower(self.event.cooldown, scope.at("cooldown"))
            rested = emit("ge", emit("sub", now, last), wait)
            open_ = emit("and", open_, emit("or", emit("lt", last, self.builder.number(0.0)), rested))
        if self.event.if_ is not None:
            open_ = emit("and", open_, self.lowering.lower(self.event.if_, scope.at("if").needed(open_)))
            self.lowering.note_gates(self.name, self.event.if_, scope.at("if"))
        self.builder.note("open", self.name, open_)
        return open_

    def rate(self, name: str, rate: Quantity | object, open_: Register, scope: Scope) -> Register:
        """The rate per tick, doubts included, needed where ``open_``."""
        inner = scope.at("rate").needed(open_)
        value = self.lowering.amount(rate, f"{name}.rate", inner)  # type: ignore[arg-type]
        certain = (
            support(rate.distribution)[0] >= 0
            if isinstance(rate, Quantity)
            else isinstance(rate, Number) and rate.value >= 0
        )
        if not certain:
            self.lowering.must_be_rate(value, None if isinstance(rate, Quantity) else rate, inner)  # type: ignore[arg-type]
        value = self.doubted(name, value)
        self.builder.note("rate", name, value, where=open_)
        return value

    def doubted(self, path: str, value: Register) -> Register:
        """A rate or chance with the doubts on it."""
        if path not in self.context.doubts:
            return value
        return self.builder.emit("mul", value, self.builder.emit("exp", self.context.doubts[path]))

    def fires(self, name: str, rate: object, open_: Register, scope: Scope) -> Register:
        clock = self.context.draw("clock", name)
        self.builder.note("clock", name, clock)
        return self.builder.emit(
            "and", open_, self.builder.emit("le", clock, self.rate(name, rate, open_, scope))
        )

    def narrowed(self, alternative: Alternative, open_: Register, scope: Scope) -> Register:
        if alternative.if_ is None:
            return open_
        return self.builder.emit(
            "and", open_, self.lowering.lower(alternative.if_, scope.at("if").needed(open_))
        )

    def rated(self, name: str, alternative: Alternative, open_: Register, scope: Scope) -> _Runner:
        """An alternative with its own rate: time = clock / rate, within the tick."""
        inner, path = scope.at("one_of", name), f"{self.name}.{name}"
        open_ = self.narrowed(alternative, open_, inner)
        rate = self.rate(path, alternative.rate, open_, inner)
        clock = self.context.draw("clock", path)
        self.builder.note("open", path, open_)
        self.builder.note("clock", path, clock)
        fires = self.builder.emit("and", open_, self.builder.emit("le", clock, rate))
        return _Runner(name, alternative, fires, self.builder.emit("div", clock, rate))

    def chance(self, name: str, alternative: Alternative, fires: Register, scope: Scope) -> _Runner:
        """An alternative that splits the event: time = clock / chance."""
        inner, path = scope.at("one_of", name), f"{self.name}.{name}"
        open_ = self.narrowed(alternative, fires, inner)
        assert alternative.chance is not None
        placed = inner.at("chance").needed(open_)
        value = self.lowering.amount(alternative.chance, f"{path}.chance", placed)
        node = None if isinstance(alternative.chance, Quantity) else alternative.chance
        self.lowering.must_be_rate(value, node, placed, "a chance")
        value = self.doubted(path, value)
        clock = self.context.draw("clock", path)
        time = self.builder.emit("div", clock, value)
        for what, register in (("open", open_), ("share", value), ("clock", clock)):
            self.builder.note(what, path, register, where=open_)
        possible = self.builder.emit("and", open_, self.builder.emit("gt", value, self.builder.number(0.0)))
        return _Runner(name, alternative, possible, time)


def winners(lowering: Lowering, runners: list[_Runner]) -> list[Register]:
    """For each runner the histories in which its time is the smallest of those open; ties to the first."""
    emit, number = lowering.builder.emit, lowering.builder.number
    never = number(float("inf"))
    best, place = never, number(-1.0)
    for i, runner in enumerate(runners):
        faster = emit("and", runner.open, emit("lt", runner.time, best))
        best, place = (
            emit("select", faster, runner.time, best),
            emit("select", faster, number(float(i)), place),
        )
    return [emit("eq", place, number(float(i))) for i in range(len(runners))]
