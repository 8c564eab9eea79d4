"""Files to exhibits: what comes out has the same pages and nothing else; what cannot be bound is refused in words."""

import io

import pikepdf
import pypdfium2 as pdfium
import pytest
from pikepdf import Dictionary, Name
from PIL import Image, ImageChops, ImageDraw, ImageOps, ImageStat

from denialdesk.domain.case import ExhibitKind
from denialdesk.domain.errors import PasswordNeededError, UnreadableFileError
from denialdesk.domain.packet import FACTS_KEY, PageFacts, StampPlace, facts_from_text
from denialdesk.intake import exhibit_image
from denialdesk.intake.exhibit_file import read_exhibit
from denialdesk.intake.exhibit_title import propose
from denialdesk.intake.jpeg_segments import without_metadata
from denialdesk.intake.page_drawing import draw_page
from tests.exhibit_files import (
    add_page,
    busy_pdf,
    full_page_pdf,
    image_file,
    layered_pdf,
    picture,
    saved,
    shipped,
    text_pdf,
    words,
)


def text_of(pdf: bytes) -> list[str]:
    document = pdfium.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def drawn(pdf: bytes, page: int = 1) -> Image.Image:
    document = pdfium.PdfDocument(pdf)
    try:
        image: Image.Image = document[page - 1].render(scale=0.5).to_pil().convert("RGB")
    finally:
        document.close()
    return image


def facts_of(pdf: bytes) -> tuple[PageFacts, ...]:
    with pikepdf.Pdf.open(io.BytesIO(pdf)) as document:
        return facts_from_text(str(document.Root[FACTS_KEY]))


def marks(image: Image.Image) -> Image.Image:
    """What stands on white paper, cut out and brought to one size."""
    blank = Image.new("RGB", image.size, "white")
    inked = ImageChops.difference(image, blank).convert("L").point([0] * 40 + [255] * 216)
    box = inked.getbbox()
    assert box is not None
    return image.crop(box).resize((90, 90))


def is_alike(one: Image.Image, other: Image.Image) -> bool:
    return max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 12


def is_red(color: object) -> bool:
    assert isinstance(color, tuple)
    return bool(color[0] > 180 and color[1] < 90 and color[2] < 90)


def is_blue(color: object) -> bool:
    assert isinstance(color, tuple)
    return bool(color[2] > 180 and color[0] < 90 and color[1] < 90)


def test_a_pdf_keeps_its_pages_and_text() -> None:
    told: list[tuple[int, int]] = []
    read = read_exhibit(text_pdf("First", "Second"), on_page=lambda done, total: told.append((done, total)))
    assert (read.pages, read.source, read.notes) == (2, "PDF", ())
    assert [text.strip() for text in text_of(read.pdf)] == ["First", "Second"]
    assert set(told[:-2]) == {(0, 2)}
    assert told[-2:] == [(1, 2), (2, 2)]


def test_the_same_file_gives_the_same_bytes() -> None:
    assert read_exhibit(busy_pdf()).pdf == read_exhibit(busy_pdf()).pdf


def test_nothing_that_acts_hides_or_tells_comes_along() -> None:
    read = read_exhibit(busy_pdf())
    with pikepdf.Pdf.open(io.BytesIO(read.pdf)) as document:
        written = io.BytesIO()
        document.save(written, compress_streams=False, object_stream_mode=pikepdf.ObjectStreamMode.disable)
        assert set(document.Root.keys()) <= {"/Type", "/Pages", FACTS_KEY}
        assert set(document.pages[0].obj.keys()) <= {
            "/Type",
            "/Parent",
            "/MediaBox",
            "/Rotate",
            "/Contents",
            "/Resources",
        }
        assert document.docinfo.keys() == set()
    plain = written.getvalue()
    for word in (b"JavaScript", b"marker", b"Marigold", b"tracker", b"secret.txt", b"/AA", b"AcroForm", b"XMP"):
        assert word not in plain
    assert "Filled in" in text_of(read.pdf)[0]  # what a person sees of the form stays
    assert any("form entries" in note for note in read.notes)
    assert any("attached" in note for note in read.notes)


def test_hidden_layers_stay_hidden() -> None:
    read = read_exhibit(layered_pdf())
    assert any("hidden layers" in note for note in read.notes)
    assert drawn(layered_pdf()).getpixel((80, 200)) == (255, 255, 255)
    assert drawn(read.pdf).getpixel((80, 200)) == (255, 255, 255)


@pytest.mark.parametrize("name", ["attachment.pdf", "box.pdf", "form-dd0293.pdf", "formtestfromoo.pdf"])
def test_files_of_others_look_the_same_afterwards(name: str) -> None:
    read = read_exhibit(shipped(name))
    before, after = drawn(shipped(name)), drawn(read.pdf)
    assert before.size == after.size
    assert abs(sum(before.convert("L").histogram()[:128]) - sum(after.convert("L").histogram()[:128])) < 400


