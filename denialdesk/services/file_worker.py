"""Files of others are read, drawn and bound in a child process: one that crashes or hangs takes nothing with it.

This is the program's side; the child's is ``services/file_tasks.py``, with the libraries that the program never loads.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from denialdesk.domain.case import ExhibitKind
from denialdesk.domain.errors import EnvironmentProblem, PacketError, ReadingStoppedError
from denialdesk.domain.packet import Packet, PacketOptions, PacketPart, PageDrawing, ReadExhibit
from denialdesk.system.child import Blob, Child, ChildEnd, ChildFaultError, ChildStoppedError, Progress, Value

READ_SILENCE = 30.0  # seconds one page of a file may take
DRAW_SILENCE = 15.0
BIND_SILENCE = 60.0
_PRINT_AGAIN = "Open it in the program it comes from, print it to a new PDF, and add that one."


class StoppedError(EnvironmentProblem):
    """A person stopped the work; there is nothing to say about it."""


class FileReader:
    """Reads files into exhibits, one after the other. Close it after the last; ``stop`` ends the one under way."""

    def __init__(self, command: Sequence[str] | None = None, *, silence: float = READ_SILENCE) -> None:
        self._child = Child(command, silence=silence)
        self._is_stopped = False

    def read(
        self,
        data: bytes,
        *,
        name: str = "",
        password: str = "",
        private_words: Sequence[str] = (),
        on_page: Progress | None = None,
    ) -> ReadExhibit:
        """Read one file.

        Raises PasswordNeededError, UnreadableFileError, ReadingStoppedError when the reader crashed or hung, and
        StoppedError after ``stop``.
        """
        values: dict[str, Value] = {"name": name, "password": password, "private_words": list(private_words)}
        try:
            answer = self._child.ask("read", values, (data,), self._unless_stopped(on_page))
        except ChildStoppedError as error:
            raise self._worded(error) from error
        except ChildFaultError as error:  # its places are in the log
            raise ReadingStoppedError("The file cannot be read.", _PRINT_AGAIN) from error
        told = answer.values
        notes = told.get("notes")
        return ReadExhibit(
            pdf=bytes(answer.blobs[0]),
            pages=_whole(told, "pages"),
            source=str(told.get("source", "")),
            notes=tuple(str(note) for note in notes) if isinstance(notes, list) else (),
            title=str(told.get("title", "")),
            kind=ExhibitKind(str(told.get("kind", ExhibitKind.OTHER))),
        )

    def stop(self) -> None:
        """End the work under way, from any thread; nothing more is read."""
        self._is_stopped = True
        self._child.stop()

    def close(self) -> None:
        """Let the child go."""
        self._child.close()

    def _unless_stopped(self, on_page: Progress | None) -> Progress:
        def tell(done: int, total: int) -> None:
            self._check()
            if on_page is not None:
                on_page(done, total)

        self._check()
        return tell

    def _check(self) -> None:
        if self._is_stopped:
            raise StoppedError("Stopped.")

    def _worded(self, error: ChildStoppedError) -> Exception:
        if error.end is ChildEnd.STOPPED or self._is_stopped:
            return StoppedError("Stopped.")
        page = f" at page {error.done + 1}" if error.total else ""
        if error.end is ChildEnd.SILENT:
            return ReadingStoppedError(f"Reading the file took too long{page} and was given up.", _PRINT_AGAIN)
        return ReadingStoppedError(f"The file cannot be read: the reader failed{page}.", _PRINT_AGAIN)


class PageDrawer:
    """Draws pages of exhibits for the screen. The child keeps the document it was given last."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        self._child = Child(command, silence=DRAW_SILENCE)

    def draw(
        self, document_id: str, page: int, width: int, height: int, content: bytes | None = None
    ) -> PageDrawing | None:
        """Draw a page, counted from 1, as large as fits a box of pixels.

        None: the child does not have the document; ask again with its ``content``. Raises ReadingStoppedError when
        drawing crashed or took too long.
        """
        values: dict[str, Value] = {"document": document_id, "page": page, "width": width, "height": height}
        try:
            answer = self._child.ask("draw", values, (content,) if content is not None else ())
        except ChildStoppedError as error:
            raise ReadingStoppedError("This page cannot be shown.", "Replace the file.") from error
        if answer.values.get("wanted") is True:
            return None
        return PageDrawing(_whole(answer.values, "width"), _whole(answer.values, "height"), bytes(answer.blobs[0]))

    def close(self) -> None:
        """Let the child go, and with it the document it keeps."""
        self._child.stop()


class PacketBinder:
    """Binds one packet; ``stop`` ends it from any thread."""

    def __init__(self, command: Sequence[str] | None = None, *, silence: float = BIND_SILENCE) -> None:
        self._child = Child(command, silence=silence)
        self._is_stopped = False

    def bind(self, packet: Packet, options: PacketOptions, on_page: Progress | None = None) -> tuple[PacketPart, ...]:
        """Bind the packet; raises PacketError, EnvironmentProblem, and StoppedError after ``stop``."""

        def tell(done: int, total: int) -> None:
            if self._is_stopped:
                raise StoppedError("Stopped.")
            if on_page is not None:
                on_page(done, total)

        exhibits: list[Value] = [
            {
                "letter": each.letter,
                "title": each.title,
                "citations": [{"text": cited.text, "pages": list(cited.pages)} for cited in each.citations],
            }
            for each in packet.exhibits
        ]
        values: dict[str, Value] = {
            "title": packet.title,
            "heading": packet.heading,
            "is_draft": packet.is_draft,
            "exhibits": exhibits,
            "mentions": [
                [each.page, *(round(edge, 2) for edge in each.box), each.exhibit, each.exhibit_page]
                for each in packet.mentions
            ],
            "colors": options.colors.value,
            "largest_part": options.largest_part,
            "most_pages": options.most_pages,
            "password": options.password,
        }
        blobs: list[Blob] = [packet.letter, packet.cover, *(each.pdf for each in packet.exhibits)]
        try:
            tell(0, 1)
            answer = self._child.ask("bind", values, blobs, tell)
        except ChildStoppedError as error:
            if error.end is ChildEnd.STOPPED or self._is_stopped:
                raise StoppedError("Stopped.") from error
            raise PacketError(
                f"The packet could not be bound: the work ended after {error.done} of {error.total} pages.",
                "Choose other options, or replace the exhibit whose page comes next.",
            ) from error
        finally:
            self._child.close()
        parts = answer.values.get("parts")
        rows = [row for row in parts if isinstance(row, dict)] if isinstance(parts, list) else []
        return tuple(
            PacketPart(_whole(row, "number"), _whole(row, "of"), _whole(row, "first"), _whole(row, "last"), bytes(blob))
            for row, blob in zip(rows, answer.blobs, strict=True)
        )

    def stop(self) -> None:
        """End the work."""
        self._is_stopped = True
        self._child.stop()


def _whole(values: Mapping[str, Value], name: str) -> int:
    value = values.get(name)
    if not isinstance(value, int):
        raise EnvironmentProblem("The part of DenialDesk that reads files gave no answer.", "Install DenialDesk again.")
    return value
