"""What happened later: dated facts to score answers with, kept in a file that no world can read.

>>> fact = {"date": "2031-05-02", "says": "It froze.", "source": "the log", "certainty": "high", "resolves": {"ice": "frozen"}}
>>> Fact.model_validate(fact).resolves
{'ice': 'frozen'}
"""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from sim.errors import Problem, ScenarioError, nearest, problem
from sim.scenario.fields import Closed, Identifier, Label, one_or_many
from sim.scenario.files.messages import validate
from sim.scenario.files.yamltree import load
from sim.scenario.frame import Date
from sim.scenario.schema import Scenario
from sim.scenario.slots import else_name
from sim.scenario.where import Path, Places

LATER = "outcomes"  # on top of a file: it holds what happened later


class Fact(Closed):
    """One thing that happened, or that was not found to have happened."""

    date: Date
    """The day, or the first of several."""
    until: Date | None = None
    """The last day, of a stretch of time."""
    says: str
    """What happened."""
    source: str
    """Who says so."""
    certainty: Literal["high", "medium", "low"]
    """How sure it is that it happened so."""
    grade: Annotated[str, Field(pattern=r"^([A-F][1-6])?$")] = ""
    """Admiralty grade, where one source stands alone."""
    bears_on: Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(strict=False)] = ()
    """Questions of the world that it touches without settling them."""
    resolves: dict[Identifier, str] = Field(default_factory=dict)
    """Questions that it settles, each with the outcome that came about."""
    rules_out: dict[
        Identifier, Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(strict=False)]
    ] = Field(default_factory=dict)
    """Questions of which it settles only what did not come about."""
    note: str = ""
    """Anything a reader should know."""


class Outcomes(Closed):
    """What happened after a world's start."""

    outcomes: Literal[1]
    """Version of the form."""
    world: Label
    """The world whose questions are meant."""
    about: str = ""
    """What was gathered, how, and until when."""
    facts: Annotated[dict[Identifier, Fact], Field(min_length=1)]
    """Each under a short id."""


def is_outcomes(path: FilePath) -> bool:
    """Whether a file says of itself that it holds outcomes."""
    return LATER in load(path)[0]


def read_outcomes(path: FilePath) -> tuple[Outcomes, Places]:
    """The outcomes in a file, with their places; raises ScenarioError with all problems at once."""
    tree, places = load(path, str(path))
    found, problems = validate(Outcomes, tree, places)
    if found is None:
        raise ScenarioError(problems)
    return found, places


def outcome_problems(found: Outcomes, places: Places, world: Scenario) -> tuple[Problem, ...]:
    """Questions and outcomes that ``world`` has not, dates that stand on their head."""
    problems: list[Problem] = []

    def unknown(at: Path, name: str, expected: str, known: list[str]) -> None:
        where, near = places.value(at), nearest(name, known)
        hint = f"there are {', '.join(known)}"
        problems.append(problem("N06", where, name=name, expected=expected, near=near, hint=hint))

    questions = list(world.questions)
    for name, fact in found.facts.items():
        at: Path = ("facts", name)
        if fact.until is not None and fact.until < fact.date:
            where = places.value((*at, "until"))
            problems.append(
                problem(
                    "Q03", where, names="date and until", got=f"{fact.date}, {fact.until}", hint="swap them"
                )
            )
        for i, question in enumerate(fact.bears_on):
            if question not in world.questions:
                unknown((*at, "bears_on", i), question, f"a question of {world.name}", questions)
        settled = [("resolves", q, (line,)) for q, line in fact.resolves.items()]
        for key, question, lines in [
            *settled,
            *(("rules_out", q, lines) for q, lines in fact.rules_out.items()),
        ]:
            if question not in world.questions:
                unknown((*at, key, question), question, f"a question of {world.name}", questions)
                continue
            known = _outcomes(world, question)
            for line in lines:
                if line not in known:
                    unknown((*at, key, question), line, f"an outcome of {question}", known)
    return tuple(problems)


def _outcomes(world: Scenario, question: str) -> list[str]:
    asked = world.questions[question]
    lines = asked.worst or asked.first or asked.last
    return [*(line for line in lines if line != "else"), else_name(lines)]
