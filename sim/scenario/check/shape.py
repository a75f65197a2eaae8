"""Rules of shape that a schema cannot say: what excludes what, what needs what, what names something declared."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, nearest, problem
from sim.scenario.expr.nodes import Number, to_text
from sim.scenario.fields import Sourced
from sim.scenario.names import Symbols, symbols, track_items
from sim.scenario.quantity import CorrelationError, Quantity, correlation_groups
from sim.scenario.schema import Action, Actor, Event, Question, Scenario, Turns
from sim.scenario.slots import else_name, uncertain
from sim.scenario.states import KindState, LevelState, NumberState
from sim.scenario.units import UnitError, parse_unit
from sim.scenario.where import Path

MOST_CORRELATED = 200  # the work of drawing them together grows with the cube


def shape_problems(scenario: Scenario) -> Iterator[Problem]:
    """Everything about states, actors, events, rules, doubts, correlations, questions and sources, in that order."""
    yield from _states(scenario)
    for name, actor in scenario.actors.items():
        yield from _actor(scenario, name, actor)
    for name, event in scenario.events.items():
        yield from _event(scenario, ("events", name), event)
    for name, rule in scenario.rules.items():
        if (rule.if_ is None) == (rule.while_ is None):
            yield _say(
                scenario,
                ("rules", name),
                "a rule has either `if:` or `while:`",
                "`if` acts in each tick where it holds, `while` is a flow per time",
                "keep one of them" if rule.if_ is not None else "add one; `while: always` flows at all times",
            )
    yield from _doubts(scenario, symbols(scenario))
    yield from _correlations(scenario)
    for name, question in scenario.questions.items():
        yield from _question(scenario, ("questions", name), question)


def _say(scenario: Scenario, path: Path, what: str, why: str = "", fix: str = "") -> Problem:
    return problem("S04", scenario.places.key(path), what=what, why=why, fix=fix)


def _states(scenario: Scenario) -> Iterator[Problem]:
    for name, state in scenario.state.items():
        path: Path = ("state", name)
        if isinstance(state, (LevelState, KindState)):
            members = state.levels if isinstance(state, LevelState) else state.kinds
            twice = [m for i, m in enumerate(members) if m in members[:i]]
            if twice:
                yield _say(scenario, path, f'"{twice[0]}" stands twice in the list', fix="name each once")
            if state.start not in members:
                yield problem(
                    "N04",
                    scenario.places.value((*path, "start")),
                    state=name,
                    kind="value",
                    name=state.start,
                    known=", ".join(members),
                    near=nearest(state.start, members),
                )
        if isinstance(state, NumberState):
            yield from _number_state(scenario, path, state)


def _number_state(scenario: Scenario, path: Path, state: NumberState) -> Iterator[Problem]:
    low, high = state.range
    if not low < high or abs(low) > 1e100 or abs(high) > 1e100:
        yield _say(
            scenario,
            (*path, "range"),
            f"the range [{low:g}, {high:g}] is empty or endless",
            fix="write [lowest, highest]",
        )
    elif (
        isinstance(state.start, Number)
        and state.start.unit.time == 0
        and abs(state.start.value) <= 1e100
        and not low <= state.start.value / (100 if state.start.unit.percent else 1) <= high
    ):
        yield problem(
            "U06",
            scenario.places.value((*path, "start")),
            got=to_text(state.start),
            low=f"{low:g}",
            high=f"{high:g}",
            hint="move the start or widen the range",
        )
    try:
        if parse_unit(state.unit).time or parse_unit(state.unit).percent:
            raise UnitError("U03")
    except UnitError:
        yield problem(
            "U07",
            scenario.places.value((*path, "unit")),
            reason=f'a state cannot be held in "{state.unit}"',
            hint="times and percents belong to rates and durations; use a noun such as persons",
        )


def _actor(scenario: Scenario, name: str, actor: Actor) -> Iterator[Problem]:
    path: Path = ("actors", name)
    if bool(actor.menu) == bool(actor.tracks):
        yield _say(
            scenario,
            path,
            f"an actor has either a `menu:` or `tracks:`, {name} has {'both' if actor.menu else 'neither'}",
            "a menu is one track",
            "keep one of them" if actor.menu else "add `menu:` with at least one action",
        )
    elif actor.tracks and (actor.pace is not None or actor.hold is not None):
        yield _say(
            scenario,
            path,
            "with `tracks:` each track has its own `pace:` or `hold:`",
            fix="move it into the tracks",
        )
    for _, below, holder in track_items(actor):
        pace, hold = holder.pace, holder.hold
        if pace is not None and hold is not None:
            yield _say(
                scenario,
                (*path, *below, "hold"),
                "`pace:` and `hold:` both set the weight of doing nothing",
                fix="keep one",
            )
        if pace is not None and isinstance(actor.decides, Turns):
            yield _say(
                scenario,
                (*path, *below, "pace"),
                "a pace needs regular turns",
                "dated turns have no length",
                "use `hold:` instead",
            )
        for own, action in holder.menu.items():
            yield from _action(scenario, (*path, *below, "menu", own), actor, action)


def _action(scenario: Scenario, path: Path, actor: Actor, action: Action) -> Iterator[Problem]:
    for goal in action.serves:
        if goal not in actor.goals and not scenario.gaps.hide(f"{path[1]}.{goal}"):
            yield problem(
                "N01",
                scenario.places.key((*path, "serves", goal)),
                name=goal,
                near=nearest(goal, actor.goals),
                hint="`serves:` names goals of this actor: " + (", ".join(actor.goals) or "it has none"),
            )
    if action.serves and action.utility is not None:
        yield _say(
            scenario,
            (*path, "utility"),
            "`serves:` and `utility:` both say what the action is worth",
            fix="keep one",
        )
    if action.otherwise and action.succeeds is None:
        yield _say(
            scenario, (*path, "otherwise"), "`otherwise:` without `succeeds:`", fix="add `succeeds: 0.7`"
        )


def _event(scenario: Scenario, path: Path, event: Event) -> Iterator[Problem]:
    rates = [name for name, a in event.one_of.items() if a.rate is not None]
    chances = [name for name, a in event.one_of.items() if a.chance is not None]
    if not event.one_of and event.rate is None:
        yield _say(scenario, path, "an event needs a `rate:`", fix="for example `rate: 0.1 per month`")
    elif event.one_of and event.rate is None and (chances or len(rates) < len(event.one_of)):
        yield _say(
            scenario,
            (*path, "one_of"),
            "alternatives without a rate need one on the event",
            fix="give each a `rate:`, or the event a `rate:` and each a `chance:`",
        )
    elif event.one_of and event.rate is not None and (rates or len(chances) < len(event.one_of)):
        yield _say(
            scenario,
            (*path, "one_of"),
            "alternatives of an event with a rate need a `chance:` each",
            fix="write `chance: 0.3`, or move the rates into the alternatives",
        )
    literal = [a.chance.value for a in event.one_of.values() if isinstance(a.chance, Number)]
    if len(literal) == len(event.one_of) and literal and abs(sum(literal) - 1) > 1e-9:
        yield _say(
            scenario,
            (*path, "one_of"),
            f"the chances sum to {sum(literal):g}, not 1",
            fix="make them sum to 1",
        )


def _doubts(scenario: Scenario, table: Symbols) -> Iterator[Problem]:
    for name, doubt in scenario.doubts.items():
        for i, target in enumerate(doubt.on):
            symbol = table.by_path.get(target.removesuffix(".*"))
            if symbol is None and scenario.gaps.hide(target):
                continue
            whole_actor = target.endswith(".*") and symbol is not None and symbol.kind == "actor"
            if not whole_actor and (symbol is None or symbol.kind not in ("action", "event", "alternative")):
                known = [
                    s.path for s in table.by_path.values() if s.kind in ("action", "event", "alternative")
                ]
                place = scenario.places.value(("doubts", name, "on", i))
                yield problem(
                    "N06",
                    place,
                    name=target,
                    near=nearest(target, known),
                    expected="an action, an event or an alternative",
                    hint="write `actor.action` or `actor.*`",
                )


def _correlations(scenario: Scenario) -> Iterator[Problem]:
    known = {item.name for item in uncertain(scenario)}
    fine = True
    for i, entry in enumerate(scenario.correlate):
        for j, name in enumerate(entry.pair):
            if name not in known:
                fine = False
            if name not in known and not scenario.gaps.hide(name):
                place = scenario.places.value(("correlate", i, j))
                yield problem(
                    "N06",
                    place,
                    name=name,
                    near=nearest(name, known),
                    expected="an uncertain quantity",
                    hint="correlate quantities, stances or goal weights",
                )
    tied = {name for entry in scenario.correlate for name in entry.pair}
    if len(tied) > MOST_CORRELATED:
        yield _say(
            scenario,
            ("correlate",),
            f"{len(tied):,} quantities are correlated, the most is {MOST_CORRELATED}",
            fix="keep the pairs that matter",
        )
    elif fine and scenario.correlate:
        try:
            correlation_groups(tuple((*entry.pair, entry.rank) for entry in scenario.correlate))
        except CorrelationError as error:
            last = max(i for i, entry in enumerate(scenario.correlate) if set(entry.pair) <= set(error.paths))
            clash = "contradict" in str(error)
            why = "no joint distribution has these correlations" if clash else ""
            fix = "bring one of them closer to 0" if clash else "remove this one"
            place = scenario.places.value(("correlate", last))
            yield problem("Q11", place, reason=error, why=why, fix=fix)


def _question(scenario: Scenario, path: Path, question: Question) -> Iterator[Problem]:
    given = [key for key in ("worst", "first", "last") if getattr(question, key)]
    if len(given) != 1:
        yield _say(
            scenario,
            path,
            "a question has exactly one of `worst:`, `first:`, `last:`",
            "the rule decides which line counts when several hold",
            "keep one of them" if given else "add one of them with its lines",
        )
    if bool(question.within) == (question.by is not None):
        yield _say(
            scenario,
            path,
            "a question has one horizon, `within:` or `by:`",
            fix="keep one of them" if question.within else "for example `within: 12 months`",
        )
    for key in given:
        lines = getattr(question, key)
        if "else" not in lines:
            misspelt = next((line for line in lines if nearest(line, ["else"])), "")
            yield problem(
                "S02",
                scenario.places.key((*path, key, misspelt) if misspelt else (*path, key)),
                name="else",
                hint=f"write `else:`, not `{misspelt}:`"
                if misspelt
                else "say what it is called when no line holds: `else: nothing`",
            )
        elif not else_name(lines) or else_name(lines) in lines:
            yield _say(
                scenario,
                (*path, key, "else"),
                "`else:` names the remaining outcome",
                fix="write one new plain name",
            )
        elif list(lines)[-1] != "else" or len(lines) < 2:
            yield _say(
                scenario,
                (*path, key, "else"),
                "`else:` stands last, after at least one line",
                fix="move it down",
            )


def sourced_blocks(noun: object, path: Path = ()) -> Iterator[tuple[Path, Sourced]]:
    """Every block that carries sourcing, with its path in the tree."""
    if isinstance(noun, Sourced):
        yield path, noun
    if isinstance(noun, (Scenario, Sourced)) and not isinstance(noun, Quantity):
        for name, field in type(noun).model_fields.items():
            if isinstance(value := getattr(noun, name), (Sourced, dict, tuple)):
                yield from sourced_blocks(value, (*path, field.alias or name))
    elif isinstance(noun, dict):
        for key, value in noun.items():
            yield from sourced_blocks(value, (*path, key if isinstance(key, str) else str(key)))
    elif isinstance(noun, tuple):
        for i, value in enumerate(noun):
            yield from sourced_blocks(value, (*path, i))
