"""The pages of reference, made from the nouns and the lexicon: the language on a page, every key, every message.

>>> sorted(pages())
['keys.md', 'language.md', 'messages.md']
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from sim.errors import WORDINGS
from sim.scenario.lexicon.index import ENTRIES, MESSAGES
from sim.usecases.guide.explaining import Shown, shown, wording_text
from sim.usecases.guide.keys import KeyLine, key_lines

MADE = "<!-- made from the program by tests/usecases/guide/test_reference.py: change the program, not this page -->"
LANGUAGE = """\
{made}
# The language on a page

A world is a YAML file of `key: value` lines; an unknown key is an error. Sentences and formulas stand on lines of their own:
inside `{{ }}` a comma ends a value. Names are plain words of letters, digits and `_`. `stancelab explain WORD` tells any word
below at length; [all keys](keys.md), [all messages](messages.md), [what a tick does exactly](semantics.md).

```yaml
# strait.yaml
{example}```

## A world from top to bottom
{world}

## Numbers that are not certain
A bare number is certain. A block with one family is drawn once per world:
`{{pert: [0.2, 0.3, 0.5], basis: judgement, why: ...}}`.
{families}

{units}

Every number is spoken for by the nearest block above it that has a `why:` and either `from:` (paragraphs such as `LOG:02` of
a declared source, with `hedge:`, how firmly the text says it) or `basis:` (`base rate` or `judgement`); `defaults:` speaks for
the rest.

## What changes: `state:`, and how
{states}

Under `then:`, `otherwise:` and `at:` stand effects. Right-hand sides are read before any of them acts; ranges are kept at the
end.
{effects}

## Who decides: `actors:`
{actors}

An option of the `menu:`
{options}

An option weighs exp(precision x worth + habit); its worth is the sum of goal weight x what it serves, that of doing nothing 0.
Its chance is its weight over the sum of all weights.

## What nobody decides: `events:`, `rules:`, `calendar:`
{events}

## Expressions
One line. Units are carried along; unlike ones are never added. An actor's own stances come first, others are `actor.stance`.
{expressions}

## What is asked: `questions:`
{questions}

## A tick
Dated changes and calendar; events; decisions, all at once; rules; drift and noise; memory; then questions and watches are read.
Quantities and doubts are drawn once per world, everything else in every history. More worlds narrow the interval of the best
estimate, better evidence narrows *not knowing*, and nothing narrows luck.
"""
EXAMPLE = """\
stancelab: 1
name: strait
clock: {start: 2030-01-01, tick: month, ticks: 12}
defaults: {basis: judgement, why: an example}
state: {tension: {start: 0.3, range: [0, 1], relax: {to: 0.2, half_life: 2 months}}}
actors:
  navy:
    goals: {control: {pert: [0.3, 0.5, 0.8]}, calm: {fixed: 0.4}}
    pace: 20% per month
    menu:
      patrol: {serves: {control: 0.6, calm: -0.5 * tension}, then: {tension: += 0.1}}
events:
  collision: {rate: 0.1 per month, then: {tension: += 0.3}}
questions:
  crisis: {within: 12 months, worst: {grave: tension >= 0.8, mild: tension >= 0.5, else: calm}}
"""
KEYS = """\
{made}
# Every key

Where it stands, what it is, its unit, what may stand there. *Needed* keys must be there, all others may be left out.
`stancelab explain KEY` shows the same; an editor with the [schema](../how-to/editor.md) shows it while you type.
"""
MESSAGES_HEAD = """\
{made}
# Every message

