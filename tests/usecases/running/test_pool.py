"""A pool is a world like any other: run by name, found again, extended, compared, and told what it is a pool of."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import RunError
from sim.scenario.files.find import find
from sim.scenario.read import read, read_text
from sim.store.folder import load
from sim.usecases.described import described
from sim.usecases.running.planned import Asked
from sim.usecases.running.resolved import tree_text
from sim.usecases.running.results import kept
from sim.usecases.running.run import run

BASE = """\
stancelab: 1
name: base
clock: {start: 2030-01-01, tick: month, ticks: 6}
defaults: {basis: judgement, why: an example}
quantities: {rate: {fixed: 0.02 per month}}
state: {mood: {start: 0.5, range: [0, 1]}}
events: {storm: {rate: rate, then: {mood: -= 0.1}}}
questions: {q: {within: 6 months, worst: {storm: ever(storm), else: calm}}}
"""
HARSH = "extends: base\nname: harsh\nset: {rate: {fixed: 0.3 per month, basis: judgement, why: a bad year}}\n"
POOL = """\
extends: base
name: pooled
title: Both of them
pool:
  base: {weight: 0.7, basis: judgement, why: mostly}
  harsh: {weight: 0.3, basis: judgement, why: sometimes}
"""


class Silent:
    def begins(self, variant, chunks, taken_up): ...
    def progress(self, done, histories): ...
    def doing(self, what): ...
    def ends(self): ...


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("base", BASE), ("harsh", HARSH), ("pooled", POOL)):
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def ran(name: str, **asked):
    return run(Asked(name, worlds=300, repeats=4, figures=False, **asked), Silent()).stored


def test_it_is_run_by_name_and_its_worlds_are_those_of_its_members(folder):
    ran("pooled"), ran("base"), ran("harsh")
    mixed, calm, harsh = (
        load(kept(folder / "results", n).stored[0].folder)[0] for n in ("pooled", "base", "harsh")
    )
    shares = [runs.by_world("q.first.storm") for runs in (mixed, calm, harsh)]
    from_calm, from_harsh = ((shares[0] == other).all(axis=1) for other in shares[1:])
    assert (from_calm | from_harsh).all()
    assert 60 < (from_harsh & ~from_calm).sum() < 120  # of 300, a third at most by chance


def test_it_is_found_again_and_its_answer_too_without_the_files(folder):
    [one] = ran("pooled")
    assert ran("pooled")[0].how == "already there"
    for file in folder.glob("*.yaml"):
        file.unlink()
    (one.folder.path / "summary.json").unlink()
    again = kept(folder / "results", one.folder.id).stored[0].summary
    assert again == one.summary
    assert again.notes[0].startswith("a pool: of 300 worlds follow base 2")


@pytest.mark.parametrize(
    "file, old, new, same",
    [
        ("pooled", "why: sometimes", "why: now and then", True),
        ("harsh", "why: a bad year", "why: a very bad year", True),
        ("pooled", "weight: 0.3", "weight: 0.31", False),
        ("harsh", "0.3 per month", "0.31 per month", False),
        ("base", "start: 0.5", "start: 0.6", False),
    ],
)
def test_what_makes_it_another_run(folder, file, old, new, same):
    [before] = ran("pooled")
    path = folder / f"{file}.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    assert (ran("pooled")[0].folder.id == before.folder.id) is same


def test_its_resolved_tree_reads_back_with_its_members(folder):
    world = read(find("pooled"))
    again = read_text(tree_text(world.tree))
    assert [(name, weight) for name, weight, _ in again.members] == [("base", 0.7), ("harsh", 0.3)]
    assert again.tree == world.tree
    assert [member.world.quantities["rate"] for member in again.members] == [
        member.world.quantities["rate"] for member in world.members
    ]


def test_an_overlay_of_a_pool_changes_every_member(folder):
    (folder / "gloomy.yaml").write_text(
        "extends: pooled\nname: gloomy\nset: {mood.start: 0.1}\n", encoding="utf-8"
    )
    world = read(folder / "gloomy.yaml")
    assert [str(member.world.tree["state"]["mood"]["start"]) for member in world.members] == ["0.1", "0.1"]
    assert [member.world.tree["quantities"]["rate"]["fixed"] for member in world.members] == [
        "0.02 per month",
        "0.3 per month",
    ]


def test_it_is_a_variant_of_a_plan_and_may_be_changed_there(folder):
    (folder / "plan.yaml").write_text(
        "plan: 1\nname: all\nscenario: base.yaml\nvariants:\n  harsh: {overlay: harsh}\n  pooled: {overlay: pooled}\n"
        "  gloomy: {overlay: pooled, set: {mood.start: 0.1}}\n",
        encoding="utf-8",
    )
    stored = {one.variant: one for one in ran("plan.yaml")}
    shares = {name: one.summary.answers[0].outcomes[0].value for name, one in stored.items()}
    assert shares["base"] < shares["pooled"] == shares["gloomy"] < shares["harsh"]  # a mood moves no storm
    assert stored["pooled"].folder.id != stored["gloomy"].folder.id


def test_an_undefined_value_in_one_member_fails_the_whole_run_at_its_history(folder):
    (folder / "harsh.yaml").write_text(
        "extends: base\nname: harsh\nset: {events.storm.rate: 'rate / (mood - 0.5)', events.storm.why: so}\n",
        encoding="utf-8",
    )
    with pytest.raises(RunError) as failed:
        ran("pooled")
    found = failed.value.problems[0]
    follows = read_notes(folder)
    assert found.code == "R01" and "in history" in found.why
    assert int(found.why.partition("in history ")[2].partition(".")[0]) == int(np.argmax(follows == 1))


def read_notes(folder, names=("base", "harsh")) -> np.ndarray:
    from sim.engine.mixture import followed

    return followed(1, names, (0.7, 0.3), np.arange(300, dtype=np.uint32))


RIVAL = """\
stancelab: 1
name: rival
clock: {start: 2030-01-01, tick: month, ticks: 6}
defaults: {basis: judgement, why: rates alone}
events: {squall: {rate: 0.5 per month}}
questions: {q: {within: 6 months, worst: {storm: ever(squall), else: calm}}}
"""


def test_a_rival_model_may_be_a_member_and_what_it_does_not_share_is_not_shown(folder):
    (folder / "rival.yaml").write_text(RIVAL, encoding="utf-8")
    (folder / "all.yaml").write_text(
        POOL.replace("harsh:", "rival:").replace("name: pooled", "name: all"), encoding="utf-8"
    )
    [one] = ran("all")
    runs, _ = load(one.folder)
    assert not [name for name in (*runs.tallies, *runs.columns) if "mood" in name]
    assert "1 states and watches are not shown, as the pooled worlds do not share them" in one.summary.notes
    alone = load(ran("rival")[0].folder)[0].by_world("q.first.storm")
    mixed = runs.by_world("q.first.storm")
    follows = read_notes(folder, ("base", "rival"))
    assert (mixed[follows == 1] == alone[follows == 1]).all()
    (one.folder.path / "summary.json").unlink()
    assert kept(folder / "results", one.folder.id).stored[0].summary == one.summary


def test_it_is_shown_with_its_members_and_has_no_program_of_its_own(folder):
    from sim.usecases.showing import shown

    text = [line for _, line in described(read(folder / "pooled.yaml"))]
    assert "harsh: weight 0.3" in text and any("sometimes" in line for line in text)
    with pytest.raises(RunError, match="pooled is a pool and has no program of its own"):
        shown("pooled", "program")
