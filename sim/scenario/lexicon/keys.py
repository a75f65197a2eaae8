"""For every key of a file: the unit its value is in, and what may stand there.

Descriptions are beside the keys themselves, in the docstrings of the nouns. A key that several nouns share is listed
once, under the noun that declares it.

>>> KEYS["Actor.pace"].unit, KEYS["Actor.pace"].examples
('per time', ('15% per month', '{pert: [5, 10, 20], unit: "% per month"}'))
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Key:
    """The unit of a key's value, '' if it has none, and examples as a person types them."""

    unit: str
    examples: tuple[str, ...]


def _table(text: str) -> Mapping[str, Key]:
    """Lines `Noun.key [unit] : example | example`."""
    keys = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        head, _, examples = line.partition(" : ")
        name, _, unit = head.partition(" ")
        keys[name] = Key(unit.strip("[] "), tuple(examples.split(" | ")))
    return MappingProxyType(keys)


KEYS = _table(
    """
    Scenario.stancelab : 1
    Scenario.name : harbour-strike
    Scenario.title : Is there a strike before the summer?
    Scenario.about : Two unions and a port, without the government.
    Scenario.clock : {start: 2030-01-01, tick: week, ticks: 52}
    Scenario.defaults : {basis: judgement, why: first guess}
    Scenario.sources : {LOG: {title: The harbour log, published: 2029-12}}
    Scenario.quantities : {shock: {pert: [0.05, 0.15, 0.25], from: [LOG:02], why: the last two disputes}}
    Scenario.terms : {close: claim - offer <= 0.5}
    Scenario.state : {tension: {start: 0.3, range: [0, 1]}}
    Scenario.calendar : {summer: {months: [jun, jul, aug]}}
    Scenario.at : {2030-03-01: {tension: += 0.1}}
    Scenario.actors : {union: {goals: {pay: {fixed: 1}}, menu: {strike: {serves: {pay: 0.5}}}}}
    Scenario.events : {storm: {rate: 0.2 per month}}
    Scenario.rules : {calms: {if: tension > 0.9, then: {tension: -= 0.1}}}
    Scenario.doubts : {model: {sd: 0.4, on: union.strike}}
    Scenario.correlate : [[union.pay, shock, -0.3]]
    Scenario.ends : talks is over
    Scenario.questions : {strike: {within: 6 months, first: {strike: ever(union.strike), else: none}}}
    Scenario.watches : {tense: tension >= 0.5}
    Scenario.axes : {winter: {x: tense, y: striking, within: 6 months, quadrants: {neither: calm, both: crisis}}}
    Scenario.evidence : {rows: {L1: {from: LOG:02, actor: union, says: Two strikes., type: event, hedge: H5, left_out: "old"}}}
    Scenario.assumptions : {calm: {says: The union wants calm., why: it says so, if_false: {union.calm: 0}}}
    Scenario.left_out : {government: it has never stepped in}
    Scenario.pool : {calm: {weight: 0.7, why: the usual winter}, harsh: {weight: 0.3, why: last year}}

    Clock.start : 2030-01-01
    Clock.tick : month | 2 weeks
    Clock.ticks [ticks] : 24

    Source.title : The harbour log
    Source.author : Harbour master
    Source.published : 2029-12
    Source.url : https://example.org/log
    Source.sha256 : e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
    Source.paragraphs : 14
    Source.grade : B2
    Source.note : Paragraph n is the n-th line with text.

    Sourced.label : Dockers' union
    Sourced.from : LOG:02 | [LOG:02, LOG:05]
    Sourced.hedge : H4
    Sourced.grade : B2
    Sourced.basis : judgement | base rate
    Sourced.coder : ann
    Sourced.why : two of the last five disputes ended so

    OneFamily.fixed [that of `unit:`] : 0.35
    OneFamily.uniform [that of `unit:`] : [0.2, 0.6]
    OneFamily.triangular [that of `unit:`] : [0.2, 0.3, 0.6]
    OneFamily.pert [that of `unit:`] : [0.2, 0.3, 0.6]
    OneFamily.beta [a share] : [4, 6] | {90%: [0.2, 0.6]}
    OneFamily.normal [that of `unit:`] : [5, 0.7] | {90%: [4, 6]}
    OneFamily.lognormal [that of `unit:`] : {median: 4, sd: 0.5} | {90%: [1.5, 10]}
    OneFamily.gamma [that of `unit:`] : [3.5, 25] | {mean: 3, shape: 9} | {90%: [1, 6]}
    OneFamily.discrete [that of `unit:`] : {1: 0.7, 1.5: 0.3}
    OneFamily.word [a share] : likely | very unlikely
    OneFamily.scale : phia
    Part.weight : 2
    Quantity.fixed [its own, or that of `unit:`] : 0.35 | 10% per year | 2 months
    Quantity.mixture [that of `unit:`] : [{weight: 4, fixed: 0.02}, {weight: 1, uniform: [0.05, 0.1]}]
    Quantity.seen : 3 in 25 months | 3 of 40
    Quantity.unit : per month | "% per year" | persons
    Quantity.range [that of `unit:`] : [0, 1]
    Quantity.draws : union.old_name

    Uniform.low : 0.2
    Uniform.high : 0.6
    Triangular.low : 0.2
    Triangular.mode : 0.3
    Triangular.high : 0.6
    Spread.median : 4
    Spread.90% : [1.5, 10]
    Normal.mean : 5
    Normal.sd : 0.7
    Lognormal.sd : 0.5
    Gamma.shape : 3.5
    Gamma.rate : 25
    Gamma.mean : 3
    Beta.a : 4
    Beta.b : 6

    NumberState.start [that of the state] : 0.35 | {pert: [0.2, 0.3, 0.5]}
    NumberState.range [that of the state] : [0, 1]
    NumberState.unit : persons
    NumberState.relax : {to: 0.2, half_life: 2 months}
    NumberState.noise [per time] : 0.02 per month
    NumberState.draws : old_name
    Relax.to [that of the state] : 0.2 | 0.1 + 0.3 * pressure
    Relax.half_life [time] : 2 months
    LevelState.levels : [calm, tense, open_conflict]
    LevelState.start : calm
    KindState.kinds : [none, signed, refused]
    KindState.start : none
    CounterState.counter : 0
    CounterState.max : 60
    SwitchState.switch : off

    CalendarName.months : [jun, jul, aug]
    CalendarName.dates : [2030-05-01, 2030-11-01]
    CalendarName.starts : 2030-03-15
    CalendarName.until : 2030-03-29
    CalendarName.values : {2030-01-01: 1, 2030-09-01: 1.4}

    Actor.active : not union_dissolved
    Actor.goals : {pay: {pert: [0.4, 0.6, 0.8]}, calm: {fixed: 0.3}}
    Actor.stances : {patience: {beta: [4, 6]}}
    Actor.decides : every 2 weeks | every tick | {dates: [2030-02-01, 2030-06-01]}
    Actor.precision : 4 | {lognormal: {median: 4, 90%: [1.5, 10]}}
    Actor.pace [per time] : 15% per month | {pert: [5, 10, 20], unit: "% per month"}
    Actor.hold : 0.5
    Actor.draws : old_union
    Actor.menu : {strike: {serves: {pay: 0.5}, then: {tension: += 0.2}}}
    Actor.tracks : {table: {menu: {talk: {utility: 0.2}}}, street: {pace: 5% per week, menu: {march: {utility: 0.1}}}}
    Track.menu : {march: {utility: 0.1, then: {tension: += 0.1}}}
    Track.pace [per time] : 5% per week
    Track.hold : 0.5
    Track.draws : union.old_track
    Turns.dates : [2030-02-01, 2030-06-01]

    Action.if : tension >= 0.4 and not ever(settlement)
    Action.serves : {pay: 0.5, calm: -0.4 - 0.2 * tension}
    Action.utility : 0.3 - 0.5 * tension
    Action.habit : -1 | {normal: [-1, 0.5]}
    Action.succeeds [a chance] : 0.7 | clip(0.4 + 0.05 * members, 0, 1)
    Action.then : {tension: += 0.2, talks: = over}
    Action.otherwise : {tension: += 0.05}
    Action.draws : union.old_name

    Event.if : tension >= 0.4
    Event.rate [per time] : 0.16 per month | 10% per year | base_rate * 2
    Event.once : true
    Event.cooldown [time] : 2 weeks
    Event.one_of : {works: {chance: 0.4, then: {talks: = over}}, fails: {chance: 0.6}}
    Event.then : {tension: += 0.1}
    Event.draws : old_name
    Alternative.if : tension >= 0.4
    Alternative.rate [per time] : 0.03 per month
    Alternative.chance [a share] : 0.4
    Alternative.then : {talks: = over}
    Alternative.draws : storm.old_name

    Rule.if : offer >= claim
    Rule.while : tension > 0.5 | always
    Rule.then : {talks: = over} | {members: -= 0.5 per month}

    Doubt.sd : 0.4
    Doubt.on : union.strike | [union.*, storm]
    Doubt.draws : doubts.old_name

    Correlation.pair : [union.pay, shock]
    Correlation.rank : -0.3

    Question.within [time] : 6 months
    Question.by : 2030-12-31
    Question.resolves : a statement of the port, or two newspapers
    Question.void : the port is sold
    Question.title : Is there a strike within six months?
    Question.worst : {closed: harbour is closed, slowed: harbour is slowed, else: open}
    Question.first : {deal: ever(union.sign), strike: ever(union.strike), else: neither}
    Question.last : {open: harbour is open, else: not_open}

    Member.weight : 0.7
    Member.world : harbour-strike-calm
    Axes.x : tense
    Axes.y : striking
    Axes.title : Two ways into the winter
    Axes.within [time] : 6 months
    Axes.quadrants : {neither: calm, x: sulking, y: bargaining, both: crisis}
    Quadrants.neither : calm
    Quadrants.x : sulking
    Quadrants.y : bargaining
    Quadrants.both : crisis

    Evidence.directions : {PAY: {means: higher pay, question: strike}}
    Evidence.rows : {L1: {from: LOG:02, actor: union, says: Two strikes., type: event, hedge: H5, left_out: "long ago"}}
    Evidence.aside : {"LOG:09": an advertisement}
    Evidence.conflicts : {C1: {about: how many members, rows: [L1, L2], handling: the lower count}}
    Direction.means : higher pay
    Direction.question : strike
    Row.from : LOG:02
    Row.actor : dockers' union
    Row.says : There were two strikes last winter.
    Row.type : event | conditional
    Row.effect : PAY+ | [PAY+, CALM-]
    Row.hedge : H3
    Row.grade : C3
    Row.interested : true
    Row.expires : true
    Row.note : the second statement of L1
    Row.bears_on : {union.pay: {range: [0.3, 0.5, 0.8], why: two winters of three}}
    Row.left_out : nothing here depends on the weather
    Bearing.range [that of `unit:`] : [0.3, 0.5, 0.8] | [0.5]
    Bearing.unit : per month
    Bearing.why : two winters of three
    Conflict.about : how many members the union has
    Conflict.rows : [L1, L2]
    Conflict.sides : {LOG: "3,000 by its own word", outside: about 900 who pay}
    Conflict.handling : the claim is a ceiling
    Conflict.bears_on : [members.start]
    Assumption.says : The union wants calm above all.
    Assumption.from : [LOG:02]
    Assumption.why : it says so every year
    Assumption.broken_by : a strike without a claim for pay
    Assumption.if_false : {union.calm: 0}
    Assumption.question : strike | strike.long

    Plan.plan : 1
    Plan.name : harbour-strike
    Plan.scenario : harbour-strike
    Plan.worlds : 1000
    Plan.repeats : 10
    Plan.seed : 7
    Plan.variants : {calm: {set: {tension.start: 0.1}}}
    Plan.sweep : {over: {tension.start: [0.1, 0.3, 0.5]}}
    Plan.keep : [counts, first, final]
    Plan.memory [GB] : 2
    Variant.overlay : harbour-strike-calm
    Variant.set : {tension.start: 0.1}
    Sweep.over : {tension.start: {span: [0.1, 0.5], steps: 5}, union.pay: {percentiles: [5, 50, 95]}}
    Sweep.design : grid | list | sobol
    Sweep.points : 64
    Steps.values : [0.1, 0.3, 0.5]
    Steps.span [that of the path] : [0.1, 0.5]
    Steps.percentiles [percent] : [5, 50, 95]
    Steps.steps : 5
    Steps.unit : per month

    Outcomes.outcomes : 1
    Outcomes.world : harbour-strike
    Outcomes.about : From two papers and the port's own log, up to June 2031.
    Outcomes.facts : {ice: {date: 2030-05-02, says: The port froze., source: harbour log, certainty: high}}
    Fact.date : 2030-05-02
    Fact.until : 2030-05-09
    Fact.says : Both unions stopped work.
    Fact.source : the harbour log, and two papers
    Fact.certainty : high | medium | low
    Fact.grade : B2
    Fact.bears_on : strike | [strike, talks]
    Fact.resolves : {strike: strike}
    Fact.rules_out : {strike: none} | {talks: [signed, broken_off]}
    Fact.note : a third paper denies it
    """
)
