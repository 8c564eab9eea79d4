"""The forms of what stands beside the steps: requirements, patients already on the drug, approval, and the check."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget

from denialdesk.domain.criteria import AgeLimit, Approval, Established, Length, Policy, Requirements
from denialdesk.services.criteria import CheckEntry
from denialdesk.ui import theme
from denialdesk.ui.dialogs.criteria_draft import PolicyDraft
from denialdesk.ui.dialogs.criteria_editor_rows import EditorForm
from denialdesk.ui.models.policy_names import join_names, split_names
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.labels import WrapLabel
from denialdesk.ui.widgets.length_edit import LengthEdit
from denialdesk.ui.widgets.text_edits import ReasonEdit, TextEdit

_NUMBER_WIDTH = 64
_UNITS = (("years", "years"), ("months", "months"))
_NOTHING = "nothing"


class AgeEdit(QWidget):
    """Least and greatest age. ``age_edited`` brings an AgeLimit, or None for no limit."""

    age_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._limit: AgeLimit | None = None
        self.least, self.least_unit = _number("Least age"), _unit("Least age: unit")
        self.most, self.most_unit = _number("Greatest age"), _unit("Greatest age: unit")
        self.below = ChoiceEdit(((False, "up to"), (True, "below")))
        self.below.setAccessibleName("Up to or below the greatest age")
        self.below.setMinimumContentsLength(6)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        for part in (QLabel("From"), self.least, self.least_unit, self.below, self.most, self.most_unit):
            layout.addWidget(part)
        layout.addStretch(1)
        self.setFocusProxy(self.least)
        for line in (self.least, self.most):
            line.text_typed.connect(self._on_edited)
        for choice in (self.least_unit, self.most_unit, self.below):
            choice.choice_made.connect(self._on_edited)

    def show_age(self, limit: AgeLimit | None) -> None:
        """Show a limit."""
        self._limit = limit
        shown = limit or AgeLimit()
        self.least.show_text("" if shown.min_value is None else str(shown.min_value))
        self.most.show_text("" if shown.max_value is None else str(shown.max_value))
        self.least_unit.show_value(shown.min_unit)
        self.most_unit.show_value(shown.max_unit)
        self.below.show_value(shown.max_is_exclusive)

    @Slot()
    def _on_edited(self) -> None:
        before = self._limit or AgeLimit()
        limit = replace(
            before,
            min_value=int(self.least.text()) if self.least.text() else None,
            min_unit=str(self.least_unit.value or "years"),
            max_value=int(self.most.text()) if self.most.text() else None,
            max_unit=str(self.most_unit.value or "years"),
            max_is_exclusive=self.below.value is True,
        )
        says_something = limit.min_value is not None or limit.max_value is not None or bool(limit.note)
        self._limit = limit
        self.age_edited.emit(limit if says_something else None)


def _number(name: str) -> TextEdit:
    edit = TextEdit()
    edit.setValidator(QIntValidator(0, 9999, edit))
    edit.setFixedWidth(_NUMBER_WIDTH)
    edit.setAccessibleName(name)
    return edit


def _unit(name: str) -> ChoiceEdit:
    edit = ChoiceEdit(_UNITS)
    edit.setMinimumContentsLength(6)
    edit.setAccessibleName(name)
    return edit


class RequirementsForm(EditorForm):
    """What the policy demands beside its steps."""

    def __init__(self, draft: PolicyDraft) -> None:
        super().__init__(draft, "Requirements beside the steps", "Leave empty what the policy does not print.")
        self.age = AgeEdit()
        self.age.age_edited.connect(self._on_age)
        self.add_row("age", "Age of the patient", self.age)
        self.on_refresh(lambda: self.age.show_age(self._needs.age))
        self.prescriber = TextEdit()
        self.prescriber.text_typed.connect(self._on_prescriber)
        self.add_row("prescriber", "Prescribed by, or in consultation with", self.prescriber, "Divided by semicolons.")
        self.on_refresh(self._show_prescriber)
        self._list("diagnosis", "Diagnosis and severity", "One requirement on each line.")
        self._words("tb_screening", "Tuberculosis screening")
        self._words("concurrent_use_exclusion", "Not together with")
        self._words("documentation", "Documentation to send")
        self._list("other", "Anything else required", "One requirement on each line.")

    @property
    def _needs(self) -> Requirements:
        return self.draft.policy.requirements

    def _words(self, field: str, label: str) -> None:
        self.add_words(
            field, label, lambda: getattr(self._needs, field), lambda policy, text: _needing(policy, field, text)
        )

    def _list(self, field: str, label: str, hint: str) -> None:
        self.add_list(
            field,
            label,
            lambda: getattr(self._needs, field),
            lambda policy, items: _needing(policy, field, items),
            hint,
        )

    @Slot(object)
    def _on_age(self, limit: AgeLimit | None) -> None:
        self.edit("Age", lambda policy: _needing(policy, "age", limit), typed=True)

    @Slot(str)
    def _on_prescriber(self, text: str) -> None:
        names = split_names(text)
        self.edit("Prescriber", lambda policy: _needing(policy, "prescriber_specialties", names), typed=True)

    def _show_prescriber(self) -> None:
        if split_names(self.prescriber.text()) != self._needs.prescriber_specialties:
            self.prescriber.show_text(join_names(self._needs.prescriber_specialties))


def _needing(policy: Policy, field: str, value: object) -> Policy:
    needs = replace(policy.requirements, **{field: value})  # type: ignore[arg-type]  # a field of that very type
    return replace(policy, requirements=needs)


class OthersForm(EditorForm):
    """Patients already on the drug, exceptions, approval, renewal, notes."""

    def __init__(self, draft: PolicyDraft) -> None:
        super().__init__(draft, "Already on the drug, approval, renewal", "Leave empty what the policy does not print.")
        self._add_established()
        self.add_list(
            "exceptions",
            "Exceptions the policy prints",
            lambda: draft.policy.exceptions,
            lambda policy, items: replace(policy, exceptions=items),
        )
        self._add_approval("initial", "First approval")
        self._add_approval("renewal", "Renewal")
        self.add_list(
            "renewal_criteria",
            "Renewal criteria",
            lambda: draft.policy.renewal_criteria,
            lambda policy, items: replace(policy, renewal_criteria=items),
        )
        self.add_list(
            "notes",
            "Your notes",
            lambda: draft.policy.notes,
            lambda policy, items: replace(policy, notes=items),
            "One on each line. They are shown with the policy and never stand in a letter.",
        )

    @property
    def _limb(self) -> Established | None:
        return self.draft.policy.established

    def _add_established(self) -> None:
        choices: tuple[tuple[object, str], ...] = (
            (_NOTHING, "Nothing is printed"),
            (True, "They need not meet the steps"),
            (False, "They must meet the steps all the same"),
            (None, "Printed, but not whether it replaces the steps"),
        )
        self.established = ChoiceEdit(choices)
        self.established.choice_made.connect(self._on_established)
        self.add_row("established", "Patients already on the drug", self.established)
        self.days = _number("Days on the drug")
        self.days.text_typed.connect(self._on_days)
        self.add_row("established_days", "For at least so many days", self.days)
        for field, label in (("applies_to", "Which patients"), ("verification", "How it must be shown")):
            self.add_text(field, label, self._getter(field), self._putter(field))
        self.on_refresh(self._show_established)

    def _getter(self, field: str) -> Callable[[], str]:
        return lambda: str(getattr(self._limb, field)) if self._limb is not None else ""

    @staticmethod
    def _putter(field: str) -> Callable[[Policy, str], Policy]:
        def put(policy: Policy, text: str) -> Policy:
            values: dict[str, str] = {field: text.strip()}
            limb = replace(policy.established or Established(), **values)  # type: ignore[arg-type]  # texts both
            return replace(policy, established=limb)

        return put

    def _show_established(self) -> None:
        limb = self._limb
        self.established.show_value(_NOTHING if limb is None else limb.alternative_to_step)
        self.days.show_text("" if limb is None or limb.min_days is None else str(limb.min_days))
        for field in ("established_days", "applies_to", "verification"):
            self.rows[field].setVisible(limb is not None)

    @Slot(object)
    def _on_established(self, value: object) -> None:
        def change(policy: Policy) -> Policy:
            if value == _NOTHING:
                return replace(policy, established=None)
            limb = policy.established or Established()
            return replace(
                policy, established=replace(limb, alternative_to_step=value if isinstance(value, bool) else None)
            )

        self.edit("Already on the drug", change)

    @Slot(str)
    def _on_days(self, text: str) -> None:
        days = int(text) if text else None
        self.edit(
            "Days on the drug",
            lambda policy: replace(policy, established=replace(policy.established or Established(), min_days=days)),
            typed=True,
        )

    def _add_approval(self, field: str, label: str) -> None:
        edit = LengthEdit(label)

        def put(length: Length | None) -> None:
            values: dict[str, Length | None] = {field: length}
            self.edit(label, lambda policy: replace(policy, approval=_approved(policy.approval, values)), typed=True)

        edit.length_edited.connect(put)
        self.add_row(field, label, edit)
        self.on_refresh(lambda: edit.show_length(getattr(self.draft.policy.approval, field)))


def _approved(approval: Approval, values: dict[str, Length | None]) -> Approval:
    return replace(approval, **values)  # type: ignore[arg-type]  # the two lengths


class CheckForm(EditorForm):
    """Who entered the text, and whether it was compared with the payer's own document."""

    def __init__(self, draft: PolicyDraft, entered_by: str) -> None:
        super().__init__(draft, "Who entered it, and was it checked")
        self.by = TextEdit()
        self.by.show_text(entered_by)
        self.by_row = FieldRow("Entered by", self.by, hint="Your name; it is shown with the policy.")
        self.column.addWidget(self.by_row)
        self.compared = QCheckBox("I compared every line with the payer's own document")
        self.column.addWidget(self.compared)
        explanation = (
            "Only then does a letter quote it as the plan's own policy. Otherwise the letter says that it states the "
            "criteria as understood, and asks for the policy. A later change of the text takes the check back."
        )
        self.column.addWidget(WrapLabel(explanation))
        self.note = ReasonEdit(least_lines=2, most_lines=4)
        self.note_row = FieldRow(
            "Note on the check", self.note, hint="For example: pages 3 to 5, downloaded from the portal."
        )
        self.column.addWidget(self.note_row)
        self.compared.toggled.connect(self.note_row.setVisible)
        self.note_row.hide()
        self.by.text_typed.connect(self._clear)

    @property
    def entered_by(self) -> str:
        """The name typed."""
        return self.by.text().strip()

    def check_entry(self) -> CheckEntry | None:
        """The check, if one was made: number, date and page are those of the policy."""
        if not self.compared.isChecked():
            return None
        policy = self.draft.policy
        return CheckEntry(
            self.entered_by, policy.number, policy.effective_date, policy.reference.section, self.note.text().strip()
        )

    def focus_field(self, field: str) -> None:
        """Put the cursor into the name."""
        _ = field
        self.by_row.focus()

    @Slot()
    def _clear(self) -> None:
        self.by_row.set_error("")
