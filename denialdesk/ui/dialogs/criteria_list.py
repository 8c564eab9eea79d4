"""The criteria of this office: every policy on file, how it stands here, and what can be done with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, SignalInstance, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import ConfirmedPolicy
from denialdesk.domain.office_criteria import Origin
from denialdesk.domain.policy_outline import policy_outline
from denialdesk.knowledge.office_library import OfficeLibrary
from denialdesk.ui import theme
from denialdesk.ui.messages import MessageBar, Messages
from denialdesk.ui.models.policy_table import PolicyFilter, PolicyLine, PolicyTableModel, policy_lines
from denialdesk.ui.widgets.confirmation_form import ConfirmationForm
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, ToneLabel
from denialdesk.ui.widgets.text_edits import TextEdit

_SIZE = (1120, 640)
_WIDTHS = (130, 150, 90, 140, 100)


class CriteriaDialog(QDialog):
    """Lists policies. Its signals bring the id of the chosen one; what they ask for is done elsewhere."""

    new_wanted = Signal()
    edit_wanted = Signal(str)
    check_wanted = Signal(str)
    withdraw_wanted = Signal(str)
    differences_wanted = Signal(str)
    export_wanted = Signal(str)
    remove_wanted = Signal(str)
    import_wanted = Signal()
    pack_wanted = Signal()
    shipped_wanted = Signal()

    def __init__(self, library: OfficeLibrary, edition: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Criteria")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._library = library
        self.model = PolicyTableModel(self)
        self.filter = PolicyFilter(self)
        self.filter.setSourceModel(self.model)
        self.bar = MessageBar()
        self.messages = Messages(self)
        self.messages.use_bar(self, self.bar)
        self.search = TextEdit()
        self.search.setPlaceholderText("Payer, drug, condition or number")
        self.search.setAccessibleName("Find a policy")
        self.search.setClearButtonEnabled(True)
        self.only_office = QCheckBox("Only what this office entered or checked")
        self.count = ToneLabel()
        self.table = self._make_table()
        self.edition = ToneLabel(edition)
        self.buttons: dict[str, QPushButton] = {}
        self._lay_out()
        self.search.text_typed.connect(self._filter)
        self.search.textChanged.connect(self._filter)
        self.only_office.toggled.connect(self._filter)
        self.table.doubleClicked.connect(self._on_edit)
        self.table.selectionModel().currentRowChanged.connect(self._show_state)
        self.filter.modelReset.connect(self._show_state)
        self.show_library(library, edition)

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.filter)
        table.setAccessibleName("Policies")
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.setWordWrap(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(theme.ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for column, width in enumerate(_WIDTHS):
            table.setColumnWidth(column, width)
        return table

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.MEDIUM)
        top.addWidget(self.search, 1)
        top.addWidget(self.only_office)
        side = QVBoxLayout()
        side.setSpacing(theme.SMALL)
        for name, words, act in (
            ("new", "New policy…", self.new_wanted.emit),
            ("edit", "Correct…", self._on_edit),
            ("check", "Mark as checked…", self._on_check),
            ("withdraw", "Not checked after all", self._on_withdraw),
            ("differences", "Differences…", self._on_differences),
            ("export", "Export…", self._on_export),
            ("remove", "Remove…", self._on_remove),
            ("", "", None),
            ("import", "Import…", self.import_wanted.emit),
            ("pack", "Install update pack…", self.pack_wanted.emit),
            ("shipped", "Use the shipped edition…", self.shipped_wanted.emit),
        ):
            if act is None:
                side.addSpacing(theme.LARGE)
                continue
            button = self.buttons[name] = QPushButton(words)
            button.setAutoDefault(False)
            button.clicked.connect(act)
            side.addWidget(button)
        side.addStretch(1)
        close = QPushButton("Close")
        close.setAutoDefault(False)
        close.clicked.connect(self.reject)
        side.addWidget(close)
        middle = QHBoxLayout()
        middle.setSpacing(theme.LARGE)
        middle.addWidget(self.table, 1)
        middle.addLayout(side)
        foot = QHBoxLayout()
        foot.addWidget(self.edition, 1)
        foot.addWidget(self.count, 0, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.MEDIUM)
        layout.setSpacing(theme.MEDIUM)
        layout.addWidget(self.bar)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(Hairline())
        layout.addLayout(foot)
        room = self.screen().availableSize()
        self.resize(min(_SIZE[0], room.width()), min(_SIZE[1], room.height() - 40))

    # ---- showing

    def show_library(self, library: OfficeLibrary, edition: str, *, is_installed: bool = False) -> None:
        """Show the criteria in force, the chosen policy still chosen; ``is_installed``: from an installed pack."""
        chosen = self.chosen
        self._library = library
        self.model.set_lines(policy_lines(library))
        self.edition.setText(edition)
        self.buttons["shipped"].setVisible(is_installed)
        self.choose(chosen.policy_id if chosen is not None else "")
        self._show_state()

    @property
    def chosen(self) -> PolicyLine | None:
        """The line chosen."""
        index = self.filter.mapToSource(self.table.currentIndex())
        return self.model.lines[index.row()] if index.isValid() else None

    def choose(self, policy_id: str) -> None:
        """Choose a policy that is shown; any other id chooses the first line."""
        for row in range(self.filter.rowCount()):
            index = self.filter.index(row, 0)
            if self.model.lines[self.filter.mapToSource(index).row()].policy_id == policy_id:
                self.table.setCurrentIndex(index)
                self.table.scrollTo(index)
                return
        self.table.setCurrentIndex(self.filter.index(0, 0))

    @Slot()
    def _filter(self) -> None:
        chosen = self.chosen
        self.filter.set_filter(self.search.text(), only_office=self.only_office.isChecked())
        self.choose(chosen.policy_id if chosen is not None else "")

    @Slot()
    def _show_state(self) -> None:
        line, buttons = self.chosen, self.buttons
        for name in ("edit", "check", "export"):
            buttons[name].setEnabled(line is not None)
        is_entered = line is not None and line.origin is not Origin.SHIPPED
        buttons["edit"].setText("Change…" if is_entered else "Correct…")
        buttons["remove"].setVisible(is_entered)
        buttons["differences"].setVisible(line is not None and line.origin is Origin.CORRECTED)
        has_mark = line is not None and self._library.mark(line.policy_id) is not None
        buttons["withdraw"].setVisible(has_mark)
        shown, total = self.filter.rowCount(), len(self.model.lines)
        self.count.setText(f"{shown} of {total} policies" if shown != total else f"{total} policies")

    # ---- asking

    @Slot()
    def _on_edit(self) -> None:
        self._ask(self.edit_wanted)

    @Slot()
    def _on_check(self) -> None:
        self._ask(self.check_wanted)

    @Slot()
    def _on_withdraw(self) -> None:
        self._ask(self.withdraw_wanted)

    @Slot()
    def _on_differences(self) -> None:
        self._ask(self.differences_wanted)

    @Slot()
    def _on_export(self) -> None:
        self._ask(self.export_wanted)

    @Slot()
    def _on_remove(self) -> None:
        self._ask(self.remove_wanted)

    def _ask(self, signal: SignalInstance) -> None:
        line = self.chosen
        if line is not None:
            signal.emit(line.policy_id)


class CheckDialog(QDialog):
    """The form by which a policy is marked as checked for all cases. ``checked`` brings a ConfirmedPolicy."""

    checked = Signal(object)

    def __init__(
        self, library: OfficeLibrary, policy_id: str, today: Callable[[], dt.date], name: str, parent: QWidget | None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Mark as checked")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = ConfirmationForm(today)
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName("The policy as it is on file")
        self.text.setTabChangesFocus(True)
        policy = library.policy(policy_id)
        left = QVBoxLayout()
        left.setSpacing(theme.MEDIUM)
        left.addWidget(ToneLabel("This counts for every case of the office, until the text changes."))
        left.addWidget(self.form)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(theme.SMALL)
        right.addWidget(SectionTitle("On file"))
        right.addWidget(self.text, 1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.setSpacing(theme.WIDE)
        layout.addLayout(left, 2)
        layout.addLayout(right, 3)
        self.resize(900, 540)
        self.form.confirmed.connect(self._on_confirmed)
        self.form.cancelled.connect(self.reject)
        if policy is not None:
            self.setWindowTitle(f"Mark as checked: {policy.title or policy.id}")
            self.text.setPlainText("\n".join(line.shown for line in policy_outline(policy)))
            self.form.begin(policy, name)

    @Slot(object)
    def _on_confirmed(self, confirmed: ConfirmedPolicy) -> None:
        self.accept()
        self.checked.emit(confirmed)
