"""The prior-therapies page: timeline, quick line, the table edited in place, and the details of the chosen row."""

from __future__ import annotations

from collections import defaultdict

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QSplitter, QToolButton, QVBoxLayout, QWidget

from denialdesk.domain.readiness import Todo
from denialdesk.domain.therapy import Therapy
from denialdesk.ui import theme
from denialdesk.ui.models.case_fields import MeasuresChange, with_measures
from denialdesk.ui.models.therapy_columns import COLUMNS, KEYS
from denialdesk.ui.models.therapy_edits import with_rows_added, with_rows_confirmed, with_therapy
from denialdesk.ui.models.therapy_table import TherapySortModel, TherapyTableModel
from denialdesk.ui.models.timeline_bars import required_lengths, timeline_of
from denialdesk.ui.pages.therapy_actions import TherapyActions
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import ToneLabel
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.quick_line_bar import QuickLineBar
from denialdesk.ui.widgets.therapy_inspector import TherapyInspector
from denialdesk.ui.widgets.therapy_view import TherapyView
from denialdesk.ui.widgets.timeline_strip import TimelineStrip

_TITLES = {column.key: column.title for column in COLUMNS}
_INSPECTOR_WIDTH = 300
_TIMELINE_LEAST, _TIMELINE_MOST = 60, 144
_BESIDE_FROM = 820  # below this page width the details open only when asked for


