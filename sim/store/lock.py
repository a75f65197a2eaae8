"""One writer at a time: a small file that says who writes.

A lock left behind by a process that has died on this computer is taken over; one from another computer cannot
be judged and is left to the user.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as place, only_writer(Path(place, "a.lock"), "run a"):
...     with only_writer(Path(place, "a.lock"), "run a"):
...         pass
Traceback (most recent call last):
...
sim.errors.StoreError: run a is already being written by process ... on this computer since ...
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.errors import StoreError
from sim.store.disk import speaking

Owner = dict[str, Any]

UNKNOWN = "?"  # a start that the system does not tell
PAUSE, PATIENCE = 0.05, 20  # s and times: how long a lock may stay unreadable while its writer writes it


@contextmanager
def only_writer(path: Path, what: str) -> Iterator[None]:
    """Holds the lock file `path` while the body runs. StoreError, with who has it, if it is taken."""
    mine = _card()
    with speaking(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        while not _create(path, mine):
            _clear(path, what)
    try:
        yield
    finally:
        with suppress(OSError):
            if _text(path) == mine:
                path.unlink()


def _create(path: Path, card: str) -> bool:
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    try:
        os.write(handle, card.encode())
    except OSError:
        path.unlink()
        raise
    finally:
        os.close(handle)
    return _text(path) == card


def _clear(path: Path, what: str) -> None:
    """Removes the lock of a dead process. StoreError if its owner may be alive."""
    found = _standing(path)
    if found is None:
        return
    owner = _owner(found)
    if owner and not _is_dead(owner):
        raise StoreError(_refusal(owner, path, what))
    # Two may see the same dead lock: only the holder of the lock's own lock removes it, after a second look.
    with only_writer(path.with_name(f"{path.name}.lock"), what):
        if _text(path) == found:
            path.unlink(missing_ok=True)


def _standing(path: Path) -> str | None:
    """The lock's text, once it can be understood; what stays unreadable was left by a death in mid-word."""
    for _ in range(PATIENCE):
        found = _text(path)
        if found is None or _owner(found):
            break
        time.sleep(PAUSE)
    return found


def _text(path: Path) -> str | None:
    """None if there is no lock."""
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return None


def _owner(text: str) -> Owner:
    """What a lock says; nothing if it does not say all."""
    with suppress(ValueError, AttributeError, KeyError):
        owner = json.loads(text)
        if owner.keys() >= {"host", "since"} and isinstance(owner["pid"], int):
            return owner
    return {}


def _card() -> str:
    pid = os.getpid()
    now = datetime.now(UTC).isoformat(timespec="microseconds")
    card = {"pid": pid, "host": platform.node(), "start": process_start(pid), "since": now}
    return json.dumps(card, sort_keys=True) + "\n"


def _is_dead(owner: Owner) -> bool:
    if owner["host"] != platform.node():
        return False
    start = process_start(owner["pid"])
    # A process number is used again in time, hence the start beside it.
    return not start or (UNKNOWN not in (start, owner.get("start")) and start != owner.get("start"))


def _refusal(owner: Owner, path: Path, what: str) -> str:
    since = f"since {str(owner['since'])[:19].replace('T', ' ')} UTC"
    if owner["host"] == platform.node():
        return (
            f"{what} is already being written by process {owner['pid']} on this computer {since}.\n"
            "Wait until it is done, or stop it; then start again."
        )
    return (
        f'{what} is being written by process {owner["pid"]} on computer "{owner["host"]}" {since}.\n'
        f"If that is no longer so, delete {path} and start again."
    )


def process_start(pid: int) -> str:
    """When a process started, in the system's own count; '?' if it runs but does not say, '' if it is dead.

    >>> process_start(os.getpid()) != "" == process_start(2**22 + 1)
    True
    """
    try:
        # The second field, the name in brackets, may hold anything.
        state, *fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    except OSError:  # a system without it, or one that hides the processes of others
        return UNKNOWN if _is_running(pid) else ""
    return "" if state in "ZX" else fields[18]


def _is_running(pid: int) -> bool:
    if sys.platform == "win32":
        return _is_running_on_windows(pid)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        pass  # somebody else's
    return True


def _is_running_on_windows(pid: int) -> bool:
    # os.kill would end it there.
    if sys.platform != "win32":
        raise NotImplementedError
    import ctypes

    query_limited_information, still_active = 0x1000, 259
    kernel = ctypes.windll.kernel32
    handle = kernel.OpenProcess(query_limited_information, False, pid)
    if not handle:
        return False
    code = ctypes.c_ulong()
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return code.value == still_active
