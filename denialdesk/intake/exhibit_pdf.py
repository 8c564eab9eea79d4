"""A PDF from outside to a clean one: its pages as they look, and nothing that runs, hides or tells on anybody.

What goes: scripts, actions, links, attachments, forms (their entries stay as drawn), metadata of the file and of its
pictures, private data of other programs, references to files outside. What stays: pages, fonts, pictures, layers.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from denialdesk.domain.errors import PasswordNeededError, UnreadableFileError
from denialdesk.domain.packet import FACTS_KEY, MOST_PAGES
from denialdesk.intake.jpeg_segments import without_metadata

LETTER = (0.0, 0.0, 612.0, 792.0)  # points
SMALLEST_SIDE, LARGEST_SIDE = 9.0, 14_400.0  # points; the largest is 200 inches, the limit of the format itself
LARGEST_PICTURE = 500_000_000  # bytes of one plane when unpacked
_STEP = 100  # objects between two signs of life
_PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents", "/Resources", "/Group"}
)
# Of any dictionary: what other programs keep to themselves, what acts, what points out of the file.
_PRIVATE_KEYS = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA", "/OPI", "/Alternates", "/SpiderInfo", "/StructParent"),
    *("/StructParents", "/PtData", "/Measure", "/VP", "/JS", "/FFilter", "/FDecodeParms"),
)
_NO_PDF = "The file cannot be read as a PDF: it is damaged, or something else with the name of a PDF."
_PRINT_AGAIN = "Open it in your PDF program, print it to a new PDF, and add that one."


@dataclass(frozen=True, slots=True)
class CleanPdf:
    """The pages of a PDF in one of our own making, and what was done to get them."""

    pdf: bytes
    pages: int
    notes: tuple[str, ...]
    is_repaired: bool = False


def clean_pdf(data: bytes, password: str = "", on_step: Callable[[int], None] = lambda _pages: None) -> CleanPdf:
    """Copy the pages of a PDF into a clean one; ``on_step`` hears the number of pages now and then, as a sign of life.

    Raises PasswordNeededError, and UnreadableFileError for what cannot be repaired or may not be taken.
    """
    with _opened(data, password) as source:
        pages = _count_pages(source)
        notes = list(_notes(source))
        _refuse_dynamic_form(source)
        on_step(pages)
        _flatten(source)
        on_step(pages)
        _drop_what_acts(source)
        with Pdf.new() as target:
            try:
                target.pages.extend(source.pages)
                _copy_layers(source, target)
                _clean_pages(target)
                _clean_objects(target, lambda: on_step(pages))
                target.remove_unreferenced_resources()
                written = io.BytesIO()
                target.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
            except (pikepdf.PdfError, ValueError, RuntimeError) as error:
                raise UnreadableFileError(_NO_PDF, _PRINT_AGAIN) from error
        repaired = bool(source.get_warnings())
    if repaired:
        notes.append("The file was damaged and has been repaired. Look through its pages before you send them.")
    return CleanPdf(written.getvalue(), pages, tuple(notes), repaired)


def _opened(data: bytes, password: str) -> Pdf:
    try:
        return Pdf.open(io.BytesIO(data), password=password, suppress_warnings=True)
    except pikepdf.PasswordError as error:
        if password:
            raise PasswordNeededError("The password does not open this PDF.", "Type it again.") from error
        raise PasswordNeededError("This PDF opens only with its password.", "Type the password.") from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnreadableFileError(_NO_PDF, _PRINT_AGAIN) from error


def _count_pages(source: Pdf) -> int:
    try:
        pages = len(source.pages)
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnreadableFileError(_NO_PDF, _PRINT_AGAIN) from error
    if not pages:
        raise UnreadableFileError("This PDF has no pages.", "Choose another file.")
    if pages > MOST_PAGES:
        raise UnreadableFileError(
            f"This PDF has {pages:,} pages; an exhibit can have {MOST_PAGES:,}.",
            "Add only the pages that prove something: print them to a new PDF.",
        )
    return pages


def _notes(source: Pdf) -> Iterator[str]:
    if source.is_encrypted:
        yield "The file was protected. Its pages are kept without that protection, in the encrypted vault."
    if _form_fields(source):
        yield "Its form entries are kept as they look and can no longer be changed."
    names = source.Root.get(Name.Names)
    inside = isinstance(names, Dictionary) and Name.EmbeddedFiles in names
    if inside or any(_pinned_files(source)):
        yield "Files attached inside it were left out."
    if _hidden_layers(source):
        yield "It has hidden layers; they stay hidden."


def _pinned_files(source: Pdf) -> Iterator[bool]:
    for page in source.pages:
        for note in _list(page.obj.get(Name.Annots)):
            yield isinstance(note, Dictionary) and note.get(Name.Subtype) == Name.FileAttachment


def _form_fields(source: Pdf) -> bool:
    form = source.Root.get(Name.AcroForm)
    fields = form.get(Name.Fields) if isinstance(form, Dictionary) else None
    return isinstance(fields, Array) and len(fields) > 0


def _refuse_dynamic_form(source: Pdf) -> None:
    """Refuse a form whose pages are drawn by Adobe's program alone: anybody else sees "please wait"."""
    form = source.Root.get(Name.AcroForm)
    has_xfa = isinstance(form, Dictionary) and Name.XFA in form
    if source.Root.get(Name.NeedsRendering, False) is True or (has_xfa and not _form_fields(source)):
        raise UnreadableFileError(
            "This PDF is a form that only Adobe Reader can show.",
            "Open it there, print it to a new PDF (Microsoft Print to PDF, or Save as PDF), and add that one.",
        )


