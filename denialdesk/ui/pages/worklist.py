"""The worklist at the left: search, cases by what is due, and the button for a new one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListView,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import CaseStatus
from denialdesk.ui import theme
from denialdesk.ui.commands import CommandRow
from denialdesk.ui.pages.worklist_model import (
    ROW_ROLE,
    CaseRow,
    GroupRow,
    Row,
    WorklistModel,
    arrange,
)
from denialdesk.ui.theme import Tone

_EDGE = 3  # the accent beside the open case


class _RowDelegate(QStyledItemDelegate):
    """Draws a case in three lines, a group title and a command in one."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Height by kind of row, from the font."""
        row = index.data(ROW_ROLE)
        line = option.fontMetrics.height()
        if isinstance(row, CaseRow):
            return QSize(160, 3 * line + 2 * theme.SMALL)
        return QSize(160, max(theme.ROW_HEIGHT, line + theme.MEDIUM))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw one row."""
        row = index.data(ROW_ROLE)
        painter.save()
        try:
            self._draw_ground(painter, option)
            area = option.rect.adjusted(theme.MEDIUM, 0, -theme.SMALL, 0)
            if isinstance(row, GroupRow):
                self._draw_group(painter, area, row)
            elif isinstance(row, CaseRow):
                self._draw_case(painter, option, area, row)
            elif isinstance(row, CommandRow):
                self._draw_command(painter, area, row)
        finally:
            painter.restore()

    def _draw_ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        shades = theme.colors()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, shades.selection)
            painter.fillRect(QRect(option.rect.topLeft(), QSize(_EDGE, option.rect.height())), shades.tone(Tone.ACCENT))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(option.rect, theme.mix(shades.tone(Tone.PLAIN), shades.window, 0.05))

    def _draw_group(self, painter: QPainter, area: QRect, row: GroupRow) -> None:
        muted = theme.colors().tone(Tone.MUTED)
        _write(painter, area, row.group.value, muted, strong=True)
        _write(painter, area, str(row.count), muted, align=Qt.AlignmentFlag.AlignRight)

    def _draw_case(self, painter: QPainter, option: QStyleOptionViewItem, area: QRect, row: CaseRow) -> None:
        shades = theme.colors()
        line = option.fontMetrics.height()
        top = area.adjusted(0, theme.SMALL, 0, 0)
        top.setHeight(line)
        _write(painter, top, row.name, shades.tone(Tone.PLAIN), strong=True)
        _write(painter, top.translated(0, line), row.drug, shades.tone(Tone.PLAIN))
        tone = Tone.BAD if row.is_late else Tone.MUTED
        if not row.is_late and row.status is CaseStatus.DECIDED:
            tone = Tone.CAUTION if row.is_refused else Tone.GOOD
        state = top.translated(0, 2 * line)
        if row.is_late:
            picture = theme.pixmap("circle-alert", tone, theme.ICON_SMALL, painter.device().devicePixelRatioF())
            painter.drawPixmap(state.left(), state.center().y() - theme.ICON_SMALL // 2, picture)
            state.setLeft(state.left() + theme.ICON_SMALL + theme.TIGHT)
        _write(painter, state, row.state, shades.tone(tone))

    def _draw_command(self, painter: QPainter, area: QRect, row: CommandRow) -> None:
        shades = theme.colors()
        _write(painter, area, row.text, shades.tone(Tone.PLAIN))
        _write(painter, area, row.shortcut, shades.tone(Tone.MUTED), align=Qt.AlignmentFlag.AlignRight)


def _write(
    painter: QPainter,
    area: QRect,
    text: str,
    color: QColor,
    *,
    strong: bool = False,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    font = painter.font()
    painter.save()
    painter.setFont(theme.strong_font(font) if strong else theme.figures_font(font))
    painter.setPen(color)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, int(align | Qt.AlignmentFlag.AlignVCenter), shown)
    painter.restore()


class WorklistPage(QWidget):
    """Search and list. ``case_chosen`` brings the id of a case to open, ``new_case_wanted`` asks for a new one."""

    case_chosen = Signal(str)
    new_case_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cases: list[CaseRow] = []
        self._commands: Callable[[], Iterable[CommandRow]] = tuple
        self._open_id = ""
        self.search = QLineEdit()
        self.search.setPlaceholderText("Search  (Ctrl+K)")
        self.search.setAccessibleName("Search cases and commands")
        self.search.setToolTip("Name, drug, payer or reference number; or what you want to do")
        self.search.setClearButtonEnabled(True)
        glass = self.search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        theme.set_icon(glass, "search", Tone.MUTED)
        self.model = WorklistModel(self)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setItemDelegate(_RowDelegate(self.view))
        self.view.setAccessibleName("Cases")
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setMouseTracking(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.viewport().setAutoFillBackground(False)
        self.new_button = QPushButton("New case")
        self.new_button.setToolTip("Start a case from a denial notice (Ctrl+N)")
        theme.set_icon(self.new_button, "plus")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.SMALL, theme.MEDIUM, theme.SMALL, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.search)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.new_button)
        self.search.textChanged.connect(self._arrange)
        self.search.returnPressed.connect(self._on_search_entered)
        self.search.installEventFilter(self)
        self.view.installEventFilter(self)
        self.view.clicked.connect(self._on_row_chosen)
        self.new_button.clicked.connect(self.new_case_wanted)

    def use_commands(self, commands: Callable[[], Iterable[CommandRow]]) -> None:
        """Let a search also find what the menus can do."""
        self._commands = commands

    def show_cases(self, rows: Iterable[CaseRow]) -> None:
        """Show other cases."""
        self._cases = list(rows)
        self._arrange()

    def show_one(self, row: CaseRow) -> None:
        """Show the newest texts of one case at once, before it is saved."""
        known = [row if other.case_id == row.case_id else other for other in self._cases]
        if row not in known:
            known.append(row)
        if known != self._cases:
            self._cases = known
            self._arrange()

    def show_open(self, case_id: str) -> None:
        """Mark the case that is open."""
        self._open_id = case_id
        self._mark_open()

    def focus_search(self) -> None:
        """Put the cursor into the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def row_of(self, case_id: str) -> CaseRow | None:
        """The row of a case."""
        return next((row for row in self._cases if row.case_id == case_id), None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Down leave the search for the list and Enter open the row."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            if watched is self.view and enter and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._on_row_chosen(self.view.currentIndex())
                return True
            if watched is self.search and event.key() == Qt.Key.Key_Down:
                self.view.setFocus(Qt.FocusReason.TabFocusReason)
                if not self.view.currentIndex().isValid():
                    self.view.setCurrentIndex(self.model.first_choice())
                return True
        return super().eventFilter(watched, event)

    @Slot()
    def _arrange(self) -> None:
        self.model.show_rows(arrange(self._cases, self.search.text(), tuple(self._commands())))
        self._mark_open()

    def _mark_open(self) -> None:
        self.view.setCurrentIndex(self.model.index_of_case(self._open_id))

    @Slot()
    def _on_search_entered(self) -> None:
        self._on_row_chosen(self.model.first_choice())

    @Slot(QModelIndex)
    def _on_row_chosen(self, index: QModelIndex) -> None:
        row: Row | None = self.model.row(index)
        if isinstance(row, CaseRow):
            self.case_chosen.emit(row.case_id)
        elif isinstance(row, CommandRow):
            self.search.clear()
            row.run()
