"""A spot of a text is found in the file however YAML wrote, quoted or folded the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import Where
from sim.scenario.files.yamltree import load_text
from sim.scenario.where import Mark, Places, snippet

STYLES = {
    "plain": ("{}", ("", " ", "\n    ", "\n\n    ", "\n      ")),
    "single quotes": ("'{}'", ("", " ", "''", " '' ", "\n    ", "\n\n      ", "''\n    ")),
    "double quotes": ('"{}"', ("", " ", '\\"', "\\x41", "\\u00e9 ", "\\t\\n", "\n    ", "\\\n   ", " \\\n  \\ ", "\n\n ")),
    "literal": ("|\n    {}", (" ", "  ", "\n    ", "\n\n    ", "\n      ", " # ", "\\n")),
    "folded": (">-\n    {}", (" ", "  ", "\n    ", "\n\n    ", "\n      ", "'")),
    "literal with a sign": ("|2-\n\n    {}", (" ", "\n    ")),
}  # fmt: skip


@pytest.mark.parametrize("frame, gaps", STYLES.values(), ids=STYLES)
def test_every_word_is_found_where_it_stands(frame, gaps):
    @given(st.lists(st.sampled_from(gaps), min_size=1, max_size=6), st.booleans())
    def found(between, in_a_list):
        body = "w0" + "".join(f"{gap}w{i + 1}" for i, gap in enumerate(between))
        before = "a:\n  - " if in_a_list else "a:\n  b: "
        text = f"# a file\n{before}{frame.format(body)}\nc: d"
        tree, places = load_text(text, "x.yaml")
        path = ("a", 0) if in_a_list else ("a", "b")
        value = tree["a"][path[1]]
        for i in range(len(between) + 1):
            word = f"w{i}"
            where = places.value(path, value.index(word), 2)
            line = text.split("\n")[where.line - 1]
            assert line[where.col - 1 :][: where.length] == word, (text, where)

    found()


def test_a_stretch_over_two_lines_is_marked_to_the_end_of_the_first():
    _, places = load_text("a: one two\n  three four", "x.yaml")
    assert places.value(("a",), 4, 9) == Where("x.yaml", 1, 8, 3)
    assert places.value(("a",)) == Where("x.yaml", 1, 4, 7)
    assert places.value(("a",), 8, 99) == Where("x.yaml", 2, 3, 10)


def test_what_has_no_place_of_its_own_stands_where_its_holder_does():
    _, places = load_text("a: {b: 1}", "x.yaml")
    assert places.value(("a", "c", "d"), 7, 3) == Where("x.yaml", 1, 4, 1)
    assert places.key(("a", "b")) == Where("x.yaml", 1, 5, 1)
    assert Places().value(("a",)) == Where("?")
    assert Mark("x.yaml", 3, 5, "text").where(1, 2) == Where("x.yaml", 3, 5, 1)


@pytest.mark.parametrize(
    "line, col, length, shown",
    [
        ("a: shok", 4, 4, "    1 | a: shok\n      |    ^^^^"),
        ("\ta: x", 5, 1, "    1 |  a: x\n      |     ^"),
        ("名前: x > 1", 5, 1, "    1 | 名前: x > 1\n      |       ^"),
        ("naïve\u0301: x", 9, 1, "    1 | naïve\u0301: x\n      |        ^"),
        ("a\x1b[2J: x", 2, 1, "    1 | a·[2J: x\n      |  ^"),
        ("a", 2, 1, "    1 | a\n      |  ^"),
        ("x" * 300, 250, 200, f"    1 | {'x' * 100}\n      | {' ' * 59}{'^' * 41}"),
    ],
)
def test_the_caret_stands_under_the_spot(line, col, length, shown):
    assert snippet(Where("x.yaml", 1, col, length), (line,)) == shown


def test_a_line_that_is_not_known_shows_nothing():
    assert snippet(Where("x.yaml", 7), ("a: b",)) == ""
