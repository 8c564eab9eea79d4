"""Exported versions of the letters: kept as each leaves, found again by id or mark as a signed one comes back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace

from denialdesk.domain.changes import NO_CHANGES, Area, Changes
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_versions import LetterVersion, version_of
from denialdesk.storage.audit import utc_text
from denialdesk.storage.database import Database
from denialdesk.storage.letter_versions import LetterVersionRepository


class LetterVersionService:
    """Versions in one open vault; ``clock`` dates them."""

    def __init__(self, database: Database, clock: Callable[[], dt.datetime]) -> None:
        self._versions = LetterVersionRepository(database)
        self._clock = clock

    def keep(
        self, case_id: str, letter: Letter, furniture: Sequence[str] = ()
    ) -> tuple[tuple[LetterVersion, ...], Changes]:
        """Keep what a letter that leaves says, and give all versions of its case, this one first.

        ``letter`` carries its version; ``furniture`` is what an office's own letterhead puts around it. Raises
        DiskFullError.
        """
        version = version_of(letter, case_id, utc_text(self._clock()))
        version = replace(version, furniture=tuple(dict.fromkeys((*version.furniture, *furniture))))
        is_new = self._versions.keep(version)
        changes = Changes(frozenset({Area.PACKET}), frozenset({case_id})) if is_new else NO_CHANGES
        return self._versions.of_case(case_id), changes

    def of_case(self, case_id: str) -> tuple[LetterVersion, ...]:
        """The versions of one case, the one exported last first."""
        return self._versions.of_case(case_id)

    def find(self, version_id: str) -> LetterVersion | None:
        """The version of this id, of whichever case."""
        return self._versions.find(version_id)

    def with_mark(self, mark: str) -> tuple[LetterVersion, ...]:
        """The versions that carry a mark, of whichever case."""
        return self._versions.with_mark(mark)
