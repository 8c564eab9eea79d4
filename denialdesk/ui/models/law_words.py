"""How the law is said in the window: how sure a citation is, who confirmed it, and which row shows a ground."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from denialdesk.domain.case import Case
from denialdesk.domain.law import Citation, Confidence, Deadline
from denialdesk.domain.sources import Verification
from denialdesk.domain.state_grounds import GroundMatch
from denialdesk.ui.day_words import long_date
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.states import StateSign

CONFIRMED = StateSign("Confirmed", "badge-check", Tone.GOOD)
SEEN = StateSign("Read in a source", "eye", Tone.MUTED)
NOT_CONFIRMED = StateSign("Not confirmed", "circle-dashed", Tone.CAUTION)
_LOUD = re.compile(r"\b(?:DATE|ON|RECEIPT|MAILED|MAILING|SENT|SENDS|SENDING)\b")  # the data stresses what counts
NOT_CONFIRMED_HINT = "General knowledge that nobody here has read up. See View, Law citations."


def standing(confidence: Confidence, verification: Verification | None) -> StateSign:
    """How sure an entry of the law is: confirmed by the office, read in a listed source, or neither."""
    if verification is not None and verification.is_verified:
        return CONFIRMED
    return SEEN if confidence is Confidence.SEEN else NOT_CONFIRMED


def confirmed_words(verification: Verification) -> str:
    """Who confirmed an entry and when; empty where nobody has."""
    if not verification.is_verified:
        return ""
    on = f" on {long_date(dt.date.fromisoformat(verification.on))}" if verification.on else ""
    return f"Confirmed by {verification.by}{on}"


def cited_words(citations: Iterable[Citation]) -> str:
    """Citations as a page names them, each that is not confirmed with its mark."""
    shown = dict.fromkeys(
        f"{citation.text} ({NOT_CONFIRMED.word.lower()})" if is_open(citation) else citation.text
        for citation in citations
    )
    return "; ".join(shown)


def is_open(citation: Citation) -> bool:
    """Whether a citation still waits for the office's confirmation."""
    return standing(citation.confidence, citation.verification) is NOT_CONFIRMED


def start_words(deadline: Deadline) -> str:
    """What a deadline is counted from, and whether that day is presumed."""
    if deadline.start_date is None:
        return ""
    event = _LOUD.sub(lambda word: word.group().lower(), deadline.start_event or "the notice")
    event = f"{event[0].upper()}{event[1:]}"
    presumed = ", presumed" if deadline.start_is_presumed else ""
    return f"{event}: {long_date(deadline.start_date)}{presumed}"


def rows_in_words(case: Case, therapy_ids: Sequence[str]) -> str:
    """The rows of the log by their numbers: "row 2", "rows 2 and 3"."""
    numbers = [str(place) for place, row in enumerate(case.therapies, start=1) if row.id in therapy_ids]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return f"row {numbers[0]}"
    return f"rows {', '.join(numbers[:-1])} and {numbers[-1]}"


def ground_words(match: GroundMatch, case: Case) -> str:
    """How a ground stands, with the rows: "Met by row 2"."""
    rows = rows_in_words(case, match.therapy_ids)
    words = {"met": "Met", "not_met": "Not shown", "unknown": "Open", "exempt": "Exempt"}[match.status.value]
    return f"{words} by {rows}" if rows and words == "Met" else f"{words}: {rows}" if rows else words