def _flatten(source: Pdf) -> None:
    """Draw form entries and comments into the pages, as a person sees them on the screen."""
    try:
        form = source.Root.get(Name.AcroForm)
        if isinstance(form, Dictionary) and form.get(Name.NeedAppearances, False) is True:
            source.generate_appearance_streams()
        source.flatten_annotations("all")
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise UnreadableFileError("The form entries of this PDF cannot be drawn.", _PRINT_AGAIN) from error


def _drop_what_acts(source: Pdf) -> None:
    """Take off everything but pages and layers before copying, or links and actions come along with the pages."""
    for key in set(source.Root.keys()) - {"/Type", "/Pages", "/OCProperties"}:
        del source.Root[key]
    for page in source.pages:
        _drop(page.obj, Name.Annots)


def _hidden_layers(source: Pdf) -> list[Object]:
    layers = source.Root.get(Name.OCProperties)
    usual = layers.get(Name.D) if isinstance(layers, Dictionary) else None
    if not isinstance(layers, Dictionary) or not isinstance(usual, Dictionary):
        return []
    everything = _groups(layers.get(Name.OCGs))
    if usual.get(Name.BaseState) == Name.OFF:
        shown = {each.objgen for each in _groups(usual.get(Name.ON))}
        return [each for each in everything if each.objgen not in shown]
    return _groups(usual.get(Name.OFF))


def _groups(value: Object | None) -> list[Object]:
    return [each for each in _list(value) if isinstance(each, Dictionary) and each.is_indirect]


def _copy_layers(source: Pdf, target: Pdf) -> None:
    """Keep hidden layers hidden: without this list a reader shows every layer."""
    hidden = [target.copy_foreign(each) for each in _hidden_layers(source)]
    if hidden:
        usual = Dictionary(OFF=Array(hidden), Order=Array(), Locked=Array(hidden))
        target.Root.OCProperties = Dictionary(OCGs=Array(hidden), D=usual)


def _list(value: Object | None) -> list[Object]:
    return list(value) if isinstance(value, Array) else []


