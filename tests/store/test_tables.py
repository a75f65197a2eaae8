"""Tables that spreadsheets open."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from sim.store.tables import csv_bytes


@pytest.mark.parametrize(
    "cell, text",
    [
        (0.1, "0.1"),
        (np.float64(0.1), "0.1"),
        (np.int32(-3), "-3"),
        (-0.5, "-0.5"),
        (None, ""),
        (float("nan"), ""),
        ("a,b", '"a,b"'),
        ('say "so"', '"say ""so"""'),
        ("two\r\nlines", '"two\nlines"'),
        ("old\rmac", '"old\nmac"'),
        ("Brücke ж", "Brücke ж"),
        ("=1+1", "'=1+1"),
        ("+= 0.1", "'+= 0.1"),
        ("@cmd", "'@cmd"),
        ("-inf", "-inf"),
        ("-3", "-3"),
    ],
)
def test_a_cell(cell, text):
    assert csv_bytes(("a", "b"), [("x", cell)]) == b"\xef\xbb\xbf" + f"a,b\nx,{text}\n".encode()


def test_a_table_reads_back():
    rows = [("north", 'a "b", c', 0.25), ("", "two\nlines", -1.0)]
    text = csv_bytes(("place", "words", "share"), rows).decode("utf-8-sig")
    again = list(csv.reader(io.StringIO(text, newline="")))
    assert again == [["place", "words", "share"], ["north", 'a "b", c', "0.25"], ["", "two\nlines", "-1.0"]]


@pytest.mark.parametrize("row", [(), ("a",), ("a", "b", "c")])
def test_a_row_fits_its_header(row):
    with pytest.raises(ValueError, match=r"cells under 2 headings"):
        csv_bytes(("a", "b"), [row])
