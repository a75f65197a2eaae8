"""What a terminal gets: tables that fit 80 columns, two digits, never 0% or 100%, and no colour where it is not wanted."""

from __future__ import annotations

import pytest

from sim.analysis.finding import PROBABILITY, Finding, Interval, RunCount, TooFew, Unavailable
from sim.analysis.precision import POINT
from sim.cli.answers import bar, cells, reasons
from sim.scenario.scales import SCALES
from sim.usecases.running.summary import Answer

TERMINAL = {"FORCE_COLOR": "1", "COLUMNS": "80"}
ESCAPE = "\x1b["


def share(value, low, high, spread=POINT, luck=0.93, sides="both") -> Finding:
    runs = RunCount(1000, 10, round(10_000 * value))
    return Finding(
        "crosses", value, Interval(low, high, 0.95, "", sides), spread, luck, runs, PROBABILITY, ""
    )


FEW = TooFew("histories with the outcome", 3, 5, 1700)


@pytest.mark.parametrize(
    "finding, told",
    [
        (
            share(0.0841, 0.0789, 0.0893, Interval(0.0213, 0.187, 0.9, "")),
            ("8.4%", "7.9-8.9%", "2.1-19%", "93%", "very unlikely [5-20%]"),
        ),
        (share(0.0003, 0.0001, 0.0007, FEW, FEW), ("0.030%", "0.010-0.070%", "-", "-", "off the scale")),
        (share(0.0, 0.0, 0.00299, FEW, FEW, "upper"), ("<0.30%", "none seen", "-", "-", "off the scale")),
        (share(1.0, 0.985, 1.0, FEW, FEW, "lower"), (">98.5%", "all seen", "-", "-", "-")),
        (
            share(0.5, 0.49, 0.51, luck=1.0),
            ("50%", "49-51%", "-", ">99.9%", "roughly even chance [45-55%]"),
        ),
        (
            share(0.999, 0.998, 0.9995, Interval(0.9, 1.0, 0.9, ""), 0.0),
            ("99.90%", "99.80-99.950%", "90% up", "<0.1%", "off the scale"),
        ),
        (
            share(0.3, 0.29, 0.31, Unavailable("certain", "all alike")),
            ("30%", "29-31%", "none", "93%", "unlikely [20-45%]"),
        ),
    ],
)
def test_how_a_share_is_told(finding, told):
    assert cells(finding, SCALES["icd203"])[1:6] == told


def test_nothing_is_ever_0_or_100_percent(prompt):
    text = prompt(
        "run", "ferry", "--quick", "--no-figures", "--set", "storm_rate=0 per week", **TERMINAL
    ).stdout
    assert " 0%" not in text and "100%" not in text and "<" in text


def test_each_reason_is_given_once_with_all_it_holds_for():
    rare = share(0.0003, 0.0001, 0.0007, FEW, FEW)
    answer = Answer("q", "", "worst", "", 1, "", "", "", (rare, share(0.5, 0.4, 0.6), rare))
    told = list(reasons(answer))
    assert told[0] == f"- crosses: {FEW.why}"
    assert len(told) == len(set(told))


@pytest.mark.parametrize(
    "p, blocks, plain",
    [
        (0, "", ""),
        (1e-9, "▏", "."),
        (0.25, "█", "#"),
        (0.5, "██", "##"),
        (0.9999, "███▉", "###."),
        (1, "████", "####"),
    ],
)
def test_bars_show_the_least_share_and_fill_up_only_for_all(p, blocks, plain):
    assert (bar(p, 4, plain=False), bar(p, 4, plain=True)) == (blocks, plain)


@pytest.mark.parametrize("scale", ["icd203", "phia", "nato", "kent"])
def test_a_table_fits_80_columns_on_every_scale(prompt, scale):
    text = prompt(
        "run", "ferry", "--quick", "--no-figures", "--scale", scale, "--no-color", **TERMINAL
    ).stdout
    plain = text.replace(f"{ESCAPE}1m", "").replace(f"{ESCAPE}2m", "").replace(f"{ESCAPE}0m", "")
    assert max(map(len, plain.splitlines())) <= 80
    assert "resolves: The log says so." in plain and SCALES[scale].label.split()[0] in plain
    assert plain.splitlines()[-1].startswith("files in results")


@pytest.mark.parametrize("width", ["40", "60", "80", "200"])
def test_a_table_fits_any_terminal_and_keeps_its_numbers(prompt, ferry, width):
    prompt.write(
        "scenarios/ferry.yaml",
        ferry.replace("{shut: pier", "{the_harbour_is_shut_for_good_or_so_they_say: pier"),
    )
    text = prompt.small("--no-color", FORCE_COLOR="1", COLUMNS=width).stdout
    table = text[text.index("estimate") : text.index("note:")]
    assert max(
        len(line.replace(f"{ESCAPE}1m", "").replace(f"{ESCAPE}2m", "").replace(f"{ESCAPE}0m", ""))
        for line in table.splitlines()
    ) <= max(int(width), 45)
    assert "62%" in table and "57-67%" in table


def colours(text: str) -> set[str]:
    return {code for part in text.split(ESCAPE)[1:] for code in part.partition("m")[0].split(";")} - {
        "0",
        "1",
        "2",
    }


@pytest.mark.parametrize("words, environment", [(["--no-color"], {}), ([], {"NO_COLOR": "1"})])
def test_colour_can_be_refused(prompt, words, environment):
    assert colours(prompt.small(*words, **TERMINAL, **environment).stdout) == set()


def test_a_pipe_has_no_escapes_at_all(prompt):
    for words in (
        ["run", "ferry", "--quick", "--no-figures"],
        ["list"],
        ["result"],
        ["show", "ferry"],
        ["check", "ferry"],
    ):
        assert ESCAPE not in prompt(*words).output


def test_brackets_in_a_title_are_text(prompt, ferry):
    prompt.write(
        "scenarios/ferry.yaml", ferry.replace("Is the harbour shut", "Is [bold]the :ice:harbour shut")
    )
    assert "Is [bold]the :ice:harbour" in prompt.small(**TERMINAL).stdout
