"""YAML text to a plain tree with marks. Strict: no tags, aliases, duplicate keys, bombs; `no` and `off` stay text.

>>> tree, places = load_text("a: {b: 0.5, c: off}", "x.yaml")
>>> tree, str(places.value(("a", "b")))
({'a': {'b': 0.5, 'c': 'off'}}, 'x.yaml:1:8')
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path as FilePath
from typing import Any, NamedTuple

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from sim.errors import MAX_PROBLEMS, Problem, ScenarioError, Where, problem
from sim.scenario.files.yamlfaults import hidden_character, yaml_problem
from sim.scenario.where import Mark, Path, Places

MAX_BYTES, MAX_ITEMS, MAX_DEPTH = 1_000_000, 50_000, 40
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_OPEN = frozenset({yaml.MappingStartEvent, yaml.SequenceStartEvent})
_CLOSE = frozenset({yaml.MappingEndEvent, yaml.SequenceEndEvent})
_TAG = re.compile(r"![^\s,\]}]*")
_EFFECT = re.compile(r"(\w+)\s*([-+]=)\s*(.+)")
_DECIMAL_COMMA = re.compile(r"(?<![\w.,])[-+]?[0-9]+,[0-9]+(?![0-9,.])")


class _Loader(_Base):  # type: ignore[misc]
    """Every plain scalar stays text: the YAML 1.2 core types are resolved below. So no node needs a tag or its path."""

    def resolve(self, kind: type[Node], value: Any, implicit: Any) -> str:
        return ""

    def descend_resolver(self, parent: Node | None, index: Any) -> None:
        pass

    def ascend_resolver(self) -> None:
        pass


class Parsed(NamedTuple):
    """What could be read of a text, what is wrong with the rest, and the paths of the tree where that stands."""

    tree: dict[str, Any]
    places: Places
    problems: tuple[Problem, ...] = ()
    gaps: frozenset[Path] = frozenset()

    def whole(self) -> tuple[dict[str, Any], Places]:
        """The tree and places; raises ScenarioError with all problems if there are any."""
        if self.problems:
            raise ScenarioError(self.problems)
        return self.tree, self.places


def load(path: FilePath, shown: str = "") -> tuple[dict[str, Any], Places]:
    """The tree and places of a file; raises ScenarioError with all problems found."""
    return parse_file(path, shown).whole()


def load_text(text: str, name: str) -> tuple[dict[str, Any], Places]:
    """The tree and places of ``text``, which problems call ``name``."""
    return parse_text(text, name).whole()


def parse_file(path: FilePath, shown: str = "") -> Parsed:
    """What can be read of a file; raises ScenarioError if that is nothing at all."""
    name = shown or str(path)
    here = Where(name)
    try:
        if path.is_dir():
            raise ScenarioError([problem("F02", here)])
        if path.exists() and not path.is_file():  # a device or a pipe may never end
            raise ScenarioError([problem("F01", here, reason="it is no ordinary file")])
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or str(error)
        raise ScenarioError([problem("F01", here, reason=reason)]) from None
    if len(raw) > MAX_BYTES:
        raise ScenarioError([problem("F09", here, limit="1 MB")])
    return parse_text(_decoded(raw, name), name)


def _decoded(raw: bytes, name: str) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:100]:
        raise ScenarioError([problem("F04", Where(name), reason="it looks like UTF-16, or is no text")])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        begun = raw.rfind(b"\n", 0, error.start) + 1
        line, col = (
            raw.count(b"\n", 0, error.start) + 1,
            len(raw[begun : error.start].decode("utf-8-sig")) + 1,
        )
        reason = f"byte {raw[error.start]:#x} is none of its letters"
        raise ScenarioError([problem("F04", Where(name, line, col), reason=reason)]) from None


# A command may come by a text often, as by that of the base of many overlays; trees are never changed
@lru_cache(maxsize=64)
def parse_text(text: str, name: str) -> Parsed:
    """What can be read of ``text``; raises ScenarioError if that is nothing at all."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise ScenarioError([problem("F03", Where(name), what="the file is empty")])
    if found := hidden_character(text, name):
        raise ScenarioError([found])
    try:
        _refuse_bombs(text, name)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        raise ScenarioError([yaml_problem(error, name, text)]) from None
    except yaml.YAMLError as error:
        reason = str(error).split("\n")[0]
        raise ScenarioError(
            [problem("F05", Where(name), reason=reason, hint="remove what is no plain text")]
        ) from None
    if node is None:
        raise ScenarioError([problem("F03", Where(name), what="the file holds nothing but comments")])
    if not isinstance(node, MappingNode):
        kind = "a list" if isinstance(node, SequenceNode) else "a plain text"
        raise ScenarioError([problem("F12", Where(name, node.start_mark.line + 1), kind=kind)])
    walker = _Walker(name, text)
    tree = walker.walk(node, ())
    places = Places(walker.values, walker.keys)
    return Parsed(tree, places, tuple(walker.problems[:MAX_PROBLEMS]), frozenset(walker.gaps))


