"""Which characters a letter may hold: those that XML allows; the same for every renderer, so that their texts agree."""

from __future__ import annotations

import re

# XML 1.0, section 2.2: Char ::= #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_RETURNS = re.compile("\r\n?")


def legible(text: str) -> str:
    """Drop characters no document may hold; a tab becomes a space and every line ending a line feed."""
    return _ILLEGAL.sub("", _RETURNS.sub("\n", text)).replace("\t", " ")
