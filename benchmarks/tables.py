"""The record as Markdown: what `run.py` prints, and what stands between two marks in README.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import r1
import targets

README = r1.HERE / "README.md"
START, END = "<!-- figures -->", "<!-- end of figures -->"


def page(record: dict[str, Any]) -> str:
    """All tables of one record."""
    return "\n".join(
        line
        for part in (_machine, _promises, _speeds, _fresh, _flagship, _growth, _skipped)
        for line in part(record)
    )


def put(record: dict[str, Any]) -> None:
    """Replace what stands between the marks in README.md."""
    text = README.read_text(encoding="utf-8")
    before, rest = text.split(START)
    README.write_text(f"{before}{START}\n{page(record)}\n{END}{rest.split(END)[1]}", encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table and the empty line after it."""
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    yield from ("| " + " | ".join(row) + " |" for row in rows)
    yield ""


def short(value: float) -> str:
    """Three digits, thousands with commas."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _machine(record: dict[str, Any]) -> Iterator[str]:
    said = dict(record["machine"])
    yield f"Measured on {said.pop('date')}: " + ", ".join(f"{name} {value}" for name, value in said.items()) + "."
    yield ""


def _promises(record: dict[str, Any]) -> Iterator[str]:
    rows = []
    for target, value, verdict in targets.judged(record["figures"]):
        sign = "at least" if target.at_least else "at most"
        bound = f"{sign} {short(target.bound)} {target.unit}"
        rows.append((target.figure, bound, "" if value is None else f"{short(value)} {target.unit}", verdict))
    yield from table(("figure", "promised", "measured", ""), rows)


def _speeds(record: dict[str, Any]) -> Iterator[str]:
    yield f"R1, one history to a world, {record['rounds']} rounds taken in turns; ratios are medians over rounds."
    yield ""
    reference = [name for name in ("yardstick f64", "C, our semantics") if name in record["speeds"]]
    rows = [
        (name, short(s["histories"]), short(s["rate"]), short(s["ns"]), *(short(s["times"][to]) for to in reference))
        for name, s in record["speeds"].items()
    ]
    yield from table(("who", "histories a go", "histories/s", "ns a tick", *(f"x {to}" for to in reference)), rows)


def _fresh(record: dict[str, Any]) -> Iterator[str]:
    if record["fresh"]:
        yield "A whole process, from its start to its answer, on all threads (medians on the wall; memory at most):"
        yield ""
        rows = [(f["what"], f"{f['histories']:,}", f"{f['wall']:.2f}", f"{f['peak']:.0f}") for f in record["fresh"]]
        yield from table(("what", "histories", "seconds", "MB"), rows)


def _flagship(record: dict[str, Any]) -> Iterator[str]:
    if record["flagship"]:
        yield "`belarus-2024`, 24 months, ten histories to a world:"
        yield ""
        rows = [(f["who"], f"{f['histories']:,}", f"{f['seconds']:.3f}", short(f["rate"])) for f in record["flagship"]]
        yield from table(("who", "histories", "seconds", "histories/s"), rows)


def _growth(record: dict[str, Any]) -> Iterator[str]:
    if record["growth"]:
        yield "Growth: worlds like R1, one of three sizes changed at a time, one thread."
        yield ""
        sizes = ("actors", "weeks", "histories", "lines")
        rows = [
            (g["who"], *(f"{g[size]:,}" for size in sizes), short(g["us"]), f"{g['ns']:.2f}") for g in record["growth"]
        ]
        yield from table(("who", *sizes[:3], "lines a tick", "us a history", "ns a line and tick"), rows)


def _skipped(record: dict[str, Any]) -> Iterator[str]:
    if record["skipped"]:
        yield "Left out: " + "; ".join(f"{what} ({why})" for what, why in record["skipped"].items()) + "."