@pytest.mark.parametrize(("turn", "box"), [(0, (792, 612)), (90, (612, 792)), (450, (612, 792)), (45, (792, 612))])
def test_turned_pages_keep_a_right_angle(turn: int, box: tuple[int, int]) -> None:
    read = read_exhibit(text_pdf("Turned", box=(0, 0, 792, 612), Rotate=turn))
    document = pdfium.PdfDocument(read.pdf)
    assert document[0].get_size() == box
    document.close()


@pytest.mark.parametrize("box", [(0, 0, 0, 0), (0, 0, 1e9, 5), (612, 792, 0, 0)])
def test_a_page_of_no_size_becomes_letter(box: tuple[float, ...]) -> None:
    document = pdfium.PdfDocument(read_exhibit(text_pdf("Odd", box=box)).pdf)
    assert document[0].get_size() == (612, 792)
    document.close()


def test_a_protected_pdf_asks_for_its_password_and_is_kept_without() -> None:
    data = shipped("libreoffice-writer-password.pdf")
    with pytest.raises(PasswordNeededError, match="opens only with its password"):
        read_exhibit(data)
    with pytest.raises(PasswordNeededError, match="does not open"):
        read_exhibit(data, password="wrong")  # noqa: S106 - of a test file
    read = read_exhibit(data, password="openpassword")  # noqa: S106 - the same
    assert read.pages == 1
    assert any("protection" in note for note in read.notes)
    with pikepdf.Pdf.open(io.BytesIO(read.pdf)) as document:
        assert not document.is_encrypted


def test_a_damaged_pdf_is_repaired_with_a_note() -> None:
    data = text_pdf("Still here", "And here")
    cut = data[: data.rindex(b"xref")]
    read = read_exhibit(cut)
    assert read.pages == 2
    assert any("repaired" in note for note in read.notes)
    assert "Still here" in text_of(read.pdf)[0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 and nothing else", "damaged"),
        (b"hello", "Only PDF, JPEG, PNG and TIFF"),
        (b"PK\x03\x04 an archive", "archive"),
        (b"\xd0\xcf\x11\xe0 old word", "old Word"),
        (b"{\\rtf1 text}", "RTF"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"GIF89a", "Pictures of this kind"),
        (b"RIFF\x00\x00\x00\x00WEBP", "Pictures of this kind"),
        (b"\n<!DOCTYPE html><p>", "web page"),
        (b"\xff\xd8\xff\xe0broken", "damaged"),
        (b"\x89PNG\r\n\x1a\nbroken", "damaged"),
        (b"II*\x00broken", "damaged"),
    ],
)
def test_what_cannot_be_bound_is_refused_in_words(data: bytes, said: str) -> None:
    with pytest.raises(UnreadableFileError, match=said) as caught:
        read_exhibit(data)
    assert caught.value.remedy


def test_a_word_document_is_asked_for_as_pdf() -> None:
    with pytest.raises(UnreadableFileError, match="Save as, PDF"):
        read_exhibit(shipped("having-images.docx"))


def test_a_form_only_adobe_can_show_is_refused() -> None:
    with pikepdf.Pdf.new() as pdf:
        add_page(pdf, words("Please wait..."))
        pdf.Root.NeedsRendering = True
        data = saved(pdf)
    with pytest.raises(UnreadableFileError, match="only Adobe"):
        read_exhibit(data)


def test_a_pdf_without_pages_is_refused() -> None:
    with pikepdf.Pdf.new() as pdf:
        data = saved(pdf)
    with pytest.raises(UnreadableFileError, match="no pages"):
        read_exhibit(data)


def test_blank_pages_are_named() -> None:
    assert read_exhibit(text_pdf("One", "", "Three", "")).notes == ("Blank pages: 2, 4.",)
    assert read_exhibit(text_pdf("One", "")).notes == ("Page 2 is blank.",)
    assert read_exhibit(text_pdf("")).notes == ("The page is blank.",)


def test_room_for_the_stamp_and_colour_are_seen() -> None:
    (free,) = facts_of(read_exhibit(text_pdf("Margins")).pdf)
    assert free.stamp is StampPlace.FOOT
    (full,) = facts_of(read_exhibit(full_page_pdf()).pdf)
    assert full.stamp is StampPlace.NOWHERE
    with pikepdf.Pdf.new() as pdf:
        add_page(pdf, words("A footer to the edge " * 4, x=20, y=22))
        data = saved(pdf)
    (head,) = facts_of(read_exhibit(data).pdf)
    assert head.stamp is StampPlace.HEAD
    assert not free.is_colored
    (colored,) = facts_of(read_exhibit(image_file(picture(), "JPEG")).pdf)
    assert colored.is_colored


