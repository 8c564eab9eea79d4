"""What the dialog of the packet says: the ways it goes out, how pages are written, how large the files are."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from denialdesk.domain.packet import PageColors
from denialdesk.services.packet import WrittenFile

COLORS = (
    (PageColors.AS_THEY_ARE, "As they are"),
    (PageColors.GREY, "Greyscale, 200 dpi"),
    (PageColors.BLACK_AND_WHITE, "Black and white, 200 dpi (fax)"),
)
COLOR_HINTS = {
    PageColors.AS_THEY_ARE: "Nothing is lost; text in the exhibits can still be searched.",
    PageColors.GREY: "Smaller where pages are scans or have colour. Text on pages drawn anew cannot be searched.",
    PageColors.BLACK_AND_WHITE: "As a fax machine sends it. Photos become dots.",
}
FAREWELL = "Nobody can open the packet without it. Tell the plan by telephone, never in the same message."


class Way(StrEnum):
    """How a packet goes out, which says how it is best written."""

    PAPER = "paper"
    PORTAL = "portal"
    FAX = "fax"


WAYS = (
    (Way.PAPER, "Printed, or as one file"),
    (Way.PORTAL, "Uploaded to a portal: files of at most 10 MB"),
    (Way.FAX, "Faxed: cover sheet, black and white, 50 pages a call"),
)


def written_words(files: Sequence[WrittenFile]) -> str:
    """What was made, with sizes: one line for each file."""
    total = files[-1].last
    if len(files) == 1:
        return f"{files[0].path.name}: {pages_in_words(total)}, {size_words(files[0].size)}."
    lines = [f"{each.path.name}: pages {each.first}–{each.last}, {size_words(each.size)}." for each in files]
    return "\n".join([f"{len(files)} files, {pages_in_words(total)}:", *lines])


def size_words(size: int) -> str:
    """A file's size as people say it."""
    return f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, round(size / 1_000))} KB"


def pages_in_words(count: int) -> str:
    """A number of pages as people say it."""
    return "1 page" if count == 1 else f"{count:,} pages"
