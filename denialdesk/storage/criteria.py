"""The office's own criteria as rows: policies as text, checks of policies, and what each was entered from."""

from __future__ import annotations

from dataclasses import dataclass

from denialdesk.domain.changes import Area
from denialdesk.domain.office_criteria import PolicyMark
from denialdesk.storage.audit import Action, record
from denialdesk.storage.database import Database

_MARK_COLUMNS = ("policy_id", "content_hash", "checked_by", "checked_on", "number", "effective_date", "page", "note")
_AREAS = (Area.KNOWLEDGE,)


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A policy of the office as it is kept: ``body`` is the policy file's text, ``written_on`` an ISO date.

    ``payer_name`` names a payer that the shipped criteria do not know; ``base_hash`` is empty where nothing is shipped.
    """

    policy_id: str
    payer_name: str
    body: str
    base_hash: str
    written_by: str
    written_on: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """What the office has of the payer's document: the text it pasted and the id of an attached file, or neither."""

    policy_id: str
    text: str = ""
    document_id: str = ""


class CriteriaRepository:
    """Reads and writes the office's criteria; each write is one transaction with its audit row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # ---- policies

    def policies(self) -> tuple[PolicyRow, ...]:
        """Read every policy of the office, by id."""
        with self._database.reading() as tables:
            rows = tables.execute(
                "SELECT policy_id, payer_name, body, base_hash, written_by, written_on FROM office_policies"
                " ORDER BY policy_id"
            ).fetchall()
        return tuple(PolicyRow(*row) for row in rows)

    def write_policy(self, row: PolicyRow, at: str, action: Action = Action.CHANGED) -> None:
        """Keep a policy, new or changed; ``at`` is an ISO date-time. Raises DiskFullError."""
        with self._database.writing() as tables:
            tables.execute(
                "INSERT INTO office_policies"
                " (policy_id, payer_name, body, base_hash, written_by, written_on, updated_at)"
                " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (policy_id) DO UPDATE SET payer_name = excluded.payer_name,"
                " body = excluded.body, base_hash = excluded.base_hash, written_by = excluded.written_by,"
                " written_on = excluded.written_on, updated_at = excluded.updated_at",
                [row.policy_id, row.payer_name, row.body, row.base_hash, row.written_by, row.written_on, at],
            )
            record(tables, at, action, areas=_AREAS)

    def delete_policy(self, policy_id: str, at: str) -> bool:
        """Remove a policy of the office, and say whether there was one; its check and source stay."""
        with self._database.writing() as tables:
            found = tables.execute("DELETE FROM office_policies WHERE policy_id = ?", [policy_id]).rowcount == 1
            if found:
                record(tables, at, Action.DELETED, areas=_AREAS)
        return bool(found)

    # ---- checks

    def marks(self) -> tuple[PolicyMark, ...]:
        """Read every check of a policy."""
        with self._database.reading() as tables:
            rows = tables.execute(
                f"SELECT {', '.join(_MARK_COLUMNS)} FROM policy_marks ORDER BY policy_id"  # noqa: S608  # constants
            ).fetchall()
        return tuple(PolicyMark(*row) for row in rows)

    def write_mark(self, mark: PolicyMark, at: str) -> None:
        """Keep the check of a policy in place of an earlier one; raises DiskFullError."""
        values = [getattr(mark, name) for name in _MARK_COLUMNS]
        with self._database.writing() as tables:
            tables.execute(
                f"INSERT OR REPLACE INTO policy_marks ({', '.join(_MARK_COLUMNS)}, updated_at)"  # noqa: S608  # constants
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [*values, at],
            )
            record(tables, at, Action.CHANGED, areas=_AREAS)

    def delete_mark(self, policy_id: str, at: str) -> bool:
        """Remove the check of a policy, and say whether there was one."""
        with self._database.writing() as tables:
            found = tables.execute("DELETE FROM policy_marks WHERE policy_id = ?", [policy_id]).rowcount == 1
            if found:
                record(tables, at, Action.CHANGED, areas=_AREAS)
        return bool(found)

    # ---- what a policy was entered from

    def source(self, policy_id: str) -> SourceRow:
        """Read what the office has of a policy's document; an empty one when it has nothing."""
        with self._database.reading() as tables:
            row = tables.execute(
                "SELECT policy_id, pasted_text, coalesce(document_id, '') FROM policy_sources WHERE policy_id = ?",
                [policy_id],
            ).fetchone()
        return SourceRow(*row) if row else SourceRow(policy_id)

    def write_source(self, row: SourceRow, at: str) -> None:
        """Keep what the office has of a policy's document; an empty one is removed. Raises DiskFullError."""
        with self._database.writing() as tables:
            if not row.text and not row.document_id:
                tables.execute("DELETE FROM policy_sources WHERE policy_id = ?", [row.policy_id])
                return
            tables.execute(
                "INSERT OR REPLACE INTO policy_sources (policy_id, pasted_text, document_id, updated_at)"
                " VALUES (?, ?, ?, ?)",
                [row.policy_id, row.text, row.document_id or None, at],
            )
