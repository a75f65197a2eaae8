"""What is found in the examples of the lexicon, by the very means that find it in a user's world.

>>> from sim.scenario.lexicon.index import MESSAGES
>>> for one in found(MESSAGES["N04"], MESSAGES["N04"].bad):
...     print(one.headline())
example.yaml:2:27 N04 alarm has no level "hihg" (did you mean "high"?)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from sim.errors import Problem, RunError, ScenarioError
from sim.scenario.check import check
from sim.scenario.check.gauge import unsourced_problems
from sim.scenario.lexicon.entry import FILE, Message
from sim.scenario.read import read
from sim.scenario.schema import Scenario

Finder = Callable[[Scenario, Path], tuple[Problem, ...]]
FEW = (20, 5)  # worlds and repeats of a run that only shows whether a value is undefined


def found(message: Message, text: str) -> tuple[Problem, ...]:
    """The problems of an example of ``message``; places are in files without a folder.

    Warnings that every short example has (an unused name, and for a trial what `check` says anyway) are left out.
    """
    with TemporaryDirectory(prefix="stancelab-") as name:
        folder = Path(name).resolve()
        write_files(folder, message.files(text))
        try:
            problems = _finder(message.by)(read(folder / FILE), folder)
        except (ScenarioError, RunError) as error:
            problems = error.problems
        return tuple(_here(one, folder) for one in problems if one.code == message.code or one.code != "W03")


def write_files(folder: Path, files: Mapping[str, str]) -> None:
    """Puts files into ``folder``; a lone surrogate in a text is a byte that is no UTF-8."""
    for name, text in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text.encode("utf-8", "surrogateescape"))


def _here(one: Problem, folder: Path) -> Problem:
    """The problem with its file, and files in its words, named from ``folder``."""
    front = f"{folder}{'/' if '/' in str(folder) else chr(92)}"

    def short(text: str) -> str:
        return text.replace(front, "").replace(str(folder), "the folder")

    where = replace(one.where, file=short(one.where.file))
    return Problem(one.code, where, short(one.what), short(one.why), short(one.fix))


def _finder(by: str) -> Finder:
    return {"strict": _strict, "run": _run, "try": _try, "sources": _sources}.get(by, _check)


def _check(world: Scenario, folder: Path) -> tuple[Problem, ...]:
    return check(world)


def _strict(world: Scenario, folder: Path) -> tuple[Problem, ...]:
    return unsourced_problems(world)


def _run(world: Scenario, folder: Path) -> tuple[Problem, ...]:
    from sim.engine.compile import compile_scenario
    from sim.engine.run import Sample, simulate

    worlds, repeats = FEW
    simulate(compile_scenario(world), Sample(seed=1, worlds=worlds, repeats=repeats))
    return ()


def _try(world: Scenario, folder: Path) -> tuple[Problem, ...]:
    from sim.usecases.tried import tried

    seen = tried(world, seed=1)
    return (*seen.errors, *seen.warnings)


def _sources(world: Scenario, folder: Path) -> tuple[Problem, ...]:
    from sim.usecases.beliefs.coverage import verified

    return verified(world, folder)[1]
