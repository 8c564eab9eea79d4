"""Recording one step of the follow-up: sent, received, called, decided, or a note."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from denialdesk.domain.case import Event, EventKind
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.services.follow_up import OVERTURNED, PARTLY, UPHELD
from denialdesk.ui import theme
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.text_edits import ReasonEdit


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    date: str
    text: str
    hint: str


_WORDS = {
    EventKind.SENT: _Words("Record as sent", "Sent on", "How and where to", "For example: fax to 555-0100, 14 pages."),
    EventKind.RECEIVED: _Words(
        "Record as received by the plan", "Received on", "How you know", "For example: fax confirmation, portal."
    ),
    EventKind.CALLED: _Words("Record a call", "Called on", "With whom, and what was said", "Name and call reference."),
    EventKind.DECIDED: _Words("Record the decision", "Dated", "What the plan says", "Its reason, if upheld."),
    EventKind.NOTE: _Words("Record a note", "On", "Note", ""),
}
KIND_NAMES = {
    EventKind.EXPORTED: "Exported for signature",
    EventKind.SIGNED: "Signed letter came back",
    EventKind.SENT: "Sent",
    EventKind.RECEIVED: "Received by the plan",
    EventKind.CALLED: "Called",
    EventKind.DECIDED: "Decided",
    EventKind.NEXT_LEVEL: "Next level taken up",
    EventKind.NOTE: "Note",
}
DECISIONS = ((None, "Choose …"), (OVERTURNED, "Overturned"), (PARTLY, "Partly overturned"), (UPHELD, "Upheld"))


class RecordEventDialog(QDialog):
    """One step with its date. ``recorded`` brings the Event when it is complete."""

    recorded = Signal(object)

    def __init__(
        self, kind: EventKind, today: dt.date, new_id: Callable[[], str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = _WORDS[kind]
        self._kind = kind
        self._today = today
        self._new_id = new_id
        self.setWindowTitle(words.title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.date = PartialDateEdit(lambda: today)
        self.date.name_parts(words.date)
        self.date.unknown.hide()
        self.date.show_date(PartialDate.of(today))
        self.date_row = FieldRow(words.date, self.date)
        self.decision = ChoiceEdit(DECISIONS)
        self.decision_row = FieldRow("Decision", self.decision)
        self.text = ReasonEdit(least_lines=3, most_lines=8)
        self.text_row = FieldRow(words.text, self.text, hint=words.hint)
        self.buttons = QDialogButtonBox()
        self.save = self.buttons.addButton("Record", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        for widget in (self.date_row, self.decision_row, self.text_row, self.buttons):
            layout.addWidget(widget)
        self.decision_row.setVisible(kind is EventKind.DECIDED)
        self.setMinimumWidth(440)
        theme.plain_buttons(self.buttons)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        self.date.error_changed.connect(self.date_row.set_error)

    @Slot()
    def _on_accept(self) -> None:
        self.date.line.clearFocus()  # finishes a date still being typed
        day = self.date.value
        if self.date.error:
            return
        if day.precision is not Precision.DAY or day.earliest is None:
            self.date_row.set_error("The day is needed: clocks count from it.")
            return
        if day.earliest > self._today:
            self.date_row.set_error("That day is still to come. Record it when it has happened.")
            return
        decision = self.decision.value
        if self._kind is EventKind.DECIDED and decision is None:
            self.decision_row.set_error("Say how the plan decided.")
            return
        text = self.text.text().strip()
        self.accept()
        self.recorded.emit(Event(self._new_id(), self._kind, day.to_iso(), text, str(decision or "")))
