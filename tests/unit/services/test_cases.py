import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.case import Case, CaseStatus, DrugRequest, Event, EventKind, Exhibit, LetterOptions, Patient
from denialdesk.domain.case_format import dump_case, load_case
from denialdesk.domain.changes import NO_CHANGES, Area
from denialdesk.domain.denial import Denial
from denialdesk.domain.errors import CaseFormatError, CaseNotFoundError, DiskFullError
from denialdesk.domain.therapy import Therapy
from denialdesk.services.cases import AREA_OF_FIELD, WHOLE_CASE, CaseService
from denialdesk.services.vault import VaultService
from denialdesk.storage.documents import DocumentRepository
from tests.vault_makers import Clock, case_service, make_vault, open_new_vault

CASE = Case(
    id="c1",
    patient=Patient("Marigold", "Testcase"),
    request=DrugRequest(drug="upadacitinib"),
    therapies=(Therapy(id="t1", drug="methotrexate"),),
)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def vault(tmp_path: Path, clock: Clock) -> Iterator[VaultService]:
    opened = open_new_vault(tmp_path / "profile", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def service(vault: VaultService) -> CaseService:
    return case_service(vault)


def test_a_new_case_has_an_id_and_dates(service: CaseService) -> None:
    case, changes = service.create()
    assert case == Case(id="case1", created_at="2026-11-21T10:42:00+00:00", updated_at="2026-11-21T10:42:00+00:00")
    assert changes.areas == WHOLE_CASE
    assert changes.concerns("case1")
    assert service.get("case1") == case
    assert [line.case_id for line in service.list_cases()] == ["case1"]


def test_a_taken_id_is_never_written_over(service: CaseService) -> None:
    first, _ = service.create(CASE)
    second, _ = service.create(CASE)
    assert (first.id, second.id) == ("c1", "case1")
    assert service.get("c1").patient == CASE.patient
    assert len(service.list_cases()) == 2


@pytest.mark.parametrize(
    ("changed", "areas"),
    [
        (dataclasses.replace(CASE, therapies=()), {Area.THERAPIES}),
        (dataclasses.replace(CASE, patient=Patient("Marigold", "Example")), {Area.DENIAL, Area.CASE_LIST}),
        (dataclasses.replace(CASE, denial=Denial(reason="step therapy")), {Area.DENIAL}),
        (dataclasses.replace(CASE, status=CaseStatus.SENT), {Area.EVENTS, Area.CASE_LIST}),
        (dataclasses.replace(CASE, letter=LetterOptions(medical_necessity="needed")), {Area.LETTER}),
        (dataclasses.replace(CASE, exhibits=(Exhibit("x1", "Chart note"),)), {Area.PACKET}),
        (dataclasses.replace(CASE, events=(Event("v1", EventKind.CALLED, "2026-11-20"),)), {Area.EVENTS}),
    ],
)
def test_saving_says_what_changed(service: CaseService, clock: Clock, changed: Case, areas: set[Area]) -> None:
    service.create(CASE)
    clock.pass_days(1)
    changes = service.save(changed)
    assert changes.areas == areas
    assert changes.case_ids == {"c1"}
    stored = service.get("c1")
    assert stored.updated_at == "2026-11-22T10:42:00+00:00"
    assert stored.created_at == "2026-11-21T10:42:00+00:00"
    assert dataclasses.replace(stored, created_at="", updated_at="") == changed


def test_every_field_of_a_case_belongs_to_an_area() -> None:
    kept_by_the_service = {"id", "created_at", "updated_at"}
    assert set(AREA_OF_FIELD) == {field.name for field in dataclasses.fields(Case)} - kept_by_the_service


def test_saving_the_same_again_writes_nothing(service: CaseService, clock: Clock) -> None:
    case, _ = service.create(CASE)
    clock.pass_days(1)
    assert service.save(case) == NO_CHANGES
    assert service.get("c1") == case
    assert [row.action.value for row in service.history("c1")] == ["created"]


def test_pasted_control_characters_are_dropped_on_saving(service: CaseService) -> None:
    service.create(CASE)
    service.save(dataclasses.replace(CASE, notes="from a\x0bspread\x00sheet"))
    assert service.get("c1").notes == "from a\nspreadsheet"


def test_a_case_that_cannot_be_kept_leaves_the_stored_one(service: CaseService) -> None:
    service.create(CASE)
    with pytest.raises(CaseFormatError, match=r"therapies\[1\]\.id is the same"):
        service.save(dataclasses.replace(CASE, therapies=CASE.therapies * 2))
    assert service.get("c1").therapies == CASE.therapies


def test_a_deleted_case_is_gone_with_its_documents_but_not_its_history(
    service: CaseService, vault: VaultService
) -> None:
    service.create(CASE)
    DocumentRepository(vault.database).add("d1", b"scan", name="scan", media_type="a/b", at="", case_id="c1")
    changes = service.delete("c1")
    assert changes.touches(Area.CASE_LIST)
    assert service.list_cases() == ()
    assert DocumentRepository(vault.database).of_case("c1") == ()
    with pytest.raises(CaseNotFoundError):
        service.get("c1")
    with pytest.raises(CaseNotFoundError):
        service.save(CASE)
    with pytest.raises(CaseNotFoundError):
        service.delete("c1")
    assert [row.action.value for row in service.history("c1")] == ["created", "deleted"]


def test_export_and_import_keep_the_case(service: CaseService) -> None:
    stored, _ = service.create(CASE)
    data = service.export_json("c1")
    assert load_case(data) == stored
    service.delete("c1")
    again, changes = service.import_json(data)
    assert again == stored
    assert changes.areas == WHOLE_CASE
    assert [row.action.value for row in service.history("c1")] == ["created", "exported", "deleted", "imported"]


def test_importing_never_replaces_a_case(service: CaseService) -> None:
    service.create(CASE)
    data = dump_case(dataclasses.replace(CASE, notes="other", exhibits=(Exhibit("x1", "Note", 2, "doc-9"),)))
    imported, _ = service.import_json(data)
    assert imported.id == "case1"
    assert imported.notes == "other"
    assert imported.exhibits == (Exhibit("x1", "Note", 2, ""),)
    assert service.get("c1").notes == ""


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b'{"resourceType": "Bundle"}',
        b'{"format": "denialdesk-case", "version": 1, "case": {"id": "a", "therapies": [{"start": "2026-02-30"}]}}',
    ],
)
def test_a_bad_case_file_changes_nothing(service: CaseService, data: bytes) -> None:
    service.create(CASE)
    before = service.list_cases()
    with pytest.raises(CaseFormatError) as caught:
        service.import_json(data)
    assert caught.value.remedy
    assert service.list_cases() == before


