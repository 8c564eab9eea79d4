"""Word files as offices have them, and as attackers and accidents make them: all invented, made anew for each test."""

import io
import zipfile
from collections.abc import Callable, Mapping
from xml.sax.saxutils import escape

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Inches, Pt, RGBColor

from tests.pictures import make_png

AUTHOR = "Robin Formerclerk"
HEAD = "Invented Joint Clinic"
FOOT = "12 Example Street, Exampleton  ·  Phone 555-0160"
Change = Callable[[Document], None]


def _nothing(_document: Document) -> None:
    return


def letterhead(change: Change = _nothing, *, first_page: bool = True, body: tuple[str, ...] = ()) -> bytes:
    """An office's letterhead: logo and name in the header, address in the footer, fonts and margins of its own."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1.25)
    section.top_margin, section.bottom_margin = Inches(1.5), Inches(1.2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Georgia", Pt(12)
    heading = document.styles["Heading 1"]
    heading.font.color.rgb = RGBColor(0x1F, 0x6F, 0x5C)
    properties = document.core_properties
    properties.author = properties.last_modified_by = AUTHOR
    properties.comments = properties.keywords = "made by the former clerk"
    section.different_first_page_header_footer = first_page
    head = section.first_page_header if first_page else section.header
    paragraph = head.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paragraph.add_run().add_picture(io.BytesIO(make_png(120, 40)), width=Inches(1.2))
    head.add_paragraph(HEAD).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    if first_page:
        section.header.paragraphs[0].text = f"{HEAD}, continued"
    for foot in (section.first_page_footer, section.footer) if first_page else (section.footer,):
        foot.paragraphs[0].text = FOOT
    for text in body:
        document.add_paragraph(text)
    change(document)
    return saved(document)


def saved(document: Document) -> bytes:
    """A document's bytes."""
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def rezipped(data: bytes, changed: Mapping[str, bytes | None]) -> bytes:
    """The file with parts put in, replaced, or (None) taken out."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as before, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            if entry.filename not in changed:
                after.writestr(entry, before.read(entry))
        for name, part in changed.items():
            if part is not None:
                after.writestr(name, part)
    return buffer.getvalue()


def part_of(data: bytes, name: str) -> bytes:
    """One part of a file."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read(name)


def edited_part(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """The file with some bytes of a part replaced, which must be there."""
    part = part_of(data, name)
    assert old in part, name
    return rezipped(data, {name: part.replace(old, new, 1)})


def with_relation(data: bytes, rels: str, kind: str, target: str, *, external: bool = True) -> bytes:
    """The file with one more relationship."""
    mode = ' TargetMode="External"' if external else ""
    line = (
        '<Relationship Id="rIdOdd" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'{kind}" Target="{target}"{mode}/>'
    )
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        there = rels in package.namelist()
    if there:
        return edited_part(data, rels, b"</Relationships>", f"{line}</Relationships>".encode())
    whole = (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{line}</Relationships>'
    )
    return rezipped(data, {rels: whole.encode()})


def with_field(instruction: str) -> Change:
    """Put a field into the header."""

    def change(document: Document) -> None:
        written = escape(instruction, {'"': "&quot;"})
        run = "<w:r><w:t>x</w:t></w:r>"
        field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" {written} ">{run}</w:fldSimple>')
        document.sections[0].first_page_header.paragraphs[0]._p.append(field)

    return change
