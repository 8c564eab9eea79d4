"""The small form by which the office says that it checked a policy against the payer's own document."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import ConfirmedPolicy
from denialdesk.domain.criteria import Policy
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision
from denialdesk.domain.errors import InvalidDateError
from denialdesk.ui import theme
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import WrapLabel
from denialdesk.ui.widgets.text_edits import TextEdit

_EXPLANATION = (
    "Open the payer's own policy, compare every step below with it, and enter its number and date as printed there. "
    "The letter then quotes it as the plan's policy."
)


class ConfirmationForm(QWidget):
    """Number, effective date, page and name; ``confirmed`` brings the ConfirmedPolicy, ``cancelled`` nothing."""

    confirmed = Signal(object)
    cancelled = Signal()

    def __init__(self, today: Callable[[], dt.date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._policy_id = ""
        self.number = TextEdit()
        self.date = PartialDateEdit(today)
        self.date.name_parts("Effective date")
        self.page = TextEdit()
        self.name = TextEdit()
        self.number_row = FieldRow("Policy number", self.number, hint="As printed on the document.")
        self.date_row = FieldRow("Effective date", self.date, hint="To the day, as printed.")
        self.page_row = FieldRow("Page", self.page, hint="Where the steps stand; may stay empty.")
        self.name_row = FieldRow("Checked by", self.name, hint="Your name.")
        self.date.error_changed.connect(self.date_row.set_error)
        self.save = QPushButton("It agrees with the document")
        self.save.clicked.connect(self._on_save)
        cancel = QPushButton("Cancel")
        cancel.clicked.connect(self.cancelled)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.save)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(WrapLabel(_EXPLANATION))
        for row in (self.number_row, self.date_row, self.page_row, self.name_row):
            layout.addWidget(row)
        layout.addLayout(buttons)
        self.setMaximumWidth(480)

    def begin(self, policy: Policy, name: str) -> None:
        """Start with what is known of the policy."""
        self._policy_id = policy.id
        self.number.show_text(policy.number)
        self.date.reset(_known_date(policy.effective_date))
        self.page.clear()
        self.name.show_text(name)
        for row in (self.number_row, self.date_row, self.name_row):
            row.set_error("")
        self.number.setFocus()

    @Slot()
    def _on_save(self) -> None:
        exact = self.date.value.precision is Precision.DAY
        self.number_row.set_error("" if self.number.text().strip() else "Enter the number printed on the document.")
        self.date_row.set_error(self.date.error or ("" if exact else "Enter the date to the day, as printed."))
        self.name_row.set_error("" if self.name.text().strip() else "Enter the name of whoever checked it.")
        rows = (self.number_row, self.date_row, self.name_row)
        wrong = next((row for row in rows if row.error), None)
        if wrong is not None:
            wrong.focus()
            return
        self.confirmed.emit(
            ConfirmedPolicy(
                self._policy_id,
                self.number.text().strip(),
                self.date.value.to_iso(),
                self.page.text().strip(),
                self.name.text().strip(),
                self._today().isoformat(),
            )
        )


def _known_date(text: str) -> PartialDate:
    try:
        return PartialDate.from_iso(text)
    except InvalidDateError:
        return UNKNOWN_DATE
