"""Worlds out of several files, and the same world with something changed."""

from __future__ import annotations

from sim.scenario.lexicon.entry import Entry

BASE = """\
stancelab: 1
name: base
clock: {start: 2030-01-01, tick: month, ticks: 12}
quantities: {shock: {fixed: 0.2, basis: judgement, why: as deep as last time}}
watches: {comes: shock > 0}
"""

ENTRIES = (
    Entry(
        "extends",
        "idea",
        "An overlay: a small file that says what is different from a base world. Under `set:` stand dotted "
        "paths and new values, each with its own reason; `null` removes. Overlays give what-if worlds that "
        "stay comparable with their base, history by history.",
        "extends: base\nset: {shock: {fixed: 0.4, basis: judgement, why: what if it is twice as deep}}\n",
        ("overlay", "set", "what-if", "base"),
        beside={"base.yaml": BASE},
        whole=True,
    ),
    Entry(
        "pool",
        "idea",
        "Several worlds in one: every simulated world follows one of them, drawn by weight at an address of its own, and so "
        "do all its histories. So the shares are the weighted means, and not knowing which of the lenses is right widens the "
        "range of not knowing. Clock and questions must agree; states and watches that not all of them share are not shown. "
        "A weight of 0 changes nothing; a changed weight moves worlds only into or out of the member it belongs to.",
        "extends: base\npool:\n  base: {weight: 0.6, basis: judgement, why: mostly so}\n"
        "  deep: {weight: 0.4, basis: judgement, why: sometimes so}\n",
        ("mixture over worlds", "lens", "lenses", "pooled"),
        beside={
            "base.yaml": BASE,
            "deep.yaml": "extends: base\nname: deep\nset: {shock: {fixed: 0.4, basis: judgement, why: once it was so}}\n",
        },
        whole=True,
    ),
    Entry(
        "parts",
        "idea",
        "Files beside or below the world's own, whose entries belong to it: one for each actor, for "
        "example. A name may stand in one of them only.",
        "parts: [actors/ann.yaml]\nwatches: {acts: count(ann.wave) <= 12}\n",
        ("part",),
        beside={"actors/ann.yaml": "actors: {ann: {menu: {wave: {utility: 0.1}}}}\n"},
    ),
    Entry(
        "draws",
        "idea",
        "Chance is addressed by name, so a renamed thing would draw anew. `draws: old.path` lets it keep "
        "the draws of its old name.",
        "events: {gale: {rate: 0.1 per month, draws: storm}}\nwatches: {bounded: count(gale) <= 12}",
        ("rename", "renamed"),
    ),
)
