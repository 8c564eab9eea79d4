"""A small log in the profile that can be handed to support: it cannot hold patient data.

Of a record of ours it keeps the fixed template, with numbers and ``Plain`` texts filled in and everything else blanked;
of another library's record only who wrote it and where; of an exception only types, modules and lines.
"""

from __future__ import annotations

import datetime as dt
import enum
import logging
import logging.handlers
import os
from pathlib import Path
from typing import IO

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.system.diagnostics import PACKAGE, report_fault
from denialdesk.system.files import PRIVATE_FILE, make_private_folder

LOG_FOLDER = "logs"
LOG_NAME = "denialdesk.log"
LARGEST_LOG = 500_000  # bytes; two older ones are kept
BLANK = "[left out]"


class Plain(str):
    """A text known to be free of patient data: a version, a module, a fixed word."""

    __slots__ = ()


class RedactingFormatter(logging.Formatter):
    """Formats a record from an allow-list; a new kind of value is blank until somebody allows it."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one line, and the places of an exception below it."""
        moment = dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="seconds")
        line = f"{moment} {record.levelname} {record.name}:{record.lineno} {self._words(record)}"
        error = record.exc_info[1] if record.exc_info else None
        return line if error is None else f"{line}\n{report_fault(error).text()}"

    def _words(self, record: logging.LogRecord) -> str:
        if record.name != PACKAGE and not record.name.startswith(PACKAGE + "."):
            return BLANK
        if not isinstance(record.msg, str):
            return f"{type(record.msg).__name__} {BLANK}"
        arguments = record.args if isinstance(record.args, tuple) else (record.args,) if record.args else ()
        try:
            return record.msg % tuple(_allowed(value) for value in arguments)
        except (TypeError, ValueError):
            return record.msg


def _allowed(value: object) -> object:
    if isinstance(value, Plain | enum.Enum):
        return str(value)
    if isinstance(value, bool | int | float):
        return value
    return BLANK


class _PrivateRotatingFile(logging.handlers.RotatingFileHandler):
    """A rotating file that only its owner can read and that never brings the program down."""

    def _open(self) -> IO[str]:  # type: ignore[override]  # the base promises a narrower stream type than it needs
        descriptor = os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
        return os.fdopen(descriptor, "a", encoding="utf-8")

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  # the base class names it
        """Keep silent: a full disk must not stop the work, and the default prints the record's values."""


def start_log(profile: Path) -> logging.Handler | None:
    """Begin logging into the profile; None when the folder cannot be written: the program works without a log."""
    folder = profile / LOG_FOLDER
    try:
        make_private_folder(folder)
        handler = _PrivateRotatingFile(folder / LOG_NAME, maxBytes=LARGEST_LOG, backupCount=2, encoding="utf-8")
    except (EnvironmentProblem, OSError):
        return None
    handler.setFormatter(RedactingFormatter())
    handler.setLevel(logging.INFO)
    root = logging.getLogger()
    root.addHandler(handler)
    logging.getLogger(PACKAGE).setLevel(logging.INFO)
    return handler


def stop_log(handler: logging.Handler | None) -> None:
    """End logging and close the file; None is accepted, as ``start_log`` may hand it out."""
    if handler is not None:
        logging.getLogger().removeHandler(handler)
        handler.close()
