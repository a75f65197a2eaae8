"""An actor in words: who it is, what it wants, what it believes, what it can do, how often and how sharply it decides.

>>> wish = Held("calm", 0.6, (0.5, 0.6, 0.7), "", "the sea is big", "LOG:02")
>>> sail = Option("sail", "Sails out", "fog is below 0.5", constant=(("calm", -0.3),), does=("trips rises by 1",), why="fish")
>>> ship = Portrait("captain", "The captain", "ferry", "every week", goals=(wish,), menus=(Menu("", "", (sail,)),))
>>> for depth, text in portrait_lines(ship):
...     print("  " * depth + text)
The captain (captain), an actor of ferry
  It decides every week.
What it wants
  Above all calm, 0.60 (0.50 to 0.70): the sea is big (LOG:02).
What it can do
  Sails out (sail), while fog is below 0.5.
    It hurts calm somewhat (-0.3).
    Then trips rises by 1.
    Because fish.
  Or nothing, which is always possible.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sim.report.beliefs.one import Spread
from sim.report.beliefs.origin import Line, listed
from sim.report.beliefs.spoken import name_words
from sim.report.words import number_text

STRENGTHS = ((0.7, "greatly"), (0.4, "clearly"), (0.2, "somewhat"), (0.0, "a little"))
STEP = 0.1  # the difference in utility that sharpness is told by
LARGEST = 300.0  # log weights beyond it are told as if they were this large


@dataclass(frozen=True, slots=True)
class Held:
    """A goal, a stance or a setting: its middle value, its range, why it is held and on what grounds."""

    name: str
    middle: float
    spread: Spread
    unit: str = ""
    why: str = ""
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """One action: when it can be chosen, what it is worth (plain numbers and formulas apart), and what it does."""

    name: str
    label: str = ""
    when: str = ""
    constant: tuple[tuple[str, float], ...] = ()
    formulas: tuple[tuple[str, str], ...] = ()
    utility: str = ""
    habit: str = ""
    succeeds: str = ""
    does: tuple[str, ...] = ()
    otherwise: tuple[str, ...] = ()
    why: str = ""
    grounds: str = ""


@dataclass(frozen=True, slots=True)
class Menu:
    """The options of one track, and how readily any of them is taken."""

    track: str
    readiness: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Portrait:
    """An actor as plain values."""

    name: str
    label: str
    world: str
    turns: str
    active: str = ""
    reason: str = ""
    goals: tuple[Held, ...] = ()
    stances: tuple[Held, ...] = ()
    menus: tuple[Menu, ...] = ()
    precision: Held | None = None
    words: tuple[tuple[str, str], ...] = ()


def portrait_lines(actor: Portrait) -> Iterator[Line]:
    """The whole portrait, a sentence a line under plain titles."""
    name = f"{actor.label} ({actor.name})" if actor.label else actor.name
    yield 0, f"{name}, an actor of {actor.world}"
    present = f", while {actor.active}" if actor.active else ""
    tracks = [menu.track for menu in actor.menus if menu.track]
    side = f" on {len(tracks)} tracks side by side, {listed(tracks)}" if tracks else ""
    yield _sentence(1, f"it decides {actor.turns}{side}{present}")
    if actor.reason:
        yield _sentence(1, f"because {actor.reason}")
    if actor.goals:
        yield 0, "What it wants"
        ranked = sorted(actor.goals, key=lambda goal: -goal.middle)
        yield _sentence(1, f"above all {held_text(ranked[0])}")
        yield from (_sentence(1, f"then {held_text(goal)}") for goal in ranked[1:])
    if actor.stances:
        yield 0, "What it believes"
        yield from (_sentence(1, held_text(stance)) for stance in actor.stances)
    for menu in actor.menus:
        yield 0, f"What it can do on the track {menu.track}" if menu.track else "What it can do"
        yield from (line for option in menu.options for line in _option(option))
        readiness = f"; {menu.readiness}" if menu.readiness else ""
        yield _sentence(1, f"or nothing, which is always possible{readiness}")
    if actor.precision is not None:
        yield 0, "How sharply it decides"
        yield from _sharpness(actor.precision)
    if actor.words:
        yield 0, "What the words mean"
        yield from (_sentence(1, f"{word}: {meaning}") for word, meaning in actor.words)


def _sentence(depth: int, text: str) -> Line:
    return depth, f"{text[:1].upper()}{text[1:].rstrip('.')}."


def times_text(log_weights: Spread) -> str:
    """What is added to a log weight, as a factor.

    >>> times_text((-3.0, -2.2, -1.4)), times_text((0.0, 0.0, 0.0))
    ('0.11 (0.050 to 0.25) times', '1.0 times')
    """
    low, middle, high = (number_text(math.exp(max(-LARGEST, min(value, LARGEST)))) for value in log_weights)
    return f"{middle}{f' ({low} to {high})' if low != high else ''} times"


def held_text(held: Held) -> str:
    """A number with its range and its reason.

    >>> held_text(Held("fear_of_fog", 2.0, (2.0, 2.0, 2.0), "weeks", "an old habit", "judgement"))
    'fear of fog, 2.0 weeks: an old habit (judgement)'
    """
    low, _, high = held.spread
    span = f" ({number_text(low)} to {number_text(high)})" if low < high else ""
    gap = "" if held.unit.startswith("%") or not held.unit else " "
    grounds = f" ({held.grounds})" if held.grounds else ""
    why = f": {held.why}" if held.why else ""
    return f"{name_words(held.name)}, {number_text(held.middle)}{gap}{held.unit}{span}{why}{grounds}"


def _option(option: Option) -> Iterator[Line]:
    when = f", while {option.when}" if option.when else ", at any time"
    name = f"{option.label} ({option.name})" if option.label else name_words(option.name)
    yield _sentence(1, f"{name}{when}")
    worth = _worth(option.constant)
    told = [f"it {worth}"] if worth else []
    told += [f"for {name_words(goal)} it is worth {formula}" for goal, formula in option.formulas]
    told += [f"it is worth {option.utility}"] if option.utility else []
    told += [option.habit] if option.habit else []
    told += [f"it succeeds with a chance of {option.succeeds}"] if option.succeeds else []
    told += [f"{'if it does,' if option.succeeds else 'then'} {listed(option.does)}"] if option.does else []
    told += [f"if not, {listed(option.otherwise)}"] if option.otherwise else []
    told += [f"because {option.why}{f' ({option.grounds})' if option.grounds else ''}"] if option.why else []
    yield from (_sentence(2, text) for text in told)


def _worth(constant: Sequence[tuple[str, float]]) -> str:
    """Helps and hurts, strongest first; a nought says nothing."""
    ranked = sorted((pair for pair in constant if pair[1]), key=lambda pair: -abs(pair[1]))
    told = []
    for verb, sign in (("helps", 1), ("hurts", -1)):
        own = [(goal, value) for goal, value in ranked if sign * value > 0]
        goals = [f"{name_words(goal)} {_strength(value)} ({value:g})" for goal, value in own]
        if goals:
            told.append(f"{verb} {listed(goals)}")
    return ", ".join(told)


def _strength(value: float) -> str:
    return next(word for least, word in STRENGTHS if abs(value) >= least)


def _sharpness(held: Held) -> Iterator[Line]:
    yield _sentence(1, held_text(held))
    low, middle, high = held.spread
    times = times_text((STEP * low, STEP * middle, STEP * high))
    yield _sentence(
        1, f"of two options, one that looks better by {STEP} is taken {times} as often as the other"
    )
