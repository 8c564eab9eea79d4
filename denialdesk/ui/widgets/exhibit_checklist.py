"""The checklist of expected exhibits: what is here, what is missing, and a button to add each."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.expected_exhibits import ExpectedExhibit
from denialdesk.domain.packet import exhibit_letter
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ElidedLabel, IconLabel, ToneLabel
from denialdesk.ui.widgets.link_button import LinkButton


class ExhibitChecklist(QScrollArea):
    """One line for each expected exhibit.

    ``add_wanted`` brings the line whose exhibit is to be added, ``exhibit_wanted`` the id of one to be shown.
    """

    add_wanted = Signal(object)
    exhibit_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setAutoFillBackground(False)
        self.lines: tuple[ExpectedExhibit, ...] = ()
        self.buttons: list[LinkButton] = []
        self._places: dict[str, int] = {}
        self._column = QWidget()
        self._column.setAutoFillBackground(False)
        self._outer = QVBoxLayout(self._column)
        self._outer.setContentsMargins(0, 0, 0, 0)
        self._rows = QWidget()
        self._outer.addWidget(self._rows)
        self._outer.addStretch(1)
        self.setWidget(self._column)

    def show_lines(self, lines: tuple[ExpectedExhibit, ...], case: Case) -> None:
        """Show the checklist of a case; nothing is redrawn where nothing has changed."""
        places = {each.id: place for place, each in enumerate(case.exhibits)}
        if (lines, places) == (self.lines, self._places):
            return
        self.lines, self._places = lines, places
        self._rows.deleteLater()
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.SMALL)
        grid.setVerticalSpacing(theme.TIGHT)
        grid.setColumnStretch(1, 1)
        self.buttons = []
        for row, line in enumerate(lines):
            self._add_line(grid, row, line)
        if not lines:
            grid.addWidget(ToneLabel("This kind of letter needs no exhibits."), 0, 0, 1, 3)
        self._outer.insertWidget(0, self._rows)

    def _add_line(self, grid: QGridLayout, row: int, line: ExpectedExhibit) -> None:
        if line.is_here:
            picture, tone, word = "circle-check", Tone.GOOD, f"Exhibit {exhibit_letter(self._places[line.exhibit_id])}"
        elif line.is_needed:
            picture, tone, word = "circle-dashed", Tone.CAUTION, "Add…"
        else:
            picture, tone, word = "circle-dashed", Tone.MUTED, "Add…"
        text = line.text if line.is_needed else f"{line.text} (helps)"
        label = ElidedLabel(text)
        label.setToolTip(line.why)
        theme.set_text_tone(label, Tone.PLAIN if line.is_needed or line.is_here else Tone.MUTED)
        button = LinkButton(word, str(row), "arrow-right" if line.is_here else "plus")
        button.setAccessibleDescription(line.why)
        button.setToolTip(line.why)
        state = "here" if line.is_here else "missing" if line.is_needed else "not there"
        button.setAccessibleName(f"{line.text}, {state}: {word.rstrip('…')}")
        button.followed.connect(self._on_button)
        self.buttons.append(button)
        grid.addWidget(IconLabel(picture, tone), row, 0)
        grid.addWidget(label, row, 1)
        grid.addWidget(button, row, 2, Qt.AlignmentFlag.AlignRight)

    @Slot(str)
    def _on_button(self, row: str) -> None:
        line = self.lines[int(row)]
        if line.is_here:
            self.exhibit_wanted.emit(line.exhibit_id)
        else:
            self.add_wanted.emit(line)
