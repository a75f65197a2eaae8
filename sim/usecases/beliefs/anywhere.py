"""A number asked for without saying in which world: the one world that has it, those of this folder first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sim.errors import ScenarioError, StanceError
from sim.report.beliefs.one import One
from sim.usecases.beliefs.why import one
from sim.usecases.listing import available

KINDS = ("world", "lesson")  # others change one of these


def anywhere(name: str) -> One:
    """What ``name`` is in the only world that has it; StanceError if none has, or several do."""
    entries = available(KINDS)
    if name in {entry.name for entry in entries} or Path(name).is_file():
        raise StanceError(
            f"{name} is a world.\nSay what of it, for example `stancelab why {name} NAME_OF_A_NUMBER`."
        )
    missed: list[ScenarioError] = []
    near = [entry.file for entry in entries if len(Path(entry.file).parts) == 1]
    for files in (near, [entry.file for entry in entries if entry.file not in near]):
        found = dict(_in(dict.fromkeys(files), name, missed))
        if len(found) > 1:
            worlds = ", ".join(found)
            first = next(iter(found))
            raise StanceError(f"{name} is in {worlds}.\nSay which: `stancelab why {first} {name}`.")
        if found:
            return found.popitem()[1]
    alike = [error for error in missed if error.problems[0].fix.startswith("nearest")]
    if alike:
        raise alike[0]
    hint = f"Name the world first: `stancelab why WORLD {name}` tells the nearest."
    raise StanceError(f'no world here has anything called "{name}".\n{hint}')


def _in(files: dict[str, None], name: str, missed: list[ScenarioError]) -> Iterator[tuple[str, One]]:
    for file in files:
        try:
            yield file, one(file, name)
        except ScenarioError as error:  # it has no such thing, or cannot be read
            missed.append(error)
