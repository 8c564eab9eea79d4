"""What a chart export proposes for the log: each row with what shows it, waiting for a person's yes."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.date_text import format_date
from denialdesk.domain.proposals import HistoryProposal, ProposedTherapy
from denialdesk.domain.therapy import Therapy
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import Hairline, StrongLabel, ToneLabel, WrapLabel

_TITLE_WIDTH = 540  # chart exports name drugs with their whole packaging


class ImportHistoryDialog(QDialog):
    """Lists proposed therapies to choose from. ``rows_chosen`` brings the ids of those to add."""

    rows_chosen = Signal(object)

    def __init__(self, proposal: HistoryProposal, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Import medication history")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.boxes: dict[str, QCheckBox] = {}
        count = len(proposal.therapies)
        lead = f"{proposal.document}: {count} medication{'' if count == 1 else 's'} found."
        column = QWidget()
        self._rows = QVBoxLayout(column)
        self._rows.setSpacing(theme.SMALL)
        for proposed in proposal.therapies:
            self._add(proposed)
        if proposal.skipped:
            self._rows.addWidget(StrongLabel("Left out"))
            for line in proposal.skipped:
                self._rows.addWidget(ToneLabel(line))
        self._rows.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(column)
        self.buttons = QDialogButtonBox()
        self.add_button = self.buttons.addButton("Add", QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.addButton(QDialogButtonBox.StandardButton.Cancel)
        layout = QVBoxLayout(self)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(WrapLabel(lead))
        for warning in proposal.warnings:
            layout.addWidget(ToneLabel(warning, Tone.BAD))
        layout.addWidget(ToneLabel("Choose what belongs into the log. Each row then waits for your yes there."))
        layout.addWidget(Hairline())
        layout.addWidget(area, 1)
        layout.addWidget(Hairline())
        layout.addWidget(self.buttons)
        self.resize(640, 520)
        theme.plain_buttons(self.buttons)
        self.buttons.accepted.connect(self._on_accept)
        self.buttons.rejected.connect(self.reject)
        self._count()

    def _add(self, proposed: ProposedTherapy) -> None:
        title = _title(proposed.therapy)
        box = QCheckBox(
            self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideMiddle, _TITLE_WIDTH).replace("&", "&&")
        )
        box.setToolTip(title)
        box.setAccessibleName(title)
        box.setAccessibleDescription(" ".join((*proposed.evidence, *proposed.warnings)))
        # A drug the list does not know can still be a prior therapy, but mostly is none.
        box.setChecked(proposed.is_recognised)
        box.toggled.connect(self._count)
        self.boxes[proposed.therapy.id] = box
        self._rows.addWidget(box)
        for text, tone in (
            *((line, Tone.MUTED) for line in proposed.evidence),
            *((line, Tone.CAUTION) for line in proposed.warnings),
        ):
            label = ToneLabel(text, tone)
            label.setContentsMargins(theme.WIDE, 0, 0, 0)
            self._rows.addWidget(label)

    def chosen(self) -> frozenset[str]:
        """The ids of the rows to add."""
        return frozenset(row_id for row_id, box in self.boxes.items() if box.isChecked())

    @Slot()
    def _count(self) -> None:
        count = len(self.chosen())
        self.add_button.setText(f"Add {count} row{'' if count == 1 else 's'}")
        self.add_button.setEnabled(count > 0)

    @Slot()
    def _on_accept(self) -> None:
        self.accept()  # first, so that what follows can move the cursor in the window
        self.rows_chosen.emit(self.chosen())


def _title(row: Therapy) -> str:
    what = " ".join(part for part in (row.drug, row.dose, row.frequency) if part)
    start = format_date(row.start) if row.start.is_known else "start not known"
    stop = "still taken" if row.ongoing else format_date(row.stop) if row.stop.is_known else "stop not known"
    return f"{what}   {start} – {stop}"
