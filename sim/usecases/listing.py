"""What there is: worlds, lessons and plans that can be named, and results.

>>> {entry.kind for entry in available()} <= {"world", "lesson", "what-if", "lens", "plan"}
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.files.find import OVERLAYS, plan_files, world_files, world_name
from sim.scenario.files.yamltree import MAX_BYTES, load
from sim.scenario.read import layer_of
from sim.store.listing import Entry, list_results
from sim.usecases.targets import shortened

_OURS = re.compile(rb"^(stancelab|extends):", re.MULTILINE)
ORDER = ("world", "lesson", *OVERLAYS, "plan")
KINDS = {"lessons": "lesson"} | {kind: kind for kind in OVERLAYS}


@dataclass(frozen=True, slots=True)
class Available:
    """A world or plan: the name it answers to, what it is about, what it asks; ``trouble`` if it cannot be read."""

    kind: str
    name: str
    file: str
    title: str = ""
    questions: tuple[str, ...] = ()
    trouble: str = ""


def available(kinds: Sequence[str] = ORDER) -> tuple[Available, ...]:
    """Everything that can be named, worlds first; of several of one name only the one that is meant. Reads only ``kinds``.

    >>> {entry.kind for entry in available(("world",))}
    {'world'}
    """
    found: dict[tuple[bool, str], Available] = {}
    plans = plan_files() if "plan" in kinds else ()
    files = (*_own_files(), *world_files())
    for entry in (*(_world(file, kinds) for file in files), *map(_plan, plans)):
        found.setdefault((entry.kind == "plan", entry.name), entry)
    wanted = (entry for entry in found.values() if entry.kind in kinds)
    return tuple(sorted(wanted, key=lambda entry: ORDER.index(entry.kind)))


def _own_files() -> Iterator[FilePath]:
    """Worlds right in the working folder, which answer to their names there; other YAML is none of our business."""
    for file in sorted(FilePath.cwd().glob("*.yaml")):
        try:
            if file.is_file() and _OURS.search(file.read_bytes()[:MAX_BYTES]):
                yield file
        except OSError:
            continue


def stored_results(folder: FilePath) -> tuple[Entry, ...]:
    """All results in a folder, damaged ones too."""
    return list_results(folder)


def _world(file: FilePath, kinds: Sequence[str]) -> Available:
    """What a file says of itself; of other ``kinds`` only what its path says, as it may hide one farther away."""
    kind, name = KINDS.get(file.parent.name, "world"), world_name(file)
    if kind not in kinds:
        return Available(kind, name, str(shortened(file)))
    try:
        tree = layer_of(shortened(file)).tree
    except ScenarioError as error:
        return Available(kind, name, str(shortened(file)), trouble=error.problems[0].headline())
    questions = {} if kind in OVERLAYS else tree.get("questions")  # an overlay asks what its base asks
    asked = tuple(_questions(questions)) if isinstance(questions, dict) else ()
    # A file's own name is shown where it can be asked for by it
    own = tree.get("name")
    name = own if own in (file.stem, world_name(file)) else name
    return Available(kind, str(name), str(shortened(file)), _text(tree.get("title")), asked)


def _questions(questions: dict[str, Any]) -> Iterator[str]:
    for name, question in questions.items():
        title = _text(question.get("title")) if isinstance(question, dict) else ""
        yield title or name


def _plan(file: FilePath) -> Available:
    try:
        tree = load(file, str(shortened(file)))[0]
    except ScenarioError as error:
        return Available("plan", file.stem, str(shortened(file)), trouble=error.problems[0].headline())
    variants = tree.get("variants")
    others = tuple(variants) if isinstance(variants, dict) else ()
    return Available("plan", file.stem, str(shortened(file)), f"runs {_text(tree.get('scenario'))}", others)


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
