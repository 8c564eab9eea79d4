"""The letter page: outline, true pages, and beside them the prescriber's words, the sources and what is left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import Letter, Section, Statement, block_statements
from denialdesk.letters.compose import KINDS
from denialdesk.services.appeal import Appraisal
from denialdesk.ui import theme
from denialdesk.ui.models.case_fields import with_field
from denialdesk.ui.pages.letter_inspector import KIND_NAMES, SourcesPanel, WordsPanel
from denialdesk.ui.pages.letter_preview import LetterPreview
from denialdesk.ui.pagination import Sheets, Typesetter
from denialdesk.ui.readiness_list import TodoList
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import ElidedLabel, Hairline, IconLabel

_SECTION = int(Qt.ItemDataRole.UserRole)
WORDS, SOURCES, LEFT = 0, 1, 2


def shown_letter(appraisal: Appraisal) -> Letter:
    """The letter as it would be exported now: final once nothing blocks, marked DRAFT before."""
    return replace(appraisal.letter, draft=not appraisal.readiness.is_ready)


class LetterPage(QWidget):
    """Shows the letter of the open case as it will print, and asks the window to export or print it."""

    docx_wanted = Signal()
    pdf_wanted = Signal()
    print_wanted = Signal()
    letterhead_wanted = Signal()

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._typesetter = Typesetter()
        self._is_stale = True
        self._titles: tuple[tuple[str, str, bool], ...] = ()
        self.outline = QListWidget()
        self.preview = LetterPreview()
        self.words = WordsPanel(session)
        self.sources = SourcesPanel()
        self.todos = TodoList()
        self.inspector = QTabWidget()
        self.kind = ChoiceEdit((kind, KIND_NAMES[kind]) for kind in KINDS)
        self.state = ElidedLabel()
        self._state_icon = IconLabel("circle-check", Tone.GOOD)
        self._zoom_label = QLabel()
        self._lay_out()
        self._connect()

    # ---- layout

    def _lay_out(self) -> None:
        self.outline.setAccessibleName("Sections of the letter")
        self.outline.setFrameShape(QFrame.Shape.NoFrame)
        self.outline.setIconSize(QSize(theme.ICON_SMALL, theme.ICON_SMALL))
        self.outline.viewport().setAutoFillBackground(False)
        self.outline.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.outline.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.inspector.setDocumentMode(True)
        self.inspector.addTab(self.words, "Words")
        self.inspector.addTab(self.sources, "Sources")
        self.inspector.addTab(self.todos, "Left to do")
        self.inspector.setAccessibleName("Inspector")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for widget, least in ((self.outline, 120), (self.preview, 360), (self.inspector, 280)):
            widget.setMinimumWidth(least)
            self.splitter.addWidget(widget)
        self.splitter.setSizes([160, 600, 330])
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar())
        layout.addWidget(Hairline())
        layout.addWidget(self.splitter, 1)

    def _make_bar(self) -> QHBoxLayout:
        kind_label = QLabel("&Kind")
        kind_label.setBuddy(self.kind)
        self.kind.setAccessibleName("Kind of letter")
        self.kind.setMinimumContentsLength(16)
        self.kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.letterhead = QPushButton("Letterhead…")
        self.letterhead.setToolTip("Name, address and foot of your practice's letters")
        self.zoom_out = _tool("zoom-out", "Smaller pages (Ctrl+-)")
        self.zoom_in = _tool("zoom-in", "Larger pages (Ctrl++)")
        self.fit = _tool("move-horizontal", "Pages as wide as the window (Ctrl+0)")
        self._zoom_label.setFont(theme.figures_font(self.font()))
        self._zoom_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("200 %") + theme.SMALL)
        self._zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.export_docx = QPushButton("Export Word")
        self.export_docx.setToolTip("Save as a Word document, to edit and sign (Ctrl+E)")
        theme.set_icon(self.export_docx, "file-down")
        self.print_button = QPushButton("Print")
        self.print_button.setToolTip("Print these pages (Ctrl+P)")
        theme.set_icon(self.print_button, "printer")
        self.export_pdf = QPushButton("PDF")
        self.export_pdf.setToolTip("Save these pages as a PDF")
        theme.set_icon(self.export_pdf, "file-output")
        bar = QHBoxLayout()
        bar.setContentsMargins(theme.LARGE, theme.SMALL, theme.LARGE, theme.SMALL)
        bar.setSpacing(theme.SMALL)
        for widget in (kind_label, self.kind, self.letterhead):
            bar.addWidget(widget)
        bar.addSpacing(theme.MEDIUM)
        bar.addWidget(self._state_icon)
        bar.addWidget(self.state, 1)
        for tool in (self.zoom_out, self._zoom_label, self.zoom_in, self.fit):
            bar.addWidget(tool)
        bar.addSpacing(theme.MEDIUM)
        for button in (self.export_docx, self.print_button, self.export_pdf):
            bar.addWidget(button)
        return bar

    def _connect(self) -> None:
        self._session.case_opened.connect(self._on_case_opened)
        self._session.appraisal_changed.connect(self._on_appraisal_changed)
        self.kind.choice_made.connect(self._on_kind)
        self.outline.itemClicked.connect(self._on_section)
        self.outline.itemActivated.connect(self._on_section)
        self.preview.statement_chosen.connect(self._on_statement)
        self.preview.zoom_changed.connect(self._show_zoom)
        self.sources.target_chosen.connect(self._session.jump)
        self.todos.target_chosen.connect(self._session.jump)
        self.zoom_in.clicked.connect(self.preview.zoom_in)
        self.zoom_out.clicked.connect(self.preview.zoom_out)
        self.fit.clicked.connect(self.preview.fit_width)
        self.export_docx.clicked.connect(self.docx_wanted)
        self.export_pdf.clicked.connect(self.pdf_wanted)
        self.print_button.clicked.connect(self.print_wanted)
        self.letterhead.clicked.connect(self.letterhead_wanted)
        self._show_zoom()

    # ---- what others ask of the page

    @property
    def sheets(self) -> Sheets | None:
        """The pages as they would be printed now."""
        self._refresh()
        return self.preview.sheets

    def focus_target(self, target: str) -> bool:
        """Put the cursor into a field of the letter; False when it is not on this page."""
        if target == "letter":
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if not self.words.focus_target(target):
            return False
        self.inspector.setCurrentIndex(WORDS)
        return self.words.focus_target(target)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the letter up to date when the page comes into sight."""
        self._refresh()
        super().showEvent(event)

    # ---- showing

    @Slot()
    def _on_case_opened(self) -> None:
        self.preview.choose(None)
        self.preview.verticalScrollBar().setValue(0)
        self.sources.show_statement(None, None)

    @Slot()
    def _on_appraisal_changed(self) -> None:
        self._is_stale = True
        if self.isVisible():
            self._refresh()

    def _refresh(self) -> None:
        appraisal = self._session.appraisal
        if not self._is_stale or appraisal is None:
            return
        self._is_stale = False
        letter = shown_letter(appraisal)
        self.preview.show_sheets(self._typesetter.set_letter(letter))
        self.kind.show_value(letter.kind)
        self._show_outline(letter)
        self._show_state(appraisal)
        if self.preview.chosen is None:
            self.sources.show_statement(None, None)

    def _show_outline(self, letter: Letter) -> None:
        titles = tuple((each.id, each.heading or each.title or each.id, _has_gap(each)) for each in letter.sections)
        if titles == self._titles:
            return
        chosen = self.outline.currentRow()
        self._titles = titles
        self.outline.clear()
        for section_id, title, has_gap in titles:
            sign = ("circle-alert", Tone.CAUTION) if has_gap else ("check", Tone.GOOD)
            item = QListWidgetItem(theme.icon(*sign), title)
            item.setToolTip(f"{title}: something is missing" if has_gap else title)
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole, f"{title}, {'something is missing' if has_gap else 'complete'}"
            )
            item.setData(_SECTION, section_id)
            self.outline.addItem(item)
        self.outline.setCurrentRow(chosen)

    def _show_state(self, appraisal: Appraisal) -> None:
        self.todos.show_readiness(appraisal.readiness)
        blocking = len(appraisal.readiness.blocking)
        if blocking:
            text = f"Draft – {'1 thing is' if blocking == 1 else f'{blocking} things are'} missing"
        else:
            text = "Final – ready for signature"
        if text == self.state.text():
            return
        self.state.setText(text)
        self.inspector.setTabText(LEFT, f"Left to do ({blocking})" if blocking else "Left to do")
        tone = Tone.CAUTION if blocking else Tone.GOOD
        theme.set_text_tone(self.state, tone)
        theme.set_icon(self._state_icon, "circle-alert" if blocking else "circle-check", tone)

    # ---- what a person does

    @Slot(object)
    def _on_kind(self, kind: LetterKind) -> None:
        self._session.edit("Kind of letter", lambda case: with_field(case, "letter.kind", kind))

    @Slot(QListWidgetItem)
    def _on_section(self, item: QListWidgetItem) -> None:
        self.preview.show_section(str(item.data(_SECTION)))

    @Slot(object)
    def _on_statement(self, statement: Statement | None) -> None:
        appraisal = self._session.appraisal
        self.sources.show_statement(statement, appraisal.rights if appraisal else None)
        if statement is not None:
            self.inspector.setCurrentIndex(SOURCES)

    @Slot()
    def _show_zoom(self) -> None:
        self._zoom_label.setText(f"{round(self.preview.scale * 100)} %")


def _has_gap(section: Section) -> bool:
    return any(statement.placeholder for block in section.blocks for statement in block_statements(block))


def _tool(picture: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip.split(" (", maxsplit=1)[0])
    theme.set_icon(button, picture)
    return button
