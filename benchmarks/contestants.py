"""Who takes part: the engine's backends, the two C kernels, and the peers in a Python of their own."""

from __future__ import annotations

import json
import os
import subprocess
from dataclasses import dataclass
from typing import Any

import kernels
import r1
from engine import Engine
from timing import Turn, timed

MESA, EMA, JAX, PLAIN = "Mesa", "EMA Workbench", "JAX", "plain Python"
PEERS = (PLAIN, EMA, MESA, JAX)
THREADS = {JAX: os.cpu_count() or 1}  # it takes all there are
LEAST = {JAX: 8192}  # histories: its block


@dataclass
class Simulation:
    """The engine on R1 with one history to a world."""

    name: str
    engine: Engine
    threads: int = 1

    def go(self, histories: int, seed: int) -> Turn:
        return timed(lambda: self.engine.run(histories, repeats=1, seed=seed), histories)


@dataclass
class Kernel:
    """Our semantics in C: outcomes, first passages and, unless told otherwise, the states' histograms, as the engine keeps."""

    name: str
    built: kernels.Ours
    threads: int = 1
    fans: bool = True

    def go(self, histories: int, seed: int) -> Turn:
        return timed(lambda: self.built.run(histories, self.threads, fans=self.fans, seed=seed), histories)


@dataclass
class Cheaper:
    """The yardstick as it stands."""

    name: str
    built: kernels.Yardstick
    threads: int = 1

    def go(self, histories: int, seed: int) -> Turn:
        return timed(lambda: self.built.run(histories, self.threads, seed), histories)


class Peers:
    """The process that runs the peers: started once, asked line by line, ended by `close`."""

    def __init__(self, python: str) -> None:
        pipe = subprocess.PIPE
        line = [python, "serve.py"]
        self.process = subprocess.Popen(
            line, cwd=r1.HERE / "peers", stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, text=True
        )
        self.versions: dict[str, str] = self.ask({})

    def ask(self, what: dict[str, Any]) -> dict[str, Any]:
        """One answer; RuntimeError if the process is gone."""
        assert self.process.stdin is not None and self.process.stdout is not None
        try:
            self.process.stdin.write(json.dumps(what) + "\n")
            self.process.stdin.flush()
            answer = self.process.stdout.readline()
        except BrokenPipeError:
            answer = ""
        if not answer:
            raise RuntimeError(f"the peers' process ended over {what}")
        found: dict[str, Any] = json.loads(answer)
        return found

    def close(self) -> None:
        """End the process and wait for it."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


@dataclass
class Peer:
    """One peer; what came out is added up, so that its law can be looked at too."""

    name: str
    server: Peers
    threads: int = 1

    def __post_init__(self) -> None:
        self.outcomes = [0, 0, 0, 0]

    def go(self, histories: int, seed: int) -> Turn:
        found = self.server.ask({"peer": self.name, "n": histories, "first": seed})
        self.outcomes = [a + b for a, b in zip(self.outcomes, found["outcomes"], strict=True)]
        return Turn(histories, found["wall"], found["cpu"])
