"""What stands on which page of a packet: cover, letter, index, and each exhibit behind its separator tab."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.packet import Citation, PacketExhibit
from denialdesk.letters.pdf_text import wrapped

# The index, in points.
TOP, BOTTOM, LEFT, RIGHT = 720.0, 96.0, 60.0, 552.0
TITLE_SIZE, BODY, SMALL = 17.0, 10.5, 9.0
LINE, SMALL_LINE, GAP = 13.5, 11.5, 8.0
TITLE_AT = 108.0  # where a document's title begins
TITLE_WIDTH = 268.0
_HEADING_ROOM, _MORE_ROOM, _NOTE_ROOM = 74.0, 40.0, 52.0
_MOST_CITED = 40


class PageKind(StrEnum):
    """What a page of the packet is."""

    COVER = "cover"
    LETTER = "letter"
    INDEX = "index"
    TAB = "tab"
    EXHIBIT = "exhibit"


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One page: its number in the packet, and where it comes from. ``page`` counts from 1 in its own document."""

    number: int
    kind: PageKind
    page: int
    exhibit: int = -1  # place among the exhibits; -1 for other pages


@dataclass(frozen=True, slots=True)
class IndexRow:
    """One row of the index as it is drawn: the lines of the title and, smaller, of what it shows."""

    exhibit: int  # -1: the letter
    title: tuple[str, ...]
    shows: tuple[str, ...]

    @property
    def height(self) -> float:
        """The room the row takes, in points."""
        return len(self.title) * LINE + len(self.shows) * SMALL_LINE + GAP


@dataclass(frozen=True, slots=True)
class PacketPlan:
    """All pages of a packet in order, and the rows on each page of its index."""

    pages: tuple[PlannedPage, ...]
    index: tuple[tuple[IndexRow, ...], ...]

    @property
    def total(self) -> int:
        """How many pages the packet has."""
        return len(self.pages)

    def span(self, exhibit: int) -> tuple[int, int]:
        """The first and last packet page of an exhibit itself, without its tab; of the letter for -1."""
        kind = PageKind.LETTER if exhibit < 0 else PageKind.EXHIBIT
        numbers = [page.number for page in self.pages if page.kind is kind and page.exhibit == exhibit]
        return numbers[0], numbers[-1]

    def tab_of(self, exhibit: int) -> int:
        """The packet page on which an exhibit, or the letter for -1, is opened."""
        kind = PageKind.LETTER if exhibit < 0 else PageKind.TAB
        return next(page.number for page in self.pages if page.kind is kind and page.exhibit == exhibit)


def plan_packet(
    exhibits: Sequence[PacketExhibit], exhibit_pages: Sequence[int], letter_pages: int, cover_pages: int
) -> PacketPlan:
    """Lay out a packet; ``exhibit_pages`` are the page counts in the order of the exhibits."""
    index = _index_pages(exhibits)
    kinds = [
        *((PageKind.COVER, page, -1) for page in range(1, cover_pages + 1)),
        *((PageKind.LETTER, page, -1) for page in range(1, letter_pages + 1)),
        *((PageKind.INDEX, page, -1) for page in range(1, len(index) + 1)),
    ]
    for place, count in enumerate(exhibit_pages):
        kinds.append((PageKind.TAB, 1, place))
        kinds.extend((PageKind.EXHIBIT, page, place) for page in range(1, count + 1))
    pages = tuple(PlannedPage(number, kind, page, place) for number, (kind, page, place) in enumerate(kinds, start=1))
    return PacketPlan(pages, index)


def count_pages(
    exhibits: Sequence[PacketExhibit], exhibit_pages: Sequence[int], letter_pages: int, cover_pages: int
) -> int:
    """How many pages a packet will have."""
    return plan_packet(exhibits, exhibit_pages, letter_pages, cover_pages).total


def pages_in_words(pages: Sequence[int]) -> str:
    """Name pages as a reader looks them up: "p. 3", "pp. 3, 7–9"."""
    if not pages:
        return ""
    runs: list[list[int]] = []
    for page in pages:
        if runs and page == runs[-1][-1] + 1:
            runs[-1].append(page)
        else:
            runs.append([page])
    named = ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{'p.' if len(pages) == 1 else 'pp.'} {named}"


def span_in_words(first: int, last: int) -> str:
    """Name a run of pages: "7" or "7–9"."""
    return str(first) if first == last else f"{first}–{last}"


def citation_in_words(citation: Citation) -> str:
    """What an exhibit shows and where in it: "methotrexate 15 mg (p. 3)"."""
    where = pages_in_words(citation.pages)
    return f"{citation.text} ({where})" if where else citation.text


def _index_pages(exhibits: Sequence[PacketExhibit]) -> tuple[tuple[IndexRow, ...], ...]:
    """Put the rows on pages; a packet without exhibits has no index."""
    if not exhibits:
        return ()
    rows = [IndexRow(-1, ("Letter",), ()), *(_row(place, each) for place, each in enumerate(exhibits))]
    pages: list[list[IndexRow]] = [[]]
    room = TOP - BOTTOM - _HEADING_ROOM - _NOTE_ROOM
    for row in rows:
        if pages[-1] and row.height > room:
            pages.append([])
            room = TOP - BOTTOM - _MORE_ROOM - _NOTE_ROOM
        pages[-1].append(row)
        room -= row.height
    return tuple(tuple(page) for page in pages)


def _row(place: int, exhibit: PacketExhibit) -> IndexRow:
    title = wrapped(exhibit.title or "Untitled", BODY, TITLE_WIDTH)
    told = "; ".join(citation_in_words(each) for each in exhibit.citations[:_MOST_CITED])
    shows = wrapped(f"Cited for {told}", SMALL, TITLE_WIDTH) if told else []
    return IndexRow(place, tuple(title[:6]), tuple(shows[:20]))
