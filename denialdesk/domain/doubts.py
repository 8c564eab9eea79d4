"""Making a doubt: something in the case that cannot be right, or is probably not, with the place to mend it."""

from __future__ import annotations

from denialdesk.domain.readiness import Severity, Todo, tab_of

_LONGEST_KEY = 160


def contradiction(text: str, target: str) -> Todo:
    """Make a doubt that blocks a final export until it is mended: both sides of it cannot be true."""
    return Todo(Severity.BLOCKS, text, target, tab_of(target))


def suspicion(check: str, text: str, target: str, quote: str = "", *, blocks: bool = False) -> Todo:
    """Make a doubt that a person may set aside with a reason; ``quote`` are the words it is about."""
    severity = Severity.BLOCKS if blocks else Severity.WEAKENS
    return Todo(severity, text, target, tab_of(target), key=doubt_key(check, target, quote))


def doubt_key(check: str, target: str, quote: str = "") -> str:
    """Name a doubt for setting it aside; changes when the words it is about do."""
    words = " ".join(quote.casefold().split())[:_LONGEST_KEY]
    return f"doubt:{check}:{target}:{words}" if words else f"doubt:{check}:{target}"
