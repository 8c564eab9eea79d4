"""A letter leaves, comes back edited in Word, then signed as a PDF; each is matched, compared, kept and bound."""

import io
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from denialdesk.domain.case import Agreement, Case, CaseStatus, EventKind, SignedForm
from denialdesk.domain.letter_versions import LetterVersion, typed_mark
from denialdesk.letters.docx_returned import read_docx
from denialdesk.services.exhibits import remove_exhibit
from denialdesk.ui.dialogs.make_packet import MakePacketDialog
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.dialogs.returned_letter import ReturnedLetterDialog
from denialdesk.ui.work_area import LETTER, PACKET
from tests.office_files import AUTHOR, FOOT, HEAD, letterhead
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click

pytestmark = pytest.mark.usefixtures("qt_dialogs")

CTRL = Qt.KeyboardModifier.ControlModifier
INVENTED = "I also tried Xolair for 47 weeks from March 3, 2021."


def show_letter(program: RunningProgram) -> None:
    program.key(Qt.Key(Qt.Key.Key_1 + LETTER), CTRL)


def export_word(program: RunningProgram, path: Path) -> None:
    program.ctrl(Qt.Key.Key_E)
    program.choose_file(path)
    program.wait(path.exists)
    program.wait(lambda: program.case.status is CaseStatus.READY)
    program.wait(lambda: program.area.letter.strip.versions)


def export_pdf(program: RunningProgram, path: Path) -> None:
    program.trigger(program.window.actions_.export_pdf)
    program.choose_file(path)
    program.wait(path.exists)
    program.wait(lambda: "saved as" in program.area.messages.text)


def come_back(program: RunningProgram, path: Path) -> ReturnedLetterDialog:
    """Press the button of the letter page and choose a file."""
    program.wait(program.area.letter.strip.returned.isVisible)
    click(program.area.letter.strip.returned)
    program.choose_file(path)
    return program.dialog(ReturnedLetterDialog)


def edited_in_word(source: Path, target: Path) -> None:
    document = docx.Document(str(source))
    paragraph = next(each for each in document.paragraphs if each.text.startswith("I am appealing"))
    paragraph.runs[-1].text += f" {INVENTED}"
    document.save(str(target))


def scanned(pdf: Path, target: Path) -> None:
    """The first page as a scanner's picture, without text."""
    page = pypdfium2.PdfDocument(pdf.read_bytes())[0]
    image = page.render(scale=100 / 72).to_pil()
    image.convert("L").save(target, "JPEG")


def bring_back_edited(program: RunningProgram, word: Path, version: LetterVersion) -> None:
    """It comes back edited in Word: matched by its id, the difference shown, what the record lacks flagged."""
    edited = word.with_name("signed by the doctor.docx")
    edited_in_word(word, edited)
    dialog = come_back(program, edited)
    program.wait(dialog.keep.isEnabled)
    assert dialog.version.value == version
    assert not dialog.mark.isVisible()
    assert "1 paragraph is different" in dialog.verdict.text()
    shown = dialog.differences.toPlainText()
    assert INVENTED in shown
    for stray in ("the drug “Xolair”", "the number “47 weeks”", "the date “March 3, 2021”"):
        assert f"Not in the record: {stray}" in shown
    assert "cannot be bound" in dialog.cautions.text()
    click(dialog.keep)
    program.wait(lambda: not program.has_dialog(ReturnedLetterDialog))
    assert program.case.status is CaseStatus.SIGNED
    assert [(each.form, each.agreement) for each in program.case.signed_letters] == [
        (SignedForm.DOCX, Agreement.CHANGED)
    ]
    assert (program.case.events[-1].kind, program.case.events[-1].id) == (
        EventKind.SIGNED,
        program.case.signed_letters[-1].id,
    )
    program.wait(lambda: "came back as a Word document" in program.area.letter.strip.words.text())


