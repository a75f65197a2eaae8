"""A resolved world as text that reads back as the same tree, and as the value that makes a run this run.

>>> print(tree_text({"name": "ferry", "state": {"boat": {"switch": "off"}}, "note": "1e3"}), end="")
name: ferry
state:
  boat:
    switch: off
note: '1e3'
"""

from __future__ import annotations

import re
from typing import Any

import yaml

from sim.scenario.files.prose import without_prose

# What the reader takes plain scalars for; text that looks so must be quoted.
_READ_AS = {
    "null": r"~|null|",
    "bool": r"true|false",
    "int": r"[-+]?[0-9]+",
    "float": r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?",
}


class _Plain(yaml.SafeDumper):
    """Quotes by the rules of our reader, under which `no` and `off` are text."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


class _Fast(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """The same text in a fifth of the time, but that signs such as emoji are spelled out."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


_SPELLED_OUT = "\\U"
_Plain.yaml_implicit_resolvers = {}
for _kind, _pattern in _READ_AS.items():
    _Plain.add_implicit_resolver(f"tag:yaml.org,2002:{_kind}", re.compile(rf"(?:{_pattern})\Z"), None)
_Fast.yaml_implicit_resolvers = _Plain.yaml_implicit_resolvers


def tree_text(tree: dict[str, Any]) -> str:
    """The tree as YAML, in its own order."""
    text = _dumped(tree, _Fast)
    return _dumped(tree, _Plain) if _SPELLED_OUT in text else text


def _dumped(tree: dict[str, Any], dumper: Any) -> str:
    text: str = yaml.dump(tree, Dumper=dumper, sort_keys=False, allow_unicode=True, width=10_000)
    return text


def identity_of(tree: dict[str, Any]) -> dict[str, Any]:
    """What a run's numbers depend on: no prose, and the order in which things are declared.

    >>> one, other = {"worst": {"shut": "a", "iced": "b"}}, {"worst": {"iced": "b", "shut": "a"}}
    >>> identity_of({**one, "title": "x"}) == identity_of(one) != identity_of(other)
    True
    """
    identity: dict[str, Any] = without_prose(tree)
    return identity
