"""A file that came back from signing, read: a Word document, or pages as PDF, JPEG, PNG or TIFF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from denialdesk.domain.case import SignedForm
from denialdesk.domain.errors import ReadingStoppedError
from denialdesk.domain.letter_versions import printed_marks
from denialdesk.letters.text import DRAFT_LINE
from denialdesk.services.file_worker import READ_SILENCE, FileReader, StoppedError
from denialdesk.system.child import Child, ChildFaultError, ChildStoppedError, Progress

TEXT_TASK = "text"  # the child's name for reading the text of pages
_OFFICE_FILES = (b"PK", b"\xd0\xcf\x11\xe0", b"{\\rtf")
_LEAST_TEXT = 200  # characters: less is a stamp of the scanner, not the text of a letter


@dataclass(frozen=True, slots=True)
class Returned:
    """What came back. ``content`` is what would be kept: the Word file, or its pages as a clean PDF.

    ``paragraphs`` of a Word file, ``text`` of pages (empty for a scan); ``version_id`` and ``marks`` name the version.
    """

    form: SignedForm
    source: str
    content: bytes = field(repr=False)
    pages: int | None = None
    version_id: str = ""
    marks: tuple[str, ...] = ()
    paragraphs: tuple[str, ...] = field(default=(), repr=False)
    text: str = field(default="", repr=False)
    is_draft: bool = False
    notes: tuple[str, ...] = ()


def docx_paragraphs(data: bytes) -> tuple[str, ...]:
    """What a Word document kept before says; raises UnreadableFileError."""
    from denialdesk.letters.docx_returned import read_docx  # noqa: PLC0415 - lxml, not wanted at start-up

    return read_docx(data).paragraphs


class ReturnedReader:
    """Reads one file; ``stop`` ends it from any thread."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._files = FileReader(command)
        self._texts = Child(command, silence=READ_SILENCE)
        self._is_stopped = False

    def read(self, data: bytes, *, password: str = "", on_page: Progress | None = None) -> Returned:
        """Read what came back.

        Raises PasswordNeededError, UnreadableFileError, ReadingStoppedError, and StoppedError after ``stop``.
        """
        if data.startswith(_OFFICE_FILES):
            from denialdesk.letters.docx_returned import read_docx  # noqa: PLC0415 - lxml, not wanted at start-up

            read = read_docx(data)
            return Returned(
                SignedForm.DOCX,
                "Word document",
                data,
                version_id=read.version_id,
                marks=read.marks,
                paragraphs=read.paragraphs,
                is_draft=read.is_draft,
                notes=read.notes,
            )
        pages = self._files.read(data, password=password, on_page=on_page)
        text = "\n".join(self._page_texts(pages.pdf, on_page))
        bare = "".join(text.split())
        return Returned(
            SignedForm.PDF,
            pages.source,
            pages.pdf,
            pages.pages,
            marks=printed_marks(text),
            text=text if len(bare) >= _LEAST_TEXT else "",
            is_draft=DRAFT_LINE in text,
            notes=pages.notes,
        )

    def stop(self) -> None:
        """End the work under way, from any thread."""
        self._is_stopped = True
        self._files.stop()
        self._texts.stop()

    def close(self) -> None:
        """Let the children go."""
        self._files.close()
        self._texts.close()

    def _page_texts(self, pdf: bytes, on_page: Progress | None) -> tuple[str, ...]:
        try:
            answer = self._texts.ask(TEXT_TASK, {}, (pdf,), on_page)
        except ChildStoppedError as error:
            if self._is_stopped:
                raise StoppedError("Stopped.") from error
            return ()  # its pages could be read and drawn: the text alone is missing, as in a scan
        except ChildFaultError as error:
            raise ReadingStoppedError("The file cannot be read.", "Print it to a new PDF, and choose that.") from error
        told = answer.values.get("pages")
        return tuple(str(text) for text in told) if isinstance(told, list) else ()
