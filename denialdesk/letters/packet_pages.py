"""The pages a packet adds by itself: the index of exhibits and the separator tabs; and the stamp on every page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from denialdesk.domain.packet import STAMP_BAND, STAMP_INSET, Packet, StampPlace
from denialdesk.letters import packet_plan as layout
from denialdesk.letters.packet_plan import PacketPlan, PageKind, PlannedPage, citation_in_words, span_in_words
from denialdesk.letters.pdf_text import Canvas, shortened, text_width, wrapped

PAPER = (612.0, 792.0)  # points: US Letter
GREY, HAIRLINE = 0.35, 0.7  # shades that survive a fax
_COLUMNS = (470.0, 552.0)  # where pages and packet pages end
_COLUMNS_OF_PARTS = (428.0, 506.0)  # the same where a third column names the file
_STAMP_SIZE, _STAMP_DROP, _PLATE = 8.0, 2.6, 3.0
_TAB_WIDTH, _TAB_HEIGHT, _TAB_STEPS = 34.0, 58.0, 10
_TAB_TOP = 700.0
_TAB_TITLE_WIDTH = 380.0
_MOST_LISTED = 24
NOTE = (
    "“Exhibit B, page 3” in the letter means page 3 of Exhibit B. Each page is stamped with the page of its exhibit at "
    "the left and the page of the whole packet at the right."
)


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of a page that leads somewhere: left, low, right, high in points, and the packet page it leads to."""

    box: tuple[float, float, float, float]
    to: int


def draw_index(
    canvas: Canvas, packet: Packet, plan: PacketPlan, page: int, part_of: Callable[[int], int] | None
) -> tuple[Area, ...]:
    """Draw one page of the index and give the places of its links; ``part_of`` tells the file of a packet page."""
    y = layout.TOP
    if page == 1:
        canvas.text(layout.LEFT, y - layout.TITLE_SIZE, "Index of exhibits", layout.TITLE_SIZE, bold=True)
        y -= layout.TITLE_SIZE + 18
        canvas.text(layout.LEFT, y, shortened(packet.heading, 10, layout.RIGHT - layout.LEFT), 10, shade=GREY)
        y -= 24
    else:
        canvas.text(layout.LEFT, y - layout.SMALL, "Index of exhibits, continued", layout.SMALL, shade=GREY)
        y -= 25
    _index_header(canvas, y, has_parts=part_of is not None)
    y -= 8
    areas = []
    pages_at, packet_at = _COLUMNS_OF_PARTS if part_of is not None else _COLUMNS
    for row in plan.index[page - 1]:
        top = y
        y -= layout.LINE
        letter = "" if row.exhibit < 0 else packet.exhibits[row.exhibit].letter
        canvas.text(layout.LEFT, y, letter, layout.BODY, bold=True)
        first, last = plan.span(row.exhibit)
        canvas.right(pages_at, y, str(last - first + 1), layout.BODY)
        canvas.right(packet_at, y, span_in_words(first, last), layout.BODY)
        if part_of is not None:
            files = sorted({part_of(first), part_of(last)})
            canvas.right(layout.RIGHT, y, span_in_words(files[0], files[-1]), layout.BODY)
        for number, line in enumerate(row.title):
            canvas.text(layout.TITLE_AT, y - number * layout.LINE, line, layout.BODY)
        y -= (len(row.title) - 1) * layout.LINE
        for line in row.shows:
            y -= layout.SMALL_LINE
            canvas.text(layout.TITLE_AT, y, line, layout.SMALL, shade=GREY)
        y -= layout.GAP
        canvas.line(layout.LEFT, y + 3, layout.RIGHT, width=0.4, shade=HAIRLINE)
        areas.append(Area((layout.LEFT, y + 3, layout.RIGHT, top), plan.tab_of(row.exhibit)))
    if page == len(plan.index):
        y -= 14
        for line in wrapped(NOTE, layout.SMALL, layout.RIGHT - layout.LEFT):
            canvas.text(layout.LEFT, y, line, layout.SMALL, shade=GREY)
            y -= layout.SMALL_LINE
    return tuple(areas)


