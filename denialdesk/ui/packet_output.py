"""The packet leaves the window: chosen in a dialog, bound in a child process, written whole or not at all."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from denialdesk.domain.case import Case, Event, EventKind
from denialdesk.domain.errors import DenialDeskError, PacketError
from denialdesk.domain.letter import Letter
from denialdesk.domain.packet import LARGEST_EXHIBIT, Packet, ReadExhibit
from denialdesk.office import Office
from denialdesk.services.file_worker import FileReader, PacketBinder, StoppedError
from denialdesk.services.follow_up import record_export
from denialdesk.services.packet import (
    PacketOrder,
    WrittenFile,
    check_exhibits,
    compose_packet,
    fax_cover,
    free_stem,
    packet_name,
    write_parts,
)
from denialdesk.system.files import read_whole
from denialdesk.ui.dialogs.make_packet import MakePacketDialog, PacketWish
from denialdesk.ui.dialogs.packet_words import written_words
from denialdesk.ui.exhibit_acts import FILE_KINDS
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.letter_mentions import find_mentions
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.letter import shown_letter
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.pagination import Typesetter
from denialdesk.ui.printing import render_pdf
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone


class PacketOutput(QObject):
    """Makes the packet of the session's case. ``finished`` comes when one was made, stopped or refused."""

    finished = Signal()
    _bound_on = Signal(int, int)

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
        self._binder: PacketBinder | None = None
        self._reader: FileReader | None = None
        self.dialog: MakePacketDialog | None = None
        self._bound_on.connect(self._on_bound_on)

    def connect_page(self, page: object) -> None:
        """Do what the packet page asks."""
        if isinstance(page, PacketPage):
            page.exhibits.packet_wanted.connect(self.make_packet)

    @Slot()
    def make_packet(self) -> None:
        """Ask how, then make the packet; what stands in its way is said first."""
        session = self._session
        case, appraisal = session.case, session.appraisal
        if case is None or appraisal is None or self.dialog is not None:
            return
        try:
            check_exhibits(case)
        except PacketError as error:
            self._messages.show_error(error)
            return
        letter = shown_letter(appraisal)
        cover = fax_cover(case, session.practice, session.library, session.today)
        pages = len(Typesetter().set_letter(letter).pages)
        dialog = MakePacketDialog(case, letter, cover, pages, self._files.folder, self._window)
        dialog.make_wanted.connect(lambda wish: self._make(case, letter, cover, wish))
        dialog.stop_wanted.connect(self.stop)
        dialog.folder_wanted.connect(self._ask_folder)
        dialog.signed_wanted.connect(self._ask_signed)
        dialog.show_folder_wanted.connect(self._show_folder)
        dialog.finished.connect(self._on_dialog_over)
        self.dialog = dialog
        dialog.open()

    @Slot()
    def stop(self) -> None:
        """End the work under way."""
        if self._binder is not None:
            self._binder.stop()
        if self._reader is not None:
            self._reader.stop()

    @Slot()
    def _on_dialog_over(self) -> None:
        self.dialog = None

    # ---- where to, and the signed letter

    @Slot()
    def _ask_folder(self) -> None:
        self._files.ask_for_folder("Where to save the packet", self._on_folder)

    def _on_folder(self, folder: Path) -> None:
        if self.dialog is not None:
            self.dialog.show_folder_chosen(folder)

    @Slot()
    def _ask_signed(self) -> None:
        self._files.ask_to_open("The signed letter", FILE_KINDS, self._read_signed)

    def _read_signed(self, path: Path) -> None:
        reader = self._reader = FileReader()
        if self.dialog is not None:
            self.dialog.show_working("Reading the signed letter")

        def work() -> ReadExhibit:
            try:
                return reader.read(read_whole(path, largest=LARGEST_EXHIBIT))
            finally:
                reader.close()

        def done(read: ReadExhibit) -> None:
            self._reader = None
            if self.dialog is not None:
                self.dialog.show_signed(read.pdf, read.pages)
                self.dialog.show_problem(" ".join(read.notes))

        def failed(error: Exception) -> None:
            self._reader = None
            self._on_failed(error)

        self._jobs.run_work(work, done, failed)

    @Slot()
    def _show_folder(self) -> None:
        if self.dialog is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.dialog.folder)))

    # ---- making it

    def _make(self, case: Case, letter: Letter, cover: Letter, wish: PacketWish) -> None:
        """Read the exhibits on the database's thread, bind and write on another."""
        if self._binder is not None or self.dialog is None:
            return
        order = PacketOrder(letter, wish.options, cover if wish.with_cover else None, wish.signed)
        office, today = self._office, self._session.today
        binder = self._binder = PacketBinder()
        self.dialog.show_working("Reading the exhibits")

        def read() -> dict[str, bytes]:
            return {each.document_id: office.exhibits.content(each.document_id) for each in case.exhibits}

        def bind(contents: dict[str, bytes]) -> None:
            self._show("Binding the pages")
            self._jobs.run_work(lambda: self._bind(binder, case, order, wish.folder, contents, today), done, failed)

        def done(files: tuple[WrittenFile, ...]) -> None:
            self._binder = None
            if self.dialog is not None:
                self.dialog.show_written(files)
            self._messages.say(f"Packet saved. {written_words(files)}", Tone.GOOD)
            self._record(case, letter, files)
            self.finished.emit()

        def failed(error: Exception) -> None:
            self._binder = None
            self._on_failed(error)
            self.finished.emit()

        self._jobs.run_query(read, bind, failed)

    def _bind(
        self,
        binder: PacketBinder,
        case: Case,
        order: PacketOrder,
        folder: Path,
        contents: dict[str, bytes],
        today: dt.date,
    ) -> tuple[WrittenFile, ...]:
        packet: Packet = compose_packet(case, order, render_pdf, contents.__getitem__, find_mentions)
        parts = binder.bind(packet, order.options, self._bound_on.emit)
        return write_parts(folder, free_stem(folder, packet_name(order.letter, today)), parts)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, StoppedError):
            if self.dialog is not None:
                self.dialog.show_problem("Stopped. No file was written.")
        elif self.dialog is not None and isinstance(error, DenialDeskError):
            self.dialog.show_problem(f"{error.message} {error.remedy}".strip())
        else:
            if self.dialog is not None:
                self.dialog.show_problem("The packet could not be made.")
            self._messages.show_error(error)

    def _record(self, case: Case, letter: Letter, files: tuple[WrittenFile, ...]) -> None:
        """A packet with the final letter is an export for signature, recorded once a day."""
        session = self._session
        if letter.draft or session.case is None or session.case.id != case.id:
            return
        event = Event(
            session.new_id(), EventKind.EXPORTED, session.today.isoformat(), f"Packet, {files[-1].last} pages"
        )
        if any((each.kind, each.at, each.text) == (event.kind, event.at, event.text) for each in session.case.events):
            return
        day, version = letter.date or session.today, session.library.version
        session.edit("Packet made", lambda current: record_export(current, event, day, version))

    def _show(self, text: str) -> None:
        if self.dialog is not None:
            self.dialog.show_working(text)

    @Slot(int, int)
    def _on_bound_on(self, done: int, total: int) -> None:
        if self.dialog is not None and self._binder is not None:
            text = f"Binding page {done} of {total}" if done else "Binding the pages"
            self.dialog.show_working(text, done, total if done else 0)