Codes are stable. `F` is about files, `S` shape, `X` reading expressions, `N` names, `U` units and types, `Q` uncertain numbers,
`T` time, `E` texts, `R` running, `W` worth a look though nothing is wrong. `stancelab explain CODE` shows the same. Under each
example stands what is really said of it; what every world needs and an example does not show is taken as given.
"""


def pages() -> dict[str, str]:
    """File name -> text of all pages."""
    return {"language.md": _language(), "keys.md": _keys(), "messages.md": _messages()}


def write_pages(folder: Path) -> None:
    """Writes all pages into ``folder``."""
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    """A Markdown table.

    >>> print(table(("a", "b"), [("1", "x")]))
    | a | b |
    |---|---|
    | 1 | x |
    """
    lines = [" | ".join(cell.replace("|", "\\|") for cell in row) for row in rows]
    rule = "|".join("---" for _ in head)
    return "\n".join(f"| {line} |" for line in (" | ".join(head), *lines)).replace("\n", f"\n|{rule}|\n", 1)


def _language() -> str:
    places = {where: list(keys) for where, keys in groupby(key_lines(), key=lambda key: key.where)}
    one_family, quantity = places["a quantity, or a part of a mixture"], places["a quantity"]
    return LANGUAGE.format(
        made=MADE,
        example=EXAMPLE,
        world=_brief(_without(places["a world"], "why")),
        families=_brief(_without([*one_family, *quantity], "draws")),
        units=_words("unit", "unit"),
        states=_words("state", "state"),
        effects=_words("effect", "effect"),
        actors=_brief(_without(places["actors: each"], "draws")),
        options=_brief(_without(places["menu: each option"], "draws")),
        events=_grouped(places, "events: each", "one_of: each alternative", "rules: each", "calendar: each"),
        expressions=_words("word", "operator", "function", "memory word"),
        questions=_brief(places["questions: each"]),
    )


def _without(keys: list[KeyLine], *names: str) -> list[KeyLine]:
    """The keys without these, and each name once: the later wins."""
    return [key for key in {key.name: key for key in keys}.values() if key.name not in names]


def _brief(keys: Iterable[KeyLine]) -> str:
    return table(("key", "what"), ((f"`{key.name}`", key.about) for key in keys))


def _grouped(places: dict[str, list[KeyLine]], *wanted: str) -> str:
    rows = (
        (where.partition(":")[0], f"`{key.name}`", key.about)
        for where in wanted
        for key in _without(places[where], "draws")
    )
    return table(("in", "key", "what"), rows)


def _words(head: str, *kinds: str) -> str:
    """The words of these kinds, each with its first sentence."""
    rows = ((f"`{entry.word}`", _sentence(entry.text)) for entry in ENTRIES if entry.kind in kinds)
    return table((head, "what"), rows)


def _sentence(text: str) -> str:
    """The first sentence of a text.

    >>> _sentence("One. Two.")
    'One.'
    """
    first, found, _ = text.partition(". ")
    return f"{first}." if found else text


def _keys() -> str:
    parts = [KEYS.format(made=MADE)]
    for where, keys in groupby(key_lines(), key=lambda key: key.where):
        parts += [
            f"## {where[:1].upper()}{where[1:]}",
            table(("key", "what", "unit", "for example"), map(_row, keys)),
            "",
        ]
    return "\n".join(parts)


def _row(key: KeyLine) -> tuple[str, ...]:
    needed = " *Needed.*" if key.required else ""
    return f"`{key.name}`", f"{key.about}{needed}", key.unit, ", ".join(f"`{text}`" for text in key.examples)


def _messages() -> str:
    parts = [MESSAGES_HEAD.format(made=MADE)]
    for code in WORDINGS:
        message = MESSAGES[code]
        parts += [f"## {code}: {wording_text(WORDINGS[code])}", message.text, *_shown(shown(message)), ""]
    return "\n".join(parts)


def _shown(examples: Iterable[Shown]) -> Iterator[str]:
    for example in examples:
        yield f"\n{example.heading[:1].upper()}{example.heading[1:]}\n"
        refused = " refused" if example.said else ""
        yield "\n".join((f"```yaml{refused}", *example.lines, "```"))
        if example.said:
            yield "\n".join(("```text", *example.said, "```"))
