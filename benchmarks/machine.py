"""What was measured on: the processor, how many, and the versions of everything that takes part."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("stancelab", "numpy", "scipy", "llvmlite")


def described() -> dict[str, str]:
    """Date, processor, Python, packages, compiler; nothing that names a person or a place."""
    found = {
        "date": f"{date.today():%-d %B %Y}",
        "processor": processor(),
        "processors": str(os.cpu_count()),
        "load at the start": load(),
        "system": platform.system(),
        "Python": platform.python_version(),
    }
    return found | {name: said for name in PACKAGES if (said := _version(name))} | _compiler()


def load() -> str:
    """How many programs wanted a processor in the last minute; where more than there are, wall times say little."""
    if not hasattr(os, "getloadavg"):
        return "not known"
    wanted = os.getloadavg()[0]
    busy = " (a busy machine: wall times are upper bounds)" if wanted > (os.cpu_count() or 1) else ""
    return f"{wanted:.1f}{busy}"


def processor() -> str:
    """The model's name where the system tells it, and the widest vectors it has."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    said = dict(line.split(":", 1) for line in lines if ":" in line)
    said = {key.strip(): value.strip() for key, value in said.items()}
    wide = [name for name in ("avx512f", "avx2") if name in said.get("flags", "").split()]
    family = f"family {said.get('cpu family', '?')} model {said.get('model', '?')}"
    return f"{said.get('model name', platform.machine())}, {family}, {(wide or ['no wide vectors'])[0]}"


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _compiler() -> dict[str, str]:
    gcc = shutil.which("gcc")
    if gcc is None:
        return {}
    return {"gcc": subprocess.run([gcc, "-dumpfullversion"], capture_output=True, text=True).stdout.strip()}
