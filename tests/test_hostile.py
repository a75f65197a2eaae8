"""Files that are meant to do harm: each is met with problems, or found sound, at once, in little memory, running nothing."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.engine.compile import compile_scenario
from sim.errors import ScenarioError
from sim.scenario.files.find import find
from sim.scenario.files.yamltree import load
from sim.scenario.read import read

HEAD = "stancelab: 1\nname: world\nclock: {start: 2024-01-01, tick: day, ticks: 9}\n"
SECONDS, MEGABYTES = 1.0, 200


def lines(template: str, count: int) -> str:
    """So many lines, each with its number for {} and the one before for []."""
    return "".join(template.replace("{}", str(i)).replace("[]", str(max(0, i - 1))) + "\n" for i in range(count))


def section(name: str, template: str, count: int) -> str:
    return f"{HEAD}{name}:\n" + lines(f"  {template}", count)


def many_actors(count: int, options: int, worth: str) -> str:
    menu = ", ".join(f"o{i}: {{utility: '{worth}'}}" for i in range(options))
    return f"{HEAD}actors:\n" + lines(f"  a{{}}: {{menu: {{{menu}}}}}", count)


LAUGHS = "a: &a [x, x, x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}, *{b}]\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
MERGES = "a: &a {x: 1}\n" + "".join(f"{c}: &{c} {{<<: [*{b}, *{b}]}}\n" for b, c in zip("abcdefgh", "bcdefghi", strict=True))
FLAG = "STANCELAB_WAS_EXECUTED"
SHOUT = f"import os; os.environ['{FLAG}'] = 'yes'"

TEXTS = {
    "brackets in an expression": HEAD + "watches: {w: '" + "(" * 900 + "'}",
    "minus signs": HEAD + "watches: {w: '" + "-" * 900 + "1 > 0'}",
    "nots": HEAD + "watches: {w: '" + "not " * 240 + "true'}",
    "calls in calls": HEAD + "watches: {w: '" + "abs(" * 200 + "1" + ")" * 200 + " > 0'}",
    "powers of powers": HEAD + "watches: {w: '" + "2^" * 180 + "2 > 0'}",
    "the longest sum": HEAD + "watches: {w: '" + "1+" * 195 + "1 > 0'}",
    "a million letters": "a" * 999_000,
    "a million letters as a value": HEAD + "about: " + "a" * 990_000,
    "a million letters as an expression": HEAD + "watches: {w: " + "a" * 990_000 + "}",
    "a million letters as a number": HEAD + "quantities: {q: " + "1" * 990_000 + "}",
    "a million letters as a key": "a" * 990_000 + ": 1",
    "a million letters as a name": f'{HEAD}? {"a" * 990_000}\n: 1',
    "a million letters as a unit": HEAD + "quantities: {q: {fixed: 1, unit: " + "a b" * 300_000 + "}}",
    "digits that fit nowhere": HEAD + 'quantities: {q: "' + "1" * 900_000 + ' a\\nb"}',
    "a base rate of digits": HEAD + "quantities: {q: {seen: " + "1" * 400_000 + " of " + "2" * 400_000 + "}}",
    "words that are like a word": HEAD + "quantities: {q: {word: " + "likely " * 140_000 + "}}",
    "a folded million": HEAD + "watches: {w: " + "true and\n    " * 70_000 + "true}",
    "a million spaces": HEAD + "watches: {w: true" + " " * 990_000 + "}",
    "a million quotes": HEAD + "about: '" + "''" * 490_000 + "'",
    "a million escapes": HEAD + 'about: "' + "\\x41" * 240_000 + '"',
    "half a million lines": HEAD + "\n" * 900_000 + "watches: {w: x}",
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
    "code as an expression": HEAD + f'watches: {{w: "__import__(\'os\').system(\'true\')", v: "exec(\'{SHOUT}\')"}}',
    "code as a template": HEAD + "watches: {w: '{0.__class__}', v: '%(x)s', u: '${x}'}\ntitle: '{name}'",
    "NUL": HEAD + "about: a\0b",
    "NUL in escapes": HEAD + 'name2: "a\\0b"',
    "control characters": HEAD + "about: \x1b[2J\x07\x08",
    "control characters in escapes": HEAD + 'watches: {"a\\e[2J": "b\\e[31m"}',
    "marks of direction": HEAD + "watches: {w\u200f: true, \u202ew: true}",
    "halves of letters": HEAD + "about: \ud83d",
    "halves of letters in escapes": HEAD + 'about: "\\ud83d"',
    "keys of every kind": HEAD + "watches: {1: true, 1.5: true, ~: true, 2024-01-01: true, yes: true, [a]: true, {b: c}: true, ? : true}",
    "names of every script": HEAD + "watches: {é: true, 名: true, 😀: true, ａ: true, ²: true}",
    "digits of every script": HEAD + "watches: {w: ٣ > ２}\ncalendar: {c: {months: [٣, ²]}}\nquantities: {q: ٣}",
    "unknown names": section("watches", "w{}: x{}", 12_000),
    "unknown names like known ones": section("terms", "{}t: 1", 1) + lines("  t{}: 1", 6000) + "watches:\n" + lines("  w{}: tt{}", 6000),
    "unknown keys": section("events", "e{}: {rat: 1}", 6000),
    "duplicate names": section("quantities", "n{}: 1", 4000) + "terms:\n" + lines("  n{}: 1", 4000),
    "hidden names": section("quantities", "n{}: 1", 4000) + "actors:\n  a:\n    menu: {go: {utility: 1}}\n    stances:\n" + lines("      n{}: 1", 4000),
    "a chain of terms": section("terms", "t{}: t[] + 1", 12_000).replace("t0: t0 + 1", "t0: 1"),
    "a chain of plain terms": section("terms", "t{}: t[]", 12_000).replace("t0: t0", "t0: 1"),
    "a circle of terms": section("terms", "t{}: t[] + 1", 12_000).replace("t0: t0", "t0: t11999"),
    "circles in circles": section("terms", "t{}: t[] + t0 + t1", 6000),
    "terms that double": section("terms", "t{}: t[] + t[]", 60).replace("t0: t0 + t0", "t0: 1") + "watches: {w: t59 > 0}",
    "conditions that double": section("terms", "t{}: t[] or t[]", 30).replace("t0: t0 or t0", "t0: true") + "watches: {w: t29}",
    "choices that double": section("terms", "t{}: if(t[] > 0, t[], t[])", 20).replace("if(t0 > 0, t0, t0)", "1") + "watches: {w: t19 > 0}",
    "many large expressions": section("terms", "t{}: t[] + t[]", 12).replace("t0: t0 + t0", "t0: 1") + "watches:\n" + lines("  w{}: t11 > {}", 10_000),
    "everybody expecting everybody": many_actors(30, 30, " + ".join(f"expects(a{i}.o{i})" for i in range(25))),
    "one expecting one": many_actors(2, 64, " + ".join("expects(a1.o1)" for _ in range(40))),
    "a thousand dates over a thousand ticks": HEAD.replace("ticks: 9", "ticks: 5000") + "at:\n" + "".join(f"  {2024 + i // 336}-{i // 28 % 12 + 1:02}-{i % 28 + 1:02}: {{}}\n" for i in range(4000)),
    "a thousand actors over a thousand ticks": HEAD.replace("ticks: 9", "ticks: 5000") + "actors:\n" + lines("  a{}: {decides: every 2 days, menu: {go: {}}}", 1000),
    "ticks beyond number": HEAD.replace("ticks: 9", "ticks: 1" + "0" * 4000),
    "years beyond number": HEAD.replace("2024-01-01", "9999-12-31"),
    "ticks of thousands of years": HEAD.replace("tick: day", "tick: 9999 years"),
    "correlations of all with all": section("quantities", "q{}: {uniform: [0, 1]}", 120) + "correlate:\n" + "".join(f"  - [q{i}, q{j}, 0.1]\n" for i in range(120) for j in range(i)),
    "correlations in a chain": section("quantities", "q{}: {uniform: [0, 1]}", 2000) + "correlate:\n" + lines("  - [q[], q{}, 0.1]", 2000),
    "a mixture of thousands": HEAD + "quantities: {q: {mixture: [" + ", ".join("{weight: 1, fixed: 0}" for _ in range(6000)) + "]}}",
    "thousands of values": HEAD + "quantities: {q: {discrete: {" + ", ".join(f"{i}: 1" for i in range(12_000)) + "}}}",
    "thousands of doubts": section("events", "e{}: {rate: 1 per day}", 1500) + "doubts:\n" + lines("  d{}: {sd: 1, on: [e{}]}", 1500),
}  # fmt: skip


def outcome(path: Path) -> tuple[str, ...]:
    """The codes of what is wrong with a file, () if nothing is."""
    try:
        compile_scenario(read(path))
        return ()
    except ScenarioError as error:
        for found in error.problems:
            assert found.where.line >= 1 and found.where.col >= 1
            assert found.headline().isprintable() and len(found.what) < 400
        assert 1 <= len(error.problems) <= 100
        return tuple(found.code for found in error.problems)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_hostile_file_is_dealt_with_at_once(text, tmp_path):
    path = tmp_path / "world.yaml"
    path.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    begun = time.process_time()
    outcome(path)
    assert time.process_time() - begun < SECONDS
    assert FLAG not in os.environ


def test_all_of_them_together_take_little_memory(tmp_path):
    resource = pytest.importorskip("resource")
    unit = 1024 if sys.platform != "darwin" else 1
    for i, text in enumerate(TEXTS.values()):
        (tmp_path / f"{i}.yaml").write_bytes(text.encode("utf-8", errors="surrogatepass"))
    script = f"""
