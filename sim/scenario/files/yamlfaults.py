"""What keeps a file from being YAML at all, in plain words and at the place where a person would mend it.

>>> import yaml
>>> try:
...     yaml.compose("a: 1\\nwhy: fear: of war")
... except yaml.MarkedYAMLError as error:
...     print(yaml_problem(error, "x.yaml", "a: 1\\nwhy: fear: of war").headline())
x.yaml:2:10 F05 not valid YAML: a second ": " on one line
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

import yaml

from sim.errors import Problem, Where, problem

# what YAML itself refuses, other line ends, a mark of byte order inside the text, and turns of the writing direction
_HIDDEN = re.compile(
    "[^\t\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]|[\u2028-\u202e\u2066-\u2069]"
)
_NO_COLON = re.compile(r"\s*(\w{1,40}) +[\[{]")
_NO_SPACE = re.compile(r"\s*[A-Za-z_][A-Za-z0-9_]*:\S")


class _Fault(NamedTuple):
    """What YAML's own message contains, and ours; ``at_opening``: shown where the thing begins that went wrong."""

    says: str
    reason: str
    hint: str
    at_opening: bool = False


_FAULTS = (
    _Fault("quoted scalar: unexpected", "the quote that opens here is never closed", "close it with the same quote", True),
    _Fault("escape", "in double quotes a backslash begins an escape, and there is none like this", "use single quotes"),
    _Fault("hexdecimal", "in double quotes a backslash begins an escape, and there is none like this", "use single quotes"),
    _Fault("expected ':'", 'this line has no ": "', "write `key: value`, with a space after the colon", True),
    _Fault("expected key", "this does not line up with the lines above", "indent the keys of one block alike"),
    _Fault("expected '-' indicator", "list items and keys are mixed", "begin every item with `- `, indented alike"),
    _Fault("<document start>", "this line is indented less than the first key", "begin all top keys in one column"),
    _Fault("node content", "no value can begin with {char}", "put the text in quotes"),
    _Fault("cannot start any token", "no text can begin with {char}", "put the text in quotes"),
    _Fault("alphabetic or numeric", "* and & have a meaning of their own in YAML", "put the text in quotes", True),
    _Fault("comment or line break", "after | or > the text begins on the next line", "break the line after the sign"),
    _Fault("sequence entries", "a list item cannot begin here", "begin the list on a line of its own"),
    _Fault("directive", "a line that begins with % is an instruction to YAML", "remove the line"),
    _Fault("incompatible YAML", "a line that begins with % is an instruction to YAML", "remove the line"),
)  # fmt: skip


def hidden_character(text: str, name: str) -> Problem | None:
    """The first character that no reader could see, or None."""
    found = _HIDDEN.search(text)
    if found is None:
        return None
    line = text.count("\n", 0, found.start()) + 1
    where = Where(name, line, found.start() - text.rfind("\n", 0, found.start()))
    called = unicodedata.name(found[0], "a control character").lower()
    reason = f"the invisible character U+{ord(found[0]):04X} ({called})"
    return problem("F05", where, reason=reason, hint="delete it, or type this line again")


def yaml_problem(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    """The problem behind YAML's ``error`` in ``text``."""
    mark = error.problem_mark or error.context_mark
    opening = error.context_mark or mark
    if mark is None or opening is None:
        return problem(
            "F05", Where(name), reason=error.problem or "unreadable", hint="check brackets and quotes"
        )
    lines = text.split("\n")
    where, begun = (Where(name, m.line + 1, m.column + 1) for m in (mark, opening))
    line = lines[mark.line] if mark.line < len(lines) else ""
    says = f"{error.context or ''}: {error.problem or ''}".replace("found ", "")
    if "tab character" in says or line[: mark.column + 1].strip(" ") == "\t":
        return problem("F17", where)
    if "tag" in says:
        tag = lines[opening.line][opening.column :].split(" ")[0]
        return problem("F08", Where(name, begun.line, begun.col, max(1, len(tag))), tag=tag)
    for closing in "}]":
        if f"or '{closing}'" in says:
            return _unclosed(closing, where, begun, lines)
    if "mapping values" in says:
        return _stray_colon(where, lines)
    fault = next((f for f in _FAULTS if all(part in says for part in f.says.split(": "))), None)
    if fault is None:
        return problem(
            "F05", where, reason=error.problem or "unreadable", hint="check the lines just above too"
        )
    reason = fault.reason.format(char=line[mark.column : mark.column + 1] or "nothing")
    quoted = fault.says == "expected key" and any(sign in line for sign in "\"'")
    hint = f"{fault.hint}; a text with a quote in it needs the other kind around it" if quoted else fault.hint
    return problem("F05", begun if fault.at_opening else where, reason=reason, hint=hint)


def _unclosed(closing: str, where: Where, begun: Where, lines: list[str]) -> Problem:
    """A `{` or `[` whose end or next entry was not found."""
    if where.line == begun.line:
        hint = "a text that contains `: ` needs quotes"
        return problem("F05", where, reason=f'a "," or "{closing}" is missing before this', hint=hint)
    opener = "{" if closing == "}" else "["
    commented = any(" #" in line for line in lines[begun.line - 1 : where.line])
    hint = (
        f"after a # comes a comment, and a {closing} in it does not count: put the text in quotes"
        if commented
        else f'look for a missing "," or "{closing}" up to line {min(where.line, len(lines))}'
    )
    return problem("F05", begun, reason=f"what opens here with {opener} is not closed", hint=hint)


def _stray_colon(where: Where, lines: list[str]) -> Problem:
    """A `key:` where none can stand: a second one on a line, or a line above that is not finished."""
    if bare := _NO_COLON.match(lines[where.line - 1]):
        here = Where(where.file, where.line, bare.end())
        return problem(
            "F05", here, reason=f'a ":" is missing after "{bare[1]}"', hint=f"write `{bare[1]}: ...`"
        )
    if ": " in lines[where.line - 1][: where.col - 1]:
        hint = "put everything after the first `: ` in quotes"
        return problem("F05", where, reason='a second ": " on one line', hint=hint)
    above = next((n for n in range(where.line - 1, 0, -1) if lines[n - 1].strip()), 0)
    if above and _NO_SPACE.match(lines[above - 1]):
        col = lines[above - 1].index(":") + 1
        hint = "write `key: value`"
        return problem(
            "F05", Where(where.file, above, col), reason="a space is missing after this colon", hint=hint
        )
    hint = f"indent it like its neighbours, and look at line {above}: it may lack a colon"
    return problem("F05", where, reason="no key can stand here", hint=hint)
