"""Expressions read aloud: each form of the language once, brackets only where the meaning needs them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.report.beliefs.spoken import effect_words, spoken
from sim.scenario.expr.nodes import CALLS, Name, walk
from sim.scenario.expr.parser import parse
from sim.scenario.read import read
from sim.scenario.slots import expressions

ALOUD = [
    ("a + b * c", "a plus b times c"),
    ("(a + b) * c", "(a plus b) times c"),
    ("a - (b - c)", "a minus (b minus c)"),
    ("a / (b * c)", "a divided by (b times c)"),
    ("(a + b) ^ 2", "(a plus b) to the power of 2"),
    ("-(a + b)", "minus (a plus b)"),
    ("-0.5 * big_a", "-0.5 times big a"),
    ("2 weeks", "2 weeks"),
    ("5% per month", "5% per month"),
    ("a < 1 and b >= 2", "a is below 1 and b is at least 2"),
    ("a is b or a is not c", "a is b or a is not c"),
    ("not a", "not a"),
    ("not (a or b)", "not (a or b)"),
    ("not (a < 1)", "not (a is below 1)"),
    ("a and (b or c)", "a and (b or c)"),
    ("if(a, 1, 2)", "1 if a, otherwise 2"),
    ("3 * if(a, 1, 2)", "3 times (1 if a, otherwise 2)"),
    ("min(1, a / b)", "the smaller of 1 and (a divided by b)"),
    ("max(a, b, c)", "the larger of a, b and c"),
    ("clip(a + b, 0, 1)", "a plus b, kept from 0 to 1"),
    ("exp(a)", "exp of a"),
    ("log(1 + a)", "the logarithm of (1 plus a)"),
    ("sqrt(a)", "the root of a"),
    ("abs(a - b)", "the size of (a minus b)"),
    ("logistic(a)", "the logistic of a"),
    ("since(raid) <= 2 weeks", "raid came within the last 2 weeks"),
    ("since(raid) < 2 weeks", "raid came less than 2 weeks ago"),
    ("since(raid) > 2 weeks", "raid came more than 2 weeks ago"),
    ("since(a > 1) >= 2 weeks", "it came about that a is above 1 at least 2 weeks ago"),
    ("2 weeks >= since(raid)", "raid came within the last 2 weeks"),
    ("ever(captain.raid.failed)", "captain's raid that failed has happened"),
    ("ever(a > 1)", "at some time a is above 1"),
    ("count(raid, last 3 months) >= 1", "how often raid came in the last 3 months is at least 1"),
    ("count(a > 2)", "how often it was true that a is above 2"),
    ("held(a > 1 and b, 7 days)", "(a is above 1 and b) for at least 7 days"),
    ("longest(a >= 1) >= 3 weeks", "the longest spell of (a is at least 1) is at least 3 weeks"),
    ("did(captain.sail_out)", "captain last chose sail out"),
    ("expects(seas.rise)", "the expected chance of seas' rise"),
]


@pytest.mark.parametrize("text, words", ALOUD, ids=[text for text, _ in ALOUD])
def test_read_aloud(text, words):
    assert spoken(parse(text)) == words


def test_every_word_of_the_language_is_spoken():
    said = {word for text, _ in ALOUD for word in CALLS if f"{word}(" in text}
    assert said == set(CALLS)


@pytest.mark.parametrize(
    "op, value, kind, words",
    [
        ("+=", "0.1", "number", "ice rises by 0.1"),
        ("-=", "a / 2", "number", "ice falls by a divided by 2"),
        ("=", "thick", "levels", "ice becomes thick"),
        ("at least", "thick", "levels", "ice rises to at least thick"),
        ("at most", "2", "counter", "ice falls to at most 2"),
        ("+=", "1", "levels", "ice goes up by 1 rung"),
        ("-=", "2", "levels", "ice goes down by 2 rungs"),
        ("=", "off", "switch", "ice is switched off"),
        ("=", "a > 1", "switch", "ice is a is above 1"),
    ],
)
def test_effects(op, value, kind, words):
    assert effect_words("ice", op, parse(value), kind) == words


WORLDS = sorted((Path(__file__).parents[2] / "worlds").glob("*.yaml"))


@pytest.mark.parametrize("file", WORLDS, ids=lambda file: file.stem)
def test_no_name_is_lost_and_no_sign_is_left(file):
    for slot in expressions(read(file)):
        words = spoken(slot.node)
        assert not set("_*<>=^") & set(words), words
        for node in walk(slot.node):
            if isinstance(node, Name):
                assert node.path.rpartition(".")[2].replace("_", " ") in words