import resource, sys
from pathlib import Path
from sim.errors import ScenarioError
from sim.scenario.check import checked
from sim.scenario.read import read
for path in sorted(Path({str(tmp_path)!r}).iterdir()):
    try:
        checked(read(path))
    except ScenarioError:
        pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""
    assert resource
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert int(done.stdout) * unit < MEGABYTES * 1024 * 1024


@pytest.mark.parametrize("name", ["a\0b", "a" * 5000, "~nobody-has-this-name/x", "", ".", "/", "\ud83d", "x\ny", "*" * 300])
def test_a_hostile_name_is_refused_like_any_other(name):
    for way in (lambda: find(name), lambda: load(Path(name))):
        with pytest.raises(ScenarioError) as refusal:
            way()
        assert {found.code for found in refusal.value.problems} <= {"F01", "F02", "F13"}


def test_a_pipe_is_not_waited_for(tmp_path):
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    os.mkfifo(tmp_path / "world.yaml")
    assert outcome(tmp_path / "world.yaml") == ("F01",)


def test_an_overlay_with_thousands_of_changes_is_applied_at_once(tmp_path):
    (tmp_path / "base.yaml").write_text(section("quantities", "q{}: {fixed: 1}", 5000), encoding="utf-8")
    changes = "stancelab: 1\nextends: base.yaml\nset:\n" + lines("  q{}.fixed: 2", 5000)
    (tmp_path / "world.yaml").write_text(changes, encoding="utf-8")
    begun = time.process_time()
    assert outcome(tmp_path / "world.yaml") == ()
    assert time.process_time() - begun < 2 * SECONDS


def test_a_world_of_hundreds_of_parts_is_joined_at_once(tmp_path):
    for i in range(200):
        text = "quantities:\n" + lines(f"  q{i}_{{}}: {{fixed: 1}}", 20)
        (tmp_path / f"part{i}.yaml").write_text(text, encoding="utf-8")
    parts = HEAD + "parts:\n" + lines("  - part{}.yaml", 200)
    (tmp_path / "world.yaml").write_text(parts, encoding="utf-8")
    begun = time.process_time()
    assert outcome(tmp_path / "world.yaml") == ()
    assert time.process_time() - begun < 2 * SECONDS
