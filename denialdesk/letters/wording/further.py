"""Wording of the later levels, the exceptions, continued treatment and the letter of medical necessity."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.plan import PlanType
from denialdesk.letters.wording.phrase import Phrase

TITLE_SECOND = "Second-level appeal of a coverage denial"
TITLE_EXTERNAL = "Request for external review"
TITLE_EXPEDITED = "Expedited appeal of a coverage denial"
TITLE_STEP_EXCEPTION = "Request for a step therapy exception"
TITLE_FORMULARY = "Request for a formulary exception"
TITLE_NECESSITY = "Letter of medical necessity"
TITLE_CONTINUATION = "Appeal for continued treatment"

UPHELD_HEADING = "The reason given for upholding the denial"
FINAL_HEADING = "The reason given in the final denial"
REASON_HEADING_REQUEST = "What the notice says"

EARLIER_APPEAL = Phrase(
    "earlier_appeal",
    "The first appeal was sent on {date}. This letter does not repeat it; it answers the reason given for upholding "
    "the denial. Prior therapies that are not in question are told in the first appeal.",
)
NEW_REVIEWER = Phrase("new_reviewer", "Please assign a reviewer who took no part in either earlier decision.")


@dataclass(frozen=True, slots=True)
class ReviewWords:
    """How the level after the plan's own is named for one kind of plan, where it is no external review."""

    title: str
    level: Phrase
    asked: Phrase
    salutation: Phrase = Phrase("salutation_office", "To the reviewing office:")


_REQUEST_REST = (
    " {payer}’s denial of {drug} for my patient, {patient}, who has {indication}, and for a decision that {payer} must "
    "cover {drug_and_dose}, for {duration}."
)
HEARING = ReviewWords(
    "Request for a state fair hearing",
    Phrase("level_hearing", "Request for a state fair hearing"),
    Phrase("request_hearing", f"I ask for a state fair hearing on{_REQUEST_REST}"),
    Phrase("salutation_hearing", "To the hearing officer:"),
)
ABOVE_RECONSIDERATION = ReviewWords(
    "Request for a further Medicare appeal",
    Phrase("level_above_ire", "Request for the next level of Medicare appeal named in the notice"),
    Phrase("request_above_ire", f"I ask for the next level of Medicare appeal of{_REQUEST_REST}"),
)
RECONSIDERATION = ReviewWords(
    "Request for reconsideration by the independent review entity",
    Phrase("level_ire", "Request for reconsideration (second appeal, Part D)"),
    Phrase("request_ire", f"I ask the independent review entity to reconsider{_REQUEST_REST}"),
)
BY_OPM = ReviewWords(
    "Request for review by the Office of Personnel Management",
    Phrase("level_opm", "Request for review by the Office of Personnel Management (OPM)"),
    Phrase("request_opm", f"I ask the Office of Personnel Management to review{_REQUEST_REST}"),
)
TRICARE_REVIEW = ReviewWords(
    "Request for the next TRICARE review",
    Phrase("level_tricare", "Request for the next level of review named in the notice"),
    Phrase("request_tricare", f"I ask for the next level of review of{_REQUEST_REST}"),
)
CHIP_REVIEW = ReviewWords(
    "Request for the state’s review",
    Phrase("level_chip_review", "Request for the state’s review of a health-services matter"),
    Phrase("request_chip", f"I ask for the state’s review of{_REQUEST_REST}"),
)
VA_REVIEW = ReviewWords(  # the VA has no external review: the next step is a clinical one
    "Request for further review of a clinical appeal",
    Phrase("level_va_review", "Request for further review of a clinical appeal"),
    Phrase("request_va", f"I ask for further clinical review of{_REQUEST_REST}"),
)
REVIEW_BY_PLAN = {
    PlanType.MEDICARE_PART_D: RECONSIDERATION,
    PlanType.MEDICAID_MANAGED_CARE: HEARING,
    PlanType.MEDICAID_FFS: HEARING,
    PlanType.FEHB_PSHB: BY_OPM,
    PlanType.TRICARE: TRICARE_REVIEW,
    PlanType.CHIP: CHIP_REVIEW,
    PlanType.VA: VA_REVIEW,
}
ABOVE_IRE = {PlanType.MEDICARE_PART_D: ABOVE_RECONSIDERATION, PlanType.MEDICARE_ADVANTAGE_PART_B: ABOVE_RECONSIDERATION}
REVIEW_ADDRESSEE = Phrase("review_addressee", "To the office that {payer}’s notice names for the next step")

