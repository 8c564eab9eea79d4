"""What the window calls outcomes, supply, use and origin, and the words people type for an outcome."""

from __future__ import annotations

from denialdesk.domain.therapy import Origin, Outcome, Supply, Use

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
_OUTCOME_WORDS = (
    ("not advis", Outcome.NOT_ADVISABLE),
    ("contraind", Outcome.CONTRAINDICATED),
    ("not tried", Outcome.CONTRAINDICATED),
    ("hypersens", Outcome.HYPERSENSITIVITY),
    ("allerg", Outcome.HYPERSENSITIVITY),
    ("anaphyl", Outcome.HYPERSENSITIVITY),
    ("lost resp", Outcome.LOST_RESPONSE),
    ("loss of resp", Outcome.LOST_RESPONSE),
    ("loss of eff", Outcome.LOST_RESPONSE),
    ("secondary fail", Outcome.LOST_RESPONSE),
    ("wore off", Outcome.LOST_RESPONSE),
    ("intoler", Outcome.INTOLERANCE),
    ("side effect", Outcome.INTOLERANCE),
    ("adverse", Outcome.INTOLERANCE),
    ("inadequate", Outcome.INADEQUATE_RESPONSE),
    ("insufficient", Outcome.INADEQUATE_RESPONSE),
    ("ineffective", Outcome.INADEQUATE_RESPONSE),
    ("no response", Outcome.INADEQUATE_RESPONSE),
    ("partial response", Outcome.INADEQUATE_RESPONSE),
    ("lack of", Outcome.INADEQUATE_RESPONSE),
    ("fail", Outcome.INADEQUATE_RESPONSE),
    ("ongoing", Outcome.ONGOING),
    ("still taken", Outcome.ONGOING),
    ("other", Outcome.OTHER),
    ("cost", Outcome.OTHER),
    ("insurance", Outcome.OTHER),
    ("unknown", Outcome.UNKNOWN),
    ("don't know", Outcome.UNKNOWN),
)


def outcome_from_words(text: str) -> Outcome | None:
    """Read an outcome from the words of a list or a spreadsheet; None where they name none of ours."""
    words = text.strip().casefold()
    if not words:
        return Outcome.UNKNOWN
    for outcome, name in OUTCOME_NAMES.items():
        if words in {name.casefold(), outcome.value, outcome.value.replace("_", " ")}:
            return outcome
    return next((outcome for sign, outcome in _OUTCOME_WORDS if sign in words), None)
