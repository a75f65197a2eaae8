"""Checking after every save, with a sleep that saves files in its turn and a clock of its own."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from sim.usecases.watched import EVERY, files_of, looks, saves

WORLD = """\
stancelab: 1
name: ferry
parts: [people.yaml]
clock: {start: 2031-01-01, tick: week, ticks: 4}
state: {pier: {switch: off}}
events: {storm: {rate: 0.1 per week, then: {pier: = on}, basis: judgement, why: winter}}
watches: {closed: pier, shut: minister.firm > 0}
"""
PEOPLE = """\
actors:
  minister:
    stances: {firm: {uniform: [0, 1], basis: judgement, why: a guess}}
    menu: {close: {then: {pier: = on}}}
"""
OVERLAY = "extends: ferry\nname: gale\nset: {events.storm.rate: 0.5 per week}\n"
PLAN = "plan: 1\nname: both\nscenario: worlds/ferry.yaml\nvariants: {gale: {overlay: worlds/gale.yaml}}\n"


class Asleep:
    """Does one thing at each sleep; when nothing is left to do, somebody presses Ctrl-C."""

    def __init__(self, *deeds: Callable[[], object] | None) -> None:
        self.deeds = list(deeds)

    def __call__(self, seconds: float) -> None:
        assert seconds == EVERY
        if not self.deeds:
            raise KeyboardInterrupt
        deed = self.deeds.pop(0)
        if deed is not None:
            deed()


@pytest.fixture
def worlds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "worlds"
    folder.mkdir()
    for name, text in (("ferry", WORLD), ("people", PEOPLE), ("gale", OVERLAY)):
        (folder / f"{name}.yaml").write_text(text)
    (tmp_path / "both.yaml").write_text(PLAN)
    return folder


def names(paths) -> list[str]:
    return [path.name for path in paths]


def append(path: Path, text: str = "# more\n") -> Callable[[], object]:
    return lambda: path.write_text(path.read_text() + text)


def until_stopped(looked) -> list:
    """Every look up to Ctrl-C."""
    seen = []
    with pytest.raises(KeyboardInterrupt):
        for look in looked:
            seen.append(look)
    return seen


@pytest.mark.parametrize(
    "name, files",
    [
        ("worlds/ferry.yaml", ["ferry.yaml", "people.yaml"]),
        ("worlds/gale.yaml", ["gale.yaml", "ferry.yaml", "people.yaml"]),
        ("both.yaml", ["both.yaml", "ferry.yaml", "people.yaml", "gale.yaml"]),
        ("worlds/nothing.yaml", ["nothing.yaml"]),
    ],
)
def test_all_files_of_a_world_or_plan_are_watched(worlds, name, files):
    assert names(files_of(name)) == files


def test_a_world_that_is_broken_is_watched_with_its_parts(worlds):
    (worlds / "people.yaml").write_text("actors: [")
    assert names(files_of("worlds/ferry.yaml")) == ["ferry.yaml", "people.yaml"]
    (worlds / "people.yaml").unlink()
    assert names(files_of("worlds/ferry.yaml")) == ["ferry.yaml", "people.yaml"]
    (worlds / "ferry.yaml").write_text("clock: [")
    assert names(files_of("worlds/ferry.yaml")) == ["ferry.yaml"]


@pytest.mark.parametrize("file", ["gale.yaml", "ferry.yaml", "people.yaml"])
def test_saving_any_of_them_checks_again(worlds, file):
    asleep = Asleep(None, append(worlds / file), None, None)
    seen = until_stopped(looks("worlds/gale.yaml", sleep=asleep))
    assert [names(look.saved) for look in seen] == [[], [file]]
    assert [look.files for look in seen] == [3, 3]


def test_nothing_is_checked_while_nothing_is_saved(worlds):
    assert len(until_stopped(looks("worlds/ferry.yaml", sleep=Asleep(*[None] * 20)))) == 1


def test_a_save_in_several_writes_is_checked_once_it_rests(worlds):
    ferry = worlds / "ferry.yaml"
    asleep = Asleep(lambda: ferry.write_text(""), lambda: ferry.write_text(WORLD + "# more\n"), None, None)
    seen = until_stopped(looks("worlds/ferry.yaml", sleep=asleep))
    assert [names(look.saved) for look in seen] == [[], ["ferry.yaml"]]
    assert [look.found.errors for look in seen] == [(), ()]


def test_a_save_during_a_check_is_not_lost(worlds):
    files = [worlds / "ferry.yaml"]
    seen = saves(lambda: files, sleep=Asleep(None, None))
    next(seen)
    append(files[0])()
    assert next(seen) == ((files[0],), 1)


def test_mistakes_come_and_go_and_the_time_is_told(worlds):
    ferry = worlds / "ferry.yaml"
    asleep = Asleep(
        lambda: ferry.write_text(WORLD.replace("pier,", "peer,")), None, lambda: ferry.write_text(WORLD), None
    )
    ticking = count()
    seen = until_stopped(looks("worlds/ferry.yaml", sleep=asleep, clock=lambda: float(next(ticking))))
    assert [[found.code for found in look.found.errors] for look in seen] == [[], ["N01"], []]
    assert [look.seconds for look in seen] == [1.0, 1.0, 1.0]


def test_a_part_that_is_missing_is_noticed_when_it_comes(worlds):
    people = worlds / "people.yaml"
    people.unlink()
    seen = until_stopped(looks("worlds/ferry.yaml", sleep=Asleep(lambda: people.write_text(PEOPLE), None)))
    assert [[found.code for found in look.found.errors] for look in seen] == [["F01"], []]


def test_a_trial_goes_with_every_check(worlds):
    seen = until_stopped(
        looks("worlds/ferry.yaml", trial=True, sleep=Asleep(append(worlds / "ferry.yaml"), None))
    )
    assert [look.found.trial["worlds"] for look in seen] == [500, 500]
