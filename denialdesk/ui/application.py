"""The one QApplication of a process, on a screen where there is one and in memory where there is none."""

from __future__ import annotations

import locale
import os
import sys

from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication


def ensure_application(*, with_display: bool = True) -> QApplication:
    """The running application, made if need be. Without a display, as on a server, Qt draws into memory.

    ``with_display`` False draws into memory on Linux in any case: for files and pictures made from the command line,
    where a display that is named but cannot be reached would end the program.
    """
    running = QApplication.instance()
    if isinstance(running, QApplication):
        return running
    on_linux = sys.platform.startswith("linux")  # elsewhere there is always a display, and off screen Qt finds no fonts
    if on_linux and not with_display:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        qInstallMessageHandler(_tell_what_matters)
    elif on_linux and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(["denialdesk"])
    # On Linux and macOS Qt takes over the workstation's language, in which Python would then name months and days.
    locale.setlocale(locale.LC_TIME, "C")
    application.setApplicationName("DenialDesk")
    application.setApplicationDisplayName("DenialDesk")
    application.setOrganizationName("DenialDesk")
    application.setDesktopFileName("denialdesk")
    return application


def _tell_what_matters(_kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Pass Qt's warnings on, but for those that say a window in memory cannot be moved or raised."""
    if not message.startswith("This plugin does not support"):
        print(message, file=sys.stderr)  # noqa: T201  # where Qt itself writes them
