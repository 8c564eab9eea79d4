"""Word files as attackers, accidents and habit make them: refused with a reason that says what to do, and quickly."""

import io
import re
import struct
import zipfile
from collections.abc import Callable

import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.letters.docx_base import LARGEST_BASE, read_base
from denialdesk.letters.docx_package import LARGEST_UNPACKED, MOST_ENTRIES
from denialdesk.letters.docx_returned import read_docx
from tests.office_files import edited_part, letterhead, part_of, rezipped, with_field, with_relation

DOCUMENT = "word/document.xml"
RELS = "word/_rels/document.xml.rels"
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def ole(stream: str) -> bytes:
    return OLD_OFFICE + stream.encode("utf-16-le") + b"\x00" * 100


def with_entity() -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return edited_part(letterhead(), DOCUMENT, b"<w:document", bomb + b"<w:document")


def with_utf16_entity() -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'
    return rezipped(letterhead(), {"word/header1.xml": text.encode("utf-16"), "word/styles.xml": text.encode("utf-16")})


def zip_bomb() -> bytes:
    return rezipped(letterhead(), {"word/media/huge.png": b"\x00" * (LARGEST_UNPACKED + 1)})


def many_entries() -> bytes:
    return rezipped(letterhead(), {f"word/media/{number}.png": b"" for number in range(MOST_ENTRIES + 1)})


def lying_size() -> bytes:
    """A file whose directory says that a part is small while its data unpack to a hundred megabytes."""
    data = bytearray(rezipped(letterhead(), {"word/header1.xml": b"\x00" * 100_000_000}))
    end = data.rfind(b"word/header1.xml") - 46  # its record in the central directory
    assert data[end : end + 4] == b"PK\x01\x02"
    struct.pack_into("<I", data, end + 24, 1_000)
    return bytes(data)


def climbing_name() -> bytes:
    return rezipped(letterhead(), {"../../evil.xml": b"<x/>"})


def twice() -> bytes:
    buffer = io.BytesIO(letterhead())
    with zipfile.ZipFile(buffer, "a") as package, pytest.warns(UserWarning, match="Duplicate name"):
        package.writestr(DOCUMENT, b"<x/>")
    return buffer.getvalue()


def locked_entry() -> bytes:
    """A zip archive with a password on its entries."""
    data = bytearray(letterhead())
    for found in re.finditer(b"PK\x01\x02", bytes(data)):
        data[found.start() + 8] |= 1
    return bytes(data)


