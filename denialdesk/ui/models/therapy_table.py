"""The prior-therapy table over frozen rows, edited cell by cell, and the view of it that sorts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QBrush, QFont, QGuiApplication, QIcon

from denialdesk.domain.errors import UserError
from denialdesk.domain.intervals import span_of
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.therapy import NOT_TRIED, Outcome, Therapy
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui import theme
from denialdesk.ui.models.therapy_columns import (
    COLUMNS,
    KEYS,
    Column,
    Kind,
    cell_problem,
    cell_text,
    sort_key,
    with_cell,
    with_outcome,
)
from denialdesk.ui.theme import Tone

_ANY_INDEX = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_ALL_ROLES: list[int] = []


class TherapyTableModel(QAbstractTableModel):
    """The rows of the log in their stored order.

    The model stores nothing: a cell that was edited comes out as ``row_edited`` with the column's key and the new row,
    and the caller gives the new rows back through ``set_rows``. Words that cannot be read stay in their cell, with
    ``problem_changed``, until they are corrected or the cell gets another value.
    """

    row_edited = Signal(str, object)
    problem_changed = Signal()

    ROW_ROLE = Qt.ItemDataRole.UserRole
    SORT_ROLE = Qt.ItemDataRole.UserRole + 1
    PROBLEM_ROLE = Qt.ItemDataRole.UserRole + 2

    def __init__(self, vocabulary: Vocabulary, today: Callable[[], dt.date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._vocabulary = vocabulary
        self._today = today
        self._rows: tuple[Therapy, ...] = ()
        self._unread: dict[tuple[str, str], tuple[str, str]] = {}
        self._todos: dict[str, tuple[Todo, ...]] = {}
        self._readers: dict[int, Callable[[Therapy, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda row, column: self._text(row, column.key),
            Qt.ItemDataRole.EditRole: self._edited_value,
            Qt.ItemDataRole.TextAlignmentRole: lambda _row, column: int(_alignment(column.kind)),
            Qt.ItemDataRole.FontRole: _font,
            Qt.ItemDataRole.ForegroundRole: self._color,
            Qt.ItemDataRole.DecorationRole: self._mark,
            Qt.ItemDataRole.ToolTipRole: lambda row, column: self._explanation(row, column.key) or None,
            Qt.ItemDataRole.AccessibleTextRole: lambda row, column: self._spoken(row, column.key, column.title),
            self.ROW_ROLE: lambda row, _column: row,
            self.SORT_ROLE: lambda row, column: sort_key(row, column.key, self._today()),
            self.PROBLEM_ROLE: lambda row, column: self.problem(row.id, column.key),
        }

    @property
    def rows(self) -> tuple[Therapy, ...]:
        """The rows shown, in stored order."""
        return self._rows

    def row_of(self, therapy_id: str) -> int:
        """Find a row's place; -1 when it is not there."""
        return next((place for place, row in enumerate(self._rows) if row.id == therapy_id), -1)

    def problem(self, therapy_id: str, key: str) -> str:
        """What is wrong with the words typed into a cell, or with its value; empty when nothing is."""
        unread = self._unread.get((therapy_id, key))
        if unread:
            return unread[1]
        place = self.row_of(therapy_id)
        return cell_problem(self._rows[place], key, self._today()) if place >= 0 else ""

    def unread_cells(self) -> tuple[tuple[str, str, str, str], ...]:
        """The cells whose words could not be read: row id, column key, words, what is wrong."""
        return tuple((*cell, *said) for cell, said in self._unread.items())

    def todos(self, therapy_id: str) -> tuple[Todo, ...]:
        """What a row still lacks."""
        return self._todos.get(therapy_id, ())

    def set_rows(self, rows: Sequence[Therapy]) -> None:
        """Show other rows, telling the views no more than what changed."""
        wanted = tuple(rows)
        kept = {row.id for row in wanted}
        for place in range(len(self._rows) - 1, -1, -1):
            if self._rows[place].id not in kept:
                self.beginRemoveRows(_ROOT, place, place)
                self._rows = (*self._rows[:place], *self._rows[place + 1 :])
                self.endRemoveRows()
        for place, row in enumerate(wanted):
            self._bring(place, row)
        for place, (before, after) in enumerate(zip(self._rows, wanted, strict=True)):
            if before != after:
                self._replace(place, before, after)
        if any(cell[0] not in kept for cell in self._unread):
            self._unread = {cell: said for cell, said in self._unread.items() if cell[0] in kept}
            self.problem_changed.emit()

    def clear(self) -> None:
        """Forget everything, also words that could not be read: another case is shown next."""
        self.beginResetModel()
        self._rows, self._unread, self._todos = (), {}, {}
        self.endResetModel()
        self.problem_changed.emit()

    def set_todos(self, todos: Mapping[str, Iterable[Todo]]) -> None:
        """Mark the rows that still lack something."""
        found = {therapy_id: tuple(each) for therapy_id, each in todos.items()}
        if found == self._todos:
            return
        touched = {each for each in {*found, *self._todos} if found.get(each) != self._todos.get(each)}
        self._todos = found
        for place, row in enumerate(self._rows):
            if row.id in touched:
                self.dataChanged.emit(self.index(place, 0), self.index(place, 0), _ALL_ROLES)

    def _bring(self, place: int, row: Therapy) -> None:
        """Put the row with this id at this place: insert it, or move the one that is there."""
        current = self.row_of(row.id)
        if current == place:
            return
        if current < 0:
            self.beginInsertRows(_ROOT, place, place)
            self._rows = (*self._rows[:place], row, *self._rows[place:])
            self.endInsertRows()
            return
        self.beginMoveRows(_ROOT, current, current, _ROOT, place)
        moved = self._rows[current]
        rest = (*self._rows[:current], *self._rows[current + 1 :])
        self._rows = (*rest[:place], moved, *rest[place:])
        self.endMoveRows()

    def _replace(self, place: int, before: Therapy, after: Therapy) -> None:
        self._rows = (*self._rows[:place], after, *self._rows[place + 1 :])
        for key in KEYS:
            if (after.id, key) in self._unread and cell_text(before, key, self._today()) != cell_text(
                after, key, self._today()
            ):
                del self._unread[after.id, key]
                self.problem_changed.emit()
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(COLUMNS) - 1), _ALL_ROLES)

    def rowCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _ANY_INDEX = _ROOT) -> int:
        """The number of columns."""
        return 0 if parent.isValid() else len(COLUMNS)

    def flags(self, index: _ANY_INDEX) -> Qt.ItemFlag:
        """Which cells can be edited."""
        flags = super().flags(index)
        if index.isValid() and COLUMNS[index.column()].kind is not Kind.LENGTH:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Titles, hints and alignment of the columns; the rows are numbered."""
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[section].title
        if role == Qt.ItemDataRole.ToolTipRole:
            return COLUMNS[section].hint or None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(_alignment(COLUMNS[section].kind))
        return None

    def data(self, index: _ANY_INDEX, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What a view asks of a cell."""
        if not index.isValid():
            return None
        reader = self._readers.get(role)
        return reader(self._rows[index.row()], COLUMNS[index.column()]) if reader else None

    def setData(self, index: _ANY_INDEX, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell."""
        if not index.isValid() or role != Qt.ItemDataRole.EditRole:
            return False
        row, key = self._rows[index.row()], COLUMNS[index.column()].key
        typed = str(value)
        if COLUMNS[index.column()].kind is not Kind.OUTCOME and typed == self._text(row, key):
            return True
        try:
            if isinstance(value, Outcome):
                after = with_outcome(row, value)
            else:
                after = with_cell(row, key, typed, self._vocabulary, self._today())
        except UserError as error:
            self._unread[row.id, key] = (typed, f"{error.message} {error.remedy}".strip())
            self.dataChanged.emit(index, index, _ALL_ROLES)
            self.problem_changed.emit()
            return False
        if self._unread.pop((row.id, key), None):
            self.dataChanged.emit(index, index, _ALL_ROLES)
            self.problem_changed.emit()
        if after != row:
            self.row_edited.emit(key, after)
        return True

    def filled(self, cells: Iterable[tuple[str, str]], text: str) -> tuple[Therapy, ...]:
        """Put one text into several cells, named by row id and key, and give the rows that come of it.

        A cell that cannot take the text keeps its value and says why.
        """
        rows: dict[str, Therapy] = {}
        for therapy_id, key in cells:
            row = rows.get(therapy_id) or self._rows[self.row_of(therapy_id)]
            try:
                rows[therapy_id] = with_cell(row, key, text, self._vocabulary, self._today())
            except UserError as error:
                self._unread[therapy_id, key] = (text, f"{error.message} {error.remedy}".strip())
            else:
                self._unread.pop((therapy_id, key), None)
        self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, len(COLUMNS) - 1), _ALL_ROLES)
        self.problem_changed.emit()
        return tuple(rows.values())

    def _text(self, row: Therapy, key: str) -> str:
        unread = self._unread.get((row.id, key))
        return unread[0] if unread else cell_text(row, key, self._today())

    def _edited_value(self, row: Therapy, column: Column) -> str:
        return row.outcome.value if column.kind is Kind.OUTCOME else self._text(row, column.key)

    def _color(self, row: Therapy, column: Column) -> QBrush | None:
        unread = (row.id, column.key) in self._unread
        if unread or (column.kind is not Kind.DRUG and cell_problem(row, column.key, self._today())):
            return QBrush(theme.colors().tone(Tone.BAD))
        return QBrush(theme.colors().tone(Tone.MUTED)) if column.kind is Kind.LENGTH else None

    def _mark(self, row: Therapy, column: Column) -> QIcon | None:
        if column.kind is not Kind.DRUG:
            return None
        if not row.provenance.confirmed:
            return theme.icon("circle-dashed", Tone.ACCENT)
        if not self.todos(row.id):
            return theme.icon("circle-check", Tone.GOOD)
        blocks = any(todo.severity is Severity.BLOCKS for todo in self.todos(row.id))
        return theme.icon("circle-alert", Tone.BAD if blocks else Tone.CAUTION)

    def _explanation(self, row: Therapy, key: str) -> str:
        problem = self.problem(row.id, key)
        if key == "length":
            return "" if row.outcome in NOT_TRIED else span_of(row, self._today()).range_in_words()
        if key != "drug":
            return problem or (cell_text(row, key, self._today()) if key in {"what_happened", "proof"} else "")
        lines = [row.drug, problem, *(todo.text for todo in self.todos(row.id))]
        return "\n".join(line for line in lines if line)

    def _spoken(self, row: Therapy, key: str, title: str) -> str:
        text = self._text(row, key)
        explanation = " ".join(line for line in self._explanation(row, key).splitlines() if line != text)
        return f"{title}: {text or 'empty'}" + (f". {explanation}" if explanation else "")


def _font(_row: Therapy, column: Column) -> QFont | None:
    return theme.figures_font(QGuiApplication.font()) if column.kind in {Kind.DATE, Kind.LENGTH} else None


def _alignment(kind: Kind) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if kind in {Kind.DATE, Kind.LENGTH} else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class TherapySortModel(QSortFilterProxyModel):
    """The table in another order: what is not known comes last, up or down. The stored order stays as it is."""

    def __init__(self, model: TherapyTableModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setDynamicSortFilter(False)  # a row stays where it is while one edits it
        self.setSourceModel(model)

    @property
    def is_sorted(self) -> bool:
        """True while the view shows another order than the stored one."""
        return self.sortColumn() >= 0

    def shown_ids(self) -> tuple[str, ...]:
        """The ids of the rows, from the top."""
        return tuple(self.index(place, 0).data(TherapyTableModel.ROW_ROLE).id for place in range(self.rowCount()))

    def lessThan(self, left: _ANY_INDEX, right: _ANY_INDEX) -> bool:
        """Order two cells; what is not known comes last."""
        first, second = (index.data(TherapyTableModel.SORT_ROLE) for index in (left, right))
        if first is None or second is None:
            known_first = first is not None and second is None
            unknown_first = first is None and second is not None
            return known_first if self.sortOrder() is Qt.SortOrder.AscendingOrder else unknown_first
        return bool(first < second)
