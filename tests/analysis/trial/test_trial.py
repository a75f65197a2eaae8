"""Quick histories of tiny worlds: each warning once, at its marked spot, with the figure seen; a clean world has none."""

from __future__ import annotations

import pytest

from sim.analysis.trial import figures, trial_warnings, try_out
from sim.engine.compile import compile_scenario
from sim.engine.run import Sample, simulate
from sim.scenario.read import read, read_text

HEAD = "stancelab: 1\nname: tiny\nclock: {start: 2030-01-01, tick: week, ticks: 4}\n"
SEED = 1

# Code, what is said, why, and the world with the spot marked.
TABLE = {
    "an option that is never available": (
        "W10",
        '"mill.stop" was available at none of 2,000 turns in 500 histories',
        "its `if` held at none of its actor's turns",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  mill:
    menu:
      «stop»: {if: flow > 2, then: {flow: -= 0.1}}
      turn: {then: {flow: -= 0.01}}
""",
    ),
    "an option that nobody takes": (
        "W11",
        '"mill.stop" was available at 2,000 turns in 500 histories and never chosen',
        "other options, or holding, always weighed more",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  mill:
    menu:
      «stop»: {utility: -30, then: {flow: -= 0.1}}
      turn: {then: {flow: -= 0.01}}
""",
    ),
    "an outcome that never comes out": (
        "W12",
        '"flood" is the answer to "river" in none of 500 histories',
        "500 histories can tell that its share is below 0.6%",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
questions:
  river:
    within: 4 weeks
    last: {«flood»: flow > 5, high: flow > 0.5, else: low}
""",
    ),
    "an outcome that always comes out": (
        "W12",
        '"any" is the answer to "river" in all 500 histories',
        "500 histories can tell that its share is above 99.4%",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
questions:
  «river»:
    within: 4 weeks
    last: {any: flow >= 0, else: none}
""",
    ),
    "a watch that is never true": (
        "W12",
        '"flood" is true in none of 500 histories',
        "500 histories can tell that its share is below 0.6%",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
watches: {«flood»: flow > 5}
""",
    ),
    "a watch that is always true": (
        "W12",
        '"wet" is true at every tick in all 500 histories',
        "500 histories can tell that its share is above 99.4%",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
watches: {«wet»: flow >= 0}
""",
    ),
    "an actor who is never there": (
        "W13",
        '"mill" never acts: it was present in none of 500 histories',
        "its `active` held at none of its turns",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  «mill»:
    active: flow > 2
    menu:
      stop: {then: {flow: -= 0.1}}
""",
    ),
    "an actor who only holds": (
        "W13",
        '"mill" never acts: it held at all 2,000 turns in 500 histories',
        "available were mill.stop",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  «mill»:
    menu:
      stop: {utility: -30, then: {flow: -= 0.1}}
      drain: {if: flow > 2, then: {flow: -= 0.1}}
""",
    ),
    "a track on which nothing is ever available": (
        "W13",
        '"mill.gate" never acts: it held at all 2,000 turns in 500 histories',
        "none of its options was ever available",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  mill:
    tracks:
      «gate»: {menu: {shut: {if: flow > 2, then: {flow: -= 0.1}}}}
      wheel: {menu: {turn: {then: {flow: -= 0.01}}}}
""",
    ),
    "an event whose condition never holds": (
        "W14",
        '"rain" never fired: its `if` held in none of 500 histories',
        "",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
events: {«rain»: {if: flow > 2, rate: 1 per week, then: {flow: += 0.1}}}
""",
    ),
    "an event with the rate of another unit": (
        "W14",
        '"rain" never fired, though it could at 2,000 ticks in 500 histories',
        "its rate is too low to matter here",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
events: {«rain»: {rate: 0.000001 per year, then: {flow: += 0.1}}}
""",
    ),
    "an alternative that never comes first": (
        "W14",
        '"rain.hail" was none of the {rain} firings of "rain"',
        "the other alternatives always came first",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
events:
  rain:
    rate: 1 per week
    one_of: {drops: {chance: 1, then: {flow: += 0.1}}, «hail»: {chance: 0, then: {flow: += 0.2}}}
""",
    ),
    "an event that fires at every tick": (
        "W15",
        '"rain" happens at all 2,000 ticks at which it can',
        "an event fires at most once a tick; a rate of far more than 3 a tick is cut down to that",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
events: {«rain»: {rate: 20 per day, then: {flow: += 0.01}}}
""",
    ),
    "an option that is taken at every turn": (
        "W15",
        '"mill.turn" happens at all 2,000 turns of its actor',
        "each time it moves flow once more",
        """
state: {flow: {start: 0.5, range: [0, 1], noise: 0.05 per week}}
actors:
  mill:
    menu:
      «turn»: {utility: 30, then: {flow: -= 0.01}}
""",
    ),
    "a state that nothing sets": (
        "W16",
        '"flow" never changed in 500 histories',
        "nothing sets it",
        """
state: {«flow»: {start: {uniform: [0.2, 0.8]}, range: [0, 1]}}
watches: {high: flow > 0.5}
""",
    ),
    "a state that is left as it was": (
        "W16",
        '"level" never changed in 500 histories',
        "what can set it left it as it was: rain",
        """
state: {«level»: {levels: [low, high], start: high}}
events: {rain: {rate: 1 per week, then: {level: at least low}}}
""",
    ),
    "a state that is pushed over its edge": (
        "W17",
        '"flow" is at the top of its range, 1, in 75% of 2,000 ticks',
        "what pushes it further is cut off and lost",
        """
state: {«flow»: {start: 0.2, range: [0, 1]}}
rules: {rain: {while: always, then: {flow: += 0.5 per week}}}
""",
    ),
    "a counter that is full": (
        "W17",
        '"boats" is at the top of its range, 2, in 75% of 2,000 ticks',
        "what pushes it further is cut off and lost",
        """
state: {«boats»: {counter: 0, max: 2}}
rules: {arrive: {if: boats >= 0, then: {boats: += 1}}}
""",
    ),
    "a question that ends before its actor's first turn": (
        "W18",
        '"river" ends with tick 2, before "dry" can come about',
        "nothing it waits for happens before tick 3: mill.drain",
        """
state: {flow: {start: 0.5, range: [0, 1]}}
actors:
  mill:
    decides: {dates: [2030-01-15]}
    menu:
      drain: {then: {flow: = 0}}
questions:
  river:
    within: «2 weeks»
    last: {dry: flow == 0, else: wet}
""",
    ),
    "a question that ends before a dated change": (
        "W18",
        '"river" ends with tick 2, before "dry" can come about',
        "nothing it waits for happens before tick 4: at.2030-01-22",
        """
state: {flow: {start: 0.5, range: [0, 1]}, gate: {switch: off}}
terms: {drained: flow == 0}
at: {2030-01-22: {gate: = on}}
rules: {drain: {if: gate, then: {flow: = 0}}}
questions:
  river:
    by: «2030-01-15»
    last: {dry: drained, else: wet}
""",
    ),
    "two settings at once": (
        "W19",
        'two different = met on "flow" 2,000 times in 500 histories',
        "each time the later declared of rain, sun won",
        """
state: {«flow»: {start: 0.5, range: [0, 1]}}
rules:
  rain: {if: flow >= 0, then: {flow: = 0.2}}
  sun: {if: flow >= 0, then: {flow: = 0.1}}
""",
    ),
}

CLEAN = """
state:
  flow: {start: 0.5, range: [0, 1], relax: {to: 0, half_life: 2 weeks}, noise: 0.05 per week}
  boats: {counter: 0, max: 200}
actors:
  mill:
    active: flow > 0.1
    pace: {fixed: 40% per week}
    menu:
      stop: {if: flow > 0.2, then: {flow: -= 0.1}}
      turn: {then: {boats: += 1}}
events:
  rain: {rate: 0.5 per week, one_of: {drops: {chance: 0.9, then: {flow: += 0.2}}, hail: {chance: 0.1}}}
doubts: {model: {sd: 0.5, on: [mill.*, rain]}}
questions:
  river:
    within: 4 weeks
    worst: {high: flow > 0.4, low: flow <= 0.4, else: never_read}
watches: {wet: flow > 0.3}
"""


def marked(text: str) -> tuple[str, tuple[int, int, int]]:
    """The world without its mark, and (line, column, length) of what was marked."""
    whole = HEAD + text
    before, rest = whole.split("«")
    spot, after = rest.split("»")
    start = before.rpartition("\n")[2]
    return before + spot + after, (before.count("\n") + 1, len(start) + 1, len(spot))


@pytest.mark.parametrize("code, what, why, world", TABLE.values(), ids=TABLE)
def test_a_dead_spot_is_found_with_its_place_and_figure(code, what, why, world):
    text, spot = marked(world)
    trial = try_out(read_text(text), SEED)
    # what a spot brings with it is said as well; what it explains is not
    [found] = [one for one in trial_warnings(trial) if one.code == code]
    where = found.where
    assert (where.line, where.col, where.length) == spot
    firings = f"{trial.count('rain'):,}" if "{rain}" in what else ""
    assert (found.what, found.why) == (what.format(rain=firings), why)
    assert found.fix


@pytest.mark.parametrize("name, world", [(n, row[3]) for n, row in TABLE.items()], ids=list(TABLE))
def test_one_cause_is_said_once(name, world):
    codes = [one.code for one in trial_warnings(try_out(read_text(marked(world)[0]), SEED))]
    assert codes == [TABLE[name][0]]


def test_a_world_in_which_all_is_alive_has_no_warning():
    assert trial_warnings(try_out(read_text(HEAD + CLEAN), SEED)) == ()


@pytest.mark.parametrize("rate, share", [(2.5, 0.918), (4, 0.982)])
def test_an_event_counts_as_cut_down_from_about_three_a_tick(rate, share):
    world = f"{HEAD}events: {{rain: {{rate: {rate} per week}}}}\nwatches: {{wet: ever(rain)}}\n"
    trial = try_out(read_text(world), SEED)
    # four standard errors of 2,000 draws
    assert trial.count("rain") / trial.could("rain") == pytest.approx(share, abs=4 * (0.25 / 2000) ** 0.5)
    found = [one for one in trial_warnings(trial) if one.code == "W15"]
    assert bool(found) is (rate > 3)
    assert all("98% of 2,000 ticks" in one.what and "a rate of about 4" in one.why for one in found)


def test_a_doubt_about_nothing_that_happens_is_said():
    world = f"{HEAD}events: {{rain: {{rate: 0.000001 per year}}}}\ndoubts: {{model: {{sd: 0.5, on: rain}}}}\n"
    found = trial_warnings(try_out(read_text(world), SEED))
    assert [(one.code, one.where.line) for one in found] == [("W14", 4), ("W14", 5)]
    assert found[1].what == 'nothing that the doubt "model" bears on happened in 500 histories'
    assert found[1].why == "it bears on rain"


def test_an_outcome_that_waits_for_what_never_happens_says_so():
    world = """
state: {flow: {start: 0.5, range: [0, 1]}, gate: {switch: off}}
events: {rain: {rate: 0.000001 per year, then: {gate: = on}}}
rules: {drain: {if: gate, then: {flow: = 0}}}
questions: {river: {within: 4 weeks, last: {dry: flow == 0, wet: flow > 0, else: none}}}
"""
    found = [one for one in trial_warnings(try_out(read_text(HEAD + world), SEED)) if one.code == "W12"]
    assert [one.what for one in found] == ['"wet" is the answer to "river" in all 500 histories']
    both = world.replace("wet: flow > 0", "wet: flow > 0 and heat > 0.5").replace(
        "gate:", "heat: {start: {uniform: [0, 1]}, range: [0, 1]}, gate:", 1
    )
    found = [one for one in trial_warnings(try_out(read_text(HEAD + both), SEED)) if one.code == "W12"]
    assert [one.why for one in found] == [
        "500 histories can tell that its share is below 0.6%; what it waits for never happened: rain"
    ]


RARE = """
state: {flow: {start: {uniform: [0, 1]}, range: [0, 1], noise: 0.001 per week}}
actors:
  mill:
    active: flow > %s
    menu: {stop: {utility: -30, then: {flow: -= 0.1}}, turn: {if: flow > 2, then: {flow: -= 0.1}}}
"""


@pytest.mark.parametrize("limit, codes", [("0.95", []), ("0.7", ["W13"])])
def test_of_what_is_seldom_possible_nothing_is_said(limit, codes):
    """None of fewer than 59 tries does not show that it happens in less than 5%."""
    assert [one.code for one in trial_warnings(try_out(read_text(HEAD + RARE % limit), SEED))] == codes


def test_what_can_come_about_in_time_is_not_called_too_late():
    """A state that also drifts may get there by itself."""
    text = marked(TABLE["a question that ends before its actor's first turn"][3])[0]
    drifting = text.replace("range: [0, 1]}", "range: [0, 1], noise: 0.01 per week}")
    assert [one.code for one in trial_warnings(try_out(read_text(drifting), SEED))] == ["W12"]


def test_the_figures_add_up():
    trial = try_out(read_text(HEAD + CLEAN), SEED)
    shown = figures(trial)
    [mill] = shown["actors"]
    assert mill["turns"] == mill["held"] + sum(option["happened"] for option in shown["options"])
    assert all(one["happened"] <= one["could"] <= 2000 for one in (*shown["options"], *shown["events"]))
    assert [sum(one["outcomes"].values()) for one in shown["questions"]] == [500]
    assert {one["ticks"] for one in shown["states"]} == {2000}
    assert shown["seed"] == SEED and shown["watches"][0]["histories"] <= 500


@pytest.mark.parametrize("name", ["strait", "talks"])
def test_looking_changes_no_program_and_no_history(name, request):
    world = read(request.config.rootpath / "tests" / "worlds" / f"{name}.yaml")
    plain, looked = compile_scenario(world), compile_scenario(world, diagnose=True)
    assert not any("?" in path for path in plain.happenings)
    sample = Sample(SEED, 40, 1, ("counts", "first", "final"))
    one, other = simulate(plain, sample), simulate(looked, sample)
    assert {name: column.tobytes() for name, column in one.columns.items()} == {
        name: column.tobytes() for name, column in other.columns.items() if "?" not in name
    }


def test_a_trial_is_the_beginning_of_a_run(request):
    """The same worlds, the first history of each: every figure can be looked up again."""
    world = read_text(HEAD + CLEAN)
    run = simulate(compile_scenario(world), Sample(SEED, 500, 2, ("counts",)))
    assert (run.by_world("count.rain")[:, 0] == try_out(world, SEED).runs.columns["count.rain"]).all()
