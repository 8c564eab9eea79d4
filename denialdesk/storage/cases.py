"""Cases as rows: the canonical case file as the body, the worklist's line beside it."""

from __future__ import annotations

from collections.abc import Iterable

from denialdesk.domain.case import Case, CaseStatus, LetterKind
from denialdesk.domain.case_format import dump_case, facts_from_text, facts_to_text, load_case
from denialdesk.domain.case_summary import CaseSummary, summarise
from denialdesk.domain.changes import Area
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.errors import CaseFormatError, CaseNotFoundError, DamagedVaultError
from denialdesk.domain.plan import FormularyStatus, PlanType
from denialdesk.storage.audit import Action, record
from denialdesk.storage.database import Database
from denialdesk.storage.failures import RESTORE

# In the order of CaseSummary's fields.
SUMMARY_COLUMNS = (
    *("id", "sort_name", "drug", "strength", "payer_name", "reference_number", "status", "notice_date"),
    *("received_date", "printed_deadline", "plan_type", "level", "urgent", "updated_at"),
    *("state", "formulary_status", "letter_kind", "already_taking", "filed_at", "appeal", "filed_letter"),
    "refused_at",
)
COLUMNS = (*SUMMARY_COLUMNS, "created_at")
WRITE_LINE = (
    f"INSERT INTO cases ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))}) "  # noqa: S608  # constants
    f"ON CONFLICT (id) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in COLUMNS[1:])}"
)
WRITE_BODY = (
    "INSERT INTO case_bodies (case_id, body) VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET body = excluded.body"
)
READ_LINES = f"SELECT {', '.join(SUMMARY_COLUMNS)} FROM cases ORDER BY updated_at DESC, id"  # noqa: S608  # constants


class CaseRepository:
    """Reads and writes cases; each write is one transaction with its audit row."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self) -> tuple[CaseSummary, ...]:
        """Every case's line, the one last changed first, in one statement."""
        with self._database.reading() as tables:
            rows = tables.execute(READ_LINES).fetchall()
        return tuple(_summary(row) for row in rows)

    def contains(self, case_id: str) -> bool:
        """Say whether a case is there."""
        with self._database.reading() as tables:
            return tables.execute("SELECT 1 FROM cases WHERE id = ?", [case_id]).fetchone() is not None

    def read(self, case_id: str) -> Case:
        """Read one case; raises CaseNotFoundError, DamagedVaultError."""
        with self._database.reading() as tables:
            row = tables.execute("SELECT body FROM case_bodies WHERE case_id = ?", [case_id]).fetchone()
        if row is None:
            raise CaseNotFoundError("This case is no longer in the vault.", "Choose another one from the list.")
        try:
            return load_case(row[0])
        except CaseFormatError as error:
            raise DamagedVaultError("This case cannot be read.", RESTORE) from error

    def write(self, case: Case, action: Action, areas: Iterable[Area]) -> None:
        """Keep a case, new or changed; ``updated_at`` dates the audit row. Raises CaseFormatError, DiskFullError."""
        body = dump_case(case, readable=False)
        if load_case(body) != case:  # what cannot be read back is never written
            raise CaseFormatError("The case cannot be kept as it is.", "Undo the last change.")
        values: dict[str, object] = {"id": case.id, "created_at": case.created_at}
        summary = summarise(case)
        values |= {name: getattr(summary, name) for name in SUMMARY_COLUMNS[1:]}
        values["plan_type"] = summary.plan_type or ""
        values["already_taking"] = "" if summary.already_taking is None else str(int(summary.already_taking))
        values["filed_letter"] = summary.filed_letter or ""
        values["appeal"] = facts_to_text(summary.appeal)
        with self._database.writing() as tables:
            tables.execute(WRITE_LINE, [_plain(values[name]) for name in COLUMNS])
            tables.execute(WRITE_BODY, [case.id, body])
            record(tables, case.updated_at, action, case.id, areas)

    def note(self, case_id: str, at: str, action: Action) -> None:
        """Record something done with a case that does not change it."""
        with self._database.writing() as tables:
            record(tables, at, action, case_id)

    def delete(self, case_id: str, at: str) -> None:
        """Remove a case with its documents; its audit rows stay. Raises CaseNotFoundError."""
        with self._database.writing() as tables:
            if tables.execute("DELETE FROM cases WHERE id = ?", [case_id]).rowcount != 1:
                raise CaseNotFoundError("This case is no longer in the vault.", "Choose another one from the list.")
            record(tables, at, Action.DELETED, case_id)


def _plain(value: object) -> object:
    # The driver stores plain values only: enums as their text, true and false as numbers.
    if isinstance(value, bool):
        return int(value)
    return str(value)


def _summary(row: tuple[str, ...]) -> CaseSummary:
    line = dict(zip(SUMMARY_COLUMNS, row, strict=True))
    return CaseSummary(
        case_id=line["id"],
        sort_name=line["sort_name"],
        drug=line["drug"],
        strength=line["strength"],
        payer_name=line["payer_name"],
        reference_number=line["reference_number"],
        status=CaseStatus(line["status"]),
        notice_date=line["notice_date"],
        received_date=line["received_date"],
        printed_deadline=line["printed_deadline"],
        plan_type=PlanType(line["plan_type"]) if line["plan_type"] else None,
        level=AppealLevel(line["level"]),
        urgent=bool(line["urgent"]),
        updated_at=line["updated_at"],
        state=line["state"],
        formulary_status=FormularyStatus(line["formulary_status"] or FormularyStatus.UNKNOWN),
        letter_kind=LetterKind(line["letter_kind"] or LetterKind.FIRST_APPEAL),
        already_taking=line["already_taking"] == "1" if line["already_taking"] else None,
        filed_at=line["filed_at"],
        appeal=facts_from_text(line["appeal"]),
        filed_letter=LetterKind(line["filed_letter"]) if line["filed_letter"] else None,
        refused_at=line["refused_at"],
    )
