"""Places: every value of a file knows its line and column, also after overlays and parts are merged.

>>> mark = Mark("a.yaml", 2, 9, "0.3 * thret", ("name: x", "serves: 0.3 * thret"))
>>> print(snippet(mark.where(6, 5), mark.lines))
    2 | serves: 0.3 * thret
      |               ^^^^^
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, takewhile
from types import MappingProxyType
from typing import NamedTuple

from sim.errors import Problem, Where

Path = tuple[str | int, ...]
_QUOTED = re.compile(r'"([\w.]+)(?:\.\*)?"')
_BLANK = re.compile(r"\\($| |\t|t|n|x20|x09|x0[aA]|u0020)")  # also a line that goes on
_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)")
WIDTH = 100  # how much of a line is shown
LONGEST = 300  # characters of a stretch that is marked


class Mark(NamedTuple):
    """Where a key or value stands: the first character of its text (inside quotes), and the lines of its file.

    ``style`` is how YAML wrote the text: '' plain, a quote, or the sign | or > of a block.
    """

    file: str
    line: int
    col: int
    text: str = ""
    lines: tuple[str, ...] = ()
    style: str = ""

    def where(self, offset: int = 0, length: int = 0) -> Where:
        """The stretch of ``length`` characters at ``offset`` of the value's text (length 0: the rest of it).

        A stretch that YAML folded over several lines is marked up to the end of the line it begins on.
        """
        if not self.text or not 1 <= self.line <= len(self.lines):
            return Where(self.file, self.line, self.col, max(1, length if offset == 0 else 1))
        if self.lines[self.line - 1].startswith(self.text, self.col - 1):
            room = min(LONGEST, len(self.text) - offset)
            return Where(self.file, self.line, self.col + offset, max(1, min(length or room, room)))
        last = min(offset + min(LONGEST, length or LONGEST), max(len(self.text), offset + 1))
        stretch = islice(self._spots(), offset, last)
        line, start, end = next(stretch, (self.line, self.col, self.col + 1))
        same_line = takewhile(lambda spot: spot[0] == line, stretch)
        end = max((stop for _, _, stop in same_line), default=end)
        return Where(self.file, line, start, max(1, end - start))

    def _spots(self) -> Iterator[tuple[int, int, int]]:
        """(line, first column, next column) of every character of the text, and of its end.

        However YAML folded the text, the characters that can be seen follow each other in the file as in the value.
        """
        line, col = self.line, self.col
        for char in self.text:
            if char not in " \t\n":
                line, col = self._next_visible(line, col)
            width = self._width(line, col, char)
            yield line, col, col + width
            col += width
        yield line, col, col + 1

    def _next_visible(self, line: int, col: int) -> tuple[int, int]:
        while line <= len(self.lines):
            here = self.lines[line - 1]
            while here[col - 1 : col] in (" ", "\t"):
                col += 1
            blank = _BLANK.match(here, col - 1) if self.style == '"' else None
            if blank is not None:
                col += len(blank[0])
            elif col <= len(here) or line == len(self.lines):
                break
            else:
                line, col = line + 1, 1
        return line, col

    def _width(self, line: int, col: int, char: str) -> int:
        """How many columns the file uses for ``char`` of the value."""
        here = self.lines[line - 1]
        if self.style == "'" and char == "'":
            return 2
        if self.style == '"' and (escape := _ESCAPE.match(here, col - 1)):
            return escape.end() - escape.start()
        return 1 if char not in " \t\n" else int(here[col - 1 : col] in (" ", "\t"))


def _ends(whole: str, name: str) -> bool:
    """Whether ``name`` may stand for ``whole``, as inside its actor."""
    return whole == name or whole.endswith(f".{name}")


@dataclass(frozen=True, slots=True)
class Places:
    """Marks of all values and keys of a tree, by path."""

    values: Mapping[Path, Mark] = field(default_factory=lambda: MappingProxyType({}))
    keys: Mapping[Path, Mark] = field(default_factory=lambda: MappingProxyType({}))
    replaced: Mapping[tuple[str, int], str] = field(default_factory=lambda: MappingProxyType({}))
    """File and line of an overlay's value -> where the value stood that it took the place of."""

    removed: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """Dotted name that an overlay removed -> where it did."""

    def told(self, found: Problem) -> Problem:
        """A problem of an overlay's value names the base's line too, and a name that an overlay took away says so."""
        named = _QUOTED.search(found.what) if found.code in ("N01", "N06") else None
        taken = next((at for name, at in self.removed.items() if named and _ends(name, named[1])), "")
        if named and taken:
            what = f"{named[0]} is no longer there: {taken} removes it"
            fix = "change there what still names it, too"
            fix += f"; an option can be closed instead: `{named[1]}.if: false`" if "." in named[1] else ""
            return replace(found, what=what, fix=fix)
        base = self.replaced.get((found.where.file, found.where.line))
        why = "; ".join(part for part in (found.why, f"it takes the place of {base}") if part)
        return replace(found, why=why) if base else found

    def value(self, path: Path, offset: int = 0, length: int = 0) -> Where:
        """The place of the value at ``path``, or of its nearest enclosing value."""
        while path and path not in self.values:
            path, offset, length = path[:-1], 0, 0
        return self.values[path].where(offset, length) if path in self.values else Where("?")

    def key(self, path: Path) -> Where:
        """The place of the key of ``path``, else of its value."""
        return self.keys[path].where() if path in self.keys else self.value(path)

    def lines(self, where: Where) -> tuple[str, ...]:
        """The lines of the file that ``where`` is in."""
        return next((m.lines for m in self.values.values() if m.file == where.file), ())


