"""The bound packet: what is numbered, indexed and pointed at agrees with what stands on the pages."""

import io
import re
from dataclasses import replace

import pikepdf
import pypdfium2 as pdfium
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from denialdesk.domain.errors import PacketError
from denialdesk.domain.packet import (
    Citation,
    Mention,
    Packet,
    PacketExhibit,
    PacketOptions,
    PacketPart,
    PageColors,
    exhibit_letter,
)
from denialdesk.intake.exhibit_file import read_exhibit
from denialdesk.letters.packet_parts import FILE_COST, PAGE_COST, cut
from denialdesk.letters.packet_plan import PageKind, count_pages, pages_in_words, plan_packet
from denialdesk.letters.pdf import bind
from denialdesk.letters.pdf_text import shortened, text_width, wrapped
from denialdesk.letters.truetype import packet_font
from tests.exhibit_files import busy_pdf, full_page_pdf, image_file, layered_pdf, picture, text_pdf

HEADING = "First appeal  ·  Reference CR-EXAMPLE-0041"
STAMP = re.compile(r"Packet page (\d+) of (\d+)")


def exhibit(place: int, data: bytes, *citations: Citation, title: str = "") -> PacketExhibit:
    read = read_exhibit(data)
    return PacketExhibit(exhibit_letter(place), title or f"Invented document {place + 1}", citations, read.pdf)


def make_packet(*exhibits: PacketExhibit, draft: bool = False, cover: bytes = b"") -> Packet:
    letter = text_pdf("Dear reviewer, see Exhibit B, page 2.", "Sincerely")
    return Packet("Appeal letter with exhibits", HEADING, letter, exhibits, cover, draft)


def three() -> Packet:
    return make_packet(
        exhibit(0, text_pdf("Notice one", "Notice two")),
        exhibit(1, text_pdf("Note one", "Note two", "Note three"), Citation("methotrexate 15 mg", (2, 3))),
        exhibit(2, image_file(picture(), "JPEG"), Citation("adalimumab"), title="Žluťoučký kůň & Łódź"),
    )


def pages_of(part: PacketPart, password: str | None = None) -> list[str]:
    document = pdfium.PdfDocument(part.pdf, password=password)
    try:
        texts = []
        for page in document:
            words = page.get_textpage()
            texts.append(words.get_text_bounded())
            words.close()
            page.close()
        return texts
    finally:
        document.close()


def drawn(part: PacketPart, page: int, scale: float = 1.0) -> Image.Image:
    document = pdfium.PdfDocument(part.pdf)
    try:
        image: Image.Image = document[page - 1].render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    return image


def test_every_page_is_stamped_in_turn() -> None:
    (part,) = bind(three(), PacketOptions())
    texts = pages_of(part)
    assert len(texts) == 2 + 1 + 3 + 2 + 3 + 1
    assert [STAMP.findall(text) for text in texts] == [[(str(page), "12")] for page in range(1, 13)]
    assert "Exhibit B, page 2 of 3" in texts[8]
    assert "Note two" in texts[8]
    assert (part.number, part.of, part.first, part.last) == (1, 1, 1, 12)


def test_the_index_names_the_pages_on_which_the_exhibits_stand() -> None:
    (part,) = bind(three(), PacketOptions())
    texts = pages_of(part)
    index = " ".join(texts[2].split())
    assert "Index of exhibits" in index
    assert HEADING.replace("  ", " ") in index
    assert "2 5–6" in index
    assert "3 8–10" in index
    assert "1 12" in index
    assert "Cited for methotrexate 15 mg (pp. 2–3)" in index
    assert "Žluťoučký kůň & Łódź" in index
    assert "means page 3 of Exhibit B" in index
    assert "packet pages 8–10" in " ".join(texts[6].split())
    assert "methotrexate 15 mg (pp. 2–3)" in texts[6]


def test_bookmarks_lead_to_what_they_name() -> None:
    (part,) = bind(three(), PacketOptions())
    document = pdfium.PdfDocument(part.pdf)
    try:
        marks = [(mark.get_title(), mark.get_dest().get_index()) for mark in document.get_toc()]
    finally:
        document.close()
    assert marks == [
        ("Letter", 0),
        ("Index of exhibits", 2),
        ("Exhibit A – Invented document 1", 3),
        ("Exhibit B – Invented document 2", 6),
        ("methotrexate 15 mg (pp. 2–3)", 8),
        ("Exhibit C – Žluťoučký kůň & Łódź", 10),
    ]
    assert "Note two" in pages_of(part)[8]


