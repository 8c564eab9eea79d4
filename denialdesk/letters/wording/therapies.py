"""Wording of the prior-therapy log: outcomes, dates, proof, and drugs not tried."""

from __future__ import annotations

from denialdesk.domain.therapy import Outcome
from denialdesk.letters.wording.phrase import Phrase

HEADING = "Prior therapies"
HEADING_UNTRIED = "Drugs not tried, and why"

OUTCOMES = {
    Outcome.INADEQUATE_RESPONSE: "inadequate response",
    Outcome.LOST_RESPONSE: "loss of response",
    Outcome.INTOLERANCE: "intolerance",
    Outcome.HYPERSENSITIVITY: "hypersensitivity",
    Outcome.CONTRAINDICATED: "contraindicated, not tried",
    Outcome.NOT_ADVISABLE: "not advisable in the prescriber’s judgment, not tried",
    Outcome.ONGOING: "still being taken",
    Outcome.OTHER: "stopped for another reason",
}

# In the table the column before already says that the drug was not tried.
OUTCOMES_IN_TABLE = OUTCOMES | {
    Outcome.CONTRAINDICATED: "contraindicated in the prescriber’s judgment",
    Outcome.NOT_ADVISABLE: "not advisable in the prescriber’s judgment",
}

TAKEN = Phrase("taken", " Taken {span}.")
DATES_NOT_KNOWN = Phrase("dates_not_known", " Dates not known.")
TAKEN_LENGTH = Phrase("taken_length", " Taken {span} ({length}).")
NOTED_LENGTH = Phrase("noted_length", " Length as noted: {length}.")
FOR_OTHER = Phrase("for_other", " Given for {indication}.")
OUTCOME = Phrase("outcome", " Outcome: {outcome}.")
OUTCOME_WITH_STORY = Phrase("outcome_story", " Outcome: {outcome}. {story}")
STORY = Phrase("story", " {story}")
MEASURES = Phrase("measures_of_therapy", " Recorded: {measures}.")
PRESCRIBED_BY = Phrase("prescribed_by", " Prescribed by {prescriber}.")
PROOF = Phrase("proof", " Documented by: {proof}.")
PROOF_EXHIBIT = Phrase("proof_exhibit", " Documented by: {proof} ({exhibit}).")
EXHIBIT_ONLY = Phrase("exhibit_only", " See {exhibit}.")
TABLE_EXHIBIT = Phrase("table_exhibit", " [{exhibit}]")
NONE_RECORDED = Phrase("none_recorded", "No prior therapy is recorded.")

CONTRAINDICATED = Phrase(
    "contraindicated", "{agent}: not tried. I judge it contraindicated in this patient: {condition}"
)
CONTRAINDICATED_BARE = Phrase("contraindicated_bare", "{agent}: not tried. I judge it contraindicated in this patient.")
NOT_ADVISABLE = Phrase("not_advisable", "{agent}: not tried. I do not advise it for this patient.")
STATED_REASON = Phrase("stated_reason", "{agent}: my reason why this step does not fit this patient:")
STATED_REASON_BY = Phrase(
    "stated_reason_by", "{agent}: the reason stated by {person} why this step does not fit this patient:"
)
QUOTED = Phrase("quoted", "“{words}”")
