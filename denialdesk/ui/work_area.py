"""The part of the window with an open vault: the worklist, the case header, the five tabs."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from denialdesk.ui import theme
from denialdesk.ui.actions import TAB_NAMES
from denialdesk.ui.case_header import CaseHeader
from denialdesk.ui.messages import MessageBar
from denialdesk.ui.pages.criteria import CriteriaPage
from denialdesk.ui.pages.denial import DenialPage
from denialdesk.ui.pages.letter import LetterPage
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.pages.therapies import TherapiesPage
from denialdesk.ui.pages.worklist import WorklistPage
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.reminder_bar import ReminderBar
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

DENIAL, THERAPIES, CRITERIA, LETTER, PACKET = range(5)
Page = DenialPage | TherapiesPage | CriteriaPage | LetterPage | PacketPage
_PREFIXES = (
    ("therapy:", THERAPIES),
    ("therapies", THERAPIES),
    ("answer:", CRITERIA),
    ("policy:", CRITERIA),
    ("letter", LETTER),
    ("exhibit", PACKET),
    ("event", PACKET),
)


def tab_of(target: str) -> int:
    """The tab on which a target stands."""
    return next((tab for prefix, tab in _PREFIXES if target.startswith(prefix)), DENIAL)


class NoCasePage(QWidget):
    """What stands in the middle while no case is open."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = QLabel("No case is open")
        self.title.setFont(theme.title_font(self.font(), steps=2))
        self.text = QLabel("Choose one on the left, or start one from a denial notice.")
        theme.set_text_tone(self.text, Tone.MUTED)
        self.new_case = PrimaryButton("New case")
        self.new_case.setToolTip("Start a case from a denial notice (Ctrl+N)")
        self.import_case = QPushButton("Import a case file…")
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.MEDIUM)
        layout.addStretch(2)
        for widget in (self.title, self.text, self.new_case, self.import_case):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)


class WorkArea(QWidget):
    """Worklist at the left, the open case at the right. A page is made when its tab is first shown.

    ``practice_wanted`` asks for the practice's data, which a source of the letter may lead to, ``law_wanted`` for the
    law's citations. ``page_made`` brings each page once.
    """

    practice_wanted = Signal()
    law_wanted = Signal()
    page_made = Signal(object)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._pages: dict[int, Page] = {}
        self._places: dict[str, tuple[int, dict[int, list[int]]]] = {}
        self._shown_id = ""
        self.worklist = WorklistPage()
        self.header = CaseHeader(session)
        self.notices = MessageBar()  # of the office, where messages are of the case: another case takes them not away
        self.messages = MessageBar()
        self.reminders = ReminderBar()
        self.tabs = QTabBar()
        self.tabs.setDrawBase(True)
        self.tabs.setExpanding(False)
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("Parts of the case")
        for number, name in enumerate(TAB_NAMES, start=1):
            index = self.tabs.addTab(f"{number} {name}")
            self.tabs.setTabToolTip(index, f"{name} (Ctrl+{number})")
        self.stack = QStackedWidget()
        self.empty = NoCasePage()
        self.stack.addWidget(self.empty)
        self._lay_out()
        self.tabs.currentChanged.connect(self._on_tab)
        session.case_opened.connect(self._on_case_opened)
        session.jump_requested.connect(self.jump)
        self._on_case_opened()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self.notices)
        column.addWidget(self.messages)
        column.addWidget(self.reminders)
        column.addWidget(self.tabs)
        column.addWidget(self.stack, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.setHandleWidth(1)
        self.worklist.setMinimumWidth(180)
        self.splitter.addWidget(self.worklist)
        self.splitter.addWidget(right)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setSizes([230, 1130])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.splitter)

    @property
    def session(self) -> CaseSession:
        """The session shown."""
        return self._session

    # ---- pages

    @property
    def letter(self) -> LetterPage:
        """The letter page, made if need be."""
        page = self.page(LETTER)
        if not isinstance(page, LetterPage):
            raise TypeError(page)
        return page

    def page(self, tab: int) -> Page:
        """The page of a tab, made if need be."""
        if tab not in self._pages:
            makers: tuple[Callable[[CaseSession], Page], ...] = (
                DenialPage,
                TherapiesPage,
                CriteriaPage,
                LetterPage,
                PacketPage,
            )
            page = makers[tab](self._session)
            self._pages[tab] = page
            self.stack.addWidget(page)
            self.page_made.emit(page)
        return self._pages[tab]

    def show_tab(self, tab: int) -> None:
        """Show a tab of the open case and put the cursor into it."""
        if self._session.case is None:
            return
        self.tabs.setCurrentIndex(tab)
        page = self.page(tab)
        focused = QApplication.focusWidget()
        if focused is None or not page.isAncestorOf(focused):
            page.setFocus(Qt.FocusReason.ShortcutFocusReason)
            page.focusNextChild()

    @property
    def current_tab(self) -> int:
        """The tab shown."""
        return self.tabs.currentIndex()

    @Slot(str)
    def jump(self, target: str) -> None:
        """Show the place of a target and put the cursor there."""
        if target.startswith("practice"):
            self.practice_wanted.emit()
            return
        if target == "law_citations":
            self.law_wanted.emit()
            return
        if self._session.case is None:
            return
        tab = tab_of(target)
        self.tabs.setCurrentIndex(tab)
        self.page(tab).focus_target(target)

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        if self._session.case is not None:
            self.stack.setCurrentWidget(self.page(tab))

    # ---- each case keeps its tab and its scroll positions

    @Slot()
    def _on_case_opened(self) -> None:
        if self._shown_id:
            self._places[self._shown_id] = (self.current_tab, {tab: _scrolls(p) for tab, p in self._pages.items()})
        case = self._session.case
        self._shown_id = case.id if case is not None else ""
        self.tabs.setVisible(case is not None)
        self.worklist.show_open(self._shown_id)
        if case is None:
            self.stack.setCurrentWidget(self.empty)
            return
        tab, scrolls = self._places.get(case.id, (DENIAL, {}))
        self.tabs.setCurrentIndex(tab)
        self.stack.setCurrentWidget(self.page(tab))
        # After the pages have laid out the new case; the context object keeps it from running on a closed window.
        QTimer.singleShot(0, self, lambda: self._restore(scrolls))

    def _restore(self, scrolls: dict[int, list[int]]) -> None:
        for tab, page in self._pages.items():
            for area, value in zip(page.findChildren(QAbstractScrollArea), scrolls.get(tab, []), strict=False):
                area.verticalScrollBar().setValue(value)


def _scrolls(page: QWidget) -> list[int]:
    return [area.verticalScrollBar().value() for area in page.findChildren(QAbstractScrollArea)]
