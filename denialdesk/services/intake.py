"""From outside files to a proposed history, and from a person's yes to rows of the log."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import replace

from denialdesk.domain.case import Case
from denialdesk.domain.dates import Precision
from denialdesk.domain.proposals import HistoryProposal
from denialdesk.domain.therapy import Therapy
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.intake.fhir import read_fhir


def propose_history(
    data: bytes, case: Case, vocabulary: Vocabulary, new_id: Callable[[], str], today: dt.date
) -> HistoryProposal:
    """Read a chart export into proposed rows; warns when it looks like another patient's.

    Raises UserError when the file is not one the program reads.
    """
    proposal = read_fhir(data, vocabulary, new_id, today)
    return replace(proposal, warnings=(*proposal.warnings, *_identity_warnings(proposal, case)))


def _identity_warnings(proposal: HistoryProposal, case: Case) -> tuple[str, ...]:
    warnings = []
    ours, theirs = case.patient.last_name.strip().casefold(), proposal.patient_last_name.strip().casefold()
    if ours and theirs and ours != theirs:
        warnings.append("The last name in this file is not the patient's. Make sure it is the right chart.")
    born, printed = case.patient.birth_date, proposal.birth_date
    if born.precision is Precision.DAY and printed.precision is Precision.DAY and born != printed:
        warnings.append("The date of birth in this file is not the patient's. Make sure it is the right chart.")
    return tuple(warnings)


def accept_therapies(case: Case, proposal: HistoryProposal, chosen: Collection[str]) -> Case:
    """Add the chosen proposed rows to the log, still marked as imported and unconfirmed; the others are dropped."""
    rows = tuple(item.therapy for item in proposal.therapies if item.therapy.id in chosen)
    return replace(case, therapies=(*case.therapies, *rows))


def confirm_therapies(case: Case, therapy_ids: Collection[str]) -> Case:
    """Record a person's yes to imported rows."""
    return replace(case, therapies=tuple(_confirm(row) if row.id in therapy_ids else row for row in case.therapies))


def _confirm(row: Therapy) -> Therapy:
    return replace(row, provenance=replace(row.provenance, confirmed=True))
