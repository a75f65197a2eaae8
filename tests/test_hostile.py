"""Files that are meant to do harm: each is met with problems, or found sound, at once, in little memory, running nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.engine.compile import compile_scenario
from sim.errors import MAX_PROBLEMS, ScenarioError
from sim.scenario.files.find import find
from sim.scenario.files.yamltree import load
from sim.scenario.read import read

HEAD = "stancelab: 1\nname: world\nclock: {start: 2024-01-01, tick: day, ticks: 9}\n"
LONG = HEAD.replace("ticks: 9", "ticks: 5000")
MEGABYTES = 200


def lines(template: str, count: int) -> str:
    """So many lines, each with its number for {} and the one before for []."""
    rows = (template.replace("{}", str(i)).replace("[]", str(max(0, i - 1))) for i in range(count))
    return "".join(f"{row}\n" for row in rows)


def section(name: str, template: str, count: int, first: str = "") -> str:
    """A section with so many entries; ``first`` replaces the first one."""
    rows = lines(f"  {template}", count)
    return f"{name}:\n" + (rows if not first else f"  {first}\n" + rows.split("\n", 1)[1])


def actors(count: int, options: int, worth: str) -> str:
    menu = ", ".join(f"o{i}: {{utility: '{worth}'}}" for i in range(options))
    return section("actors", f"a{{}}: {{menu: {{{menu}}}}}", count)


def watch(expression: str) -> str:
    return f"{HEAD}watches: {{w: '{expression}'}}"


LAUGHS = "a: &a [x, x, x]\n" + "".join(
    f"{new}: &{new} [*{old}, *{old}, *{old}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{new}: &{new} {{<<: [*{old}, *{old}]}}\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)
DATES = "".join(f"  {2024 + i // 336}-{i // 28 % 12 + 1:02}-{i % 28 + 1:02}: {{}}\n" for i in range(4000))
PAIRS = "".join(f"  - [q{i}, q{j}, 0.1]\n" for i in range(100) for j in range(i))
FLAG = "STANCELAB_WAS_EXECUTED"
SHOUT = f"import os; os.environ['{FLAG}'] = 'yes'"

TEXTS = {
    "brackets in an expression": watch("(" * 900),
    "minus signs": watch("-" * 900 + "1 > 0"),
    "nots": watch("not " * 240 + "true"),
    "calls in calls": watch("abs(" * 200 + "1" + ")" * 200 + " > 0"),
    "powers of powers": watch("2^" * 180 + "2 > 0"),
    "the longest sum": watch("1+" * 195 + "1 > 0"),
    "a million letters": "a" * 999_000,
    "a million letters as a value": HEAD + "about: " + "a" * 990_000,
    "a million letters as an expression": watch("a" * 990_000),
    "a million letters as a number": HEAD + "quantities: {q: " + "1" * 990_000 + "}",
    "a million letters as a key": "a" * 990_000 + ": 1",
    "a million letters as a name": f"{HEAD}? {'a' * 990_000}\n: 1",
    "a million letters as a unit": HEAD + "quantities: {q: {fixed: 1, unit: " + "a b" * 300_000 + "}}",
    "digits that fit nowhere": HEAD + 'quantities: {q: "' + "1" * 900_000 + ' a\\nb"}',
    "a base rate of digits": HEAD + "quantities: {q: {seen: " + "1" * 400_000 + " of " + "2" * 400_000 + "}}",
    "words that are like a word": HEAD + "quantities: {q: {word: " + "likely " * 140_000 + "}}",
    "a folded million": HEAD + "watches: {w: " + "true and\n    " * 70_000 + "true}",
    "a million spaces": HEAD + "watches: {w: true" + " " * 990_000 + "}",
    "a million quotes": HEAD + "about: '" + "''" * 490_000 + "'",
    "a million escapes": HEAD + 'about: "' + "\\x41" * 240_000 + '"',
    "a million lines": HEAD + "\n" * 900_000 + "watches: {w: x}",
    "half a million comments": HEAD + "#\n" * 490_000 + "watches: {w: x}",
    "laughs": LAUGHS,
    "merges": MERGES,
    "an alias of itself": "a: &a [*a]",
    "nested in braces": "{a: " * 5000,
    "nested in lists": "[" * 5000,
    "nested in lines": "".join(" " * i + "a:\n" for i in range(1300)),
    "nested in dashes": "- " * 5000,
    "nested in question marks": "? " * 5000,
    "braces that never open": "}" * 100_000,
    "a hundred thousand keys": "{" + ", ".join(f"k{i}: x" for i in range(99_000)) + "}",
    "a hundred thousand rests": "{a: b" + ", x" * 99_000 + "}",
    "keys that are all alike": HEAD + "watches:\n" + "  w: true\n" * 20_000,
    "documents": "---\na: 1\n" * 50_000,
    "directives": "%TAG ! tag:x,2000:\n" * 20_000 + "--- a",
    "a tag of Python's": f'!!python/object/apply:exec ["{SHOUT}"]',
    "a tag of Python's deep inside": HEAD + f'about: !!python/object/new:exec ["{SHOUT}"]',
    "a module of Python's": HEAD + "about: !!python/module:antigravity x",
    "code as an expression": HEAD
    + f"watches: {{w: \"__import__('os').system('true')\", v: \"exec('{SHOUT}')\"}}",
    "code as a template": HEAD + "watches: {w: '{0.__class__}', v: '%(x)s', u: '${x}'}\ntitle: '{name}'",
    "NUL": HEAD + "about: a\0b",
    "NUL in escapes": HEAD + 'name2: "a\\0b"',
    "control characters": HEAD + "about: \x1b[2J\x07\x08",
    "control characters in escapes": HEAD + 'watches: {"a\\e[2J": "b\\e[31m"}',
    "marks of direction": HEAD + "watches: {w\u200f: true, \u202ew: true}",
    "halves of letters": HEAD + "about: \ud83d",
    "halves of letters in escapes": HEAD + 'about: "\\ud83d"',
    "keys of every kind": HEAD
    + "watches: {1: true, 1.5: x, ~: x, 2024-01-01: x, yes: x, [a]: x, {b: c}: x, ? : x}",
    "names of every script": HEAD + "watches: {é: true, 名: true, 😀: true, ａ: true, ²: true}",
    "digits of every script": watch("٣ > ２") + "\ncalendar: {c: {months: [٣, ²]}}\nquantities: {q: ٣}",
    "unknown names": HEAD + section("watches", "w{}: x{}", 12_000),
    "names like known ones": HEAD + section("terms", "t{}: 1", 6000) + section("watches", "w{}: tt{}", 6000),
    "unknown keys": HEAD + section("events", "e{}: {rat: 1}", 6000),
    "taken names": HEAD + section("quantities", "n{}: 1", 4000) + section("terms", "n{}: 1", 4000),
    "hidden names": HEAD
    + section("quantities", "n{}: 1", 4000)
    + "actors:\n  a:\n    menu: {go: {utility: 1}}\n    stances:\n"
    + lines("      n{}: 1", 4000),
    "a chain of terms": HEAD + section("terms", "t{}: t[] + 1", 9000, "t0: 1"),
    "a chain of plain terms": HEAD + section("terms", "t{}: t[]", 9000, "t0: 1"),
    "a circle of terms": HEAD + section("terms", "t{}: t[] + 1", 9000, "t0: t8999"),
    "circles in circles": HEAD + section("terms", "t{}: t[] + t0 + t1", 6000),
    "terms that double": watch("t59 > 0") + "\n" + section("terms", "t{}: t[] + t[]", 60, "t0: 1"),
    "conditions that double": watch("t29") + "\n" + section("terms", "t{}: t[] or t[]", 30, "t0: true"),
    "choices that double": watch("t19 > 0")
    + "\n"
    + section("terms", "t{}: if(t[] > 0, t[], t[])", 20, "t0: 1"),
    "large expressions": HEAD
    + section("terms", "t{}: t[] + t[]", 12, "t0: 1")
    + section("watches", "w{}: t11 > {}", 9000),
    "all expecting all": HEAD + actors(30, 30, " + ".join(f"expects(a{i}.o{i})" for i in range(25))),
    "one expecting one": HEAD + actors(2, 64, " + ".join(["expects(a1.o1)"] * 40)),
    "thousands of dates": f"{LONG}at:\n{DATES}",
    "thousands of turns": LONG + section("actors", "a{}: {decides: every 2 days, menu: {go: {}}}", 1000),
    "ticks beyond number": HEAD.replace("ticks: 9", "ticks: 1" + "0" * 4000),
    "years beyond number": HEAD.replace("2024-01-01", "9999-12-31"),
    "ticks of thousands of years": HEAD.replace("tick: day", "tick: 9999 years"),
    "correlations of all with all": HEAD
    + section("quantities", "q{}: {uniform: [0, 1]}", 100)
    + f"correlate:\n{PAIRS}",
    "correlations in a chain": HEAD
    + section("quantities", "q{}: {uniform: [0, 1]}", 2000)
    + section("correlate", "- [q[], q{}, 0.1]", 2000, "- [q1, q3, 0.1]"),
    "correlations in a short chain": HEAD
    + section("quantities", "q{}: {uniform: [0, 1]}", 200)
    + section("correlate", "- [q[], q{}, 0.1]", 200, "- [q1, q3, 0.1]"),
    "thousands of parts of a mixture": HEAD
    + "quantities: {q: {mixture: ["
    + "{weight: 1, fixed: 0}, " * 6000
    + "]}}",
    "thousands of values": HEAD
    + "quantities: {q: {discrete: {"
    + ", ".join(f"{i}: 1" for i in range(12_000))
    + "}}}",
    "thousands of doubts": HEAD
    + section("events", "e{}: {rate: 1 per day}", 1500)
    + section("doubts", "d{}: {sd: 1, on: [e{}]}", 1500),
}


@pytest.fixture
def second() -> float:
    """A second of a quiet machine's processor; of a slow or busy one as much more as making objects takes it right now."""
    begun = time.process_time()
    assert len({str(i): (i, [i]) for i in range(100_000)}) == 100_000
    return max(1.0, (time.process_time() - begun) / 0.1)


