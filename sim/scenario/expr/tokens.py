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


# what people write for something else: (what it is called, what to do)
_LOOKALIKES = {
    "=>": ('"=>"', "write >="),
    "=<": ('"=<"', "write <="),
    "<>": ('"<>"', "write !="),
    "**": ('"**"', "write ^"),
    "&&": ('"&&"', "write `and`"),
    "||": ('"||"', "write `or`"),
    "=": ("a single =", "compare with =="),
    "&": ('"&"', "write `and`"),
    "|": ('"|"', "write `or`"),
    "!": ('"!"', "write `not`"),
    "\t": ("a tab", "use spaces"),
    "\u00a0": ("a non-breaking space", "type a plain space"),
    "\u00d7": ("a typographic sign", "write *"),
    "\u00f7": ("a typographic sign", "write /"),
    "\u2212": ("a typographic minus", "use the plain -"),
    "\u2013": ("a dash", "use the plain -"),
    "\u2014": ("a dash", "use the plain -"),
    "\u2264": ("a typographic sign", "write <="),
    "\u2265": ("a typographic sign", "write >="),
    "\u2260": ("a typographic sign", "write !="),
    **dict.fromkeys("\"'`", ("a quote", "names need no quotes inside an expression")),
    **dict.fromkeys("\u201c\u201d\u201e\u2018\u2019", ("a curly quote", "remove it: names need no quotes")),
    **dict.fromkeys("{}[]", ("a bracket of this kind", "use ( and )")),
}


def tokenize(text: str) -> tuple[Token, ...]:
    """All tokens of ``text``, closed by an ``end`` token; raises ExpressionError at the first strange character."""
    if "\n" in text:
        raise ExpressionError("X07", text.index("\n") + 1, 1)
    tokens, at = [], 0
    while at < len(text):
        match = _SHAPE.match(text, at)
        if match is None or text[at : at + 2] in _LOOKALIKES:
            raise _strange(text, at)
        if match.lastgroup != "space":
            tokens.append(Token(str(match.lastgroup), match.group(), at, match.end()))
        at = match.end()
    return (*tokens, Token("end", "", len(text), len(text)))


def _strange(text: str, at: int) -> ExpressionError:
    found = next(sign for sign in (text[at : at + 2], text[at]) if sign in _LOOKALIKES or len(sign) == 1)
    usual = (f'"{found}"', "use names, numbers, + - * / ^, comparisons, and or not, ( )")
    what, hint = _LOOKALIKES.get(found, usual)
    return ExpressionError("X01", at, len(found), reason=f"{what} has no meaning here", hint=hint)