def test_a_letter_leaves_comes_back_edited_then_signed_and_is_bound(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    program.session.edit("Exhibits", without_exhibits)  # their files are not in this vault
    show_letter(program)
    word = tmp_path / "letter.docx"
    export_word(program, word)
    (version,) = program.area.letter.strip.versions
    assert read_docx(word.read_bytes()).version_id == version.id
    program.wait(lambda: program.area.letter.strip.words.text().startswith("Exported on Nov 21, 2026"))
    assert program.area.letter.preview.mark == f"Ref. {version.mark}"

    bring_back_edited(program, word, version)

    # It cannot be bound: the packet's dialog says so.
    program.trigger(program.window.actions_.make_packet)
    packet = program.dialog(MakePacketDialog)
    program.wait(lambda: "cannot be bound" in packet.problem.text())
    assert packet.contents.item(0).text().startswith("Letter")
    QTest.keyClick(packet, Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(MakePacketDialog))
    show_letter(program)

    # The same version comes back as a PDF with text: matched by the mark in its foot, its text as exported.
    pdf = tmp_path / "letter.pdf"
    export_pdf(program, pdf)
    dialog = come_back(program, pdf)
    program.wait(dialog.keep.isEnabled)
    assert f"mark {version.mark}" in dialog.how.text()
    assert dialog.verdict.text().startswith("Unchanged")
    assert not dialog.differences.isVisible()
    click(dialog.keep)
    program.wait(lambda: not program.has_dialog(ReturnedLetterDialog))
    signed = program.case.signed_letters[-1]
    assert (signed.form, signed.agreement, signed.signed_on) == (SignedForm.PDF, Agreement.SAME, "2026-11-21")
    program.wait(lambda: program.area.letter.strip.words.text().startswith("Signed: "))

    # What is kept can be written out again, under a name that tells nothing of the patient.
    copy = tmp_path / "copy.pdf"
    click(program.area.letter.strip.copy)
    offered = program.dialog(QFileDialog).selectedFiles()[0]
    program.choose_file(copy)
    program.wait(copy.exists)
    assert Path(offered).name == "signed-letter-2026-11-21.pdf"
    assert len(pypdfium2.PdfDocument(copy.read_bytes())) == signed.pages

    # A packet binds the signed pages from now on.
    program.key(Qt.Key(Qt.Key.Key_1 + PACKET), CTRL)
    program.trigger(program.window.actions_.make_packet)
    packet = program.dialog(MakePacketDialog)
    program.wait(lambda: packet.contents.item(0).text().startswith("Signed letter"))
    QTest.keyClick(packet, Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(MakePacketDialog))

    # A fact changes: the window says that what was signed no longer matches.
    show_letter(program)
    program.session.edit("Strength", stronger)
    assert program.area.letter.preview.mark == ""  # worked out in a pause, never while somebody types
    show_letter(program)
    program.wait(lambda: "no longer match" in program.area.letter.strip.words.text())
    program.session.undo()
    program.wait(lambda: program.area.letter.strip.words.text().startswith("Signed: "))


def without_exhibits(case: Case) -> Case:
    for each in case.exhibits:
        case = remove_exhibit(case, each.id)
    return case


def stronger(case: Case) -> Case:
    return replace(case, request=replace(case.request, strength="30 mg"))


def test_a_scan_without_text_asks_for_the_mark_and_a_letter_of_another_case_is_refused(
    program: RunningProgram, tmp_path: Path
) -> None:
    program.open_case()
    show_letter(program)
    word, pdf, scan = tmp_path / "letter.docx", tmp_path / "letter.pdf", tmp_path / "scan.jpg"
    export_word(program, word)
    export_pdf(program, pdf)
    (version,) = program.area.letter.strip.versions
    scanned(pdf, scan)
    dialog = come_back(program, scan)
    program.wait(dialog.mark.isVisible)
    assert not dialog.keep.isEnabled()
    dialog.mark.setFocus()
    program.type_text("zzzz-zz")
    QTest.keyClick(dialog.mark, Qt.Key.Key_Return)
    program.wait(lambda: "No letter with the mark" in dialog.mark_problem.text())
    dialog.mark.selectAll()
    program.type_text(version.mark.lower().replace("-", " "))
    QTest.keyClick(dialog.mark, Qt.Key.Key_Return)
    program.wait(dialog.keep.isEnabled)
    assert dialog.version.value == version
    assert typed_mark(dialog.mark.text()) == version.mark
    assert "Read it beside the letter" in dialog.verdict.text()
    click(dialog.keep)
    program.wait(lambda: not program.has_dialog(ReturnedLetterDialog))
    assert [each.agreement for each in program.case.signed_letters] == [Agreement.NOT_COMPARED]
    program.session.undo()
    assert (program.case.signed_letters, program.case.status) == ((), CaseStatus.READY)
    program.session.redo()
    assert program.case.status is CaseStatus.SIGNED

    program.open_case(1)
    program.key(Qt.Key(Qt.Key.Key_1 + LETTER), CTRL)
    own = tmp_path / "draft.docx"
    program.ctrl(Qt.Key.Key_E)
    if not program.appraisal.readiness.is_ready:
        program.answer("Export a draft")
    program.choose_file(own)
    program.wait(own.exists)
    program.wait(lambda: program.area.letter.strip.versions)
    program.trigger(program.window.actions_.signed_letter)
    program.choose_file(word)
    dialog = program.dialog(ReturnedLetterDialog)
    program.wait(dialog.refusal.isVisible)
    assert "another case" in dialog.refusal.text()
    assert version.mark in dialog.refusal.text()
    click(dialog.stop)
    program.wait(lambda: not program.has_dialog(ReturnedLetterDialog))
    assert program.case.signed_letters == ()


def test_letters_stand_on_the_offices_own_word_file(program: RunningProgram, tmp_path: Path) -> None:
    own = tmp_path / "letterhead.docx"
    own.write_bytes(letterhead())
    program.open_case()
    show_letter(program)
    click(program.area.letter.letterhead)
    dialog = program.dialog(PracticeDialog)
    click(dialog.letterhead.choose)
    chooser = next(each for each in dialog.findChildren(QFileDialog) if each.isVisible())
    chooser.fileSelected.emit(str(own))
    chooser.close()
    assert "US Letter" in dialog.letterhead.summary.text()
    dialog.buttons.button(dialog.buttons.StandardButton.Ok).click()
    program.wait(lambda: program.session.practice.letterhead)
    program.wait(lambda: "carry your own letterhead" in program.area.letter.strip.letterhead.text())
    word = tmp_path / "letter.docx"
    export_word(program, word)
    document = docx.Document(io.BytesIO(word.read_bytes()))
    section = document.sections[0]
    assert HEAD in [each.text for each in section.first_page_header.paragraphs]
    assert FOOT in [each.text for each in section.first_page_footer.paragraphs]
    assert document.core_properties.author == program.session.practice.name
    assert AUTHOR.encode() not in word.read_bytes()
    dialog2 = come_back(program, word)
    program.wait(dialog2.keep.isEnabled)
    assert dialog2.verdict.text().startswith("Unchanged")
    click(dialog2.cancel)
    program.wait(lambda: not program.has_dialog(ReturnedLetterDialog))
