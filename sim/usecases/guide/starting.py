"""A file to start from: a small commented world that runs, under a name and a clock of one's own.

>>> sorted(templates())
['ladder', 'negotiation', 'two-actors']
>>> print(rewritten(templates()["ladder"], "strait", "week").split("clock: ")[1].split("}")[0])
{start: 2030-01-01, tick: week, ticks: 53
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from sim.errors import StanceError, Where, nearest
from sim.scenario.clock import Timeline
from sim.scenario.files.find import SHIPPED, plan_files, world_files, world_name
from sim.scenario.files.yamltree import load_text
from sim.scenario.read import read_text
from sim.scenario.where import Places
from sim.usecases.schemas import schema_texts

TICKS = ("day", "week", "month")
SCHEMA = "stancelab.schema.json"  # beside a world outside a checkout
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)  # no file of Windows


@dataclass(frozen=True, slots=True)
class Started:
    """The file that was written, the question of its template, and where editors find the schema."""

    name: str
    file: str
    like: str
    question: str
    schema: str


def templates() -> dict[str, str]:
    """The texts of the templates, by name."""
    homes = (SHIPPED.parent.parent / "scenarios", SHIPPED / "scenarios")
    files = [file for home in homes for file in sorted(home.glob("templates/*.yaml"))]
    return {file.stem: file.read_text(encoding="utf-8") for file in files}


def started(asked: str, like: str, tick: str = "", folder: Path | None = None) -> Started:
    """Writes ``asked``.yaml into ``folder`` (that of work unless given), after a template, with the clock's step ``tick``.

    Nothing is ever overwritten: StanceError if the file is there, or the name would mean something else.
    """
    folder = folder or Path()
    name = asked.removesuffix(".yaml").removesuffix(".yml")
    file = folder / f"{name}.yaml"
    _refuse(name, file)
    known = templates()
    if like not in known:
        near = nearest(like, known)
        hint = f', did you mean "{near}"?' if near else "."
        raise StanceError(f'no template is called "{like}"{hint}\nThere are {", ".join(known)}.')
    schema = _schema_for(folder)
    text = f"# yaml-language-server: $schema={schema}\n{rewritten(known[like], name, tick)}"
    if schema == SCHEMA:
        _write(folder / SCHEMA, schema_texts()["scenario.schema.json"], "w")
    _write(file, text, "x")
    return Started(name, str(file), like, read_text(text).title, schema)


def rewritten(template: str, name: str, tick: str = "") -> str:
    """The template under another name and, if given, with another step of the clock over the same time.

    Rates and durations carry their own units, so nothing else changes.
    """
    world = read_text(template)
    clock = Timeline.read(world.clock.start, world.clock.tick, world.clock.ticks)
    changes: dict[tuple[str, ...], str] = {("name",): _as_text(name)}
    if tick:
        end = clock.starts(clock.ticks + 1)
        finest = Timeline.read(world.clock.start, tick, (end - clock.start).days)
        ticks = next(k for k in range(1, finest.ticks + 1) if finest.starts(k + 1) >= end)
        changes |= {("clock", "tick"): tick, ("clock", "ticks"): str(ticks)}
    return _replaced(template, world.places, changes)


def _replaced(text: str, places: Places, changes: dict[tuple[str, ...], str]) -> str:
    lines = text.split("\n")
    spots: list[tuple[Where, str]] = [(places.value(path), value) for path, value in changes.items()]
    for spot, value in sorted(spots, key=lambda pair: (pair[0].line, -pair[0].col)):
        line = lines[spot.line - 1]
        rest = line[spot.col - 1 + spot.length :]
        before, mark, comment = rest.partition("  # ")
        room = max(0, len(before) - len(before.rstrip()) + spot.length - len(value))  # comments stay in line
        rest = f"{before.rstrip()}{' ' * room}{mark}{comment}" if mark else rest
        lines[spot.line - 1] = line[: spot.col - 1] + value + rest
    return "\n".join(lines)


def _as_text(name: str) -> str:
    """The name as YAML that is read as text: `2030` needs quotes."""
    return name if load_text(f"name: {name}", name)[0]["name"] == name else f'"{name}"'


def _refuse(name: str, file: Path) -> None:
    if not NAME.fullmatch(name) or DEVICES.fullmatch(name):
        raise StanceError(
            f'"{name}" cannot name a world.\nUse letters, digits, - and _, for example `stancelab new my-strait`.'
        )
    if file.exists():
        raise StanceError(
            f"{file} is there already; nothing was written.\nChoose another name, or remove it."
        )
    taken = {world_name(path) for path in world_files()} | {path.stem for path in plan_files()}
    if name in taken:
        raise StanceError(
            f'"{name}" already names a world or a plan; `stancelab run {name}` would run that one.\nChoose another name.'
        )


def _schema_for(folder: Path) -> str:
    """Where editors find the schema from ``folder``: in the checkout we are in, else a copy beside the world."""
    root = SHIPPED.parent.parent
    shared = root / "configs" / "scenario.schema.json"
    if shared.is_file() and folder.resolve().is_relative_to(root):
        return Path(os.path.relpath(shared, folder.resolve())).as_posix()
    return SCHEMA


def _write(file: Path, text: str, mode: str) -> None:
    try:
        with file.open(mode, encoding="utf-8", newline="\n") as stream:
            stream.write(text)
    except OSError as error:
        raise StanceError(f"cannot write {file}: {error.strerror or error}") from None
