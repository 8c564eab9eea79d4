"""Wording of letters about the file, the clock, the plan and the records, of the patient's papers and office papers."""

from __future__ import annotations

from denialdesk.domain.plan import PlanType
from denialdesk.letters.wording.phrase import Phrase

TITLE_CLAIM_FILE = "Request for the claim file and criteria"
TITLE_OVERDUE = "Overdue decision"
TITLE_FUNDING = "Question about the plan"
TITLE_RECORDS = "Request for treatment records"
TITLE_AUTHORIZATION = "Authorization of a representative"
TITLE_PATIENT = "My appeal of a coverage denial"
TITLE_BRIEF = "Peer-to-peer call brief"
TITLE_FAX = "Fax cover sheet"
TITLE_COMPLAINT = "Complaint about a coverage denial"

ATTENTION_CLAIMS = Phrase("attention_claims", "Attention: Appeals and claim records")
ATTENTION_MEMBER = Phrase("attention_member", "Attention: Member and provider services")

# --- claim file ------------------------------------------------------------------------------------------------------
CLAIM_FILE_LEAD = Phrase(
    "claim_file_lead",
    "{payer} denied {drug} for my patient, {patient}, by its notice of {date}. To answer that denial we need the "
    "file and "
    "the criteria behind it.",
)
CLAIM_FILE_UNKNOWN = (
    Phrase("file_criteria", "Please send us the policy or criteria applied, with number and effective date, complete."),
    Phrase("file_notes", "Please send us the reviewer’s notes and the documents on which the denial rests."),
    Phrase("file_reviewer", "Please tell us the credentials and specialty of the person who decided."),
    Phrase("file_plan", "Please tell us what kind of plan this is and which appeal rules apply."),
)
SEND_TO = Phrase(
    "send_to", "Please send everything to the address or fax number above, marked with the reference number."
)

# --- overdue decision ------------------------------------------------------------------------------------------------
OVERDUE_LEAD = Phrase(
    "overdue_lead",
    "On {sent} we sent {payer} an appeal of its denial of {drug} for my patient, {patient}. As of {today} our records "
    "show no decision.",
)
OVERDUE_RECEIVED = Phrase("overdue_received", "Our records show that it was received on {date}.")
OVERDUE_CLOCK = Phrase("overdue_clock", "The decision was due within {time} of receipt{citations}.")
OVERDUE_NOT_YET = "the decision is not overdue yet: it is due by {date}"
OVERDUE_HEADING = "What I ask you to do"
OVERDUE_DECIDE = Phrase("overdue_decide", "Decide now, and send the decision in writing on the day it is made.")
OVERDUE_APPROVE = Phrase("overdue_approve", "Approve {drug} {strength} for {duration}.")
OVERDUE_SAY = Phrase(
    "overdue_say", "If you hold that no decision is due, say why, and give the date on which you received the appeal."
)
OVERDUE_RESERVED = Phrase("overdue_reserved", "My patient reserves every further step. {right}{citations}.")

