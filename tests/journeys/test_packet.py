"""A packet from files to paper: six exhibits of six kinds added, ordered, titled, pointed at, bound, and read back."""

import io
import re
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Encryption, Pdf
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from denialdesk.ui.dialogs.file_password import FilePasswordDialog
from denialdesk.ui.dialogs.make_packet import MakePacketDialog
from denialdesk.ui.pages.exhibit_model import TITLE
from denialdesk.ui.pages.packet import PacketPage
from denialdesk.ui.pagination import Page, Sheets
from denialdesk.ui.printing import prepare_printer, print_sheets
from denialdesk.ui.work_area import LETTER, PACKET
from tests.exhibit_files import image_file, picture, text_pdf
from tests.ui.programs import RunningProgram
from tests.ui.sessions import click, focused

pytestmark = pytest.mark.usefixtures("qt_dialogs")

SECRET = "garden"  # noqa: S105 - of a file made here
TITLES = (
    "Denial notice",
    "Chart note, rheumatology",
    "Pharmacy fill history",
    "Laboratory results",
    "Photo of both hands",
    "Screen of the infusion log",
)
PAGES = (2, 3, 4, 8, 1, 1)


def locked(data: bytes) -> bytes:
    written = io.BytesIO()
    with Pdf.open(io.BytesIO(data)) as pdf:
        pdf.save(written, encryption=Encryption(owner=SECRET, user=SECRET, R=6))
    return written.getvalue()


def six_files(folder: Path) -> list[Path]:
    """Text, turned pages, a black-and-white scan of four pages, a photo held sideways, a screen shot, a locked file."""
    sideways = Image.Exif()
    sideways[0x0112] = 6
    scan = [picture("1", (1_700, 2_200))] * 4
    files = {
        "notice.pdf": text_pdf("Notice of denial", "You may appeal this decision"),
        "chart.pdf": text_pdf(*(f"Chart note {n}" for n in (1, 2, 3)), Rotate=90),
        "fills.tif": image_file(scan[0], "TIFF", save_all=True, append_images=scan[1:], compression="group4"),
        "hands.jpg": image_file(picture("RGB", (1_200, 800)), "JPEG", exif=sideways),
        "screen.png": image_file(picture("RGBA", (900, 700)), "PNG"),
        "labs.pdf": locked(text_pdf(*(f"Laboratory results {n}" for n in range(1, 9)))),
    }
    paths = [folder / name for name in files]
    for path, data in zip(paths, files.values(), strict=True):
        path.write_bytes(data)
    return paths


def title_row(page: PacketPage, row: int) -> QPoint:
    return page.table.visualRect(page.model.index(row, TITLE)).center()


