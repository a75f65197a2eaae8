"""Nothing moves that has no reason to: prefix, chunks, order, unused additions, options nobody would take.

Equal means bit for bit in every column kept and in every tally. In the world `crossroads` order matters nowhere.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from playing import (
    KEEP,
    SEED,
    SIZE,
    Tree,
    base,
    below,
    changed,
    differing,
    played,
    program,
    shipped,
    simulated,
    tree,
    watched,
)

from sim.engine import SEMANTICS, runs
from sim.engine.backends.block import Block
from sim.engine.backends.numpy import numpy_backend
from sim.engine.run import distinct_keys
from sim.engine.runs import Runs
from sim.engine.worlds import world_columns
from sim.scenario.files.prose import without_prose
from sim.store.identity import Recipe, run_id

WORLDS = tuple(SIZE)


# Prefix


def assert_prefix(few: Runs, more: Runs) -> None:
    for column in few.columns:
        kept = more.by_world(column)[: few.worlds, : few.repeats]
        assert kept.tobytes() == few.by_world(column).tobytes(), column


@pytest.mark.parametrize("more", [(20, 0), (0, 3), (20, 1)], ids=["worlds", "repeats", "both"])
@pytest.mark.parametrize("name", WORLDS)
def test_more_worlds_and_more_repeats_leave_the_old_histories_alone(name, more):
    worlds, repeats = (few + some for few, some in zip(SIZE[name], more, strict=True))
    assert_prefix(base(name), played(name, worlds=worlds, repeats=repeats))


def test_histories_in_a_second_chunk_leave_those_of_the_first_alone():
    assert_prefix(base("crossroads"), played("crossroads", worlds=runs.CHUNK // 2 + 9))


@pytest.mark.parametrize("name, ticks", [("crossroads", 16), ("strait", 55), ("talks", 31)])
def test_a_longer_clock_leaves_the_earlier_ticks_alone(name, ticks):
    longer = played(name, changed(shipped(name), "clock.ticks", ticks))
    for watch in shipped(name)["watches"]:
        earlier = watched(longer, watch)[:, : base(name).ticks]
        assert np.array_equal(earlier, watched(base(name), watch)), watch
    for column in base(name).columns:
        if column.endswith(".outcome") or ".first." in column:
            assert np.array_equal(longer.columns[column], base(name).columns[column]), column


def test_every_history_of_a_world_has_its_own_luck_and_the_same_quantities():
    kept = changed(changed(shipped("crossroads"), "state.copy", {"start": 0, "range": [0, 1]}),
                   "rules.keep", {"if": "always", "then": {"copy": "= faith"}})  # fmt: skip
    run = played("crossroads", kept)
    faith, heat = run.by_world("final.copy"), run.by_world("final.heat")
    assert np.array_equal(faith[:, 0], faith[:, 1]) and len(np.unique(faith[:, 0])) == len(faith)
    assert (heat[:, 0] != heat[:, 1]).mean() > 0.5


# Chunks


@pytest.mark.parametrize(
    "name, chunk",
    [
        ("crossroads", 1),
        ("crossroads", 7),
        ("crossroads", 64),
        ("strait", 64),
        ("talks", 77),
        ("belarus-2024", 45),
    ],
)
def test_chunks_of_any_size_give_the_same_columns_and_tallies(monkeypatch, name, chunk):
    few = {"worlds": 45, "repeats": 2}
    whole = played(name, **few)
    monkeypatch.setattr(runs, "CHUNK", chunk)
    cut = played(name, **few)
    assert differing(whole, cut) == differing(cut, whole) == []


@pytest.mark.parametrize("start, stop", [(0, 600), (1, 2), (3, 11), (299, 450), (599, 600)])
def test_a_block_that_starts_in_the_middle_of_a_world_holds_the_same_histories(start, stop):
    compiled, repeats = program(shipped("crossroads")), SIZE["crossroads"][1]
    worlds = np.arange(start // repeats, (stop - 1) // repeats + 1, dtype=np.uint32)
    columns = world_columns(compiled.inputs, SEED, worlds, compiled.correlations)
    inputs = np.array([columns[one.path] for one in compiled.inputs])
    block = Block(start, stop, repeats, inputs, distinct_keys(compiled, SEED), frozenset(KEEP))
    chunk, undefined = numpy_backend(compiled)(block)
    assert undefined == ()
    for name, column in chunk.columns.items():
        assert column.tobytes() == base("crossroads").columns[name][start:stop].tobytes(), name


def test_tallies_of_blocks_add_up_to_what_the_histories_say():
    run = base("crossroads")
    for state in ("score", "stage", "lamp"):
        bins = run.tallies[f"fan.{state}"]
        at_the_end = np.bincount(run.columns[f"final.{state}"].astype(int), minlength=bins.shape[1])
        assert np.array_equal(bins[-1], at_the_end), state
        assert np.all(bins.sum(axis=1) == run.histories)


# Order


def backwards(world: Tree, *paths: str) -> Tree:
    for path in paths:
        world = changed(world, path, dict(reversed(below(world, path).items())))
    return world


EVERYWHERE = ("quantities", "terms", "state", "calendar", "at", "actors", "actors.ann.goals", "actors.ann.menu",
              "actors.ann.menu.gamble.serves", "actors.bob.tracks", "actors.bob.tracks.feet.menu", "events",
              "events.clash.one_of", "events.find.one_of", "rules", "doubts", "questions", "watches")  # fmt: skip


@pytest.mark.parametrize("path", EVERYWHERE)
def test_order_in_the_file_moves_nothing(path):
    turned = played("crossroads", backwards(shipped("crossroads"), path))
    assert differing(base("crossroads"), turned) == []


def test_order_everywhere_at_once_moves_nothing():
    assert (
        differing(base("crossroads"), played("crossroads", backwards(shipped("crossroads"), *EVERYWHERE)))
        == []
    )


@pytest.mark.parametrize("name", WORLDS)
def test_sections_without_effects_may_stand_in_any_order(name):
    sections = ("quantities", "terms", "state", "calendar", "questions", "watches", "doubts")
    here = [section for section in sections if section in shipped(name)]
    assert differing(base(name), played(name, backwards(shipped(name), *here))) == []


def set_and_add() -> Tree:
    """Set to 2 and add 3: 5 in this order, 2 in the other."""
    return tree("""
