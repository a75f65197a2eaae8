"""A real yaml-language-server, spoken to as an editor does."""

from __future__ import annotations

import json
import os
import queue
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

SETTINGS = {"validate": True, "hover": True, "completion": True, "schemaStore": {"enable": False}}
PATIENCE = 30.0


class LanguageServer:
    """JSON-RPC over the pipes of a child process; one file is open at a time."""

    def __init__(self, command: list[str], root: Path) -> None:
        quiet = subprocess.DEVNULL
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=quiet)
        self.said: queue.Queue[dict[str, Any]] = queue.Queue()
        self.marks: dict[str, list[dict[str, Any]]] = {}
        self.asked = 0
        threading.Thread(target=self._listen, daemon=True).start()
        markdown = {"hover": {"contentFormat": ["markdown"]}}
        can = {"textDocument": markdown, "workspace": {"configuration": True}}
        self.ask("initialize", {"processId": None, "rootUri": root.as_uri(), "capabilities": can})
        self.tell("initialized", {})

    def _listen(self) -> None:
        pipe = self.process.stdout
        while header := pipe.readline():
            while pipe.readline().strip():
                pass  # further headers
            self.said.put(json.loads(pipe.read(int(header.split(b":")[1]))))

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.process.stdin.flush()

    def tell(self, method: str, about: dict[str, Any]) -> None:
        self._send({"method": method, "params": about})

    def ask(self, method: str, about: dict[str, Any]) -> Any:
        self.asked += 1
        mine = self.asked
        self._send({"id": mine, "method": method, "params": about})
        while True:
            message = self.said.get(timeout=PATIENCE)
            if message.get("id") == mine and "method" not in message:
                return message.get("result")
            self._hear(message)

    def _hear(self, message: dict[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.marks[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif message.get("method") == "workspace/configuration":
            wanted = message["params"]["items"]
            self._send({"id": message["id"], "result": [_settings(item.get("section")) for item in wanted]})
        elif "id" in message:
            self._send({"id": message["id"], "result": None})

    def open(self, file: Path) -> list[tuple[int, int, str]]:
        """(line, column, message) of every squiggle, counted from 1."""
        uri = file.as_uri()
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": file.read_text(encoding="utf-8")}
        self.tell("textDocument/didOpen", {"textDocument": document})
        end = time.monotonic() + PATIENCE
        while uri not in self.marks:
            self._hear(self.said.get(timeout=end - time.monotonic()))
        starts = [(mark["range"]["start"], mark["message"]) for mark in self.marks[uri]]
        return sorted((at["line"] + 1, at["character"] + 1, message) for at, message in starts)

    def hover(self, file: Path, line: int, column: int) -> str:
        """What is shown when the mouse rests there."""
        found = self.ask("textDocument/hover", _place(file, line, column))
        return found["contents"]["value"].replace("\\", "") if found else ""

    def complete(self, file: Path, line: int, column: int) -> dict[str, str]:
        """What may be written there, each with its explanation."""
        found = self.ask("textDocument/completion", _place(file, line, column))
        return {item["label"]: str(item.get("documentation", "")) for item in found["items"]}

    def close(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.process.stdin.close()
        self.process.stdout.close()


def _settings(section: str | None) -> dict[str, Any]:
    return SETTINGS if section == "yaml" else {}


def _place(file: Path, line: int, column: int) -> dict[str, Any]:
    return {
        "textDocument": {"uri": file.as_uri()},
        "position": {"line": line - 1, "character": column - 1},
    }


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    """The server named by YAML_LANGUAGE_SERVER (its script), or found on the path; else its tests are skipped."""
    script = os.environ.get("YAML_LANGUAGE_SERVER") or shutil.which("yaml-language-server")
    node = shutil.which("node")
    if not script or not node:
        pytest.skip("needs node and yaml-language-server (npm install yaml-language-server)")
    server = LanguageServer([node, script, "--stdio"], tmp_path_factory.mktemp("editor"))
    yield server
    server.close()
