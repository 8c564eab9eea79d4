"""The head of an open case: who, what, payer, by when, what is left, and the next act."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, CaseStatus
from denialdesk.domain.filing import refusal_of
from denialdesk.domain.law import Deadline
from denialdesk.services.agenda import after_refusal, second_clock_of
from denialdesk.services.appeal import Appraisal
from denialdesk.services.follow_up import running_clocks
from denialdesk.ui import theme
from denialdesk.ui.day_words import days_left, short_date
from denialdesk.ui.models.plan_choices import PLAN_TYPES
from denialdesk.ui.next_act import NextAct, next_act
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.readiness_list import ReadinessList
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ElidedLabel, IconLabel

_SOON_DAYS = 7


class CaseHeader(QWidget):
    """Shows the session's case. ``act_wanted`` brings the next act when its button is pressed."""

    act_wanted = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._act: NextAct | None = None
        self.name = ElidedLabel()
        self.name.setFont(theme.title_font(self.font(), steps=2))
        self.name.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.facts = ElidedLabel()
        self._date_icon = IconLabel("calendar-clock", Tone.MUTED)
        self.deadline = ElidedLabel()
        self.why = QToolButton()
        self.why.setAutoRaise(True)
        self.why.setToolTip("How this date came about, and under which law")
        self.why.setAccessibleName("How this date came about")
        theme.set_icon(self.why, "info", Tone.MUTED)
        self.supply = ElidedLabel()
        self._supply_icon = IconLabel("pill", Tone.MUTED)
        self.left = QPushButton()
        self.left.setToolTip("What is left to do; each line leads to its place")
        self.list = ReadinessList(self)
        self.list.target_chosen.connect(session.jump)
        self.primary = PrimaryButton()
        theme.set_icon(self.left, "list-checks")
        self.left.clicked.connect(self.show_left)
        self.primary.clicked.connect(self.do_next)
        self.why.clicked.connect(self._on_why)
        self._lay_out()
        session.case_opened.connect(self.refresh)
        session.appraisal_changed.connect(self.refresh)

    def _lay_out(self) -> None:
        who = QHBoxLayout()
        who.setSpacing(theme.LARGE)
        who.addWidget(self.name)
        who.addWidget(self.facts, 1)
        due = QHBoxLayout()
        due.setSpacing(theme.SMALL)
        due.addWidget(self._date_icon)
        due.addWidget(self.deadline, 300)
        due.addWidget(self.why)
        due.addSpacing(theme.MEDIUM)
        due.addWidget(self._supply_icon)
        due.addWidget(self.supply, 200)
        due.addStretch(1)
        due.addWidget(self.left)
        due.addWidget(self.primary)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.LARGE, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(who)
        layout.addLayout(due)

    @Slot()
    def refresh(self) -> None:
        """Show what the appraisal says now."""
        appraisal = self._session.appraisal
        self.setVisible(appraisal is not None)
        if appraisal is None:
            return
        case = appraisal.case
        self.name.setText(case.patient.sort_name or "Name not entered")
        self.facts.setText("     ".join(_facts(case)))
        self._show_deadline(appraisal)
        self._show_supply(appraisal)
        self._show_left(appraisal)
        self._act = next_act(appraisal)
        label = f"Next: {self._act.text[0].lower()}{self._act.text[1:]}"
        self.primary.setToolTip(f"{self._act.why} (Ctrl+Enter)".strip())
        if label != self.primary.text():
            self.primary.setText(label)
            self.primary.setAccessibleName(label)
            self.primary.updateGeometry()

    @Slot()
    def do_next(self) -> None:
        """Do what the primary button says."""
        if self._act is not None:
            self.act_wanted.emit(self._act)

    @Slot()
    def show_left(self) -> None:
        """Open the list of what is left."""
        appraisal = self._session.appraisal
        if appraisal is not None:
            self.list.show_readiness(appraisal.readiness)
            self.list.open_below(self.left)

    def _show_left(self, appraisal: Appraisal) -> None:
        blocking = len(appraisal.readiness.blocking)
        weak = len(appraisal.readiness.todos) - blocking
        if blocking:
            text = "1 thing left" if blocking == 1 else f"{blocking} things left"
        else:
            text = "Ready to sign" if not weak else f"Ready, {weak} to strengthen"
        if text == self.left.text():
            return
        theme.set_icon(self.left, "list-checks" if blocking else "circle-check", Tone.PLAIN if blocking else Tone.GOOD)
        self.left.setText(text)
        self.left.setAccessibleName(text)

    def _show_deadline(self, appraisal: Appraisal) -> None:
        following = after_refusal(appraisal.case, self._session.library.law, self._session.today)
        text, tone, hint = deadline_words(appraisal, self._session.today, following)
        if text == self.deadline.text():
            return
        _set_fitting(self.deadline, text)
        self.deadline.setAccessibleName(text)
        theme.set_text_tone(self.deadline, tone)
        theme.set_icon(self._date_icon, "circle-alert" if tone is Tone.BAD else "calendar-clock", tone)
        self._date_icon.setToolTip(hint)

    def _show_supply(self, appraisal: Appraisal) -> None:
        """The second clock beside the deadline: until when a bridge supply lasts."""
        words = supply_words(appraisal, self._session.today)
        self.supply.setVisible(words is not None)
        self._supply_icon.setVisible(words is not None)
        if words is not None:
            text, tone, hint = words
            _set_fitting(self.supply, text)
            self.supply.setAccessibleName(hint)
            theme.set_text_tone(self.supply, tone)
            theme.set_icon(self._supply_icon, "pill", tone)
            self._supply_icon.setToolTip(hint)

    @Slot()
    def _on_why(self) -> None:
        appraisal = self._session.appraisal
        sent = appraisal is not None and appraisal.case.status is CaseStatus.SENT
        self._session.jump("events" if sent else "rights")

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the hairline below."""
        painter = QPainter(self)
        try:
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colors().hairline)
        finally:
            painter.end()


_PLAN_NAMES = {choice.plan_type: choice.name for choice in PLAN_TYPES}


def _set_fitting(label: ElidedLabel, text: str) -> None:
    """Set a text that takes no more room than it needs, so that what follows stands beside it."""
    label.setText(text)
    label.setMaximumWidth(label.fontMetrics().horizontalAdvance(text) + theme.TIGHT)


def _facts(case: Case) -> list[str]:
    request = " ".join(part for part in (case.request.drug, case.request.strength) if part)
    kind = _PLAN_NAMES.get(case.plan.plan_type, "") if case.plan.plan_type else ""
    payer = " – ".join(part for part in (case.plan.payer_name, kind) if part)
    reference = f"Ref {case.denial.reference_number}" if case.denial.reference_number else ""
    return [part for part in (request, payer, reference) if part]


def earliest_deadline(appraisal: Appraisal) -> Deadline | None:
    """The deadline whose safe date comes first, or else one that was refused."""
    deadlines = appraisal.rights.deadlines
    counted = [deadline for deadline in deadlines if deadline.file_by is not None]
    if counted:
        return min(counted, key=lambda deadline: deadline.file_by or dt.date.max)
    return deadlines[0] if deadlines else None


def supply_words(appraisal: Appraisal, today: dt.date) -> tuple[str, Tone, str] | None:
    """What the header says of a bridge supply: the words, their tone and the whole sentence; None without one."""
    case = appraisal.case
    clock = second_clock_of(case, running_clocks(case, appraisal.rights), today)
    if clock is None:
        return None
    left = (clock.ends_on - today).days
    tone = Tone.BAD if left < 0 else Tone.CAUTION if left <= _SOON_DAYS or clock.gap_days else Tone.PLAIN
    verb = "ended" if left < 0 else "ends"
    return f"Supply {verb} {short_date(clock.ends_on, today)} – {days_left(clock.ends_on, today)}", tone, clock.text


def deadline_words(appraisal: Appraisal, today: dt.date, following: Deadline | None = None) -> tuple[str, Tone, str]:
    """What the header says about time: the words, their tone, and how the date came about.

    ``following`` is the next level's deadline after a refusal that nobody has taken up.
    """
    case = appraisal.case
    if refusal_of(case) is not None:
        return _words_after_refusal(today, following)
    if case.status is CaseStatus.SENT:
        clocks = running_clocks(case, appraisal.rights)
        if not clocks:
            return "Sent. No decision clock is known for this plan.", Tone.MUTED, ""
        first = clocks[0]
        day = first.due.day
        late = today > day
        ends = f"Decision due by {short_date(day, today)} – {days_left(day, today)}"
        if late and first.due.next_step:
            ends += f". {first.due.next_step}"
        steps = "\n".join(step.text for step in first.due.steps)
        return ends, Tone.BAD if late else Tone.PLAIN, f"{first.due.label}\n{steps}"
    if case.status in {CaseStatus.DECIDED, CaseStatus.CLOSED}:
        return "Decided" if case.status is CaseStatus.DECIDED else "Closed", Tone.MUTED, ""
    deadline = earliest_deadline(appraisal)
    if deadline is None or deadline.file_by is None:
        asked = deadline.refusal if deadline else appraisal.rights.unknown
        return asked or "No filing date yet: enter the notice date and the plan type.", Tone.CAUTION, ""
    text = f"File by {short_date(deadline.file_by, today)} – {days_left(deadline.file_by, today)}"
    if deadline.legal_deadline and deadline.legal_deadline != deadline.file_by:
        text += f"  (legal: {short_date(deadline.legal_deadline, today)})"
    if deadline.printed_date and deadline.printed_date != deadline.legal_deadline:
        text += f"  (the notice says {short_date(deadline.printed_date, today)})"
    left = (deadline.file_by - today).days
    tone = Tone.BAD if left <= 0 else Tone.CAUTION if left <= _SOON_DAYS else Tone.PLAIN
    steps = "\n".join(step.text for step in deadline.steps)
    return text, tone, steps


def _words_after_refusal(today: dt.date, following: Deadline | None) -> tuple[str, Tone, str]:
    if following is None or following.file_by is None:
        return "Refused. The next level's time runs: enter the new notice.", Tone.CAUTION, ""
    day = following.file_by
    text = f"Refused. Go on by {short_date(day, today)} – {days_left(day, today)}; enter the new notice"
    steps = "\n".join(step.text for step in following.steps)
    tone = Tone.BAD if day <= today else Tone.CAUTION
    return text, tone, f"{following.label}, counted from the recorded decision until its notice is entered.\n{steps}"
