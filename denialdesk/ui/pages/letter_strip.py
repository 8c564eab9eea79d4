"""The line under the letter's tools: which version left, whether it still matches, and the way back from signing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from denialdesk.domain.case import Case, SignedForm, SignedLetter
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_versions import LetterVersion
from denialdesk.services.signed_letters import current_signed
from denialdesk.ui import theme
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone
from denialdesk.ui.widgets.labels import IconLabel, ToneLabel

PAUSE_MS = 400  # without a change before the version is worked out: never while somebody types
OWN_LETTERHEAD = (
    "Word files carry your own letterhead. These pages, the PDF and the print carry the letterhead set in the program; "
    "to print on your own, print from Word."
)
WAY_BACK = "A signed letter came back…"
State = tuple[str, Tone, str]  # an icon, its tone, the words


class LetterStrip(QWidget):
    """Says how the letter on the screen stands to the versions that left. ``mark_changed`` brings its own mark.

    ``current`` gives the letter as it would be exported now. ``returned_wanted`` asks to take a signed letter in,
    ``copy_wanted`` to write the one that was kept to a file.
    """

    mark_changed = Signal(str)  # as the foot of a page says it; empty while the letter is being changed
    returned_wanted = Signal()
    copy_wanted = Signal()

    def __init__(
        self, session: CaseSession, current: Callable[[], Letter | None], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._current = current
        self._versions: tuple[LetterVersion, ...] = ()
        self._is_due = True
        self._icon = IconLabel("info")
        self.words = ToneLabel()
        self.returned = QPushButton(WAY_BACK)
        self.returned.setToolTip("Match a signed scan, PDF or Word file to the version exported, and keep it")
        theme.set_icon(self.returned, "inbox")
        self.copy = QPushButton("Save a copy…")
        self.copy.setToolTip("Write the signed letter that was kept to a file; the file is not encrypted")
        theme.set_icon(self.copy, "file-down")
        self.letterhead = ToneLabel()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(PAUSE_MS)
        line = QHBoxLayout()
        line.setSpacing(theme.SMALL)
        line.addWidget(self._icon)
        line.addWidget(self.words, 1)
        line.addWidget(self.copy)
        line.addWidget(self.returned)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.LARGE, 0, theme.LARGE, theme.TIGHT)
        layout.setSpacing(theme.TIGHT)
        layout.addLayout(line)
        layout.addWidget(self.letterhead)
        self._pause.timeout.connect(self.refresh)
        self.returned.clicked.connect(self.returned_wanted)
        self.copy.clicked.connect(self.copy_wanted)
        session.case_opened.connect(self._on_case_opened)
        session.appraisal_changed.connect(self._on_change)
        self._show_state(None, None)

    @property
    def versions(self) -> tuple[LetterVersion, ...]:
        """The versions of the open case, the one exported last first."""
        return self._versions

    def show_versions(self, versions: Sequence[LetterVersion]) -> None:
        """Know these versions of the open case."""
        self._versions = tuple(versions)
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Work out the version of the letter on the screen, and say how it stands."""
        self._pause.stop()
        self._is_due = not self.isVisible()
        if self._is_due:
            return
        letter = self._current()
        self.mark_changed.emit(letter.mark_words if letter is not None else "")
        self._show_state(self._session.case, letter)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up when the page comes into sight."""
        super().showEvent(event)
        if self._is_due:
            self._pause.start()

    @Slot()
    def _on_case_opened(self) -> None:
        self._versions = ()
        self._show_state(None, None)

    @Slot()
    def _on_change(self) -> None:
        self.mark_changed.emit("")
        self._is_due = True
        self._pause.start()

    def _show_state(self, case: Case | None, letter: Letter | None) -> None:
        state = letter_state(case, letter, self._versions) if case is not None and letter is not None else None
        has_own = bool(self._session.practice.letterhead) and case is not None
        self._icon.setVisible(state is not None)
        self.returned.setVisible(state is not None)
        self.copy.setVisible(case is not None and current_signed(case) is not None)
        self.words.show_text(state[2] if state is not None else "")
        self.letterhead.show_text(OWN_LETTERHEAD if has_own else "")
        if state is not None:
            self._icon.show_icon(state[0], state[1])
            self.words.set_tone(state[1])


def letter_state(case: Case, letter: Letter, versions: Sequence[LetterVersion]) -> State | None:
    """How the letter on the screen stands to what left and what came back; None before anything left."""
    signed = current_signed(case)
    if signed is not None:
        return _signed_state(signed, letter)
    left = next((version for version in versions if version.kind is letter.kind and not version.is_draft), None)
    if left is None:
        return None
    when = short_day(left.exported_at)
    if left.id == letter.version_id:
        return "file-output", Tone.MUTED, f"Exported on {when} as Ref. {left.mark}. It waits for its signature."
    changed = f"This is no longer the letter that was exported on {when} as Ref. {left.mark}."
    return "triangle-alert", Tone.CAUTION, f"{changed} Export it again, or undo the change, before it is signed."


def _signed_state(signed: SignedLetter, letter: Letter) -> State:
    known = f"Ref. {signed.mark}, kept on {short_day(signed.kept_on)}"
    if signed.version_id != letter.version_id:
        changed = f"The case has changed since the signed letter ({known}) was exported: the two no longer match."
        return "triangle-alert", Tone.CAUTION, f"{changed} Packets still bind the signed letter."
    if signed.form is SignedForm.DOCX:
        came = f"The signed letter came back as a Word document ({known})."
        return "circle-alert", Tone.CAUTION, f"{came} To bind it, save it in Word as PDF and take that in as well."
    return "badge-check", Tone.GOOD, f"Signed: {known}. Packets bind the signed letter."


def short_day(at: str) -> str:
    """The day of an ISO date or moment: "Nov 21, 2026"."""
    day = dt.date.fromisoformat(at[:10])
    return f"{day:%b} {day.day}, {day.year}"