class TherapiesPage(QWidget):
    """The log of prior therapies of the open case."""

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._is_wide = True
        self._is_stale = True
        self.model = TherapyTableModel(session.library, lambda: session.today, self)
        self.sorted = TherapySortModel(self.model, self)
        self.view = TherapyView(self.sorted, session.library)
        self.quick_line = QuickLineBar(session.library, lambda: session.today)
        self.timeline = TimelineStrip()
        self.inspector = TherapyInspector(session.library, lambda: session.today, session.new_id)
        self.actions_of_rows = TherapyActions(session, self.model, self.view, self)
        self.problems = ToneLabel("", Tone.BAD)
        self.problems.hide()
        self.details = QToolButton()
        self._lay_out()
        self._join()
        self._on_case_opened()

    def focus_target(self, target: str) -> bool:
        """Go to "therapies", or to the cell or field of "therapy:<id>:<field>"; False when it is not on this page."""
        if target == "therapies":
            self.quick_line.focus()
            return True
        kind, _, rest = target.partition(":")
        therapy_id, _, key = rest.rpartition(":")
        if kind != "therapy" or self.model.row_of(therapy_id) < 0:
            return False
        in_table = key in KEYS and key != "length"
        self.view.go_to(therapy_id, key if in_table else "drug", edit=in_table)
        if in_table:
            return True
        self.details.setChecked(True)
        field = self.inspector.focus_field(key)
        if field is not None:
            self._inspector_scroll.reveal(field)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the details beside the table where there is room for both."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _BESIDE_FROM
        if is_wide != self._is_wide:
            self._is_wide = is_wide
            self.details.setChecked(is_wide)
        self._fit_timeline()

    def _lay_out(self) -> None:
        self.details.setText("Details")
        self.details.setToolTip("Show or hide the details of the chosen row")
        self.details.setCheckable(True)
        self.details.setChecked(True)
        self.details.setAutoRaise(True)
        self.details.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        tools = QHBoxLayout()
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.TIGHT)
        for button in self.actions_of_rows.buttons():
            tools.addWidget(button)
        tools.addStretch(1)
        tools.addWidget(self.details)
        self._timeline_scroll = QScrollArea()
        self._timeline_scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._timeline_scroll.setWidgetResizable(True)
        self._timeline_scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._timeline_scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timeline_scroll.setWidget(self.timeline)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(theme.LARGE, theme.MEDIUM, theme.MEDIUM, theme.MEDIUM)
        column.setSpacing(theme.SMALL)
        column.addWidget(self._timeline_scroll)
        column.addLayout(tools)
        column.addWidget(self.view, 1)
        column.addWidget(self.problems)
        column.addWidget(self.quick_line)
        self._inspector_scroll = PageScroll(self.inspector, 460)
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.addWidget(main)
        self._splitter.addWidget(self._inspector_scroll)
        self._splitter.setCollapsible(0, False)
        self._splitter.setStretchFactor(0, 1)
        self._splitter.setStretchFactor(1, 0)
        self._splitter.setSizes([900, _INSPECTOR_WIDTH])
        self._inspector_scroll.setMinimumWidth(240)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._splitter)

    def _join(self) -> None:
        session = self._session
        self.model.row_edited.connect(self._on_cell_edited)
        self.model.problem_changed.connect(self._on_problem_changed)
        self.view.selection_changed.connect(self._show_inspector)
        self.quick_line.row_accepted.connect(self._on_quick_line)
        self.timeline.therapy_clicked.connect(self._on_bar_clicked)
        self.details.toggled.connect(self._inspector_scroll.setVisible)
        self.inspector.row_edited.connect(self._on_detail_edited)
        self.inspector.measures_edited.connect(self._on_measures_edited)
        self.inspector.confirm_asked.connect(self._on_confirm_asked)
        self.inspector.jump_asked.connect(session.jump)
        session.case_opened.connect(self._on_case_opened)
        session.case_changed.connect(self._on_case_changed)
        session.appraisal_changed.connect(self._on_appraisal_changed)

    @Slot()
    def _on_case_opened(self) -> None:
        self.model.clear()
        self.quick_line.clear()
        self.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._on_case_changed()
        self._on_appraisal_changed()
        if self.sorted.rowCount():
            self.view.setCurrentIndex(self.sorted.index(0, 0))

    @Slot()
    def _on_case_changed(self) -> None:
        case = self._session.case
        self.model.set_rows(case.therapies if case else ())
        if self.isVisible():  # else when it shows: the letter is worded key by key while this page waits
            self._show_inspector()

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what changed while another page was shown."""
        super().showEvent(event)
        if self._is_stale:
            self._on_appraisal_changed()

    @Slot()
    def _on_appraisal_changed(self) -> None:
        self._is_stale = not self.isVisible()
        if self._is_stale:
            return
        case, appraisal = self._session.case, self._session.appraisal
        todos: dict[str, list[Todo]] = defaultdict(list)
        for todo in appraisal.readiness.todos if appraisal else ():
            kind, _, rest = todo.target.partition(":")
            if kind == "therapy" and todo.tab == "therapies":
                todos[rest.rpartition(":")[0]].append(todo)
        self.model.set_todos(todos)
        therapies = case.therapies if case else ()
        required = required_lengths(appraisal.criteria) if appraisal else {}
        self.timeline.show_timeline(timeline_of(therapies, self._session.today, required))
        self._timeline_scroll.setVisible(bool(therapies))
        self._fit_timeline()
        self._show_inspector()

    def _fit_timeline(self) -> None:
        most = max(_TIMELINE_LEAST, min(_TIMELINE_MOST, self.height() // 4))
        self._timeline_scroll.setFixedHeight(min(self.timeline.sizeHint().height(), most))

    @Slot()
    def _show_inspector(self) -> None:
        case = self._session.case
        current = self.view.current_therapy_id()
        row = case.therapy(current) if case else None
        self.inspector.show_row(case, row, self.model.todos(current), self.view.selected_ids())
        self.timeline.select(current)
        self.actions_of_rows.update_state()

    @Slot(str, object)
    def _on_cell_edited(self, key: str, row: Therapy) -> None:
        self._session.edit(f"{_TITLES[key]} of {row.drug or 'the row'}", lambda case: with_therapy(case, row))

    @Slot(str, object, str)
    def _on_detail_edited(self, label: str, row: Therapy, merge_key: str) -> None:
        self._session.edit(label, lambda case: with_therapy(case, row), merge_key=merge_key)

    @Slot(str, object, str)
    def _on_measures_edited(self, label: str, change: MeasuresChange, merge_key: str) -> None:
        self._session.edit(label, lambda case: with_measures(case, change), merge_key=merge_key)

    @Slot(tuple)
    def _on_confirm_asked(self, ids: tuple[str, ...]) -> None:
        label = "Confirm the row" if len(ids) == 1 else f"Confirm {len(ids)} rows"
        self._session.edit(label, lambda case: with_rows_confirmed(case, ids))

    @Slot(object)
    def _on_quick_line(self, proposed: Therapy) -> None:
        row = self.actions_of_rows.with_new_id(proposed)
        self._session.edit(f"Add {row.drug or 'a row'}", lambda case: with_rows_added(case, (row,)))
        self.view.select_rows((row.id,))

    @Slot(str)
    def _on_bar_clicked(self, therapy_id: str) -> None:
        self.view.go_to(therapy_id)

    @Slot()
    def _on_problem_changed(self) -> None:
        lines = []
        for therapy_id, key, typed, wrong in self.model.unread_cells():
            place = self.model.row_of(therapy_id)
            name = self.model.rows[place].drug if place >= 0 else ""
            lines.append(
                f"{name or 'Row'}, {_TITLES[key].casefold()} “{typed}”: {wrong} Not kept until it can be read."
            )
        self.problems.show_text("\n".join(lines))
