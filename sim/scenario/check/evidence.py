"""Whether the evidence holds together: names declared, ranges rising, every row used or explained, every link two-way.

>>> from sim.scenario.read import read_text
>>> world = read_text('''
... stancelab: 1
... name: ferry
... clock: {start: 2031-01-01, tick: week, ticks: 4}
... sources: {LOG: {title: The log}}
... quantities: {fog: {fixed: 0.2, from: [LOG:02], why: last winter}}
... evidence: {rows: {L1: {from: LOG:01, actor: sea, says: It froze., type: event, hedge: H5, bears_on: {fgo: {why: ice}}}}}
... ''')
>>> for found in evidence_links(world):
...     print(found.code, found.what)
W20 the row "L1" bears on "fgo", which is not in this world (did you mean "fog"?)
W22 fog rests on LOG:02, of which the evidence has no row
"""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import Problem, Where, nearest, problem
from sim.scenario.check.shape import sourced_blocks
from sim.scenario.evidence import Row
from sim.scenario.files.paths import full_path, near_path
from sim.scenario.outcomes import LATER
from sim.scenario.schema import Scenario
from sim.scenario.where import Path

SIGNS = "+-"


def evidence_problems(scenario: Scenario) -> Iterator[Problem]:
    """What is wrong with the table whatever the rest of the world is."""
    for name, row in scenario.evidence.rows.items():
        yield from _row(scenario, ("evidence", "rows", name), name, row)
    for name, direction in scenario.evidence.directions.items():
        if direction.question and direction.question not in scenario.questions:
            of: Path = ("evidence", "directions", name, "question")
            yield _unknown(scenario, of, direction.question, "a question of this world", scenario.questions)
    for reference in scenario.evidence.aside:
        at: Path = ("evidence", "aside", reference)
        yield from paragraph_problem(scenario, at, reference)
        if rows := [name for name, row in scenario.evidence.rows.items() if row.from_ == reference]:
            yield _say(
                scenario, at, f"{reference} is put aside and has the row {rows[0]}", "keep one of the two"
            )
    yield from _conflicts(scenario)
    yield from _assumptions(scenario)


def _row(scenario: Scenario, at: Path, name: str, row: Row) -> Iterator[Problem]:
    yield from paragraph_problem(scenario, (*at, "from"), row.from_)
    for i, code in enumerate(row.effect):
        if code.rstrip(SIGNS) not in scenario.evidence.directions:
            known = scenario.evidence.directions
            yield _unknown(scenario, (*at, "effect", i), code, "a code under `directions:`", known)
    if bool(row.bears_on) == bool(row.left_out):
        both = "both" if row.left_out else "neither"
        fix = (
            "name a path under `bears_on:`, or say why nothing rests on it"
            if both == "neither"
            else "keep one"
        )
        yield _say(scenario, at, f"a row has either `bears_on:` or `left_out:`, {name} has {both}", fix)
    for path, bearing in row.bears_on.items():
        if list(bearing.range) != sorted(bearing.range) or len(bearing.range) == 2:
            got = ", ".join(f"{value:g}" for value in bearing.range)
            hint = "write [low, most likely, high], or [value]"
            yield problem(
                "Q03",
                scenario.places.value((*at, "bears_on", path, "range")),
                names="low, most likely and high",
                got=got,
                hint=hint,
            )


def _conflicts(scenario: Scenario) -> Iterator[Problem]:
    for name, conflict in scenario.evidence.conflicts.items():
        for i, row in enumerate(conflict.rows):
            if row not in scenario.evidence.rows:
                at = ("evidence", "conflicts", name, "rows", i)
                yield _unknown(scenario, at, row, "a row of the evidence", scenario.evidence.rows)


def _assumptions(scenario: Scenario) -> Iterator[Problem]:
    for name, assumption in scenario.assumptions.items():
        at: Path = ("assumptions", name)
        for i, reference in enumerate(assumption.from_):
            yield from paragraph_problem(scenario, (*at, "from", i), reference)
        if assumption.question and assumption.question not in (known := _asked(scenario)):
            expected = "a question of this world, or a line of one"
            yield _unknown(scenario, (*at, "question"), assumption.question, expected, known)


def _asked(scenario: Scenario) -> dict[str, None]:
    """Questions, and their lines as `question.line`."""
    known = dict[str, None]()
    for name, question in scenario.questions.items():
        lines = [*question.worst, *question.first, *question.last]
        known |= dict.fromkeys((name, *(f"{name}.{line}" for line in lines if line != "else")))
    return known


def paragraph_problems(scenario: Scenario) -> Iterator[Problem]:
    """Every `from:` names a declared source, and none is what happened later."""
    for name in scenario.sources:
        if name.casefold() == LATER:
            yield problem("E06", scenario.places.key(("sources", name)), reference=name)
    for path, block in sourced_blocks(scenario):
        for i, reference in enumerate(block.from_):
            if not scenario.gaps.hide_source(reference.partition(":")[0]):
                yield from paragraph_problem(scenario, (*path, "from", i), reference)


