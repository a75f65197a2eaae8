"""Any name of a world can be asked for, and is told with everything that hangs on it."""

from __future__ import annotations

import pytest

from sim.errors import ScenarioError
from sim.report.beliefs.one import one_lines
from sim.scenario.check import check
from sim.usecases.beliefs.addresses import addresses, located, noun_at, short
from sim.usecases.beliefs.why import told


def test_the_world_is_sound(ferry):
    assert [found.headline() for found in check(ferry) if not found.is_warning] == []


@pytest.mark.parametrize(
    "name, kind, value",
    [
        ("fog", "a quantity", "PERT 0.1 / 0.3 / 0.8"),
        ("quantities.fog", "a quantity", "PERT 0.1 / 0.3 / 0.8"),
        ("captain.nerve", "a stance of captain", "beta, a 4, b 4"),
        ("captain.calm", "a goal of captain", "PERT 0.4 / 0.6 / 0.8"),
        ("captain.precision", "the precision of captain", None),
        ("captain.helm.pace", "the pace of captain.helm", "40% per week"),
        ("captain.watch.hold", "the hold of captain.watch", "0.7"),
        ("captain.sail", "an action of captain.helm", ""),
        ("captain.sail.habit", "the habit of captain.sail", "PERT -2 / -1 / 0"),
        ("captain.sail.serves.calm", "how captain.sail serves calm", "-0.5 * nerve"),
        ("captain.sail.then.flag", "what captain.sail does to flag", "= on"),
        ("captain.sail.otherwise.pier", "what captain.sail does to pier if it fails", "+= 1"),
        ("captain.sail.succeeded", "an action of captain.helm", ""),
        ("captain", "an actor", ""),
        ("ice", "a state", "from 0 to 9, starts at uniform 0 / 1"),
        ("ice.start", "the start of ice", "uniform 0 / 1"),
        ("ice.relax.half_life", "the half life of ice", "3 weeks"),
        ("pier.start", "the start of pier", ""),
        ("blind", "a term", "fog >= 0.6"),
        ("winter", "a calendar name", "true in 1, 2"),
        ("storm", "an event", ""),
        ("storm.gale", "an alternative of storm", ""),
        ("storm.gale.chance", "the chance of storm.gale", "0.7"),
        ("thaw", "a rule", ""),
        ("model", "a doubt", ""),
        ("doubts.model.sd", "the sd of doubts.model", "0.5"),
        ("harbour", "a question", "Is the harbour shut?"),
        ("flagged", "a watch", "flag and since(captain.sail.succeeded) <= 2 weeks"),
        ("at.2031-02-01.ice", "the ice of at.2031-02-01", "+= guess"),
        ("LOG", "a source", "Harbour log"),
        ("LOG:02", "a paragraph of LOG", "Harbour log"),
    ],
)
def test_everything_with_a_name_can_be_asked_for(ferry, name, kind, value):
    found = told(ferry, name)
    assert found.kind == kind
    assert value is None or found.value == value
    assert found.where.startswith("ferry.yaml:")


def test_a_number_is_told_with_its_range_and_its_ground(ferry):
    found = told(ferry, "fog")
    low, middle, high = found.spread
    assert 0.1 < low < middle < high < 0.8
    assert found.where == "ferry.yaml:9"
    origin = found.origin
    assert (origin.hedge, origin.grade, origin.coder, origin.why) == ("H2", "C3", "ann", "fog of last winter")
    [log] = origin.cited
    assert (log.paragraphs, log.title, log.grade) == (("LOG:02", "LOG:01"), "Harbour log", "B2")


def test_readers_are_found_through_terms_and_told_once(ferry):
    assert [(use.name, use.through) for use in told(ferry, "fog").readers] == [
        ("blind", ()),
        ("captain.sail.succeeds", ()),
        ("danger", ("blind",)),
        ("captain.sail.if", ("blind", "danger")),
    ]


