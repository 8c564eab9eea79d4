"""The look at pasted rows before they are added: which column is which, and how each row was understood."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui import theme
from denialdesk.ui.models.paste_preview import PROBLEMS, PastePreviewModel
from denialdesk.ui.models.pasted_rows import MEANINGS, PastedTable, read_rows
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import ElidedLabel, SectionTitle, WrapLabel


class PasteDialog(QDialog):
    """Shows the paste; ``rows_accepted`` brings the therapies to add."""

    rows_accepted = Signal(tuple)

    def __init__(
        self,
        table: PastedTable,
        vocabulary: Vocabulary,
        today: dt.date,
        new_id: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Paste prior therapies")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._table = table
        self._vocabulary = vocabulary
        self._today = today
        self._new_id = new_id
        self.model = PastePreviewModel(self)
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setAccessibleName("The pasted rows as understood")
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.view.verticalHeader().setMinimumSectionSize(theme.ROW_HEIGHT)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.setTabKeyNavigation(False)
        self.view.setWordWrap(True)
        self.summary = WrapLabel()
        self.choices: list[ChoiceEdit] = []
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.add_button = QPushButton()
        self.add_button.setDefault(True)
        self._buttons.addButton(self.add_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self._buttons.accepted.connect(self._on_accepted)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(SectionTitle("How the columns were understood"))
        layout.addWidget(self._make_choices())
        layout.addWidget(self.summary)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._buttons)
        self.model.dataChanged.connect(self._on_chosen)
        self.resize(1040, 540)
        self.add_button.setFocus()
        self._read()

    def _make_choices(self) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SMALL)
        grid.setVerticalSpacing(theme.TIGHT)
        for place, meaning in enumerate(self._table.meanings):
            example = next((line[place] for line in self._table.lines if line[place]), "")
            name = self._table.titles[place] or f"Column {place + 1}"
            title = QLabel(name)
            choice = ChoiceEdit(MEANINGS)
            choice.show_value(meaning)
            choice.setAccessibleName(f"{name} is")
            choice.setMinimumWidth(130)
            choice.choice_made.connect(self._on_meaning)
            title.setBuddy(choice)
            said = ElidedLabel(example)
            theme.set_text_tone(said, theme.Tone.MUTED)
            grid.addWidget(title, 0, place)
            grid.addWidget(choice, 1, place)
            grid.addWidget(said, 2, place)
            self.choices.append(choice)
        scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(holder)
        scroll.setWidgetResizable(True)
        scroll.setFixedHeight(holder.sizeHint().height() + theme.LARGE)
        return scroll

    def _read(self) -> None:
        self.model.set_rows(read_rows(self._table, self._vocabulary, self._today, self._new_id))
        self.view.resizeColumnsToContents()
        for column in range(PROBLEMS):
            self.view.setColumnWidth(column, min(self.view.columnWidth(column), 180))
        self._say()
        self._fit_rows()

    def showEvent(self, event: QShowEvent) -> None:
        """Fit the rows to their texts when the width of the columns is known."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._fit_rows)

    @Slot()
    def _fit_rows(self) -> None:
        self.view.resizeRowsToContents()

    def _say(self) -> None:
        rows = self.model.rows
        unclear = sum(bool(row.problems) for row in rows)
        count = "1 row" if len(rows) == 1 else f"{len(rows)} rows"
        said = f"{count} pasted."
        if unclear:
            said += (
                f" {unclear} with something not understood: it stands in the last column, and the words are kept with "
                "the row under What happened."
            )
        self.summary.setText(said)
        chosen = len(self.model.chosen)
        self.add_button.setText("Add 1 row" if chosen == 1 else f"Add {chosen} rows")
        self.add_button.setEnabled(chosen > 0)

    @Slot(object)
    def _on_meaning(self) -> None:
        self._table = replace(self._table, meanings=tuple(str(choice.value) for choice in self.choices))
        self._read()

    @Slot()
    def _on_chosen(self) -> None:
        self._say()

    @Slot()
    def _on_accepted(self) -> None:
        self.rows_accepted.emit(tuple(row.therapy for row in self.model.chosen))
        self.accept()
