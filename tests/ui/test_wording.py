"""The practice's own wording, typed, refused, seen, kept and restored."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from denialdesk.domain.practice import OfficePhrase, Practice
from denialdesk.letters.office_wording import EDITABLE
from denialdesk.letters.text import plain_text
from denialdesk.services.demo import sample_cases
from denialdesk.ui.dialogs.wording import WordingDialog
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, make_session, nameless_controls

IDS = [each.phrase.id for each in EDITABLE]


def make_dialog(qtbot: QtBot, practice: Practice, phrase_id: str = "", *, with_letter: bool = True) -> WordingDialog:
    session = make_session(sample_cases()[0])
    session.set_practice(practice)
    assert session.appraisal is not None
    dialog = WordingDialog(practice, session.appraisal.generated if with_letter else None, phrase_id)
    qtbot.addWidget(dialog)
    with qtbot.waitExposed(dialog):
        dialog.show()
    return dialog


def type_anew(dialog: WordingDialog, text: str) -> None:
    QTest.keyClick(dialog.editor, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(dialog.editor, text)


def ok(dialog: WordingDialog) -> None:
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))


def test_a_phrase_is_seen_in_the_open_letter_while_it_is_typed(qtbot: QtBot) -> None:
    dialog = make_dialog(qtbot, Practice(), "close_overturn")
    type_anew(dialog, "Please cover {drug} {strength} for {duration} now.")
    assert dialog.preview.text().startswith("Please cover Rinvoq (upadacitinib) 15 mg for")
    assert dialog.preview_title.text() == "In the open letter"
    assert nameless_controls(dialog) == []


def test_a_phrase_of_another_kind_of_letter_is_seen_with_its_places(qtbot: QtBot) -> None:
    dialog = make_dialog(qtbot, Practice(), "request_second")
    assert dialog.preview_title.text() == "With its places"
    assert "‹drug and dose›" in dialog.preview.text()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Please cover {drug} for {duration}.", "{strength} is missing"),
        ("Please cover {drug} {strength} {dosage} for {duration}.", "{dosage} is not known"),
    ],
)
def test_a_wrong_place_is_said_at_once_and_ok_stays_at_it(qtbot: QtBot, text: str, said: str) -> None:
    dialog = make_dialog(qtbot, Practice(), "close_overturn")
    kept: list[Practice] = []
    dialog.accepted_practice.connect(kept.append)
    type_anew(dialog, text)
    assert said in dialog.error.text()
    assert not dialog.preview.isVisible()
    dialog.list.setCurrentRow(0)
    ok(dialog)
    assert dialog.isVisible()
    assert dialog.list.currentRow() == IDS.index("close_overturn")
    assert said in dialog.error.text()
    assert kept == []
    click(dialog.restore)
    ok(dialog)
    assert kept == [Practice()]


def test_only_changed_phrases_are_kept_and_restore_drops_one(qtbot: QtBot) -> None:
    practice = Practice(wording=(OfficePhrase("sincerely", "With regards,"),))
    dialog = make_dialog(qtbot, practice, "sincerely")
    assert dialog.editor.toPlainText() == "With regards,"
    assert dialog.preview.text() == "With regards,"
    assert dialog.list.currentItem().toolTip() == "In your own words"
    kept: list[Practice] = []
    dialog.accepted_practice.connect(kept.append)
    click(dialog.restore)
    assert dialog.preview.text() == "Sincerely,"
    assert not dialog.restore.isEnabled()
    dialog.list.setCurrentRow(IDS.index("salutation_appeal"))
    type_anew(dialog, "Dear reviewer:")
    ok(dialog)
    assert kept == [Practice(wording=(OfficePhrase("salutation_appeal", "Dear reviewer:"),))]


def test_without_an_open_case_phrases_show_their_places(qtbot: QtBot) -> None:
    dialog = make_dialog(qtbot, Practice(), "request_first", with_letter=False)
    assert "‹patient›" in dialog.preview.text()


def test_from_the_letter_to_every_letter_and_into_the_vault(program: RunningProgram) -> None:
    program.open_case()
    program.session.jump("letter.part:signature/sincerely")
    click(program.area.letter.text.every_letter)
    dialog = program.dialog(WordingDialog)
    assert dialog.list.currentRow() == IDS.index("sincerely")
    type_anew(dialog, "With regards,")
    ok(dialog)
    program.wait(lambda: "With regards," in plain_text(program.session.appraisal.letter))  # type: ignore[union-attr]  # a case is open
    assert program.desk.office.practice.get().wording == (OfficePhrase("sincerely", "With regards,"),)
    program.window.actions_.wording.trigger()
    dialog = program.dialog(WordingDialog)
    dialog.reject()
