"""The one presenter of errors and questions, and the hooks that bring every uncaught error to it."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot, qVersion
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSizePolicy, QToolButton, QWidget

from denialdesk.domain.errors import DenialDeskError, EnvironmentProblem
from denialdesk.ui import theme
from denialdesk.ui.theme import Tone

logger = logging.getLogger(__name__)
BUG_TEXT = (
    "Something went wrong inside DenialDesk. Your case is still open and nothing saved was lost. "
    "If it happens again, copy the details and send them to whoever looks after DenialDesk for you: "
    "they hold no patient data."
)


def error_details(error: BaseException) -> str:
    """Describe an error for a report: types, places and versions. Never a message, a value or a path."""
    from denialdesk.system.diagnostics import describe_machine, report_fault  # noqa: PLC0415 - rarely wanted

    return f"{report_fault(error).text()}\n\n{describe_machine()}\nQt {qVersion()}"


class MessageBar(QFrame):
    """A line above the page that says what happened and what to do, until it is closed or mended.

    ``act_wanted`` comes when what it offers is asked for.
    """

    act_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.CAUTION
        self._details = ""
        self._picture = QLabel()
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._copy = QPushButton("Copy details")
        self._copy.setToolTip("Copy the type and place of the error: no patient data")
        self._copy.clicked.connect(self._on_copy)
        self.act = QPushButton()
        self.act.setAccessibleName("Do what the message offers")
        self.act.clicked.connect(self.act_wanted)
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        theme.set_icon(self._close, "x")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(theme.MEDIUM, theme.SMALL, theme.SMALL, theme.SMALL)
        layout.setSpacing(theme.SMALL)
        layout.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._copy)
        layout.addWidget(self.act)
        layout.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    @property
    def text(self) -> str:
        """What is said now; empty while nothing is."""
        return self._text.text() if not self.isHidden() else ""

    def show_message(self, text: str, tone: Tone, details: str = "", act: str = "") -> None:
        """Say something, with a button for what ``act`` names; it replaces what was said before."""
        pictures = {Tone.GOOD: "circle-check", Tone.BAD: "circle-alert", Tone.CAUTION: "triangle-alert"}
        self._tone = tone
        self._details = details
        theme.set_icon(self._picture, pictures.get(tone, "info"), tone)
        self._text.setText(text)
        self.setAccessibleName(text)
        self._copy.setVisible(bool(details))
        self.act.setText(act)
        self.act.setAccessibleName(act or "Do what the message offers")
        self.act.setVisible(bool(act))
        self.show()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the tinted ground and a hairline below."""
        shades = theme.colors()
        painter = QPainter(self)
        try:
            painter.fillRect(event.rect(), shades.tint(self._tone))
            painter.fillRect(0, self.height() - 1, self.width(), 1, shades.hairline)
        finally:
            painter.end()

    @Slot()
    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._details)


class Messages(QObject):
    """Shows errors and asks questions, never by stopping the program's loop."""

    _arrived = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._window = parent
        self._bar: MessageBar | None = None
        self._arrived.connect(self.show_error)

    def use_bar(self, window: QWidget, bar: MessageBar) -> None:
        """Speak in this bar from now on, and ask above this window."""
        self._window = window
        self._bar = bar

    @Slot(object)
    def show_error(self, error: BaseException) -> None:
        """Say what happened and what to do. Anything but a known error is a bug, with details to copy."""
        if isinstance(error, DenialDeskError):
            tone = Tone.BAD if isinstance(error, EnvironmentProblem) else Tone.CAUTION
            self.say(f"{error.message} {error.remedy}".strip(), tone)
        else:
            logger.error("An error nobody expected", exc_info=error)
            self.say(BUG_TEXT, Tone.BAD, error_details(error))

    def say(self, text: str, tone: Tone = Tone.PLAIN, details: str = "") -> None:
        """Say something that does not need an answer."""
        if self._bar is not None:
            self._bar.show_message(text, tone, details)
            return
        box = self._box("DenialDesk", text, QMessageBox.Icon.Information if not details else QMessageBox.Icon.Warning)
        if details:
            copy = box.addButton("Copy details", QMessageBox.ButtonRole.HelpRole)
            copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(details))
        box.addButton(QMessageBox.StandardButton.Ok)
        box.open()

    def clear(self) -> None:
        """Take away what was said."""
        if self._bar is not None:
            self._bar.hide()

    def ask(
        self,
        title: str,
        text: str,
        yes: str,
        on_yes: Callable[[], None],
        *,
        no: str = "Cancel",
        on_no: Callable[[], None] | None = None,
    ) -> QMessageBox:
        """Ask before something that cannot be undone; the buttons are named for what they do."""
        box = self._box(title, text, QMessageBox.Icon.Question)
        agree = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        refuse = box.addButton(no, QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(refuse)
        box.setEscapeButton(refuse)

        def answer() -> None:
            if box.clickedButton() is agree:
                on_yes()
            elif on_no is not None:
                on_no()

        box.finished.connect(answer)
        box.open()
        return box

    def _box(self, title: str, text: str, picture: QMessageBox.Icon) -> QMessageBox:
        box = QMessageBox(picture, title, text, QMessageBox.StandardButton.NoButton, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setTextFormat(Qt.TextFormat.PlainText)
        return box

    def install_hooks(self) -> Callable[[], None]:
        """Bring uncaught errors of every thread here; the function returned takes the hooks away again."""
        before, before_threads = sys.excepthook, threading.excepthook

        def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
            if issubclass(kind, KeyboardInterrupt):
                before(kind, error, trace)
                return
            self._arrived.emit(error)

        def thread_hook(args: threading.ExceptHookArgs) -> None:
            if args.exc_value is not None:
                self._arrived.emit(args.exc_value)

        sys.excepthook, threading.excepthook = hook, thread_hook

        def remove() -> None:
            sys.excepthook, threading.excepthook = before, before_threads

        return remove