def test_the_index_is_linked() -> None:
    (part,) = bind(three(), PacketOptions())
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        links = list(pdf.pages[2].obj.Annots)
        targets = [pdf.pages.index(pikepdf.Page(link.Dest[0])) for link in links]
        assert targets == [0, 3, 6, 10]
        assert pdf.Root.PageLabels.Nums[1].St == 1


def test_what_the_letter_says_of_an_exhibit_leads_to_that_page() -> None:
    box = (72.0, 690.0, 300.0, 712.0)
    mentions = (Mention(1, box, 1, 2), Mention(2, box, 0), Mention(2, box, 2, 9), Mention(2, box, 7, 1))
    packet = replace(three(), mentions=mentions)
    (part,) = bind(packet, PacketOptions())
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        to = [
            [pdf.pages.index(pikepdf.Page(link.Dest[0])) for link in pdf.pages[number].obj.get("/Annots", [])]
            for number in (0, 1)
        ]
        assert [float(edge) for edge in pdf.pages[0].obj.Annots[0].Rect] == list(box)
    assert to == [[8], [3, 10]]  # a page it does not have: its tab; an exhibit that is not there: nowhere
    assert "Exhibit B, page 2 of 3" in pages_of(part)[8]
    parts = bind(packet, PacketOptions(most_pages=4))
    with pikepdf.Pdf.open(io.BytesIO(parts[0].pdf)) as pdf:
        assert "/Annots" not in pdf.pages[0].obj  # what stands in another file cannot be pressed


def test_the_same_packet_gives_the_same_bytes() -> None:
    packet = three()
    assert bind(packet, PacketOptions()) == bind(packet, PacketOptions())
    assert bind(packet, PacketOptions(PageColors.BLACK_AND_WHITE)) == bind(
        packet, PacketOptions(PageColors.BLACK_AND_WHITE)
    )


def test_properties_are_clean_and_nothing_of_the_exhibits_is_told() -> None:
    (part,) = bind(make_packet(exhibit(0, busy_pdf()), exhibit(1, layered_pdf())), PacketOptions())
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        assert {key: str(value) for key, value in pdf.docinfo.items()} == {
            "/Title": "Appeal letter with exhibits",
            "/Creator": "DenialDesk",
        }
        assert str(pdf.Root.Lang) == "en-US"
        assert "/Metadata" not in pdf.Root
        assert "/AcroForm" not in pdf.Root
        written = io.BytesIO()
        pdf.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    for word in (b"JavaScript", b"Marigold", b"marker", b"DenialDeskPages", b"Producer", b"/ModDate"):
        assert word not in written.getvalue()


def test_hidden_layers_stay_hidden_in_the_packet() -> None:
    (part,) = bind(make_packet(exhibit(0, layered_pdf())), PacketOptions())
    assert drawn(part, 5).getpixel((150, 400)) == (255, 255, 255)


def test_a_page_without_margins_is_set_smaller_and_nothing_is_covered() -> None:
    (part,) = bind(make_packet(exhibit(0, full_page_pdf())), PacketOptions())
    text = pages_of(part)[4]
    assert "Full to the edge 0" in text
    assert "Full to the edge 71" in text
    band = drawn(part, 5).convert("L").crop((140, 792 - 33, 470, 792 - 13))
    assert min(band.histogram()[255:]) == band.width * band.height  # between the two stamps the foot is white


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_are_upright_with_the_stamp_at_their_foot(turn: int) -> None:
    box = (0, 0, 612, 792) if turn in {0, 180} else (0, 0, 792, 612)
    (part,) = bind(make_packet(exhibit(0, text_pdf("Turned", box=box, Rotate=turn))), PacketOptions())
    document = pdfium.PdfDocument(part.pdf)
    try:
        page = document[4]
        assert page.get_size() == (612, 792)
        words = page.get_textpage()
        assert "Packet page 5 of 5" in words.get_text_bounded(left=400, bottom=10, right=612, top=36)
        words.close()
    finally:
        document.close()


def test_odd_sizes_are_set_on_letter() -> None:
    poster = text_pdf("Poster", box=(0, 0, 2400, 3400))
    receipt = text_pdf("Receipt", box=(0, 0, 200, 720))
    shifted = text_pdf("Shifted", box=(1000, 1000, 1612, 1792))
    packet = make_packet(exhibit(0, poster), exhibit(1, receipt), exhibit(2, shifted))
    (part,) = bind(packet, PacketOptions())
    document = pdfium.PdfDocument(part.pdf)
    sizes = [page.get_size() for page in document]
    document.close()
    assert set(sizes) == {(612, 792)}
    texts = pages_of(part)
    assert "Poster" in texts[4]
    assert "Receipt" in texts[6]


