"""Pictures of the program at work on the sample office, for the demo, the README and a look after each change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEventLoop, QTimer, SignalInstance

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.office import open_sample_office
from denialdesk.ui.actions import TAB_NAMES
from denialdesk.ui.app import Program
from denialdesk.ui.application import ensure_application

WINDOW_SIZE = (1366, 740)  # an office screen of 1366 x 768 less the taskbar
LONGEST_WAIT_MS = 30_000
SETTLE_MS = 500


def capture_sample_office(out: Path) -> Iterator[Path]:
    """Open the sample office without a display and save a picture of every tab of its first case.

    Yields each file written. Raises EnvironmentProblem when the window does not come up or a picture cannot be saved.
    """
    application = ensure_application(with_display=False)
    program = Program(application, open_sample_office)
    program.window.resize(*WINDOW_SIZE)
    with _awaited(program.ready):
        program.start()
    desk = program.desk
    if desk is None:
        raise EnvironmentProblem("The window did not open.", "Run denialdesk self-check.")
    with _awaited(desk.session.case_opened):
        desk.open_case("sample-a")
    out.mkdir(parents=True, exist_ok=True)
    for index, name in enumerate(TAB_NAMES):
        desk.area.show_tab(index)
        _settle()
        path = out / f"{index + 1}-{name.split()[-1].lower()}.png"
        if not program.window.grab().save(str(path)):
            raise EnvironmentProblem("A picture could not be saved.", "Choose a folder you may write to.")
        yield path
    with _awaited(program.window.closed):
        program.window.close()


@contextmanager
def _awaited(signal: SignalInstance) -> Iterator[None]:
    """Wait, after the block, until the signal has come."""
    loop = QEventLoop()
    came: list[bool] = []

    def on_signal() -> None:
        came.append(True)
        loop.quit()

    signal.connect(on_signal)
    yield
    if not came:
        QTimer.singleShot(LONGEST_WAIT_MS, loop.quit)
        loop.exec()
    signal.disconnect(on_signal)
    if not came:
        raise EnvironmentProblem("The window did not answer in time.", "Close other programs and try again.")


def _settle() -> None:
    """Let layout, fonts and pages set in the background reach the screen."""
    loop = QEventLoop()
    QTimer.singleShot(SETTLE_MS, loop.quit)
    loop.exec()
