"""Names for the shell's tab key, found without loading anything heavy.

>>> results_in(Path("no-such-folder"))
['@last']
"""

from __future__ import annotations

from pathlib import Path

import typer


def world_names(incomplete: str) -> list[str]:
    """Worlds and plans whose name begins so."""
    from sim.scenario.files.find import plan_files, world_files, world_name

    names = [*map(world_name, world_files()), *(path.stem for path in plan_files())]
    return sorted({name for name in names if name.startswith(incomplete)})


def result_names(ctx: typer.Context, incomplete: str) -> list[str]:
    """Plans in the results folder whose name begins so."""
    return [
        name
        for name in results_in(Path(ctx.params.get("results") or "results"))
        if name.startswith(incomplete)
    ]


def results_in(folder: Path) -> list[str]:
    """`@last` and every plan that was run."""
    return ["@last", *sorted(path.parent.name for path in folder.glob("*/plan.json"))]
