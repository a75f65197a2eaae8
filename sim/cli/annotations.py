"""Problems as GitHub marks them beside the lines of a change: one command a line.

>>> from sim.errors import Where, problem
>>> print(annotation(problem("F13", Where("ferri"), name="ferri")))
::error title=F13::no world named "ferri"%0Afix: `stancelab list` shows the names; a path with .yaml works too
"""

from __future__ import annotations

from pathlib import Path

from sim.errors import Problem, Where

IN_TEXT = {"%": "%25", "\r": "%0D", "\n": "%0A"}
IN_PROPERTY = {**IN_TEXT, ":": "%3A", ",": "%2C"}


def annotation(found: Problem) -> str:
    """``::error file=...,line=...,col=...,endColumn=...,title=CODE::message``, a warning as ``::warning``."""
    text = [found.what] + [
        f"{word}: {text}" for word, text in (("why", found.why), ("fix", found.fix)) if text
    ]
    return marked("warning" if found.is_warning else "error", found.where, found.code, "\n".join(text))


def marked(severity: str, where: Where, title: str, text: str) -> str:
    """One command; the place is left out where there is no such file."""
    place = {
        "file": where.file.replace("\\", "/"),
        "line": where.line,
        "col": where.col,
        "endColumn": where.col + where.length,
    }
    shown = (place if Path(where.file).is_file() else {}) | {"title": title}
    properties = ",".join(f"{key}={_escaped(str(value), IN_PROPERTY)}" for key, value in shown.items())
    return f"::{severity} {properties}::{_escaped(text, IN_TEXT)}"


def _escaped(text: str, by: dict[str, str]) -> str:
    return "".join(by.get(char, char) for char in text)
