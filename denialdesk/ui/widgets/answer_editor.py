"""The office's answer to one requirement: rows of the log, the prescriber's reason, or a plain yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from denialdesk.domain.case import Answer, AnswerValue
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer, name_offers
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.finding_row import INDENT
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit
from denialdesk.ui.widgets.yes_no_edit import YesNoEdit

_STATEMENTS = {True: AnswerValue.YES, False: AnswerValue.NO, None: AnswerValue.UNKNOWN}
_WIDTH = 560


class AnswerEditor(QWidget):
    """What both kinds of answer have: the words, and who states them. ``answer_edited`` brings the answer and a key."""

    answer_edited = Signal(object, str)

    def __init__(self, policy_id: str, path: str, reason_label: str, reason_hint: str) -> None:
        super().__init__()
        self._answer = Answer(policy_id, path)
        self.reason = ReasonEdit(least_lines=3, most_lines=10)
        self.reason.text_typed.connect(self._on_reason)
        self.reason_row = FieldRow(reason_label, self.reason, hint=reason_hint)
        self.stated_by = TextEdit()
        self.stated_by.text_typed.connect(self._on_stated_by)
        self.stated_by_row = FieldRow(
            "Stated by", self.stated_by, hint="Filled with the prescriber; change it if another."
        )
        self._body = QFrame()
        self._body.setMaximumWidth(_WIDTH)
        self.column = QVBoxLayout(self._body)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.MEDIUM)
        layout = QHBoxLayout(self)  # beside empty space: see PageScroll
        layout.setContentsMargins(INDENT, 0, 0, theme.MEDIUM)
        layout.addWidget(self._body, 1000)
        layout.addStretch(1)

    def first_control(self) -> QWidget:
        """The control that a jump to this answer focuses."""
        return self.reason

    def show_answer(self, answer: Answer) -> None:
        """Show what was answered."""
        self._answer = answer
        self.reason.show_text(answer.reason)
        self.stated_by.show_text(answer.stated_by)
        self.stated_by_row.setVisible(bool(answer.reason or answer.condition or answer.stated_by))

    def _tell(self, field: str, **changes: object) -> None:
        self._answer = replace(self._answer, **changes)  # type: ignore[arg-type]  # by field name
        self.answer_edited.emit(self._answer, field)

    @Slot(str)
    def _on_reason(self, text: str) -> None:
        self._tell("reason", reason=text)

    @Slot(str)
    def _on_stated_by(self, text: str) -> None:
        self._tell("stated_by", stated_by=text)


class TrialAnswerEditor(AnswerEditor):
    """Rows of the log to look at, or the prescriber's reason why the drug does not fit this patient."""

    def __init__(self, policy_id: str, path: str, conditions: Sequence[str]) -> None:
        super().__init__(
            policy_id,
            path,
            "Not appropriate for this patient: the prescriber's reason",
            "In the prescriber's own words. The letter quotes them.",
        )
        self._boxes: dict[str, QCheckBox] = {}
        self._offered: tuple[tuple[str, str], ...] = ()
        self.rows_title = WrapLabel("Rows of the log that answer this")
        self.rows_hint = ToneLabel("None chosen: every row is looked at.")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.condition = CompletingEdit(lambda text: name_offers(conditions, text))
        self.condition.text_typed.connect(self._on_condition)
        self.condition.offer_taken.connect(self._on_condition_taken)
        self.condition_row = FieldRow(
            "Condition that forbids the drug", self.condition, hint="Fill it when the reason is a contraindication."
        )
        choice = QVBoxLayout()
        choice.setSpacing(theme.TIGHT)
        choice.addWidget(self.rows_title)
        choice.addLayout(self._rows)
        choice.addWidget(self.rows_hint)
        self.column.addLayout(choice)
        for row in (self.reason_row, self.condition_row, self.stated_by_row):
            self.column.addWidget(row)

    def show_answer(self, answer: Answer) -> None:
        """Show the rows chosen and the reason given."""
        super().show_answer(answer)
        self.condition.show_text(answer.condition)
        for therapy_id, box in self._boxes.items():
            box.setChecked(therapy_id in answer.therapy_ids)

    def offer_rows(self, rows: Sequence[tuple[str, str]]) -> None:
        """Offer the rows of the log, as (id, words)."""
        offered = tuple(rows)
        if offered == self._offered:
            return
        self._offered = offered
        for therapy_id in [each for each in self._boxes if each not in dict(offered)]:
            box = self._boxes.pop(therapy_id)
            self._rows.removeWidget(box)
            box.hide()
            box.deleteLater()
        for place, (therapy_id, words) in enumerate(offered):
            box = self._boxes.get(therapy_id) or QCheckBox()
            if therapy_id not in self._boxes:
                box.clicked.connect(self._on_box)
                self._boxes[therapy_id] = box
            box.setText(words)
            box.setAccessibleName(f"Answered by {words}")
            self._rows.insertWidget(place, box)
        self.rows_hint.setText("None chosen: every row is looked at." if offered else "The log has no rows yet.")

    def box_of(self, therapy_id: str) -> QCheckBox:
        """The check box of a row; raises KeyError when it is not offered."""
        return self._boxes[therapy_id]

    @Slot()
    def _on_box(self) -> None:
        chosen = tuple(therapy_id for therapy_id, box in self._boxes.items() if box.isChecked())
        self._tell("rows", therapy_ids=chosen)

    @Slot(str)
    def _on_condition(self, text: str) -> None:
        self._tell("condition", condition=text)

    @Slot(object)
    def _on_condition_taken(self, offer: Offer) -> None:
        self._tell("condition", condition=offer.text)


class StatementEditor(AnswerEditor):
    """Yes, no or not known, and the words of whoever states it."""

    def __init__(self, policy_id: str, path: str) -> None:
        super().__init__(policy_id, path, "Statement", "If words are given, the letter quotes them.")
        self.value = YesNoEdit()
        self.value.answered.connect(self._on_value)
        question = FieldRow("Is this so for this patient?", self.value)
        self.value.name_buttons("Is this so for this patient?")
        for row in (question, self.reason_row, self.stated_by_row):
            self.column.addWidget(row)

    def first_control(self) -> QWidget:
        """The choice that stands first."""
        return self.value.focusProxy() or self.value

    def show_answer(self, answer: Answer) -> None:
        """Show the choice and the words."""
        super().show_answer(answer)
        values: dict[AnswerValue, bool | None] = {AnswerValue.YES: True, AnswerValue.NO: False}
        self.value.show_value(values.get(answer.value))

    @Slot(object)
    def _on_value(self, value: bool | None) -> None:  # noqa: FBT001  # the answer is the value
        self._tell("value", value=_STATEMENTS[value])
