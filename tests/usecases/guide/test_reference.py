"""The pages of reference are those of the program. Make them anew with `python tests/usecases/guide/test_reference.py`."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.usecases.guide.reference import pages, write_pages

FOLDER = Path(__file__).resolve().parents[3] / "docs" / "reference"


@pytest.mark.parametrize("name", ["keys.md", "language.md", "messages.md"])
def test_the_checked_in_page_is_fresh(name):
    assert (FOLDER / name).read_text(encoding="utf-8") == pages()[name]


def test_the_language_fits_on_two_printed_sides():
    """Measured: as much as this takes two sides of A4 in two columns of 8.5 points, rows of tables and code included."""
    text = pages()["language.md"]
    assert len(text) < 11_500 and len(text.splitlines()) < 215


if __name__ == "__main__":
    write_pages(FOLDER)
