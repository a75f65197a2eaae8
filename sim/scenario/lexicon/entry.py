"""What an entry of the lexicon is: a word or a message code, told at length, with an example that runs.

Examples show the lines that matter. `completed` adds below them what every world needs and the example does not show.

>>> print(completed("watches: {always: true}"))
watches: {always: true}
stancelab: 1
name: example
clock: {start: 2030-01-01, tick: month, ticks: 12}
defaults:
  basis: judgement
  why: an example
<BLANKLINE>
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

FRAME = """\
stancelab: 1
name: example
clock: {start: 2030-01-01, tick: month, ticks: 12}
defaults:
  basis: judgement
  why: an example
"""
FILE = "example.yaml"


@dataclass(frozen=True, slots=True)
class Message:
    """A message code at length: ``bad`` gives exactly this code, ``good`` is the same mended.

    ``by`` says who finds it: `check`, `strict` (`check --sources strict`), `try` (`check --try`), `run`, `sources`,
    `why`; '' if this version never says it. ``beside`` are further files, by name, whole. ``whole``: nothing is added
    to the example.
    """

    code: str
    text: str
    bad: str = ""
    good: str = ""
    by: str = "check"
    beside: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False

    def files(self, text: str) -> dict[str, str]:
        """The files of an example, by name; lone surrogates in them stand for bytes that are no UTF-8."""
        return _files(text, self.beside, self.whole)


@dataclass(frozen=True, slots=True)
class Entry:
    """A word at length. All watches in ``example`` hold at the end of every history: they are what the text claims.

    ``kind`` is what the word is: idea, function, memory word, operator, effect, family, unit, state, question rule.
    """

    word: str
    kind: str
    text: str
    example: str
    also: tuple[str, ...] = ()
    beside: Mapping[str, str] = field(default_factory=dict)
    whole: bool = False

    def files(self) -> dict[str, str]:
        """The files of the example, by name."""
        return _files(self.example, self.beside, self.whole)


def _files(text: str, beside: Mapping[str, str], whole: bool) -> dict[str, str]:
    return {**beside, FILE: text if whole else completed(text)}


def completed(text: str) -> str:
    """The example with all that a world needs; what it shows itself is kept."""
    shown = set(re.findall(r"^([a-z_]+):", text, re.MULTILINE))
    blocks = re.findall(r"^[a-z].*\n(?:  .*\n)*", FRAME, re.MULTILINE)
    missing = "".join(block for block in blocks if block.partition(":")[0] not in shown)
    return f"{text.rstrip()}\n{missing}"
