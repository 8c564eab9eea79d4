"""The dialog of a letter that came back, the line under the letter's tools, and the office's own Word file."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Agreement, Case, SignedForm
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_differences import compare_paragraphs
from denialdesk.domain.letter_versions import LetterVersion, marked, version_of
from denialdesk.domain.practice import Practice
from denialdesk.services.letterhead import letterhead_id
from denialdesk.services.returned_file import Returned
from denialdesk.services.signed_letters import Comparison, Match, add_signed, signed_letter
from denialdesk.ui.dialogs.letterhead_row import IN_USE, NONE, LetterheadRow
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.dialogs.returned_letter import ReturnedLetterDialog
from denialdesk.ui.pages.letter_strip import letter_state
from denialdesk.ui.theme import Tone
from tests.office_files import letterhead, rezipped
from tests.ui.sessions import click
from tests.unit.letters.scenarios import met

TODAY = dt.date(2026, 11, 22)
AT = "2026-11-21T10:42:00+00:00"
SCAN = Returned(SignedForm.PDF, "JPEG", b"", 1)
WORD = Returned(SignedForm.DOCX, "Word document", b"", paragraphs=("x",))


def exported(case: Case, *, draft: bool = False, title: str = "") -> tuple[Letter, LetterVersion]:
    letter = replace(met().letter(), draft=draft)
    letter = marked(replace(letter, running_title=title or letter.running_title), case.id)
    return letter, version_of(letter, case.id, AT)


@pytest.fixture
def case() -> Case:
    return replace(met().case, id="case-1", signed_letters=(), events=())


@pytest.fixture
def dialog(qtbot: QtBot, case: Case) -> Iterator[ReturnedLetterDialog]:
    versions = [exported(case)[1], exported(case, draft=True)[1]]
    shown = ReturnedLetterDialog(versions, TODAY)
    shown.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(shown)
    shown.show()
    yield shown
    shown.close()


def differences(case: Case) -> Comparison:
    _letter, version = exported(case)
    after = ["She took Xolair.", *version.paragraphs[1:]]
    found = compare_paragraphs(version.paragraphs, after)
    return Comparison(
        Agreement.CHANGED, found, tuple(("the drug “Xolair”",) if each.has_new_words else () for each in found)
    )


def test_a_letter_known_by_its_mark_is_compared_at_once(qtbot: QtBot, dialog: ReturnedLetterDialog, case: Case) -> None:
    _letter, version = exported(case)
    with qtbot.waitSignal(dialog.version_chosen) as chosen:
        dialog.show_returned(SCAN, Match(version, "It carries the mark."))
    assert chosen.args == [version]
    assert not dialog.mark.isVisible()
    assert not dialog.keep.isEnabled()
    dialog.show_comparison(Comparison(Agreement.SAME), is_stale=False)
    assert dialog.verdict.text().startswith("Unchanged")
    with qtbot.waitSignal(dialog.keep_wanted) as kept:
        click(dialog.keep)
    assert kept.args == ["2026-11-22"]
    assert not dialog.keep.isEnabled()  # no second one by a second click
    dialog.show_problem("The disk is full.")
    assert dialog.keep.isEnabled()


def test_the_difference_is_shown_word_by_word_with_what_the_record_lacks(
    dialog: ReturnedLetterDialog, case: Case
) -> None:
    dialog.show_returned(WORD, Match(exported(case)[1], ""))
    dialog.show_comparison(differences(case), is_stale=True)
    assert dialog.differences.isVisible()
    shown = dialog.differences.toPlainText()
    assert "She took Xolair." in shown
    assert "Not in the record: the drug “Xolair”" in shown
    html = dialog.differences.toHtml()
    assert "line-through" in html
    assert "underline" in html
    assert "1 thing in it is not in the record" in dialog.verdict.text()
    assert "cannot be bound" in dialog.cautions.text()
    assert "The case has changed" in dialog.cautions.text()
    assert dialog.keep.text() == "Keep it with these changes"
    dialog.show_comparison(Comparison(Agreement.SAME), is_stale=False)
    assert not dialog.differences.isVisible()
    assert dialog.keep.text() == "Keep as the signed letter"


def test_a_draft_is_compared_but_not_kept(dialog: ReturnedLetterDialog, case: Case) -> None:
    dialog.show_returned(WORD, Match(exported(case, draft=True)[1], ""))
    dialog.show_comparison(differences(case), is_stale=False)
    assert dialog.differences.isVisible()
    assert "This is a draft" in dialog.cautions.text()
    assert not dialog.keep.isEnabled()


def test_a_scan_asks_for_its_mark_or_its_letter(qtbot: QtBot, dialog: ReturnedLetterDialog, case: Case) -> None:
    dialog.show_returned(SCAN, Match(None, "Nothing in the file tells which letter it is."))
    assert dialog.mark.isVisible()
    assert "exported Nov 21, 2026" in dialog.version.itemText(0)
    assert "DRAFT" in dialog.version.itemText(1)
    QTest.keyClicks(dialog.mark, "7k3f q2")
    with qtbot.waitSignal(dialog.mark_typed) as typed:
        QTest.keyClick(dialog.mark, Qt.Key.Key_Return)
    assert typed.args == ["7k3f q2"]
    dialog.show_mark_problem("No letter with the mark 7K3F-Q2 was exported from this vault.")
    assert dialog.mark_problem.isVisible()
    QTest.keyClicks(dialog.mark, "x")
    assert not dialog.mark_problem.isVisible()
    with qtbot.waitSignal(dialog.version_chosen) as chosen:
        dialog.version.setFocus()
        QTest.keyClick(dialog.version, Qt.Key.Key_Down)
        dialog.version.activated.emit(dialog.version.currentIndex())
    assert chosen.args == [exported(case)[1]]


def test_the_day_of_the_signature_is_a_day_that_has_been(dialog: ReturnedLetterDialog, case: Case) -> None:
    dialog.show_returned(SCAN, Match(exported(case)[1], ""))
    dialog.show_comparison(Comparison(Agreement.NOT_COMPARED), is_stale=False)
    for date, words in (
        (PartialDate.of(TODAY + dt.timedelta(days=1)), "still to come"),
        (PartialDate(2026, 11), "day"),
    ):
        dialog.signed_on.show_date(date)
        click(dialog.keep)
        assert words in dialog.problem.text()
        assert dialog.keep.isEnabled()


def test_a_refused_file_leaves_one_button(qtbot: QtBot, dialog: ReturnedLetterDialog) -> None:
    dialog.show_working("Reading page 2 of 5", 2, 5)
    assert (dialog.progress.value(), dialog.progress.maximum()) == (2, 5)
    dialog.show_refusal("This is an old Word file (.doc). Save it as .docx.")
    assert dialog.refusal.isVisible()
    assert not dialog.progress.isVisible()
    with qtbot.waitSignal(dialog.stop_wanted):
        click(dialog.stop)
    assert not dialog.isVisible()


def test_the_line_says_how_the_letter_stands_to_what_left_and_came_back(case: Case) -> None:
    letter, version = exported(case)
    other, _version = exported(case, title="Another")
    draft = exported(case, draft=True)[1]
    assert letter_state(case, letter, ()) is None
    assert letter_state(case, letter, [draft]) is None  # a draft is not sent for signature
    assert letter_state(case, letter, [draft, version]) == (
        "file-output",
        Tone.MUTED,
        f"Exported on Nov 21, 2026 as Ref. {version.mark}. It waits for its signature.",
    )
    changed = letter_state(case, other, [version])
    assert changed is not None
    assert changed[1] is Tone.CAUTION
    assert "no longer the letter that was exported" in changed[2]
    scan = add_signed(case, signed_letter(SCAN, version, Agreement.SAME, "signed-1", "2026-11-21", "2026-11-22"))
    word = add_signed(case, signed_letter(WORD, version, Agreement.SAME, "signed-1", "2026-11-21", "2026-11-22"))
    for signed, shown, words in (
        (scan, letter, "Packets bind the signed letter"),
        (scan, other, "no longer match"),
        (word, letter, "came back as a Word document"),
    ):
        state = letter_state(signed, shown, [version])
        assert state is not None
        assert words in state[2]


def test_the_offices_word_file_is_checked_told_about_and_removed(qtbot: QtBot, tmp_path: Path) -> None:
    row = LetterheadRow("")
    qtbot.addWidget(row)
    row.show()
    assert row.state.text() == NONE
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(letterhead(body=("Our hours",)))
    bad.write_bytes(rezipped(letterhead(), {"word/vbaProject.bin": b"x"}))
    row.use_file(good)
    assert (row.state.text(), row.document_id) == (IN_USE, letterhead_id(good.read_bytes()))
    assert "US Letter" in row.summary.text()
    assert "[letter]" in row.summary.text()
    row.use_file(bad)
    assert "macros" in row.error.text()
    assert row.data == good.read_bytes()
    row.use_file(tmp_path / "gone.docx")
    assert row.error.isVisible()
    click(row.remove)
    assert (row.document_id, row.state.text()) == ("", NONE)
    assert not row.remove.isEnabled()


def test_the_practice_keeps_its_word_file_through_the_dialog(qtbot: QtBot, tmp_path: Path) -> None:
    dialog = PracticeDialog(Practice(name="Invented Clinic", letterhead="letterhead-1"))
    qtbot.addWidget(dialog)
    assert dialog.practice().letterhead == "letterhead-1"
    assert dialog.letterhead.data is None
    own = tmp_path / "own.docx"
    own.write_bytes(letterhead())
    dialog.letterhead.use_file(own)
    assert dialog.practice().letterhead == letterhead_id(own.read_bytes())
    assert dialog.letterhead.data == own.read_bytes()
