"""The packet and follow-up page: what is enclosed, its pages, and what happened since."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabBar, QVBoxLayout, QWidget

from denialdesk.domain.case import EventKind, Exhibit
from denialdesk.ui.dialogs.record_event import RecordEventDialog
from denialdesk.ui.pages.exhibit_panel import ExhibitPanel
from denialdesk.ui.pages.follow_up import PICTURES, FollowUpPanel, event_words
from denialdesk.ui.pages.page_preview import PagePreview
from denialdesk.ui.session import CaseSession

__all__ = ["PICTURES", "PacketPage", "event_words"]


_NARROW = 900  # pixels: below, pages and follow-up take turns
_PAGES_TAB, _FOLLOW_UP_TAB = 0, 1


class PacketPage(QWidget):
    """Exhibits at the left, the pages of the chosen one in the middle, the timeline at the right.

    On a small screen the pages and the timeline share one place, with tabs above. ``event_recorded`` brings each new
    step of the follow-up.
    """

    event_recorded = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exhibits = ExhibitPanel(session)
        self.preview = PagePreview(session)
        self.follow_up = FollowUpPanel(session)
        self.model, self.table = self.exhibits.model, self.exhibits.table
        self.turns = QTabBar()
        self.turns.setAccessibleName("What stands beside the exhibits")
        self.turns.addTab("Pages")
        self.turns.addTab("Follow-up")
        self.turns.setDrawBase(False)
        self.turns.setExpanding(False)
        self._inner = _splitter(self.preview, self.follow_up)
        self._inner.setSizes([380, 320])
        beside = QWidget()
        column = QVBoxLayout(beside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.turns)
        column.addWidget(self._inner, 1)
        self.splitter = _splitter(self.exhibits, beside)
        self.splitter.setSizes([430, 700])
        self.splitter.setStretchFactor(1, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.exhibits.exhibit_chosen.connect(self.preview.show_exhibit)
        self.preview.file_wanted.connect(self.exhibits.file_wanted)
        self.follow_up.event_recorded.connect(self.event_recorded)
        self.turns.currentChanged.connect(self._show_turn)
        session.case_opened.connect(self._on_case_opened)
        self._choose_first()
        self._show_turn()

    def focus_target(self, target: str) -> bool:
        """Show an exhibit ("exhibit:<id>"), the list of them ("exhibits") or the follow-up ("events")."""
        if target.startswith("event"):
            self.turns.setCurrentIndex(_FOLLOW_UP_TAB)
            self.follow_up.timeline.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if not target.startswith("exhibit"):
            return False
        self.turns.setCurrentIndex(_PAGES_TAB)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.exhibits.choose(target.partition(":")[2])
        return True

    def record(self, kind: EventKind) -> RecordEventDialog:
        """Open the dialog that records one step."""
        return self.follow_up.record(kind)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give each part its own place, or let two take turns."""
        super().resizeEvent(event)
        self._show_turn()

    @Slot()
    def _show_turn(self) -> None:
        is_narrow = self.width() < _NARROW
        turn = self.turns.currentIndex()
        self.turns.setVisible(is_narrow)
        self.preview.setVisible(not is_narrow or turn == _PAGES_TAB)
        self.follow_up.setVisible(not is_narrow or turn == _FOLLOW_UP_TAB)

    @Slot()
    def _on_case_opened(self) -> None:
        self._choose_first()

    def _choose_first(self) -> None:
        first: Exhibit | None = self.model.exhibit(0)
        if first is not None:
            self.exhibits.choose(first.id)
        else:
            self.preview.show_exhibit(None)


def _splitter(*parts: QWidget) -> QSplitter:
    splitter = QSplitter(Qt.Orientation.Horizontal)
    splitter.setChildrenCollapsible(False)
    splitter.setHandleWidth(1)
    for part in parts:
        splitter.addWidget(part)
    splitter.setStretchFactor(0, 1)
    return splitter
