"""Files made to harm, and good ones broken at random: each is read or refused in words, in a child, within its time."""

import contextlib
import random
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.errors import DenialDeskError, PasswordNeededError, ReadingStoppedError, UnreadableFileError
from denialdesk.domain.packet import Packet, PacketOptions
from denialdesk.services.file_worker import FileReader, PacketBinder, StoppedError
from denialdesk.system.child import Child
from tests.exhibit_files import (
    DATA,
    bomb_pdf,
    busy_pdf,
    circular_pdf,
    image_file,
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
