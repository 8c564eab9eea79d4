"""A letter put into the office's own Word file: its header, footer and styles around the letter's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from denialdesk.domain.letter import Letter
from denialdesk.letters.docx_body import NAMESPACES, PARTED, body_xml, draft_mark_xml, page_count_xml, run
from denialdesk.letters.docx_package import DOCUMENT_TYPE

HERE = "denialdesk:here"  # the comment that holds the place of a letter's own XML
_PLACE = f"<!--{HERE}-->"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES_HEAD = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
)
_TYPES_FOOT = (
    f'<Override PartName="/word/document.xml" ContentType="{DOCUMENT_TYPE}"/>'
    '<Override PartName="/docProps/core.xml" '
    'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>'
    '<Override PartName="/docProps/app.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.extended-properties+xml"/>'
    '<Override PartName="/docProps/custom.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.custom-properties+xml"/></Types>'
)
_STYLE = re.compile(r'<w:(pStyle|rStyle|tblStyle) w:val="(\w+)"/>')
_NUMBER = re.compile(r'<w:numId w:val="(\d+)"/>')
_LIST = re.compile(r'(<w:pStyle w:val="List(Bullet|Number)"/>(?:<w:keepNext/>)?)(?!<w:numPr>)(?=</w:pPr>)')


@dataclass(frozen=True, eq=False)
class LetterBase:
    """An office's file made ready: parts that are the same in every letter, and parts with a place for the letter's.

    ``document`` and each of ``headers`` and ``footers`` (by part name) hold the place HERE. ``style_ids`` maps our
    styles to the file's, ``list_offset`` is added to our list instances, ``own_bullets`` is True when the office's
    bullets are numbered by their style. ``text_width`` in twips. ``notes`` are to be told once, ``warnings`` mean that
    a person should look.
    """

    parts: Mapping[str, bytes] = field(repr=False)
    types: tuple[str, ...]
    relations: str
    document: str = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    footers: Mapping[str, str] = field(repr=False)
    first_footer: str  # the part of the first page's footer, where that page is set apart
    style_ids: Mapping[str, str]
    own_bullets: bool
    list_offset: int
    text_width: int
    counts_pages: bool  # the office's own header or footer shows page numbers
    summary: str
    notes: tuple[str, ...]
    warnings: tuple[str, ...]
    furniture: tuple[str, ...]

    def content_types(self) -> str:
        """The content types of a letter on this base; the default of each ending stands once, before the parts."""
        return f"{_TYPES_HEAD}{''.join(self.types)}{_TYPES_FOOT}"


def office_parts(letter: Letter, base: LetterBase) -> Iterator[tuple[str, str]]:
    """The parts of a letter that change with it, by name: text, headers, footers."""
    yield "word/document.xml", base.document.replace(_PLACE, own_styles(body_xml(letter, base.text_width), base), 1)
    draft = own_styles(draft_mark_xml(), base).replace("<w:p>", f"<w:p {NAMESPACES}>", 1) if letter.draft else ""
    for name, header in base.headers.items():
        yield name, header.replace(_PLACE, draft, 1)
    for name, footer in base.footers.items():
        yield name, footer.replace(_PLACE, _foot(letter, base, is_first=name == base.first_footer), 1)


def own_styles(xml: str, base: LetterBase) -> str:
    """Put a letter's XML into the styles and lists of the base; its text, being escaped, is never touched."""
    ids = base.style_ids
    text = _STYLE.sub(lambda found: f'<w:{found[1]} w:val="{ids.get(found[2], found[2])}"/>', _listed(xml, base))
    return _NUMBER.sub(lambda found: f'<w:numId w:val="{int(found[1]) + base.list_offset}"/>', text)


def _foot(letter: Letter, base: LetterBase, *, is_first: bool) -> str:
    """The line beneath the office's footer: which letter this is, the version's mark, and the page where it lacks."""
    what = "" if is_first else letter.running_title or letter.title
    mark = run(letter.mark_words)
    count = "" if base.counts_pages else page_count_xml()
    last = run(PARTED).join(part for part in (mark, count) if part)
    text = (run(f"{what}\n") if what and last else run(what)) + last
    style = base.style_ids.get("LetterMark", "LetterMark")
    return f'<w:p {NAMESPACES}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{text}</w:p>'


def _listed(xml: str, base: LetterBase) -> str:
    """Name the list of each item: in the office's file no style of ours numbers by itself."""

    def numbered(found: re.Match[str]) -> str:
        if found[2] == "Bullet" and base.own_bullets:
            return found[1]
        instance = 1 if found[2] == "Bullet" else 2
        return f'{found[1]}<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{instance}"/></w:numPr>'

    return _LIST.sub(numbered, xml)
