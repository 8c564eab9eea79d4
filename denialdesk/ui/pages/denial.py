"""The denial page: what the notice says on the left, the form of patient, plan, request and denial on the right."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from denialdesk.domain.case import Case
from denialdesk.ui import theme
from denialdesk.ui.dialogs.plan_finder import FoundPlan, PlanFinderDialog, with_found_plan
from denialdesk.ui.models.plan_choices import (
    FORMULARY_CHOICES,
    LEVEL_CHOICES,
    PLAN_TYPES,
    STATE_CHOICES,
    level_choices,
    plan_type_explanation,
)
from denialdesk.ui.pages.case_form import CaseForm
from denialdesk.ui.pages.denial_rows import (
    drug_row,
    icd10_row,
    indication_row,
    payer_row,
    plan_line_row,
    preferred_drugs_row,
)
from denialdesk.ui.pages.prescriber_rows import PrescriberRows
from denialdesk.ui.pages.rights_rows import RightsRows
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.deadline_lines import DeadlineLines
from denialdesk.ui.widgets.field_row import FieldRow
from denialdesk.ui.widgets.form_group import FormGroup
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.notice_panel import NoticePanel
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.text_edits import ReasonEdit

_FORM_WIDTH = 560
_NOTICE_WIDTH = 460
_SIDE_BY_SIDE_FROM = 760  # below this page width the notice goes on top of the form


class DenialPage(QWidget):
    """Everything the denial notice and the ID card tell, one field under the other."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._form = CaseForm(session, self)
        self.deadlines = DeadlineLines()
        self._notice = self._make_notice()
        groups = (
            self._make_patient(),
            self._make_plan(),
            self._make_request(),
            self._make_denial(),
            self._make_rights(),
            self._make_prescriber(),
        )
        self._column = QWidget()
        self._column_layout = QVBoxLayout(self._column)
        self._column_layout.setContentsMargins(0, 0, 0, 0)
        self._column_layout.setSpacing(theme.WIDE)
        for group in groups:
            self._column_layout.addWidget(group)
        self._form_scroll = PageScroll(self._column, _FORM_WIDTH)
        self._notice_scroll = PageScroll(self._notice, _NOTICE_WIDTH)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._notice_scroll)
        self._splitter.addWidget(self._form_scroll)
        self._splitter.setStretchFactor(0, 2)
        self._splitter.setStretchFactor(1, 3)
        self._splitter.setSizes([400, 600])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)
        self._is_narrow = False
        for row in self._form.rows.values():
            (row.editor.focusProxy() or row.editor).installEventFilter(self)

    @property
    def rows(self) -> dict[str, FieldRow]:
        """Every field row by its target."""
        return self._form.rows

    def focus_target(self, target: str) -> bool:
        """Put the cursor into the field of a target such as "plan.plan_type"; False when it is not on this page."""
        if target == "prescriber":
            target = "prescriber.name"
        if target == "rights":
            if self.deadlines.focus_first():
                self._form_scroll.reveal(self.deadlines.blocks[0])
                return True
            target = "appeal.filer"
        row = self._form.rows.get(target)
        if row is None:
            return False
        row.focus()
        self._reveal(row)
        return True

    @Slot()
    def find_plan_type(self) -> None:
        """Open the questions that end in a plan type, in an office outside the list, or in what to ask."""
        case, law = self._session.case, self._session.library.law
        if case is None or law.finder is None:
            return
        dialog = PlanFinderDialog(law, law.finder, case, self._session.today, self.window())
        dialog.found.connect(self._on_found)
        dialog.open()

    @Slot(object)
    def _on_found(self, found: FoundPlan) -> None:
        self._session.edit("Plan type found", lambda case: with_found_plan(case, found))
        self._session.jump("letter" if found.writes_letter else "plan.plan_type")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the notice beside the form where there is room, else on top of it."""
        super().resizeEvent(event)
        narrow = event.size().width() < _SIDE_BY_SIDE_FROM
        if narrow == self._is_narrow:
            return
        self._is_narrow = narrow
        if narrow:
            self._notice.setMaximumWidth(_FORM_WIDTH)
            self._column_layout.insertWidget(0, self._notice)
            self._notice_scroll.hide()
        else:
            self._notice_scroll.hold(self._notice)
            self._notice_scroll.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Scroll a field into view, with its label and message, when the cursor comes into it."""
        if event.type() is QEvent.Type.FocusIn:
            for row in self._form.rows.values():
                if watched in {row.editor, row.editor.focusProxy()}:
                    self._reveal(row)
        return super().eventFilter(watched, event)

    def _reveal(self, row: FieldRow) -> None:
        for scroll in (self._form_scroll, self._notice_scroll):
            if scroll.isAncestorOf(row):
                scroll.reveal(row)

    def _make_notice(self) -> NoticePanel:
        form = self._form
        reason = ReasonEdit(least_lines=9, most_lines=16)
        reason.setPlaceholderText("Paste or type the reason exactly as the notice prints it")
        return NoticePanel(
            (
                form.paragraph(
                    "Reason for the denial, in the payer's own words",
                    "denial.reason",
                    hint="The letter quotes this.",
                    editor=reason,
                ),
                form.text(
                    "Policy or criteria the notice names", "denial.policy_cited", hint="Title or number, as printed."
                ),
                preferred_drugs_row(form, self._session),
                form.yes_no("Are the criteria enclosed with the notice?", "denial.criteria_enclosed"),
                form.text(
                    "Reviewer the notice names", "denial.reviewer_named", hint="Name and specialty, if it gives any."
                ),
            )
        )

    def _make_patient(self) -> FormGroup:
        form = self._form
        return FormGroup(
            "Patient",
            (
                form.text("First name", "patient.first_name"),
                form.text("Last name", "patient.last_name"),
                form.date("Date of birth", "patient.birth_date", is_birth=True),
            ),
        )

    def _make_plan(self) -> FormGroup:
        form = self._form
        kind = form.choice("Plan type", "plan.plan_type", ((each.plan_type, each.name) for each in PLAN_TYPES))
        self.finder = LinkButton("Find the plan type by a few questions…", "plan.plan_type", icon="search")
        self.finder.setAccessibleDescription("Opens questions about card, employer and notice")
        self.finder.followed.connect(self.find_plan_type)
        kind.hold_under(self.finder)

        def explain(case: Case) -> None:
            kind.set_hint(plan_type_explanation(case.plan.plan_type))

        form.also(explain)
        return FormGroup(
            "Plan",
            (
                payer_row(form, self._session),
                form.text("Plan name", "plan.plan_name", hint="As the ID card has it."),
                kind,
                form.choice(
                    "State of issue",
                    "plan.state",
                    STATE_CHOICES,
                    hint="Where the policy was issued, which need not be where the patient lives.",
                ),
                plan_line_row(form, self._session),
                form.text("Member number", "plan.member_id"),
                form.text("Group number", "plan.group_number"),
                form.choice("Is the drug on the plan's drug list?", "plan.formulary_status", FORMULARY_CHOICES),
                form.paragraph(
                    "Address for appeals",
                    "plan.appeals_address",
                    hint="As the notice prints it; the letter goes there.",
                    editor=ReasonEdit(least_lines=3, most_lines=6),
                ),
                form.text("Fax for appeals", "plan.appeals_fax"),
            ),
        )

    def _make_request(self) -> FormGroup:
        form = self._form
        since = form.date("Taking it since", "request.taking_since")

        def show_since(case: Case) -> None:
            since.setVisible(case.request.already_taking is True)

        form.also(show_since)
        return FormGroup(
            "Request",
            (
                drug_row(form, self._session),
                form.text("Strength", "request.strength", hint="Such as 15 mg."),
                form.text("Form", "request.formulation", hint="Such as extended-release tablet."),
                form.text("Directions", "request.directions", hint="Such as once daily."),
                form.text("Quantity", "request.quantity", hint="Such as 30 tablets per 30 days."),
                form.text("Duration asked for", "request.duration", hint="Such as 12 months."),
                indication_row(form, self._session),
                icd10_row(form, self._session),
                form.yes_no("Is the patient already taking it?", "request.already_taking"),
                since,
            ),
        )

    def _make_denial(self) -> FormGroup:
        form = self._form
        level = form.choice("What kind of decision is it?", "denial.level", LEVEL_CHOICES)

        def offer(case: Case) -> None:
            kind, edit = case.plan.plan_type, level.editor
            plan = self._session.library.law.plans[kind] if kind else None
            choices = level_choices(plan, case.denial.level)
            if isinstance(edit, ChoiceEdit) and edit.choices != choices:
                edit.set_choices(choices)
                edit.show_value(case.denial.level)

        form.also(offer)
        return FormGroup(
            "Denial",
            (
                form.date("Date of the notice", "denial.notice_date"),
                form.date(
                    "Date it was received", "denial.received_date", hint="The stamp or the fax line, to the day."
                ),
                form.date(
                    "Last day the notice itself names",
                    "denial.printed_deadline",
                    hint="Leave it empty if it names none.",
                ),
                form.text("Reference number", "denial.reference_number"),
                level,
                form.check(
                    "Urgent",
                    "Urgent: waiting could harm the patient",
                    "denial.urgent",
                    hint="Asks for expedited handling; the prescriber states the harm in the letter.",
                ),
            ),
        )

    def _make_rights(self) -> FormGroup:
        self.rights = RightsRows(self._form, self._session, self.deadlines)
        return FormGroup("Rights and deadlines", self.rights.rows)

    def _make_prescriber(self) -> FormGroup:
        return FormGroup("Prescriber", PrescriberRows(self._form, self._session).rows)
