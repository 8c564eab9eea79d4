"""Reminders inside the program: which dates are near today, each to be opened or put away. Never a sound."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from denialdesk.services.agenda import DateKind, DueReminder
from denialdesk.ui import theme
from denialdesk.ui.day_words import days_left, short_date
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, StrongLabel
from denialdesk.ui.widgets.link_button import LinkButton

_MOST = 3
_WORDS = {
    DateKind.FILE_BY: "file by",
    DateKind.KEEP_DRUG: "ask to keep the drug by",
    DateKind.SUPPLY_ENDS: "supply ends",
    DateKind.PLAN_ANSWER: "plan's answer due",
    DateKind.NEXT_LEVEL: "go on to the next level by",
}


@dataclass(frozen=True, slots=True)
class ReminderLine:
    """One reminder with whose case it is."""

    reminder: DueReminder
    name: str

    def words(self, today: dt.date) -> str:
        """The reminder in one line."""
        date = self.reminder.date
        words = f"{self.name}: {_WORDS[date.kind]} {short_date(date.day, today)} – {days_left(date.day, today)}"
        if date.legal is None or not date.day < today <= date.legal:
            return words
        return f"{words}; last legal day {short_date(date.legal, today)}, {days_left(date.legal, today)}"


class ReminderBar(QWidget):
    """Up to three lines over the page, the rest in the agenda.

    ``case_wanted`` brings a case's id, ``dismissed`` the keys put away, ``agenda_wanted`` asks for the list of all.
    """

    case_wanted = Signal(str)
    dismissed = Signal(object)
    agenda_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: tuple[ReminderLine, ...] = ()
        self._today = dt.date.min
        self.links: list[LinkButton] = []
        self.closers: list[QToolButton] = []
        self.title = StrongLabel()
        self.all = QPushButton("All dates…")
        self.away = QPushButton("Put all away")
        self.away.setToolTip("Until the next reminder of each date")
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        head.addWidget(IconLabel("clock", Tone.CAUTION))
        head.addWidget(self.title, 1)
        head.addWidget(self.all)
        head.addWidget(self.away)
        self._column = QVBoxLayout()
        self._column.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(head)
        layout.addLayout(self._column)
        self.setAccessibleName("Reminders")
        self.all.clicked.connect(self.agenda_wanted)
        self.away.clicked.connect(self._on_away)
        self.hide()

    @property
    def keys(self) -> tuple[str, ...]:
        """The reminders that stand."""
        return tuple(line.reminder.key for line in self._lines)

    def show_lines(self, lines: Sequence[ReminderLine], today: dt.date) -> None:
        """Show the reminders that stand today; without any the bar takes no room."""
        if (tuple(lines), today) == (self._lines, self._today):
            return
        self._lines, self._today = tuple(lines), today
        self._clear()
        for line in self._lines[:_MOST]:
            self._column.addWidget(self._line(line))
        count = len(self._lines)
        more = f" ({count - _MOST} more in the list)" if count > _MOST else ""
        self.title.setText(f"1 date is near{more}" if count == 1 else f"{count} dates are near{more}")
        self.setVisible(bool(self._lines))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A faint ground and a hairline below."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), theme.colors().tint(Tone.CAUTION))
            painter.fillRect(0, self.height() - 1, self.width(), 1, theme.colors().hairline)
        finally:
            painter.end()

    def _clear(self) -> None:
        self.links, self.closers = [], []
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _line(self, line: ReminderLine) -> QWidget:
        row = QWidget()
        words = line.words(self._today)
        link = LinkButton(words, line.reminder.date.case_id)
        link.setAccessibleDescription("Opens the case")
        link.followed.connect(self.case_wanted)
        close = QToolButton()
        close.setAutoRaise(True)
        close.setToolTip("Put away until the next reminder of this date")
        close.setAccessibleName(f"Put away: {words}")
        close.setProperty("key", line.reminder.key)
        theme.set_icon(close, "x")
        close.clicked.connect(self._on_close)
        self.links.append(link)
        self.closers.append(close)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(theme.ICON_SMALL + theme.SMALL, 0, 0, 0)
        layout.addWidget(link, 1)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    @Slot()
    def _on_close(self) -> None:
        self.dismissed.emit((str(self.sender().property("key")),))

    @Slot()
    def _on_away(self) -> None:
        self.dismissed.emit(self.keys)
