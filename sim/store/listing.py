"""What results there are, damaged ones too.

>>> list_results(Path("no-such-folder"))
()
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.store.disk import read_json
from sim.store.folder import MANIFEST, RUN, run_path, trouble
from sim.store.plans import PlanRecord, plan_names, read_plan, run_ids


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: a variant of a plan, or a run of no plan.

    `trouble` says why it cannot be used, '' if it can; what could not be read then is '' or 0.
    """

    plan: str
    variant: str
    id: str
    scenario: str = ""
    worlds: int = 0
    repeats: int = 0
    when: str = ""
    headline: str = ""
    trouble: str = ""


def list_results(results: Path) -> tuple[Entry, ...]:
    """Plans newest first, each with its variants in declared order; then runs of no plan, newest first.

    Damaged plans and folders are listed with their trouble. From run.json come `scenario`, `headline` and,
    without a plan, `when`.
    """
    plans, broken = [], []
    for name in plan_names(results):
        try:
            plans.append(read_plan(results, name))
        except StoreError as error:
            broken.append(Entry(name, "", "", trouble=str(error).splitlines()[0]))
    plans.sort(key=lambda plan: (plan.when, plan.name), reverse=True)
    listed = [entry for plan in plans for entry in _entries(results, plan)]
    of_plans = {entry.id for entry in listed}
    alone = [_entry(results, "", "", run, "") for run in run_ids(results) if run not in of_plans]
    alone.sort(key=lambda entry: (entry.when, entry.id), reverse=True)
    return (*listed, *alone, *broken)


def _entries(results: Path, plan: PlanRecord) -> Iterator[Entry]:
    for variant, run in plan.variants.items():
        yield _entry(results, plan.name, variant, run, plan.when)


def _entry(results: Path, plan: str, variant: str, run: str, when: str) -> Entry:
    path = run_path(results, run)
    if not path.is_dir():
        missing = "not finished" if path.with_suffix(".partial").is_dir() else "no longer there"
        return Entry(plan, variant, run, when=when, trouble=missing)
    about, manifest = _words(path / RUN), _words(path / MANIFEST)
    return Entry(
        plan,
        variant,
        run,
        scenario=_text(about.get("scenario")),
        worlds=_count(manifest.get("worlds")),
        repeats=_count(manifest.get("repeats")),
        when=when or _text(about.get("when")),
        headline=_text(about.get("headline")),
        trouble=trouble(path),
    )


def _words(path: Path) -> dict[str, Any]:
    try:
        return read_json(path)
    except StoreError:
        return {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _count(value: object) -> int:
    return value if isinstance(value, int) else 0
