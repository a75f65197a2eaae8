"""The meaning of a scenario as a program: one history at a time, in the words of docs/reference/semantics.md.

Plain ifs and loops over the frozen nouns of the file; nothing is compiled. It shares three things with the
engine: the functions EXP, LOG and INVNORM, the world draws of quantities, and the conversion of units.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from oracle_decisions import ROUNDING, Decisions, Track, tracks
from oracle_expressions import EXP, LOG, Change, Undefined, View, nodes, rungs_of_state, within
from oracle_memory import Memory
from oracle_time import Ticks, uniform
from oracle_worlds import world_draws

from sim.engine.elementary import invnorm
from sim.scenario.expr.nodes import MEMORY_WORDS, Call, Node, to_text
from sim.scenario.fields import Effect
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Alternative, Event, Question, Scenario
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State


@dataclass(frozen=True)
class History:
    """Everything that is recorded of one history; lists over ticks are 0..n for states, 1..n for watches."""

    outcome: dict[str, int]
    first: dict[str, int]
    watch: dict[str, list[bool]]
    count: dict[str, int]
    first_tick: dict[str, int]
    final: dict[str, float]
    path: dict[str, list[float]]
    conflicts: dict[str, int]
    undefined: tuple[str, int, str] | None = None


def old_names(scenario: Scenario) -> dict[str, str]:
    """What `draws:` says, by the path of the thing it stands on."""
    things: dict[str, object] = {**scenario.state, **scenario.events, **scenario.actors}
    for name, event in scenario.events.items():
        things |= {f"{name}.{other}": alternative for other, alternative in event.one_of.items()}
    for name, actor in scenario.actors.items():
        things |= {f"{name}.{track}": each for track, each in actor.tracks.items()}
        for track in tracks(name, actor):
            things |= {track.full(option): action for option, action in track.menu.items()}
    return {path: getattr(thing, "draws", "") for path, thing in things.items()}


class Play(Decisions):
    """One history while it is played."""

    def __init__(self, scenario: Scenario, address: tuple[int, int, int]) -> None:
        seed, world, _ = address
        drawn, memory = world_draws(scenario, seed, world), Memory(happenings(scenario))
        super().__init__(scenario, Ticks(scenario.clock), drawn, memory)
        self.address = address
        self.old_names = old_names(scenario)
        self.conditions = {
            (actor, to_text(node.args[0])): node.args[0]
            for actor, node in nodes(scenario)
            if isinstance(node, Call) and node.function in MEMORY_WORDS
        }
        self.set_calendar(1)  # state 0 lies at the start of tick 1
        self.state = {name: self.start(name, state) for name, state in scenario.state.items()}
        self.conflicts = dict.fromkeys(self.state, 0)
        self.states: list[dict[str, float]] = []  # by tick, from 0
        self.readings: list[dict[str, bool]] = []
        self.over = False
        self.undefined: tuple[str, int, str] | None = None

    def run(self) -> None:
        """State 0, then tick by tick; of a history that is over each later reading repeats the last."""
        for now in range(self.ticks.n + 1):
            self.now = now
            if not self.over:
                self.tick()
            self.states.append(self.state)
            if len(self.readings) < len(self.states):
                self.readings.append(self.readings[-1] if self.readings else defaultdict(bool))

    def tick(self) -> None:
        """The phases in order; an undefined value ends the history."""
        changing = (self.dated_changes, self.events, self.decisions, self.rules, self.drift)
        for phase in (*(changing if self.now > 0 else ()), self.remember, self.look):
            try:
                phase()
            except Undefined as problem:
                self.undefined, self.over = (problem.expression, self.now, problem.reason), True
                return

    # State and draws

    def seen_by(self, actor: str = "") -> View:
        return View(self.state, actor)

    def start(self, name: str, state: State) -> float:
        match state:
            case NumberState():
                return within(state, self.amount(state.start, f"{name}.start", View({})))
            case LevelState() | KindState():
                return float(rungs_of_state(self.scenario, name).index(state.start))
            case CounterState():
                return within(state, float(state.counter))
        return float(state.switch == "on")

    def apply(self, changes: list[Change]) -> None:
        for name in self.state:
            sets = {value for changed, op, value in changes if changed == name and op == "="}
            self.conflicts[name] += len(sets) > 1
        self.state = self.after(self.state, changes)

    def u(self, path: str) -> float:
        seed, world, repeat = self.address
        return uniform(seed, self.drawn_as(path), world, repeat, self.now)

    def drawn_as(self, path: str) -> str:
        """The name of a thing's draws: the old name of the nearest renamed thing it is or belongs to, then the rest."""
        parts = path.split(".")
        for n in range(len(parts), 0, -1):
            if self.old_names.get(".".join(parts[:n])):
                return ".".join([self.old_names[".".join(parts[:n])], *parts[n:]])
        return path

    def clock(self, path: str) -> float:
        return -LOG(self.u(path))

    # Phases 1 and 2: dates and events

    def dated_changes(self) -> None:
        self.set_calendar(self.now)
        due = [date for date in sorted(self.scenario.at) if self.ticks.first_from(date) == self.now]
        effects = [self.scenario.at[date] for date in due]
        self.apply([change for each in effects for change in self.changes(each, self.seen_by())])

    def set_calendar(self, tick: int) -> None:
        names = self.scenario.calendar.items()
        self.calendar = {name: self.ticks.calendar(what, tick) for name, what in names}

    def events(self) -> None:
        changes, happened = [], []
        for name, event in self.scenario.events.items():
            if self.open(name, event) and (alternative := self.fires(name, event)) is not None:
                changes += self.changes(event.then, self.seen_by())
                happened.append(name)
                if alternative:
                    changes += self.changes(event.one_of[alternative].then, self.seen_by())
                    happened.append(f"{name}.{alternative}")
        self.apply(changes)
        self.happen(happened)

    def happen(self, names: list[str]) -> None:
        for name in names:
            self.memory.happened[name].append(self.now)

    def open(self, name: str, event: Event) -> bool:
        past = self.memory.happened[name]
        if past and event.once:
            return False
        if past and event.cooldown and self.now - past[-1] < self.value(event.cooldown, self.seen_by()):
            return False
        return event.if_ is None or self.holds(event.if_, self.seen_by())

    def fires(self, name: str, event: Event) -> str | None:
        """The alternative that happens ('' if none does), None if the event does not fire."""
        if event.rate is None:
            rates = {other: self.rate(f"{name}.{other}", option) for other, option in self.options(event)}
            clocks = {other: self.clock(f"{name}.{other}") for other in rates}
            times = {other: clocks[other] / rate for other, rate in rates.items() if clocks[other] <= rate}
            return min(times, key=times.__getitem__, default=None)
        if self.rate(name, event) < self.clock(name):
            return None
        chances = {other: self.chance(f"{name}.{other}", option) for other, option in self.options(event)}
        possible = {other: chance for other, chance in chances.items() if chance > 0}
        times = {other: self.clock(f"{name}.{other}") / chance for other, chance in possible.items()}
        return min(times, key=times.__getitem__, default="")

    def options(self, event: Event) -> list[tuple[str, Alternative]]:
        """The open alternatives."""
        return [
            (name, alternative)
            for name, alternative in event.one_of.items()
            if alternative.if_ is None or self.holds(alternative.if_, self.seen_by())
        ]

    def rate(self, path: str, thing: Event | Alternative) -> float:
        rate = self.amount(thing.rate, f"{path}.rate", self.seen_by())
        if not 0 <= rate < math.inf:
            raise Undefined(shown(thing.rate, f"{path}.rate"), f"a rate of {rate:g}")
        return rate * EXP(self.doubts(path))

    def chance(self, path: str, alternative: Alternative) -> float:
        chance = self.amount(alternative.chance, f"{path}.chance", self.seen_by())
        if not 0 <= chance < math.inf:
            raise Undefined(shown(alternative.chance, f"{path}.chance"), f"a chance of {chance:g}")
        return chance * EXP(self.doubts(path))

    # Phase 3: decisions

    def decisions(self) -> None:
        changes, happened, chosen = [], [], {}
        deciding = [name for name in self.scenario.actors if self.deciding(name)]
        for track in [track for name in deciding for track in tracks(name, self.scenario.actors[name])]:
            choice = self.choose(track)
            path = chosen[track.path] = track.full(choice)
            happened.append(path)
            if choice != "hold":
                result, effects = self.result(track, choice)
                happened += result
                changes += self.changes(effects, self.seen_by(track.actor))
        self.apply(changes)
        self.happen(happened)
        self.memory.chosen |= chosen

    def choose(self, track: Track) -> str:
        """The option whose time comes first; hold is the last of them."""
        x = self.leanings(track, self.seen_by(track.actor))
        times = {name: self.clock(track.full(name)) * EXP(-x[name]) for name in x}
        times["hold"] = self.clock(track.full("hold")) * self.hold_time(track, x)
        return min(times, key=times.__getitem__)

    def hold_time(self, track: Track, x: dict[str, float]) -> float:
        view = self.seen_by(track.actor)
        return EXP(-self.hold(track, view)) if track.holder.pace is None else self.haste(track, x, view)

    def result(self, track: Track, choice: str) -> tuple[list[str], dict[str, Effect]]:
        """Whether it worked, and what follows."""
        action, path = track.menu[choice], track.full(choice)
        if action.succeeds is None:
            return [], action.then
        p = self.value(action.succeeds, self.seen_by(track.actor))
        if not -ROUNDING <= p <= 1 + ROUNDING:
            raise Undefined(to_text(action.succeeds), f"a chance of {p:g}")
        if self.u(f"{path}.succeeds") < p:
            return [f"{path}.succeeded"], action.then
        return [f"{path}.failed"], action.otherwise

    # Phases 4 to 7: rules, drift, memory, questions

    def rules(self) -> None:
        changes = []
        for rule in self.scenario.rules.values():
            if all(self.holds(node, self.seen_by()) for node in (rule.if_, rule.while_) if node is not None):
                changes += self.changes(rule.then, self.seen_by())
        self.apply(changes)

    def drift(self) -> None:
        new = dict(self.state)
        for name, state in self.scenario.state.items():
            if not isinstance(state, NumberState) or not (state.relax or state.noise):
                continue
            x = self.state[name]
            if state.relax:
                half_life = self.amount(state.relax.half_life, f"{name}.half_life", self.seen_by())
                if not half_life > 0:
                    raise Undefined(to_text(state.relax.to), f"a half-life of {half_life:g}")
                pull = 1.0 - EXP(-math.log(2.0) / half_life)
                to = self.value(state.relax.to, self.seen_by())
                if math.isnan(to):
                    raise Undefined(to_text(state.relax.to), "a target that is not a number")
                new[name] = x + pull * (to - x)
            if state.noise:
                normal = float(invnorm(self.u(f"{name}.noise")))
                new[name] = new[name] + self.drawn[f"{name}.noise"] * normal
            new[name] = within(state, new[name])
        self.state = new

    def remember(self) -> None:
        """All conditions are read before any is written down."""
        read = {
            key: self.holds(node, View(self.state, key[0]))
            for key, node in self.conditions.items()
            if self.subject(node, View({}, key[0])) == key
        }
        for key, holds in read.items():
            self.memory.readings.setdefault(key, []).append(holds)

    def look(self) -> None:
        """Lines and watches, then whether this is the end."""
        asked = {
            f"{name}.{line}": node
            for name, question in self.scenario.questions.items()
            for line, node in lines_of(question).items()
        } | self.scenario.watches
        self.readings.append({name: self.holds(node, self.seen_by()) for name, node in asked.items()})
        self.over = self.scenario.ends is not None and self.holds(self.scenario.ends, self.seen_by())

    def first_passage(self, name: str, horizon: int) -> int:
        return next((tick for tick in range(1, horizon + 1) if self.readings[tick][name]), 0)

    def answer(self, name: str, question: Question) -> int:
        """The position of the outcome in the list of lines; `else` is the one after the last."""
        lines, horizon = list(lines_of(question)), self.ticks.horizon(question)
        passages = [self.first_passage(f"{name}.{line}", horizon) for line in lines]
        passed = [i for i, tick in enumerate(passages) if tick > 0]
        if question.worst:
            return passed[0] if passed else len(lines)
        if question.first:
            return min(passed, key=passages.__getitem__, default=len(lines))
        held = [i for i, line in enumerate(lines) if self.readings[horizon][f"{name}.{line}"]]
        return held[0] if held else len(lines)

    def history(self) -> History:
        questions, happened = self.scenario.questions, self.memory.happened
        return History(
            outcome={name: self.answer(name, question) for name, question in questions.items()},
            first={
                f"{name}.{line}": self.first_passage(f"{name}.{line}", self.ticks.horizon(question))
                for name, question in questions.items()
                for line in lines_of(question)
            },
            watch={name: [read[name] for read in self.readings[1:]] for name in self.scenario.watches},
            count={name: len(ticks) for name, ticks in happened.items()},
            first_tick={name: ticks[0] if ticks else 0 for name, ticks in happened.items()},
            final=self.state,
            path={name: [state[name] for state in self.states] for name in self.state},
            conflicts=self.conflicts,
            undefined=self.undefined,
        )


def shown(amount: Quantity | Node, path: str) -> str:
    return path if isinstance(amount, Quantity) else to_text(amount)


def lines_of(question: Question) -> dict[str, Node]:
    lines = question.worst or question.first or question.last
    return {name: node for name, node in lines.items() if name != "else"}


def happenings(scenario: Scenario) -> list[str]:
    """Everything that can happen: events, alternatives, actions with hold, results."""
    names = []
    for name, event in scenario.events.items():
        names += [name, *(f"{name}.{other}" for other in event.one_of)]
    for track in [track for name, actor in scenario.actors.items() for track in tracks(name, actor)]:
        for choice in (*track.menu, "hold"):
            path = track.full(choice)
            certain = choice == "hold" or track.menu[choice].succeeds is None
            names += [path] if certain else [path, f"{path}.succeeded", f"{path}.failed"]
    return names


def play(scenario: Scenario, seed: int, world: int, repeat: int) -> History:
    """History world.repeat of a scenario."""
    game = Play(scenario, (seed, world, repeat))
    game.run()
    return game.history()
