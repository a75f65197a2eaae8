"""Places: every value of a file knows its line and column, also after overlays and parts are merged.

>>> mark = Mark("a.yaml", 2, 9, "0.3 * thret", ("name: x", "serves: 0.3 * thret"))
>>> print(snippet(mark.where(6, 5), mark.lines))
    2 | serves: 0.3 * thret
      |               ^^^^^
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sim.errors import Where

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """Where a key or value stands: the first character of its text (inside quotes), and the lines of its file."""

    file: str
    line: int
    col: int
    text: str = ""
    lines: tuple[str, ...] = ()

    def where(self, offset: int = 0, length: int = 0) -> Where:
        """The stretch of ``length`` characters at ``offset`` of the value's text (length 0: all of it).

        A text folded over several lines was joined by single spaces, so offsets are followed line by line.
        """
        line, col, left = self.line, self.col, offset
        while line <= len(self.lines):
            here = self.lines[line - 1][col - 1 :].rstrip()
            if left <= len(here) or line == len(self.lines) or "\n" in self.text:
                break
            left -= len(here) + 1
            line += 1
            col = (
                1 + len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip())
                if line <= len(self.lines)
                else 1
            )
        room = len(self.lines[line - 1]) - (col + left) + 1 if line <= len(self.lines) else 1
        return Where(self.file, line, col + left, max(1, min(length or len(self.text) or 1, room)))


@dataclass(frozen=True, slots=True)
class Places:
    """Marks of all values and keys of a tree, by path."""

    values: Mapping[Path, Mark] = field(default_factory=lambda: MappingProxyType({}))
    keys: Mapping[Path, Mark] = field(default_factory=lambda: MappingProxyType({}))

    def value(self, path: Path, offset: int = 0, length: int = 0) -> Where:
        """The place of the value at ``path``, or of its nearest enclosing value."""
        while path and path not in self.values:
            path = path[:-1]
        return self.values[path].where(offset, length) if path in self.values else Where("?")

    def key(self, path: Path) -> Where:
        """The place of the key of ``path``, else of its value."""
        return self.keys[path].where() if path in self.keys else self.value(path)

    def lines(self, where: Where) -> tuple[str, ...]:
        """The lines of the file that ``where`` is in."""
        return next((m.lines for m in self.values.values() if m.file == where.file), ())


def snippet(where: Where, lines: tuple[str, ...]) -> str:
    """The line with a caret under the spot; '' if the line is not known. Tabs and width are kept plain."""
    if not 1 <= where.line <= len(lines):
        return ""
    line = lines[where.line - 1].replace("\t", " ")
    number = f"{where.line:>5} | "
    start = max(0, where.col - 60)  # keep very long lines readable
    shown = line[start : start + 100]
    return f"{number}{shown}\n{' ' * 5} | {' ' * (where.col - 1 - start)}{'^' * min(where.length, 100)}"
