"""Messages about files: what can be read at all, and how several files become one world."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Message

BASE = """\
stancelab: 1
name: base
clock: {start: 2030-01-01, tick: month, ticks: 12}
defaults: {basis: judgement, why: a guess}
quantities: {shock: {fixed: 0.2}}
watches: {strong: shock >= 0.1}
"""

MESSAGES = (
    Message(
        "F01",
        "A file that the world names, or the file you named yourself, is not there or may not be opened. Names under "
        "`parts:` are looked up beside the file that lists them.",
        "parts: [crew.yaml]",
        "parts: [ferry.yaml]",
        beside={"ferry.yaml": "watches: {sails: true}\n"},
    ),
    Message(
        "F02",
        "A world may be a folder, but then the folder holds a `world.yaml`, and it is named by the folder. "
        "A part is always one file.",
        "parts: [crew]",
        "parts: [crew/captain.yaml]",
        beside={"crew/captain.yaml": "watches: {sails: true}\n"},
    ),
    Message(
        "F03",
        "There is nothing in the file, or only comments. `stancelab new NAME` writes one to start from.",
        "# to be written\n",
        BASE,
        whole=True,
    ),
    Message(
        "F04",
        "World files are UTF-8, so that every letter looks the same on every machine. Your editor saved this one in another "
        'encoding: look for "Save with encoding" and choose UTF-8.',
        "title: When does the caf\udce9 open?",
        "title: When does the café open?",
    ),
    Message(
        "F05",
        "YAML has a grammar of its own, and the file breaks it before anything of the world can be read. The usual suspects: "
        "a text that contains `: ` or ends with `:`, a bracket or quote that is not closed, a line that is indented by one "
        "space more or less than its neighbours.",
        "title: Who yields: north or south?",
        'title: "Who yields: north or south?"',
    ),
    Message(
        "F06",
        "Two entries of one block have the same name. YAML would keep the second and forget the first without a word.",
        "watches:\n  calm: tension < 0.3\n  calm: tension < 0.2\nstate: {tension: {start: 0.1, range: [0, 1]}}",
        "watches:\n  calm: tension < 0.3\n  very_calm: tension < 0.2\nstate: {tension: {start: 0.1, range: [0, 1]}}",
    ),
    Message(
        "F07",
        "YAML can mark a value with & and repeat it elsewhere with *. A world is read by people who look up a number where it "
        "counts, so it stands there. For a whole world that differs in a few places there is `extends:`. A text that begins "
        "with & or * needs quotes.",
        "quantities:\n  one: &same {uniform: [1, 2]}\n  other: *same\nwatches: {alike: one == other}",
        "quantities:\n  one: {uniform: [1, 2]}\n  other: {uniform: [1, 2]}\nwatches: {never: one == other}",
    ),
    Message(
        "F08",
        "A YAML tag (!word) asks the reader to make something else of a value, even to run a program. A world is plain "
        "values. If the text is meant to begin with an exclamation mark, put it in quotes.",
        "title: !important a strait",
        'title: "!important a strait"',
    ),
    Message(
        "F09",
        "Nobody reads that much YAML. A world can be cut into parts, one file for each actor for example.",
        "# a very long comment\n" * 50_000,
        "# a comment\n",
    ),
    Message(
        "F10",
        "Brackets in brackets in brackets. The deepest place that means anything in a world is about ten levels down.",
        "watches: " + "[" * 50 + "]" * 50,
        "watches: {calm: true}",
    ),
    Message(
        "F11",
        "So many entries are no world that a person wrote. What a program wrote can be cut into parts.",
        "terms:\n" + "".join(f"  t{n}: {n}\n" for n in range(60_000)),
        "terms: {t: 1}",
    ),
    Message(
        "F12",
        "A world is a block of `key: value` lines. This file is a list, or plain text.",
        "- stancelab\n- example\n",
        BASE,
        whole=True,
    ),
    Message(
        "F13",
        "Names are looked for beside the asking file, then in `scenarios/` of this folder and those above it, then among the "
        "worlds that come with the program. `stancelab worlds` lists them all. A path to a file always works.",
        "extends: bass\n",
        "extends: base\n",
        beside={"base.yaml": BASE},
        whole=True,
    ),
    Message(
        "F14",
        "An overlay changes a base. Here the base is, in the end, the overlay itself.",
        "extends: example\n",
        "extends: base\n",
        beside={"base.yaml": BASE},
        whole=True,
    ),
    Message(
        "F15",
        "Under `set:` stands a dotted path into the base: `quantities.shock`, `actors.ann.pace`, or the short name that "
        "expressions use: `shock`, `ann.pace`. Something new needs its full path.",
        "extends: base\nset: {quantities.shok: 0.3}\n",
        "extends: base\nset: {quantities.shock: 0.3}\n",
        beside={"base.yaml": BASE},
        whole=True,
    ),
    Message(
        "F16",
        "A line of three dashes begins a second YAML document. One file, one world.",
        "title: A strait\n---\nwatches: {calm: true}",
        "title: A strait\nwatches: {calm: true}",
    ),
    Message(
        "F17",
        "YAML counts spaces at the beginning of a line, and a tab is not a number of spaces. Most editors can turn tabs into "
        "spaces for .yaml files.",
        "watches:\n\tcalm: true",
        "watches:\n  calm: true",
    ),
    Message(
        "F18",
        "Two parts, or a part and the world itself, define the same name. One of the two would be lost.",
        "parts: [more.yaml]\nwatches: {calm: true}",
        "parts: [more.yaml]\nwatches: {quiet: true}",
        beside={"more.yaml": "watches: {calm: true}\n"},
    ),
    Message(
        "F20",
        "A file that begins with `outcomes: 1` holds what happened after a world starts, to score its answers with. A world "
        "that could read it, as a part, as its base or as a member of a pool, would know the future it is asked about.",
        "parts: [later.yaml]",
        "parts: [ferry.yaml]",
        beside={
            "ferry.yaml": "watches: {sails: true}\n",
            "later.yaml": "outcomes: 1\nworld: example\nfacts:\n  ice:\n    date: 2030-05-02\n    says: It froze.\n"
            "    source: the log\n    certainty: high\n",
        },
    ),
    Message(
        "F19",
        "Before the colon stands a word. A list or a block there is usually a forgotten quote or a template's double brackets.",
        "watches: {[calm]: true}",
        "watches: {calm: true}",
    ),
)
