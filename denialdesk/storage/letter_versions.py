"""Every exported version of every letter: its text, encrypted with the rest of the vault."""

from __future__ import annotations

import json

from denialdesk.domain.case import LetterKind
from denialdesk.domain.letter_versions import LetterVersion
from denialdesk.storage.database import Database

_COLUMNS = "id, case_id, mark, kind, is_draft, letter_date, exported_at, paragraphs, furniture"
_Row = tuple[str, str, str, str, int, str, str, str, str]


class LetterVersionRepository:
    """Keeps and finds versions. A version goes with its case."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, version: LetterVersion) -> bool:
        """Keep a version, or note that one kept before was exported again; True for a new one. Raises DiskFullError.

        The first export's text stays: the id follows from it. What stands around the text, which a letterhead changes,
        is kept from every export.
        """
        known = self.find(version.id)
        around = dict.fromkeys((*(known.furniture if known is not None else ()), *version.furniture))
        row = [
            *(version.id, version.case_id, version.mark, version.kind.value, int(version.is_draft)),
            *(version.letter_date, version.exported_at),
            *(json.dumps(texts, ensure_ascii=False) for texts in (version.paragraphs, tuple(around))),
        ]
        with self._database.writing() as tables:
            tables.execute(
                f"INSERT INTO letter_versions ({_COLUMNS}, last_exported_at)"  # noqa: S608  # constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (id) DO UPDATE SET last_exported_at = excluded.last_exported_at,"
                " furniture = excluded.furniture",
                [*row, version.exported_at],
            )
        return known is None

    def of_case(self, case_id: str) -> tuple[LetterVersion, ...]:
        """The versions of one case, the one exported last first."""
        return self._found("case_id = ? ORDER BY last_exported_at DESC, rowid DESC", case_id)

    def find(self, version_id: str) -> LetterVersion | None:
        """The version of this id, of whichever case."""
        return next(iter(self._found("id = ?", version_id)), None)

    def with_mark(self, mark: str) -> tuple[LetterVersion, ...]:
        """The versions that carry a mark, of whichever case; by chance they may be more than one."""
        return self._found("mark = ? ORDER BY last_exported_at DESC, rowid DESC", mark)

    def _found(self, condition: str, value: str) -> tuple[LetterVersion, ...]:
        with self._database.reading() as tables:
            rows: list[_Row] = tables.execute(
                f"SELECT {_COLUMNS} FROM letter_versions WHERE {condition}",  # noqa: S608  # constants of this module
                [value],
            ).fetchall()
        return tuple(_version(row) for row in rows)


def _version(row: _Row) -> LetterVersion:
    version_id, case_id, mark, kind, is_draft, letter_date, exported_at, paragraphs, furniture = row
    return LetterVersion(
        *(version_id, case_id, mark, LetterKind(kind), bool(is_draft), letter_date, exported_at),
        *(tuple(json.loads(text)) for text in (paragraphs, furniture)),
    )
