"""Whether the criteria have moved on since a case was exported: what its banner says."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from denialdesk.domain.case import Case
from denialdesk.domain.errors import UserError
from denialdesk.domain.policy_outline import date_in_words
from denialdesk.knowledge.editions import edition_key
from denialdesk.knowledge.library import Library
from denialdesk.services.appeal import payer_id_of


class CriteriaMove(StrEnum):
    """What is different from the criteria a case was judged by."""

    NEWER = "newer"  # a newer edition is in use
    OTHER = "other"  # another edition that is not newer, or the same one with other content
    OFFICE = "office"  # the office entered, corrected or checked policies of this payer since


@dataclass(frozen=True, slots=True)
class CriteriaNotice:
    """The banner of a case whose letter was made by other criteria than those in use."""

    move: CriteriaMove
    text: str


def newer_criteria(case: Case, library: Library) -> CriteriaNotice | None:
    """Compare the criteria a case was exported with and those in use; None where nothing has moved.

    A case that was never exported keeps no version and gets no banner.
    """
    judged, used = case.criteria_version, library.version_for(payer_id_of(case, library))
    if not judged or judged == used:
        return None
    if _shipped_part(judged) == _shipped_part(used):
        text = (
            "The office's own criteria for this payer have changed since this letter was exported. "
            "What is shown now follows the new ones."
        )
        return CriteriaNotice(CriteriaMove.OFFICE, text)
    before, now = _edition(judged), _edition(used)
    shown = "What is shown now follows the criteria in use: look at them again before this letter is used."
    if _is_newer(now, before):
        text = f"This letter was exported with the criteria of {_in_words(before)}. Newer ones, of {_in_words(now)}, "
        return CriteriaNotice(CriteriaMove.NEWER, f"{text}are in use since. {shown}")
    text = (
        f"This letter was exported with other criteria of {_in_words(before)} than those in use, of {_in_words(now)}."
    )
    return CriteriaNotice(CriteriaMove.OTHER, f"{text} {shown}")


def _shipped_part(version: str) -> str:
    """What the shipped data adds to a version: "2026.11.21+3f9c2a1b" of "2026.11.21+3f9c2a1b.0a1b2c3d"."""
    edition, plus, build = version.partition("+")
    return edition + plus + build.partition(".")[0]


def _edition(version: str) -> str:
    return version.partition("+")[0]


def _is_newer(now: str, before: str) -> bool:
    try:
        return edition_key(now) > edition_key(before)
    except UserError:
        return False


def _in_words(edition: str) -> str:
    parts = edition.split(".")
    if len(parts) == 3 and all(part.isdigit() for part in parts):
        return date_in_words("-".join((parts[0], parts[1].zfill(2), parts[2].zfill(2))))
    return edition
