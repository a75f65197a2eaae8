"""How an actor weighs its options in a state: utility, hold, what it expects of another actor. No draws."""

from __future__ import annotations

from dataclasses import dataclass

from oracle_expressions import EXP, Expressions, Undefined, View
from oracle_time import turns

from sim.scenario.expr.nodes import to_text
from sim.scenario.schema import Action, Actor
from sim.scenario.schema import Track as Holder

ROUNDING = 1e-9  # what a sum that should be 1 may exceed it by


@dataclass(frozen=True)
class Track:
    """One menu of one actor; ``path`` is `actor` or `actor.track`."""

    actor: str
    path: str
    holder: Actor | Holder

    @property
    def menu(self) -> dict[str, Action]:
        return self.holder.menu

    def full(self, choice: str) -> str:
        """The path of a choice: `actor.action`, `actor.hold` or `actor.track.hold`."""
        return f"{self.path}.hold" if choice == "hold" else f"{self.actor}.{choice}"


def tracks(name: str, actor: Actor) -> list[Track]:
    if actor.menu:
        return [Track(name, name, actor)]
    return [Track(name, f"{name}.{track}", holder) for track, holder in actor.tracks.items()]


class Decisions(Expressions):
    """The weights of options."""

    def doubts(self, target: str) -> float:
        """The sum of the doubts on an action, event or alternative, in declared order."""
        owner = target.split(".")[0]
        names = {target, f"{owner}.*"}  # `actor.*`: no event is called like an actor
        event = self.scenario.events.get(owner)
        if event is not None and event.rate is None:
            names.add(owner)  # an event that leaves the rates to its alternatives
        found = [name for name, doubt in self.scenario.doubts.items() if names & set(doubt.on)]
        return sum([self.drawn[f"doubts.{name}.sd"] * self.drawn[f"doubts.{name}"] for name in found], 0.0)

    def deciding(self, name: str) -> bool:
        """Whether this tick is a turn of the actor and it is present."""
        decides = self.scenario.actors[name].decides
        return self.now in turns(self.ticks, decides) and self.present(name, self.seen_by(name))

    def seen_by(self, actor: str = "") -> View:
        raise NotImplementedError

    def present(self, name: str, view: View) -> bool:
        active = self.scenario.actors[name].active
        return active is None or self.holds(active, view)

    def leanings(self, track: Track, view: View) -> dict[str, float]:
        """x(a) of the available actions; from the second level of `expects` on precision is 0."""
        x = {}
        for name, action in track.menu.items():
            if action.if_ is None or self.holds(action.if_, view):
                doubts = self.doubts(track.full(name))
                x[name] = self.pull(track, action, view) + self.habit(track, name, view) + doubts
        return x

    def pull(self, track: Track, action: Action, view: View) -> float:
        if view.depth > 1:
            return 0.0
        return self.drawn.get(f"{track.actor}.precision", 1.0) * self.utility(track.actor, action, view)

    def habit(self, track: Track, name: str, view: View) -> float:
        habit = track.menu[name].habit
        return 0.0 if habit is None else self.amount(habit, f"{track.actor}.{name}.habit", view)

    def utility(self, name: str, action: Action, view: View) -> float:
        """The sum over goals of weight times serves, or the utility as stated."""
        view = View(view.state, name, action, view.depth)
        if action.utility is not None:
            return self.value(action.utility, view)
        total = 0.0
        for goal in [goal for goal in self.scenario.actors[name].goals if goal in action.serves]:
            served = self.value(action.serves[goal], view)
            if not -1 - ROUNDING <= served <= 1 + ROUNDING:
                raise Undefined(to_text(action.serves[goal]), f"serves {goal} by {served:g}, outside -1 to 1")
            total = total + self.drawn[f"{name}.{goal}"] * served
        return total

    def hold(self, track: Track, view: View) -> float:
        """The log weight of hold where no pace sets it."""
        hold = track.holder.hold
        return 0.0 if hold is None else self.amount(hold, f"{track.path}.hold", view)

    def haste(self, track: Track, available: dict[str, float], view: View) -> float:
        """1/w(hold) under pace, where (1 - p)/p is 1/(EXP(pace x cadence) - 1); 0 where hold is certain."""
        cadence = self.ticks.cadence(self.scenario.actors[track.actor].decides)
        odds = EXP(self.drawn[f"{track.path}.pace"] * cadence) - 1.0
        calm = sum([EXP(self.habit(track, name, view)) for name in available], 0.0)
        return odds / calm if available else 0.0

    def expects(self, path: str, view: View) -> float:
        """The chance of another's choice next turn, in the state this action's sure effects would make."""
        sure = {} if view.action is None or view.action.succeeds is not None else view.action.then
        imagined = self.after(view.state, self.changes(sure, View(view.state, view.actor)))
        actor = path.split(".")[0]
        track = next(
            track
            for track in tracks(actor, self.scenario.actors[actor])
            if path in [track.full(choice) for choice in (*track.menu, "hold")]
        )
        inner = View(imagined, actor, None, view.depth + 1)
        return self.law(track, inner).get(path, 0.0) if self.present(actor, inner) else 0.0

    def law(self, track: Track, view: View) -> dict[str, float]:
        """P of every available choice: its weight over the sum, hold last."""
        x = self.leanings(track, view)
        weights = {track.full(name): EXP(x[name]) for name in x}
        if track.holder.pace is None:
            weights[track.full("hold")] = EXP(self.hold(track, view))
        elif self.haste(track, x, view) == 0:
            return {track.full("hold"): 1.0}
        else:
            weights[track.full("hold")] = 1.0 / self.haste(track, x, view)
        total = sum(weights.values(), 0.0)
        return {path: weight / total for path, weight in weights.items()}
