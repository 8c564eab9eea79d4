"""The prior-therapy table as a spreadsheet behaves: Enter edits and goes down, Tab goes on, typing replaces."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QWidget

from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.ui import theme
from denialdesk.ui.models.therapy_columns import COLUMNS, Kind, column_of
from denialdesk.ui.models.therapy_table import TherapySortModel, TherapyTableModel
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.therapy_delegate import TherapyDelegate

_ANY_INDEX = QModelIndex | QPersistentModelIndex
EMPTY_TEXT = (
    "No prior therapies yet.\n"
    "Type one in the line below, press Insert for an empty row, or paste rows copied from a spreadsheet."
)


class TherapyView(QTableView):
    """The table. ``row_wanted`` comes when one tabs out of the last cell: a new row is expected below."""

    row_wanted = Signal()
    selection_changed = Signal()

    def __init__(self, model: TherapySortModel, vocabulary: Vocabulary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setItemDelegate(TherapyDelegate(vocabulary, self))
        self.setAccessibleName("Prior therapies")
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setAlternatingRowColors(False)
        self.setWordWrap(False)
        self.setShowGrid(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(True)
        self.setSortingEnabled(True)
        header = self.horizontalHeader()
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(48)
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(self.verticalHeader().ResizeMode.Fixed)
        self.verticalHeader().setToolTip("Click to select the whole row")
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, self.fontMetrics().averageCharWidth() * column.width + theme.SMALL)

        self._use_selection_colors()

    def current_therapy_id(self) -> str:
        """The id of the row the cursor is in; empty when there is none."""
        row = self.currentIndex().data(TherapyTableModel.ROW_ROLE) if self.currentIndex().isValid() else None
        return row.id if row else ""

    def selected_ids(self) -> tuple[str, ...]:
        """The ids of the rows that have a selected cell, from the top."""
        places = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        rows = (self.model().index(place, 0).data(TherapyTableModel.ROW_ROLE) for place in places)
        return tuple(row.id for row in rows)

    def whole_rows_selected(self) -> bool:
        """Say whether every selected row is selected from end to end."""
        places = {index.row() for index in self.selectionModel().selectedIndexes()}
        return bool(places) and all(self.selectionModel().isRowSelected(place, QModelIndex()) for place in places)

    def go_to(self, therapy_id: str, key: str = "drug", *, edit: bool = False) -> bool:
        """Put the cursor into a cell and, if wanted, open it; False when there is no such row or column."""
        column = max(0, column_of(key))
        for place in range(self.model().rowCount()):
            index = self.model().index(place, column)
            if index.data(TherapyTableModel.ROW_ROLE).id == therapy_id:
                self.setFocus(Qt.FocusReason.OtherFocusReason)
                # Not setCurrentIndex: with Ctrl held, as in a jump by Ctrl+Enter, that would not select.
                flags = QItemSelectionModel.SelectionFlag
                self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect)
                self.scrollTo(index)
                if edit:
                    self.edit(index)
                return True
        return False

    def select_rows(self, ids: tuple[str, ...]) -> None:
        """Select whole rows by id; the cursor goes to the first of them."""
        chosen = QItemSelection()
        first = QModelIndex()
        for place in range(self.model().rowCount()):
            index = self.model().index(place, 0)
            if index.data(TherapyTableModel.ROW_ROLE).id in ids:
                first = first if first.isValid() else index
                chosen.select(index, self.model().index(place, len(COLUMNS) - 1))
        if first.isValid():
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(first, flags.NoUpdate)
            self.selectionModel().select(chosen, flags.ClearAndSelect)
            self.scrollTo(first)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the cell; Escape clears a selection of more than one cell."""
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        editing = self.state() is QAbstractItemView.State.EditingState
        if (
            is_enter
            and not editing
            and event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        ):
            if self.currentIndex().isValid() and COLUMNS[self.currentIndex().column()].kind is not Kind.LENGTH:
                self.edit(self.currentIndex())
            return
        if event.key() == Qt.Key.Key_Tab and not editing and self._at_end():
            self.row_wanted.emit()
            return
        super().keyPressEvent(event)

    def edit(self, index: QModelIndex, *more: object) -> bool:  # type: ignore[override]  # Qt has two forms of it
        """Open a cell; a double click on a choice opens its list at once."""
        if not more:
            super().edit(index)
            return True
        opened = bool(super().edit(index, *more))
        if opened and more[0] is QAbstractItemView.EditTrigger.DoubleClicked:
            editor = self.indexWidget(index)
            if isinstance(editor, ChoiceEdit):
                editor.showPopup()
        return opened

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter the cursor goes down; Tab in the last cell asks for a new row."""
        hints = QAbstractItemDelegate.EndEditHint
        if hint is hints.EditNextItem:
            self._edit_next(editor)
            return
        super().closeEditor(editor, hints.NoHint if hint is hints.SubmitModelCache else hint)
        if hint is hints.SubmitModelCache:
            below = self.currentIndex().siblingAtRow(self.currentIndex().row() + 1)
            if below.isValid():
                self.setCurrentIndex(below)

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Tell that other rows are chosen."""
        super().selectionChanged(selected, deselected)
        self.selection_changed.emit()

    def currentChanged(self, current: _ANY_INDEX, previous: _ANY_INDEX) -> None:
        """Tell that the cursor moved."""
        super().currentChanged(current, previous)
        self.selection_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say what to do while there are no rows."""
        super().paintEvent(event)
        if self.model().rowCount() == 0:
            painter = QPainter(self.viewport())
            try:
                painter.setPen(theme.colors().tone(Tone.MUTED))
                area = self.viewport().rect().adjusted(24, 0, -24, 0)
                painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), EMPTY_TEXT)
            finally:
                painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Draw anew in other colours."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._use_selection_colors()

    def _use_selection_colors(self) -> None:
        # The marks in the cells stay readable on the faint colour, and the cursor's cell has its frame.
        colors = theme.colors()
        wanted = {
            QPalette.ColorRole.Highlight: colors.selection,
            QPalette.ColorRole.HighlightedText: colors.tone(Tone.PLAIN),
        }
        if any(self.palette().color(role) != color for role, color in wanted.items()):
            palette = QPalette()  # of its own only these two roles; the others follow the window
            for role, color in wanted.items():
                palette.setColor(role, color)
            self.setPalette(palette)

    def _at_end(self) -> bool:
        current = self.currentIndex()
        return current.isValid() and (current.row(), current.column()) == (
            self.model().rowCount() - 1,
            len(COLUMNS) - 1,
        )

    def _edit_next(self, editor: QWidget) -> None:
        at_end = self._at_end()
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if at_end:
            self.row_wanted.emit()
            return
        current = self.currentIndex()
        row, column = current.row(), current.column() + 1
        while column < len(COLUMNS) and COLUMNS[column].kind is Kind.LENGTH:
            column += 1
        if column >= len(COLUMNS):
            row, column = row + 1, 0
        following = self.model().index(row, column)
        self.setCurrentIndex(following)
        self.edit(following)
