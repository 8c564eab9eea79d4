"""A letter that came back as a Word file: what it says, which version it is, and what a person should know of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.domain.letter_versions import PROPERTY, is_version_id, printed_marks
from denialdesk.letters.docx_clean import CHANGES, paragraph_texts
from denialdesk.letters.docx_package import WordPackage, open_package, w
from denialdesk.letters.text import DRAFT_LINE

LARGEST_RETURNED = 30_000_000  # bytes of the file; a letter with a scanned signature is far smaller
MOST_PARAGRAPHS, LONGEST_TEXT = 3_000, 600_000
_PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"


@dataclass(frozen=True, slots=True)
class ReturnedDocx:
    """What a Word file says, paragraph by paragraph, and what names its version: its id, its marks."""

    paragraphs: tuple[str, ...]
    version_id: str
    marks: tuple[str, ...]
    is_draft: bool
    notes: tuple[str, ...]


def read_docx(data: bytes) -> ReturnedDocx:
    """Read a Word file that came back; raises UnreadableFileError with the reason and what to do."""
    if len(data) > LARGEST_RETURNED:
        raise UnreadableFileError(
            f"The file is larger than {LARGEST_RETURNED // 1_000_000} MB.", "Save it from Word as PDF and choose that."
        )
    package = open_package(data)
    root = package.xml(package.document)
    paragraphs = tuple(paragraph_texts(root))
    if len(paragraphs) > MOST_PARAGRAPHS or sum(map(len, paragraphs)) > LONGEST_TEXT:
        raise UnreadableFileError("The file is far longer than a letter.", "Choose the letter itself.")
    edges = [text for name in _edge_parts(package) for text in paragraph_texts(package.xml(name))]
    return ReturnedDocx(
        paragraphs,
        _version_id(package),
        printed_marks("\n".join(edges)),
        any(DRAFT_LINE in text for text in edges),
        tuple(_notes(package)),
    )


def _edge_parts(package: WordPackage) -> Iterator[str]:
    for each in package.relations(package.document):
        if each.kind in {"header", "footer"} and not each.is_external and each.target in package.parts:
            yield each.target


def _version_id(package: WordPackage) -> str:
    name = package.related("", "custom-properties")
    if name is None:
        return ""
    for each in package.xml(name).iter(f"{{{_PROPERTIES}}}property"):
        if each.get("name") == PROPERTY:
            text = "".join(map(str, each.itertext())).strip()
            return text if is_version_id(text) else ""
    return ""


def _notes(package: WordPackage) -> Iterator[str]:
    root = package.xml(package.document)
    if next(root.iter(*map(w, CHANGES)), None) is not None:
        yield "It holds tracked changes, shown here as if accepted. Accept or reject them in Word before you send it."
    comments = package.related(package.document, "comments")
    if comments is not None and next(package.xml(comments).iter(w("comment")), None) is not None:
        yield "It holds comments. Take them out in Word before you send it."
