"""The practice: letterhead, contact, and the prescribers who sign."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QScrollArea,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.errors import InvalidNpiError
from denialdesk.domain.practice import Practice, Prescriber, StoredSignature, check_npi
from denialdesk.ui import theme
from denialdesk.ui.dialogs.letterhead_row import LetterheadRow
from denialdesk.ui.dialogs.logo_row import SIGNATURE, LogoRow
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ToneLabel
from denialdesk.ui.widgets.npi_edit import NpiEdit
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit

_PRACTICE_FIELDS = (
    ("name", "Name of the practice", "Stands large at the top of every letter."),
    ("phone", "Phone", ""),
    ("fax", "Fax", ""),
    ("email", "E-mail", ""),
    ("contact_name", "Contact for the payer", "Who answers questions about appeals."),
    ("footer", "Line at the foot of each page", "For example: a confidentiality notice."),
)
_PRESCRIBER_FIELDS = (
    ("name", "Name", ""),
    ("credentials", "Credentials", "Such as MD or NP."),
    ("specialty", "Specialty", "Some policies ask for a specialist, such as rheumatology."),
    ("npi", "NPI", "The ten-digit National Provider Identifier."),
    ("phone", "Phone", ""),
    ("fax", "Fax", ""),
)
NEW_PRESCRIBER = "New prescriber"


class PracticeDialog(QDialog):
    """Edits a Practice. ``accepted_practice`` brings it when OK is pressed and every NPI is right."""

    accepted_practice = Signal(object)

    def __init__(self, practice: Practice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._practice = practice
        self._prescribers = list(practice.prescribers)
        self._signatures = [practice.signature_of(each) for each in practice.prescribers]  # beside the prescribers
        self._shown = -1
        self.setWindowTitle("Practice and prescribers")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows: dict[str, FieldRow] = {}
        self.address = ReasonEdit(least_lines=3, most_lines=5)
        self.list = QListWidget()
        self.add_button = QPushButton("Add")
        self.remove_button = QPushButton("Remove")
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self._make_letterhead(), "Letterhead")
        self.tabs.addTab(self._make_prescribers(), "Prescribers")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tabs, 1)
        layout.addWidget(self.buttons)
        self.resize(680, 600)
        theme.plain_buttons(self.buttons)
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.list.currentRowChanged.connect(self._on_row)
        self._list_prescribers(0)
        self.rows["practice.name"].focus()

    def _make_letterhead(self) -> QWidget:
        rows: list[QWidget] = []
        for name, label, hint in _PRACTICE_FIELDS:
            edit = TextEdit()
            edit.show_text(getattr(self._practice, name))
            row = FieldRow(label, edit, hint=hint)
            self.rows[f"practice.{name}"] = row
            rows.append(row)
        self.logo = LogoRow(self._practice.logo)
        rows.insert(0, self.logo)
        self.address.show_text("\n".join(self._practice.address_lines))
        address = FieldRow("Address", self.address, hint="One line as on an envelope each.")
        self.rows["practice.address_lines"] = address
        rows.insert(2, address)
        self.letterhead = LetterheadRow(self._practice.letterhead)
        rows.append(self.letterhead)
        return _scrolled(*rows)

    def _make_prescribers(self) -> QWidget:
        rows: list[QWidget] = []
        for name, label, hint in _PRESCRIBER_FIELDS:
            edit = NpiEdit() if name == "npi" else TextEdit()
            edit.text_typed.connect(self._on_typed)
            row = FieldRow(label, edit, hint=hint)
            if isinstance(edit, NpiEdit):
                edit.error_changed.connect(row.set_error)
            self.rows[f"prescriber.{name}"] = row
            rows.append(row)
        self.signature = LogoRow("", SIGNATURE)
        self.signature.changed.connect(self._keep_shown)
        rows.append(self.signature)
        self.list.setAccessibleName("Prescribers")
        theme.set_icon(self.add_button, "user-plus")
        theme.set_icon(self.remove_button, "trash-2")
        buttons = QHBoxLayout()
        buttons.addWidget(self.add_button)
        buttons.addWidget(self.remove_button)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        self._form = _scrolled(*rows)
        self._nobody = ToneLabel("Nobody yet. Add who prescribes and signs; each case then chooses one.")
        page = QWidget()
        layout = QHBoxLayout(page)
        layout.addLayout(left, 2)
        layout.addWidget(self._form, 3)
        layout.addWidget(self._nobody, 3)
        return page

    def practice(self) -> Practice:
        """The practice as typed."""
        self._keep_shown()
        values: dict[str, Any] = {name: self._text(f"practice.{name}") for name, _label, _hint in _PRACTICE_FIELDS}
        lines = tuple(line.strip() for line in self.address.text().splitlines() if line.strip())
        prescribers = tuple(each for each in self._prescribers if each != Prescriber())
        signatures = tuple(
            StoredSignature(each.name, each.npi, picture)
            for each, picture in zip(self._prescribers, self._signatures, strict=True)
            if picture and each.name
        )
        return replace(
            self._practice,
            **values,
            address_lines=lines,
            prescribers=prescribers,
            logo=self.logo.text,
            letterhead=self.letterhead.document_id,
            signatures=signatures,
        )

    def _text(self, target: str) -> str:
        edit = self.rows[target].editor
        text = edit.text() if isinstance(edit, TextEdit) else ""
        return text.replace(" ", "").replace("-", "") if target == "prescriber.npi" else text.strip()

    def _list_prescribers(self, chosen: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        for each in self._prescribers:
            self.list.addItem(each.signature_name or NEW_PRESCRIBER)
        self.list.blockSignals(False)
        self._shown = -1
        self.list.setCurrentRow(min(chosen, len(self._prescribers) - 1))
        self._show(self.list.currentRow())

    def _show(self, row: int) -> None:
        self._shown = row
        there = 0 <= row < len(self._prescribers)
        self._form.setVisible(there)
        self._nobody.setVisible(not there)
        self.remove_button.setEnabled(there)
        if there:
            for name, _label, _hint in _PRESCRIBER_FIELDS:
                edit = self.rows[f"prescriber.{name}"].editor
                if isinstance(edit, TextEdit):
                    edit.show_text(getattr(self._prescribers[row], name))
            self.signature.show_text(self._signatures[row])

    @Slot()
    def _keep_shown(self) -> None:
        if 0 <= self._shown < len(self._prescribers):
            values = {name: self._text(f"prescriber.{name}") for name, _label, _hint in _PRESCRIBER_FIELDS}
            self._prescribers[self._shown] = Prescriber(**values)
            self._signatures[self._shown] = self.signature.text

    @Slot()
    def _on_typed(self) -> None:
        self._keep_shown()
        item = self.list.item(self._shown)
        if item is not None:
            item.setText(self._prescribers[self._shown].signature_name or NEW_PRESCRIBER)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        self._keep_shown()
        self._show(row)

    @Slot()
    def _on_add(self) -> None:
        self._keep_shown()
        self._prescribers.append(Prescriber())
        self._signatures.append("")
        self._list_prescribers(len(self._prescribers) - 1)
        self.rows["prescriber.name"].focus()

    @Slot()
    def _on_remove(self) -> None:
        row = self._shown
        self._shown = -1
        del self._prescribers[row]
        del self._signatures[row]
        self._list_prescribers(row)

    @Slot()
    def _on_ok(self) -> None:
        practice = self.practice()
        for row, prescriber in enumerate(self._prescribers):
            try:
                if prescriber.npi:
                    check_npi(prescriber.npi)
            except InvalidNpiError as error:
                self.tabs.setCurrentIndex(1)
                self.list.setCurrentRow(row)
                self.rows["prescriber.npi"].set_error(f"{error.message} {error.remedy}")
                self.rows["prescriber.npi"].focus()
                return
        self.accept()
        self.accepted_practice.emit(practice)


def _scrolled(*rows: QWidget) -> QScrollArea:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setSpacing(theme.MEDIUM)
    for row in rows:
        layout.addWidget(row)
    layout.addStretch(1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    area.setWidget(column)
    return area
