"""The commands. Each one reads what was typed, calls one use case and shows what comes back.

Nothing is imported here that a command does not need at once, so that `--help` is there at once.
"""

from __future__ import annotations

import gc
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from sim.cli import screen
from sim.cli.beliefs import beliefs
from sim.cli.compare.commands import comparing
from sim.cli.complete import result_names, world_names
from sim.cli.door import FINDINGS, UNUSABLE, Door, met_at_the_output
from sim.cli.explain.commands import explaining
from sim.cli.guide import guide

BARE = """\
stancelab: from sourced beliefs about actors to how often each outcome comes about.
  stancelab worlds         the worlds and lessons there are, and what they ask
  stancelab run NAME       simulate one of them and answer its questions
  stancelab new NAME       write a small world of your own, to start from
  stancelab --help         all commands; `stancelab compare --help` has all options of one"""

Scale = Literal["icd203", "phia", "nato", "kent"]

World = Annotated[str, typer.Argument(metavar="NAME|FILE", autocompletion=world_names, show_default=False)]
Results = Annotated[Path, typer.Option("--results", metavar="DIR", help="Where results are kept.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of tables.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Plain text; NO_COLOR=1 does the same.")]
Words = Annotated[Scale, typer.Option("--scale", help="Words for likelihoods.")]
Backend = Annotated[
    Literal["auto", "numpy", "compiled"],
    typer.Option(help="What computes the histories; the numbers are the same."),
]
Threads = Annotated[int, typer.Option(metavar="N", help="How many at once; 0: one for each processor.")]
Asking = Annotated[
    list[str] | None,
    typer.Option("--question", metavar="NAME", help="Show this question only (again for more)."),
]
HERE = Path("results")
GARBAGE = 20_000  # things made from one search for unreachable ones to the next: what a command makes mostly lives to its end

