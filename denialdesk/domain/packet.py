"""The packet: letter and exhibits as one numbered document; what crosses between reading, keeping and binding them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from denialdesk.domain.case import Case, ExhibitKind
from denialdesk.domain.errors import PacketError

MOST_PAGES = 2_000  # of one exhibit
LARGEST_EXHIBIT = 200_000_000  # bytes; as the vault's documents
SHORTEST_PASSWORD = 8
# Where a packet's page number stands, in points from the edge of the page; an office printer reaches to about 12.
STAMP_BAND = (14.0, 31.0)
STAMP_INSET = 30.0
# Sides of a page that is bound as it is, in points (5.5 to 17 inches); others are set on US Letter.
SHORTEST_SIDE, LONGEST_SIDE = 396.0, 1_230.0
FACTS_KEY = "/DenialDeskPages"  # in the catalog of the vault's copy of an exhibit
_PAGES = re.compile(
    r"(?:pp?\.?|pages?)?\s*(\d{1,4}(?:\s*[-–]\s*\d{1,4})?(?:\s*(?:,|and|&)\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?)*)"
)
_LONGEST_PAGES = 200  # characters
_RANGE = re.compile(r"(\d{1,4})(?:\s*[-–]\s*(\d{1,4}))?")


class StampPlace(StrEnum):
    """Where a page has room for its number."""

    FOOT = "f"
    HEAD = "h"
    NOWHERE = "n"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What was seen when a page was drawn once, as it was added."""

    stamp: StampPlace = StampPlace.FOOT
    is_colored: bool = False
    is_blank: bool = False


def facts_to_text(pages: tuple[PageFacts, ...]) -> str:
    """Write the facts of all pages as a short text that travels inside the vault's copy of the exhibit."""
    return " ".join(f"{page.stamp}{'c' if page.is_colored else ''}{'b' if page.is_blank else ''}" for page in pages)


def facts_from_text(text: str) -> tuple[PageFacts, ...]:
    """Read what ``facts_to_text`` wrote; a word that is none tells nothing of its page."""
    return tuple(_facts(word) for word in text.split())


def _facts(word: str) -> PageFacts:
    places = {place.value: place for place in StampPlace}
    return PageFacts(places.get(word[:1], StampPlace.NOWHERE), "c" in word[1:], "b" in word[1:])


@dataclass(frozen=True, slots=True)
class ReadExhibit:
    """A file as it goes into the vault: a PDF of our own making that holds its pages and nothing else.

    ``source`` is what came in ("PDF", "JPEG"), ``notes`` what a person should know of it, ``title`` and ``kind`` are
    proposals.
    """

    pdf: bytes = field(repr=False)
    pages: int
    source: str
    notes: tuple[str, ...] = ()
    title: str = ""
    kind: ExhibitKind = ExhibitKind.OTHER


@dataclass(frozen=True, slots=True)
class PageDrawing:
    """One page drawn for the screen: rows of blue, green, red and an unused byte a pixel, with no padding."""

    width: int
    height: int
    pixels: bytes = field(repr=False)


class PageColors(StrEnum):
    """How the pages of the exhibits are written."""

    AS_THEY_ARE = "as_they_are"
    GREY = "grey"  # greyscale, 200 dots an inch
    BLACK_AND_WHITE = "black_and_white"  # as a fax machine would, 200 dots an inch


@dataclass(frozen=True, slots=True)
class PacketOptions:
    """How a packet is written. ``largest_part`` in bytes, ``most_pages`` of one file; None: one file."""

    colors: PageColors = PageColors.AS_THEY_ARE
    largest_part: int | None = None
    most_pages: int | None = None
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Citation:
    """What the letter says an exhibit shows, and the exhibit's own pages that show it; none: the whole exhibit."""

    text: str
    pages: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in the letter that names an exhibit's page, so that a reader can press it.

    ``page`` counts the letter's pages from 1; ``box`` is left, low, right and high in points from its lower left
    corner; ``exhibit`` is the place of the exhibit from 0, ``exhibit_page`` its own page, 0 for the whole of it.
    """

    page: int
    box: tuple[float, float, float, float]
    exhibit: int
    exhibit_page: int = 0


@dataclass(frozen=True, slots=True)
class PacketExhibit:
    """One exhibit of a packet: its letter, its title, what it is cited for, and its pages."""

    letter: str
    title: str
    citations: tuple[Citation, ...] = ()
    pdf: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Packet:
    """Everything to be bound. ``cover`` is a fax cover sheet, or empty; ``heading`` names the appeal on the index.

    ``mentions`` are the places of the letter that lead to a page of an exhibit.
    """

    title: str
    heading: str
    letter: bytes = field(repr=False)
    exhibits: tuple[PacketExhibit, ...] = ()
    cover: bytes = field(default=b"", repr=False)
    is_draft: bool = False
    mentions: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class PacketPart:
    """One file of a packet: the ``number``-th ``of`` so many, with the packet pages from ``first`` to ``last``."""

    number: int
    of: int
    first: int
    last: int
    pdf: bytes = field(repr=False)


def exhibit_letter(place: int) -> str:
    """Letter an exhibit by its place, from 0: A … Z, AA, AB …"""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def named_pages(text: str) -> tuple[int, ...]:
    """Read the pages somebody typed ("7", "7-9", "p. 3, 5"); empty when the text is none of these."""
    found = _PAGES.fullmatch(text.strip().casefold()) if len(text) <= _LONGEST_PAGES else None
    if found is None:
        return ()
    pages: list[int] = []
    for first, last in _RANGE.findall(found.group(1)):
        start, stop = int(first), int(last or first)
        if stop < start or stop - start > MOST_PAGES:
            return ()
        pages.extend(range(start, stop + 1))
    return tuple(dict.fromkeys(pages))


def citations_of(case: Case, exhibit_id: str) -> tuple[Citation, ...]:
    """What the rows of the log point at an exhibit for, in the order of its pages."""
    cited = [
        Citation(_drug_and_dose(row.drug.strip(), row.dose.strip()), named_pages(row.exhibit_page))
        for row in case.therapies
        if row.exhibit_id == exhibit_id and row.provenance.confirmed
    ]
    return tuple(sorted(cited, key=lambda each: each.pages[:1] or (MOST_PAGES + 1,)))


def _drug_and_dose(drug: str, dose: str) -> str:
    """Name a row: "methotrexate 15 mg", and "methotrexate 2.5 mg tablet, 15 mg" where the name has its own strength."""
    has_strength = any(char.isdigit() for char in drug)
    return (", " if has_strength else " ").join(part for part in (drug, dose) if part)


def check_password(password: str, again: str) -> str:
    """Accept a password typed twice; raises PacketError when the two differ or it is too short."""
    if password != again:
        raise PacketError("The two passwords differ.", "Type the same password twice.")
    if len(password) < SHORTEST_PASSWORD:
        raise PacketError(
            f"The password is shorter than {SHORTEST_PASSWORD} characters.", "Use a longer one; three or four words do."
        )
    if password != password.strip() or not password.isprintable():
        raise PacketError(
            "The password begins or ends with a space or holds a character that cannot be typed.", "Choose another one."
        )
    return password
