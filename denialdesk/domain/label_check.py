"""The FDA label beside the policy: does it name this use, this age, and does its own prior-therapy wording fit the log?

For the office, before it argues: a letter must not call a use on-label that the label does not name. Label facts are as
far verified as their source says; what is not on file is unknown, never "none".
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from denialdesk.domain.case import Case
from denialdesk.domain.criteria import Status
from denialdesk.domain.dates import PartialDate, add_months
from denialdesk.domain.letter_choices import LabelReading
from denialdesk.domain.phrases import OUTCOME_WORDS, listed
from denialdesk.domain.record import Record, Row, read_record
from denialdesk.domain.therapy import Outcome
from denialdesk.domain.vocabulary import Drug, LabeledIndication, LabelFact, Vocabulary

_YEARS_AND_OLDER = re.compile(r"(\d{1,2}) years and older")
_TNF = re.compile(r"\bTNF[ -](?:blockers?|inhibitors?|antagonists?)\b", re.IGNORECASE)
_OR_ELSE = re.compile(r"\binadvisable\b|\bor other\b|;", re.IGNORECASE)
_TNF_CLASS = "TNF inhibitor"
_JAK_CLASS = "JAK inhibitor"  # the whole class carries a boxed warning
_FAILED = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE, Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY})
_TO_ADDRESS = ("boxed_warning", "contraindication", "limitation")


@dataclass(frozen=True, slots=True)
class LabelPoint:
    """One comparison with the label: "indication", "age" or "prior_therapy". ``label_says`` is the label's side."""

    topic: str
    status: Status
    label_says: str
    reason: str
    therapy_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelCheck:
    """How a request compares with the label on file, and the warnings a letter has to address rather than hide.

    ``use`` is the labeled use compared with, ``entry`` the name of our wording of it, ``reading`` the office's own
    reading of the label when it is of this very wording.
    """

    points: tuple[LabelPoint, ...]
    to_address: tuple[LabelFact, ...] = ()
    drug: Drug | None = None
    use: LabeledIndication | None = None
    entry: str = ""
    reading: LabelReading | None = None

    @property
    def status(self) -> Status:
        """The worst of its points: not met speaks against the use, unknown leaves it open."""
        found = {point.status for point in self.points}
        if Status.NOT_MET in found:
            return Status.NOT_MET
        return Status.MET if found == {Status.MET} else Status.UNKNOWN

    @property
    def may_be_quoted(self) -> bool:
        """True when a letter may quote the label: the office has read it, and no point speaks against the use."""
        return self.reading is not None and self.status is not Status.NOT_MET

    @property
    def prior_ids(self) -> tuple[str, ...]:
        """The rows that show the therapy which the label itself asks for first."""
        shown = (point for point in self.points if point.topic == "prior_therapy" and point.status is Status.MET)
        return tuple(therapy_id for point in shown for therapy_id in point.therapy_ids)

    @property
    def has_boxed_warning(self) -> bool:
        """True for a drug with a boxed warning: a letter addresses it in the prescriber's words, and hides nothing."""
        boxed = any(fact.kind == "boxed_warning" for fact in self.to_address)
        return boxed or (self.drug is not None and self.drug.drug_class == _JAK_CLASS)


def check_label(case: Case, vocabulary: Vocabulary, as_of: dt.date, record: Record | None = None) -> LabelCheck:
    """Compare a request with the label of its drug; nothing to say about a drug that is not recognised.

    ``record`` is the case as read already, if it was.
    """
    drug = vocabulary.drug(case.request.drug_id)
    if drug is None:
        return LabelCheck(())
    to_address = tuple(fact for kind in _TO_ADDRESS for fact in drug.label_facts if fact.kind == kind)
    labeled = next(
        (each for each in drug.labeled_indications if each.indication_id == case.request.indication_id), None
    )
    points = [_indication(case, drug, labeled)]
    if labeled is not None:
        points.append(_age(labeled, case.patient.birth_date, as_of))
        if labeled.prior_therapy_wording:
            rows = record or read_record(case, vocabulary, as_of)
            points.append(_prior_therapy(labeled.prior_therapy_wording, rows))
    entry = label_entry(drug.id, labeled) if labeled is not None else ""
    reading = case.letter.label_reading
    is_read = bool(entry) and reading.entry == entry and bool(reading.read_by.strip()) and reading.revised.is_known
    return LabelCheck(tuple(points), to_address, drug, labeled, entry, reading if is_read else None)


