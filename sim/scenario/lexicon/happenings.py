"""What there is in a world and what happens to it: states, effects, events, rules, dates, questions."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Entry

MOOD = "state: {mood: {start: 0.2, range: [0, 1]}}\n"
WAR = "state: {war: {levels: [none, small, large], start: none}}\n"


def _once(effect: str) -> str:
    return f"at: {{2030-03-01: {{{effect}}}}}\n"


ENTRIES = (
    Entry(
        "+=",
        "effect",
        "Adds to what earlier effects of the same phase left. On levels it counts rungs. A sum that leaves "
        "the range is clipped once, at the phase's end.",
        MOOD + _once("mood: += 0.3") + "watches: {half: mood == 0.5}",
        ("add",),
    ),
    Entry(
        "-=",
        "effect",
        "Takes from what earlier effects of the same phase left.",
        MOOD + _once("mood: -= 0.1") + "watches: {tenth: mood == 0.1}",
        ("take",),
    ),
    Entry(
        "=",
        "effect",
        "Sets: a number, a level, a kind, `on` or `off`. If two different `=` meet on one state in one "
        "phase, the later declared wins.",
        WAR + _once("war: = small") + "watches: {small: war is small}",
        ("set a state", "becomes"),
    ),
    Entry(
        "at least",
        "effect",
        "Raises to this if it is lower, else leaves it alone. The order of several `at least` does not matter.",
        WAR + _once("war: at least small") + "watches: {some: war >= small}",
    ),
    Entry(
        "at most",
        "effect",
        "Lowers to this if it is higher, else leaves it alone.",
        MOOD + _once("mood: at most 0.1") + "watches: {low: mood <= 0.1}",
    ),
    Entry(
        "number",
        "state",
        "A number with a `start`, a `range` and, if it is an amount of something, a `unit`. Every change is "
        "clipped to the range.",
        "state: {boats: {start: 4, range: [0, 20], unit: boats}}\nwatches: {some: boats >= 1}",
        ("number state", "range"),
    ),
    Entry(
        "levels",
        "state",
        "A ladder of named levels, lowest first. They compare in order, `+= 1` is a rung up.",
        WAR + _once("war: += 1") + "watches: {one_up: war == small}",
        ("ladder", "level"),
    ),
    Entry(
        "kinds",
        "state",
        "One of several names without an order. It is set with `=` and asked with `is`.",
        "state: {talks: {kinds: [open, broken, signed], start: open}}\n"
        + _once("talks: = signed")
        + "watches: {signed: talks is signed}",
        ("kind",),
    ),
    Entry(
        "counter",
        "state",
        "A whole number from its start up to `max:`, never below 0.",
        "state: {raids: {counter: 0, max: 60}}\n" + _once("raids: += 2") + "watches: {two: raids == 2}",
    ),
    Entry(
        "switch",
        "state",
        "Off or on. In an expression it is a condition by itself.",
        "state: {hotline: {switch: off}}\n" + _once("hotline: = on") + "watches: {open: hotline}",
    ),
    Entry(
        "relax",
        "state",
        "A pull back towards a resting value: half of the distance goes in each `half_life`.",
        "state: {anger: {start: 0.8, range: [0, 1], relax: {to: 0.2, half_life: 1 month}}}\nwatches: {calmed: anger < 0.25}",
        ("half_life", "drift"),
    ),
    Entry(
        "noise",
        "state",
        "A random walk: the sd over one time unit, such as `0.02 per month`; it grows with the square root of time.",
        "state: {price: {start: 0.5, range: [0, 1], noise: 0.02 per month}}\nwatches: {inside: price >= 0 and price <= 1}",
        ("random walk",),
    ),
    Entry(
        "event",
        "idea",
        "What nobody in the world decides. It has a `rate`, perhaps an `if`, and acts on states in `then`. "
        "`ever`, `count` and `since` ask about it by its name.",
        MOOD + "events:\n  row: {if: mood < 0.9, rate: 0.5 per month, then: {mood: += 0.1}}\n"
        "watches: {traced: mood >= 0.2}",
        ("events",),
    ),
    Entry(
        "rate",
        "idea",
        "How often something happens in a time. In a tick it happens with probability 1 - exp(-rate x "
        "tick), so 0.2 per month means the same with weekly and monthly ticks. Another word for it is "
        "hazard.",
        "events: {storm: {rate: 50 per month}}\nwatches: {almost_surely: ever(storm)}",
        ("hazard",),
    ),
    Entry(
        "once",
        "idea",
        "`once: true`: the event happens at most once in a history.",
        "events: {storm: {rate: 9 per month, once: true}}\nwatches: {once_only: count(storm) <= 1}",
    ),
    Entry(
        "cooldown",
        "idea",
        "The time that must pass between two firings of an event.",
        "events: {storm: {rate: 9 per month, cooldown: 6 months}}\nwatches: {seldom: count(storm) <= 2}",
    ),
    Entry(
        "one_of",
        "idea",
        "An event that is one of several things. With a `rate:` each they compete, and the first to come is "
        "it. With a `chance:` each they split the event's own rate.",
        "events:\n  talks:\n    rate: 1 per month\n    once: true\n    one_of:\n      succeed: {chance: 0.4}\n"
        "      fail: {chance: 0.6}\nwatches: {never_both: not (ever(talks.succeed) and ever(talks.fail))}",
        ("alternative", "chance", "competing"),
    ),
    Entry(
        "rule",
        "idea",
        "What is certain. `if: c` acts in every tick in which c holds; `while: c` is a flow, so much per "
        "time. `while: always` never stops.",
        "state: {fuel: {start: 10, range: [0, 10]}}\nrules: {burns: {while: always, then: {fuel: -= 0.5 per month}}}\n"
        "watches: {burnt: fuel <= 4}",
        ("rules", "flow", "while"),
    ),
    Entry(
        "at",
        "idea",
        "Dated changes. Each acts at the beginning of the first tick that starts on or after its date; "
        "`check` says if that is later.",
        MOOD + _once("mood: += 0.3") + "watches: {done: mood == 0.5}",
        ("dated change", "dated changes"),
    ),
    Entry(
        "calendar",
        "idea",
        "Names that take their value from the date: `months:`, `dates:`, `starts:` with `until:`, or a "
        "number that changes by `values:`.",
        "calendar:\n  summer: {months: [jun, jul, aug]}\n  tariff: {values: {2030-01-01: 1, 2030-07-01: 2}}\n"
        "watches: {later: tariff == 2 and not summer}",
        ("months", "season"),
    ),
    Entry(
        "term",
        "idea",
        "A name for an expression, so that it is written once and reads well.",
        MOOD + "terms: {calm: mood < 0.5}\nwatches: {is_calm: calm}",
        ("terms",),
    ),
    Entry(
        "question",
        "idea",
        "What is asked of every history. It has a horizon (`within:` or `by:`), lines with conditions under "
        "one of `worst:`, `first:`, `last:`, and an `else:`. It never touches the world.",
        MOOD + "questions:\n  mood:\n    title: How bad does it get?\n    within: 12 months\n"
        "    worst: {bad: mood > 0.8, sad: mood > 0.5, else: fine}\nwatches: {calm: mood < 0.5}",
        ("questions", "outcome", "resolves"),
    ),
    Entry(
        "worst",
        "question rule",
        "The answer is the first line of the list that ever held by the horizon: put the worst on top.",
        WAR + _once("war: = small") + "questions:\n  war:\n    within: 12 months\n"
        "    worst: {large: war >= large, small: war >= small, else: peace}\nwatches: {small: ever(war >= small)}",
    ),
    Entry(
        "first",
        "question rule",
        "The answer is the line that first became true in time; if several do in one tick, the upper one.",
        WAR + _once("war: = small") + "questions:\n  start:\n    within: 12 months\n"
        "    first: {small: war is small, large: war is large, else: none}\nwatches: {small: ever(war is small)}",
    ),
    Entry(
        "last",
        "question rule",
        "The answer is the first line that holds at the horizon. In `count(x, last 3 months)` the word means a window of time.",
        WAR + _once("war: = small") + "questions:\n  end:\n    within: 12 months\n"
        "    last: {war: war > none, else: peace}\nwatches: {still: war > none}",
    ),
    Entry(
        "else",
        "question rule",
        "The name of the outcome when no line holds. Every question has one, so that the outcomes always add up to one.",
        MOOD + "questions:\n  mood:\n    within: 12 months\n"
        "    last: {bad: mood > 0.8, else: fine}\nwatches: {fine: mood <= 0.8}",
    ),
    Entry(
        "horizon",
        "idea",
        "How far a question looks: `within: 12 months` from the start, or `by: 2030-12-31`. It is read at "
        "the end of the last tick that fits.",
        MOOD + "questions:\n  soon:\n    by: 2030-06-30\n    last: {bad: mood > 0.8, else: fine}\nwatches: {fine: mood <= 0.8}",
        ("within", "by"),
    ),
    Entry(
        "watch",
        "idea",
        "A condition whose share of histories is shown tick by tick. It answers no question and changes nothing.",
        MOOD + "watches: {calm: mood < 0.5}",
        ("watches",),
    ),
    Entry(
        "ends",
        "idea",
        "Where it holds, a history is over: its state is frozen and every later reading repeats the last.",
        "state: {talks: {kinds: [open, over], start: open}}\n"
        + _once("talks: = over")
        + "ends: talks is over\nwatches: {over: talks is over}",
    ),
)  # fmt: skip
