"""The exhibits that a kind of letter needs for this case, which of them are there, and what is wrong with those."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from denialdesk.domain.case import Case, Exhibit, ExhibitKind, LetterKind
from denialdesk.domain.law import Rights
from denialdesk.domain.packet import exhibit_letter, named_pages
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.representation import authorization_of
from denialdesk.domain.therapy import NOT_TRIED, Supply, Therapy

# Letters that argue the case on its merits, and so stand on the chart.
_ARGUES = frozenset(
    {
        LetterKind.FIRST_APPEAL,
        LetterKind.SECOND_APPEAL,
        LetterKind.EXPEDITED_APPEAL,
        LetterKind.EXTERNAL_REVIEW,
        LetterKind.STEP_EXCEPTION,
        LetterKind.FORMULARY_EXCEPTION,
        LetterKind.MEDICAL_NECESSITY,
        LetterKind.CONTINUATION,
    }
)
_CONTESTS = frozenset(
    {
        LetterKind.FIRST_APPEAL,
        LetterKind.SECOND_APPEAL,
        LetterKind.EXPEDITED_APPEAL,
        LetterKind.EXTERNAL_REVIEW,
        LetterKind.REGULATOR_COMPLAINT,
    }
)
_AFTER_A_DECISION = frozenset({LetterKind.SECOND_APPEAL, LetterKind.EXTERNAL_REVIEW})
_AFTER_SENDING = frozenset({LetterKind.OVERDUE_DECISION, LetterKind.REGULATOR_COMPLAINT})
_FILLS = ("fill", "pharmacy", "claim", "dispens", "refill")
# What a title says of an exhibit whose kind nobody has chosen.
_BY_TITLE = {
    ExhibitKind.EARLIER_DECISION: ("appeal decision", "upheld", "earlier level", "determination of appeal"),
    ExhibitKind.DENIAL_NOTICE: ("denial", "adverse benefit"),
    ExhibitKind.FILL_HISTORY: ("fill", "pharmacy", "dispens", "claims history"),
    ExhibitKind.LAB_RESULT: ("lab", "score", "imaging", "radiolog", "patholog", "biopsy", "x-ray", "mri"),
    ExhibitKind.REPRESENTATIVE_FORM: ("authoriz", "representative", "consent"),
    ExhibitKind.POLICY_COPY: ("policy", "criteria"),
    ExhibitKind.PROOF_OF_SENDING: ("fax confirmation", "transmission", "proof of", "receipt"),
    ExhibitKind.LITERATURE: ("guideline", "prescribing information", "article", "label"),
    ExhibitKind.CHART_NOTE: ("chart", "note", "visit", "letter of", "hepatology", "consult"),
}


@dataclass(frozen=True, slots=True)
class ExpectedExhibit:
    """One line of the checklist.

    ``exhibit_id`` is the exhibit that answers it, empty when none does; ``is_needed`` False: it helps, no more.
    ``therapy_id`` names the row of the log it is to prove, empty otherwise.
    """

    kind: ExhibitKind
    text: str
    why: str
    exhibit_id: str = ""
    therapy_id: str = ""
    is_needed: bool = True

    @property
    def is_here(self) -> bool:
        """True when an exhibit answers it."""
        return bool(self.exhibit_id)


def kind_of(exhibit: Exhibit) -> ExhibitKind:
    """What an exhibit is: as chosen, or else by the words of its title."""
    if exhibit.kind is not ExhibitKind.OTHER:
        return exhibit.kind
    title = exhibit.title.casefold()
    found = (kind for kind, words in _BY_TITLE.items() if any(word in title for word in words))
    return next(found, ExhibitKind.OTHER)


def expected_exhibits(case: Case, rights: Rights) -> tuple[ExpectedExhibit, ...]:
    """The checklist for the letter a case is written for, in the order of a packet."""
    return tuple(_expected(case, rights))


def _expected(case: Case, rights: Rights) -> Iterator[ExpectedExhibit]:
    kind = case.letter.kind
    if kind in _CONTESTS or (kind in _ARGUES and case.denial.notice_date.is_known):
        why = "The reviewer finds the decision, its number and its reason there."
        yield _of_kind(case, ExhibitKind.DENIAL_NOTICE, "Denial notice", why)
    if kind in _AFTER_A_DECISION:
        why = "This letter answers the decision of the level before."
        yield _of_kind(case, ExhibitKind.EARLIER_DECISION, "Decision of the earlier level", why)
    if kind in _ARGUES:
        yield from _proofs(case)
    if kind in _ARGUES and case.measures:
        why = "The letter states values; the page that shows them ends the question."
        yield _labs(case, why)
    if kind in _ARGUES or kind in _CONTESTS:
        form = authorization_of(case, rights)
        if form.is_needed:
            found = _of_kind(case, ExhibitKind.REPRESENTATIVE_FORM, "Authorization of representative", form.form)
            yield found
    if kind in _AFTER_SENDING:
        why = "It shows when the plan had the appeal."
        yield _of_kind(case, ExhibitKind.PROOF_OF_SENDING, "Proof of sending", why)
    if kind in _ARGUES:
        why = "It helps when the letter quotes the payer's criteria."
        yield _of_kind(case, ExhibitKind.POLICY_COPY, "Payer’s policy", why, is_needed=False)


def _of_kind(case: Case, kind: ExhibitKind, text: str, why: str, *, is_needed: bool = True) -> ExpectedExhibit:
    found = next((each.id for each in case.exhibits if kind_of(each) is kind), "")
    return ExpectedExhibit(kind, text, why, found, is_needed=is_needed)


def _proofs(case: Case) -> Iterator[ExpectedExhibit]:
    known = {each.id for each in case.exhibits}
    for row in case.therapies:
        is_requested = bool(row.drug_id) and row.drug_id == case.request.drug_id
        counts = row.was_tried or row.outcome in NOT_TRIED
        if not row.provenance.confirmed or not row.drug.strip() or is_requested or not counts:
            continue
        found = row.exhibit_id if row.exhibit_id in known else ""
        kind = _proof_kind(row)
        what = "Fill history" if kind is ExhibitKind.FILL_HISTORY else "Chart note"
        text = f"{what} for {row.drug.strip()}"
        yield ExpectedExhibit(kind, text, row.proof.strip() or "What proves this row.", found, row.id)


def _proof_kind(row: Therapy) -> ExhibitKind:
    words = row.proof.casefold()
    if any(word in words for word in _FILLS) or (not words and row.supply is Supply.PAID_CLAIM):
        return ExhibitKind.FILL_HISTORY
    return ExhibitKind.CHART_NOTE


def _labs(case: Case, why: str) -> ExpectedExhibit:
    known = {each.id for each in case.exhibits}
    pointed = {row.id: row.exhibit_id for row in case.therapies if row.exhibit_id in known}
    shown = [pointed.get(measure.therapy_id, "") for measure in case.measures]
    found = _of_kind(case, ExhibitKind.LAB_RESULT, "Lab results and scores", why)
    if not found.is_here and shown and all(shown):  # the chart notes of the rows they belong to show them
        return ExpectedExhibit(found.kind, found.text, why, shown[0])
    return found


def exhibit_todos(case: Case, rights: Rights) -> Iterator[Todo]:
    """What is missing among the exhibits, and the pages that the letter names and no exhibit has.

    A missing form of authority is told with the filer (domain/representation.py), a row without any proof with the row.
    """
    for place, each in enumerate(case.exhibits):
        if not each.document_id:
            text = f"Exhibit {exhibit_letter(place)} has no file yet."
            yield Todo(Severity.WEAKENS, text, f"exhibit:{each.id}", "packet")
    pages = {each.id: (exhibit_letter(place), each.pages) for place, each in enumerate(case.exhibits)}
    for row in case.therapies:
        letter, count = pages.get(row.exhibit_id, ("", None))
        last = max(named_pages(row.exhibit_page), default=0)
        if letter and count is not None and last > count:
            has = f"{count} page" if count == 1 else f"{count} pages"
            text = f"{row.drug or 'A row'} points at page {last} of Exhibit {letter}, which has {has}."
            yield Todo(Severity.BLOCKS, text, f"therapy:{row.id}:exhibit_page", "therapies")
    for expected in expected_exhibits(case, rights):
        if expected.is_here or not expected.is_needed or expected.kind is ExhibitKind.REPRESENTATIVE_FORM:
            continue
        text = f"Not among the exhibits: {_lower(expected.text)}."
        if expected.therapy_id:
            proved = case.therapy(expected.therapy_id)
            if proved is None or not proved.proof.strip():
                continue
            text = f"{proved.drug.strip()}: add the page that proves it to the exhibits, or point at it."
        yield Todo(Severity.WEAKENS, text, "exhibits", "packet")


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]