# ---- pictures


@pytest.mark.parametrize(
    ("form", "mode", "options"),
    [
        ("JPEG", "RGB", {}),
        ("JPEG", "RGB", {"progressive": True}),
        ("JPEG", "CMYK", {}),
        ("PNG", "RGB", {}),
        ("PNG", "P", {}),
        ("PNG", "RGBA", {}),
        ("TIFF", "RGB", {}),
        ("TIFF", "RGB", {"compression": "tiff_lzw"}),
        ("TIFF", "RGB", {"compression": "jpeg"}),
        ("TIFF", "CMYK", {}),
        ("TIFF", "P", {}),
    ],
)
def test_pictures_look_the_same(form: str, mode: str, options: dict[str, object]) -> None:
    read = read_exhibit(image_file(picture(mode), form, **options))
    image = drawn(read.pdf)
    assert (read.pages, read.source) == (1, form)
    assert is_red(image.getpixel((75, 95)))
    assert is_blue(image.getpixel((235, 312)))
    assert image.getpixel((200, 200)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("form", "options"),
    [("TIFF", {"compression": "group4"}), ("TIFF", {"compression": "group3"}), ("TIFF", {}), ("PNG", {})],
)
def test_black_and_white_scans_are_not_inverted(form: str, options: dict[str, object]) -> None:
    scan = picture("L").point(lambda value: 255 if value > 200 else 0).convert("1")
    read = read_exhibit(image_file(scan, form, dpi=(100, 100), **options))
    image = drawn(read.pdf).convert("L")
    assert sum(image.crop((60, 60, 90, 90)).histogram()[:60]) > 850  # black, where the square stood
    assert sum(image.crop((180, 180, 210, 210)).histogram()[250:]) == 900


def test_a_tiff_of_several_pages_becomes_as_many() -> None:
    data = image_file(picture("1"), "TIFF", save_all=True, append_images=[picture("L"), picture("RGB")])
    read = read_exhibit(data)
    assert read.pages == 3
    assert is_red(drawn(read.pdf, 3).getpixel((75, 95)))


def test_a_scan_keeps_its_size_and_a_photo_gets_a_sheet() -> None:
    document = pdfium.PdfDocument(read_exhibit(image_file(picture("1", (1728, 1078)), "TIFF", dpi=(204, 98))).pdf)
    assert document[0].get_size() == pytest.approx((609.9, 792), abs=1)
    document.close()
    document = pdfium.PdfDocument(read_exhibit(image_file(picture("RGB", (1200, 800)), "JPEG")).pdf)
    assert document[0].get_size() == (792, 612)
    document.close()


