"""A whole case by keyboard alone: first start, office, denial, log, letter, export; then closed and opened again."""

import datetime as dt
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case
from denialdesk.letters.docx import docx_text
from denialdesk.office import Office
from denialdesk.storage.keys import OsKeychain
from denialdesk.ui.app import Program
from denialdesk.ui.application import ensure_application
from denialdesk.ui.desk import Desk
from tests.makers import VALID_NPI

pytestmark = pytest.mark.usefixtures("qt_dialogs")

NOON = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
WORDS = "four invented garden words"  # the passphrase
CTRL = Qt.KeyboardModifier.ControlModifier

# Everything here is looked for, byte by byte, in the profile folder at the end.
PATIENT_WORDS = (
    "Marigold", "Testcase", "EX000123456", "CR-EXAMPLE-0041", "Persistent swelling", "seropositive disease",
)  # fmt: skip


class Keyboard:
    """Types into whatever has the focus, as a person does."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot

    @property
    def place(self) -> QWidget:
        self.qtbot.waitUntil(lambda: QApplication.activeWindow() is not None)
        widget = QApplication.focusWidget() or QApplication.activeWindow()
        assert widget is not None
        return widget

    def type(self, text: str) -> None:
        QTest.keyClicks(self.place, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.place, key, modifier)

    def fill(self, *texts: str) -> None:
        """Type each text and leave its field with Tab; an empty text passes a field by."""
        for text in texts:
            self.type(text)
            self.press(Qt.Key.Key_Tab)


class Desktop:
    """One start of the program on a profile."""

    def __init__(self, qtbot: QtBot, profile: Path, ids: Iterator[int], now: dt.datetime = NOON) -> None:
        self.qtbot = qtbot
        office = Office(profile, OsKeychain(), clock=lambda: now, new_id=lambda: f"id{next(ids)}")
        self.program = Program(ensure_application(), lambda: office)
        qtbot.addWidget(self.program.window)

    @property
    def desk(self) -> Desk:
        assert self.program.desk is not None
        return self.program.desk

    @property
    def case(self) -> Case:
        assert self.desk.session.case is not None
        return self.desk.session.case

    def shows(self, title: str) -> None:
        """Wait until a dialog with this title is in front."""

        def in_front() -> bool:
            window = QApplication.activeWindow()
            return isinstance(window, QDialog) and title in window.windowTitle()

        self.qtbot.waitUntil(in_front)

    def comes_back(self) -> None:
        """Wait until no dialog is in front; no window manager raises the window behind it here."""
        self.qtbot.waitUntil(lambda: not isinstance(QApplication.activeWindow(), QDialog))
        self.program.window.activateWindow()

    def close(self) -> None:
        with self.qtbot.waitSignal(self.program.window.closed, timeout=10_000):
            self.program.window.close()


def export(desktop: Desktop, keyboard: Keyboard, path: Path) -> bytes:
    keyboard.press(Qt.Key.Key_E, CTRL)
    desktop.shows("Export for signature")
    window = QApplication.activeWindow()
    assert window is not None
    line = window.focusWidget()
    assert line is not None
    keyboard.press(Qt.Key.Key_A, CTRL)
    keyboard.type(str(path))
    keyboard.press(Qt.Key.Key_Return)
    desktop.comes_back()
    desktop.qtbot.waitUntil(path.exists, timeout=10_000)
    return path.read_bytes()


def start_for_the_first_time(desktop: Desktop, keyboard: Keyboard) -> None:
    """No keychain on this machine, so a passphrase; then the recovery key, then the office's letterhead."""
    opening = desktop.program.window.opening
    desktop.program.start()
    desktop.qtbot.waitUntil(lambda: opening.currentWidget() is opening.first_start, timeout=10_000)
    keyboard.fill(WORDS)
    keyboard.type(WORDS)
    keyboard.press(Qt.Key.Key_Return)
    desktop.qtbot.waitUntil(lambda: opening.currentWidget() is opening.kit, timeout=10_000)
    last_group = opening.kit.key.text().rsplit("-", 1)[-1]
    opening.kit.typed.setFocus()
    keyboard.type(last_group)
    with desktop.qtbot.waitSignal(opening.kit.kept):
        keyboard.press(Qt.Key.Key_Return)
    desktop.shows("Practice and prescribers")
    keyboard.fill("Sample Valley Specialty Physicians", "100 Invented Avenue", "555-010-0140")
    keyboard.press(Qt.Key.Key_Return)
    desktop.comes_back()


