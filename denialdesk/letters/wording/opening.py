"""Wording of what stands before the argument: routing, reference block, request, summary, the denial's own words."""

from __future__ import annotations

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import LetterKind
from denialdesk.domain.plan import PlanType
from denialdesk.letters.wording.phrase import Phrase

ATTENTION_APPEALS = Phrase("attention_appeals", "Attention: Appeals")
BY_FAX = Phrase("by_fax", "By fax: {fax}")

FIRST_LEVEL = Phrase("level_first", "First-level internal appeal")
FIRST_LEVEL_BY_PLAN = {
    PlanType.ACA_INDIVIDUAL: Phrase("level_aca", "Internal appeal"),
    PlanType.MEDICARE_PART_D: Phrase("level_part_d", "Request for redetermination (first appeal, Part D)"),
    PlanType.MEDICARE_ADVANTAGE_PART_B: Phrase("level_part_c", "Request for reconsideration (first appeal)"),
    PlanType.MEDICAID_MANAGED_CARE: Phrase("level_medicaid", "Plan appeal"),
    PlanType.CHIP: Phrase("level_chip", "Plan appeal"),
    PlanType.FEHB_PSHB: Phrase("level_fehb", "Request for reconsideration"),
    PlanType.TRICARE: Phrase("level_tricare_first", "Request for reconsideration"),
    PlanType.MEDICAID_FFS: Phrase("level_medicaid_hearing", "Request for a state fair hearing"),
    PlanType.VA: Phrase("level_va", "Clinical appeal"),
}
LEVEL_BY_KIND = {
    LetterKind.SECOND_APPEAL: Phrase("level_second", "Second-level internal appeal"),
    LetterKind.EXTERNAL_REVIEW: Phrase("level_external", "Request for external review"),
    LetterKind.STEP_EXCEPTION: Phrase("level_step_exception", "Request for a step therapy exception"),
    LetterKind.FORMULARY_EXCEPTION: Phrase("level_formulary", "Request for a formulary exception"),
    LetterKind.CONTINUATION: Phrase("level_continuation", "Appeal for continued treatment"),
}
EXPEDITED = Phrase("speed_expedited", "Expedited review")
STANDARD = Phrase("speed_standard", "Standard review")
WHOSE = Phrase("whose_appeal", "Patient’s appeal, filed by the prescriber")
WHOSE_BY_FILER = {
    Filer.PATIENT: Phrase("whose_patient", "Patient’s appeal, with the prescriber’s letter"),
    Filer.PRESCRIBER: WHOSE,
    Filer.PROVIDER: Phrase("whose_provider", "Provider’s own dispute"),
}
DOT = Phrase("dot", "  ·  ")

SALUTATION_APPEAL = Phrase("salutation_appeal", "To the appeals reviewer:")
SALUTATION_REVIEWER = Phrase("salutation_reviewer", "To the independent reviewer:")
SALUTATION_EXCEPTION = Phrase("salutation_exception", "To the coverage reviewer:")
SALUTATION_PLAIN = Phrase("salutation_plain", "To whom it may concern:")

REFERENCE_LABELS = {
    "patient": Phrase("ref_patient", "Patient:"),
    "birth_date": Phrase("ref_birth_date", "Date of birth:"),
    "member_id": Phrase("ref_member_id", "Member ID:"),
    "plan": Phrase("ref_plan", "Health plan:"),
    "reference": Phrase("ref_reference", "Reference no.:"),
    "notice": Phrase("ref_notice", "Date of notice:"),
    "drug": Phrase("ref_drug", "Drug:"),
    "diagnosis": Phrase("ref_diagnosis", "Diagnosis:"),
}
PLAN_OF_PAYER = Phrase("plan_of_payer", "{payer}, {plan}")
MEMBER_OF_GROUP = Phrase("member_of_group", "{member} (group {group})")
DIAGNOSIS = Phrase("diagnosis", "{indication} ({code})")

