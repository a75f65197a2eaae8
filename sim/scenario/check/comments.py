"""Sentences that a # cut short: YAML takes what follows a space and a # for a comment, without a word.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: demo
... title: the #1 reason
... clock: {start: 2024-01-01, tick: week, ticks: 4}
... ''')
>>> [found.headline() for found in cut_sentences(world)]
['text:4:12 W07 the text ends before "#1 reason"']
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sim.errors import Problem, Where, problem
from sim.scenario.schema import Scenario
from sim.scenario.where import Mark

PROSE = frozenset({"title", "about", "why", "label", "resolves", "void", "note", "author", "published"})
# a comment has a space behind its #; without one a number or a name is more likely meant
_CUT = re.compile(r"\s+(#[^\s#].*)")


def cut_sentences(scenario: Scenario) -> Iterator[Problem]:
    """A warning for every sentence that ends before a # with a word right behind it."""
    for path, mark in scenario.places.values.items():
        if path and path[-1] in PROSE and mark.text and not mark.style:
            yield from _cut(mark)


def _cut(mark: Mark) -> Iterator[Problem]:
    last = mark.where(len(mark.text) - 1, 1)
    line = mark.lines[last.line - 1] if last.line <= len(mark.lines) else ""
    found = _CUT.match(line, last.col)
    if found:
        where = Where(mark.file, last.line, found.start(1) + 1, len(found[1]))
        yield problem("W07", where, rest=found[1])
