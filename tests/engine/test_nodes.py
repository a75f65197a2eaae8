"""Nodes that were kept are the nodes that would be made; whatever happens to them, only speed is lost."""

from __future__ import annotations

import os
import subprocess
import sys

import numpy as np
import pytest

from sim.engine import nodes, quantiles
from sim.engine.cache import Cache, folder
from sim.engine.fitting import FitError
from sim.engine.nodes import kept
from sim.scenario.quantity.distribution import Distribution

PERT = Distribution("pert", (0.1, 0.3, 0.4))
DISTRIBUTIONS = {
    "pert": PERT,
    "beta": Distribution("beta", (0.1, 0.4, 1.0), form="quantiles"),
    "gamma": Distribution("gamma", (3.5, 25.0)),
    "mixture": Distribution("mixture", parts=((0.3, Distribution("fixed", (0.35,))), (0.7, PERT))),
}

SCRIPT = """
import sys
from sim.engine.quantiles import quantile_function
from sim.scenario.quantity.distribution import Distribution
import numpy as np
print(quantile_function(Distribution("pert", (0.1, 0.3, 0.4)))(np.array([0.3]))[0].hex(), "scipy.special" in sys.modules)
"""


@pytest.fixture
def store(tmp_path, monkeypatch) -> Cache:
    monkeypatch.setenv("STANCELAB_CACHE", str(tmp_path))
    return Cache(folder("nodes"), "nodes")


def made_again(distribution: Distribution) -> np.ndarray:
    pytest.fail("made again")


@pytest.mark.parametrize("name", DISTRIBUTIONS)
def test_kept_nodes_have_the_bits_of_those_that_were_made(store, name):
    made = kept(DISTRIBUTIONS[name], quantiles._made)
    found = kept(DISTRIBUTIONS[name], made_again)
    assert found.tobytes() == made.tobytes() == quantiles._made(DISTRIBUTIONS[name]).tobytes()
    assert found.shape == made.shape


def test_distributions_do_not_share_nodes(store):
    found = {kept(one, quantiles._made).tobytes() for one in DISTRIBUTIONS.values()}
    assert len(found) == len(DISTRIBUTIONS) == len(list(store.place.iterdir()))


@pytest.mark.parametrize("damage", [lambda raw: raw[:-1], lambda raw: raw[:-1] + b"x", lambda raw: b""])
def test_damaged_nodes_are_made_anew(store, damage):
    made = kept(PERT, quantiles._made).tobytes()
    (entry,) = store.place.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(damage(whole))
    assert kept(PERT, quantiles._made).tobytes() == made
    assert entry.read_bytes() == whole


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="owners and modes of POSIX")
def test_nodes_from_where_others_may_write_are_not_taken(store):
    kept(PERT, quantiles._made)
    store.place.chmod(0o777)
    with pytest.raises(pytest.fail.Exception, match="made again"):
        kept(PERT, made_again)


def test_other_code_or_packages_make_other_nodes(store, monkeypatch):
    kept(PERT, quantiles._made)
    monkeypatch.setattr(nodes, "_makers", lambda: "scipy of next year")
    with pytest.raises(pytest.fail.Exception, match="made again"):
        kept(PERT, made_again)


def test_a_folder_that_cannot_be_only_costs_speed(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("STANCELAB_CACHE", str(tmp_path / "file"))
    assert kept(PERT, quantiles._made).tobytes() == quantiles._made(PERT).tobytes()


def test_what_cannot_be_made_is_not_kept(store):
    def refused(distribution: Distribution) -> np.ndarray:
        raise FitError("no distribution found")

    with pytest.raises(FitError):
        kept(PERT, refused)
    assert not store.place.exists()


def test_a_process_that_finds_nodes_does_without_special_functions(tmp_path):
    """The same value twice, the second time without scipy.special."""
    env = {**os.environ, "STANCELAB_CACHE": str(tmp_path)}
    line = [sys.executable, "-c", SCRIPT]
    told = [subprocess.run(line, env=env, capture_output=True, text=True).stdout.split() for _ in range(2)]
    value = quantiles.quantile_function(PERT)(np.array([0.3]))[0].hex()
    assert told == [[value, "True"], [value, "False"]]


def test_many_nodes_make_room_now_and_then(store, monkeypatch):
    monkeypatch.setattr("sim.engine.cache.LIMIT", 50_000)
    many = [Distribution("gamma", (k / 7, 1.0)) for k in range(1, nodes.TIDY + 3)]
    for one in many:
        kept(one, lambda _: np.zeros((2, 1000)))
    assert 2 <= len(list(store.place.iterdir())) < nodes.TIDY


def test_nodes_are_made_while_others_work(store, monkeypatch):
    """All that need any are there when the body is done, and what cannot be made is told only to who asks for it."""
    asked: list[Distribution] = []

    def make(distribution: Distribution) -> np.ndarray:
        asked.append(distribution)
        if distribution is PERT:
            raise FitError("no distribution found")
        return np.zeros((2, 3))

    monkeypatch.setattr(quantiles, "_nodes", make)
    closed = Distribution("uniform", (0.0, 1.0))
    with quantiles.made_beside([closed, DISTRIBUTIONS["mixture"], DISTRIBUTIONS["gamma"], PERT]):
        pass
    assert asked == [DISTRIBUTIONS["mixture"], DISTRIBUTIONS["gamma"], PERT]
    with pytest.raises(FitError):
        quantiles.even_nodes(PERT)