def _clean_pages(target: Pdf) -> None:
    for page in target.pages:
        entries = page.obj
        for key in set(entries.keys()) - _PAGE_KEYS:
            del entries[key]
        media = _box(entries.get(Name.MediaBox)) or LETTER
        crop = _box(entries.get(Name.CropBox))
        entries.MediaBox = Array(media)
        if crop is not None and crop != media:
            inside = (max(crop[0], media[0]), max(crop[1], media[1]), min(crop[2], media[2]), min(crop[3], media[3]))
            crop = inside if _is_sensible(inside) else None
        if crop is None or crop == media:
            _drop(entries, Name.CropBox)
        else:
            entries.CropBox = Array(crop)
        entries.Rotate = _right_angle(entries.get(Name.Rotate))
        unit = entries.get(Name.UserUnit)
        if unit is not None and not (_is_number(unit) and 1 <= float(unit) <= 100):
            _drop(entries, Name.UserUnit)


def _drop(entries: Object, key: Name) -> None:
    if key in entries:
        del entries[key]


def _box(value: Object | None) -> tuple[float, float, float, float] | None:
    numbers = [float(each) for each in _list(value) if _is_number(each)]
    if len(numbers) != 4:
        return None
    left, right = sorted((numbers[0], numbers[2]))
    low, high = sorted((numbers[1], numbers[3]))
    box = (left, low, right, high)
    return box if _is_sensible(box) else None


def _is_sensible(box: tuple[float, float, float, float]) -> bool:
    return all(SMALLEST_SIDE <= side <= LARGEST_SIDE for side in (box[2] - box[0], box[3] - box[1]))


def _is_number(value: object) -> bool:
    try:
        return abs(float(value)) < 1e7  # type: ignore[arg-type]  # what is no number raises
    except (TypeError, ValueError):
        return False


def _right_angle(value: object) -> int:
    turn = int(float(value)) if _is_number(value) else 0  # type: ignore[arg-type]  # just proved
    return turn % 360 if turn % 90 == 0 else 0


def _clean_objects(target: Pdf, on_step: Callable[[], None]) -> None:
    for number, each in enumerate(target.objects):
        if number % _STEP == 0:
            on_step()
        if isinstance(each, Stream):
            _clean_stream(each)
        elif isinstance(each, Dictionary):
            _drop_private(each)


def _drop_private(entries: Dictionary) -> None:
    for key in _PRIVATE_KEYS:
        if key in entries:
            del entries[key]


def _clean_stream(stream: Stream) -> None:
    entries = stream.stream_dict
    if entries.get(Name.Subtype) == Name.Image:
        _check_size(entries)
    _drop_private(entries)
    if Name.F in entries:  # the bytes of another file on the reader's disk
        del entries[Name.F]
    if entries.get(Name.Subtype) == Name.Form and Name.Ref in entries:  # a page of another file
        del entries[Name.Ref]
    if entries.get(Name.Filter) in (Name.DCTDecode, Array([Name.DCTDecode])):
        picture = stream.read_raw_bytes()
        cleaned = without_metadata(picture)
        if cleaned != picture:
            parameters = entries.get(Name.DecodeParms)
            known = parameters if isinstance(parameters, Dictionary | Array) else None
            stream.write(cleaned, filter=Name.DCTDecode, decode_parms=known)


def _check_size(entries: Object) -> None:
    """Refuse a picture that would fill the memory of whoever opens the packet; PDFium leaves it out without a word."""
    sides = [entries.get(Name.Width), entries.get(Name.Height)]
    wide, high = (int(float(side)) if _is_number(side) else 0 for side in sides)  # type: ignore[arg-type]  # just proved
    depth = entries.get(Name.BitsPerComponent)
    bits = int(float(depth)) if _is_number(depth) else 1  # type: ignore[arg-type]  # the same
    if wide * high * bits > 8 * LARGEST_PICTURE:
        raise UnreadableFileError(
            f"A picture in this PDF has {wide * high // 1_000_000:,} million points, more than a computer can show.",
            "Scan the page again at 300 dots an inch.",
        )


def with_facts(pdf: bytes, facts: str) -> bytes:
    """Write what was seen of the pages into the vault's copy; the packet does not carry it on."""
    with Pdf.open(io.BytesIO(pdf)) as target:
        target.Root[FACTS_KEY] = String(facts)
        written = io.BytesIO()
        target.save(written, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return written.getvalue()
