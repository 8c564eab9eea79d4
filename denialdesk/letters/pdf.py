"""Letter and exhibits bound to a packet: indexed, bookmarked, every page numbered, in one PDF or in parts.

The exhibits come as the vault keeps them (intake/exhibit_file.py made them). The same packet gives the same bytes,
unless it is encrypted.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Self

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, OutlineItem, Page, Pdf, String

from denialdesk.domain.errors import PacketError
from denialdesk.domain.packet import (
    FACTS_KEY,
    LONGEST_SIDE,
    SHORTEST_SIDE,
    STAMP_BAND,
    Packet,
    PacketOptions,
    PacketPart,
    PageColors,
    PageFacts,
    StampPlace,
    facts_from_text,
)
from denialdesk.letters.packet_pages import PAPER, Area, draw_index, draw_stamp, draw_tab, stamp_texts
from denialdesk.letters.packet_parts import Weights, cut, weights_of
from denialdesk.letters.packet_plan import PacketPlan, PageKind, PlannedPage, citation_in_words, plan_packet
from denialdesk.letters.pdf_raster import Rasterizer
from denialdesk.letters.pdf_text import Canvas, Fonts

_NEVER = 2**62
_TRIES = 6
_EDGE, _STRIP = 12.0, STAMP_BAND[1] + 4  # points kept free beside, and below, a page that is set smaller
_SMALLEST_FILE = 200_000  # bytes


class _Source:
    """One document that pages come from; ``raster`` holds those drawn anew, ``redrawn`` their places in it."""

    def __init__(self, number: int, stream: io.BytesIO, pdf: Pdf, facts: tuple[PageFacts, ...]) -> None:
        self.number = number
        self.stream = stream
        self.pdf = pdf
        self.facts = facts
        self.raster: Pdf | None = None
        self.redrawn: dict[int, int] = {}

    def page(self, number: int) -> tuple[int, Page]:
        """A page, counted from 1, with the number of the document it stands in."""
        if self.raster is not None and number in self.redrawn:
            return -self.number - 1, self.raster.pages[self.redrawn[number]]
        return self.number, self.pdf.pages[number - 1]

    @property
    def has_layers(self) -> bool:
        """True when it hides some of what stands on its pages."""
        return isinstance(self.pdf.Root.get(Name.OCProperties), Dictionary)

    def stamp_place(self, number: int) -> StampPlace:
        """Where a page has room; the program's own papers keep their foot free."""
        return self.facts[number - 1].stamp if number <= len(self.facts) else StampPlace.FOOT


