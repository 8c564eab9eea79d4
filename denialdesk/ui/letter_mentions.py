"""Where a letter, as it stands on its pages, names the pages of its exhibits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from denialdesk.domain.letter import Letter, Statement
from denialdesk.domain.packet import Mention, exhibit_letter, named_pages
from denialdesk.domain.sources import SourceKind
from denialdesk.ui.pagination import PAGE_HEIGHT, Page, Typesetter
from denialdesk.ui.typeset import TWIPS


def find_mentions(letter: Letter, exhibits: Sequence[str]) -> tuple[Mention, ...]:
    """The places that name an exhibit, for a letter set as ``render_pdf`` sets it; ``exhibits`` are ids in order."""
    wanted = {statement: found for _, statement in letter.statements() if (found := _named(statement, exhibits))}
    if not wanted:
        return ()
    sheets = Typesetter().set_letter(letter)
    return tuple(_places(sheets.pages, wanted))


def _places(pages: Sequence[Page], wanted: dict[Statement, tuple[int, int]]) -> Iterator[Mention]:
    for page in pages:
        for statement, (exhibit, exhibit_page) in wanted.items():
            for rect in page.rects_of(statement):
                left, right = rect.left() / TWIPS, rect.right() / TWIPS
                low, high = (PAGE_HEIGHT - rect.bottom()) / TWIPS, (PAGE_HEIGHT - rect.top()) / TWIPS
                yield Mention(page.number, (left, low, right, high), exhibit, exhibit_page)


def _named(statement: Statement, exhibits: Sequence[str]) -> tuple[int, int] | None:
    """The exhibit a statement names in so many words, by its place, and the first page it names."""
    shown = [source for source in statement.sources if source.kind is SourceKind.EXHIBIT]
    if len(shown) != 1 or shown[0].ref not in exhibits:
        return None
    place = exhibits.index(shown[0].ref)
    if f"Exhibit {exhibit_letter(place)}" not in statement.text:
        return None
    return place, next(iter(named_pages(shown[0].page)), 0)
