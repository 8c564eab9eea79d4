"""What changes the view and not the case: tabs, zoom, appearance, help, about, the practice's dialog."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from denialdesk.domain.practice import Practice
from denialdesk.office import Office
from denialdesk.services.self_check import CheckResult, run_self_check
from denialdesk.ui import theme
from denialdesk.ui.actions import Actions
from denialdesk.ui.dialogs.about import AboutDialog
from denialdesk.ui.dialogs.help import TOPICS, HelpDialog, place_of
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.dialogs.wording import WordingDialog
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.letter import LetterPage
from denialdesk.ui.printing import render_pdf
from denialdesk.ui.theme import Appearance
from denialdesk.ui.work_area import LETTER, WorkArea


class ViewActs(QObject):
    """Does what the menus View and Help ask.

    ``practice_changed`` brings a practice to keep, and the bytes of the office's own Word file where a new one was
    chosen.
    """

    practice_changed = Signal(object, object)

    def __init__(self, window: MainWindow, area: WorkArea, office: Office, jobs: Jobs, messages: Messages) -> None:
        super().__init__(window)
        self._window = window
        self._area = area
        self._office = office
        self._jobs = jobs
        self._messages = messages
        self._help: HelpDialog | None = None
        self._appearance = Appearance.SYSTEM
        area.practice_wanted.connect(self.edit_practice)

    def connect_actions(self, actions: Actions) -> None:
        """Do what the menus ask."""
        actions.find.triggered.connect(self._area.worklist.focus_search)
        actions.practice.triggered.connect(self.edit_practice)
        actions.wording.triggered.connect(self._edit_wording)
        actions.zoom_in.triggered.connect(self._zoom_in)
        actions.zoom_out.triggered.connect(self._zoom_out)
        actions.fit_width.triggered.connect(self._fit_width)
        actions.close_message.triggered.connect(self._escape)
        actions.help.triggered.connect(self.show_help)
        actions.self_check.triggered.connect(self._show_check)
        actions.about.triggered.connect(self.show_about)
        for number, action in enumerate(actions.tabs):
            action.setProperty("tab", number)
            action.triggered.connect(self._on_tab)
        for appearance, action in actions.appearances.items():
            action.setProperty("appearance", appearance.value)
            action.triggered.connect(self._on_appearance)

    def connect_page(self, page: object) -> None:
        """Do what the letter page asks."""
        if isinstance(page, LetterPage):
            page.letterhead_wanted.connect(self.edit_practice)
            page.text.wording_wanted.connect(self.edit_wording)

    # ---- how the window was left

    def restore(self, preferences: dict[str, str]) -> None:
        """Show the window as it was left."""
        name = preferences.get("appearance", "")
        if name in set(Appearance):
            self._set_appearance(Appearance(name))
        size = _numbers(preferences.get("window", ""))
        if len(size) == 2:
            room = self._window.screen().availableSize()
            self._window.resize(min(size[0], room.width()), min(size[1], room.height()))
        if preferences.get("maximized") == "yes":
            self._window.showMaximized()
        widths = _numbers(preferences.get("worklist", ""))
        if len(widths) == 2:
            self._area.splitter.setSizes(widths)

    def preferences(self) -> dict[str, str]:
        """How the window is left."""
        window = self._window
        return {
            "appearance": self._appearance.value,
            "window": f"{window.normalGeometry().width()} {window.normalGeometry().height()}",
            "maximized": "yes" if window.isMaximized() else "no",
            "worklist": " ".join(str(width) for width in self._area.splitter.sizes()),
        }

    # ---- dialogs

    @Slot()
    def edit_practice(self) -> None:
        """Open the practice's letterhead and prescribers."""
        dialog = PracticeDialog(self._area.session.practice, self._window)
        dialog.accepted_practice.connect(lambda practice: self.practice_changed.emit(practice, dialog.letterhead.data))
        dialog.open()

    @Slot(str)
    def edit_wording(self, phrase_id: str = "") -> None:
        """Open the practice's own wording, at one phrase where it is named."""
        session = self._area.session
        letter = session.appraisal.generated if session.appraisal is not None else None
        dialog = WordingDialog(session.practice, letter, phrase_id, self._window)
        dialog.accepted_practice.connect(self._on_practice)
        dialog.open()

    @Slot(object)
    def _on_practice(self, practice: Practice) -> None:
        self.practice_changed.emit(practice, None)

    @Slot()
    def _edit_wording(self) -> None:
        self.edit_wording()

    @Slot()
    def show_help(self) -> None:
        """Open the help at the field that has the cursor."""
        if self._help is None:
            self._help = HelpDialog(self._window)
        has_case = self._area.session.case is not None
        topic = TOPICS[self._area.current_tab + 1] if has_case else TOPICS[0]
        self._help.show_place(place_of(QApplication.focusWidget(), topic))

    @Slot()
    def show_about(self) -> AboutDialog:
        """Open version, licences and the check."""
        dialog = AboutDialog(self._office.library.version, self._window)
        dialog.check_wanted.connect(lambda: self._check(dialog))
        dialog.open()
        return dialog

    @Slot()
    def _show_check(self) -> None:
        self.show_about().run_check()

    def _check(self, dialog: AboutDialog) -> None:
        def work() -> Sequence[CheckResult]:
            return tuple(run_self_check(render_pdf))

        job = self._jobs.run_work(work, dialog.show_results)
        dialog.finished.connect(job.cancel)

    # ---- view

    @Slot()
    def _escape(self) -> None:
        """Close what opened last: a search being typed, then the message."""
        search = self._area.worklist.search
        if search.hasFocus() and search.text():
            search.clear()
        else:
            self._messages.clear()

    @Slot()
    def _on_tab(self) -> None:
        self._area.show_tab(int(self.sender().property("tab")))

    @Slot()
    def _zoom_in(self) -> None:
        self._area.show_tab(LETTER)
        self._area.letter.preview.zoom_in()

    @Slot()
    def _zoom_out(self) -> None:
        self._area.show_tab(LETTER)
        self._area.letter.preview.zoom_out()

    @Slot()
    def _fit_width(self) -> None:
        self._area.show_tab(LETTER)
        self._area.letter.preview.fit_width()

    @Slot()
    def _on_appearance(self) -> None:
        self._set_appearance(Appearance(self.sender().property("appearance")))

    def _set_appearance(self, appearance: Appearance) -> None:
        self._appearance = appearance
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply_appearance(application, appearance)
        self._window.actions_.appearances[appearance].setChecked(True)


def _numbers(text: str) -> list[int]:
    parts = text.split()
    return [int(part) for part in parts] if all(part.isdigit() for part in parts) else []
