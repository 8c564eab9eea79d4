"""Printing and saving the recovery key while its card shows it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QWidget

from denialdesk.ui.file_dialogs import FileDialogs
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.pages.opening import RecoveryKitCard

_NAME = "denialdesk-recovery-key.txt"


class RecoveryKit(QObject):
    """Does what one card asks. ``failed`` is called with what keeps the file from being written."""

    def __init__(
        self,
        card: RecoveryKitCard,
        window: QWidget,
        jobs: Jobs,
        failed: Callable[[Exception], None],
    ) -> None:
        super().__init__(card)
        self._card = card
        self._window = window
        self._jobs = jobs
        self._failed = failed
        self._files = FileDialogs(window)
        self._text = ""
        card.print_wanted.connect(self._print)
        card.save_wanted.connect(self._save)

    def show_key(self, text: str) -> None:
        """Show a new key; an empty text forgets it."""
        self._text = text
        self._card.show_key(text)

    @Slot()
    def _print(self) -> None:
        from denialdesk.ui.recovery_sheet import ask_and_print  # noqa: PLC0415 - printing is rare at start

        ask_and_print(self._text, self._window)

    @Slot()
    def _save(self) -> None:
        from denialdesk.ui.recovery_sheet import sheet_text  # noqa: PLC0415 - the same

        text = sheet_text(self._text)
        self._files.ask_to_save("Save the recovery key", _NAME, "Text (*.txt)", lambda path: self._write(path, text))

    def _write(self, path: Path, text: str) -> None:
        from denialdesk.system.files import write_atomically  # noqa: PLC0415 - the same

        def done(_nothing: None) -> None:
            self._card.typed_row.set_error("")
            self._card.typed_row.set_hint(f"Saved as {path.name}. Type its last four characters.")

        self._jobs.run_work(lambda: write_atomically(path, text.encode(), private=True), done, self._failed)
