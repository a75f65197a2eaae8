#!/usr/bin/env python3
"""Sets up everything this folder needs, then runs it, tests it or checks it.

Needs Python 3.11 or newer and, the first time, a network; nothing else. It uses the `uv` it finds, or puts a
pinned one into `.tools/`, which a Python that refuses plain `pip install` allows too. The exact packages of
`uv.lock` then go into `.venv/`. No interpreter is ever downloaded.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

HELP = """\
python3 dev.py COMMAND: sets up what is missing (Python 3.11+; a network the first time), then
  run [ARGS]        `stancelab run ARGS`; of belarus-2024 if ARGS name no world
  test [ARGS]       ruff, then the fast tests; ARGS go to pytest
  all [ARGS]        the same with the slow tests
  lint              ruff, the import contracts and mypy only
  stancelab ARGS    any other command, such as `stancelab list`"""

ALONE = ("--quick", "--no-figures", "--open", "--json", "--no-color")  # options of `run` without a value
NEEDED = (3, 11)
UV = "0.13.9"
OLDEST_UV = (0, 8)  # the first series sure to read our lock file
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN, EXE = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")

NETWORK = "If it was a download: is the network up, and the proxy in HTTPS_PROXY?"
RUFF = ["ruff", "check", "--quiet"]
PYTEST = ["pytest", "-n", "auto", "--maxprocesses", "8"]


class Stop(Exception):
    """Why nothing more can be done, in a sentence a person can act on."""


def plan(job, rest):
    """The command lines that make up one job, in order; the first that fails ends it."""
    if job == "run":
        return [["stancelab", "run", *([] if names_a_world(rest) else ["belarus-2024"]), *rest]]
    if job == "stancelab":
        return [["stancelab", *rest]]
    if job == "test":
        return [RUFF, [*PYTEST, *rest]]
    if job == "all":
        return [RUFF, [*PYTEST, "-m", "slow or not slow", *rest]]
    if job == "lint":
        return [RUFF, ["lint-imports"], ["mypy"]]
    raise Stop(f"dev.py has no command `{job}`; it knows run, test, all, lint and stancelab.")


def names_a_world(rest):
    """Whether anything stands there beside options and their values."""
    before = ""
    for word in rest:
        if not word.startswith("-") and (not before or before in ALONE or "=" in before):
            return True
        before = word if word.startswith("-") else ""
    return False


def program(venv, name):
    return str(venv / BIN / (name + EXE))


def version(uv):
    """The version of a uv that really starts (a shim on the path may not), else (0,)."""
    try:
        said = subprocess.check_output([uv, "--version"], stderr=subprocess.DEVNULL)
        return tuple(int(part) for part in said.split()[1].split(b".")[:2])
    except (OSError, subprocess.CalledProcessError, IndexError, ValueError):
        return (0,)


def find_uv():
    """A usable uv: the one on the path, else our own, installed now if it is not there yet."""
    on_path = shutil.which("uv")
    if on_path and version(on_path) >= OLDEST_UV:
        return on_path
    tools = ROOT / ".tools" / f"uv-{UV}"
    uv = program(tools, "uv")
    if version(uv) == (0,):
        install_uv(tools)
    return uv


def install_uv(tools):
    """Makes a small environment with nothing but the pinned uv in it."""
    if importlib.util.find_spec("ensurepip") is None:
        package = "python{}.{}-venv".format(*sys.version_info)
        raise Stop(f"This Python lacks ensurepip. On Debian or Ubuntu: sudo apt-get install {package}")
    note(f"installing uv {UV} into .tools/ (once)")
    make = [sys.executable, "-m", "venv", "--clear", str(tools)]
    quietly(make, "A virtual environment could not be made in .tools/.")
    pip = [program(tools, "python"), "-m", "pip", "--quiet", "--disable-pip-version-check"]
    quietly([*pip, "install", f"uv=={UV}"], f"The package uv could not be fetched. {NETWORK}")


def quietly(command, complaint):
    """Runs a command whose own words matter only when it fails; then its last line follows the complaint."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = done.stdout.decode(errors="replace").strip().splitlines()
        raise Stop(complaint + (f" Last word: {said[-1].strip()}" if said else ""))


def environment():
    """What the commands see: `.venv/` first on the path, as if it were activated."""
    found = {
        **os.environ,
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PROJECT_ENVIRONMENT": str(VENV),
        "VIRTUAL_ENV": str(VENV),
        "PATH": os.pathsep.join([str(VENV / BIN), os.environ.get("PATH", os.defpath)]),
    }
    # The certificates of a network that inspects its traffic are known to the system, not to uv.
    found.setdefault("UV_SYSTEM_CERTS", "1")
    return found


def sync(uv, job, env):
    """Brings `.venv/` to what the lock file says; the tools of a developer only where a job needs them."""
    extent = ["--no-dev", "--inexact"] if job in ("run", "stancelab") else []
    if not VENV.exists():
        note("installing the packages named in uv.lock into .venv/ (once)")
    if call([uv, "sync", "--frozen", "--quiet", "--python", sys.executable, *extent], env):
        raise Stop(f"The packages named in uv.lock could not be installed, for the reason above. {NETWORK}")


def call(command, env):
    """Runs a command to its end, and lets it tidy up by itself when Ctrl-C reaches both of us."""
    process = subprocess.Popen(command, cwd=str(ROOT), env=env)
    interrupted = False
    while True:
        try:
            code = process.wait()
            break
        except KeyboardInterrupt:
            interrupted = True
    if interrupted:
        raise KeyboardInterrupt
    return code


def note(words):
    print(f"dev.py: {words}", file=sys.stderr, flush=True)


def main(arguments):
    if sys.version_info < NEEDED:
        raise Stop("StanceLab needs Python {}.{} or newer; this is {}.{}.".format(*NEEDED, *sys.version_info))
    if not arguments or arguments[0] in ("-h", "--help", "help"):
        print(HELP)
        return 0
    job, *rest = arguments
    steps = plan(job, rest)
    env = environment()
    if job in ("run", "stancelab"):
        env.setdefault("STANCELAB_TYPED", f"{'py' if os.name == 'nt' else 'python3'} dev.py stancelab")
    sync(find_uv(), job, env)
    for name, *given in steps:
        code = call([program(VENV, name), *given], env)
        if code:
            return code
    return 0


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except Stop as stop:
        print(f"dev.py: {stop}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
