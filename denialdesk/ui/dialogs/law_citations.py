"""Every citation and state rule the office's letters use, what it says, where to read it, and who confirmed it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.confirmations import Confirmable
from denialdesk.domain.law import Confidence
from denialdesk.services.law_readings import EarlierReading
from denialdesk.ui import theme
from denialdesk.ui.models.law_words import NOT_CONFIRMED, confirmed_words, standing
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.deadline_lines import signed_line
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel, WrapLabel
from denialdesk.ui.widgets.status_chip import Chip
from denialdesk.ui.widgets.text_edits import TextEdit

_ENTRY = int(Qt.ItemDataRole.UserRole)
_LEAD = (
    "Until an entry is confirmed, a letter cites the regulation at section level only, and states no ground or time of "
    "state law that nobody has read. Confirm once for the whole office; a changed entry is asked again."
)
_MEANINGS = {
    Confidence.SEEN: "Supported by a source that was read when the data was made.",
    Confidence.KNOWN: "General knowledge: nobody re-read the text when the data was made.",
}
_NOTHING = "No case of the office uses any law yet: no plan type is known."
_NO_LINK = "No link on file: look the citation up."


class LawCitationsDialog(QDialog):
    """The entries at the left, the chosen one at the right.

    ``confirm_wanted`` and ``withdraw_wanted`` bring the lines and the name of the person who read them.
    """

    confirm_wanted = Signal(object, str)
    withdraw_wanted = Signal(object, str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Law citations")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._lines: tuple[Confirmable, ...] = ()
        self._earlier: tuple[EarlierReading, ...] = ()
        self.filter = ChoiceEdit(((True, "Not confirmed"), (False, "All")))
        self.filter.setAccessibleName("Show")
        self.filter.setMinimumContentsLength(20)
        self.search = QLineEdit()
        self.search.setPlaceholderText("Find a citation or a rule")
        self.search.setAccessibleName("Find a citation or a rule")
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.title = SectionTitle()
        self.chip = Chip(NOT_CONFIRMED)
        self.who = ToneLabel()
        self.meaning = ToneLabel()
        self.statement = WrapLabel()
        self.changed = ToneLabel("", Tone.CAUTION)
        self.link = QLineEdit()
        self.copy = QPushButton("Copy")
        self.name = TextEdit()
        self.name.setText(name)
        self.name.setAccessibleName("Read by")
        self.name.setPlaceholderText("Your name")
        self.problem = ToneLabel("", Tone.BAD)
        self.confirm = PrimaryButton("I read it: it says so")
        self.confirm_all = QPushButton("Confirm all shown…")
        self.withdraw = QPushButton("Not confirmed after all")
        self.close_button = QPushButton("Close")
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.list.setAccessibleName("Citations")
        self.list.setFrameShape(QFrame.Shape.StyledPanel)
        self.list.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.list.setWordWrap(True)
        self.list.setSpacing(2)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.link.setReadOnly(True)
        self.link.setAccessibleName("Address of the text")
        self.copy.setToolTip("Copy the address: this program opens no web page")
        theme.set_icon(self.copy, "copy")
        theme.set_icon(self.withdraw, "undo-2")
        for button in (self.confirm, self.confirm_all, self.withdraw, self.close_button, self.copy):
            button.setAutoDefault(False)
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        head.addWidget(self.search, 1)
        head.addWidget(self.filter)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, theme.SMALL, 0)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(self._make_detail())
        splitter.setSizes([480, 440])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(ToneLabel(_LEAD))
        layout.addWidget(splitter, 1)
        layout.addLayout(self._make_foot())
        self.resize(960, 600)

    def _make_detail(self) -> QWidget:
        self.detail = QWidget()
        column = QVBoxLayout(self.detail)
        column.setContentsMargins(theme.SMALL, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        state = QHBoxLayout()
        state.setSpacing(theme.SMALL)
        state.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        state.addWidget(self.who, 1000)
        state.addStretch(1)
        address = QHBoxLayout()
        address.addWidget(self.link, 1)
        address.addWidget(self.copy)
        column.addWidget(self.title)
        column.addLayout(state)
        column.addWidget(self.meaning)
        column.addSpacing(theme.SMALL)
        column.addWidget(ToneLabel("Our statement of the rule"))
        column.addWidget(self.statement)
        column.addSpacing(theme.SMALL)
        column.addWidget(ToneLabel("Where to read it"))
        column.addLayout(address)
        self._changed_line = signed_line("history", Tone.CAUTION, self.changed)
        column.addWidget(self._changed_line)
        column.addStretch(1)
        return self.detail

    def _make_foot(self) -> QVBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(theme.SMALL)
        label = ToneLabel("Read by", Tone.PLAIN)
        label.setWordWrap(False)
        label.setBuddy(self.name)
        self.name.setFixedWidth(220)
        row.addWidget(label)
        row.addWidget(self.name)
        row.addStretch(1)
        for button in (self.withdraw, self.confirm_all, self.confirm, self.close_button):
            row.addWidget(button)
        foot = QVBoxLayout()
        foot.setSpacing(theme.TIGHT)
        foot.addLayout(row)
        foot.addWidget(self.problem)
        self.problem.hide()
        return foot

    def _connect(self) -> None:
        self.filter.choice_made.connect(self._fill)
        self.search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._show_detail)
        self.copy.clicked.connect(self._on_copy)
        self.confirm.clicked.connect(self._on_confirm)
        self.confirm_all.clicked.connect(self._on_confirm_all)
        self.withdraw.clicked.connect(self._on_withdraw)
        self.close_button.clicked.connect(self.accept)

    def show_lines(self, lines: Sequence[Confirmable], earlier: Sequence[EarlierReading] = ()) -> None:
        """Show the entries as they stand now; the chosen place in the list is kept."""
        self._lines, self._earlier = tuple(lines), tuple(earlier)
        waiting = sum(line.is_open for line in self._lines)
        for place, words in enumerate((f"Not confirmed ({waiting})", f"All ({len(self._lines)})")):
            self.filter.setItemText(place, words)
        self._fill()

    @property
    def shown(self) -> tuple[Confirmable, ...]:
        """The entries that pass the filter and the search."""
        only_open, words = self.filter.value, self.search.text().casefold().split()
        return tuple(
            line
            for line in self._lines
            if (line.is_open or not only_open)
            and all(word in f"{line.citation} {line.statement}".casefold() for word in words)
        )

    @property
    def chosen(self) -> Confirmable | None:
        """The entry shown at the right."""
        entry = self.list.currentItem().data(_ENTRY) if self.list.currentRow() >= 0 else None
        return next((line for line in self._lines if line.entry == entry), None)

    @Slot()
    def _fill(self) -> None:
        place = max(self.list.currentRow(), 0)
        chosen = self.chosen
        before = chosen.entry if chosen is not None else ""
        shown = self.shown
        self.list.blockSignals(True)
        self.list.clear()
        for line in shown:
            sign = standing(line.confidence, line.verification)
            item = QListWidgetItem(theme.icon(sign.icon, sign.tone), f"{line.citation}\n{line.statement}")
            item.setData(_ENTRY, line.entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{sign.word}: {line.citation}. {line.statement}")
            self.list.addItem(item)
        same = [row for row, line in enumerate(shown) if line.entry == before]
        if shown:
            self.list.setCurrentRow(same[0] if same else min(place, len(shown) - 1))
        self.list.blockSignals(False)
        self._show_detail()

    @Slot()
    def _show_detail(self) -> None:
        line = self.chosen
        self.confirm.setEnabled(line is not None and not line.verification.is_verified)
        self.withdraw.setVisible(line is not None and line.verification.is_verified)
        self.confirm_all.setEnabled(any(not each.verification.is_verified for each in self.shown))
        self.link.setVisible(line is not None)
        self.copy.setVisible(line is not None and bool(line.link))
        self.chip.setVisible(line is not None)
        if line is None:
            self.title.setText("Nothing is left to confirm" if self._lines else "No law is used yet")
            self.statement.setText("" if self._lines else _NOTHING)
            for label in (self.who, self.meaning):
                label.show_text("")
            self._changed_line.hide()
            return
        self.title.setText(line.citation)
        self.chip.show_sign(standing(line.confidence, line.verification))
        self.who.show_text(confirmed_words(line.verification))
        self.meaning.show_text(_MEANINGS[line.confidence])
        self.statement.setText(line.statement)
        self.link.setText(line.link or _NO_LINK)
        self.link.setCursorPosition(0)
        self._show_earlier(line)

    def _show_earlier(self, line: Confirmable) -> None:
        earlier = [each for each in self._earlier if each.citation == line.citation]
        self._changed_line.setVisible(bool(earlier) and not line.verification.is_verified)
        if earlier:
            last = earlier[-1]
            self.changed.setText(f"{last.who} confirmed an earlier entry of this on {last.on}: “{last.statement}”")

    # ---- what a person does

    def _named(self) -> str:
        name = " ".join(self.name.text().split())
        self.problem.show_text("" if name else "Enter the name of the person who read the law.")
        if not name:
            self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        return name

    @Slot()
    def _on_copy(self) -> None:
        if self.chosen is not None:
            QGuiApplication.clipboard().setText(self.chosen.link)

    @Slot()
    def _on_confirm(self) -> None:
        line = self.chosen
        if line is not None and (name := self._named()):
            self.confirm_wanted.emit((line,), name)

    @Slot()
    def _on_withdraw(self) -> None:
        line = self.chosen
        if line is not None and (name := self._named()):
            self.withdraw_wanted.emit((line,), name)

    @Slot()
    def _on_confirm_all(self) -> None:
        lines = tuple(line for line in self.shown if not line.verification.is_verified)
        name = self._named()
        if not lines or not name:
            return
        box = QMessageBox(self)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle("Confirm all shown")
        box.setText(
            f"{name} has read all {len(lines)} entries shown and found them as stated?\n\n"
            "The letters then cite them in full. Each can be taken back."
        )
        agree = box.addButton(f"Confirm {len(lines)}", QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton("Cancel", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)

        def answered() -> None:
            if box.clickedButton() is agree:
                self.confirm_wanted.emit(lines, name)

        box.finished.connect(answered)
        box.open()
