"""What a kind of letter gives: its title and its sections in order."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.letter import Section


@dataclass(frozen=True, slots=True)
class Contents:
    """The title of the document and its sections; a section that has nothing to say is None and left out.

    ``title`` never names the patient: it ends in file properties.
    """

    title: str
    sections: tuple[Section | None, ...]
    has_letterhead: bool = True  # False for papers that do not come from the practice
