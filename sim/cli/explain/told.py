"""What the commands that say why show."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sim.cli import screen
from sim.cli.shown import show_lines
from sim.report.why.story import Story, story_lines


def show_story(story: Story, record: dict[str, Any] | None, everything: bool, json: bool) -> None:
    """A history as text, or as one JSON object; with everything that was noted if that was asked for."""
    if json:
        told = {"schema": "stancelab.trace/1", **asdict(story)}
        screen.document(told if record is None else {**told, "record": record})
    else:
        show_lines(story_lines(story, everything))
