import io
from dataclasses import replace
from pathlib import Path

import docx
import pypdfium2
import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QFileDialog, QLineEdit

from denialdesk.domain.case import CaseStatus, EventKind, LetterKind
from denialdesk.domain.errors import NotWritableError
from denialdesk.letters.docx import docx_text, render_docx
from denialdesk.letters.text import DRAFT_LINE
from denialdesk.ui import letter_output
from denialdesk.ui.letter_output import file_name
from denialdesk.ui.pages.letter import shown_letter
from denialdesk.ui.pagination import Typesetter
from denialdesk.ui.printing import prepare_printer, print_sheets, render_pdf
from denialdesk.ui.work_area import LETTER
from tests.ui.letters import WORDS, make_letter, paragraph
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click


def unready(program: RunningProgram) -> None:
    program.session.edit("Test", lambda case: replace(case, letter=replace(case.letter, medical_necessity="")))


def file_dialog_name(program: RunningProgram) -> str:
    line = program.dialog(QFileDialog).findChild(QLineEdit, "fileNameEdit")
    assert line is not None
    return line.text()


def test_a_ready_letter_is_exported_for_signature_and_recorded(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    letter = shown_letter(program.appraisal)
    program.key(Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    name = file_dialog_name(program)
    assert name.startswith("appeal-letter-2026-")
    assert name.endswith(".docx")
    assert program.case.patient.last_name not in name
    target = tmp_path / "letter.docx"
    program.choose_file(target)
    program.wait(target.exists)
    assert target.read_bytes() == render_docx(letter)
    assert DRAFT_LINE not in docx_text(target.read_bytes())
    assert docx.Document(io.BytesIO(target.read_bytes())).core_properties.title == letter.title
    program.wait(lambda: program.case.status is CaseStatus.READY)
    assert [(event.kind, event.text) for event in program.case.events] == [
        (EventKind.EXPORTED, f"Word document, Ref. {letter.mark}")
    ]
    assert "saved as letter.docx" in program.area.messages.text
    assert program.area.header.primary.text() == "Next: record as sent"


def test_exporting_again_gives_the_same_file_and_no_second_entry(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    first, second = tmp_path / "one.docx", tmp_path / "two.docx"
    for target in (first, second):
        program.trigger(program.window.actions_.export_docx)
        program.choose_file(target)
        program.wait(target.exists)
        program.wait(lambda: program.case.status is CaseStatus.READY)
    assert first.read_bytes() == second.read_bytes()
    assert len(program.case.events) == 1


def test_what_is_missing_stops_a_final_export_and_leads_there(program: RunningProgram) -> None:
    program.open_case()
    unready(program)
    program.area.tabs.setCurrentIndex(LETTER)
    click(program.area.letter.export_docx)
    text = program.answer("Go to what is missing")
    assert "medical necessity" in text
    assert not program.has_dialog(QFileDialog)
    program.activate()
    program.wait(program.area.letter.words.rows["letter.medical_necessity"].editor.hasFocus)
    assert program.case.events == ()


def test_a_draft_can_be_exported_and_is_marked_and_not_recorded(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    unready(program)
    program.trigger(program.window.actions_.export_pdf)
    program.answer("Export a draft")
    assert file_dialog_name(program).endswith("-DRAFT.pdf")
    target = tmp_path / "draft.pdf"
    program.choose_file(target)
    program.wait(target.exists)
    document = pypdfium2.PdfDocument(target.read_bytes())
    assert all(DRAFT_LINE in page.get_textpage().get_text_range() for page in document)
    program.wait(lambda: "Draft saved" in program.area.messages.text)
    assert program.case.events == ()
    assert program.case.status is CaseStatus.DRAFT


def test_the_pdf_is_the_pages_of_the_preview(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    program.area.tabs.setCurrentIndex(LETTER)
    sheets = program.area.letter.sheets
    assert sheets is not None
    target = tmp_path / "letter.pdf"
    click(program.area.letter.export_pdf)
    program.choose_file(target)
    program.wait(target.exists)
    document = pypdfium2.PdfDocument(target.read_bytes())
    assert len(document) == len(sheets.pages)
    assert target.read_bytes() == render_pdf(sheets.letter)
    program.wait(lambda: program.case.status is CaseStatus.READY)


def test_a_file_that_cannot_be_written_is_told_and_the_old_one_stays(
    program: RunningProgram, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.open_case()
    target = tmp_path / "letter.docx"
    target.write_bytes(b"signed last week")

    def refuse(_path: Path, _data: bytes) -> None:
        raise NotWritableError("The file is open in another program.", "Close it there and try again.")

    monkeypatch.setattr(letter_output, "write_atomically", refuse)
    program.trigger(program.window.actions_.export_docx)
    # Qt's own question before replacing a file stops the loop; it is not ours to test.
    program.dialog(QFileDialog).setOption(QFileDialog.Option.DontConfirmOverwrite)
    program.choose_file(target)
    program.wait(lambda: "open in another program" in program.area.messages.text)
    assert "Close it there and try again" in program.area.messages.text
    assert target.read_bytes() == b"signed last week"
    assert program.case.events == ()


def test_a_folder_that_is_gone_is_told_in_a_sentence(program: RunningProgram, tmp_path: Path) -> None:
    program.open_case()
    letter = shown_letter(program.appraisal)
    program.desk.output._write(letter, letter_output.WORD, tmp_path / "gone" / "letter.docx", program.case)
    program.wait(lambda: "folder does not exist" in program.area.messages.text)


def test_printing_asks_for_a_printer_without_stopping_the_window(program: RunningProgram) -> None:
    program.open_case()
    program.key(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = program.dialog(QPrintDialog)
    assert dialog.windowTitle() == "Print the letter"
    assert dialog.printer().docName() == "Letter"
    dialog.reject()
    program.wait(lambda: not program.has_dialog(QPrintDialog))


def test_what_is_printed_is_what_is_shown(tmp_path: Path) -> None:
    letter = make_letter(paragraph(WORDS * 120), draft=False)
    sheets = Typesetter().set_letter(letter)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare_printer(printer)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    print_sheets(sheets, printer)
    printed = pypdfium2.PdfDocument((tmp_path / "printed.pdf").read_bytes())
    saved = pypdfium2.PdfDocument(render_pdf(letter))
    assert len(printed) == len(saved) == len(sheets.pages)
    for ours, theirs in zip(printed, saved, strict=True):
        assert ours.get_textpage().get_text_range() == theirs.get_textpage().get_text_range()


@pytest.mark.parametrize(
    ("kind", "draft", "name"),
    [
        (LetterKind.FIRST_APPEAL, False, "appeal-letter-2026-11-21.docx"),
        (LetterKind.FIRST_APPEAL, True, "appeal-letter-2026-11-21-DRAFT.docx"),
        (LetterKind.CLAIM_FILE_REQUEST, False, "claim-file-request-2026-11-21.docx"),
    ],
)
def test_a_file_is_named_for_what_it_is_and_its_date(kind: LetterKind, draft: bool, name: str, day: object) -> None:
    letter = replace(make_letter(paragraph(WORDS), draft=draft), kind=kind)
    assert file_name(letter, "docx", day) == name  # type: ignore[arg-type]  # a date, from the fixture
