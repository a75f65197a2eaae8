"""Results answer to names, and are listed, damaged ones too."""

from __future__ import annotations

import pytest

from sim.errors import StoreError
from sim.store.keeper import writing
from sim.store.listing import Entry, list_results
from sim.store.plans import PlanRecord, find, find_plan, read_plan, save_plan

NIGHT, DAY = "a0b1c2d3e4f5", "a0b1ffffffff"
LONE = "feee00000000"


@pytest.fixture
def shelf(results, save):
    """Two plans that share a run, and a run of no plan."""
    save(DAY, '{"scenario": "ferry", "headline": "crosses in 12%"}')
    save(NIGHT, '{"scenario": "ferry", "headline": "crosses in 40%"}')
    save(LONE, '{"scenario": "bridge", "when": "2031-01-01T00:00:00+00:00"}')
    save_plan(
        results, PlanRecord("crossing", {"night": NIGHT, "base": DAY}, "2031-05-01T10:00:00+00:00", "entry")
    )
    save_plan(results, PlanRecord("dark", {"late": NIGHT, "early": DAY}, "2031-05-02T10:00:00+00:00"))
    return results


@pytest.mark.parametrize(
    "name, id, plan, variant",
    [
        ("crossing", DAY, "crossing", "base"),
        ("crossing/night", NIGHT, "crossing", "night"),
        ("dark", NIGHT, "dark", "late"),
        ("@last", NIGHT, "dark", "late"),
        ("@last/early", DAY, "dark", "early"),
        (NIGHT, NIGHT, "", ""),
        ("a0b1c", NIGHT, "", ""),
        ("A0B1F", DAY, "", ""),
        ("feee", LONE, "", ""),
    ],
)
def test_what_a_name_stands_for(shelf, name, id, plan, variant):
    found = find(shelf, name)
    assert (found.id, found.plan, found.variant, found.path) == (id, plan, variant, shelf / "runs" / id)


@pytest.mark.parametrize(
    "name, message",
    [
        ("crosing", "did you mean crossing"),
        ("crossing/nigth", "did you mean crossing/night or crossing/base"),
        ("dark/zzzzzzzz", r"there are dark/late, dark/early$"),
        ("zzz", "there are crossing, crossing/night, crossing/base, dark, dark/late, ..."),
        ("a0b1", r'"a0b1" begins 2 runs: a0b1c2d3e4f5, a0b1ffffffff\.\nGive more digits'),
        ("a0b", "no results named"),
        ("a0b1c/base", "no results named"),
        ("a0b1c2d3e4f6", r"did you mean a0b1c2d3e4f5\?"),
        ("", "no results named"),
        ("@lst", "no results named"),
        ("../runs", "no results named"),
        ("runs", "no results named"),
    ],
)
def test_a_name_that_stands_for_nothing_meets_the_nearest(shelf, name, message):
    with pytest.raises(StoreError, match=message):
        find(shelf, name)


@pytest.mark.parametrize("name", ["ferry", "@last", "a0b1c2"])
def test_where_there_are_no_results(results, name):
    with pytest.raises(StoreError, match=f'no results named "{name}": there are none in .*results yet'):
        find(results, name)


def test_a_plan_comes_back_in_its_declared_order(shelf):
    assert list(read_plan(shelf, "crossing").variants) == ["night", "base"]
    assert find_plan(shelf, "crossing").question == "entry"
    assert find_plan(shelf, "@last").name == "dark"
    with pytest.raises(StoreError, match="did you mean dark"):
        find_plan(shelf, "darl")


def test_the_last_plan_is_the_last_run_not_the_last_named(shelf):
    again = PlanRecord("crossing", {"base": DAY}, "2031-05-03T10:00:00+00:00")
    save_plan(shelf, again)
    assert find_plan(shelf, "@last") == again


def test_a_plan_named_like_a_run_goes_first(shelf):
    save_plan(shelf, PlanRecord("a0b1f", {"base": NIGHT}, "2031-01-01T00:00:00+00:00"))
    assert find(shelf, "a0b1f").id == NIGHT


