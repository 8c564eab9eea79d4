"""The letter leaves the window: as a Word document, as a PDF, on paper; as a draft while something is missing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.errors import DenialDeskError
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_versions import LetterVersion
from denialdesk.letters.docx import render_docx
from denialdesk.letters.docx_office import LetterBase
from denialdesk.office import Office
from denialdesk.services.follow_up import record_export
from denialdesk.services.letterhead import base_of
from denialdesk.system.files import write_atomically
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.letter import LetterPage, shown_letter
from denialdesk.ui.pagination import Typesetter
from denialdesk.ui.printing import prepare_printer, print_sheets, render_pdf
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

_APPEALS = {LetterKind.FIRST_APPEAL, LetterKind.SECOND_APPEAL, LetterKind.EXPEDITED_APPEAL}
_MOST_LISTED = 6


@dataclass(frozen=True, slots=True)
class OutputFormat:
    """A kind of file: its ending, its name in a dialog, and what makes its bytes."""

    suffix: str
    name: str
    render: Callable[[Letter, LetterBase | None], bytes]


def _pages(letter: Letter, _base: LetterBase | None) -> bytes:
    return render_pdf(letter)


WORD = OutputFormat("docx", "Word document", render_docx)
PDF = OutputFormat("pdf", "PDF", _pages)


def file_name(letter: Letter, suffix: str, today: dt.date) -> str:
    """The name offered for a letter's file: what it is and its date, never whose it is."""
    what = "appeal-letter" if letter.kind in _APPEALS else letter.kind.value.replace("_", "-")
    mark = "-DRAFT" if letter.draft else ""
    return f"{what}-{(letter.date or today).isoformat()}{mark}.{suffix}"


class LetterOutput(QObject):
    """Exports and prints the letter of the session's case.

    What leaves is kept as a version; ``versions_kept`` brings all versions of the case then.
    """

    versions_kept = Signal(object)

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

    def connect_page(self, page: object) -> None:
        """Do what the buttons of the letter page ask."""
        if isinstance(page, LetterPage):
            page.docx_wanted.connect(self.export_docx)
            page.pdf_wanted.connect(self.export_pdf)
            page.print_wanted.connect(self.print_letter)

    @Slot()
    def export_docx(self) -> None:
        """Ask where, then write the Word document."""
        self._when_allowed("Export", lambda letter: self._ask_where(letter, WORD))

    @Slot()
    def export_pdf(self) -> None:
        """Ask where, then write the PDF."""
        self._when_allowed("Export", lambda letter: self._ask_where(letter, PDF))

    @Slot()
    def print_letter(self) -> None:
        """Ask for a printer, then print the pages."""
        self._when_allowed("Print", self._ask_printer)

    def _when_allowed(self, verb: str, go_on: Callable[[Letter], None]) -> None:
        session = self._session
        if session.case is None or session.appraisal is None:
            return
        readiness = session.appraisal.readiness
        letter = shown_letter(session.appraisal)
        if not letter.draft:
            go_on(letter)
            return
        listed = "\n".join(f"•  {todo.text}" for todo in readiness.blocking[:_MOST_LISTED])
        more = len(readiness.blocking) - _MOST_LISTED
        rest = f"\n…  and {more} more" if more > 0 else ""
        self._messages.ask(
            "Not ready for signature",
            f"Something is still missing:\n\n{listed}{rest}\n\n"
            f"You can {verb.lower()} the letter as it stands. Every page is then marked DRAFT.",
            f"{verb} a draft",
            lambda: go_on(letter),
            no="Go to what is missing",
            on_no=lambda: session.jump(readiness.blocking[0].target),
        )

    def _ask_where(self, letter: Letter, kind: OutputFormat) -> None:
        name = file_name(letter, kind.suffix, self._session.today)
        title = f"{'Export a draft' if letter.draft else 'Export for signature'}: {kind.name}"
        case = self._session.case
        filters = f"{kind.name} (*.{kind.suffix})"
        self._files.ask_to_save(title, name, filters, lambda path: self._write(letter, kind, path, case))

    def _write(self, letter: Letter, kind: OutputFormat, path: Path, case: Case | None) -> None:
        office, practice = self._office, self._session.practice

        def read() -> bytes | None:
            return office.letterhead.content(practice) if kind is WORD else None

        def write(letterhead: bytes | None) -> None:
            def work() -> tuple[str, ...]:
                base = base_of(letterhead)
                write_atomically(path, kind.render(letter, base))
                return base.furniture if base is not None else ()

            self._jobs.run_work(work, done)

        def done(furniture: tuple[str, ...]) -> None:
            if case is not None:
                self.keep_version(case.id, letter, furniture)
            what = "Draft" if letter.draft else kind.name
            self._messages.say(f"{what} saved as {path.name}.", Tone.GOOD)
            if not letter.draft and case is not None:
                self._record_export(case, f"{kind.name}, {letter.mark_words}", letter)

        self._jobs.run_query(read, write)

    def keep_version(self, case_id: str, letter: Letter, furniture: tuple[str, ...] = ()) -> None:
        """Keep what a letter that left says, to hold against it what comes back."""
        office = self._office

        def kept(versions: tuple[LetterVersion, ...]) -> None:
            if self._session.case is not None and self._session.case.id == case_id:
                self.versions_kept.emit(versions)

        self._jobs.run_change(lambda: office.letter_versions.keep(case_id, letter, furniture), kept)

    def _record_export(self, case: Case, what: str, letter: Letter) -> None:
        session = self._session
        if session.case is None or session.case.id != case.id:
            return
        today = session.today.isoformat()
        event = Event(session.new_id(), EventKind.EXPORTED, today, what)
        if any((each.kind, each.at, each.text) == (event.kind, event.at, event.text) for each in session.case.events):
            return
        day = letter.date or session.today
        version = session.appraisal.criteria.version if session.appraisal is not None else session.library.version
        session.edit("Exported for signature", lambda current: record_export(current, event, day, version))

    def _ask_printer(self, letter: Letter) -> None:
        case = self._session.case
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        prepare_printer(printer)
        dialog = QPrintDialog(printer, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Print a draft" if letter.draft else "Print the letter")

        def print_now() -> None:
            try:
                print_sheets(Typesetter().set_letter(letter), printer)
            except DenialDeskError as error:
                self._messages.show_error(error)
            else:
                self._messages.say("The letter was sent to the printer.", Tone.GOOD)
                if case is not None:
                    self.keep_version(case.id, letter)

        dialog.accepted.connect(print_now)
        QDialog.open(dialog)  # QPrintDialog.open wants a receiver
