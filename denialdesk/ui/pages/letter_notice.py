"""The notice's points with what answers each, and the doubts of the program: answered, set aside, taken back."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.denial_answers import AnsweredItem
from denialdesk.domain.denial_reasons import KIND_NAMES
from denialdesk.domain.letter_choices import NoticeAnswer, SetAside
from denialdesk.domain.readiness import Todo
from denialdesk.services.appeal import Appraisal
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, StrongLabel, ToneLabel, WrapLabel
from denialdesk.ui.widgets.link_button import LinkButton
from denialdesk.ui.widgets.page_scroll import PageScroll
from denialdesk.ui.widgets.reply_box import ReplyBox, TakeBackButton

_WIDTH = 420
_DOUBT = "doubt:"
_WIDE = Qt.AlignmentFlag(0)
_Shown = tuple[tuple[AnsweredItem, ...], tuple[Todo, ...], tuple[SetAside, ...]]


def with_answer(case: Case, key: str, words: str) -> Case:
    """Give a case with the prescriber's words to one point of the notice; empty words take them back."""
    kept = tuple(each for each in case.letter.notice_answers if each.key != key)
    answers = (*kept, NoticeAnswer(key, words)) if words else kept
    return replace(case, letter=replace(case.letter, notice_answers=answers))


def with_set_aside(case: Case, key: str, reason: str) -> Case:
    """Give a case with one point or doubt set aside; an empty reason takes it back."""
    kept = tuple(each for each in case.letter.set_aside if each.key != key)
    aside = (*kept, SetAside(key, reason)) if reason else kept
    return replace(case, letter=replace(case.letter, set_aside=aside))


class NoticePanel(QWidget):
    """What the letter answers of the notice and what is doubtful. ``target_chosen`` brings a place to jump to."""

    target_chosen = Signal(str)

    def __init__(self, session: CaseSession, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._appraisal: Appraisal | None = None
        self._shown: _Shown | None = None
        self.boxes: dict[str, ReplyBox] = {}
        self._content = QWidget()
        self._column = QVBoxLayout(self._content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SMALL)
        self.page = PageScroll(self._content, _WIDTH)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.page)

    def show_appraisal(self, appraisal: Appraisal | None) -> None:
        """Show the points and doubts of a case; built only while it can be seen."""
        self._appraisal = appraisal
        if self.isVisible():
            self._build()

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the panel up to date when it comes into sight."""
        self._build()
        super().showEvent(event)

    def focus_open(self) -> bool:
        """Put the cursor into the first point that is open; False when none is."""
        self._build()
        box = next(iter(self.boxes.values()), None)
        if box is None:
            return False
        box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.page.reveal(box)
        return True

    # ---- building

    def _build(self) -> None:
        appraisal = self._appraisal
        if appraisal is None:
            return
        doubts = tuple(todo for todo in appraisal.readiness.todos if todo.key.startswith(_DOUBT))
        aside = tuple(each for each in appraisal.case.letter.set_aside if each.key.startswith(_DOUBT))
        shown: _Shown = (appraisal.answered, doubts, aside)
        if shown == self._shown:
            return
        self._shown = shown
        typed = {key: box.edit.text() for key, box in self.boxes.items()}
        self.boxes = {}
        while (taken := self._column.takeAt(0)) is not None:
            if (widget := taken.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
        self._add_points(appraisal.answered)
        if doubts or aside:
            self._add(Hairline())
            self._add_doubts(doubts, aside)
        for key, text in typed.items():
            if text and key in self.boxes:
                self.boxes[key].edit.setPlainText(text)

    def _add(self, widget: QWidget, alignment: Qt.AlignmentFlag = _WIDE) -> None:
        self._column.addWidget(widget, 0, alignment)
        widget.show()

    def _add_points(self, answered: tuple[AnsweredItem, ...]) -> None:
        self._add(SectionTitle("Points of the notice"))
        if not answered:
            self._add(ToneLabel("This kind of letter does not take up the notice's reason, or none is entered."))
        for each in answered:
            key, name = each.item.key, KIND_NAMES[each.item.kind]
            self._add(StrongLabel(name))
            self._add(WrapLabel(f"“{each.item.quote}”"))
            if each.own_words:
                self._add(ToneLabel("Answered in the prescriber's own words.", Tone.GOOD))
                self._add_take_back(f"Take back the answer: {name}", key, is_answer=True)
            elif each.section_id:
                self._add(ToneLabel(f"Answered by “{each.section_title}”.", Tone.GOOD))
            elif each.set_aside:
                self._add(ToneLabel(f"Set aside: {each.set_aside}"))
                self._add_take_back(f"Take back: {name}", key)
            else:
                self._add(ToneLabel("Open: nothing in the letter answers this yet.", Tone.CAUTION))
                self._add_box(key, name, can_answer=True)

    def _add_doubts(self, doubts: tuple[Todo, ...], aside: tuple[SetAside, ...]) -> None:
        self._add(SectionTitle("To look at again"))
        for todo in doubts:
            link = LinkButton(todo.text, todo.target)
            link.followed.connect(self.target_chosen)
            self._add(link)
            self._add_box(todo.key, todo.text, can_answer=False)
        for each in aside:
            self._add(ToneLabel(f"Set aside: {each.reason}"))
            self._add_take_back(f"Take back: {each.reason}", each.key)

    def _add_box(self, key: str, name: str, *, can_answer: bool) -> None:
        box = ReplyBox(key, name, can_answer=can_answer)
        box.answered.connect(self._on_answered)
        box.set_aside.connect(self._on_set_aside)
        self.boxes[key] = box
        self._add(box)

    def _add_take_back(self, name: str, key: str, *, is_answer: bool = False) -> None:
        button = TakeBackButton(key, name)
        button.taken_back.connect(self._on_answer_taken_back if is_answer else self._on_set_aside_taken_back)
        self._add(button, Qt.AlignmentFlag.AlignLeft)

    # ---- what a person does

    @Slot(str, str)
    def _on_answered(self, key: str, words: str) -> None:
        self._answer(key, words)

    @Slot(str, str)
    def _on_set_aside(self, key: str, reason: str) -> None:
        self._set_aside(key, reason)

    @Slot(str)
    def _on_answer_taken_back(self, key: str) -> None:
        self._answer(key, "")

    @Slot(str)
    def _on_set_aside_taken_back(self, key: str) -> None:
        self._set_aside(key, "")

    def _answer(self, key: str, words: str) -> None:
        self._session.edit("Answer to the notice", lambda case: with_answer(case, key, words))

    def _set_aside(self, key: str, reason: str) -> None:
        self._session.edit("Set aside", lambda case: with_set_aside(case, key, reason))
