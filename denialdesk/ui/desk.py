"""An office at work: its cases, the one that is open, saving and closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from denialdesk.domain.case import Case
from denialdesk.domain.case_summary import CaseSummary, summarise
from denialdesk.domain.changes import Area, Changes
from denialdesk.domain.person_checks import worklist_keys
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.domain.sources import Verification
from denialdesk.office import Office
from denialdesk.services.criteria import OfficeCriteria
from denialdesk.services.vault import Protection
from denialdesk.ui.case_acts import CaseActs
from denialdesk.ui.case_files import CaseFiles
from denialdesk.ui.criteria_acts import NAME_PREFERENCE, CriteriaActs
from denialdesk.ui.data_acts import DataActs
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Job, Jobs
from denialdesk.ui.law_acts import LawActs
from denialdesk.ui.letter_output import LetterOutput
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.packet_acts import PacketActs
from denialdesk.ui.pages.criteria import CriteriaPage
from denialdesk.ui.pages.worklist_model import CaseRow, case_row
from denialdesk.ui.session import CaseSession
from denialdesk.ui.signed_acts import SignedActs
from denialdesk.ui.theme import Tone
from denialdesk.ui.view_acts import ViewActs
from denialdesk.ui.work_area import WorkArea

_VAULT_WORDS = {
    Protection.KEYCHAIN: "Vault locked to this PC",
    Protection.PASSPHRASE: "Vault locked by a passphrase",
}
_MINUTE_MS = 60_000
_NO_RECOVERY_KEY = (
    "Nobody has shown yet that the office has its recovery key. Without it, a dead computer means lost cases, even "
    "where there are backups."
)


@dataclass(frozen=True, slots=True)
class OfficeData:
    """What is read once when the vault has been opened."""

    practice: Practice
    rows: tuple[CaseRow, ...]
    preferences: dict[str, str]
    criteria: OfficeCriteria
    protection: Protection | None
    recovery_confirmed: bool
    confirmed: dict[str, Verification]


class _VaultStore:
    """Saves cases through the jobs."""

    def __init__(self, office: Office, jobs: Jobs) -> None:
        self._office = office
        self._jobs = jobs

    def save(self, case: Case, done: Callable[[], None], failed: Callable[[Exception], None]) -> None:
        """Write a case on the thread that owns the database."""
        self._jobs.run_change(lambda: (None, self._office.cases.save(case)), lambda _nothing: done(), failed)


class Desk(QObject):
    """Joins one window with one office.

    ``ready`` comes when work can begin, ``changed`` after every write, ``vault_closed`` with the reason when a backup
    that was put back does not open.
    """

    changed = Signal(Changes)
    ready = Signal()
    vault_closed = Signal(object)

    def __init__(self, window: MainWindow, office: Office, jobs: Jobs, messages: Messages) -> None:
        super().__init__(window)
        self.window = window
        self.office = office
        self.session = CaseSession(
            office.library,
            Practice(),
            clock=office.clock,
            new_id=office.new_id,
            store=_VaultStore(office, jobs),
            parent=self,
        )
        self.area = WorkArea(self.session)
        self._jobs = jobs
        self._messages = messages
        self._file_dialogs = FileDialogs(window)
        self.output = LetterOutput(window, office, self.session, jobs, messages, self._file_dialogs)
        self.files = CaseFiles(window, office, self.session, jobs, messages, self._file_dialogs)
        self.acts = CaseActs(self.area, self.session, messages, self.output)
        self.views = ViewActs(window, self.area, office, jobs, messages)
        self.law = LawActs(window, self.area, office, jobs, messages, self._file_dialogs)
        self.packet = PacketActs(window, self.area, office, jobs, messages, self._file_dialogs)
        self.signed = SignedActs(window, self.area, office, self.output, self.packet.output, jobs, messages)
        self.data = DataActs(window, office, self.session, jobs, messages, self._file_dialogs)
        self.criteria = CriteriaActs(window, office, self.session, jobs, messages)
        self._rows: dict[CaseSummary, CaseRow] = {}
        self._summary: CaseSummary | None = None
        self._day = self.session.today
        self._opening: Job[Case] | None = None
        self._is_closing = False
        self._vault_words = ""
        self._minute = QTimer(self)
        self._minute.timeout.connect(self._on_minute)
        messages.use_bar(window, self.area.messages)
        self._connect()

    def start(self, *, is_new: bool) -> None:
        """Read the office's data and show it; a new office is asked for its letterhead."""

        def done(data: OfficeData) -> None:
            self._show(data)
            if is_new:
                self.views.edit_practice()

        self._jobs.run_query(self._read, done)

    # ---- reading

    def _read(self) -> OfficeData:
        office = self.office
        preferences = office.preferences.get_all()
        criteria = office.read_criteria()
        confirmed = office.law_readings.confirmed()
        vault = office.vault
        return OfficeData(
            *(office.practice.get(), self._read_rows(), preferences, criteria),
            *(vault.protection, vault.recovery_confirmed, confirmed),
        )

    def _read_rows(self) -> tuple[CaseRow, ...]:
        """The worklist's rows; deadlines are counted only for lines that are new, off the window's thread."""
        day = self.office.clock().date()
        known = self._rows
        law = self.office.library.law
        rows = {
            summary: known[summary] if summary in known and known[summary].today == day else case_row(summary, law, day)
            for summary in self.office.cases.list_cases()
        }
        self._rows = rows
        return tuple(rows.values())

    def _show(self, data: OfficeData) -> None:
        """Begin work: the window as it was left, with the case that was open."""
        self._take(data)
        self.window.status.show_saved("")
        self.views.restore(data.preferences)
        self._tell_office(data)
        last = data.preferences.get("case", "")
        if self.area.worklist.row_of(last) is not None:
            self.open_case(last)
        elif self.office.is_sample and data.rows:
            self.open_case(data.rows[-1].case_id)
        else:
            self.area.worklist.focus_search()
        self.ready.emit()

    def _take(self, data: OfficeData) -> None:
        """Use what the vault holds."""
        window = self.window
        self.criteria.use(data.criteria, data.preferences.get(NAME_PREFERENCE, ""))
        self.session.set_practice(data.practice)
        self.law.start(data.confirmed, data.preferences)
        self.law.show_rows(data.rows)
        self.area.worklist.show_cases(data.rows)
        self.session.other_patients = worklist_keys(row.name for row in data.rows)
        self._show_lock(data.protection)
        window.actions_.set_vault_open(is_open=True)
        window.show_work(self.area)
        self._minute.start(_MINUTE_MS)

    def _tell_office(self, data: OfficeData) -> None:
        """Say once per start what the office should see to."""
        problem, notices = self.office.vault.backup_problem, self.area.notices
        if problem is not None:
            notices.show_message(f"{problem.message} {problem.remedy}".strip(), Tone.BAD)
        elif not data.recovery_confirmed and not self.office.is_sample:
            notices.show_message(_NO_RECOVERY_KEY, Tone.CAUTION, act="Make a new recovery key…")

    @Slot()
    def reload(self) -> None:
        """Go on with what the vault holds now: a backup was put in its place, or it was closed and opened again."""
        before = self.session.case.id if self.session.case is not None else ""
        self.session.open(None)
        self._rows = {}

        def done(data: OfficeData) -> None:
            self._take(data)
            if self.area.worklist.row_of(before) is not None:
                self.open_case(before)

        self._jobs.run_query(self._read, done)

    @Slot(object)
    def _on_vault_closed(self, reason: object) -> None:
        self._minute.stop()
        self.session.open(None)
        self.window.actions_.set_vault_open(is_open=False)
        self.vault_closed.emit(reason)

    @Slot(object)
    def _show_lock(self, protection: Protection | None) -> None:
        self._vault_words = _VAULT_WORDS[protection] if protection else ""
        if self.office.is_sample:
            self._vault_words = "Sample office: nothing is kept"
            self.window.setWindowTitle("DenialDesk – sample office, invented patients")
        self._show_edition()

    @Slot()
    def _show_edition(self) -> None:
        edition = self.office.library.version.partition("+")[0].replace(".", "-")
        self.window.status.show_vault(self._vault_words, edition)

    # ---- wiring

    def _connect(self) -> None:
        session, area, window = self.session, self.area, self.window
        session.saved.connect(window.status.show_saved)
        session.save_failed.connect(window.status.show_failure)
        session.case_changed.connect(window.status.show_saving)
        session.case_changed.connect(self._show_row)
        session.case_opened.connect(self._on_case_opened)
        session.history.changed.connect(self._show_undo)
        window.status.retry_wanted.connect(session.save_now)
        window.close_wanted.connect(self.close)
        self._jobs.changed.connect(self.changed)
        self.changed.connect(self._on_changed)
        area.worklist.case_chosen.connect(self.open_case)
        area.worklist.new_case_wanted.connect(self.new_case)
        area.worklist.use_commands(window.actions_.commands)
        area.empty.new_case.clicked.connect(self.new_case)
        area.empty.import_case.clicked.connect(self.files.import_case)
        self.files.case_imported.connect(self._on_case_added)
        self.criteria.in_force.connect(self._show_edition)
        window.actions_.criteria.triggered.connect(self.criteria.show_list)
        self.views.practice_changed.connect(self._save_practice)
        actions = window.actions_
        self.acts.connect_actions(actions)
        self.views.connect_actions(actions)
        self.law.connect_actions(actions)
        self.law.case_wanted.connect(self.open_case)
        actions.new_case.triggered.connect(self.new_case)
        actions.delete_case.triggered.connect(self._ask_delete)
        actions.import_case.triggered.connect(self.files.import_case)
        actions.export_case.triggered.connect(self.files.export_case)
        actions.import_history.triggered.connect(self.files.import_history)
        actions.export_docx.triggered.connect(self.output.export_docx)
        actions.export_pdf.triggered.connect(self.output.export_pdf)
        actions.print_letter.triggered.connect(self.output.print_letter)
        self.data.connect_actions(actions)
        self.data.cases_replaced.connect(self.reload)
        self.data.vault_closed.connect(self._on_vault_closed)
        self.data.lock.locked_anew.connect(self._show_lock)
        self.data.lock.key_kept.connect(area.notices.hide)
        area.notices.act_wanted.connect(self.data.lock.make_recovery_key)
        actions.undo.triggered.connect(session.undo)
        actions.redo.triggered.connect(session.redo)
        area.page_made.connect(self._on_page_made)

    @Slot(object)
    def _on_page_made(self, page: object) -> None:
        self.output.connect_page(page)
        self.views.connect_page(page)
        if isinstance(page, CriteriaPage):
            page.policy_edit_wanted.connect(self.criteria.edit)
            page.policy_entry_wanted.connect(self.criteria.enter_new)

    # ---- cases

    @Slot(str)
    def open_case(self, case_id: str) -> None:
        """Open a case of the worklist; the one that is open is saved first."""
        if self.session.case is not None and self.session.case.id == case_id:
            return
        if self._opening is not None:
            self._opening.cancel()
        self.session.save_now()
        office = self.office
        self._opening = self._jobs.run_query(lambda: office.cases.get(case_id), self.session.open)

    @Slot()
    def new_case(self) -> None:
        """Start a case; the practice's only prescriber is put in already."""
        prescribers = self.session.practice.prescribers
        prescriber = prescribers[0] if len(prescribers) == 1 else Prescriber()
        office = self.office
        self._jobs.run_change(lambda: office.cases.create(Case("", prescriber=prescriber)), self._on_case_added)

    @Slot(object)
    def _on_case_added(self, case: Case) -> None:
        self.session.open(case)
        self.session.jump("patient.first_name")

    @Slot()
    def _ask_delete(self) -> None:
        case = self.session.case
        if case is None:
            return
        who = case.patient.full_name or "a patient without a name"
        self._messages.ask(
            "Delete the case",
            f"Delete the case of {who} with everything in it? This cannot be undone.",
            "Delete",
            lambda: self._delete(case.id),
            no="Keep",
        )

    def _delete(self, case_id: str) -> None:
        office = self.office
        self.session.forget(case_id)
        self._jobs.run_change(lambda: (None, office.cases.delete(case_id)), lambda _nothing: None)

    @Slot()
    def _on_case_opened(self) -> None:
        case = self.session.case
        self._opening = None
        self._messages.clear()
        self.window.actions_.set_case_open(is_open=case is not None)
        self._summary = summarise(case) if case is not None else None
        self.acts.show_state()
        self._show_undo()
        self._show_row()

    @Slot()
    def _show_row(self) -> None:
        """Show the open case's line as it is being typed; a line that says the same is left alone."""
        case = self.session.case
        if case is None:
            return
        summary = summarise(case)
        if summary != self._summary:
            self._summary = summary
            self.area.worklist.show_one(case_row(summary, self.session.library.law, self.session.today))

    @Slot()
    def _show_undo(self) -> None:
        history, actions = self.session.history, self.window.actions_
        for action, can, text, verb in (
            (actions.undo, history.can_undo, history.undo_text, "Undo"),
            (actions.redo, history.can_redo, history.redo_text, "Redo"),
        ):
            action.setEnabled(can)
            action.setText(f"{verb}: {text}" if can and text else verb)

    @Slot(Changes)
    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(Area.CASE_LIST) and not self._is_closing:
            self._jobs.run_query(self._read_rows, self._on_rows)

    def _on_rows(self, rows: tuple[CaseRow, ...]) -> None:
        self.law.show_rows(rows)
        self.area.worklist.show_cases(rows)
        self.session.other_patients = worklist_keys(row.name for row in rows)
        self.area.worklist.show_open(self.session.case.id if self.session.case else "")

    @Slot(object, object)
    def _save_practice(self, practice: Practice, letterhead: bytes | None) -> None:
        office = self.office
        self._jobs.run_change(lambda: office.letterhead.save(practice, letterhead), self.session.set_practice)

    @Slot()
    def _on_minute(self) -> None:
        """Count deadlines anew when the day has turned."""
        if self.session.today != self._day:
            self._day = self.session.today
            self.session.refresh()
            self._jobs.run_query(self._read_rows, self._on_rows)

    # ---- closing

    @Slot()
    def close(self) -> None:
        """Save what is unsaved, close the vault, join the threads, close the window. Nothing is lost without a yes."""
        if self._is_closing:
            return
        self._is_closing = True
        focused = QApplication.focusWidget()
        if focused is not None:
            focused.clearFocus()  # a field hands over what is typed in it when it is left, and that must be saved too
        if not self.session.has_unsaved:
            self._close_vault()
            return
        self.session.saved.connect(self._on_saved_at_close)
        self.session.save_failed.connect(self._on_failed_at_close)
        self.session.save_now()

    @Slot()
    def _on_saved_at_close(self) -> None:
        self._stop_waiting()
        self._close_vault()

    @Slot(object)
    def _on_failed_at_close(self, _error: Exception) -> None:
        self._stop_waiting()
        self._is_closing = False
        self._messages.ask(
            "Not saved",
            "Your last changes could not be saved; the line at the foot of the window says why.\n\n"
            "Keep the window open, mend it and try again, or export the case to a file first.",
            "Close and lose the changes",
            self._close_vault,
            no="Keep open",
        )

    def _stop_waiting(self) -> None:
        self.session.saved.disconnect(self._on_saved_at_close)
        self.session.save_failed.disconnect(self._on_failed_at_close)

    def _close_vault(self) -> None:
        self._is_closing = True
        self._minute.stop()
        office = self.office
        values = self.views.preferences()
        values["case"] = self.session.case.id if self.session.case is not None else ""

        def work() -> None:
            try:
                office.preferences.save(values)
            finally:
                office.close()

        def over(_result: object) -> None:
            self.session.stop_saving()
            self._jobs.close()
            self.window.close_now()

        # How the window was left is no reason to keep it open: an error there is let go.
        self._jobs.run_query(work, over, over)
