"""The commands that help to write a world: a file to start from, what there is, and what a word or message means."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

Json = Annotated[bool, typer.Option("--json", help="One JSON object instead of text.")]

LIKE = (
    "What it looks like to begin with: two who answer each other, one who climbs a ladder of escalation, "
    "or two sides of a table."
)

guide = typer.Typer()


def known_words(incomplete: str) -> list[str]:
    """Words and codes that begin so, for the shell's tab key."""
    from sim.usecases.guide.explaining import vocabulary

    names = {name for names in vocabulary().values() for name in names}
    return sorted(name for name in names if name.casefold().startswith(incomplete.casefold()))


@guide.command()
def new(
    name: Annotated[str, typer.Argument(show_default=False, help="What your world is called.")],
    like: Annotated[Literal["two-actors", "ladder", "negotiation"], typer.Option(help=LIKE)] = "two-actors",
    tick: Annotated[
        Literal["day", "week", "month"] | None,
        typer.Option(help="The step of its clock, else a month.", show_default=False),
    ] = None,
) -> None:
    """Write a small commented world that runs, NAME.yaml.

    To change into your own. Nothing is overwritten.
    """
    from sim.cli.guided import show_started
    from sim.usecases.guide.starting import started

    show_started(started(name, like, tick or ""))


@guide.command()
def worlds(json: Json = False) -> None:
    """List the worlds and lessons, and what they ask.

    And where they are.
    """
    from sim.cli.guided import TITLES, show_worlds
    from sim.usecases.listing import available

    show_worlds(available(tuple(TITLES)), json)


@guide.command()
def explain(
    word: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CODE|WORD]", show_default=False, help="F06, since, at least, pace, luck, ..."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Explain a message or a word, with an example that runs.

    Without a word: everything that can be asked for.
    """
    from sim.cli.guided import show_explained, show_vocabulary
    from sim.usecases.guide.explaining import explained, vocabulary

    if word:
        show_explained(explained(" ".join(word)), json)
    else:
        show_vocabulary(vocabulary(), json)
