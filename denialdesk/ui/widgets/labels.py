"""The texts of a page: titles, hints, wrapping and shortened labels, and the line that divides."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QWidget

from denialdesk.ui import theme
from denialdesk.ui.theme import Tone


class WrapLabel(QLabel):
    """Plain text that wraps and can be selected with the mouse."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def show_text(self, text: str) -> None:
        """Show a text; an empty one takes no room."""
        if text != self.text():
            self.setText(text)
        self.setVisible(bool(text))


class ToneLabel(WrapLabel):
    """A wrapping sentence in the colour of a tone; where the tone is a state, the words say it too."""

    def __init__(self, text: str = "", tone: Tone = Tone.MUTED, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        theme.set_text_tone(self, tone)

    def set_tone(self, tone: Tone) -> None:
        """Use another tone."""
        theme.set_text_tone(self, tone)


class StrongLabel(WrapLabel):
    """What matters most in a line: same size, semibold."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(theme.strong_font(self.font()))


class SectionTitle(QLabel):
    """The title of a group of fields or of a card."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.title_font(self.font()))
        self.setWordWrap(True)


class ElidedLabel(QLabel):
    """One line of text, shortened with an ellipsis where it does not fit; the tooltip then has all of it."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def minimumSizeHint(self) -> QSize:
        """The least room it can do with."""
        return QSize(self.fontMetrics().horizontalAdvance("MM…"), super().minimumSizeHint().height())

    def paintEvent(self, event: object) -> None:  # noqa: ARG002  # Qt passes it
        """Paint it in the colours of now."""
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.contentsRect().width())
        self.setToolTip(self.text() if shown != self.text() else "")
        painter = QPainter(self)
        try:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.setFont(self.font())
            painter.drawText(self.contentsRect(), int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)
        finally:
            painter.end()


class IconLabel(QLabel):
    """One line icon beside a text that says the same."""

    def __init__(self, name: str, tone: Tone = Tone.MUTED, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(theme.ICON_SMALL, theme.ICON_SMALL)
        self.show_icon(name, tone)

    def show_icon(self, name: str, tone: Tone) -> None:
        """Show another icon or tone."""
        theme.set_icon(self, name, tone)


class Hairline(QFrame):
    """The one line that divides two parts of a page."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: object) -> None:  # noqa: ARG002  # Qt passes it
        """Paint it in the colours of now."""
        painter = QPainter(self)
        try:
            painter.fillRect(self.rect(), theme.colors().hairline)
        finally:
            painter.end()
