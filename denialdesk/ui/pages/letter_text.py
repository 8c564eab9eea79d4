"""The text of one part of the letter, to be put into the office's words: reworded, left out, moved, restored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, LetterOptions
from denialdesk.domain.edit_checks import lost_title, part_title, stray_text
from denialdesk.domain.letter_edits import (
    EditedLetter,
    EditedPart,
    accept,
    drop,
    edit_letter,
    leave_out,
    move,
    part_target,
    restore,
    restore_all,
    reword,
)
from denialdesk.domain.letter_parts import PartKind
from denialdesk.domain.sources import SourceKind
from denialdesk.letters.office_wording import EDITABLE
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.text_edits import ReasonEdit

_NAME = int(Qt.ItemDataRole.UserRole)
_WIDTH = 420
_NOTHING = "Double-click a part of the letter, or press F2 on it, to put it into your own words."
_QUOTED = "These words are quoted. Change them where they were entered; the tab Sources leads there."
_TABLE = "A table is laid out from the record. You can leave it out or move it."
_EMPTIED = "A part cannot be empty: type words for it, or choose Leave out."
_PLAIN = "This part has no words of its own. You can leave it out or move it."

Change = Callable[[LetterOptions, EditedLetter], LetterOptions]


class TextPanel(QWidget):
    """Edits one part of the letter. ``part_shown`` tells the name of the part, so that the pages can mark it."""

    part_shown = Signal(str)
    wording_wanted = Signal(str)  # the phrase the part is made of shall change in every letter

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._name = ""
        self._edited: EditedLetter | None = None
        self._of_appraisal: object = None
        self.title = SectionTitle("Text of this part")
        self.hint = ToneLabel(_NOTHING)
        self.editor = ReasonEdit(least_lines=6, most_lines=18)
        self.editor.setAccessibleName("Text of the chosen part")
        self.warning = ToneLabel()
        self.keep = _button("Keep as it is", "check", "You have read it again: take the warning away")
        self.strays = ToneLabel()
        self.sources = ToneLabel()
        self.restore = _button("Restore", "rotate-ccw", "Give this part the program's text again")
        self.leave = _button("Leave out", "eye-off", "Take this part out of the letter; it can be restored")
        self.up = _button("Up", "arrow-up", "Move this part up (Alt+Up)")
        self.down = _button("Down", "arrow-down", "Move this part down (Alt+Down)")
        self.every_letter = _button("Change in every letter…", "quote", "Your practice's own wording of this phrase")
        self.changes_title = SectionTitle("Changed in this letter")
        self.changes = QListWidget()
        self.forget = _button("Forget these words", "trash-2", "Drop words whose place in the letter is gone")
        self.restore_all = _button("Restore the whole letter", "rotate-ccw", "Take back every change of its text")
        self._lay_out()
        self._connect()
        self._show()

    def _lay_out(self) -> None:
        self.changes.setAccessibleName("Changed parts of the letter")
        self.changes.setFrameShape(QFrame.Shape.NoFrame)
        self.changes.setWordWrap(True)
        self.changes.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.changes.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.changes.setMinimumHeight(110)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        first: tuple[QWidget, ...] = (self.title, self.hint, self.editor, self.warning, self.keep, self.strays)
        for widget in first:
            layout.addWidget(widget)
        for row in ((self.restore, self.leave), (self.up, self.down)):
            line = QHBoxLayout()
            line.setSpacing(theme.SMALL)
            for button in row:
                line.addWidget(button, 1)
            layout.addLayout(line)
        last: tuple[QWidget, ...] = (
            self.sources,
            self.every_letter,
            self.changes_title,
            self.changes,
            self.forget,
            self.restore_all,
        )
        for widget in last:
            layout.addWidget(widget)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(PageScroll(content, _WIDTH))

    def _connect(self) -> None:
        self.editor.text_typed.connect(self._on_typed)
        self.restore.clicked.connect(self._on_restore)
        self.leave.clicked.connect(self._on_leave_out)
        self.keep.clicked.connect(self._on_keep)
        # Shortcuts of their own: a button's would act only after it has shown itself pressed.
        for button, keys, act in ((self.up, "Alt+Up", self._on_up), (self.down, "Alt+Down", self._on_down)):
            button.clicked.connect(act)
            QShortcut(QKeySequence(keys), self, act, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.changes.itemClicked.connect(self._on_change_chosen)
        self.changes.itemActivated.connect(self._on_change_chosen)
        self.changes.currentItemChanged.connect(self._show_forget)
        self.forget.clicked.connect(self._on_forget)
        self.restore_all.clicked.connect(self._on_restore_all)
        self.every_letter.clicked.connect(self._on_every_letter)

    # ---- what others ask

    @property
    def part(self) -> EditedPart | None:
        """The part shown."""
        return self.edited.part(self._name) if self._name and self.edited is not None else None

    @property
    def has_part(self) -> bool:
        """True while a part is in hand."""
        return bool(self._name)

    @property
    def edited(self) -> EditedLetter | None:
        """The open case's letter with its edits, part by part."""
        appraisal = self._session.appraisal
        if appraisal is None:
            return None
        if self._of_appraisal is not appraisal:
            self._of_appraisal = appraisal
            done = appraisal.edited
            self._edited = done if done.parts else edit_letter(appraisal.generated, appraisal.case.letter)
        return self._edited

    def show_part(self, name: str) -> bool:
        """Show a part by its name; False when the letter has none of this name."""
        found = self.edited is not None and self.edited.part(name) is not None
        self._name = name if found else ""
        self._show()
        self.part_shown.emit(self._name)
        return found

    def refresh(self) -> None:
        """Show what the letter has become."""
        self._show()

    def begin(self) -> None:
        """Put the cursor into the text."""
        target = self.editor if self.editor.isEnabled() else self.leave
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def _phrase_id(self) -> str:
        """The fixed phrase the part is made of, where the practice may word it."""
        part = self.part
        refs = {source.ref for source in part.part.sources if source.kind is SourceKind.PROGRAM} if part else set()
        return next((each.phrase.id for each in EDITABLE if each.phrase.id in refs), "")

    # ---- showing

    def _show(self) -> None:
        part = self.part
        self.every_letter.setVisible(bool(self._phrase_id))
        for widget in (self.restore, self.leave, self.up, self.down):
            widget.setVisible(part is not None)
        if part is None:
            self._show_none()
        else:
            self._show_part(part)
        self._show_changes()

    def _show_none(self) -> None:
        self.hint.show_text(_NOTHING)
        self.editor.setEnabled(False)
        self.editor.show_text("")
        for widget in (self.editor, self.warning, self.keep, self.strays, self.sources):
            widget.hide()

    def _show_part(self, part: EditedPart) -> None:
        edited, session = self.edited, self._session
        if edited is None or session.case is None:
            return
        self.hint.show_text(self._kind_text(part))
        self.editor.setEnabled(part.part.can_be_reworded and not part.is_left_out)
        self.editor.setVisible(part.part.kind not in {PartKind.TABLE, PartKind.LIST} and bool(part.part.text))
        self.editor.show_text(part.text)
        self._show_warning(part)
        strays = session.appraisal.strays.get(part.part.name, ()) if session.appraisal is not None else ()
        self.strays.setVisible(bool(strays))
        theme.set_text_tone(self.strays, Tone.CAUTION)
        listed = ", ".join(stray_text(stray) for stray in strays)
        self.strays.show_text(f"The record does not hold {listed}." if strays else "")
        self.restore.setEnabled(part.edit is not None)
        self.leave.setEnabled(not part.is_left_out)
        beside = [each.part.name for each in edited.siblings(part)]
        at = beside.index(part.part.name) if part.part.name in beside else -1
        self.up.setEnabled(at > 0)
        self.down.setEnabled(0 <= at < len(beside) - 1)
        names = dict.fromkeys(
            f"{source.label or source.ref}{f', page {source.page}' if source.page else ''}"
            for source in part.part.sources
            if source.kind is not SourceKind.PROGRAM
        )
        self.sources.show_text(f"Rests on: {'; '.join(names)}." if names else "Fixed wording: it rests on no fact.")
        self.sources.setVisible(part.part.kind is not PartKind.SECTION)

    def _kind_text(self, part: EditedPart) -> str:
        if part.is_left_out:
            return "Left out of the letter. Restore brings it back."
        if part.part.kind in {PartKind.TABLE, PartKind.LIST}:
            return _TABLE
        if not part.part.text:
            return _PLAIN
        if not part.part.can_be_reworded:
            return _QUOTED
        if part.is_reworded:
            return "In your office's words. It keeps its sources; your change is marked in the margin."
        return "The program's text. Type to put it into your own words."

    def _show_warning(self, part: EditedPart) -> None:
        self.warning.setVisible(part.is_stale)
        self.keep.setVisible(part.is_stale)
        theme.set_text_tone(self.warning, Tone.CAUTION)
        if part.is_stale:
            self.warning.show_text(
                f"The facts have changed since you edited this. The program now writes: “{part.part.text}”"
            )

    def _show_changes(self) -> None:
        edited = self.edited
        changed = edited.changed if edited is not None else ()
        lost = edited.lost if edited is not None else ()
        moved = edited is not None and any(part.is_moved for part in edited.parts)
        rows: list[tuple[str, str, str]] = []
        if edited is not None:
            for part in changed:
                sign = "eye-off" if part.is_left_out else "triangle-alert" if part.is_stale else "pencil"
                verb = "Left out" if part.is_left_out else "Reworded"
                rows.append((sign, f"{verb} – {part_title(part, edited)}", part.part.name))
            rows += [("triangle-alert", f"No longer in the letter – {lost_title(edit)}", "") for edit in lost]
        current = self.changes.currentRow()
        self.changes.clear()
        for sign, text, name in rows:
            item = QListWidgetItem(theme.icon(sign, Tone.ACCENT if sign == "pencil" else Tone.CAUTION), text)
            item.setData(_NAME, name)
            self.changes.addItem(item)
        if 0 <= current < len(rows):
            self.changes.setCurrentRow(current)
        for widget in (self.changes_title, self.changes):
            widget.setVisible(bool(rows))
        self.restore_all.setVisible(bool(rows) or moved)
        self._show_forget()

    @Slot()
    def _show_forget(self) -> None:
        edited, row = self.edited, self.changes.currentRow()
        self.forget.setVisible(edited is not None and len(edited.changed) <= row < self.changes.count())

    # ---- what a person does

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        name = self._name
        if not text.strip():
            self.hint.show_text(_EMPTIED)
            return
        self._change(
            "Words of the letter", lambda options, edited: reword(options, edited, name, text), part_target(name)
        )

    @Slot()
    def _on_restore(self) -> None:
        self._change("Restore text", lambda options, edited: restore(options, edited, self._name))

    @Slot()
    def _on_leave_out(self) -> None:
        self._change("Leave out", lambda options, edited: leave_out(options, edited, self._name))

    @Slot()
    def _on_keep(self) -> None:
        self._change("Keep the words", lambda options, edited: accept(options, edited, self._name))

    @Slot()
    def _on_up(self) -> None:
        self._move("Move up", -1)

    def _move(self, label: str, by: int) -> None:
        if self.part is not None:
            self._change(label, lambda options, edited: move(options, edited, self._name, by))

    @Slot()
    def _on_down(self) -> None:
        self._move("Move down", 1)

    @Slot()
    def _on_restore_all(self) -> None:
        self._change("Restore the whole letter", lambda options, _edited: restore_all(options))

    @Slot()
    def _on_every_letter(self) -> None:
        self.wording_wanted.emit(self._phrase_id)

    @Slot(QListWidgetItem)
    def _on_change_chosen(self, item: QListWidgetItem) -> None:
        if item.data(_NAME):
            self.show_part(str(item.data(_NAME)))

    @Slot()
    def _on_forget(self) -> None:
        edited = self.edited
        if edited is None:
            return
        lost = edited.lost[self.changes.currentRow() - len(edited.changed)]
        self._change("Forget words", lambda options, _edited: drop(options, lost))

    def _change(self, label: str, change: Change, merge_key: str = "") -> None:
        edited = self.edited
        if edited is None:
            return

        def changed(case: Case) -> Case:
            return replace(case, letter=change(case.letter, edited))

        self._session.edit(label, changed, merge_key)


def _button(text: str, picture: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setToolTip(tip)
    theme.set_icon(button, picture)
    return button
