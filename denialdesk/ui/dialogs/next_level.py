"""Taking up the next level: the notice of the decision takes the place of the earlier one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.date_text import format_date
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.next_steps import letter_for, level_after
from denialdesk.domain.plan_law import PlanEntry
from denialdesk.services.follow_up import NewNotice, take_up_next_level
from denialdesk.ui import theme
from denialdesk.ui.models.plan_choices import LEVEL_CHOICES, level_choices
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.deadline_lines import signed_line
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import ToneLabel

_LEAD = "Enter what the new notice says. Its dates count from now on; its reason is quoted in the next letter."
_NO_FILING = "No letter is filed at this level: the note on the denial page says what happens."


@dataclass(frozen=True, slots=True)
class TakenUp:
    """The change of the case that takes up the next level."""

    notice: NewNotice
    letter: LetterKind
    event: Event

    def change(self, case: Case) -> Case:
        """Apply it."""
        return take_up_next_level(case, self.notice, self.letter, self.event)


class NextLevelDialog(QDialog):
    """Kind and dates of the new notice. ``taken_up`` brings a TakenUp when it is complete."""

    taken_up = Signal(object)

    def __init__(
        self,
        case: Case,
        plan: PlanEntry | None,
        today: dt.date,
        new_id: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._case = case
        self._plan = plan
        self._today = today
        self._new_id = new_id
        self.setWindowTitle("Take up the next level")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        proposed = level_after(case, plan) if plan else AppealLevel.FIRST_APPEAL_UPHELD
        choices = level_choices(plan, proposed) if plan else LEVEL_CHOICES
        self.level = ChoiceEdit(pair for pair in choices if pair[0] is not AppealLevel.PHARMACY_REJECTION)
        self.level.show_value(proposed)
        self.notice = PartialDateEdit(lambda: today)
        self.received = PartialDateEdit(lambda: today)
        self.printed = PartialDateEdit(lambda: today)
        self.level_row = FieldRow("What kind of decision is the new notice?", self.level)
        self.notice_row = _date_row("Date of the new notice", self.notice, "")
        self.received_row = _date_row("Date it was received", self.received, "The stamp or the fax line, to the day.")
        self.printed_row = _date_row("Last day it names", self.printed, "Leave it empty if it names none.")
        self.note = ToneLabel(_NO_FILING, Tone.CAUTION)
        self._note_line = signed_line("info", Tone.CAUTION, self.note)
        self.buttons = QDialogButtonBox()
        self.take = self.buttons.addButton("Take up", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(ToneLabel(_LEAD))
        for row in (self.level_row, self._note_line, self.notice_row, self.received_row, self.printed_row):
            layout.addWidget(row)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(480)
        self.level.choice_made.connect(self._show_note)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        self._show_note()

    @property
    def _kind(self) -> AppealLevel:
        value = self.level.value
        return value if isinstance(value, AppealLevel) else AppealLevel.FIRST_APPEAL_UPHELD

    def showEvent(self, event: QShowEvent) -> None:
        """Take the height that the wrapped lines need at this width and scale."""
        super().showEvent(event)
        self._fit()

    @Slot()
    def _show_note(self) -> None:
        self._note_line.setVisible(letter_for(self._kind, self._plan) is None)
        self._fit()

    def _fit(self) -> None:
        layout = self.layout()
        if layout is not None and self.isVisible():
            layout.activate()
            self.setMinimumHeight(max(self.minimumSizeHint().height(), layout.totalHeightForWidth(self.width())))

    @Slot()
    def _on_accept(self) -> None:
        for edit in (self.notice, self.received, self.printed):
            edit.line.clearFocus()  # finishes a date still being typed
        if any(edit.error for edit in (self.notice, self.received, self.printed)):
            return
        if not self.notice.value.is_known and not self.received.value.is_known:
            self.notice_row.set_error("Enter the date on the notice, or the day it was received.")
            self._fit()
            return
        earlier = self._case.denial.notice_date
        text = f"Earlier notice: {format_date(earlier)}." if earlier.is_known else ""
        event = Event(self._new_id(), EventKind.NEXT_LEVEL, self._today.isoformat(), text)
        notice = NewNotice(self._kind, self.notice.value, self.received.value, self.printed.value)
        letter = letter_for(self._kind, self._plan) or self._case.letter.kind
        self.accept()
        self.taken_up.emit(TakenUp(notice, letter, event))


def _date_row(label: str, edit: PartialDateEdit, hint: str) -> FieldRow:
    edit.name_parts(label)
    edit.unknown.hide()
    row = FieldRow(label, edit, hint=hint)
    edit.error_changed.connect(row.set_error)
    return row