app = typer.Typer(
    cls=Door,
    name="stancelab",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def bare(ctx: typer.Context) -> None:
    """Coded texts in, actors with uncertain stances, many simulated histories, sourced and banded answers out.

    A NAME is a plan's or a world's; a FILE is a path to its YAML.
    """
    if ctx.invoked_subcommand is None:
        print("\n".join(filter(None, (BARE, screen.as_typed()))))


@app.command()
def run(
    name: World,
    worlds: Annotated[
        int | None, typer.Option(help="Draws of what is not known; a plan has its own, else 1000.")
    ] = None,
    repeats: Annotated[
        int | None, typer.Option(help="Histories of each world; a plan has its own, else 10.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Any whole number from 0; a plan has its own, else 1.")
    ] = None,
    keep: Annotated[
        list[str] | None,
        typer.Option(
            metavar="counts|first|final",
            help="Keep more of every history: how often things happened, when "
            "first, how it ended (again for more).",
        ),
    ] = None,
    question: Asking = None,
    quick: Annotated[bool, typer.Option("--quick", help="A quick look: 200 worlds x 5 repeats.")] = False,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="PATH=VALUE", help="Run this change beside the base (again for more)."),
    ] = None,
    results: Results = HERE,
    no_figures: Annotated[bool, typer.Option("--no-figures", help="Draw no pictures.")] = False,
    open_folder: Annotated[
        bool, typer.Option("--open", help="Open the folder of the results afterwards.")
    ] = False,
    memory: Annotated[
        float | None, typer.Option(metavar="GB", help="The most that a run may keep, else 1.")
    ] = None,
    scale: Words = "icd203",
    backend: Backend = "auto",
    threads: Threads = 0,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Simulate a world or plan and answer its questions.

    What was simulated before is found again, and a run that was stopped goes on where it was.
    """
    from sim.cli.progress import Bar
    from sim.cli.shown import show_results
    from sim.usecases.running.planned import Asked
    from sim.usecases.running.run import run as run_plan

    asked = Asked(
        name,
        results,
        worlds,
        repeats,
        seed,
        tuple(keep or ()),
        tuple(changes or ()),
        tuple(question or ()),
        quick,
        not no_figures,
        memory,
        scale,
        backend,
        threads,
    )
    made = run_plan(asked, Bar(no_color=no_color))
    show_results(made, scale=scale, questions=asked.questions, json=json, no_color=no_color)
    if open_folder and typer.launch(str(made.folder.resolve())) != 0:
        screen.say(f"could not open {made.folder}")


@app.command()
def check(
    name: World,
    sources: Annotated[
        Literal["count", "strict"], typer.Option(help="strict: a number without a source is an error.")
    ] = "count",
    try_out: Annotated[
        bool, typer.Option("--try", help="Also try the world in 500 quick histories: what looks dead?")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Check again after every save, until Ctrl-C.")
    ] = False,
    form: Annotated[
        Literal["text", "json", "github"],
        typer.Option("--format", help="github: annotations beside the lines of a change."),
    ] = "text",
    json: Json = False,
) -> None:
    """Say all that is wrong with a world or plan at once.

    Then what is worth a look, and how many of its numbers have no source.

    Leaves with 0 if nothing is wrong, 1 if something is, 2 if the file cannot be read.
    """
    from sim.cli.checked import keep_checking, show_checked
    from sim.usecases.checking import examined

    strict, form = sources == "strict", "json" if json else form
    if watch:
        if form != "text":
            raise typer.BadParameter(f"--watch is read by a person, leave out {form}")
        keep_checking(name, strict, try_out)
    found = examined(name, try_out)
    show_checked(found, strict, form)
    if found.is_unreadable:
        raise typer.Exit(UNUSABLE)
    if found.errors or (strict and found.unsourced):
        raise typer.Exit(FINDINGS)


@app.command()
def show(
    name: World,
    actor: Annotated[
        str | None, typer.Argument(metavar="[ACTOR]", show_default=False, help="Tell this actor in words.")
    ] = None,
    stage: Annotated[
        Literal["tree", "scenario", "model", "program"], typer.Option(help="Which stage of the world.")
    ] = "scenario",
    try_out: Annotated[
        bool, typer.Option("--try", help="Of the model: also run every key assumption the other way.")
    ] = False,
    write: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the model card there instead.")
    ] = None,
) -> None:
    """Print a world at one of its stages, or one of its actors.

    The tree is the file with its parts and overlays applied, the scenario the same in words, the model a card in
    Markdown after the ODD protocol, the program what runs.
    """
    from sim.cli.shown import show_lines
    from sim.report.beliefs.portrait import portrait_lines
    from sim.usecases.beliefs.portraits import portrait
    from sim.usecases.showing import shown

    if (try_out or write is not None) and (stage != "model" or actor is not None):
        raise typer.BadParameter("--try and --write belong to --stage model")
    if stage == "model" and actor is None:
        from sim.cli.shown import show_card

        show_card(name, try_out, write)
    elif actor is None:
        show_lines(shown(name, stage))
    elif stage != "scenario":
        raise typer.BadParameter(f"an actor is told in words, leave out --stage {stage}")
    else:
        show_lines(portrait_lines(portrait(name, actor)))


app.add_typer(comparing)
app.add_typer(beliefs)
app.add_typer(explaining)
app.add_typer(guide)


@app.command(name="list")
def list_all(results: Results = HERE, json: Json = False, no_color: NoColor = False) -> None:
    """List worlds, lessons, plans and results."""
    from sim.cli.listed import show_list
    from sim.usecases.listing import available, stored_results

    show_list(available(), stored_results(results), results, json=json, no_color=no_color)


@app.command()
def result(
    name: Annotated[
        str,
        typer.Argument(
            metavar="[NAME]",
            autocompletion=result_names,
            show_default=False,
            help="A plan, plan/variant, a run's id, or @last (also if left out).",
        ),
    ] = "@last",
    question: Asking = None,
    results: Results = HERE,
    scale: Words = "icd203",
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Show stored answers again."""
    from sim.cli.shown import show_results
    from sim.usecases.running.results import kept

    show_results(
        kept(results, name), scale=scale, questions=tuple(question or ()), json=json, no_color=no_color
    )


@app.command()
def version() -> None:
    """Say which version this is, and what it rests on."""
    from sim.usecases.versions import versions

    for name, number in versions().items():
        print(f"{name} {number}")


def main() -> None:
    """The console script `stancelab`."""
    gc.set_threshold(GARBAGE)
    screen.prepare()
    try:
        app(prog_name="stancelab")
    finally:
        _flush()


def _flush() -> None:
    """A reader that has gone, or a full disk, is met here and not at exit, where Python would show its own words."""
    try:
        sys.stdout.flush()
    except OSError as error:
        if code := met_at_the_output(error):
            raise SystemExit(code) from None
