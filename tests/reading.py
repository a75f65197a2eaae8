"""Pages are done as they are read: files are written, commands typed, and what is quoted must have been said.

- A block ```yaml that begins with `# NAME.yaml` is that file, and a world in it must be sound; with `# in NAME.yaml` its
  top-level keys replace or join those of the file. Any other block of YAML must be readable, unless ```yaml refused says that
  it is not. ```text NAME is a file too.
- A block ```console holds commands, `$ stancelab ...`; each must succeed, or leave with n where `# leaves with n` stands behind
  it. The lines below a command must occur in what it says, in any place; `...` stands for anything. Other commands are not run.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from typer.testing import CliRunner

from sim.errors import ScenarioError
from sim.scenario.check import check
from sim.scenario.read import read

BLOCK = re.compile(r"^```(\w+)[ ]?([^\n`]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ESCAPES = re.compile(r"\x1b\[[0-9;]*m")
TERMINAL = {"FORCE_COLOR": "1", "NO_COLOR": "1", "COLUMNS": "100", "TERM": "dumb"}


@dataclass(frozen=True)
class Step:
    """One thing to do: write, join or read a file, or type a command."""

    kind: str
    name: str
    text: str
    line: int


def steps(page: str) -> Iterator[Step]:
    """What a page asks its reader to do, in order."""
    for match in BLOCK.finditer(page):
        language, info, body = match.groups()
        line = page.count("\n", 0, match.start()) + 1
        first = re.match(r"# (in )?([\w.-]+\.ya?ml)\n", body)
        if language == "yaml" and first:
            yield Step("join" if first[1] else "write", first[2], body, line)
        elif language == "yaml" and info != "refused":
            yield Step("fragment", "", body, line)
        elif language == "text" and info:
            yield Step("write", info.strip(), body, line)
        elif language == "console":
            for command in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
                yield Step("type", command.split("\n")[0], command.partition("\n")[2], line)


class Reader:
    """Does what a page says, in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.typed = folder, 0

    def do(self, step: Step) -> str:
        """'' if it went as the page says, else what did not."""
        return getattr(self, step.kind)(step)

    def write(self, step: Step) -> str:
        file = self.folder / step.name
        file.write_text(step.text, encoding="utf-8", newline="\n")
        if not re.search(r"^stancelab:", step.text, re.MULTILINE):
            return ""
        try:
            found = check(read(file))
        except ScenarioError as error:
            found = error.problems
        return "\n".join(problem.headline() for problem in found)

    def join(self, step: Step) -> str:
        file = self.folder / step.name
        if not file.is_file():
            return f"there is no {step.name} to change"
        blocks = top_level(file.read_text(encoding="utf-8")) | top_level(step.text)
        file.write_text("".join(blocks.values()), encoding="utf-8", newline="\n")
        return ""

    def fragment(self, step: Step) -> str:
        try:
            yaml.safe_load(step.text)
        except yaml.YAMLError as error:
            return f"no YAML: {error}"
        return ""

    def type(self, step: Step) -> str:
        from sim.cli.app import app

        command, _, remark = step.name.partition("# leaves with ")
        words = shlex.split(command, comments=True)
        if words[:1] != ["stancelab"]:
            return ""
        self.typed += 1
        done = CliRunner().invoke(app, words[1:], env=TERMINAL)
        said = plain(ESCAPES.sub("", done.output))
        wanted = [line for line in step.text.split("\n") if line.strip() not in ("", "...")]
        missing = [line for line in wanted if not re.search(pattern(line), said)]
        if done.exit_code != int(remark or 0):
            return f"left with {done.exit_code}: {said}\n{done.exception!r}"
        return f"never said {missing} but\n{done.output}" if missing else ""


def top_level(text: str) -> dict[str, str]:
    """The blocks of a YAML text by their key; comments belong to the block below."""
    blocks, key, lead = {"": ""}, "", ""
    for line in text.splitlines(keepends=True):
        if line.startswith("#"):
            lead += "" if re.match(r"# (in )?[\w.-]+\.ya?ml$", line.rstrip()) else line
            continue
        if found := re.match(r"([A-Za-z_]+):", line):
            key, line, lead = found[1], lead + line, ""
            blocks[key] = ""
        blocks[key] += line
    return blocks


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def pattern(line: str) -> str:
    return ".*?".join(re.escape(part) for part in re.split(r" ?\.\.\. ?", plain(line.strip())))
