"""The dialog on data and backups in the whole program: what an office manager asks, and each of its buttons."""

import dataclasses
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, Patient
from denialdesk.domain.errors import KeychainLockedError, NoKeychainError
from denialdesk.office import Office, open_sample_office
from denialdesk.services.backups import BackupKind
from denialdesk.services.vault import Protection
from denialdesk.storage import passphrase as passphrase_module
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.keys import KeyStore, MemoryKeys
from denialdesk.ui.dialogs.data_and_backups import DataDialog
from denialdesk.ui.dialogs.help import HelpDialog
from denialdesk.ui.dialogs.passphrase import PassphraseDialog
from denialdesk.ui.dialogs.recovery_key import BackupKeyDialog, NewRecoveryKeyDialog
from tests.ui.conftest import make_office
from tests.ui.programs import NOW, RunningProgram
from tests.ui.sessions import click, nameless_controls

PASSPHRASE = "four invented words here"  # noqa: S105 - of a vault that lives as long as its test
ANOTHER = "entirely other invented words"
Start = Callable[[Office], RunningProgram]


@pytest.fixture(autouse=True)
def quick_passphrases(monkeypatch: pytest.MonkeyPatch) -> None:
    """Spend less on each passphrase; tests/unit/storage/test_passphrase.py pays the full price."""
    monkeypatch.setattr(passphrase_module, "SCRYPT_N", 2**10)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A folder elsewhere, as on a memory stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


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


def wait_for(program: RunningProgram, card: str) -> None:
    cards = program.window.opening
    program.wait(lambda: cards.isVisible() and cards.currentWidget() is getattr(cards, card))


def wait_for_work(program: RunningProgram) -> None:
    program.wait(lambda: program.program.desk is not None and program.window.stack.currentWidget() is program.area)


def open_data(program: RunningProgram) -> DataDialog:
    """Choose the menu entry and wait until the data was looked over."""
    program.trigger(program.window.actions_.data)
    dialog = program.dialog(DataDialog)
    program.wait(lambda: not dialog.is_busy)
    return dialog


def outcome(program: RunningProgram, dialog: DataDialog, words: str) -> None:
    """Wait until the dialog says how it came out and can be used again."""
    program.wait(lambda: words in dialog.outcome.text() and not dialog.is_busy)


def back_up(program: RunningProgram, dialog: DataDialog, folder: Path) -> None:
    click(dialog.back_up)
    program.choose_file(folder)
    outcome(program, dialog, "Backup made and checked")


def texts(dialog: DataDialog, column: int) -> list[str]:
    """What the list says in a column, from the top."""
    model = dialog.list.model()
    return [model.index(row, column).data() for row in range(model.rowCount())]


def choose(dialog: DataDialog, kind: BackupKind) -> None:
    """Click the newest backup of a kind in the list."""
    rows = range(dialog.list.topLevelItemCount())
    items = [dialog.list.topLevelItem(row) for row in rows]
    item = next(
        item for item in items if item is not None and item.data(0, int(Qt.ItemDataRole.UserRole)).backup.kind is kind
    )
    place = dialog.list.visualItemRect(item).center()
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def listed(dialog: DataDialog) -> list[BackupKind]:
    assert dialog.overview is not None
    return [kept.backup.kind for kept in dialog.overview.backups]


def type_in(widget: QWidget, text: str) -> None:
    QTest.keyClicks(widget, text)


def make_key(program: RunningProgram, asked: NewRecoveryKeyDialog) -> str:
    """Press the button that makes the key and read it off the card."""
    click(asked.make)
    program.wait(lambda: asked.shows_key)
    return asked.kit.key.text().replace("\n", "")


def is_confirmed(office: Office) -> bool:
    """Whether the vault's header says that the office has its key."""
    return office.vault.recovery_confirmed


def prove(asked: NewRecoveryKeyDialog, key: str) -> None:
    type_in(asked.kit.typed, key[-4:])
    click(asked.kit.go_on)


# ---- what it says


