"""A real session over the real criteria data for tests of pages, on a fixed day and with predictable ids."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from itertools import count

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from denialdesk.domain.case import Case
from denialdesk.knowledge.library import Library, load_library
from denialdesk.ui.session import CaseSession
from tests.makers import make_practice

TODAY = dt.date(2026, 11, 21)
CONTROLS = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit, QPlainTextEdit)


@cache
def library() -> Library:
    return load_library()


def make_session(case: Case | None) -> CaseSession:
    ids = count(1)
    clock = dt.datetime.combine(TODAY, dt.time(10, 42))
    session = CaseSession(library(), make_practice(), clock=lambda: clock, new_id=lambda: f"new-{next(ids)}")
    session.open(case)
    return session


def opened(session: CaseSession) -> Case:
    """The open case, which a test knows to be there."""
    assert session.case is not None
    return session.case


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Press and release the left mouse button, in the middle unless told where."""
    where = place or widget.rect().center()
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)


def focused() -> QWidget:
    """The control that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


def nameless_controls(page: QWidget) -> list[str]:
    """The controls of a page that a screen reader could not name."""
    return [
        f"{type(control).__name__} in {type(control.parentWidget()).__name__}"
        for control in _own_controls(page)
        if not (control.accessibleName() or (isinstance(control, QAbstractButton) and control.text()))
    ]


def _own_controls(page: QWidget) -> Iterator[QWidget]:
    """The controls that are not parts Qt puts into its own widgets."""
    inner = {"QLineEditIconButton", "QTableCornerButton"}
    for kind in CONTROLS:
        for control in page.findChildren(kind):
            in_a_line = isinstance(control.parentWidget(), QLineEdit)
            if not (in_a_line or control.objectName().startswith("qt_") or type(control).__name__ in inner):
                yield control


def labels_without_buddy(page: QWidget, texts: set[str]) -> list[str]:
    """Those of the labels with one of these texts that name no control."""
    return [label.text() for label in page.findChildren(QLabel) if label.text() in texts and label.buddy() is None]