def _index_header(canvas: Canvas, y: float, *, has_parts: bool) -> None:
    size = layout.SMALL
    canvas.text(layout.LEFT, y, "Exhibit", size, bold=True)
    canvas.text(layout.TITLE_AT, y, "Document", size, bold=True)
    pages_at, packet_at = _COLUMNS_OF_PARTS if has_parts else _COLUMNS
    canvas.right(pages_at, y, "Pages", size, bold=True)
    canvas.right(packet_at, y, "Packet pages", size, bold=True)
    if has_parts:
        canvas.right(layout.RIGHT, y, "File", size, bold=True)
    canvas.line(layout.LEFT, y - 5, layout.RIGHT, width=0.9)


def draw_tab(canvas: Canvas, packet: Packet, plan: PacketPlan, exhibit: int) -> None:
    """Draw the sheet that stands before an exhibit, with a tab at its edge as paper dividers have."""
    shown = packet.exhibits[exhibit]
    first, last = plan.span(exhibit)
    high = _TAB_TOP - (exhibit % _TAB_STEPS) * (_TAB_HEIGHT + 4)
    canvas.box(PAPER[0] - _TAB_WIDTH, high - _TAB_HEIGHT, _TAB_WIDTH, _TAB_HEIGHT, 0.0)
    size = 17.0 if len(shown.letter) < 3 else 12.0
    middle = PAPER[0] - _TAB_WIDTH / 2 - 4  # a printer leaves the very edge white
    canvas.text(
        middle - text_width(shown.letter, size, bold=True) / 2,
        high - _TAB_HEIGHT / 2 - size * 0.35,
        shown.letter,
        size,
        bold=True,
        shade=1.0,
    )
    x, y = 96.0, 520.0
    canvas.text(x, y, f"Exhibit {shown.letter}", 40, bold=True)
    y -= 20
    for line in wrapped(shown.title or "Untitled", 18, _TAB_TITLE_WIDTH)[:6]:
        y -= 23
        canvas.text(x, y, line, 18)
    y -= 26
    count = last - first + 1
    told = f"{count} {'page' if count == 1 else 'pages'}, packet {'page' if count == 1 else 'pages'} "
    canvas.text(x, y, f"{told}{span_in_words(first, last)}", 11, shade=GREY)
    if shown.citations:
        y -= 34
        canvas.line(x, y + 14, x + _TAB_TITLE_WIDTH, width=0.4, shade=HAIRLINE)
        canvas.text(x, y - 4, "Cited in the letter for", 10, shade=GREY)
        y -= 6
        for citation in shown.citations[:_MOST_LISTED]:
            for line in wrapped(citation_in_words(citation), 11.5, _TAB_TITLE_WIDTH):
                y -= 16
                canvas.text(x, y, line, 11.5)


def stamp_texts(packet: Packet, page: PlannedPage, total: int, exhibit_pages: Sequence[int]) -> tuple[str, str]:
    """What is stamped at the left and at the right of a page."""
    right = f"Packet page {page.number} of {total}"
    if packet.is_draft:
        right = f"DRAFT  ·  {right}"
    if page.kind is PageKind.TAB:
        return f"Exhibit {packet.exhibits[page.exhibit].letter}", right
    if page.kind is not PageKind.EXHIBIT:
        return "", right
    letter, count = packet.exhibits[page.exhibit].letter, exhibit_pages[page.exhibit]
    return f"Exhibit {letter}, page {page.page} of {count}", right


def draw_stamp(canvas: Canvas, texts: tuple[str, str], size: tuple[float, float], place: StampPlace) -> None:
    """Write a page's numbers where it has room, on white plates so that they can be read on any ground."""
    width, height = size
    near, far = STAMP_BAND
    middle = (near + far) / 2 if place is not StampPlace.HEAD else height - (near + far) / 2
    left, right = texts
    for x, text, is_right in ((STAMP_INSET, left, False), (width - STAMP_INSET, right, True)):
        if not text:
            continue
        wide = text_width(text, _STAMP_SIZE, bold=is_right)
        start = x - wide if is_right else x
        canvas.box(start - _PLATE, middle - 6, wide + 2 * _PLATE, 12, 1.0)
        canvas.text(start, middle - _STAMP_DROP, text, _STAMP_SIZE, bold=is_right)
