"""Arrays on disk: the same bytes, the same values."""

from __future__ import annotations

import hashlib
import time
import zipfile
from io import BytesIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sim.store.columns import read_arrays, write_arrays

COLUMNS = {
    "outcome": np.array([2, 0, 1], np.uint8),
    "late": np.array([True, False, True]),
    "watch": np.arange(6, dtype=np.uint16).reshape(3, 2),
    "tension": np.array([0.1, -0.0, 1e300]),
}


def written(columns) -> bytes:
    stream = BytesIO()
    write_arrays(stream, columns)
    return stream.getvalue()


def test_the_bytes_are_those_of_the_first_release():
    digest = "188ec4d0370a5c3df3b5ae8b21a1d6c5"
    assert hashlib.blake2b(written(COLUMNS), digest_size=16).hexdigest() == digest


@pytest.mark.parametrize(
    "other",
    [
        dict(reversed(COLUMNS.items())),
        {**COLUMNS, "watch": np.asfortranarray(COLUMNS["watch"])},
        {**COLUMNS, "watch": np.arange(12, dtype=np.uint16).reshape(3, 4)[:, :2] * 0 + COLUMNS["watch"]},
        {**COLUMNS, "tension": COLUMNS["tension"].astype(">f8")},
        {**COLUMNS, "watch": np.repeat(COLUMNS["watch"], 2, axis=0)[::2]},
    ],
    ids=["order", "columns first", "strides", "big-endian", "every other row"],
)
def test_equal_values_give_equal_bytes(other):
    assert written(other) == written(COLUMNS)


def test_the_hour_leaves_no_trace(monkeypatch):
    before = written(COLUMNS)
    monkeypatch.setattr(time, "time", lambda: 2e9)
    assert written(COLUMNS) == before


def test_numpy_opens_the_file_by_itself(tmp_path):
    (tmp_path / "columns.npz").write_bytes(written(COLUMNS))
    with np.load(tmp_path / "columns.npz") as opened:
        assert sorted(opened.files) == sorted(COLUMNS)
        np.testing.assert_array_equal(opened["watch"], COLUMNS["watch"], strict=True)
    with zipfile.ZipFile(tmp_path / "columns.npz") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}


@settings(max_examples=40)
@given(
    st.dictionaries(
        st.text("abc.é", min_size=1, max_size=8),
        arrays.arrays(
            st.sampled_from([np.bool_, np.uint8, np.int16, np.int64, np.float32, np.float64]),
            arrays.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4),
        ),
        max_size=4,
    )
)
def test_what_is_written_is_read(columns):
    again = read_arrays(BytesIO(written(columns)))
    assert list(again) == sorted(columns)
    for name, column in columns.items():
        np.testing.assert_array_equal(again[name], column, strict=True)


def test_only_numbers_are_written():
    with pytest.raises(ValueError):
        written({"what": np.array([{}])})
