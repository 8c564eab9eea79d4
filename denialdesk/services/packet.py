"""Letters and exhibits to one indexed, page-numbered packet on disk."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.errors import NotWritableError, PacketError, UserError
from denialdesk.domain.letter import Letter
from denialdesk.domain.packet import (
    Mention,
    Packet,
    PacketExhibit,
    PacketOptions,
    PacketPart,
    citations_of,
    exhibit_letter,
)
from denialdesk.domain.practice import Practice
from denialdesk.knowledge.library import Library
from denialdesk.letters.fax_pages import with_page_count
from denialdesk.letters.packet_plan import count_pages
from denialdesk.services.appeal import appraise
from denialdesk.system.files import flush_file, replacing, write_problems

MOST_PACKET_PAGES = 5_000
_MOST_OF_A_NAME = 1_000


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """One file of a packet as it was written. ``size`` in bytes, pages as numbered in the packet."""

    path: Path
    size: int
    first: int
    last: int


def fax_cover(case: Case, practice: Practice, library: Library, today: dt.date) -> Letter:
    """The fax cover sheet of a case; a draft while it has gaps, whatever the letter itself lacks."""
    cover_case = replace(case, letter=replace(case.letter, kind=LetterKind.FAX_COVER))
    cover = appraise(cover_case, practice, library, today).generated
    return replace(cover, draft=bool(cover.placeholders()))


def exhibits_of(case: Case) -> tuple[PacketExhibit, ...]:
    """The exhibits of a case in order, without their bytes."""
    return tuple(
        PacketExhibit(exhibit_letter(place), " ".join(each.title.split()), citations_of(case, each.id))
        for place, each in enumerate(case.exhibits)
    )


def check_exhibits(case: Case) -> None:
    """Refuse a packet with an exhibit that has no file, or with more pages than a packet may have."""
    for place, each in enumerate(case.exhibits):
        if not each.document_id:
            raise PacketError(
                f"Exhibit {exhibit_letter(place)} has no file yet.", "Add its file, or remove it from the list."
            )
    if sum(each.pages or 0 for each in case.exhibits) > MOST_PACKET_PAGES:
        raise PacketError(f"The exhibits have more than {MOST_PACKET_PAGES:,} pages.", "Leave out what proves nothing.")


def packet_length(case: Case, letter_pages: int, cover_pages: int) -> int:
    """How many pages the packet of a case will have."""
    return count_pages(exhibits_of(case), [each.pages or 0 for each in case.exhibits], letter_pages, cover_pages)


@dataclass(frozen=True, slots=True)
class PacketOrder:
    """What a person asked for: the letter as set in type, or their signed copy of it, and how it is to be bound.

    ``signed`` is a scan of the signed letter as ``intake`` reads it, empty for the letter as the program writes it.
    """

    letter: Letter
    options: PacketOptions
    cover: Letter | None = None
    signed: bytes = field(default=b"", repr=False)


def compose_packet(
    case: Case,
    order: PacketOrder,
    render_pdf: Callable[[Letter], bytes],
    content: Callable[[str], bytes],
    find_mentions: Callable[[Letter, Sequence[str]], tuple[Mention, ...]] = lambda _letter, _exhibits: (),
) -> Packet:
    """Put together what is to be bound; ``content`` reads an exhibit's document, ``render_pdf`` sets a letter.

    ``find_mentions`` finds the places of the letter that name an exhibit, given the exhibits' ids in order; a signed
    copy is a scan, of which nobody knows where they are. Raises PacketError, and what the others raise.
    """
    check_exhibits(case)
    letter = order.letter
    letter_pdf = order.signed or render_pdf(letter)
    cover_pdf = b""
    if order.cover is not None:
        # The sheet is set twice: its own length is part of the count it carries.
        cover_pages = _pages_in(render_pdf(order.cover))
        total = packet_length(case, _pages_in(letter_pdf), cover_pages)
        cover_pdf = render_pdf(with_page_count(order.cover, total))
    exhibits = tuple(
        PacketExhibit(shown.letter, shown.title, shown.citations, content(each.document_id))
        for shown, each in zip(exhibits_of(case), case.exhibits, strict=True)
    )
    return Packet(
        title=f"{letter.title} with exhibits" if exhibits else letter.title,
        heading=letter.running_title,
        letter=letter_pdf,
        exhibits=exhibits,
        cover=cover_pdf,
        is_draft=letter.draft and not order.signed,
        mentions=() if order.signed else find_mentions(letter, [each.id for each in case.exhibits]),
    )


def _pages_in(pdf: bytes) -> int:
    """Count the pages of a PDF the program itself has just made."""
    import pikepdf  # noqa: PLC0415 - only a packet with a cover sheet needs it

    with pikepdf.Pdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def packet_name(letter: Letter, today: dt.date) -> str:
    """The name of a packet's file without its ending: what it is and its date, never whose it is."""
    return f"packet-{(letter.date or today).isoformat()}{'-DRAFT' if letter.draft else ''}"


def file_names(stem: str, parts: int) -> tuple[str, ...]:
    """The names of a packet's files."""
    if parts == 1:
        return (f"{stem}.pdf",)
    return tuple(f"{stem}-part-{number}-of-{parts}.pdf" for number in range(1, parts + 1))


def write_parts(folder: Path, stem: str, parts: Sequence[PacketPart]) -> tuple[WrittenFile, ...]:
    """Write all files of a packet; none takes its place before all are on the disk. Files of these names are replaced.

    Raises DiskFullError, NotWritableError.
    """
    paths = [folder / name for name in file_names(stem, len(parts))]
    with write_problems(), ExitStack() as stack:
        for path, part in zip(paths, parts, strict=True):
            temporary = stack.enter_context(replacing(path))
            temporary.write_bytes(part.pdf)
            flush_file(temporary)
    return tuple(
        WrittenFile(path, len(part.pdf), part.first, part.last) for path, part in zip(paths, parts, strict=True)
    )


def free_stem(folder: Path, stem: str) -> str:
    """A name of which the folder has no file yet, so that no packet replaces another."""
    taken = {path.name.casefold() for path in folder.glob("*.pdf")} if folder.is_dir() else set()
    for number in range(1, _MOST_OF_A_NAME):
        tried = stem if number == 1 else f"{stem}-{number}"
        if not any(name == f"{tried}.pdf".casefold() or name.startswith(f"{tried}-part-".casefold()) for name in taken):
            return tried
    raise NotWritableError("The folder is full of packets of this name.", "Choose another folder.")


def options_for(megabytes: float | None, most_pages: int | None, base: PacketOptions) -> PacketOptions:
    """Options with limits as a person gives them: megabytes of a million bytes, pages of one file."""
    if megabytes is not None and not 0.5 <= megabytes <= 500:
        raise UserError("A file can have from 0.5 to 500 MB.", "Give another size.")
    if most_pages is not None and not 2 <= most_pages <= MOST_PACKET_PAGES:
        raise UserError(f"A file can have from 2 to {MOST_PACKET_PAGES:,} pages.", "Give another number.")
    largest = round(megabytes * 1_000_000) if megabytes is not None else None
    return PacketOptions(base.colors, largest, most_pages, base.password)