def paragraph_problem(scenario: Scenario, at: Path, reference: str) -> Iterator[Problem]:
    """What is wrong with ``reference``, which stands at ``at``, as a paragraph of a declared source."""
    source, _, number = reference.partition(":")
    place, known = scenario.places.value(at), list(scenario.sources)
    if source not in known and source.casefold() == LATER:
        yield problem("E06", place, reference=reference)
    elif source not in known:
        near = nearest(source, known)
        there = (
            f"; there are {', '.join(known[:8])}: write `{near or known[0]}:{number or '01'}`"
            if known
            else ""
        )
        expected, hint = "a paragraph of a declared source", f"declare it under `sources:`{there}"
        yield problem("N06", place, name=reference, expected=expected, near=near, hint=hint)
    else:
        last = scenario.sources[source].paragraphs
        if last is not None and not 0 <= paragraph_number(reference) <= last:
            yield problem("E04", place, reference=reference, source=source, last=last, end=f"{last:02}")


def paragraph_number(reference: str) -> int:
    """
    >>> paragraph_number("AC:09"), paragraph_number("AC:end")
    (9, -1)
    """
    digits = reference.partition(":")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else -1


def _unknown(
    scenario: Scenario, at: Path, name: str, expected: str, known: object, hint: str = ""
) -> Problem:
    names = list(known) if isinstance(known, dict) else []
    hint = hint or (f"there are {', '.join(map(str, names))}" if names else "declare it first")
    near = nearest(name.partition(":")[0].rstrip(SIGNS), names)
    return problem("N06", scenario.places.value(at), name=name, expected=expected, near=near, hint=hint)


def _say(scenario: Scenario, at: Path, what: str, fix: str) -> Problem:
    return problem("S04", scenario.places.key(at), what=what, why="", fix=fix)


def evidence_links(scenario: Scenario) -> Iterator[Problem]:
    """Where rows and numbers miss each other: paths that are not there, paragraphs not cited, paragraphs without a row.

    Nothing for an overlay, whose evidence is that of its base.
    """
    if is_overlay(scenario):
        return
    yield from _changes(scenario)
    if not scenario.evidence.rows:
        return
    cited = [(path, block.from_) for path, block in sourced_blocks(scenario) if block.from_]
    for name, row in scenario.evidence.rows.items():
        yield from _bearings(scenario, name, row, cited)
    for name, conflict in scenario.evidence.conflicts.items():
        for i, dotted in enumerate(conflict.bears_on):
            where = scenario.places.value(("evidence", "conflicts", name, "bears_on", i))
            if not present(scenario, dotted):
                yield _not_there(scenario, where, f"the conflict {name}", dotted)
    read = {row.from_ for row in scenario.evidence.rows.values()}
    for path, references in cited:
        for i, reference in enumerate(references):
            if reference not in read:
                where = scenario.places.value((*path, "from", i))
                yield problem("W22", where, block=".".join(map(str, path[1:] or path)), reference=reference)
    yield from _unread(scenario, read)


def _changes(scenario: Scenario) -> Iterator[Problem]:
    """Paths of assumptions that lead nowhere."""
    for name, assumption in scenario.assumptions.items():
        for dotted in assumption.if_false:
            path = full_path(scenario.tree, dotted)
            if not path or not _stands(scenario, path[:-1]):
                where = scenario.places.key(("assumptions", name, "if_false", dotted))
                yield _not_there(scenario, where, f'the assumption "{name}"', dotted)


def _bearings(
    scenario: Scenario, name: str, row: Row, cited: list[tuple[Path, tuple[str, ...]]]
) -> Iterator[Problem]:
    for dotted in row.bears_on:
        where = scenario.places.key(("evidence", "rows", name, "bears_on", dotted))
        path = present(scenario, dotted)
        if not path:
            yield _not_there(scenario, where, f'the row "{name}"', dotted)
        elif not any(_touches(path, other) for other, told in cited if row.from_ in told):
            yield problem("W21", where, row=name, path=dotted, reference=row.from_)


def _not_there(scenario: Scenario, where: Where, who: str, dotted: str) -> Problem:
    near = near_path(scenario.tree, dotted)
    return problem("W20", where, who=who, path=dotted, near=near)


def _touches(one: Path, other: Path) -> bool:
    """Whether one of the two paths begins with the other."""
    shorter = min(len(one), len(other))
    return tuple(map(str, one[:shorter])) == tuple(map(str, other[:shorter]))


def _unread(scenario: Scenario, read: set[str]) -> Iterator[Problem]:
    """Paragraphs of a source that say how many they are, of which nothing is told."""
    told = read | set(scenario.evidence.aside)
    for source, noun in scenario.sources.items():
        numbers = {paragraph_number(ref) for ref in told if ref.startswith(f"{source}:")}
        for n in range(1, (noun.paragraphs or 0) + 1):
            if n not in numbers:
                where = scenario.places.key(("sources", source))
                yield problem("W23", where, reference=f"{source}:{n:02}")


def present(scenario: Scenario, dotted: str) -> Path:
    """The path that ``dotted`` names, as under `set:`; () if nothing stands there."""
    path = full_path(scenario.tree, dotted)
    return path if _stands(scenario, path) else ()


def _stands(scenario: Scenario, path: Path) -> bool:
    holder: object = scenario.tree
    for part in path:
        if not isinstance(holder, dict) or part not in holder:
            return False
        holder = holder[part]
    return True


def is_overlay(scenario: Scenario) -> bool:
    """Whether the world's name was given by another file than its version: it changes a base."""
    return scenario.places.value(("name",)).file != scenario.places.value(("stancelab",)).file
