"""What the text below a noun's field says of it, read from the source when somebody asks.

pydantic can do so itself (`use_attribute_docstrings`), but would read and parse the source of every noun in every process.

>>> from sim.scenario.states import Relax
>>> docstrings(Relax)["to"]
'The resting value.'
"""

from __future__ import annotations

import ast
import inspect
import sys
from functools import cache
from itertools import pairwise

from pydantic import BaseModel


@cache
def docstrings(noun: type[BaseModel]) -> dict[str, str]:
    """Field -> the text below it, those of inherited fields included."""
    found: dict[str, str] = {}
    for holder in reversed(noun.__mro__):
        if issubclass(holder, BaseModel) and holder is not BaseModel:
            found |= _texts(_classes(holder.__module__)[holder.__name__])
    return found


@cache
def _classes(module: str) -> dict[str, ast.ClassDef]:
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {part.name: part for part in tree.body if isinstance(part, ast.ClassDef)}


def _texts(noun: ast.ClassDef) -> dict[str, str]:
    """The texts that stand right below a name with a type."""
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(noun.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
        if isinstance(text.value.value, str)
    }
