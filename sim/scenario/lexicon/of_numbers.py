"""Messages about uncertain numbers and about time."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Message


def _shock(belief: str) -> str:
    return f"quantities:\n  shock: {belief}\nwatches: {{deep: shock > 0.1}}"


_ANN = "actors:\n  ann:\n    decides: {}\n    menu: {{go: {{utility: 0.2}}}}"
_ASK = "questions:\n  rain:\n    within: {}\n    last: {{wet: true, else: dry}}"
_THREE = (
    "quantities: {wind: {uniform: [0, 1]}, waves: {uniform: [0, 1]}, tide: {uniform: [0, 1]}}\n"
    "correlate:\n  - [wind, waves, 0.9]\n  - [waves, tide, 0.9]\n"
)
_ALL = "watches: {some: wind + waves + tide > 0}"

MESSAGES = (
    Message(
        "Q01",
        "A belief about a number has one shape. Two shapes at once are a `mixture:`, with weights.",
        _shock("{pert: [0.1, 0.2, 0.4], fixed: 0.2}"),
        _shock("{pert: [0.1, 0.2, 0.4]}"),
    ),
    Message(
        "Q02",
        "The block says everything about the number but the number. The shortest is `fixed: 0.3`; `pert: "
        "[low, likeliest, high]` says how sure you are.",
        _shock("{basis: judgement, why: a guess}"),
        _shock("{pert: [0.1, 0.2, 0.4], basis: judgement, why: a guess}"),
    ),
    Message(
        "Q03",
        "Low, likeliest, high: in this order.",
        _shock("{pert: [0.4, 0.2, 0.1]}"),
        _shock("{pert: [0.1, 0.2, 0.4]}"),
    ),
    Message(
        "Q04",
        "No distribution of this family has such a parameter: a spread below 0, a weight of 0, a share outside 0 to 1.",
        _shock("{normal: {mean: 0.3, sd: -0.1}}"),
        _shock("{normal: {mean: 0.3, sd: 0.1}}"),
    ),
    Message(
        "Q05",
        "A family is pinned down by certain sets of parameters, neither fewer nor more.",
        _shock("{lognormal: {median: 0.3}}"),
        _shock("{lognormal: {median: 0.3, sd: 0.5}}"),
    ),
    Message(
        "Q06",
        "A base rate is what was seen and where one looked: `3 in 25 months` (a rate) or `3 of 40` (a share).",
        _shock("{seen: 3 out of 40}"),
        _shock("{seen: 3 of 40}"),
    ),
    Message(
        "Q07",
        "Verbal scales are published lists of words with bands. The default is ICD 203; `scale:` names another.",
        _shock("{word: probabel}"),
        _shock("{word: probable}"),
    ),
    Message(
        "Q08",
        "`% per year` is a chance within a year. A normal has tails in both directions, so some worlds "
        "would draw a chance below 0% or above 100%.",
        "quantities:\n  risk: {normal: [5, 2], unit: percent per year}\nevents: {spark: {rate: risk}}",
        'quantities:\n  risk: {pert: [2, 5, 9], unit: "% per year"}\nevents: {spark: {rate: risk}}',
    ),
    Message(
        "Q09",
        "`range:` cuts off what lies outside. Here everything lies outside.",
        _shock("{uniform: [0.2, 0.4], range: [1, 2]}"),
        _shock("{uniform: [0.2, 0.4], range: [0, 0.3]}"),
    ),
    Message(
        "Q10",
        "The number brings a unit along and `unit:` gives another one.",
        "quantities:\n  pause: {fixed: 2 months, unit: weeks}\nevents: {spark: {rate: 1 / pause}}",
        "quantities:\n  pause: {fixed: 2 months}\nevents: {spark: {rate: 1 / pause}}",
    ),
    Message(
        "Q11",
        "If two quantities go together, and one of them with a third, the other two are bound as well. No "
        "joint distribution has all these correlations at once.",
        f"{_THREE}  - [tide, wind, -0.9]\n{_ALL}",
        f"{_THREE}  - [tide, wind, 0.8]\n{_ALL}",
    ),
    Message(
        "Q12",
        "The two percentiles are so close together, or so far apart, that no curve of this family passes through both.",
        _shock("{gamma: {90%: [0.3, 0.3001]}}"),
        _shock("{fixed: 0.3}"),
    ),
    Message(
        "Q13",
        "A value has one weight.",
        "quantities:\n  shock: {discrete: {0.2: 1, 0.20: 3}}\nwatches: {deep: shock > 0.1}",
        "quantities:\n  shock: {discrete: {0.2: 4, 0.5: 1}}\nwatches: {deep: shock > 0.1}",
    ),
    Message(
        "T01",
        "Nothing can happen faster than the clock ticks. Make the tick finer, or the cadence coarser.",
        _ANN.format("every 1 week"),
        _ANN.format("every 2 months"),
    ),
    Message(
        "T02",
        "Turns come every so many whole ticks. Six weeks are no whole number of months.",
        _ANN.format("every 6 weeks"),
        "clock: {start: 2030-01-01, tick: week, ticks: 52}\n" + _ANN.format("every 6 weeks"),
    ),
    Message(
        "T03",
        "A question may not ask for more time than the clock has.",
        _ASK.format("24 months"),
        _ASK.format("12 months"),
    ),
    Message(
        "T04",
        "A question is read at the end of a tick, and the first tick ends later than this.",
        _ASK.format("2 weeks"),
        _ASK.format("2 months"),
    ),
    Message(
        "T05",
        "A dated change, or a dated turn, acts in the first tick that starts on or after the date. There is none.",
        "state: {mood: {start: 0.2, range: [0, 1]}}\nat: {2031-06-01: {mood: += 0.1}}\nwatches: {calm: mood < 0.5}",
        "state: {mood: {start: 0.2, range: [0, 1]}}\nat: {2030-06-01: {mood: += 0.1}}\nwatches: {calm: mood < 0.5}",
    ),
)
