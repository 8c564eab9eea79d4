"""What the menus can do, each with its shortcut: every one is also found by the search."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from denialdesk.ui import theme
from denialdesk.ui.commands import CommandRow
from denialdesk.ui.theme import Appearance, Tone

TAB_NAMES = ("Denial", "Prior therapies", "Criteria", "Letter", "Packet and follow-up")


class Actions(QObject):
    """All actions of a window: ``of_vault`` need an open vault, ``of_case`` an open case."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        standard = QKeySequence.StandardKey
        self.new_case = self._add("New case", standard.New, "plus")
        self.find = self._add("Find or do anything", "Ctrl+K", "search")
        self.import_case = self._add("Import case…", "", "download")
        self.export_case = self._add("Export case…", "", "upload")
        self.import_history = self._add("Import medication history…", "Ctrl+I", "clipboard-list")
        self.export_docx = self._add("Export letter as Word document…", "Ctrl+E", "file-down")
        self.export_pdf = self._add("Save letter as PDF…", "Ctrl+Shift+E", "file-output")
        self.print_letter = self._add("Print letter…", standard.Print, "printer")
        self.make_packet = self._add("Make packet…", "Ctrl+Shift+P", "file-output")
        self.back_up = self._add("Back up now…", "", "database-backup")
        self.data = self._add("Data and backups…", "", "shield-check")
        self.practice = self._add("Practice and prescribers…", "", "building-2")
        self.wording = self._add("Wording of every letter…", "", "quote")
        self.criteria = self._add("Criteria…", "", "book-open")
        self.quit = self._add("Quit", "Ctrl+Q", "")
        self.undo = self._add("Undo", standard.Undo, "undo-2")
        self.redo = self._add("Redo", standard.Redo, "redo-2")
        self.redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        self.edit_field = self._add("Edit cell", "F2", "pencil")
        self.next_act = self._add("Do the next step", "Ctrl+Return", "arrow-right")
        self.next_act.setShortcuts([QKeySequence("Ctrl+Return"), QKeySequence("Ctrl+Enter")])
        self.whats_left = self._add("What is left to do", "Ctrl+L", "list-checks")
        self.signed_letter = self._add("A signed letter came back…", "", "inbox")
        self.record_sent = self._add("Record as sent…", "", "send")
        self.record_call = self._add("Record a call…", "", "phone")
        self.record_decision = self._add("Record the decision…", "", "gavel")
        self.close_case = self._add("Close the case", "", "check")
        self.reopen_case = self._add("Reopen the case", "", "rotate-ccw")
        self.delete_case = self._add("Delete the case…", "", "trash-2")
        self.tabs = tuple(self._add(name, f"Ctrl+{number}", "") for number, name in enumerate(TAB_NAMES, start=1))
        self.zoom_in = self._add("Larger pages", standard.ZoomIn, "zoom-in")
        self.zoom_in.setShortcuts([QKeySequence("Ctrl++"), QKeySequence("Ctrl+=")])
        self.zoom_out = self._add("Smaller pages", "Ctrl+-", "zoom-out")
        self.fit_width = self._add("Pages as wide as the window", "Ctrl+0", "move-horizontal")
        self.agenda = self._add("Dates of all open cases…", "Ctrl+Shift+D", "calendar")
        self.law_citations = self._add("Law citations…", "", "scale")
        self.close_message = self._add("Close the message", "Esc", "x")
        self.help = self._add("Help on this field", "F1", "circle-question-mark")
        self.self_check = self._add("Check this installation", "", "badge-check")
        self.about = self._add("About DenialDesk", "", "info")
        self.appearances = self._add_appearances()
        self.of_vault = (
            self.agenda,
            self.law_citations,
            self.new_case,
            self.find,
            self.import_case,
            self.back_up,
            self.data,
            self.practice,
            self.wording,
            self.criteria,
        )
        self.of_case = (
            *(self.export_case, self.import_history, self.export_docx, self.export_pdf, self.print_letter),
            self.make_packet,
            *(self.edit_field, self.next_act, self.whats_left, self.signed_letter, self.record_sent),
            self.record_call,
            *(self.record_decision, self.close_case, self.reopen_case, self.delete_case, *self.tabs),
            *(self.zoom_in, self.zoom_out, self.fit_width),
        )
        self._settle()
        self.set_vault_open(is_open=False)
        self.set_case_open(is_open=False)

    def _settle(self) -> None:
        """What macOS puts into the program's own menu, and what cannot be done before there is a case."""
        self.about.setMenuRole(QAction.MenuRole.AboutRole)
        self.quit.setMenuRole(QAction.MenuRole.QuitRole)
        self.undo.setEnabled(False)
        self.redo.setEnabled(False)

    def set_vault_open(self, *, is_open: bool) -> None:
        """Offer what needs an open vault, or not."""
        for action in self.of_vault:
            action.setEnabled(is_open)

    def set_case_open(self, *, is_open: bool) -> None:
        """Offer what needs an open case, or not."""
        for action in self.of_case:
            action.setEnabled(is_open)

    def fill(self, bar: QMenuBar) -> None:
        """Put everything into the menus."""
        file = bar.addMenu("&File")
        _fill(file, self.new_case, self.find, None, self.import_case, self.export_case, self.import_history, None)
        _fill(file, self.export_docx, self.export_pdf, self.print_letter, self.make_packet, None)
        _fill(file, self.back_up, self.data, None, self.practice, self.wording, self.criteria, None, self.quit)
        _fill(bar.addMenu("&Edit"), self.undo, self.redo, None, self.edit_field)
        case = bar.addMenu("&Case")
        _fill(case, self.next_act, self.whats_left, None, self.signed_letter, self.record_sent, self.record_call)
        _fill(case, self.record_decision)
        _fill(case, None, self.close_case, self.reopen_case, None, self.delete_case)
        view = bar.addMenu("&View")
        _fill(view, *self.tabs, None, self.agenda, self.law_citations, None)
        _fill(view, self.zoom_in, self.zoom_out, self.fit_width, None)
        _fill(view.addMenu("Appearance"), *self.appearances.values())
        _fill(view, None, self.close_message)
        _fill(bar.addMenu("&Help"), self.help, None, self.self_check, self.about)
        for menu in bar.findChildren(QMenu):
            menu.aboutToShow.connect(self._draw_icons)

    def commands(self) -> Iterator[CommandRow]:
        """What can be done now, for the search."""
        for action in self.findChildren(QAction):
            if action.isEnabled() and action not in {self.find, self.close_message}:
                shortcut = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
                yield CommandRow(action.text().replace("&", "").rstrip("…"), shortcut, action.trigger)

    @Slot()
    def _draw_icons(self) -> None:
        """Draw the icons when a menu is opened for the first time: that is sooner than anyone can want them."""
        for action in self.findChildren(QAction):
            name = action.property(theme.ICON_PROPERTY)
            if name and action.icon().isNull():
                theme.set_icon(action, name)

    def _add(self, text: str, shortcut: QKeySequence.StandardKey | str, picture: str) -> QAction:
        action = QAction(text, self)
        if shortcut:
            action.setShortcut(QKeySequence(shortcut))
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setProperty(theme.ICON_PROPERTY, picture)
        action.setProperty(theme.TONE_PROPERTY, Tone.PLAIN.value)
        self._window.addAction(action)
        return action

    def _add_appearances(self) -> dict[Appearance, QAction]:
        words = {Appearance.SYSTEM: "As the system", Appearance.LIGHT: "Light", Appearance.DARK: "Dark"}
        group = QActionGroup(self)
        made = {}
        for appearance, text in words.items():
            action = self._add(text, "", "")
            action.setCheckable(True)
            group.addAction(action)
            made[appearance] = action
        made[Appearance.SYSTEM].setChecked(True)
        return made


def _fill(menu: QMenu, *actions: QAction | None) -> None:
    for action in actions:
        if action is None:
            menu.addSeparator()
        else:
            menu.addAction(action)
