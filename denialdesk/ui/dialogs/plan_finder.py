"""Which kind of plan is this? One question at a time, by keyboard or mouse, ending in a plan type or in what to do."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.lawbook import LawBook, OutsideEntry
from denialdesk.domain.next_steps import with_letter_kind
from denialdesk.domain.plan_finder import FinderGraph, FinderQuestion, FinderResult, follow
from denialdesk.domain.rights import rights_for
from denialdesk.ui import theme
from denialdesk.ui.models.plan_choices import PLAN_TYPES, plan_type_explanation
from denialdesk.ui.primary_button import PrimaryButton
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.deadline_lines import CandidateLine, signed_line
from denialdesk.ui.widgets.labels import Hairline, SectionTitle, StrongLabel, ToneLabel, WrapLabel

_PLAN_NAMES = {choice.plan_type: choice.name for choice in PLAN_TYPES}
_WIDTH, _HEIGHT = 640, 460


@dataclass(frozen=True, slots=True)
class FoundPlan:
    """What the finder ended in. ``writes_letter`` True: the letter that asks the plan is wanted now."""

    result: FinderResult
    writes_letter: bool = False


def with_found_plan(case: Case, found: FoundPlan) -> Case:
    """Put a result into a case: the plan type with what the answers showed, or what has to be asked."""
    result = found.result
    facts = replace(
        case.appeal,
        funding=result.funding,
        is_erisa=result.is_erisa,
        outside=result.outside,
        question=result.id if result.ask else "",
    )
    case = replace(case, plan=replace(case.plan, plan_type=result.plan_type), appeal=facts)
    return with_letter_kind(case, LetterKind.PLAN_FUNDING_QUESTION) if found.writes_letter else case


class PlanFinderDialog(QDialog):
    """Asks until the kind of plan is known. ``found`` brings a FoundPlan when a person takes the result."""

    found = Signal(object)

    def __init__(
        self, book: LawBook, graph: FinderGraph, case: Case, today: dt.date, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Find the plan type")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._book = book
        self._graph = graph
        self._case = case
        self._today = today
        self._answers: list[str] = []
        self.trail = ToneLabel()
        self.title = SectionTitle()
        self.hint = ToneLabel()
        self.choices: list[AnswerButton] = []
        self._group = QButtonGroup(self)
        self._body = QWidget()
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SMALL)
        self.back = QPushButton("Back")
        self.back.setToolTip("Go back to the question before (Alt+Left)")
        theme.set_icon(self.back, "chevron-left")
        self.cancel = QPushButton("Cancel")
        self.ask = QPushButton("Write the letter that asks")
        self.next = PrimaryButton("Next")
        self._lay_out()
        self.back.clicked.connect(self.go_back)
        self.cancel.clicked.connect(self.reject)
        self.next.clicked.connect(self.go_on)
        self.ask.clicked.connect(self._on_ask)
        self._group.buttonToggled.connect(self._show_buttons)
        self._group.buttonClicked.connect(self._show_buttons)
        QShortcut(QKeySequence("Alt+Left"), self, self.go_back)
        self._show_node()

    def _lay_out(self) -> None:
        scroll = QScrollArea()
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(self._body)
        scroll.viewport().setAutoFillBackground(False)
        self._body.setAutoFillBackground(False)
        for button in (self.back, self.cancel, self.ask, self.next):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SMALL)
        buttons.addWidget(self.back)
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.ask)
        buttons.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.LARGE, theme.WIDE, theme.LARGE)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self.trail)
        layout.addWidget(self.title)
        layout.addWidget(self.hint)
        layout.addSpacing(theme.SMALL)
        layout.addWidget(scroll, 1)
        layout.addWidget(Hairline())
        layout.addLayout(buttons)
        self.resize(_WIDTH, _HEIGHT)

    # ---- what a person does

    @property
    def node(self) -> FinderQuestion | FinderResult:
        """The question or result shown."""
        return follow(self._graph, self._answers)

    @Slot()
    def go_on(self) -> None:
        """Take the chosen answer, or the result."""
        node = self.node
        if isinstance(node, FinderResult):
            self._take(writes_letter=False)
            return
        chosen = self._chosen()
        if chosen is not None:
            self._answers.append(node.answers[chosen].id)
            self._show_node()

    @Slot()
    def go_back(self) -> None:
        """Show the question before, with the answer that was given."""
        if self._answers:
            given = self._answers.pop()
            self._show_node(given)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes on; a digit chooses that answer."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.go_on()
            return
        place = event.key() - int(Qt.Key.Key_1)
        if 0 <= place < len(self.choices) and not event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.choices[place].setChecked(True)
            self.choices[place].setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        super().keyPressEvent(event)

    @Slot()
    def _on_ask(self) -> None:
        self._take(writes_letter=True)

    def _take(self, *, writes_letter: bool) -> None:
        node = self.node
        if isinstance(node, FinderResult):
            self.accept()
            self.found.emit(FoundPlan(node, writes_letter))

    # ---- showing

    def _chosen(self) -> int | None:
        return next((place for place, button in enumerate(self.choices) if button.isChecked()), None)

    def _show_node(self, given: str = "") -> None:
        self._clear()
        node = self.node
        self.trail.show_text(self._trail())
        if isinstance(node, FinderQuestion):
            self._show_question(node, given)
        else:
            self._show_result(node)
        self._column.addStretch(1)
        self._show_buttons()

    def _clear(self) -> None:
        for button in self.choices:
            self._group.removeButton(button)
        self.choices = []
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()

    def _trail(self) -> str:
        labels = []
        node: FinderQuestion | FinderResult = follow(self._graph, ())
        for answer_id in self._answers:
            if isinstance(node, FinderQuestion):
                answer = node.answer(answer_id)
                labels.append(answer.label.partition(":")[0].partition(",")[0])
                node = self._graph.node(answer.to)
        return "  ›  ".join(labels)

    def _show_question(self, question: FinderQuestion, given: str) -> None:
        self.title.setText(question.ask)
        self.hint.show_text(question.hint)
        for number, answer in enumerate(question.answers, start=1):
            button = AnswerButton(number, answer.label)
            self._group.addButton(button)
            self.choices.append(button)
            self._column.addWidget(button)
            if answer.id == given:
                button.setChecked(True)
        first = self.choices[self._chosen() or 0]
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_result(self, result: FinderResult) -> None:
        outside = next((entry for entry in self._book.outside if entry.id == result.outside), None)
        self.title.setText(_result_title(result, outside))
        self.hint.show_text("")
        self._column.addWidget(WrapLabel(result.text))
        if result.plan_type is not None:
            self._column.addWidget(ToneLabel(plan_type_explanation(result.plan_type)))
            self._show_date(result)
        elif outside is not None:
            goes_to = f"It goes to: {outside.goes_to}."
            self._column.addWidget(signed_line("arrow-right", Tone.ACCENT, StrongLabel(goes_to)))
            self._column.addWidget(ToneLabel("The case keeps this; no law of the other plan types is named for it."))
        else:
            self._column.addWidget(signed_line("phone", Tone.ACCENT, StrongLabel(result.ask)))
            for line in self._candidates(result):
                self._column.addWidget(line)
        self.next.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_date(self, result: FinderResult) -> None:
        trial = with_found_plan(self._case, FoundPlan(result))
        deadline = rights_for(trial, self._book, self._today).next_deadline
        if deadline is not None and deadline.file_by is not None:
            day = deadline.file_by
            text = f"With the dates entered, file by {day:%A, %B} {day.day}, {day.year}."
            self._column.addWidget(signed_line("calendar-clock", Tone.PLAIN, WrapLabel(text)))

    def _candidates(self, result: FinderResult) -> list[CandidateLine]:
        trial = replace(
            self._case,
            plan=replace(self._case.plan, plan_type=None),
            appeal=AppealFacts(question=result.id),
        )
        rights = rights_for(trial, self._book, self._today)
        return [CandidateLine(candidate, self._today) for candidate in rights.candidates]

    @Slot()
    def _show_buttons(self) -> None:
        node = self.node
        is_result = isinstance(node, FinderResult)
        self.back.setEnabled(bool(self._answers))
        self.ask.setVisible(isinstance(node, FinderResult) and node.letter)
        self.next.setEnabled(is_result or self._chosen() is not None)
        self.next.setText(_take_words(node) if isinstance(node, FinderResult) else "Next")
        self.next.setAccessibleName(self.next.text())
        self.next.updateGeometry()


class AnswerButton(QRadioButton):
    """One answer; its number chooses it."""

    def __init__(self, number: int, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(f"{number}. {label}")
        self.words = WrapLabel(label)
        self.words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        digit = ToneLabel(str(number))
        digit.setWordWrap(False)
        digit.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.WIDE, theme.TIGHT, theme.TIGHT, theme.TIGHT)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(digit, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self.words, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let the arrow keys choose from the first press on."""
        super().keyPressEvent(event)
        if event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down}:
            reached = self.window().focusWidget()
            if isinstance(reached, AnswerButton):
                reached.setChecked(True)

    def hitButton(self, pos: object) -> bool:  # noqa: ARG002  # the whole line chooses
        """Let a click anywhere in the line choose it."""
        return True

    def sizeHint(self) -> QSize:
        """The room of a line of words."""
        return QSize(320, theme.ROW_HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """The words may wrap."""
        return QSize(160, theme.ROW_HEIGHT)

    def hasHeightForWidth(self) -> bool:
        """The words wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height of the wrapped words."""
        layout = self.layout()
        return max(theme.ROW_HEIGHT, layout.heightForWidth(width) if layout else theme.ROW_HEIGHT)


def _result_title(result: FinderResult, outside: OutsideEntry | None) -> str:
    if result.plan_type is not None:
        return _PLAN_NAMES[result.plan_type]
    if outside is not None:
        return f"{outside.name[0].upper()}{outside.name[1:]}"
    return "Ask the plan this"


def _take_words(result: FinderResult) -> str:
    if result.plan_type is not None:
        return "Use this plan type"
    return "Keep this in the case" if result.outside else "I will ask"
