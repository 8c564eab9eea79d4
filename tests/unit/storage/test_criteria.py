"""The office's criteria as rows: whole, audited, and gone when removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from denialdesk.domain.changes import Area
from denialdesk.domain.office_criteria import PolicyMark
from denialdesk.storage.audit import Action, read_audit
from denialdesk.storage.criteria import CriteriaRepository, PolicyRow, SourceRow
from denialdesk.storage.database import Database
from denialdesk.storage.documents import DocumentRepository
from tests.vault_makers import open_new_vault

AT, LATER = "2026-11-21T10:42:00+00:00", "2026-11-22T10:42:00+00:00"
ROW = PolicyRow("p1", "Example Health", "id: p1\n", "abc", "Casey Invented", "2026-11-21")
MARK = PolicyMark("p1", "abc", "Casey Invented", "2026-11-21", "IP1", "2026-03-15", "4", "note")


@pytest.fixture
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    vault = open_new_vault(tmp_path_factory.mktemp("profile"))
    yield vault.database
    vault.close()


@pytest.fixture
def repository(database: Database) -> CriteriaRepository:
    return CriteriaRepository(database)


def actions(database: Database) -> list[tuple[Action, tuple[str, ...]]]:
    return [(row.action, row.areas) for row in read_audit(database, "")]


def test_a_new_vault_has_none(repository: CriteriaRepository) -> None:
    assert (repository.policies(), repository.marks(), repository.source("p1")) == ((), (), SourceRow("p1"))


def test_policies_are_written_changed_and_removed(repository: CriteriaRepository, database: Database) -> None:
    second = replace(ROW, policy_id="a2")
    repository.write_policy(ROW, AT)
    repository.write_policy(second, AT, Action.IMPORTED)
    assert repository.policies() == (second, ROW)
    changed = PolicyRow("p1", "Other", "id: p1\nnumber: x\n", "", "Robin", "2026-11-22")
    repository.write_policy(changed, LATER)
    assert repository.policies() == (second, changed)
    assert repository.delete_policy("a2", LATER)
    assert not repository.delete_policy("a2", LATER)
    assert repository.policies() == (changed,)
    area = (Area.KNOWLEDGE.value,)
    assert actions(database) == [
        (Action.CHANGED, area),
        (Action.IMPORTED, area),
        (Action.CHANGED, area),
        (Action.DELETED, area),
    ]


def test_marks_are_written_replaced_and_removed(repository: CriteriaRepository, database: Database) -> None:
    repository.write_mark(MARK, AT)
    assert repository.marks() == (MARK,)
    newer = replace(MARK, checked_by="Robin Invented", page="")
    repository.write_mark(newer, LATER)
    assert repository.marks() == (newer,)
    assert repository.delete_mark("p1", LATER)
    assert not repository.delete_mark("p1", LATER)
    assert repository.marks() == ()
    assert len(actions(database)) == 3


def test_a_source_points_at_a_document_and_outlives_it(repository: CriteriaRepository, database: Database) -> None:
    documents = DocumentRepository(database)
    documents.add("d1", b"bytes", name="policy.pdf", media_type="application/pdf", at=AT)
    row = SourceRow("p1", "as printed", "d1")
    repository.write_source(row, AT)
    assert repository.source("p1") == row
    documents.delete("d1")
    assert repository.source("p1") == SourceRow("p1", "as printed")
    repository.write_source(SourceRow("p1"), AT)
    assert repository.source("p1") == SourceRow("p1")


def test_removing_a_policy_leaves_its_check_and_source(repository: CriteriaRepository) -> None:
    repository.write_policy(ROW, AT)
    repository.write_mark(MARK, AT)
    repository.write_source(SourceRow("p1", "words"), AT)
    repository.delete_policy("p1", AT)
    assert repository.marks() == (MARK,)
    assert repository.source("p1").text == "words"
