"""A shape's kernel: from this process, from disk, or made now."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cache
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from threading import Lock

from sim.engine import draws, elementary, ops, quantiles
from sim.engine.backends.compiled import machine
from sim.engine.backends.compiled.code.kernel import ENTRY, kernel_text
from sim.engine.backends.compiled.structure.shape import Shape
from sim.engine.cache import Cache, folder

SOURCES = (draws, elementary, ops, quantiles)
"""Beside this folder: whose numbers and operations enter into kernels."""
KEPT = 16  # kernels in memory: a session with a few worlds and their variants

_loaded: OrderedDict[str, machine.Loaded] = OrderedDict()
_lock = Lock()


def available() -> bool:
    """Whether there is a compiler in this environment."""
    return find_spec("llvmlite") is not None


def key_of(what: str) -> str:
    """What a kernel depends on: the structure, the code that writes it, the compiler and the processor."""
    return blake2b(f"{what} {_writer()} {machine.target()}".encode(), digest_size=16).hexdigest()


def is_ready(shape: Shape) -> bool:
    """Whether the kernel need not be made."""
    key = key_of(shape.key)
    return key in _loaded or Cache(folder()).get(key) is not None


def kernel(shape: Shape) -> machine.Loaded:
    """The kernel, ready to run. Whatever LLVM raises comes through."""
    return ready(shape.key, lambda: kernel_text(shape))


def ready(what: str, text: Callable[[], str]) -> machine.Loaded:
    """The kernel of that name, made of ``text`` where there is none yet."""
    key, stored = key_of(what), Cache(folder())
    with _lock:
        if key not in _loaded:
            _loaded[key] = _from_disk(stored, key) or _made(stored, key, text())
            while len(_loaded) > KEPT:
                _loaded.popitem(last=False)
        _loaded.move_to_end(key)
        return _loaded[key]


def _from_disk(stored: Cache, key: str) -> machine.Loaded | None:
    code = stored.get(key)
    return None if code is None else machine.Loaded(code, ENTRY)


def _made(stored: Cache, key: str, text: str) -> machine.Loaded:
    code = machine.assembled(text)
    stored.put(key, code)
    return machine.Loaded(code, ENTRY)


@cache
def _writer() -> str:
    """A digest of the code that writes kernels, so that no change of it is forgotten."""
    files = sorted(Path(__file__).parent.rglob("*.py")) + [Path(str(module.__file__)) for module in SOURCES]
    return blake2b(b"".join(path.read_bytes() for path in files), digest_size=16).hexdigest()


def forget() -> None:
    """Let go of the kernels in memory; those on disk stay."""
    with _lock:
        _loaded.clear()