class Binder:
    """Binds one packet. Use it as a context: it holds the documents open."""

    def __init__(self, packet: Packet, options: PacketOptions, on_progress: Callable[[int, int], None]) -> None:
        # Without the documents themselves: each is let go as soon as its last page has been copied.
        bare = tuple(replace(each, pdf=b"") for each in packet.exhibits)
        self._packet = replace(packet, letter=b"", cover=b"", exhibits=bare)
        self._options = options
        self._on_progress = on_progress
        self._open = ExitStack()
        self._letter = self._opened(0, packet.letter)
        self._cover = self._opened(1, packet.cover) if packet.cover else None
        self._exhibits = [self._opened(place, each.pdf) for place, each in enumerate(packet.exhibits, start=2)]
        self._counts = [len(each.pdf.pages) for each in self._exhibits]
        cover_pages = len(self._cover.pdf.pages) if self._cover else 0
        self._plan = plan_packet(packet.exhibits, self._counts, len(self._letter.pdf.pages), cover_pages)
        self._steps = self._plan.total + (sum(self._counts) if options.colors is not PageColors.AS_THEY_ARE else 0)
        self._done = 0
        self._is_last_pass = options.largest_part is None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    @property
    def plan(self) -> PacketPlan:
        """What stands on which page."""
        return self._plan

    def bind(self) -> tuple[PacketPart, ...]:
        """Write the packet's files; raises PacketError when a page alone is larger than a file may be."""
        largest = self._options.largest_part
        if largest is not None and largest < _SMALLEST_FILE:
            raise PacketError("The size asked for a file is too small.", "Ask for at least 1 MB.")
        if self._options.colors is not PageColors.AS_THEY_ARE:
            for source in self._exhibits:
                self._redraw(source)
        if largest is None:
            return self._in_parts([{}] * self._plan.total, None)
        weights, room = self._weights(), largest
        parts = self._in_parts(weights, room)
        for _ in range(_TRIES):
            heaviest = max(parts, key=lambda part: len(part.pdf))
            if len(heaviest.pdf) <= largest:
                return parts
            if heaviest.first == heaviest.last:
                raise self._too_large(heaviest)
            room = int(room * min(0.97, largest / len(heaviest.pdf)))  # weights are estimates
            parts = self._in_parts(weights, room)
        raise self._too_large(max(parts, key=lambda part: len(part.pdf)))

    def _in_parts(self, weights: Sequence[Weights], room: int | None) -> tuple[PacketPart, ...]:
        self._done = self._steps - self._plan.total
        ranges = cut(weights, room, self._options.most_pages)
        return tuple(self._write(number, pages, ranges) for number, pages in enumerate(ranges, start=1))

    # ---- the documents

    def _opened(self, number: int, data: bytes) -> _Source:
        stream = io.BytesIO(data)
        try:
            pdf = self._open.enter_context(Pdf.open(stream))
        except pikepdf.PdfError as error:
            raise PacketError("One of the documents of the packet cannot be opened.", "Replace its file.") from error
        facts = pdf.Root.get(Name(FACTS_KEY))
        return _Source(number, stream, pdf, facts_from_text(str(facts)) if isinstance(facts, String) else ())

    def _redraw(self, source: _Source) -> None:
        source.raster = self._open.enter_context(Pdf.new())
        rasterizer = Rasterizer(source.stream.getvalue(), self._options.colors)
        try:
            for number, page in enumerate(source.pdf.pages, start=1):
                is_grey = number <= len(source.facts) and not source.facts[number - 1].is_colored
                keep = sum(weights_of(0, page).values()) if is_grey else _NEVER
                if rasterizer.page_into(source.raster, number, keep):
                    source.redrawn[number] = len(source.redrawn)
                self._step()
        finally:
            rasterizer.close()

    def _source_of(self, page: PlannedPage) -> _Source | None:
        if page.kind is PageKind.EXHIBIT:
            return self._exhibits[page.exhibit]
        return {PageKind.LETTER: self._letter, PageKind.COVER: self._cover}.get(page.kind)

    def _weights(self) -> list[Weights]:
        found: list[Weights] = []
        for page in self._plan.pages:
            source = self._source_of(page)
            found.append(weights_of(*source.page(page.page)) if source is not None else {})
        return found

    def _too_large(self, part: PacketPart) -> PacketError:
        page = self._plan.pages[part.first - 1]
        what = f"Packet page {page.number}"
        if page.kind is PageKind.EXHIBIT:
            what = f"Page {page.page} of Exhibit {self._packet.exhibits[page.exhibit].letter}"
        size = f"{len(part.pdf) / 1_000_000:.1f}"
        return PacketError(
            f"{what} alone makes a file of {size} MB, more than one may have.",
            "Allow larger files, or choose greyscale, which makes pages smaller.",
        )

    # ---- one file

    def _write(self, number: int, places: range, ranges: Sequence[range]) -> PacketPart:
        first, last = places.start + 1, places.stop
        part_of = self._part_finder(ranges) if len(ranges) > 1 else None
        with Pdf.new() as target:
            fonts = Fonts(target)
            links: list[tuple[int, tuple[Area, ...]]] = []
            for place in places:
                page = self._plan.pages[place]
                canvas = Canvas(fonts)
                areas = self._draw_page(target, fonts, canvas, page, part_of)
                if areas:
                    links.append((place - places.start, areas))
                self._let_go_after(page)
                self._step()
            fonts.write()
            _add_links(target, links, first, last)
            self._add_outline(target, first, last)
            self._hide_layers(target, places)
            self._finish(target, number, len(ranges), first)
            return PacketPart(number, len(ranges), first, last, self._save(target))

    def _let_go_after(self, page: PlannedPage) -> None:
        """Free an exhibit's memory with its last page, when no page is asked for again."""
        if self._is_last_pass and page.kind is PageKind.EXHIBIT and page.page == self._counts[page.exhibit]:
            source = self._exhibits[page.exhibit]
            if not source.has_layers:
                source.pdf.close()
                source.stream.close()
                if source.raster is not None:
                    source.raster.close()

    def _draw_page(
        self, target: Pdf, fonts: Fonts, canvas: Canvas, page: PlannedPage, part_of: Callable[[int], int] | None
    ) -> tuple[Area, ...]:
        source = self._source_of(page)
        areas: tuple[Area, ...] = ()
        size, place, placing, form = PAPER, StampPlace.FOOT, "", None
        if source is not None:
            target.pages.append(source.page(page.page)[1])
            copied = target.pages[-1]
            form = copied.as_form_xobject(handle_transformations=False)
            place = source.stamp_place(page.page)
            size, placing, place = _placing(copied, place)
            del target.pages[-1]
            if page.kind is PageKind.LETTER:
                areas = self._mentioned_on(page.page)
        elif page.kind is PageKind.INDEX:
            areas = draw_index(canvas, self._packet, self._plan, page.page, part_of)
        else:
            draw_tab(canvas, self._packet, self._plan, page.exhibit)
        draw_stamp(canvas, stamp_texts(self._packet, page, self._plan.total, self._counts), size, place)
        resources = Dictionary(Font=fonts.resources())
        if form is not None:
            resources.XObject = Dictionary(Pg=form)
        sheet = Dictionary(
            Type=Name.Page,
            MediaBox=Array([0, 0, round(size[0], 3), round(size[1], 3)]),
            Resources=resources,
            Contents=target.make_stream(placing.encode("ascii") + canvas.content()),
        )
        target.pages.append(Page(target.make_indirect(sheet)))
        return areas

    def _mentioned_on(self, letter_page: int) -> tuple[Area, ...]:
        """The places of a letter's page that lead to what they name; to its tab when the exhibit has no such page."""
        areas = []
        for each in self._packet.mentions:
            if each.page == letter_page and 0 <= each.exhibit < len(self._counts):
                first, last = self._plan.span(each.exhibit)
                to = first + each.exhibit_page - 1
                areas.append(Area(each.box, to if first <= to <= last else self._plan.tab_of(each.exhibit)))
        return tuple(areas)

    @staticmethod
    def _part_finder(ranges: Sequence[range]) -> Callable[[int], int]:
        def find(packet_page: int) -> int:
            return next(number for number, pages in enumerate(ranges, start=1) if packet_page - 1 in pages)

        return find

    def _add_outline(self, target: Pdf, first: int, last: int) -> None:
        with target.open_outline() as outline:
            if self._cover is not None and first == 1:
                outline.root.append(OutlineItem("Fax cover sheet", 0))
            for exhibit in range(-1, len(self._packet.exhibits)):
                opened = self._plan.tab_of(exhibit)
                _, end = self._plan.span(exhibit)
                if first <= end and opened <= last:
                    item = OutlineItem(self._outline_title(exhibit), max(opened, first) - first)
                    item.children.extend(self._cited(exhibit, first, last))
                    outline.root.append(item)
                if exhibit < 0:
                    index = [page.number for page in self._plan.pages if page.kind is PageKind.INDEX]
                    if index and first <= index[0] <= last:
                        outline.root.append(OutlineItem("Index of exhibits", index[0] - first))

    def _outline_title(self, exhibit: int) -> str:
        if exhibit < 0:
            return "Letter"
        shown = self._packet.exhibits[exhibit]
        return f"Exhibit {shown.letter} – {shown.title or 'Untitled'}"

    def _cited(self, exhibit: int, first: int, last: int) -> list[OutlineItem]:
        if exhibit < 0:
            return []
        start, end = self._plan.span(exhibit)
        items = []
        for citation in self._packet.exhibits[exhibit].citations:
            packet_page = start + citation.pages[0] - 1 if citation.pages else 0
            if first <= packet_page <= last and packet_page <= end:
                items.append(OutlineItem(citation_in_words(citation), packet_page - first))
        return items

    def _hide_layers(self, target: Pdf, places: range) -> None:
        """Keep hidden what an exhibit hides: a reader shows every layer that no list names."""
        used = {page.exhibit for page in self._plan.pages[places.start : places.stop] if page.exhibit >= 0}
        hidden: list[Object] = []
        for exhibit in sorted(used):
            source = self._exhibits[exhibit]
            if not source.stream.closed and source.has_layers:
                hidden.extend(target.copy_foreign(each) for each in source.pdf.Root.OCProperties.OCGs)
        if hidden:
            usual = Dictionary(OFF=Array(hidden), Order=Array(), Locked=Array(hidden))
            target.Root.OCProperties = Dictionary(OCGs=Array(hidden), D=usual)

    def _finish(self, target: Pdf, number: int, of: int, first: int) -> None:
        title = self._packet.title if of == 1 else f"{self._packet.title}, part {number} of {of}"
        target.docinfo[Name.Title] = String(title)
        target.docinfo[Name.Creator] = String("DenialDesk")
        target.Root.Lang = String("en-US")
        target.Root.PageMode = Name.UseOutlines
        target.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        target.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D, St=first)]))

    def _save(self, target: Pdf) -> bytes:
        written = io.BytesIO()
        password = self._options.password
        encryption = pikepdf.Encryption(owner=password, user=password, R=6) if password else None
        target.save(
            written,
            deterministic_id=encryption is None,  # an encrypted file gets an id by chance, as its key does
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            encryption=encryption,
        )
        return written.getvalue()

    def _step(self) -> None:
        self._done += 1
        self._on_progress(min(self._done, self._steps), self._steps)


