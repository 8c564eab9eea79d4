"""What the menus do with the law and the dates of the whole office: citations, agenda, calendar file, reminders."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from denialdesk.domain.confirmations import Confirmable
from denialdesk.domain.sources import Verification
from denialdesk.office import Office
from denialdesk.services.agenda import KeyDate, calendar_file, reminders_today, still_of_use
from denialdesk.services.law_readings import EarlierReading, lines_of
from denialdesk.system.files import write_atomically
from denialdesk.ui.actions import Actions
from denialdesk.ui.dialogs.agenda import AgendaDialog, AgendaLine
from denialdesk.ui.dialogs.law_citations import LawCitationsDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.worklist_model import CaseRow
from denialdesk.ui.reminder_bar import ReminderLine
from denialdesk.ui.theme import Tone
from denialdesk.ui.work_area import WorkArea

_PREFERENCE = "reminders_put_away"
_READER = "law_reader"


@dataclass(frozen=True, slots=True)
class _LawState:
    """What the citations dialog shows, read at once."""

    confirmed: dict[str, Verification]
    lines: tuple[Confirmable, ...]
    earlier: tuple[EarlierReading, ...]


class LawActs(QObject):
    """Joins the office's law and dates with the window. ``case_wanted`` brings the id of a case to open."""

    case_wanted = Signal(str)

    def __init__(
        self,
        window: MainWindow,
        area: WorkArea,
        office: Office,
        jobs: Jobs,
        messages: Messages,
        files: FileDialogs,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._area = area
        self._office = office
        self._jobs = jobs
        self._messages = messages
        self._files = files
        self._rows: tuple[CaseRow, ...] = ()
        self._day = dt.date.min
        self._standing: frozenset[str] = frozenset()
        self._put_away: dict[str, str] = {}
        self._reader = ""
        self._agenda: AgendaDialog | None = None
        area.reminders.case_wanted.connect(self.case_wanted)
        area.reminders.dismissed.connect(self._on_dismissed)
        area.reminders.agenda_wanted.connect(self.show_agenda)
        area.law_wanted.connect(self.show_citations)

    def connect_actions(self, actions: Actions) -> None:
        """Do what the menus ask."""
        actions.law_citations.triggered.connect(self.show_citations)
        actions.agenda.triggered.connect(self.show_agenda)

    def start(self, confirmed: dict[str, Verification], preferences: dict[str, str]) -> None:
        """Use what was kept: the office's readings, and which reminders were put away."""
        self._area.session.set_confirmed(confirmed)
        self._day = dt.date.min  # other cases may be there than before: find the reminders anew
        self._put_away = _read_put_away(preferences.get(_PREFERENCE, ""))
        self._reader = preferences.get(_READER, "")

    # ---- the dates of all cases

    def show_rows(self, rows: Sequence[CaseRow]) -> None:
        """Take the dates of the worklist. Reminders are found at the start and when the day has turned."""
        self._rows = tuple(rows)
        today = self._area.session.today
        if today != self._day:
            self._day = today
            found = reminders_today(self._dates, today, self._put_away)
            self._standing = frozenset(item.key for item in found)
        self._show_reminders()
        if self._agenda is not None and self._agenda.isVisible():
            self._agenda.show_lines(self._agenda_lines(), today)

    @property
    def _dates(self) -> tuple[KeyDate, ...]:
        return tuple(date for row in self._rows for date in row.dates)

    def _show_reminders(self) -> None:
        """A reminder goes when its case was filed, its date moved, or a person put it away; none comes between."""
        today = self._area.session.today
        names = {row.case_id: row.name for row in self._rows}
        found = reminders_today(sorted(self._dates, key=lambda date: date.day), today, self._put_away)
        lines = [ReminderLine(item, names[item.date.case_id]) for item in found if item.key in self._standing]
        self._area.reminders.show_lines(lines, today)

    @Slot(object)
    def _on_dismissed(self, keys: tuple[str, ...]) -> None:
        day = self._area.session.today.isoformat()
        self._put_away = still_of_use(self._put_away | dict.fromkeys(keys, day), self._dates)
        self._show_reminders()
        self._keep({_PREFERENCE: json.dumps(self._put_away)})

    @Slot()
    def show_agenda(self) -> None:
        """Open the list of all dates."""
        if self._agenda is None:
            self._agenda = AgendaDialog(self._window)
            self._agenda.case_wanted.connect(self.case_wanted)
            self._agenda.export_wanted.connect(self._on_export)
        self._agenda.show_lines(self._agenda_lines(), self._area.session.today)
        self._agenda.show()
        self._agenda.raise_()
        self._agenda.activateWindow()

    def _agenda_lines(self) -> tuple[AgendaLine, ...]:
        return tuple(AgendaLine(date, row.name, row.drug) for row in self._rows for date in row.dates)

    @Slot(object)
    def _on_export(self, dates: tuple[KeyDate, ...]) -> None:
        text = calendar_file(dates, self._office.clock())

        def write(path: Path) -> None:
            def done(_nothing: None) -> None:
                self._messages.say(f"{len(dates)} dates saved as {path.name}. It names no patient.", Tone.GOOD)

            self._jobs.run_work(lambda: write_atomically(path, text.encode()), done)

        self._files.ask_to_save("Save as calendar file", "denialdesk-dates.ics", "Calendar file (*.ics)", write)

    # ---- the law

    @Slot()
    def show_citations(self) -> None:
        """Open the list of all law that the office's letters use."""
        dialog = LawCitationsDialog(self._reader, self._window)

        def confirm(lines: tuple[Confirmable, ...], who: str) -> None:
            service = self._office.law_readings
            self._change(dialog, who, lambda: service.confirm(lines, who))

        def withdraw(lines: tuple[Confirmable, ...], who: str) -> None:
            service = self._office.law_readings
            self._change(dialog, who, lambda: service.withdraw(lines, who))

        dialog.confirm_wanted.connect(confirm)
        dialog.withdraw_wanted.connect(withdraw)
        self._read(dialog)
        dialog.open()

    def _change(self, dialog: LawCitationsDialog, who: str, work: object) -> None:
        if not callable(work):
            raise TypeError(work)
        self._reader = who
        self._keep({_READER: who})
        self._jobs.run_change(lambda: (None, work()), lambda _nothing: self._read(dialog))

    def _read(self, dialog: LawCitationsDialog) -> None:
        open_dialogs = [dialog]
        dialog.finished.connect(open_dialogs.clear)

        def show(state: _LawState) -> None:
            self._area.session.set_confirmed(state.confirmed)
            for each in open_dialogs:
                each.show_lines(state.lines, state.earlier)

        self._jobs.run_query(self._read_state, show)

    def _read_state(self) -> _LawState:
        office = self._office
        day, law, service = office.clock().date(), office.library.law, office.law_readings
        confirmed = service.confirmed()
        lines = lines_of(office.cases.list_cases(), law, day, confirmed)
        return _LawState(confirmed, lines, service.earlier(lines, law, day))

    def _keep(self, values: dict[str, str]) -> None:
        office = self._office
        self._jobs.run_change(lambda: (None, office.preferences.save(values)), lambda _nothing: None)


def _read_put_away(text: str) -> dict[str, str]:
    """What was put away before; a preference that cannot be read puts nothing away."""
    try:
        found = json.loads(text) if text else {}
    except ValueError:
        return {}
    return {str(key): str(day) for key, day in found.items()} if isinstance(found, dict) else {}
