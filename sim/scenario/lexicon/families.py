"""The families of distribution: what may be believed about a number. Each is drawn once per world."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Entry


def _belief(belief: str, claim: str) -> str:
    return f"quantities:\n  shock: {belief}\nwatches:\n  as_said: {claim}"


ENTRIES = (
    Entry(
        "fixed",
        "family",
        "One number, certain. It may bring its unit: `fixed: 10% per year`. A bare number is short for it.",
        _belief("{fixed: 0.3}", "shock == 0.3"),
    ),
    Entry(
        "uniform",
        "family",
        "`[low, high]`: anything between is as likely. For when only the ends are known.",
        _belief("{uniform: [0.2, 0.6]}", "shock >= 0.2 and shock <= 0.6"),
    ),
    Entry(
        "triangular",
        "family",
        "`[low, likeliest, high]`, joined by straight lines.",
        _belief("{triangular: [0.2, 0.3, 0.6]}", "shock >= 0.2 and shock <= 0.6"),
    ),
    Entry(
        "pert",
        "family",
        "`[low, likeliest, high]` on a smooth curve, with more weight on the likeliest: mean (low + 4 "
        "likeliest + high) / 6. The usual choice for a judgement.",
        _belief("{pert: [0.2, 0.3, 0.6]}", "shock >= 0.2 and shock <= 0.6"),
        ("pert distribution", "three-point"),
    ),
    Entry(
        "beta",
        "family",
        "A share between 0 and 1: `[a, b]` has the mean a / (a + b); or by its middle nine tenths, `{90%: [0.2, 0.6]}`.",
        _belief("{beta: {90%: [0.2, 0.6]}}", "shock > 0 and shock < 1"),
    ),
    Entry(
        "normal",
        "family",
        "`[mean, sd]`, or `{90%: [low, high]}`: the bell curve. It has no ends; `range:` gives it some.",
        _belief("{normal: [0.4, 0.1], range: [0, 1]}", "shock >= 0 and shock <= 1"),
        ("bell curve",),
    ),
    Entry(
        "lognormal",
        "family",
        "A positive number that may be far off by a factor: `{median: 4, sd: 0.5}` (sd of the logarithm), "
        "or `{90%: [1.5, 10]}`, with or without `median:`.",
        _belief("{lognormal: {median: 4, 90%: [1.5, 10]}}", "shock > 0"),
    ),
    Entry(
        "gamma",
        "family",
        "A positive number, such as an unknown rate: `[shape, rate]`, `{mean: 3, shape: 9}`, or `{90%: [low, high]}`.",
        _belief("{gamma: {mean: 3, shape: 9}}", "shock > 0"),
    ),
    Entry(
        "discrete",
        "family",
        "Values with weights, which need not add up to 1: `{1: 0.7, 1.5: 0.3}`.",
        _belief("{discrete: {1: 0.7, 1.5: 0.3}}", "shock == 1 or shock == 1.5"),
    ),
    Entry(
        "mixture",
        "family",
        "Several families, each with a weight: either this or that.",
        _belief(
            "{mixture: [{weight: 4, fixed: 0.1}, {weight: 1, uniform: [0.5, 0.9]}]}",
            "shock >= 0.1 and shock <= 0.9",
        ),
    ),
    Entry(
        "seen",
        "family",
        "A base rate. `seen: 3 in 25 months` is a rate, Gamma(3.5, 25) per month; `seen: 3 of 40` is a "
        "share, Beta(3.5, 37.5). Half a case is added (Jeffreys), so that nothing seen is not taken for "
        "impossible.",
        "quantities:\n  storms: {seen: 3 in 25 months, why: in the log}\nevents: {storm: {rate: storms}}\n"
        "watches: {possible: storms > 0 per month}",
        ("base rate", "jeffreys"),
    ),
    Entry(
        "word",
        "family",
        "A word of a verbal scale: all probabilities of its band alike. `word: likely` is 55% to 80% on ICD "
        "203; `scale:` names another scale: phia, nato, kent.",
        _belief("{word: likely}", "shock >= 0.55 and shock <= 0.8"),
        ("verbal scale", "icd203", "phia", "nato", "kent", "likely"),
    ),
    Entry(
        "90%",
        "family",
        "The 5th and the 95th percentile: nine worlds out of ten lie between. With `median:` a curve is fitted to all three.",
        _belief("{normal: {90%: [0.2, 0.6]}, range: [0, 1]}", "shock >= 0"),
        ("median", "percentile", "quantile"),
    ),
    Entry(
        "unit",
        "unit",
        "`day week month year` are times, `per month` makes a rate, `% per year` a chance within a year, any other word is a "
        "noun such as `persons`. Unlike nouns are never added; one becomes another, or a bare number, by a quantity that has "
        "the unit.",
        "quantities:\n  boats: {fixed: 12, unit: boats}\n  losses: {fixed: 2, unit: boats per month}\n"
        "  one_boat: {fixed: 1, unit: boats}\n"
        "terms: {after_three_months: boats - losses * 3 months, as_a_number: after_three_months / one_boat}\n"
        "watches: {six: as_a_number == 6}",
        ("units", "persons", "convert", "conversion"),
    ),
    Entry(
        "per",
        "unit",
        "Makes a rate: `0.2 per month`, `2 per year`. In a tick it is a chance of 1 - exp(-rate x tick).",
        "events: {storm: {rate: 0.2 per month}, flood: {rate: 1 per year}}\nwatches: {count: count(storm) <= 12}",
        ("per month", "per year", "per week", "per day"),
    ),
    Entry(
        "%",
        "unit",
        "A hundredth: 35% is 0.35; with a time a chance *within* it, so `10% per year` is the rate -ln(0.9) per year. It "
        "means the same with ticks of any length.",
        "events: {storm: {rate: 10% per year}}\nwatches: {same: 35% == 0.35}",
        ("percent", "% per year", "chance within"),
    ),
)
