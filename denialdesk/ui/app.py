"""The program with a window: shows it first, then builds the office behind it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QApplication

from denialdesk.ui import theme
from denialdesk.ui.application import ensure_application
from denialdesk.ui.jobs import Jobs
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.messages import Messages
from denialdesk.ui.theme import Appearance
from denialdesk.ui.vault_opener import VaultOpener

if TYPE_CHECKING:  # imported by the first job, after the window shows
    from denialdesk.office import Office
    from denialdesk.ui.desk import Desk


def run(*, profile: Path | None = None, sample: bool = False) -> int:
    """Open the window on a profile, or on the sample office, and return the exit status when it is closed."""
    application = ensure_application()
    window = Program(application, lambda: _open(profile, sample=sample))
    window.start()
    return application.exec()


def _open(profile: Path | None, *, sample: bool) -> Office:
    from denialdesk.office import open_office, open_sample_office  # noqa: PLC0415 - not before the window shows

    return open_sample_office() if sample else open_office(profile)


class Program(QObject):
    """One window with its office. ``ready`` comes when the worklist is shown and work can begin."""

    ready = Signal()

    def __init__(self, application: QApplication, open_office: Callable[[], Office]) -> None:
        super().__init__()
        theme.apply_appearance(application, Appearance.SYSTEM)
        self.window = MainWindow()
        self.jobs = Jobs(self)
        self.messages = Messages(self.window)
        self.opener = VaultOpener(self.window, self.jobs, self.messages)
        self.desk: Desk | None = None
        self._open_office = open_office
        self._remove_hooks = self.messages.install_hooks()
        self.jobs.failed.connect(self.messages.show_error)
        self.opener.opened.connect(self._on_opened)
        self.window.close_wanted.connect(self._on_close_wanted)
        self.window.closed.connect(self._on_closed)

    def start(self) -> None:
        """Show the window and begin to open the office."""
        self.window.show()
        self.opener.start(self._open_office)

    @Slot(bool)
    def _on_opened(self, is_new: bool) -> None:  # noqa: FBT001  # a signal's argument
        from denialdesk.ui.desk import Desk  # noqa: PLC0415 - not before the window shows

        self.desk = Desk(self.window, self.opener.office, self.jobs, self.messages)
        self.desk.ready.connect(self.ready)
        self.desk.start(is_new=is_new)

    @Slot()
    def _on_close_wanted(self) -> None:
        """Before a vault is open there is nothing to save."""
        if self.desk is None:
            self.opener.close_office(self._close_window)

    def _close_window(self) -> None:
        self.jobs.close()
        self.window.close_now()

    @Slot()
    def _on_closed(self) -> None:
        self._remove_hooks()
