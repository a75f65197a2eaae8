"""What an expression is worth in one history: names, arithmetic and memory words, read one node at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from oracle_memory import Memory
from oracle_time import Ticks
from pydantic import BaseModel

from sim.engine.elementary import exp, log
from sim.scenario.expr.nodes import COMPARISONS, Binary, Call, Name, Node, Number, Unary, to_text, walk
from sim.scenario.fields import Effect
from sim.scenario.quantity import Quantity
from sim.scenario.schema import Action, Scenario
from sim.scenario.states import CounterState, KindState, LevelState, NumberState, State
from sim.scenario.units import convert

Change = tuple[str, str, float]  # state, operator, right-hand side
CONSTANTS = {"true": 1.0, "always": 1.0, "false": 0.0, "on": 1.0, "off": 0.0}


def EXP(x: float) -> float:
    return float(exp(x))


def LOG(x: float) -> float:
    return float(log(x))


class Undefined(Exception):
    """A value that was needed and does not exist."""

    def __init__(self, expression: str, reason: str) -> None:
        self.expression, self.reason = expression, reason
        super().__init__(f"{expression}: {reason}")


@dataclass(frozen=True)
class View:
    """What an expression sees: a state, the actor whose stances come first, the depth inside `expects`."""

    state: dict[str, float]
    actor: str = ""
    action: Action | None = None
    depth: int = 0


@dataclass
class Expressions:
    """The names of one history and their values now."""

    scenario: Scenario
    ticks: Ticks
    drawn: dict[str, float]  # world draws by path
    memory: Memory
    now: int = 0
    calendar: dict[str, float] = field(default_factory=dict)

    def value(self, node: Node, view: View, rungs: tuple[str, ...] = ()) -> float:
        """A number; conditions are 1 or 0; names in ``rungs`` (the type asked for) are positions there."""
        match node:
            case Number(value, unit):
                return float(convert(value, unit, self.ticks.days))
            case Name(path):
                return self.named(path, view, rungs)
            case Unary("not", operand):
                return float(not self.holds(operand, view))
            case Unary(_, operand):
                return -self.value(operand, view)
            case Binary("and", left, right):
                return float(self.holds(left, view) and self.holds(right, view))
            case Binary("or", left, right):
                return float(self.holds(left, view) or self.holds(right, view))
            case Binary("^", left, right):
                return self.power(node, self.value(left, view), right, view)
            case Binary(op, _, _) if op in COMPARISONS:
                return float(self.compares(node, view))
            case Binary(_, left, right):
                return arithmetic(node, self.value(left, view), self.value(right, view))
            case Call("if", (condition, then, otherwise)):
                return self.value(then if self.holds(condition, view) else otherwise, view, rungs)
            case Call("expects", (Name(path),)):
                return self.expects(path, view)
            case Call(word, args) if word in ("ever", "count", "held", "longest", "did"):
                return float(self.remembered(word, args, view))
            case Call(function, args):
                return functions(node, function, [self.value(arg, view, rungs) for arg in args])

    def holds(self, node: Node, view: View) -> bool:
        return self.value(node, view) != 0

    def named(self, path: str, view: View, rungs: tuple[str, ...]) -> float:
        own = self.scenario.actors.get(view.actor)
        if own and path in {**own.stances, **own.goals}:
            return self.drawn[f"{view.actor}.{path}"]
        if path in rungs:
            return float(rungs.index(path))
        if path in self.scenario.state:
            return view.state[path]
        if path in self.scenario.terms:
            return self.value(self.scenario.terms[path], View(view.state, depth=view.depth), rungs)
        if path in self.calendar:
            return self.calendar[path]
        return CONSTANTS[path] if path in CONSTANTS else self.drawn[path]

    def rungs_of(self, node: Node) -> tuple[str, ...]:
        """The names a level or kind may take, if that is what the node is."""
        match node:
            case Name(path) if path in self.scenario.state:
                return rungs_of_state(self.scenario, path)
            case Name(path) if path in self.scenario.terms:
                return self.rungs_of(self.scenario.terms[path])
            case Call("if", (_, then, otherwise)):
                return self.rungs_of(then) or self.rungs_of(otherwise)
        return ()

    def compares(self, node: Binary, view: View) -> bool:
        rungs = self.rungs_of(node.left) or self.rungs_of(node.right)
        left, right = (self.side(side, view, rungs) for side in (node.left, node.right))
        if left is None or right is None:  # since(x) where x never became true
            return False
        return {
            "<": left < right,
            "<=": left <= right,
            ">": left > right,
            ">=": left >= right,
            "==": left == right,
            "!=": left != right,
        }[node.op]

    def side(self, node: Node, view: View, rungs: tuple[str, ...]) -> float | None:
        if isinstance(node, Call) and node.function == "since":
            return self.memory.since(self.subject(node.args[0], view), self.now)
        return self.value(node, view, rungs)

    def power(self, node: Node, base: float, exponent: Node, view: View) -> float:
        n = self.value(exponent, view)
        if isinstance(exponent, Number) and n == int(n) and abs(n) <= 8:
            product = 1.0
            for _ in range(int(abs(n))):
                product = product * base
            return product if n >= 0 else arithmetic(Binary("/", Number(1.0), node), 1.0, product)
        if base == 0 and n > 0:
            return 0.0
        if base <= 0:
            raise Undefined(to_text(node), "power of a number that is not above 0")
        return EXP(n * LOG(base))

    def subject(self, node: Node, view: View) -> object:
        """What a memory word is about: the path of a thing that happens, or a condition in its scope."""
        for path in [f"{view.actor}.{node.path}", node.path] if isinstance(node, Name) else []:
            if path in self.memory.happened:
                return path
        return view.actor, to_text(node)

    def remembered(self, word: str, args: tuple[Node, ...], view: View) -> float:
        subject, now = self.subject(args[0], view), self.now
        if word == "ever":
            return self.memory.ever(subject)
        if word == "count":
            return self.memory.count(subject, now - self.value(args[1], view) if len(args) == 2 else 0.0)
        if word == "held":
            return self.memory.held(subject, now, self.value(args[1], view))
        return self.memory.longest(subject, now) if word == "longest" else self.memory.did(str(subject))

    def amount(self, amount: Quantity | Node, path: str, view: View) -> float:
        """A quantity written in place goes by its path."""
        return self.drawn[path] if isinstance(amount, Quantity) else self.value(amount, view)

    def changes(self, effects: dict[str, Effect], view: View) -> list[Change]:
        """What effects do: right-hand sides in the state the view sees."""
        found = [
            (name, effect.op, self.value(effect.value, view, rungs_of_state(self.scenario, name)))
            for name, effect in effects.items()
        ]
        for name, _, value in found:
            if not math.isfinite(value):
                raise Undefined(to_text(effects[name].value), "not a finite number")
        return found

    def after(self, state: dict[str, float], changes: list[Change]) -> dict[str, float]:
        """The state after effects in declared order and one clip."""
        new = dict(state)
        for name, op, value in changes:
            old = new[name]
            new[name] = {
                "+=": old + value,
                "-=": old - value,
                "=": value,
                "at least": max(old, value),
                "at most": min(old, value),
            }[op]
        for name in {name for name, _, _ in changes}:
            new[name] = within(self.scenario.state[name], new[name])
        return new

    def expects(self, path: str, view: View) -> float:
        raise NotImplementedError


def rungs_of_state(scenario: Scenario, name: str) -> tuple[str, ...]:
    state = scenario.state[name]
    if isinstance(state, LevelState):
        return state.levels
    return state.kinds if isinstance(state, KindState) else ()


def within(state: State, x: float) -> float:
    """Clipped to the range; levels and counters are whole."""
    match state:
        case NumberState():
            low, high = state.range
        case LevelState():
            x, low, high = float(round(x)), 0.0, len(state.levels) - 1.0
        case CounterState():
            x, low, high = float(round(x)), 0.0, float(state.max)
        case _:
            return x
    return min(max(x, low), high)


def arithmetic(node: Binary, left: float, right: float) -> float:
    if node.op == "/":
        if right == 0:
            raise Undefined(to_text(node), "division by 0")
        return left / right
    return {"+": left + right, "-": left - right, "*": left * right}[node.op]


def functions(node: Node, function: str, args: list[float]) -> float:
    x = args[0]
    if function in ("log", "sqrt") and (x < 0 or (x == 0 and function == "log")):
        raise Undefined(to_text(node), f"{function} of {x:g}")
    match function:
        case "min":
            return min(args)
        case "max":
            return max(args)
        case "clip":
            return min(max(x, args[1]), args[2])
        case "logistic":
            return 1.0 / (1.0 + EXP(-x))
    return {"exp": EXP, "log": LOG, "sqrt": math.sqrt, "abs": abs}[function](x)


def nodes(thing: Any, actor: str = "") -> Iterator[tuple[str, Node]]:
    """Every node of a scenario with the actor in whose scope it stands."""
    if isinstance(thing, Node):
        yield from ((actor, node) for node in walk(thing))
    elif isinstance(thing, Scenario):
        for name, value in thing.actors.items():
            yield from nodes(value, name)
        yield from nodes([getattr(thing, key) for key in type(thing).model_fields if key != "actors"])
    elif isinstance(thing, BaseModel):
        yield from nodes([getattr(thing, key) for key in type(thing).model_fields], actor)
    elif isinstance(thing, dict | list | tuple):
        for value in thing.values() if isinstance(thing, dict) else thing:
            yield from nodes(value, actor)
