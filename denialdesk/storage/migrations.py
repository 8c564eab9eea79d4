"""The shape of the vault's tables, as an append-only list of frozen functions.

A migration that was ever released is never edited: old vaults must reach today's shape by the same steps. A new one
goes at the end, with a sample of the old shape in tests/storage/.
"""

from __future__ import annotations

from denialdesk.storage.driver import Migrations, Tables

MIGRATIONS = Migrations("denialdesk")


@MIGRATIONS()
def m001_first_tables(db: Tables) -> None:
    """Cases with their worklist line apart from their body, practice, preferences, documents, audit."""
    db.create_table("vault", {"name": str, "value": str}, pk="name", not_null={"value"}, strict=True)
    db.create_table(
        "cases",
        {
            "id": str,
            "sort_name": str,
            "drug": str,
            "strength": str,
            "payer_name": str,
            "reference_number": str,
            "status": str,
            "notice_date": str,
            "received_date": str,
            "printed_deadline": str,
            "plan_type": str,  # empty: not known yet
            "level": str,
            "urgent": int,
            "created_at": str,
            "updated_at": str,
        },
        pk="id",
        not_null={
            *("sort_name", "drug", "strength", "payer_name", "reference_number", "status", "notice_date"),
            *("received_date", "printed_deadline", "plan_type", "level", "urgent", "created_at", "updated_at"),
        },
        strict=True,
    )
    # Apart from the list, so that the worklist reads a few pages and not every body.
    db.execute(
        "CREATE TABLE case_bodies (case_id TEXT PRIMARY KEY REFERENCES cases(id) ON DELETE CASCADE,"
        " body BLOB NOT NULL) STRICT"
    )
    db.create_table("practice", {"id": int, "body": bytes}, pk="id", not_null={"body"}, strict=True)
    db.create_table("preferences", {"name": str, "value": str}, pk="name", not_null={"value"}, strict=True)
    db.execute(
        "CREATE TABLE documents (id TEXT PRIMARY KEY,"
        " case_id TEXT REFERENCES cases(id) ON DELETE CASCADE,"  # empty: the office's own, such as a letterhead
        " name TEXT NOT NULL, media_type TEXT NOT NULL, size INTEGER NOT NULL, sha256 TEXT NOT NULL,"
        " added_at TEXT NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX documents_of_case ON documents (case_id)")
    db.execute(
        "CREATE TABLE document_contents (document_id TEXT PRIMARY KEY REFERENCES documents(id) ON DELETE CASCADE,"
        " content BLOB NOT NULL) STRICT"
    )
    db.create_table(
        "audit",
        {"id": int, "at": str, "who": str, "action": str, "case_id": str, "areas": str},
        pk="id",
        not_null={"at", "who", "action", "case_id", "areas"},
        strict=True,
    )
    db.table("audit").create_index(["case_id"])


@MIGRATIONS()
def m002_office_criteria(db: Tables) -> None:
    """The office's own policies and checks, and the payers' documents they were entered from."""
    db.execute(
        "CREATE TABLE office_policies (policy_id TEXT PRIMARY KEY, payer_name TEXT NOT NULL,"
        " body TEXT NOT NULL,"  # a policy file, as in criteria_db/payers
        " base_hash TEXT NOT NULL, written_by TEXT NOT NULL, written_on TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE policy_marks (policy_id TEXT PRIMARY KEY, content_hash TEXT NOT NULL, checked_by TEXT NOT NULL,"
        " checked_on TEXT NOT NULL, number TEXT NOT NULL, effective_date TEXT NOT NULL, page TEXT NOT NULL,"
        " note TEXT NOT NULL, updated_at TEXT NOT NULL) STRICT"
    )
    db.execute(
        "CREATE TABLE policy_sources (policy_id TEXT PRIMARY KEY, pasted_text TEXT NOT NULL,"
        " document_id TEXT REFERENCES documents(id) ON DELETE SET NULL, updated_at TEXT NOT NULL) STRICT"
    )


