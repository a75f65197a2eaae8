"""What `new`, `worlds` and `explain` show."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from sim.cli import screen
from sim.cli.shown import show_lines
from sim.usecases.guide.explaining import Explained
from sim.usecases.guide.keys import KeyLine
from sim.usecases.guide.starting import SCHEMA, Started
from sim.usecases.listing import Available

WIDEST = 100  # columns that prose is comfortable to read in
TITLES = {"world": "worlds", "lesson": "lessons", "what-if": "what-ifs", "lens": "lenses"}


def show_started(made: Started) -> None:
    """What was written, and what to do next."""
    also = f", and {SCHEMA} for your editor" if made.schema == SCHEMA else ""
    print(f"wrote {made.file}{also}: {made.question}")
    for command, does in (
        (f"check {made.name} --try", "is it sound, and what is worth a look"),
        (f"run {made.name} --quick", "a first answer"),
        ("explain pace", "what a word in it means"),
    ):
        print(f"  stancelab {command:<{len(made.name) + 14}}{does}")
    if typed := screen.as_typed():
        print(typed)


def show_worlds(worlds: Sequence[Available], json: bool) -> None:
    """Groups on a terminal, one row for each question in a pipe."""
    if json:
        screen.document({"schema": "stancelab.worlds/1", "worlds": [asdict(entry) for entry in worlds]})
    elif screen.is_terminal():
        show_lines(_groups(worlds))
    else:
        screen.rows(("kind", "name", "file", "question"), _rows(worlds))


def _rows(worlds: Sequence[Available]) -> Iterator[tuple[str, ...]]:
    for entry in worlds:
        for question in entry.questions or ("",):
            yield entry.kind, entry.name, entry.file, entry.trouble or question


def _groups(worlds: Sequence[Available]) -> Iterator[tuple[int, str]]:
    for kind, title in TITLES.items():
        group = [entry for entry in worlds if entry.kind == kind]
        if group:
            yield 0, title
        for entry in group:
            yield 1, f"{entry.name}: {entry.title}" if entry.title else entry.name
            yield from ((3, f"cannot be read: {trouble}") for trouble in [entry.trouble] if trouble)
            yield from ((3, f"asks: {question}") for question in entry.questions)
            yield 3, f"in {entry.file}"
        if group:
            yield 0, ""
    yield 0, "write your own: `stancelab new NAME`"


def show_explained(found: Explained, json: bool) -> None:
    """The text folded to the terminal, examples as they are."""
    if json:
        screen.document({"schema": "stancelab.explain/1", **asdict(found)})
        return
    print(found.title)
    if found.text:
        print(f"\n{_folded(found.text)}")
    for example in found.examples:
        print(f"\n{example.heading}\n")
        print("\n".join(f"    {line}".rstrip() for line in example.lines))
        if example.said:
            print()
            show_lines((1, line) for line in example.said)
    for key in found.keys:
        print()
        show_lines(_key(key))


def _folded(text: str) -> str:
    """A paragraph, as wide as the terminal; one line in a pipe."""
    width = shutil.get_terminal_size().columns if screen.is_terminal() else 0
    return textwrap.fill(text, min(width, WIDEST), break_on_hyphens=False) if width else text


def _key(key: KeyLine) -> Iterator[tuple[int, str]]:
    needed = ", needed" if key.required else ""
    yield 0, f"`{key.name}:` in {key.where}{needed}: {key.about}{f' Unit: {key.unit}.' if key.unit else ''}"
    yield from ((2, f"{key.name}: {example}") for example in key.examples)


def show_vocabulary(kinds: Mapping[str, Sequence[str]], json: bool) -> None:
    """Every word and code, kind by kind."""
    if json:
        screen.document({"schema": "stancelab.vocabulary/1", **kinds})
        return
    for kind, names in kinds.items():
        show_lines([(0, f"{kind}: {', '.join(names)}")])
