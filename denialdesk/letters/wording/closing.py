"""Wording of medical necessity, expedited handling, rights, the close, the signature and the enclosures."""

from __future__ import annotations

from denialdesk.domain.plan import PlanType
from denialdesk.letters.wording.phrase import Phrase

NECESSITY_HEADING = "Medical necessity, in the prescriber’s own words"
MEASURES_LEAD = Phrase("measures_lead", "Recorded measures: {measures}.")

EXPEDITED_HEADING = "Ground for expedited review"
GROUND_JEOPARDY = Phrase(
    "ground_jeopardy",
    "I certify that waiting for a standard decision could seriously jeopardize my patient’s life, health or ability to "
    "regain maximum function.",
)
GROUND_PAIN = Phrase(
    "ground_severe_pain",
    "Knowing this patient’s condition, I certify that waiting for a standard decision would leave my patient in severe "
    "pain that cannot be adequately managed without the drug requested.",
)
HARM_LEAD = Phrase("harm_lead", "The harm of delay, in my own words:")

RIGHTS_HEADING = "Requests under the plan’s appeal rules"
RIGHTS_HEADING_UNKNOWN = "Requests"
RIGHTS_LEAD = Phrase("rights_lead", "According to our records this is {plan}. On that basis, please:")
PLAN_NAMES = {
    PlanType.SELF_FUNDED_ERISA: "a self-funded employer plan",
    PlanType.FULLY_INSURED_GROUP: "an insured employer plan",
    PlanType.ACA_INDIVIDUAL: "an individual or marketplace plan",
    PlanType.GRANDFATHERED: "a grandfathered plan",
    PlanType.NONFEDERAL_GOVERNMENTAL: "a state or local government employee plan",
    PlanType.CHURCH: "a church plan",
    PlanType.FEHB_PSHB: "a federal or postal employee plan (FEHB or PSHB)",
    PlanType.MEDICARE_PART_D: "a Medicare Part D plan",
    PlanType.MEDICARE_ADVANTAGE_PART_B: "a Medicare Advantage plan, for a Part B drug",
    PlanType.MEDICAID_FFS: "fee-for-service Medicaid",
    PlanType.MEDICAID_MANAGED_CARE: "a Medicaid managed care plan",
    PlanType.CHIP: "a CHIP plan",
    PlanType.TRICARE: "TRICARE coverage",
    PlanType.VA: "Department of Veterans Affairs coverage",
    PlanType.SHORT_TERM_LIMITED: "short-term or other limited coverage",
}
RIGHTS_LEAD_UNKNOWN = Phrase("rights_lead_unknown", "For this appeal I ask for the following:")
CITED = Phrase("cited", " ({citations})")
ASK_CRITERIA = Phrase(
    "ask_criteria", "Please send us the policy, guideline or criteria relied on in this denial, complete."
)
PLAIN_REQUESTS = (
    ASK_CRITERIA,
    Phrase("ask_file", "Please send us copies of the documents on which the denial rests."),
    Phrase("ask_reviewer", "Please have a physician of my specialty, who took no part in the denial, review this."),
)
ASK_FUNDING = Phrase(
    "ask_funding", "Please tell us what kind of plan this is, self-funded or insured, and which appeal rights follow."
)

CLOSE_HEADING = "What I ask you to do"
OVERTURN = Phrase("close_overturn", "Overturn the denial and approve {drug} {strength} for {duration}.")
DECIDE_WITHIN = Phrase("close_clock", "Decide within {time} of receiving this letter{citations}.")
PLEASE = "Please "
DECIDE_EXPEDITED = Phrase("close_expedited", "Decide this appeal as expedited.")
DECIDE_EXPEDITED_WITHIN = Phrase(
    "close_expedited_clock", "Decide this appeal as expedited, within {time} of receiving it{citations}."
)
PEER_TO_PEER = Phrase(
    "close_peer",
    "Before deciding against my patient, let me speak with a reviewing physician of my specialty. "
    "I can be reached: {when}.",
)
PEER_TO_PEER_PHONE = Phrase(
    "close_peer_phone",
    "Before deciding against my patient, let me speak with a reviewing physician of my specialty; please call {phone}.",
)
PEER_TO_PEER_PLAIN = Phrase(
    "close_peer_plain", "Before deciding against my patient, let me speak with a reviewing physician of my specialty."
)
IF_UPHELD = Phrase(
    "close_if_upheld",
    "If any part of the denial stands, name in writing each criterion you find not met, the record you relied on, and "
    "the next step open to my patient, and enclose a copy of the criteria.",
)

SINCERELY = Phrase("sincerely", "Sincerely,")
NPI = Phrase("npi", "NPI {npi}")
PHONE = Phrase("phone", "Phone {phone}")
FAX = Phrase("fax", "Fax {fax}")
PHONE_FAX = Phrase("phone_fax", "Phone {phone}  ·  Fax {fax}")

ENCLOSURES_HEADING = "Enclosures"
ENCLOSURE = Phrase("enclosure", "{exhibit}: {title}")
ENCLOSURE_PAGES = Phrase("enclosure_pages", "{exhibit}: {title} ({pages})")
