"""What explanations leave beside a comparison: pictures, and the same as JSON."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path as FilePath

from sim.report.plots.style import Setting
from sim.report.plots.why.flips import flip_paths, flips_alt
from sim.report.plots.why.split import split_alt, waterfall
from sim.report.why.flips import FlipsTold
from sim.report.why.split import SplitTold
from sim.store.disk import json_text, write_whole
from sim.usecases.comparing.compared import Compared, Pair
from sim.usecases.comparing.kept import FOLDER, folder_name
from sim.usecases.comparing.pictures import files


def keep_flips(explained: Sequence[FlipsTold], found: Compared, folder: FilePath, figures: bool) -> None:
    """`why.json`, and a flip-path diagram for every run and question in which a history flips."""
    told = {"schema": "stancelab.why/1", "explained": [asdict(one) for one in explained]}
    write_whole(folder / "why.json", json_text(told))
    for one in explained if figures else ():
        if one.larger.routes:
            pair = next(pair for pair in found.pairs if pair.other.label == one.b)
            which = f"{re.sub(r'[^A-Za-z0-9_.]+', '-', one.b)}-" if len(found.pairs) > 1 else ""
            setting = _setting(pair, one.question)
            name = f"{which}{one.question}-why"
            for file, content in files(name, flip_paths(one, setting), flips_alt(one, setting)):
                write_whole(folder / file, content)


def keep_split(found: SplitTold, compared: Compared, results: FilePath, figures: bool) -> FilePath:
    """The split as JSON and as a waterfall, in the folder of the comparison; that folder."""
    folder = results / FOLDER / folder_name(compared)
    told = {"schema": "stancelab.which-line/1", **asdict(found)}
    write_whole(folder / f"{found.question}-which-line.json", json_text(told))
    if figures:
        setting = _setting(compared.pairs[0], found.question)
        name = f"{found.question}-which-line"
        for file, content in files(name, waterfall(found, setting), split_alt(found, setting)):
            write_whole(folder / file, content)
    return folder


def _setting(pair: Pair, question: str) -> Setting:
    """What stands under a figure's title."""
    base = pair.base
    asked = base.scenario.questions[question]
    horizon = f"within {asked.within}" if asked.within else f"by {asked.by}"
    against = f"{horizon}, {pair.other.label} against {base.label}"
    return Setting(base.scenario.name, question, against, base.runs.worlds, base.runs.repeats, base.seed)
