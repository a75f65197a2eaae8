"""Phase 7: what is read of every history. Questions never touch the world."""

from __future__ import annotations

from sim.engine.compile.context import Scope
from sim.engine.compile.expressions import Lowering
from sim.engine.program import QuestionPlan, Register
from sim.scenario.check.times import horizon
from sim.scenario.schema import Question
from sim.scenario.slots import else_name

Watches = tuple[tuple[str, Register], ...]


def lower_questions(lowering: Lowering) -> tuple[tuple[QuestionPlan, ...], Watches, Register | None]:
    """Questions, watches and the condition that ends a history."""
    builder, scenario = lowering.builder, lowering.context.scenario
    builder.phase = 7
    always = builder.truth(True)
    questions = tuple(
        _question(lowering, name, question, always) for name, question in scenario.questions.items()
    )
    watches = tuple(
        (name, lowering.lower(node, Scope(("watches", name), always)))
        for name, node in scenario.watches.items()
    )
    ends = None if scenario.ends is None else lowering.lower(scenario.ends, Scope(("ends",), always))
    return questions, watches, ends


def _question(lowering: Lowering, name: str, question: Question, always: Register) -> QuestionPlan:
    rule = next(key for key in ("worst", "first", "last") if getattr(question, key))
    lines = getattr(question, rule)
    names = tuple(line for line in lines if line != "else")
    registers = tuple(
        lowering.lower(lines[line], Scope(("questions", name, rule, line), always)) for line in names
    )
    return QuestionPlan(
        name,
        rule,
        names,
        else_name(lines),
        registers,
        horizon(question.within, question.by, lowering.context.clock),
    )