# --- plan funding ----------------------------------------------------------------------------------------------------
FUNDING_LEAD = Phrase(
    "funding_lead",
    "We are preparing an appeal for the member named above. Which rules and time limits apply depends on the kind of "
    "plan. "
    "Please answer these questions in writing:",
)
FUNDING_QUESTIONS = (
    Phrase(
        "funding_1",
        "Is the plan self-funded by the employer, or insured? If insured, by which company and in which state?",
    ),
    Phrase("funding_2", "Is it governed by ERISA? If not, is it a government, church, individual or marketplace plan?"),
    Phrase("funding_3", "Is it a grandfathered plan under the Affordable Care Act?"),
    Phrase(
        "funding_4", "Who is the plan administrator, and at which address are requests for plan documents received?"
    ),
    Phrase("funding_5", "How many levels of internal appeal are there, and which process of external review applies?"),
    Phrase("funding_6", "Where are appeals sent by mail and by fax, and which form names a representative?"),
    Phrase("funding_7", "Is {drug} on the plan’s drug list, and under which policy is it reviewed?"),
)
_WHERE_SENT, _WHICH_POLICY = FUNDING_QUESTIONS[5:]
# What is asked first when the plan finder ended in a question of its own, by the id of its result.
QUESTIONS_BY_RESULT = {
    "ask_church": (
        Phrase("church_1", "Is this a church plan, and has it elected under 26 USC 410(d) to come under ERISA?"),
        *FUNDING_QUESTIONS[:1],
        *FUNDING_QUESTIONS[3:],
    ),
    "ask_medicare_part": (
        Phrase("medicare_1", "Was {drug} denied under Medicare Part D, or under Part B as a drug given in the office?"),
        Phrase("medicare_2", "Is the plan a drug plan, a Medicare Advantage plan, or one for Medicare and Medicaid?"),
        _WHERE_SENT,
        _WHICH_POLICY,
    ),
    "ask_medicaid": (
        Phrase("medicaid_1", "Who decided this denial: the health plan, or the state Medicaid agency?"),
        Phrase("medicaid_2", "Is there an appeal to the plan first, and by when must a fair hearing be asked for?"),
        _WHERE_SENT,
        _WHICH_POLICY,
    ),
    "ask_chip": (
        Phrase("chip_1", "Is this a separate Children’s Health Insurance Program, or CHIP through Medicaid?"),
        Phrase("chip_2", "Who decided this denial, and by when must a review be asked for?"),
        _WHERE_SENT,
        _WHICH_POLICY,
    ),
    "ask_federal": (
        Phrase("federal_1", "Are this member’s drugs covered through the carrier’s Medicare drug plan (PDP EGWP)?"),
        Phrase("federal_2", "Was {drug} denied under that drug plan, or under the federal or postal employee plan?"),
        _WHERE_SENT,
        _WHICH_POLICY,
    ),
    "ask_limited": (
        Phrase("limited_1", "Is this an employer group health plan, and is it governed by ERISA?"),
        Phrase("limited_2", "Which steps of appeal does the policy give, and by when must each be taken?"),
        _WHERE_SENT,
        _WHICH_POLICY,
    ),
}
FUNDING_SOON = Phrase(
    "funding_soon", "The time to appeal is running. Please answer by fax or phone as soon as you have this letter."
)

# --- records ---------------------------------------------------------------------------------------------------------
RECORDS_TO = Phrase("records_to", "{person}")
RECORDS_TO_UNKNOWN = Phrase("records_to_unknown", "To the prescriber or pharmacy that holds the records named below")
RECORDS_LEAD = Phrase(
    "records_lead",
    "I now treat {patient}, born {birth_date}. For my patient’s treatment and its payment I need the record of the "
    "drug "
    "treatment below.",
)
RECORDS_COLUMNS = ("Drug", "What we have", "What we need")
RECORDS_WIDTHS = (28, 32, 40)
RECORDS_NEED_DATES = Phrase("need_dates", "first and last date")
RECORDS_NEED_START = Phrase("need_start", "first date")
RECORDS_NEED_STOP = Phrase("need_stop", "last date")
RECORDS_NEED_DOSE = Phrase("need_dose", "dose and directions")
RECORDS_NEED_OUTCOME = Phrase("need_outcome", "result, and why it was stopped")
RECORDS_NEED_PROOF = Phrase("need_proof", "visit note or fill history that shows it")
RECORDS_ASK = Phrase(
    "records_ask",
    "Please send the visit notes, medication list or fill history that show these points, and nothing beyond them, "
    "to the "
    "fax number above. If you hold no such record, a line saying so helps as well.",
)
RECORDS_NONE = "a row of the log that still needs proof or dates"
THANKS = Phrase("thanks", "Thank you for your help.")

