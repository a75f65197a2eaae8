"""Text to tokens; the tokenizer knows shapes, not operators' meaning.

>>> [t.text for t in tokenize("since(raid) <= 1 month")]
['since', '(', 'raid', ')', '<=', '1', 'month', '']
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SHAPE = re.compile(
    r"(?P<space>[ ]+)"
    r"|(?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*)"
    r"|(?P<sign><=|>=|==|!=|[-+*/^()<>,%])"
)


class ExpressionError(ValueError):
    """An expression that cannot be read; ``offset`` and ``length`` mark the spot in its text."""

    def __init__(self, code: str, offset: int, length: int = 1, **fields: object) -> None:
        self.code, self.offset, self.length, self.fields = code, offset, length, fields
        super().__init__(str(fields.get("reason", code)))


@dataclass(frozen=True, slots=True)
class Token:
    """One piece of an expression: ``kind`` is number, name, sign or end."""

    kind: str
    text: str
    start: int
    end: int


_LOOKALIKES = {
    "=": ("a single =", "compare with =="),
    "&": ("&", "write `and`"),
    "|": ("|", "write `or`"),
    "!": ("!", "write `not`"),
    "\t": ("a tab", "use spaces"),
    "\u201c": ("a curly quote", "remove it"),
    "\u201d": ("a curly quote", "remove it"),
    "\u2212": ("a typographic minus", "use the plain -"),
    "\u2264": ("a typographic sign", "write <="),
    "\u2265": ("a typographic sign", "write >="),
    "\u00d7": ("a typographic sign", "write *"),
}


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens of ``text``, closed by an ``end`` token; raises ExpressionError at the first strange character."""
    if "\n" in text:
        raise ExpressionError("X07", 0, 1)
    tokens, at = [], 0
    while at < len(text):
        match = _SHAPE.match(text, at)
        if match is None:
            what, hint = _LOOKALIKES.get(
                text[at], (f'"{text[at]}"', "see the language page for what may stand here")
            )
            raise ExpressionError("X01", at, 1, reason=f"{what} has no meaning here", hint=hint)
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match.group(), at, match.end()))
        at = match.end()
    return (*tokens, Token("end", "", len(text), len(text)))
