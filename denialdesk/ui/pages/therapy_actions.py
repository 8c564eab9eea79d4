"""What can be done to rows of the log: add, duplicate, remove, move, copy, paste, clear, keep an order, confirm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, Qt, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QToolButton

from denialdesk.domain.therapy import Therapy
from denialdesk.ui import theme
from denialdesk.ui.models.pasted_rows import as_text, is_table, read_table
from denialdesk.ui.models.therapy_columns import COLUMNS, Kind
from denialdesk.ui.models.therapy_edits import (
    with_rows_added,
    with_rows_confirmed,
    with_rows_duplicated,
    with_rows_moved,
    with_rows_ordered,
    with_therapies,
    without_rows,
)
from denialdesk.ui.models.therapy_table import TherapySortModel, TherapyTableModel
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.paste_dialog import PasteDialog
from denialdesk.ui.widgets.therapy_view import TherapyView


class TherapyActions(QObject):
    """The actions of the table, with their keys; each is one undoable step."""

    def __init__(self, session: CaseSession, model: TherapyTableModel, view: TherapyView, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._model = model
        self._view = view
        self.dialog: PasteDialog | None = None
        self.add = self._make("Add row", "plus", "Ins", self._on_add, "Add an empty row below the chosen one")
        self.duplicate = self._make(
            "Duplicate", "copy", "Ctrl+D", self._on_duplicate, "Copy the chosen rows below themselves"
        )
        self.remove = self._make(
            "Remove", "trash-2", "Ctrl+Del", self._on_remove, "Remove the chosen rows from the log"
        )
        self.up = self._make("Move up", "arrow-up", "Alt+Up", self._on_up, "Move the chosen rows up")
        self.down = self._make("Move down", "arrow-down", "Alt+Down", self._on_down, "Move the chosen rows down")
        self.paste = self._make(
            "Paste rows", "clipboard-paste", "Ctrl+V", self._on_paste, "Paste rows copied from a spreadsheet"
        )
        self.copy = self._make("Copy", "copy", "Ctrl+C", self._on_copy, "Copy the chosen cells for a spreadsheet")
        self.clear = self._make(
            "Clear cells", "x", "Del", self._on_delete, "Clear the chosen cells; a whole row chosen is removed"
        )
        self.confirm = self._make("Confirm rows", "check", "", self._on_confirm, "Say yes to the chosen imported rows")
        self.keep_order = self._make(
            "Keep this order", "list-checks", "", self._on_keep_order, "Store the rows in the order they are shown in"
        )
        self.confirm.setVisible(False)
        self.keep_order.setVisible(False)
        for action in (self.add, self.duplicate, self.remove, self.up, self.down):
            view.addAction(action)
        for action in (self.copy, self.paste, self.clear, self.confirm, self.keep_order):
            view.addAction(action)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        view.row_wanted.connect(self._on_row_wanted)
        view.horizontalHeader().sortIndicatorChanged.connect(self.update_state)

    def buttons(self) -> tuple[QToolButton, ...]:
        """The tool buttons above the table."""
        made = []
        for action, with_text in (
            (self.add, True),
            (self.paste, True),
            (self.duplicate, False),
            (self.remove, False),
            (self.up, False),
            (self.down, False),
            (self.confirm, True),
            (self.keep_order, True),
        ):
            button = QToolButton()
            button.setDefaultAction(action)
            button.setAutoRaise(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(action.text())
            style = Qt.ToolButtonStyle.ToolButtonTextBesideIcon if with_text else Qt.ToolButtonStyle.ToolButtonIconOnly
            button.setToolButtonStyle(style)
            theme.set_icon(button, str(action.property(theme.ICON_PROPERTY)))
            if action in {self.confirm, self.keep_order}:
                action.visibleChanged.connect(_follow(button, action))
                button.hide()
            made.append(button)
        return tuple(made)

    def with_new_id(self, row: Therapy) -> Therapy:
        """Give a proposed row an id of its own."""
        return replace(row, id=self._session.new_id())

    @Slot()
    def update_state(self) -> None:
        """Allow what makes sense for the rows chosen."""
        ids = self._view.selected_ids()
        case = self._session.case
        self.add.setEnabled(case is not None)
        self.paste.setEnabled(case is not None)
        for action in (self.duplicate, self.remove, self.copy, self.clear):
            action.setEnabled(bool(ids))
        is_sorted = self._sorted().is_sorted
        for action in (self.up, self.down):
            action.setEnabled(bool(ids) and not is_sorted)
        self.keep_order.setVisible(is_sorted)
        waiting = [row.id for row in self._model.rows if row.id in ids and not row.provenance.confirmed]
        self.confirm.setVisible(bool(waiting))
        self.confirm.setText("Confirm row" if len(waiting) == 1 else f"Confirm {len(waiting)} rows")

    def _make(self, text: str, icon: str, key: str, slot: Callable[[], None], hint: str) -> QAction:
        action = QAction(text, self)
        theme.set_icon(action, icon)
        if key:
            action.setShortcut(QKeySequence(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        shown = f" ({action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)})" if key else ""
        action.setToolTip(f"{hint}{shown}")
        action.triggered.connect(slot)
        return action

    def _sorted(self) -> TherapySortModel:
        model = self._view.model()
        if not isinstance(model, TherapySortModel):
            raise TypeError("the table shows the sorted model")
        return model

    @Slot()
    def _on_add(self) -> None:
        row = Therapy(self._session.new_id())
        current = self._model.row_of(self._view.current_therapy_id())
        place = current + 1 if current >= 0 else None
        self._session.edit("Add a row", lambda case: with_rows_added(case, (row,), place))
        self._view.go_to(row.id, edit=True)

    @Slot()
    def _on_row_wanted(self) -> None:
        row = Therapy(self._session.new_id())
        self._session.edit("Add a row", lambda case: with_rows_added(case, (row,)))
        self._view.go_to(row.id, edit=True)

    @Slot()
    def _on_duplicate(self) -> None:
        ids = self._view.selected_ids()
        made: list[str] = []

        def new_id() -> str:
            made.append(self._session.new_id())
            return made[-1]

        self._session.edit("Duplicate rows", lambda case: with_rows_duplicated(case, ids, new_id))
        self._view.select_rows(tuple(made))

    @Slot()
    def _on_remove(self) -> None:
        ids = self._view.selected_ids()
        if ids:
            label = "Remove a row" if len(ids) == 1 else f"Remove {len(ids)} rows"
            self._session.edit(label, lambda case: without_rows(case, ids))

    @Slot()
    def _on_up(self) -> None:
        self._move(-1)

    @Slot()
    def _on_down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        ids = self._view.selected_ids()
        self._session.edit("Move rows", lambda case: with_rows_moved(case, ids, by))

    @Slot()
    def _on_delete(self) -> None:
        if self._view.whole_rows_selected():
            self._on_remove()
            return
        self._fill("Clear cells", "")

    def _fill(self, label: str, text: str) -> None:
        """Put one text into every chosen cell; cells that cannot take it say so."""
        cells = [
            (index.data(TherapyTableModel.ROW_ROLE).id, COLUMNS[index.column()].key)
            for index in self._view.selectedIndexes()
            if COLUMNS[index.column()].kind is not Kind.LENGTH
        ]
        rows = self._model.filled(cells, text)
        self._session.edit(label, lambda case: with_therapies(case, rows))

    @Slot()
    def _on_copy(self) -> None:
        indexes = self._view.selectedIndexes()
        places = sorted({index.row() for index in indexes})
        columns = sorted({index.column() for index in indexes})
        chosen = {(index.row(), index.column()): index for index in indexes}
        lines = [
            [str(chosen[place, column].data() or "") if (place, column) in chosen else "" for column in columns]
            for place in places
        ]
        if self._view.whole_rows_selected():
            lines.insert(0, [COLUMNS[column].title for column in columns])
        QGuiApplication.clipboard().setText(as_text(lines).rstrip("\n"))

    @Slot()
    def _on_paste(self) -> None:
        text = QGuiApplication.clipboard().text()
        if not text.strip() or self._session.case is None:
            return
        if not is_table(text) and self._view.selectedIndexes():
            self._fill("Paste", text.strip())
            return
        table = read_table(text, self._session.library, self._session.today)
        self.dialog = PasteDialog(
            table, self._session.library, self._session.today, self._session.new_id, self._view.window()
        )
        self.dialog.rows_accepted.connect(self._on_rows_accepted)
        self.dialog.finished.connect(self._on_dialog_finished)
        self.dialog.open()

    @Slot(tuple)
    def _on_rows_accepted(self, rows: tuple[Therapy, ...]) -> None:
        label = "Paste a row" if len(rows) == 1 else f"Paste {len(rows)} rows"
        self._session.edit(label, lambda case: with_rows_added(case, rows))
        self._view.select_rows(tuple(row.id for row in rows))

    @Slot()
    def _on_dialog_finished(self) -> None:
        self.dialog = None

    @Slot()
    def _on_confirm(self) -> None:
        ids = self._view.selected_ids()
        self._session.edit("Confirm rows", lambda case: with_rows_confirmed(case, ids))

    @Slot()
    def _on_keep_order(self) -> None:
        ids = self._sorted().shown_ids()
        self._session.edit("Keep this order", lambda case: with_rows_ordered(case, ids))
        self._view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)


def _follow(button: QToolButton, action: QAction) -> Callable[[], None]:
    def show() -> None:
        button.setVisible(action.isVisible())

    return show
