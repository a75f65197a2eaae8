"""Kernels on disk, one file each, by what they were made from; nothing but speed is lost with them.

An entry names itself and carries a checksum, so one that is damaged, half-written or another's is seen and made anew. It is
written beside its place and moved there, so several processes may do so at once.

>>> import tempfile
>>> with tempfile.TemporaryDirectory() as place:
...     cache = Cache(Path(place) / "kernels")
...     cache.put("key", b"code")
...     cache.get("key"), cache.get("other")
(b'code', None)
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

MOVED = "STANCELAB_CACHE"
FORMAT = b"stancelab kernel 1"
LIMIT = 64_000_000  # bytes of all kernels together; those that were not used for longest go first


def folder() -> Path:
    """The user's own folder for what may be lost; the environment variable ``STANCELAB_CACHE`` moves it."""
    if moved := os.environ.get(MOVED):
        return Path(moved) / "kernels"
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "stancelab" / "Cache"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches" / "stancelab"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "stancelab"
    return base / "kernels"


@dataclass(frozen=True, slots=True)
class Cache:
    """Kernels in a folder. Nothing here ever fails: what cannot be read is not there, what cannot be written is not kept."""

    place: Path

    def get(self, key: str) -> bytes | None:
        """The kernel of a key, if it is there, whole, and in a folder that only its owner can write to."""
        with suppress(OSError):
            if self._own():
                raw = self._file(key).read_bytes()
                with suppress(OSError):
                    os.utime(self._file(key))
                return _unwrapped(key, raw)
        return None

    def put(self, key: str, code: bytes) -> None:
        """Keep a kernel."""
        with suppress(OSError):
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._own():
                return
            handle, draft = tempfile.mkstemp(dir=self.place, suffix=".draft")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(_wrapped(key, code))
                os.replace(draft, self._file(key))
            except BaseException:
                with suppress(OSError):
                    os.unlink(draft)
                raise
            self._trim(self._file(key))

    def _file(self, key: str) -> Path:
        return self.place / f"{key}.kernel"

    def _own(self) -> bool:
        """Machine code is run only from where no stranger can have put it."""
        if not hasattr(os, "getuid"):
            return True
        found = self.place.stat()
        return found.st_uid == os.getuid() and not found.st_mode & 0o022

    def _trim(self, newest: Path) -> None:
        """The oldest go until the rest fits; the newest stays in any case."""
        files = [
            path for path in self.place.iterdir() if path.suffix in (".kernel", ".draft") and path != newest
        ]
        known = sorted(((s.st_mtime, s.st_size, path) for path in files if (s := _seen(path))), reverse=True)
        room = LIMIT - newest.stat().st_size
        for _, size, path in known:
            room -= size
            if room < 0:
                with suppress(OSError):
                    path.unlink()


def _seen(path: Path) -> os.stat_result | None:
    with suppress(OSError):
        return path.stat()
    return None


def _wrapped(key: str, code: bytes) -> bytes:
    return b"\n".join([FORMAT, key.encode(), _checksum(code), code])


def _unwrapped(key: str, raw: bytes) -> bytes | None:
    parts = raw.split(b"\n", 3)
    whole = len(parts) == 4 and parts[:2] == [FORMAT, key.encode()] and parts[2] == _checksum(parts[3])
    return parts[3] if whole else None


def _checksum(code: bytes) -> bytes:
    return blake2b(code, digest_size=16).hexdigest().encode()
