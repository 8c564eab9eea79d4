"""One requirement of a policy: its words, the finding, why, the rows that answer it, and the way forward."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from denialdesk.ui import theme
from denialdesk.ui.models.finding_outline import SATISFIED, Line, is_choice
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.disclosure import DisclosureButton
from denialdesk.ui.widgets.labels import ToneLabel, WrapLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.states import CLAIMED_SIGN
from denialdesk.ui.widgets.status_chip import StatusChip

INDENT = 20
CHIP_WIDTH = 104


class FindingRow(QWidget):
    """A line of the outline; its columns stand where those of every other line stand."""

    jump_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line: Line | None = None
        self.label = WrapLabel()
        self.chip = StatusChip()
        self.reason = WrapLabel()
        self.stated = ToneLabel()
        self.answer = DisclosureButton("Answer")
        self.answer.hide()
        self._links: tuple[tuple[str, str, str], ...] = ()
        self._made: list[LinkButton] = []
        for text in (self.label, self.reason, self.stated):
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
            text.setMinimumWidth(80)
        self._label_cell = _cell(self.label)
        why = QWidget()
        self._why = QVBoxLayout(why)
        self._why.setContentsMargins(0, 3, 0, 0)
        self._why.setSpacing(2)
        self._why.addWidget(self.reason)
        self._why.addWidget(self.stated)
        self._why.addStretch(1)
        why.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        chip_cell = _cell(self.chip)
        chip_cell.setFixedWidth(CHIP_WIDTH)
        answer_cell = _cell(self.answer)
        answer_cell.setFixedWidth(self.answer.sizeHint().width())
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, theme.TIGHT, 0, theme.TIGHT)
        self._grid.setHorizontalSpacing(theme.MEDIUM)
        self._grid.setVerticalSpacing(theme.SMALL)
        self._grid.setColumnStretch(0, 5)
        self._grid.setColumnStretch(2, 6)
        top = Qt.AlignmentFlag.AlignTop
        self._grid.addWidget(self._label_cell, 0, 0)
        self._grid.addWidget(chip_cell, 0, 1, top)
        self._grid.addWidget(why, 0, 2)
        self._grid.addWidget(answer_cell, 0, 3, top)

    def hold_editor(self, editor: QWidget) -> None:
        """Put the editor of the answer under the line; the answer button shows and hides it."""
        editor.hide()
        self._grid.addWidget(editor, 1, 0, 1, 4)
        self.answer.show()
        self.answer.toggled.connect(editor.setVisible)

    def show_line(self, line: Line, rows: Sequence[tuple[str, str]]) -> None:
        """Show a requirement; ``rows`` are the therapies that answer it, as (id, words)."""
        self.line = line
        finding = line.finding
        self._label_cell.setContentsMargins(line.depth * INDENT, 3, 0, 0)
        self.label.setText(finding.label)
        theme.set_text_tone(self.label, Tone.PLAIN if line.depth == 0 or not line.folds else Tone.MUTED)
        self.chip.show_status(finding.status)
        self.reason.show_text(line.reason)
        stated = finding.stated_reason if line.reason or not finding.children else ""
        self.stated.show_text(f"Prescriber's words: “{stated}”" if stated else "")
        self.setAccessibleName(f"{finding.label}: {self.chip.sign.word}. {finding.reason}")
        self.answer.setAccessibleName(f"Answer: {finding.label}")
        self._show_links(line, rows)

    def show_claim(self, *, is_claimed: bool) -> None:
        """Show the line as an exception; one that is not claimed has no verdict, for nobody has to claim it."""
        self.chip.setVisible(is_claimed)
        if is_claimed:
            self.chip.show_sign(CLAIMED_SIGN)
        if self.line is not None:
            word = f"{CLAIMED_SIGN.word}. " if is_claimed else ""
            self.setAccessibleName(f"{self.line.finding.label}: {word}{self.line.finding.reason}")

    def _show_links(self, line: Line, rows: Sequence[tuple[str, str]]) -> None:
        finding = line.finding
        carries_rows = bool(line.reason) and (not finding.children or is_choice(finding))
        links = (
            *((words, f"therapy:{therapy_id}:drug", "pill") for therapy_id, words in (rows if carries_rows else ())),
            *_ways_forward(line),
        )
        if links == self._links:
            return
        self._links = links
        for button in self._made:
            self._why.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._made = [LinkButton(*link) for link in links]
        for button in self._made:
            button.followed.connect(self.jump_asked)
            self._why.insertWidget(self._why.count() - 1, button)


def _ways_forward(line: Line) -> list[tuple[str, str, str]]:
    """The remedies as (words, target, icon); one that only repeats the requirement is cut short."""
    icon = "plus" if line.finding.status in SATISFIED else "arrow-right"
    repeated = f": {line.finding.label}"
    return [(remedy.text.removesuffix(repeated), remedy.target, icon) for remedy in line.remedies if remedy.target]


def _cell(content: QWidget) -> QWidget:
    cell = QWidget()
    layout = QVBoxLayout(cell)
    layout.setContentsMargins(0, 0, 0, 0)
    aligned = isinstance(content, QToolButton | StatusChip)
    layout.addWidget(content, 0, Qt.AlignmentFlag.AlignLeft if aligned else Qt.AlignmentFlag(0))
    layout.addStretch(1)
    if isinstance(content, QLabel):
        cell.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    return cell


class OtherWaysRow(QWidget):
    """The line that unfolds other ways of meeting a requirement."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.button = DisclosureButton("")
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)

    def show_ways(self, words: str, depth: int) -> None:
        """Show how many there are."""
        self.button.rename(words)
        self._layout.setContentsMargins(depth * INDENT - 4, 0, 0, 0)
