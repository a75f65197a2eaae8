"""The whole kernel of a shape as LLVM text: eight histories at a time run through all ticks, a strip of them is tallied."""

from __future__ import annotations

from sim.engine.backends.compiled.code.functions import DECLARATIONS, cold_functions
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, WIDE, Code
from sim.engine.backends.compiled.code.layout import ARGUMENTS, PARAMETERS, ROW, STRIP, Scratch, framed
from sim.engine.backends.compiled.code.phase import PhaseWriter
from sim.engine.backends.compiled.code.records import (
    Reading,
    bins,
    count_bins,
    finals,
    one_undefined,
    same_bins,
    undefined,
)
from sim.engine.backends.compiled.code.words import normals, prepared, words
from sim.engine.backends.compiled.structure.shape import Shape

ENTRY = "run"
INTRINSICS = f"""\
declare i8 @llvm.ctpop.i8(i8)
declare i8 @llvm.cttz.i8(i8, i1)
declare <{LANES} x i32> @llvm.umin.v{LANES}i32(<{LANES} x i32>, <{LANES} x i32>)
!0 = !{{}}
!1 = !{{!"branch_weights", i32 1, i32 4000}}"""


def kernel_text(shape: Shape) -> str:
    """A module whose function ``run(frame)`` runs the histories of a chunk."""
    readings = [register for _, registers in shape.questions for register in registers] + list(shape.watches)
    phases = [
        PhaseWriter(f"phase{n}", shape, part, [*readings, *_ends(shape)] if n == 7 else ())
        for n, part in enumerate(shape.parts)
    ]
    eager = frozenset().union(*(phase.everywhere for phase in phases))
    for phase in phases:
        phase.write(eager)
    _read_and_end(phases[7], readings)
    for phase in phases:
        phase.code.do("ret void")
    functions = [
        *(phase.code.text() for phase in phases), words(shape), normals(shape, _normals(shape, eager)), undefined(shape),
        one_undefined(),
        Reading(shape).text(), bins(shape), same_bins(shape), finals(shape), count_bins(),
        _once(shape), _begin(shape), _group(shape, eager), _remember(shape), _tick(shape), _history(shape), _run(shape),
    ]  # fmt: skip
    return "\n\n".join([DECLARATIONS, cold_functions(), *functions, INTRINSICS]) + "\n"


def _ends(shape: Shape) -> list[int]:
    return [] if shape.ends is None else [shape.ends]


def _call(name: str, more: str = "") -> str:
    return f"call void @{name}{ARGUMENTS[:-1]}{more})"


def _read_and_end(phase: PhaseWriter, readings: list[int]) -> None:
    """This tick's readings; a history that is over repeats its last. Then those that end are over."""
    code, scratch = phase.code, phase.scratch
    alive = code.bits(phase.alive)
    over = code.value(f"xor i8 {alive}, -1")
    for i, register in enumerate(readings):
        place = code.at("%s", scratch.readings + i)
        new = code.value(f"and i8 {code.bits(phase.value(register))}, {alive}")
        last = code.value(f"and i8 {code.load('i8', place, 1)}, {over}")
        code.store("i8", code.value(f"or i8 {new}, {last}"), place, 1)
    for register in _ends(phase.shape):
        going = code.value(f"xor i8 {code.bits(phase.value(register))}, -1")
        code.store("i8", code.value(f"and i8 {alive}, {going}"), code.at("%s", scratch.alive))


def _function(name: str) -> Code:
    return Code(f"define internal void @{name}{PARAMETERS} noinline")


def _begin(shape: Shape) -> str:
    """Who the eight are, what their worlds are like, and how they start."""
    code, scratch = _function("begin"), Scratch(shape)
    left = code.value(f"sub i64 {framed(code, 'stop')}, %lane")
    few = code.value(f"icmp slt i64 {left}, {LANES}")
    there = code.value(f"shl i64 1, {code.value(f'select i1 {few}, i64 {left}, i64 {LANES}')}")
    present = code.value(f"trunc i64 {code.value(f'sub i64 {there}, 1')} to i8")
    for place in (scratch.alive, scratch.present):
        code.store("i8", present, code.at("%s", place))
    code.store("i8", "0", code.at("%s", scratch.frozen))
    bytes_of = [scratch.undefined + i for i in range(scratch.origins)]
    bytes_of += [
        scratch.readings + i for i in range(sum(len(r) for _, r in shape.questions) + len(shape.watches))
    ]
    for offset in bytes_of:
        code.store("i8", "0", code.at("%s", offset), 1)
    numbers = []
    for name in ("worlds", "repeats"):
        narrow = code.load(f"<{LANES} x i32>", code.element("i32", framed(code, name), "%lane"), 4)
        numbers.append(code.value(f"zext <{LANES} x i32> {narrow} to {WIDE}"))
    for i, value in enumerate(prepared(code, *numbers)):
        code.store(WIDE, value, code.at("%s", scratch.world_numbers + ROW * i), ROW)
    code.do(_call("once"))
    for variable, start in enumerate(shape.starts):
        _start(code, scratch, variable, start.code, start.value)
    code.do("ret void")
    return code.text()


def _once(shape: Shape) -> str:
    """The world lines, of the worlds of the eight."""
    writer = PhaseWriter("once", shape, shape.once)
    writer.write_once()
    writer.code.do("ret void")
    return writer.code.text()


