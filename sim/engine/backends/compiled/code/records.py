"""What is written down: readings, first passages, watches, counts, bins of the states, undefined values."""

from __future__ import annotations

from sim.engine.backends.compiled.code.functions import Arithmetic
from sim.engine.backends.compiled.code.ir import FLOATS, LANES, Code
from sim.engine.backends.compiled.code.layout import (
    ARGUMENTS,
    PARAMETERS,
    ROW,
    SCALE,
    STRIP,
    Scratch,
    framed,
)
from sim.engine.backends.compiled.structure.shape import Shape

SHORT, BYTES = f"<{LANES} x i16>", f"<{LANES} x i8>"


def marked(code: Code, shape: Shape, index: int, where: str, byte: str) -> None:
    """An undefined value that was needed: noted until the phase ends."""
    scratch = Scratch(shape)
    code.store("i8", byte, code.at("%s", scratch.undefined + index), 1)
    frozen = code.at("%s", scratch.frozen)
    code.store("i8", code.value(f"or i8 {code.load('i8', frozen)}, {byte}"), frozen)


def happened(code: Code, shape: Shape, index: int, where: str, byte: str) -> None:
    """Something that took place: counts and first firings."""
    place = code.whole("add", code.whole("mul", framed(code, "stride"), index), "%lane")
    if "counts" in shape.keep:
        address = code.element("i16", framed(code, "counts"), place)
        one = code.value(f"zext <{LANES} x i1> {where} to {SHORT}")
        code.store(SHORT, code.value(f"add {SHORT} {code.load(SHORT, address, 2)}, {one}"), address, 2)
    if "first" in shape.keep:
        first_time(code, code.element("i16", framed(code, "first_ticks"), place), where)


def clashed(code: Code, shape: Shape, index: int, where: str, byte: str) -> None:
    """Two different ``=`` acted on one state."""
    code.add_to("i64", code.element("i64", framed(code, "conflicts"), index), code.count(byte))


def undefined(shape: Shape) -> str:
    """The function that ends a phase with undefined values: of each place how many, and the lowest history with its tick."""
    code, scratch = Code(f"define internal void @undefined{PARAMETERS} noinline cold"), Scratch(shape)
    code.store("i8", "0", code.at("%s", scratch.frozen))
    for origin in range(scratch.origins):
        place = code.at("%s", scratch.undefined + origin)
        where = code.load("i8", place, 1)
        told, on = code.labels("told", "on")
        code.fork(code.value(f"icmp ne i8 {where}, 0"), told, on)
        code.start(told)
        code.do(f"call void @one_undefined{ARGUMENTS[:-1]}, i64 {origin}, i8 {where})")
        code.store("i8", "0", place, 1)
        code.go(on)
        code.start(on)
    code.do("ret void")
    return code.text()


def one_undefined() -> str:
    """The function that counts the undefined values of one place."""
    code = Code(f"define internal void @one_undefined{PARAMETERS[:-1]}, i64 %index, i8 %where) noinline cold")
    row = code.element("[3 x i64]", framed(code, "undefined"), "%index")
    code.add_to("i64", row, code.count("%where"))
    lowest = code.value("zext i8 " + code.value("call i8 @llvm.cttz.i8(i8 %where, i1 true)") + " to i64")
    history = code.value(f"add i64 {code.value(f'add i64 {lowest}, %lane')}, {framed(code, 'first_history')}")
    lower, before = code.at(row, 8), code.load("i64", code.at(row, 8))
    keep, done = code.labels("keep", "done")
    code.fork(code.value(f"icmp slt i64 {history}, {before}"), keep, done)
    code.start(keep)
    code.store("i64", history, lower)
    code.store("i64", "%tick", code.at(row, 16))
    code.go(done)
    code.start(done)
    code.do("ret void")
    return code.text()


def first_time(code: Code, address: str, where: str) -> None:
    """The tick is put down where it holds and nothing was put down before."""
    before = code.load(SHORT, address, 2)
    free = code.both(code.value(f"icmp eq {SHORT} {before}, zeroinitializer"), where)
    now = code.splat(code.value("trunc i64 %tick to i16"), "i16")
    code.store(
        SHORT, code.value(f"select <{LANES} x i1> {free}, {SHORT} {now}, {SHORT} {before}"), address, 2
    )


