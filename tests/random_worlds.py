"""Small random worlds that use the whole language, as trees that a scenario file would hold.

Expressions grow from a grammar: `{n}` is a number, `{c}` a condition, `{r}` what a memory word may remember, `{s}` a subject,
`{d}` a duration, `{o}` another actor's choice. Values stay defined and serves within [-1, 1], except in `partial` worlds.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

LEVELS, KINDS = ["low", "middle", "high"], ["dry", "wet", "snow"]
MENUS = {"ann": ("go", "wait"), "bob": ("walk", "run"), "eve": ("vote",)}
CHOICES = (
    "ann.go",
    "ann.wait",
    "ann.hold",
    "bob.walk",
    "bob.feet.hold",
    "bob.run",
    "bob.voice.hold",
    "eve.vote",
    "eve.hold",
)
RISKY = ("ann.go", "bob.run")  # those with `succeeds`
EVENTS = ("spark", "clash", "clash.small", "clash.large", "find", "find.gold", "find.tin")
RESULTS = tuple(f"{action}.{result}" for action in RISKY for result in ("succeeded", "failed"))

NAMES = ("0.3", "x", "y", "tally", "price", "share", "gain", "half", "25%", "-1.5")
NUMBERS = ("{n} + {n}", "{n} - {n}", "({n}) * ({n})", "({n}) / (1 + abs({n}))", "-({n})", "min({n}, {n}, 0.5)", "max({n}, {n})",
           "clip({n}, -1, {n})", "exp(clip({n}, -2, 1))", "logistic({n})", "sqrt(abs({n}))", "log(1 + abs({n}))", "({n})^2",
           "(1 + abs({n}))^-2", "abs({n})^0.5", "if({c}, {n}, {n})")  # fmt: skip
REMEMBERED = ("count({s})", "count({s}, last {d})", "longest({r}) / {d}")
PARTIAL = ("1 / ({n})", "log({n})", "sqrt({n})", "({n})^0.3", "({n})^-1")
RATES = ("pulse * (1 + abs(x))", "abs({n}) * pulse", "if({c}, pulse, 2 * pulse)")
UNSURE = ("({n}) * pulse", "pulse / ({n})")
EXPECTED = ("expects({o})", "0.5 - expects({o})", "expects({o}) * ({n})")
FACTS = ("x > 0.5", "lamp", "not lamp", "stage >= middle", "stage < high", "stage == low", "weather is wet", "spring", "season",
         "weather is not snow", "vote_day", "tally >= 2", "true", "stage >= if(lamp, middle, high)", "y <= gain")  # fmt: skip
CONDITIONS = (
    "({c}) and ({c})",
    "({c}) or ({c})",
    "not ({c})",
    "if({c}, {c}, lamp)",
    "{n} < {n}",
    "{n} >= {n}",
    "{n} != {n}",
)
MEMORIES = ("ever({s})", "since({s}) <= {d}", "since({s}) > {d}", "{d} == since({s})", "held({r}, {d})", "longest({r}) >= {d}",
            "did({did})", "count({s}) >= 2", "count({s}, last {d}) == 1", "not ever({s})", "held({r}, {d} + {d})")  # fmt: skip
CHANGES = {"x": ("+= {n}", "-= {n}", "= {n}", "at least {n}", "at most {n}"),
           "y": ("+= {n}", "-= {n}", "= {n}", "at least {n}", "at most {n}"),
           "tally": ("+= 1", "-= {n}", "= {n}", "at most {n}"),
           "stage": ("+= 1", "-= 1", "at least middle", "at most middle", "= high", "= if({c}, low, high)", "+= {n}"),
           "weather": ("= wet", "= dry", "= if({c}, snow, weather)"),
           "lamp": ("= on", "= off", "= {c}")}  # fmt: skip


class Maker:
    """One world being made; every choice is a draw that hypothesis can shrink, towards the first option."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], partial: bool) -> None:
        self.draw, self.partial = draw, partial
        self.tick = self.one_of("day", "week", "month", "2 weeks")
        self.days = {"day": 1, "week": 7, "month": 28, "2 weeks": 14}[self.tick]
        self.unit = self.tick.split()[-1].removesuffix("s")
        self.ticks = self.draw(st.integers(2, 8))
        self.actor, self.place = (
            "",
            "",
        )  # whose stances may be used; `choice`: expects may stand, `term`: no term may

    def one_of(self, *options: Any) -> Any:
        return self.draw(st.sampled_from(options))

    def maybe(self, key: str, make: Callable[[], Any]) -> Tree:
        return {key: make()} if self.draw(st.booleans()) else {}

    def text(self, template: str, depth: int, remembered: bool = False) -> str:
        """The template with its holes filled; inside a memory word stands no other one."""
        fill = {"n": lambda: self.number(depth, remembered), "c": lambda: self.condition(depth, remembered),
                "r": lambda: self.condition(min(depth, 1), True), "d": self.span, "did": lambda: self.one_of(*CHOICES),
                "s": lambda: self.subject(depth),
                "o": lambda: self.one_of(*[c for c in CHOICES if not c.startswith(self.actor)])}  # fmt: skip
        return re.sub(r"\{(\w+)\}", lambda hole: fill[hole[1]](), template)

    def number(self, depth: int = 2, remembered: bool = False) -> str:
        if depth == 0 or self.draw(st.booleans()):
            stance = ("nerve", "will") if self.actor in ("ann", "bob") else ("ann.nerve",)
            return self.one_of(*NAMES, *stance, *(() if self.place == "term" else ("sum_term",)))
        shapes = NUMBERS + (() if remembered else REMEMBERED) + (PARTIAL if self.partial else ())
        return self.text(
            self.one_of(*shapes, *(EXPECTED * 4 if self.place == "choice" else ())), depth - 1, remembered
        )

    def condition(self, depth: int = 2, remembered: bool = False) -> str:
        if depth == 0 or self.draw(st.booleans()):
            return self.one_of(*FACTS, *(() if self.place == "term" else ("mix_term",)))
        return self.text(self.one_of(*CONDITIONS, *(() if remembered else MEMORIES)), depth - 1, remembered)

    def subject(self, depth: int) -> str:
        happening = self.draw(st.booleans())
        return self.one_of(*EVENTS, *CHOICES, *RESULTS) if happening else self.condition(min(depth, 1), True)

    def span(self) -> str:
        """A duration of at least one tick, often not a whole number of them."""
        n = self.draw(st.integers(1, 4))
        whole = f"{2 * n} weeks" if self.tick == "2 weeks" else f"{n} {self.unit}s"
        return self.one_of(whole, f"{n * self.days + self.days // 2 + 3} days")

    def date(self) -> str:
        days = self.draw(st.integers(0, (self.ticks - 1) * self.days))
        return (datetime.date(2024, 1, 31) + datetime.timedelta(days=days)).isoformat()

    def rate(self) -> str:
        """One in two changes with the state; the same one may be that of several events."""
        if self.draw(st.booleans()):
            return self.text(self.one_of(*RATES, *(UNSURE if self.partial else ())), 1)
        return self.one_of(f"0.3 per {self.unit}", f"20% per {self.unit}", f"2 per {self.unit}", f"0 per {self.unit}",
                           f"99 per {self.unit}", "4 per year", "pulse", {"uniform": [1, 9], "unit": "per year"})  # fmt: skip

    def quantity(self, low: float, high: float) -> Any:
        middle = (low + high) / 2
        return self.one_of(middle, {"uniform": [low, high]}, {"pert": [low, middle, high]}, {"discrete": {low: 0.3, high: 0.7}},
                           {"normal": [middle, 0.5], "range": [low, high]})  # fmt: skip

    def effects(self) -> Tree:
        names = self.draw(st.lists(st.sampled_from(list(CHANGES)), min_size=1, max_size=3, unique=True))
        return {name: self.text(self.one_of(*CHANGES[name]), 1) for name in names}

    def states(self) -> Tree:
        y = {
            "start": self.quantity(-1, 1),
            "range": [-2, 3],
            **self.maybe(
                "relax", lambda: {"to": self.number(1), "half_life": self.one_of(self.span(), "wait_time")}
            ),
            **self.maybe(
                "noise", lambda: self.one_of("0.3 per month", {"uniform": [0.1, 0.4], "unit": "per week"})
            ),
        }
        return {"x": {"start": self.one_of(0.5, "share", "25%"), "range": [0, 1]}, "y": y,
                "stage": {"levels": LEVELS, "start": self.one_of(*LEVELS)},
                "weather": {"kinds": KINDS, "start": self.one_of(*KINDS)},
                "tally": {"counter": self.one_of(0, 2), "max": self.one_of(3, 300)},
                "lamp": {"switch": self.one_of("off", "on")}}  # fmt: skip

    def calendar(self) -> Tree:
        return {"spring": {"months": self.one_of(["feb", "mar"], ["may"])}, "vote_day": {"dates": [self.date(), self.date()]},
                "season": {self.one_of("starts", "until"): self.date()},
                "price": {"values": {"2024-01-01": 0.5, self.date(): 1.5}}}  # fmt: skip

    def happening(self, **more: Any) -> Tree:
        return {**self.maybe("if", self.condition), **self.maybe("then", self.effects), **more}

    def events(self) -> Tree:
        patience = [
            {
                **self.maybe("once", lambda: True),
                **self.maybe("cooldown", lambda: self.one_of(self.span(), "wait_time")),
            }
            for _ in range(3)
        ]
        chances = self.one_of((0.6, 0.4), (self.text("abs({n})", 1), "share"))
        small, large = self.happening(rate=self.rate()), self.happening(rate=self.text("abs({n}) * pulse", 1))
        gold, tin = self.happening(chance=chances[0]), self.happening(chance=chances[1])
        return {"spark": self.happening(rate=self.rate(), **patience[0], **self.maybe("draws", lambda: "old.spark")),
                "clash": self.happening(**patience[1], one_of={"small": small, "large": large}),
                "find": self.happening(rate=self.rate(), **patience[2], one_of={"gold": gold, "tin": tin})}  # fmt: skip

    def action(self, name: str) -> Tree:
        path, self.place = f"{self.actor}.{name}", "choice"
        worth: Tree = {"utility": self.number(2)}
        if self.actor != "eve" and self.draw(st.booleans()):
            worth = {"serves": {goal: self.text("clip({n}, -1, 1)", 2) for goal in ("fame", "will")}}
        self.place = ""
        risk = (
            {"succeeds": self.text("clip({n}, 0, 1)", 1), **self.maybe("otherwise", self.effects)}
            if path in RISKY
            else {}
        )
        return self.happening(
            **worth,
            **risk,
            **self.maybe("draws", lambda: "old.path") if name == "go" else {},
            **self.maybe("habit", lambda: self.one_of(0.5, self.quantity(-1, 1), self.number(1))),
        )

    def track(self, *names: str) -> Tree:
        rest = self.one_of(
            {},
            {"pace": "30% per month"},
            {"pace": {"uniform": [0, 9], "unit": "per year"}},
            {"hold": self.number(1)},
        )
        return {**rest, "menu": {name: self.action(name) for name in names}}

    def actors(self) -> Tree:
        made: Tree = {}
        every = (
            ("every tick", "every 2 months")
            if self.tick == "month"
            else ("every tick", f"every {2 * self.days} days")
        )
        for self.actor in ("ann", "bob"):
            made[self.actor] = {"goals": {"fame": self.quantity(0, 2), "will": self.quantity(-1, 1)},
                                "stances": {"nerve": self.quantity(0, 1)}, **self.maybe("active", self.condition),
                                **self.maybe("precision", lambda: {"lognormal": {"median": 3, "90%": [1, 9]}})}  # fmt: skip
        self.actor = "ann"
        made["ann"] |= {"decides": self.one_of(*every), **self.track("go", "wait")}
        self.actor = "bob"
        made["bob"] |= {"tracks": {"feet": self.track("walk"), "voice": self.track("run")}}
        self.actor = "eve"
        made["eve"] = {
            "decides": {"dates": [self.date(), self.date()]},
            "menu": {"vote": self.action("vote")},
        }
        self.actor = ""
        return made

    def rules(self) -> Tree:
        flow = {"x": f"+= {self.one_of('0.1 per week', 'pulse')}", "y": self.text("-= ({n}) * pulse", 1)}
        return {"act": {"if": self.condition(), "then": self.effects()}, "flow": {"while": self.condition(), "then": flow},
                "again": {"if": "always", "then": self.effects()}}  # fmt: skip

    def question(self, rule: str) -> Tree:
        ticks = self.draw(st.integers(1, self.ticks)) * (2 if self.tick == "2 weeks" else 1)
        return {
            "within": f"{ticks} {self.unit}s",
            rule: {"bad": self.condition(), "fair": self.condition(), "else": "good"},
        }

    def doubts(self) -> Tree:
        return {
            "model": {"sd": self.quantity(0.1, 0.9), "on": self.one_of(["ann.*"], ["bob.walk", "spark"])},
            "more": {
                "sd": 0.4,
                "on": self.one_of(["ann.go", "clash.small", "find.tin"], ["eve.*", "spark", "bob.run"]),
            },
        }

    def world(self) -> Tree:
        self.place = "term"
        terms = {"sum_term": self.number(1), "mix_term": self.condition(1)}
        self.place = ""
        return {
            "stancelab": 1, "name": "random", "clock": {"start": "2024-01-31", "tick": self.tick, "ticks": self.ticks},
            "quantities": {"share": self.quantity(0.25, 0.75), "gain": self.quantity(-1, 2), "half": {"fixed": 50, "unit": "%"},
                           "pulse": {"gamma": [3.5, 25], "unit": "per week"},
                           "wait_time": {"uniform": [1, 4], "unit": "months"}},
            "terms": terms, "calendar": self.calendar(), "state": self.states(),
            **self.maybe("at", lambda: {self.date(): self.effects(), self.date(): self.effects()}),
            "events": self.events(), "actors": self.actors(), "rules": self.rules(), **self.maybe("doubts", self.doubts),
            **self.maybe("correlate", lambda: [["share", "gain", 0.5], ["ann.nerve", "share", -0.3]]),
            **self.maybe("ends", self.condition),
            "questions": {rule: self.question(rule) for rule in ("worst", "first", "last")},
            "watches": {"one": self.condition(), "two": self.condition()},
        }  # fmt: skip


@st.composite
def random_worlds(draw: Callable[[st.SearchStrategy[Any]], Any], partial: bool = False) -> Tree:
    """A world; with ``partial`` some of its values may be undefined."""
    return Maker(draw, partial).world()
