"""Wording of the criteria: how a policy is named, the four columns, the verdicts, and what is not on file."""

from __future__ import annotations

from denialdesk.domain.criteria import AcceptedOutcome, Layer, Status
from denialdesk.letters.wording.phrase import Phrase

HEADING = "How the record meets the plan’s criteria"
HEADING_NO_POLICY = "How the record answers the notice"

# The four columns are fixed by the field's own practice; reviewers look for them by name.
COLUMNS = (
    "Required agent",
    "Duration required by policy",
    "Documented trial with dates",
    "Outcome or reason not used",
)
WIDTHS = (20, 18, 31, 31)

LAYER_NAMES = {
    Layer.PRIOR_AUTHORIZATION: "Prior authorization criteria",
    Layer.PREFERRED_PRODUCT: "Preferred product criteria",
    Layer.STEP_THERAPY: "Step therapy criteria",
    Layer.MEDICAL_BENEFIT: "Medical benefit criteria",
    Layer.MEDICARE_PART_D: "Medicare Part D criteria",
    Layer.PREFERRED_DRUG_LIST: "Preferred drug list criteria",
    Layer.NOT_COVERED: "Coverage criteria",
}
SUBHEADING = Phrase("layer", "{layer}: {drug}")
CHECKED = Phrase("policy_checked", "{payer}, {policy}. The table sets the record beside each requirement.")
UNCHECKED = Phrase(
    "policy_unchecked",
    "This table follows the plan’s criteria as we understand them; we have not checked them against {payer}’s own "
    "document.",
)
UNCHECKED_AGAIN = Phrase("policy_unchecked_again", "This table, too, follows the criteria as we understand them.")
UNCHECKED_BRIEF = Phrase("unchecked_brief", "As we understand them; not checked against the payer’s own document.")
BRIEF_ITEM = Phrase("brief_item", "{requirement}: {verdict}")
POLICY_TITLE = Phrase("policy_title", "{title}")
POLICY_NUMBER = Phrase("policy_number", "policy {number}")
POLICY_EFFECTIVE = Phrase("policy_effective", "effective {date}")
POLICY_REVIEWED = Phrase("policy_reviewed", "reviewed {date}")
POLICY_PAGE = Phrase("policy_page", "page {page}")

STATUS = {
    Status.MET: Phrase("status_met", "Met"),
    Status.EXEMPT: Phrase("status_exempt", "Exempt"),
    Status.NOT_MET: Phrase("status_not_met", "Not met"),
    Status.UNKNOWN: Phrase("status_unknown", "Not yet documented"),
}
IN_DISPUTE = Phrase("status_in_dispute", "In dispute")
COUNTED = (STATUS[Status.MET], STATUS[Status.EXEMPT], IN_DISPUTE, STATUS[Status.NOT_MET], STATUS[Status.UNKNOWN])

NOT_A_TRIAL = Phrase("not_a_trial", "Not a drug trial")
NO_LENGTH = Phrase("no_length", "None printed")
NO_LENGTH_UNCHECKED = Phrase("no_length_unchecked", "None that we know of")
NO_LENGTH_FOR = {
    AcceptedOutcome.INTOLERANCE: Phrase("no_length_intolerance", "None if not tolerated"),
    AcceptedOutcome.HYPERSENSITIVITY: Phrase("no_length_intolerance", "None if not tolerated"),
    AcceptedOutcome.CONTRAINDICATION: Phrase("no_length_contraindication", "None if contraindicated"),
}
OTHER_POLICY = Phrase("see_other_policy", "see those criteria in this letter")
NOT_STATED_IN_NOTICE = Phrase("length_not_in_notice", "Not stated in the notice")
SEE_LAST_COLUMN = Phrase("see_last_column", "See last column")
NO_OUTCOME = Phrase("no_outcome", "None recorded")
NO_TRIAL = Phrase("no_trial", "No trial recorded")
NOT_TRIED = Phrase("not_tried", "Not tried")

COLON = Phrase("colon", ": ")
LINE = Phrase("line", ";\n")
REASON = Phrase("reason", "prescriber’s reason: “{reason}”")
STATEMENT = Phrase("statement", "“{reason}”")
STEP_TEXT_UNKNOWN = Phrase("step_text_unknown", "the text of this step is not known to us; please provide it")
REASON_BELOW = Phrase("reason_below", "see the prescriber’s reason below")

OTHER_LEAD = Phrase("other_requirements", "Other requirements: {list}.")
OTHER_ITEM = Phrase("other_requirement", "{label} – {status}")
ESTABLISHED = Phrase("established", "Already on therapy: {reason}")

EXCEPTION_PRINTED = Phrase("exception_printed", "The policy prints this exception: {exception}. ")
EXCEPTION_UNCHECKED = Phrase(
    "exception_unchecked", "The criteria, as we understand them, hold this exception: {exception}. "
)
EXCEPTION_MY_WORD = Phrase("exception_my_word", "I state that it applies to this patient: {reason}. ")
EXCEPTION_WORD_OF = Phrase("exception_word_of", "{person} states that it applies to this patient: {reason}. ")
EXCEPTION_OFFICE_WORD = Phrase("exception_office_word", "Our office states that it applies to this patient: {reason}. ")
EXCEPTION_FOR_STEPS = Phrase("exception_for_steps", "We ask that it be applied in place of the steps.")
EXCEPTION_TO_APPLY = Phrase("exception_to_apply", "We ask that it be applied to this request.")
EXCEPTION_BRIEF = Phrase("exception_brief", "Exception stated by {person}: {exception}")
EXCEPTION_BRIEF_OFFICE = Phrase("exception_brief_office", "Exception stated by our office: {exception}")

NO_POLICY = Phrase(
    "no_policy",
    "The policy {payer} relied on is not known to us. Please provide it, with its number and effective date. Until "
    "then this letter answers the notice in the notice’s own words.",
)
NO_POLICY_FOR_REVIEW = Phrase(
    "no_policy_for_review",
    "The policy {payer} relied on is not known to us; please obtain it from {payer}. Until then this letter answers "
    "the notice in the notice’s own words.",
)
NO_STEPS = Phrase(
    "no_steps",
    "The step requirements of this policy are not known to us. Please provide the text relied on.",
)
NAMED_IN_NOTICE = Phrase("named_in_notice", "The drugs below are those the notice names.")
