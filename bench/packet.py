"""A packet of 300 pages, half scans and half text: time, memory, and the ratio to a plain merge of the same pages."""

from __future__ import annotations

import io
import random
import sys
import time
from collections.abc import Iterator

from bench.timing import Outcome, alternate, seconds
from denialdesk.domain.packet import Citation, Packet, PacketExhibit, PacketOptions, PageColors, exhibit_letter
from denialdesk.services.file_worker import FileReader, PacketBinder

EXHIBITS, PAGES = 10, 29  # with tabs and letter just over 300 pages
LONGEST, MOST_MEMORY, MOST_TIMES = 20.0, 500.0, 12.0
LINES = 52
_WORDS = ("stiffness", "of", "the", "hands", "invented", "morning", "visit", "swelling", "dose", "week", "reports")


def measure() -> Iterator[Outcome]:
    """Yield the figures of binding, of reading, and of drawing every page anew in grey."""
    import pikepdf

    reader = FileReader()
    started = time.perf_counter()
    exhibits = []
    for number in range(EXHIBITS):
        read = reader.read(_scans(number) if number % 2 else _texts(number), name="chart note")
        exhibits.append(PacketExhibit(exhibit_letter(number), read.title, (Citation("methotrexate", (3,)),), read.pdf))
    reading = time.perf_counter() - started
    reader.close()
    pages = EXHIBITS * PAGES
    size = sum(len(each.pdf) for each in exhibits) / 1e6
    detail = f"{pages} exhibit pages, {size:.0f} MB"
    yield Outcome("packet: reading", reading, 60.0, "s", at_most=True, detail=f"{detail}, each page drawn once")
    packet = Packet("Packet", "An invented appeal", _letter(), tuple(exhibits))

    def plain() -> None:
        with pikepdf.Pdf.new() as target:
            for each in exhibits:
                with pikepdf.Pdf.open(io.BytesIO(each.pdf)) as source:
                    target.pages.extend(source.pages)
            target.save(io.BytesIO())

    steps: list[int] = []

    def bind(colors: PageColors = PageColors.AS_THEY_ARE) -> None:
        steps.clear()
        parts = PacketBinder().bind(packet, PacketOptions(colors), lambda done, _total: steps.append(done))
        if parts[-1].last < pages or len(steps) < pages:
            raise RuntimeError("the packet is not whole")

    bind()
    grey = seconds(lambda: bind(PageColors.GREY))
    memory = _memory()  # before the yardstick uses any
    ours, theirs = alternate(lambda: seconds(bind), lambda: seconds(plain), 3)
    ours.sort()
    theirs.sort()
    middle, merged = ours[len(ours) // 2], theirs[len(theirs) // 2]
    yield Outcome(
        "packet: bound", middle, LONGEST, "s", at_most=True, detail=f"{detail}; in a child, as the window does"
    )
    yield Outcome(
        "packet: to a plain merge", middle / merged, MOST_TIMES, "x", at_most=True, detail=f"merge {merged:.2f} s"
    )
    told = "most of this process and most of a child, together"
    yield Outcome("packet: memory", memory, MOST_MEMORY, "MB", at_most=True, detail=told)
    yield Outcome("packet: greyscale", grey, 60.0, "s", at_most=True, detail="every page drawn anew at 200 dpi")


def _memory() -> float:
    """The most memory this process has used and the most of any child of it, together, in MB; 0 where nobody tells."""
    if sys.platform == "win32":
        return 0.0
    import resource

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / unit


def _letter() -> bytes:
    return _texts(99, 3)


def _texts(seed: int, pages: int = PAGES) -> bytes:
    from pikepdf import Array, Dictionary, Name, Page, Pdf

    chance = random.Random(seed)  # noqa: S311 - the same pages each time
    with Pdf.new() as target:
        font = target.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for _ in range(pages):
            lines = (" ".join(chance.choices(_WORDS, k=14)) for _ in range(LINES))
            text = "BT /F 10 Tf 12 TL 72 720 Td " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 612, 792]),
                Resources=Dictionary(Font=Dictionary(F=font)),
                Contents=target.make_stream(text.encode()),
            )
            target.pages.append(Page(target.make_indirect(page)))
        written = io.BytesIO()
        target.save(written)
    return written.getvalue()


def _scans(seed: int) -> bytes:
    """Pages as an office's scanner makes them: grey, 200 dots an inch, a little noise."""
    from pikepdf import Array, Dictionary, Name, Page, Pdf
    from PIL import Image, ImageDraw

    chance = random.Random(seed)  # noqa: S311 - the same pages each time
    noise = Image.frombytes("L", (1700, 2200), chance.randbytes(1700 * 2200)).point(lambda value: 236 + value // 16)
    with Pdf.new() as target:
        for number in range(PAGES):
            image = noise.copy()
            drawn = ImageDraw.Draw(image)
            for line in range(LINES):
                y = 200 + line * 34
                for x in range(200, 1450, 26):
                    drawn.rectangle((x, y, x + chance.randrange(6, 20), y + 16), fill=30 + number)
            written = io.BytesIO()
            image.save(written, "JPEG", quality=70, dpi=(200, 200))
            picture = target.make_stream(
                written.getvalue(),
                Type=Name.XObject,
                Subtype=Name.Image,
                Width=1700,
                Height=2200,
                ColorSpace=Name.DeviceGray,
                BitsPerComponent=8,
                Filter=Name.DCTDecode,
            )
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, 612, 792]),
                Resources=Dictionary(XObject=Dictionary(Im=picture)),
                Contents=target.make_stream(b"q 612 0 0 792 0 0 cm /Im Do Q"),
            )
            target.pages.append(Page(target.make_indirect(page)))
        written = io.BytesIO()
        target.save(written)
    return written.getvalue()
