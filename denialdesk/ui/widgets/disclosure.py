"""A part of a page that opens and closes under its own title."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.theme import Tone


class DisclosureButton(QToolButton):
    """A title with an arrow; checked means open."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(text)
        self.setCheckable(True)
        self.setAutoRaise(True)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.toggled.connect(self._on_toggled)
        self._on_toggled(checked=False)

    def rename(self, text: str) -> None:
        """Show another title."""
        if text != self.text():
            self.setText(text)
            self.setAccessibleName(text)

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        theme.set_icon(self, "chevron-down" if checked else "chevron-right", Tone.MUTED)
        self.setAccessibleDescription("Open" if checked else "Closed")


class Disclosure(QWidget):
    """A title that shows or hides what is below it."""

    toggled = Signal(bool)

    def __init__(self, title: str, body: QWidget, *, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = DisclosureButton(title)
        self.body = body
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(body)
        body.setVisible(is_open)
        self.button.setChecked(is_open)
        self.button.toggled.connect(self._on_toggled)

    @property
    def is_open(self) -> bool:
        """True while the body shows."""
        return self.button.isChecked()

    def set_open(self, is_open: bool) -> None:  # noqa: FBT001  # the state is the argument
        """Open or close it."""
        self.button.setChecked(is_open)

    @Slot(bool)
    def _on_toggled(self, checked: bool) -> None:  # noqa: FBT001  # Qt passes it
        self.body.setVisible(checked)
        self.toggled.emit(checked)
