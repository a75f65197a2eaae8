"""The flagship's model card in docs/models/ is the one that the program makes of the world as it stands.

Made anew with `stancelab show belarus-2024 --stage model --try --write docs/models/belarus-2024.md`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.usecases.card.made import card_of

NAME = "belarus-2024"
PAGE = Path(__file__).parents[2] / "docs" / "models" / f"{NAME}.md"
ANEW = f"make it anew: stancelab show {NAME} --stage model --try --write docs/models/{NAME}.md"


def written() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_card_says_what_the_world_says():
    """All of it but the runs, which have a test of their own."""
    told, runs = re.subn(r"### Headline if false\n.*?(?=\n## )", "", written(), flags=re.DOTALL)
    assert runs == 1
    fresh = card_of(NAME)
    assert re.sub(r"\n{3,}", "\n\n", told) == fresh, ANEW


@pytest.mark.slow
def test_the_card_has_the_numbers_of_these_runs():
    assert written() == card_of(NAME, lambda name: None), ANEW
