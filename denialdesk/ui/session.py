"""The case that is open in a window: its value, its undo history, its appraisal and its saving."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from denialdesk.domain.case import Case
from denialdesk.domain.practice import Practice
from denialdesk.domain.sources import Verification
from denialdesk.knowledge.library import Library
from denialdesk.services.appeal import Appraisal, appraise
from denialdesk.ui.history import History

SAVE_DELAY_MS = 400
RETRY_DELAY_MS = 10_000


class CaseStore(Protocol):
    """Where a session keeps cases; the answer comes later, on the window's thread."""

    def save(self, case: Case, done: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Start writing the case; exactly one of the two functions is called when it is over."""


class CaseSession(QObject):
    """The open case of one window.

    ``case`` is None when none is open. Every edit is one undoable step, is appraised at once and saved soon after.
    A value that could not be saved stays in memory and is tried again until it is.
    """

    case_opened = Signal()  # another case, or none, is now open
    case_changed = Signal()  # the open case has a new value, by an edit, undo or redo
    appraisal_changed = Signal()  # appraisal was computed anew
    saved = Signal(str)  # everything is saved; the time as HH:MM
    save_failed = Signal(object)  # the exception; the value is still in memory
    jump_requested = Signal(str)  # a target such as "patient.birth_date", see criteria.Remedy.target

    def __init__(
        self,
        library: Library,
        practice: Practice,
        *,
        clock: Callable[[], dt.datetime],
        new_id: Callable[[], str],
        store: CaseStore | None = None,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.library = library
        self.practice = practice
        self.confirmed: Mapping[str, Verification] = {}  # the office's own readings of the law, by entry
        self.other_patients: frozenset[str] = frozenset()  # names of the worklist, as person_checks.names_key has them
        self.case: Case | None = None
        self.appraisal: Appraisal | None = None
        self.history = History(self)
        self.history.value_wanted.connect(self._on_value)
        self._clock = clock
        self._new_id = new_id
        self._store = store
        self._unsaved: dict[str, Case] = {}
        self._saving: dict[str, Case] = {}
        self._save_timer = QTimer(self)
        self._save_timer.setSingleShot(True)
        self._save_timer.timeout.connect(self.save_now)

    @property
    def today(self) -> dt.date:
        """The day on which deadlines and letters are judged."""
        return self._clock().date()

    @property
    def has_unsaved(self) -> bool:
        """True while a value of any case is not known to be in the vault."""
        return bool(self._unsaved)

    @property
    def unsaved_cases(self) -> tuple[Case, ...]:
        """The values that are in memory only."""
        return tuple(self._unsaved.values())

    def new_id(self) -> str:
        """Make an id for a new row."""
        return self._new_id()

    def open(self, case: Case | None) -> None:
        """Show another case, or none; what was open is saved first. A newer value still in memory wins."""
        self.save_now()
        self.case = self._unsaved.get(case.id, case) if case is not None else None
        self.appraisal = None
        self.history.clear()
        self._appraise()
        self.case_opened.emit()
        self.appraisal_changed.emit()

    def edit(self, label: str, change: Callable[[Case], Case], merge_key: str = "") -> None:
        """Make one undoable step; steps in a row with the same merge key become one.

        A change that leaves the case equal is no step. What ``change`` raises passes through and leaves the case as
        it was.
        """
        before = self.case
        if before is None:
            return
        after = change(before)
        if after == before:
            return
        self.history.push(label, before, after, merge_key)

    def undo(self) -> None:
        """Take back the last step."""
        self.history.undo()

    def redo(self) -> None:
        """Make the last step taken back again."""
        self.history.redo()

    def jump(self, target: str) -> None:
        """Ask the window to show a place: a case field, a therapy row, an answer, a part of the letter."""
        self.jump_requested.emit(target)

    def set_practice(self, practice: Practice) -> None:
        """Use a changed practice from now on."""
        self.practice = practice
        self.refresh()

    def set_confirmed(self, confirmed: Mapping[str, Verification]) -> None:
        """Use the office's readings of the law from now on."""
        if confirmed != self.confirmed:
            self.confirmed = confirmed
            self.refresh()

    def refresh(self) -> None:
        """Appraise the open case again: the day, the practice or the criteria changed."""
        self._appraise()
        self.appraisal_changed.emit()

    def forget(self, case_id: str) -> None:
        """Drop a deleted case from memory without saving it again."""
        self._unsaved.pop(case_id, None)
        if self.case is not None and self.case.id == case_id:
            self.open(None)

    @Slot()
    def save_now(self) -> None:
        """Hand every unsaved value to the store now instead of waiting."""
        self._save_timer.stop()
        if self._store is None:
            self._unsaved.clear()
            return
        for case in tuple(self._unsaved.values()):
            if self._saving.get(case.id) is not case:
                self._start_saving(case, self._store)

    def stop_saving(self) -> None:
        """Keep to memory from now on: the vault is closed."""
        self._save_timer.stop()
        self._store = None

    def _start_saving(self, case: Case, store: CaseStore) -> None:
        self._saving[case.id] = case

        def over() -> None:
            if self._saving.get(case.id) is case:
                del self._saving[case.id]

        def done() -> None:
            over()
            if self._unsaved.get(case.id) is case:
                del self._unsaved[case.id]
            if not self._unsaved:
                self.saved.emit(self._clock().strftime("%H:%M"))

        def failed(error: Exception) -> None:
            over()
            if self._unsaved and not self._save_timer.isActive():
                self._save_timer.start(RETRY_DELAY_MS)
            self.save_failed.emit(error)

        store.save(case, done, failed)

    @Slot(object)
    def _on_value(self, case: Case) -> None:
        self.case = case
        self._unsaved[case.id] = case
        self._save_timer.start(SAVE_DELAY_MS)
        self.case_changed.emit()
        self._appraise()
        self.appraisal_changed.emit()

    def _appraise(self) -> None:
        if self.case is None:
            self.appraisal = None
        else:
            self.appraisal = appraise(
                self.case,
                self.practice,
                self.library,
                self.today,
                confirmed=self.confirmed,
                other_patients=self.other_patients,
                before=self.appraisal,
            )
