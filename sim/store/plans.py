"""Plans on disk, and finding results by name: a plan, plan/variant, a run id or its beginning, @last.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as place:
...     save_plan(Path(place), PlanRecord("ferry", {"base": "0123456789ab"}, "2031-05-01T10:00:00+00:00"))
...     run_path(Path(place), "0123456789ab").mkdir(parents=True)
...     find(Path(place), "@last").id, find(Path(place), "0123").variant
('0123456789ab', '')
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.errors import StoreError
from sim.store.disk import json_text, read_json, write_whole
from sim.store.folder import RUN_ID, RunFolder, run_path

PLAN = "plan.json"
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
LAST = "@last"
SHORTEST = 4  # digits of a run id that may stand for it


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """What a plan was run as: variants[name] is a run id, in declared order; `when` is ISO 8601 in UTC."""

    name: str
    variants: Mapping[str, str]
    when: str
    question: str = ""

    @property
    def first(self) -> str:
        """The variant that the plan's bare name stands for: `base`, else the first declared."""
        return "base" if "base" in self.variants else next(iter(self.variants))


def save_plan(results: Path, plan: PlanRecord) -> None:
    """Writes or replaces `<results>/<plan>/plan.json`. StoreError for a name that no folder can have."""
    if not NAME.fullmatch(plan.name) or plan.name.endswith(".") or plan.name.casefold() == "runs":
        fix = 'Use letters, digits, "-", "_" and "." within; "runs" is taken.'
        raise StoreError(f'no folder of results can be named "{plan.name}".\n{fix}')
    if not plan.variants or not all(RUN_ID.fullmatch(run) for run in plan.variants.values()):
        raise ValueError("a plan lists at least one variant, each with a run id")
    # A list keeps the declared order, which sorted keys would lose.
    variants = [{"variant": name, "run": run} for name, run in plan.variants.items()]
    tree = {"plan": plan.name, "when": plan.when, "question": plan.question, "variants": variants}
    write_whole(results / plan.name / PLAN, json_text(tree))


def read_plan(results: Path, name: str) -> PlanRecord:
    """The record in `<results>/<name>/plan.json`. StoreError if it is damaged."""
    path = results / name / PLAN
    tree = read_json(path)
    try:
        variants = {str(line["variant"]): str(line["run"]) for line in tree["variants"]}
        if variants and all(RUN_ID.fullmatch(run) for run in variants.values()):
            return PlanRecord(name, variants, str(tree["when"]), str(tree.get("question", "")))
    except (KeyError, TypeError):
        pass
    raise StoreError(f"{path} is damaged.\nRun the plan again: its finished runs are not run twice.")


def find_plan(results: Path, name: str) -> PlanRecord:
    """The plan of that name; the one last run for `@last`. StoreError, with the nearest names, if unknown."""
    names = plan_names(results)
    if name == LAST:
        return _last(results, names)
    if name not in names:
        raise _unknown(name, names, results)
    return read_plan(results, name)


def find(results: Path, name: str) -> RunFolder:
    """The whole run that a name stands for: a plan (its base), plan/variant, a run id or its first 4 digits.

    `@last` is the plan last run. A plan's name goes before a run id. StoreError, with the nearest names, if
    it stands for nothing, for several runs, or for one that is not finished.
    """
    head, _, variant = name.partition("/")
    if head == LAST or head in plan_names(results):
        return _variant(results, find_plan(results, head), variant)
    runs = run_ids(results)
    fits = [run for run in runs if run.startswith(name.lower())] if len(name) >= SHORTEST else []
    if len(fits) > 1:
        raise StoreError(f'"{name}" begins {len(fits)} runs: {", ".join(fits[:5])}.\nGive more digits.')
    if not fits:
        raise _unknown(name, _all_names(results), results)
    return _whole(results, RunFolder(run_path(results, fits[0]), fits[0]))


def plan_names(results: Path) -> list[str]:
    """Folders with a plan.json, sorted; none if there are no results."""
    return sorted(path.parent.name for path in results.glob(f"*/{PLAN}"))


def run_ids(results: Path) -> list[str]:
    """Ids of all whole and unfinished runs, sorted."""
    found = [path for path in (results / "runs").glob("*") if path.suffix in ("", ".partial")]
    return sorted({path.stem for path in found if RUN_ID.fullmatch(path.stem)})


def _last(results: Path, names: list[str]) -> PlanRecord:
    records = []
    for name in names:
        with suppress(StoreError):  # a damaged one is not the last anyone wants
            records.append(read_plan(results, name))
    if not records:
        raise _unknown(LAST, [], results)
    return max(records, key=lambda record: (record.when, record.name))


def _variant(results: Path, plan: PlanRecord, variant: str) -> RunFolder:
    variant = variant or plan.first
    if variant not in plan.variants:
        raise _unknown(f"{plan.name}/{variant}", [f"{plan.name}/{name}" for name in plan.variants], results)
    run = plan.variants[variant]
    return _whole(results, RunFolder(run_path(results, run), run, plan.name, variant))


def _whole(results: Path, folder: RunFolder) -> RunFolder:
    if folder.path.is_dir():
        return folder
    named = f"run {folder.id}" + (f" of {folder.plan}/{folder.variant}" if folder.plan else "")
    if folder.path.with_suffix(".partial").is_dir():
        raise StoreError(f"{named} is not finished.\nStart it again: what is finished is kept.")
    fix = "Run it again: the same numbers come back."
    raise StoreError(f"{named} is no longer in {folder.path.parent}.\n{fix}")


def _all_names(results: Path) -> list[str]:
    names = []
    for plan in plan_names(results):
        with suppress(StoreError):
            names += [plan, *(f"{plan}/{variant}" for variant in read_plan(results, plan).variants)]
    return names + run_ids(results)


def _unknown(name: str, known: list[str], results: Path) -> StoreError:
    if not known:
        return StoreError(f'no results named "{name}": there are none in {results} yet')
    some = ", ".join(known[:5]) + (", ..." if len(known) > 5 else "")
    near = difflib.get_close_matches(name, known, 3, 0.6)
    hint = f"did you mean {' or '.join(near)}?" if near else f"there are {some}"
    return StoreError(f'no results named "{name}" in {results}: {hint}')