def label_entry(drug_id: str, use: LabeledIndication) -> str:
    """Name of our wording of a labeled use, under which the office confirms it; changes when the wording does."""
    text = f"{drug_id}\n{use.indication_id}\n{use.age}\n{use.prior_therapy_wording}"
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _indication(case: Case, drug: Drug, labeled: LabeledIndication | None) -> LabelPoint:
    wanted = case.request.indication or case.request.indication_id
    if labeled is not None:
        says = "; ".join(filter(None, (wanted, labeled.age, labeled.note)))
        return LabelPoint("indication", Status.MET, says, f"The label on file names {wanted}.")
    if not case.request.indication_id:
        return LabelPoint("indication", Status.UNKNOWN, "", "The condition of the request is not recognised.")
    if not drug.labeled_indications:
        return LabelPoint("indication", Status.UNKNOWN, "", f"No labeled use of {drug.generic} is on file.")
    return LabelPoint(
        "indication",
        Status.NOT_MET,
        "",
        f"The label on file does not name {wanted}: do not call this use on-label unless the current label does.",
    )


def _age(labeled: LabeledIndication, birth: PartialDate, as_of: dt.date) -> LabelPoint:
    """Compare the age; the label's words are read only where they are plain."""
    says = labeled.age
    years = _YEARS_AND_OLDER.search(says)
    for_adults = says.startswith("adults")
    least = 18 if for_adults else int(years[1]) if years else None
    born_first, born_last = birth.earliest, birth.latest
    if least is None:
        return LabelPoint("age", Status.UNKNOWN, says, "The label's age has to be compared by a person.")
    if born_first is None or born_last is None:
        return LabelPoint("age", Status.UNKNOWN, says, "The date of birth is missing.")
    if add_months(born_last, least * 12) <= as_of:
        return LabelPoint("age", Status.MET, says, "The date of birth shows it.")
    if for_adults and years is not None:
        return LabelPoint("age", Status.UNKNOWN, says, "Whether the label's younger ages fit has to be said.")
    if add_months(born_first, least * 12) > as_of:
        return LabelPoint("age", Status.NOT_MET, says, "By the date of birth the patient is younger.")
    return LabelPoint("age", Status.UNKNOWN, says, "The date of birth is not exact enough to tell.")


def _prior_therapy(wording: str, record: Record) -> LabelPoint:
    """Compare the label's own prior-therapy wording; only the TNF blocker wording can be read from the log."""
    if not _TNF.search(wording):
        return LabelPoint(
            "prior_therapy", Status.UNKNOWN, wording, "The label's wording has to be compared by a person."
        )
    rows = tuple(row for row in record.rows if row.drug_class == _TNF_CLASS and row.therapy.provenance.confirmed)
    failed = tuple(row for row in rows if row.therapy.was_tried and row.therapy.outcome in _FAILED)
    if failed:
        return LabelPoint("prior_therapy", Status.MET, wording, f"The log shows {_rows(failed)}.", _ids(failed))
    if any(row.therapy.was_tried and row.therapy.outcome is Outcome.UNKNOWN for row in rows):
        return LabelPoint(
            "prior_therapy",
            Status.UNKNOWN,
            wording,
            "How the TNF inhibitor in the log ended is not recorded.",
            _ids(rows),
        )
    if _OR_ELSE.search(wording):
        return LabelPoint(
            "prior_therapy",
            Status.UNKNOWN,
            wording,
            "The log shows no failed TNF inhibitor; whether the label's other wording fits has to be said.",
            _ids(rows),
        )
    return LabelPoint(
        "prior_therapy",
        Status.NOT_MET,
        wording,
        "The log shows no TNF inhibitor that failed or was not tolerated: without one the use is outside the label.",
        _ids(rows),
    )


def _rows(rows: tuple[Row, ...]) -> str:
    return listed(f"{row.name} ({OUTCOME_WORDS[row.therapy.outcome]})" for row in rows)


def _ids(rows: tuple[Row, ...]) -> tuple[str, ...]:
    return tuple(row.therapy.id for row in rows)
