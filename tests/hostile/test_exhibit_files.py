"""Files made to harm, and good ones broken at random: each is read or refused in words, in a child, within its time."""

import contextlib
import io
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from denialdesk.domain.errors import DenialDeskError, PasswordNeededError, ReadingStoppedError, UnreadableFileError
from denialdesk.domain.packet import FACTS_KEY, Packet, PacketExhibit, PacketOptions
from denialdesk.services.file_worker import FileReader, PacketBinder, StoppedError
from denialdesk.system.child import Child
from tests.exhibit_files import (
    DATA,
    bomb_pdf,
    busy_pdf,
    circular_pdf,
    drawings_within_drawings,
    image_file,
    launching_pdf,
    layered_pdf,
    nested_pdf,
    picture,
    shipped,
    text_pdf,
)

FILES = sorted(DATA.iterdir())
MUTANTS = 60  # of each kind of file


@pytest.fixture(scope="module")
def reader() -> Iterator[FileReader]:
    made = FileReader()
    yield made
    made.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_files_of_others_are_read_or_refused_in_words(reader: FileReader, path: Path) -> None:
    refused = {"encrypted-file.pdf", "libreoffice-writer-password.pdf", "having-images.docx"}
    if path.name in refused:
        with pytest.raises((PasswordNeededError, UnreadableFileError), match=r"\. "):
            reader.read(path.read_bytes(), name=path.name)
    else:
        read = reader.read(path.read_bytes(), name=path.name)
        assert read.pages >= 1
        assert read.pdf.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "data",
    [nested_pdf(), circular_pdf(), b"%PDF-1.7\n" + b"1 0 obj " * 50_000, b"%PDF-1.4\n%%EOF", bytes(1_000_000)],
    ids=["nested", "circular", "openings", "nothing", "zeros"],
)
def test_files_made_to_harm_are_refused(reader: FileReader, data: bytes) -> None:
    with pytest.raises((UnreadableFileError, ReadingStoppedError)):
        reader.read(data)
    assert reader.read(text_pdf("Still at work")).pages == 1


@pytest.mark.parametrize("depth", [0, 11], ids=["itself", "ten of ten of ten"])
def test_drawings_within_drawings_are_given_up_and_the_reader_goes_on(reader: FileReader, depth: int) -> None:
    with pytest.raises((UnreadableFileError, ReadingStoppedError), match="cannot be"):
        reader.read(drawings_within_drawings(depth))
    assert reader.read(text_pdf("Still at work")).pages == 1


def test_a_small_picture_file_of_900_million_points_is_refused_at_once(reader: FileReader) -> None:
    data = image_file(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(data) < 200_000
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError, match="900 million points"):
        reader.read(data)
    assert time.monotonic() - begun < 10


def test_a_scan_of_four_hundred_pages_is_read_page_by_page(reader: FileReader) -> None:
    told: list[tuple[int, int]] = []
    pages = [picture("1", (850, 1100))] * 400
    data = image_file(pages[0], "TIFF", save_all=True, append_images=pages[1:], compression="group4")
    read = reader.read(data, on_page=lambda done, total: told.append((done, total)))
    assert read.pages == 400
    assert told[-400:] == [(page, 400) for page in range(1, 401)]


def test_what_a_file_would_start_is_not_in_what_is_kept(reader: FileReader) -> None:
    read = reader.read(launching_pdf())
    with pikepdf.Pdf.open(io.BytesIO(read.pdf)) as kept:
        assert set(kept.Root.keys()) <= {"/Type", "/Pages", FACTS_KEY}
        assert set(kept.pages[0].obj.keys()) <= {"/Type", "/Parent", "/MediaBox", "/Contents", "/Resources", "/Rotate"}
    for word in (b"Launch", b"JavaScript", b"calc.exe", b"GoToR", b"SubmitForm"):
        assert word not in read.pdf


