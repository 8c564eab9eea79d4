"""The prescriber's rows: one of the practice's, or another one typed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject, Slot

from denialdesk.domain.case import Case
from denialdesk.domain.practice import Prescriber
from denialdesk.ui.pages.case_form import CaseForm
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.npi_edit import NpiEdit

_ANOTHER = "Another prescriber, typed below"


class PrescriberRows(QObject):
    """The choice of a prescriber and the fields it fills; the fields can be changed for this case alone."""

    def __init__(self, form: CaseForm, session: CaseSession) -> None:
        super().__init__(form)
        self._session = session
        self._choice = ChoiceEdit(())
        self._choice.choice_made.connect(self._on_chosen)
        self._choice_row = FieldRow("Prescriber of this practice", self._choice, target="prescriber.choice")
        npi = NpiEdit()
        npi.npi_edited.connect(form.setter("NPI", "prescriber.npi"))
        npi_row = FieldRow("NPI", npi, target="prescriber.npi")
        npi.error_changed.connect(npi_row.set_error)
        form.add(self._choice_row, self._show_choice, self._offer_prescribers)
        self.rows = (
            self._choice_row,
            form.text("Name", "prescriber.name"),
            form.text("Credentials", "prescriber.credentials", hint="Such as MD or NP."),
            form.text(
                "Specialty", "prescriber.specialty", hint="Some policies ask for a specialist, such as rheumatology."
            ),
            form.add(npi_row, lambda case: npi.show_text(case.prescriber.npi)),
            form.text("Phone", "prescriber.phone"),
            form.text("Fax", "prescriber.fax"),
        )
        session.appraisal_changed.connect(self._on_appraisal_changed)

    def _offer_prescribers(self, case: Case) -> None:
        known = self._session.practice.prescribers
        self._choice.set_choices((*((each, _title(each)) for each in known), (None, _ANOTHER)))
        self._choice_row.setVisible(bool(known))
        self._show_choice(case)

    def _show_choice(self, case: Case) -> None:
        known = self._session.practice.prescribers
        self._choice.show_value(case.prescriber if case.prescriber in known else None)

    @Slot()
    def _on_appraisal_changed(self) -> None:
        # The practice may have another prescriber now; the session tells by appraising again.
        if self._session.case and self._choice.values[:-1] != list(self._session.practice.prescribers):
            self._offer_prescribers(self._session.case)

    @Slot(object)
    def _on_chosen(self, chosen: Prescriber | None) -> None:
        prescriber = chosen or Prescriber()
        self._session.edit("Prescriber", lambda case: replace(case, prescriber=prescriber))


def _title(prescriber: Prescriber) -> str:
    return " – ".join(part for part in (prescriber.signature_name, prescriber.specialty) if part) or "No name"
