"""A figure as bytes: PNG and SVG, the same bytes for the same figure, each carrying its sentence for those who cannot see.

SVG text stays text, in the reader's own font. Ids begin with a digest of the picture, so that many figures fit into one
page; there is no XML declaration, so that the same bytes stand alone or inside HTML.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from sim.report.plots.lettering import DPI, FONT
from sim.report.plots.style import house

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FONTS = f"system-ui, 'Segoe UI', 'Helvetica Neue', Arial, '{FONT}', sans-serif"
_OWN_FONTS = f"'{FONT}', sans-serif"
_NAMES = re.compile(r'(\bid="|href="#|url\(#)')


def save(figure: Figure, alt: str) -> dict[str, bytes]:
    """The figure as "png" (150 dots per inch) and "svg"; `alt` says in a sentence what it shows.

    >>> from sim.report.plots.style import sheet
    >>> images = save(sheet("Title", "", "", 1.0).figure, "An empty figure.")
    >>> images["png"][:4], images["svg"][:4]
    (b'\\x89PNG', b'<svg')
    """
    with house():
        return {"png": _png(figure, alt), "svg": _svg(figure, alt)}


def _png(figure: Figure, alt: str) -> bytes:
    image = BytesIO()
    # What drew it, and when, is left out: neither changes the picture.
    texts = {"Title": figure.get_label(), "Description": alt, "Software": None}
    figure.savefig(image, format="png", dpi=DPI, metadata=texts)
    return image.getvalue()


def _svg(figure: Figure, alt: str) -> bytes:
    image = BytesIO()
    figure.savefig(image, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
    drawn = image.getvalue().decode()
    drawn = drawn[drawn.index("<svg") :].replace(_OWN_FONTS, FONTS)
    key = "f" + blake2b(drawn.encode() + alt.encode(), digest_size=6).hexdigest()
    start = drawn.index(">")
    named = _NAMES.sub(rf"\g<1>{key}-", drawn[start:])
    role = f' role="img" aria-labelledby="{key}-title {key}-desc"'
    title = f'\n <title id="{key}-title">{escape(str(figure.get_label()))}</title>'
    return f'{drawn[:start]}{role}>{title}\n <desc id="{key}-desc">{escape(alt)}</desc>{named[1:]}'.encode()
