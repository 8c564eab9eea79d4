"""What can be done to the open case besides filling it: the next step, and the steps of the follow-up."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from denialdesk.domain.case import CaseStatus, EventKind
from denialdesk.services.follow_up import close_case, reopen_case
from denialdesk.ui.actions import Actions
from denialdesk.ui.letter_output import LetterOutput
from denialdesk.ui.messages import Messages
from denialdesk.ui.next_act import Act, NextAct
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.session import CaseSession
from denialdesk.ui.work_area import LETTER, PACKET, WorkArea


class CaseActs(QObject):
    """Does the next act of the header and the menu Case."""

    def __init__(self, area: WorkArea, session: CaseSession, messages: Messages, output: LetterOutput) -> None:
        super().__init__(area)
        self._area = area
        self._session = session
        self._messages = messages
        self._output = output
        self._actions: Actions | None = None
        area.header.act_wanted.connect(self.do)
        session.appraisal_changed.connect(self.show_state)

    def connect_actions(self, actions: Actions) -> None:
        """Do what the menu asks."""
        self._actions = actions
        actions.next_act.triggered.connect(self._area.header.do_next)
        actions.whats_left.triggered.connect(self._area.header.show_left)
        actions.record_sent.triggered.connect(self._record_sent)
        actions.record_call.triggered.connect(self._record_call)
        actions.record_decision.triggered.connect(self._record_decision)
        actions.close_case.triggered.connect(self._close_case)
        actions.reopen_case.triggered.connect(self._reopen_case)

    @Slot()
    def show_state(self) -> None:
        """Offer closing or reopening, whichever the case is ripe for."""
        case = self._session.case
        if case is None or self._actions is None:
            return
        is_closed = case.status is CaseStatus.CLOSED
        self._actions.close_case.setEnabled(not is_closed)
        self._actions.reopen_case.setEnabled(is_closed)

    @Slot(object)
    def do(self, act: NextAct) -> None:
        """Do what the primary button says."""
        if act.act is Act.JUMP:
            self._session.jump(act.target)
        elif act.act is Act.EXPORT:
            self._area.show_tab(LETTER)
            self._output.export_docx()
        elif act.act is Act.RECORD_SENT:
            self._record_sent()
        elif act.act is Act.RECORD_DECISION:
            self._record_decision()
        elif act.act is Act.NEXT_LEVEL:
            self._take_up_next_level()
        elif act.act is Act.CLOSE:
            self._close_case()
        else:
            self._reopen_case()

    def _take_up_next_level(self) -> None:
        self._area.show_tab(PACKET)
        page = self._area.page(PACKET)
        if isinstance(page, PacketPage):
            page.follow_up.next_steps.take_up()

    def _record(self, kind: EventKind) -> None:
        if self._session.case is None:
            return
        self._area.show_tab(PACKET)
        page = self._area.page(PACKET)
        if isinstance(page, PacketPage):
            page.record(kind)

    @Slot()
    def _record_sent(self) -> None:
        self._record(EventKind.SENT)

    @Slot()
    def _record_call(self) -> None:
        self._record(EventKind.CALLED)

    @Slot()
    def _record_decision(self) -> None:
        self._record(EventKind.DECIDED)

    @Slot()
    def _close_case(self) -> None:
        self._session.edit("Close the case", close_case)

    @Slot()
    def _reopen_case(self) -> None:
        self._session.edit("Reopen the case", reopen_case)
