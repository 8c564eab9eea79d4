"""Letters made by hand for tests of how they are set, printed and shown."""

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter import (
    Block,
    BulletList,
    Cell,
    Letter,
    Letterhead,
    Paragraph,
    ParagraphStyle,
    Section,
    Statement,
    Table,
)
from denialdesk.domain.sources import Source, SourceKind

FIELD = (Source(SourceKind.CASE_FIELD, "denial.reason", "reason for the denial"),)
WORDS = "The joints of both hands stayed swollen and the morning stiffness lasted two hours. "


def said(text: str, **fields: object) -> Statement:
    return Statement(text, FIELD, **fields)  # type: ignore[arg-type]  # the test names the fields


def paragraph(text: str, style: ParagraphStyle = ParagraphStyle.BODY, **fields: object) -> Paragraph:
    return Paragraph((said(text),), style, **fields)  # type: ignore[arg-type]  # the same


def table(rows: int, words: int = 1, headers: tuple[str, ...] = ("Required agent", "Documented trial")) -> Table:
    cells = tuple((Cell((said(f"agent {row}"),)), Cell((said(WORDS * words),))) for row in range(rows))
    return Table(headers, cells, (30, 70))


def bullets(*texts: str) -> BulletList:
    return BulletList(tuple((said(text),) for text in texts))


def make_letter(*blocks: Block, draft: bool = True, heading: str = "", **fields: object) -> Letter:
    """A letter of one section."""
    return make_sections(Section("one", heading, blocks, "Only section"), draft=draft, **fields)


def make_sections(*sections: Section, draft: bool = True, **fields: object) -> Letter:
    head = Letterhead("Invented Rheumatology", ("1 Invented Way, Exampleton", "Phone 555-0140"), "Confidential")
    return Letter(
        kind=LetterKind.FIRST_APPEAL,
        title="Appeal of a denied drug",
        letterhead=head,
        sections=sections,
        running_title="Appeal  ·  Reference CR-1",
        draft=draft,
        **fields,  # type: ignore[arg-type]  # the test names the fields
    )
