"""What the office chose or stated for one letter beside its text: citations, the label as read, answers, set-asides."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate


@dataclass(frozen=True, slots=True)
class ChosenCitation:
    """A publication the office wants cited.

    ``read_by`` and ``read_on`` (ISO) say who read the publication itself; ``entry`` is the hash of what was confirmed,
    so that a changed entry asks again.
    """

    evidence_id: str
    read_by: str = ""
    read_on: str = ""
    entry: str = ""


@dataclass(frozen=True, slots=True)
class LabelReading:
    """The office read the FDA label for one drug and use. Empty ``read_by``: nobody has.

    ``entry`` is the hash of our wording that was found right; ``revised`` the label's revision date as printed.
    """

    drug_id: str = ""
    indication_id: str = ""
    entry: str = ""
    section: str = ""
    revised: PartialDate = UNKNOWN_DATE
    read_by: str = ""
    read_on: str = ""


@dataclass(frozen=True, slots=True)
class NoticeAnswer:
    """The prescriber's own words to one point of the notice. ``key`` names the point (``DenialItem.key``)."""

    key: str
    words: str


@dataclass(frozen=True, slots=True)
class SetAside:
    """A point of the notice, or a doubt of the program, that the office sets aside, with the reason why."""

    key: str
    reason: str
    by: str = ""
