"""The exhibits of a case: the list in the packet's order, what is still expected, and the way to the packet."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from denialdesk.domain.case import Exhibit
from denialdesk.domain.expected_exhibits import ExpectedExhibit, expected_exhibits
from denialdesk.ui import theme
from denialdesk.ui.pages.exhibit_model import TITLE, ExhibitModel
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.exhibit_checklist import ExhibitChecklist
from denialdesk.ui.widgets.exhibit_table import ExhibitTable, dropped_files
from denialdesk.ui.widgets.labels import ElidedLabel, Hairline, SectionTitle, ToneLabel
from denialdesk.ui.widgets.tool_button import IconButton

_LOW = 420  # pixels


class ExhibitPanel(QWidget):
    """List, checklist and buttons.

    ``files_wanted`` asks for files to add, with the line of the checklist they are for, or None. ``files_dropped``
    brings files let go over the panel, ``file_wanted`` the id of an exhibit that is to get another file.
    ``exhibit_chosen`` comes with the chosen exhibit, or None; ``stop_wanted`` ends the reading under way.
    """

    files_wanted = Signal(object)
    files_dropped = Signal(object)
    file_wanted = Signal(str)
    exhibit_chosen = Signal(object)
    packet_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Exhibit | None = None
        self._last_row = 0
        self.setAcceptDrops(True)
        self.model = ExhibitModel(session, self)
        self.table = ExhibitTable(self.model)
        self.add_files = QPushButton("Add exhibits…")
        self.add_files.setToolTip("Choose PDF, JPEG, PNG or TIFF files, or drop them on the list")
        theme.set_icon(self.add_files, "plus")
        self.add_button = IconButton("pencil", "List an exhibit whose file comes later")
        self.replace_button = IconButton("file-up", "Add or replace the file of the exhibit")
        self.up = IconButton("arrow-up", "Move the exhibit up (Ctrl+Up)")
        self.down = IconButton("arrow-down", "Move the exhibit down (Ctrl+Down)")
        self.remove_button = IconButton("trash-2", "Remove the exhibit (Delete)")
        self.no_exhibits = ToneLabel("None yet. Drop PDF, JPEG, PNG or TIFF files here, or choose them.")
        self.progress_text = ElidedLabel()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(8)
        self.progress.setAccessibleName("Reading a file")
        self.stop_button = QPushButton("Stop")
        self._stack = QStackedWidget()  # the buttons, or how far the reading is
        self._stack.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.hint = ToneLabel("Add a file, or show a page and say what it proves.")
        self.checklist = ExhibitChecklist()
        self.make_button = QPushButton("Make packet…")
        self.make_button.setToolTip("Bind the letter and all exhibits to one numbered PDF (Ctrl+Shift+P)")
        theme.set_icon(self.make_button, "file-output")
        self._lay_out()
        self._connect()
        self._on_case()

    def _lay_out(self) -> None:
        acts = QWidget()
        buttons = QHBoxLayout(acts)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.setSpacing(theme.TIGHT)
        buttons.addWidget(self.add_files)
        buttons.addWidget(self.add_button)
        buttons.addStretch(1)
        for tool in (self.up, self.down, self.replace_button, self.remove_button):
            buttons.addWidget(tool)
        under_way = QWidget()
        reading = QHBoxLayout(under_way)
        reading.setContentsMargins(0, 0, 0, 0)
        reading.setSpacing(theme.SMALL)
        reading.addWidget(self.progress_text, 3)
        reading.addWidget(self.progress, 2)
        reading.addWidget(self.stop_button)
        self._stack.addWidget(acts)
        self._stack.addWidget(under_way)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.make_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(SectionTitle("Exhibits"))
        layout.addWidget(self.no_exhibits)
        layout.addWidget(self.table, 3)
        layout.addWidget(self._stack)
        layout.addWidget(Hairline())
        layout.addWidget(SectionTitle("Expected with this letter"))
        layout.addWidget(self.hint)
        layout.addWidget(self.checklist, 2)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._session.appraisal_changed.connect(self._on_case)
        self.add_files.clicked.connect(self._on_add_files)
        self.add_button.clicked.connect(self._on_add)
        self.replace_button.clicked.connect(self._on_replace)
        self.remove_button.clicked.connect(self._on_remove)
        self.up.clicked.connect(self._on_up)
        self.down.clicked.connect(self._on_down)
        self.stop_button.clicked.connect(self.stop_wanted)
        self.make_button.clicked.connect(self.packet_wanted)
        self.table.files_dropped.connect(self.files_dropped)
        self.table.move_wanted.connect(self._move)
        self.table.remove_wanted.connect(self._on_remove)
        self.table.selectionModel().currentRowChanged.connect(self._on_row)
        self.model.modelReset.connect(self._on_reset)
        self.model.dataChanged.connect(self._on_row)
        self.checklist.add_wanted.connect(self._on_expected)
        self.checklist.exhibit_wanted.connect(self.choose)

    # ---- showing

    @property
    def chosen(self) -> Exhibit | None:
        """The exhibit that is chosen in the list."""
        return self.model.exhibit(self.table.currentIndex().row())

    @Slot(str)
    def choose(self, exhibit_id: str) -> None:
        """Choose an exhibit in the list."""
        row = self.model.row_of(exhibit_id)
        if row >= 0:
            self._choose_row(row)

    def show_reading(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say what is being read and how far it is."""
        self.progress_text.setText(text)
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self._stack.setCurrentIndex(1)

    def hide_reading(self) -> None:
        """Nothing is read any more."""
        self._stack.setCurrentIndex(0)

    @property
    def is_reading(self) -> bool:
        """True while a file is being read."""
        return self._stack.currentIndex() == 1

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        self._on_case()

    @Slot()
    def _on_case(self) -> None:
        case, appraisal = self._session.case, self._session.appraisal
        if case is None or appraisal is None or not self.isVisible():
            return
        self.no_exhibits.setVisible(not case.exhibits)
        self.checklist.show_lines(expected_exhibits(case, appraisal.rights), case)
        self._on_row()

    @Slot()
    def _on_row(self) -> None:
        row = self.table.currentIndex().row()
        exhibit = self.chosen
        self._last_row = max(row, 0)
        for tool in (self.remove_button, self.replace_button):
            tool.setEnabled(exhibit is not None)
        self.up.setEnabled(row > 0)
        self.down.setEnabled(0 <= row < self.model.rowCount() - 1)
        if exhibit != self._shown:
            self._shown = exhibit
            self.exhibit_chosen.emit(exhibit)

    @Slot()
    def _on_reset(self) -> None:
        """Keep the chosen exhibit chosen after rows came, went or moved; else the one that stands in its place."""
        before = self._shown
        row = self.model.row_of(before.id) if before is not None else -1
        if row < 0:
            row = min(self._last_row, self.model.rowCount() - 1)
        self._choose_row(row)

    def _choose_row(self, row: int) -> None:
        index = self.model.index(row, TITLE) if row >= 0 else QModelIndex()
        flags = QItemSelectionModel.SelectionFlag
        self.table.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._on_row()

    # ---- what a person does

    @Slot()
    def _on_add_files(self) -> None:
        self.files_wanted.emit(None)

    @Slot(object)
    def _on_expected(self, line: ExpectedExhibit) -> None:
        self.files_wanted.emit(line)

    @Slot()
    def _on_add(self) -> None:
        row = self.model.row_of(self.model.add())
        self._choose_row(row)
        self.table.edit(self.model.index(row, TITLE))

    @Slot()
    def _on_replace(self) -> None:
        exhibit = self.chosen
        if exhibit is not None:
            self.file_wanted.emit(exhibit.id)

    @Slot()
    def _on_remove(self) -> None:
        row = self.table.currentIndex().row()
        self.model.remove(row)
        self._choose_row(min(row, self.model.rowCount() - 1))

    @Slot()
    def _on_up(self) -> None:
        self._move(-1)

    @Slot()
    def _on_down(self) -> None:
        self._move(1)

    @Slot(int)
    def _move(self, by: int) -> None:
        self._choose_row(self.model.move(self.table.currentIndex().row(), by))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a small screen the lists need the room."""
        super().resizeEvent(event)
        self.hint.setVisible(event.size().height() >= _LOW)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files anywhere on the panel."""
        if dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Hand over the files."""
        files: tuple[Path, ...] = dropped_files(event.mimeData())
        if files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)