def type_the_denial(desktop: Desktop, keyboard: Keyboard) -> None:
    with desktop.qtbot.waitSignal(desktop.desk.session.case_opened):
        keyboard.press(Qt.Key.Key_N, CTRL)
    page = desktop.desk.area.page(0)
    page.focus_target("denial.reason")
    keyboard.type("A 3-month trial of a TNF inhibitor is not shown.")
    page.focus_target("patient.first_name")
    keyboard.fill("Marigold", "Testcase", "2/27/1966")
    for target, text in (
        ("plan.payer_name", "Cigna"),
        ("plan.plan_type", "Employer plan, self"),
        ("plan.state", "Colorado"),
        ("plan.member_id", "EX000123456"),
        ("request.drug", "Rinvoq"),
        ("request.strength", "15 mg"),
        ("request.directions", "once daily"),
        ("request.indication", "Rheumatoid arthritis"),
        ("request.icd10", "M05.79"),
        ("denial.notice_date", "11/9/26"),
        ("denial.received_date", "11/12/2026"),
        ("denial.reference_number", "CR-EXAMPLE-0041"),
        ("prescriber.name", "Robin Samplewell"),
        ("prescriber.credentials", "MD"),
        ("prescriber.specialty", "Rheumatology"),
        ("prescriber.npi", VALID_NPI),
    ):
        page.focus_target(target)
        keyboard.fill(text)


def type_the_log(desktop: Desktop, keyboard: Keyboard) -> None:
    """By quick line, then the words of what happened in the inspector."""
    keyboard.press(Qt.Key.Key_2, CTRL)
    page = desktop.desk.area.page(1)
    for line in ("mtx 20mg weekly 2/13-6/14 failed", "Humira 40 mg q2w 3/14/24-10/21/24 lost response"):
        page.focus_target("therapies")
        keyboard.type(line)
        keyboard.press(Qt.Key.Key_Return)
    desktop.qtbot.waitUntil(lambda: len(desktop.case.therapies) == 2)
    humira = desktop.case.therapies[1]
    assert (humira.drug_id, humira.start.to_iso(), humira.stop.to_iso()) == ("adalimumab", "2024-03-14", "2024-10-21")
    page.focus_target(f"therapy:{humira.id}:what_happened")
    keyboard.fill("Persistent swelling of both wrists.")


def type_the_prescribers_words(desktop: Desktop, keyboard: Keyboard) -> None:
    keyboard.press(Qt.Key.Key_4, CTRL)
    desktop.desk.area.page(3).focus_target("letter.medical_necessity")
    keyboard.type("The patient has seropositive disease and needs a drug of another class.")
    appraisal = desktop.desk.session.appraisal
    assert appraisal is not None
    assert [todo.text for todo in appraisal.readiness.blocking] == []


def start_again(desktop: Desktop, keyboard: Keyboard) -> None:
    """The passphrase, then the case from the worklist unless it is open already."""
    opening = desktop.program.window.opening
    desktop.program.start()
    desktop.qtbot.waitUntil(lambda: opening.currentWidget() is opening.unlock, timeout=10_000)
    keyboard.type(WORDS)
    with desktop.qtbot.waitSignal(desktop.program.ready, timeout=10_000):
        keyboard.press(Qt.Key.Key_Return)
    if desktop.desk.session.case is None:
        with desktop.qtbot.waitSignal(desktop.desk.session.case_opened):
            keyboard.press(Qt.Key.Key_K, CTRL)
            keyboard.type("Testcase")
            keyboard.press(Qt.Key.Key_Return)


def test_a_case_is_typed_exported_closed_reopened_and_exported_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    ids = itertools.count(1)
    keyboard = Keyboard(qtbot)
    first = Desktop(qtbot, profile, ids)
    start_for_the_first_time(first, keyboard)
    type_the_denial(first, keyboard)
    type_the_log(first, keyboard)
    type_the_prescribers_words(first, keyboard)
    before = export(first, keyboard, tmp_path / "before.docx")
    text = docx_text(before)
    assert "Met: loss of response" in text
    assert "DRAFT" not in text
    qtbot.waitUntil(lambda: bool(first.case.events), timeout=10_000)
    case = first.case
    assert case.letter.letter_date.to_iso() == "2026-11-20"
    assert case.criteria_version
    first.close()

    # Nothing of the patient can be read in what the program leaves behind.
    data = b"".join(path.read_bytes() for path in profile.rglob("*") if path.is_file())
    assert data
    assert not [word for word in PATIENT_WORDS if word.encode() in data or word.encode("utf-16-le") in data]

    second = Desktop(qtbot, profile, ids, NOON + dt.timedelta(days=3))
    start_again(second, keyboard)
    assert second.case.therapies == case.therapies
    assert second.case.letter == case.letter
    keyboard.press(Qt.Key.Key_4, CTRL)
    assert export(second, keyboard, tmp_path / "after.docx") == before
    second.close()
