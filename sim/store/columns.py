"""Arrays in plain .npz files that are the same bytes wherever and whenever they are written.

>>> from io import BytesIO
>>> stream = BytesIO()
>>> write_arrays(stream, {"outcome": np.array([2, 0, 1], np.uint8)})
>>> read_arrays(BytesIO(stream.getvalue()))
{'outcome': array([2, 0, 1], dtype=uint8)}
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from sim.engine.runs import Chunk

SEAL = 32  # hex digits at the end of a chunk file, where a zip archive keeps its comment


def write_arrays(stream: BinaryIO, arrays: Mapping[str, NDArray[Any]], comment: bytes = b"") -> None:
    """Writes numbers, sorted by name, little-endian and row by row, uncompressed. ValueError for objects."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as archive:
        archive.comment = comment
        for name in sorted(arrays):
            member = zipfile.ZipInfo(f"{name}.npy", date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 3  # else it tells the system it was written on
            member.external_attr = 0o644 << 16
            little = arrays[name].dtype.newbyteorder("<")
            with archive.open(member, "w", force_zip64=True) as part:
                array = np.asarray(arrays[name], little, order="C")
                np.lib.format.write_array(part, array, allow_pickle=False)


def read_arrays(source: Path | BinaryIO) -> dict[str, NDArray[Any]]:
    """All arrays of a file, sorted by name. A damaged file raises one of many errors."""
    with np.load(source, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def chunk_bytes(chunk: Chunk, run: str) -> bytes:
    """The chunk as an .npz file that ends in a checksum over its bytes and its place in the run."""
    stream = BytesIO()
    arrays = {f"columns/{name}": column for name, column in chunk.columns.items()}
    arrays |= {f"tallies/{name}": tally for name, tally in chunk.tallies.items()}
    write_arrays(stream, arrays, comment=b" " * SEAL)
    body = stream.getvalue()[:-SEAL]
    return body + _checksum(body, run, chunk.start, chunk.stop)


def chunk_from(raw: bytes, run: str, start: int, stop: int) -> Chunk:
    """The chunk in a file's bytes. ValueError if they are damaged, cut short, or of another run or place."""
    body, seal = raw[:-SEAL], raw[-SEAL:]
    if seal != _checksum(body, run, start, stop):
        raise ValueError(f"no whole chunk of run {run} from history {start}")
    parts: dict[str, dict[str, NDArray[Any]]] = {"columns": {}, "tallies": {}}
    for name, array in read_arrays(BytesIO(raw)).items():
        kind, _, bare = name.partition("/")
        parts[kind][bare] = array
    return Chunk(start, stop, **parts)


def _checksum(body: bytes, run: str, start: int, stop: int) -> bytes:
    # The place is the key: an intact chunk of another run or place does not verify either.
    key = f"{run} {start} {stop}".encode()
    return blake2b(body, digest_size=SEAL // 2, key=key).hexdigest().encode()
