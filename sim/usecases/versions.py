"""What this is and rests on, without loading any of it.

>>> list(versions())[:2]
['stancelab', 'semantics']
"""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from platform import python_version

from sim import __version__
from sim.engine import SEMANTICS

PACKAGES = ("numpy", "scipy", "matplotlib", "pydantic", "pyyaml", "typer", "llvmlite")


def versions() -> dict[str, str]:
    """Names and versions; packages that are not installed are left out."""
    found = {name: _version(name) for name in PACKAGES}
    own = {"stancelab": __version__, "semantics": str(SEMANTICS), "python": python_version()}
    return own | {name: number for name, number in found.items() if number}


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
