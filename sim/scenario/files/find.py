"""Where worlds are found by name: beside the asking file, in `scenarios/` of this folder or one above it, in the package.

>>> world_name(FilePath("scenarios/lessons/01-two-hazards.yaml")), world_name(FilePath("scenarios/atlantis/world.yaml"))
('two-hazards', 'atlantis')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path as FilePath

from sim.errors import MOST_KNOWN, ScenarioError, Where, legible, nearest, problem

SHIPPED = FilePath(__file__).resolve().parents[2] / "shipped"
OVERLAYS = (
    "what-if",
    "lens",
)  # folders beside a world.yaml: the same world, changed or seen by somebody else


def roots(folder: str = "scenarios") -> tuple[FilePath, ...]:
    """The folders searched for names, nearest first, each at most once."""
    cwd = FilePath.cwd()
    candidates = [
        *(up / folder for up in (cwd, *cwd.parents)),
        SHIPPED.parent.parent / folder,
        SHIPPED / folder,
    ]
    # a foreign `scenarios/` far above is not ours unless it holds worlds
    return tuple(dict.fromkeys(path for path in candidates if path.is_dir()))


def world_name(path: FilePath) -> str:
    """The name a file answers to: the folder of a `world.yaml`, else the stem without a leading number."""
    return path.parent.name if path.name == "world.yaml" else re.sub(r"^\d+-", "", path.stem)


def world_files() -> Iterator[FilePath]:
    """Every world that can be named: folders with a `world.yaml`, single files, lessons, overlays."""
    for root in roots():
        yield from sorted(root.glob("*/world.yaml"))
        yield from sorted([*root.glob("*.yaml"), *root.glob("lessons/*.yaml")])
        yield from (path for kind in OVERLAYS for path in sorted(root.glob(f"*/{kind}/*.yaml")))


def plan_files() -> Iterator[FilePath]:
    """Every plan that can be named."""
    for root in roots("configs"):
        yield from sorted(root.glob("*.yaml"))


def find(name: str, beside: FilePath | None = None) -> FilePath:
    """The file of the world called ``name`` (a name or a path); raises ScenarioError with the nearest known name."""
    try:
        path = FilePath(name).expanduser()
        here = _here(path, name, beside)
    except (OSError, RuntimeError, ValueError) as error:  # a name no system can look for
        reason = getattr(error, "strerror", "") or str(error)
        raise ScenarioError([problem("F01", Where(legible(name, 80)), reason=reason)]) from None
    if here is not None:
        return here
    known = {
        key: file
        for file in reversed(list(world_files()))
        for key in (file.stem, world_name(file))
        if key != "world"
    }
    if name in known:
        return known[name]
    shown = Where(legible(name, 80))
    if path.is_dir():
        raise ScenarioError([problem("F02", shown)])
    raise ScenarioError(
        [
            problem(
                "F13",
                shown,
                name=name,
                near=_with_hidden_ending(name) or nearest(name, [*_stems_here(), *known]),
            )
        ]
    )


def _stems_here() -> list[str]:
    """Names of this folder's own files, which are found without being among the worlds."""
    return sorted(path.stem for path in islice(FilePath().glob("*.yaml"), MOST_KNOWN))


def _with_hidden_ending(name: str) -> str:
    """The file that an editor of Windows saved as ``name``, with a .txt behind it that its folders hide; '' if none."""
    for ending in (".yaml.txt", ".txt"):
        try:
            if FilePath(f"{name}{ending}").is_file():
                return f"{name}{ending}"
        except (OSError, ValueError):  # no system has such a name
            return ""
    return ""


def _here(path: FilePath, name: str, beside: FilePath | None) -> FilePath | None:
    """The file that ``path`` leads to from the asking file's folder or from this one."""
    for folder in ([beside] if beside else []) + [FilePath()]:
        for candidate in (folder / path, folder / f"{name}.yaml"):
            if candidate.is_dir() and (candidate / "world.yaml").is_file():
                return candidate / "world.yaml"
            if candidate.is_file() and (candidate.suffix in (".yaml", ".yml") or candidate == path):
                return candidate
    return None
