"""Runs to answers: outcomes and passages of every question, how the states spread, and what has to be said with them.

>>> from sim.engine.compile import compile_scenario
>>> from sim.engine.run import Sample, simulate
>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: coin
... clock: {start: 2024-01-01, tick: day, ticks: 1}
... events: {heads: {rate: 50% per day}}
... questions: {toss: {within: 1 day, last: {heads: ever(heads), else: tails}}}
... ''')
>>> program = compile_scenario(world)
>>> found = analyse(simulate(program, Sample(seed=0, worlds=100, repeats=2)), program, world, seed=0)
>>> [outcome.name for outcome in found.summary.answers[0].outcomes], found.summary.answers[0].until
(['heads', 'tails'], '2024-01-02')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sim.analysis.finding import Absent, Finding, Unavailable
from sim.analysis.shares.fans import PERCENTS, fan, level_fan
from sim.analysis.shares.outcomes import outcome_shares, share
from sim.analysis.shares.passage import Competing, Curve, competing, incidence
from sim.engine.mixture import followed
from sim.engine.program import Program, QuestionPlan, Variable
from sim.engine.runs import Runs
from sim.scenario.quantity.distribution import support
from sim.scenario.schema import Question, Scenario
from sim.scenario.states import KindState, LevelState
from sim.usecases.running.summary import QUICK, QUICK_HISTORIES, Answer, Summary

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Curves = tuple[Curve, ...] | Competing

CERTAIN = Unavailable("certain", "no number of this world is uncertain")


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """A state over time: values[tick 0..n, measure], measures being quantiles (`p50`) or shares of histories.

    ``members`` are the names of levels, for which the values are positions.
    """

    name: str
    kind: str
    unit: str
    measures: tuple[str, ...]
    values: Floats
    members: tuple[str, ...] = ()
    low: float = 0.0
    high: float = 1.0

    @property
    def is_fan(self) -> bool:
        """Quantiles, not shares."""
        return self.measures[:1] == (f"p{PERCENTS[0]}",)


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """Everything made of one run; dates[k] ends tick k, dates[0] is the start.

    ``states`` are the histograms [tick, bin] that the series were read from, ``kinds`` the states without an order,
    ``watches`` the same for watches.
    """

    summary: Summary
    curves: Mapping[str, Curves]
    series: tuple[Series, ...]
    dates: tuple[str, ...]
    states: tuple[tuple[Variable, Counts], ...] = ()
    kinds: tuple[str, ...] = ()
    watches: tuple[tuple[Variable, Counts], ...] = ()


def analyse(runs: Runs, program: Program, scenario: Scenario, seed: int) -> Analysis:
    """Answers, curves and series of ``runs``, which are ``scenario``'s."""
    certain = not scenario.pool and is_certain(
        program
    )  # the worlds of a pool differ by the member they follow
    answers = tuple(_answer(runs, program, plan, scenario, certain) for plan in program.questions)
    curves = {plan.name: _curves(runs, plan, certain) for plan in program.questions}
    series = (*(_state(runs, scenario, variable) for _, variable in program.states), *_watches(runs, program))
    summary = Summary(
        scenario.name,
        scenario.title,
        seed,
        runs.worlds,
        runs.repeats,
        program.ticks,
        program.tick_text,
        answers,
        tuple(_notes(runs, scenario, seed)),
    )
    states = tuple((variable, runs.tallies[f"fan.{variable.name}"]) for _, variable in program.states)
    kinds = tuple(name for name, state in scenario.state.items() if isinstance(state, KindState))
    return Analysis(summary, curves, series, program.dates, states, kinds, tuple(_watched(runs, program)))


def outline(program: Program, scenario: Scenario, seed: int) -> Summary:
    """The words of a run's summary without its numbers."""
    answers = tuple(_words(program, plan, scenario.questions[plan.name]) for plan in program.questions)
    return Summary(scenario.name, scenario.title, seed, 0, 0, program.ticks, program.tick_text, answers, ())


def _words(program: Program, plan: QuestionPlan, question: Question) -> Answer:
    horizon = f"within {question.within}" if question.within else f"by {question.by}"
    return Answer(
        plan.name,
        question.title,
        plan.rule,
        horizon,
        plan.horizon,
        program.dates[plan.horizon],
        question.resolves.strip(),
        question.void.strip(),
        (),
    )