# below these keys stand names given by the author
NAMED = frozenset(
    {"quantities", "terms", "state", "calendar", "at", "actors", "events", "rules", "doubts", "questions"}
    | {"watches", "pool", "goals", "stances", "menu", "tracks", "one_of", "then", "otherwise", "serves"}
    | {"worst", "first", "last", "set"}
)
# sections that declare nothing an expression could name, and fields of an actor that do not either
_NAMELESS = frozenset(
    {"stancelab", "name", "title", "about", "clock", "defaults", "sources", "at", "rules", "doubts"}
    | {"correlate", "ends", "questions", "watches", "pool", "evidence", "assumptions", "left_out"}
)
_PLAIN_FIELDS = frozenset(
    {"label", "active", "decides", "precision", "pace", "hold", "draws"}
    | {"from", "hedge", "grade", "basis", "coder", "why"}
)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Paths of the tree that could not be read: what may have stood there is unknown, and an unknown is silent.

    >>> gaps = Gaps(frozenset({("state", "mood"), ("actors", "ann", "stances")}))
    >>> gaps.hide("mood"), gaps.hide("ann.fear"), gaps.hide("fear", "ann"), gaps.hide("fear", "bob"), gaps.hide("fear")
    (True, True, True, False, False)
    """

    paths: frozenset[Path] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.paths)

    def hide(self, name: str, actor: str = "") -> bool:
        """Whether ``name``, inside ``actor``, may have been declared in a gap."""
        return any(_may_declare(path, tuple(name.split(".")), actor) for path in self.paths)

    def hide_source(self, name: str) -> bool:
        """Whether the source called ``name`` may have been declared in a gap."""
        return any(path[:2] in ((), ("sources",), ("sources", name)) for path in self.paths)

    def below(self, path: Path) -> bool:
        """Whether a gap is ``path`` or lies below it."""
        return any(gap[: len(path)] == path for gap in self.paths)


def _may_declare(gap: Path, name: tuple[str, ...], actor: str) -> bool:
    if not gap:
        return True
    if gap[0] == "actors":
        return _of_actor(gap[1:], name, actor)
    return gap[0] not in _NAMELESS and gap[1:2] in ((), name[:1])


def _of_actor(gap: Path, name: tuple[str, ...], actor: str) -> bool:
    """The same for a gap below `actors:`; ``gap`` is the actor, its field, and what lies below that."""
    owner, field = gap[:1], gap[1:2]
    if not owner:
        return len(name) > 1
    if field and field[0] in _PLAIN_FIELDS:
        return False
    own = name[1:] if len(name) > 1 and name[:1] == owner else name if owner == (actor,) else ()
    return bool(own) and (field == ("tracks",) or gap[2:3] in ((), own[:1]))


NO_GAPS = Gaps()


def snippet(where: Where, lines: tuple[str, ...], width: int = WIDTH) -> str:
    """The line with a caret under the spot; '' if the line is not known. Unprintable characters show as a dot.

    Of a line longer than ``width`` the part around the spot is shown.
    """
    if not 1 <= where.line <= len(lines):
        return ""
    line = "".join(
        " " if char == "\t" else char if char.isprintable() else "·" for char in lines[where.line - 1]
    )
    end = where.col + min(where.length, width // 3)
    start = 0 if end <= width + 1 else max(0, where.col - width * 3 // 5)
    shown = line[start : start + width]
    before, marked = line[start : where.col - 1], line[where.col - 1 : where.col - 1 + where.length]
    caret = " " * _cells(before) + "^" * max(1, min(_cells(marked), width - len(before)))
    return f"{where.line:>5} | {shown}\n{' ' * 5} | {caret}"


def _cells(text: str) -> int:
    """How many columns of a terminal ``text`` takes.

    >>> _cells("naïve"), _cells("日本")
    (5, 4)
    """
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return len(text) + wide - sum(unicodedata.combining(char) > 0 for char in text)
