"""One policy layer: what it is, how far it was checked, and its requirements as an outline in the policy's order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, ConfirmedPolicy
from denialdesk.domain.criteria import PolicyFinding, Status
from denialdesk.domain.office_criteria import Origin
from denialdesk.ui import theme
from denialdesk.ui.models.answers import AnswerKind, answer_kind, answer_of, is_empty
from denialdesk.ui.models.finding_outline import Line, OtherWays, outline, steps_outline
from denialdesk.ui.models.policy_words import about, checked, sources_and_notes, standing
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.answer_editor import AnswerEditor, StatementEditor, TrialAnswerEditor
from denialdesk.ui.widgets.confirmation_form import ConfirmationForm
from denialdesk.ui.widgets.disclosure import Disclosure
from denialdesk.ui.widgets.finding_row import FindingRow, OtherWaysRow
from denialdesk.ui.widgets.labels import Hairline, IconLabel, SectionTitle, StrongLabel, ToneLabel, WrapLabel
from denialdesk.ui.widgets.status_chip import StatusChip


class PolicyCard(QWidget):
    """A policy and its findings. Lines are kept while the verdicts change, so that a field being typed in stays."""

    jump_asked = Signal(str)
    answer_edited = Signal(object, str)
    policy_confirmed = Signal(object)
    confirmation_withdrawn = Signal(str)
    edit_asked = Signal(str)

    def __init__(
        self,
        policy_id: str,
        today: Callable[[], dt.date],
        conditions: Sequence[str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.policy_id = policy_id
        self._conditions = conditions
        self._finding: PolicyFinding | None = None
        self._order: tuple[str, ...] = ()
        self.rows: dict[str, FindingRow] = {}
        self.editors: dict[str, AnswerEditor] = {}
        self.ways: dict[str, OtherWaysRow] = {}
        self.title = SectionTitle()
        self.chip = StatusChip()
        self.about = ToneLabel()
        self.reason = WrapLabel()
        self.checked = WrapLabel()
        self._checked_icon = IconLabel("triangle-alert", Tone.CAUTION)
        self.confirm = QPushButton("I checked it…")
        self.confirm.setToolTip("Enter the number and date after comparing it with the payer's own document")
        self.withdraw = QPushButton("Not checked after all")
        self.edit = QPushButton("Correct…")
        self.edit.setToolTip("Enter the policy as the payer's own document has it, for every case of the office")
        self.form = ConfirmationForm(today)
        self.form.hide()
        self._notes = WrapLabel()
        self.notes = Disclosure("Source and notes", self._notes)
        self._titles = {
            "requirements": StrongLabel("Requirements"),
            "steps": StrongLabel("Steps"),
            "exceptions": StrongLabel("Exceptions printed in the policy"),
        }
        for title in self._titles.values():
            title.setContentsMargins(0, theme.SMALL, 0, theme.TIGHT)
        self._outline = QVBoxLayout()
        self._outline.setSpacing(0)
        self._lay_out()
        self.confirm.clicked.connect(self._on_confirm)
        self.withdraw.clicked.connect(self._on_withdraw)
        self.edit.clicked.connect(self._on_edit)
        self.form.cancelled.connect(self._close_form)
        self.form.confirmed.connect(self._on_confirmed)

    def show_finding(
        self,
        finding: PolicyFinding,
        case: Case,
        therapies: Sequence[tuple[str, str]],
        origin: Origin = Origin.SHIPPED,
    ) -> None:
        """Show a policy as judged; ``therapies`` are the rows of the log as (id, words), ``origin`` says whose text."""
        self._finding = finding
        policy = finding.policy
        self.title.setText(policy.title or policy.reference.title or f"{policy.payer_name} policy")
        self.title.setAccessibleName(f"Policy: {self.title.text()}")
        self.edit.setAccessibleName(f"Correct {self.title.text()}")
        self.about.setText(about(policy))
        self.chip.show_status(finding.status)
        self.reason.show_text(standing(finding))
        verified = policy.verification.is_verified
        self.checked.setText(checked(policy, origin))
        self._checked_icon.show_icon(
            "badge-check" if verified else "triangle-alert", Tone.GOOD if verified else Tone.CAUTION
        )
        theme.set_text_tone(self.checked, Tone.GOOD if verified else Tone.CAUTION)
        own_check = any(each.policy_id == policy.id for each in case.confirmed_policies)
        self.confirm.setVisible(not verified and self.form.isHidden())
        self.withdraw.setVisible(own_check)
        self._notes.setText(sources_and_notes(policy))
        self._show_outline(finding, case, therapies)

    def focus_policy(self) -> None:
        """Put the cursor on what can be done about the policy as a whole."""
        button = self.confirm if self.confirm.isVisibleTo(self) else self.notes.button
        button.setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_answer(self, path: str) -> QWidget | None:
        """Open the answer of a node and put the cursor into it; None when there is no such node here."""
        row = self.rows.get(path)
        if row is None:
            return None
        for fold in row.line.folds if row.line else ():
            self.ways[f"{fold}#other"].button.setChecked(True)
        editor = self.editors.get(path)
        if editor is None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            return row
        row.answer.setChecked(True)
        editor.first_control().setFocus(Qt.FocusReason.OtherFocusReason)
        return row

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.MEDIUM)
        head.addWidget(self.title, 1)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignTop)
        check = QHBoxLayout()
        check.setSpacing(theme.SMALL)
        check.addWidget(self._checked_icon)
        check.addWidget(self.checked, 1)
        check.addWidget(self.confirm)
        check.addWidget(self.withdraw)
        check.addWidget(self.edit)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        layout.addWidget(self.about)
        layout.addLayout(check)
        form = QHBoxLayout()  # beside empty space: see PageScroll
        form.addWidget(self.form, 1000)
        form.addStretch(1)
        layout.addLayout(form)
        layout.addWidget(self.reason)
        layout.addWidget(Hairline())
        layout.addLayout(self._outline)
        layout.addWidget(self.notes)

    def _show_outline(self, finding: PolicyFinding, case: Case, therapies: Sequence[tuple[str, str]]) -> None:
        requirements = outline(finding.requirements)
        steps = steps_outline(finding)
        exceptions = outline(finding.exceptions)
        words = dict(therapies)
        for line in (*requirements, *steps, *exceptions):
            self._show_line(line, case, words)
        for printed in finding.exceptions:
            self.rows[printed.path].show_claim(is_claimed=printed.status is Status.MET)
        titled = bool(requirements) and bool(steps)
        order = (
            *(("#requirements",) if titled else ()),
            *(line.key for line in requirements),
            *(("#steps",) if titled else ()),
            *(line.key for line in steps),
            *(("#exceptions",) if exceptions else ()),
            *(line.key for line in exceptions),
        )
        self._arrange(order)
        for name, title in self._titles.items():
            title.setVisible(bool(exceptions) if name == "exceptions" else titled)
        self._fold((*requirements, *steps, *exceptions))

    def _show_line(self, line: Line | OtherWays, case: Case, words: dict[str, str]) -> None:
        if isinstance(line, OtherWays):
            ways = self.ways.get(line.key)
            if ways is None:
                ways = self.ways[line.key] = OtherWaysRow()
                ways.button.toggled.connect(self._on_folded)
            ways.show_ways(line.words, line.depth)
            return
        row = self.rows.get(line.key)
        if row is None:
            row = self.rows[line.key] = FindingRow()
            row.jump_asked.connect(self.jump_asked)
            self._make_editor(line.key, row)
        row.show_line(line, [(each, words[each]) for each in line.finding.therapy_ids if each in words])
        editor = self.editors.get(line.key)
        if editor is not None:
            answer = answer_of(case, self.policy_id, line.key)
            row.answer.rename("Answer" if is_empty(answer) else "Answered")
            if isinstance(editor, TrialAnswerEditor):
                editor.offer_rows(tuple(words.items()))
            editor.show_answer(answer)

    def _make_editor(self, path: str, row: FindingRow) -> None:
        if self._finding is None:
            return
        kind = answer_kind(self._finding.policy, path)
        if kind is AnswerKind.NONE:
            return
        editor: AnswerEditor
        if kind is AnswerKind.ROWS:
            editor = TrialAnswerEditor(self.policy_id, path, self._conditions)
        else:
            editor = StatementEditor(self.policy_id, path)
        editor.answer_edited.connect(self.answer_edited)
        self.editors[path] = editor
        row.hold_editor(editor)

    def _arrange(self, order: tuple[str, ...]) -> None:
        """Put the lines into their order; they stay the same widgets, so that the cursor stays where it is."""
        if order == self._order:
            return
        self._order = order
        while self._outline.takeAt(0) is not None:
            pass
        shown: set[QWidget] = set()
        for key in order:
            widget: QWidget = (
                self._titles[key[1:]] if key.startswith("#") else self.ways.get(key) or self.rows.get(key) or QWidget()
            )
            self._outline.addWidget(widget)
            shown.add(widget)
        for old in (*self.rows.values(), *self.ways.values()):
            if old not in shown:
                old.hide()

    def _fold(self, lines: Sequence[Line | OtherWays]) -> None:
        for line in lines:
            widget: QWidget = self.ways[line.key] if isinstance(line, OtherWays) else self.rows[line.key]
            folded = any(not self.ways[f"{path}#other"].button.isChecked() for path in line.folds)
            widget.setVisible(not folded)

    @Slot()
    def _on_folded(self) -> None:
        if self._finding is not None:
            found = self._finding
            self._fold((*outline(found.requirements), *steps_outline(found), *outline(found.exceptions)))

    @Slot()
    def _on_confirm(self) -> None:
        if self._finding is not None:
            self.confirm.hide()
            self.form.show()
            self.form.begin(self._finding.policy, "")

    @Slot()
    def _on_withdraw(self) -> None:
        self.confirmation_withdrawn.emit(self.policy_id)

    @Slot()
    def _on_edit(self) -> None:
        self.edit_asked.emit(self.policy_id)

    @Slot()
    def _close_form(self) -> None:
        self.form.hide()
        self.confirm.show()
        self.confirm.setFocus()

    @Slot(object)
    def _on_confirmed(self, confirmed: ConfirmedPolicy) -> None:
        self.form.hide()
        self.policy_confirmed.emit(confirmed)
        self.withdraw.setFocus()
