"""Messages about names (what is declared, and what a name may stand for) and about units and types."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Message

LADDER = "state: {alarm: {levels: [low, high], start: low}}"
MOOD = "state: {mood: {start: 0.2, range: [0, 1]}}"
SPARK = "events: {spark: {rate: 0.2 per month}}"

MESSAGES = (
    Message(
        "N01",
        "Names are declared once: states, quantities, terms, calendar names, events, actors. In an "
        "expression of an actor its own stances and goals come first; those of others are `actor.stance`.",
        f"{MOOD}\nwatches: {{calm: modo < 0.5}}",
        f"{MOOD}\nwatches: {{calm: mood < 0.5}}",
    ),
    Message(
        "N02",
        "One name, one meaning. A stance may not have the name of a state either: inside the actor nobody "
        "could tell which is meant.",
        f"quantities: {{mood: 0.3}}\n{MOOD}\nwatches: {{calm: mood < 0.5}}",
        f"quantities: {{temper: 0.3}}\n{MOOD}\nwatches: {{calm: mood < temper}}",
    ),
    Message(
        "N03",
        "Words such as `last`, `per`, `hold`, `else` and the names of functions have a meaning of their own in expressions.",
        "state: {last: {start: 0.2, range: [0, 1]}}\nwatches: {calm: true}",
        "state: {latest: {start: 0.2, range: [0, 1]}}\nwatches: {calm: latest < 0.5}",
    ),
    Message(
        "N04",
        "Levels and kinds have names of their own, and those are meant wherever the state is compared or set.",
        f"{LADDER}\nwatches: {{alert: alarm >= hihg}}",
        f"{LADDER}\nwatches: {{alert: alarm >= high}}",
    ),
    Message(
        "N05",
        "A term stands for its expression. If terms lead back to themselves there is nothing to begin with. "
        "What depends on its own past is a state, not a term.",
        "terms: {chicken: egg + 1, egg: chicken + 1}\nwatches: {never: egg < chicken}",
        "terms: {chicken: egg + 1, egg: 1}\nwatches: {later: egg < chicken}",
    ),
    Message(
        "N06",
        "The name exists, but it is another kind of thing than is needed here. An event, for example, has no value: it can be "
        "asked about with `ever`, `count` and `since`.",
        f"{SPARK}\nwatches: {{lit: spark}}",
        f"{SPARK}\nwatches: {{lit: ever(spark)}}",
    ),
    Message(
        "N07",
        "Some words have a meaning in certain places only. `since(x)` has no value while x never was, so it stands in "
        "comparisons, which are then false; `expects` looks ahead, which only a choice does.",
        f"{SPARK}\nwatches: {{fresh: 2 * since(spark) < 4 months}}",
        f"{SPARK}\nwatches: {{fresh: since(spark) < 2 months}}",
    ),
    Message(
        "N08",
        "Chance is addressed by name: each event, action and quantity has its own. `draws:` lets a renamed "
        "thing keep the chance of its old name, but that name must then be free, or two things would always "
        "happen together.",
        "events:\n  spark: {rate: 0.2 per month}\n  flash: {rate: 0.2 per month, draws: spark}",
        "events:\n  spark: {rate: 0.2 per month}\n  flash: {rate: 0.2 per month, draws: old_flash}",
    ),
    Message(
        "N09",
        "`stancelab why` and its like take the dotted name of something in the world: a quantity, an actor, an action.",
        by="why",
    ),
    Message(
        "U01",
        "Like goes with like: months with months, persons with persons, levels of a state with levels of the same state. "
        "A plain literal fits any noun (`troops >= 8`), but never a time.",
        f"{SPARK}\nwatches: {{recent: since(spark) <= 3}}",
        f"{SPARK}\nwatches: {{recent: since(spark) <= 3 months}}",
    ),
    Message(
        "U02",
        "Another type is needed here: a condition where something holds or not, a number where something is "
        "counted, a rate where something happens. A number becomes a condition by comparing it; a condition "
        "becomes a number by `if(c, 1, 0)`; an amount with a unit of its own by dividing it by a quantity in that unit.",
        "state: {votes: {start: 48, range: [30, 70], unit: points}}\nactors:\n  ann:\n    goals: {win: 0.5}\n"
        "    menu:\n      talk: {serves: {win: 0.02 * (votes - 50)}}",
        "quantities: {one_point: {fixed: 1, unit: points}}\nstate: {votes: {start: 48, range: [30, 70], unit: points}}\n"
        "actors:\n  ann:\n    goals: {win: 0.5}\n    menu:\n      talk: {serves: {win: 0.02 * (votes - 50) / one_point}}",
    ),
    Message(
        "U03",
        "A unit is a noun (`persons`), a time (`months`), a rate (`per month`, `persons per week`) or a percentage of one "
        "(`% per year`).",
        "quantities: {pace: {fixed: 0.3, unit: per 2 weeks}}\nevents: {spark: {rate: pace}}",
        "quantities: {pace: {fixed: 0.15, unit: per week}}\nevents: {spark: {rate: pace}}",
    ),
    Message(
        "U04",
        "`0.2` of what? A rate says how often in a time; only then does it mean the same with ticks of a week and of a month.",
        "events: {spark: {rate: 0.2}}",
        SPARK,
    ),
    Message(
        "U05",
        "`120% per year` would be a chance above certainty. What happens more than once a year is a rate: `1.2 per year`.",
        "events: {spark: {rate: 120% per year}}",
        "events: {spark: {rate: 1.2 per year}}",
    ),
    Message(
        "U06",
        "The number lies where it cannot be: a start outside the state's own range, a correlation beyond 1, a number that no "
        "machine holds.",
        "state: {mood: {start: 2, range: [0, 1]}}\nwatches: {calm: mood < 0.5}",
        "state: {mood: {start: 0.2, range: [0, 1]}}\nwatches: {calm: mood < 0.5}",
    ),
    Message(
        "U07",
        "A state is an amount of something, such as persons or boats. Times and percentages belong to rates and durations; a "
        "state of shares simply has the range [0, 1].",
        'state: {mood: {start: 20, range: [0, 100], unit: "%"}}\nwatches: {calm: mood < 50}',
        "state: {mood: {start: 0.2, range: [0, 1]}}\nwatches: {calm: mood < 0.5}",
    ),
)
