"""The packet and follow-up page: what is enclosed, and what happened since, with the clock that runs."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QItemSelectionModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTableView,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import Case, Event, EventKind
from denialdesk.services.follow_up import OVERTURNED, UPHELD, record_event, remove_event, running_clocks
from denialdesk.ui import theme
from denialdesk.ui.case_header import earliest_deadline
from denialdesk.ui.day_words import days_left, long_date
from denialdesk.ui.dialogs.record_event import KIND_NAMES, RecordEventDialog
from denialdesk.ui.pages.exhibit_model import PAGES, TITLE, USED, ExhibitModel
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, SectionTitle, StrongLabel, ToneLabel

_EVENT_ID = int(Qt.ItemDataRole.UserRole)
PICTURES = {
    EventKind.EXPORTED: ("file-output", Tone.MUTED),
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


class PacketPage(QWidget):
    """Exhibits at the left, the timeline at the right."""

    event_recorded = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.model = ExhibitModel(session, self)
        self.table = QTableView()
        self.add_button = QPushButton("Add exhibit")
        self.up = _tool("arrow-up", "Move the exhibit up")
        self.down = _tool("arrow-down", "Move the exhibit down")
        self.remove_button = _tool("trash-2", "Remove the exhibit")
        self.no_exhibits = ToneLabel(
            "None yet. Exhibits are listed as enclosures, and prior therapies can point at them."
        )
        self.timeline = QListWidget()
        self.remove_event_button = _tool("trash-2", "Remove the entry")
        self.no_events = ToneLabel("Nothing recorded yet. An export for signature is recorded by itself.")
        self.clock_icon = IconLabel("calendar-clock", Tone.MUTED)
        self.clock_title = StrongLabel()
        self.clock_text = ToneLabel()
        self.record_buttons = {kind: QPushButton(name) for kind, name in _RECORDED_BY_HAND}
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._make_exhibits())
        splitter.addWidget(self._make_timeline())
        splitter.setSizes([600, 500])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(splitter)
        self._connect()
        self._on_appraisal_changed()

    def _make_exhibits(self) -> QWidget:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Exhibits")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(PAGES, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(USED, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 64)
        header.resizeSection(USED, 170)
        theme.set_icon(self.add_button, "plus")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        for tool in (self.up, self.down, self.remove_button):
            buttons.addWidget(tool)
        hint = ToneLabel("In the order of the packet. The letter names each with its letter and page count.")
        return _column(SectionTitle("Exhibits"), hint, self.no_exhibits, self.table, buttons)

    def _make_timeline(self) -> QWidget:
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
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.TIGHT)
        for kind, button in self.record_buttons.items():
            button.setToolTip(f"Record: {KIND_NAMES[kind].lower()}")
            button.setAccessibleName(f"Record: {KIND_NAMES[kind].lower()}")
            theme.set_icon(button, PICTURES[kind][0])
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.remove_event_button)
        title = SectionTitle("Follow-up")
        return _column(title, clock, self.clock_text, self.no_events, self.timeline, buttons)

    def _connect(self) -> None:
        self._session.appraisal_changed.connect(self._on_appraisal_changed)
        self.add_button.clicked.connect(self._on_add)
        self.remove_button.clicked.connect(self._on_remove)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.table.selectionModel().currentRowChanged.connect(self._show_buttons)
        self.model.modelReset.connect(self._show_buttons)
        self.timeline.currentItemChanged.connect(self._show_buttons)
        self.remove_event_button.clicked.connect(self._on_remove_event)
        for kind, button in self.record_buttons.items():
            button.setProperty("event_kind", kind.value)
            button.clicked.connect(self._on_record)

    def focus_target(self, target: str) -> bool:
        """Show an exhibit ("exhibit:<id>"), the list of them ("exhibits") or the follow-up ("events")."""
        if target.startswith("event"):
            self.timeline.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if not target.startswith("exhibit"):
            return False
        row = self.model.row_of(target.partition(":")[2])
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        if row >= 0:
            self.table.setCurrentIndex(self.model.index(row, TITLE))
        return True

    def record(self, kind: EventKind) -> RecordEventDialog:
        """Open the dialog that records one step."""
        dialog = RecordEventDialog(kind, self._session.today, self._session.new_id, self.window())
        dialog.recorded.connect(self._on_recorded)
        dialog.open()
        return dialog

    # ---- showing

    @Slot()
    def _on_appraisal_changed(self) -> None:
        appraisal = self._session.appraisal
        case = self._session.case
        if appraisal is None or case is None:
            return
        self.no_exhibits.setVisible(not case.exhibits)
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
        row = self.table.currentIndex().row()
        self.remove_button.setEnabled(row >= 0)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.model.rowCount() - 1)
        self.remove_event_button.setEnabled(self.timeline.currentItem() is not None)

    def _chosen_event(self) -> str:
        chosen = self.timeline.selectedItems()
        return str(chosen[0].data(_EVENT_ID)) if chosen else ""

    # ---- what a person does

    @Slot()
    def _on_add(self) -> None:
        row = self.model.row_of(self.model.add())
        self._choose(row)
        self.table.edit(self.model.index(row, TITLE))

    @Slot()
    def _on_remove(self) -> None:
        row = self.table.currentIndex().row()
        self.model.remove(row)
        self._choose(min(row, self.model.rowCount() - 1))

    @Slot()
    def _on_up(self) -> None:
        self._choose(self.model.move(self.table.currentIndex().row(), -1))

    @Slot()
    def _on_down(self) -> None:
        self._choose(self.model.move(self.table.currentIndex().row(), 1))

    def _choose(self, row: int) -> None:
        index = self.model.index(row, TITLE) if row >= 0 else QModelIndex()
        self.table.selectionModel().setCurrentIndex(
            index, QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
        )
        self._show_buttons()

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


def _tool(picture: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    theme.set_icon(button, picture)
    return button


def _column(*parts: QWidget | QHBoxLayout) -> QWidget:
    column = QWidget()
    layout = QVBoxLayout(column)
    layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
    layout.setSpacing(theme.SMALL)
    for part in parts:
        if isinstance(part, QHBoxLayout):
            layout.addLayout(part)
        else:
            layout.addWidget(part, 1 if isinstance(part, QTableView | QListWidget) else 0)
    return column
