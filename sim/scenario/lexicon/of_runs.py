"""Messages about texts, runs and what is worth a look though nothing is wrong."""

from __future__ import annotations

import hashlib

from sim.scenario.lexicon.entry import Message

MOOD = "state: {mood: {start: 0.2, range: [0, 1]}}"
BASE = """\
stancelab: 1
name: base
clock: {start: 2030-01-01, tick: month, ticks: 12}
quantities: {shock: {fixed: 0.2, basis: judgement, why: as deep as last time}}
watches: {comes: shock > 0}
"""
ALONE = "stancelab: 1\nname: example\nclock: {start: 2030-01-01, tick: month, ticks: 12}\n"
LOG = "The harbour log\n\nA calm week.\n\nOn Friday a storm; two boats lost.\n"
HASH = hashlib.sha256(LOG.encode()).hexdigest()
ROW = "events:\n  row: {rate: 0.3 per month, then: {mood: += 0.1}}"
ASK_LIMIT = "questions: {q: {within: 12 months, last: {bad: mood > limit, else: good}}}"
ASK_EARLY = "questions: {q: {within: 3 months, last: {bad: mood > 0.4, else: good}}}"
ASK = "questions: {q: {within: 12 months, last: {bad: mood > 0.5, else: good}}}"
ACT = (
    "actors:\n  ann:\n    menu:\n      go: {%sutility: 0.2, then: {mood: += 0.1}}\n      stay: {utility: 0.2}"
)


def _coded(sha256: str, paragraph: str) -> str:
    """A world with one source and one number read from it."""
    return (
        f"sources:\n  LOG:\n    title: The harbour log\n    sha256: {sha256}\nquantities:\n"
        f"  lost: {{fixed: 2, from: [{paragraph}], why: as the log has it}}\nwatches: {{some: lost > 0}}"
    )


