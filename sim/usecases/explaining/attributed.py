"""`which-line`: the difference of two runs split over the settings in which their worlds differ, on shared draws."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import yaml
from numpy.typing import NDArray

from sim.analysis.compare.means import paired
from sim.analysis.drivers.shapley import EXACT_UP_TO, Split, exact, sampled
from sim.analysis.finding import Interval
from sim.engine.causes import Comes
from sim.engine.compile import compile_scenario
from sim.engine.run import simulate
from sim.engine.runs import Runs
from sim.errors import RunError, ScenarioError, StoreError
from sim.report.why.phrases import as_words
from sim.report.why.split import Part, SplitTold, Together
from sim.scenario.files.prose import PROSE
from sim.scenario.read import read_text
from sim.scenario.schema import Scenario
from sim.scenario.where import Path
from sim.store.disk import read_json
from sim.store.folder import RUN
from sim.store.identity import canonical_json
from sim.usecases.comparing.compared import Pair
from sim.usecases.explaining.flipped import refuse_unpaired
from sim.usecases.explaining.picked import comes_of, in_words, plan_of
from sim.usecases.explaining.settings import MISSING, Setting, Tree, changed_paths, grouped, with_changes
from sim.usecases.running.resolved import identity_of, tree_text
from sim.usecases.running.run import Listener

Floats = NDArray[np.float64]
ORDERS = 16  # sampled where there are too many settings for all orders
LONGEST = 44  # letters of a value that is shown
SPAN = (-1.0, 1.0)
ROUNDING = 1e-12


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A split that can be made: the two runs, the outcome, the settings, and how many orders are taken (0: all)."""

    pair: Pair
    comes: Comes
    settings: tuple[Setting, ...]
    orders: int
    seconds: float = field(default=0.0)

    @property
    def most(self) -> int:
        """How many worlds it takes at most, beside the two that were compared."""
        k = len(self.settings)
        return (1 << k) - 2 if not self.orders else self.orders * (k - 1) + 2 * k

    @property
    def cost(self) -> str:
        """What it takes, in words."""
        k, size = len(self.settings), self.pair.base.runs.histories
        if k < 2:
            return f"{k} setting differs: nothing to run"
        how = "all orders" if not self.orders else f"{self.orders} orders of change, sampled"
        takes = f", about {_spoken(self.seconds * self.most)}" if self.seconds else ""
        bound = "" if not self.orders else "at most "
        return f"{k} settings differ, {how}: {bound}{self.most:,} more worlds of {size:,} histories{takes}"


def prepared(pair: Pair, question: str = "", outcome: str = "", orders: int = 0) -> Job:
    """What there is to split. RunError if the runs are no pairs, or if no setting differs."""
    refuse_unpaired(pair)
    plan = plan_of(pair.base, question or pair.contrasts[0].name)
    a, b = pair.base.scenario.tree, pair.other.scenario.tree
    paths = changed_paths(a, b)
    if not paths:
        raise RunError(
            f"{pair.other.label} and {pair.base.label} are the same world: no setting differs.\nName two that differ."
        )
    settings = tuple(grouped(paths, lambda some: _is_sound(with_changes(a, b, some))))
    taken = orders or (0 if len(settings) <= EXACT_UP_TO else ORDERS)
    return Job(pair, comes_of(plan, outcome), settings, taken, _seconds(pair))


def split(job: Job, listener: Listener) -> SplitTold:
    """The difference split; RunError if a world in between has undefined values."""
    coalitions = _Coalitions(job, listener)
    try:
        found = (
            sampled(len(job.settings), coalitions.value, job.orders)
            if job.orders
            else exact(len(job.settings), coalitions.value)
        )
    finally:
        listener.ends()
    plan = plan_of(job.pair.base, job.comes.question)
    asked = job.pair.base.scenario.questions[plan.name]
    value, interval, _ = _told(found.whole)
    return SplitTold(
        plan.name,
        asked.title or as_words(plan.name),
        in_words(plan, job.comes),
        job.pair.base.label,
        job.pair.other.label,
        value,
        interval,
        tuple(sorted(_parts(job, found), key=lambda part: -abs(part.value))),
        tuple(_together(job, found)),
        found.orders,
        len(coalitions.values),
        coalitions.made,
        job.pair.base.runs.histories,
        not job.orders,
    )


