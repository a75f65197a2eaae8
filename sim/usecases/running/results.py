"""Results found again: a plan with all its variants, one variant, or a run by its id.

>>> kept(FilePath("no-such-folder"), "@last")
Traceback (most recent call last):
...
sim.errors.StoreError: no results named "@last": there are none in no-such-folder yet...
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path as FilePath

from sim.errors import StoreError
from sim.scenario.read import read_text
from sim.store.disk import read_json
from sim.store.folder import RUN, RunFolder, load
from sim.store.plans import LAST, find, find_plan, plan_names
from sim.usecases.running.analysed import analyse
from sim.usecases.running.programs import programs
from sim.usecases.running.summary import Summary, summary_from
from sim.usecases.running.written import SUMMARY


@dataclass(frozen=True, slots=True)
class Stored:
    """One variant of a plan (or a run of no plan): where it is, what it found, and how it came about just now."""

    variant: str
    folder: RunFolder
    summary: Summary
    how: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """What a name stands for among the results."""

    plan: str
    stored: tuple[Stored, ...]

    @property
    def folder(self) -> FilePath:
        """The run's own folder if there is but one, else the one that holds them all."""
        path = self.stored[0].folder.path
        return path if len(self.stored) == 1 else path.parent


def kept(results: FilePath, name: str) -> Kept:
    """The plan, variant or run called ``name``; raises StoreError with the nearest names."""
    head, slash, _ = name.partition("/")
    if slash or (head != LAST and head not in plan_names(results)):
        folder = find(results, name)
        return Kept(folder.plan, (_stored(folder),))
    plan = find_plan(results, head)
    folders = [find(results, f"{plan.name}/{variant}") for variant in plan.variants]
    return Kept(plan.name, tuple(_stored(folder) for folder in folders))


def read_summary(path: FilePath) -> Summary | None:
    """The summary in a run's folder; None if it is missing, damaged or of another version."""
    try:
        return summary_from(read_json(path / SUMMARY))
    except StoreError:
        return None


def _stored(folder: RunFolder) -> Stored:
    return Stored(folder.variant, folder, read_summary(folder.path) or _summed_up(folder))


def _summed_up(folder: RunFolder) -> Summary:
    """The summary made anew from the columns and the world that run.json carries."""
    runs, about = load(folder)
    try:
        world = read_text(about["resolved"], str(folder.path / RUN))
        return analyse(runs, programs(world)[0], world, about["seed"]).summary
    except (KeyError, TypeError) as error:
        raise StoreError(
            f"{folder.path / RUN} is damaged: {error!r}.\nDelete that folder and run it again: the same numbers "
            "come back."
        ) from error
