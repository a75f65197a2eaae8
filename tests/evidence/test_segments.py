"""Paragraph ids count the same on every machine: lines with text after the title, whatever ends a line."""

from __future__ import annotations

import hashlib

import pytest

from sim.evidence.segments import fingerprint, paragraph_number, paragraphs

THREE = ("Title", "one", "two", "three")


@pytest.mark.parametrize(
    "text",
    [
        "Title\none\ntwo\nthree",
        "Title\n\none\n\n\ntwo\n\nthree\n",
        "Title\r\none\r\n\r\ntwo\r\nthree\r\n",
        "Title\rone\rtwo\rthree",
        "\ufeffTitle\none\ntwo\nthree\n",
        "\n\n  Title  \n \t \none\n\u00a0\ntwo \n three\n\n",
    ],
    ids=["plain", "blank lines", "Windows", "old Mac", "byte order mark", "spaces and a no-break space"],
)
def test_a_paragraph_is_a_line_with_text(text):
    assert paragraphs(text) == THREE


def test_a_line_separator_inside_a_paragraph_does_not_end_it():
    assert paragraphs("Title\none\u2028still one\x0cand on\ntwo") == (
        "Title",
        "one\u2028still one\x0cand on",
        "two",
    )


def test_an_empty_text_has_no_title():
    assert paragraphs("\n \n") == ()


@pytest.mark.parametrize(
    "reference, number",
    [
        ("AC:09", 9),
        ("AC:9", 9),
        ("AC:00", 0),
        ("AC:caption", -1),
        ("AC", -1),
        ("AC:-1", -1),
        ("AC:٣", -1),
        ("AC:" + "9" * 30, -1),
    ],
)
def test_the_number_of_a_reference(reference, number):
    assert paragraph_number(reference) == number


def test_the_hash_is_that_of_the_bytes():
    assert fingerprint(b"Title\n") == hashlib.sha256(b"Title\n").hexdigest() != fingerprint(b"Title\r\n")
