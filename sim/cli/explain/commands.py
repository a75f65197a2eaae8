"""The commands that say why."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.complete import results_in, world_names

explaining = typer.Typer()
HERE = Path("results")

Named = Annotated[
    str,
    typer.Argument(
        metavar="RESULT",
        autocompletion=lambda incomplete: [*world_names(incomplete), *results_in(HERE)],
        show_default=False,
        help="A stored result, @last, a plan, plan:variant, a world or a file; what is missing is run.",
    ),
]
Results = Annotated[Path, typer.Option("--results", metavar="DIR", help="Where results are kept.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]
Question = Annotated[str, typer.Option("--question", metavar="NAME", help="Which question; else the first.")]
Outcome = Annotated[
    str, typer.Option("--outcome", metavar="NAME", help="Which outcome; else any but the question's last.")
]
Worlds = Annotated[int | None, typer.Option(help="Draws of what is not known, for runs that are missing.")]
Repeats = Annotated[int | None, typer.Option(help="Histories of each world, for runs that are missing.")]
Seed = Annotated[int | None, typer.Option(help="Any whole number from 0, for runs that are missing.")]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no pictures.")]
Quick = Annotated[bool, typer.Option("--quick", help="A quick look: 200 worlds x 5 repeats.")]


@explaining.command()
def trace(
    name: Named,
    history: Annotated[
        str, typer.Option("--history", metavar="WORLD.REPEAT", help="Which history, for example 81.3.")
    ] = "",
    pick: Annotated[
        Literal["typical", "earliest", "nearest-miss", "random", "flipped"] | None,
        typer.Option("--pick", help="A history of this kind; else typical, or with --against flipped."),
    ] = None,
    question: Question = "",
    outcome: Outcome = "",
    against: Annotated[
        str, typer.Option("--against", metavar="RESULT", help="Tell it beside the same history of this run.")
    ] = "",
    everything: Annotated[
        bool, typer.Option("--all", help="All that happened, not only what matters.")
    ] = False,
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    json: Json = False,
) -> None:
    """Tell one history, step by step.

    What happened, how likely it was just then, which goals spoke for it.

    What carries a star was needed: without it, and with all other luck the same, the answer would have been another.
    """
    from sim.cli.explain.told import show_story
    from sim.cli.progress import Bar
    from sim.usecases.explaining.traced import Wanted, traced
    from sim.usecases.running.planned import Asked

    if history and pick:
        raise typer.BadParameter("--history names one, --pick looks for one: leave one of them out")
    asked = Asked(name, results, worlds, repeats, seed, quick=quick, figures=False)
    kind = pick or ("flipped" if against else "typical")
    story, record = traced(
        asked, Wanted(history, kind, question, outcome, against), Bar(), json and everything
    )
    show_story(story, record, everything, json)


@explaining.command(name="which-line")
def which_line(
    first: Named,
    second: Named,
    question: Question = "",
    outcome: Outcome = "",
    orders: Annotated[
        int,
        typer.Option(
            min=0,
            help="Sample so many orders of change; else all up to 8 settings, and 16 above.",
            show_default=False,
        ),
    ] = 0,
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
) -> None:
    """Split a difference over the lines of the two files.

    That is, over the settings in which two runs differ.

    A setting's part is the mean of what it adds over all orders of change (Shapley); the parts add up to the whole.
    """
    from sim.cli import screen
    from sim.cli.explain.told import show_split
    from sim.cli.progress import Bar
    from sim.usecases.comparing.compared import compare
    from sim.usecases.comparing.sides import gathered
    from sim.usecases.explaining.attributed import prepared, split
    from sim.usecases.running.planned import Asked

    asked = Asked(first, results, worlds, repeats, seed, quick=quick, figures=False)
    found = compare(gathered(asked, (first, second), Bar(), skip_damaged=False))
    job = prepared(found.pairs[0], question, outcome, orders + orders % 2)
    screen.say(job.cost)
    show_split(split(job, Bar()), found, results, json, not no_figures)
