"""What the files say: the package knows no subject, the project no machine, each module introduces itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

SUBJECT = re.compile(r"belarus|minsk|kremlin|kyiv|lukashenk|ukrain", re.IGNORECASE)
# Somebody's own folders; the same letters inside an address or a relative path are none.
MACHINE = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|opt|mnt|srv)/|\b[A-Z]:[\\/]Users\b")
PACKAGE_INDEX = re.compile(r"^https://(?:pypi\.org/simple$|files\.pythonhosted\.org/packages/)")


@pytest.fixture
def files(prompt, root):
    """Files that git tracks, or would at the next `git add`, below a folder."""

    def below(where: str) -> list[Path]:
        listed = prompt("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", where)
        if listed.returncode:
            pytest.skip("not a git checkout")
        return [path for name in listed.stdout.split("\0") if name and (path := root / name).is_file()]

    return below


def lines_with(pattern: re.Pattern[str], paths: list[Path]) -> list[str]:
    assert paths
    return [
        f"{path}:{number}: {line.strip()[:100]}"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_the_package_knows_no_subject(files):
    assert lines_with(SUBJECT, files("sim")) == []


def test_no_file_names_a_place_on_somebodys_machine(files):
    assert lines_with(MACHINE, files(".")) == []


@pytest.mark.parametrize(
    "line, is_a_place",  # with | for /, so that this table is not itself a finding
    [
        ("see |home|ann|notes", True),
        ("open('|root|x')", True),
        ("C:|Users|ann", True),
        ("https:||example.org|home|page", False),
        ("docs|work|plan.md", False),
    ],
)
def test_what_counts_as_a_place_on_a_machine(line, is_a_place):
    assert bool(MACHINE.search(line.replace("|", "/"))) is is_a_place


def test_the_lock_file_names_the_public_index_only(root):
    lock = (root / "uv.lock").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:registry|url) = "([^"]+)"', lock)
    assert addresses
    assert [address for address in addresses if not PACKAGE_INDEX.match(address)] == []


def test_every_module_introduces_itself(root):
    modules = [root / "dev.py", *(root / "sim").rglob("*.py"), *(root / "tests").rglob("*.py")]
    trees = {module: ast.parse(module.read_text(encoding="utf-8")) for module in modules}
    assert sorted(str(module) for module, tree in trees.items() if not ast.get_docstring(tree)) == []
