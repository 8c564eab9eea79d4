"""A signed letter comes back: which version it is, what was changed in it, and whether it is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.case import Agreement, SignedForm
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.letter_differences import ParagraphDifference, Piece, PieceKind
from denialdesk.domain.letter_versions import LetterVersion
from denialdesk.services.returned_file import Returned
from denialdesk.services.signed_letters import Comparison, Match
from denialdesk.ui import theme
from denialdesk.ui.pages.letter_inspector import KIND_NAMES
from denialdesk.ui.pages.letter_strip import short_day
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.choice_edit import ChoiceEdit
from denialdesk.ui.widgets.date_edit import PartialDateEdit
from denialdesk.ui.widgets.labels import Hairline, IconLabel, StrongLabel, ToneLabel, WrapLabel

_READING, _SHOWING = range(2)
_DRAFT = "This is a draft, marked so on every page. Only a letter exported for signature is kept as the signed one."
_WORD = "A Word document cannot be bound in a packet. Keep it, and save it in Word as PDF: that is matched to this one."
_STALE = "The case has changed since this version was exported: the program would now write another letter."
_LEGEND = "Words taken out are struck through, words put in are underlined."


class ReturnedLetterDialog(QDialog):
    """One letter from the file to the case.

    ``version_chosen`` brings the LetterVersion it is to be compared with, ``mark_typed`` what was typed as its mark,
    ``keep_wanted`` the ISO date it was signed on. ``stop_wanted`` ends the reading.
    """

    version_chosen = Signal(object)
    mark_typed = Signal(str)
    keep_wanted = Signal(str)
    stop_wanted = Signal()

    def __init__(self, versions: Sequence[LetterVersion], today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._returned: Returned | None = None
        self._comparison: Comparison | None = None
        self.setWindowTitle("A signed letter came back")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.what = StrongLabel()
        self.notes = ToneLabel()
        self.version = ChoiceEdit((each, _version_words(each)) for each in versions)
        self.how = ToneLabel()
        self.mark = QLineEdit()
        self.mark_problem = ToneLabel("", Tone.BAD)
        self.verdict_icon = IconLabel("info")
        self.verdict = StrongLabel()
        self.cautions = ToneLabel("", Tone.CAUTION)
        self.differences = QTextBrowser()
        self.signed_on = PartialDateEdit(lambda: today)
        self.problem = ToneLabel("", Tone.BAD)
        self.keep = PrimaryButton("Keep as the signed letter")
        self.cancel = QPushButton("Cancel")
        self.working = WrapLabel("Reading the file")
        self.progress = QProgressBar()
        self.refusal = ToneLabel("", Tone.BAD)
        self.stop = QPushButton("Stop")
        self._stack = QStackedWidget()
        self._set_up()
        self._lay_out()
        self._connect()

    def _set_up(self) -> None:
        self.version.setAccessibleName("Which letter it is")
        self.version.show_value(None)
        self.mark.setPlaceholderText("7K3F-Q2")
        self.mark.setAccessibleName("Mark at the foot of the page")
        self.mark.setMaxLength(20)
        self.mark.setMinimumHeight(theme.ROW_HEIGHT)
        self.mark.setFixedWidth(self.mark.fontMetrics().horizontalAdvance("Ref. 0000-00") + 2 * theme.WIDE)
        self.differences.setFrameShape(QFrame.Shape.NoFrame)
        self.differences.setAccessibleName("What was changed in the letter")
        self.differences.setTabChangesFocus(True)
        self.signed_on.name_parts("Signed on")
        self.signed_on.unknown.hide()
        self.signed_on.show_date(PartialDate.of(self._today))
        self.progress.setRange(0, 0)
        self.progress.setAccessibleName("Progress")
        self.keep.setEnabled(False)
        for label in (self.refusal, self.mark_problem, self.cautions, self.problem, self.notes, self.how):
            label.hide()

    def _lay_out(self) -> None:
        mark = QHBoxLayout()
        mark.setSpacing(theme.SMALL)
        mark.addWidget(self.mark)
        mark.addWidget(self.mark_problem, 1)
        mark.addStretch(0)
        form = QFormLayout()
        form.setHorizontalSpacing(theme.LARGE)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow("&Letter", self.version)
        self._mark_label = QLabel("&Mark in its foot")
        self._mark_label.setBuddy(self.mark)
        mark.insertWidget(0, self._mark_label)
        result = QHBoxLayout()
        result.setSpacing(theme.SMALL)
        result.addWidget(self.verdict_icon, 0, Qt.AlignmentFlag.AlignTop)
        result.addWidget(self.verdict, 1)
        signed = QFormLayout()
        signed.setHorizontalSpacing(theme.LARGE)
        signed.addRow("&Signed on", self.signed_on)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.problem, 1)
        buttons.addStretch(0)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.keep)
        shown = QWidget()
        column = QVBoxLayout(shown)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.what)
        column.addWidget(self.notes)
        column.addLayout(form)
        column.addWidget(self.how)
        column.addLayout(mark)
        column.addWidget(Hairline())
        column.addLayout(result)
        column.addWidget(self.cautions)
        column.addWidget(self.differences, 50)
        column.addStretch(1)
        column.addWidget(Hairline())
        column.addLayout(signed)
        column.addLayout(buttons)
        self._stack.addWidget(self._reading())
        self._stack.addWidget(shown)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, theme.LARGE, theme.LARGE, theme.LARGE)
        layout.addWidget(self._stack)
        self.resize(740, 560)

    def _reading(self) -> QWidget:
        widget = QWidget()
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.stop)
        column = QVBoxLayout(widget)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SMALL)
        column.addWidget(self.working)
        column.addWidget(self.progress)
        column.addWidget(self.refusal)
        column.addStretch(1)
        column.addLayout(row)
        return widget

    def _connect(self) -> None:
        self.version.choice_made.connect(self.version_chosen)
        self.mark.textEdited.connect(self._on_mark_edited)
        self.mark.returnPressed.connect(self._on_mark)
        self.mark.editingFinished.connect(self._on_mark)
        self.signed_on.error_changed.connect(self.problem.show_text)
        self.keep.clicked.connect(self._on_keep)
        self.cancel.clicked.connect(self.reject)
        self.stop.clicked.connect(self.reject)

    # ---- showing

    def show_working(self, text: str, done: int = 0, total: int = 0) -> None:
        """Say how far the reading is."""
        self.working.show_text(text)
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def show_refusal(self, text: str) -> None:
        """Say why the file is not taken; there is nothing more to do here."""
        self._stack.setCurrentIndex(_READING)
        self.working.show_text("This file is not taken.")
        self.progress.hide()
        self.refusal.show_text(text)
        self.stop.setText("Close")
        self.stop.setFocus()

    def show_returned(self, returned: Returned, match: Match) -> None:
        """Show what came back, and which version it is known to be, or ask."""
        self._returned = returned
        pages = f", {'1 page' if returned.pages == 1 else f'{returned.pages} pages'}" if returned.pages else ""
        self.what.show_text(f"{returned.source}{pages}")
        self.notes.show_text(" ".join(returned.notes))
        self.how.show_text(match.how)
        self.how.set_tone(Tone.MUTED if match.version is not None else Tone.CAUTION)
        for widget in (self.mark, self._mark_label):
            widget.setVisible(match.version is None)
        self._stack.setCurrentIndex(_SHOWING)
        if match.version is not None:
            self.show_version(match.version)
            self.keep.setFocus()
        else:
            self._show_result("info", Tone.CAUTION, "Choose which letter came back.")
            self.differences.hide()
            self.mark.setFocus()

    def show_version(self, version: LetterVersion) -> None:
        """Choose a version as a person would."""
        if version not in self.version.values:
            self.version.set_choices([*self.version.choices, (version, _version_words(version))])
        self.version.show_value(version)
        self.mark_problem.show_text("")
        self.version_chosen.emit(version)

    def show_mark_problem(self, text: str) -> None:
        """Say what is wrong with the mark that was typed."""
        self.mark_problem.show_text(text)

    def show_comparison(self, comparison: Comparison, *, is_stale: bool) -> None:
        """Show the letter beside its version; ``is_stale``: the program would by now write another."""
        self._comparison = comparison
        version, returned = self.version.value, self._returned
        if not isinstance(version, LetterVersion) or returned is None:
            return
        self._show_result(*_result(comparison, returned))
        is_draft = version.is_draft or returned.is_draft
        cautions = [_DRAFT] if is_draft else []
        cautions += [_WORD] if returned.form is SignedForm.DOCX and not is_draft else []
        cautions += [_STALE] if is_stale and not is_draft else []
        self.cautions.show_text("\n".join(cautions))
        self.differences.setVisible(bool(comparison.differences))
        self.differences.setHtml(_html(comparison))
        self.keep.setEnabled(not is_draft)
        self.keep.setText("Keep it with these changes" if comparison.differences else "Keep as the signed letter")

    def _show_result(self, icon: str, tone: Tone, text: str) -> None:
        self.verdict_icon.show_icon(icon, tone)
        self.verdict.show_text(text)
        theme.set_text_tone(self.verdict, tone)

    # ---- what a person does

    @Slot()
    def _on_mark_edited(self) -> None:
        self.mark_problem.show_text("")

    @Slot()
    def _on_mark(self) -> None:
        if self.mark.text().strip() and self.mark.isModified():
            self.mark.setModified(False)
            self.mark_typed.emit(self.mark.text())

    @Slot()
    def _on_keep(self) -> None:
        self.signed_on.line.clearFocus()
        value = self.signed_on.value
        if value.precision is not Precision.DAY:
            self.problem.show_text("Type the day it was signed.")
            return
        if value.to_iso() > self._today.isoformat():
            self.problem.show_text("That day is still to come.")
            return
        self.keep.setEnabled(False)
        self.keep_wanted.emit(value.to_iso())

    def show_problem(self, text: str) -> None:
        """Say why it could not be kept, and let it be tried again."""
        self.problem.show_text(text)
        self.keep.setEnabled(True)

    def reject(self) -> None:
        """Closing ends the reading."""
        self.stop_wanted.emit()
        super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The same for the window's own cross."""
        self.stop_wanted.emit()
        super().closeEvent(event)