EXTERNAL_ADDRESSEE = Phrase("external_addressee", "To the external review body named in {payer}’s final notice")
EXTERNAL_WHOSE = Phrase("external_whose", "Patient’s request, filed by the prescriber")
EXTERNAL_WHOSE_PATIENT = Phrase("external_whose_patient", "Patient’s request, with the prescriber’s letter")
ELIGIBLE_HEADING = "Why this denial can be reviewed"
MEDICAL_JUDGMENT = Phrase(
    "medical_judgment",
    "The denial turns on whether the drugs the plan requires are appropriate for this patient. That is a medical "
    "judgment.",
)
QUESTION_HEADING = "What I ask for"
EXTERNAL_DECIDE = Phrase("external_decide", "Decide that {payer} must cover {drug} {strength} for {duration}.")
EXTERNAL_RECORD = Phrase(
    "external_record",
    "Decide on the whole record enclosed, and not only on what was before {payer} at the first decision.",
)
EXTERNAL_REVIEWER = Phrase(
    "external_reviewer", "Have a reviewer of my specialty, who treats this condition, take part in the decision."
)
EXTERNAL_FAST = Phrase("external_fast", "Handle this request as expedited, on the ground certified in this letter.")

GROUND_NOT_ACCEPTED = "a ground this kind of plan accepts: serious jeopardy to life, health or function"
JEOPARDY_ONLY = frozenset(
    {
        PlanType.MEDICARE_PART_D,
        PlanType.MEDICARE_ADVANTAGE_PART_B,
        PlanType.MEDICAID_MANAGED_CARE,
        PlanType.MEDICAID_FFS,
        PlanType.CHIP,
    }
)

ATTENTION_EXCEPTIONS = Phrase("attention_exceptions", "Attention: Prior authorization and exceptions")
WHOSE_PRESCRIBER = Phrase("whose_prescriber", "Submitted by the prescriber")
GROUNDS_HEADING = "Grounds for the exception"
GROUNDS_LEAD = Phrase(
    "grounds_lead", "{state}’s step therapy law ({citations}) gives an exception on these grounds, among others:"
)
GROUND_SHOWN = Phrase("ground_shown", "{ground} Shown by: {rows}.")
FORMULARY_HEADING = "The exception asked for"

GRANT_EXCEPTION = Phrase(
    "grant_exception", "Grant the exception and approve {drug} {strength} for {duration}, without a further trial."
)
GRANT_FORMULARY = Phrase("grant_formulary", "Grant the exception and cover {drug} {strength} for {duration}.")
APPROVE = Phrase("approve", "Approve {drug} {strength} for {duration}.")
KEEP_GOING = Phrase(
    "keep_going", "Overturn the denial and approve continued treatment with {drug} {strength} for {duration}."
)
IF_REFUSED = Phrase(
    "if_refused",
    "If the request is refused in any part, name in writing each criterion you find not met and how to appeal, and "
    "enclose "
    "a copy of the criteria.",
)

REQUEST_NECESSITY = Phrase(
    "request_necessity",
    "I prescribe {drug_and_dose} for my patient, {patient}, who has {indication}. This letter sets out why the "
    "treatment is "
    "medically necessary, and asks {payer} to cover it for {duration}.",
)

ON_TREATMENT_HEADING = "Treatment with this drug so far"
ON_TREATMENT_SINCE = Phrase("on_treatment_since", "My patient has taken {drug} since {date}.")
RESPONSE = Phrase("response", "Measures in order of date: {measures}.")
NO_RESPONSE = Phrase("no_response", "No measure of the response is recorded.")
