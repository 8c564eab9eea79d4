"""One program start, as a process of its own: prints when its window was painted and when work could begin.

`python -m bench.first_window bare` shows an empty QMainWindow; `… denialdesk PROFILE KEYS` starts DenialDesk on a
profile whose key lies in a file, in place of a keychain that needs a desktop session.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from denialdesk.office import Office

LONGEST_START_MS = 30_000


def run_bare() -> int:
    """Show an empty window, as plainly as PySide6 can."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent
    from PySide6.QtWidgets import QApplication, QMainWindow

    class Window(QMainWindow):
        """Tells when it was painted, as DenialDesk's window does."""

        painted = False

        def paintEvent(self, event: QPaintEvent) -> None:
            super().paintEvent(event)
            if not self.painted:
                self.painted = True
                QTimer.singleShot(0, self.tell)

        def tell(self) -> None:
            """Print the time and leave."""
            now = time.time()
            print(now, now)
            self.close()

    application = QApplication(["bare"])
    window = Window()
    window.resize(1360, 760)
    window.show()
    return application.exec()


class FileBackend:
    """A keychain in a file: what is used of a keyring back end, and keyring's own import, which a real one costs."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get_password(self, _service: str, _username: str) -> str | None:
        """Read the one secret."""
        import keyring.backend  # noqa: F401 - part of the cost of every real back end

        return self._path.read_text(encoding="utf-8") if self._path.exists() else None

    def set_password(self, _service: str, _username: str, password: str) -> None:
        """Keep the one secret."""
        self._path.write_text(password, encoding="utf-8")

    def delete_password(self, _service: str, _username: str) -> None:
        """Drop the one secret."""
        self._path.unlink(missing_ok=True)


def run_denialdesk(profile: Path, keys: Path) -> int:
    """Start the program as its own entry does, but with the key from a file."""
    from PySide6.QtCore import QTimer

    from denialdesk.ui.app import Program
    from denialdesk.ui.application import ensure_application

    def open_office() -> Office:
        from denialdesk.office import Office
        from denialdesk.storage.keys import OsKeychain

        return Office(profile, OsKeychain(FileBackend(keys)))

    application = ensure_application()
    program = Program(application, open_office)
    times: list[float] = []

    def on_ready() -> None:
        times.append(time.time())
        print(*times)
        program.window.close()

    program.window.appeared.connect(lambda: times.append(time.time()))
    program.ready.connect(on_ready)
    QTimer.singleShot(LONGEST_START_MS, lambda: application.exit(1))
    program.start()
    return application.exec()


if __name__ == "__main__":
    if sys.argv[1] == "bare":
        sys.exit(run_bare())
    sys.exit(run_denialdesk(Path(sys.argv[2]), Path(sys.argv[3])))