def test_a_full_disk_keeps_the_stored_case(service: CaseService, vault: VaultService) -> None:
    service.create(CASE)
    with vault.database.reading() as tables:
        pages = tables.execute("PRAGMA page_count").fetchone()[0]
        tables.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(DiskFullError, match="the last change was not kept"):
        service.save(dataclasses.replace(CASE, notes="x" * 100_000))
    assert service.get("c1").notes == ""
    assert [row.action.value for row in service.history("c1")] == ["created"]
    with vault.database.reading() as tables:
        tables.execute("PRAGMA max_page_count = 100000")
    service.save(dataclasses.replace(CASE, notes="x" * 100_000))
    assert len(service.get("c1").notes) == 100_000


def test_everything_is_there_after_closing_and_reopening(tmp_path: Path, vault: VaultService) -> None:
    service = case_service(vault)
    service.create(CASE)
    service.save(dataclasses.replace(CASE, notes="remembered"))
    exported, listed = service.export_json("c1"), service.list_cases()
    vault.close()
    vault.open()
    again = case_service(vault)
    assert again.export_json("c1") == exported
    assert again.list_cases() == listed
    assert json.loads(exported)["case"]["notes"] == "remembered"
    assert make_vault(tmp_path / "profile").state().value == "in_use"


def test_the_case_last_changed_comes_first(service: CaseService, clock: Clock) -> None:
    for number in range(3):
        service.create(Case(id=f"c{number}"))
        clock.pass_days(1)
    service.save(Case(id="c0", notes="changed"))
    assert [line.case_id for line in service.list_cases()] == ["c0", "c2", "c1"]
