"""The pages of the chosen exhibit, one at a time, and what each of them proves."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QImage, QKeyEvent, QPixmap, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import Exhibit, ExhibitKind
from denialdesk.domain.expected_exhibits import kind_of
from denialdesk.domain.packet import PageDrawing, exhibit_letter, named_pages
from denialdesk.domain.therapy import Therapy
from denialdesk.services.exhibits import point_at, point_nowhere, set_kind
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import StrongLabel, ToneLabel
from denialdesk.ui.widgets.tool_button import IconButton

KIND_NAMES = {
    ExhibitKind.OTHER: "Another document",
    ExhibitKind.DENIAL_NOTICE: "Denial notice",
    ExhibitKind.EARLIER_DECISION: "Decision of the earlier level",
    ExhibitKind.CHART_NOTE: "Chart note",
    ExhibitKind.FILL_HISTORY: "Fill history",
    ExhibitKind.LAB_RESULT: "Lab results and scores",
    ExhibitKind.REPRESENTATIVE_FORM: "Authorization of representative",
    ExhibitKind.POLICY_COPY: "Payer’s policy",
    ExhibitKind.LITERATURE: "Label, guideline or article",
    ExhibitKind.PROOF_OF_SENDING: "Proof of sending",
}
_ZOOMS = (1.0, 1.5, 2.0, 3.0)
_RESIZE_MS = 150
_NO_EXHIBIT = "Choose an exhibit to see its pages."
_NO_FILE = "This exhibit has no file yet. Add it, or drop it on the list."


class PagePreview(QWidget):
    """One page of an exhibit.

    ``page_wanted`` asks for a drawing: document id, page, width and height in pixels. ``file_wanted`` asks for the
    exhibit's file.
    """

    page_wanted = Signal(str, int, int, int)
    file_wanted = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._exhibit: Exhibit | None = None
        self._zoom = 0
        self._asked: tuple[str, int, int, int] | None = None
        self.title = StrongLabel()
        self.kind = ChoiceEdit(KIND_NAMES.items())
        self.kind.setAccessibleName("What the exhibit is")
        self.picture = QLabel()
        self.picture.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.picture.setAccessibleName("Page of the exhibit")
        self.area = QScrollArea()
        self.area.setWidget(self.picture)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.area.setAccessibleName("Pages of the exhibit")
        self.words = ToneLabel(_NO_EXHIBIT)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.add_file = QPushButton("Add its file…")
        self.back = IconButton("chevron-left", "Page before (Page Up)")
        self.on = IconButton("chevron-right", "Next page (Page Down)")
        self.page = QSpinBox()
        self.page.setAccessibleName("Page")
        self.page.setKeyboardTracking(False)
        self.of = ToneLabel()
        self.of.setWordWrap(False)
        self.smaller = IconButton("zoom-out", "Smaller page")
        self.larger = IconButton("zoom-in", "Larger page")
        self.proves = QPushButton("This page proves…")
        self.proves.setToolTip("Point rows of the prior-therapy log at this page")
        self.menu = QMenu(self.proves)
        self.proves.setMenu(self.menu)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_RESIZE_MS)
        self._lay_out()
        self._connect()
        self.show_exhibit(None)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.SMALL)
        self.title.setWordWrap(False)
        self.title.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        head.addWidget(self.title)
        head.addWidget(self.kind, 1)
        foot = QHBoxLayout()
        foot.setSpacing(theme.TIGHT)
        for widget in (self.back, self.page, self.of, self.on):
            foot.addWidget(widget)
        foot.addStretch(1)
        for button in (self.smaller, self.larger, self.proves):
            foot.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.LARGE, theme.MEDIUM, theme.MEDIUM)
        layout.setSpacing(theme.SMALL)
        layout.addLayout(head)
        self._empty = QWidget()
        empty = QVBoxLayout(self._empty)
        empty.addStretch(2)
        empty.addWidget(self.words)
        empty.addWidget(self.add_file, 0, Qt.AlignmentFlag.AlignHCenter)
        empty.addStretch(3)
        layout.addWidget(self.area, 1)
        layout.addWidget(self._empty, 1)
        layout.addLayout(foot)

    def _connect(self) -> None:
        self._session.case_changed.connect(self._on_case)
        self._settle.timeout.connect(self._ask)
        self.kind.choice_made.connect(self._on_kind)
        self.add_file.clicked.connect(self._on_add_file)
        self.back.clicked.connect(self._on_back)
        self.on.clicked.connect(self._on_next)
        self.page.valueChanged.connect(self._on_page)
        self.smaller.clicked.connect(self._on_smaller)
        self.larger.clicked.connect(self._on_larger)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.area.viewport().installEventFilter(self)
        self.area.installEventFilter(self)

    # ---- showing

    @property
    def exhibit(self) -> Exhibit | None:
        """The exhibit shown."""
        return self._exhibit

    @Slot(object)
    def show_exhibit(self, exhibit: Exhibit | None) -> None:
        """Show an exhibit from its first page; the same one stays where it is."""
        before, self._exhibit = self._exhibit, exhibit
        has_file = exhibit is not None and bool(exhibit.document_id)
        is_new = before is None or exhibit is None or before.document_id != exhibit.document_id
        for widget in (self.area, self.back, self.page, self.of, self.on, self.smaller, self.larger, self.proves):
            widget.setVisible(has_file)
        self.kind.setVisible(exhibit is not None)
        self._empty.setVisible(not has_file)
        self.words.show_text("" if has_file else _NO_FILE if exhibit is not None else _NO_EXHIBIT)
        self.add_file.setVisible(exhibit is not None and not has_file)
        self._show_name()
        if exhibit is None:
            return
        self.kind.show_value(kind_of(exhibit))
        if not has_file:
            return
        count = max(1, exhibit.pages or 1)
        self.page.blockSignals(True)
        self.page.setRange(1, count)
        if is_new:
            self.page.setValue(1)
        self.page.blockSignals(False)
        self.of.setText(f"of {count}")
        if is_new:
            self.picture.clear()
            self._asked = None
            self._ask()
        self._show_buttons()

    def show_page(self, page: int) -> None:
        """Turn to a page, counted from 1."""
        self.page.setValue(page)

    @Slot(str, int, object)
    def show_drawing(self, document_id: str, page: int, drawing: PageDrawing) -> None:
        """Show a drawing, unless another page is wanted by now."""
        if self._exhibit is None or (self._exhibit.document_id, self.page.value()) != (document_id, page):
            return
        row = drawing.width * 4
        image = QImage(drawing.pixels, drawing.width, drawing.height, row, QImage.Format.Format_RGB32)
        pixmap = QPixmap.fromImage(image.copy())  # a pixmap shares the bytes of its image, which Python lets go
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        self.picture.setPixmap(pixmap)

    def show_problem(self, document_id: str, text: str) -> None:
        """Say why a page cannot be shown."""
        if self._exhibit is not None and self._exhibit.document_id == document_id:
            self.picture.setText(text)

    def _show_name(self) -> None:
        case = self._session.case
        ids = [each.id for each in case.exhibits] if case is not None else []
        exhibit = self._exhibit
        known = exhibit is not None and exhibit.id in ids
        self.title.show_text(f"Exhibit {exhibit_letter(ids.index(exhibit.id))}" if exhibit and known else "")

    def _show_buttons(self) -> None:
        self.back.setEnabled(self.page.value() > 1)
        self.on.setEnabled(self.page.value() < self.page.maximum())
        self.smaller.setEnabled(self._zoom > 0)
        self.larger.setEnabled(self._zoom < len(_ZOOMS) - 1)

    @Slot()
    def _ask(self) -> None:
        exhibit = self._exhibit
        if exhibit is None or not exhibit.document_id or not self.isVisible():
            return
        ratio, zoom = self.devicePixelRatioF(), _ZOOMS[self._zoom]
        room: QSize = self.area.viewport().size()
        wanted = (
            exhibit.document_id,
            self.page.value(),
            round(max(80, room.width() - 2) * ratio * zoom),
            round(max(80, room.height() - 2) * ratio * zoom),
        )
        if wanted != self._asked:
            self._asked = wanted
            self.page_wanted.emit(*wanted)

    def showEvent(self, event: QShowEvent) -> None:
        """Draw what was chosen while the page was hidden."""
        super().showEvent(event)
        self._settle.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw in the new size once it has settled."""
        super().resizeEvent(event)
        self._settle.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Draw anew when the room for the page has changed; turn pages by keys at the end of one."""
        if watched is self.area.viewport() and event.type() == QEvent.Type.Resize:
            self._settle.start()
        if watched is self.area and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._turn(event.key())
        return False

    def _turn(self, key: int) -> bool:
        bar = self.area.verticalScrollBar()
        if key == Qt.Key.Key_PageDown and bar.value() == bar.maximum():
            self.page.setValue(self.page.value() + 1)
            return True
        if key == Qt.Key.Key_PageUp and bar.value() == bar.minimum():
            self.page.setValue(self.page.value() - 1)
            return True
        return False

    # ---- what a person does

    @Slot()
    def _on_case(self) -> None:
        self._show_name()

    @Slot(object)
    def _on_kind(self, kind: object) -> None:
        exhibit = self._exhibit
        if exhibit is not None and isinstance(kind, ExhibitKind):
            self._session.edit("Kind of exhibit", lambda case: set_kind(case, exhibit.id, kind))

    @Slot()
    def _on_add_file(self) -> None:
        if self._exhibit is not None:
            self.file_wanted.emit(self._exhibit.id)

    @Slot()
    def _on_back(self) -> None:
        self.page.setValue(self.page.value() - 1)

    @Slot()
    def _on_next(self) -> None:
        self.page.setValue(self.page.value() + 1)

    @Slot()
    def _on_page(self) -> None:
        self.area.verticalScrollBar().setValue(0)
        self._show_buttons()
        self._ask()

    @Slot()
    def _on_smaller(self) -> None:
        self._set_zoom(self._zoom - 1)

    @Slot()
    def _on_larger(self) -> None:
        self._set_zoom(self._zoom + 1)

    def _set_zoom(self, zoom: int) -> None:
        self._zoom = min(max(zoom, 0), len(_ZOOMS) - 1)
        self._show_buttons()
        self._ask()

    @Slot()
    def _fill_menu(self) -> None:
        """Offer every row of the log; those that point at this page are checked."""
        self.menu.clear()
        case, exhibit = self._session.case, self._exhibit
        rows = [row for row in case.therapies if row.drug.strip()] if case is not None else []
        for row in rows:
            action = QAction(self._row_words(row), self.menu)
            action.setCheckable(True)
            pages = named_pages(row.exhibit_page)
            action.setChecked(exhibit is not None and row.exhibit_id == exhibit.id and self.page.value() in pages)
            action.setData(row.id)
            action.triggered.connect(self._on_row)
            self.menu.addAction(action)
        if not rows:
            empty = self.menu.addAction("The prior-therapy log is empty")
            empty.setEnabled(False)

    def _row_words(self, row: Therapy) -> str:
        case = self._session.case
        name = " ".join(part for part in (row.drug.strip(), row.dose.strip()) if part).replace("&", "&&")
        ids = [each.id for each in case.exhibits] if case is not None else []
        if row.exhibit_id not in ids:
            return name
        page = f", p. {row.exhibit_page}" if row.exhibit_page else ""
        return f"{name}  (now Exhibit {exhibit_letter(ids.index(row.exhibit_id))}{page})"

    @Slot(bool)
    def _on_row(self, is_checked: bool) -> None:  # noqa: FBT001  # a signal's argument
        action, exhibit, page = self.sender(), self._exhibit, self.page.value()
        if not isinstance(action, QAction) or exhibit is None:
            return
        row_id = str(action.data())
        if is_checked:
            self._session.edit("Point at a page", lambda case: point_at(case, row_id, exhibit.id, page))
        else:
            self._session.edit("Point at no page", lambda case: point_nowhere(case, row_id))
