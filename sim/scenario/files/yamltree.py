"""YAML text to a plain tree with marks. Strict: no tags, aliases, duplicate keys, bombs; `no` and `off` stay text.

>>> tree, places = load_text("a: {b: 0.5, c: off}", "x.yaml")
>>> tree, str(places.value(("a", "b")))
({'a': {'b': 0.5, 'c': 'off'}}, 'x.yaml:1:8')
"""

from __future__ import annotations

import re
from pathlib import Path as FilePath
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import Problem, ScenarioError, Where, problem
from sim.scenario.where import Mark, Path, Places

MAX_BYTES, MAX_ITEMS, MAX_DEPTH = 1_000_000, 100_000, 40
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")


class _Loader(_Base):  # type: ignore[misc]
    """Every plain scalar stays text: the YAML 1.2 core types are resolved below."""


_Loader.yaml_implicit_resolvers = {}


def load(path: FilePath, shown: str = "") -> tuple[dict[str, Any], Places]:
    """The tree and places of a file; raises ScenarioError with all problems found."""
    name = shown or str(path)
    here = Where(name)
    try:
        if path.is_dir():
            raise ScenarioError([problem("F02", here)])
        if path.stat().st_size > MAX_BYTES:
            raise ScenarioError([problem("F09", here, limit="1 MB")])
        raw = path.read_bytes()
    except OSError as error:
        raise ScenarioError([problem("F01", here, reason=error.strerror or str(error))]) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise ScenarioError(
            [problem("F04", Where(name, line), byte=hex(raw[error.start]), position=error.start)]
        ) from None
    return load_text(text, name)


def load_text(text: str, name: str) -> tuple[dict[str, Any], Places]:
    """The tree and places of ``text``, which problems call ``name``."""
    if not text.strip():
        raise ScenarioError([problem("F03", Where(name))])
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        _refuse_bombs(text, name)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([_yaml_problem(error, name, text)]) from None
    except yaml.YAMLError as error:
        raise ScenarioError(
            [problem("F05", Where(name), reason=str(error).split("\n")[0], hint="remove that character")]
        ) from None
    if not isinstance(node, MappingNode):
        kind = "nothing" if node is None else "a list" if isinstance(node, SequenceNode) else "plain text"
        raise ScenarioError([problem("F12", Where(name), kind=kind)])
    walker = _Walker(name, tuple(text.split("\n")))
    tree = walker.walk(node, ())
    if walker.problems:
        raise ScenarioError(walker.problems)
    return tree, Places(walker.values, walker.keys)


def _refuse_bombs(text: str, name: str) -> None:
    """Look at the event stream before any tree is built: aliases, tags, depth and size."""
    depth = documents = 0
    event: Any
    for items, event in enumerate(yaml.parse(text, Loader=_Loader)):
        mark = event.start_mark
        where = Where(name, mark.line + 1, mark.column + 1)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise ScenarioError([problem("F07", where, name=event.anchor)])
        if getattr(event, "tag", None):
            raise ScenarioError([problem("F08", where, tag=event.tag)])
        if depth > MAX_DEPTH:
            raise ScenarioError([problem("F10", where, limit=MAX_DEPTH)])
        if items > MAX_ITEMS:
            raise ScenarioError([problem("F11", where, limit=MAX_ITEMS)])
        if documents > 1:
            raise ScenarioError([problem("F16", where)])


def _yaml_problem(error: yaml.MarkedYAMLError, name: str, text: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    where = Where(name, mark.line + 1, mark.column + 1) if mark else Where(name)
    lines = text.split("\n")
    line = lines[where.line - 1] if where.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return problem("F17", where)
    hints = {
        "mapping values are not allowed": "put quotes around a text that contains `: `",
        "could not find expected ':'": "a key needs `: ` behind it; check the indentation",
        "did not find expected": "check brackets, quotes and indentation around here",
    }
    reason = error.problem or "unreadable"
    return problem(
        "F05",
        where,
        reason=reason,
        hint=next((h for key, h in hints.items() if key in reason), "check the lines just above too"),
    )


class _Walker:
    """One pass over the node tree that collects values, marks and problems."""

    def __init__(self, name: str, lines: tuple[str, ...]) -> None:
        self.name, self.lines = name, lines
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.problems: list[Problem] = []

    def mark(self, node: Node) -> Mark:
        line, col = node.start_mark.line + 1, node.start_mark.column + 1
        if not isinstance(node, ScalarNode):
            return Mark(self.name, line, col, "", self.lines)
        if node.style in ("|", ">") and line < len(self.lines):
            line += 1
            col = 1 + len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip())
        return Mark(self.name, line, col + (node.style in ("'", '"')), node.value.rstrip("\n"), self.lines)

    def walk(self, node: Node, path: Path) -> Any:
        self.values[path] = self.mark(node)
        if isinstance(node, MappingNode):
            return self.mapping(node, path)
        if isinstance(node, SequenceNode):
            return [self.walk(child, (*path, i)) for i, child in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return _scalar(node)

    def mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        tree: dict[str, Any] = {}
        for key_node, value_node in node.value:
            mark = self.mark(key_node)
            if not isinstance(key_node, ScalarNode):
                kind = "a list" if isinstance(key_node, SequenceNode) else "a mapping"
                self.problems.append(problem("F19", mark.where(), kind=kind))
                continue
            key = key_node.value
            if key in tree:
                first = self.keys[(*path, key)].line
                self.problems.append(problem("F06", mark.where(), name=key, line=first))
                continue
            self.keys[(*path, key)] = mark
            tree[key] = self.walk(value_node, (*path, key))
        return tree


def _scalar(node: ScalarNode) -> Any:
    text: str = node.value
    if node.style in ("|", ">"):
        return text.rstrip("\n")
    if node.style:
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INT.match(text):
        return int(text) if len(text) < 19 else float(text)
    return float(text) if _FLOAT.match(text) else text