class _Coalitions:
    """The share of the outcome in each world with some settings changed; equal worlds are simulated once."""

    def __init__(self, job: Job, listener: Listener) -> None:
        self.job, self.listener = job, listener
        self.a, self.b = job.pair.base, job.pair.other
        self.values: dict[int, Floats] = {}
        self.known = {_identity(side.scenario.tree): self._share(side.runs) for side in (self.a, self.b)}
        self.made = 0
        listener.begins("which line", job.most, 0)

    def _share(self, runs: Runs) -> Floats:
        hits: Floats = self.job.comes.of(runs).reshape(self.a.runs.worlds, -1).mean(axis=1)
        return hits

    def value(self, coalition: int) -> Floats:
        """The share [world] with the settings changed whose bits are set."""
        if coalition not in self.values:
            everything = coalition == (1 << len(self.job.settings)) - 1
            tree = self.b.scenario.tree if everything else self._tree(coalition)
            identity = _identity(tree)
            if identity not in self.known:
                self.known[identity] = self._simulated(tree, coalition)
            self.values[coalition] = self.known[identity]
        return self.values[coalition]

    def _paths(self, coalition: int) -> list[Path]:
        chosen = [setting for i, setting in enumerate(self.job.settings) if coalition >> i & 1]
        return [path for setting in chosen for path in setting.paths]

    def _tree(self, coalition: int) -> Tree:
        return with_changes(self.a.scenario.tree, self.b.scenario.tree, self._paths(coalition))

    def _simulated(self, tree: Tree, coalition: int) -> Floats:
        names = ", ".join(s.name for i, s in enumerate(self.job.settings) if coalition >> i & 1)
        size = self.a.runs.histories

        def progress(done: int, _: int) -> None:
            self.listener.progress(self.made * size + done, max(self.job.most, self.made + 1) * size)

        try:
            runs = simulate(compile_scenario(_world(tree)), self.a.sample, progress=progress)
        except ScenarioError as error:
            first = error.problems[0].headline()
            raise RunError(f"with only {names} changed the world is not sound: {first}") from error
        except RunError as error:
            raise RunError(f"with only {names} changed: {error}", error.problems) from error
        self.made += 1
        return self._share(runs)


def _world(tree: Tree) -> Scenario:
    return read_text(tree_text(tree), "a world in between")


def _is_sound(tree: Tree) -> bool:
    try:
        compile_scenario(_world(tree))
    except ScenarioError:
        return False
    return True


def _identity(tree: Tree) -> str:
    return canonical_json(identity_of(tree))


def _seconds(pair: Pair) -> float:
    """How long the quicker of the two took, 0 if that is not known."""
    try:
        sides = [read_json(side.folder.path / RUN) for side in (pair.base, pair.other)]
        return min(float(about["seconds"]["simulated"]) for about in sides)
    except (StoreError, KeyError, TypeError, ValueError):
        return 0.0


def _spoken(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 90 else f"{max(seconds, 1):.0f} s"


def _told(shares: Floats) -> tuple[float, tuple[float, float] | None, bool]:
    """Mean, 95% interval and whether it is told from 0, of a difference [world]; what only rounding left counts as 0."""
    shares = np.where(np.abs(shares) < ROUNDING, 0.0, shares)
    found = paired(np.zeros((len(shares), 1)), shares[:, None], SPAN)
    ends = (found.interval.low, found.interval.high) if isinstance(found.interval, Interval) else None
    return found.value, ends, found.told_apart


def _parts(job: Job, found: Split) -> Iterator[Part]:
    trees = job.pair.base.scenario.tree, job.pair.other.scenario.tree
    for i, setting in enumerate(job.settings):
        value, interval, told_apart = _told(found.parts[i])
        yield Part(
            setting.name,
            (_text(trees[0], setting), _text(trees[1], setting)),
            value,
            interval,
            float(found.alone[i].mean()),
            float(found.last[i].mean()),
            told_apart,
            float(found.errors[i]),
            setting.why,
        )


def _together(job: Job, found: Split) -> Sequence[Together]:
    """Pairs of settings, the strongest first."""
    if found.pairs is None:
        return ()
    pairs = []
    for i, one in enumerate(job.settings):
        for j in range(i + 1, len(job.settings)):
            value, interval, _ = _told(found.pairs[i, j])
            pairs.append(Together(one.name, job.settings[j].name, value, interval))
    return sorted(pairs, key=lambda pair: -abs(pair.value))


def _text(tree: Tree, setting: Setting) -> str:
    """What stands at a setting's path, in short; nothing is shown of several."""
    return _shown(_at(tree, setting.paths[0])) if len(setting.paths) == 1 else ""


def _at(tree: object, path: Path) -> object:
    for key in path:
        tree = tree.get(key, MISSING) if isinstance(tree, dict) else MISSING
    return tree


def _shown(value: object) -> str:
    if value is MISSING:
        return "not set"
    kept = {k: v for k, v in value.items() if k not in PROSE} if isinstance(value, dict) else value
    text = yaml.safe_dump(kept, default_flow_style=True, width=10_000, sort_keys=False, allow_unicode=True)
    text = " ".join(text.replace("\n...", "").split()).strip("'\"")
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
