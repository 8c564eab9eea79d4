"""The last days to file, how each was counted, and what is asked where none can be counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from denialdesk.domain.continuation import Continuation
from denialdesk.domain.law import Confidence, Deadline, PlanCandidate, Rights
from denialdesk.ui import theme
from denialdesk.ui.day_words import days_left, long_date
from denialdesk.ui.models.law_words import NOT_CONFIRMED, cited_words, is_open, start_words
from denialdesk.ui.models.plan_choices import PLAN_TYPES
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.disclosure import Disclosure
from denialdesk.ui.widgets.labels import IconLabel, StrongLabel, ToneLabel, WrapLabel

_PLAN_NAMES = {choice.plan_type: choice.name for choice in PLAN_TYPES}
_NOTHING = "No last day could be counted yet: choose the plan type and enter the notice date."
_AT_ONCE = "Open at once, beside the urgent appeal"
_LONGEST_NAME = "The notice says"


class DeadlineLines(QWidget):
    """One block for each deadline found in the law of the case, or the sentence why none was counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.blocks: list[DeadlineBlock] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.LARGE)

    def show_rights(self, rights: Rights | None, today: dt.date, continuations: tuple[Continuation, ...] = ()) -> None:
        """Show the deadlines of a case; nothing moves while they stay the same."""
        shown = _contents(rights, continuations, today)
        if shown == self._shown:
            return
        opened = {block.level_id for block in self.blocks if block.is_open}
        self._shown = shown
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        self.blocks = []
        if rights is not None:
            self._fill(rights, today, continuations, opened)
        if rights is None or not (rights.deadlines or rights.unknown):
            self._add(signed_line("circle-question-mark", Tone.CAUTION, ToneLabel(_NOTHING, Tone.CAUTION)))

    def _fill(self, rights: Rights, today: dt.date, continuations: tuple[Continuation, ...], opened: set[str]) -> None:
        if rights.unknown:
            self._add(signed_line("circle-question-mark", Tone.CAUTION, ToneLabel(rights.unknown, Tone.CAUTION)))
        for candidate in rights.candidates:
            self._add(CandidateLine(candidate, today))
        for continuation in continuations:
            self._add(ContinuationLine(continuation, today))
        for deadline in rights.deadlines:
            self._add_block(deadline, today, opened)
        if rights.open_at_once:
            shared = _shared_warnings(rights.open_at_once)
            self._add(StrongLabel(_AT_ONCE))
            for warning in shared:
                self._add(ToneLabel(warning))
            for deadline in rights.open_at_once:
                own = tuple(warning for warning in deadline.warnings if warning not in shared)
                self._add_block(replace(deadline, warnings=own), today, opened)
        for note in rights.notes:
            self._add(signed_line("info", Tone.MUTED, ToneLabel(note)))

    def focus_first(self) -> bool:
        """Put the cursor on how the first date was counted; False where there is nothing to open."""
        block = next((block for block in self.blocks if block.counting is not None), None)
        if block is None or block.counting is None:
            return False
        block.counting.button.setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def text(self) -> str:
        """Everything said, for a test or a screen reader."""
        labels = self.findChildren(WrapLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self))

    def _add_block(self, deadline: Deadline, today: dt.date, opened: set[str]) -> None:
        block = DeadlineBlock(deadline, today, is_open=deadline.level_id in opened)
        self.blocks.append(block)
        self._add(block)

    def _add(self, widget: QWidget) -> None:
        self._layout.addWidget(widget)
        widget.show()


def _shared_warnings(deadlines: tuple[Deadline, ...]) -> tuple[str, ...]:
    """What is said of every one of several deadlines, to be said once."""
    first, *others = deadlines
    return tuple(warning for warning in first.warnings if all(warning in each.warnings for each in others))


def _contents(rights: Rights | None, continuations: tuple[Continuation, ...], today: dt.date) -> tuple[object, ...]:
    if rights is None:
        return (today,)
    return (
        *(rights.deadlines, rights.open_at_once, rights.candidates, rights.unknown, rights.notes),
        *(continuations, today),
    )


