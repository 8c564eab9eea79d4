"""The case: one denied drug of one patient, with everything the office knows about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.denial import Denial
from denialdesk.domain.letter_choices import ChosenCitation, LabelReading, NoticeAnswer, SetAside
from denialdesk.domain.plan import Plan
from denialdesk.domain.practice import Prescriber
from denialdesk.domain.therapy import Therapy


class CaseStatus(StrEnum):
    """Where a case stands."""

    DRAFT = "draft"
    READY = "ready"  # exported for signature
    SIGNED = "signed"  # the signed letter came back
    SENT = "sent"
    DECIDED = "decided"
    CLOSED = "closed"


class LetterKind(StrEnum):
    """The kinds of letter the program writes."""

    FIRST_APPEAL = "first_appeal"
    SECOND_APPEAL = "second_appeal"
    EXTERNAL_REVIEW = "external_review"
    EXPEDITED_APPEAL = "expedited_appeal"
    STEP_EXCEPTION = "step_exception"
    FORMULARY_EXCEPTION = "formulary_exception"
    MEDICAL_NECESSITY = "medical_necessity"
    CONTINUATION = "continuation"
    CLAIM_FILE_REQUEST = "claim_file_request"
    RECORDS_REQUEST = "records_request"
    OVERDUE_DECISION = "overdue_decision"
    PLAN_FUNDING_QUESTION = "plan_funding_question"
    REPRESENTATIVE_AUTHORIZATION = "representative_authorization"
    PATIENT_COVER = "patient_cover"
    PEER_TO_PEER_BRIEF = "peer_to_peer_brief"
    FAX_COVER = "fax_cover"
    REGULATOR_COMPLAINT = "regulator_complaint"


@dataclass(frozen=True, slots=True)
class Patient:
    """The patient, as the plan knows them."""

    first_name: str = ""
    last_name: str = ""
    birth_date: PartialDate = UNKNOWN_DATE

    @property
    def full_name(self) -> str:
        """First and last name, as a letter writes it."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def sort_name(self) -> str:
        """Last name first, as a worklist writes it."""
        return ", ".join(part for part in (self.last_name, self.first_name) if part)


@dataclass(frozen=True, slots=True)
class DrugRequest:
    """The drug that was refused, and for what it is meant."""

    drug: str = ""  # as written: brand or generic
    drug_id: str = ""
    strength: str = ""  # "15 mg"
    formulation: str = ""  # "extended-release tablet", "subcutaneous injection"
    directions: str = ""  # "once daily"
    quantity: str = ""  # "30 tablets per 30 days"
    duration: str = ""  # "12 months"
    indication: str = ""
    indication_id: str = ""
    icd10: str = ""
    already_taking: bool | None = None
    taking_since: PartialDate = UNKNOWN_DATE


@dataclass(frozen=True, slots=True)
class Measure:
    """One dated value of a severity instrument or laboratory test."""

    id: str
    instrument: str
    value: str
    unit: str = ""
    on: PartialDate = UNKNOWN_DATE
    therapy_id: str = ""
    note: str = ""


class AnswerValue(StrEnum):
    """What the office says to one requirement of the policy."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPROPRIATE = "not_appropriate"  # the prescriber states why the step does not fit this patient


@dataclass(frozen=True, slots=True)
class Answer:
    """The office's answer to one node of one policy.

    ``node`` is the node's path in the policy (see criteria.Node). ``therapy_ids`` are the rows a person chose for a
    trial node; empty means the program matches by itself. ``reason`` is the prescriber's stated reason, in their words.
    """

    policy_id: str
    node: str
    value: AnswerValue = AnswerValue.UNKNOWN
    therapy_ids: tuple[str, ...] = ()
    reason: str = ""
    condition: str = ""  # the condition that forbids the step's drug, when the reason is a contraindication
    stated_by: str = ""


class ExhibitKind(StrEnum):
    """What a document behind the letter is; the checklist of expected exhibits goes by it."""

    OTHER = "other"
    DENIAL_NOTICE = "denial_notice"
    EARLIER_DECISION = "earlier_decision"  # the decision of an earlier level
    CHART_NOTE = "chart_note"
    FILL_HISTORY = "fill_history"  # pharmacy or claims record
    LAB_RESULT = "lab_result"  # laboratory values, scores, imaging
    REPRESENTATIVE_FORM = "representative_form"
    POLICY_COPY = "policy_copy"  # the payer's own criteria
    LITERATURE = "literature"  # a label, guideline or article
    PROOF_OF_SENDING = "proof_of_sending"  # fax confirmation, delivery receipt


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A document behind the letter. Its bytes live in the vault, not here.

    ``document_id`` is empty while no file has been added; ``pages`` is then what a person typed.
    """

    id: str
    title: str
    pages: int | None = None
    document_id: str = ""
    kind: ExhibitKind = ExhibitKind.OTHER


class EventKind(StrEnum):
    """What happened to a case after it left the desk."""

    EXPORTED = "exported"
    SIGNED = "signed"  # the signed letter came back
    SENT = "sent"
    CALLED = "called"
    RECEIVED = "received"
    DECIDED = "decided"
    NEXT_LEVEL = "next_level"  # the notice of the decision was entered and the next level taken up
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Event:
    """One dated step of the follow-up. ``at`` is an ISO date or date-time, ``letter`` what was exported or sent."""

    id: str
    kind: EventKind
    at: str
    text: str = ""
    decision: str = ""  # "overturned", "upheld", "partly overturned"
    letter: LetterKind | None = None


