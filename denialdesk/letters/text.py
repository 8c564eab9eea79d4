"""A letter as plain text: for a payer's portal field, for search, and as the measure of what every renderer says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from denialdesk.domain.letter import Block, BulletList, Letter, Paragraph, ParagraphStyle, Statement, Table
from denialdesk.letters.characters import legible

DRAFT_LINE = "DRAFT – not for submission"
_TIGHT = frozenset({ParagraphStyle.ADDRESS, ParagraphStyle.SIGNATURE})
COLUMN = " | "


def plain_text(letter: Letter) -> str:
    """Write a letter as plain text, a table row a line with bars between the cells."""
    parts = [DRAFT_LINE, ""] if letter.draft else []
    parts += [letter.letterhead.name, *letter.letterhead.lines, ""] if letter.letterhead.name else []
    for section in letter.sections:
        if section.heading:
            parts += [section.heading, ""]
        tight = False
        for block in section.blocks:
            is_tight = isinstance(block, Paragraph) and block.style in _TIGHT
            if tight and not is_tight:
                parts.append("")
            parts += _lines(block)
            if not is_tight:
                parts.append("")
            tight = is_tight
        if tight:
            parts.append("")
    if letter.letterhead.footer:
        parts.append(letter.letterhead.footer)
    if letter.mark:
        parts.append(letter.mark_words)
    return legible("\n".join(parts)).rstrip() + "\n"


def run_text(statements: Iterable[Statement]) -> str:
    """Join statements to the text they read as."""
    return "".join(statement.text for statement in statements)


def _lines(block: Block) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield run_text(block.statements)
    elif isinstance(block, BulletList):
        for number, item in enumerate(block.items, start=1):
            yield f"{f'{number}.' if block.numbered else '-'} {run_text(item)}"
    else:
        yield from _table_lines(block)


def _table_lines(table: Table) -> Iterator[str]:
    if table.caption:
        yield table.caption
    joint = COLUMN if table.layout == "grid" else " "
    if table.headers:
        yield joint.join(table.headers)
    for row in table.rows:
        cells = (run_text(cell.statements).replace("\n", " ") for cell in row)
        yield joint.join(cell for cell in cells if cell)
