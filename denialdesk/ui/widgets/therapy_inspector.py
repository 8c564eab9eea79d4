"""What stands beside the table for the chosen row: what it lacks, the notes, proof, measures and where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.therapy import NOT_TRIED, Origin, Therapy
from denialdesk.knowledge.library import Library
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer, name_offers
from denialdesk.ui.models.therapy_columns import cell_problem
from denialdesk.ui.models.therapy_names import ORIGIN_NAMES, SUPPLY_NAMES, USE_NAMES
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel
from denialdesk.ui.widgets.measure_list import MeasureList
from denialdesk.ui.widgets.name_edits import IndicationEdit
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit


class LackButton(QPushButton):
    """One thing a row lacks; a click leads to the place to mend it."""

    def __init__(self, todo: Todo, parent: QWidget | None = None) -> None:
        super().__init__(todo.text, parent)
        self.todo = todo
        self.setFlat(True)
        self.setStyleSheet("text-align: left")  # Qt has no property for it
        self.setAccessibleDescription("Goes to the place to mend it")
        blocks = todo.severity is Severity.BLOCKS
        theme.set_icon(self, "circle-alert", Tone.BAD if blocks else Tone.CAUTION)


class TherapyInspector(QWidget):
    """The details of one row.

    ``row_edited`` brings the name of the edit, the new row and a merge key; ``measures_edited`` the measures of the
    row; ``confirm_asked`` the ids to confirm; ``jump_asked`` a target.
    """

    row_edited = Signal(str, object, str)
    measures_edited = Signal(str, object, str)
    confirm_asked = Signal(tuple)
    jump_asked = Signal(str)

    def __init__(
        self,
        library: Library,
        today: Callable[[], dt.date],
        new_id: Callable[[], str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._library = library
        self._today = today
        self._row: Therapy | None = None
        self._selected: tuple[str, ...] = ()
        self._exhibits: tuple[tuple[object, str], ...] = ()
        self.fields: dict[str, FieldRow] = {}
        self.title = SectionTitle()
        self.provenance = ToneLabel()
        self.confirm = QPushButton("Confirm this row")
        self.confirm.clicked.connect(self._on_confirm)
        self.hint = ToneLabel("Choose a row to see what it proves and what it still lacks.")
        self._lacks = QVBoxLayout()
        self._lacks.setSpacing(0)
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(theme.MEDIUM)
        body.addWidget(self.provenance)
        body.addWidget(self.confirm, 0, Qt.AlignmentFlag.AlignLeft)
        body.addLayout(self._lacks)
        for row in self._make_fields():
            body.addWidget(row)
        self.measures = MeasureList(today, new_id)
        self.measures.measures_edited.connect(self.measures_edited)
        body.addWidget(self.measures)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        layout.addWidget(self._body)
        layout.addStretch(1)
        self._body.hide()
        self.title.hide()

    def focus_field(self, key: str) -> QWidget | None:
        """Put the cursor into a field of the row and give it; None when there is no such field here."""
        if key == "confirmed" and self.confirm.isVisibleTo(self):
            self.confirm.setFocus(Qt.FocusReason.OtherFocusReason)
            return self.confirm
        field = self.fields.get(key)
        if field is None or self._row is None:
            return None
        field.show()
        field.focus()
        return field

    def show_row(
        self, case: Case | None, row: Therapy | None, todos: Sequence[Todo], selected: tuple[str, ...]
    ) -> None:
        """Show a row of a case, or that none is chosen; ``selected`` are the rows chosen in the table."""
        self._row = row
        self._selected = selected
        self.hint.setVisible(row is None)
        self._body.setVisible(row is not None)
        self.title.setVisible(row is not None)
        if row is None or case is None:
            return
        self.title.setText(row.drug or "No drug named yet")
        self._show_provenance(case, row)
        self._show_lacks(row, todos)
        self._offer_exhibits(case)
        texts = ("what_happened", "contraindication", "proof", "exhibit_page", "prescribed_by", "stated_length")
        for key in texts:
            editor = self.fields[key].editor
            if isinstance(editor, TextEdit | ReasonEdit):
                editor.show_text(getattr(row, key))
        for key in ("supply", "use", "exhibit_id"):
            editor = self.fields[key].editor
            if isinstance(editor, ChoiceEdit):
                editor.show_value(getattr(row, key))
        self._show_indication(row)
        untried = row.outcome in NOT_TRIED
        self.fields["contraindication"].setVisible(untried or bool(row.contraindication))
        for key in ("supply", "use", "stated_length"):
            self.fields[key].setVisible(not untried)
        self.fields["exhibit_id"].setVisible(bool(case.exhibits))
        self.fields["exhibit_page"].setVisible(bool(case.exhibits))
        self.measures.show_measures(row.id, case.measures, self._instruments(case))
        self.measures.setVisible(not untried)

    def _make_fields(self) -> tuple[FieldRow, ...]:
        self._text("What happened", "what_happened", "In the words of the chart.", editor=ReasonEdit(3, 8))
        forbids = CompletingEdit(lambda text: name_offers((each.name for each in self._library.comorbidities()), text))
        forbids.text_typed.connect(self._setter("Condition that forbids it", "contraindication"))
        forbids.offer_taken.connect(self._on_condition_taken)
        hint = "Name the condition, as the chart has it."
        self._field("Condition that forbids it", "contraindication", forbids, hint)
        self._text("Proof", "proof", "What shows it: a chart note with its date, a fill history.")
        self._choice("Exhibit", "exhibit_id", ())
        self._text("Page of the exhibit", "exhibit_page", "")
        self._text("Prescribed by", "prescribed_by", "")
        indication = IndicationEdit(self._library)
        indication.indication_edited.connect(self._on_indication)
        self._field(
            "Given for", "indication_id", indication, "Leave it empty when it was for the indication of this case."
        )
        self._choice("Was it really taken?", "use", USE_NAMES.items())
        self._choice("Obtained through", "supply", SUPPLY_NAMES.items(), "Samples often do not count as a trial.")
        self._text("Length as a note states it", "stated_length", "Shown only; the dates decide where there are any.")
        return tuple(self.fields.values())

    def _field(self, label: str, key: str, editor: QWidget, hint: str = "") -> None:
        self.fields[key] = FieldRow(label, editor, target=key, hint=hint)

    def _text(self, label: str, key: str, hint: str, *, editor: ReasonEdit | None = None) -> None:
        edit = editor or TextEdit()
        edit.text_typed.connect(self._setter(label, key))
        self._field(label, key, edit, hint)

    def _choice(self, label: str, key: str, choices: Any, hint: str = "") -> None:  # noqa: ANN401  # pairs of any value
        edit = ChoiceEdit(choices)
        edit.choice_made.connect(self._setter(label, key))
        self._field(label, key, edit, hint)

    def _setter(self, label: str, key: str) -> Callable[[object], None]:
        def put(value: object) -> None:
            if self._row is not None:
                changes: dict[str, Any] = {key: value}  # the key names the field, the editor its type
                self._tell(label, key, replace(self._row, **changes))

        return put

    def _tell(self, label: str, key: str, row: Therapy) -> None:
        self._row = row
        self.row_edited.emit(label, row, f"therapy:{row.id}:{key}")

    def _show_provenance(self, case: Case, row: Therapy) -> None:
        origin = row.provenance
        parts = [ORIGIN_NAMES[origin.origin]]
        if origin.document:
            parts = [f"{'From' if origin.origin is Origin.IMPORTED else 'Pasted from'} {origin.document}"]
        said = ", ".join(part for part in (*parts, origin.locator) if part)
        if origin.changed_by_hand:
            said += "; changed by hand"
        waits = not origin.confirmed
        self.provenance.show_text(
            "" if origin.origin is Origin.TYPED else f"{said}{'; waits for your yes' if waits else ''}."
        )
        waiting = [each.id for each in case.therapies if each.id in self._selected and not each.provenance.confirmed]
        several = len(waiting) > 1
        self.confirm.setText(f"Confirm the {len(waiting)} selected rows" if several else "Confirm this row")
        theme.set_icon(self.confirm, "check")
        self.confirm.setVisible(waits or several)

    def _show_lacks(self, row: Therapy, todos: Sequence[Todo]) -> None:
        shown = [button.todo for button in self._lack_buttons()]
        wanted = [todo for todo in todos if row.provenance.confirmed or "confirm" not in todo.text]
        if shown != wanted:
            for button in self._lack_buttons():
                self._lacks.removeWidget(button)
                button.hide()
                button.deleteLater()
            for todo in wanted:
                button = LackButton(todo)
                button.clicked.connect(self._on_lack)
                self._lacks.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        problem = cell_problem(row, "drug", self._today())
        self.title.setToolTip(problem)
        if problem:
            self.provenance.show_text(f"{problem} {self.provenance.text()}".strip())

    def _lack_buttons(self) -> list[LackButton]:
        items = (self._lacks.itemAt(place) for place in range(self._lacks.count()))
        found = (item.widget() for item in items if item is not None)
        return [button for button in found if isinstance(button, LackButton)]

    def _offer_exhibits(self, case: Case) -> None:
        choices: tuple[tuple[object, str], ...] = (
            ("", "None yet"),
            *((exhibit.id, exhibit.title) for exhibit in case.exhibits),
        )
        editor = self.fields["exhibit_id"].editor
        if choices != self._exhibits and isinstance(editor, ChoiceEdit):
            self._exhibits = choices
            editor.set_choices(choices)

    def _instruments(self, case: Case) -> tuple[str, ...]:
        indication_id = case.request.indication_id
        return tuple(each.name for each in self._library.instruments_for(indication_id)) if indication_id else ()

    def _show_indication(self, row: Therapy) -> None:
        editor = self.fields["indication_id"].editor
        if not isinstance(editor, IndicationEdit) or editor.hasFocus():
            return
        indication = self._library.indication(row.indication_id) if row.indication_id else None
        editor.show_text(indication.name if indication else "")
        self.fields["indication_id"].set_error("")

    @Slot(str, str)
    def _on_indication(self, text: str, indication_id: str) -> None:
        unread = bool(text.strip()) and not indication_id
        self.fields["indication_id"].set_error("Choose one from the list, or leave it empty." if unread else "")
        if self._row is not None and not unread:
            self._tell("Given for", "indication_id", replace(self._row, indication_id=indication_id))

    @Slot(object)
    def _on_condition_taken(self, offer: Offer) -> None:
        self._setter("Condition that forbids it", "contraindication")(offer.text)

    @Slot()
    def _on_confirm(self) -> None:
        if self._row is not None:
            self.confirm_asked.emit(self._selected or (self._row.id,))

    @Slot()
    def _on_lack(self) -> None:
        button: QObject | None = self.sender()
        if isinstance(button, LackButton):
            self.jump_asked.emit(button.todo.target)
