import dataclasses
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from denialdesk.domain.case import Case, Exhibit, ExhibitKind
from denialdesk.domain.errors import DiskFullError, UnreadableFileError
from denialdesk.domain.packet import ReadExhibit
from denialdesk.services.cases import CaseService
from denialdesk.services.exhibits import (
    PREFIX,
    ExhibitService,
    add_exhibit,
    move_exhibit,
    point_at,
    point_nowhere,
    private_words,
    remove_exhibit,
    replace_file,
    set_kind,
)
from denialdesk.services.vault import VaultService
from denialdesk.storage.backup import copy_vault
from denialdesk.storage.documents import DocumentRepository
from tests.makers import make_case, make_therapy
from tests.vault_makers import Clock, case_service, open_new_vault

READ = ReadExhibit(b"%PDF-1.7 invented pages", 3, "PDF", (), "Chart note", ExhibitKind.CHART_NOTE)
TWO = (Exhibit("e1", "Notice", 2, "exhibit-1"), Exhibit("e2", "Notes", 5, "exhibit-2"))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultService]:
    opened = open_new_vault(tmp_path / "profile")
    yield opened
    opened.close()


@pytest.fixture
def cases(vault: VaultService) -> CaseService:
    return case_service(vault)


@pytest.fixture
def service(vault: VaultService) -> ExhibitService:
    ids = count(1)
    return ExhibitService(vault.database, Clock(), lambda: f"id{next(ids)}")


def test_a_document_is_kept_encrypted_and_comes_back(vault: VaultService, cases: CaseService) -> None:
    case, _ = cases.create(make_case())
    exhibits = ExhibitService(vault.database, Clock(), lambda: "1")
    document = exhibits.keep(case.id, READ)
    assert document == f"{PREFIX}1"
    assert exhibits.content(document) == READ.pdf
    (kept,) = DocumentRepository(vault.database).of_case(case.id)
    assert (kept.name, kept.media_type, kept.size) == ("Chart note", "application/pdf", len(READ.pdf))
    folder = vault.path.parent
    data = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    assert b"invented pages" not in data


def test_only_exhibits_that_nothing_refers_to_are_cleared(
    vault: VaultService, cases: CaseService, service: ExhibitService
) -> None:
    case, _ = cases.create(make_case())
    other, _ = cases.create(make_case(id="other"))
    used, unused = service.keep(case.id, READ), service.keep(case.id, READ)
    theirs = service.keep(other.id, READ)
    DocumentRepository(vault.database).add("notice-1", b"x", name="n", media_type="m", at="", case_id=case.id)
    case = dataclasses.replace(case, exhibits=(Exhibit("e1", "Note", 3, used),))
    assert service.clear_unused(case) == 1
    assert service.content(used) == READ.pdf
    assert service.content(theirs) == READ.pdf
    assert service.content("notice-1") == b"x"
    with pytest.raises(UnreadableFileError):
        service.content(unused)


def test_exhibits_go_with_their_case_and_are_in_every_backup(
    vault: VaultService, cases: CaseService, service: ExhibitService, tmp_path: Path
) -> None:
    case, _ = cases.create(make_case())
    document = service.keep(case.id, READ)
    copy = tmp_path / "copy.db"
    copy_vault(vault.database, copy)
    assert copy.stat().st_size > 0
    from denialdesk.storage.database import Access, connect

    connection = connect(copy, vault.database.key, Access.READ)
    row = connection.execute("SELECT content FROM document_contents WHERE document_id = ?", [document]).fetchone()
    connection.close()
    assert bytes(row[0]) == READ.pdf
    cases.delete(case.id)
    with pytest.raises(UnreadableFileError):
        service.content(document)


def test_a_full_disk_is_told(service: ExhibitService, cases: CaseService, vault: VaultService) -> None:
    case, _ = cases.create(make_case())
    with vault.database.writing() as tables:
        tables.execute("PRAGMA max_page_count = 1")
    with pytest.raises(DiskFullError):
        service.keep(case.id, dataclasses.replace(READ, pdf=bytes(5_000_000)))


def test_an_exhibit_is_added_with_what_was_read() -> None:
    case = add_exhibit(make_case(), "e1", READ, "exhibit-1")
    assert case.exhibits == (Exhibit("e1", "Chart note", 3, "exhibit-1", ExhibitKind.CHART_NOTE),)


def test_another_file_keeps_the_title_and_what_points_at_it() -> None:
    row = make_therapy("methotrexate", id="t1", exhibit_id="e1", exhibit_page="2")
    case = replace_file(make_case(row, exhibits=TWO), "e1", READ, "exhibit-9")
    assert case.exhibits[0] == Exhibit("e1", "Notice", 3, "exhibit-9")
    assert case.therapies == (row,)
    untitled = replace_file(make_case(exhibits=(Exhibit("e1", ""),)), "e1", READ, "d")
    assert (untitled.exhibits[0].title, untitled.exhibits[0].kind) == ("Chart note", ExhibitKind.CHART_NOTE)


def test_an_exhibit_taken_out_is_pointed_at_no_more() -> None:
    rows = (
        make_therapy("methotrexate", id="t1", exhibit_id="e1", exhibit_page="2"),
        make_therapy("sulfasalazine", id="t2", exhibit_id="e2", exhibit_page="3"),
    )
    case = remove_exhibit(make_case(*rows, exhibits=TWO), "e1")
    assert case.exhibits == TWO[1:]
    assert [(row.exhibit_id, row.exhibit_page) for row in case.therapies] == [("", ""), ("e2", "3")]


@pytest.mark.parametrize(("to", "order"), [(0, "e2 e1"), (1, "e1 e2"), (9, "e1 e2"), (-5, "e2 e1")])
def test_an_exhibit_is_moved(to: int, order: str) -> None:
    case = move_exhibit(make_case(exhibits=TWO), "e2", to)
    assert [each.id for each in case.exhibits] == order.split()


def test_rows_point_at_pages_and_back_at_none() -> None:
    case = make_case(make_therapy("methotrexate", id="t1"), exhibits=TWO)
    pointed = point_at(case, "t1", "e2", 4)
    assert (pointed.therapies[0].exhibit_id, pointed.therapies[0].exhibit_page) == ("e2", "4")
    assert point_nowhere(pointed, "t1") == case
    assert point_at(case, "unknown", "e2", 4) == case


def test_the_kind_is_chosen() -> None:
    case = set_kind(make_case(exhibits=TWO), "e1", ExhibitKind.DENIAL_NOTICE)
    assert [each.kind for each in case.exhibits] == [ExhibitKind.DENIAL_NOTICE, ExhibitKind.OTHER]


def test_the_patients_words_are_kept_out_of_titles() -> None:
    case: Case = make_case()
    assert set(private_words(case)) >= {word for word in (case.patient.first_name, case.patient.last_name) if word}


def test_bytes_are_not_shown() -> None:
    assert "invented" not in repr(READ)