MESSAGES = (
    Message(
        "E01",
        "Paragraph numbers count in one certain text. This file is another one: a later edition, a copy with a banner, other "
        "line breaks. Its hash tells.",
        _coded("f" * 64, "LOG:02"),
        _coded(HASH, "LOG:02"),
        by="sources",
        beside={"LOG.txt": LOG},
    ),
    Message(
        "E02",
        "`stancelab sources NAME --files FOLDER` looks for the text of each source by its hash, then by its name.",
        _coded("f" * 64, "LOG:02"),
        _coded(HASH, "LOG:02"),
        by="sources",
        beside={"DIARY.txt": LOG},
    ),
    Message(
        "E03",
        "Paragraph n is the n-th line with text after the title. The text has fewer.",
        _coded(HASH, "LOG:07"),
        _coded(HASH, "LOG:02"),
        by="sources",
        beside={"LOG.txt": LOG},
    ),
    Message(
        "R01",
        "A division by zero, a logarithm or root of something negative, a chance outside 0 to 1, where the value was needed. "
        "One such history is one too many, for the others would be a selection: the whole run fails.",
        "state: {raids: {counter: 0}}\nevents:\n  storm: {rate: 0.2 per month / raids}",
        "state: {raids: {counter: 0}}\nevents:\n  storm:\n    rate: 0.2 per month / max(raids, 1)",
        by="run",
    ),
    Message(
        "W01",
        "Two deciders, or two events, may set the same state with `=` in the same tick. Then the one that stands later in the "
        "file wins, which is hardly what you believe. `at least` and `at most` do not depend on the order, "
        "for levels and numbers; kinds and switches have no order, so there one condition must exclude the other.",
        "state: {war: {levels: [none, small, large], start: none}}\nwatches: {much: war is large}\nevents:\n"
        "  clash: {rate: 0.2 per month, then: {war: = small}}\n  raid: {rate: 0.2 per month, then: {war: = large}}",
        "state: {war: {levels: [none, small, large], start: none}}\nwatches: {much: war is large}\nevents:\n"
        "  clash: {rate: 0.2 per month, then: {war: at least small}}\n"
        "  raid: {rate: 0.2 per month, then: {war: at least large}}",
    ),
    Message(
        "W02",
        "The honesty gauge: so many numbers have nobody who speaks for them. A number is spoken for by the nearest block above "
        "it with `from:` or `basis:` and a `why:`; `defaults:` speaks for all the rest, and is counted apart.",
        f"{ALONE}quantities: {{shock: {{fixed: 0.3}}}}\nwatches: {{never: shock < 0}}\n",
        f"{ALONE}quantities: {{shock: {{fixed: 0.3, basis: judgement, why: deeper than last time}}}}\n"
        "watches: {never: shock < 0}\n",
        whole=True,
    ),
    Message(
        "W03",
        "Nothing reads it, so it cannot matter to any answer: a forgotten thought, or a misspelt one elsewhere.",
        "quantities: {shock: 0.3, depth: 0.2}\nwatches: {comes: shock > 0}",
        "quantities: {shock: 0.3, depth: 0.2}\nwatches: {comes: shock > depth}",
    ),
    Message(
        "W04",
        "A dated change acts at the beginning of a tick: the first that starts on or after the date. This "
        "one comes later than it says, by less than a tick.",
        f"{MOOD}\nat: {{2030-02-10: {{mood: += 0.1}}}}\nwatches: {{calm: mood < 0.5}}",
        f"{MOOD}\nat: {{2030-03-01: {{mood: += 0.1}}}}\nwatches: {{calm: mood < 0.5}}",
    ),
    Message(
        "W05",
        "An overlay put a new number beside the reason for the old one. Give the whole block anew, with its own `why:`.",
        "extends: base\nset: {quantities.shock.fixed: 0.4}\n",
        "extends: base\nset: {quantities.shock: {fixed: 0.4, basis: judgement, why: what if it is twice as deep}}\n",
        beside={"base.yaml": BASE},
        whole=True,
    ),
    Message(
        "W07",
        "In YAML a # after a space begins a comment, also in the middle of a sentence. The rest is not read.",
        "title: Strike #3 in the port",
        'title: "Strike #3 in the port"',
    ),
    Message(
        "W10",
        "In none of the quick histories did the option's `if` hold when it was its actor's turn. It is dead "
        "weight, or its `if` is stricter than you think.",
        f"{MOOD}\n{ACT % 'if: mood > 2, '}\n{ROW}\n{ASK}",
        f"{MOOD}\n{ACT % 'if: mood < 2, '}\n{ROW}\n{ASK}",
        by="try",
    ),
    Message(
        "W11",
        "The option was there and never taken. Something else always weighs more; a `habit:` far below 0 does that.",
        f"{MOOD}\n{ACT % 'habit: -20, '}\n{ROW}\n{ASK}",
        f"{MOOD}\n{ACT % 'habit: -1, '}\n{ROW}\n{ASK}",
        by="try",
    ),
    Message(
        "W12",
        "All histories, or none, come to this. Perhaps the world is so; more often a line asks for what nothing can reach.",
        f"{MOOD}\n{ROW}\nquestions: {{q: {{within: 12 months, last: {{worse: mood > 1, bad: mood > 0.5, else: good}}}}}}",
        f"{MOOD}\n{ROW}\nquestions: {{q: {{within: 12 months, last: {{worse: mood > 0.8, bad: mood > 0.5, else: good}}}}}}",
        by="try",
    ),
    Message(
        "W13",
        "An actor who never does anything: always absent, never with an option, or with next to no pace.",
        f"{MOOD}\nactors: {{ann: {{hold: 20, menu: {{go: {{utility: 0.2, then: {{mood: += 0.1}}}}}}}}}}\n{ROW}\n{ASK}",
        f"{MOOD}\nactors: {{ann: {{hold: 2, menu: {{go: {{utility: 0.2, then: {{mood: += 0.1}}}}}}}}}}\n{ROW}\n{ASK}",
        by="try",
    ),
    Message(
        "W14",
        "An event that never fires, an alternative that never is the one, or a doubt about what never "
        "happens: as it stands it makes no difference.",
        f"{MOOD}\n{ROW}\n  flood: {{rate: 0.1 per year, if: mood > 2}}\n{ASK}",
        f"{MOOD}\n{ROW}\n  flood: {{rate: 0.1 per year, if: mood < 2}}\n{ASK}",
        by="try",
    ),
    Message(
        "W15",
        "It happens nearly whenever it can. An event fires at most once a tick, so a rate of many a tick is "
        "cut down; an option that adds to a state at every turn is rather a flow.",
        "state: {mood: {start: 0.2, range: [0, 100]}}\nevents: {row: {rate: 4 per month, then: {mood: += 1}}}\n"
        "questions: {q: {within: 12 months, last: {bad: mood > 12, else: good}}}",
        "state: {mood: {start: 0.2, range: [0, 100]}}\nevents: {row: {rate: 0.9 per month, then: {mood: += 1}}}\n"
        "questions: {q: {within: 12 months, last: {bad: mood > 5.5, else: good}}}",
        by="try",
    ),
    Message(
        "W16",
        "A state that never changed is a quantity in disguise, or it waits for what never happens.",
        f"state: {{mood: {{start: 0.2, range: [0, 1]}}, limit: {{start: 0.5, range: [0, 1]}}}}\n{ROW}\n{ASK_LIMIT}",
        f"quantities: {{limit: 0.5}}\n{MOOD}\n{ROW}\n{ASK_LIMIT}",
        by="try",
    ),
    Message(
        "W17",
        "The state lies at the edge of its range much of the time. What pushes it further is lost, so that "
        "pulses which look large in the file do nothing.",
        f"{MOOD}\nevents: {{row: {{rate: 0.7 per month, then: {{mood: += 0.5}}}}}}\n{ASK_EARLY}",
        "state: {mood: {start: 0.2, range: [0, 1], relax: {to: 0.2, half_life: 1 month}}}\n"
        f"events: {{row: {{rate: 0.7 per month, then: {{mood: += 0.5}}}}}}\n{ASK_EARLY}",
        by="try",
    ),
    Message(
        "W18",
        "The question stops reading before what it asks about can happen.",
        "state: {truce: {switch: off}}\nat: {2030-09-01: {truce: = on}}\n"
        "questions: {q: {within: 6 months, last: {quiet: truce, else: war}}}",
        "state: {truce: {switch: off}}\nevents: {talks: {rate: 0.1 per month, then: {truce: = on}}}\n"
        "questions: {q: {within: 6 months, last: {quiet: truce, else: war}}}",
        by="try",
    ),
    Message(
        "W19",
        "Two different `=` met on one state in the same phase of a tick; the later declared won.",
        "state: {war: {levels: [none, small, large], start: none}}\nrules:\n  small: {if: true, then: {war: = small}}\n"
        "  large: {if: true, then: {war: = large}}",
        "state: {war: {levels: [none, small, large], start: none}}\nrules:\n  small: {if: true, then: {war: at least small}}\n"
        "  large: {if: true, then: {war: at least large}}",
        by="try",
    ),
)
