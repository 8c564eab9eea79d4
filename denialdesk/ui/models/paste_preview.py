"""The preview of pasted rows: one line each, as understood, with what could not be read."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QIcon

from denialdesk.domain.date_text import format_date
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.ui import theme
from denialdesk.ui.models.pasted_rows import PastedRow
from denialdesk.ui.models.therapy_names import OUTCOME_NAMES
from denialdesk.ui.theme import Tone

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
TITLES = ("Add", "Drug", "Dose", "Route", "Frequency", "Start", "Stop", "Outcome", "What happened", "Not understood")
PROBLEMS = len(TITLES) - 1


class PastePreviewModel(QAbstractTableModel):
    """The rows of a paste; the first column says which are going to be added."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[PastedRow, ...] = ()
        self._left_out: set[int] = set()

    def set_rows(self, rows: Sequence[PastedRow]) -> None:
        """Show other rows; those without a drug are not added unless a person says so."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self._left_out = {place for place, row in enumerate(self.rows) if not row.has_drug}
        self.endResetModel()

    @property
    def chosen(self) -> tuple[PastedRow, ...]:
        """The rows that are going to be added."""
        return tuple(row for place, row in enumerate(self.rows) if place not in self._left_out)

    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(TITLES)

    def flags(self, index: _ANY_INDEX) -> Qt.ItemFlag:
        """The first column can be checked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == 0 else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles of the columns; the rows carry the line they had in the paste."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return TITLES[section] if orientation is Qt.Orientation.Horizontal else self.rows[section].line

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view asks of a cell."""
        if not index.isValid():
            return None
        place, column = index.row(), index.column()
        row = self.rows[place]
        if column == 0:
            is_chosen = place not in self._left_out
            if role == Qt.ItemDataRole.CheckStateRole:
                return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked
            if role == Qt.ItemDataRole.AccessibleTextRole:
                return f"Add row {row.line}: {'yes' if is_chosen else 'no'}"
            return None
        if role == Qt.ItemDataRole.DecorationRole:
            return _sign(row) if column == PROBLEMS else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            text = " ".join(row.problems) if column == PROBLEMS else _shown(row.therapy, column)
            return text or None
        return None

    def setData(self, index: _ANY_INDEX, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take a check mark."""
        if not index.isValid() or index.column() != 0 or role != Qt.ItemDataRole.CheckStateRole:
            return False
        checked = Qt.CheckState(value) is Qt.CheckState.Checked
        (self._left_out.discard if checked else self._left_out.add)(index.row())
        self.dataChanged.emit(index, index, [role])
        return True


def _sign(row: PastedRow) -> QIcon | None:
    if not row.problems:
        return None
    return theme.icon("triangle-alert", Tone.CAUTION) if row.has_drug else theme.icon("circle-x", Tone.BAD)


def _shown(row: Therapy, column: int) -> str:
    texts = (
        row.drug,
        row.dose,
        row.route,
        row.frequency,
        format_date(row.start),
        "ongoing" if row.ongoing else format_date(row.stop),
        "" if row.outcome is Outcome.UNKNOWN else OUTCOME_NAMES[row.outcome],
        row.what_happened,
    )
    return texts[column - 1]