# --- patient's papers ------------------------------------------------------------------------------------------------
AUTHORIZE = Phrase(
    "authorize",
    "I, {patient}, born {birth_date}, member ID {member}, appoint {prescriber} and the staff of {practice} to act "
    "for me in "
    "every step of the appeal of {payer}’s denial of {drug}, reference number {reference}, dated {date}.",
)
AUTHORIZE_MAY = Phrase("authorize_may", "They may:")
AUTHORIZE_POWERS = (
    Phrase("power_file", "file appeals and requests for external review, and add evidence;"),
    Phrase("power_receive", "receive my claim file, the criteria used, and every notice about this denial;"),
    Phrase(
        "power_speak", "speak with the plan and with reviewers about this denial and the health information it needs."
    ),
)
AUTHORIZE_END = Phrase(
    "authorize_end",
    "This holds until the denial is finally decided, or until I withdraw it in writing. If the plan requires a form "
    "of its "
    "own, please send it to the practice; until it is returned, please accept this one.",
)
SIGNED_PATIENT = Phrase("signed_patient", "Patient’s signature: ______________________________   Date: ______________")
SIGNED_GUARDIAN = Phrase(
    "signed_guardian", "If signed for the patient, name and relation: ______________________________________"
)
SIGNED_ACCEPT = Phrase(
    "signed_accept", "I accept. Representative’s signature: ____________________   Date: ______________"
)

PATIENT_CONTACT = Phrase(
    "patient_contact", "My address and phone: _____________________________________________________"
)
PATIENT_LEAD = Phrase(
    "patient_lead",
    "My name is {patient}. My member ID is {member}. On {date} you refused to cover {drug}, which {prescriber} "
    "prescribed "
    "for my {indication}. The reference number is {reference}. I ask you to change that decision.",
)
PATIENT_TRIED = Phrase("patient_tried", "I have already been treated with: {therapies}.")
PATIENT_LETTER = Phrase(
    "patient_letter",
    "The letter from {prescriber}, sent with this one, gives the medical facts. Please read both together.",
)
PATIENT_OWN_HEADING = "In my own words: how this condition and the denial affect me"
PATIENT_LINE = Phrase("patient_line", "_" * 76)
PATIENT_ASK = Phrase("patient_ask", "Please send me, and {prescriber}, your decision in writing.")

# --- peer-to-peer brief ----------------------------------------------------------------------------------------------
BRIEF_NOTE = Phrase("brief_note", "For the prescriber’s use in the call. Not part of the appeal; not to be sent.")
BRIEF_ASK_HEADING = "Say first"
BRIEF_ASK = Phrase(
    "brief_ask",
    "I am calling about {patient}, born {birth_date}, member ID {member}, reference {reference}. I ask you to approve "
    "{drug_and_dose} for {indication}, for {duration}.",
)
BRIEF_REASON_HEADING = "What the notice says"
BRIEF_FACTS_HEADING = "The facts in order"
BRIEF_CRITERIA_HEADING = "Criteria"
BRIEF_STATEMENT_HEADING = "Your statement"
BRIEF_CLOSE_HEADING = "Before you hang up"
BRIEF_CLOSE = (
    Phrase("brief_which", "If the answer is no: which criterion, by number, and what would meet it?"),
    Phrase("brief_policy", "Ask for the policy’s number and effective date."),
    Phrase("brief_next", "Ask which appeal comes next, where it is sent, and by when."),
)
BRIEF_RECORD_HEADING = "Write down"
BRIEF_RECORD = (
    Phrase("brief_reviewer", "Reviewer’s name, credentials, specialty: ______________________________________"),
    Phrase("brief_when", "Date and time of the call: ______________   Call reference: ______________________"),
    Phrase("brief_outcome", "Answer: ____________________________________________________________________"),
)

