"""The window: menus, the opening cards or the work area, and the line at the foot. No rules."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QKeySequence, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QLineEdit,
    QMainWindow,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from denialdesk.ui import theme
from denialdesk.ui.actions import Actions

if TYPE_CHECKING:  # imported when wanted
    from denialdesk.ui.pages.opening import OpeningPage
    from denialdesk.ui.status_line import StatusLine

_USUAL_WIDTH, _USUAL_HEIGHT = 1360, 760


class MainWindow(QMainWindow):
    """One office at work. ``close_wanted`` asks whoever owns the data to save and then call ``close_now``.

    The frame and its menus come first; the opening cards and the line at the foot are made when they are wanted.
    """

    appeared = Signal()  # painted for the first time
    close_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._may_close = False
        self._has_appeared = False
        self.setWindowTitle("DenialDesk")
        self.actions_ = Actions(self)
        self.stack = QStackedWidget()
        holder = QWidget()
        self._column = QVBoxLayout(holder)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(self.stack, 1)
        self.setCentralWidget(holder)
        self.actions_.fill(self.menuBar())
        self.actions_.quit.triggered.connect(self.close)
        self.actions_.edit_field.triggered.connect(self._on_edit_field)
        self._undo_router = UndoRouter(self)
        self._fit_screen()

    def _fit_screen(self) -> None:
        screen = QGuiApplication.primaryScreen()
        room = screen.availableSize()
        width, height = min(_USUAL_WIDTH, room.width()), min(_USUAL_HEIGHT, room.height() - 40)
        self.resize(width, height)
        self.setMinimumSize(min(900, width), min(520, height))

    @cached_property
    def opening(self) -> OpeningPage:
        """The opening cards."""
        from denialdesk.ui.pages.opening import OpeningPage  # noqa: PLC0415 - not before the window shows

        page = OpeningPage()
        self.stack.addWidget(page)
        return page

    @cached_property
    def status(self) -> StatusLine:
        """The line at the foot."""
        from denialdesk.ui.status_line import StatusLine  # noqa: PLC0415 - the same

        line = StatusLine()
        self._column.addWidget(line)
        return line

    def show_work(self, area: QWidget) -> None:
        """Show the work area in place of the opening cards."""
        if self.stack.indexOf(area) < 0:
            self.stack.addWidget(area)
        self.stack.setCurrentWidget(area)
        self.status.show()

    def show_opening(self, card: QWidget, focus: QWidget | None = None) -> None:
        """Show one of the opening cards."""
        self.stack.setCurrentWidget(self.opening)
        self.opening.show_card(card, focus)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window is on the screen for the first time."""
        super().paintEvent(event)
        if not self._has_appeared:
            self._has_appeared = True
            QTimer.singleShot(0, self.appeared.emit)

    def close_now(self) -> None:
        """Close without asking again: everything is saved."""
        self._may_close = True
        self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let the owner of the data save first."""
        if self._may_close:
            self._undo_router.stop()
            event.accept()
            self.closed.emit()
        else:
            event.ignore()
            self.close_wanted.emit()

    def changeEvent(self, event: QEvent) -> None:
        """Redraw icons and toned texts when the palette changes."""
        if event.type() == QEvent.Type.PaletteChange:
            theme.refresh(self)
        super().changeEvent(event)

    @Slot()
    def _on_edit_field(self) -> None:
        """Edit the current cell of a table, or all of a field, as F2 does everywhere."""
        widget = QApplication.focusWidget()
        if isinstance(widget, QAbstractItemView) and widget.currentIndex().isValid():
            widget.edit(widget.currentIndex())
        elif isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
            widget.selectAll()


class UndoRouter(QObject):
    """Gives Ctrl+Z and Ctrl+Y to the history of the case once a text field has nothing of its own left to undo.

    Without it a text field keeps the keys for itself, even with nothing to undo.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._watched: QWidget | None = None
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._on_focus_changed)

    def stop(self) -> None:
        """Watch no longer."""
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.disconnect(self._on_focus_changed)
        self._watch(None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Refuse the text field's claim on an undo or redo it cannot make."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            undo = event.matches(QKeySequence.StandardKey.Undo)
            redo = event.matches(QKeySequence.StandardKey.Redo) or _is_ctrl_y(event)
            if (undo and not _can_undo(watched)) or (redo and not _can_redo(watched)):
                event.ignore()
                return True
        return False

    @Slot(QWidget, QWidget)
    def _on_focus_changed(self, _old: QWidget | None, new: QWidget | None) -> None:
        self._watch(new if isinstance(new, QLineEdit | QPlainTextEdit | QTextEdit) else None)

    def _watch(self, widget: QWidget | None) -> None:
        if self._watched is not None:
            self._watched.removeEventFilter(self)
            self._watched.destroyed.disconnect(self._on_destroyed)
        self._watched = widget
        if widget is not None:
            widget.installEventFilter(self)
            widget.destroyed.connect(self._on_destroyed)

    @Slot()
    def _on_destroyed(self) -> None:
        self._watched = None


def _is_ctrl_y(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Y and event.modifiers() == Qt.KeyboardModifier.ControlModifier


def _can_undo(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isUndoAvailable()
    return isinstance(widget, QPlainTextEdit | QTextEdit) and widget.document().isUndoAvailable()


def _can_redo(widget: QObject) -> bool:
    if isinstance(widget, QLineEdit):
        return widget.isRedoAvailable()
    return isinstance(widget, QPlainTextEdit | QTextEdit) and widget.document().isRedoAvailable()
