"""What the commands that say why show."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sim.cli import screen
from sim.cli.shown import show_lines
from sim.report.compare.sentences import headline
from sim.report.why.flips import FlipsTold, flips_brief, flips_lines
from sim.report.why.phrases import Line
from sim.report.why.split import SplitTold, split_lines
from sim.report.why.story import Story, story_lines
from sim.usecases.comparing.compared import Compared


def show_story(story: Story, record: dict[str, Any] | None, everything: bool, json: bool) -> None:
    """A history as text, or as one JSON object; with everything that was noted if that was asked for."""
    if json:
        told = {"schema": "stancelab.trace/1", **asdict(story)}
        screen.document(told if record is None else {**told, "record": record})
    else:
        show_lines(story_lines(story, everything))


def explanations(found: Compared, why: bool | None, named: bool, json: bool) -> tuple[FlipsTold, ...]:
    """Why histories flip, for each paired run and question that is worth it; none if it is not asked for.

    Unasked it is told of two runs on a terminal: of the questions that were named, else of the one that changed most.
    """
    from sim.usecases.explaining.flipped import explained, refuse_unpaired, worth_explaining

    unasked = why is None and len(found.pairs) == 1 and screen.is_terminal() and not json
    pairs = [pair for pair in found.pairs if pair.paired]
    if why and not pairs:
        refuse_unpaired(found.pairs[0])
    if not why and not unasked:
        return ()
    return tuple(explained(pair, question) for pair in pairs for question in worth_explaining(pair, named))


def show_brief(found: Compared, explained: Sequence[FlipsTold], folder: Path, figures: bool) -> None:
    """In words behind sentences that have said what differs."""
    from sim.usecases.explaining.pictures import keep_flips

    if explained:
        keep_flips(explained, found, folder, figures)
        others = tuple(_others(explained, found))
        show_lines(
            line for one in explained for line in ((0, f"Why? {one.heading}"), *others, *flips_brief(one))
        )


def show_flips(
    found: Compared, explained: Sequence[FlipsTold], folder: Path, json: bool, figures: bool
) -> None:
    """In words, behind the tables, of several runs in brief; what is drawn and written lies beside them."""
    if not explained:
        return
    from sim.usecases.explaining.pictures import keep_flips

    keep_flips(explained, found, folder, figures)
    if not json:
        brief = len(found.pairs) > 1
        others = () if brief else tuple(_others(explained, found))
        show_lines(
            line for one in explained for line in (_brief(one, found) if brief else _whole(one, others))
        )


def _others(explained: Sequence[FlipsTold], found: Compared) -> Iterator[Line]:
    """Which question was chosen to be explained, and how to ask for the others that are told apart."""
    done = [one.question for one in explained]
    told = [one.name for one in found.pairs[0].contrasts if one.leading.told_apart and one.name not in done]
    if told:
        yield 0, f"This explains {done[0]}, which changed most. For another: --question {', or '.join(told)}"


def _whole(found: FlipsTold, others: Sequence[Line]) -> Iterator[Line]:
    yield 0, ""
    yield 0, f"Why? {found.heading}"
    yield from others
    yield from flips_lines(found)
    if found.larger.routes:
        a, b = found.runs
        names = f"{b} --against {a} --history {found.larger.routes[0].example}"
        yield 0, f"To read one: stancelab trace {names} --question {found.question}"


def _brief(found: FlipsTold, compared: Compared) -> Iterator[Line]:
    """A paragraph that stands for itself."""
    pair = next(pair for pair in compared.pairs if pair.other.label == found.b)
    contrast = next(contrast for contrast in pair.contrasts if contrast.name == found.question)
    yield 0, ""
    yield 0, f"{found.heading} {headline(found.b, contrast.leading, pair.paired)}."
    yield from flips_brief(found)


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
