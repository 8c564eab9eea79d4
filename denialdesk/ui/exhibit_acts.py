"""Files become exhibits: read off the window's thread, kept in the vault, put into the case; and their pages shown."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.domain.case import Case
from denialdesk.domain.changes import Area, Changes
from denialdesk.domain.errors import DenialDeskError, PasswordNeededError
from denialdesk.domain.expected_exhibits import ExpectedExhibit
from denialdesk.domain.packet import LARGEST_EXHIBIT, PageDrawing, ReadExhibit
from denialdesk.office import Office
from denialdesk.services.exhibits import add_exhibit, point_at, private_words, replace_file, set_kind
from denialdesk.services.file_worker import FileReader, PageDrawer, StoppedError
from denialdesk.system.files import read_whole
from denialdesk.ui.dialogs.file_password import FilePasswordDialog
from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.messages import Messages
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.session import CaseSession
from denialdesk.ui.theme import Tone

FILE_KINDS = "Documents and pictures (*.pdf *.jpg *.jpeg *.png *.tif *.tiff);;All files (*)"
_MOST_FILES = 100  # at once: more is a folder dropped by mistake
_IDLE_MS = 60_000
_LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class _Wish:
    """One file to add: as a new exhibit, for a line of the checklist, or in place of an exhibit's file."""

    path: Path
    expected: ExpectedExhibit | None = None
    exhibit_id: str = ""

    @property
    def name(self) -> str:
        """The file's name, as far as there is room."""
        name = self.path.name
        return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"


