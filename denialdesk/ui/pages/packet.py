"""The packet and follow-up page: what is enclosed, its pages, and what happened since."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QWidget

from denialdesk.domain.case import EventKind, Exhibit
from denialdesk.ui.dialogs.record_event import RecordEventDialog
from denialdesk.ui.pages.exhibit_panel import ExhibitPanel
from denialdesk.ui.pages.follow_up import PICTURES, FollowUpPanel, event_words
from denialdesk.ui.pages.page_preview import PagePreview
from denialdesk.ui.session import CaseSession

__all__ = ["PICTURES", "PacketPage", "event_words"]


class PacketPage(QWidget):
    """Exhibits at the left, the pages of the chosen one in the middle, the timeline at the right.

    ``event_recorded`` brings each new step of the follow-up.
    """

    event_recorded = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.exhibits = ExhibitPanel(session)
        self.preview = PagePreview(session)
        self.follow_up = FollowUpPanel(session)
        self.model, self.table = self.exhibits.model, self.exhibits.table
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        for part in (self.exhibits, self.preview, self.follow_up):
            self.splitter.addWidget(part)
        self.splitter.setSizes([430, 380, 320])
        self.splitter.setStretchFactor(1, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)
        self.exhibits.exhibit_chosen.connect(self.preview.show_exhibit)
        self.preview.file_wanted.connect(self.exhibits.file_wanted)
        self.follow_up.event_recorded.connect(self.event_recorded)
        session.case_opened.connect(self._on_case_opened)
        self._choose_first()

    def focus_target(self, target: str) -> bool:
        """Show an exhibit ("exhibit:<id>"), the list of them ("exhibits") or the follow-up ("events")."""
        if target.startswith("event"):
            self.follow_up.timeline.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if not target.startswith("exhibit"):
            return False
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.exhibits.choose(target.partition(":")[2])
        return True

    def record(self, kind: EventKind) -> RecordEventDialog:
        """Open the dialog that records one step."""
        return self.follow_up.record(kind)

    @Slot()
    def _on_case_opened(self) -> None:
        self._choose_first()

    def _choose_first(self) -> None:
        first: Exhibit | None = self.model.exhibit(0)
        if first is not None:
            self.exhibits.choose(first.id)
        else:
            self.preview.show_exhibit(None)
