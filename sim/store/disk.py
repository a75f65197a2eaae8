"""The only place that writes files: each is whole under its name, or not there at all.

>>> from tempfile import TemporaryDirectory
>>> with TemporaryDirectory() as place:
...     write_whole(Path(place, "new", "run.json"), json_text({"worlds": 10}))
...     read_json(Path(place, "new", "run.json"))
{'worlds': 10}
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from sim.errors import StoreError

Content = bytes | str | Callable[[BinaryIO], None]

FULL = {errno.ENOSPC, errno.EDQUOT}
FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
BLOCKED = {errno.EEXIST, errno.ENOTDIR}


def write_whole(path: Path, content: Content) -> None:
    """Writes a draft beside `path`, waits until the disk has it, then gives it its name.

    `content` is bytes, text (kept as UTF-8) or a function that writes to the open draft. Missing folders are
    made. StoreError when the disk is full or forbids it: the draft is gone then, an older file still there.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}-{threading.get_ident()}.draft")
    with speaking(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with open_draft(draft) as stream:
                _pour(content, stream)
                stream.flush()
                os.fsync(stream.fileno())
            os.replace(draft, path)
        finally:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def open_draft(draft: Path) -> BinaryIO:
    """A new file to write to."""
    return draft.open("wb")


def _pour(content: Content, stream: BinaryIO) -> None:
    if callable(content):
        content(stream)
    else:
        stream.write(content.encode() if isinstance(content, str) else content)


def settle(folder: Path) -> None:
    """Waits until the names in a folder are on disk too, where the system can tell (Windows cannot)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def speaking(path: Path) -> Iterator[None]:
    """Turns what the system says about writing `path` into a StoreError with what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(in_words(path, error)) from error


def in_words(path: Path, error: OSError) -> str:
    """Why `path` could not be written, and what to do.

    >>> print(in_words(Path("results"), OSError(errno.EROFS, "Read-only file system")))
    results cannot be written (Read-only file system).
    It is read-only, not yours or open elsewhere: change that, or choose another results folder.
    """
    reason = error.strerror or type(error).__name__
    if error.errno in FULL:
        fix = "Free some space and start again: what is finished is kept. Or choose another results folder."
    elif error.errno in FORBIDDEN:
        fix = "It is read-only, not yours or open elsewhere: change that, or choose another results folder."
    elif error.errno in BLOCKED:
        fix = "A file stands where a folder should: move it away, or choose another results folder."
    else:
        fix = "Look at that folder, or choose another results folder."
    return f"{path} cannot be written ({reason}).\n{fix}"


def read_json(path: Path) -> dict[str, Any]:
    """The mapping in a JSON file. StoreError if it cannot be read or holds something else."""
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no JSON"
        raise StoreError(f"{path} cannot be read: {reason}") from error
    if not isinstance(value, dict):
        raise StoreError(f"{path} cannot be read: it holds no mapping")
    return value


def json_text(value: Any) -> str:
    """JSON for people and version control: sorted, indented, one newline at the end.

    TypeError for what JSON has no form for, ValueError for NaN and infinities.
    """
    return json.dumps(value, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False) + "\n"


def digest(path: Path) -> str:
    """32 hex digits of blake2b over a file's bytes."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()