def _refuse_bombs(text: str, name: str) -> None:
    """Look at the event stream before any tree is built: aliases, tags, depth and size."""
    depth = documents = 0
    event: Any
    for items, event in enumerate(yaml.parse(text, Loader=_Loader)):
        kind = type(event)
        if kind in _OPEN:
            depth += 1
        elif kind in _CLOSE:
            depth -= 1
        elif kind is yaml.DocumentStartEvent:
            documents += 1
        if getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise ScenarioError([_more_than_a_value(event, text, name)])
        if depth > MAX_DEPTH or items > MAX_ITEMS or documents > 1:
            where = _begun(event, name)
            if depth > MAX_DEPTH:
                raise ScenarioError([problem("F10", where, limit=MAX_DEPTH)])
            if items > MAX_ITEMS:
                raise ScenarioError([problem("F11", where, limit=f"{MAX_ITEMS:,}")])
            raise ScenarioError([problem("F16", where)])


def _begun(event: Any, name: str) -> Where:
    return Where(name, event.start_mark.line + 1, event.start_mark.column + 1)


def _more_than_a_value(event: Any, text: str, name: str) -> Problem:
    """What is wrong with an event that has an anchor, is an alias, or has a tag."""
    where, at = _begun(event, name), event.start_mark.index
    if anchor := event.anchor:
        sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
        shift = text.index(f"{sign}{anchor}", at) - at  # a tag may stand before it
        return problem("F07", where.shifted(shift, len(anchor) + 1), name=sign + anchor)
    written = _TAG.match(text, at)
    length = len(written[0]) if written else 1
    return problem("F08", where.shifted(0, length), tag=written[0] if written else event.tag)


class _Walker:
    """One pass over the node tree that collects values, marks and problems."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.text, self.lines = name, text, tuple(text.split("\n"))
        self.values: dict[Path, Mark] = {}
        self.keys: dict[Path, Mark] = {}
        self.problems: list[Problem] = []
        self.gaps: set[Path] = set()  # where values could not be read, or keys that would declare names

    def mark(self, node: Node) -> Mark:
        line, col = node.start_mark.line + 1, node.start_mark.column + 1
        if not isinstance(node, ScalarNode):
            return Mark(self.name, line, col, "", self.lines)
        style = node.style or ""
        if style in ("|", ">") and line < len(self.lines):
            line += 1
            col = 1 + len(self.lines[line - 1]) - len(self.lines[line - 1].lstrip())
        inside = style in ("'", '"') and node.value != ""
        return Mark(self.name, line, col + inside, node.value.rstrip("\n"), self.lines, style)

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
        for key_node, value_node in self.whole_pairs(node, path):
            mark = self.mark(key_node)
            if not isinstance(key_node, ScalarNode):
                kind = "a list" if isinstance(key_node, SequenceNode) else "a block of `key: value`"
                self.problems.append(problem("F19", mark.where(), kind=kind))
                self.gaps.add(path)
                continue
            key = key_node.value
            if key == "<<":
                self.problems.append(problem("F07", mark.where(), name="<<"))
                self.gaps.add(path)
            elif key in tree:
                first = self.keys[(*path, key)].line
                self.problems.append(problem("F06", mark.where(), name=key, line=first))
                more = self.walk(value_node, (*path, key))
                tree[key] = (
                    {**tree[key], **more} if isinstance(tree[key], dict) and isinstance(more, dict) else more
                )
            else:
                self.keys[(*path, key)] = mark
                tree[key] = self.walk(value_node, (*path, key))
        return tree

    def whole_pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[Node, Node]]:
        """The pairs of ``node``; inside { } a key without any colon is the rest of a value that a comma cut off."""
        before: tuple[Node, Node] | None = None
        rests: list[Node] = []
        for key, value in node.value:
            if node.flow_style and ":" not in self.text[key.end_mark.index : value.end_mark.index]:
                rests.append(key)
                self.gaps.add(
                    (*path, before[0].value) if before and isinstance(before[0], ScalarNode) else path
                )
                continue
            self.report_split(before, rests)
            before, rests = (key, value), []
            yield key, value
        self.report_split(before, rests)

    def report_split(self, before: tuple[Node, Node] | None, rests: list[Node]) -> None:
        if not rests:
            return
        rest = self.text[rests[0].start_mark.index : rests[0].end_mark.index]
        if before is None or not isinstance(before[1], ScalarNode) or before[1].style:
            where = self.mark(rests[0]).where()
            hint = f"write `{rest}: ...`, or use [ ] for a list"
            hint = "put a plain space after the colon" if ":" in rest else hint
            if effect := _EFFECT.fullmatch(rest):
                hint = f"write `{effect[1]}: {effect[2]} {effect[3]}`"
            self.problems.append(
                problem("S03", where, expected="`key: value`", got=f'"{rest}" alone', hint=hint)
            )
            return
        name, value = before
        text = self.text[value.start_mark.index : rests[-1].end_mark.index]
        length = len(text.split("\n")[0])
        where = Where(self.name, value.start_mark.line + 1, value.start_mark.column + 1, length)
        key = self.text[name.start_mark.index : name.end_mark.index]
        whole = " ".join(text.split())
        comma = _DECIMAL_COMMA.search(text[:length])
        if comma and "(" not in text:
            where = where.shifted(comma.start(), len(comma[0]))
            self.problems.append(problem("S07", where, text=comma[0], point=comma[0].replace(",", ".")))
        else:
            quoted = f'`{key}: "{whole}"`' if '"' not in text else "the whole text"
            self.problems.append(problem("S06", where, name=key, rest=rest, quoted=quoted))


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
