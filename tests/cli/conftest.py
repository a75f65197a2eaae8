"""A small world in an empty folder, and a prompt inside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

FERRY = """\
stancelab: 1
name: ferry
title: Will the ferry sail?
clock: {start: 2031-01-01, tick: week, ticks: 4}
sources: {LOG: {title: Harbour log, author: A. Keeper}}
quantities:
  storm_rate: {pert: [0.1, 0.3, 0.8], unit: per week, from: [LOG:02], hedge: H4, why: storms of last winter}
state:
  pier:
    kinds: [open, iced, shut]
    start: open
    basis: judgement
    why: no ice yet
events:
  storm: {rate: storm_rate, then: {pier: = shut}}
  frost: {rate: 0.2 per week, then: {pier: = iced}, basis: judgement, why: a cold month}
questions:
  harbour:
    title: Is the harbour shut within a month?
    within: 4 weeks
    resolves: The log says so.
    worst: {shut: pier is shut, iced: pier is iced, else: open}
  soon:
    within: 1 week
    first: {storm_first: ever(storm), frost_first: ever(frost), else: neither}
watches: {closed: pier is shut}
"""
SMALL = ("--worlds", "120", "--repeats", "3", "--no-figures")


class Prompt:
    """Types commands in its folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: object, **environment: str) -> Result:
        from sim.cli.app import app

        result = CliRunner().invoke(app, [str(word) for word in words], env=environment)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def small(self, *words: object, **environment: str) -> Result:
        """A run of 360 histories, without pictures."""
        return self("run", "ferry", *SMALL, *words, **environment)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path


@pytest.fixture
def prompt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prompt:
    for name in ("FORCE_COLOR", "NO_COLOR", "COLUMNS", "STANCELAB_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    here = Prompt(tmp_path)
    here.write("scenarios/ferry.yaml", FERRY)
    return here


@pytest.fixture
def ferry() -> str:
    return FERRY
