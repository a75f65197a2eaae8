"""From a result down to paragraphs, and from a paragraph up to the questions it reaches."""

from __future__ import annotations

import pytest

from sim.report.beliefs.one import one_lines
from sim.usecases.beliefs.behind import behind, links, reached, resting_on
from sim.usecases.beliefs.why import told


def things(steps) -> dict[str, int]:
    return {thing.name: step.number for step in steps for thing in step.things}


def test_what_a_question_rests_on_is_found_step_by_step(ferry):
    found = things(behind(ferry, ("questions", "harbour")))
    assert found["pier"] == 1  # the line reads it
    assert found["captain.sail"] == found["storm.gale"] == 2  # they change it
    assert found["fog"] == found["captain.calm"] == found["captain"] == found["doubts.model"] == 3
    assert found["storm"] == 3 and found["shift"] == 4  # the alternative rests on its event
    assert found["danger"] == 3 and found["blind"] == 4
    assert "flag" not in found and "captain.ring" in found  # ringing moves the ice, the ice keeps the boat in


def test_each_thing_is_told_once_and_with_its_own_paragraphs(ferry):
    steps = behind(ferry, ("questions", "harbour"))
    names = [thing.name for step in steps for thing in step.things]
    assert len(names) == len(set(names))
    cited = {thing.name: thing.paragraphs for step in steps for thing in step.things}
    assert (cited["fog"], cited["captain.sail"], cited["pier"]) == (("LOG:02", "LOG:01"), ("LOG:02",), ())


@pytest.mark.parametrize(
    "start, way",
    [
        (("quantities", "fog"), ("fog", "captain.sail", "pier", "harbour")),
        (("actors", "captain", "stances", "nerve"), ("captain.nerve", "captain.sail", "pier", "harbour")),
        (("events", "storm", "one_of", "gale", "chance"), ("storm.gale", "pier", "harbour")),
        (("quantities", "shift"), ("shift", "storm", "storm.gale", "pier", "harbour")),
        (("doubts", "model", "sd"), ("doubts.model", "captain.sail", "pier", "harbour")),
        (("state", "flag"), None),
    ],
)
def test_the_shortest_way_to_a_question(ferry, start, way):
    found = reached(ferry, [start])
    assert [one.way for one in found] == ([way] if way else [])


def test_every_step_of_a_way_is_a_link_the_other_way_round(ferry):
    """Two roads: what reaches a question is what stands behind it."""
    below = set(things(behind(ferry, ("questions", "harbour"))))
    every = {node for ends in links(ferry).items() for node in (ends[0], *ends[1])}
    reaching = {one for one in every if one[0] != "questions" and reached(ferry, [one])}
    from sim.usecases.beliefs.addresses import short

    assert {short(one) for one in reaching} == below


def test_a_paragraph_reaches_the_questions_of_all_that_rests_on_it(ferry):
    assert {path[-1] for path in resting_on(ferry, "LOG:02")} == {"fog", "ice", "sail"}
    text = [line for _, line in one_lines(told(ferry, "MAP:03"))]
    assert "harbour: captain.nerve > captain.sail > pier > harbour" in text


def test_an_outcome_is_asked_for_by_the_name_that_results_give_it(ferry):
    found = told(ferry, "harbour.shut")
    assert (found.kind, found.value) == ("an outcome of harbour", "pier == shut")
    assert "in all 3 paragraphs: LOG:01, LOG:02, MAP:03" in [text for _, text in one_lines(found)]
    assert told(ferry, "harbour.open").kind == "a question"  # what is left over belongs to the whole of it