def change_body(xml: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{xml}</w:p>"))

    return change


def change_head(xml: str) -> Callable[[Document], None]:
    def change(document: Document) -> None:
        document.sections[0].first_page_header.paragraphs[0]._p.append(parse_xml(xml))

    return change


def without_section() -> bytes:
    part = part_of(letterhead(), DOCUMENT)
    return rezipped(letterhead(), {DOCUMENT: re.sub(rb"<w:sectPr.*</w:sectPr>", b"", part, flags=re.DOTALL)})


def narrow(document: Document) -> None:
    document.sections[0].left_margin = document.sections[0].page_width


def macro_typed() -> bytes:
    return edited_part(
        letterhead(),
        "[Content_Types].xml",
        b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        b"application/vnd.ms-word.document.macroEnabled.main+xml",
    )


def protected() -> bytes:
    lock = b'<w:documentProtection w:edit="readOnly" w:enforcement="1"/></w:settings>'
    return edited_part(letterhead(), "word/settings.xml", b"</w:settings>", lock)


def spreadsheet() -> bytes:
    return edited_part(
        letterhead(), "[Content_Types].xml", b"wordprocessingml.document.main+xml", b"spreadsheetml.sheet.main+xml"
    )


def embedded() -> bytes:
    data = with_relation(letterhead(), RELS, "oleObject", "embeddings/oleObject1.bin", external=False)
    return rezipped(data, {"word/embeddings/oleObject1.bin": OLD_OFFICE})


INSERTED = '<w:ins w:id="1" w:author="x"><w:r><w:t>new</w:t></w:r></w:ins>'
SPLIT_FIELD = (
    f'<w:r {nsdecls("w")}><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDE</w:instrText>'
    '<w:instrText>PICTURE "http://evil.example/a.png"</w:instrText><w:fldChar w:fldCharType="end"/></w:r>'
)
LINKED = with_relation  # a picture that is not in the file
HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "not a word file": (lambda: b"Dear colleague", "not a Word document"),
    "pdf": (lambda: b"%PDF-1.7\n", "This is a PDF"),
    "rtf": (lambda: b"{\\rtf1 hello}", "RTF"),
    "old doc renamed": (lambda: ole("WordDocument"), "old Word file (.doc)"),
    "encrypted": (lambda: ole("EncryptedPackage"), "protected by a password"),
    "old excel": (lambda: ole("Workbook"), "old Office file"),
    "spreadsheet": (spreadsheet, "not a Word document"),
    "plain zip": (lambda: rezipped(letterhead(), {"[Content_Types].xml": None}), "not a Word file"),
    "no main part": (lambda: rezipped(letterhead(), {"_rels/.rels": None}), "no Word text"),
    "cut off": (lambda: letterhead()[:-400], "damaged or was cut off"),
    "first bytes only": (lambda: letterhead()[:2_000], "damaged or was cut off"),
    "broken xml": (lambda: rezipped(letterhead(), {DOCUMENT: b"<w:document"}), "damaged or was cut off"),
    "locked zip": (locked_entry, "protected by a password"),
    "macros": (lambda: rezipped(letterhead(), {"word/vbaProject.bin": b"x"}), "macros"),
    "macro type": (macro_typed, "macros"),
    "active x": (lambda: rezipped(letterhead(), {"word/activeX/activeX1.bin": b"x"}), "macros"),
    "entities": (with_entity, "declarations that no Word file needs"),
    "entities in utf-16": (with_utf16_entity, "declarations that no Word file needs"),
    "zip bomb": (zip_bomb, "larger than 100 MB"),
    "too many entries": (many_entries, "parts; a Word letter has a few dozen"),
    "a size that lies": (lying_size, "damaged"),
    "names that climb": (climbing_name, "impossible names"),
    "a part twice": (twice, "impossible names"),
    "strict": (
        lambda: edited_part(
            letterhead(), DOCUMENT, b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        "Strict",
    ),
}  # fmt: skip
UNFIT: dict[str, tuple[Callable[[], bytes], str]] = {
    "too large": (lambda: letterhead() + b"\x00" * LARGEST_BASE, "larger than 8 MB"),
    "remote template": (
        lambda: with_relation(letterhead(), "word/_rels/settings.xml.rels", "attachedTemplate", "https://e.example/t.dotm"),
        "template on the network",
    ),
    "template on a share": (
        lambda: with_relation(letterhead(), "word/_rels/settings.xml.rels", "attachedTemplate", "file:///\\\\srv\\t.dotx"),
        "template on the network",
    ),
    "linked picture": (lambda: with_relation(letterhead(), RELS, "image", "https://e.example/logo.png"), "elsewhere"),
    "sub-document": (lambda: with_relation(letterhead(), RELS, "subDocument", "file:///C:/other.docx"), "embedded"),
    "html chunk": (lambda: with_relation(letterhead(), RELS, "aFChunk", "chunk.html", external=False), "embedded"),
    "embedded object": (embedded, "embedded"),
    "object in the header": (
        lambda: letterhead(change_head(f'<w:r {nsdecls("w")}><w:object/></w:r>')),
        "embedded",
    ),
    "tracked change": (lambda: letterhead(change_body(INSERTED)), "tracked changes"),
    "tracked change in the header": (
        lambda: letterhead(change_head(f'<w:del {nsdecls("w")} w:id="1" w:author="x"/>')),
        "tracked changes",
    ),
    "restricted editing": (protected, "protected against changes"),
    "no section": (without_section, "no page set-up"),
    "no room": (lambda: letterhead(narrow), "too little"),
    "a date field": (lambda: letterhead(with_field('DATE \\@ "MMMM d"')), "field (DATE)"),
    "a remote field": (lambda: letterhead(with_field('INCLUDETEXT "http://e.example/x.docx"')), "field (INCLUDETEXT)"),
    "dde": (lambda: letterhead(with_field('DDEAUTO c:\\\\windows\\\\cmd.exe "/k calc"')), "field (DDEAUTO)"),
    "a field in pieces": (lambda: letterhead(change_head(SPLIT_FIELD)), "field (INCLUDEPICTURE)"),
    "a picture that is gone": (
        lambda: rezipped(letterhead(), {"word/media/image1.png": None}),
        "picture in the file is missing",
    ),
}  # fmt: skip


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", [*HOSTILE, *UNFIT])
def test_a_file_that_may_not_be_a_letterhead_is_refused_with_a_way_out(name: str) -> None:
    make, words = {**HOSTILE, **UNFIT}[name]
    with pytest.raises(UnreadableFileError) as caught:
        read_base(make())
    assert words in caught.value.message
    assert len(caught.value.remedy) > 10


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", sorted(HOSTILE.keys() - {"entities in utf-16"}))  # in a part that is never parsed
def test_a_file_that_cannot_be_a_letter_that_came_back_is_refused(name: str) -> None:
    make, words = HOSTILE[name]
    with pytest.raises(UnreadableFileError) as caught:
        read_docx(make())
    assert words in caught.value.message


def test_a_letter_that_came_back_with_open_changes_is_read_as_if_they_were_accepted() -> None:
    gone = '<w:del w:id="2" w:author="x"><w:r><w:delText>old</w:delText></w:r></w:del>'
    read = read_docx(letterhead(change_body(f"{INSERTED}{gone}<w:r><w:t> words</w:t></w:r>")))
    assert read.paragraphs[0] == "new words"
    assert "tracked changes" in " ".join(read.notes)


def test_a_file_far_longer_than_a_letter_is_refused() -> None:
    def endless(document: Document) -> None:
        for _ in range(40):
            document.add_paragraph("word " * 4_000)

    with pytest.raises(UnreadableFileError, match="far longer than a letter"):
        read_docx(letterhead(endless))
