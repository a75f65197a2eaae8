"""What a comparison leaves on disk: a table of every difference, the same as JSON, and pictures, in `results/compared/`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path as FilePath
from typing import Any

from sim.analysis.compare.changes import Change
from sim.analysis.finding import Absent, Interval, as_plain
from sim.store.disk import json_text, write_whole
from sim.store.tables import csv_bytes
from sim.usecases.comparing.compared import Compared, Contrast, Pair
from sim.usecases.comparing.pictures import pictures

SCHEMA = "stancelab.compared/1"
FOLDER = "compared"
TABLE = "differences.csv"
LONGEST = 48  # letters of a folder's name
DIFFERENCES = (
    "base",
    "other",
    "question",
    "outcome",
    "base_share",
    "other_share",
    "difference",
    "low_95",
    "high_95",
    "told_apart",
    "chance",
    "chance_holm",
    "ratio",
    "ratio_low_95",
    "ratio_high_95",
    "histories_into",
    "histories_out_of",
    "variance_saved",
    "paired",
    "worlds",
    "repeats",
    "base_run",
    "other_run",
)


def keep(found: Compared, results: FilePath, figures: bool) -> FilePath:
    """Writes tables (and pictures) of a comparison; the folder they are in, the same for the same runs."""
    folder = results / FOLDER / folder_name(found)
    write_whole(folder / TABLE, csv_bytes(DIFFERENCES, difference_rows(found)))
    write_whole(folder / "compared.json", json_text(plain(found)))
    for name, content in pictures(found) if figures else ():
        write_whole(folder / name, content)
    return folder


def folder_name(found: Compared) -> str:
    """Names that can be read, and a digest of the runs."""
    sides = [found.base, *(pair.other for pair in found.pairs)]
    digest = blake2b(" ".join(side.run for side in sides).encode(), digest_size=4).hexdigest()
    names = "-vs-".join(side.label for side in sides[:3])
    readable = re.sub(r"[^A-Za-z0-9_.]+", "-", names).strip("-.")[:LONGEST]
    return f"{readable}-{digest}"


def difference_rows(found: Compared) -> Iterator[tuple[Any, ...]]:
    """Every share of every question and pair, one a row; what is not available stays empty."""
    for pair in found.pairs:
        for contrast in pair.contrasts:
            yield from (_row(pair, contrast, change) for change in contrast.rows)


def _row(pair: Pair, contrast: Contrast, change: Change) -> tuple[Any, ...]:
    difference, ratio = change.difference, change.ratio
    return (
        pair.base.label,
        pair.other.label,
        contrast.name,
        change.name,
        change.before.value,
        change.after.value,
        _number(difference.value),
        *_ends(difference.interval),
        "yes" if change.stands else "alone" if change.told_apart else "no",
        _number(change.chance),
        _number(change.adjusted),
        _number(ratio.value),
        *_ends(ratio.interval),
        *((change.into, change.out_of) if pair.paired else (None, None)),
        _number(change.saved),
        "yes" if pair.paired else "no",
        difference.runs.worlds,
        difference.runs.repeats,
        pair.base.run,
        pair.other.run,
    )


def _number(part: Any) -> float | None:
    return part if isinstance(part, float | int) else None


def _ends(part: Any) -> tuple[float | None, float | None]:
    return (part.low, part.high) if isinstance(part, Interval) else (None, None)


def plain(found: Compared) -> dict[str, Any]:
    """Everything as JSON values."""
    return {
        "schema": SCHEMA,
        "base": found.base.label,
        "comparisons": found.comparisons,
        "pairs": [_pair(pair) for pair in found.pairs],
        "notes": list(found.notes),
        "skipped": [{"name": one.name, "why": one.why} for one in found.skipped],
    }


def _pair(pair: Pair) -> dict[str, Any]:
    return {
        "base": {"label": pair.base.label, "run": pair.base.run},
        "other": {"label": pair.other.label, "run": pair.other.run},
        "paired": pair.paired,
        "why_not_paired": pair.apart,
        "questions": [_contrast(contrast) for contrast in pair.contrasts],
    }


def _contrast(contrast: Contrast) -> dict[str, Any]:
    ladder = contrast.ladder
    climbed = ladder and {
        "verdict": ladder.verdict,
        "worse": ladder.worse,
        "better": ladder.better,
        "at_least": [_change(change) for change in ladder.at_least],
    }
    return {
        "question": contrast.name,
        "heading": contrast.heading,
        "rule": contrast.rule,
        "horizon": contrast.horizon,
        "until": contrast.until,
        "shares": [_change(change) for change in contrast.rows],
        "ladder": climbed,
        "waits": [_change(change) for change in contrast.waits],
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "name": change.name,
        "before": _estimate(change.before),
        "after": _estimate(change.after),
        "difference": as_plain(change.difference),
        "ratio": as_plain(change.ratio),
        "told_apart": change.told_apart,
        "stands": change.stands,
        "into": change.into,
        "out_of": change.out_of,
        "chance": _told(change.chance),
        "adjusted": _told(change.adjusted),
        "saved": _told(change.saved),
    }


def _estimate(estimate: Any) -> dict[str, Any]:
    low, high = _ends(estimate.interval)
    return {"value": estimate.value, "low": low, "high": high}


def _told(part: float | Absent) -> Any:
    return part if isinstance(part, float | int) else {"unavailable": part.code, "why": part.why}
