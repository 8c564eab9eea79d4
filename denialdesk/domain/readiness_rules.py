"""What still blocks or weakens a letter, worked out from the case, the findings and the letter itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.criteria import CriteriaResult, Status
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.errors import InvalidNpiError
from denialdesk.domain.expected_exhibits import exhibit_todos
from denialdesk.domain.law import Rights
from denialdesk.domain.letter import Letter
from denialdesk.domain.practice import check_npi
from denialdesk.domain.readiness import Readiness, Severity, Todo
from denialdesk.domain.representation import authorization_of
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy

_BLOCKS, _WEAKENS = Severity.BLOCKS, Severity.WEAKENS


@dataclass(frozen=True, slots=True)
class _Needed:
    """A field a letter cannot do without, and the sentence that asks for it."""

    target: str
    text: str


_NEEDED = (
    _Needed("patient.first_name", "Enter the patient's first name."),
    _Needed("patient.last_name", "Enter the patient's last name."),
    _Needed("patient.birth_date", "Enter the patient's date of birth."),
    _Needed("plan.payer_name", "Enter the payer."),
    _Needed("plan.member_id", "Enter the member number from the ID card."),
    _Needed("request.drug", "Enter the drug that was denied."),
    _Needed("request.strength", "Enter the strength of the denied drug."),
    _Needed("request.indication", "Enter the indication."),
    _Needed("request.icd10", "Choose the ICD-10 code."),
    _Needed("denial.notice_date", "Enter the date of the denial notice."),
    _Needed("denial.reason", "Type the reason for the denial in the payer's own words."),
    _Needed("prescriber.name", "Enter the prescriber's name."),
    _Needed("prescriber.npi", "Enter the prescriber's NPI."),
    _Needed("letter.medical_necessity", "Ask the prescriber for the statement of medical necessity."),
)

_ADVISED = (
    _Needed("denial.reference_number", "No reference number: the payer may not find the denial."),
    _Needed("request.directions", "No directions for the denied drug."),
    _Needed("request.quantity", "No quantity for the denied drug."),
    _Needed("prescriber.credentials", "No credentials for the prescriber."),
    _Needed("prescriber.specialty", "No specialty for the prescriber: some policies ask for one."),
)


# Letters that need neither the therapies nor the criteria: what the log lacks is no reason to hold them back.
TELLS_NO_HISTORY = frozenset(
    {
        LetterKind.CLAIM_FILE_REQUEST,
        LetterKind.RECORDS_REQUEST,
        LetterKind.OVERDUE_DECISION,
        LetterKind.PLAN_FUNDING_QUESTION,
        LetterKind.REPRESENTATIVE_AUTHORIZATION,
        LetterKind.FAX_COVER,
        LetterKind.REGULATOR_COMPLAINT,
    }
)
_ADDRESS_ASKED = {
    LetterKind.EXTERNAL_REVIEW: "Type the address or fax for this request, as the final notice gives it.",
    LetterKind.RECORDS_REQUEST: "Type the address or fax of the earlier prescriber or pharmacy.",
    LetterKind.REGULATOR_COMPLAINT: "Type the address or fax of the agency, as its own site gives it.",
}


def assess_readiness(
    case: Case,
    criteria: CriteriaResult,
    rights: Rights,
    letter: Letter,
    today: dt.date,
    found: Iterable[Todo] = (),
) -> Readiness:
    """List what blocks a final letter and what weakens it, each with the place to mend it, blocking first.

    ``found`` are doubts and open points worked out elsewhere; one that says what a rule here says is not told twice.
    """
    argues = case.letter.kind not in TELLS_NO_HISTORY
    todos = [
        *_empty_fields(case, letter, argues=argues),
        *_dates(case, today),
        *_prescriber(case),
        *(_therapies(case) if argues else ()),
        *_plan(case, rights),
        *_authorization(case, rights),
        *_addressee(case),
        *(_criteria(criteria) if argues else ()),
        *exhibit_todos(case, rights),
    ]
    listed = {todo.target for todo in todos if todo.severity is _BLOCKS}
    for section, statement in letter.placeholders():
        if statement.target not in listed:
            listed.add(statement.target)
            name = section.heading or section.title
            text = f"The letter still has a gap in “{name}”: {statement.text.strip('[]')}."
            todos.append(Todo(_BLOCKS, text, statement.target, _tab(statement.target)))
    kept = [todo for todo in todos if todo.severity is _BLOCKS or todo.target not in listed]
    told = {(todo.text, todo.target) for todo in kept}
    kept += [todo for todo in found if (todo.text, todo.target) not in told]
    return Readiness(tuple(sorted(kept, key=lambda todo: todo.severity is not _BLOCKS)))


def _tab(target: str) -> str:
    """Name the tab on which a target stands."""
    if target.startswith(("therapy:", "therapies")):
        return "therapies"
    if target.startswith(("answer:", "policy:")):
        return "criteria"
    if target.startswith("letter"):
        return "letter"
    return "packet" if target.startswith("exhibit") else "denial"


def _field(case: Case, target: str) -> object:
    """Follow a dotted path into the case."""
    value: object = case
    for name in target.split("."):
        value = getattr(value, name)
    return value


def _is_empty(value: object) -> bool:
    return not value.is_known if isinstance(value, PartialDate) else not str(value).strip()


def _empty_fields(case: Case, letter: Letter, *, argues: bool) -> Iterator[Todo]:
    """Ask for what an argued letter needs, and of the others for what they leave a gap for."""
    gaps = {statement.target for _, statement in letter.placeholders()}
    for fields, severity in ((_NEEDED, _BLOCKS), (_ADVISED, _WEAKENS)):
        for needed in fields:
            if (argues or needed.target in gaps) and _is_empty(_field(case, needed.target)):
                yield Todo(severity, needed.text, needed.target, _tab(needed.target))


def _dates(case: Case, today: dt.date) -> Iterator[Todo]:
    notice, received = case.denial.notice_date, case.denial.received_date
    if notice.is_known and notice.precision is not Precision.DAY:
        text = "The notice date needs its day: the deadline counts from it."
        yield Todo(_BLOCKS, text, "denial.notice_date", "denial")
    if notice.earliest and notice.earliest > today:
        yield Todo(_BLOCKS, "The notice date lies in the future.", "denial.notice_date", "denial")
    if notice.earliest and received.latest and received.latest < notice.earliest:
        yield Todo(_BLOCKS, "The notice was received before it was written.", "denial.received_date", "denial")
    born = case.patient.birth_date
    if born.is_known and born.precision is not Precision.DAY:
        yield Todo(_BLOCKS, "The date of birth needs its day and month.", "patient.birth_date", "denial")
    if born.earliest and born.earliest > today:
        yield Todo(_BLOCKS, "The date of birth lies in the future.", "patient.birth_date", "denial")
    written = case.letter.letter_date
    if written.is_known and written.precision is not Precision.DAY:
        yield Todo(_BLOCKS, "The letter's date needs its day.", "letter.letter_date", "letter")


def _prescriber(case: Case) -> Iterator[Todo]:
    if case.prescriber.npi.strip():
        try:
            check_npi(case.prescriber.npi)
        except InvalidNpiError as error:
            yield Todo(_BLOCKS, f"{error.message} {error.remedy}", "prescriber.npi", "denial")


def _therapies(case: Case) -> Iterator[Todo]:
    if not case.therapies:
        yield Todo(_WEAKENS, "The prior-therapy log is empty.", "therapies", "therapies")
    for row in case.therapies:
        yield from _therapy(row)


def _therapy(row: Therapy) -> Iterator[Todo]:
    name = row.drug or "A row without a drug"
    if not row.drug.strip():
        yield Todo(_BLOCKS, "A row of the log has no drug.", f"therapy:{row.id}:drug", "therapies")
    if not row.provenance.confirmed:
        yield Todo(_BLOCKS, f"{name}: confirm the imported row.", f"therapy:{row.id}:drug", "therapies")
    if row.start.earliest and row.stop.latest and row.stop.latest < row.start.earliest:
        yield Todo(_BLOCKS, f"{name} stops before it starts.", f"therapy:{row.id}:stop", "therapies")
    if row.outcome is Outcome.UNKNOWN:
        yield Todo(_BLOCKS, f"{name}: say how it ended.", f"therapy:{row.id}:outcome", "therapies")
    if row.outcome is Outcome.CONTRAINDICATED and not row.contraindication.strip():
        text = f"{name}: name the condition that forbids it."
        yield Todo(_WEAKENS, text, f"therapy:{row.id}:contraindication", "therapies")
    if row.outcome in NOT_TRIED:
        return
    if not row.start.is_known:
        yield Todo(_WEAKENS, f"{name} has no start date.", f"therapy:{row.id}:start", "therapies")
    if not row.stop.is_known and not row.ongoing:
        yield Todo(_WEAKENS, f"{name} has no stop date.", f"therapy:{row.id}:stop", "therapies")
    if not row.proof.strip():
        yield Todo(_WEAKENS, f"{name}: say what proves it.", f"therapy:{row.id}:proof", "therapies")


def _plan(case: Case, rights: Rights) -> Iterator[Todo]:
    if case.plan.plan_type is None:
        text = "The plan type is not known: the letter then names no law, and no deadline can be counted."
        if rights.plan_type_name:  # coverage outside the plan types, as the finder said
            text = rights.unknown
        yield Todo(_WEAKENS, text, "plan.plan_type", "denial")
    elif rights.state_law_applies and not case.plan.state:
        yield Todo(_WEAKENS, "The state of issue is not known.", "plan.state", "denial")
    counts = rights.plan_type is not None and case.appeal.filer is not Filer.PROVIDER
    if counts and rights.deadlines and rights.next_deadline is None:
        first = rights.deadlines[0]
        text = f"No last day to file is counted. {first.refusal} {first.ask}".strip()
        yield Todo(_WEAKENS, text, "rights", "denial")


def _authorization(case: Case, rights: Rights) -> Iterator[Todo]:
    """Ask for the form without which a plan may turn the prescriber away, and warn of a provider's own dispute."""
    if case.appeal.filer is Filer.PROVIDER:
        text = "A provider's own dispute: its address and last day come from the contract, not from the patient's law."
        yield Todo(_WEAKENS, text, "appeal.filer", "denial")
    needed = authorization_of(case, rights)
    if needed.is_missing:
        text = f"Not on file or among the enclosures: {needed.form[0].lower()}{needed.form[1:]}"
        yield Todo(_WEAKENS, text, "appeal.form_on_file", "denial")


def _addressee(case: Case) -> Iterator[Todo]:
    """A letter that goes elsewhere than to the plan needs an address of its own; none is ever guessed."""
    asked = _ADDRESS_ASKED.get(case.letter.kind)
    if asked and not case.letter.address_for(case.letter.kind).strip():
        yield Todo(_WEAKENS, asked, "letter.addresses", "letter")


def _criteria(criteria: CriteriaResult) -> Iterator[Todo]:
    if not criteria.findings:
        reason = criteria.no_policy_reason or "No policy of this payer for this drug and indication is on file."
        yield Todo(_WEAKENS, f"{reason} The letter asks the plan for its criteria.", "policy:", "criteria")
    for finding in criteria.findings:
        for part in finding.blocking:
            unclear = part.status is Status.UNKNOWN
            lead = "Open question" if unclear else "Not met"
            target = part.remedies[0].target if part.remedies else f"answer:{finding.policy.id}:{part.path}"
            remedy = f" {part.remedies[0].text}" if part.remedies else ""
            yield Todo(_WEAKENS, f"{lead}: {part.label}.{remedy}", target, "criteria")
