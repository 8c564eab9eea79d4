"""The rows of the denial page that know the vocabulary: payer, drug, indication, code, drugs the notice names."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from denialdesk.domain.case import Case
from denialdesk.domain.vocabulary import Indication
from denialdesk.ui.models.case_fields import with_field, with_fields
from denialdesk.ui.models.completion import Offer, payer_offers
from denialdesk.ui.models.plan_choices import plan_line_name
from denialdesk.ui.pages.case_form import CaseForm
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import DONT_KNOW, ChoiceEdit
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.name_edits import (
    NOT_A_LISTED_DRUG,
    NOT_A_LISTED_INDICATION,
    DrugEdit,
    Icd10Edit,
    IndicationEdit,
)
from denialdesk.ui.widgets.text_edits import TextEdit

NO_POLICY_OF_PAYER = "No policy of this payer is on file: the letter then asks the plan for its criteria."


def payer_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The payer, with its id where it is one whose policies are on file."""
    edit = CompletingEdit(lambda text: payer_offers(session.library.payers(), text), has_arrow=True)
    row = FieldRow("Payer", edit, target="plan.payer_name", hint="The insurer or plan that sent the notice.")

    def put(text: str) -> None:
        payer = session.library.recognise_payer(text) if text.strip() else None
        values: dict[str, object] = {"payer_name": text, "payer_id": payer.id if payer else ""}
        session.edit(
            "Payer",
            lambda case: with_fields(case, "plan", values),
            merge_key=row.target,
        )

    def take(offer: Offer) -> None:
        put(offer.text)

    def show(case: Case) -> None:
        edit.show_text(case.plan.payer_name)
        unknown = bool(case.plan.payer_name.strip()) and not case.plan.payer_id
        row.set_note(NO_POLICY_OF_PAYER if unknown else "")

    edit.text_typed.connect(put)
    edit.offer_taken.connect(take)
    return form.add(row, show)


def plan_line_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The line of business or drug list, asked only where the payer's policies for the drug tell them apart."""
    edit = ChoiceEdit(())
    row = FieldRow(
        "Line of business or drug list",
        edit,
        target="plan.plan_line",
        hint="This payer's policies for the drug differ by it; the ID card or the notice may tell.",
    )

    def show(case: Case) -> None:
        known = session.library.plan_lines(case.plan.payer_id, case.request.drug_id) if case.plan.payer_id else ()
        lines = dict.fromkeys((*known, *((case.plan.plan_line,) if case.plan.plan_line else ())))
        choices = (("", DONT_KNOW), *((line, plan_line_name(line)) for line in lines))
        if [value for value, _ in choices] != edit.values:
            edit.set_choices(choices)
        edit.show_value(case.plan.plan_line)
        row.setVisible(bool(lines))

    edit.choice_made.connect(form.setter(row.label.text(), row.target))
    return form.add(row, show)


def drug_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The denied drug as written, with its id where it was recognised."""
    edit = DrugEdit(session.library)
    row = FieldRow("Drug that was denied", edit, target="request.drug", hint="Brand or generic name.")

    def put(text: str, drug_id: str) -> None:
        session.edit(
            row.label.text(),
            lambda case: with_fields(case, "request", {"drug": text, "drug_id": drug_id}),
            merge_key=row.target,
        )

    def show(case: Case) -> None:
        edit.show_text(case.request.drug)
        unknown = bool(case.request.drug.strip()) and not case.request.drug_id
        row.set_note(NOT_A_LISTED_DRUG if unknown else "")
        drug = session.library.drug(case.request.drug_id) if case.request.drug_id else None
        other = drug is not None and drug.generic.casefold() not in case.request.drug.casefold()
        row.set_hint(f"Generic name: {drug.generic}" if drug and other else "Brand or generic name.")

    edit.drug_edited.connect(put)
    return form.add(row, show)


def indication_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The indication as written, with its id where it was recognised; a code left over from another one goes."""
    edit = IndicationEdit(session.library)
    row = FieldRow("Indication", edit, target="request.indication", hint="Name, short name or ICD-10 code.")

    def put(text: str, indication_id: str) -> None:
        indication = session.library.indication(indication_id) if indication_id else None

        def change(case: Case) -> Case:
            values: dict[str, object] = {"indication": text, "indication_id": indication_id}
            code = only_code(indication)
            if indication and not _fits(indication, case.request.icd10):
                values["icd10"] = code
            return with_fields(case, "request", values)

        session.edit("Indication", change, merge_key=row.target)

    def show(case: Case) -> None:
        edit.show_text(case.request.indication)
        unknown = bool(case.request.indication.strip()) and not case.request.indication_id
        row.set_note(NOT_A_LISTED_INDICATION if unknown else "")

    edit.indication_edited.connect(put)
    return form.add(row, show)


def only_code(indication: Indication | None) -> str:
    """The code of an indication that has one billable code only; otherwise none, for a person to choose."""
    billable = [each.code for each in indication.icd10 if each.billable] if indication else []
    return billable[0] if len(billable) == 1 else ""


def _fits(indication: Indication, code: str) -> bool:
    """Say whether a code may stay when the indication changes: it is listed, or nothing is known against it."""
    stems = {each.code.split(".", maxsplit=1)[0] for each in indication.icd10}
    return not stems or (bool(code) and code.split(".", maxsplit=1)[0] in stems)


def icd10_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The ICD-10 code, out of those of the indication; with no indication yet, the code brings it."""

    def indication() -> Indication | None:
        case = session.case
        return session.library.indication(case.request.indication_id) if case and case.request.indication_id else None

    edit = Icd10Edit(indication)
    row = FieldRow("ICD-10 code", edit, target="request.icd10")

    def put(code: str) -> None:
        found = session.library.recognise_indication(code) if code else None

        def change(case: Case) -> Case:
            changed = with_field(case, row.target, code)
            if found and not case.request.indication.strip():
                named: dict[str, object] = {"indication": found.name, "indication_id": found.id}
                changed = with_fields(changed, "request", named)
            return changed

        session.edit("ICD-10 code", change, merge_key=row.target)

    def show(case: Case) -> None:
        if edit.text().strip().upper() != case.request.icd10:
            edit.show_text(case.request.icd10)
        hint, note = edit.note()
        row.set_hint(hint)
        row.set_note(note)

    edit.code_edited.connect(put)
    return form.add(row, show)


def preferred_drugs_row(form: CaseForm, session: CaseSession) -> FieldRow:
    """The drugs the notice says to try first, as printed, with commas between."""
    return PreferredDrugs(form, session).row


class PreferredDrugs(QObject):
    """A line of names with commas; the names are kept apart in the case."""

    def __init__(self, form: CaseForm, session: CaseSession) -> None:
        super().__init__(form)
        self._session = session
        self._edit = TextEdit()
        self.row = FieldRow(
            "Drugs the notice says to try first",
            self._edit,
            target="denial.preferred_drugs_named",
            hint="As printed, with commas between.",
        )
        self._edit.text_typed.connect(self._on_typed)
        form.add(self.row, self._show)

    def _show(self, case: Case) -> None:
        names = case.denial.preferred_drugs_named
        if _names(self._edit.text()) != names:
            self._edit.show_text(", ".join(names))
        unlisted = [name for name in names if self._session.library.recognise_drug(name) is None]
        self.row.set_note(
            f"Not in the drug list: {', '.join(unlisted)}." if unlisted and not self._edit.hasFocus() else ""
        )

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        names = _names(text)
        target = self.row.target
        self._session.edit(self.row.label.text(), lambda case: with_field(case, target, names), merge_key=target)


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace(";", ",").split(",") if name.strip())