@MIGRATIONS()
def m003_law(db: Tables) -> None:
    """What the worklist needs to count by the right law, and the office's readings of the law, a row for each."""
    for column in ("state", "formulary_status", "letter_kind", "already_taking", "filed_at", "appeal"):
        db.execute(f"ALTER TABLE cases ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.execute(
        "UPDATE cases SET (state, formulary_status, letter_kind, already_taking, filed_at) = ("
        " SELECT coalesce(json_extract(whole, '$.case.plan.state'), ''),"
        " coalesce(json_extract(whole, '$.case.plan.formulary_status'), ''),"
        " coalesce(json_extract(whole, '$.case.letter.kind'), ''),"
        " coalesce(CAST(json_extract(whole, '$.case.request.already_taking') AS TEXT), ''),"
        " coalesce((SELECT json_extract(value, '$.at') FROM json_each(whole, '$.case.events')"
        "  WHERE json_extract(value, '$.kind') IN ('received', 'sent')"
        "  ORDER BY json_extract(value, '$.kind') = 'sent', key DESC LIMIT 1), '')"
        " FROM (SELECT CAST(body AS TEXT) AS whole FROM case_bodies WHERE case_id = cases.id))"
        " WHERE EXISTS (SELECT 1 FROM case_bodies WHERE case_id = cases.id)"
    )
    db.execute(
        "CREATE TABLE law_readings (id INTEGER PRIMARY KEY, entry TEXT NOT NULL, citation TEXT NOT NULL,"
        " statement TEXT NOT NULL, confidence TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL,"
        " is_confirmed INTEGER NOT NULL) STRICT"  # 0: taken back; the last row of an entry counts
    )


@MIGRATIONS()
def m004_letter_versions(db: Tables) -> None:
    """What each exported letter said, to hold against it what comes back from signing."""
    db.execute(
        "CREATE TABLE letter_versions (id TEXT PRIMARY KEY,"
        " case_id TEXT NOT NULL REFERENCES cases(id) ON DELETE CASCADE,"
        " mark TEXT NOT NULL, kind TEXT NOT NULL, is_draft INTEGER NOT NULL, letter_date TEXT NOT NULL,"
        " exported_at TEXT NOT NULL, last_exported_at TEXT NOT NULL,"
        " paragraphs TEXT NOT NULL, furniture TEXT NOT NULL) STRICT"  # both a list of texts as JSON
    )
    db.execute("CREATE INDEX letter_versions_of_case ON letter_versions (case_id)")
    db.execute("CREATE INDEX letter_versions_by_mark ON letter_versions (mark)")


@MIGRATIONS()
def m005_next_level(db: Tables) -> None:
    """Which letter was filed, and since when a refusal waits to be taken further: a time limit runs from it."""
    for column in ("filed_letter", "refused_at"):
        db.execute(f"ALTER TABLE cases ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    db.execute(
        "UPDATE cases SET (filed_letter, refused_at) = ("
        " SELECT coalesce((SELECT json_extract(value, '$.letter') FROM json_each(whole, '$.case.events')"
        "  WHERE json_extract(value, '$.kind') = 'sent' AND json_extract(value, '$.letter') IN ('first_appeal',"
        "   'second_appeal', 'expedited_appeal', 'external_review', 'step_exception', 'formulary_exception',"
        "   'medical_necessity', 'continuation', 'patient_cover') ORDER BY key DESC LIMIT 1), ''),"
        " coalesce((SELECT CASE WHEN json_extract(value, '$.decision') IN ('upheld', 'partly overturned')"
        "   AND cases.status = 'decided' THEN json_extract(value, '$.at') END"
        "  FROM json_each(whole, '$.case.events')"
        "  WHERE json_extract(value, '$.kind') IN ('decided', 'next_level') ORDER BY key DESC LIMIT 1), '')"
        " FROM (SELECT CAST(body AS TEXT) AS whole FROM case_bodies WHERE case_id = cases.id))"
        " WHERE EXISTS (SELECT 1 FROM case_bodies WHERE case_id = cases.id)"
    )
