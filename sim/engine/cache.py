"""What took long to make, on disk, one file each, by what it was made from; nothing but speed is lost with it.

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
LIMIT = 64_000_000  # bytes of all of one kind together; those that were not used for longest go first


def folder(name: str = "kernels") -> Path:
    """A place in the user's own folder for what may be lost; the environment variable ``STANCELAB_CACHE`` moves it."""
    if moved := os.environ.get(MOVED):
        return Path(moved) / name
    home = Path(os.path.expanduser("~"))
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "stancelab" / "Cache"
    elif sys.platform == "darwin":
        base = home / "Library" / "Caches" / "stancelab"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "stancelab"
    return base / name


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of one kind of things. Nothing here ever fails: what cannot be read is not there, what cannot be written is
    not kept.
    """

    place: Path
    kind: str = "kernel"

    def get(self, key: str) -> bytes | None:
        """What was kept under a key, if it is there, whole, and in a folder that only its owner can write to."""
        with suppress(OSError):
            if self._own():
                raw = self._file(key).read_bytes()
                with suppress(OSError):
                    os.utime(self._file(key))
                return self._unwrapped(key, raw)
        return None

    def put(self, key: str, content: bytes, tidy: bool = True) -> None:
        """Keep ``content``; ``tidy`` looks through the folder for what has to go."""
        with suppress(OSError):
            self.place.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._own():
                return
            handle, draft = tempfile.mkstemp(dir=self.place, suffix=".draft")
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(self._head(key, content) + content)
                os.replace(draft, self._file(key))
            except BaseException:
                with suppress(OSError):
                    os.unlink(draft)
                raise
            if tidy:
                self._trim(self._file(key))

    def _file(self, key: str) -> Path:
        return self.place / f"{key}.{self.kind}"

    def _head(self, key: str, content: bytes) -> bytes:
        """What stands before the content of an entry: kind and format, key, checksum."""
        return f"stancelab {self.kind} 1\n{key}\n{blake2b(content, digest_size=16).hexdigest()}\n".encode()

    def _unwrapped(self, key: str, raw: bytes) -> bytes | None:
        content = raw.split(b"\n", 3)[-1]
        return content if raw == self._head(key, content) + content else None

    def _own(self) -> bool:
        """Machine code is run only from where no stranger can have put it, and numbers are taken from nowhere else either."""
        if not hasattr(os, "getuid"):
            return True
        found = self.place.stat()
        return found.st_uid == os.getuid() and not found.st_mode & 0o022

    def _trim(self, newest: Path) -> None:
        """The oldest go until the rest fits; the newest stays in any case."""
        ours = (f".{self.kind}", ".draft")
        files = [path for path in self.place.iterdir() if path.suffix in ours and path != newest]
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