def test_greyscale_leaves_no_colour_and_keeps_plain_text_as_text() -> None:
    packet = three()
    (part,) = bind(packet, PacketOptions(PageColors.GREY))
    texts = pages_of(part)
    assert "Note two" in texts[8]
    red, green, blue = drawn(part, 12, 0.4).split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    assert STAMP.search(texts[11])


def test_fax_pages_are_black_and_white() -> None:
    (part,) = bind(three(), PacketOptions(PageColors.BLACK_AND_WHITE))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf)) as pdf:
        forms = [page.obj.Resources.XObject.Pg for page in pdf.pages if "/XObject" in page.obj.Resources]
        images = [form.Resources.XObject.Im for form in forms if "/XObject" in form.Resources]
    assert len(images) == 6
    assert "Dear reviewer" in pages_of(part)[0]  # the letter itself stays sharp
    shades = drawn(part, 12, 200 / 72).convert("L").crop((300, 300, 1200, 1500)).histogram()
    assert sum(shades[:20]) + sum(shades[236:]) > 0.98 * 900 * 1200


def test_a_packet_is_cut_by_pages() -> None:
    parts = bind(three(), PacketOptions(most_pages=5))
    assert [(part.number, part.of, part.first, part.last) for part in parts] == [
        (1, 3, 1, 5),
        (2, 3, 6, 10),
        (3, 3, 11, 12),
    ]
    stamps = [STAMP.findall(text)[0] for part in parts for text in pages_of(part)]
    assert stamps == [(str(page), "12") for page in range(1, 13)]
    index = " ".join(pages_of(parts[0])[2].split())
    assert "File" in index
    assert "3 8–10 2" in index
    with pikepdf.Pdf.open(io.BytesIO(parts[1].pdf)) as pdf:
        assert str(pdf.docinfo["/Title"]).endswith("part 2 of 3")
        assert pdf.Root.PageLabels.Nums[1].St == 6


def noise(seed: int) -> bytes:
    image = Image.effect_noise((700, 900), 60 + seed)
    return image_file(image, "JPEG", quality=90)


def test_a_packet_is_cut_by_size() -> None:
    packet = make_packet(*(exhibit(place, noise(place)) for place in range(6)))
    (whole,) = bind(packet, PacketOptions())
    limit = 900_000
    assert len(whole.pdf) > 2 * limit
    parts = bind(packet, PacketOptions(largest_part=limit))
    assert all(len(part.pdf) <= limit for part in parts)
    assert [part.first for part in parts[1:]] == [part.last + 1 for part in parts[:-1]]
    assert parts[-1].last == 2 + 1 + 12
    assert len(parts) <= len(whole.pdf) // limit + 3


def test_a_page_too_large_for_any_file_is_named() -> None:
    packet = make_packet(exhibit(0, text_pdf("Small")), exhibit(1, noise(1)))
    with pytest.raises(PacketError, match="Page 1 of Exhibit B alone") as caught:
        bind(packet, PacketOptions(largest_part=250_000))
    assert "greyscale" in caught.value.remedy
    with pytest.raises(PacketError, match="too small"):
        bind(packet, PacketOptions(largest_part=1_000))


def test_a_password_encrypts_with_aes_256() -> None:
    (part,) = bind(three(), PacketOptions(password="four words of gardens"))  # noqa: S106 - of a test
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.Pdf.open(io.BytesIO(part.pdf))
    with pikepdf.Pdf.open(io.BytesIO(part.pdf), password="four words of gardens") as pdf:  # noqa: S106 - the same
        assert pdf.is_encrypted
        assert (pdf.encryption.R, pdf.encryption.bits) == (6, 256)
    assert "Note two" in pages_of(part, "four words of gardens")[8]
    assert b"Invented document" not in part.pdf


def test_a_cover_sheet_comes_first_and_a_draft_says_so() -> None:
    (part,) = bind(make_packet(exhibit(0, text_pdf("One")), draft=True, cover=text_pdf("Fax")), PacketOptions())
    texts = pages_of(part)
    assert "Fax" in texts[0]
    assert all("DRAFT" in text for text in texts)
    assert "Packet page 1 of 6" in texts[0]


def test_a_packet_without_exhibits_is_the_letter_numbered() -> None:
    (part,) = bind(make_packet(), PacketOptions())
    assert [STAMP.findall(text) for text in pages_of(part)] == [[("1", "2")], [("2", "2")]]


