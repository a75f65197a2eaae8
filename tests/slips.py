"""Slips of the pen and of thought, as people make them: for the tests of slips and for the fuzzer alike."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

import yaml

SIGNS = """{ } [ ] ( ) : , # ' " - ? & * ! | > % @ ` = < ^ / . ~ null true 0 -1 1e999 .inf 0,5 nan per month and not is
    hold else now last &a *a !!str <<: += == at_least since( expects( count( if( doubts 2024-02-30 é 名 😀 \u2212 \u200b"""
SLIPS = (*SIGNS.split(), *"\t \r\n\\\0\x07\xa0\u202e\ud800", ": ", "- ", " #", ", ", "\n  ", "")


def slip(pen: random.Random, text: str) -> str:
    """One slip: of a sign, a word, a value, a line or a block."""
    lines = text.split("\n")
    at, here = pen.randrange(len(text) + 1), pen.randrange(len(lines))
    kind = pen.randrange(9)
    if kind == 0:
        return text[:at] + pen.choice(SLIPS) + text[at:]
    if kind == 1:
        return text[:at] + text[at + pen.randrange(1, 9) :]
    if kind == 2:
        return text[:at] + pen.choice(SLIPS) + text[at + 1 :]
    if kind == 3:
        words = text.split()
        return text.replace(pen.choice(words), pen.choice(words), pen.choice((1, 1, -1)))
    if kind == 4:
        return "\n".join([*lines[:here], *lines[here + pen.randrange(1, 4) :]])
    if kind == 5:
        return "\n".join([*lines[:here], lines[pen.randrange(len(lines))], *lines[here:]])
    if kind == 6:
        return "\n".join([*lines[:here], " " * pen.randrange(1, 4) + lines[here], *lines[here + 1 :]])
    if kind == 7:
        return "\n".join([*lines[:here], lines[here].strip(), *lines[here + 1 :]])
    key, colon, _ = lines[here].partition(": ")
    value = pen.choice([*SLIPS, lines[pen.randrange(len(lines))].partition(": ")[2]])
    return "\n".join([*lines[:here], key + colon + value, *lines[here + 1 :]])


def blocks(tree: Any) -> Iterator[tuple[Any, Any]]:
    """(holder, key) of everything in the tree."""
    for key, below in list(
        tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    ):
        yield tree, key
        yield from blocks(below)


def slip_of_thought(pen: random.Random, tree: dict[str, Any]) -> None:
    """One slip that leaves the file well-formed: something is lost, misplaced, misnamed, or an expression is garbled."""
    everything = list(blocks(tree))
    holder, key = pen.choice(everything)
    other_holder, other_key = pen.choice(everything)
    kind = pen.randrange(6)
    if kind == 0:
        del holder[key]
    elif kind == 1:
        holder[key] = copy.deepcopy(other_holder[other_key])
    elif kind == 2 and isinstance(holder, dict):
        holder[str(other_key)] = holder.pop(key)
    elif kind == 3:
        holder[key] = pen.choice(SLIPS)
    else:
        tokens = re.findall(r"[\w.]+|\S", yaml.safe_dump(tree))
        texts = [(h, k) for h, k in everything if isinstance(h[k], (str, int, float))]
        holder, key = pen.choice(texts)
        words = re.findall(r"[\w.]+|\s+|[^\w\s]+", str(holder[key])) or [""]
        words[pen.randrange(len(words))] = (
            pen.choice(tokens) if kind == 4 else pen.choice((*words, "(", ")", "-", "1"))
        )
        holder[key] = "".join(words)
