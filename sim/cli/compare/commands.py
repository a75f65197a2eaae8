"""The commands that set runs side by side."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli.complete import results_in, world_names

comparing = typer.Typer()
HERE = Path("results")

Results = Annotated[Path, typer.Option("--results", metavar="DIR", help="Where results are kept.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Plain text; NO_COLOR=1 does the same.")]
Worlds = Annotated[int | None, typer.Option(help="Draws of what is not known, for runs that are missing.")]
Repeats = Annotated[int | None, typer.Option(help="Histories of each world, for runs that are missing.")]
Seed = Annotated[int | None, typer.Option(help="Any whole number from 0, for runs that are missing.")]
Quick = Annotated[bool, typer.Option("--quick", help="A quick look: 200 worlds x 5 repeats.")]
NoFigures = Annotated[bool, typer.Option("--no-figures", help="Draw no pictures.")]
Asking = Annotated[
    list[str] | None,
    typer.Option(
        "--question", metavar="NAME", help="Compare this question only, all its outcomes (again for more)."
    ),
]
Run = Annotated[
    str,
    typer.Argument(
        metavar="A",
        autocompletion=lambda incomplete: [*world_names(incomplete), *results_in(HERE)],
        show_default=False,
        help="A plan, plan:variant, a world, a file, or a stored result.",
    ),
]
OneQuestion = Annotated[
    str, typer.Option("--question", metavar="NAME", help="Which question, else the first.")
]


@comparing.command()
def compare(
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="A [B]...",
            autocompletion=lambda incomplete: [*world_names(incomplete), *results_in(HERE)],
            show_default=False,
            help="A plan, plan:variant, a world, a file, or a stored result.",
        ),
    ],
    question: Asking = None,
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    skip_damaged: Annotated[
        bool, typer.Option("--skip-damaged", help="Compare the others when a stored result cannot be used.")
    ] = False,
    why: Annotated[
        bool | None,
        typer.Option(
            "--why/--no-why", help="Say why histories flip; for two runs on a terminal it is said unasked."
        ),
    ] = None,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Say by how much runs differ from the first of them.

    And whether these runs can tell.

    One plan's name stands for its base and all its variants. What is missing is run. Runs of equal seed, worlds and repeats are
    paired history by history.
    """
    from sim.cli.compare.compared import show_compared
    from sim.cli.explain.told import explanations, show_flips
    from sim.cli.progress import Bar
    from sim.usecases.comparing.compared import compare as compared
    from sim.usecases.comparing.kept import keep
    from sim.usecases.comparing.sides import gathered
    from sim.usecases.running.planned import Asked

    asked = Asked(names[0], results, worlds, repeats, seed, quick=quick, figures=not no_figures)
    found = compared(
        gathered(asked, tuple(names), Bar(no_color=no_color), skip_damaged), tuple(question or ())
    )
    folder = keep(found, results, figures=not no_figures)
    explained = explanations(found, why, bool(question), json)
    show_compared(found, folder, bool(question), json, no_color, explained)
    show_flips(found, explained, folder, json, not no_figures)