def choose_in_menu(program: RunningProgram, entry: str) -> None:
    """Press an entry of the menu that opens."""
    program.wait(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    found = next(action for action in menu.actions() if action.text().startswith(entry))
    click(menu, menu.actionGeometry(found).center())
    program.wait(lambda: QApplication.activePopupWidget() is None)


def add_six(program: RunningProgram, page: PacketPage, files: Sequence[Path]) -> None:
    while page.model.rowCount():  # the sample's own exhibits have no files
        click(page.table.viewport(), title_row(page, 0))
        click(page.exhibits.remove_button)
    click(page.exhibits.add_files)
    with program.qtbot.waitSignal(program.desk.packet.exhibits.finished, timeout=30_000):
        program.choose_file(" ".join(f'"{path}"' for path in files))
        asked = program.dialog(FilePasswordDialog)
        QTest.keyClicks(asked.password, SECRET)
        click(asked.open_button)
    assert [each.pages for each in program.case.exhibits] == [2, 3, 4, 1, 1, 8]


def put_in_order(program: RunningProgram, page: PacketPage) -> None:
    """The locked file goes up to the fourth place; then every title is typed."""
    program.activate()
    click(page.table.viewport(), title_row(page, 5))
    click(page.exhibits.up)
    click(page.exhibits.up)
    for row, title in enumerate(TITLES):
        place = title_row(page, row)
        click(page.table.viewport(), place)
        QTest.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
        QTest.keyClick(focused(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(focused(), title)
        QTest.keyClick(focused(), Qt.Key.Key_Return)


def point_at_page_seven(program: RunningProgram, page: PacketPage, drug: str) -> None:
    click(page.table.viewport(), title_row(page, 3))
    program.wait(lambda: not page.preview.picture.pixmap().isNull())
    for _ in range(6):
        click(page.preview.on)
    assert page.preview.page.value() == 7
    click(page.preview.proves)
    choose_in_menu(program, drug)


def make(program: RunningProgram, page: PacketPage, folder: Path) -> bytes:
    click(page.exhibits.make_button)
    dialog = program.dialog(MakePacketDialog)
    click(dialog.folder_button)
    program.choose_file(folder)
    steps: list[int] = []
    dialog.progress.valueChanged.connect(steps.append)
    with program.qtbot.waitSignal(program.desk.packet.output.finished, timeout=30_000):
        click(dialog.make_button)
    (file,) = folder.glob("*.pdf")
    assert file.name in dialog.outcome.text()
    assert max(steps) > 20
    click(dialog.close_button)
    return file.read_bytes()


def texts_of(pdf: bytes) -> list[str]:
    """The words of each page, as another program than the one that wrote them finds them."""
    document = pdfium.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            words = page.get_textpage()
            texts.append(" ".join(words.get_text_bounded().split()))
            words.close()
            page.close()
        return texts
    finally:
        document.close()


def text_in(pdf: bytes, page: int, box: Sequence[float]) -> str:
    document = pdfium.PdfDocument(pdf)
    try:
        words = document[page].get_textpage()
        left, low, right, high = box
        text = str(words.get_text_bounded(left=left, bottom=low, right=right, top=high))
        words.close()
        return " ".join(text.split()).strip("():,.; ")  # a neighbour that touches the box is not meant
    finally:
        document.close()


def shown_on(page: Page) -> list[str]:
    """What a page of the preview says, piece by piece, without the header and foot that repeat."""
    return [
        without_spaces("".join(box.text[line.textStart() :][: line.textLength()] for line in box.lines[first:last]))
        for placed in page.placed
        for box, first, last in zip(placed.piece.boxes, placed.start, placed.stop, strict=True)
    ]


def without_spaces(text: str) -> str:
    """What can be compared; PDFium writes a hyphen at the end of a line as 2."""
    return re.sub(r"[\s\u2028]+", "", text.replace("\x02", "-"))


def says_all(text: str, parts: Sequence[str]) -> bool:
    """Every part stands in the text, one after the other; list marks ("1.", "•") are read beside theirs."""
    rest = without_spaces(text)
    for part in parts:
        if len(part) > 2:
            _, found, rest = rest.partition(part)
            if not found:
                return False
        elif part not in without_spaces(text):
            return False
    return True


def printed(sheets: Sheets, path: Path) -> bytes:
    """The pages sent to a printer that is a file."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    prepare_printer(printer)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    print_sheets(sheets, printer)
    return path.read_bytes()


def check_stamps(texts: Sequence[str], letter_pages: int) -> dict[str, list[int]]:
    """Every page says which it is, in turn; gives the packet pages on which each exhibit really stands."""
    total = str(len(texts))
    stamps = [re.findall(r"Packet page (\d+) of (\d+)", text) for text in texts]
    assert stamps == [[(str(number), total)] for number in range(1, len(texts) + 1)]
    spans: dict[str, list[int]] = {}
    for number, text in enumerate(texts, start=1):
        for letter, page, _of in re.findall(r"Exhibit ([A-F]), page (\d+) of (\d+)", text):
            spans.setdefault(letter, []).append(number)
            assert int(page) == len(spans[letter])
    assert [len(spans[letter]) for letter in "ABCDEF"] == list(PAGES)
    assert min(map(min, spans.values())) > letter_pages
    assert all(pages == list(range(pages[0], pages[-1] + 1)) for pages in spans.values())
    return spans


def check_index(index: str, spans: dict[str, list[int]]) -> None:
    for letter, title, pages in zip("ABCDEF", TITLES, PAGES, strict=True):
        first, last = spans[letter][0], spans[letter][-1]
        assert f"{letter} {title} {pages} {first if first == last else f'{first}–{last}'}" in index
    assert re.search(r"Cited for [\w., ]+ \(p\. 7\)", index)


def check_ways(packet: bytes, texts: Sequence[str], spans: dict[str, list[int]], letter_pages: int) -> None:
    """Bookmarks, and the places of the letter that can be pressed, lead to what they name."""
    tabs = {letter: spans[letter][0] - 2 for letter in "ABCDEF"}  # counted from 0, and the tab comes before
    seventh = spans["D"][6] - 1
    document = pdfium.PdfDocument(packet)
    marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    document.close()
    assert [mark for mark in marks if mark[0].startswith(("Exhibit", "Letter", "Index"))] == [
        ("Letter", 0),
        ("Index of exhibits", letter_pages),
        *((f"Exhibit {letter} – {title}", tabs[letter]) for letter, title in zip("ABCDEF", TITLES, strict=True)),
    ]
    assert [place for title, place in marks if title.endswith("(p. 7)")] == [seventh]
    for letter, tab in tabs.items():
        assert f"Exhibit {letter} " in texts[tab]
    with pikepdf.Pdf.open(io.BytesIO(packet)) as pdf:
        places = {each.obj.objgen: number for number, each in enumerate(pdf.pages)}
        pressed = [
            (text_in(packet, number, [float(edge) for edge in link.Rect]), places[link.Dest[0].objgen])
            for number in range(letter_pages)
            for link in pdf.pages[number].obj.get("/Annots", pikepdf.Array())
        ]
    assert ("Exhibit D, page 7", seventh) in pressed
    assert {(f"Exhibit {letter}", tabs[letter]) for letter in "ABCDEF"} <= set(pressed)
    assert "Laboratory results 7" in texts[seventh]


def test_six_exhibits_become_a_packet_that_says_where_everything_is(program: RunningProgram, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    program.open_case(1)
    program.ctrl(Qt.Key(Qt.Key.Key_1 + PACKET))
    page = program.area.page(PACKET)
    assert isinstance(page, PacketPage)
    add_six(program, page, six_files(tmp_path))
    put_in_order(program, page)
    row = next(each for each in program.case.therapies if each.drug_id != program.case.request.drug_id)
    point_at_page_seven(program, page, row.drug)
    exhibits = program.case.exhibits
    assert tuple(each.title for each in exhibits) == TITLES
    assert tuple(each.pages for each in exhibits) == PAGES
    pointed = program.case.therapy(row.id)
    assert pointed is not None
    assert (pointed.exhibit_id, pointed.exhibit_page) == (exhibits[3].id, "7")

    program.ctrl(Qt.Key(Qt.Key.Key_1 + LETTER))
    sheets = program.area.letter.preview.sheets
    assert sheets is not None
    assert not sheets.letter.draft
    program.ctrl(Qt.Key(Qt.Key.Key_1 + PACKET))
    packet = make(program, page, folder)
    program.close()
    for file in (tmp_path / "profile").rglob("*"):  # the exhibits are nowhere in the clear
        assert not file.is_file() or b"%PDF-" not in file.read_bytes()

    texts, letter_pages = texts_of(packet), len(sheets.pages)
    spans = check_stamps(texts, letter_pages)
    check_index(texts[letter_pages], spans)
    check_ways(packet, texts, spans, letter_pages)
    # What is printed and bound says on each page what the preview shows on it.
    on_paper = texts_of(printed(sheets, tmp_path / "printed.pdf"))
    assert len(on_paper) == letter_pages
    for shown, paper, bound in zip(map(shown_on, sheets.pages), on_paper, texts[:letter_pages], strict=True):
        assert says_all(paper, shown)
        assert says_all(bound, shown)