@pytest.mark.parametrize(
    "box",
    [(0, 0, 14_400, 14_400), (0, 0, 200_000, 200_000), (0, 0, 1e9, 792), (0, 0, 14_400, 10), (0, 0, -612, -792)],
    ids=str,
)
def test_pages_of_any_size_are_bound_on_paper(reader: FileReader, box: tuple[float, ...]) -> None:
    read = reader.read(text_pdf("Some words", box=box, UserUnit=75_000))
    packet = Packet("Packet", "", text_pdf("Letter"), (PacketExhibit("A", "Odd page", (), read.pdf),))
    (part,) = PacketBinder().bind(packet, PacketOptions())
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as bound:
        assert sorted(float(side) for side in bound.pages[3].mediabox[2:]) == [612, 792]


def test_a_page_that_unpacks_to_a_flood_does_not_take_the_memory(reader: FileReader) -> None:
    data = bomb_pdf()
    assert len(data) < 2_000_000
    with contextlib.suppress(UnreadableFileError, ReadingStoppedError):
        assert reader.read(data).pages == 1
    assert reader.read(text_pdf("Still at work")).pages == 1


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("pdf", busy_pdf()),
        ("layers", layered_pdf()),
        ("encrypted", shipped("encryption-r6-user-password.pdf")),
        ("jpeg", image_file(picture("RGB", (160, 200)), "JPEG")),
        ("png", image_file(picture("RGB", (160, 200)), "PNG")),
        ("tiff", image_file(picture("1", (160, 200)), "TIFF", compression="group4")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_good_files_broken_at_random_never_stop_the_reader(
    reader: FileReader, caplog: pytest.LogCaptureFixture, name: str, data: bytes
) -> None:
    chance = random.Random(name)  # noqa: S311 - the same breaks each time
    outcomes: set[str] = set()
    for _ in range(MUTANTS):
        broken = bytearray(data)
        for _ in range(chance.randrange(1, 12)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        if chance.random() < 0.3:
            del broken[chance.randrange(len(broken)) :]
        try:
            reader.read(bytes(broken))
        except DenialDeskError as error:
            outcomes.add(type(error).__name__)
    assert outcomes <= {"UnreadableFileError", "PasswordNeededError", "ReadingStoppedError"}
    assert caplog.text == ""  # no bug of ours was met


def test_a_reader_killed_half_way_is_told_with_its_page_and_the_next_file_is_read() -> None:
    reader = FileReader()
    child: Child = reader._child

    def kill(done: int, _total: int) -> None:
        if done == 2 and child._process is not None:
            child._process.kill()

    with pytest.raises(ReadingStoppedError, match="failed at page") as caught:
        reader.read(text_pdf(*["Page"] * 400), on_page=kill)
    assert "print it to a new PDF" in caught.value.remedy
    assert reader.read(text_pdf("Still at work")).pages == 1
    reader.close()


def test_a_reader_that_hangs_is_given_up() -> None:
    # Takes the beginning of the file and never answers.
    hanging = [sys.executable, "-c", "import sys, threading; sys.stdin.buffer.read(1); threading.Event().wait()"]
    reader = FileReader(hanging, silence=1.0)
    begun = time.monotonic()
    with pytest.raises(ReadingStoppedError, match="took too long"):
        reader.read(text_pdf("Never read"))
    assert time.monotonic() - begun < 15
    reader.close()


def test_reading_is_stopped_by_a_person() -> None:
    reader = FileReader()
    caught: list[Exception] = []
    begun = threading.Event()

    def work() -> None:
        try:
            reader.read(text_pdf(*["Page"] * 900), on_page=lambda _done, _total: begun.set())
        except StoppedError as error:
            caught.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    reader.stop()
    thread.join(20)
    assert len(caught) == 1
    with pytest.raises(StoppedError):
        reader.read(text_pdf("No more"))
    reader.close()


def test_binding_that_dies_says_how_far_it_was() -> None:
    binder = PacketBinder()
    letter = text_pdf(*["Letter"] * 300)

    def kill(done: int, _total: int) -> None:
        process = binder._child._process
        if done == 2 and process is not None:
            process.kill()

    with pytest.raises(DenialDeskError, match="could not be bound"):
        binder.bind(Packet("Packet", "", letter), PacketOptions(), kill)