class DeadlineBlock(QWidget):
    """One deadline: the safe day and the days left; the legal day, the start and the law; the counting on demand."""

    def __init__(
        self, deadline: Deadline, today: dt.date, *, is_open: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.level_id = deadline.level_id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        if deadline.file_by is None:
            refusal = deadline.refusal or "The last day cannot be counted."
            layout.addWidget(signed_line("circle-question-mark", Tone.CAUTION, StrongLabel(deadline.label)))
            layout.addWidget(_indented(WrapLabel(f"{refusal} {deadline.ask}".strip())))
        else:
            tone, icon = _urgency(deadline.file_by, today)
            when = f"File by {long_date(deadline.file_by)} – {days_left(deadline.file_by, today)}"
            layout.addWidget(signed_line(icon, tone, StrongLabel(when)))
            layout.addWidget(_indented(ToneLabel(deadline.label)))
        layout.addWidget(_facts(deadline))
        for warning in deadline.warnings:
            layout.addWidget(signed_line("triangle-alert", Tone.CAUTION, ToneLabel(warning, Tone.CAUTION)))
        self.counting: Disclosure | None = None
        if deadline.steps:
            self.counting = Disclosure("How this was counted", _steps(deadline), is_open=is_open)
            layout.addWidget(self.counting)

    @property
    def is_open(self) -> bool:
        """True while the counting shows."""
        return self.counting is not None and self.counting.is_open


class CandidateLine(QWidget):
    """One kind of plan it may be, with the date it would have."""

    def __init__(self, candidate: PlanCandidate, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        day = candidate.deadline.file_by
        when = f"file by {long_date(day)} – {days_left(day, today)}" if day else "no day is counted for it"
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_indented(WrapLabel(f"If it is “{_PLAN_NAMES[candidate.plan_type]}”: {when}.")))


class ContinuationLine(QWidget):
    """The last day to ask that an approved drug go on while the appeal runs."""

    def __init__(self, continuation: Continuation, today: dt.date, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.TIGHT)
        day = continuation.ask_by
        tone, icon = _urgency(day, today)
        when = f"{continuation.lead}: ask by {long_date(day)} – {days_left(day, today)}"
        layout.addWidget(signed_line(icon, tone, StrongLabel(when)))
        layout.addWidget(_indented(WrapLabel(continuation.text)))
        is_known = continuation.confidence is Confidence.KNOWN
        law = f"{continuation.citation} ({NOT_CONFIRMED.word.lower()})" if is_known else continuation.citation
        tone = Tone.CAUTION if is_known else Tone.MUTED
        layout.addWidget(_indented(ToneLabel(f"Asked by {continuation.who_asks}. {law}", tone)))


def _facts(deadline: Deadline) -> QWidget:
    """The legal day, the start, the law and the notice's own date, a line each."""
    facts: list[tuple[str, WrapLabel]] = []
    if deadline.legal_deadline is not None:
        facts.append(("Last legal day", WrapLabel(long_date(deadline.legal_deadline))))
    start = start_words(deadline)
    if start:
        facts.append(("Counted from", WrapLabel(start)))
    if deadline.citations:
        waits = any(is_open(citation) for citation in deadline.citations)
        facts.append(("Law", ToneLabel(cited_words(deadline.citations), Tone.CAUTION if waits else Tone.PLAIN)))
    if deadline.printed_date is not None or deadline.printed_note:
        printed = long_date(deadline.printed_date) if deadline.printed_date else ""
        facts.append(
            ("The notice says", WrapLabel(". ".join(part for part in (printed, deadline.printed_note) if part)))
        )
    return _indented(_table(facts))


def _table(facts: Iterable[tuple[str, WrapLabel]]) -> QWidget:
    body = QWidget()
    grid = QGridLayout(body)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(theme.MEDIUM)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(1, 1)
    for place, (name, value) in enumerate(facts):
        label = QLabel(name)
        label.setAlignment(Qt.AlignmentFlag.AlignTop)
        label.setMinimumWidth(label.fontMetrics().horizontalAdvance(_LONGEST_NAME))
        theme.set_text_tone(label, Tone.MUTED)
        grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, place, 1)
    return body


def _urgency(day: dt.date, today: dt.date) -> tuple[Tone, str]:
    days = (day - today).days
    if days < 0:
        return Tone.BAD, "circle-alert"
    return (Tone.CAUTION, "clock") if days <= 7 else (Tone.PLAIN, "calendar-clock")


def _indented(widget: QWidget) -> QWidget:
    """A line that stands under the text of a signed line."""
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(theme.ICON_SMALL + theme.SMALL, 0, 0, 0)
    layout.addWidget(widget)
    return line


def signed_line(icon: str, tone: Tone, label: WrapLabel) -> QWidget:
    """A text that wraps, with its icon at the first line."""
    line = QWidget()
    layout = QHBoxLayout(line)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.SMALL)
    sign = IconLabel(icon, tone)
    sign.setFixedHeight(label.fontMetrics().height())
    layout.addWidget(sign)
    layout.addWidget(label, 1)
    layout.setAlignment(sign, Qt.AlignmentFlag.AlignTop)
    return line


def _steps(deadline: Deadline) -> QWidget:
    """The counting, a line each; every line names the day it comes to."""
    body = QWidget()
    column = QVBoxLayout(body)
    column.setContentsMargins(theme.WIDE, 0, 0, 0)
    column.setSpacing(theme.TIGHT)
    for step in deadline.steps:
        column.addWidget(WrapLabel(step.text))
    return body
