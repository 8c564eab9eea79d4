"""Qt without a window: for pages and pictures made from the command line, on a machine with or without a display."""

from __future__ import annotations

import os
import sys

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication


def windowless_application() -> QGuiApplication:
    """The application Qt needs before it sets type; made off screen unless one is there already."""
    existing = QGuiApplication.instance()
    if isinstance(existing, QGuiApplication):
        return existing
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    return QApplication(sys.argv[:1])