class SignedForm(StrEnum):
    """As what a signed letter came back."""

    PDF = "pdf"  # pages: a scan, a photo, a PDF; it can be bound in a packet
    DOCX = "docx"  # a Word document, which cannot


class Agreement(StrEnum):
    """How the text of a signed letter stands to the version that was exported."""

    SAME = "same"
    CHANGED = "changed"  # a person saw the difference and kept the letter
    NOT_COMPARED = "not_compared"  # a scan without text


@dataclass(frozen=True, slots=True)
class SignedLetter:
    """A letter that came back signed. Its bytes live in the vault, not here.

    ``version_id`` names the exported version it is (see letter_versions), ``mark`` is what that version carries in its
    foot. ``signed_on`` and ``kept_on`` are ISO dates.
    """

    id: str
    document_id: str
    kind: LetterKind
    version_id: str
    mark: str
    form: SignedForm
    agreement: Agreement
    signed_on: str
    kept_on: str
    pages: int | None = None


class EditAction(StrEnum):
    """What the office did to a part of the letter."""

    REWORDED = "reworded"
    LEFT_OUT = "left_out"


@dataclass(frozen=True, slots=True)
class PartEdit:
    """What the office did to one part of the letter the program writes.

    ``part`` is the part's name (see letter_edits), ``generated`` the digest of the text it stood for, and ``sources``
    what that text rested on, each as "kind:ref".
    """

    kind: LetterKind
    part: str
    action: EditAction
    text: str = ""
    generated: str = ""
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PartOrder:
    """The order the office gave the parts of one section or list; ``parent`` empty: the sections of the letter."""

    kind: LetterKind
    parent: str
    parts: tuple[str, ...]


# Letters that go to somebody else than the plan: the case's appeals address is not theirs.
ADDRESSED_ELSEWHERE = frozenset(
    {LetterKind.EXTERNAL_REVIEW, LetterKind.RECORDS_REQUEST, LetterKind.REGULATOR_COMPLAINT}
)


@dataclass(frozen=True, slots=True)
class LetterAddress:
    """Where letters of one kind are sent, as typed: a line of the address in each line, a fax number too."""

    kind: LetterKind
    lines: str


@dataclass(frozen=True, slots=True)
class LetterOptions:
    """What the office chose for the letter of a case."""

    kind: LetterKind = LetterKind.FIRST_APPEAL
    letter_date: PartialDate = UNKNOWN_DATE
    medical_necessity: str = ""  # the prescriber's own words
    harm_of_delay: str = ""  # the prescriber's own words, for expedited handling
    expedited_ground: str = ""  # "jeopardy" or "severe_pain" when the prescriber certifies one
    peer_to_peer: str = ""  # when and at which number the prescriber can be reached
    safety_statement: str = ""  # the prescriber's own words: how the boxed warning was weighed, screening, monitoring
    citations: tuple[ChosenCitation, ...] = ()
    label_reading: LabelReading = LabelReading()
    notice_answers: tuple[NoticeAnswer, ...] = ()
    set_aside: tuple[SetAside, ...] = ()
    signature_on: LetterKind | None = None  # the kind of letter that carries the prescriber's stored signature
    edits: tuple[PartEdit, ...] = ()
    orders: tuple[PartOrder, ...] = ()
    addresses: tuple[LetterAddress, ...] = ()

    def address_for(self, kind: LetterKind) -> str:
        """The address typed for letters of a kind that do not go to the plan; empty where none is known."""
        return next((each.lines for each in self.addresses if each.kind is kind), "")

    def with_address(self, kind: LetterKind, lines: str) -> LetterOptions:
        """Keep an address for a kind of letter; empty lines take it away."""
        kept = tuple(each for each in self.addresses if each.kind is not kind)
        added = (LetterAddress(kind, lines),) if lines.strip() else ()
        return replace(self, addresses=(*kept, *added))


@dataclass(frozen=True, slots=True)
class ConfirmedPolicy:
    """The office checked a policy against the payer's document: number and date as printed there."""

    policy_id: str
    number: str
    effective_date: str  # ISO
    page: str = ""
    confirmed_by: str = ""
    confirmed_on: str = ""  # ISO


@dataclass(frozen=True, slots=True)
class Case:
    """One denied drug of one patient. ``created_at`` and ``updated_at`` are ISO date-times."""

    id: str
    patient: Patient = Patient()
    plan: Plan = Plan()
    request: DrugRequest = DrugRequest()
    denial: Denial = Denial()
    appeal: AppealFacts = AppealFacts()
    prescriber: Prescriber = Prescriber()
    therapies: tuple[Therapy, ...] = ()
    measures: tuple[Measure, ...] = ()
    answers: tuple[Answer, ...] = ()
    confirmed_policies: tuple[ConfirmedPolicy, ...] = ()
    letter: LetterOptions = LetterOptions()
    exhibits: tuple[Exhibit, ...] = ()
    events: tuple[Event, ...] = ()
    signed_letters: tuple[SignedLetter, ...] = ()  # in the order they came back
    status: CaseStatus = CaseStatus.DRAFT
    criteria_version: str = ""
    created_at: str = ""
    updated_at: str = ""
    notes: str = field(default="")

    def therapy(self, therapy_id: str) -> Therapy | None:
        """Find a row of the log by its id."""
        return next((row for row in self.therapies if row.id == therapy_id), None)
