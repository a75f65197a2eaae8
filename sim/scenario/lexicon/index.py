"""All messages and all words, found by code, word or alias.

>>> entry_of("hazard").word, MESSAGES["N05"].by
('rate', 'check')
"""

from __future__ import annotations

from sim.scenario.lexicon import (
    families,
    functions,
    happenings,
    ideas,
    of_evidence,
    of_files,
    of_names,
    of_numbers,
    of_runs,
    of_shapes,
    overlays,
)
from sim.scenario.lexicon.entry import Entry, Message

MESSAGES: dict[str, Message] = {
    message.code: message
    for module in (of_files, of_shapes, of_names, of_numbers, of_evidence, of_runs)
    for message in module.MESSAGES
}
ENTRIES: tuple[Entry, ...] = tuple(
    entry
    for module in (ideas, of_evidence, happenings, overlays, functions, families)
    for entry in module.ENTRIES
)
_BY_WORD = {alias.casefold(): entry for entry in reversed(ENTRIES) for alias in (*entry.also, entry.word)}


def entry_of(word: str) -> Entry | None:
    """The entry of ``word``, by its name or by another name for it; None if there is none."""
    return _BY_WORD.get(" ".join(word.casefold().replace("_", " ").split())) or _BY_WORD.get(word.casefold())


def words() -> tuple[str, ...]:
    """Every word that has an entry, aliases too."""
    return tuple(_BY_WORD)
