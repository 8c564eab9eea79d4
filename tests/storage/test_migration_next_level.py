"""The step to the fifth shape: which letter was filed and which refusal still waits, from the cases that are there."""

import json
from pathlib import Path
from typing import Any

import pytest

from denialdesk.domain.case import LetterKind
from denialdesk.storage.cases import CaseRepository
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import Database, make_empty_file
from denialdesk.storage.driver import Migrations
from denialdesk.storage.migrations import MIGRATIONS

KEY = DataKey(bytes(range(32)))
SENT = {"id": "v1", "kind": "sent", "at": "2026-10-01", "letter": "first_appeal"}
ASKED = {"id": "v2", "kind": "sent", "at": "2026-10-02", "letter": "claim_file_request"}
UPHELD = {"id": "v3", "kind": "decided", "at": "2026-11-01", "decision": "upheld"}
WON = {"id": "v4", "kind": "decided", "at": "2026-11-02", "decision": "overturned"}
TAKEN_UP = {"id": "v5", "kind": "next_level", "at": "2026-11-03"}


@pytest.mark.parametrize(
    ("status", "events", "expected"),
    [
        ("draft", [], (None, "")),
        ("sent", [SENT, ASKED], (LetterKind.FIRST_APPEAL, "")),
        ("decided", [SENT, UPHELD], (LetterKind.FIRST_APPEAL, "2026-11-01")),
        ("decided", [SENT, UPHELD, WON], (LetterKind.FIRST_APPEAL, "")),
        ("closed", [SENT, UPHELD], (LetterKind.FIRST_APPEAL, "")),
        ("draft", [SENT, UPHELD, TAKEN_UP], (LetterKind.FIRST_APPEAL, "")),
    ],
)
def test_a_refusal_that_waits_is_found(
    tmp_path: Path, status: str, events: list[dict[str, str]], expected: tuple[Any, ...]
) -> None:
    path = tmp_path / "vault.db"
    make_empty_file(path)
    database = Database(path, KEY)
    earlier = Migrations("denialdesk")
    earlier._migrations = MIGRATIONS._migrations[:4]
    database.migrate(earlier)
    whole = {"format": "denialdesk-case", "version": 1, "case": {"id": "c1", "status": status, "events": events}}
    with database.writing() as tables:
        tables.execute(
            "INSERT INTO cases (id, sort_name, drug, strength, payer_name, reference_number, status, notice_date,"
            " received_date, printed_deadline, plan_type, level, urgent, created_at, updated_at)"
            " VALUES ('c1', '', '', '', '', '', ?, '', '', '', '', 'initial_denial', 0, '', '')",
            [status],
        )
        tables.execute("INSERT INTO case_bodies VALUES ('c1', ?)", [json.dumps(whole).encode()])
    assert database.migrate()
    (line,) = CaseRepository(database).summaries()
    assert (line.filed_letter, line.refused_at) == expected
    database.close()
