"""The ideas behind a world and behind an answer: who decides how, what is not known, where numbers come from."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Entry
from sim.scenario.scales import HEDGES, Hedge

ANN = """\
actors:
  ann:
    goals: {peace: {pert: [0.3, 0.6, 0.9]}}
    stances: {trust: {beta: [4, 6]}}
    precision: 4
    pace: 20% per month
    menu:
      sign:
        serves: {peace: 0.5 + 0.4 * trust}
watches: {bounded: count(ann.sign) <= 12}
"""
TOSS = """\
events: {rain: {rate: 0.1 per month}}
questions:
  rain:
    within: 12 months
    first: {wet: ever(rain), else: dry}
watches: {bounded: count(rain) <= 12}
"""


def _rung(hedge: Hedge) -> str:
    return f"{hedge.code}: {hedge.wording} ({100 * hedge.low:.0f}-{100 * hedge.high:.0f}%)."


ENTRIES = (
    Entry(
        "actor",
        "idea",
        "Somebody who decides: with goals (what is wanted), stances (what is held to be so), and a menu. "
        "Every turn one option is taken, or none.",
        ANN,
        ("actors", "menu", "action", "option"),
    ),
    Entry(
        "stance",
        "idea",
        "What an actor holds to be so, as an uncertain number: how much it trusts, fears, expects. Its own "
        "expressions use it by its name, others as `actor.stance`. It is drawn once per world.",
        ANN,
        ("stances",),
    ),
    Entry(
        "goal",
        "idea",
        "What an actor wants, as a weight. An option is worth the sum of weight x what it `serves`, each "
        "from -1 (ruins the goal) to 1 (fulfils it).",
        ANN,
        ("goals", "serves", "utility", "worth"),
    ),
    Entry(
        "precision",
        "idea",
        "How sharply worth decides. The weight of an option is exp(precision x worth): at 0 all are alike, "
        "at 10 the best nearly always wins. 1 unless stated; 2 to 8 is usual for worths between -1 and 1.",
        "actors:\n  ann:\n    precision: 50\n    menu: {good: {utility: 1}, bad: {utility: -1}}\n"
        "watches: {sharp: not ever(ann.bad)}",
    ),
    Entry(
        "pace",
        "idea",
        "How readily an actor does anything at all: the chance within a time that it acts when acting is "
        "worth no more than not acting. It sets the weight of `hold`, whatever the cadence and the number "
        "of options, so that a finer clock does not make it busier.",
        ANN,
        ("readiness",),
    ),
    Entry(
        "hold",
        "idea",
        "Doing nothing. It is always possible and is worth 0, so an option with a negative worth is worse "
        "than nothing. `hold: 1` makes it exp(1) times as heavy; `pace:` sets it from a chance per time.",
        "actors: {ann: {hold: 50, menu: {wave: {utility: 0.1}}}}\nwatches: {idle: did(ann.hold)}",
    ),
    Entry(
        "habit",
        "idea",
        "Added to the log weight of an option: how often it is done beside what it is worth. -1 makes it "
        "about a third as frequent, -2.3 a tenth.",
        "actors: {ann: {menu: {wave: {utility: 0.1, habit: -60}}}}\nwatches: {never_waves: not ever(ann.wave)}",
    ),
    Entry(
        "decides",
        "idea",
        "When an actor has its turns: `every 2 weeks`, `every tick`, or `{dates: [...]}`. The first is in "
        "tick 1. All choose at once, so a reply comes a turn later.",
        "actors: {ann: {decides: every 3 months, hold: -60, menu: {wave: {utility: 0.1}}}}\n"
        "watches: {four_turns: count(ann.wave) == 4}",
        ("turn", "turns", "cadence"),
    ),
    Entry(
        "active",
        "idea",
        "An actor takes part only while its `active:` holds.",
        "state: {gone: {switch: on}}\nactors: {ann: {active: not gone, menu: {wave: {utility: 1}}}}\n"
        "watches: {absent: not ever(ann.wave)}",
        ("present",),
    ),
    Entry(
        "tracks",
        "idea",
        "Several menus side by side: one choice on each per turn, each with its own pace.",
        "actors:\n  ann:\n    tracks:\n      table: {hold: -60, menu: {talk: {utility: 0.1}}}\n"
        "      street: {hold: -60, menu: {march: {utility: 0.1}}}\nwatches: {both: ever(ann.talk) and ever(ann.march)}",
        ("track",),
    ),
    Entry(
        "succeeds",
        "idea",
        "The chance that an act works. Then `then` acts, else `otherwise`; `ever(ann.try.succeeded)` and "
        "`.failed` remember it.",
        "actors:\n  ann:\n    hold: -60\n    menu: {try: {utility: 1, succeeds: 0.5}}\n"
        "watches: {tried: ever(ann.try.succeeded) or ever(ann.try.failed)}",
        ("otherwise", "succeeded", "failed"),
    ),
    Entry(
        "doubt",
        "idea",
        "How far the model itself may be off: a push, normal with this sd, drawn once per world, on the log "
        "weight of actions and the log rate of events. Everything the model leaves out goes here. It widens "
        "*not knowing*, not luck.",
        TOSS + "doubts: {model: {sd: 0.5, on: rain}}",
        ("doubts", "model error"),
    ),
    Entry(
        "correlate",
        "idea",
        "Quantities that tend to be high together, or one high where the other is low: a rank correlation between -1 and 1.",
        "quantities: {wind: {uniform: [0, 1]}, waves: {uniform: [0, 1]}}\ncorrelate:\n  - [wind, waves, 0.7]\n"
        "watches: {drawn: wind + waves > 0}",
        ("correlation",),
    ),
    Entry(
        "world",
        "idea",
        "Two meanings, close to each other. A world file says what is believed. A run draws many worlds "
        "from it, one value for each thing that is not known, and lets each play several times. 1,000 "
        "worlds x 10 repeats is the default: worlds show what we do not know, repeats show luck.",
        TOSS,
        ("worlds", "repeats", "worlds and repeats", "scenario", "draw"),
    ),
    Entry(
        "history",
        "idea",
        "One course of events from start to end: repeat k in world w, called w.k. The same seed gives the "
        "same histories on every machine, whatever else is run beside them.",
        TOSS,
        ("histories", "seed"),
    ),
    Entry(
        "tick",
        "idea",
        "The step of the clock: a day, a week, a month, a year, or several. In each, in this order: dated "
        "changes, events, decisions, rules, drift, memory, then questions are read. Rates and durations "
        "carry their own units, so a finer tick changes detail, not meaning.",
        "clock: {start: 2030-01-01, tick: week, ticks: 53}\n" + TOSS,
        ("clock", "ticks", "phase", "phases"),
    ),
    Entry(
        "best estimate",
        "idea",
        "The share of histories that end so, over all worlds. With it comes the 95% interval of *these "
        "runs*: what more runs would narrow.",
        TOSS,
        ("95%", "interval", "finite-run interval"),
    ),
    Entry(
        "not knowing",
        "idea",
        "The range from 5% to 95% of the probability over the worlds: how different the answer could be if "
        "we knew the numbers that we only believe. More runs do not narrow it; better evidence does.",
        TOSS + "doubts: {model: {sd: 0.5, on: rain}}",
        ("uncertainty", "spread"),
    ),
    Entry(
        "luck",
        "idea",
        "The share of the variance of a yes-or-no outcome that would remain if everything about the world "
        "were known: pure chance inside each world.",
        TOSS,
        ("chance alone",),
    ),
    Entry(
        "first passage",
        "idea",
        "The first tick in which a line of a question holds. Its curve over time is the chance that it has happened by then.",
        TOSS,
        ("passage", "incidence"),
    ),
    Entry(
        "from",
        "idea",
        "The paragraphs a number was read from: `AC:09` is the ninth line with text, after the title, of "
        "the source AC, which stands under `sources:`. It needs a `why:` beside it.",
        "sources: {LOG: {title: The harbour log, published: 2029-12}}\n"
        "quantities:\n"
        "  shock: {pert: [0.1, 0.2, 0.4], from: [LOG:02], hedge: H3, why: the last two disputes}\n"
        "watches: {some: shock > 0}",
        ("sources", "source", "paragraph", "sourced"),
    ),
    Entry(
        "hash",
        "idea",
        "The fingerprint of the text that a source was coded from: 64 digits that change with every letter. With `sha256:` "
        "under its source a paragraph's number can never silently mean another edition. `stancelab sources NAME --files "
        "FOLDER` prints it and compares.",
        f"sources: {{LOG: {{title: The harbour log, sha256: {'5e' * 32}}}}}\nwatches: {{always: true}}",
        ("fingerprint",),
    ),
    Entry(
        "basis",
        "idea",
        "What a number rests on: `text` (then `from:` says where), `base rate`, or `judgement`. Always with "
        "a `why:` in one line. The nearest block above a number that has them speaks for it.",
        "quantities:\n  shock:\n    fixed: 0.3\n    basis: judgement\n    why: deeper than last time\n"
        "watches: {some: shock > 0}",
        ("why", "judgement", "reason"),
    ),
    Entry(
        "defaults",
        "idea",
        "Sourcing for all numbers that have none of their own. Good to begin with: `check` counts how many lean on it.",
        "defaults: {basis: judgement, why: a first guess}\nquantities: {shock: 0.3}\nwatches: {some: shock > 0}",
    ),
    Entry(
        "honesty gauge",
        "idea",
        "`check` counts every number of the world (weights, effects, habits, starts, thresholds; 0 and 1 "
        "apart) and says how many have a source. `--sources strict` makes a missing one an error.",
        "quantities:\n  shock: {fixed: 0.3, basis: judgement, why: deeper than last time}\nwatches: {some: shock > 0}",
        ("gauge", "strict"),
    ),
    Entry(
        "hedge",
        "idea",
        "How firmly the author of a text says it, with the chance that the statement is true. It is never the size of the "
        "number. " + " ".join(map(_rung, HEDGES.values())),
        "sources: {LOG: {title: The harbour log}}\n"
        "quantities: {shock: {fixed: 0.3, from: [LOG:02], hedge: H2, why: said to be deep}}\nwatches: {some: shock > 0}",
        ("h5", "h4", "h3", "h2", "h1", "h-1", "h-2"),
    ),
    Entry(
        "grade",
        "idea",
        "The Admiralty grade of a source: a letter for how reliable it is (A best, F cannot be judged), a "
        "digit for how credible the report (1 confirmed, 6 cannot be judged).",
        "sources: {LOG: {title: The harbour log, grade: B2}}\nwatches: {always: true}",
        ("admiralty",),
    ),
    Entry(
        "undefined",
        "idea",
        "A value that was needed and does not exist: a division by zero, the root of a negative number, a "
        "chance beyond 1. The run completes, then fails as a whole and says where it was first met.",
        "state: {raids: {counter: 0}}\nwatches:\n  guarded: 1 / max(raids, 1) == 1",
        ("division by zero",),
    ),
)