def _start(code: Code, scratch: Scratch, variable: int, kind: str, index: int) -> None:
    """A variable's value on state 0."""
    place, truth = code.at("%s", scratch.variable(variable)), scratch.shape.truths[variable]
    if kind == "truth":
        code.store("i8", str(-index), place)
    elif kind == "world":
        row = code.at("%s", scratch.worlds + ROW * index)
        form = ("i8", 8) if truth else (FLOATS, ROW)
        code.store(form[0], code.load(form[0], row, form[1]), place, form[1])
    else:
        constant = code.load("double", code.element("double", framed(code, "constants"), index), forever=True)
        code.store(FLOATS, code.splat(constant), place, ROW)


def _group(shape: Shape, eager: frozenset[int]) -> str:
    """A new group of four ticks: the draws that all histories ask for; the others are made when asked for."""
    code, scratch = _function("group"), Scratch(shape)
    for stream in range(len(shape.streams)):
        if stream not in eager:
            code.store("i8", "0", code.at("%s", scratch.made + stream), 1)
    for stream in sorted(eager - _normals(shape, eager)):
        code.do(_call("words", f", i64 {stream}, i64 {scratch.draws[stream]}"))
    if _normals(shape, eager):
        code.do(_call("all_normals"))
    code.do("ret void")
    return code.text()


def _normals(shape: Shape, streams: frozenset[int]) -> frozenset[int]:
    return frozenset(stream for stream in streams if shape.streams[stream] == "normal")


def _remember(shape: Shape) -> str:
    """The ends of ticks, of variables whose past is asked for."""
    code, scratch = _function("remember"), Scratch(shape)
    for variable in scratch.remembered:
        value = code.load(FLOATS, code.at("%s", scratch.variable(variable)), ROW)
        code.store(FLOATS, value, scratch.past_row(code, variable, "%tick"), ROW)
    code.do("ret void")
    return code.text()


def _tick(shape: Shape) -> str:
    """One tick of eight histories, any of them alive."""
    code = _function("tick")
    quarter = code.value(f"and i64 {code.value('sub i64 %tick, 1')}, 3")
    code.fork(code.value(f"icmp eq i64 {quarter}, 0"), "new", "old")
    code.start("new")
    code.do(_call("group"))
    code.go("old")
    code.start("old")
    for number in range(1, 8):
        code.do(_call(f"phase{number}"))
    for name in ("read", "bins", "remember"):
        code.do(_call(name))
    code.do("ret void")
    return code.text()


def _history(shape: Shape) -> str:
    """Eight histories from state 0 to the last tick; once all are over only readings and bins go on."""
    code = _function("history")
    scratch = Scratch(shape)
    for name in ("begin", "remember", "phase0", "phase7", "read", "bins"):
        code.do(_call(name))
    ticks = framed(code, "ticks")
    code.go("next")
    code.start("next")
    code.do("%now = phi i64 [ 1, %entry ], [ %after, %ran ], [ %after, %over ]")
    code.fork(code.value(f"icmp sle i64 %now, {ticks}"), "more", "done")
    code.start("more")
    code.do("%after = add i64 %now, 1")
    alive = code.load("i8", code.at("%s", scratch.alive))
    code.fork(code.value(f"icmp ne i8 {alive}, 0"), "ran", "over")
    code.start("ran")
    code.do("call void @tick(ptr %s, ptr %f, i64 %now, i64 %lane)")
    code.go("next")
    code.start("over")
    for name in ("read", "same_bins"):
        code.do(f"call void @{name}(ptr %s, ptr %f, i64 %now, i64 %lane)")
    code.go("next")
    code.start("done")
    code.do(_call("finals"))
    code.do("ret void")
    return code.text()


def _run(shape: Shape) -> str:
    """The histories from lane ``start`` (a whole number of strips) to ``stop``."""
    code = Code(f"define void @{ENTRY}(ptr noalias %f)")
    scratch, start, stop = framed(code, "scratch"), framed(code, "start"), framed(code, "stop")
    rows = code.value(f"mul i64 {code.value(f'''add i64 {framed(code, 'ticks')}, 1''')}, {len(shape.states)}")
    code.go("strip")
    code.start("strip")
    code.do(f"%from = phi i64 [ {start}, %entry ], [ %to, %strip.end ]")
    code.fork(code.value(f"icmp slt i64 %from, {stop}"), "strip.start", "done")
    code.start("strip.start")
    code.do(f"%to = add i64 %from, {STRIP}")
    code.do(f"%full = icmp slt i64 %to, {stop}")
    code.do(f"%end = select i1 %full, i64 %to, i64 {stop}")
    code.go("eight")
    code.start("eight")
    code.do("%lane = phi i64 [ %from, %strip.start ], [ %lane.next, %eight.run ]")
    code.fork(code.value("icmp slt i64 %lane, %end"), "eight.run", "strip.end")
    code.start("eight.run")
    code.do(f"call void @history(ptr {scratch}, ptr %f, i64 0, i64 %lane)")
    code.do(f"%lane.next = add i64 %lane, {LANES}")
    code.go("eight")
    code.start("strip.end")
    code.do("%width = sub i64 %end, %from")
    code.do(f"call void @count_bins(ptr %f, i64 {rows}, i64 %width)")
    code.go("strip")
    code.start("done")
    code.do("ret void")
    return code.text()