class ExhibitActs(QObject):
    """Does what the packet page asks about files. ``finished`` comes when all files asked for were dealt with."""

    finished = Signal()
    _read_on = Signal(int, int)

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
        self._page: PacketPage | None = None
        self._reader: FileReader | None = None
        self._drawer: PageDrawer | None = None
        self._wishes: deque[_Wish] = deque()
        self._case_id = ""
        self._added = 0
        self._replaced = 0
        self._said: list[str] = []
        self._refused: list[str] = []
        self._wanted: tuple[str, int, int, int] | None = None
        self._is_drawing = False
        self._idle = QTimer(self)
        self._idle.setSingleShot(True)
        self._idle.setInterval(_IDLE_MS)
        self._idle.timeout.connect(self._drop_drawer)
        self._read_on.connect(self._on_read_on)
        session.case_opened.connect(self._on_case_opened)

    def connect_page(self, page: object) -> None:
        """Do what the packet page asks."""
        if not isinstance(page, PacketPage):
            return
        self._page = page
        page.exhibits.files_wanted.connect(self._on_files_wanted)
        page.exhibits.files_dropped.connect(self.add_files)
        page.exhibits.file_wanted.connect(self._on_file_wanted)
        page.exhibits.stop_wanted.connect(self.stop_reading)
        page.preview.page_wanted.connect(self._on_page_wanted)

    def stop(self) -> None:
        """End all work on files: the window closes or another case is opened."""
        self._wishes.clear()
        self._wanted = None
        if self._reader is not None:
            self._reader.stop()
        self._drop_drawer()

    # ---- choosing files

    @Slot(object)
    def _on_files_wanted(self, expected: ExpectedExhibit | None) -> None:
        if self._session.case is None or self._is_busy():
            return
        if expected is None:
            self._files.ask_to_open_several("Add exhibits", FILE_KINDS, self.add_files)
        else:
            title = f"Add: {expected.text}"
            self._files.ask_to_open(title, FILE_KINDS, lambda path: self._start([_Wish(path, expected)]))

    @Slot(str)
    def _on_file_wanted(self, exhibit_id: str) -> None:
        if self._session.case is None or self._is_busy():
            return
        title = "The file of the exhibit"
        self._files.ask_to_open(title, FILE_KINDS, lambda path: self._start([_Wish(path, exhibit_id=exhibit_id)]))

    @Slot(object)
    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files as exhibits, in the order given."""
        if self._session.case is None or self._is_busy():
            return
        if len(paths) > _MOST_FILES:
            self._messages.say(f"These are {len(paths)} files. Add at most {_MOST_FILES} at once.", Tone.CAUTION)
            return
        self._start([_Wish(path) for path in paths])

    def _is_busy(self) -> bool:
        if self._reader is not None:
            self._messages.say("Files are being read. Wait until they are done, or press Stop.", Tone.CAUTION)
        return self._reader is not None

    # ---- reading, one after the other

    def _start(self, wishes: Sequence[_Wish]) -> None:
        case = self._session.case
        if case is None or not wishes or self._is_busy():
            return
        self._case_id = case.id
        self._wishes = deque(wishes)
        self._added = self._replaced = 0
        self._said, self._refused = [], []
        self._reader = FileReader()
        self._next()

    def _next(self) -> None:
        if self._wishes and self._is_same_case():
            self._read(self._wishes.popleft())
        else:
            self._end()

    def _read(self, wish: _Wish, password: str = "") -> None:
        reader, case = self._reader, self._session.case
        if reader is None or case is None:
            return
        words = private_words(case)
        self._show(f"Reading {wish.name}")

        def work() -> ReadExhibit:
            data = read_whole(wish.path, largest=LARGEST_EXHIBIT)
            return reader.read(
                data, name=wish.path.name, password=password, private_words=words, on_page=self._read_on.emit
            )

        def failed(error: Exception) -> None:
            self._on_failed(wish, error)

        self._jobs.run_work(work, lambda read: self._keep(wish, read), failed)

    def _on_failed(self, wish: _Wish, error: Exception) -> None:
        if isinstance(error, StoppedError):
            self._wishes.clear()
            self._end()
        elif isinstance(error, PasswordNeededError) and self._is_same_case():
            self._ask_password(wish, error.message)
        else:
            if isinstance(error, DenialDeskError):
                self._refused.append(f"{wish.name}: {error.message} {error.remedy}".strip())
            else:
                self._messages.show_error(error)
            self._next()

    def _ask_password(self, wish: _Wish, said: str) -> None:
        dialog = FilePasswordDialog(wish.name, said, self._window)
        dialog.given.connect(lambda password: self._read(wish, password))

        def left_out() -> None:
            self._refused.append(f"{wish.name} was left out.")
            self._next()

        dialog.rejected.connect(left_out)
        dialog.open()

    def _keep(self, wish: _Wish, read: ReadExhibit) -> None:
        office, case_id = self._office, self._case_id
        if not self._is_same_case():
            self._next()
            return

        def work() -> tuple[str, Changes]:
            return office.exhibits.keep(case_id, read), Changes(frozenset({Area.PACKET}), frozenset({case_id}))

        def done(document_id: str) -> None:
            if self._is_same_case():
                self._put_into_case(wish, read, document_id)
            self._next()

        self._jobs.run_change(work, done, lambda error: self._on_failed(wish, error))

    def _put_into_case(self, wish: _Wish, read: ReadExhibit, document_id: str) -> None:
        session, expected = self._session, wish.expected
        case = session.case
        if case is None:
            return
        known = {each.id for each in case.exhibits}
        if wish.exhibit_id in known:
            exhibit_id = wish.exhibit_id
            session.edit("Replace a file", lambda now: replace_file(now, exhibit_id, read, document_id))
            self._replaced += 1
        else:
            exhibit_id = session.new_id()

            def change(now: Case) -> Case:
                changed = add_exhibit(now, exhibit_id, read, document_id)
                if expected is None:
                    return changed
                changed = set_kind(changed, exhibit_id, expected.kind)
                return point_at(changed, expected.therapy_id, exhibit_id, 1) if expected.therapy_id else changed

            session.edit("Add an exhibit", change)
            self._added += 1
        self._said.extend(f"{wish.name}: {note}" for note in read.notes)
        if self._page is not None:
            self._page.exhibits.choose(exhibit_id)

    def _end(self) -> None:
        reader, self._reader = self._reader, None
        if reader is not None:
            reader.stop()
        if self._page is not None:
            self._page.exhibits.hide_reading()
        if self._is_same_case():
            self._tell()
        self.finished.emit()

    def _tell(self) -> None:
        count = f"{self._added} {'exhibit' if self._added == 1 else 'exhibits'} added."
        parts = [count] if self._added else []
        parts += ["The file was replaced."] if self._replaced else []
        tone = Tone.CAUTION if self._said or self._refused else Tone.GOOD
        lines = [" ".join(parts), *self._refused, *self._said]
        text = "\n".join(line for line in lines if line)
        if text:
            self._messages.say(text, tone)

    @Slot()
    def stop_reading(self) -> None:
        """End the reading under way; what was read before stays."""
        self._wishes.clear()
        if self._reader is not None:
            self._reader.stop()

    @Slot(int, int)
    def _on_read_on(self, done: int, total: int) -> None:
        if self._page is not None and self._reader is not None:
            panel = self._page.exhibits
            text = panel.progress_text.text().partition(":")[0]
            if done:
                panel.show_reading(f"{text}: page {done} of {total}", done, total)
            else:
                panel.show_reading(text)

    def _show(self, text: str) -> None:
        if self._page is not None:
            self._page.exhibits.show_reading(text)

    def _is_same_case(self) -> bool:
        case = self._session.case
        return case is not None and case.id == self._case_id

    @Slot()
    def _on_case_opened(self) -> None:
        self.stop()
        case, office = self._session.case, self._office
        if case is not None and not self._session.has_unsaved:
            # Nothing can be undone yet, so what no exhibit refers to is wanted by nobody.
            self._jobs.run_query(lambda: office.exhibits.clear_unused(case), lambda _count: None)

    # ---- pages for the screen, always the one wanted last

    @Slot(str, int, int, int)
    def _on_page_wanted(self, document_id: str, page: int, width: int, height: int) -> None:
        self._wanted = (document_id, page, width, height)
        self._idle.start()
        if not self._is_drawing:
            self._draw()

    def _draw(self) -> None:
        if self._wanted is None:
            return
        if self._drawer is None:
            self._drawer = PageDrawer()
        wanted, self._wanted = self._wanted, None
        self._is_drawing = True
        drawer = self._drawer

        def draw(content: bytes | None = None) -> None:
            self._jobs.run_work(lambda: drawer.draw(*wanted, content), drawn, failed)

        def drawn(drawing: PageDrawing | None) -> None:
            if drawing is None:  # the child has another document, or none
                self._jobs.run_query(lambda: self._office.exhibits.content(wanted[0]), draw, failed)
                return
            self._is_drawing = False
            if self._page is not None:
                self._page.preview.show_drawing(wanted[0], wanted[1], drawing)
            self._draw()

        def failed(error: Exception) -> None:
            self._is_drawing = False
            if self._page is not None and isinstance(error, DenialDeskError):
                self._page.preview.show_problem(wanted[0], f"{error.message} {error.remedy}".strip())
            elif not isinstance(error, DenialDeskError):
                self._messages.show_error(error)
            self._draw()

        draw()

    @Slot()
    def _drop_drawer(self) -> None:
        drawer, self._drawer = self._drawer, None
        self._idle.stop()
        if drawer is not None:
            drawer.close()
