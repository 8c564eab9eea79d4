"""What the window calls outcomes, supply, use and origin, and the words people type for an outcome."""

from __future__ import annotations

import datetime as dt

from denialdesk.domain.quick_line import parse_quick_line
from denialdesk.domain.therapy import Origin, Outcome, Supply, Use
from denialdesk.domain.vocabulary import Vocabulary

OUTCOME_NAMES = {
    Outcome.UNKNOWN: "I don't know yet",
    Outcome.INADEQUATE_RESPONSE: "Inadequate response",
    Outcome.LOST_RESPONSE: "Lost response",
    Outcome.INTOLERANCE: "Intolerance",
    Outcome.HYPERSENSITIVITY: "Hypersensitivity",
    Outcome.CONTRAINDICATED: "Contraindicated (not tried)",
    Outcome.NOT_ADVISABLE: "Not advisable (not tried)",
    Outcome.ONGOING: "Still taken",
    Outcome.OTHER: "Other reason",
}
SUPPLY_NAMES = {
    Supply.UNKNOWN: "I don't know yet",
    Supply.PAID_CLAIM: "Paid claim",
    Supply.SAMPLE: "Samples",
    Supply.MANUFACTURER: "Manufacturer's program",
    Supply.INPATIENT: "In hospital",
}
USE_NAMES = {
    Use.TAKEN: "Taken",
    Use.PLANNED: "Only planned",
    Use.NEVER_TAKEN: "Filled, never taken",
}
ORIGIN_NAMES = {Origin.TYPED: "Typed", Origin.PASTED: "Pasted", Origin.IMPORTED: "Imported"}
ROUTES = (
    "oral",
    "subcutaneous",
    "intravenous",
    "intramuscular",
    "topical",
    "inhaled",
    "intranasal",
    "rectal",
    "intravitreal",
    "ophthalmic",
    "transdermal",
)
FREQUENCIES = (
    "once daily",
    "twice daily",
    "three times daily",
    "every other day",
    "once weekly",
    "every 2 weeks",
    "every 4 weeks",
    "every 6 weeks",
    "every 8 weeks",
    "every 12 weeks",
    "monthly",
    "as needed",
)
ONGOING_WORD = "ongoing"


def outcome_from_words(text: str, vocabulary: Vocabulary, today: dt.date) -> Outcome | None:
    """Read an outcome from a name of ours or from the words of a note; None where they do not certainly say one.

    Words are read as a quick line reads them: "heart failure" is no failure of the drug, "denies side effects" no
    intolerance, and two outcomes that do not go together are none.
    """
    words = text.strip().casefold()
    if not words:
        return Outcome.UNKNOWN
    for outcome, name in OUTCOME_NAMES.items():
        if words in {name.casefold(), outcome.value, outcome.value.replace("_", " ")}:
            return outcome
    read = parse_quick_line(text, vocabulary=vocabulary, today=today, therapy_id="").therapy
    return None if read.outcome is Outcome.UNKNOWN or read.use is not Use.TAKEN else read.outcome
