"""What is open next in the follow-up: the letters for a plan that is late, or the next level after a refusal."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, CaseStatus, LetterKind
from denialdesk.domain.filing import clock_start, filed_at, refusal_of
from denialdesk.domain.next_steps import NextStep, steps_when_late, take_step
from denialdesk.domain.plan_law import PlanEntry
from denialdesk.services.appeal import Appraisal
from denialdesk.services.follow_up import RunningClock, running_clocks
from denialdesk.ui import theme
from denialdesk.ui.dialogs.next_level import NextLevelDialog, TakenUp
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.labels import StrongLabel, ToneLabel


class NextStepPanel(QWidget):
    """Buttons that begin the letter of a step; takes no room while nothing is open."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._steps: tuple[NextStep, ...] = ()
        self.title = StrongLabel()
        self.buttons: list[QPushButton] = []
        self.next_level = QPushButton("Take up the next level…")
        self.next_level.setToolTip("Enter the notice of the decision and begin the next letter")
        theme.set_icon(self.next_level, "arrow-up")
        self._column = QVBoxLayout()
        self._column.setSpacing(theme.TIGHT)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.title)
        layout.addWidget(self.next_level)
        layout.addLayout(self._column)
        self.next_level.clicked.connect(self.take_up)
        session.appraisal_changed.connect(self.refresh)
        self.refresh()

    @property
    def plan(self) -> PlanEntry | None:
        """The law's entry of the plan of the open case."""
        case = self._session.case
        kind = case.plan.plan_type if case is not None else None
        return self._session.library.law.plans[kind] if kind is not None else None

    @Slot()
    def refresh(self) -> None:
        """Show what is open now."""
        appraisal = self._session.appraisal
        refused = appraisal is not None and _is_refused(appraisal.case)
        steps = self._late_steps(appraisal) if appraisal is not None else ()
        self.setVisible(refused or bool(steps))
        self.next_level.setVisible(refused)
        self.title.setText("The denial was upheld" if refused else "The plan is late. Open to you now:")
        if steps != self._steps:
            self._steps = steps
            self._show_steps()

    @Slot()
    def take_up(self) -> None:
        """Open the form for the notice of the decision."""
        case = self._session.case
        if case is None:
            return
        dialog = NextLevelDialog(case, self.plan, self._session.today, self._session.new_id, self.window())
        dialog.taken_up.connect(self._on_taken_up)
        dialog.open()

    def _late_steps(self, appraisal: Appraisal) -> tuple[NextStep, ...]:
        plan, case = self.plan, appraisal.case
        late = _late_clock(case, running_clocks(case, appraisal.rights), self._session.today)
        if plan is None or late is None:
            return ()
        return steps_when_late(case, plan, late.clock, clock_start(filed_at(case)).date())

    def _show_steps(self) -> None:
        self.buttons = []
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for place, step in enumerate(self._steps):
            button = QPushButton(step.text)
            button.setProperty("place", place)
            button.setToolTip(step.why or "Begins this letter")
            button.setAccessibleDescription(step.why)
            theme.set_icon(button, "file-text")
            button.clicked.connect(self._on_step)
            self.buttons.append(button)
            self._column.addWidget(button)
            if step.kind is LetterKind.EXTERNAL_REVIEW:  # the law behind it; the other steps say it themselves
                self._column.addWidget(ToneLabel(step.why))

    @Slot()
    def _on_step(self) -> None:
        step = self._steps[int(self.sender().property("place"))]
        self._session.edit(step.text, lambda case: take_step(case, step))
        self._session.jump("letter")

    @Slot(object)
    def _on_taken_up(self, taken: TakenUp) -> None:
        self._session.edit("Take up the next level", taken.change)
        self._session.jump("denial.reason")


def _late_clock(case: Case, clocks: tuple[RunningClock, ...], today: dt.date) -> RunningClock | None:
    """The first clock of the plan that is late in every reading; the day after its last day."""
    if case.status is not CaseStatus.SENT:
        return None
    return next((item for item in clocks if item.is_sure and item.due.day < today), None)


def _is_refused(case: Case) -> bool:
    return refusal_of(case) is not None
