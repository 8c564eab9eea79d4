"""The table of exhibits: edited in place, ordered by keys or by dragging, filled by dropping files on it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from denialdesk.ui import theme
from denialdesk.ui.pages.exhibit_model import PAGES, TITLE, USED, ExhibitModel

_USED_WIDTH = 120  # pixels


def dropped_files(data: QMimeData) -> tuple[Path, ...]:
    """The files on this computer among what is dragged; nothing else is taken."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class ExhibitTable(QTableView):
    """Rows of exhibits.

    ``files_dropped`` brings the files let go over it; ``move_wanted`` brings -1 or 1 for Ctrl+Up and Ctrl+Down;
    ``remove_wanted`` comes with the Delete key.
    """

    files_dropped = Signal(object)
    move_wanted = Signal(int)
    remove_wanted = Signal()

    def __init__(self, model: ExhibitModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName("Exhibits")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setDragEnabled(True)
        self.setAcceptDrops(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setDragDropOverwriteMode(False)
        self.setDropIndicatorShown(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TITLE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(PAGES, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(USED, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(0, 58)
        header.resizeSection(USED, _USED_WIDTH)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the titles."""
        super().resizeEvent(event)
        self.horizontalHeader().resizeSection(USED, min(_USED_WIDTH, event.size().width() // 4))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files, and rows of its own."""
        if dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            super().dragEnterEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Say where they may be let go."""
        if dropped_files(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
        else:
            super().dragMoveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over files; move a row."""
        files = dropped_files(event.mimeData())
        if files:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.files_dropped.emit(files)
        else:
            super().dropEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move and remove rows by keys."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        is_control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if is_control and event.key() in steps:
            self.move_wanted.emit(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)
