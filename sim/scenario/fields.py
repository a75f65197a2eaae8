"""The field types that scenario nouns are made of: closed frozen models, expressions, effects, sourcing.

A validator that refuses raises ``Refusal``: a message code with fields and, inside expressions, the spot. The reader turns
it into a ``Problem`` at the right place of the file.

>>> Effect.read("+= shock * 2").op
'+='
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from sim.errors import legible, nearest
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
        return Number(float(value))  # it stands alone, so its place is the whole value
    if not isinstance(value, str):
        if isinstance(value, Node):
            return value
        raise refusal("S03", expected="an expression", got=kind_of(value), hint="for example `0.3 * tension`")
    try:
        return parse(value)
    except ExpressionError as error:
        raise refusal(error.code, error.offset + shift, error.length, **error.fields) from None


def one_or_many(value: Any) -> Any:
    """A single value as a list of one."""
    return value if isinstance(value, (list, tuple)) else [value]


def kind_of(value: object) -> str:
    """What a YAML value is, in a user's words.

    >>> kind_of("0.3x"), kind_of({}), kind_of(None)
    ('the text "0.3x"', 'a block of `key: value`', 'nothing')
    """
    if isinstance(value, (bool, str)):
        text = str(value).lower() if isinstance(value, bool) else legible(value, 40)
        return text if isinstance(value, bool) else f'the text "{text}"' if text else "an empty text"
    names = {dict: "a block of `key: value`", list: "a list", type(None): "nothing"}
    return names.get(type(value), str(value))


class _Read:
    """The reader of an expression says all about it: pydantic need not know what nodes are made of (as it would, at length)."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(read_expression)


Expression = Annotated[
    Node,
    _Read(),
    WithJsonSchema(
        {
            "type": ["string", "number", "boolean"],
            "title": "expression",
            "description": "One line of the expression language, for example `0.3 * tension + 0.1`.",
        }
    ),
]

Identifier = Annotated[str, Field(pattern=IDENTIFIER)]
Label = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
"""The name of a world or of a variant, also as a file's name."""


class Closed(BaseModel):
    """A noun of the file: unknown keys are refused and nothing changes after reading."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        populate_by_name=True,
        arbitrary_types_allowed=True,
        strict=True,
        defer_build=True,  # a validator is built when something is first read with it, with all that stands below it
    )


class Sourced(Closed):
    """Where the numbers of a block come from. Empty is allowed and counted by `check`."""

    label: str = ""
    """Name shown to people."""
    from_: Annotated[tuple[str, ...], BeforeValidator(one_or_many), Field(alias="from", strict=False)] = ()
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
        """Paragraphs or a basis, and a reason; the basis `text` needs its paragraphs."""
        return bool((self.from_ or self.basis not in ("", "text")) and self.why)


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
        text = value.lstrip() if isinstance(value, str) else ""
        for op in ("+=", "-=", "at least", "at most", "="):
            if text.startswith(op) and not text.startswith("=="):
                rest = text[len(op) :].lstrip()
                shift = len(value) - len(rest)
                return cls(op=op, value=read_expression(rest.rstrip(), shift), shift=shift)
        raise refusal("X06", example=_example(value))

    def __str__(self) -> str:
        return f"{self.op} {to_text(self.value)}"


def _example(value: Any) -> str:
    """The effect that was probably meant by a value without an operator.

    >>> _example("== 3"), _example("+ shock"), _example(True), _example({})
    ('= 3', '+= shock', '= true', '= 0.5')
    """
    text = kind_of(value) if isinstance(value, (bool, int, float)) else str(value or "")
    words = text.split()
    if len(words) > 1 and words[0] in ("+", "-") and len(text) <= 30:
        return f"{words[0]}= {' '.join(words[1:])}"
    if len(words) == 3 and nearest(" ".join(words[:2]), ("at least", "at most")):
        return f"{nearest(' '.join(words[:2]), ('at least', 'at most'))} {words[2]}"
    plain = isinstance(value, (bool, int, float, str)) and len(text) <= 30
    return f"= {text.lstrip('+-= ')}" if plain and text.strip("+-= ") else "= 0.5"


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
