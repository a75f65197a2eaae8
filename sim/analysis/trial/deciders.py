"""Who never acts, which options are dead, and which are taken so steadily that they act as a state."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sim.analysis.trial.seen import ENOUGH, Trial, counted, listed, portion
from sim.errors import Problem, problem
from sim.scenario.names import track_items
from sim.scenario.schema import Actor, Track
from sim.scenario.where import Path

STEADY = 0.8  # share of turns from which an option is no longer a choice
SEVERAL = 3  # turns in a history that make a habit


@dataclass(frozen=True, slots=True)
class Decider:
    """One track of one actor: its options by path, and how often it had a turn and in how many histories."""

    name: str
    actor: str
    tree: Path
    holder: Actor | Track
    options: tuple[str, ...]
    turns: int
    reach: int

    @property
    def hold(self) -> str:
        """The path of doing nothing."""
        return f"{self.name}.hold"

    def place(self, option: str) -> Path:
        """Where the option stands in the tree."""
        return (*self.tree, "menu", option.removeprefix(f"{self.actor}."))


def deciders(trial: Trial) -> Iterator[Decider]:
    """Every track of every actor, in declared order."""
    for actor, noun in trial.scenario.actors.items():
        for track, below, holder in track_items(noun):
            name = f"{actor}.{track}" if track else actor
            options = tuple(f"{actor}.{own}" for own in holder.menu)
            paths = (*options, f"{name}.hold")
            turns = sum(trial.count(path) for path in paths)
            reach = int(np.any([trial.runs.columns[f"count.{path}"] > 0 for path in paths], axis=0).sum())
            yield Decider(name, actor, ("actors", actor, *below), holder, options, turns, reach)


def decider_warnings(trial: Trial) -> Iterator[Problem]:
    """An absent actor is said once; an actor that only holds, once per track; then option by option."""
    absent: set[str] = set()
    for one in deciders(trial):
        if not one.turns:
            if one.actor not in absent:
                yield _absent(trial, one)
            absent.add(one.actor)
        elif trial.count(one.hold) == one.turns and one.reach >= ENOUGH:
            yield _only_holds(trial, one)
        else:
            yield from _options(trial, one)


def _absent(trial: Trial, one: Decider) -> Problem:
    tree: Path = ("actors", one.actor)
    return problem(
        "W13",
        trial.scenario.places.key(tree),
        name=one.actor,
        seen=f"it was present in none of {trial.histories} histories",
        why="its `active` held at none of its turns",
        fix="loosen `active:`, or remove the actor",
    )


def _only_holds(trial: Trial, one: Decider) -> Problem:
    open_ = [path for path in one.options if trial.could(path)]
    why = f"available were {listed(open_)}" if open_ else "none of its options was ever available"
    fix = "look at what they serve, at `pace:` and `hold:`" if open_ else "loosen an `if`"
    return problem(
        "W13",
        trial.scenario.places.key(one.tree),
        name=one.name,
        seen=f"it held at all {counted(one.turns, 'turn')} in {one.reach} histories",
        why=why,
        fix=fix,
    )


def _options(trial: Trial, one: Decider) -> Iterator[Problem]:
    places = trial.scenario.places
    for path in one.options:
        place, reach = one.place(path), trial.could_reach(path)
        if reach == 0 and one.reach >= ENOUGH:
            turns = counted(one.turns, "turn")
            yield problem("W10", places.key(place), path=path, turns=turns, histories=one.reach)
        elif not trial.count(path) and reach >= ENOUGH:
            turns = counted(trial.could(path), "turn")
            yield problem("W11", places.key(place), path=path, turns=turns, histories=reach)
        else:
            yield from _steady(trial, one, path)


def _steady(trial: Trial, one: Decider, path: str) -> Iterator[Problem]:
    """An option that adds to a state at nearly every turn."""
    count = trial.count(path)
    many = one.reach >= ENOUGH and one.turns >= SEVERAL * one.reach
    effects = one.holder.menu[path.removeprefix(f"{one.actor}.")].then
    pushed = [state for state, effect in effects.items() if effect.op in ("+=", "-=")]
    if many and pushed and count > STEADY * one.turns:
        yield problem(
            "W15",
            trial.scenario.places.key(one.place(path)),
            path=path,
            share=f"{portion(count, one.turns)} turns of its actor",
            why=f"each time it moves {listed(pushed)} once more",
            fix="is it meant as a state? set a switch once and let a rule do the rest; or decide less often",
        )
