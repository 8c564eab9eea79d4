"""The dates of all open cases by week, in words, with a calendar file that names no patient."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from denialdesk.services.agenda import DateKind, KeyDate, case_code
from denialdesk.ui import theme
from denialdesk.ui.day_words import days_left
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ToneLabel

_CASE = int(Qt.ItemDataRole.UserRole)
_WORDS = {
    DateKind.FILE_BY: "File by",
    DateKind.KEEP_DRUG: "Ask to keep the drug by",
    DateKind.SUPPLY_ENDS: "Supply ends",
    DateKind.PLAN_ANSWER: "Plan's answer due",
    DateKind.NEXT_LEVEL: "Go on to the next level by",
}
_FILTERS = (
    ("What to file", (DateKind.FILE_BY, DateKind.KEEP_DRUG, DateKind.NEXT_LEVEL)),
    ("What the plan owes", (DateKind.PLAN_ANSWER,)),
    ("Supplies", (DateKind.SUPPLY_ENDS,)),
)
_PICTURES = {
    DateKind.FILE_BY: "calendar-clock",
    DateKind.KEEP_DRUG: "pill",
    DateKind.SUPPLY_ENDS: "pill",
    DateKind.PLAN_ANSWER: "inbox",
    DateKind.NEXT_LEVEL: "arrow-up",
}
_SOON_DAYS = 7
_NOTHING = "No open case has a date yet."


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One date with whose case it is."""

    date: KeyDate
    name: str
    drug: str

    def words(self, today: dt.date) -> str:
        """The date as the list says it, in two lines."""
        date = self.date
        day = f"{date.day:%a %b} {date.day.day}"
        legal = ""
        if date.legal is not None and date.legal != date.day:
            legal = f"; last legal day {date.legal:%a %b} {date.legal.day}"
            if date.day < today <= date.legal:
                legal += f", {days_left(date.legal, today)}"
        lead = f"{day}  –  {_WORDS[date.kind]} ({days_left(date.day, today)}){legal}"
        return f"{lead}\n{self.name}, {self.drug}  –  case {case_code(date.case_id)}  –  {date.what}"


def week_words(day: dt.date, today: dt.date) -> str:
    """The title a day stands under: its week."""
    if day < today:
        return "Past"
    monday = today - dt.timedelta(days=today.weekday())
    weeks = (day - monday).days // 7
    if weeks == 0:
        return "This week"
    if weeks == 1:
        return "Next week"
    start = monday + dt.timedelta(weeks=weeks)
    year = f", {start.year}" if start.year != today.year else ""
    return f"Week of {start:%B} {start.day}{year}"


class AgendaDialog(QDialog):
    """The list may stay open while one works. ``case_wanted`` brings a case's id, ``export_wanted`` the dates shown."""

    case_wanted = Signal(str)
    export_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Dates of all open cases")
        self.setModal(False)
        self._lines: tuple[AgendaLine, ...] = ()
        self._today = dt.date.min
        self.filters: list[QCheckBox] = []
        self.list = QListWidget()
        self.nothing = ToneLabel(_NOTHING)
        self.export = QPushButton("Save as calendar file…")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self.list.itemActivated.connect(self._on_item)
        self.list.itemClicked.connect(self._on_item)
        self.export.clicked.connect(self._on_export)
        self.close_button.clicked.connect(self.close)

    def _lay_out(self) -> None:
        self.list.setAccessibleName("Dates")
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setIconSize(QSize(theme.ICON_LARGE, theme.ICON_LARGE))
        self.list.setSpacing(2)
        self.list.setFont(theme.figures_font(self.font()))
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        theme.set_icon(self.export, "calendar")
        self.export.setToolTip("An .ics file for any calendar: what is due and a case code, no patient, payer or drug")
        head = QHBoxLayout()
        head.setSpacing(theme.LARGE)
        for words, _kinds in _FILTERS:
            box = QCheckBox(words)
            box.setChecked(True)
            box.toggled.connect(self._fill)
            self.filters.append(box)
            head.addWidget(box)
        head.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.SMALL)
        foot.addWidget(self.export)
        foot.addStretch(1)
        foot.addWidget(self.close_button)
        for button in (self.export, self.close_button):
            button.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addLayout(head)
        layout.addWidget(self.nothing)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self.resize(760, 580)

    def show_lines(self, lines: Sequence[AgendaLine], today: dt.date) -> None:
        """Show the dates as they are now."""
        if (tuple(lines), today) != (self._lines, self._today):
            self._lines, self._today = tuple(lines), today
            self._fill()

    @property
    def shown(self) -> tuple[AgendaLine, ...]:
        """The dates that pass the filters, soonest first."""
        kinds = {
            kind for box, (_, kinds) in zip(self.filters, _FILTERS, strict=True) if box.isChecked() for kind in kinds
        }
        found = [line for line in self._lines if line.date.kind in kinds]
        return tuple(sorted(found, key=lambda line: (line.date.day, line.name)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the case of the line; Escape closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentItem() is not None:
            self._on_item(self.list.currentItem())
            return
        super().keyPressEvent(event)

    @Slot()
    def _fill(self) -> None:
        self.list.clear()
        week = ""
        for line in self.shown:
            title = week_words(line.date.day, self._today)
            if title != week:
                week = title
                self._add_title(title)
            self._add_line(line)
        self.nothing.setVisible(not self.shown)
        self.list.setVisible(bool(self.shown))
        self.export.setEnabled(bool(self.shown))

    def _add_title(self, words: str) -> None:
        item = QListWidgetItem(words)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.strong_font(self.font()))
        item.setForeground(theme.colors().tone(Tone.MUTED))
        self.list.addItem(item)

    def _add_line(self, line: AgendaLine) -> None:
        left = (line.date.day - self._today).days
        tone = Tone.BAD if left < 0 else Tone.CAUTION if left <= _SOON_DAYS else Tone.PLAIN
        item = QListWidgetItem(theme.icon(_PICTURES[line.date.kind], tone), line.words(self._today))
        item.setData(_CASE, line.date.case_id)
        if left < 0:
            item.setForeground(theme.colors().tone(tone))
        if line.date.next_step and left < 0:
            item.setToolTip(line.date.next_step)
        self.list.addItem(item)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        case_id = item.data(_CASE)
        if isinstance(case_id, str):
            self.case_wanted.emit(case_id)

    @Slot()
    def _on_export(self) -> None:
        self.export_wanted.emit(tuple(line.date for line in self.shown))
