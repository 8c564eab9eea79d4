"""Days that do not count for the filer, entered by hand from a disaster-relief notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from denialdesk.domain.appeal_facts import ExcludedDays
from denialdesk.domain.date_text import format_date
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision
from denialdesk.ui import theme
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import WrapLabel
from denialdesk.ui.widgets.text_edits import TextEdit

_LONGEST_DAYS = 3660  # ten years: a slip of the year is likelier than a longer relief


class ExcludedDaysEdit(QWidget):
    """The periods entered, each with a button to remove it, and a small form for another.

    ``edited`` brings the new list when a person adds or removes one.
    """

    edited = Signal(object)

    def __init__(self, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._periods: tuple[ExcludedDays, ...] = ()
        self.removers: list[QToolButton] = []
        self._lines = QVBoxLayout()
        self._lines.setSpacing(theme.TIGHT)
        self.open_form = QPushButton("Add days that do not count…")
        theme.set_icon(self.open_form, "plus")
        self.first = PartialDateEdit(today)
        self.last = PartialDateEdit(today)
        self.reason = TextEdit()
        self.first_row = _date_row("First day", self.first)
        self.last_row = _date_row("Last day", self.last)
        self.reason_row = FieldRow("Which notice", self.reason, hint="Such as the relief notice and the county.")
        self.add = QPushButton("Add these days")
        self.cancel = QPushButton("Cancel")
        self.form = QWidget()
        self._lay_out()
        self.setFocusProxy(self.open_form)
        self.open_form.clicked.connect(self._on_open)
        self.cancel.clicked.connect(self._close_form)
        self.add.clicked.connect(self._on_add)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.add)
        buttons.addWidget(self.cancel)
        buttons.addStretch(1)
        form = QVBoxLayout(self.form)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(theme.SMALL)
        for row in (self.first_row, self.last_row, self.reason_row):
            form.addWidget(row)
        form.addLayout(buttons)
        self.form.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(self._lines)
        layout.addWidget(self.open_form, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.form)

    def show_periods(self, periods: tuple[ExcludedDays, ...]) -> None:
        """Show the periods of a case."""
        if periods == self._periods:
            return
        self._periods = periods
        while (item := self._lines.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.removers = []
        for place, period in enumerate(periods):
            self._lines.addWidget(self._line(place, period))

    def _line(self, place: int, period: ExcludedDays) -> QWidget:
        line = QWidget()
        words = f"{format_date(period.first)} to {format_date(period.last)}"
        if period.reason:
            words = f"{words}: {period.reason}"
        remove = QToolButton()
        remove.setAutoRaise(True)
        remove.setToolTip("These days count after all")
        remove.setAccessibleName(f"Remove the days {words}")
        remove.setProperty("place", place)
        theme.set_icon(remove, "trash-2")
        remove.clicked.connect(self._on_remove)
        self.removers.append(remove)
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(WrapLabel(words), 1)
        layout.addWidget(remove)
        return line

    @Slot()
    def _on_remove(self) -> None:
        place = int(self.sender().property("place"))
        self.edited.emit((*self._periods[:place], *self._periods[place + 1 :]))
        self.open_form.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_open(self) -> None:
        self.first.reset(UNKNOWN_DATE)
        self.last.reset(UNKNOWN_DATE)
        self.reason.clear()
        self.open_form.hide()
        self.form.show()
        self.first.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _close_form(self) -> None:
        self.form.hide()
        self.open_form.show()
        self.open_form.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_add(self) -> None:
        self.first.line.clearFocus()
        self.last.line.clearFocus()
        if self.first.error or self.last.error:
            return
        for row, date in ((self.first_row, self.first.value), (self.last_row, self.last.value)):
            if date.precision is not Precision.DAY:
                row.set_error("The day is needed.")
                return
            row.set_error("")
        problem = _problem(self.first.value, self.last.value)
        self.last_row.set_error(problem)
        if problem:
            return
        period = ExcludedDays(self.first.value, self.last.value, self.reason.text().strip())
        self._close_form()
        self.edited.emit((*self._periods, period))


def _problem(first: PartialDate, last: PartialDate) -> str:
    if first.earliest is None or last.earliest is None:
        return "The day is needed."
    if last.earliest < first.earliest:
        return "The last day lies before the first."
    if (last.earliest - first.earliest).days > _LONGEST_DAYS:
        return "That is more than ten years. Check the years."
    return ""


def _date_row(label: str, edit: PartialDateEdit) -> FieldRow:
    edit.name_parts(label)
    edit.unknown.hide()
    row = FieldRow(label, edit)
    edit.error_changed.connect(row.set_error)
    return row