def save(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    return path


def outcome(path: Path) -> tuple[str, ...]:
    """The codes of what is wrong with a file, () if nothing is."""
    try:
        compile_scenario(read(path))
        return ()
    except ScenarioError as error:
        for found in error.problems:
            assert found.where.line >= 1 and found.where.col >= 1
            assert found.headline().isprintable() and len(found.what) < 400
        assert 1 <= len(error.problems) <= MAX_PROBLEMS
        return tuple(found.code for found in error.problems)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_file_is_dealt_with_at_once(text, tmp_path, second):
    path = save(tmp_path / "world.yaml", text)
    begun = time.process_time()
    outcome(path)
    assert time.process_time() - begun < second
    assert FLAG not in os.environ


READ_ALL = """
import resource, sys
from pathlib import Path
from sim.errors import ScenarioError
from sim.scenario.check import checked
from sim.scenario.read import read
for path in sorted(Path(sys.argv[1]).iterdir()):
    try:
        checked(read(path))
    except ScenarioError:
        pass
# the peak of this program alone: ru_maxrss on Linux starts from that of whoever started it
status = Path("/proc/self/status")
told = [line.split()[1] for line in status.read_text().splitlines() if line.startswith("VmHWM")] if status.exists() else []
print(told[0] if told else resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_the_large_ones_one_after_the_other_take_little_memory(tmp_path):
    pytest.importorskip("resource")
    for i, text in enumerate(text for text in TEXTS.values() if len(text) > 300_000):
        save(tmp_path / f"{i}.yaml", text)
    command = [sys.executable, "-c", READ_ALL, str(tmp_path)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", cwd=Path(__file__).parents[1], check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    unit = 1 if sys.platform == "darwin" else 1024
    assert int(done.stdout) * unit < MEGABYTES * 1024 * 1024


NAMES = ["a\0b", "a" * 5000, "~nobody-has-this-name/x", "", ".", "/", "\ud83d", "x\ny", "*" * 300]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_hostile_name_is_refused_like_any_other(name):
    for way in (lambda: find(name), lambda: load(Path(name))):
        with pytest.raises(ScenarioError) as refusal:
            way()
        assert {found.code for found in refusal.value.problems} <= {"F01", "F02", "F13"}
        assert all(found.headline().isprintable() for found in refusal.value.problems)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "world.yaml")
    assert outcome(tmp_path / "world.yaml") == ("F01",)


def test_an_overlay_of_thousands_of_changes_is_applied_at_once(tmp_path, second):
    save(tmp_path / "base.yaml", HEAD + section("quantities", "q{}: {fixed: 1}", 4000))
    changes = "stancelab: 1\nextends: base.yaml\n" + section("set", "q{}.fixed: 2", 4000)
    begun = time.process_time()
    assert outcome(save(tmp_path / "world.yaml", changes)) == ()
    assert len(outcome(save(tmp_path / "world.yaml", changes.replace("  q", "  r")))) == MAX_PROBLEMS
    assert time.process_time() - begun < 2 * second


def test_a_world_of_hundreds_of_parts_is_joined_at_once(tmp_path, second):
    for i in range(200):
        save(tmp_path / f"part{i}.yaml", section("quantities", f"q{i}_{{}}: {{fixed: 1}}", 20))
    world = save(tmp_path / "world.yaml", HEAD + section("parts", "- part{}.yaml", 200))
    begun = time.process_time()
    assert outcome(world) == ()
    assert time.process_time() - begun < 2 * second


def test_a_chain_of_hundreds_of_overlays_is_not_followed_to_its_end(tmp_path):
    for i in range(600):
        save(tmp_path / f"over{i}.yaml", f"stancelab: 1\nextends: over{i + 1}.yaml\n")
    assert outcome(tmp_path / "over0.yaml") == ("S04",)
