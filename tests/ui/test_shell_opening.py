from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from denialdesk.domain.errors import NoKeychainError
from denialdesk.office import Office
from denialdesk.services.vault import Protection
from denialdesk.storage.keys import KeyStore, MemoryKeys
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.pages.opening import OpeningPage
from tests.ui.conftest import make_office
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click

PASSPHRASE = "four invented words here"  # noqa: S105 - of a vault that lives as long as its test
Start = Callable[[Office], RunningProgram]


class NoKeychain(MemoryKeys):
    """A computer without a keychain."""

    def check(self) -> None:
        raise NoKeychainError("This computer has no keychain.", "Choose a passphrase.")


@pytest.fixture
def start(qtbot: QtBot) -> Iterator[Start]:
    """Starts programs, shows whatever they then show, and closes them at the end."""
    programs: list[RunningProgram] = []

    def start_one(office: Office) -> RunningProgram:
        programs.append(RunningProgram(qtbot, lambda: office))
        programs[-1].appear()
        return programs[-1]

    yield start_one
    for each in programs:
        each.close()


def cards(program: RunningProgram) -> OpeningPage:
    return program.window.opening


def wait_for(program: RunningProgram, card: str) -> None:
    program.wait(lambda: cards(program).currentWidget() is getattr(cards(program), card))


def wait_for_work(program: RunningProgram) -> None:
    program.wait(lambda: program.program.desk is not None and program.window.stack.currentWidget() is program.area)


def test_first_start_makes_a_vault_and_shows_its_recovery_key_once(tmp_path: Path, start: Start) -> None:
    office = make_office(tmp_path / "profile", MemoryKeys())
    program = start(office)
    wait_for(program, "first_start")
    assert str(tmp_path / "profile") in cards(program).first_start._where.text()
    assert not cards(program).first_start.first_row.isVisible()
    program.key(Qt.Key.Key_Space)  # the cursor is on the button
    wait_for(program, "kit")
    shown = cards(program).kit.key.text().replace("\n", "")
    assert len(shown.replace("-", "")) == 36

    click(cards(program).kit.go_on)
    assert "not the last group" in cards(program).kit.typed_row.error
    assert program.program.desk is None
    QTest.keyClicks(cards(program).kit.typed, shown[-4:].lower())
    program.key(Qt.Key.Key_Return)
    wait_for_work(program)
    assert cards(program).kit.key.text() == ""
    assert program.window.status.vault.text() == "Vault locked to this PC"

    practice = program.dialog(PracticeDialog)  # a new office is asked for its letterhead
    program.type_text("Invented Rheumatology")
    program.key(Qt.Key.Key_Return)
    program.wait(lambda: not program.has_dialog(PracticeDialog))
    program.wait(lambda: program.session.practice.name == "Invented Rheumatology")
    assert practice is not None


def test_the_recovery_key_can_be_saved_and_opens_the_cases_elsewhere(tmp_path: Path, start: Start) -> None:
    # A new keychain, as on another computer: it knows nothing of the vault.
    first = make_office(tmp_path / "new", MemoryKeys())
    program = start(first)
    wait_for(program, "first_start")
    click(cards(program).first_start.create_button)
    wait_for(program, "kit")
    click(cards(program).kit.save)
    target = tmp_path / "key.txt"
    program.choose_file(target)
    program.wait(lambda: "Saved as key.txt" in cards(program).kit.typed_row.message)
    key = next(line for line in target.read_text().splitlines() if line.count("-") == 8)
    QTest.keyClicks(cards(program).kit.typed, key[-4:])
    click(cards(program).kit.go_on)
    wait_for_work(program)
    program.dialog(PracticeDialog).reject()
    program.close()

    again = start(make_office(tmp_path / "new", MemoryKeys()))
    wait_for(again, "problem")
    assert "keychain" in cards(again).problem.what.text()
    click(cards(again).problem.recovery)
    wait_for(again, "recovery")
    assert key[-4:] in cards(again).recovery._why.text()
    again.type_text("not a key")
    again.key(Qt.Key.Key_Return)
    again.wait(lambda: cards(again).recovery.row.error)
    cards(again).recovery.typed.clear()
    QTest.keyClicks(cards(again).recovery.typed, key.replace("-", " ").lower())
    click(cards(again).recovery.open_button)
    wait_for_work(again)


def test_without_a_keychain_a_passphrase_is_asked_for_and_checked(tmp_path: Path, start: Start) -> None:
    office = make_office(tmp_path / "profile", NoKeychain())
    program = start(office)
    wait_for(program, "first_start")
    card = cards(program).first_start
    assert not card.keychain.isVisible()
    click(card.create_button)
    assert card.first_row.error == "Type a passphrase."
    QTest.keyClicks(card.first, "short")
    QTest.keyClicks(card.second, "other")
    click(card.create_button)
    assert "not the same" in card.second_row.error
    card.second.clear()
    QTest.keyClicks(card.second, "short")
    click(card.create_button)
    program.wait(lambda: "at least" in card.first_row.error)
    assert not office.vault.path.exists()
    card.first.clear()
    card.second.clear()
    program.type_text(PASSPHRASE)
    program.key(Qt.Key.Key_Return)
    program.type_text(PASSPHRASE)
    program.key(Qt.Key.Key_Return)
    wait_for(program, "kit")
    program.close()

    again = start(make_office(tmp_path / "profile", NoKeychain()))
    wait_for(again, "unlock")
    again.type_text("wrong words entirely")
    again.key(Qt.Key.Key_Return)
    again.wait(lambda: cards(again).unlock.row.error)
    assert again.program.desk is None
    again.type_text(PASSPHRASE)  # what was wrong is selected, so typing replaces it
    again.key(Qt.Key.Key_Return)
    wait_for_work(again)
    assert again.window.status.vault.text() == "Vault locked by a passphrase"
    assert cards(again).unlock.typed.text() == ""
    assert again.desk.office.vault.protection is Protection.PASSPHRASE


def test_a_second_window_on_the_same_profile_is_refused_until_the_first_closes(
    office: Office, keys: KeyStore, start: Start
) -> None:
    office.vault.open()
    program = start(make_office(office.profile, keys))
    wait_for(program, "problem")
    assert "already open" in cards(program).problem.what.text()
    assert not cards(program).problem.recovery.isVisible()
    office.vault.close()
    click(cards(program).problem.retry)
    wait_for_work(program)


def test_a_damaged_vault_is_put_back_from_a_backup(office: Office, keys: KeyStore, start: Start) -> None:
    office.vault.open()  # makes the backup of the day
    office.vault.close()
    with office.vault.path.open("r+b") as file:
        file.write(b"\x00" * 4096)
    program = start(make_office(office.profile, keys))
    wait_for(program, "problem")
    click(cards(program).problem.restore)
    (backup,) = (office.profile / "backups").glob("daily-*.db")
    program.choose_file(backup)
    wait_for_work(program)
    assert program.area.worklist.model.rowCount() == 3  # the title of the group and two cases


def test_a_window_closed_before_the_vault_is_open_closes_everything(qtbot: QtBot, office: Office) -> None:
    program = RunningProgram(qtbot, lambda: office)
    program.program.start()
    program.window.close()
    program.wait(lambda: program.is_closed)
    assert not office.vault.is_open
    program.close()
