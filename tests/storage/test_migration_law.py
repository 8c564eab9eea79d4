"""The step to the third shape: the worklist's new columns are filled from the cases that are there."""

import json
from pathlib import Path
from typing import Any

import pytest

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import LetterKind
from denialdesk.domain.plan import FormularyStatus
from denialdesk.storage.cases import CaseRepository
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.database import Database, make_empty_file
from denialdesk.storage.driver import Migrations
from denialdesk.storage.migrations import MIGRATIONS

KEY = DataKey(bytes(range(32)))
SENT = {"id": "v1", "kind": "sent", "at": "2026-10-01"}
RECEIVED = {"id": "v2", "kind": "received", "at": "2026-10-02T09:30:00"}
CALLED = {"id": "v3", "kind": "called", "at": "2026-10-09"}
LATER = {"id": "v4", "kind": "sent", "at": "2026-10-20"}


def first_shapes(count: int) -> Migrations:
    earlier = Migrations("denialdesk")
    earlier._migrations = MIGRATIONS._migrations[:count]
    return earlier


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, ("", FormularyStatus.UNKNOWN, LetterKind.FIRST_APPEAL, None, "")),
        (
            {"plan": {"state": "TX", "formulary_status": "not_on_formulary"}, "letter": {"kind": "external_review"}},
            ("TX", FormularyStatus.NOT_ON_FORMULARY, LetterKind.EXTERNAL_REVIEW, None, ""),
        ),
        (
            {"request": {"already_taking": True}, "events": [SENT]},
            ("", FormularyStatus.UNKNOWN, LetterKind.FIRST_APPEAL, True, "2026-10-01"),
        ),
        (
            {"request": {"already_taking": False}, "events": [SENT, RECEIVED, CALLED, LATER]},
            ("", FormularyStatus.UNKNOWN, LetterKind.FIRST_APPEAL, False, "2026-10-02T09:30:00"),
        ),
        ({"events": [CALLED]}, ("", FormularyStatus.UNKNOWN, LetterKind.FIRST_APPEAL, None, "")),
    ],
)
def test_what_dates_turn_on_comes_from_the_case(
    tmp_path: Path, fields: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    path = tmp_path / "vault.db"
    make_empty_file(path)
    database = Database(path, KEY)
    database.migrate(first_shapes(2))
    whole = {"format": "denialdesk-case", "version": 1, "case": {"id": "c1", **fields}}
    with database.writing() as tables:
        tables.execute(
            "INSERT INTO cases (id, sort_name, drug, strength, payer_name, reference_number, status, notice_date,"
            " received_date, printed_deadline, plan_type, level, urgent, created_at, updated_at)"
            " VALUES ('c1', '', '', '', '', '', 'sent', '', '', '', '', 'initial_denial', 0, '', '')"
        )
        tables.execute("INSERT INTO case_bodies VALUES ('c1', ?)", [json.dumps(whole).encode()])
    assert database.migrate()
    (line,) = CaseRepository(database).summaries()
    found = (line.state, line.formulary_status, line.letter_kind, line.already_taking, line.filed_at)
    assert found == expected
    assert line.appeal == AppealFacts()
    database.close()