@pytest.mark.parametrize("name", ["", "runs", "Runs", "..", ".hidden", "a/b", "a b", "a.", "@last", "x" * 65])
def test_names_that_no_plan_can_have(results, name):
    with pytest.raises(StoreError, match="no folder of results can be named"):
        save_plan(results, PlanRecord(name, {"base": DAY}, ""))
    assert not results.exists()


@pytest.mark.parametrize("variants", [{}, {"base": "0123"}])
def test_a_plan_lists_runs(results, variants):
    with pytest.raises(ValueError, match="at least one variant"):
        save_plan(results, PlanRecord("ferry", variants, ""))


def test_runs_that_are_gone_or_not_finished_say_so(shelf, ferry):
    missing, begun = "b" * 12, "c" * 12
    with writing(shelf, begun, *ferry.extent) as keeper:
        keeper.put(ferry.chunk(0))
    save_plan(shelf, PlanRecord("torn", {"base": missing, "late": begun}, ""))
    with pytest.raises(StoreError, match=f"run {missing} of torn/base is no longer in .*\nRun it again"):
        find(shelf, "torn")
    with pytest.raises(StoreError, match=f"run {begun} of torn/late is not finished.\nStart it again"):
        find(shelf, "torn/late")
    with pytest.raises(StoreError, match=f"run {begun} is not finished"):
        find(shelf, begun[:4])
    troubles = {entry.variant: entry.trouble for entry in list_results(shelf) if entry.plan == "torn"}
    assert troubles == {"base": "no longer there", "late": "not finished"}


def test_the_list(shelf):
    early, late = "2031-05-01T10:00:00+00:00", "2031-05-02T10:00:00+00:00"
    night, day = "crosses in 40%", "crosses in 12%"
    assert list_results(shelf) == (
        Entry("dark", "late", NIGHT, "ferry", 1000, 9, late, night),
        Entry("dark", "early", DAY, "ferry", 1000, 9, late, day),
        Entry("crossing", "night", NIGHT, "ferry", 1000, 9, early, night),
        Entry("crossing", "base", DAY, "ferry", 1000, 9, early, day),
        Entry("", "", LONE, "bridge", 1000, 9, "2031-01-01T00:00:00+00:00", ""),
    )


@pytest.mark.parametrize(
    "name, text, trouble, scenario",
    [
        ("run.json", "{", "run.json is missing or damaged", ""),
        ("run.json", '{"scenario": 7, "headline": ["a"]}', "", ""),
        ("manifest.json", "[]", "manifest.json is missing or damaged", "ferry"),
        ("columns.npz", "", "columns.npz is damaged: its bytes are not those that were written", "ferry"),
    ],
)
def test_damaged_runs_are_listed(shelf, name, text, trouble, scenario):
    (shelf / "runs" / NIGHT / name).write_text(text)
    entries = [entry for entry in list_results(shelf) if entry.id == NIGHT]
    assert {(entry.trouble, entry.scenario) for entry in entries} == {(trouble, scenario)}
    assert all(not entry.trouble for entry in list_results(shelf) if entry.id != NIGHT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"variants": [], "when": ""}',
        '{"variants": [{"variant": "a", "run": "../.."}], "when": ""}',
    ],
)
def test_damaged_plans_are_listed_and_named(shelf, text):
    path = shelf / "dark" / "plan.json"
    path.write_text(text)
    broken = [entry for entry in list_results(shelf) if entry.plan == "dark"]
    assert len(broken) == 1 and str(path) in broken[0].trouble
    assert find(shelf, "@last").plan == "crossing"
    with pytest.raises(StoreError, match=r"dark.plan\.json"):
        find(shelf, "dark")


def test_what_is_no_result_is_passed_over(shelf):
    before = list_results(shelf)
    (shelf / "notes").mkdir()
    (shelf / "notes" / "a.txt").write_text("mine")
    (shelf / "runs" / "notes").mkdir()
    (shelf / "runs" / f"{'d' * 12}.lock").write_text("")
    assert list_results(shelf) == before
