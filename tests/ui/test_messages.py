import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.errors import DiskFullError, UserError
from denialdesk.ui.messages import MessageBar, Messages, error_details
from denialdesk.ui.theme import Tone
from tests.ui.sessions import click

PATIENT = "Marigold Testcase"


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    QVBoxLayout(widget)
    widget.show()
    return widget


@pytest.fixture
def messages(window: QWidget) -> Messages:
    bar = MessageBar()
    layout = window.layout()
    assert layout is not None
    layout.addWidget(bar)
    made = Messages(window)
    made.use_bar(window, bar)
    return made


def bar_of(window: QWidget) -> MessageBar:
    bar = window.findChild(MessageBar)
    assert bar is not None
    return bar


def raise_bug(name: str) -> None:
    raise ValueError(f"{name} has no birth date")


def bug() -> Exception:
    try:
        raise_bug(PATIENT)
    except ValueError as error:
        return error
    raise AssertionError


def test_a_known_error_is_said_in_its_own_words(window: QWidget, messages: Messages) -> None:
    messages.show_error(UserError("The file is no case file.", "Choose another one."))
    assert bar_of(window).text == "The file is no case file. Choose another one."
    assert bar_of(window).accessibleName() == bar_of(window).text
    messages.show_error(DiskFullError("The disk is full.", "Free some space."))
    assert bar_of(window).text == "The disk is full. Free some space."
    assert not bar_of(window)._copy.isVisible()
    messages.clear()
    assert bar_of(window).text == ""


def test_a_bug_is_told_without_a_word_of_its_message(window: QWidget, messages: Messages) -> None:
    messages.show_error(bug())
    assert PATIENT not in bar_of(window).text
    assert "nothing saved was lost" in bar_of(window).text
    click(bar_of(window)._copy)
    copied = QGuiApplication.clipboard().text()
    assert "ValueError" in copied
    assert "tests.ui.test_messages" in copied
    assert PATIENT not in copied
    assert PATIENT not in error_details(bug())
    click(bar_of(window)._close)
    assert bar_of(window).text == ""


def test_a_question_does_not_stop_the_program_and_its_buttons_say_what_they_do(
    window: QWidget, messages: Messages
) -> None:
    answers: list[str] = []
    box = messages.ask(
        "Delete",
        "Delete the case?",
        "Delete",
        lambda: answers.append("yes"),
        no="Keep",
        on_no=lambda: answers.append("no"),
    )
    assert box.isVisible()
    assert [button.text().replace("&", "") for button in box.buttons()] == ["Delete", "Keep"]
    assert box.defaultButton().text().replace("&", "") == "Keep"
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert answers == ["no"]
    box = messages.ask("Delete", "Delete the case?", "Delete", lambda: answers.append("yes"))
    (yes,) = [button for button in box.buttons() if button.text() == "Delete"]
    click(yes)
    assert answers == ["no", "yes"]
    assert window.isVisible()


def test_without_a_bar_a_box_says_it(window: QWidget) -> None:
    messages = Messages(window)
    messages.say("Something happened.", Tone.CAUTION)
    box = window.findChild(QMessageBox)
    assert box is not None
    assert box.text() == "Something happened."
    box.close()


@pytest.fixture
def hooked(messages: Messages) -> Iterator[Messages]:
    before = sys.excepthook
    remove = messages.install_hooks()
    yield messages
    remove()
    assert sys.excepthook is before


def test_an_uncaught_error_of_any_thread_is_shown(qtbot: QtBot, window: QWidget, hooked: Messages) -> None:
    def fail() -> None:
        raise ValueError(PATIENT)

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: bar_of(window).text != "")
    hooked.clear()
    error = bug()
    sys.excepthook(type(error), error, error.__traceback__)
    qtbot.waitUntil(lambda: bar_of(window).text != "")
    assert PATIENT not in bar_of(window).text
