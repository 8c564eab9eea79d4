"""The page count on a fax cover sheet, once it is known."""

from __future__ import annotations

from dataclasses import replace

from denialdesk.domain.letter import Block, Letter, Statement, Table
from denialdesk.letters.wording.papers import FAX_PAGES_BLANK


def with_page_count(cover: Letter, total: int) -> Letter:
    """Write how many pages follow each other, this sheet included, where the sheet leaves it to be filled by hand."""
    counted = str(total)

    def filled(statement: Statement) -> Statement:
        return replace(statement, text=counted) if statement.text == FAX_PAGES_BLANK.text else statement

    def in_block(block: Block) -> Block:
        if not isinstance(block, Table):
            return block
        rows = tuple(
            tuple(replace(cell, statements=tuple(map(filled, cell.statements))) for cell in row) for row in block.rows
        )
        return replace(block, rows=rows)

    return replace(
        cover,
        sections=tuple(replace(each, blocks=tuple(map(in_block, each.blocks))) for each in cover.sections),
    )
