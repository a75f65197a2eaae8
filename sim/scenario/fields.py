"""The field types that scenario nouns are made of: closed frozen models, expressions, effects, sourcing.

A validator that refuses raises ``Refusal``: a message code with fields and, inside expressions, the spot. The reader turns
it into a ``Problem`` at the right place of the file.

>>> Effect.read("+= shock * 2").op
'+='
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import PydanticCustomError

from sim.scenario.expr.nodes import Node, Number, to_text
from sim.scenario.expr.parser import parse
from sim.scenario.expr.tokens import ExpressionError

IDENTIFIER = r"^[A-Za-z_][A-Za-z0-9_]*$"


def refusal(code: str, offset: int = 0, length: int = 0, **fields: object) -> PydanticCustomError:
    """The error a field validator raises: ``code`` names the wording in ``sim.errors``.

    ``offset`` and ``length`` mark a spot inside the value's text; length 0 marks the whole value.
    """
    return PydanticCustomError(
        "stance", "{code}", {"code": code, "offset": offset, "length": length, "fields": fields}
    )


def read_expression(value: Any, shift: int = 0) -> Node:
    """The node of a YAML scalar; already parsed nodes pass. Offsets in refusals count from the value's first character."""
    if isinstance(value, bool):
        return parse("true" if value else "false")
    if isinstance(value, (int, float)):
        return Number(float(value), end=len(str(value)))
    if not isinstance(value, str):
        if isinstance(value, Node):
            return value
        raise refusal("S03", expected="an expression", got=kind_of(value), hint="for example `0.3 * tension`")
    try:
        return parse(value)
    except ExpressionError as error:
        raise refusal(error.code, error.offset + shift, error.length, **error.fields) from None


def kind_of(value: object) -> str:
    """What a YAML value is, in a user's words.

    >>> kind_of({}), kind_of(None)
    ('a mapping', 'nothing')
    """
    names = {dict: "a mapping", list: "a list", type(None): "nothing", str: f'the text "{value}"'}
    return names.get(type(value), str(value))


Expression = Annotated[
    Node,
    BeforeValidator(read_expression),
    WithJsonSchema(
        {
            "type": ["string", "number", "boolean"],
            "title": "expression",
            "description": "One line of the expression language, for example `0.3 * tension + 0.1`.",
        }
    ),
]

Identifier = Annotated[str, Field(pattern=IDENTIFIER)]


class Closed(BaseModel):
    """A noun of the file: unknown keys are refused and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        use_attribute_docstrings=True,
        arbitrary_types_allowed=True,
        strict=True,
    )


class Sourced(Closed):
    """Where the numbers of a block come from. Empty is allowed and counted by `check`."""

    label: str = ""
    """Name shown to people."""
    from_: Annotated[tuple[str, ...], Field(alias="from", strict=False)] = ()
    """Paragraph ids such as `AC:09`, each of a declared source."""
    hedge: Literal["", "H5", "H4", "H3", "H2", "H1", "H-1", "H-2"] = ""
    """How firmly the author says it (not the value of the number)."""
    grade: Annotated[str, Field(pattern=r"^([A-F][1-6])?$")] = ""
    """Admiralty grade of the source for this number, if it differs from the source's own."""
    basis: Literal["", "text", "base rate", "judgement"] = ""
    """What the number rests on."""
    coder: str = ""
    """Who read the number out of the text."""
    why: str = ""
    """One line: why this number."""

    @property
    def is_sourced(self) -> bool:
        """Paragraphs or a basis, and a reason."""
        return bool((self.from_ or self.basis) and self.why)


class Effect(Closed):
    """What happens to one state: an operator and the expression on its right."""

    op: Literal["+=", "-=", "=", "at least", "at most"]
    value: Expression
    shift: int = 0
    """How many characters of the file's text stand before the expression."""

    @classmethod
    def read(cls, value: Any) -> Effect:
        """The effect written as ``+= e``, ``-= e``, ``= e``, ``at least e`` or ``at most e``."""
        if isinstance(value, Effect):
            return value
        text = str(value)
        for op in ("+=", "-=", "at least", "at most", "="):
            if isinstance(value, str) and text.startswith(op):
                rest = text[len(op) :]
                shift = len(op) + len(rest) - len(rest.lstrip())
                return cls(op=op, value=read_expression(rest.strip(), shift), shift=shift)
        raise refusal("X06", text="on" if value is True else text[:20])

    def __str__(self) -> str:
        return f"{self.op} {to_text(self.value)}"


Effects = dict[
    Identifier,
    Annotated[
        Effect,
        BeforeValidator(Effect.read),
        WithJsonSchema(
            {
                "type": "string",
                "pattern": r"^(\+=|-=|=|at least|at most)",
                "title": "effect",
                "description": "`+= e`, `-= e`, `= e`, `at least e` or `at most e`.",
            }
        ),
    ],
]