@comparing.command(name="what-if")
def what_if(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", autocompletion=world_names, show_default=False)],
    changes: Annotated[
        list[str],
        typer.Option("--set", metavar="PATH=VALUE", help="What is changed (again for more); null removes."),
    ],
    at: Annotated[
        str | None,
        typer.Option(
            "--at", metavar="DATE", help="Change states on this date instead: `--set tension='= 0.8'`."
        ),
    ] = None,
    save: Annotated[
        str | None,
        typer.Option("--save", metavar="FILE", help="Write the change as an overlay that can be run."),
    ] = None,
    why: Annotated[str, typer.Option("--why", help="The reason that --save writes beside the change.")] = "",
    question: Asking = None,
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Compare a world with a change of it, typed here.

    One sentence a question, and one picture.
    """
    from sim.cli.compare.compared import show_what_if
    from sim.cli.explain.told import explanations, show_brief
    from sim.cli.progress import Bar
    from sim.usecases.comparing.changing import saved, with_changes
    from sim.usecases.comparing.compared import compare as compared
    from sim.usecases.comparing.kept import keep
    from sim.usecases.running.planned import Asked

    asked = Asked(name, results, worlds, repeats, seed, quick=quick, figures=not no_figures)
    change = with_changes(name, tuple(changes), at, why)
    written = saved(change, save) if save else None
    found = compared(change.gathered(asked, Bar(no_color=no_color)), tuple(question or ()))
    folder = keep(found, results, figures=not no_figures)
    show_what_if(found, folder, written, json=json, no_color=no_color)
    show_brief(found, explanations(found, None, bool(question), json), folder, figures=not no_figures)


@comparing.command(name="how-many")
def how_many(
    name: Run,
    other: Annotated[
        str | None,
        typer.Argument(
            metavar="[B]", show_default=False, help="A second run: plan for the difference from A."
        ),
    ] = None,
    within: Annotated[
        float, typer.Option(metavar="POINTS", help="Half the width of the 95% interval that is wanted.")
    ] = 0.0,
    difference: Annotated[
        float, typer.Option(metavar="POINTS", help="Or the smallest difference of interest.")
    ] = 0.0,
    power: Annotated[
        float, typer.Option(metavar="PERCENT", help="How surely such a difference must be seen.")
    ] = 80.0,
    question: OneQuestion = "",
    outcome: Annotated[
        str, typer.Option(metavar="NAME", help="An outcome of it, else whether it comes to any line.")
    ] = "",
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Say how many runs a wanted precision takes.

    In worlds and in repeats, and when more repeats are wasted.

    Run A (and B) serve as the pilot; they are made if they are missing.
    """
    from sim.cli.compare.extents import show_advice
    from sim.cli.progress import Bar
    from sim.usecases.comparing.planning import Wanted, advice
    from sim.usecases.comparing.sides import Gathered, gathered, one
    from sim.usecases.running.planned import Asked

    asked, bar = Asked(name, results, worlds, repeats, seed, quick=quick), Bar(no_color=no_color)
    found = gathered(asked, (name, other), bar, False) if other else Gathered((one(asked, name, bar),))
    wanted = Wanted(within / 100, difference / 100, power / 100)
    show_advice(advice(found, wanted, question, outcome), json=json, no_color=no_color)


@comparing.command()
def when(
    name: Run,
    question: Asking = None,
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Say how long each outcome takes, and how many get there.

    The median where half do, the mean wait cut at the horizon; stacked curves.
    """
    from sim.cli.compare.times import show_times
    from sim.cli.progress import Bar
    from sim.usecases.comparing.sides import one
    from sim.usecases.comparing.timing import keep_times, timings
    from sim.usecases.running.planned import Asked

    asked = Asked(name, results, worlds, repeats, seed, quick=quick)
    side = one(asked, name, Bar(no_color=no_color))
    found = timings(side, tuple(question or ()))
    folder = keep_times(side, found, figures=not no_figures)
    show_times(found, side.program.tick_text, folder, json=json, no_color=no_color)


@comparing.command(name="joint")
def joint_table(
    name: Run,
    things: Annotated[
        list[str],
        typer.Argument(
            metavar="AXES|ONE OTHER", show_default=False, help="Declared axes, or two questions or watches."
        ),
    ],
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Cross two questions or watches: how often both.

    And how often one where the other; or the corners of declared axes.
    """
    from sim.cli.compare.joints import show_joint
    from sim.cli.progress import Bar
    from sim.store.folder import add_file
    from sim.usecases.comparing.joining import named
    from sim.usecases.comparing.joint_pictures import joint_pictures
    from sim.usecases.comparing.sides import one
    from sim.usecases.running.planned import Asked

    if len(things) > 2:
        raise typer.BadParameter("name declared axes, or two questions or watches")
    asked = Asked(name, results, worlds, repeats, seed, quick=quick)
    side = one(asked, name, Bar(no_color=no_color))
    found = named(side, tuple(things))
    for file, content in () if no_figures else joint_pictures(side, found):
        add_file(side.folder, f"figures/{file}", content)
    show_joint(found, side.folder.path, json=json, no_color=no_color)


@comparing.command()
def sweep(
    name: Annotated[
        str,
        typer.Argument(metavar="PLAN|NAME|FILE", autocompletion=world_names, show_default=False),
    ],
    over: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATH=[...]",
            help="Go through these values instead of the plan's sweep (again for more), or "
            "'path={span: [0, 1], steps: 5}', 'path={percentiles: [5, 50, 95]}'.",
        ),
    ] = None,
    design: Annotated[
        Literal["grid", "list", "sobol"], typer.Option(help="How --over is combined.")
    ] = "grid",
    question: Asking = None,
    outcome: Annotated[
        str,
        typer.Option(metavar="NAME", help="Show and draw this outcome, else whether it comes to any line."),
    ] = "",
    worlds: Worlds = None,
    repeats: Repeats = None,
    seed: Seed = None,
    quick: Quick = False,
    results: Results = HERE,
    no_figures: NoFigures = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Run a world at many settings, on the same draws.

    A tidy table, and a line, a heat map or small panels.
    """
    from sim.cli.compare.swept import show_swept
    from sim.cli.progress import Bar
    from sim.usecases.comparing.sweep_kept import keep_sweep
    from sim.usecases.comparing.sweeping import swept
    from sim.usecases.running.planned import Asked

    asked = Asked(name, results, worlds, repeats, seed, quick=quick)
    found = swept(asked, tuple(over or ()), design, tuple(question or ()), Bar(no_color=no_color))
    folder = keep_sweep(found, results, outcome, figures=not no_figures)
    show_swept(found, folder, outcome, json=json, no_color=no_color)
