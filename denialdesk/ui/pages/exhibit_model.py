"""The exhibits of the open case as rows of a table, edited in place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot

from denialdesk.domain.case import Exhibit
from denialdesk.domain.packet import exhibit_letter
from denialdesk.services.exhibits import move_exhibit, remove_exhibit
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

Index = QModelIndex | QPersistentModelIndex
_TOP = QModelIndex()
EXHIBIT, TITLE, PAGES, USED = range(4)
_HEADERS = ("Exhibit", "What it is", "Pages", "Proves")
_MOST_PAGES = 9999
_DRAGGED = "application/x-denialdesk-exhibit"  # an exhibit on its way to another place in the list


class ExhibitModel(QAbstractTableModel):
    """Letter, title, page count and the rows of the log that point at each exhibit."""

    def __init__(self, session: CaseSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._exhibits: tuple[Exhibit, ...] = ()
        self._uses: dict[str, str] = {}
        session.case_opened.connect(self._on_case)
        session.case_changed.connect(self._on_case)
        self._on_case()

    def exhibit(self, row: int) -> Exhibit | None:
        """The exhibit of a row."""
        return self._exhibits[row] if 0 <= row < len(self._exhibits) else None

    def row_of(self, exhibit_id: str) -> int:
        """The row of an exhibit; -1 when it is not there."""
        return next((row for row, each in enumerate(self._exhibits) if each.id == exhibit_id), -1)

    def add(self, title: str = "") -> str:
        """Add an exhibit at the end and give its id."""
        exhibit = Exhibit(self._session.new_id(), title)
        self._edit("Add an exhibit", lambda rows: (*rows, exhibit))
        return exhibit.id

    def remove(self, row: int) -> None:
        """Take an exhibit out, and with it what points at it."""
        gone = self.exhibit(row)
        if gone is not None:
            self._session.edit("Remove an exhibit", lambda case: remove_exhibit(case, gone.id))

    def move(self, row: int, by: int) -> int:
        """Move an exhibit up (-1) or down (1) and give its new row."""
        moved = self.exhibit(row)
        if moved is None or self.exhibit(row + by) is None:
            return row
        self._session.edit("Move an exhibit", lambda case: move_exhibit(case, moved.id, row + by))
        return row + by

    def rowCount(self, parent: Index = _TOP) -> int:
        """Count the exhibits."""
        return 0 if parent.isValid() else len(self._exhibits)

    def columnCount(self, parent: Index = _TOP) -> int:
        """Count the columns."""
        return 0 if parent.isValid() else len(_HEADERS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = int(Qt.ItemDataRole.DisplayRole)
    ) -> object:
        """Name the columns."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADERS[section]
        return None

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        """What a cell shows."""
        exhibit = self.exhibit(index.row())
        if exhibit is None:
            return None
        shown = {
            EXHIBIT: exhibit_letter(index.row()),
            TITLE: exhibit.title,
            PAGES: "" if exhibit.pages is None else str(exhibit.pages),
            USED: self._uses.get(exhibit.id, ""),
        }[index.column()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole}:
            return shown
        if role == Qt.ItemDataRole.AccessibleTextRole:
            waiting = ", no file yet" if index.column() == TITLE and not exhibit.document_id else ""
            return f"{_HEADERS[index.column()]}: {shown or 'empty'}{waiting}"
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in {TITLE, USED}:
            return shown
        if role == Qt.ItemDataRole.DecorationRole and index.column() == TITLE and not exhibit.document_id:
            return theme.icon("circle-dashed", Tone.CAUTION)
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == PAGES:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: object, role: int = int(Qt.ItemDataRole.EditRole)) -> bool:
        """Take what was typed into a cell; page counts are whole numbers or empty."""
        exhibit = self.exhibit(index.row())
        if exhibit is None or role != Qt.ItemDataRole.EditRole or not self.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        text = " ".join(str(value or "").split())
        if index.column() == TITLE:
            changed = replace(exhibit, title=text)
        elif text == "":
            changed = replace(exhibit, pages=None)
        elif text.isascii() and text.isdigit() and 0 < int(text) <= _MOST_PAGES:
            changed = replace(exhibit, pages=int(text))
        else:
            return False
        self._edit("Exhibit", lambda rows: tuple(changed if each.id == exhibit.id else each for each in rows))
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Say that title and pages can be typed."""
        exhibit = self.exhibit(index.row())
        if exhibit is None:
            return Qt.ItemFlag.ItemIsDropEnabled  # between the rows, not onto one
        flags = super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled
        is_typed = index.column() == TITLE or (index.column() == PAGES and not exhibit.document_id)
        return flags | Qt.ItemFlag.ItemIsEditable if is_typed else flags

    def supportedDropActions(self) -> Qt.DropAction:
        """Say that rows are moved by dragging."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        """Name what a dragged row is."""
        return [_DRAGGED]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        """Carry the id of the dragged exhibit."""
        data = QMimeData()
        exhibit = self.exhibit(indexes[0].row()) if indexes else None
        data.setData(_DRAGGED, (exhibit.id if exhibit else "").encode())
        return data

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """Move the dragged exhibit to where it is let go."""
        exhibit_id = bytes(data.data(_DRAGGED).data()).decode()
        start = self.row_of(exhibit_id)
        if start < 0:
            return False
        target = row if row >= 0 else parent.row() if parent.isValid() else len(self._exhibits)
        place = target - 1 if start < target else target
        self._session.edit("Move an exhibit", lambda case: move_exhibit(case, exhibit_id, place))
        return False  # the row has moved already: the view must not take it out

    def _edit(self, label: str, change: Callable[[tuple[Exhibit, ...]], tuple[Exhibit, ...]]) -> None:
        self._session.edit(label, lambda case: replace(case, exhibits=change(case.exhibits)))

    @Slot()
    def _on_case(self) -> None:
        case = self._session.case
        exhibits = case.exhibits if case is not None else ()
        uses: dict[str, list[str]] = {}
        for row in case.therapies if case is not None else ():
            if row.exhibit_id:
                page = f", p. {row.exhibit_page}" if row.exhibit_page else ""
                uses.setdefault(row.exhibit_id, []).append(f"{row.drug}{page}")
        texts = {exhibit_id: "; ".join(names) for exhibit_id, names in uses.items()}
        if (exhibits, texts) == (self._exhibits, self._uses):
            return
        if [each.id for each in exhibits] == [each.id for each in self._exhibits]:
            self._exhibits, self._uses = exhibits, texts
            if exhibits:
                self.dataChanged.emit(self.index(0, 0), self.index(len(exhibits) - 1, len(_HEADERS) - 1))
            return
        self.beginResetModel()
        self._exhibits, self._uses = exhibits, texts
        self.endResetModel()