def _answer(runs: Runs, program: Program, plan: QuestionPlan, scenario: Scenario, certain: bool) -> Answer:
    codes = runs.by_world(f"{plan.name}.outcome")
    shares = outcome_shares(codes, (*plan.lines, plan.otherwise))
    any_line = (codes < len(plan.lines)).sum(axis=1)
    together: tuple[Finding, ...] = ()
    if len(plan.lines) > 1:
        together = (share(f"any but {plan.otherwise}", any_line, runs.repeats),)
    if certain:
        shares, together = (
            tuple(replace(one, spread=CERTAIN, luck=_all_luck(one)) for one in found)
            for found in (shares, together)
        )
    return replace(_words(program, plan, scenario.questions[plan.name]), outcomes=shares, together=together)


def _all_luck(share: Finding) -> float | Absent:
    """All of the variance, where there is any."""
    return 1.0 if 0 < share.runs.seen < share.runs.histories else share.luck


def is_certain(program: Program) -> bool:
    """Whether all worlds are alike: no number is uncertain and nothing is doubted.

    Estimating a spread between worlds would only pass noise off as not knowing.
    """
    return all(low == high for low, high in (support(item.distribution) for item in program.inputs))


def _curves(runs: Runs, plan: QuestionPlan, certain: bool) -> Curves:
    """When each line is passed. In a `first:` question only the earliest counts, elsewhere each on its own."""
    firsts = {line: runs.by_world(f"{plan.name}.first.{line}") for line in plan.lines}
    known = _all_alike if certain else _as_it_is
    if plan.rule == "first":
        found = competing(firsts, plan.horizon)
        return Competing(tuple(map(known, found.lines)), known(found.none))
    return tuple(known(incidence(first, plan.horizon, line)) for line, first in firsts.items())


def _as_it_is(curve: Curve) -> Curve:
    return curve


def _all_alike(curve: Curve) -> Curve:
    """The curve that every world has, without a band."""
    none = np.full(len(curve.share), np.nan)
    return replace(curve, known_low=none, known_high=none, why=(CERTAIN.why,) * len(none))


def _state(runs: Runs, scenario: Scenario, variable: Variable) -> Series:
    counts, state = runs.tallies[f"fan.{variable.name}"], scenario.state[variable.name]
    edge = (variable.low, variable.high)
    if isinstance(state, KindState):
        return Series(variable.name, "kinds", "", state.kinds, counts / counts.sum(axis=1, keepdims=True))
    if variable.truth:
        return Series(variable.name, "switch", "", ("on",), counts[:, 1:] / counts.sum(axis=1, keepdims=True))
    measures = tuple(f"p{percent}" for percent in PERCENTS)
    if variable.whole:
        values = level_fan(counts, variable.bin_values).values
        members = state.levels if isinstance(state, LevelState) else ()
        return Series(variable.name, "levels" if members else "counter", "", measures, values, members, *edge)
    edges = np.linspace(variable.low, variable.high, counts.shape[1] + 1)
    return Series(variable.name, "number", variable.unit, measures, fan(counts, edges).values, (), *edge)


def _watches(runs: Runs, program: Program) -> Iterator[Series]:
    """In what share of histories each watch holds, tick by tick from state 0."""
    for name, _ in program.watches:
        shares = runs.tallies[f"watch.{name}"] / runs.histories
        yield Series(name, "watch", "", ("on",), shares[:, None])


def _watched(runs: Runs, program: Program) -> Iterator[tuple[Variable, Counts]]:
    """Every watch as if it were a switch, to be drawn like one."""
    for name, _ in program.watches:
        held = runs.tallies[f"watch.{name}"]
        yield (
            Variable(name, True, 0, bins=2, whole=True, members=("no", "yes")),
            np.stack([runs.histories - held, held], 1),
        )


def _notes(runs: Runs, scenario: Scenario, seed: int) -> Iterator[str]:
    if scenario.pool:
        names, weights = list(scenario.pool), [member.weight for member in scenario.pool.values()]
        chosen = followed(seed, names, weights, np.arange(runs.worlds, dtype=np.uint32))
        counts = (f"{name} {int((chosen == i).sum()):,}" for i, name in enumerate(names))
        yield f"a pool: of {runs.worlds:,} worlds follow {', '.join(counts)}"
        lost = [n for n in scenario.state if f"fan.{n}" not in runs.tallies]
        lost += [n for n in scenario.watches if f"watch.{n}" not in runs.tallies]
        if lost:
            yield f"{len(lost):,} states and watches are not shown, as the pooled worlds do not share them"
    if runs.histories <= QUICK_HISTORIES:
        yield f"{QUICK}: {runs.histories:,} histories show the coarse picture only"
    for name, tally in runs.tallies.items():
        kind, _, state = name.partition(".")
        if kind == "conflict" and (count := int(tally.sum())):
            times = "once" if count == 1 else f"{count:,} times"
            yield f"{times} two different `=` met on {state} in one phase of a tick: the later declared won"