REQUEST = Phrase(
    "request_first",
    "I am appealing the denial of {drug} for my patient, {patient}, who has {indication}, and ask {payer} to approve "
    "{drug_and_dose}, for {duration}.",
)
REQUEST_IN_SUPPORT = Phrase(
    "request_in_support",
    "My patient, {patient}, who has {indication}, is appealing the denial of {drug}. I support the appeal and ask "
    "{payer} to approve {drug_and_dose}, for {duration}.",
)
REQUEST_DISPUTE = Phrase(
    "request_dispute",
    "I dispute the denial of {drug} for my patient, {patient}, who has {indication}, and ask {payer} to approve "
    "{drug_and_dose}, for {duration}.",
)
REQUEST_BY_FILER = {
    Filer.PATIENT: REQUEST_IN_SUPPORT,
    Filer.PRESCRIBER: REQUEST,
    Filer.PROVIDER: REQUEST_DISPUTE,
}
REQUEST_SECOND = Phrase(
    "request_second",
    "I ask {payer} to review again, at the second level, its decision to uphold the denial of {drug} for my patient, "
    "{patient}, who has {indication}, and to approve {drug_and_dose}, for {duration}.",
)
REQUEST_EXTERNAL = Phrase(
    "request_external",
    "I ask for an independent external review of {payer}’s denial of {drug} for my patient, {patient}, who has "
    "{indication}, and for a decision that {payer} must cover {drug_and_dose}, for {duration}.",
)
REQUEST_STEP_EXCEPTION = Phrase(
    "request_step_exception",
    "I ask {payer} for an exception to its step therapy requirement for {drug}, prescribed for my patient, {patient}, "
    "who has {indication}, and for approval of {drug_and_dose}, for {duration}.",
)
REQUEST_FORMULARY = Phrase(
    "request_formulary",
    "I ask {payer} for an exception to its drug list so that {drug} is covered for my patient, {patient}, who has "
    "{indication}: {drug_and_dose}, for {duration}.",
)
REQUEST_CONTINUATION = Phrase(
    "request_continuation",
    "My patient, {patient}, is taking {drug} for {indication}. I ask {payer} to overturn the denial and approve "
    "continued treatment with {drug_and_dose}, for {duration}.",
)
FULL_PERIOD = Phrase("full_period", "the longest period the plan approves")

SUMMARY_HEADING = "In brief"
SUMMARY_COUNT = Phrase("summary_count", "Criteria: {counts}.")
SUMMARY_COUNT_UNCHECKED = Phrase("summary_count_unchecked", "Criteria, as we understand them: {counts}.")
SUMMARY_TRIED = Phrase("summary_tried", "Prior therapies: {therapies}.")
SUMMARY_UNTRIED = Phrase("summary_untried", "Not tried, with the reason given below: {therapies}.")
SUMMARY_NONE_TRIED = Phrase("summary_none_tried", "Prior therapies: none is recorded.")
SUMMARY_NO_POLICY = Phrase(
    "summary_no_policy",
    "Criteria: we do not have the policy relied on and ask for a copy; this letter answers the notice.",
)
SUMMARY_NO_POLICY_FOR_REVIEW = Phrase(
    "summary_no_policy_for_review", "Criteria: we do not have the policy relied on; this letter answers the notice."
)
SUMMARY_ON_DRUG = Phrase("summary_on_drug", "Already taking {drug}.")
SUMMARY_ON_DRUG_SINCE = Phrase("summary_on_drug_since", "Already taking {drug}, since {date}.")
SUMMARY_EXPEDITED = Phrase(
    "summary_expedited", "Expedited review is requested; the ground is certified in this letter."
)
COMMA = Phrase("comma", ", ")
SEMICOLON = Phrase("semicolon", "; ")
THERAPY_WITH_OUTCOME = Phrase("therapy_with_outcome", "{therapy} ({outcome})")

DENIAL_HEADING = "The reason given for the denial"
DENIAL_STATES = Phrase("denial_states", "{payer}’s notice of {date} states:")
DENIAL_QUOTE = Phrase("denial_quote", "“{reason}”")
DENIAL_CITES = Phrase("denial_cites", "The notice cites this policy: “{policy}”.")
DENIAL_CITES_NONE = Phrase("denial_cites_none", "The notice did not enclose the criteria it applied.")
