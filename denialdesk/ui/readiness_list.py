"""The list of what is left, opened from the case header; each line leads to its place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from denialdesk.domain.readiness import Readiness, Severity, Todo
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone

_TARGET = int(Qt.ItemDataRole.UserRole)
_WIDTH = 460
_MOST_HEIGHT = 420
_TITLES = {
    Severity.BLOCKS: "Needed before the letter can be signed",
    Severity.WEAKENS: "Would make the letter stronger",
}
_SIGNS = {Severity.BLOCKS: ("circle-alert", Tone.BAD), Severity.WEAKENS: ("circle-dashed", Tone.CAUTION)}


class ReadinessList(QFrame):
    """A list that opens under its button and closes with Escape or a choice. ``target_chosen`` brings the place."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("What is left to do")
        self.list = QListWidget()
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setWordWrap(True)
        self.list.setAccessibleName("What is left to do")
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.list.setSpacing(2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.TIGHT, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.addWidget(self.list)
        self.list.itemClicked.connect(self._on_item)

    def show_readiness(self, readiness: Readiness) -> None:
        """Fill the list, what blocks first."""
        self.list.clear()
        for severity in (Severity.BLOCKS, Severity.WEAKENS):
            todos = [todo for todo in readiness.todos if todo.severity is severity]
            if todos:
                self._add_title(_TITLES[severity])
            for todo in todos:
                self._add(todo)

    def open_below(self, anchor: QWidget) -> None:
        """Open under a button, inside the window's right edge, and take the keyboard."""
        self.setFixedWidth(_WIDTH)
        self.list.doItemsLayout()
        wanted = sum(self.list.sizeHintForRow(row) + 4 for row in range(self.list.count())) + 24
        self.setFixedHeight(min(wanted, _MOST_HEIGHT))
        corner = anchor.mapToGlobal(QPoint(anchor.width() - _WIDTH, anchor.height() + 2))
        self.move(corner)
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
        for row in range(self.list.count()):
            if self.list.item(row).data(_TARGET) is not None:
                self.list.setCurrentRow(row)
                break

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place, Escape closes."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.list.currentItem() is not None:
            self._on_item(self.list.currentItem())
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def _add_title(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.strong_font(self.font()))
        item.setForeground(theme.colors().tone(Tone.MUTED))
        self.list.addItem(item)

    def _add(self, todo: Todo) -> None:
        item = QListWidgetItem(theme.icon(*_SIGNS[todo.severity]), todo.text)
        item.setData(_TARGET, todo.target)
        self.list.addItem(item)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        target = item.data(_TARGET)
        if isinstance(target, str):
            self.close()
            self.target_chosen.emit(target)
