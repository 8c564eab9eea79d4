"""The practice's own wording: phrases of every letter, changed with a preview and restored one by one."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.letter import Letter
from denialdesk.domain.practice import OfficePhrase, Practice
from denialdesk.letters.office_wording import (
    EDITABLE,
    EditablePhrase,
    WordingError,
    checked_wording,
    passages_of,
    phrases_of,
    rewoven,
)
from denialdesk.letters.wording.phrase import Phrase
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel, WrapLabel
from denialdesk.ui.widgets.text_edits import ReasonEdit


class WordingDialog(QDialog):
    """Edits a practice's phrases. ``accepted_practice`` brings the practice when OK is pressed and every phrase fits.

    ``letter`` is the open case's letter as the program writes it now, to show a phrase where it stands.
    """

    accepted_practice = Signal(object)

    def __init__(
        self, practice: Practice, letter: Letter | None, phrase_id: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._practice = practice
        self._letter = letter
        self._now = phrases_of(practice.wording)  # what the letter is written in
        self._texts = {each.phrase.id: self._now.get(each.phrase.id, each.phrase).text for each in EDITABLE}
        self.setWindowTitle("Wording of every letter")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.list = QListWidget()
        self.editor = ReasonEdit(least_lines=5, most_lines=9)
        self.places = ToneLabel()
        self.error = ToneLabel("", Tone.BAD)
        self.preview_title = SectionTitle("In the open letter")
        self.preview = WrapLabel()
        self.restore = QPushButton("Restore the program's wording")
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self._lay_out()
        self.list.currentRowChanged.connect(self._on_row)
        self.editor.text_typed.connect(self._on_typed)
        self.restore.clicked.connect(self._on_restore)
        self.buttons.accepted.connect(self._on_ok)
        self.buttons.rejected.connect(self.reject)
        ids = [each.phrase.id for each in EDITABLE]
        self.list.setCurrentRow(ids.index(phrase_id) if phrase_id in ids else self._first_in_letter())
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.list.setAccessibleName("Phrases")
        self.list.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.editor.setAccessibleName("Wording of the phrase")
        self.preview.setFrameShape(QFrame.Shape.NoFrame)
        theme.set_icon(self.restore, "rotate-ccw")
        for _each in EDITABLE:
            self.list.addItem(QListWidgetItem())
        for row in range(len(EDITABLE)):
            self._show_row(row)
        self.list.setMinimumWidth(self.list.sizeHintForColumn(0) + 2 * theme.LARGE)
        right = QVBoxLayout()
        right.setSpacing(theme.SMALL)
        hint = ToneLabel("Your words stand in every letter from now on. One letter alone is edited on its own page.")
        for widget in (hint, self.editor, self.places, self.error, self.restore, self.preview_title, self.preview):
            right.addWidget(widget)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(theme.LARGE)
        both.addWidget(self.list, 2)
        both.addLayout(right, 3)
        layout = QVBoxLayout(self)
        layout.addLayout(both, 1)
        layout.addWidget(self.buttons)
        self.resize(820, 520)

    def practice(self) -> Practice:
        """The practice with the phrases as typed; raises WordingError naming what does not fit."""
        changed = []
        for each in EDITABLE:
            office = checked_wording(each.phrase, self._texts[each.phrase.id])
            if office.text != each.phrase.text:
                changed.append(OfficePhrase(office.id, office.text))
        return replace(self._practice, wording=tuple(changed))

    # ---- showing

    @property
    def _chosen(self) -> EditablePhrase:
        return EDITABLE[max(0, self.list.currentRow())]

    def _first_in_letter(self) -> int:
        if self._letter is None:
            return 0
        letter = self._letter
        return next((row for row, each in enumerate(EDITABLE) if passages_of(letter, each.phrase.id)), 0)

    def _show_row(self, row: int) -> None:
        each = EDITABLE[row]
        is_own = self._texts[each.phrase.id].split() != each.phrase.text.split()
        item = self.list.item(row)
        item.setText(each.title)
        item.setIcon(theme.icon("pencil" if is_own else "file-text", Tone.ACCENT if is_own else Tone.MUTED))
        item.setToolTip("In your own words" if is_own else "The program's wording")
        words = f"{each.title}, in your own words" if is_own else each.title
        item.setData(Qt.ItemDataRole.AccessibleTextRole, words)

    def _show(self) -> None:
        each = self._chosen
        text = self._texts[each.phrase.id]
        self.editor.show_text(text)
        names = ", ".join(f"{{{name}}}" for name in sorted(each.phrase.facts))
        self.places.show_text(f"Keep these places for facts: {names}" if names else "This phrase takes no facts.")
        self.restore.setEnabled(text.split() != each.phrase.text.split())
        try:
            office = checked_wording(each.phrase, text)
        except WordingError as error:
            self.error.show_text(f"{error.message} {error.remedy}")
            self.preview.show_text("")
            self.preview_title.hide()
            return
        self.error.show_text("")
        self.preview_title.show()
        self._show_preview(each, office)

    def _show_preview(self, each: EditablePhrase, office: Phrase) -> None:
        now = self._now.get(each.phrase.id, each.phrase)
        if self._letter is not None:
            letter = self._letter if office == now else rewoven(self._letter, now, office)
            passages = passages_of(letter, each.phrase.id)
            if passages and (office == now or letter is not self._letter):
                self.preview_title.setText("In the open letter")
                self.preview.show_text(passages[0])
                return
        self.preview_title.setText("With its places")
        shown = [f"‹{part.replace('_', ' ')}›" if place % 2 else part for place, part in enumerate(office.parts)]
        self.preview.show_text("".join(shown))

    # ---- what a person does

    @Slot()
    def _on_row(self) -> None:
        self._show()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._texts[self._chosen.phrase.id] = text
        self._show_row(self.list.currentRow())
        self._show()

    @Slot()
    def _on_restore(self) -> None:
        self._texts[self._chosen.phrase.id] = self._chosen.phrase.text
        self._show_row(self.list.currentRow())
        self._show()

    @Slot()
    def _on_ok(self) -> None:
        for row, each in enumerate(EDITABLE):
            try:
                checked_wording(each.phrase, self._texts[each.phrase.id])
            except WordingError:
                self.list.setCurrentRow(row)
                self._show()
                self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
                return
        practice = self.practice()
        self.accept()
        self.accepted_practice.emit(practice)
