"""A choice from a short list, where "I don't know yet" is a real answer."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QComboBox, QSizePolicy, QWidget

from denialdesk.ui import theme

DONT_KNOW = "I don't know yet"


class ChoiceEdit(QComboBox):
    """A drop-down list of (value, name) pairs.

    ``choice_made`` comes with the chosen value, only when a person chooses. The wheel scrolls the page, not the
    choice, until the field has the focus.
    """

    choice_made = Signal(object)

    def __init__(self, choices: Iterable[tuple[object, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.values: list[object] = []
        self.set_choices(choices)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(12)
        self.setMinimumHeight(theme.ROW_HEIGHT)
        self.setMaxVisibleItems(20)
        self.activated.connect(self._on_activated)

    def set_choices(self, choices: Iterable[tuple[object, str]]) -> None:
        """Offer other choices."""
        self.clear()
        self.values = []
        for value, name in choices:
            self.values.append(value)
            self.addItem(name)

    @property
    def choices(self) -> tuple[tuple[object, str], ...]:
        """The values with their names, as offered now."""
        return tuple((value, self.itemText(place)) for place, value in enumerate(self.values))

    @property
    def value(self) -> object:
        """The value chosen."""
        index = self.currentIndex()
        return self.values[index] if 0 <= index < len(self.values) else None

    def show_value(self, value: object) -> None:
        """Show a value; one that is not in the list shows nothing chosen."""
        index = self.values.index(value) if value in self.values else -1
        if index != self.currentIndex():
            self.setCurrentIndex(index)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll the page until the field has the focus."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot(int)
    def _on_activated(self, index: int) -> None:
        self.choice_made.emit(self.values[index])