def test_progress_goes_from_the_first_page_to_the_last() -> None:
    told: list[tuple[int, int]] = []
    bind(three(), PacketOptions(PageColors.GREY), lambda done, total: told.append((done, total)))
    assert told == [(step, 18) for step in range(1, 19)]


def test_a_document_that_is_none_is_refused() -> None:
    with pytest.raises(PacketError, match="cannot be opened"):
        bind(Packet("P", "", b"not a PDF"), PacketOptions())


# ---- the plan


@given(st.lists(st.integers(1, 40), max_size=40), st.integers(1, 6), st.integers(0, 1))
def test_the_plan_numbers_every_page_once(counts: list[int], letter: int, cover: int) -> None:
    exhibits = [
        PacketExhibit(exhibit_letter(place), "A title that is long enough to wrap over two lines in the index")
        for place in range(len(counts))
    ]
    plan = plan_packet(exhibits, counts, letter, cover)
    assert [page.number for page in plan.pages] == list(range(1, plan.total + 1))
    assert plan.total == count_pages(exhibits, counts, letter, cover)
    assert plan.total == cover + letter + len(plan.index) + sum(counts) + len(counts)
    for place, count in enumerate(counts):
        first, last = plan.span(place)
        assert last - first + 1 == count
        assert plan.tab_of(place) == first - 1
    rows = [row.exhibit for page in plan.index for row in page]
    assert rows == ([-1, *range(len(counts))] if counts else [])
    assert [page.kind for page in plan.pages[:cover]] == [PageKind.COVER] * cover


def test_forty_exhibits_have_an_index_of_several_pages() -> None:
    data = read_exhibit(text_pdf("Page")).pdf
    exhibits = tuple(
        PacketExhibit(exhibit_letter(place), f"Document {place}", (Citation("methotrexate", (1,)),), data)
        for place in range(40)
    )
    (part,) = bind(make_packet(*exhibits), PacketOptions())
    texts = pages_of(part)
    index = [text for text in texts if "Index of exhibits" in text]
    assert len(index) > 1
    assert "AN" in " ".join(index).split()
    assert "Exhibit AN, page 1 of 1" in texts[-1]


@given(
    st.lists(
        st.dictionaries(st.tuples(st.just(0), st.integers(0, 9), st.just(0)), st.integers(1, 90_000)), max_size=60
    ),
    st.none() | st.integers(FILE_COST, 400_000),
    st.none() | st.integers(1, 9),
)
def test_cutting_loses_no_page_and_keeps_the_limits(
    pages: list[dict[tuple[int, int, int], int]], largest: int | None, most: int | None
) -> None:
    parts = cut(pages, largest, most)
    assert [place for part in parts for place in part] == list(range(len(pages)))
    for part in parts:
        if most is not None:
            assert len(part) <= most
        if largest is not None and len(part) > 1:
            shared: dict[tuple[int, int, int], int] = {}
            for place in part:
                shared = {**pages[place], **shared}
            assert FILE_COST + PAGE_COST * len(part) + sum(shared.values()) <= largest


@pytest.mark.parametrize(
    ("pages", "said"),
    [((), ""), ((3,), "p. 3"), ((3, 4), "pp. 3–4"), ((1, 3, 4, 5, 9), "pp. 1, 3–5, 9")],
)
def test_pages_are_named_as_a_reader_looks_them_up(pages: tuple[int, ...], said: str) -> None:
    assert pages_in_words(pages) == said


# ---- text


@given(st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "Zs"]), max_size=200), st.floats(40, 400))
def test_wrapped_text_fits_and_loses_nothing(text: str, width: float) -> None:
    lines = wrapped(text, 10, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(text_width(line, 10) <= width or len(line) <= 1 for line in lines)


def test_shortened_text_ends_in_an_ellipsis() -> None:
    assert shortened("short", 10, 100) == "short"
    line = shortened("much too long for so little room", 10, 60)
    assert line.endswith("…")
    assert text_width(line, 10) <= 60


@pytest.mark.parametrize("bold", [False, True])
def test_a_subset_of_the_font_is_small_and_draws_the_same(bold: bool) -> None:
    font = packet_font(bold=bold)
    glyphs = [font.glyph(char) for char in "Exhibité"]
    assert 0 not in glyphs
    subset = font.subset(glyphs)
    assert len(subset) < 60_000
    assert font.glyph("漢") == 0
    assert font.advance(font.glyph("i")) < font.advance(font.glyph("W"))
