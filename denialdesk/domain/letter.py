"""The letter: blocks whose every statement names its source; one model, several renderers (DOCX, HTML, PDF, print)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.case import LetterKind
from denialdesk.domain.picture import Picture
from denialdesk.domain.sources import Source

LOGO_WIDTH, LOGO_HEIGHT = 216.0, 54.0  # points: the most room a logo takes
SIGNATURE_WIDTH, SIGNATURE_HEIGHT = 180.0, 34.0  # points: the room for the pen


@dataclass(frozen=True, slots=True)
class Statement:
    """A run of text with its sources. A statement without a source does not render. A line feed breaks the line.

    ``placeholder`` True marks a gap ("[stop date of methotrexate]") that blocks a final export; ``target`` is the
    field to jump to (same form as criteria.Remedy.target).
    """

    text: str
    sources: tuple[Source, ...]
    bold: bool = False
    italic: bool = False
    placeholder: bool = False
    target: str = ""


class ParagraphStyle(StrEnum):
    """Named styles of the letter template; a renderer maps each to one style."""

    BODY = "body"
    REQUEST = "request"  # the one-sentence request
    QUOTE = "quote"  # the payer's or prescriber's own words
    DATE = "date"
    ADDRESS = "address"
    ROUTING = "routing"  # the strip that says level, speed and whose appeal it is
    SUBHEADING = "subheading"  # one layer of the criteria, one group of a form
    SMALL = "small"
    CLOSING = "closing"  # "Sincerely," with room for the pen beneath
    SIGNATURE = "signature"
    SIGN_HERE = "sign_here"  # a line to be filled by hand, with room above it


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of statements."""

    statements: tuple[Statement, ...]
    style: ParagraphStyle = ParagraphStyle.BODY
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list, one item per tuple of statements; ``keep_with_next`` holds its last items to what follows."""

    items: tuple[tuple[Statement, ...], ...]
    numbered: bool = False
    keep_with_next: bool = False


@dataclass(frozen=True, slots=True)
class Cell:
    """One table cell."""

    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row that repeats on each page. ``widths`` are shares that sum to 100."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""
    layout: str = "grid"  # "grid", or "plain" for the reference block (no header row drawn when headers are empty)


Block = Paragraph | BulletList | Table


@dataclass(frozen=True, slots=True)
class Section:
    """One section of the letter. ``heading`` empty: no heading is printed. ``id`` is stable across letters."""

    id: str
    heading: str
    blocks: tuple[Block, ...]
    title: str = ""  # the name in the outline, when there is no heading


@dataclass(frozen=True, slots=True)
class Letterhead:
    """What stands at the top and the foot of the page."""

    name: str
    lines: tuple[str, ...] = ()
    footer: str = ""
    logo: Picture | None = None

    @property
    def logo_words(self) -> str:
        """What the logo is, for those who do not see it."""
        return f"Logo of {self.name}"


@dataclass(frozen=True, slots=True)
class Letter:
    """A whole letter. ``running_title`` heads the following pages."""

    kind: LetterKind
    title: str
    letterhead: Letterhead
    sections: tuple[Section, ...]
    running_title: str = ""
    draft: bool = True
    language: str = "en-US"
    signature: Picture | None = None  # stands in the room for the pen under the complimentary close
    signer: str = ""
    date: dt.date | None = None  # the letter's own date: the only date a file made from it may carry
    version_id: str = ""  # which version it is, see letter_versions; empty while it is only looked at
    mark: str = ""  # the version's mark for the foot of each page, such as "7K3F-Q2"

    @property
    def mark_words(self) -> str:
        """The mark as the foot of a page says it; empty for a letter without one."""
        return f"Ref. {self.mark}" if self.mark else ""

    @property
    def signature_words(self) -> str:
        """What the picture of a signature is, for those who do not see it."""
        return f"Signature of {self.signer}"

    def statements(self) -> Iterator[tuple[Section, Statement]]:
        """Walk every statement in reading order, with its section."""
        for section in self.sections:
            for block in section.blocks:
                for statement in block_statements(block):
                    yield section, statement

    def placeholders(self) -> tuple[tuple[Section, Statement], ...]:
        """The open gaps, in reading order."""
        return tuple(pair for pair in self.statements() if pair[1].placeholder)


def block_statements(block: Block) -> Iterator[Statement]:
    """Walk the statements of one block in reading order."""
    if isinstance(block, Paragraph):
        yield from block.statements
    elif isinstance(block, BulletList):
        for item in block.items:
            yield from item
    else:
        for row in block.rows:
            for cell in row:
                yield from cell.statements
