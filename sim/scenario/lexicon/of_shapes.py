"""Messages about shape (which keys and values stand where) and about reading expressions."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Message

MOOD = "state: {mood: {start: 0.2, range: [0, 1]}}"

MESSAGES = (
    Message(
        "S01",
        "A world is closed: a key that nobody reads would be a belief that nobody uses. So a misspelt key is an error, not a "
        "remark. In an editor with the schema, Ctrl+Space lists the keys.",
        "state: {mood: {start: 0.2, rang: [0, 1]}}",
        MOOD,
    ),
    Message(
        "S02",
        "This block cannot mean anything without that key.",
        "state: {mood: {start: 0.2}}",
        MOOD,
    ),
    Message(
        "S03",
        "Something else is meant to stand here: a number, a list, a date, a time, a cadence, a plain name. Mind that `yes`, "
        "`no` and dates are text until a key makes more of them.",
        "actors: {ann: {decides: monthly, menu: {go: {utility: 0.2}}}}",
        "actors: {ann: {decides: every 1 month, menu: {go: {utility: 0.2}}}}",
    ),
    Message(
        "S04",
        "Each key is fine by itself, but not beside the others, or not without another one. The message names both.",
        "events: {storm: {once: true}}",
        "events: {storm: {once: true, rate: 0.2 per month}}",
    ),
    Message(
        "S05",
        "These keys are kept free, so that worlds written today keep their meaning when the language grows.",
        "actors: {ann: {needs: [food], menu: {go: {utility: 0.2}}}}",
        "actors: {ann: {goals: {food: {fixed: 1}}, menu: {go: {serves: {food: 0.2}}}}}",
    ),
    Message(
        "S06",
        "Inside { } a comma ends the value, also in the middle of a sentence; the rest then looks like a key of its own. "
        "Sentences are at home in block style, one key a line.",
        "quantities: {shock: {fixed: 0.2, basis: judgement, why: rare, but deep}}\nwatches: {deep: shock > 0.1}",
        "quantities:\n  shock:\n    fixed: 0.2\n    basis: judgement\n    why: rare, but deep\nwatches: {deep: shock > 0.1}",
    ),
    Message(
        "S07",
        "Numbers have a decimal point. In YAML `0,3` is a text.",
        "quantities: {shock: 0,3}\nwatches: {deep: shock > 0.1}",
        "quantities: {shock: 0.3}\nwatches: {deep: shock > 0.1}",
    ),
    Message(
        "S08",
        "The first line of a world says which version of the language it is written in. This program reads version 1; "
        "a file without the line is not taken for a world.",
        "stancelab: 2\nwatches: {calm: true}",
        "stancelab: 1\nwatches: {calm: true}",
    ),
    Message(
        "S09",
        "With `--sources strict` every number but 0 and 1 needs somebody who speaks for it: `from:` with "
        "paragraphs, or `basis:`, and always a `why:`. The nearest block above the number that has them "
        "speaks for it; `defaults:` speaks for the rest.",
        "stancelab: 1\nname: example\nclock: {start: 2030-01-01, tick: month, ticks: 12}\n"
        "quantities: {shock: {fixed: 0.3}}\nwatches: {never: shock < 0}\n",
        "stancelab: 1\nname: example\nclock: {start: 2030-01-01, tick: month, ticks: 12}\n"
        "quantities: {shock: {fixed: 0.3, basis: judgement, why: deeper than last time}}\nwatches: {never: shock < 0}\n",
        by="strict",
        whole=True,
    ),
    Message(
        "X01",
        "The expression breaks off, or a sign stands where none can stand. Comparisons are `==`, not `=`; "
        "logic is `and`, `or`, `not`; there are no quotes.",
        f"{MOOD}\nwatches: {{calm: mood = 0.2}}",
        f"{MOOD}\nwatches: {{calm: mood == 0.2}}",
    ),
    Message(
        "X02",
        "An expression of a thousand characters hides what it means. Give its parts names under `terms:` and use those.",
        "watches: {long: 0" + " + 1" * 300 + " > 3}",
        "terms: {three_hundred: 3 * 100}\nwatches: {long: three_hundred > 3}",
    ),
    Message(
        "X03",
        "The expression has too many parts or too many brackets inside each other. Name its parts under `terms:`.",
        "watches: {deep: " + "(" * 50 + "1" + ")" * 50 + " > 0}",
        "watches: {deep: 1 > 0}",
    ),
    Message(
        "X04",
        "The language is closed: only the functions on its page exist. What is missing can often be said with `if`, `clip` "
        "or a term.",
        f"{MOOD}\nwatches: {{high: round(mood) == 1}}",
        f"{MOOD}\nwatches: {{high: mood >= 0.5}}",
    ),
    Message(
        "X05",
        "Every function has a fixed number of arguments. `stancelab explain clip` shows how one is used.",
        f"{MOOD}\nwatches:\n  inside: clip(mood, 1) > 0",
        f"{MOOD}\nwatches:\n  inside: clip(mood, 0, 1) > 0",
    ),
    Message(
        "X06",
        "What happens to a state needs a verb: add, take, set, raise to, lower to.",
        f"{MOOD}\nevents: {{row: {{rate: 0.2 per month, then: {{mood: 0.5}}}}}}",
        f"{MOOD}\nevents: {{row: {{rate: 0.2 per month, then: {{mood: = 0.5}}}}}}",
    ),
    Message(
        "X07",
        "An expression is one line, so that a message can point into it. YAML's > folds several lines into one; | keeps them.",
        f"{MOOD}\nwatches:\n  calm: |\n    mood < 0.5\n    and mood > 0.1",
        f"{MOOD}\nwatches:\n  calm: >\n    mood < 0.5\n    and mood > 0.1",
    ),
)
