"""Phase 3: every actor whose turn it is weighs its options; the option with the smallest clock over weight wins.

With w(a) = EXP(x(a)) the race is run on E(a) * EXP(-x(a)), which needs no division.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.engine.compile.context import Context, Scope
from sim.engine.compile.effects import Effects
from sim.engine.compile.expressions import Lowering
from sim.engine.compile.memory import Memory
from sim.engine.program import COULD, Register
from sim.errors import ScenarioError, Where, problem
from sim.scenario.expr.nodes import Call, Name, Number, to_text
from sim.scenario.names import track_items
from sim.scenario.quantity import Quantity
from sim.scenario.quantity.distribution import support
from sim.scenario.schema import Action, Actor, Track, Turns

MAX_EXPECTS_LINES = 4000
WORLD_ITSELF = 2  # the level of a scope in which nothing is imagined


@dataclass(frozen=True, slots=True)
class Option:
    """One available action: where it may be chosen, the log weight x, and (under pace) EXP(habit)."""

    path: str
    action: Action
    scope: Scope
    open: Register
    log_weight: Register
    habit: Register


class Decisions(Lowering):
    """Lowers decisions, and `expects` inside them."""

    def __init__(self, context: Context, memory: Memory) -> None:
        super().__init__(context, memory)
        self.sizes: list[tuple[str, int]] = []
        self.imagined_by: Action | None = None

    def lower_all(self) -> None:
        """All actors of the scenario."""
        self.builder.phase = 3
        always = self.builder.truth(True)
        effects = Effects(self, Scope((), always))
        for name, actor in self.context.scenario.actors.items():
            scope = Scope(("actors", name), always, name)
            present = self.present(actor, scope.needed(self.turn(name, actor)))
            for track, below, holder in track_items(actor):
                self.track(track, holder, scope.at(*below).needed(present), effects)
        effects.write()

    def turn(self, name: str, actor: Actor) -> Register:
        """Whether this tick is one of the actor's turns."""
        clock = self.context.clock
        if isinstance(actor.decides, Turns):
            turns = {clock.dated(day) for day in actor.decides.dates}
        else:
            turns = set(range(1, clock.ticks + 1, round(clock.cadence(actor.decides))))
            if len(turns) == clock.ticks:
                return self.builder.truth(True)
        return self.context.calendar_value(
            f"turn({name})", [float(k in turns) for k in range(clock.ticks + 1)], truth=True
        )

    def present(self, actor: Actor, scope: Scope) -> Register:
        if actor.active is None:
            return scope.need
        return self.builder.emit("and", scope.need, self.lower(actor.active, scope.at("active")))

    def track(self, track: str, holder: Actor | Track, scope: Scope, effects: Effects) -> None:
        """One choice: race, effects, memory."""
        prefix = f"{scope.actor}.{track}" if track else scope.actor
        options = [self.option(name, action, scope.at("menu", name)) for name, action in holder.menu.items()]
        if self.context.diagnose:
            self.builder.draft.happens += [(option.path + COULD, option.open) for option in options]
        hold_time = self.hold_time(prefix, holder, options, scope)
        chosen = self.race(options, f"{prefix}.hold", hold_time, scope.need)
        if self.builder.traced:
            self.note_law(prefix, holder, options, scope)
        for option, wins in zip(options, chosen, strict=False):
            self.happens(option, wins, effects)
        self.builder.draft.happens.append((f"{prefix}.hold", chosen[-1]))
        self.remember(prefix, chosen)

    def note_law(self, prefix: str, holder: Actor | Track, options: list[Option], scope: Scope) -> None:
        """Note who could choose, and with which probability each option was chosen at that moment."""
        self.builder.note("turn", prefix, scope.need)
        self.builder.unmarked = True  # hold was weighed, and marked, before
        paths = [*(option.path for option in options), f"{prefix}.hold"]
        for path, chance in zip(paths, self.law(prefix, holder, options, scope), strict=True):
            self.builder.note("probability", path, chance, where=scope.need)
        self.builder.unmarked = False

    def remember(self, prefix: str, chosen: list[Register]) -> None:
        """Keep the choice for `did`; dropped again at the end if nothing reads it."""
        emit, number = self.builder.emit, self.builder.number
        variable = self.memory.choice(f"{prefix}.hold")
        value = self.builder.load("load", variable)
        for i, wins in enumerate(chosen):
            value = emit("select", wins, number(float(i)), value)
        self.builder.draft.writes.append((variable, value))

    def option(self, name: str, action: Action, scope: Scope) -> Option:
        """Availability and log weight of one action in the state that ``scope`` sees."""
        emit, path = self.builder.emit, f"{scope.actor}.{name}"
        open_ = scope.need
        if action.if_ is not None:
            open_ = emit("and", open_, self.lower(action.if_, scope.at("if")))
        inner = scope.needed(open_)
        if scope.level == WORLD_ITSELF:
            self.builder.note("open", path, open_)
            if action.if_ is not None:
                self.note_gates(path, action.if_, scope.at("if"))
        habit = None
        if isinstance(action.habit, Quantity):
            habit = self.context.quantity(f"{path}.habit")
        elif action.habit is not None:
            habit = self.lower_finite(action.habit, inner.at("habit"), "a habit")
        parts = [self.weighed_utility(action, inner), habit, self.context.doubts.get(path)]
        if scope.level == WORLD_ITSELF:
            for what, part in zip(("pull", "habit", "doubt"), parts, strict=True):
                if part is not None:
                    self.builder.note(what, path, part, where=open_)
        return Option(
            path,
            action,
            inner,
            open_,
            self.total(parts),
            self.builder.number(0.0) if habit is None else habit,
        )

    def total(self, parts: list[Register | None]) -> Register:
        """The parts that are there, added from the left; 0 if none."""
        present = [part for part in parts if part is not None]
        value = present[0] if present else self.builder.number(0.0)
        for part in present[1:]:
            value = self.builder.emit("add", value, part)
        return value

    def weighed_utility(self, action: Action, scope: Scope) -> Register | None:
        """precision x utility; level 0 has precision 0, so no utility at all."""
        if scope.level == 0 or (not action.serves and action.utility is None):
            return None
        utility = self.utility(action, scope)
        if self.context.scenario.actors[scope.actor].precision is None:
            return utility
        return self.builder.emit("mul", self.context.quantity(f"{scope.actor}.precision"), utility)

    def utility(self, action: Action, scope: Scope) -> Register:
        outer, self.imagined_by = self.imagined_by, action
        if action.utility is not None:
            value = self.lower_finite(action.utility, scope.at("utility"), "a utility")
        else:
            value = self.total(
                [
                    self.goal(goal, action, scope)
                    for goal in self.context.scenario.actors[scope.actor].goals
                    if goal in action.serves
                ]
            )
        self.imagined_by = outer
        if scope.level == WORLD_ITSELF:
            self.builder.note("utility", path_of(scope), value, where=scope.need)
        return value

    def goal(self, goal: str, action: Action, scope: Scope) -> Register:
        """weight x what the action serves this goal."""
        placed = scope.at("serves", goal)
        node = action.serves[goal]
        served = self.lower(node, placed)
        if not isinstance(node, Number):
            self.must_lie(served, -1.0, 1.0, node, placed, "what an action serves")
        weighed = self.builder.emit("mul", self.context.quantity(f"{scope.actor}.{goal}"), served)
        if scope.level == WORLD_ITSELF:
            self.builder.note("serves", path_of(scope), served, goal, where=scope.need, text=to_text(node))
            self.builder.note("goal", path_of(scope), weighed, goal, where=scope.need, text=to_text(node))
        return weighed

    def hold_parts(
        self, prefix: str, holder: Actor | Track, options: list[Option], scope: Scope
    ) -> tuple[Register, bool]:
        """(log weight of hold, False), or under pace (inverse weight of hold, True)."""
        emit, number = self.builder.emit, self.builder.number
        if holder.pace is None:
            hold = holder.hold
            return (
                number(0.0) if hold is None else self.amount(hold, f"{prefix}.hold", scope.at("hold"))
            ), False
        actor = self.context.scenario.actors[scope.actor]
        assert isinstance(actor.decides, str)
        pace = self.context.quantity(f"{prefix}.pace")
        if support(holder.pace.distribution)[0] < 0:
            self.must_be_rate(pace, None, scope.at("pace"), "a pace")
        cadence = number(float(round(self.context.clock.cadence(actor.decides))))
        per_turn = emit("sub", emit("exp", emit("mul", pace, cadence)), number(1.0))
        weights = [emit("select", option.open, emit("exp", option.habit), number(0.0)) for option in options]
        return emit("div", per_turn, self.total(list(weights))), True

    def hold_time(self, prefix: str, holder: Actor | Track, options: list[Option], scope: Scope) -> Register:
        """The clock of hold over its weight."""
        emit = self.builder.emit
        clock = self.context.draw("clock", f"{prefix}.hold")
        self.builder.note("clock", f"{prefix}.hold", clock)
        value, inverse = self.hold_parts(prefix, holder, options, scope)
        return emit("mul", clock, value if inverse else emit("exp", emit("neg", value)))

    def race(self, options: list[Option], hold: str, hold_time: Register, turn: Register) -> list[Register]:
        """For each option, hold last: the histories in which it wins."""
        emit, number = self.builder.emit, self.builder.number
        never = number(float("inf"))
        best, place = never, number(float(len(options)))
        for i, option in enumerate(options):
            clock = self.context.draw("clock", option.path)
            time = emit("mul", clock, emit("exp", emit("neg", option.log_weight)))
            self.builder.note("clock", option.path, clock)
            self.builder.note("time", option.path, time, where=option.open)
            faster = emit("and", option.open, emit("lt", time, best))
            best, place = emit("select", faster, time, best), emit("select", faster, number(float(i)), place)
        self.builder.note("time", hold, hold_time, where=turn)
        place = emit("select", emit("lt", hold_time, best), number(float(len(options))), place)
        return [emit("and", turn, emit("eq", place, number(float(i)))) for i in range(len(options) + 1)]

    def happens(self, option: Option, wins: Register, effects: Effects) -> None:
        """A chosen action and, with `succeeds`, its result."""
        draft, emit, action, scope = (
            self.builder.draft,
            self.builder.emit,
            option.action,
            option.scope.needed(wins),
        )
        draft.happens.append((option.path, wins))
        if action.succeeds is None:
            effects.add(action.then, wins, scope.at("then"))
            return
        placed = scope.at("succeeds")
        chance = self.lower(action.succeeds, placed)
        if not isinstance(action.succeeds, Number):
            self.must_lie(chance, 0.0, 1.0, action.succeeds, placed, "a chance")
        luck = self.context.draw("uniform", f"{option.path}.succeeds")
        self.builder.note("chance", option.path, chance, where=wins)
        self.builder.note("uniform", option.path, luck, where=wins)
        lucky = emit("lt", luck, chance)
        succeeded, failed = emit("and", wins, lucky), emit("and", wins, emit("not", lucky))
        draft.happens += [(f"{option.path}.succeeded", succeeded), (f"{option.path}.failed", failed)]
        effects.add(action.then, succeeded, scope.at("then"))
        effects.add(action.otherwise, failed, scope.at("otherwise"))

    def expects(self, node: Call, scope: Scope) -> Register:
        """P(the other's action) in the state that this action's sure effects alone would make."""
        assert isinstance(node.args[0], Name)
        before = len(self.builder.scopes)
        symbol = self.context.table.find(node.args[0].path, scope.actor)
        assert symbol is not None
        actor_name = symbol.path.split(".")[0]
        actor = self.context.scenario.actors[actor_name]
        prefix, names = self.memory.track_of(symbol.path)
        seen = self.after(self.imagined_by, scope)
        inner = Scope(("actors", actor_name), scope.need, actor_name, seen=seen, level=scope.level - 1)
        value = self.probability(actor, prefix, names.index(symbol.path), inner)
        size = len(self.builder.scopes) - before
        place = self.context.scenario.places.value(
            scope.path, scope.shift + node.start, node.end - node.start
        )
        self.report(node, size, place)
        return value

    def report(self, node: Call, size: int, place: Where) -> None:
        """Note what looking ahead costs; refuse what would cost too much."""
        if size > MAX_EXPECTS_LINES:
            raise ScenarioError(
                [
                    problem(
                        "S04",
                        place,
                        what=f"`{to_text(node)}` expands to {size} steps",
                        why=f"the limit is {MAX_EXPECTS_LINES}",
                        fix="anticipate a smaller menu",
                    )
                ]
            )
        self.sizes.append((to_text(node), size))

    def after(self, action: Action | None, scope: Scope) -> dict[str, Register]:
        """The states as ``action``'s sure effects alone would leave them."""
        if action is None or action.succeeds is not None:
            return dict(scope.seen)
        imagined = Effects(self, scope)
        imagined.add(action.then, scope.need, scope.at("then"))
        return {**scope.seen, **imagined.clipped()}

    def probability(self, actor: Actor, prefix: str, wanted: int, scope: Scope) -> Register:
        """w(wanted) / sum of w over the track of ``prefix``, 0 where absent or not available."""
        track = prefix.partition(".")[2]
        holder: Actor | Track = actor.tracks[track] if track else actor
        below = ("tracks", track) if track else ()
        present = self.present(actor, scope)
        placed = scope.at(*below).needed(present)
        options = [self.option(name, action, placed.at("menu", name)) for name, action in holder.menu.items()]
        return self.law(prefix, holder, options, placed, wanted)[0]

    def law(
        self,
        prefix: str,
        holder: Actor | Track,
        options: list[Option],
        scope: Scope,
        wanted: int | None = None,
    ) -> list[Register]:
        """w / sum of w of the ``wanted`` option, or of all of them, hold last."""
        emit, number = self.builder.emit, self.builder.number
        weights = [
            emit("select", option.open, emit("exp", option.log_weight), number(0.0)) for option in options
        ]
        value, inverse = self.hold_parts(prefix, holder, options, scope)
        weights.append(emit("div", number(1.0), value) if inverse else emit("exp", value))
        total = self.total(list(weights))
        places = range(len(weights)) if wanted is None else [wanted]
        return [self.share(i, weights, total, options, scope.need) for i in places]

    def share(
        self, i: int, weights: list[Register], total: Register, options: list[Option], turn: Register
    ) -> Register:
        """One option's part of all weight."""
        emit, number = self.builder.emit, self.builder.number
        chance = emit("div", weights[i], total)
        if i < len(options):
            return emit("select", options[i].open, chance, number(0.0))
        # hold is certain where it has all the weight: no pace, or nothing else available
        usual = emit("and", emit("finite", weights[-1]), emit("gt", total, number(0.0)))
        return emit("select", turn, emit("select", usual, chance, number(1.0)), number(0.0))


def path_of(scope: Scope) -> str:
    """The action whose file path ``scope`` stands in: `actor.action`."""
    return f"{scope.actor}.{scope.path[scope.path.index('menu', 2) + 1]}"
