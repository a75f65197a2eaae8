"""What happened in one tick of a recorded history, each thing with how likely it was and why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import exp

from sim.engine.program import Note
from sim.report.why.phrases import as_words, unit_of
from sim.report.why.story import Moment, Reason, Shift
from sim.scenario.expr.nodes import Node
from sim.scenario.schema import Action
from sim.usecases.explaining.names import HOLDS
from sim.usecases.explaining.recorded import Recorded

LIKELY = 0.05  # options below this that closed are not told
NOTICED = 0.02  # changes of a state below this part of its range are no reason
FAINT_MOVE = 0.02  # nor are changes of a goal's figure below this
WORTH = 0.25  # the part of such a change that a state must make to be told
SEEN = 2  # deciders see the states as the events have left them


class Moments:
    """Reads the ticks of one history."""

    def __init__(self, recorded: Recorded) -> None:
        self.recorded, self.names = recorded, recorded.names
        scenario = self.names.scenario
        self.events = list(scenario.events)
        self.unit = unit_of(recorded.trace.program.tick_text)
        self.tracks = list(dict.fromkeys(recorded.places.values()))

    def of(self, tick: int) -> Iterator[Moment]:
        """Dated changes, events, choices and rules, in order of phase."""
        yield from self.dated(tick)
        for event in self.events:
            if self.recorded.happened(event, tick):
                yield self.event(event, tick)
        for track in self.tracks:
            for path in track.options:
                if self.recorded.happened(path, tick):
                    yield self.choice(path, tick)
        yield from self.rules(tick)

    def dated(self, tick: int) -> Iterator[Moment]:
        for day in self.names.scenario.at:
            shifts = tuple(self.recorded.effects(f"at.{day.isoformat()}", tick))
            if shifts:
                yield Moment(
                    "dated", f"at.{day.isoformat()}", "", f"Set for {day.isoformat()}", effects=shifts
                )

    def rules(self, tick: int) -> Iterator[Moment]:
        for name, rule in self.names.scenario.rules.items():
            shifts = tuple(self.recorded.effects(f"rules.{name}.then", tick))
            if shifts and rule.if_ is not None:
                yield Moment("rule", f"rules.{name}", "", f"Rule: {as_words(name)}", effects=shifts)

    def event(self, name: str, tick: int) -> Moment:
        """An event, with the alternative it took."""
        recorded, event = self.recorded, self.names.scenario.events[name]
        taken = next(
            (f"{name}.{own}" for own in event.one_of if recorded.happened(f"{name}.{own}", tick)), ""
        )
        what, place = self.names.what(name), ".".join(map(str, self.names.place(name)))
        rate = recorded.value("rate", name, tick)
        shifts = list(recorded.effects(f"{place}.then", tick))
        if taken:
            own = taken.rpartition(".")[2]
            label = event.one_of[own].label
            what = label or f"{what}: {as_words(own)}"
            rate = recorded.value("rate", taken, tick) if rate is None else rate
            shifts += recorded.effects(f"{place}.one_of.{own}.then", tick)
        chance = None if rate is None else 1 - exp(-rate)
        what = what[:1].upper() + what[1:]
        return Moment("event", taken or name, "", what, chance=chance, effects=tuple(dict.fromkeys(shifts)))

    def choice(self, path: str, tick: int) -> Moment:
        """An action that was chosen, or that its actor held."""
        recorded, before = self.recorded, self.recorded.turn_before(path, tick)
        open_before = bool(before) and (path.endswith(".hold") or bool(recorded.value("open", path, before)))
        chances = {p: recorded.value("probability", p, tick) or 0.0 for p in recorded.places[path].options}
        best = max(chances, key=lambda p: chances[p])
        moment = Moment(
            "choice",
            path,
            self.names.who(path),
            self.names.act(path),
            chance=chances[path],
            before=recorded.value("probability", path, before) if open_before else None,
            first=not before,
            opened=tuple(self.opened(path, tick)),
            closed=tuple(self.closed(path, before, tick)) if open_before else (),
            reasons=tuple(self.reasons(path, before if open_before else 0, tick)),
            likelier=(self.option(best), chances[best]) if chances[best] > chances[path] else None,
        )
        action = self.action(path)
        return moment if action is None else self.carried_out(moment, action, tick)

    def option(self, path: str) -> str:
        """An option as its actor's other one."""
        return "holding" if self.names.what(path) == HOLDS else self.names.act(path)

    def action(self, path: str) -> Action | None:
        """The noun of an action, None for hold."""
        name, _, own = path.partition(".")
        actor = self.names.scenario.actors[name]
        menus = [actor.menu, *(track.menu for track in actor.tracks.values())]
        return next((menu[own] for menu in menus if own in menu), None)

    def carried_out(self, moment: Moment, action: Action, tick: int) -> Moment:
        """With its result and its effects."""
        recorded, place = self.recorded, ".".join(map(str, self.names.place(moment.path)))
        if action.succeeds is None:
            return replace(moment, effects=tuple(recorded.effects(f"{place}.then", tick)))
        worked = recorded.happened(f"{moment.path}.succeeded", tick)
        effects = tuple(recorded.effects(f"{place}.{'then' if worked else 'otherwise'}", tick))
        return replace(
            moment, worked=worked, odds=recorded.value("chance", moment.path, tick), effects=effects
        )

    def opened(self, path: str, tick: int) -> Iterator[str]:
        """The parts of its condition that came true when it was last opened; none if it always was open."""
        since = 0 if path.endswith(".hold") else self.recorded.opening(path, tick)
        before = self.recorded.turn_before(path, since) if since else 0
        for note in self.recorded.notes("gate", path) if before else ():
            if self.recorded.at(note, since) and not self.recorded.at(note, before):
                made = self.recorded.changed(note, before, since, SEEN)
                yield self.names.condition(note.text) + (
                    f" (since {self.unit} {made})" if made < tick else ""
                )

    def closed(self, path: str, before: int, tick: int) -> Iterator[str]:
        """Options of weight at the turn before that were not to be had any more."""
        for other in self.recorded.places[path].options[:-1]:
            was = self.recorded.value("probability", other, before) or 0.0
            if was >= LIKELY and not self.recorded.value("open", other, tick):
                yield self.option(other)

    def reasons(self, path: str, before: int, tick: int) -> Iterator[Reason]:
        """Goal by goal, what it gave for the action; ``before`` is 0 if it was not to be had."""
        action, recorded = self.action(path), self.recorded
        actor = path.partition(".")[0]
        for note in recorded.notes("goal", path):
            assert action is not None
            then = recorded.at(note, before) if before else None
            node = action.serves[note.part]
            now = recorded.at(note, tick)
            moved = self.moved(node, actor, before, tick) if before else []
            yield Reason(as_words(note.part), now, then, tuple(self.behind(note, moved, (before, tick))))

    def moved(self, node: Node, actor: str, before: int, tick: int) -> list[str]:
        """States that an expression reads and that changed between two turns, the most changed first."""
        found = []
        for state in self.names.reads(node, actor):
            was, now = (self.recorded.state(state, t, SEEN) for t in (before, tick))
            part = abs(now - was) / self.names.span(state)
            if part >= (NOTICED if not self.names.is_staged(state) else 0.5):
                found.append((part, state))
        return [state for _, state in sorted(found, key=lambda item: -item[0])]

    def behind(self, note: Note, states: list[str], turns: tuple[int, int]) -> Iterator[Shift]:
        """Of the states that changed those that moved a goal's figure its way: with their old value it is much as it was."""
        before, tick = turns
        was, now = self.recorded.at(note, before), self.recorded.at(note, tick)
        if not states or abs(now - was) < FAINT_MOVE:
            return
        values = [self.recorded.state(state, before, SEEN) for state in states]
        seen = self.recorded.looked_at(note, tick, states, values)
        for state, value, figure in zip(states, values, seen, strict=True):
            if (now - figure) / (now - was) >= WORTH:
                words = (self.names.value(state, x) for x in (value, self.recorded.state(state, tick, SEEN)))
                yield Shift(as_words(state), *words)