def _version_words(version: LetterVersion) -> str:
    draft = "DRAFT, " if version.is_draft else ""
    return f"{KIND_NAMES[version.kind]}  –  {draft}exported {short_day(version.exported_at)}  –  Ref. {version.mark}"


def _result(comparison: Comparison, returned: Returned) -> tuple[str, Tone, str]:
    if comparison.against_edited:
        return "circle-check", Tone.GOOD, "Unchanged: its text is that of the edited Word document you kept before."
    if comparison.agreement is Agreement.SAME:
        return "circle-check", Tone.GOOD, "Unchanged: its text is exactly what was exported."
    if comparison.agreement is Agreement.NOT_COMPARED:
        why = "has no text that could be compared" if not returned.text else "cannot be compared by its text"
        return "eye", Tone.CAUTION, f"The scan {why}. Read it beside the letter before you keep it."
    count = len(comparison.differences)
    where = "1 paragraph is" if count == 1 else f"{count} paragraphs are"
    strays = sum(map(len, comparison.strays))
    what = "1 thing in it is" if strays == 1 else f"{strays} things in it are"
    said = f" {what} not in the record." if strays else ""
    return "triangle-alert", Tone.CAUTION, f"Changed after the export: {where} different.{said}"


def _html(comparison: Comparison) -> str:
    if not comparison.differences:
        return ""
    colors = theme.colors()
    muted, caution = colors.tone(Tone.MUTED).name(), colors.tone(Tone.CAUTION).name()
    line = f"border-bottom: 1px solid {colors.hairline.name()}"
    rows = []
    for difference, strays in zip(comparison.differences, comparison.strays, strict=True):
        flags = "".join(
            f'<br><span style="color: {caution}">Not in the record: {escape(stray)}</span>' for stray in strays
        )
        rows.append(
            f'<tr><td width="18%" style="{line}; color: {muted}">{_place(difference)}</td>'
            f'<td style="{line}">{" ".join(_piece(piece) for piece in difference.pieces)}{flags}</td></tr>'
        )
    return (
        f'<p style="color: {muted}">{_LEGEND}</p><table width="100%" cellspacing="0" cellpadding="5">{"".join(rows)}'
        "</table>"
    )


def _place(difference: ParagraphDifference) -> str:
    kinds = {piece.kind for piece in difference.pieces}
    if kinds == {PieceKind.ADDED}:
        return f"New, by paragraph {difference.number}"
    return f"Paragraph {difference.number}{', taken out' if kinds == {PieceKind.REMOVED} else ''}"


def _piece(piece: Piece) -> str:
    text = escape(piece.text).replace("\n", "<br>")
    if piece.kind is PieceKind.KEPT:
        return text
    tone, style = (Tone.GOOD, "underline") if piece.kind is PieceKind.ADDED else (Tone.BAD, "line-through")
    return f'<span style="color: {theme.colors().tone(tone).name()}; text-decoration: {style}">{text}</span>'
