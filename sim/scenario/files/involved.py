"""Which files a world is put together from, as far as they can be followed.

>>> involved(FilePath("no-such-world.yaml")) == (FilePath("no-such-world.yaml"),)
True
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Any

from sim.errors import ScenarioError
from sim.scenario.files.find import find
from sim.scenario.files.yamltree import load


def involved(path: FilePath) -> tuple[FilePath, ...]:
    """The file itself, its parts and its bases with theirs; files that are named but missing too, each once."""
    found: dict[FilePath, None] = {}
    waiting = [path]
    while waiting:
        file = waiting.pop(0)
        if file not in found:
            found[file] = None
            waiting += _named(file)
    return tuple(found)


def _named(file: FilePath) -> list[FilePath]:
    """What ``file`` names; nothing if it cannot be read."""
    try:
        tree: dict[str, Any] = load(file, str(file))[0]
    except ScenarioError:
        return []
    parts = tree.get("parts") or []
    names = [name for name in (parts if isinstance(parts, list) else [parts]) if isinstance(name, str)]
    files = [file.parent / name for name in names]
    base = tree.get("extends")
    if isinstance(base, str):
        try:
            files.append(find(base, beside=file.parent))
        except ScenarioError:
            files.append(file.parent / base)
    return files
