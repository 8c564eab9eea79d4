"""The program with a window: shows it first, then builds the office behind it."""

from __future__ import annotations

import gc
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication

from denialdesk.ui import theme
from denialdesk.ui.application import ensure_application
from denialdesk.ui.main_window import MainWindow
from denialdesk.ui.theme import Appearance

if TYPE_CHECKING:  # imported after the window shows
    from pathlib import Path

    from denialdesk.office import Office
    from denialdesk.ui.desk import Desk
    from denialdesk.ui.jobs import Jobs
    from denialdesk.ui.vault_opener import VaultOpener

_NEW_OBJECTS = 5_000  # made before Python looks for garbage among them; one keystroke makes fewer that stay


def run(*, profile: Path | None = None, sample: bool = False) -> int:
    """Open the window on a profile, or on the sample office, and return the exit status when it is closed."""
    application = ensure_application()
    program = Program(application, partial(office_of, profile, sample=sample))
    program.ready.connect(settle_memory)
    program.start()
    return application.exec()


def settle_memory() -> None:
    """Let Python's search for garbage pass over what is there to stay, so that it never holds up a keystroke.

    The modules, the criteria and the window are some hundred thousand objects, looked through for 20 to 70 ms at a time
    that nobody can foresee.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])


def office_of(profile: Path | None, *, sample: bool) -> Office:
    """The office to work in; its modules are imported here, after the window shows."""
    from denialdesk.office import open_office, open_sample_office  # noqa: PLC0415 - see above

    return open_sample_office() if sample else open_office(profile)


class Program(QObject):
    """One window with its office. ``ready`` comes when the worklist is shown and work can begin."""

    ready = Signal()

    def __init__(self, application: QApplication, open_office: Callable[[], Office]) -> None:
        super().__init__()
        theme.apply_appearance(application, Appearance.SYSTEM)
        self.window = MainWindow()
        self.desk: Desk | None = None
        self._jobs: Jobs | None = None
        self._opener: VaultOpener | None = None
        self._open_office = open_office
        self._remove_hooks: Callable[[], None] | None = None
        self._is_over = False
        self.window.appeared.connect(self._on_appeared)
        self.window.close_wanted.connect(self._on_close_wanted)
        self.window.closed.connect(self._on_closed)

    def start(self) -> None:
        """Show the window; the rest begins once it is on the screen."""
        self.window.show()

    @Slot()
    def _on_appeared(self) -> None:
        if self._is_over:
            return
        from denialdesk.ui.jobs import Jobs  # noqa: PLC0415 - not before the window shows
        from denialdesk.ui.messages import Messages  # noqa: PLC0415 - the same
        from denialdesk.ui.vault_opener import VaultOpener  # noqa: PLC0415 - the same

        jobs, messages = Jobs(self), Messages(self.window)
        self._remove_hooks = messages.install_hooks()
        jobs.failed.connect(messages.show_error)
        opener = VaultOpener(self.window, jobs, messages)

        def opened(is_new: bool) -> None:  # noqa: FBT001  # a signal's argument
            from denialdesk.ui.desk import Desk  # noqa: PLC0415 - the same

            if self.desk is not None:  # closed while it was at work, and open again
                self.desk.reload()
                return
            self.desk = Desk(self.window, opener.office, jobs, messages)
            self.desk.ready.connect(self.ready)
            self.desk.vault_closed.connect(opener.show_closed)
            self.desk.start(is_new=is_new)

        opener.opened.connect(opened)
        self._jobs, self._opener = jobs, opener
        opener.start(self._open_office)
        QApplication.setWindowIcon(
            theme.program_icon()
        )  # drawn only now: the window is shown, the office is on its way

    @Slot()
    def _on_close_wanted(self) -> None:
        """Before a vault is open there is nothing to save."""
        if self._opener is None:
            self._is_over = True
            QTimer.singleShot(0, self.window.close_now)  # a window cannot close itself while it is being closed
        elif self.desk is None:
            self._opener.close_office(self._close_window)

    def _close_window(self) -> None:
        if self._jobs is not None:
            self._jobs.close()
        self.window.close_now()

    @Slot()
    def _on_closed(self) -> None:
        if self._remove_hooks is not None:
            self._remove_hooks()
