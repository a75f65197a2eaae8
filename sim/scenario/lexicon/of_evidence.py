"""Evidence as data: its words, and the messages about rows and numbers that miss each other."""

from __future__ import annotations

import hashlib

from sim.scenario.lexicon.entry import Entry, Message

LOG = "The harbour log\n\nA calm week.\n\nOn Friday a storm; two boats lost.\n"
HASH = hashlib.sha256(LOG.encode()).hexdigest()


def _read(
    paragraphs: int = 2, row: str = "LOG:02", cited: str = "LOG:02", path: str = "lost", aside: bool = True
) -> str:
    """A world with one source, one number and one row read from it."""
    put_aside = "\n  aside: {LOG:01: nothing happens in it}" if aside else ""
    return (
        f"sources:\n  LOG:\n    title: The harbour log\n    sha256: {HASH}\n    paragraphs: {paragraphs}\n"
        f"quantities:\n  lost: {{fixed: 2, from: [{cited}], why: as the log has it}}\n"
        "watches: {some: lost > 0}\n"
        f"evidence:\n  rows:\n    L1:\n      from: {row}\n      actor: the harbour\n      says: A storm took two boats.\n"
        f"      type: event\n      hedge: H5\n      bears_on: {{{path}: {{range: [2], why: so it is written}}}}{put_aside}"
    )


MESSAGES = (
    Message(
        "E04",
        "A source may say how many paragraphs it has after its title. This one is behind the last.",
        _read(row="LOG:07", cited="LOG:07"),
        _read(),
    ),
    Message(
        "E05",
        "`paragraphs:` of a source says how many the text has, so that one which nobody read is missed. With the text at hand "
        "`stancelab sources NAME --files FOLDER` counts them.",
        _read(paragraphs=3).replace("{LOG:01:", "{LOG:03: a farewell, LOG:01:"),
        _read(),
        by="sources",
        beside={"LOG.txt": LOG},
    ),
    Message(
        "E06",
        "What happened later stands in a file of its own, and its facts are named `outcomes:NAME`. Neither a number nor a row "
        "of the evidence may rest on one, and no source may be called so.",
        "quantities:\n  lost: {fixed: 2, from: [outcomes:storm], why: so it came}\nwatches: {some: lost > 0}",
        "quantities:\n  lost: {fixed: 2, basis: judgement, why: as before}\nwatches: {some: lost > 0}",
    ),
    Message(
        "W20",
        "A row of the evidence, or a conflict, names the number it bears on by its path, as under `set:` of an overlay. "
        "Nothing stands there: it was renamed or removed, or is misspelt.",
        _read(path="lots"),
        _read(),
    ),
    Message(
        "W21",
        "A row and a number point at each other: the row names the number under `bears_on:`, the number names the row's "
        "paragraph under `from:`. Here the second half is missing, so that nobody gets from the number to the statement.",
        _read().replace("from: [LOG:02]", "basis: judgement"),
        _read(),
    ),
    Message(
        "W22",
        "The number names a paragraph of which the evidence has no row. Either the statement that is meant was never written "
        "down, or the number names the wrong paragraph.",
        _read(cited="LOG:02, LOG:01"),
        _read(),
    ),
    Message(
        "W23",
        "The source says how many paragraphs it has. This one stands in no row and is not put aside either, so a reader cannot "
        "tell whether it was read.",
        _read(aside=False),
        _read(),
    ),
)

ENTRIES = (
    Entry(
        "outcomes",
        "idea",
        "What happened after a world starts, fact by fact, with date, source and certainty: kept in a file of its own that "
        "begins with `outcomes: 1`. `resolves:` says which question it settles and how, `rules_out:` what did not come about. "
        "No world can read it (F20) and no number can rest on it (E06); `stancelab check FILE` holds it against its world.",
        "watches: {fine: true}",
        ("outcome file", "facts", "hindsight"),
        beside={
            "later.yaml": "outcomes: 1\nworld: example\nfacts:\n  ice:\n    date: 2030-05-02\n    says: It froze.\n"
            "    source: the log\n    certainty: high\n"
        },
    ),
    Entry(
        "evidence",
        "idea",
        "What was read out of the texts, statement by statement, whether a number rests on it or not. A row has a paragraph, "
        "a paraphrase, a hedge code (how sure the author is) and, apart from it, the ranges it suggests for numbers of the "
        "world: two things that are never merged. A paragraph that states nothing is put `aside:`. `stancelab sources NAME` "
        "tells what is missing either way, `stancelab why NAME PATH` the rows behind a number.",
        _read(),
        ("row", "rows", "statement", "bears_on", "aside", "directions"),
    ),
    Entry(
        "conflict",
        "idea",
        "Where texts disagree, or only seem to: the rows, what each side says, and how the world treats it. "
        "`stancelab sources NAME --conflicts` shows what this world, and each overlay of it, holds where it matters.",
        _read()
        + "\n  conflicts:\n    C1: {about: how many boats, rows: [L1], sides: {LOG: two, outside: three}, "
        "handling: two until somebody finds the third, bears_on: [lost]}",
        ("conflicts", "disagreement"),
    ),
    Entry(
        "assumption",
        "idea",
        "What the answers hang on, with the change to the world that would make it false, written as under `set:`. The model "
        "card runs that world beside the first, with the same draws, and says what becomes of the headline.",
        "quantities: {storms: {uniform: [0.1, 0.3]}}\nevents: {storm: {rate: 1 per month * storms}}\n"
        "questions: {calm: {within: 6 months, worst: {storm: ever(storm), else: calm}}}\n"
        "watches: {bounded: count(storm) <= 12}\n"
        "assumptions:\n  weather:\n    says: Storms do not become more frequent.\n    why: ten years of the log\n"
        "    if_false: {storms: 0.6}",
        ("assumptions", "if_false", "left_out"),
    ),
)