class Reading:
    """The function ``read``: what questions and watches make of this tick's readings, of histories that are over as well."""

    def __init__(self, shape: Shape) -> None:
        self.shape, self.scratch = shape, Scratch(shape)
        self.code = Code(f"define internal void @read{PARAMETERS} noinline")
        self.lags = sum(line.code == "past" for part in shape.parts for line in part.lines)

    def text(self) -> str:
        code, place = self.code, 0
        self.stride = framed(code, "stride")
        integers = framed(code, "integers")
        for number, (last, registers) in enumerate(self.shape.questions):
            horizon = code.load("i64", code.element("i64", integers, self.lags + number), forever=True)
            self.question(last, range(place, place + len(registers)), horizon)
            place += len(registers)
        for watch in range(len(self.shape.watches)):
            self.watch(watch, place + watch)
        code.do("ret void")
        return code.text()

    def reading(self, place: int) -> str:
        return self.code.load("i8", self.code.at("%s", self.scratch.readings + place), 1)

    def question(self, last: bool, places: range, horizon: str) -> None:
        """First passages in ticks 1 to the horizon; readings at the horizon for what asks for the last."""
        code = self.code
        within, after = code.labels("within", "on")
        inside = [code.value("icmp sge i64 %tick, 1"), code.value(f"icmp sle i64 %tick, {horizon}")]
        code.fork(code.value(f"and i1 {inside[0]}, {inside[1]}"), within, after)
        code.start(within)
        for place in places:
            self.passage(place)
        code.go(after)
        code.start(after)
        if last:
            at, on = code.labels("at", "on")
            code.fork(code.value(f"icmp eq i64 %tick, {horizon}"), at, on)
            code.start(at)
            for place in places:
                row = code.value(f"mul i64 {self.stride}, {place}")
                offset = code.value(f"lshr i64 {code.value(f'add i64 {row}, %lane')}, 3")
                code.store("i8", self.reading(place), code.at(framed(code, "at_horizon"), offset), 1)
            code.go(on)
            code.start(on)

    def passage(self, place: int) -> None:
        code = self.code
        now, on = code.labels("now", "on")
        reading = self.reading(place)
        code.fork(code.value(f"icmp ne i8 {reading}, 0"), now, on)
        code.start(now)
        index = code.value(f"add i64 {code.value(f'mul i64 {self.stride}, {place}')}, %lane")
        first_time(code, code.element("i16", framed(code, "passages"), index), code.truths(reading))
        code.go(on)
        code.start(on)

    def watch(self, watch: int, place: int) -> None:
        """One bit per tick, first tick in the highest; and how many histories by tick."""
        code = self.code
        ticks = framed(code, "ticks")
        reading = self.reading(place)
        row = code.value(f"mul i64 {code.value(f'add i64 {ticks}, 1')}, {watch}")
        tally = code.element("i64", framed(code, "seen_by_tick"), code.value(f"add i64 {row}, %tick"))
        present = code.load("i8", code.at("%s", self.scratch.present))
        code.add_to("i64", tally, code.count(code.value(f"and i8 {reading}, {present}")))
        put, on = code.labels("put", "on")
        code.fork(code.value("icmp sge i64 %tick, 1"), put, on)
        code.start(put)
        before = code.value("sub i64 %tick, 1")
        wide = code.value(f"lshr i64 {code.value(f'add i64 {ticks}, 7')}, 3")
        line = code.value(
            f"add i64 {code.value(f'mul i64 {wide}, {watch}')}, {code.value(f'lshr i64 {before}, 3')}"
        )
        index = code.value(f"add i64 {code.value(f'mul i64 {line}, {self.stride}')}, %lane")
        address = code.at(framed(code, "bits"), index)
        shift = code.value(f"sub i64 7, {code.value(f'and i64 {before}, 7')}")
        shifts = code.splat(code.value(f"trunc i64 {shift} to i8"), "i8")
        bit = code.value(
            f"shl {BYTES} {code.value(f'zext <{LANES} x i1> {code.truths(reading)} to {BYTES}')}, {shifts}"
        )
        code.store(BYTES, code.value(f"or {BYTES} {code.load(BYTES, address, 1)}, {bit}"), address, 1)
        code.go(on)
        code.start(on)


def bins(shape: Shape) -> str:
    """The function that notes each state's bin of this tick, a byte a history; see `count_bins`."""
    code, scratch = Code(f"define internal void @bins{PARAMETERS} noinline"), Scratch(shape)
    for number, variable in enumerate(shape.states):
        row = code.at("%s", scratch.variable(variable))
        if shape.truths[variable]:
            found = code.value(f"zext <{LANES} x i1> {code.truths(code.load('i8', row))} to {BYTES}")
        else:
            found = _bin(code, code.load(FLOATS, row, ROW), number)
        code.store(BYTES, found, bins_row(code, number, "%tick"), 8)
    code.do("ret void")
    return code.text()


