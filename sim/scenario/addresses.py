"""Under which name each thing draws: its own path, or after `draws:` an old one, with all that belongs to it.

>>> address("reef.storm.noise", {"reef": "bank"}), address("reef.storm.noise", {"reef": "bank", "reef.storm": "gale"})
('bank.storm.noise', 'gale.noise')
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.scenario.names import track_items
from sim.scenario.schema import Scenario


def old_names(scenario: Scenario) -> dict[str, str]:
    """Path -> old path of every state, event, alternative, actor, track and action with `draws:`."""
    return {path: old for path, old in _named(scenario) if old}


def _named(scenario: Scenario) -> Iterator[tuple[str, str]]:
    for name, state in scenario.state.items():
        yield name, getattr(state, "draws", "")
    for name, event in scenario.events.items():
        yield name, event.draws
        yield from ((f"{name}.{other}", alternative.draws) for other, alternative in event.one_of.items())
    for name, actor in scenario.actors.items():
        yield name, actor.draws
        for track, _, holder in track_items(actor):
            yield f"{name}.{track}" if track else name, holder.draws
            yield from ((f"{name}.{own}", action.draws) for own, action in holder.menu.items())


def address(path: str, renamed: Mapping[str, str]) -> str:
    """The name ``path`` draws under: the old name of the nearest renamed thing it is or belongs to, then the rest."""
    whole, rest = path, ""
    while whole and whole not in renamed:
        whole, _, last = whole.rpartition(".")
        rest = f".{last}{rest}"
    return renamed[whole] + rest if whole else path
