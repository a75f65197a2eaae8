"""A message code or a word of the language at length: what it means, an example that runs, the keys of that name.

>>> told = explained("half_life")
>>> told.title, [key.where for key in told.keys]
('relax (state)', ['relax'])
>>> explained("N04").examples[0].said[0]
'example.yaml:2:27 N04 alarm has no level "hihg" (did you mean "high"?)'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import WORDINGS, Problem, StanceError, Wording, nearest
from sim.scenario.lexicon.entry import Message
from sim.scenario.lexicon.index import ENTRIES, MESSAGES, entry_of, words
from sim.scenario.where import snippet
from sim.usecases.guide.keys import KeyLine, key_lines, keys_called
from sim.usecases.guide.proving import found

WIDEST, LONGEST = 96, 14  # what is shown of an example
NARROW = 64  # and of a line that a message marks


@dataclass(frozen=True, slots=True)
class Shown:
    """An example under its heading, and what is said of it."""

    heading: str
    lines: tuple[str, ...]
    said: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """Everything that is known of a code or word."""

    title: str
    text: str
    examples: tuple[Shown, ...] = ()
    keys: tuple[KeyLine, ...] = ()


def explained(asked: str) -> Explained:
    """What ``asked`` means; StanceError with the nearest known word if nobody knows it."""
    word = asked.strip().strip("`:").strip()
    if word.upper() in MESSAGES:
        return _message(MESSAGES[word.upper()])
    entry, keys = entry_of(word), keys_called(word)
    if entry is not None:
        return Explained(
            f"{entry.word} ({entry.kind})", entry.text, (Shown("for example", _lines(entry.example)),), keys
        )
    if keys:
        return Explained(f"{word} (key)", "", (), keys)
    known = {*words(), *(key.name for key in key_lines())}
    near = nearest(word.upper(), MESSAGES) or nearest(word.casefold(), known)
    hint = f', did you mean "{near}"?' if near else "."
    raise StanceError(
        f'nothing is called "{asked}"{hint}\n`stancelab explain` alone lists all words and codes.'
    )


def vocabulary() -> dict[str, tuple[str, ...]]:
    """Everything that can be explained, kind by kind."""
    kinds: dict[str, list[str]] = {}
    for entry in ENTRIES:
        kinds.setdefault(entry.kind, []).append(entry.word)
    kinds["key"] = sorted({key.name for key in key_lines()})
    kinds["message"] = list(WORDINGS)
    return {kind: tuple(names) for kind, names in kinds.items()}


def wording_text(wording: Wording) -> str:
    """A message's wording with an ellipsis for what differs from case to case.

    >>> wording_text(WORDINGS["F06"])
    'the key "..." already stands on line ...'
    """
    return re.sub(r"\{[^{}]*\}", "...", wording.what.replace("{{", "(").replace("}}", ")"))


def _message(message: Message) -> Explained:
    title = f"{message.code} {wording_text(WORDINGS[message.code])}"
    return Explained(title, message.text, tuple(shown(message)))


def shown(message: Message) -> Iterator[Shown]:
    """The bad example with what is said of it, then the mended one."""
    if not message.bad:
        return
    problem = next(iter(found(message, message.bad)), None)
    said = tuple(_said(problem, message)) if problem is not None else ()
    yield Shown(_by(message.by), (*_lines(message.bad), *_beside(message)), said)
    yield Shown("mended", _lines(message.good))


def _by(by: str) -> str:
    commands = {
        "strict": "`stancelab check --sources strict` finds it in",
        "try": "`stancelab check --try` finds it in",
        "run": "a run finds it in",
        "sources": "`stancelab sources --files` finds it in",
    }
    return commands.get(by, "`stancelab check` finds it in")


def _said(problem: Problem, message: Message) -> Iterator[str]:
    yield problem.headline()
    text = message.files(message.bad).get(problem.where.file, "")
    yield from snippet(problem.where, tuple(text.split("\n")), NARROW).splitlines()
    yield from (f"{word}: {said}" for word, said in (("why", problem.why), ("fix", problem.fix)) if said)


def _beside(message: Message) -> Iterator[str]:
    for name, text in message.beside.items():
        yield from (f"# {name} beside it", *_lines(text))


def _lines(text: str) -> tuple[str, ...]:
    """The lines of an example, cut where they are too many or too long to be read; bytes that are no text show as ?."""
    lines = text.encode("utf-8", "replace").decode().rstrip("\n").split("\n")
    kept = [line if len(line) <= WIDEST else f"{line[:WIDEST]} ..." for line in lines[:LONGEST]]
    more = len(lines) - len(kept)
    return (*kept, f"# ... {more:,} more lines like these") if more else tuple(kept)
