"""Everything a letter may draw on, in one value, with the names and rows that many sections ask for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace

from denialdesk.domain.arguments import Grounds
from denialdesk.domain.case import Case, ConfirmedPolicy, Exhibit, LetterKind
from denialdesk.domain.criteria import CriteriaResult, Finding, Policy, PolicyFinding, Status
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.law import Rights
from denialdesk.domain.letter import Statement
from denialdesk.domain.packet import exhibit_letter
from denialdesk.domain.practice import Practice
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import NOT_TRIED, Therapy, Use
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.letters.decisive import steps_of
from denialdesk.letters.statements import Statements, fact, field, field_source, gap, mid_sentence, one_line

_LAST = dt.date.max


@dataclass(frozen=True, slots=True)
class Dossier:
    """A case with its findings, rights and vocabulary, as of the day the letter is written."""

    case: Case
    practice: Practice
    criteria: CriteriaResult
    rights: Rights
    vocabulary: Vocabulary
    today: dt.date
    grounds: Grounds = Grounds()

    @property
    def letter_date(self) -> dt.date:
        """The day the letter bears: the one chosen by the office when known to the day, else today."""
        chosen = self.case.letter.letter_date
        return chosen.earliest if chosen.precision is Precision.DAY and chosen.earliest else self.today

    @property
    def is_expedited(self) -> bool:
        """True when expedited handling is asked for: the case is urgent or the prescriber certified a ground."""
        letter = self.case.letter
        return self.case.denial.urgent or bool(letter.expedited_ground) or letter.kind is LetterKind.EXPEDITED_APPEAL

    # --- who and what -----------------------------------------------------------------------------------------------

    def payer(self) -> Statement:
        """Name the payer."""
        return field("plan.payer_name", self.case.plan.payer_name)

    def patient(self) -> Statement:
        """Name the patient."""
        patient = self.case.patient
        name = one_line(patient.full_name)
        if not name:
            return gap("patient.first_name")
        return fact(name, field_source("patient.first_name"), field_source("patient.last_name"))

    def drug(self) -> Statement:
        """Name the denied drug, with its generic name beside a brand."""
        request = self.case.request
        return field("request.drug", self.with_generic(request.drug, request.drug_id))

    def drug_and_dose(self, *, with_generic: bool = True) -> Statements:
        """Name the denied drug with strength, formulation, directions and quantity, as far as they are recorded."""
        request = self.case.request
        drug = self.drug() if with_generic else field("request.drug", request.drug)
        said: list[Statement] = [drug, field("request.strength", request.strength)]
        said.extend(self._optional("request.formulation", request.formulation))
        joined: list[Statement] = []
        for statement in said:
            joined.append(_after(statement, " ") if joined else statement)
        joined.extend(_after(each, ", ") for each in self._optional("request.directions", request.directions))
        joined.extend(_after(each, " (", ")") for each in self._optional("request.quantity", request.quantity))
        return tuple(joined)

    def indication(self) -> Statement:
        """Name the condition the drug is meant for."""
        return field("request.indication", mid_sentence(one_line(self.case.request.indication)))

    def _optional(self, path: str, text: str) -> Statements:
        return (field(path, text),) if text.strip() else ()

    def with_generic(self, written: str, drug_id: str) -> str:
        """Add the generic name to a drug written by its brand; anything else stays as written."""
        name = one_line(written)
        match = self.vocabulary.recognise_drug(name) if name else None
        drug = self.vocabulary.drug(drug_id or (match.drug_id if match else ""))
        if match is None or drug is None or not match.is_brand or drug.generic.casefold() in name.casefold():
            return name
        return f"{name} ({drug.generic})"

    # --- the log ----------------------------------------------------------------------------------------------------

    def therapy_name(self, row: Therapy) -> str:
        """Name the drug of a row; a strength written into the name is left out where the row has its own dose."""
        match = self.vocabulary.recognise_drug(row.drug)
        written = one_line(row.drug)
        if match and row.dose.strip() and any(mark.isdigit() for mark in written):
            written = match.name
        return self.with_generic(written, row.drug_id)

    @property
    def confirmed_therapies(self) -> tuple[Therapy, ...]:
        """Rows of the log that a person has confirmed and that name a drug, oldest first."""
        rows = [row for row in self.case.therapies if row.provenance.confirmed and row.drug.strip()]
        return tuple(sorted(rows, key=_by_start))

    @property
    def tried_therapies(self) -> tuple[Therapy, ...]:
        """Confirmed rows that record real use, but not the denied drug itself."""
        return tuple(row for row in self.confirmed_therapies if row.was_tried and not self.is_requested_drug(row))

    @property
    def untried_therapies(self) -> tuple[Therapy, ...]:
        """Confirmed rows that say why a drug was not tried."""
        return tuple(row for row in self.confirmed_therapies if row.outcome in NOT_TRIED and row.use is not Use.PLANNED)

    @property
    def unconfirmed_therapies(self) -> tuple[Therapy, ...]:
        """Imported or pasted rows nobody has said yes to."""
        return tuple(row for row in self.case.therapies if not row.provenance.confirmed)

    def is_requested_drug(self, row: Therapy) -> bool:
        """Say whether a row is the denied drug itself."""
        return bool(row.drug_id) and row.drug_id == self.case.request.drug_id

    def is_own(self, row: Therapy) -> bool:
        """Say whether the prescriber who signs prescribed a row: "Dr. Samplewell" is Robin Samplewell."""
        own = self.case.prescriber.name.casefold().split()
        return bool(own) and len(own[-1]) > 1 and own[-1] in row.prescribed_by.casefold()

    def therapy_source(self, row: Therapy) -> Source:
        """Point at a row of the log."""
        return Source(SourceKind.THERAPY, row.id, f"Prior-therapy log: {one_line(row.drug) or 'row without a drug'}")

    def exhibit(self, exhibit_id: str) -> Exhibit | None:
        """Find an exhibit of the case."""
        return next((each for each in self.case.exhibits if each.id == exhibit_id), None)

    def exhibit_letter(self, exhibit_id: str) -> str:
        """Letter an exhibit by its place in the packet: A … Z, AA …; empty when it is not in the packet."""
        for number, each in enumerate(self.case.exhibits):
            if each.id == exhibit_id:
                return exhibit_letter(number)
        return ""

    # --- the policies -----------------------------------------------------------------------------------------------

    @property
    def policy_findings(self) -> tuple[PolicyFinding, ...]:
        """The findings of every policy whose steps or requirements are on file."""
        return tuple(each for each in self.criteria.findings if each.steps or each.requirements)

    def confirmed_policy(self, policy: Policy) -> ConfirmedPolicy | None:
        """Find the office's own check of a policy against the payer's document."""
        return next((each for each in self.case.confirmed_policies if each.policy_id == policy.id), None)

    def is_checked(self, policy: Policy) -> bool:
        """Say whether a policy may be stated as the payer's own: read in its document, here or by the office."""
        return policy.verification.is_verified or self.confirmed_policy(policy) is not None

    def top_findings(self) -> Iterator[tuple[Policy, Finding]]:
        """Walk the requirements and steps of every policy, in the policies' order."""
        for each in self.policy_findings:
            for finding in (*each.requirements, *steps_of(each)):
                yield each.policy, finding

    def count(self, *statuses: Status) -> int:
        """Count requirements and steps with one of the statuses."""
        return sum(finding.status in statuses for _, finding in self.top_findings())


def criterion_source(policy: Policy, path: str = "", label: str = "") -> Source:
    """Point at one node of a policy."""
    name = policy.title or policy.layer.value.replace("_", " ")
    return Source(SourceKind.CRITERION, f"{policy.id}#{path}", f"{name}: {label}" if label else name)


def known_date(date: PartialDate, path: str) -> Statement:
    """Write a date of the case, or the mark that it is missing."""
    return field(path, date.display() if date.is_known else "")


def _after(statement: Statement, lead: str, end: str = "") -> Statement:
    """Put a joint before, and where needed behind, a statement that follows another."""
    return replace(statement, text=f"{lead}{statement.text}{end}")


def _by_start(row: Therapy) -> tuple[dt.date, dt.date]:
    return (row.start.earliest or _LAST, row.stop.earliest or _LAST)
