"""What the commands that say why show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from sim.cli import screen
from sim.cli.shown import show_lines
from sim.report.why.flips import FlipsTold, flips_lines
from sim.report.why.phrases import Line
from sim.report.why.split import SplitTold, split_lines
from sim.report.why.story import Story, story_lines
from sim.usecases.comparing.compared import Compared, Pair


def show_story(story: Story, record: dict[str, Any] | None, everything: bool, json: bool) -> None:
    """A history as text, or as one JSON object; with everything that was noted if that was asked for."""
    if json:
        told = {"schema": "stancelab.trace/1", **asdict(story)}
        screen.document(told if record is None else {**told, "record": record})
    else:
        show_lines(story_lines(story, everything))


def explanations(found: Compared, why: bool | None, named: bool, json: bool) -> tuple[FlipsTold, ...]:
    """Why histories flip, for each question compared that is worth it; none if it is not asked for.

    Unasked it is told of two paired runs on a terminal: of the questions that were named, else of the first told apart.
    """
    from sim.usecases.explaining.flipped import explained, worth_explaining

    pairs = [pair for pair in found.pairs if pair.paired]
    if why and len(found.pairs) != 1:
        raise typer.BadParameter("--why explains the difference of two runs: name just two")
    if not pairs or not (
        why or (why is None and len(found.pairs) == 1 and screen.is_terminal() and not json)
    ):
        return ()
    return tuple(explained(pairs[0], question) for question in worth_explaining(pairs[0], named))


def show_flips(
    found: Compared, explained: Sequence[FlipsTold], folder: Path, json: bool, figures: bool
) -> None:
    """In words, behind the tables; what is drawn and written lies beside them."""
    if not explained:
        return
    from sim.usecases.explaining.pictures import keep_flips

    pair = found.pairs[0]
    keep_flips(explained, pair, folder, figures)
    if not json:
        show_lines(line for one in explained for line in _flips(one, pair))


def _flips(found: FlipsTold, pair: Pair) -> Iterator[Line]:
    yield 0, ""
    yield 0, f"Why? {found.heading}"
    yield from flips_lines(found)
    way = found.into if found.into.count >= found.out_of.count else found.out_of
    if way.routes:
        mine, other = (pair.other, pair.base) if way is found.into else (pair.base, pair.other)
        names = f"{mine.run} --against {other.run} --history {way.routes[0].example}"
        yield 0, f"To read one: stancelab trace {names} --question {found.question}"


def show_split(found: SplitTold, compared: Compared, results: Path, json: bool, figures: bool) -> None:
    """A difference split over settings, and where its files are."""
    from sim.usecases.explaining.pictures import keep_split

    folder = keep_split(found, compared, results, figures)
    if json:
        screen.document({"schema": "stancelab.which-line/1", **asdict(found)})
    else:
        show_lines(split_lines(found))
    text = f"files in {folder}"
    print(text) if screen.is_terminal() and not json else screen.say(text)
