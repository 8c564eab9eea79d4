"""The office's own Word file in the practice's dialog: chosen, checked, told about, removed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.errors import DenialDeskError
from denialdesk.services.letterhead import LARGEST_LETTERHEAD, base_of, letterhead_id
from denialdesk.system.files import read_whole
from denialdesk.ui import theme
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import SectionTitle, ToneLabel, WrapLabel

NONE = "Word letters have the look of the program, with the logo, name, address and foot above."
IN_USE = "Word letters are built on your own Word file."
_HINT = (
    "A Word document (.docx) with your letterhead in its header and footer. Its styles, header, footer, paper and "
    "margins are used; the logo, name, address and foot above then do not stand in Word letters. Its text is not used, "
    "unless a line [letter] says where the letter goes: then what stands above and below that line stays. The pages "
    "on the screen, the PDF and the print keep the letterhead set above."
)


class LetterheadRow(QWidget):
    """Shows and changes the Word file. ``document_id`` is it as the practice keeps it, ``data`` a newly chosen file."""

    def __init__(self, document_id: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document_id = document_id
        self.data: bytes | None = None
        self._files = FileDialogs(self)
        self.state = WrapLabel()
        self.summary = ToneLabel()
        self.warnings = ToneLabel("", Tone.CAUTION)
        self.choose = QPushButton("Choose a Word file…")
        self.remove = QPushButton("Remove")
        self.remove.setAccessibleName("Remove the Word file of the letterhead")
        self.error = ToneLabel("", Tone.BAD)
        theme.set_icon(self.choose, "file-type")
        theme.set_icon(self.remove, "trash-2")
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addWidget(self.remove)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.SMALL, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("Your own Word file"))
        layout.addWidget(self.state)
        layout.addWidget(self.summary)
        layout.addWidget(self.warnings)
        layout.addLayout(line)
        layout.addWidget(self.error)
        layout.addWidget(ToneLabel(_HINT))
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(self._on_remove)
        self._show()

    def use_file(self, path: Path) -> None:
        """Take a Word file; what is wrong with it is said, and the one in use stays."""
        try:
            data = read_whole(path, largest=LARGEST_LETTERHEAD)
            base = base_of(data)
        except DenialDeskError as error:
            self.error.show_text(f"{error.message} {error.remedy}")
            return
        self.data, self.document_id = data, letterhead_id(data)
        self._show()
        if base is not None:
            self.summary.show_text(" ".join((base.summary, *base.notes)))
            self.warnings.show_text(" ".join(base.warnings))

    def _show(self) -> None:
        self.state.show_text(IN_USE if self.document_id else NONE)
        self.remove.setEnabled(bool(self.document_id))
        for label in (self.summary, self.warnings, self.error):
            label.show_text("")

    @Slot()
    def _on_choose(self) -> None:
        self._files.ask_to_open("Choose a Word file", "Word documents (*.docx);;All files (*)", self.use_file)

    @Slot()
    def _on_remove(self) -> None:
        self.data, self.document_id = None, ""
        self._show()