def _bin(code: Code, x: str, number: int) -> str:
    """(x - low) / divisor x parts; where 1/divisor is exact a product is the same bits and much faster."""
    math = Arithmetic(code)
    scale = code.at(framed(code, "scales"), 8 * len(SCALE) * number)

    def part(name: str) -> str:
        return code.load("double", code.at(scale, 8 * SCALE.index(name)), forever=True)

    above, inverse = math.op("fsub", x, code.splat(part("low"))), part("inverse")
    quick, slow, on = code.labels("quick", "slow", "on")
    code.fork(code.value(f"fcmp une double {inverse}, 0.0"), quick, slow)
    code.start(quick)
    product = math.op("fmul", above, code.splat(inverse))
    code.go(on)
    code.start(slow)
    ratio = math.op("fdiv", above, code.splat(part("divisor")))
    code.go(on)
    code.start(on)
    share = code.value(f"phi {FLOATS} [ {product}, %{quick} ], [ {ratio}, %{slow} ]")
    share = math.op("fmul", share, code.splat(part("parts")))
    whole = code.value(f"freeze <{LANES} x i32> {code.value(f'fptosi {FLOATS} {share} to <{LANES} x i32>')}")
    last = code.splat(code.value(f"fptosi double {part('last')} to i32"), "i32")
    held = code.value(
        f"call <{LANES} x i32> @llvm.umin.v{LANES}i32(<{LANES} x i32> {whole}, <{LANES} x i32> {last})"
    )
    return code.value(f"trunc <{LANES} x i32> {held} to {BYTES}")


def bins_row(code: Code, state: int, tick: str) -> str:
    """Where the bins of a state and tick stand, from this lane on; a row is a strip of histories wide."""
    rows = code.value(f"add i64 {framed(code, 'ticks')}, 1")
    row = code.value(f"add i64 {code.value(f'mul i64 {rows}, {state}')}, {tick}")
    lane = code.value(f"and i64 %lane, {STRIP - 1}")
    return code.at(
        framed(code, "bins"), code.value(f"add i64 {code.value(f'mul i64 {row}, {STRIP}')}, {lane}")
    )


def same_bins(shape: Shape) -> str:
    """The function that repeats the bins of the tick before, of histories that are all over."""
    code = Code(f"define internal void @same_bins{PARAMETERS} noinline")
    before = code.value("sub i64 %tick, 1")
    for number in range(len(shape.states)):
        value = code.load("i64", bins_row(code, number, before))
        code.store("i64", value, bins_row(code, number, "%tick"))
    code.do("ret void")
    return code.text()


def finals(shape: Shape) -> str:
    """The function that keeps the state at the end."""
    code, scratch = Code(f"define internal void @finals{PARAMETERS} noinline"), Scratch(shape)
    for number, variable in enumerate(shape.states if "final" in shape.keep else ()):
        row = code.at("%s", scratch.variable(variable))
        if shape.truths[variable]:
            value = code.value(f"uitofp <{LANES} x i1> {code.truths(code.load('i8', row))} to {FLOATS}")
        else:
            value = code.load(FLOATS, row, ROW)
        index = code.value(f"add i64 {code.value(f'''mul i64 {framed(code, 'stride')}, {number}''')}, %lane")
        code.store(FLOATS, value, code.element("double", framed(code, "finals"), index), 8)
    code.do("ret void")
    return code.text()


TOGETHER = 4  # rows counted side by side: adding to one place twice in a row waits for the first


def count_bins() -> str:
    """The function that adds each row of bins (a state and a tick) of a strip to its histogram, eight histories to a load."""
    code = Code("define internal void @count_bins(ptr noalias %f, i64 %rows, i64 %histories) noinline")
    whole = code.whole("and", "%rows", -TOGETHER)
    with code.loop("some", "0", whole, TOGETHER) as first:
        _count_rows(code, [code.whole("add", first, i) for i in range(TOGETHER)])
    with code.loop("single", whole, "%rows", 1) as row:
        _count_rows(code, [row])
    code.do("ret void")
    return code.text()


def _count_rows(code: Code, rows: list[str]) -> None:
    """Every history of some rows."""
    bins_at, fans, offsets = (framed(code, name) for name in ("bins", "fans", "offsets"))
    whole = code.whole("and", "%histories", -LANES)
    places = [
        (code.at(bins_at, code.whole("mul", row, STRIP)), code.load("i64", code.element("i64", offsets, row)))
        for row in rows
    ]
    counted = [(here, code.element("i64", fans, offset)) for here, offset in places]

    def count(histogram: str, byte: str) -> None:
        code.add_to("i64", code.element("i64", histogram, byte), "1")

    with code.loop("eight", "0", whole, LANES) as first:
        eights = [(code.load("i64", code.at(here, first)), histogram) for here, histogram in counted]
        for i in range(LANES):
            for eight, histogram in eights:
                count(histogram, code.whole("and", code.whole("lshr", eight, 8 * i), 255))
    with code.loop("one", whole, "%histories", 1) as one:
        for here, histogram in counted:
            count(histogram, code.value(f"zext i8 {code.load('i8', code.at(here, one), 1)} to i64"))
