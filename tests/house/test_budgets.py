"""The size of things, so that each can be read in one go."""

from __future__ import annotations

import ast
from collections import Counter
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[2]
MODULES = sorted((ROOT / "sim").rglob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> list[tuple[str, Function]]:
    found = []
    for module in MODULES:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                place = f"{module.relative_to(ROOT).as_posix()}:{node.lineno} {node.name}"
                found.append((place, node))
    return found


def body_lines(function: Function) -> int:
    """Lines from the first statement after the docstring to the end."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return function.end_lineno - body[0].lineno + 1 if body else 0


def arguments(function: Function) -> int:
    given = function.args
    named = [a.arg for a in (*given.posonlyargs, *given.args, *given.kwonlyargs)]
    stars = [a for a in (given.vararg, given.kwarg) if a is not None]
    return len([name for name in named if name not in ("self", "cls")]) + len(stars)


def is_command(place: str, function: Function) -> bool:
    """A typer command or callback: its parameters are the options a person may type, so they may be many."""
    called = [d.func for d in function.decorator_list if isinstance(d, ast.Call)]
    return place.startswith("sim/cli/") and any(
        isinstance(f, ast.Attribute) and f.attr in ("command", "callback") for f in called
    )


def test_the_median_function_has_at_most_ten_lines():
    assert median(body_lines(f) for _, f in functions()) <= 10


def test_no_function_has_more_than_sixty_lines():
    assert {place: n for place, f in functions() if (n := body_lines(f)) > 60} == {}


def test_no_function_takes_more_than_six_arguments():
    counted = {place: arguments(f) for place, f in functions() if not is_command(place, f)}
    assert {place: n for place, n in counted.items() if n > 6} == {}


def test_no_module_has_more_than_350_lines():
    lines = {m.relative_to(ROOT).as_posix(): len(m.read_text(encoding="utf-8").splitlines()) for m in MODULES}
    assert {module: n for module, n in lines.items() if n > 350} == {}


def test_no_folder_has_more_than_fifteen_modules():
    modules = Counter(m.parent.relative_to(ROOT).as_posix() for m in MODULES if m.name != "__init__.py")
    assert {folder: n for folder, n in modules.items() if n > 15} == {}
