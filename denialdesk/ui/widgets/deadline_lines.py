"""The last days to file, how each was counted, and what is asked where none can be counted."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from denialdesk.domain.law import Deadline, Rights
from denialdesk.ui import theme
from denialdesk.ui.day_words import days_left, long_date
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.disclosure import Disclosure
from denialdesk.ui.widgets.labels import IconLabel, StrongLabel, ToneLabel, WrapLabel


class DeadlineLines(QWidget):
    """One block for each deadline found in the law of the case, or the sentence why none was counted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[object, ...] = ()
        self.blocks: list[DeadlineBlock] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(theme.MEDIUM)

    def show_rights(self, rights: Rights | None, today: dt.date) -> None:
        """Show the deadlines of a case; nothing moves while they stay the same."""
        deadlines = rights.deadlines if rights else ()
        unknown = rights.unknown if rights else ""
        if (deadlines, unknown, today) == self._shown:
            return
        opened = {block.level_id for block in self.blocks if block.is_open}
        self.blocks = [DeadlineBlock(each, today, is_open=each.level_id in opened) for each in deadlines]
        self._shown = (deadlines, unknown, today)
        while (item := self._layout.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for block in self.blocks:
            self._layout.addWidget(block)
            block.show()
        if not deadlines:
            text = unknown or "No last day could be counted yet: choose the plan type and enter the notice date."
            self._layout.addWidget(_signed_line("circle-question-mark", Tone.CAUTION, ToneLabel(text, Tone.CAUTION)))

    def text(self) -> str:
        """Everything said, for a test or a screen reader."""
        labels = self.findChildren(WrapLabel)
        return "\n".join(label.text() for label in labels if label.isVisibleTo(self))


class DeadlineBlock(QWidget):
    """One deadline: the safe day and the days left, the legal day, and the counting on demand."""

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
            layout.addWidget(_signed_line("circle-question-mark", Tone.CAUTION, StrongLabel(deadline.label)))
            layout.addWidget(WrapLabel(f"{refusal} {deadline.ask}".strip()))
        else:
            tone, icon = _urgency(deadline.file_by, today)
            when = f"File by {long_date(deadline.file_by)} – {days_left(deadline.file_by, today)}"
            layout.addWidget(_signed_line(icon, tone, StrongLabel(when)))
            layout.addWidget(ToneLabel(_legal_line(deadline)))
        for warning in (*deadline.warnings, deadline.printed_note):
            if warning:
                layout.addWidget(_signed_line("triangle-alert", Tone.CAUTION, ToneLabel(warning, Tone.CAUTION)))
        self.counting: Disclosure | None = None
        if deadline.steps:
            self.counting = Disclosure("How this was counted", _steps(deadline), is_open=is_open)
            layout.addWidget(self.counting)

    @property
    def is_open(self) -> bool:
        """True while the counting shows."""
        return self.counting is not None and self.counting.is_open


def _legal_line(deadline: Deadline) -> str:
    cited = "; ".join(citation.for_letter for citation in deadline.citations)
    legal = f"Legal last day {long_date(deadline.legal_deadline)}" if deadline.legal_deadline else "No legal last day"
    return " – ".join(part for part in (deadline.label, legal, cited) if part)


def _urgency(file_by: dt.date, today: dt.date) -> tuple[Tone, str]:
    days = (file_by - today).days
    if days < 0:
        return Tone.BAD, "circle-alert"
    return (Tone.CAUTION, "clock") if days <= 7 else (Tone.PLAIN, "calendar-clock")


def _signed_line(icon: str, tone: Tone, label: WrapLabel) -> QWidget:
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
