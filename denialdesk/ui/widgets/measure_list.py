"""The dated values of a severity instrument or laboratory test that belong to one therapy: before and after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QPushButton, QToolButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Measure
from denialdesk.domain.date_text import format_date, parse_date
from denialdesk.domain.errors import InvalidDateError
from denialdesk.ui import theme
from denialdesk.ui.models.completion import Offer, name_offers
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.completing_edit import CompletingEdit
from denialdesk.ui.widgets.labels import ToneLabel


class MeasureList(QWidget):
    """A small grid: what was measured, the value with its unit, the date; one line each.

    ``measures_edited`` brings the name of the edit, the function from all measures of the case to the new ones, and a
    merge key.
    """

    measures_edited = Signal(str, object, str)

    def __init__(self, today: Callable[[], dt.date], new_id: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._new_id = new_id
        self._therapy_id = ""
        self._instruments: tuple[str, ...] = ()
        self.lines: dict[str, MeasureLine] = {}
        title = QLabel("Measures before and after")
        self.add_button = QPushButton("Add a measure")
        theme.set_icon(self.add_button, "plus")
        self.add_button.clicked.connect(self._on_add)
        self._error = ToneLabel("", Tone.BAD)
        self._error.hide()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(theme.TIGHT)
        self._grid.setVerticalSpacing(theme.TIGHT)
        self._grid.setColumnStretch(0, 3)
        self._grid.setColumnStretch(1, 2)
        self._grid.setColumnStretch(2, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        layout.addWidget(title)
        layout.addLayout(self._grid)
        layout.addWidget(self._error)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def error(self) -> str:
        """What is wrong with the date typed last, or nothing."""
        return self._error.text()

    def show_measures(self, therapy_id: str, measures: Sequence[Measure], instruments: Sequence[str] = ()) -> None:
        """Show the measures of a therapy; ``instruments`` are the names offered."""
        self._instruments = tuple(instruments)
        own = [measure for measure in measures if measure.therapy_id == therapy_id]
        if therapy_id != self._therapy_id or list(self.lines) != [measure.id for measure in own]:
            self._therapy_id = therapy_id
            for line in self.lines.values():
                line.remove_from(self._grid)
            self.lines = {
                measure.id: MeasureLine(measure.id, lambda text: name_offers(self._instruments, text), self)
                for measure in own
            }
            for place, line in enumerate(self.lines.values()):
                line.add_to(self._grid, place)
                line.edited.connect(self._on_edited)
                line.removed.connect(self._on_removed)
            self._say("")
        for measure in own:
            self.lines[measure.id].show_measure(measure)

    @Slot()
    def _on_add(self) -> None:
        measure = Measure(self._new_id(), "", "", therapy_id=self._therapy_id)
        self.measures_edited.emit("Add a measure", lambda measures: (*measures, measure), "")
        if measure.id in self.lines:
            self.lines[measure.id].instrument.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str, str, str)
    def _on_edited(self, measure_id: str, field: str, text: str) -> None:
        changes: dict[str, object] = {field: text}
        if field == "on":
            try:
                changes = {field: parse_date(text, today=self._today())}
            except InvalidDateError as error:
                self._say(f"{error.message} {error.remedy}".strip())
                self.lines[measure_id].on.setModified(True)
                return
        if field == "value":
            value, _, unit = text.partition(" ")
            changes = {"value": value, "unit": unit.strip()}
        self._say("")

        def change(measures: Sequence[Measure]) -> tuple[Measure, ...]:
            return tuple(
                replace(each, **changes) if each.id == measure_id else each  # type: ignore[arg-type]  # by field name
                for each in measures
            )

        self.measures_edited.emit("Measure", change, f"measure:{measure_id}:{field}")

    @Slot(str)
    def _on_removed(self, measure_id: str) -> None:
        self.measures_edited.emit(
            "Remove the measure", lambda measures: tuple(each for each in measures if each.id != measure_id), ""
        )

    def _say(self, error: str) -> None:
        self._error.show_text(error)


class MeasureLine(QObject):
    """The controls of one measure."""

    edited = Signal(str, str, str)
    removed = Signal(str)

    def __init__(
        self, measure_id: str, offers: Callable[[str], Sequence[Offer]], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._id = measure_id
        self.instrument = CompletingEdit(offers)
        self.instrument.offer_taken.connect(self._on_instrument_taken)
        self.instrument.setPlaceholderText("DAS28-CRP")
        self.value = QLineEdit()
        self.value.setPlaceholderText("5.6")
        self.on = QLineEdit()
        self.on.setPlaceholderText("3/14/2024")
        self.remove = QToolButton()
        self.remove.setAutoRaise(True)
        self.remove.setToolTip("Remove this measure")
        theme.set_icon(self.remove, "x", Tone.MUTED)
        names = ("Instrument or test", "Value and unit", "Date of the measure", "Remove this measure")
        for widget, name in zip(self._widgets(), names, strict=True):
            widget.setAccessibleName(name)
        self.instrument.textEdited.connect(self._on_instrument)
        self.value.textEdited.connect(self._on_value)
        self.on.editingFinished.connect(self._on_date)
        self.remove.clicked.connect(self._on_remove)

    def _widgets(self) -> tuple[QWidget, ...]:
        return (self.instrument, self.value, self.on, self.remove)

    def add_to(self, grid: QGridLayout, place: int) -> None:
        """Put the controls into a row of the grid."""
        for column, widget in enumerate(self._widgets()):
            grid.addWidget(widget, place, column)
            widget.show()

    def remove_from(self, grid: QGridLayout) -> None:
        """Take the controls away."""
        for widget in self._widgets():
            grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self.deleteLater()

    def show_measure(self, measure: Measure) -> None:
        """Show the values."""
        value = f"{measure.value} {measure.unit}".strip()
        if self.value.text().strip() != value:
            self.value.setText(value)
        if self.instrument.text() != measure.instrument:
            self.instrument.setText(measure.instrument)
        if not self.on.isModified():
            self.on.setText(format_date(measure.on))

    @Slot(str)
    def _on_instrument(self, text: str) -> None:
        self.edited.emit(self._id, "instrument", text)

    @Slot(object)
    def _on_instrument_taken(self, offer: Offer) -> None:
        self.edited.emit(self._id, "instrument", offer.text)

    @Slot(str)
    def _on_value(self, text: str) -> None:
        self.edited.emit(self._id, "value", text)

    @Slot()
    def _on_date(self) -> None:
        if self.on.isModified():
            self.on.setModified(False)
            self.edited.emit(self._id, "on", self.on.text())

    @Slot()
    def _on_remove(self) -> None:
        self.removed.emit(self._id)
