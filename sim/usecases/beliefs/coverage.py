"""Sources both ways: the numbers behind each paragraph, the paragraphs behind each number, and the texts themselves.

A text is recognised by its hash, else by its file's name (`AC.txt` for the source AC).

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... sources: {LOG: {title: The log}}
... quantities: {pace: {pert: [1, 2, 4], unit: per week, from: [LOG:02], why: last summer}}
... events: {sailing: {rate: 0.5 * pace}}
... ''')
>>> found = coverage(world)
>>> found.numbers, found.on_text, [use.name for use in found.unsourced]
(2, 1, ['sailing.rate'])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path as FilePath

from sim.errors import Problem, ScenarioError, Where, problem
from sim.evidence.segments import fingerprint, paragraph_number, paragraphs
from sim.report.beliefs.coverage import Coverage, Covered, Text
from sim.report.beliefs.one import Use
from sim.report.beliefs.origin import Shared
from sim.scenario.check.evidence import evidence_links
from sim.scenario.check.gauge import DEFAULTS, Gauge, gauge
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.frame import Source
from sim.scenario.schema import Scenario
from sim.scenario.where import Path
from sim.usecases.beliefs.addresses import noun_at, short
from sim.usecases.beliefs.conflicts import conflicts
from sim.usecases.beliefs.grounds import resting, told_by
from sim.usecases.beliefs.statements import reading, statements
from sim.usecases.targets import BASE, target, variants

OPENING = 60  # characters of a paragraph that tell which one it is


def sources(
    name: str, folder: FilePath | None = None, disagreements: bool = False
) -> tuple[Coverage, tuple[Problem, ...]]:
    """The coverage of the world or plan called ``name`` and where rows and numbers miss each other.

    With a folder of texts also what is wrong with them; with ``disagreements`` also where the texts disagree.
    """
    world = variants(target(name))[BASE]
    missed = tuple(map(world.places.told, evidence_links(world)))
    found, wrong = (coverage(world), ()) if folder is None else verified(world, folder)
    found = replace(found, conflicts=conflicts(world)) if disagreements else found
    return found, (*missed, *wrong)


def coverage(world: Scenario) -> Coverage:
    """What every number of ``world`` rests on."""
    count, rest = gauge(world), resting(world)
    cited = [noun_at(world, n.by).from_ if n.by is not None else () for n in count.counted]
    return Coverage(
        world.name,
        count.total,
        sum(bool(references) for references in cited),
        tuple(_covered(name, source, rest, cited) for name, source in world.sources.items()),
        _on_basis(world, count),
        sum(n.inherited for n in count.counted),
        tuple(Use(short(n.path), n.text, _placed(n.where(world))) for n in count.unsourced),
        reading(world),
        statements(world),
    )


def _placed(where: Where) -> str:
    return f"{where.file}:{where.line}"


def _covered(
    name: str, source: Source, rest: dict[str, tuple[Shared, ...]], cited: list[tuple[str, ...]]
) -> Covered:
    own = {reference: blocks for reference, blocks in rest.items() if _is_of(reference, name)}
    numbers = sum(any(_is_of(reference, name) for reference in references) for references in cited)
    grade = f"grade {source.grade}" if source.grade else ""
    about = ", ".join(filter(None, (" ".join(source.title.split()), source.author, source.published, grade)))
    return Covered(name, about, numbers, own)


def _is_of(reference: str, source: str) -> bool:
    return reference.partition(":")[0] == source


def _on_basis(world: Scenario, count: Gauge) -> dict[str, tuple[Shared, ...]]:
    """The blocks that speak for numbers without naming a paragraph, by their basis."""
    found: dict[str, list[Shared]] = {}
    numbers = Counter(n.by for n in count.counted)
    for path, block in sourced_blocks(world):
        if numbers[path] and not block.from_:
            name = "`defaults:`" if path == DEFAULTS else short(path)
            found.setdefault(told_by(world, block).basis, []).append(Shared(name, numbers[path]))
    return {basis: tuple(found[basis]) for basis in sorted(found)}


def verified(world: Scenario, folder: FilePath) -> tuple[Coverage, tuple[Problem, ...]]:
    """The coverage with the texts in ``folder``, and what is wrong: no text, another text, a paragraph that is not there.

    Raises ScenarioError if the folder cannot be read.
    """
    found, texts = coverage(world), _texts(folder)
    covered: list[Covered] = []
    problems: list[Problem] = []
    for one in found.sources:
        file = _file_of(one.source, world.sources[one.source], texts)
        text = _text(world, one, file, texts[file]) if file is not None else None
        covered.append(replace(one, text=text))
        problems += _wrong(world, one.source, text, folder)
    return replace(found, sources=tuple(covered)), tuple(problems)


def _texts(folder: FilePath) -> dict[FilePath, bytes]:
    try:
        return {file: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}
    except OSError as error:
        reason = f"{folder}: {error.strerror or error}"
        raise ScenarioError([problem("F01", Where(str(folder)), reason=reason)]) from None


def _file_of(name: str, source: Source, texts: dict[FilePath, bytes]) -> FilePath | None:
    same = (file for file, content in texts.items() if fingerprint(content) == source.sha256.lower())
    named = (file for file in texts if file.stem.casefold() == name.casefold())
    return next(same, None) or next(named, None)


def _text(world: Scenario, covered: Covered, file: FilePath, content: bytes) -> Text:
    own, declared = fingerprint(content), world.sources[covered.source].sha256.lower()
    state = "undeclared" if not declared else "same" if own == declared else "other"
    told = paragraphs(content.decode("utf-8", errors="replace"))
    known = (*covered.paragraphs, *(row.from_ for row in world.evidence.rows.values()), *world.evidence.aside)
    cited = {paragraph_number(reference) for reference in known if _is_of(reference, covered.source)}
    never = {f"{covered.source}:{n:02}": _opening(told[n]) for n in range(1, len(told)) if n not in cited}
    return Text(file.name, state, own, max(0, len(told) - 1), never)


def _opening(text: str) -> str:
    return text if len(text) <= OPENING else text[:OPENING].rpartition(" ")[0] + " ..."


def _wrong(world: Scenario, source: str, text: Text | None, folder: FilePath) -> Iterator[Problem]:
    declared = world.sources[source].sha256
    at: Path = ("sources", source, "sha256")
    if text is None:
        if declared:
            yield problem("E02", world.places.value(at), folder=folder, source=source)
        return
    if text.hash == "other":
        yield problem("E01", world.places.value(at), file=text.file, source=source, got=text.sha256)
        return  # in another text the paragraphs are others too
    if world.sources[source].paragraphs not in (None, text.paragraphs):
        own: Path = ("sources", source, "paragraphs")
        got = world.sources[source].paragraphs
        yield problem("E05", world.places.value(own), file=text.file, count=text.paragraphs, got=got)
        return
    for path, block in sourced_blocks(world):
        for i, reference in enumerate(block.from_):
            if _is_of(reference, source) and not 0 <= paragraph_number(reference) <= text.paragraphs:
                where = world.places.value((*path, "from", i))
                yield problem(
                    "E03",
                    where,
                    reference=reference,
                    file=text.file,
                    last=text.paragraphs,
                    end=f"{text.paragraphs:02}",
                    source=source,
                )
