"""`check`: all problems at once with place, line, caret and fix; what is worth a look; the honesty gauge; exit codes."""

from __future__ import annotations

import json

import pytest

UNREADABLE = [
    ("empty.yaml", b"", "F03"),
    ("blank.yaml", b"\n \n", "F03"),
    ("latin.yaml", "name: caf\xe9".encode("latin-1"), "F04"),
    ("broken.yaml", b"a: [1, 2", "F05"),
    ("list.yaml", b"- one\n- two\n", "F12"),
    ("tag.yaml", b"a: !!python/object:os.system {}\n", "F08"),
    ("alias.yaml", b"a: &b 1\nc: *b\n", "F07"),
    ("two.yaml", b"a: 1\n---\nb: 2\n", "F16"),
    ("binary.yaml", bytes(range(256)), "F04"),
]


@pytest.mark.parametrize("name, content, code", UNREADABLE, ids=[row[0] for row in UNREADABLE])
@pytest.mark.parametrize("command", ["check", "run", "show"])
def test_a_file_that_cannot_be_read_is_a_sentence_with_its_code(prompt, command, name, content, code):
    prompt.write(name, content)
    done = prompt(command, name)
    assert done.exit_code == 2 and "Traceback" not in done.output
    assert f" {code} " in (done.stdout if command == "check" else done.stderr)


@pytest.mark.parametrize(
    "name", ["nothing.yaml", "ferri", ".", "scenarios", "x" * 400, "a\tb", "~nobody-here/x"]
)
def test_a_name_that_names_nothing_is_a_sentence(prompt, name):
    done = prompt("check", name)
    assert done.exit_code == 2 and "fix:" in done.stdout


def test_a_txt_that_folders_of_windows_hide_is_named(prompt, ferry):
    prompt.write("boat.yaml.txt", ferry)
    assert 'did you mean "boat.yaml.txt"?' in prompt("check", "boat").stdout
    assert prompt("check", "boat.yaml.txt").exit_code == 0


def test_a_near_name_is_offered(prompt):
    assert 'did you mean "ferry"?' in prompt("check", "ferri").stdout


def test_all_problems_come_at_once_each_with_its_line_and_caret(prompt, ferry):
    prompt.write(
        "scenarios/ferry.yaml",
        ferry.replace("ever(frost)", "ever(frots)").replace("within: 1 week", "within: 9 weeks"),
    )
    done = prompt("check", "ferry")
    assert done.exit_code == 1 and done.stderr == ""
    lines = done.stdout.splitlines()
    heads = [line for line in lines if line.startswith("scenarios/ferry.yaml:") and " errors" not in line]
    assert [head.split()[1] for head in heads] == ["T03", "N01"]
    for head in heads:
        at = lines.index(head)
        line, column = map(int, head.split()[0].split(":")[1:])
        assert lines[at + 1].startswith(f"{line:>5} | ")
        assert lines[at + 2].index("^") == len("      | ") + column - 1
    assert "      fix: " in done.stdout
    assert lines[-1].startswith(
        "scenarios/ferry.yaml: 2 errors; all 3 numbers have a source or a stated basis"
    )


def test_problems_of_reading_and_of_meaning_come_at_once(prompt, ferry):
    twice = "    kinds: [open, iced, shut]\n"
    slips = {
        "[0.1, 0.3, 0.8]": "[0.1, high]",
        twice: f"{twice}    kinds: [iced, shut]\n",
        "why: a cold month": "why: cold, so cold",
        "ever(frost)": "ever(frots)",
    }
    for right, wrong in slips.items():
        assert right in ferry
        ferry = ferry.replace(right, wrong)
    prompt.write("scenarios/ferry.yaml", ferry)
    said = prompt("check", "ferry", "--json").stdout
    assert [found["code"] for found in json.loads(said)["problems"]] == ["S03", "F06", "N04", "S06", "N01"]


def test_a_sound_world_has_no_errors_and_its_numbers_are_counted(prompt):
    done = prompt("check", "ferry")
    assert (done.exit_code, done.stderr) == (0, "")
    *warnings, verdict = done.stdout.splitlines()
    assert " W01 " in warnings[0]
    assert (
        verdict == "scenarios/ferry.yaml: no errors; 1 warning; all 3 numbers have a source or a stated basis"
    )


def test_numbers_without_a_source_are_counted_and_strict_makes_them_errors(prompt, ferry):
    prompt.write("scenarios/ferry.yaml", ferry.replace(", basis: judgement, why: a cold month", ""))
    assert prompt("check", "ferry").stdout.endswith("1 of 3 numbers have no source\n")
    assert prompt("check", "ferry").exit_code == 0
    strict = prompt("check", "ferry", "--sources", "strict")
    assert strict.exit_code == 1
    assert "scenarios/ferry.yaml:16:17 S09 0.2 per week in events.frost.rate has no source" in strict.stdout


def test_json_tells_the_same(prompt, ferry):
    prompt.write("scenarios/ferry.yaml", ferry.replace("ever(frost)", "ever(frots)"))
    done = prompt("check", "ferry", "--json")
    told = json.loads(done.stdout)
    assert (done.exit_code, told["schema"], told["unreadable"]) == (1, "stancelab.check/1", False)
    [error] = told["problems"]
    assert (error["code"], error["line"], error["length"]) == ("N01", 25, 5)
    assert told["gauge"]["total"] == told["gauge"]["sourced"] == 3
    assert json.loads(prompt("check", "nothing", "--json").stdout)["unreadable"] is True


@pytest.mark.parametrize(
    "plan, code, exit_code",
    [
        ("plan: 1\nname: p\nscenario: ferri\n", "F13", 2),
        ("plan: 1\nname: p\nscenario: p\n", "S03", 1),
        ("plan: 1\nname: p\nscenario: ferry\nwords: 5\n", "S01", 1),
        ("plan: 1\nname: p\nscenario: ferry\nvariants: {base: {set: {storm_rate: 1 per week}}}\n", "N03", 1),
        ("plan: 1\nname: p\nscenario: ferry\nvariants: {v: {set: {quantities.storm_rat: 1}}}\n", "F15", 1),
        ("plan: 1\nname: p\nscenario: ferry\nvariants: {v: {overlay: nothing}}\n", "F13", 2),
    ],
)
def test_a_plan_is_checked_with_its_world_and_all_its_variants(prompt, plan, code, exit_code):
    prompt.write("configs/p.yaml", plan)
    done = prompt("check", "p")
    assert (done.exit_code, code in done.stdout) == (exit_code, True), done.stdout
    assert done.stdout.startswith("configs/p.yaml:")


@pytest.mark.slow  # every lens and what-if is a whole world
def test_the_worlds_that_come_with_it_are_sound(prompt, monkeypatch):
    from sim.usecases.checking import examined
    from sim.usecases.listing import available

    worlds = [entry for entry in available() if entry.name != "ferry"]
    assert worlds
    for entry in worlds:
        found = examined(entry.file)
        assert (found.errors, found.unsourced) == ((), ()), entry.name
