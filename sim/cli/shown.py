"""Results and stages of a world on the screen, in a pipe, or as JSON."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from sim.cli import screen
from sim.scenario.scales import SCALES
from sim.usecases.running.planned import refuse_unknown
from sim.usecases.running.results import Kept, Stored
from sim.usecases.running.summary import as_plain

SCHEMA = "stancelab.result/1"


def show_results(found: Kept, scale: str, questions: tuple[str, ...], json: bool, no_color: bool) -> None:
    """All variants, and where their files are."""
    from sim.cli.answers import only, show_key, show_rows, show_tables

    refuse_unknown(
        questions, dict.fromkeys(answer.name for one in found.stored for answer in one.summary.answers)
    )
    stored = tuple(replace(one, summary=only(one.summary, questions)) for one in found.stored)
    if json:
        screen.document({"schema": SCHEMA, "plan": found.plan, "variants": [_plain(one) for one in stored]})
        return
    if not screen.is_terminal():
        show_rows(stored, SCALES[scale])
    else:
        console = screen.console(no_color)
        for one in stored:
            show_tables(console, one, SCALES[scale])
            console.print()
        if any(one.summary.answers for one in stored):
            show_key(console, SCALES[scale])
    for one in stored:
        _say_where(one)


def _plain(stored: Stored) -> dict[str, object]:
    return {
        "variant": stored.variant,
        "run": stored.folder.id,
        "folder": stored.folder.path.as_posix(),
        "how": stored.how,
        "summary": as_plain(stored.summary),
    }


def _say_where(stored: Stored) -> None:
    """Beside the tables on a terminal; away from the rows in a pipe."""
    named = f"{stored.variant}: " if stored.variant not in ("", "base") else ""
    text = f"{named}files in {stored.folder.path}{f' ({stored.how})' if stored.how else ''}"
    if screen.is_terminal():
        print(text)
    else:
        screen.say(text)


def show_card(name: str, try_out: bool, file: Path | None) -> None:
    """The model card, or where it was written."""
    from sim.usecases.card.made import card_of

    def told(assumption: str) -> None:
        screen.say(f"trying the other way: {assumption}")

    text = card_of(name, told if try_out else None)
    if file is None:
        print(text, end="")
    else:
        from sim.store.disk import write_whole

        write_whole(file, text)
        screen.say(f"the model card of {name} is in {file}")


def show_lines(lines: Iterable[tuple[int, str]]) -> None:
    """(depth, text) lines, indented; on a terminal folded to its width under their own beginning."""
    width = shutil.get_terminal_size().columns if screen.is_terminal() else 0
    for depth, text in lines:
        before = "  " * depth
        if len(before) + len(text) <= width or not width or not text.strip():
            print((before + text).rstrip())
            continue
        own = " " * (len(text) - len(text.lstrip()))
        print(
            "\n".join(
                textwrap.wrap(
                    text.strip(),
                    width,
                    initial_indent=before + own,
                    subsequent_indent=before + own + "  ",
                    break_on_hyphens=False,
                )
            )
        )
