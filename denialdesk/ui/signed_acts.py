"""Signed letters come back: read off the window's thread, matched, compared, kept, and bound by packets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from denialdesk.domain.case import Agreement, Case, SignedForm
from denialdesk.domain.changes import NO_CHANGES, Changes
from denialdesk.domain.errors import DenialDeskError, PasswordNeededError
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_versions import LetterVersion
from denialdesk.domain.packet import LARGEST_EXHIBIT
from denialdesk.office import Office
from denialdesk.services.file_worker import StoppedError
from denialdesk.services.returned_file import Returned, ReturnedReader, docx_paragraphs
from denialdesk.services.signed_letters import (
    Comparison,
    Match,
    OtherLetterError,
    add_signed,
    compare,
    current_signed,
    find_version,
    signed_for_packet,
    signed_letter,
    version_with_mark,
)
from denialdesk.system.files import read_whole, write_atomically
from denialdesk.ui.dialogs.file_password import FilePasswordDialog
from denialdesk.ui.dialogs.make_packet import PacketWish
from denialdesk.ui.dialogs.returned_letter import ReturnedLetterDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.letter_output import LetterOutput
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.packet_output import PacketOutput
from denialdesk.ui.pages.letter import LetterPage, shown_letter
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.theme import Tone
from denialdesk.ui.work_area import WorkArea

FILE_KINDS = "Signed letters (*.pdf *.docx *.jpg *.jpeg *.png *.tif *.tiff);;All files (*)"
_NOTHING_LEFT = (
    "No letter of this case has been exported yet, so there is none that could come back. Export the letter first: "
    "what is exported carries a mark by which its signed copy is known."
)
_NOT_BOUND = (
    "The signed letter came back as a Word document, which cannot be bound. Save it in Word as PDF and choose that."
)
Edited = tuple[tuple[str, ...], ...]


class SignedActs(QObject):
    """Takes signed letters in and hands them to packets. ``kept`` comes when one was put into its case."""

    kept = Signal()
    _read_on = Signal(int, int)

    def __init__(
        self,
        window: MainWindow,
        area: WorkArea,
        office: Office,
        output: LetterOutput,
        packets: PacketOutput,
        jobs: Jobs,
        messages: Messages,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._area = area
        self._office = office
        self._session = area.session
        self._output = output
        self._packets = packets
        self._jobs = jobs
        self._messages = messages
        self._files = FileDialogs(window)
        self._versions: tuple[LetterVersion, ...] = ()
        self._reader: ReturnedReader | None = None
        self._returned: Returned | None = None
        self._edited: dict[str, Edited] = {}
        self._agreement = Agreement.NOT_COMPARED
        self._wish: PacketWish | None = None
        self._packet: tuple[str, Letter] | None = None
        self.dialog: ReturnedLetterDialog | None = None
        self._read_on.connect(self._on_read_on)
        self._session.case_opened.connect(self._on_case_opened)
        output.versions_kept.connect(self._show_versions)
        area.page_made.connect(self._connect_page)
        window.actions_.signed_letter.triggered.connect(self.take_in)
        window.actions_.make_packet.triggered.connect(self._on_packet_asked)
        packets.finished.connect(self._on_packet_finished)
        window.close_wanted.connect(self.stop)
        window.closed.connect(self.stop)

    @Slot()
    def stop(self) -> None:
        """End the reading, or closing would wait for it."""
        if self._reader is not None:
            self._reader.stop()

    # ---- the versions of the open case

    @Slot(object)
    def _connect_page(self, page: object) -> None:
        if isinstance(page, LetterPage):
            page.strip.returned_wanted.connect(self.take_in)
            page.strip.copy_wanted.connect(self.save_copy)
            page.strip.show_versions(self._versions)
        elif isinstance(page, PacketPage):
            page.exhibits.packet_wanted.connect(self._on_packet_asked)

    @Slot()
    def _on_case_opened(self) -> None:
        self._versions = ()
        case, office = self._session.case, self._office
        if self.dialog is not None:
            self.dialog.reject()
        if case is None:
            return

        def read() -> tuple[str, tuple[LetterVersion, ...]]:
            office.signed_letters.clear_unused(case)
            return case.id, office.letter_versions.of_case(case.id)

        def show(found: tuple[str, tuple[LetterVersion, ...]]) -> None:
            if self._session.case is not None and self._session.case.id == found[0]:
                self._show_versions(found[1])

        self._jobs.run_query(read, show)

    @Slot(object)
    def _show_versions(self, versions: tuple[LetterVersion, ...]) -> None:
        self._versions = versions
        for page in self._area.findChildren(LetterPage):
            page.strip.show_versions(versions)

    # ---- taking one in

    @Slot()
    def take_in(self) -> None:
        """Ask for the file of a letter that came back."""
        if self._session.case is None or self.dialog is not None:
            return
        if not self._versions:
            self._messages.say(_NOTHING_LEFT, Tone.CAUTION)
            return
        self._files.ask_to_open("A signed letter came back", FILE_KINDS, self.read_file)

    @Slot()
    def save_copy(self) -> None:
        """Ask where, then write the signed letter that goes out; the name says what it is, never whose."""
        case = self._session.case
        signed = current_signed(case) if case is not None else None
        if signed is None:
            return
        office, form = self._office, signed.form.value
        name = f"signed-letter-{signed.signed_on or signed.kept_on}.{form}"

        def write(path: Path) -> None:
            def work() -> None:
                write_atomically(path, office.signed_letters.content(signed.document_id))

            def done(_nothing: None) -> None:
                self._messages.say(f"The signed letter was saved as {path.name}. The file is not encrypted.", Tone.GOOD)

            self._jobs.run_query(work, done)

        self._files.ask_to_save("Save the signed letter", name, f"Signed letter (*.{form})", write)

    def read_file(self, path: Path) -> None:
        """Read a file that came back and show what it is."""
        case = self._session.case
        if case is None or self.dialog is not None:
            return
        dialog = ReturnedLetterDialog(self._versions, self._session.today, self._window)
        dialog.version_chosen.connect(self._on_version)
        dialog.mark_typed.connect(self._on_mark)
        dialog.keep_wanted.connect(self._on_keep)
        dialog.stop_wanted.connect(self.stop)
        dialog.finished.connect(self._on_dialog_over)
        self.dialog = dialog
        dialog.open()
        self._read(path, case)

    def _read(self, path: Path, case: Case, password: str = "") -> None:
        reader = self._reader = ReturnedReader()

        def work() -> Returned:
            try:
                return reader.read(
                    read_whole(path, largest=LARGEST_EXHIBIT), password=password, on_page=self._read_on.emit
                )
            finally:
                reader.close()

        def failed(error: Exception) -> None:
            self._reader = None
            if isinstance(error, PasswordNeededError) and self.dialog is not None:
                self._ask_password(path, case, error.message)
            elif not isinstance(error, StoppedError):
                self._refuse(error)

        self._jobs.run_work(work, lambda returned: self._match(returned, case), failed)

    def _ask_password(self, path: Path, case: Case, said: str) -> None:
        asked = FilePasswordDialog(path.name, said, self._window)
        asked.given.connect(lambda password: self._read(path, case, password))
        asked.rejected.connect(self._on_no_password)
        asked.open()

    @Slot()
    def _on_no_password(self) -> None:
        if self.dialog is not None:
            self.dialog.reject()

    def _match(self, returned: Returned, case: Case) -> None:
        """Find its version, and what Word documents kept before said: both are in the vault."""
        self._reader = None
        self._returned = returned
        office = self._office

        def find() -> tuple[Match, dict[str, Edited]]:
            match = find_version(returned, case.id, office.letter_versions)
            edited: dict[str, Edited] = {}
            for each in case.signed_letters:
                if each.form is SignedForm.DOCX:
                    said = docx_paragraphs(office.signed_letters.content(each.document_id))
                    edited[each.version_id] = (*edited.get(each.version_id, ()), said)
            return match, edited

        def show(found: tuple[Match, dict[str, Edited]]) -> None:
            match, self._edited = found
            if self.dialog is not None:
                self.dialog.show_returned(returned, match)

        self._jobs.run_query(find, show, self._refuse)

    @Slot(object)
    def _on_version(self, version: LetterVersion) -> None:
        session, returned = self._session, self._returned
        case, appraisal = session.case, session.appraisal
        if case is None or appraisal is None or returned is None:
            return
        practice, library, edited = session.practice, session.library, self._edited.get(version.id, ())
        now = shown_letter(appraisal)
        is_stale = version.kind is now.kind and not version.is_draft and version.id != now.version_id

        def work() -> Comparison:
            return compare(returned, version, edited, case, practice, appraisal.generated, library)

        def show(comparison: Comparison) -> None:
            if self.dialog is not None and self.dialog.version.value == version:
                self._agreement = comparison.agreement
                self.dialog.show_comparison(comparison, is_stale=is_stale)

        self._jobs.run_work(work, show)

    @Slot(str)
    def _on_mark(self, typed: str) -> None:
        case, office = self._session.case, self._office
        if case is None:
            return

        def show(version: LetterVersion) -> None:
            if self.dialog is not None:
                self.dialog.show_version(version)

        def failed(error: Exception) -> None:
            if self.dialog is not None and isinstance(error, OtherLetterError):
                self.dialog.show_mark_problem(f"{error.message} {error.remedy}")
            else:
                self._messages.show_error(error)

        self._jobs.run_query(lambda: version_with_mark(typed, case.id, office.letter_versions), show, failed)

    @Slot(str)
    def _on_keep(self, signed_on: str) -> None:
        case, returned, dialog = self._session.case, self._returned, self.dialog
        version = dialog.version.value if dialog is not None else None
        if case is None or returned is None or not isinstance(version, LetterVersion):
            return
        office, today, agreement = self._office, self._session.today.isoformat(), self._agreement

        def keep() -> tuple[str, Changes]:
            return office.signed_letters.keep(case.id, returned), NO_CHANGES

        def done(document_id: str) -> None:
            session = self._session
            if session.case is None or session.case.id != case.id:
                return  # another case was opened meanwhile; what nothing refers to is cleared away later
            signed = signed_letter(returned, version, agreement, document_id, signed_on, today)
            session.edit("Signed letter kept", lambda current: add_signed(current, signed))
            self._messages.say(f"The signed letter is kept (Ref. {version.mark}).", Tone.GOOD)
            if self.dialog is not None:
                self.dialog.accept()
            self.kept.emit()

        self._jobs.run_change(keep, done, self._on_not_kept)

    def _on_not_kept(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, DenialDeskError):
            self.dialog.show_problem(f"{error.message} {error.remedy}".strip())
        else:
            self._messages.show_error(error)

    def _refuse(self, error: Exception) -> None:
        if self.dialog is not None and isinstance(error, DenialDeskError):
            self.dialog.show_refusal(f"{error.message} {error.remedy}".strip())
            return
        if self.dialog is not None:
            self.dialog.reject()
        self._messages.show_error(error)

    @Slot(int, int)
    def _on_read_on(self, done: int, total: int) -> None:
        if self.dialog is not None and self._reader is not None:
            self.dialog.show_working(f"Reading page {done} of {total}", done, total)

    @Slot()
    def _on_dialog_over(self) -> None:
        self.dialog = None
        self._returned = None
        self._edited = {}

    # ---- packets

    @Slot()
    def _on_packet_asked(self) -> None:
        """Put the signed letter into the packet's dialog, which has just been opened."""
        dialog, case, appraisal = self._packets.dialog, self._session.case, self._session.appraisal
        if dialog is None or case is None or appraisal is None:
            return
        self._wish = None
        self._packet = (case.id, shown_letter(appraisal))
        dialog.make_wanted.connect(self._on_packet_wish)
        signed = signed_for_packet(case)
        if signed is None:
            if current_signed(case) is not None:
                dialog.show_problem(_NOT_BOUND)
            return
        office = self._office

        def show(content: bytes) -> None:
            if self._packets.dialog is dialog:
                dialog.show_signed(content, signed.pages or 0)

        self._jobs.run_query(lambda: office.signed_letters.content(signed.document_id), show)

    @Slot(object)
    def _on_packet_wish(self, wish: PacketWish) -> None:
        self._wish = wish

    @Slot()
    def _on_packet_finished(self) -> None:
        """A packet that binds the letter as the program writes it is an export: keep what it says."""
        dialog, wish, packet = self._packets.dialog, self._wish, self._packet
        if dialog is None or wish is None or packet is None or wish.signed or not dialog.outcome.text():
            return
        self._wish = None  # once
        self._output.keep_version(*packet)
