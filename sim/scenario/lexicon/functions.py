"""What may stand in an expression: operators, functions, memory words."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Entry

ALARM = """\
state: {alarm: {switch: off}}
at:
  2030-03-01: {alarm: = on}
  2030-06-01: {alarm: = off}
"""

ENTRIES = (
    Entry(
        "+",
        "operator",
        "Arithmetic: + - * / with the usual order, from left to right. What is added must have one unit.",
        "terms: {sum: 1 + 2 * 3 - 4 / 2}\nwatches: {five: sum == 5}",
        ("-", "*", "/", "plus", "minus", "times"),
    ),
    Entry(
        "^",
        "operator",
        "Power: whole powers up to 8 are repeated multiplication, others need a base above 0.",
        "watches: {nine: 3 ^ 2 == 9, third: 3 ^ -1 < 0.34}",
        ("power",),
    ),
    Entry(
        "==",
        "operator",
        "Comparisons: < <= > >= == !=, one at a time: write `a < b and b < c`. Levels compare in the order of "
        "their ladder.",
        "state: {war: {levels: [none, small, large], start: small}}\nwatches: {some: war >= small and war != large}",
        ("<", "<=", ">", ">=", "!=", "comparison"),
    ),
    Entry(
        "is",
        "operator",
        "Another way to write ==, which reads better with kinds and levels; `is not` is !=.",
        "state: {talks: {kinds: [open, broken], start: open}}\nwatches: {on: talks is open and talks is not broken}",
        ("is not",),
    ),
    Entry(
        "and",
        "operator",
        "Logic: `not` binds tightest, then `and`, then `or`. Brackets help the reader.",
        "watches: {holds: not (1 > 2) and (2 > 1 or 1 > 2)}",
        ("or", "not", "logic"),
    ),
    Entry(
        "if",
        "function",
        "`if(condition, a, b)`: a where the condition holds, else b. Only the branch that is taken needs a value.",
        "quantities: {wind: {uniform: [0, 10]}}\nwatches:\n  never_negative: if(wind > 5, 2, 1) >= 1",
    ),
    Entry(
        "min",
        "function",
        "The smallest of two to eight numbers of one unit.",
        "watches:\n  smallest: min(0.3, 0.7, 0.5) == 0.3",
        ("smallest",),
    ),
    Entry(
        "max",
        "function",
        "The largest of two to eight numbers of one unit. `max(x, 0.01)` keeps a divisor away from 0.",
        "watches:\n  largest: max(0.3, 0.7, 0.5) == 0.7",
        ("largest",),
    ),
    Entry(
        "clip",
        "function",
        "`clip(x, low, high)`: x, but never below low or above high. Keeps chances and `serves:` in their range.",
        "watches:\n  cut: clip(1.4, 0, 1) == 1\n  kept: clip(0.4, 0, 1) == 0.4",
    ),
    Entry(
        "exp",
        "function",
        "e to the power of a plain number; it saturates beyond 700 and -700.",
        "watches:\n  one: exp(0) == 1",
    ),
    Entry(
        "log",
        "function",
        "The natural logarithm of a number above 0.",
        "watches:\n  zero: log(1) == 0",
    ),
    Entry(
        "sqrt",
        "function",
        "The square root of a number that is not below 0.",
        "watches:\n  three: sqrt(9) == 3",
    ),
    Entry(
        "abs",
        "function",
        "How far a number is from 0.",
        "watches:\n  distance: abs(2 - 5) == 3",
    ),
    Entry(
        "logistic",
        "function",
        "`logistic(x)` = 1 / (1 + exp(-x)): rises smoothly from 0 to 1, one half at 0. For what sets in around a "
        "threshold, such as `logistic((pressure - 0.6) / 0.1)`.",
        "watches:\n  half: logistic(0) == 0.5\n  nearly_one: logistic(5) > 0.99",
    ),
    Entry(
        "ever",
        "memory word",
        "`ever(x)`: x was true in some tick so far. x is a condition, or something that happens: an event, "
        "an action, a result.",
        ALARM + "watches: {rang: ever(alarm)}",
    ),
    Entry(
        "count",
        "memory word",
        "`count(x)`: in how many ticks x was true; `count(x, last 3 months)`: in how many of those.",
        ALARM + "watches:\n  three_months: count(alarm) == 3\n  not_lately: count(alarm, last 3 months) == 0",
    ),
    Entry(
        "since",
        "memory word",
        "`since(x) <= 2 months`: the time since x last became true, or happened, in comparisons only; false if it "
        "never did.",
        ALARM + "watches: {long_ago: since(alarm) >= 6 months}",
    ),
    Entry(
        "held",
        "memory word",
        "`held(condition, 2 months)`: it has been true without a break for at least that long. A quantity in a time "
        "unit may stand there too.",
        ALARM + "watches:\n  quiet_again: held(not alarm, 6 months)",
    ),
    Entry(
        "longest",
        "memory word",
        "`longest(condition)`: the length of its longest unbroken spell so far, a time.",
        ALARM + "watches: {spell: longest(alarm) >= 2 months}",
    ),
    Entry(
        "did",
        "memory word",
        "`did(actor.action)`: the actor chose that at its last turn. `actor.hold` is doing nothing.",
        "actors: {ann: {hold: -50, menu: {wave: {utility: 1}}}}\nwatches: {waves: did(ann.wave)}",
    ),
    Entry(
        "expects",
        "memory word",
        "`expects(actor.action)`, in `serves:` and `utility:` only: how likely that actor is to choose that at its next "
        "turn, as things would stand after this action. So an actor can weigh an answer before it comes: the "
        "probability is worked out in the state that this action's sure effects would make. It does not go on for ever: "
        "inside it the other expects nothing in particular.",
        "state: {pressure: {start: 0, range: [0, 1]}}\n"
        "actors:\n"
        "  ann:\n"
        "    menu:\n"
        "      push:\n"
        "        utility: 0.5 - expects(bob.push_back)\n"
        "        then: {pressure: = 1}\n"
        "  bob:\n"
        "    menu: {push_back: {if: pressure > 0.5, utility: 1}}\n"
        "watches: {bounded: pressure <= 1}",
        ("anticipation",),
    ),
    Entry(
        "true",
        "operator",
        "Conditions that need no comparing: `true`, `false`, and `always` in `while:`. A switch is a "
        "condition by itself and is set with `= on` or `= off`.",
        "state: {lamp: {switch: on}}\nwatches: {lit: lamp, sure: true}",
        ("false", "always", "on", "off"),
    ),
)