clock: {start: 2024-01-01, tick: day, ticks: 1}
state: {x: {start: 1, range: [0, 9]}}
rules: {a: {if: always, then: {x: = 2}}, b: {if: always, then: {x: += 3}}}
""")


def test_order_of_effects_that_do_not_commute_is_the_files():
    """So the tests above could fail."""
    assert simulated(set_and_add(), 1).columns["final.x"] == 5
    assert simulated(backwards(set_and_add(), "rules"), 1).columns["final.x"] == 2


def test_worlds_that_differ_in_an_order_that_counts_are_different_runs():
    one, other = (
        run_id(Recipe(without_prose(world), SEED, 1, 1, KEEP, None, SEMANTICS))
        for world in (set_and_add(), backwards(set_and_add(), "rules"))
    )
    assert one != other


# Unused additions: {number} is a state that moves

ADDITIONS: dict[str, dict[str, Any]] = {
    "an actor who only holds": {
        "actors.idler": {"menu": {"push": {"if": "false", "utility": 500, "then": {"{number}": "+= 1"}}}}},
    "an actor whose acts change nothing": {
        "actors.talker": {"pace": "50% per week", "menu": {"talk": {"utility": 0}, "shout": {"utility": 1}}}},
    "a quantity": {"quantities.spare": {"normal": [0, 1]}},
    "two correlated quantities": {
        "quantities.left": {"normal": [0, 1]}, "quantities.right": {"beta": [2, 3]},
        "correlate": [["left", "right", 0.5]]},
    "an event of rate 0": {"events.never": {"rate": "0 per week", "then": {"{number}": "+= 1"}}},
    "an event that changes nothing": {
        "events.rustle": {"one_of": {"one": {"rate": "0.5 per week"}, "two": {"rate": "1 per week"}}}},
    "a rule that never holds": {"rules.never": {"if": "1 < 0", "then": {"{number}": "= 0"}}},
    "a state": {"state.shelf": {"start": {"uniform": [0, 1]}, "range": [0, 9], "noise": "0.1 per week"}},
    "a state with a mover and dates": {
        "state.steps": {"counter": 0, "max": 9}, "rules.counts": {"if": "true", "then": {"steps": "+= 1"}},
        "at": {"{start}": {"steps": "+= 2"}}},
    "a doubt of sd 0": {"doubts.none": {"sd": 0, "on": ["{action}"]}},
    "a term": {"terms.double": "2 * {number}"},
    "a calendar name": {"calendar.soon": {"until": "{start}"}},
    "a watch with a memory": {"watches.seen": "held({number} >= 0.5, {window}) or ever({action})"},
    "questions": {
        "questions.asked": {"within": "{window}", "first": {"up": "{number} > 0.75", "else": "down"}},
        "questions.again": {"within": "{window}", "last": {"often": "count({action}) >= 2", "else": "seldom"}}},
}  # fmt: skip
PLACES = {  # of each world: a number that moves, an action, the clock's start, a time
    "crossroads": {"number": "heat", "action": "ann.go", "start": "2024-01-01", "window": "7 weeks"},
    "strait": {"number": "anger", "action": "north.seize", "start": "2031-01-06", "window": "7 weeks"},
    "talks": {"number": "mood", "action": "union.insist", "start": "2032-03-01", "window": "3 weeks"},
    "belarus-2024": {
        "number": "border_tension", "action": "minsk.fire", "start": "2024-03-31", "window": "7 months"},
}  # fmt: skip


def filled(value: Any, name: str) -> Any:
    """The value with its braces filled from PLACES."""
    if isinstance(value, dict):
        return {filled(key, name): filled(inner, name) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(item, name) for item in value]
    if isinstance(value, str):
        for hole, text in PLACES[name].items():
            value = value.replace(f"{{{hole}}}", text)
    return value


def added(world: Tree, what: str, name: str, first: bool) -> Tree:
    """The world with one of ADDITIONS; what it has already under that path is kept."""
    for path, value in filled(ADDITIONS[what], name).items():
        if path == "correlate":
            value = [*value, *world.get(path, [])] if first else [*world.get(path, []), *value]
        elif path == "at":
            day, effects = next(iter(value.items()))
            path, value = f"at.{day}", {**world.get("at", {}).get(day, {}), **effects}
        world = changed(world, path, value, first)
    return world


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
@pytest.mark.parametrize("what", ADDITIONS)
def test_an_addition_that_nothing_uses_moves_nothing(what, first):
    more = added(shipped("crossroads"), what, "crossroads", first)
    assert differing(base("crossroads"), played("crossroads", more)) == []


@pytest.mark.parametrize("name", WORLDS)
def test_all_such_additions_at_once_move_nothing(name):
    more = shipped(name)
    for what in ADDITIONS:
        more = added(more, what, name, first=True)
    assert differing(base(name), played(name, more)) == []


# Choices: an action of zero weight, and one that is raised

NEVER = {
    # EXP holds its argument at -700; under pace hold's weight follows the habits, so there the habit has to go
    "hold": {"utility": -1000},
    "pace": {"utility": 0, "habit": -1000},
}


@pytest.mark.parametrize("first", [True, False], ids=["first", "last"])
@pytest.mark.parametrize(
    "name, menu, weighs, effect",
    [
        ("crossroads", "actors.ann.menu", "pace", {"heat": "+= 8"}),
        ("crossroads", "actors.bob.tracks.feet.menu", "hold", {"heat": "+= 8"}),
        ("strait", "actors.north.menu", "pace", {"control": "+= 1"}),
        ("strait", "actors.south.menu", "hold", {"control": "-= 1"}),
        ("belarus-2024", "actors.minsk.tracks.war.menu", "pace", {"involvement": "= L6"}),
        ("belarus-2024", "actors.minsk.tracks.home.menu", "pace", {"protest_potential": "= 1"}),
    ],
)
def test_an_action_of_zero_weight_flips_nothing(name, menu, weighs, effect, first):
    never = {**NEVER[weighs], "then": effect}
    more = played(name, changed(shipped(name), f"{menu}.never", never, first))
    assert differing(base(name), more) == []


def tracks_of(world: Tree) -> dict[str, list[str]]:
    """actor.track -> its actions in declared order, hold last."""
    found = {}
    for name, actor in world["actors"].items():
        single = {"": actor} if "menu" in actor else {}
        for track, holder in {**single, **actor.get("tracks", {})}.items():
            prefix = f"{name}.{track}" if track else name
            found[prefix] = [*(f"{name}.{action}" for action in holder["menu"]), f"{prefix}.hold"]
    return found


def choices(name: str, change: Tree | None = None) -> dict[str, np.ndarray]:
    """actor.track -> position of the last choice [history, tick], -1 before the first."""
    watching = change or shipped(name)
    tracks = tracks_of(watching)
    for prefix, actions in tracks.items():
        for i, action in enumerate(actions):
            watching = changed(watching, f"watches.{prefix.replace('.', '_')}_{i}", f"did({action})")
    run = played(name, watching)
    return {
        prefix: sum(watched(run, f"{prefix.replace('.', '_')}_{i}") * (i + 1) for i in range(len(actions)))
        - 1
        for prefix, actions in tracks.items()
    }


@pytest.mark.parametrize(
    "name, track, action, key, value",
    [
        ("crossroads", "ann", "ann.look", "serves.ease", "0.5 + 0.25"),
        ("crossroads", "ann", "ann.go", "serves.fame", "1"),
        ("crossroads", "bob.feet", "bob.run", "utility", "0.75"),
        ("crossroads", "bob.voice", "bob.sing", "utility", "0.5 * (1 - mood) + 0.25"),
        ("talks", "union", "union.insist", "serves.peace", "0.25"),
        ("belarus-2024", "volunteers.politics", "volunteers.tour", "serves.standing", "1"),
        ("belarus-2024", "minsk.home", "minsk.court_west", "serves.autonomy", "1"),
    ],
)
def test_raising_one_utility_moves_histories_only_into_that_action(name, track, action, key, value):
    """At the first tick that differs. Of actions that nobody expects: who does may answer at once."""
    *above, own = track.split(".")
    menu = f"actors.{track}.menu" if not above else f"actors.{above[0]}.tracks.{own}.menu"
    raised = changed(shipped(name), f"{menu}.{action.partition('.')[2]}.{key}", value)
    before, after = choices(name), choices(name, raised)
    differs = np.any([before[each] != after[each] for each in before], axis=0)
    moved = np.flatnonzero(differs.any(axis=1))
    first = differs[moved].argmax(axis=1)
    assert len(moved) > 5
    for each in before:
        old, new = before[each][moved, first], after[each][moved, first]
        if each == track:
            wanted = tracks_of(shipped(name))[track].index(action)
            assert np.all(new == wanted) and np.all(old != wanted)
        else:
            assert np.array_equal(old, new), each


def test_raising_one_rate_moves_firings_only_into_that_alternative():
    raised = changed(shipped("crossroads"), "events.clash.one_of.small.rate", "0.25 per week")
    both = (base("crossroads"), played("crossroads", raised))
    small_before, small_after = (run.columns["first.clash.small"] for run in both)
    large_before, large_after = (run.columns["first.clash.large"] for run in both)
    assert ((small_before == 0) & (small_after > 0)).sum() > 20
    assert not ((large_before == 0) & (large_after > 0)).any()
    assert np.all((small_before == 0) | (small_after <= small_before) & (small_after > 0))
