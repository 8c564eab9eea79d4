"""Exhibits in the window: added, dropped, ordered, shown, pointed at; files that go wrong are told."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from denialdesk.domain.case import Case, Exhibit, ExhibitKind
from denialdesk.domain.packet import PageColors
from denialdesk.office import Office
from denialdesk.services.file_worker import FileReader
from denialdesk.storage.documents import DocumentRepository
from denialdesk.ui.dialogs.file_password import FilePasswordDialog
from denialdesk.ui.dialogs.make_packet import MakePacketDialog
from denialdesk.ui.dialogs.packet_words import Way, size_words
from denialdesk.ui.pages.exhibit_model import PAGES, TITLE, USED
from denialdesk.ui.pages.packet import PacketPage
from tests.exhibit_files import image_file, picture, shipped, text_pdf
from tests.makers import make_case, make_therapy
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, make_session, nameless_controls, opened

TWO = (Exhibit("e1", "Denial notice", 2, "exhibit-1"), Exhibit("e2", "Chart notes", 5, "exhibit-2"))


def drop(target: QWidget, files: Sequence[Path]) -> bool:
    """Drag files over a widget and let them go, with the events a file manager causes; true when they are taken."""
    at = QPointF(20, 20)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(at.toPoint(), copy, data, left, none)
    QApplication.sendEvent(target, enter)
    if not enter.isAccepted():
        return False
    QApplication.sendEvent(target, QDragMoveEvent(at.toPoint(), copy, data, left, none))
    event = QDropEvent(at, copy, data, left, none)
    QApplication.sendEvent(target, event)
    return event.isAccepted()


def packet_page(program: RunningProgram) -> PacketPage:
    program.open_case()
    program.ctrl(Qt.Key.Key_5)
    page = program.area.page(4)
    assert isinstance(page, PacketPage)
    return page


def written(folder: Path, **files: bytes) -> list[Path]:
    paths = []
    for name, data in files.items():
        path = folder / name.replace("_dot_", ".")
        path.write_bytes(data)
        paths.append(path)
    return paths


def add(program: RunningProgram, page: PacketPage, files: Sequence[Path]) -> None:
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        assert drop(page.table.viewport(), files)


def said(program: RunningProgram) -> str:
    return program.area.messages.text


@pytest.fixture
def page(program: RunningProgram) -> PacketPage:
    shown = packet_page(program)
    program.session.edit("Begin anew", without_exhibits)
    return shown


def without_exhibits(case: Case) -> Case:
    rows = tuple(replace(row, exhibit_id="", exhibit_page="") for row in case.therapies)
    return replace(case, exhibits=(), therapies=rows)


def test_files_dropped_on_the_list_become_exhibits(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    files = written(
        tmp_path,
        notice_dot_pdf=text_pdf("Notice of denial", "You may appeal"),
        swollen_left_hand_dot_jpg=image_file(picture(), "JPEG"),
    )
    add(program, page, files)
    titles = [(each.title, each.pages, each.kind) for each in program.case.exhibits]
    assert titles == [("Denial notice", 2, ExhibitKind.DENIAL_NOTICE), ("Swollen left hand", 1, ExhibitKind.OTHER)]
    assert said(program) == "2 exhibits added."
    assert all(each.document_id for each in program.case.exhibits)
    assert not page.exhibits.is_reading


def test_files_dropped_anywhere_on_the_panel_are_taken_and_other_things_are_not(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    (file,) = written(tmp_path, note_dot_pdf=text_pdf("Progress note"))
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        assert drop(page.exhibits, [file])
    assert len(program.case.exhibits) == 1
    data = QMimeData()
    data.setText("only words")
    event = QDragEnterEvent(
        QPointF(5, 5).toPoint(),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(page.exhibits, event)
    assert len(program.case.exhibits) == 1


def test_a_refused_file_is_named_and_the_others_are_added(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    files = written(
        tmp_path,
        letter_dot_docx=shipped("having-images.docx"),
        broken_dot_pdf=b"%PDF-1.7 broken",
        good_dot_pdf=text_pdf("Progress note", ""),
    )
    add(program, page, [*files, tmp_path / "gone.pdf"])
    assert len(program.case.exhibits) == 1
    lines = said(program).splitlines()
    assert lines[0] == "1 exhibit added."
    assert "letter.docx: A Word document cannot be bound as it is." in lines[1]
    assert "broken.pdf: The file cannot be read as a PDF" in lines[2]
    assert "gone.pdf: There is no such file." in lines[3]
    assert lines[4] == "good.pdf: Page 2 is blank."


def test_a_protected_file_asks_for_its_password(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    files = written(tmp_path, locked_dot_pdf=shipped("libreoffice-writer-password.pdf"))
    assert drop(page.table.viewport(), files)
    dialog = program.dialog(FilePasswordDialog)
    assert not dialog.open_button.isEnabled()
    QTest.keyClicks(dialog.password, "wrong")
    QTest.keyClick(dialog.password, Qt.Key.Key_Return)
    program.wait(lambda: [each for each in program.window.findChildren(FilePasswordDialog) if each is not dialog])
    program.wait(lambda: program.has_dialog(FilePasswordDialog))
    again = program.dialog(FilePasswordDialog)
    QTest.keyClicks(again.password, "openpassword")
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        QTest.keyClick(again.password, Qt.Key.Key_Return)
    assert len(program.case.exhibits) == 1


def test_a_protected_file_can_be_left_out(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    files = written(tmp_path, locked_dot_pdf=shipped("libreoffice-writer-password.pdf"))
    assert drop(page.table.viewport(), files)
    dialog = program.dialog(FilePasswordDialog)
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        click(dialog.skip_button)
    assert program.case.exhibits == ()
    assert said(program) == "locked.pdf was left out."


def test_adding_is_undone_and_done_again_with_its_pages(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    (exhibit,) = program.case.exhibits
    program.session.undo()
    assert page.model.rowCount() == 0
    program.session.redo()
    assert program.case.exhibits == (exhibit,)
    program.wait(lambda: not page.preview.picture.pixmap().isNull())


def test_documents_nobody_refers_to_are_gone_when_the_case_is_opened_again(
    program: RunningProgram, page: PacketPage, tmp_path: Path, office: Office
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    case_id = program.case.id
    program.session.undo()
    program.session.save_now()
    program.wait(lambda: not program.session.has_unsaved)
    documents = DocumentRepository(office.vault.database)
    assert len(documents.of_case(case_id)) == 1
    program.open_case(1)
    with program.qtbot.waitSignal(program.session.case_opened):
        program.desk.open_case(case_id)
    program.wait(lambda: not program.desk._jobs.is_busy)
    assert documents.of_case(case_id) == ()


def test_a_file_takes_the_place_of_another(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    program.session.edit("", lambda case: replace(case, exhibits=(Exhibit("e1", "Chart notes"),)))
    page.exhibits.choose("e1")
    assert page.preview.add_file.isVisible()
    (file,) = written(tmp_path, note_dot_pdf=text_pdf("One", "Two", "Three"))
    click(page.preview.add_file)
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        program.choose_file(file)
    (exhibit,) = program.case.exhibits
    assert (exhibit.title, exhibit.pages) == ("Chart notes", 3)
    assert said(program) == "The file was replaced."


def test_the_checklist_adds_what_it_expects_and_points_the_row_at_it(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    lines = page.exhibits.checklist.lines
    place = next(number for number, line in enumerate(lines) if line.kind is ExhibitKind.FILL_HISTORY)
    (file,) = written(tmp_path, fills_dot_pdf=text_pdf("Dispensing history"))
    click(page.exhibits.checklist.buttons[place])
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        program.choose_file(file)
    (exhibit,) = program.case.exhibits
    assert exhibit.kind is ExhibitKind.FILL_HISTORY
    row = program.case.therapy(lines[place].therapy_id)
    assert row is not None
    assert (row.exhibit_id, row.exhibit_page) == (exhibit.id, "1")
    assert page.exhibits.checklist.lines[place].is_here
    assert page.exhibits.checklist.buttons[place].text() == "Exhibit A"


def test_reading_is_stopped_and_what_was_read_stays(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    files = written(tmp_path, first_dot_pdf=text_pdf("Progress note"), second_dot_pdf=text_pdf(*["Page"] * 1_500))
    finished = program.desk.packet.exhibits.finished
    with program.qtbot.waitSignal(finished, timeout=20_000):
        assert drop(page.table.viewport(), files)
        program.wait(lambda: "second.pdf: page" in page.exhibits.progress_text.text())
        assert page.exhibits.is_reading
        click(page.exhibits.stop_button)
    assert len(program.case.exhibits) == 1
    assert not page.exhibits.is_reading


def test_a_reader_that_crashes_is_told_and_the_window_goes_on(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    acts = program.desk.packet.exhibits
    files = written(tmp_path, big_dot_pdf=text_pdf(*["Page"] * 1_500))
    with program.qtbot.waitSignal(acts.finished, timeout=20_000):
        assert drop(page.table.viewport(), files)
        program.wait(lambda: "big.pdf: page" in page.exhibits.progress_text.text())
        reader = acts._reader
        assert isinstance(reader, FileReader)
        process = reader._child._process
        assert process is not None
        process.kill()
    assert program.case.exhibits == ()
    assert "big.pdf: The file cannot be read: the reader failed at page" in said(program)
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    assert len(program.case.exhibits) == 1


def test_closing_the_window_does_not_wait_for_a_long_file(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    files = written(tmp_path, big_dot_pdf=text_pdf(*["Page"] * 1_900))
    assert drop(page.table.viewport(), files)
    program.wait(lambda: "big.pdf: page" in page.exhibits.progress_text.text())
    program.close()
    assert program.is_closed


def test_another_case_is_not_given_this_ones_file(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    files = written(tmp_path, big_dot_pdf=text_pdf(*["Page"] * 1_900))
    first = program.case.id
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=20_000):
        assert drop(page.table.viewport(), files)
        program.wait(lambda: page.exhibits.is_reading)
        program.open_case(1)
    assert program.case.id != first
    assert all(not each.document_id for each in program.case.exhibits)
    assert not page.exhibits.is_reading


# ---- pages


def test_pages_are_turned_by_keys_and_rows_pointed_at_them(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("One", "Two", "Three")))
    preview = page.preview
    program.wait(lambda: not preview.picture.pixmap().isNull())
    before = preview.picture.pixmap().cacheKey()
    preview.area.setFocus()
    QTest.keyClick(preview.area, Qt.Key.Key_PageDown)
    assert (preview.page.value(), preview.of.text()) == (2, "of 3")
    program.wait(lambda: preview.picture.pixmap().cacheKey() != before)
    preview.menu.aboutToShow.emit()
    choices: list[QAction] = preview.menu.actions()
    assert not any(choice.isChecked() for choice in choices)
    choices[1].trigger()
    (exhibit,) = program.case.exhibits
    pointed = next(row for row in program.case.therapies if row.exhibit_id)
    assert (pointed.exhibit_id, pointed.exhibit_page) == (exhibit.id, "2")
    assert page.model.data(page.model.index(0, USED)) == f"{pointed.drug}, p. 2"
    preview.menu.aboutToShow.emit()
    assert [choice.isChecked() for choice in preview.menu.actions()][1]
    assert "now Exhibit A, p. 2" in preview.menu.actions()[1].text()
    preview.menu.actions()[1].trigger()
    assert not any(row.exhibit_id for row in program.case.therapies)


def test_a_page_is_drawn_larger(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("One")))
    preview = page.preview

    def share() -> float:
        """How much of the room the page takes, the way it takes more of."""
        shown, room = preview.picture.pixmap(), preview.area.viewport()
        return max(shown.width() / room.width(), shown.height() / room.height())

    program.wait(lambda: 0.95 < share() <= 1)
    click(preview.larger)
    program.wait(lambda: 1.4 < share() <= 1.5)
    click(preview.smaller)
    program.wait(lambda: 0.95 < share() <= 1)


def test_the_kind_of_an_exhibit_is_chosen(qtbot: QtBot) -> None:
    session = make_session(make_case(exhibits=TWO))
    page = PacketPage(session)
    qtbot.addWidget(page)
    page.show()
    page.exhibits.choose("e2")
    assert page.preview.kind.currentText() == "Chart note"  # as its title says
    page.preview.kind.setFocus()
    QTest.keyClicks(page.preview.kind, "Lab")
    page.preview.kind.choice_made.emit(ExhibitKind.LAB_RESULT)
    assert opened(session).exhibits[1].kind is ExhibitKind.LAB_RESULT
    assert nameless_controls(page) == []


def test_rows_are_ordered_by_keys_and_by_dragging(qtbot: QtBot) -> None:
    rows = (make_therapy("methotrexate", id="t1", exhibit_id="e2", exhibit_page="5"),)
    session = make_session(make_case(*rows, exhibits=(*TWO, Exhibit("e3", "Labs"))))
    page = PacketPage(session)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.show()

    def order() -> str:
        return " ".join(each.id for each in opened(session).exhibits)

    page.exhibits.choose("e3")
    QTest.keyClick(page.table, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert order() == "e1 e3 e2"
    QTest.keyClick(page.table, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    assert order() == "e1 e2 e3"
    data = page.model.mimeData([page.model.index(2, TITLE)])
    move = Qt.DropAction.MoveAction
    page.model.dropMimeData(data, move, 0, 0, page.model.index(-1, -1))
    assert order() == "e3 e1 e2"
    page.model.dropMimeData(page.model.mimeData([page.model.index(0, TITLE)]), move, 3, 0, page.model.index(-1, -1))
    assert order() == "e1 e2 e3"
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert len(opened(session).exhibits) == 2
    session.undo()
    assert order() == "e1 e2 e3"
    assert opened(session).therapies[0].exhibit_id == "e2"


def test_page_counts_of_files_are_not_typed(qtbot: QtBot) -> None:
    session = make_session(make_case(exhibits=TWO))
    page = PacketPage(session)
    qtbot.addWidget(page)
    assert not page.model.setData(page.model.index(0, PAGES), "9")
    assert page.model.setData(page.model.index(0, TITLE), "  Notice   of denial ")
    assert opened(session).exhibits[0].title == "Notice of denial"


# ---- the dialog


def dialog_of(program: RunningProgram) -> MakePacketDialog:
    return program.dialog(MakePacketDialog)


def test_what_stands_in_the_way_is_said_before_the_dialog(program: RunningProgram) -> None:
    packet_page(program)
    program.trigger(program.window.actions_.make_packet)
    assert said(program).startswith("Exhibit A has no file yet.")
    assert not program.has_dialog(MakePacketDialog)


def test_passwords_that_differ_are_told_and_nothing_is_made(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    assert nameless_controls(dialog) == []
    dialog.show_folder_chosen(tmp_path)
    dialog.protect.setFocus()
    QTest.keyClick(dialog.protect, Qt.Key.Key_Space)
    QTest.keyClicks(dialog.password, "four words of gardens")
    QTest.keyClicks(dialog.again, "four words of garden")
    click(dialog.make_button)
    assert "differ" in dialog.problem.text()
    assert not list(tmp_path.glob("packet-*"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    program.wait(lambda: not program.has_dialog(MakePacketDialog))


@pytest.mark.parametrize(
    ("up", "colors", "cover", "by_size", "by_pages"),
    [
        (2, PageColors.AS_THEY_ARE, False, False, False),
        (1, PageColors.AS_THEY_ARE, False, True, False),
        (0, PageColors.BLACK_AND_WHITE, True, False, True),
    ],
    ids=["printed", "uploaded", "faxed"],
)
def test_the_way_it_goes_out_sets_the_rest(
    program: RunningProgram,
    page: PacketPage,
    tmp_path: Path,
    up: int,
    colors: PageColors,
    cover: bool,
    by_size: bool,
    by_pages: bool,
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    dialog.way.setFocus()
    QTest.keyClick(dialog.way, Qt.Key.Key_End)
    assert dialog.way.value is Way.FAX
    for _ in range(up):
        QTest.keyClick(dialog.way, Qt.Key.Key_Up)
    assert (dialog.colors.value, dialog.cover.isChecked()) == (colors, cover)
    assert (dialog.limit_size.isChecked(), dialog.limit_pages.isChecked()) == (by_size, by_pages)
    assert (dialog.megabytes.isEnabled(), dialog.pages.isEnabled()) == (by_size, by_pages)
    assert (dialog.contents.item(0).text() == "Fax cover sheet") == cover
    click(dialog.cancel)


def test_the_dialog_fits_a_small_screen(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    click(dialog.protect, QPoint(10, dialog.protect.height() // 2))
    assert dialog.password_hint.isVisible()
    dialog.resize(700, 400)
    QApplication.processEvents()
    assert dialog.height() <= 440  # of 512 on an office screen of 1366 x 768 at 150 %
    assert dialog.make_button.visibleRegion().boundingRect().height() == dialog.make_button.height()
    click(dialog.cancel)


def test_making_is_stopped_and_no_file_is_left(program: RunningProgram, page: PacketPage, tmp_path: Path) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf(*["Progress note"] * 300)))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    dialog.show_folder_chosen(tmp_path)
    QTest.keyClicks(dialog.colors, "Black")
    with program.qtbot.waitSignal(program.desk.packet.output.finished, timeout=20_000):
        click(dialog.make_button)
        program.wait(lambda: "Binding page" in dialog.working.text())
        click(dialog.stop_button)
    assert dialog.problem.text() == "Stopped. No file was written."
    assert not list(tmp_path.glob("*packet*"))
    assert not list(tmp_path.glob("*.tmp"))
    click(dialog.cancel)


def test_a_folder_that_cannot_be_written_is_told_in_the_dialog(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    dialog.show_folder_chosen(tmp_path / "gone")
    with program.qtbot.waitSignal(program.desk.packet.output.finished, timeout=20_000):
        click(dialog.make_button)
    assert "The folder does not exist." in dialog.problem.text()
    assert dialog.make_button.isVisible()
    click(dialog.cancel)


def test_a_signed_letter_takes_the_place_of_the_unsigned(
    program: RunningProgram, page: PacketPage, tmp_path: Path
) -> None:
    add(program, page, written(tmp_path, note_dot_pdf=text_pdf("Progress note")))
    (signed,) = written(tmp_path, signed_dot_pdf=text_pdf("Signed here", "Second", "Third", "Fourth"))
    click(page.exhibits.make_button)
    dialog = dialog_of(program)
    click(dialog.signed)
    program.choose_file(signed)
    program.wait(lambda: dialog.signed_words.text() == "4 pages chosen.")
    assert dialog.contents.item(0).text() == "Signed letter  –  4 pages"
    click(dialog.signed)
    assert dialog.contents.item(0).text().startswith("Letter")
    click(dialog.cancel)


@pytest.mark.parametrize(("size", "words"), [(300, "1 KB"), (45_400, "45 KB"), (1_234_567, "1.2 MB")])
def test_sizes_are_told_as_people_say_them(size: int, words: str) -> None:
    assert size_words(size) == words
