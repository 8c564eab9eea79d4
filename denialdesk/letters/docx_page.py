"""The page of an office's Word file: its paper and margins, and how much room they leave for a letter."""

from __future__ import annotations

import copy

from lxml import etree

from denialdesk.domain.errors import UnreadableFileError
from denialdesk.letters.docx_package import R, w

US_LETTER = "US Letter"
_LETTER_PAPER = (12_240, 15_840)  # twips
_PAPERS = {(11_906, 16_838): "A4", (12_240, 20_160): "US Legal", (10_440, 15_120): "Executive", (8_391, 11_906): "A5"}
_NEAR = 30  # twips: how far two papers may be apart and still be the same
_LEAST_WIDTH, _LEAST_HEIGHT = 5_760, 7_200  # twips: four by five inches of room for the text
_SECTION_KEEPS = ("pgSz", "pgMar", "paperSrc", "pgBorders", "titlePg", "docGrid")


def text_width(section: etree._Element) -> int:
    """How wide the text of a letter is, in twips; raises UnreadableFileError when a letter has too little room."""
    wide, high = _paper(section)
    margins = section.find(w("pgMar"))
    top, right, bottom, left, gutter = (
        _twips(margins, side, 0 if side == "gutter" else 1_440) for side in ("top", "right", "bottom", "left", "gutter")
    )
    width, height = wide - left - right - gutter, high - abs(top) - abs(bottom)
    if width < _LEAST_WIDTH or height < _LEAST_HEIGHT:
        raise UnreadableFileError(
            f"Its page leaves {width / 1440:.1f} by {height / 1440:.1f} inches for the letter: too little.",
            "Give the page at least 4 by 5 inches between its margins (Layout, Margins) and save it again.",
        )
    return width


def page_words(section: etree._Element) -> str:
    """Paper and margins as a person reads them."""
    margins = section.find(w("pgMar"))
    names = ("top", "right", "bottom", "left")
    said = ", ".join(f"{name} {_twips(margins, name, 1_440) / 1440:.3g}″" for name in names)
    return f"{paper_name(section)}; margins: {said}."


def paper_name(section: etree._Element) -> str:
    """What the paper is called."""
    paper = _paper(section)
    for size, name in {_LETTER_PAPER: US_LETTER, **_PAPERS}.items():
        if all(abs(mine - theirs) <= _NEAR for mine, theirs in zip(paper, size, strict=True)):
            return name
        if all(abs(mine - theirs) <= _NEAR for mine, theirs in zip(paper, reversed(size), strict=True)):
            return f"{name} on its side"
    return f"{paper[0] / 1440:.1f} × {paper[1] / 1440:.1f} inches"


def section_end(section: etree._Element, kinds: list[str]) -> etree._Element:
    """The section's properties as a letter has them: its own headers and footers, paper and margins of the office."""
    end = etree.Element(w("sectPr"))
    for what in ("header", "footer"):
        for kind in kinds:
            reference = etree.SubElement(end, w(f"{what}Reference"))
            reference.set(w("type"), kind)
            reference.set(f"{{{R}}}id", f"rId-{what}-{kind}")
    for name in _SECTION_KEEPS:
        found = section.find(w(name))
        if found is not None:
            end.append(copy.deepcopy(found))
    return end


def _paper(section: etree._Element) -> tuple[int, int]:
    size = section.find(w("pgSz"))
    return _twips(size, "w", _LETTER_PAPER[0]), _twips(size, "h", _LETTER_PAPER[1])


def _twips(element: etree._Element | None, name: str, otherwise: int) -> int:
    value = (element.get(w(name)) or "") if element is not None else ""
    return int(value) if value.lstrip("-").isdigit() and len(value) < 7 else otherwise