def test_the_manager_sees_where_everything_is(program: RunningProgram, office: Office) -> None:
    dialog = open_data(program)
    assert dialog.folder.text() == str(office.profile)
    assert "2 cases" in dialog.amount.text()
    assert "encrypted" in dialog.amount.text()
    assert "No backup has been made in another place" in dialog.last.text()
    assert listed(dialog) == [BackupKind.DAILY]
    assert texts(dialog, 2) == ["Beside the cases"]
    assert "keychain" in dialog.lock.text()
    assert "has its recovery key" in dialog.key.text()
    assert office.vault.recovery_hint in dialog.key.text()
    assert not dialog.keychain.isVisible()
    assert not dialog.restore.isEnabled()  # nothing is marked yet
    assert nameless_controls(dialog) == []
    click(dialog.copy)
    assert QGuiApplication.clipboard().text() == str(office.profile)
    program.key(Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(DataDialog))


def test_the_search_finds_it(program: RunningProgram) -> None:
    program.ctrl(Qt.Key.Key_K)
    program.type_text("data and")
    program.key(Qt.Key.Key_Return)
    dialog = program.dialog(DataDialog)
    program.wait(lambda: not dialog.is_busy)
    click(dialog.close_button)


class _Opened(QObject):
    """Stands where the file manager of the desktop would."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def on_url(self, url: QUrl) -> None:
        self.urls.append(url)


def test_the_folder_is_opened_in_the_file_manager(program: RunningProgram, office: Office) -> None:
    dialog = open_data(program)
    desktop = _Opened()
    QDesktopServices.setUrlHandler("file", desktop, "on_url")  # type: ignore[arg-type]  # bytes say the stubs, and fail
    try:
        click(dialog.open_folder)
        assert [Path(url.toLocalFile()) for url in desktop.urls] == [office.profile]
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert dialog.outcome.text() == ""
    click(dialog.close_button)


def test_help_opens_over_it(program: RunningProgram) -> None:
    dialog = open_data(program)
    program.key(Qt.Key.Key_F1)
    helped = program.dialog(HelpDialog)
    assert "recovery key" in helped.text.toPlainText()
    assert "A dead or new computer" in helped.text.toPlainText()
    helped.close()
    click(dialog.close_button)


def test_the_sample_office_says_that_nothing_is_kept(start: Start, tmp_path: Path) -> None:
    program = start(open_sample_office(tmp_path, lambda: NOW))
    wait_for_work(program)
    program.wait(lambda: program.session.case is not None)
    assert not program.area.notices.isVisible()
    for action in (program.window.actions_.data, program.window.actions_.back_up):
        program.trigger(action)
        assert "kept nowhere" in program.area.messages.text
        assert not program.has_dialog()
        program.area.messages.hide()


# ---- backups


def test_a_backup_made_and_put_back_brings_the_old_value(program: RunningProgram, stick: Path) -> None:
    program.open_case()
    before = program.case
    dialog = open_data(program)
    back_up(program, dialog, stick)
    assert listed(dialog) == [BackupKind.ON_REQUEST, BackupKind.DAILY]
    assert str(stick) in dialog.last.text()
    assert "same drive" in dialog.last.text()
    click(dialog.close_button)

    program.session.edit("Note", lambda case: dataclasses.replace(case, notes="typed after the backup"))
    dialog = open_data(program)
    choose(dialog, BackupKind.ON_REQUEST)
    click(dialog.restore)
    text = program.answer("Keep what is here")
    assert "All cases, documents and settings are replaced" in text
    assert program.case.notes == "typed after the backup"

    choose(dialog, BackupKind.ON_REQUEST)
    click(dialog.restore)
    with program.qtbot.waitSignal(program.session.case_opened, timeout=20_000):
        program.answer("Restore")
    outcome(program, dialog, "Your cases are those of Nov 21, 2026, 10:42 now")
    assert BackupKind.REPLACED in listed(dialog)
    program.wait(lambda: program.session.case is not None)
    assert program.case == before
    assert not program.session.history.can_undo
    assert str(stick) in dialog.last.text()  # the backup itself knew nothing of it

    # What was replaced comes back the same way, the unsaved change with it: it was saved first.
    choose(dialog, BackupKind.REPLACED)
    click(dialog.restore)
    program.answer("Restore")
    outcome(program, dialog, "Your cases are those of")
    program.wait(lambda: program.session.case is not None and program.case.notes == "typed after the backup")
    click(dialog.close_button)

    program.session.edit("Note", lambda case: dataclasses.replace(case, notes="and work goes on"))
    program.wait(lambda: not program.session.has_unsaved)
    program.close()
    office = program.desk.office
    office.vault.open()
    assert "and work goes on" in {office.cases.get(row.case_id).notes for row in office.cases.list_cases()}
    office.vault.close()


def test_what_is_being_typed_is_in_the_backup(program: RunningProgram, stick: Path) -> None:
    program.open_case()
    therapy = program.case.therapies[0]
    program.session.jump(f"therapy:{therapy.id}:dose")  # a cell hands over what is typed when it is left
    program.ctrl(Qt.Key.Key_A)
    program.type_text("777 mg")
    assert program.case.therapies[0] == therapy
    program.trigger(program.window.actions_.back_up)
    program.choose_file(stick)
    program.wait(lambda: "Backup made and checked" in program.area.messages.text)
    (path,) = stick.iterdir()
    office = program.desk.office
    case_id = program.case.id
    program.close()
    office.backups.restore(path)
    assert office.cases.get(case_id).therapies[0].dose == "777 mg"
    office.vault.close()


def test_a_case_that_the_backup_does_not_have_is_closed(program: RunningProgram, stick: Path) -> None:
    dialog = open_data(program)
    back_up(program, dialog, stick)
    click(dialog.close_button)
    with program.qtbot.waitSignal(program.session.case_opened, timeout=20_000):
        program.ctrl(Qt.Key.Key_N)
    dialog = open_data(program)
    choose(dialog, BackupKind.ON_REQUEST)
    click(dialog.restore)
    program.answer("Restore")
    outcome(program, dialog, "Your cases are those of")
    program.wait(lambda: program.area.worklist.model.rowCount() == 3)  # the title of the group and two cases
    assert program.session.case is None
    click(dialog.close_button)


def test_a_backup_from_a_file_is_looked_at_first(program: RunningProgram, stick: Path) -> None:
    dialog = open_data(program)
    back_up(program, dialog, stick)
    (path,) = stick.iterdir()
    path = path.rename(stick / "before the holidays.db")
    click(dialog.restore_file)
    program.choose_file(path)
    assert "Restore the backup of" in program.answer("Restore")
    outcome(program, dialog, "Your cases are those of")

    path.write_bytes(b"PK" + bytes(100_000))
    click(dialog.restore_file)
    program.choose_file(path)
    program.answer("Restore")
    asked = program.dialog(BackupKeyDialog)  # it might be of another key; whoever has none turns back
    click(asked.card.open_button)
    assert asked.card.row.error == "Type the recovery key."
    click(asked.card.back)
    program.wait(lambda: not program.has_dialog(BackupKeyDialog))
    assert len(program.desk.office.cases.list_cases()) == 2
    click(dialog.close_button)


def test_a_damaged_backup_replaces_nothing(program: RunningProgram, stick: Path) -> None:
    program.open_case()
    dialog = open_data(program)
    back_up(program, dialog, stick)
    (path,) = stick.iterdir()
    content = bytearray(path.read_bytes())
    content[5 * 4096 + 9] ^= 1
    path.write_bytes(content)
    before = program.case
    choose(dialog, BackupKind.ON_REQUEST)
    click(dialog.restore)
    program.answer("Restore")
    outcome(program, dialog, "This backup cannot be used.")
    assert listed(dialog) == [BackupKind.ON_REQUEST, BackupKind.DAILY]
    click(dialog.close_button)
    program.session.edit("Note", lambda case: dataclasses.replace(case, notes="still at work"))
    program.wait(lambda: not program.session.has_unsaved)
    assert program.desk.office.cases.get(before.id).notes == "still at work"


# ---- a failing disk


def write_protect(fault: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the system refuse every new file below a folder, as it does on a write-protected drive, even to root."""
    real = os.open

    def refused(path: str, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_CREAT and str(path).startswith(str(folder)):
            raise PermissionError(13, "the drive is write-protected")
        return real(path, flags, mode)

    fault.setattr(os, "open", refused)


def test_a_folder_that_cannot_be_written_is_said_and_changes_nothing(
    program: RunningProgram, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = open_data(program)
    with monkeypatch.context() as fault:
        write_protect(fault, stick)
        click(dialog.back_up)
        program.choose_file(stick)
        outcome(program, dialog, "The folder or file may not be written. Choose another folder")
    assert list(stick.iterdir()) == []
    assert listed(dialog) == [BackupKind.DAILY]
    click(dialog.close_button)
    dialog = open_data(program)
    assert "No backup has been made" in dialog.last.text()
    click(dialog.close_button)


def seen_of(office: Office) -> object:
    """What an office has: its cases, its files by name, and how it is locked."""
    passing = ("-wal", "-shm")  # an open vault's own, which come and go
    names = sorted(path.name for path in office.profile.rglob("*") if not path.name.endswith(passing))
    header = (office.profile / "vault.json").read_bytes()
    return [office.cases.get(row.case_id) for row in office.cases.list_cases()], names, header


def test_a_vault_folder_that_cannot_be_written_leaves_everything_as_it_was(
    program: RunningProgram, office: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.open_case()
    dialog = open_data(program)
    back_up(program, dialog, stick)
    before = seen_of(office)
    case = program.case

    with monkeypatch.context() as fault:
        write_protect(fault, office.profile)
        choose(dialog, BackupKind.ON_REQUEST)
        click(dialog.restore)
        program.answer("Restore")
        outcome(program, dialog, "The folder or file may not be written.")

        click(dialog.passphrase)
        asked = program.dialog(PassphraseDialog)
        type_in(asked.first, PASSPHRASE)
        type_in(asked.second, PASSPHRASE)
        click(asked.act)
        program.wait(lambda: "may not be written" in asked.problem.text())
        click(asked.cancel)

        click(dialog.new_key)
        new = program.dialog(NewRecoveryKeyDialog)
        click(new.make)
        program.wait(lambda: "may not be written" in new.problem.text())
        assert not new.shows_key
        click(new.cancel)
        program.wait(lambda: not program.has_dialog(NewRecoveryKeyDialog))

    assert seen_of(office) == before
    assert program.case == case
    assert "keychain" in dialog.lock.text()
    click(dialog.close_button)
    program.session.edit("Note", lambda each: dataclasses.replace(each, notes="the drive is back"))
    program.wait(lambda: not program.session.has_unsaved)
    assert office.cases.get(case.id).notes == "the drive is back"


def test_changes_that_cannot_be_saved_are_never_thrown_away_by_a_restore(
    program: RunningProgram, office: Office, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.open_case()
    dialog = open_data(program)
    back_up(program, dialog, stick)
    program.session.edit("Note", lambda case: dataclasses.replace(case, notes="not saved yet"))

    def full(_case: Case) -> None:
        raise NoKeychainError("The disk is full.", "Free some space.")

    with monkeypatch.context() as fault:
        cases = type(office.cases)
        fault.setattr(cases, "save", lambda _self, case: full(case))
        choose(dialog, BackupKind.ON_REQUEST)
        click(dialog.restore)
        program.answer("Restore")
        outcome(program, dialog, "Nothing was restored")
    assert program.case.notes == "not saved yet"
    click(dialog.close_button)
    program.session.save_now()
    program.wait(lambda: not program.session.has_unsaved)
    assert office.cases.get(program.case.id).notes == "not saved yet"


# ---- how it is locked


def test_a_passphrase_is_set_and_asked_for_at_the_next_start(
    program: RunningProgram, office: Office, keys: KeyStore, start: Start
) -> None:
    dialog = open_data(program)
    click(dialog.passphrase)
    asked = program.dialog(PassphraseDialog)
    assert not asked.current.isVisible()
    click(asked.act)
    assert asked.first_row.error == "Type a new passphrase."
    program.type_text("short")
    type_in(asked.second, "other")
    click(asked.act)
    assert "not the same" in asked.second_row.error
    program.type_text("short")  # what was wrong is marked, so typing replaces it
    program.key(Qt.Key.Key_Return)
    program.wait(lambda: "at least 12 characters" in asked.first_row.error)
    assert office.vault.protection is Protection.KEYCHAIN
    for line in (asked.first, asked.second):
        line.clear()
        type_in(line, PASSPHRASE)
    click(asked.act)
    outcome(program, dialog, "From the next start on, the passphrase is asked for.")
    assert "locked by a passphrase" in dialog.lock.text()
    assert dialog.passphrase.text() == "Change the passphrase…"
    assert program.window.status.vault.text() == "Vault locked by a passphrase"
    click(dialog.close_button)
    program.close()

    again = start(make_office(office.profile, keys))
    wait_for(again, "unlock")
    again.type_text(PASSPHRASE)
    again.key(Qt.Key.Key_Return)
    wait_for_work(again)


def test_a_passphrase_is_changed_and_given_up_for_the_keychain(office: Office, keys: KeyStore, start: Start) -> None:
    office.vault.open()
    office.vault.protect(PASSPHRASE)
    again = start(office)
    wait_for_work(again)
    dialog = open_data(again)
    click(dialog.passphrase)
    asked = again.dialog(PassphraseDialog)
    again.type_text("wrong words entirely")
    type_in(asked.first, ANOTHER)
    type_in(asked.second, ANOTHER)
    click(asked.act)
    again.wait(lambda: "does not open the vault" in asked.current_row.error)
    assert asked.first_row.error == ""
    again.type_text(PASSPHRASE)
    click(asked.act)
    outcome(again, dialog, "The passphrase is changed.")

    click(dialog.keychain)
    asked = again.dialog(PassphraseDialog)
    again.type_text(PASSPHRASE)  # the one that is no longer good
    again.key(Qt.Key.Key_Return)
    again.wait(lambda: "does not open the vault" in asked.current_row.error)
    again.type_text(ANOTHER)
    again.key(Qt.Key.Key_Return)
    outcome(again, dialog, "From the next start on, the cases open by this computer's keychain.")
    assert again.window.status.vault.text() == "Vault locked to this PC"
    click(dialog.close_button)
    again.close()
    wait_for_work(start(make_office(office.profile, keys)))


class NoKeychain(MemoryKeys):
    """A computer without a keychain."""

    def check(self) -> None:
        raise NoKeychainError("This computer has no keychain.", "Choose a passphrase.")


def test_without_a_keychain_it_is_not_offered(tmp_path: Path, start: Start) -> None:
    office = make_office(tmp_path / "profile", NoKeychain())
    office.vault.create(PASSPHRASE)
    program = start(office)
    wait_for_work(program)
    dialog = open_data(program)
    assert not dialog.keychain.isEnabled()
    assert "no keychain" in dialog.keychain.toolTip()
    click(dialog.close_button)


# ---- the recovery key


def test_a_new_recovery_key_opens_the_cases_and_the_old_one_is_refused(
    tmp_path: Path, start: Start, stick: Path
) -> None:
    keys = MemoryKeys()
    office = make_office(tmp_path / "profile", keys)
    old = office.vault.create().text
    office.cases.create(Case("c1", patient=Patient("Marigold", "Testcase")))
    office.vault.close()
    program = start(office)
    wait_for_work(program)
    dialog = open_data(program)
    assert "Nobody has shown yet" in dialog.key.text()
    back_up(program, dialog, stick)
    click(dialog.new_key)
    asked = program.dialog(NewRecoveryKeyDialog)
    new = make_key(program, asked)
    assert len(new.replace("-", "")) == 36
    assert new != old
    prove(asked, old)
    assert "not the last group" in asked.kit.typed_row.error
    assert not is_confirmed(office)
    asked.kit.typed.clear()
    prove(asked, new)
    outcome(program, dialog, "The new recovery key is in force, and the office has it.")
    assert "has its recovery key" in dialog.key.text()
    assert new[-4:] in dialog.key.text()
    assert is_confirmed(office)
    assert texts(dialog, 1) == ["By Back up now; other recovery key", "Daily, by itself"]
    click(dialog.close_button)
    program.close()

    again = start(make_office(office.profile, MemoryKeys()))  # a keychain that knows nothing, as on a new computer
    wait_for(again, "problem")
    click(again.window.opening.problem.recovery)
    wait_for(again, "recovery")
    again.type_text(old)
    again.key(Qt.Key.Key_Return)
    again.wait(lambda: "belongs to another vault" in again.window.opening.recovery.row.error)
    again.window.opening.recovery.typed.clear()
    type_in(again.window.opening.recovery.typed, new)
    again.key(Qt.Key.Key_Return)
    wait_for_work(again)


def test_an_older_backup_opens_with_the_older_sheet_and_from_then_on_the_cases_do(
    tmp_path: Path, start: Start, stick: Path
) -> None:
    office = make_office(tmp_path / "profile", MemoryKeys())
    old = office.vault.create().text
    office.cases.create(Case("c1", patient=Patient("Marigold", "Testcase")))
    path = office.backups.make(stick)
    new = office.vault.renew_recovery_key().text
    again = start(office)
    wait_for_work(again)
    dialog = open_data(again)
    click(dialog.restore_file)
    again.choose_file(path)
    again.answer("Restore")
    older = again.dialog(BackupKeyDialog)
    assert new[-4:] in older.card._why.text()
    type_in(older.card.typed, new)
    click(older.card.open_button)
    again.wait(lambda: "another recovery key" in older.card.error.text())
    older.card.typed.clear()
    type_in(older.card.typed, old)
    click(older.card.open_button)
    outcome(again, dialog, "Your cases are those of")
    assert old[-4:] in dialog.key.text()
    assert len(again.desk.office.cases.list_cases()) == 1
    click(dialog.close_button)


def test_a_key_that_is_shown_is_left_only_after_a_question(program: RunningProgram, office: Office) -> None:
    dialog = open_data(program)
    click(dialog.new_key)
    asked = program.dialog(NewRecoveryKeyDialog)
    make_key(program, asked)
    program.key(Qt.Key.Key_Escape)
    assert "never shown again" in program.answer("Show it again")
    assert asked.isVisible()
    program.wait(lambda: not program.has_dialog(QMessageBox))
    asked.activateWindow()
    program.wait(asked.isActiveWindow)
    QTest.keyClick(asked, Qt.Key.Key_Escape)
    program.answer("Close without it")
    outcome(program, dialog, "nobody has shown to have it")
    assert "Nobody has shown yet" in dialog.key.text()
    assert not office.vault.recovery_confirmed
    click(dialog.close_button)


def test_a_locked_office_makes_a_new_key_only_with_its_passphrase(tmp_path: Path, start: Start, stick: Path) -> None:
    office = make_office(tmp_path / "profile", NoKeychain())
    old = office.vault.create(PASSPHRASE).text
    program = start(office)
    wait_for_work(program)
    dialog = open_data(program)
    click(dialog.new_key)
    asked = program.dialog(NewRecoveryKeyDialog)
    click(asked.make)
    assert asked.row.error == "Type the passphrase."
    program.type_text("wrong words entirely")
    program.key(Qt.Key.Key_Return)
    program.wait(lambda: "does not open the vault" in asked.row.error)
    program.type_text(PASSPHRASE)
    program.key(Qt.Key.Key_Return)
    program.wait(lambda: asked.shows_key)
    click(asked.kit.save)
    target = stick / "key.txt"
    program.choose_file(target)
    program.wait(lambda: "Saved as key.txt" in asked.kit.typed_row.message)
    key = next(line for line in target.read_text().splitlines() if line.count("-") == 8)
    assert key != old
    assert key == asked.kit.key.text().replace("\n", "")
    prove(asked, key)
    outcome(program, dialog, "the office has it")
    click(dialog.close_button)
    program.close()
    with_paper = make_office(office.profile, NoKeychain())
    with_paper.vault.open_with_recovery(key, PASSPHRASE)
    with_paper.vault.close()


def test_a_day_without_its_copy_is_said_until_somebody_has_read_it(
    office: Office, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as fault:
        write_protect(fault, office.profile / "backups")
        program = start(office)
        wait_for_work(program)
        program.open_case()
        assert "may not be written" in program.area.notices.text
        assert not program.area.notices.act.isVisible()


def test_the_window_offers_a_new_key_once_per_start_until_one_is_kept(tmp_path: Path, start: Start) -> None:
    keys = MemoryKeys()
    office = make_office(tmp_path / "profile", keys)
    office.vault.create()
    office.cases.create(Case("c1", patient=Patient("Marigold", "Testcase")))
    office.vault.close()
    program = start(office)
    wait_for_work(program)
    notices = program.area.notices
    assert "recovery key" in notices.text
    program.open_case()
    assert notices.isVisible()  # another case does not take it away
    click(notices._close)
    assert not notices.isVisible()
    program.close()

    again = start(make_office(office.profile, keys))
    wait_for_work(again)
    assert again.area.notices.act.text() == "Make a new recovery key…"
    click(again.area.notices.act)
    asked = again.dialog(NewRecoveryKeyDialog)
    prove(asked, make_key(again, asked))
    again.wait(lambda: "the office has it" in again.area.messages.text)
    assert not again.area.notices.isVisible()
    again.close()

    third = start(make_office(office.profile, keys))
    wait_for_work(third)
    assert not third.area.notices.isVisible()


def test_at_first_start_the_proof_is_noted(tmp_path: Path, start: Start) -> None:
    office = make_office(tmp_path / "profile", MemoryKeys())
    program = start(office)
    wait_for(program, "first_start")
    click(program.window.opening.first_start.create_button)
    wait_for(program, "kit")
    assert not is_confirmed(office)
    prove_at_start = program.window.opening.kit
    type_in(prove_at_start.typed, prove_at_start.key.text()[-4:])
    click(prove_at_start.go_on)
    wait_for_work(program)
    assert is_confirmed(office)
    assert not program.area.notices.isVisible()


# ---- a dead computer


def test_a_new_computer_begins_with_the_backup_and_the_paper(tmp_path: Path, start: Start, stick: Path) -> None:
    dead = make_office(tmp_path / "dead", MemoryKeys())
    paper = dead.vault.create().text
    dead.cases.create(Case("c1", patient=Patient("Marigold", "Testcase")))
    path = dead.backups.make(stick)
    dead.vault.close()

    program = start(make_office(tmp_path / "new", MemoryKeys()))
    wait_for(program, "first_start")
    click(program.window.opening.first_start.restore)
    program.choose_file(path)
    wait_for(program, "recovery")
    program.activate()
    program.type_text(paper)
    program.key(Qt.Key.Key_Return)
    wait_for_work(program)
    assert [row.sort_name for row in program.desk.office.cases.list_cases()] == ["Testcase, Marigold"]
    assert program.desk.office.vault.recovery_confirmed


class KeychainThatLocks(MemoryKeys):
    """A keychain that locks itself just when a key is to be kept."""

    is_locked = False

    def save(self, vault_id: str, keys: tuple[DataKey, ...]) -> None:
        if self.is_locked:
            raise KeychainLockedError("The keychain is locked.", "Unlock it and try again.")
        super().save(vault_id, keys)


def test_a_restored_vault_that_does_not_open_is_opened_again_in_the_window(
    tmp_path: Path, start: Start, stick: Path
) -> None:
    keys = KeychainThatLocks()
    office = make_office(tmp_path / "profile", keys)
    old = office.vault.create().text
    office.cases.create(Case("c1", patient=Patient("Marigold", "Testcase"), notes="old"))
    path = office.backups.make(stick)
    office.vault.renew_recovery_key()
    program = start(office)
    wait_for_work(program)
    program.open_case()
    dialog = open_data(program)
    click(dialog.restore_file)
    program.choose_file(path)
    program.answer("Restore")
    older = program.dialog(BackupKeyDialog)
    type_in(older.card.typed, old)
    keys.is_locked = True
    click(older.card.open_button)
    wait_for(program, "problem")
    assert "keychain is locked" in program.window.opening.problem.what.text()
    assert not program.has_dialog(DataDialog)
    assert not program.window.actions_.data.isEnabled()
    keys.is_locked = False
    click(program.window.opening.problem.recovery)
    wait_for(program, "recovery")
    program.activate()
    program.type_text(old)
    program.key(Qt.Key.Key_Return)
    wait_for_work(program)
    program.wait(program.window.actions_.data.isEnabled)
    program.open_case()
    assert program.case.notes == "old"


def test_a_window_whose_vault_was_closed_can_be_closed(tmp_path: Path, start: Start, stick: Path) -> None:
    keys = KeychainThatLocks()
    office = make_office(tmp_path / "profile", keys)
    old = office.vault.create().text
    path = office.backups.make(stick)
    office.vault.renew_recovery_key()
    program = start(office)
    wait_for_work(program)
    dialog = open_data(program)
    click(dialog.restore_file)
    program.choose_file(path)
    program.answer("Restore")
    older = program.dialog(BackupKeyDialog)
    type_in(older.card.typed, old)
    keys.is_locked = True
    click(older.card.open_button)
    wait_for(program, "problem")
    click(program.window.opening.problem.quit)
    program.wait(lambda: program.is_closed)
