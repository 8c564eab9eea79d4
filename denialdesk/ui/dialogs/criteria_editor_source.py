"""The payer's own text beside the form: pasted, or an attached document; it stays in the vault."""

from __future__ import annotations

import mimetypes
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from denialdesk.services.criteria import NewDocument, PolicySource
from denialdesk.ui import theme
from denialdesk.ui.widgets.labels import ElidedLabel, SectionTitle, ToneLabel

LARGEST_DOCUMENT = 60_000_000  # bytes; the longest payer policy seen is under 10 MB
DOCUMENT_FILTER = "Documents (*.pdf *.docx *.doc *.html *.htm *.txt *.png *.jpg *.jpeg);;All files (*)"
_TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
_NOTHING = "No document attached."


class SourcePane(QWidget):
    """Pasted text and an attached document. ``attach_wanted`` and ``copy_wanted`` ask for a file dialog."""

    attach_wanted = Signal()
    copy_wanted = Signal()
    changed = Signal()

    def __init__(self, source: PolicySource, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._first = self._source = source
        self.new_document: NewDocument | None = None
        self.text = QPlainTextEdit()
        self.text.setAccessibleName("The payer's text")
        self.text.setPlaceholderText(
            "Paste the payer's criteria here, to have them beside the form while you enter them."
        )
        self.text.setTabChangesFocus(True)
        self.text.setPlainText(source.text)
        self.name = ElidedLabel()
        self.attach = QPushButton("Attach document…")
        self.detach = QPushButton("Remove")
        self.detach.setAccessibleName("Remove the attached document")
        self.copy = QPushButton("Save a copy…")
        theme.set_icon(self.attach, "paperclip")
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        for button in (self.attach, self.copy, self.detach):
            button.setAutoDefault(False)
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, theme.LARGE, 0, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("The payer's text"))
        layout.addWidget(ToneLabel("Stays in the vault; never exported."))
        layout.addWidget(self.text, 1)
        layout.addWidget(self.name)
        layout.addLayout(buttons)
        self.text.textChanged.connect(self.changed)
        self.attach.clicked.connect(self.attach_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        self.detach.clicked.connect(self._on_detach)
        self._show_name()

    @property
    def source(self) -> PolicySource:
        """The text as pasted, and the document that was attached before and still is."""
        return replace(self._source, text=self.text.toPlainText())

    @property
    def is_changed(self) -> bool:
        """True while something here is not what is kept."""
        return (
            self.new_document is not None or self._source != self._first or self.text.toPlainText() != self._first.text
        )

    @property
    def document_name(self) -> str:
        """The name of the attached document; empty without one."""
        if self.new_document is not None:
            return self.new_document.name
        return self._source.document.name if self._source.document is not None else ""

    def set_document(self, path: Path, content: bytes) -> None:
        """Attach a file; the words of a plain text file also fill an empty pane."""
        media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        self.new_document = NewDocument(path.name, media_type, content)
        self._source = replace(self._source, document=None)
        if path.suffix.lower() in _TEXT_SUFFIXES and not self.text.toPlainText().strip():
            self.text.setPlainText(content.decode("utf-8", errors="replace"))
        self._show_name()
        self.changed.emit()

    @Slot()
    def _on_detach(self) -> None:
        self.new_document = None
        self._source = replace(self._source, document=None)
        self._show_name()
        self.changed.emit()

    def _show_name(self) -> None:
        name = self.document_name
        self.name.setText(f"Attached: {name}" if name else _NOTHING)
        self.detach.setVisible(bool(name))
        self.copy.setVisible(bool(name))
