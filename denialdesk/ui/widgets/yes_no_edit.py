"""Yes, No, or I don't know yet: three radio buttons in a row."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QRadioButton, QWidget

from denialdesk.ui.widgets.choice_edit import DONT_KNOW


class YesNoEdit(QWidget):
    """An answer that is True, False, or None for "I don't know yet". Only a person's click makes ``answered`` come."""

    answered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: dict[bool | None, QRadioButton] = {}
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        answers: tuple[tuple[bool | None, str], ...] = ((True, "Yes"), (False, "No"), (None, DONT_KNOW))
        for value, name in answers:
            button = QRadioButton(name)
            button.installEventFilter(self)
            self._buttons[value] = button
            self._group.addButton(button)
            layout.addWidget(button)
        layout.addStretch(1)
        self._group.buttonClicked.connect(self._on_clicked)
        self.setFocusProxy(self._buttons[True])

    @property
    def value(self) -> bool | None:
        """The answer shown."""
        return next((value for value, button in self._buttons.items() if button.isChecked()), None)

    def show_value(self, value: bool | None) -> None:  # noqa: FBT001  # the value is the argument
        """Show an answer."""
        self._buttons[value].setChecked(True)
        self.setFocusProxy(self._buttons[value])

    def name_buttons(self, question: str) -> None:
        """Tell a screen reader which question each button answers."""
        for button in self._buttons.values():
            button.setAccessibleName(f"{question}: {button.text()}")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice keys and clicks of the parts."""
        # Moving with the arrow keys checks a radio button without a click.
        if event.type() is QEvent.Type.KeyRelease and isinstance(watched, QRadioButton) and watched.isChecked():
            self._on_clicked(watched)
        return super().eventFilter(watched, event)

    @Slot(QAbstractButton)
    def _on_clicked(self, clicked: QAbstractButton) -> None:
        for value, button in self._buttons.items():
            if button is clicked:
                self.setFocusProxy(button)
                self.answered.emit(value)