def bind(
    packet: Packet, options: PacketOptions, on_progress: Callable[[int, int], None] = lambda _done, _total: None
) -> tuple[PacketPart, ...]:
    """Bind a packet into one file or several; raises PacketError."""
    with Binder(packet, options, on_progress) as binder:
        return binder.bind()


def _placing(page: Page, place: StampPlace) -> tuple[tuple[float, float], str, StampPlace]:
    """The size of the sheet, how the page is laid on it, and where the stamp goes.

    A page of a usual size with room for the stamp is bound as it is; one without room is set a little smaller, one of
    an unusual size on US Letter.
    """
    left, low, right, high = (float(each) for each in page.cropbox)
    turn = int(page.obj.get(Name.Rotate, 0)) % 360
    upright = {
        0: (1, 0, 0, 1, -left, -low),
        90: (0, -1, 1, 0, -low, right),
        180: (-1, 0, 0, -1, right, high),
        270: (0, 1, -1, 0, high, -left),
    }[turn]
    unit = float(page.obj.get(Name.UserUnit, 1))
    wide, tall = ((right - left) * unit, (high - low) * unit)
    if turn in {90, 270}:
        wide, tall = tall, wide
    is_usual = all(SHORTEST_SIDE <= side <= LONGEST_SIDE for side in (wide, tall))
    if is_usual and place is not StampPlace.NOWHERE:
        return (wide, tall), _drawn(upright, unit, 0.0, 0.0), place
    sheet = (wide, tall) if is_usual else PAPER if tall >= wide else (PAPER[1], PAPER[0])
    edge = 0.0 if is_usual else _EDGE
    scale = min((sheet[0] - 2 * edge) / wide, (sheet[1] - edge - _STRIP) / tall)
    if not is_usual:
        scale = min(scale, 1.5)  # a receipt is not blown up to a poster
    x = (sheet[0] - wide * scale) / 2
    y = sheet[1] - edge - tall * scale
    return sheet, _drawn(upright, unit * scale, x, y), StampPlace.FOOT


def _drawn(upright: tuple[float, ...], scale: float, x: float, y: float) -> str:
    turned = " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in upright)
    return f"q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm {turned} cm /Pg Do Q\n"


def _add_links(target: Pdf, links: Sequence[tuple[int, tuple[Area, ...]]], first: int, last: int) -> None:
    for place, areas in links:
        notes = [
            target.make_indirect(
                Dictionary(
                    Type=Name.Annot,
                    Subtype=Name.Link,
                    Rect=Array([round(edge, 2) for edge in area.box]),
                    Border=Array([0, 0, 0]),
                    Dest=Array([target.pages[area.to - first].obj, Name.Fit]),
                )
            )
            for area in areas
            if first <= area.to <= last
        ]
        if notes:
            target.pages[place].obj.Annots = Array(notes)
