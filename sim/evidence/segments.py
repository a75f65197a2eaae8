"""An article in stable paragraphs: paragraph n is the n-th line with text after the title, which is paragraph 0.

Lines are counted as they stand, those of the web page around the article included, so that a person with the same
file counts the same. The hash is that of the file's bytes.

>>> paragraphs("A ferry sinks\\n\\nFog came.\\n \\nNobody saw it.\\n")
('A ferry sinks', 'Fog came.', 'Nobody saw it.')
"""

from __future__ import annotations

import hashlib


def paragraphs(text: str) -> tuple[str, ...]:
    """The lines with text in them, trimmed; the first is the title, position n is paragraph n."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return tuple(line.strip() for line in lines if line.strip())


def fingerprint(content: bytes) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal.

    >>> fingerprint(b"fog")[:12]
    'b04216546057'
    """
    return hashlib.sha256(content).hexdigest()


def paragraph_number(reference: str) -> int:
    """The n of `SOURCE:n`; -1 if the part behind the colon is no whole number.

    >>> paragraph_number("AC:09"), paragraph_number("AC:caption")
    (9, -1)
    """
    digits = reference.partition(":")[2].strip()
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 9 else -1
