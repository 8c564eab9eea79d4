"""Files in and out besides the letter: a case file, a medication history."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.changes import Changes
from denialdesk.domain.proposals import HistoryProposal
from denialdesk.office import Office
from denialdesk.services.intake import accept_therapies, propose_history
from denialdesk.system.files import read_whole, write_atomically
from denialdesk.ui.dialogs.import_history import ImportHistoryDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import Messages
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

LARGEST_CASE = 20_000_000
LARGEST_HISTORY = 100_000_000
_CASE_FILTER = "DenialDesk case (*.json)"


class CaseFiles(QObject):
    """Imports and exports for one window. ``case_imported`` brings a case that was just added to the vault."""

    case_imported = Signal(object)

    def __init__(
        self, window: QWidget, office: Office, session: CaseSession, jobs: Jobs, messages: Messages, files: FileDialogs
    ) -> None:
        super().__init__(window)
        self._window = window
        self._office = office
        self._session = session
        self._jobs = jobs
        self._messages = messages
        self._files = files

    @Slot()
    def import_case(self) -> None:
        """Ask for a case file and add its case to the worklist."""
        self._files.ask_to_open("Import a case", f"{_CASE_FILTER};;All files (*)", self._import_case)

    def _import_case(self, path: Path) -> None:
        office = self._office

        def work() -> tuple[Case, Changes]:
            return office.cases.import_json(read_whole(path, largest=LARGEST_CASE))

        self._jobs.run_change(work, self.case_imported.emit)

    @Slot()
    def export_case(self) -> None:
        """Say that a case file is readable by anyone, then ask where and write it."""
        case = self._session.case
        if case is None:
            return
        name = f"case-{self._session.today.isoformat()}.json"
        self._messages.ask(
            "Export the case",
            "A case file is not encrypted: whoever has it can read the patient's data. "
            "Keep it where such data belongs, and delete it when it is no longer needed.",
            "Export",
            lambda: self._ask_where(case.id, name),
        )

    def _ask_where(self, case_id: str, name: str) -> None:
        self._files.ask_to_save("Export the case", name, _CASE_FILTER, lambda path: self._export_case(case_id, path))

    def _export_case(self, case_id: str, path: Path) -> None:
        office = self._office
        self._session.save_now()  # queued before the export on the same thread

        def work() -> None:
            write_atomically(path, office.cases.export_json(case_id), private=True)

        self._jobs.run_query(work, lambda _nothing: self._messages.say(f"Case saved as {path.name}.", Tone.GOOD))

    @Slot()
    def import_history(self) -> None:
        """Ask for a chart export and propose its medications for the log."""
        if self._session.case is not None:
            kinds = "Chart export (*.json);;All files (*)"
            self._files.ask_to_open("Import medication history", kinds, self._read_history)

    def _read_history(self, path: Path) -> None:
        session, case = self._session, self._session.case
        if case is None:
            return
        today = session.today

        def work() -> HistoryProposal:
            data = read_whole(path, largest=LARGEST_HISTORY)
            return propose_history(data, case, session.library, session.new_id, today)

        self._jobs.run_work(work, lambda proposal: self._show_proposal(proposal, case.id))

    def _show_proposal(self, proposal: HistoryProposal, case_id: str) -> None:
        dialog = ImportHistoryDialog(proposal, self._window)

        def add(chosen: frozenset[str]) -> None:
            if self._session.case is None or self._session.case.id != case_id:
                return
            self._session.edit("Import medication history", lambda current: accept_therapies(current, proposal, chosen))
            self._session.jump("therapies")

        dialog.rows_chosen.connect(add)
        dialog.open()
