"""A length as a policy prints it: a number, its unit, and the words it is printed in."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QHBoxLayout, QWidget

from denialdesk.domain.criteria import Length, LengthUnit
from denialdesk.ui import theme
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.text_edits import TextEdit

_MOST = 9999
_UNITS = tuple((unit, unit.value) for unit in LengthUnit)


class LengthEdit(QWidget):
    """Number, unit and print of a length; no number means none is printed. ``length_edited`` brings Length or None."""

    length_edited = Signal(object)

    def __init__(self, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._length: Length | None = None
        self.number = TextEdit()
        self.number.setValidator(QIntValidator(0, _MOST, self))
        self.number.setPlaceholderText("none")
        self.number.setFixedWidth(64)
        self.unit = ChoiceEdit(_UNITS)
        self.unit.setMinimumContentsLength(7)
        self.unit.show_value(LengthUnit.MONTHS)
        self.printed = TextEdit()
        self.printed.setPlaceholderText("as printed, if in other words")
        for part, name in ((self.number, "number"), (self.unit, "unit"), (self.printed, "as printed")):
            part.setAccessibleName(f"{label}: {name}")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.number)
        layout.addWidget(self.unit)
        layout.addWidget(self.printed, 1)
        self.setFocusProxy(self.number)
        self.number.text_typed.connect(self._on_changed)
        self.unit.choice_made.connect(self._on_changed)
        self.printed.text_typed.connect(self._on_edited)

    def show_length(self, length: Length | None) -> None:
        """Show a length; a field that says the same is left alone."""
        if length == self._length:
            return
        self._length = length
        self.number.show_text("" if length is None else str(length.value))
        self.printed.show_text("" if length is None else length.as_printed)
        if length is not None:
            self.unit.show_value(length.unit)

    @Slot()
    def _on_changed(self) -> None:
        self.printed.clear()  # the words of another length would stand in the letter
        self._on_edited()

    @Slot()
    def _on_edited(self) -> None:
        number, unit = self.number.text().strip(), self.unit.value
        length: Length | None = None
        if number and isinstance(unit, LengthUnit):
            before = self._length or Length(0, unit)
            days = before.days_per_month if unit is LengthUnit.MONTHS else None
            printed = self.printed.text().strip()
            length = replace(before, value=int(number), unit=unit, as_printed=printed, days_per_month=days)
        if length != self._length:
            self._length = length
            self.length_edited.emit(length)
