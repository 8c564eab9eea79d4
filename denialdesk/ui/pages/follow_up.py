"""The follow-up of a case: what happened since the letter, and the clock that runs."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import Case, CaseStatus, Event, EventKind
from denialdesk.domain.filing import refusal_of
from denialdesk.services.agenda import after_refusal
from denialdesk.services.follow_up import OVERTURNED, UPHELD, record_event, remove_event, running_clocks
from denialdesk.ui import theme
from denialdesk.ui.case_header import deadline_words, earliest_deadline
from denialdesk.ui.day_words import days_left, long_date
from denialdesk.ui.dialogs.record_event import KIND_NAMES, RecordEventDialog
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, SectionTitle, StrongLabel, ToneLabel
from denialdesk.ui.widgets.next_step_panel import NextStepPanel
from denialdesk.ui.widgets.tool_button import IconButton

_BUTTONS_IN_A_ROW = 3
_EVENT_ID = int(Qt.ItemDataRole.UserRole)
PICTURES = {
    EventKind.EXPORTED: ("file-output", Tone.MUTED),
    EventKind.SIGNED: ("badge-check", Tone.GOOD),
    EventKind.SENT: ("send", Tone.ACCENT),
    EventKind.RECEIVED: ("inbox", Tone.ACCENT),
    EventKind.CALLED: ("phone", Tone.MUTED),
    EventKind.DECIDED: ("gavel", Tone.CAUTION),
    EventKind.NEXT_LEVEL: ("arrow-up", Tone.ACCENT),
    EventKind.NOTE: ("sticky-note", Tone.MUTED),
}
_RECORDED_BY_HAND = (
    (EventKind.SENT, "Sent"),
    (EventKind.RECEIVED, "Received"),
    (EventKind.CALLED, "Call"),
    (EventKind.DECIDED, "Decision"),
    (EventKind.NOTE, "Note"),
)


class FollowUpPanel(QWidget):
    """The running clock, and the steps of the case as a timeline. ``event_recorded`` brings each new one."""

    event_recorded = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.timeline = QListWidget()
        self.remove_event_button = IconButton("trash-2", "Remove the entry")
        self.no_events = ToneLabel("Nothing recorded yet. An export for signature is recorded by itself.")
        self.clock_icon = IconLabel("calendar-clock", Tone.MUTED)
        self.clock_title = StrongLabel()
        self.clock_text = ToneLabel()
        self.next_steps = NextStepPanel(session)
        self.record_buttons = {kind: QPushButton(name) for kind, name in _RECORDED_BY_HAND}
        self._lay_out()
        session.appraisal_changed.connect(self._on_appraisal_changed)
        self.timeline.currentItemChanged.connect(self._show_buttons)
        self.remove_event_button.clicked.connect(self._on_remove_event)
        for kind, button in self.record_buttons.items():
            button.setProperty("event_kind", kind.value)
            button.clicked.connect(self._on_record)
        self._on_appraisal_changed()

    def _lay_out(self) -> None:
        self.timeline.setAccessibleName("What happened")
        self.timeline.setFrameShape(QFrame.Shape.NoFrame)
        self.timeline.setWordWrap(True)
        self.timeline.setIconSize(QSize(theme.ICON_LARGE, theme.ICON_LARGE))
        self.timeline.setSpacing(2)
        self.timeline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        clock = QHBoxLayout()
        clock.setSpacing(theme.SMALL)
        clock.addWidget(self.clock_icon)
        clock.addWidget(self.clock_title, 1)
        buttons = QGridLayout()
        buttons.setSpacing(theme.TIGHT)
        for place, (kind, button) in enumerate(self.record_buttons.items()):
            button.setToolTip(f"Record: {KIND_NAMES[kind].lower()}")
            button.setAccessibleName(f"Record: {KIND_NAMES[kind].lower()}")
            theme.set_icon(button, PICTURES[kind][0])
            buttons.addWidget(button, *divmod(place, _BUTTONS_IN_A_ROW))
        buttons.addWidget(self.remove_event_button, 1, _BUTTONS_IN_A_ROW - 1, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("Follow-up"))
        layout.addLayout(clock)
        layout.addWidget(self.clock_text)
        layout.addWidget(self.next_steps)
        layout.addWidget(self.no_events)
        layout.addWidget(self.timeline, 1)
        layout.addLayout(buttons)

    def record(self, kind: EventKind) -> RecordEventDialog:
        """Open the dialog that records one step."""
        dialog = RecordEventDialog(kind, self._session.today, self._session.new_id, self.window())
        dialog.recorded.connect(self._on_recorded)
        dialog.open()
        return dialog

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        self._on_appraisal_changed()

    @Slot()
    def _on_appraisal_changed(self) -> None:
        appraisal, case = self._session.appraisal, self._session.case
        if appraisal is None or case is None or not self.isVisible():
            return
        self._show_events(case)
        self._show_clock()
        self._show_buttons()

    def _show_events(self, case: Case) -> None:
        chosen = self._chosen_event()
        self.timeline.clear()
        for event in case.events:
            item = QListWidgetItem(theme.icon(*_sign(event)), event_words(event))
            item.setData(_EVENT_ID, event.id)
            self.timeline.addItem(item)
            if event.id == chosen:
                self.timeline.setCurrentItem(item)
        self.no_events.setVisible(not case.events)

    def _show_clock(self) -> None:
        appraisal = self._session.appraisal
        if appraisal is None:
            return
        today = self._session.today
        if refusal_of(appraisal.case) is not None:
            following = after_refusal(appraisal.case, self._session.library.law, today)
            words, tone, counted = deadline_words(appraisal, today, following)
            self._say_clock(words, counted.replace("\n", " "), tone)
            return
        if appraisal.case.status in {CaseStatus.DECIDED, CaseStatus.CLOSED}:
            self._say_clock("No clock runs", "", Tone.MUTED)
            return
        clocks = running_clocks(appraisal.case, appraisal.rights)
        if clocks:
            due = clocks[0].due
            late = due.day < today
            text = " ".join(step.text for step in due.steps)
            self._say_clock(
                f"{due.label}: decision due by {long_date(due.day)} ({days_left(due.day, today)})",
                f"{due.next_step} {text}".strip() if late else text,
                Tone.BAD if late else Tone.PLAIN,
            )
            return
        deadline = earliest_deadline(appraisal)
        if deadline is not None and deadline.file_by is not None:
            steps = " ".join(step.text for step in deadline.steps)
            left = days_left(deadline.file_by, today)
            self._say_clock(f"File by {long_date(deadline.file_by)} ({left})", steps, Tone.PLAIN)
        else:
            self._say_clock("No clock runs", deadline.refusal if deadline else appraisal.rights.unknown, Tone.MUTED)

    def _say_clock(self, title: str, text: str, tone: Tone) -> None:
        theme.set_icon(self.clock_icon, "circle-alert" if tone is Tone.BAD else "calendar-clock", tone)
        self.clock_title.show_text(title)
        theme.set_text_tone(self.clock_title, tone)
        self.clock_text.show_text(text)

    @Slot()
    def _show_buttons(self) -> None:
        self.remove_event_button.setEnabled(self.timeline.currentItem() is not None)

    def _chosen_event(self) -> str:
        chosen = self.timeline.selectedItems()
        return str(chosen[0].data(_EVENT_ID)) if chosen else ""

    @Slot()
    def _on_record(self) -> None:
        self.record(EventKind(self.sender().property("event_kind")))

    @Slot(object)
    def _on_recorded(self, event: Event) -> None:
        self._session.edit(KIND_NAMES[event.kind], lambda case: record_event(case, event))
        self.event_recorded.emit(event)

    @Slot()
    def _on_remove_event(self) -> None:
        event_id = self._chosen_event()
        self._session.edit("Remove an entry", lambda case: remove_event(case, event_id))


def event_words(event: Event) -> str:
    """One step as the timeline says it."""
    day = dt.date.fromisoformat(event.at[:10])
    title = KIND_NAMES[event.kind]
    if event.decision:
        title = f"{title}: {event.decision}"
    lines = [f"{title}  –  {long_date(day)}"]
    if event.text:
        lines.append(event.text)
    return "\n".join(lines)


def _sign(event: Event) -> tuple[str, Tone]:
    picture, tone = PICTURES[event.kind]
    return picture, {OVERTURNED: Tone.GOOD, UPHELD: Tone.BAD}.get(event.decision, tone)
