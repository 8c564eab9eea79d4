"""The letter page: outline, true pages, and beside them the prescriber's words, the sources and what is left."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
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
from denialdesk.domain.letter_edits import has_edits, part_target
from denialdesk.domain.letter_versions import marked
from denialdesk.domain.next_steps import with_letter_kind
from denialdesk.domain.sources import Source
from denialdesk.letters.compose import KINDS
from denialdesk.services.appeal import Appraisal
from denialdesk.ui import theme
from denialdesk.ui.pages.letter_citations import CitationsPanel
from denialdesk.ui.pages.letter_inspector import KIND_NAMES, SourcesPanel, WordsPanel
from denialdesk.ui.pages.letter_notice import NoticePanel
from denialdesk.ui.pages.letter_preview import LetterPreview
from denialdesk.ui.pages.letter_strip import LetterStrip
from denialdesk.ui.pages.letter_text import TextPanel
from denialdesk.ui.pagination import Sheets, Typesetter
from denialdesk.ui.readiness_list import TodoList
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.labels import ElidedLabel, Hairline, IconLabel

_PART = part_target("")
_SECTION = int(Qt.ItemDataRole.UserRole)
WORDS, SOURCES, TEXT, NOTICE, CITATIONS, LEFT = range(6)


def shown_letter(appraisal: Appraisal) -> Letter:
    """The letter as it would be exported now, with the mark of its version: final once nothing blocks, else DRAFT."""
    return marked(set_letter(appraisal), appraisal.case.id)


def set_letter(appraisal: Appraisal) -> Letter:
    """The letter as the pages show it while it is worked on: without a mark, which is worked out in a pause."""
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
        self._marked = False  # edited parts are marked in the pages
        self._titles: tuple[tuple[str, str, bool], ...] = ()
        self.outline = QListWidget()
        self.preview = LetterPreview()
        self.strip = LetterStrip(session, lambda: shown_letter(appraisal) if (appraisal := session.appraisal) else None)
        self.words = WordsPanel(session)
        self.sources = SourcesPanel()
        self.text = TextPanel(session)
        self.todos = TodoList()
        self.notice = NoticePanel(session)
        self.citations = CitationsPanel(session)
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
        self.inspector.addTab(self.text, "Text")
        self.inspector.addTab(self.notice, "Notice")
        self.inspector.addTab(self.citations, "Citations")
        self.inspector.addTab(self.todos, "Left to do")
        self.inspector.setUsesScrollButtons(True)
        self.inspector.setAccessibleName("Inspector")
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for widget, least in ((self.outline, 100), (self.preview, 300), (self.inspector, 280)):
            widget.setMinimumWidth(least)
            self.splitter.addWidget(widget)
        self.splitter.setSizes([150, 560, 410])
        for index, stretch in enumerate((0, 1, 0)):
            self.splitter.setStretchFactor(index, stretch)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._make_bar())
        layout.addWidget(self.strip)
        layout.addWidget(Hairline())
        layout.addWidget(self.splitter, 1)

    def _make_bar(self) -> QHBoxLayout:
        kind_label = QLabel("&Kind")
        kind_label.setBuddy(self.kind)
        self.kind.setAccessibleName("Kind of letter")
        self.kind.setMinimumContentsLength(10)
        self.kind.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.letterhead = QPushButton("Letterhead…")
        self.letterhead.setToolTip("Name, address and foot of your practice's letters")
        self.zoom_out = _tool("zoom-out", "Smaller pages (Ctrl+-)")
        self.zoom_in = _tool("zoom-in", "Larger pages (Ctrl++)")
        self.fit = _tool("move-horizontal", "Pages as wide as the window (Ctrl+0)")
        self._zoom_label.setFont(theme.figures_font(self.font()))
        self._zoom_label.setMinimumWidth(self.fontMetrics().horizontalAdvance("200 %") + theme.SMALL)
        self._zoom_label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.export_docx = QPushButton("Word")
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
        self.outline.itemActivated.connect(self._on_section_edit)
        self.outline.installEventFilter(self)
        self.preview.part_chosen.connect(self._on_part)
        self.preview.edit_wanted.connect(self._on_edit_wanted)
        self.text.part_shown.connect(self._on_part_shown)
        self.sources.source_chosen.connect(self._on_source)
        self.preview.statement_chosen.connect(self._on_statement)
        self.preview.zoom_changed.connect(self._show_zoom)
        self.sources.target_chosen.connect(self._session.jump)
        self.todos.target_chosen.connect(self._session.jump)
        self.notice.target_chosen.connect(self._session.jump)
        self.zoom_in.clicked.connect(self.preview.zoom_in)
        self.zoom_out.clicked.connect(self.preview.zoom_out)
        self.fit.clicked.connect(self.preview.fit_width)
        self.export_docx.clicked.connect(self.docx_wanted)
        self.export_pdf.clicked.connect(self.pdf_wanted)
        self.print_button.clicked.connect(self.print_wanted)
        self.letterhead.clicked.connect(self.letterhead_wanted)
        self.strip.mark_changed.connect(self.preview.show_mark)
        self._show_zoom()

    # ---- what others ask of the page

    @property
    def sheets(self) -> Sheets | None:
        """The pages as they would be printed now, with the mark of their version."""
        self._refresh()
        appraisal = self._session.appraisal
        return self._typesetter.set_letter(shown_letter(appraisal)) if appraisal is not None else None

    def focus_target(self, target: str) -> bool:
        """Put the cursor into a field of the letter; False when it is not on this page."""
        if target == "letter":
            self.preview.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if target.startswith(_PART):
            self._refresh()
            self.inspector.setCurrentIndex(TEXT)
            if self.text.show_part(target.removeprefix(_PART)):
                self.text.begin()
            else:
                self.text.changes.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        if target == "letter.notice_answers":
            self._refresh()
            self.inspector.setCurrentIndex(NOTICE)
            self.notice.focus_open()
            return True
        if target == "letter.citations":
            self._refresh()
            self.inspector.setCurrentIndex(CITATIONS)
            self.citations.setFocus(Qt.FocusReason.OtherFocusReason)
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
        self.text.show_part("")

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
        letter = set_letter(appraisal)
        self.preview.show_sheets(self._typesetter.set_letter(letter))
        self.kind.show_value(letter.kind)
        self._show_outline(letter)
        self._show_state(appraisal)
        self.notice.show_appraisal(appraisal)
        self.citations.show_appraisal(appraisal)
        self._show_edits(appraisal)
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

    def _show_edits(self, appraisal: Appraisal) -> None:
        """Mark the edited parts; nothing to do, and no time spent, while none is and none is in hand."""
        if has_edits(appraisal.case.letter) or self.text.has_part or self._marked:
            self.text.refresh()
            edited = self.text.edited
            shown = edited.changed if edited is not None else ()
            self.preview.show_edited({part.place: part.is_stale for part in shown if part.place is not None})
            part = self.text.part
            self.preview.choose_part(part.place if part is not None else None)
            self._marked = has_edits(appraisal.case.letter)

    # ---- what a person does

    @Slot(object)
    def _on_part(self, place: tuple[int, ...] | None) -> None:
        edited = self.text.edited
        part = edited.at(place) if edited is not None and place is not None else None
        self.text.show_part(part.part.name if part is not None else "")

    @Slot(str)
    def _on_part_shown(self, _name: str) -> None:
        part = self.text.part
        self.preview.choose_part(part.place if part is not None else None, scroll=True)

    @Slot()
    def _on_edit_wanted(self) -> None:
        if self.text.part is None:
            return
        self.inspector.setCurrentIndex(TEXT)
        self.text.begin()

    @Slot(QListWidgetItem)
    def _on_section_edit(self, item: QListWidgetItem) -> None:
        self._on_section(item)
        if self.text.show_part(str(item.data(_SECTION))):
            self._on_edit_wanted()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """F2 in the outline edits the section; a list of its own accord would try to edit the line."""
        if watched is self.outline and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_F2:
            item = self.outline.currentItem()
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and item is not None:
                self._on_section_edit(item)
                return True
        return super().eventFilter(watched, event)

    @Slot(object)
    def _on_source(self, source: Source | None) -> None:
        appraisal = self._session.appraisal
        if source is None or appraisal is None:
            self.preview.show_related(())
            return
        key = (source.kind, source.ref)
        self.preview.show_related(
            statement
            for _section, statement in appraisal.letter.statements()
            if any((each.kind, each.ref) == key for each in statement.sources)
        )

    @Slot(object)
    def _on_kind(self, kind: LetterKind) -> None:
        self._session.edit("Kind of letter", lambda case: with_letter_kind(case, kind))

    @Slot(QListWidgetItem)
    def _on_section(self, item: QListWidgetItem) -> None:
        self.preview.show_section(str(item.data(_SECTION)))

    @Slot(object)
    def _on_statement(self, statement: Statement | None) -> None:
        appraisal = self._session.appraisal
        self.sources.show_statement(statement, appraisal.rights if appraisal else None)
        if statement is not None and self.inspector.currentIndex() != TEXT:
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