@pytest.mark.parametrize(
    "name, readers",
    [
        ("captain.trade", ["captain.sail.serves.trade", "captain.wait.serves.trade"]),
        ("captain.nerve", ["captain.sail.serves.calm"]),
        ("captain.sail", ["mate.shout.utility", "watches.flagged"]),
        ("mate.shout", ["captain.ring.utility"]),
        ("winter", ["storm.if"]),
        ("captain.precision", []),
        ("guess", ["at.2031-02-01.ice"]),
    ],
)
def test_who_reads_a_thing(ferry, name, readers):
    assert [use.name for use in told(ferry, name).readers] == readers


def test_a_state_is_read_also_through_its_start_and_tells_what_changes_it(ferry):
    readers = [use.name for use in told(ferry, "ice.start").readers]
    assert (
        readers
        == [use.name for use in told(ferry, "ice").readers]
        == ["danger", "rules.thaw.while", "captain.sail.if"]
    )
    assert [(use.name, use.text) for use in told(ferry, "ice").changers] == [
        ("at.2031-02-01.ice", "+= guess"),
        ("captain.ring.then.ice", "-= 0.1"),
        ("rules.thaw.then.ice", "-= 0.2 per week"),
    ]


def test_what_else_rests_on_the_same_paragraphs(ferry):
    shared = told(ferry, "fog").shared
    assert {ref: [(s.name, s.numbers) for s in rest] for ref, rest in shared.items()} == {
        "LOG:02": [("ice", 3), ("captain.sail", 2)],
        "LOG:01": [("captain.calm", 1)],
    }
    assert [s.name for s in told(ferry, "LOG:02").shared["LOG:02"]] == ["fog", "ice", "captain.sail"]
    assert list(told(ferry, "LOG").shared) == ["LOG:01", "LOG:02"]


def test_a_number_inside_a_block_is_covered_by_it_and_says_so(ferry):
    assert told(ferry, "ice.relax.half_life").origin.by == "ice"
    assert told(ferry, "captain.sail.serves.trade").origin.by == "captain.sail"
    assert told(ferry, "captain.sail.habit").origin.by == ""


def test_a_number_nobody_speaks_for_says_so(ferry):
    assert told(ferry, "guess").origin.sourced is False
    assert "  nobody speaks for it" in [
        "  " * depth + text for depth, text in one_lines(told(ferry, "guess"))
    ]
    assert told(ferry, "harbour").origin is None  # it holds no number, so none is missing


def test_defaults_are_named_where_they_speak(text):
    from sim.scenario.read import read_text

    world = read_text(text + "defaults: {basis: judgement, why: invented}\n")
    assert told(world, "guess").origin.by == "`defaults:`"


def test_correlations_and_doubts_are_told(ferry):
    assert told(ferry, "fog").ties == (
        "moves with captain.nerve: rank correlation -0.3, because fog frightens",
    )
    doubt = "in doubt: model, sd 0.5, because what is left out"
    assert told(ferry, "captain.sail").ties == told(ferry, "storm").ties == (doubt,)
    assert told(ferry, "mate.shout").ties == ()


@pytest.mark.parametrize(
    "name, near",
    [
        ("fogg", "fog"),
        ("captain.nervs", "captain.nerve"),
        ("nerve", "captain.nerve"),
        ("sail", "captain.sail"),
    ],
)
def test_an_unknown_name_gets_the_nearest_ones(ferry, name, near):
    with pytest.raises(ScenarioError) as refused:
        told(ferry, name)
    [found] = refused.value.problems
    assert (found.code, near in found.fix) == ("N09", True)


def test_every_address_leads_to_something_that_can_be_told(ferry):
    for name, path in addresses(ferry).items():
        assert located(ferry, name) == path
        noun_at(ferry, path)
        assert next(one_lines(told(ferry, name)))[0] == 0
        if path[0] not in ("clock", "defaults"):
            assert located(ferry, ".".join(map(str, path))) == path


def test_short_names_are_those_of_expressions(ferry):
    from sim.scenario.names import symbols

    for symbol in symbols(ferry).by_path.values():
        if symbol.kind not in ("hold", "result"):
            assert short(symbol.tree) == symbol.path
