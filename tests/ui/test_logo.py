"""The logo chosen, shown, refused, removed; on the pages above the name."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import LetterKind
from denialdesk.domain.picture import picture_to_text, read_picture
from denialdesk.domain.practice import StoredSignature
from denialdesk.ui.dialogs.logo_row import LogoRow
from denialdesk.ui.dialogs.practice import PracticeDialog
from denialdesk.ui.pagination import HEADER_TOP, PAGE_HEIGHT, PAGE_WIDTH, Typesetter
from denialdesk.ui.printing import render_pdf
from tests.pictures import jpeg_shell, make_png
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click
from tests.unit.letters.scenarios import met

BLUE = 0xFF1D5AA3


def row_of(qtbot: QtBot, text: str = "") -> LogoRow:
    row = LogoRow(text)
    qtbot.addWidget(row)
    row.show()
    return row


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def is_signed(program: RunningProgram) -> bool:
    return program.appraisal.letter.signature is not None


def test_a_refused_file_is_explained_and_the_logo_stays(qtbot: QtBot, tmp_path: Path) -> None:
    kept = picture_to_text(read_picture(make_png()))
    row = row_of(qtbot, kept)
    for name, data, words in (
        ("a.png", b"no picture", "no PNG or JPEG"),
        ("b.png", make_png()[:-9], "damaged"),
        ("c.jpg", jpeg_shell(), "damaged"),  # whole segments around nothing
        ("d.png", make_png() + b"\x00" * 1_000_001, "large"),
    ):
        row.use_file(write(tmp_path, name, data))
        assert words in row.error.text()
        assert row.text == kept
    row.use_file(tmp_path / "gone.png")
    assert row.error.text()
    row.use_file(write(tmp_path, "e.png", make_png(90, 90)))
    assert not row.error.isVisible()
    assert row.text == picture_to_text(read_picture(make_png(90, 90)))
    click(row.remove)
    assert row.text == ""
    assert row.picture.text().startswith("No logo")


def test_the_logo_stands_above_the_name_and_moves_the_letter_down() -> None:
    scenario = met()
    plain = Typesetter().set_letter(scenario.letter())
    logo = picture_to_text(read_picture(make_png(240, 80)))
    letter = replace(scenario, practice=replace(scenario.practice, logo=logo)).letter()
    sheets = Typesetter().set_letter(replace(letter, draft=False))
    assert sheets.pages[0].placed[0].top > plain.pages[0].placed[0].top - 1
    image = QImage(612, 792, QImage.Format.Format_ARGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(612 / PAGE_WIDTH, 792 / PAGE_HEIGHT)
    sheets.draw_page(painter, sheets.pages[0])
    painter.end()
    assert image.pixel(306, round(HEADER_TOP / PAGE_HEIGHT * 792) + 20) == BLUE
    assert image.pixel(100, round(HEADER_TOP / PAGE_HEIGHT * 792) + 20) == 0xFFFFFFFF
    assert len(render_pdf(letter)) > len(render_pdf(scenario.letter()))


def test_a_logo_chosen_in_the_dialog_heads_the_letter_and_is_kept(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    program.trigger(program.window.actions_.practice)
    dialog = program.dialog(PracticeDialog)
    click(dialog.logo.choose)
    program.choose_file(write(tmp_path, "logo.png", make_png(240, 80)))
    program.wait(lambda: bool(dialog.logo.text))
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    program.wait(lambda: program.appraisal.letter.letterhead.logo is not None)
    stored = program.desk.office.practice.get().logo
    assert stored == picture_to_text(read_picture(make_png(240, 80)))


def test_a_signature_is_stored_for_one_prescriber_and_switched_on_for_one_letter(
    program: RunningProgram, tmp_path: Path
) -> None:
    program.open_case()
    program.session.jump("letter.signature_on")
    box = program.area.letter.words.signed
    assert not box.isEnabled()
    program.trigger(program.window.actions_.practice)
    dialog = program.dialog(PracticeDialog)
    dialog.tabs.setCurrentIndex(1)
    names = [each.name for each in program.session.practice.prescribers]
    dialog.list.setCurrentRow(names.index(program.case.prescriber.name))
    click(dialog.signature.choose)
    program.choose_file(write(tmp_path, "ink.png", make_png(200, 50)))
    program.wait(lambda: bool(dialog.signature.text))
    click(dialog.add_button)
    assert dialog.signature.text == ""  # the new one has none
    click(dialog.remove_button)
    click(dialog.buttons.button(QDialogButtonBox.StandardButton.Ok))
    program.wait(lambda: bool(program.session.practice.signatures))
    assert [each.name for each in program.session.practice.signatures] == [program.case.prescriber.name]
    program.wait(box.isEnabled)
    assert not is_signed(program)  # stored is not signed
    click(box, box.rect().topLeft() + QPoint(8, box.height() // 2))
    assert is_signed(program)
    assert program.case.letter.signature_on is LetterKind.FIRST_APPEAL
    program.session.undo()
    assert not is_signed(program)
    assert not box.isChecked()


def test_the_signature_stands_in_the_room_for_the_pen_and_moves_nothing() -> None:
    scenario = met()
    who = scenario.case.prescriber
    ink = picture_to_text(read_picture(make_png(200, 50)))
    practice = replace(scenario.practice, signatures=(StoredSignature(who.name, who.npi, ink),))
    on = replace(scenario.case.letter, signature_on=LetterKind.FIRST_APPEAL)
    signed = replace(scenario, practice=practice, case=replace(scenario.case, letter=on)).letter()
    plain, sheets = Typesetter().set_letter(scenario.letter()), Typesetter().set_letter(signed)
    assert [[each.top for each in page.placed] for page in sheets.pages] == [
        [each.top for each in page.placed] for page in plain.pages
    ]
    page, closing = next((page, each) for page in sheets.pages for each in page.placed if each.piece.is_closing)
    following = page.placed[page.placed.index(closing) + 1]
    assert sheets.signature is not None
    assert closing.bottom + sheets.signature.height < following.top
    image = QImage(612, 792, QImage.Format.Format_ARGB32)
    image.fill(0xFFFFFFFF)
    painter = QPainter(image)
    painter.scale(612 / PAGE_WIDTH, 792 / PAGE_HEIGHT)
    sheets.draw_page(painter, page)
    painter.end()
    assert image.pixel(100, round((closing.bottom + sheets.signature.height / 2) / PAGE_HEIGHT * 792)) == BLUE
