"""A Word file of somebody else, opened with care: limits before unpacking, no entities, nothing fetched, no macros."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from denialdesk.domain.errors import UnreadableFileError

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
# The strict variant of the format (ISO/IEC 29500-1) has names of its own, which Word writes only when asked to.
_STRICT = b"http://purl.oclc.org/ooxml/"
DOCUMENT_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TEMPLATE_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"

MOST_ENTRIES = 1_000
LARGEST_UNPACKED = 100_000_000  # bytes of all entries; a letter with pictures is a few megabytes
LARGEST_XML = 10_000_000  # bytes of one part
_SAVE_AS = "Open it in Word, choose Save As, Word Document (.docx), and choose the new file."
_DAMAGED = "The Word file is damaged or was cut off."
_MACROS = (b"vbaproject", b"vbadata", b"macrosheets", b"/activex/", b"/ctrlprops/")
# What an old Office file calls its streams, in the UTF-16 of its directory.
_ENCRYPTED, _OLD_WORD = "EncryptedPackage".encode("utf-16-le"), "WordDocument".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Relation:
    """One relationship of a part. ``target`` is the name of a part, or for an external one whatever it points at."""

    id: str
    kind: str  # the last word of its type, such as "image" or "hyperlink"
    target: str
    is_external: bool


class WordPackage:
    """The parts of a Word file, proved to be within limits; XML is parsed when asked for."""

    def __init__(self, parts: Mapping[str, bytes], document: str) -> None:
        self.parts = parts
        self.document = document  # the name of the main part

    def xml(self, name: str) -> etree._Element:
        """Parse a part; raises UnreadableFileError."""
        return parse_xml(self.parts[name])

    def relations(self, name: str) -> tuple[Relation, ...]:
        """The relationships of a part ("" for those of the file itself)."""
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        if path not in self.parts:
            return ()
        return tuple(_relations(parse_xml(self.parts[path]), folder))

    def related(self, name: str, kind: str) -> str | None:
        """The part that a part has a relationship of this kind to; None without one."""
        found = (each.target for each in self.relations(name) if each.kind == kind and not each.is_external)
        return next((target for target in found if target in self.parts), None)


def open_package(data: bytes) -> WordPackage:
    """Open a .docx; raises UnreadableFileError with the reason and the way out."""
    if not data.startswith(b"PK\x03\x04"):
        raise _no_docx(data)
    try:
        parts = _unpacked(data)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OverflowError, NotImplementedError) as error:
        raise UnreadableFileError(_DAMAGED, _SAVE_AS) from error
    names = " ".join(parts).lower().encode()
    if any(sign in b"/" + names for sign in _MACROS):
        raise UnreadableFileError(
            "The file holds macros, which are programs.", "Save it in Word as a Word Document (.docx), without macros."
        )
    if "[Content_Types].xml" not in parts:
        raise UnreadableFileError("This is an archive, not a Word file.", "Choose a .docx file.")
    package = WordPackage(parts, "")
    document = package.related("", "officeDocument")
    if document is None:
        raise UnreadableFileError("The file has no Word text in it.", _SAVE_AS)
    _check_type(package, document)
    return WordPackage(parts, document)


def parse_xml(data: bytes) -> etree._Element:
    """Parse one part without entities, documents types or anything fetched; raises UnreadableFileError."""
    if len(data) > LARGEST_XML:
        raise UnreadableFileError("A part of the Word file is far too large.", _SAVE_AS)
    if _STRICT in data[:4_000]:
        raise UnreadableFileError(
            "The file is in the “Strict” variant of the Word format.",
            "Save it in Word as “Word Document (*.docx)” without “Strict”.",
        )
    # UTF-16 is allowed in the format: its declarations are looked for as well.
    if any(sign in data for word in ("<!DOCTYPE", "<!ENTITY") for sign in _encodings(word)):
        raise UnreadableFileError(
            "The file holds declarations that no Word file needs and that attackers use.",
            "Do not use it. Make the letter anew in Word and choose that file.",
        )
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableFileError(_DAMAGED, _SAVE_AS) from error


def w(name: str) -> str:
    """A name of WordprocessingML as lxml writes it."""
    return f"{{{W}}}{name}"


def _encodings(word: str) -> Iterator[bytes]:
    for encoding in ("ascii", "utf-16-le", "utf-16-be"):
        yield word.encode(encoding)


def _unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MOST_ENTRIES:
            raise UnreadableFileError(
                f"The file has {len(entries):,} parts; a Word letter has a few dozen.", "Choose another file."
            )
        if any(entry.flag_bits & 1 for entry in entries):
            raise _protected()
        names = {entry.filename.casefold() for entry in entries}
        if len(names) != len(entries) or any(_is_odd_name(entry.filename) for entry in entries):
            raise UnreadableFileError("The file has parts with impossible names.", _SAVE_AS)
        if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
            raise UnreadableFileError(
                f"Unpacked, the file is larger than {LARGEST_UNPACKED // 1_000_000} MB.",
                "Make its pictures smaller in Word (Picture Format, Compress Pictures) and save it again.",
            )
        # An entry is read no further than the size it states, so that one that lies cannot fill the memory.
        return {entry.filename: archive.read(entry) for entry in entries}


def _is_odd_name(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in name.split("/") or not name.isprintable()


def _relations(root: etree._Element, folder: str) -> Iterator[Relation]:
    for each in root.iter(f"{{{_RELATIONS}}}Relationship"):
        kind = (each.get("Type") or "").rsplit("/", 1)[-1]
        target = each.get("Target") or ""
        is_external = (each.get("TargetMode") or "").casefold() == "external"
        if not is_external:
            target = posixpath.normpath(posixpath.join(folder, target) if not target.startswith("/") else target[1:])
        yield Relation(each.get("Id") or "", kind, target, is_external)


def _check_type(package: WordPackage, document: str) -> None:
    types = {
        (each.get("PartName") or "").lstrip("/"): each.get("ContentType") or ""
        for each in package.xml("[Content_Types].xml").iter(f"{{{_TYPES}}}Override")
    }
    kind = types.get(document, "")
    if "macroEnabled" in kind:
        raise UnreadableFileError(
            "The file is meant for macros, which are programs.",
            "Save it in Word as a Word Document (.docx), without macros.",
        )
    if kind not in {DOCUMENT_TYPE, _TEMPLATE_TYPE}:
        raise UnreadableFileError("This is an Office file, but not a Word document.", "Choose a .docx file.")


def _protected() -> UnreadableFileError:
    return UnreadableFileError(
        "The file is protected by a password.",
        "Open it in Word, take the password off (File, Info, Protect Document), save it, and choose it again.",
    )


def _no_docx(data: bytes) -> UnreadableFileError:
    if not data:
        return UnreadableFileError("The file is empty.", "Choose another file.")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if _ENCRYPTED in data:
            return _protected()
        if _OLD_WORD in data:
            return UnreadableFileError("This is an old Word file (.doc), whatever its name says.", _SAVE_AS)
        return UnreadableFileError("This is an old Office file, not a Word document (.docx).", _SAVE_AS)
    if data.startswith(b"{\\rtf"):
        return UnreadableFileError("This is a text document (RTF), not a Word document (.docx).", _SAVE_AS)
    if data.startswith(b"%PDF"):
        return UnreadableFileError("This is a PDF, not a Word document (.docx).", "Choose a .docx file.")
    if data.startswith(b"PK"):
        return UnreadableFileError(_DAMAGED, _SAVE_AS)
    return UnreadableFileError("This is not a Word document (.docx).", "Choose a .docx file.")
