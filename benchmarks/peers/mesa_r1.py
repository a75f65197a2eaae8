"""R1 as a Mesa model: events and actors are agents, the model steps a week at a time."""

from __future__ import annotations

import math

import mesa
from plain import (
    ACTORS,
    BAR,
    CALM,
    EVENTS,
    FLOOR,
    HIGH,
    LATE,
    MENUS,
    NOISE,
    PRECISION,
    PULL,
    RATES,
    START,
    TOP,
    WEEKS,
    clip,
    pert,
)


class Event(mesa.Agent):
    """What nobody decides; at most once."""

    def __init__(self, model: World, number: int) -> None:
        super().__init__(model)
        self.number, self.spent, self.fires = number, False, False

    def consider(self) -> None:
        base, i, a, j, b = RATES[self.number]
        x = self.model.x
        chance = 1 - math.exp(-base * math.exp(a * x[i] + b * x[j]))
        self.fires = not self.spent and self.random.random() < chance
        self.spent = self.spent or self.fires

    def act(self) -> None:
        if self.fires:
            self.model.move(EVENTS[self.number]["moves"])


class Actor(mesa.Agent):
    """Who weighs three actions against holding."""

    def __init__(self, model: World, number: int) -> None:
        super().__init__(model)
        self.number, self.choice = number, 0
        self.stances = [pert(self.random, *numbers) for numbers in ACTORS[number]["stances"]]

    def consider(self) -> None:
        x, (s0, s1, s2, s3), precision = self.model.x, self.stances, PRECISION[self.number]
        weights = [1.0]
        for c, w0, i0, w1, i1, w2, i2, w3, i3 in MENUS[self.number]:
            worth = c + w0 * s0 * x[i0] + w1 * s1 * x[i1] + w2 * s2 * x[i2] + w3 * s3 * x[i3]
            weights.append(math.exp(precision * worth))
        self.choice = self.random.choices(range(4), weights)[0]

    def act(self) -> None:
        if self.choice:
            self.model.move(ACTORS[self.number]["actions"][self.choice - 1]["moves"])


class World(mesa.Model):
    """One history."""

    def __init__(self, seed: int) -> None:
        super().__init__(rng=seed)
        self.x, self.week, self.outcome = START.copy(), 0, 3
        self.nature = [Event(self, e) for e in range(len(EVENTS))]
        for a in range(len(ACTORS)):
            Actor(self, a)

    def move(self, moves: list[tuple[int, float]]) -> None:
        for i, by in moves:
            self.x[i] += by

    def step(self) -> None:
        self.week += 1
        for kind in (Event, Actor):
            self.agents_by_type[kind].do("consider")
            self.agents_by_type[kind].do("act")
            self.x = [clip(v) for v in self.x]
        self.x = [v + pull * (start - v) for v, pull, start in zip(self.x, PULL, START, strict=True)]
        for i, sd in NOISE:
            self.x[i] = clip(self.x[i] + self.random.gauss(0.0, sd))
        self.judge()

    def judge(self) -> None:
        if self.x[HIGH] >= TOP:
            self.outcome, self.running = 0, False
        elif self.nature[9].spent and self.x[CALM] <= FLOOR:
            self.outcome, self.running = 1, False
        elif self.week == WEEKS:
            self.outcome, self.running = (2 if self.x[LATE] >= BAR else 3), False


def history(seed: int) -> tuple[int, int]:
    """(outcome, weeks) of one history."""
    world = World(seed)
    while world.running:
        world.step()
    return world.outcome, world.week
