"""Draws for four ticks at a time: Philox4x32-10 of eight histories, in 64-bit lanes that keep both halves of a product."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sim.engine.backends.compiled.code.ir import FLOATS, LANES, WIDE, Code, each
from sim.engine.backends.compiled.code.layout import ARGUMENTS, PARAMETERS, ROW, Scratch, framed
from sim.engine.backends.compiled.code.normals import room, scores
from sim.engine.backends.compiled.code.values import halves, uniform
from sim.engine.backends.compiled.structure.shape import Shape
from sim.engine.draws import MULTIPLIERS, ROUNDS

MOST_TOGETHER = (
    16  # normal streams whose tails are worked out together: a longer function takes ever longer to compile
)
HEADER = PARAMETERS[:-1] + ", i64 %stream, i64 %offset)"


def words(shape: Shape) -> str:
    """The function that makes a stream's words of the ticks 4 group + 1 to 4 group + 4; they stand at ``offset``."""
    code, scratch = Code(f"define internal void @words{HEADER} noinline"), Scratch(shape)
    _philox(code, scratch, "%stream", code.at("%s", "%offset"))
    code.store("i8", "1", code.at(code.at("%s", scratch.made), "%stream"))
    code.do("ret void")
    return code.text()


def normals(shape: Shape, together: Collection[int]) -> str:
    """The functions that make a stream's normals of four ticks: of any one, and of those that are always made ``together``."""
    scratch = Scratch(shape)
    one = Code(f"define internal void @normals{HEADER} noinline")
    _normals(one, scratch, [("%stream", "%offset")])
    one.store("i8", "1", one.at(one.at("%s", scratch.made), "%stream"))
    one.do("ret void")
    if not together:
        return one.text()
    streams = sorted(together)
    parts = [streams[i : i + MOST_TOGETHER] for i in range(0, len(streams), MOST_TOGETHER)]
    all_, functions = Code(f"define internal void @all_normals{PARAMETERS} noinline"), [one]
    for number, part in enumerate(parts):
        some = Code(f"define internal void @some_normals{number}{PARAMETERS} noinline")
        _normals(some, scratch, [(str(stream), scratch.draws[stream]) for stream in part])
        some.do("ret void")
        functions.append(some)
        all_.do(f"call void @some_normals{number}{ARGUMENTS}")
    all_.do("ret void")
    return "\n\n".join(code.text() for code in (*functions, all_))


def _normals(code: Code, scratch: Scratch, streams: Sequence[tuple[str, int | str]]) -> None:
    """The normals of some streams, each at its place."""
    drawn = code.value(f"alloca [{4 * LANES} x i32], align {ROW}")
    tails, uniforms = room(code, 4 * len(streams)), []
    for stream, _ in streams:
        _philox(code, scratch, stream, drawn)
        uniforms += [uniform(code, halves(code, code.at(drawn, ROW // 2 * i))) for i in range(4)]
    found = scores(code, uniforms, tails)
    for number, (_, offset) in enumerate(streams):
        here = code.at("%s", offset)
        for i in range(4):
            code.store(FLOATS, found[4 * number + i], code.at(here, ROW * i), ROW)


def _philox(code: Code, scratch: Scratch, stream: str, place: str) -> None:
    """Four words of each lane, stored one tick after the other."""
    keys = code.element(f"[{2 * ROUNDS} x i64]", framed(code, "keys"), stream)
    schedule = [code.load("i64", code.element("i64", keys, i), forever=True) for i in range(2 * ROUNDS)]
    state = _first_two(code, scratch, schedule)
    for number in range(2, ROUNDS):
        state = philox_round(code, state, *(code.splat(schedule[2 * number + i], "i64") for i in (0, 1)))
    for i, word in enumerate(state):
        half = code.value(f"trunc {WIDE} {word} to <{LANES} x i32>")
        code.store(f"<{LANES} x i32>", half, code.at(place, ROW // 2 * i), ROW // 2)


def prepared(code: Code, world: str, repeat: str) -> tuple[str, str]:
    """What the first round makes of the world and repeat alone, whatever the stream and the tick."""
    product = code.value(f"mul {WIDE} {world}, {each('i64', str(MULTIPLIERS[1]))}")
    upper = code.value(f"lshr {WIDE} {product}, {each('i64', '32')}")
    return code.value(f"xor {WIDE} {upper}, {repeat}"), product


def _first_two(code: Code, scratch: Scratch, keys: list[str]) -> tuple[str, str, str, str]:
    """The first two rounds: half of their products are one number for all lanes, or were `prepared`."""
    mixed, product = (code.load(WIDE, code.at("%s", scratch.world_numbers + ROW * i), ROW) for i in (0, 1))
    low, half = each("i64", str(0xFFFFFFFF)), each("i64", "32")
    group = code.whole("lshr", code.whole("sub", "%tick", 1), 2)
    a = code.whole("mul", group, str(MULTIPLIERS[0]))
    b = code.whole("mul", code.whole("xor", code.whole("lshr", a, 32), keys[1]), str(MULTIPLIERS[1]))
    keyed = code.value(f"xor {WIDE} {mixed}, {code.splat(keys[0], 'i64')}")
    lower = code.value(f"and {WIDE} {keyed}, {low}")
    second = code.value(f"mul {WIDE} {lower}, {each('i64', str(MULTIPLIERS[0]))}")
    upper = code.value(f"lshr {WIDE} {second}, {half}")
    x = code.splat(code.whole("xor", code.whole("lshr", b, 32), keys[2]), "i64")
    y = code.splat(code.whole("xor", code.whole("and", a, 0xFFFFFFFF), keys[3]), "i64")
    ends = code.value(f"xor {WIDE} {product}, {x}"), code.value(f"xor {WIDE} {upper}, {y}")
    return ends[0], code.splat(b, "i64"), ends[1], second


def philox_round(code: Code, c: tuple[str, str, str, str], k0: str, k1: str) -> tuple[str, str, str, str]:
    """One round; the upper halves of words 1 and 3 are left as they fall, since only lower halves are read."""

    def op(name: str, a: str, b: str) -> str:
        return code.value(f"{name} {WIDE} {a}, {b}")

    low = each("i64", str(0xFFFFFFFF))
    a = op("mul", op("and", c[0], low), each("i64", str(MULTIPLIERS[0])))
    b = op("mul", op("and", c[2], low), each("i64", str(MULTIPLIERS[1])))
    x = op("xor", op("xor", _upper(code, b), k0), c[1])
    y = op("xor", op("xor", _upper(code, a), k1), c[3])
    return x, b, y, a


def _upper(code: Code, product: str) -> str:
    """The upper halves brought down; by moving and not by shifting, which would wait for the unit that multiplies."""
    halves_, moved = f"<{2 * LANES} x i32>", ", ".join(f"i32 {i | 1}" for i in range(2 * LANES))
    apart = code.value(f"bitcast {WIDE} {product} to {halves_}")
    down = code.value(f"shufflevector {halves_} {apart}, {halves_} poison, <{2 * LANES} x i32> <{moved}>")
    return code.value(f"bitcast {halves_} {down} to {WIDE}")
