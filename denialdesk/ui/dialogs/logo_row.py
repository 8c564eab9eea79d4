"""A picture in the practice's dialog, its logo or a signature: chosen from a file, shown, removed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.errors import DenialDeskError
from denialdesk.domain.letter import LOGO_HEIGHT, LOGO_WIDTH
from denialdesk.domain.picture import LARGEST_FILE, PictureError, picture_from_text, picture_to_text, read_picture
from denialdesk.system.files import read_whole
from denialdesk.ui import theme
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ToneLabel


@dataclass(frozen=True, slots=True)
class PictureWords:
    """What a row of this kind says."""

    none: str
    choose: str
    remove: str
    shown: str
    hint: str


LOGO = PictureWords(
    "No logo: the name stands alone.",
    "Choose a logo…",
    "Remove the logo",
    "The practice's logo",
    "A PNG or JPEG picture of at most 1 MB. It stands above the name of the practice on the first page.",
)
SIGNATURE = PictureWords(
    "No signature is stored: letters are signed by hand.",
    "Choose a signature…",
    "Remove the signature",
    "The prescriber's signature",
    "Only if the prescriber wishes it. Kept in the encrypted vault; a letter shows it only where it is switched on.",
)


class LogoRow(QWidget):
    """Shows and changes a picture; ``text`` is it as the practice keeps it."""

    changed = Signal()

    def __init__(self, text: str, words: PictureWords = LOGO, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = text
        self._words = words
        self._files = FileDialogs(self)
        self.picture = QLabel(words.none)
        self.picture.setWordWrap(True)
        self.choose = QPushButton(words.choose)
        self.remove = QPushButton("Remove")
        self.remove.setAccessibleName(words.remove)
        self.error = ToneLabel("", Tone.BAD)
        theme.set_icon(self.choose, "folder-open")
        theme.set_icon(self.remove, "trash-2")
        line = QHBoxLayout()
        line.addWidget(self.choose)
        line.addWidget(self.remove)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.picture)
        layout.addLayout(line)
        layout.addWidget(self.error)
        layout.addWidget(ToneLabel(words.hint))
        self.error.hide()
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(self._on_remove)
        self._show()

    def use_file(self, path: Path) -> None:
        """Take the picture of a file; what is wrong with it is said and the logo stays as it was."""
        try:
            picture = read_picture(read_whole(path, largest=LARGEST_FILE))
            if not QImage().loadFromData(picture.data):
                raise PictureError(
                    "The picture is damaged or cut off.", "Save it again as PNG and choose the new file."
                )
        except DenialDeskError as error:
            self.error.show_text(f"{error.message} {error.remedy}")
            return
        self.error.show_text("")
        self.text = picture_to_text(picture)
        self._show()
        self.changed.emit()

    def show_text(self, text: str) -> None:
        """Show another picture, or none."""
        self.text = text
        self.error.show_text("")
        self._show()

    def _show(self) -> None:
        picture = picture_from_text(self.text)
        self.remove.setEnabled(bool(self.text))
        if picture is None:
            self.picture.setPixmap(QPixmap())
            self.picture.setMinimumHeight(self.fontMetrics().lineSpacing() * 2)
            self.picture.setText(self._words.none)
            self.picture.setAccessibleName(self._words.none)
            return
        shown = QPixmap()
        shown.loadFromData(picture.data)
        ratio = self.devicePixelRatioF()
        width, height = picture.fitted(LOGO_WIDTH * ratio, LOGO_HEIGHT * ratio)
        shown = shown.scaled(
            QSize(round(width), round(height)),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        shown.setDevicePixelRatio(ratio)
        self.picture.setPixmap(shown)
        self.picture.setMinimumHeight(round(height / ratio))  # else a full dialog would cut it off
        self.picture.setAccessibleName(self._words.shown)

    @Slot()
    def _on_choose(self) -> None:
        self._files.ask_to_open(self._words.choose.rstrip("…"), "Pictures (*.png *.jpg *.jpeg)", self.use_file)

    @Slot()
    def _on_remove(self) -> None:
        self.text = ""
        self.error.show_text("")
        self._show()
        self.changed.emit()
