"""Fields of the open case bound to controls: each shows the case's value, and makes an edit one undoable step."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QCheckBox

from denialdesk.domain.case import Case
from denialdesk.domain.dates import PartialDate
from denialdesk.ui.models.case_fields import field_value, with_field
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit
from denialdesk.ui.widgets.yes_no_edit import YesNoEdit


class CaseForm(QObject):
    """The rows of a form by their target, in the order they were made.

    A row's edit goes to ``session.edit`` under its target as the merge key, so that one field typed is one step.
    """

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[str, FieldRow] = {}
        self._session = session
        self._shows: list[Callable[[Case], None]] = []
        self._resets: list[Callable[[Case], None]] = []
        session.case_opened.connect(self._on_case_opened)
        session.case_changed.connect(self._on_case_changed)

    def add(self, row: FieldRow, show: Callable[[Case], None], reset: Callable[[Case], None] | None = None) -> FieldRow:
        """Take a row in; ``show`` puts the case's value into it, ``reset`` does so when another case is opened."""
        self.rows[row.target] = row
        self._shows.append(show)
        self._resets.append(reset or show)
        if self._session.case is not None:
            (reset or show)(self._session.case)
        return row

    def also(self, show: Callable[[Case], None]) -> None:
        """Do something more whenever the case is shown."""
        self._shows.append(show)
        self._resets.append(show)
        if self._session.case is not None:
            show(self._session.case)

    def text(self, label: str, target: str, *, hint: str = "", editor: TextEdit | None = None) -> FieldRow:
        """A line of text."""
        edit = editor or TextEdit()
        edit.text_typed.connect(self.setter(label, target))
        return self.add(
            FieldRow(label, edit, target=target, hint=hint), lambda case: edit.show_text(field_value(case, target))
        )

    def paragraph(self, label: str, target: str, *, hint: str = "", editor: ReasonEdit | None = None) -> FieldRow:
        """Several lines of text."""
        edit = editor or ReasonEdit()
        edit.text_typed.connect(self.setter(label, target))
        return self.add(
            FieldRow(label, edit, target=target, hint=hint), lambda case: edit.show_text(field_value(case, target))
        )

    def date(self, label: str, target: str, *, hint: str = "", is_birth: bool = False) -> FieldRow:
        """A date, as exact as it is known; what cannot be read is said under it."""
        edit = PartialDateEdit(lambda: self._session.today, is_birth=is_birth)
        edit.name_parts(label)
        edit.date_edited.connect(self.setter(label, target))
        row = FieldRow(label, edit, target=target, hint=hint)
        edit.error_changed.connect(row.set_error)

        def value(case: Case) -> PartialDate:
            found: PartialDate = field_value(case, target)
            return found

        return self.add(row, lambda case: edit.show_date(value(case)), lambda case: edit.reset(value(case)))

    def choice(self, label: str, target: str, choices: Iterable[tuple[object, str]], *, hint: str = "") -> FieldRow:
        """One of a list."""
        edit = ChoiceEdit(choices)
        edit.choice_made.connect(self.setter(label, target))
        return self.add(
            FieldRow(label, edit, target=target, hint=hint), lambda case: edit.show_value(field_value(case, target))
        )

    def yes_no(self, label: str, target: str, *, hint: str = "") -> FieldRow:
        """Yes, no, or not known yet."""
        edit = YesNoEdit()
        edit.name_buttons(label)
        edit.answered.connect(self.setter(label, target))
        return self.add(
            FieldRow(label, edit, target=target, hint=hint), lambda case: edit.show_value(field_value(case, target))
        )

    def check(self, label: str, statement: str, target: str, *, hint: str = "") -> FieldRow:
        """One statement that holds or does not."""
        edit = QCheckBox(statement)
        edit.setAccessibleName(statement)
        edit.clicked.connect(self.setter(label, target))
        return self.add(
            FieldRow(label, edit, target=target, hint=hint), lambda case: edit.setChecked(field_value(case, target))
        )

    def setter(self, label: str, target: str) -> Callable[[object], None]:
        """Make the function that puts a value into the case as one step named after the field."""
        session = self._session

        def put(value: object) -> None:
            session.edit(label, lambda case: with_field(case, target, value), merge_key=target)

        return put

    def focus(self, target: str) -> bool:
        """Put the cursor into the field of a target; False when the form has no such field."""
        row = self.rows.get(target)
        if row is None:
            return False
        row.focus()
        return True

    @Slot()
    def _on_case_opened(self) -> None:
        if self._session.case is not None:
            for reset in self._resets:
                reset(self._session.case)

    @Slot()
    def _on_case_changed(self) -> None:
        if self._session.case is not None:
            for show in self._shows:
                show(self._session.case)
