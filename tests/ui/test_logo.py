"""The logo chosen, shown, refused, removed; on the pages above the name."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialogButtonBox
from pytestqt.qtbot import QtBot

from denialdesk.domain.picture import picture_to_text, read_picture
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
