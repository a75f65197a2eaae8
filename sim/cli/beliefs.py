"""The commands that tell what a world believes: one number, its sources, where two worlds differ.

They stand beside the others: `app` takes them in without a name of their own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sim.cli.complete import world_names
from sim.cli.door import FINDINGS

World = Annotated[str, typer.Argument(metavar="NAME|FILE", autocompletion=world_names, show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]

beliefs = typer.Typer()


@beliefs.command()
def why(
    name: World,
    path: Annotated[
        str | None,
        typer.Argument(
            metavar="PATH",
            show_default=False,
            help="As in expressions (shock, minister.veto, deployable.start), or a paragraph (AC:09).",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Tell one number or name: value, source, reason, who uses it.

    Without a world: in the only one that has it, this folder's first. Also what else rests on the same paragraphs.
    States, terms, actions, events and paragraphs can be asked for too.
    """
    from sim.cli.told import show_told
    from sim.report.beliefs.one import one_lines
    from sim.usecases.beliefs.anywhere import anywhere
    from sim.usecases.beliefs.why import one

    found = one(name, path) if path is not None else anywhere(name)
    show_told("why", found, one_lines(found), json)


@beliefs.command()
def sources(
    name: World,
    files: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The texts: their hashes and paragraph numbers are verified."),
    ] = None,
    rows: Annotated[
        bool, typer.Option("--rows", help="Every statement of the evidence, paragraph by paragraph.")
    ] = False,
    conflicts: Annotated[
        bool, typer.Option("--conflicts", help="Where the texts disagree, and what each lens makes of it.")
    ] = False,
    json: Json = False,
) -> None:
    """List what was read, and the numbers that rest on it.

    Then the numbers that rest on none. Leaves with 1 if a number and the evidence miss each other, if a text in DIR is
    missing or another one, or if a paragraph that is cited is not there.
    """
    from sim.cli.told import show_told
    from sim.report.beliefs.coverage import conflict_lines, coverage_lines, row_lines
    from sim.usecases.beliefs.coverage import sources as sources_of

    found, problems = sources_of(name, files, conflicts)
    lines = row_lines if rows else conflict_lines if conflicts else coverage_lines
    show_told("sources", found, lines(found), json, problems)
    if problems:
        raise typer.Exit(FINDINGS)


@beliefs.command()
def diff(first: World, second: World, json: Json = False) -> None:
    """Say in words which beliefs of two worlds differ.

    Old and new, each with its reason. An overlay is a world too.
    """
    from sim.cli.told import show_told
    from sim.report.beliefs.differences import difference_lines
    from sim.usecases.beliefs.differences import differences

    found = differences(first, second)
    show_told("diff", found, difference_lines(found), json)
