"""Why two runs answer differently: the flips between them, in the words of their worlds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sim.analysis.drivers.flips import ABSENT, LACKING, Way, flips
from sim.errors import RunError
from sim.report.why.flips import FlipsTold, Node, Route, Told
from sim.report.why.phrases import as_words
from sim.usecases.comparing.compared import Pair
from sim.usecases.comparing.sides import Side
from sim.usecases.explaining.names import Names
from sim.usecases.explaining.picked import comes_of, in_words, plan_of, twin_of


def explained(pair: Pair, question: str = "", outcome: str = "") -> FlipsTold:
    """Why histories of a pair come to ``outcome``, by default to what changed most, in one run and not in the other.

    RunError if the two cannot be paired: only twins can flip.
    """
    refuse_unpaired(pair)
    a, b = pair.base, pair.other
    plan = plan_of(a, question or pair.contrasts[0].name)
    comes = comes_of(plan, outcome or _leading(pair, plan.name))
    found = flips(twin_of(a), twin_of(b), comes)
    asked = a.scenario.questions[plan.name]
    return FlipsTold(
        plan.name,
        asked.title or as_words(plan.name),
        in_words(plan, comes),
        a.label,
        b.label,
        found.histories,
        _told(found.into, b, a),
        _told(found.out_of, a, b),
        found.among,
        tuple((one, other, count) for (one, other), count in found.moves.items()),
        a.program.tick_text,
        a.run,
        b.run,
    )


def worth_explaining(pair: Pair, named: bool) -> list[str]:
    """The questions that were named; else the one with the largest change told apart, or with most flips."""
    if named:
        return [contrast.name for contrast in pair.contrasts]
    told = [contrast for contrast in pair.contrasts if contrast.leading.told_apart]
    if told:
        return [max(told, key=lambda contrast: abs(contrast.leading.size)).name]
    return [max(pair.contrasts, key=lambda contrast: contrast.headline.flips).name]


def _leading(pair: Pair, question: str) -> str:
    """The outcome that changed most; '' if that is any but the last, or if the question is not compared."""
    contrast = next((one for one in pair.contrasts if one.name == question), None)
    return "" if contrast is None or contrast.leading in contrast.together else contrast.leading.name


def refuse_unpaired(pair: Pair) -> None:
    """RunError unless every history of one run has a twin in the other."""
    if pair.apart:
        raise RunError(
            f"{pair.other.label} and {pair.base.label} cannot be paired ({pair.apart}), so no history of one has a twin "
            "in the other.\nRun both with the same seed, worlds and repeats."
        )


def _told(way: Way, mine: Side, other: Side) -> Told:
    """One way in words; ``mine`` is the run that came to it."""
    names, theirs = Names(mine.scenario), Names(other.scenario)
    nodes = tuple(
        Node(step, _step(step, names, theirs), share, tuple(_drawn(way.paths.drew_from[step], names, theirs)))
        for step, share in way.paths.through.items()
    )
    texts = {node.path: node.text for node in nodes}
    routes = tuple(
        Route(tuple(texts[step] for step in path.steps), path.count, path.share, path.example, path.several)
        for path in way.paths.paths
    )
    partings = tuple(
        (_act(parting.a, names, theirs), _act(parting.b, names, theirs), share)
        for parting, share in way.partings
    )
    return Told(way.count, way.replayed, nodes, routes, partings, way.first_tick)


def _step(step: str, names: Names, theirs: Names) -> str:
    """A step of a chain; one that is missing is something the twin did."""
    if step.startswith(LACKING):
        return f"no longer {_act(step.removeprefix(LACKING), theirs, names)}"
    return _act(step, names, theirs)


def _act(path: str, names: Names, theirs: Names) -> str:
    """A thing with its actor, as whichever world knows it calls it."""
    if path in ("", ABSENT):
        return ""
    knows = names if names.place(path) else theirs
    return knows.full(path)


def _drawn(drew: Mapping[str, float], names: Names, theirs: Names) -> Iterator[tuple[str, float]]:
    """What the twins did in its place, without the actor."""
    for path, share in drew.items():
        if path == "":
            yield "nothing of the kind", share
        elif path == ABSENT:
            yield "no choice to make", share
        else:
            knows = names if names.place(path) else theirs
            yield knows.act(path), share
