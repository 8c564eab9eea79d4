"""The list of what is left, opened from the case header or beside the letter; each line leads to its place."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from denialdesk.domain.readiness import Readiness, Severity
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
NOTHING_LEFT = "Nothing is left to do."


class TodoList(QListWidget):
    """What blocks, then what weakens. ``target_chosen`` brings the place of the line clicked or entered."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Readiness | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(True)
        self.setAccessibleName("What is left to do")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.setSpacing(2)
        self.itemClicked.connect(self._on_item)

    def show_readiness(self, readiness: Readiness) -> None:
        """Fill the list; one that is the same stays as it is."""
        if readiness == self._shown:
            return
        self._shown = readiness
        self.clear()
        for severity in (Severity.BLOCKS, Severity.WEAKENS):
            todos = [todo for todo in readiness.todos if todo.severity is severity]
            if todos:
                self._add_title(_TITLES[severity])
            for todo in todos:
                item = QListWidgetItem(theme.icon(*_SIGNS[severity]), todo.text)
                item.setData(_TARGET, todo.target)
                self.addItem(item)
        if not readiness.todos:
            self._add_title(NOTHING_LEFT)

    def choose_first(self) -> None:
        """Mark the first line that leads somewhere."""
        for row in range(self.count()):
            if self.item(row).data(_TARGET) is not None:
                self.setCurrentRow(row)
                return

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the place."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentItem() is not None:
            self._on_item(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _add_title(self, text: str) -> None:
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFont(theme.strong_font(self.font()))
        item.setForeground(theme.colors().tone(Tone.MUTED))
        self.addItem(item)

    @Slot(QListWidgetItem)
    def _on_item(self, item: QListWidgetItem) -> None:
        target = item.data(_TARGET)
        if isinstance(target, str):
            self.target_chosen.emit(target)


class ReadinessList(QFrame):
    """The list as it opens under its button; a choice or Escape closes it."""

    target_chosen = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName("What is left to do")
        self.list = TodoList()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.TIGHT, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.addWidget(self.list)
        self.list.target_chosen.connect(self._on_target)

    def show_readiness(self, readiness: Readiness) -> None:
        """Fill the list."""
        self.list.show_readiness(readiness)

    def open_below(self, anchor: QWidget) -> None:
        """Open under a button, its right edge under the button's, and take the keyboard."""
        self.setFixedWidth(_WIDTH)
        self.list.resize(_WIDTH - 2 * theme.TIGHT, self.list.height())
        self.list.doItemsLayout()
        wanted = sum(self.list.sizeHintForRow(row) + 4 for row in range(self.list.count())) + 2 * theme.SMALL
        self.setFixedHeight(min(wanted, _MOST_HEIGHT))
        self.move(anchor.mapToGlobal(QPoint(anchor.width() - _WIDTH, anchor.height() + 2)))
        self.show()
        self.list.setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.choose_first()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    @Slot(str)
    def _on_target(self, target: str) -> None:
        self.close()
        self.target_chosen.emit(target)