def test_a_phone_photo_is_turned_upright_and_keeps_no_place_or_device() -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "Marigold-camera"
    data = image_file(picture("RGB", (1200, 800)), "JPEG", exif=exif)
    assert b"Marigold-camera" in data
    read = read_exhibit(data)
    assert b"Marigold-camera" not in read.pdf
    image = drawn(read.pdf)
    assert image.height > image.width
    assert is_red(image.getpixel((235, 75)))  # the upper left corner has come to the upper right


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("form", ["JPEG", "TIFF"])
def test_a_photo_is_shown_as_its_camera_says_mirrored_ones_too(form: str, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    flat = picture("RGB", (900, 1200))  # no symmetry: red at one corner, blue at the opposite one, and a green bar
    ImageDraw.Draw(flat).rectangle((500, 100, 800, 160), fill="lime")
    data = image_file(flat, form, exif=exif, dpi=(150, 150))
    with Image.open(io.BytesIO(data)) as opened:
        meant = ImageOps.exif_transpose(opened).convert("RGB")
    assert is_alike(marks(drawn(read_exhibit(data).pdf)), marks(meant))


def test_a_jpeg_is_not_worsened() -> None:
    data = image_file(picture(), "JPEG", quality=60)
    with pikepdf.Pdf.open(io.BytesIO(read_exhibit(data).pdf)) as document:
        image = document.pages[0].resources.XObject.Im
        assert image.read_raw_bytes() == without_metadata(data)


def test_a_cut_picture_is_taken_with_a_warning() -> None:
    for form in ("JPEG", "PNG"):
        data = image_file(picture(), form)
        read = read_exhibit(data[: len(data) // 2])
        assert read.notes[0].startswith("The file ends too soon")


def test_a_picture_of_too_many_points_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFileError, match="900 million points"):
        read_exhibit(image_file(Image.new("1", (30_000, 30_000)), "PNG"))
    monkeypatch.setattr(exhibit_image, "MOST_PIXELS", 10_000)
    with pytest.raises(UnreadableFileError, match="limit"):
        read_exhibit(image_file(picture(), "TIFF"))


def test_pages_of_a_long_scan_are_counted_after_they_were_taken_apart() -> None:
    told: list[tuple[int, int]] = []
    pages = [picture("1", (200, 260))] * 4
    data = image_file(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    read_exhibit(data, on_page=lambda done, total: told.append((done, total)))
    assert told == [(0, 4)] * 4 + [(done, 4) for done in range(1, 5)]


def test_sixteen_bits_of_grey_keep_their_shade() -> None:
    white, middle = b"\xff\xff", b"\x00\x80"  # 65,535 and 32,768
    shades = Image.frombytes("I;16", (850, 1100), (middle * 300 + white * 550) * 300 + white * 850 * 800)
    image = drawn(read_exhibit(image_file(shades, "PNG")).pdf).convert("L")
    assert image.getpixel((75, 95)) == pytest.approx(128, abs=3)
    assert image.getpixel((200, 200)) == 255


def test_a_picture_inside_a_pdf_that_no_computer_can_show_is_refused() -> None:
    with pikepdf.Pdf.new() as pdf:
        page = add_page(pdf, "q 612 0 0 792 0 0 cm /Im Do Q").obj
        image = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=30_000, Height=30_000)
        image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
        page.Resources.XObject = Dictionary(Im=image)
        data = saved(pdf)
    with pytest.raises(UnreadableFileError, match="900 million points"):
        read_exhibit(data)


def test_a_file_cut_off_before_anything_can_be_drawn_is_refused() -> None:
    data = text_pdf(*["Progress note"] * 20)
    with pytest.raises(UnreadableFileError, match="none of its pages can be drawn"):
        read_exhibit(data[:3_000])


def test_a_name_that_lies_about_the_kind_does_not_matter() -> None:
    assert read_exhibit(image_file(picture(), "PNG"), name="note.pdf").source == "PNG"
    assert read_exhibit(text_pdf("Progress note"), name="photo.jpg").source == "PDF"


def test_a_page_is_drawn_for_the_screen() -> None:
    pdf = read_exhibit(image_file(picture(), "JPEG", dpi=(100, 100))).pdf
    page = draw_page(pdf, 1, 400, 4_000)
    assert page.width == 400
    assert len(page.pixels) == page.width * page.height * 4
    with pytest.raises(UnreadableFileError, match="no such page"):
        draw_page(pdf, 2, 100, 100)


# ---- titles


@pytest.mark.parametrize(
    ("name", "text", "title", "kind"),
    [
        (
            "scan0001.pdf",
            "Notice of Denial of Medical Coverage. You may appeal.",
            "Denial notice",
            ExhibitKind.DENIAL_NOTICE,
        ),
        (
            "x.pdf",
            "PROGRESS NOTE\nDate of Service: 09/12/2024\nAssessment & Plan",
            "Chart note, September 12, 2024",
            ExhibitKind.CHART_NOTE,
        ),
        ("x.pdf", "Pharmacy fill history\nRx# Days supply", "Pharmacy fill history", ExhibitKind.FILL_HISTORY),
        (
            "Testcase_Marigold_labs_2024-03-02.pdf",
            "Reference range\nSpecimen",
            "Laboratory results, March 2, 2024",
            ExhibitKind.LAB_RESULT,
        ),
        ("img_2041.jpg", "", "Document", ExhibitKind.OTHER),
        ("Marigold Testcase MRN 0012345.pdf", "", "Document", ExhibitKind.OTHER),
        ("rheumatology_summary.pdf", "", "Rheumatology summary", ExhibitKind.OTHER),
        (
            "x.pdf",
            "Appointment of Representative, Form CMS-1696",
            "Authorization of representative",
            ExhibitKind.REPRESENTATIVE_FORM,
        ),
        (
            "x.pdf",
            "Your appeal decision: we uphold the denial",
            "Decision of the earlier level",
            ExhibitKind.EARLIER_DECISION,
        ),
        ("x.pdf", "Fax transmission report OK", "Proof of sending", ExhibitKind.PROOF_OF_SENDING),
    ],
)
def test_titles_are_proposed_without_the_patients_name(name: str, text: str, title: str, kind: ExhibitKind) -> None:
    assert propose(name, text, ("Marigold", "Testcase", "EX0001")) == (title, kind)


def test_the_pages_text_is_used_for_the_title() -> None:
    read = read_exhibit(text_pdf("Progress note, chief complaint"), name="scan.pdf")
    assert (read.title, read.kind) == ("Chart note", ExhibitKind.CHART_NOTE)