# --- fax cover -------------------------------------------------------------------------------------------------------
FAX_HEADING = "Fax"
FAX_LABELS = {
    "to": Phrase("fax_to", "To:"),
    "to_fax": Phrase("fax_to_fax", "Fax:"),
    "from": Phrase("fax_from", "From:"),
    "phone": Phrase("fax_phone", "Phone:"),
    "reply": Phrase("fax_reply", "Reply by fax:"),
    "date": Phrase("fax_date", "Date:"),
    "pages": Phrase("fax_pages", "Pages with this one:"),
    "about": Phrase("fax_about", "Reference no.:"),
}
FAX_PAGES_BLANK = Phrase("fax_pages_blank", "________")
FAX_SUBJECT = Phrase("fax_subject", "Appeal documents follow. The reference number above identifies the case.")
FAX_URGENT = Phrase("fax_urgent", "Expedited review is requested. Please deliver without delay.")
FAX_NOTICE = Phrase(
    "fax_notice",
    "Confidential. This fax holds health information that is protected by law and meant only for the addressee. If it "
    "reached you by mistake, please do not read, copy or pass it on; call the number above and destroy it.",
)

# --- regulator -------------------------------------------------------------------------------------------------------
# Who oversees which kind of plan, in words; the address is the office's to add.
REGULATORS = {
    PlanType.SELF_FUNDED_ERISA: "Employee Benefits Security Administration, U.S. Department of Labor",
    PlanType.FULLY_INSURED_GROUP: "State insurance department",
    PlanType.ACA_INDIVIDUAL: "State insurance department",
    PlanType.NONFEDERAL_GOVERNMENTAL: "Centers for Medicare & Medicaid Services",
    PlanType.FEHB_PSHB: "U.S. Office of Personnel Management, Healthcare and Insurance",
    PlanType.MEDICARE_PART_D: "Centers for Medicare & Medicaid Services",
    PlanType.MEDICARE_ADVANTAGE_PART_B: "Centers for Medicare & Medicaid Services",
    PlanType.MEDICAID_FFS: "State Medicaid agency",
    PlanType.MEDICAID_MANAGED_CARE: "State Medicaid agency",
    PlanType.CHIP: "State CHIP agency",
    PlanType.TRICARE: "Defense Health Agency",
}
REGULATOR_OF_STATE = Phrase("regulator_of_state", "{body}, {state}")
COMPLAINT_LEAD = Phrase(
    "complaint_lead",
    "I write for my patient, {patient}, about {payer}’s handling of a request for {drug}, prescribed for {indication}.",
)
COMPLAINT_EVENTS_HEADING = "What happened, in order"
COMPLAINT_NOTICE = Phrase("complaint_notice", "{date}: {payer}’s notice of denial.")
COMPLAINT_EVENT = Phrase("complaint_event", "{date}: {event}.")
COMPLAINT_EVENT_TEXT = Phrase("complaint_event_text", "{date}: {event}. {text}")
EVENT_WORDS = {
    "sent": "we sent our letter to the plan",
    "called": "we called the plan",
    "received": "the plan received it, by our records",
    "decided": "a decision was recorded",
}
EVENT_DECIDED = "decision: {decision}"
COMPLAINT_ISSUES_HEADING = "What I ask you to look into"
COMPLAINT_ISSUE_LATE = Phrase(
    "issue_late", "The decision was due within {time} of receipt{citations}; as of {today} our records show none."
)
COMPLAINT_ISSUE_CRITERIA = Phrase("issue_criteria", "The notice did not enclose the criteria it applied.")
COMPLAINT_ISSUE_REASON = Phrase(
    "issue_reason", "Whether the reason quoted above, and the way it was reached, meet the rules that bind the plan."
)
COMPLAINT_ASK_HEADING = "What I ask for"
COMPLAINT_ASK = (
    Phrase("complaint_review", "Look into the plan’s handling of this request under the rules that bind it."),
    Phrase("complaint_answer", "Have the plan give a complete written answer, with the criteria it applied."),
    Phrase("complaint_tell", "Tell my patient and this office what you find."),
)
