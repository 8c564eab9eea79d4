import dataclasses
import hashlib
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from denialdesk.domain.case import Case, CaseStatus, DrugRequest, Patient
from denialdesk.domain.case_summary import CaseSummary, summarise
from denialdesk.domain.changes import Area
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.errors import CaseFormatError, CaseNotFoundError, DamagedVaultError, UnreadableFileError
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.domain.therapy import Therapy
from denialdesk.storage import documents as documents_module
from denialdesk.storage.audit import Action, read_audit
from denialdesk.storage.cases import CaseRepository
from denialdesk.storage.database import Database
from denialdesk.storage.documents import DocumentRepository
from denialdesk.storage.practice import PracticeRepository, PreferenceRepository
from tests.strategies import cases
from tests.vault_makers import open_new_vault

AT = "2026-11-21T10:42:00+00:00"
CASE = Case(
    id="c1",
    patient=Patient("Marigold", "Testcase"),
    plan=Plan(payer_name="Cigna", plan_type=PlanType.SELF_FUNDED_ERISA),
    request=DrugRequest(drug="upadacitinib", strength="15 mg"),
    denial=Denial(
        notice_date=PartialDate(2026, 11, 2),
        received_date=PartialDate(2026, 11),
        printed_deadline=PartialDate(2027, 5, 1),
        reference_number="11-22-33",
        level=AppealLevel.FIRST_APPEAL_UPHELD,
        urgent=True,
    ),
    status=CaseStatus.SENT,
    created_at=AT,
    updated_at=AT,
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    vault = open_new_vault(tmp_path_factory.mktemp("profile"))
    yield vault.database
    vault.close()


@pytest.fixture(autouse=True)
def empty(database: Database) -> None:
    """Each test begins with no rows."""
    with database.writing() as tables:
        for name in ("cases", "documents", "practice", "preferences", "audit"):
            tables.execute(f"DELETE FROM {name}")  # noqa: S608  # fixed names


@given(case=cases())
@settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], max_examples=40)
def test_any_case_comes_back_as_it_was(database: Database, case: Case) -> None:
    repository = CaseRepository(database)
    repository.write(case, Action.CREATED, [])
    assert repository.read(case.id) == case
    assert summarise(case) in repository.summaries()


def test_the_worklist_line_tells_what_the_case_says(database: Database) -> None:
    repository = CaseRepository(database)
    repository.write(CASE, Action.CREATED, [])
    repository.write(Case(id="empty"), Action.CREATED, [])
    assert repository.summaries() == (
        CaseSummary(
            case_id="c1",
            sort_name="Testcase, Marigold",
            drug="upadacitinib",
            strength="15 mg",
            payer_name="Cigna",
            reference_number="11-22-33",
            status=CaseStatus.SENT,
            notice_date="2026-11-02",
            received_date="2026-11",
            printed_deadline="2027-05-01",
            plan_type=PlanType.SELF_FUNDED_ERISA,
            level=AppealLevel.FIRST_APPEAL_UPHELD,
            urgent=True,
            updated_at=AT,
        ),
        CaseSummary(case_id="empty"),
    )


def test_every_field_of_the_line_has_its_column(database: Database) -> None:
    with database.reading() as tables:
        columns = set(tables.table("cases").columns_dict)
    names = {field.name for field in dataclasses.fields(CaseSummary)} - {"case_id"} | {"id", "created_at"}
    assert columns == names


def test_the_worklist_is_one_statement_that_reads_no_bodies(database: Database) -> None:
    repository = CaseRepository(database)
    repository.write(CASE, Action.CREATED, [])
    asked: list[str] = []
    with database.reading() as tables, tables.tracer(lambda sql, _parameters: asked.append(sql)):
        repository.summaries()
    assert len(asked) == 1
    assert "case_bodies" not in asked[0]


def test_a_write_leaves_an_audit_row_without_patient_data(database: Database) -> None:
    repository = CaseRepository(database)
    repository.write(CASE, Action.CREATED, [Area.DENIAL, Area.CASE_LIST])
    later = dataclasses.replace(CASE, updated_at="2026-11-22T08:00:00+00:00")
    repository.write(later, Action.CHANGED, [Area.THERAPIES])
    repository.delete("c1", "2026-11-23T08:00:00+00:00")
    rows = read_audit(database, "c1")
    assert [(row.action, row.at, row.areas) for row in rows] == [
        (Action.CREATED, AT, ("case_list", "denial")),
        (Action.CHANGED, "2026-11-22T08:00:00+00:00", ("therapies",)),
        (Action.DELETED, "2026-11-23T08:00:00+00:00", ()),
    ]
    assert {row.who for row in rows} == {"this office"}
    with database.reading() as tables:
        everything = str(tables.execute("SELECT * FROM audit").fetchall())
    assert "Marigold" not in everything
    assert "Testcase" not in everything


def test_what_cannot_be_read_back_is_not_written(database: Database) -> None:
    repository = CaseRepository(database)
    repository.write(CASE, Action.CREATED, [])
    twice = dataclasses.replace(CASE, therapies=(Therapy(id="t"), Therapy(id="t")))
    with pytest.raises(CaseFormatError, match="same as that of an earlier row"):
        repository.write(twice, Action.CHANGED, [])
    assert repository.read("c1") == CASE
    assert len(read_audit(database, "c1")) == 1


def test_a_case_that_is_gone(database: Database) -> None:
    repository = CaseRepository(database)
    assert not repository.contains("c1")
    with pytest.raises(CaseNotFoundError, match="no longer in the vault"):
        repository.read("c1")
    with pytest.raises(CaseNotFoundError):
        repository.delete("c1", AT)
    assert read_audit(database, "c1") == ()


def test_a_body_that_was_damaged_is_told(database: Database) -> None:
    repository = CaseRepository(database)
    repository.write(CASE, Action.CREATED, [])
    with database.writing() as tables:
        tables.execute("UPDATE case_bodies SET body = x'7b'")
    with pytest.raises(DamagedVaultError, match="This case cannot be read"):
        repository.read("c1")


# --- practice and preferences -------------------------------------------------------------------------------------


def test_the_practice_is_empty_until_entered(database: Database) -> None:
    repository = PracticeRepository(database)
    assert repository.read() == Practice()
    practice = Practice(name="Example Rheumatology", prescribers=(Prescriber(name="Sam Sample", credentials="MD"),))
    repository.write(practice, AT)
    repository.write(dataclasses.replace(practice, phone="555-0100"), AT)
    assert repository.read() == dataclasses.replace(practice, phone="555-0100")
    assert [row.areas for row in read_audit(database, "")] == [("practice",)] * 2


def test_a_damaged_practice_is_told(database: Database) -> None:
    with database.writing() as tables:
        tables.execute("INSERT INTO practice VALUES (1, x'7b')")
    with pytest.raises(DamagedVaultError, match="practice's own data"):
        PracticeRepository(database).read()


def test_preferences_are_kept_by_name(database: Database) -> None:
    repository = PreferenceRepository(database)
    assert repository.read_all() == {}
    repository.write({"tab": "2", "size": "1366x768"})
    repository.write({"tab": "3"})
    assert repository.read_all() == {"tab": "3", "size": "1366x768"}
    assert read_audit(database, "") == ()


# --- documents ----------------------------------------------------------------------------------------------------


def test_a_document_is_kept_byte_for_byte(database: Database) -> None:
    CaseRepository(database).write(CASE, Action.CREATED, [])
    repository = DocumentRepository(database)
    content = bytes(range(256)) * 1000
    scan = repository.add("d1", content, name="scan.pdf", media_type="application/pdf", at=AT, case_id="c1")
    logo = repository.add("d2", b"logo", name="logo.png", media_type="image/png", at=AT)
    assert (scan.size, scan.sha256) == (256_000, hashlib.sha256(content).hexdigest())
    assert repository.of_case("c1") == (scan,)
    assert repository.of_case("") == (logo,)
    assert repository.content("d1") == content
    repository.delete("d1")
    repository.delete("d1")
    with pytest.raises(UnreadableFileError, match="no longer in the vault"):
        repository.content("d1")


def test_the_documents_of_a_case_go_with_it(database: Database) -> None:
    CaseRepository(database).write(CASE, Action.CREATED, [])
    repository = DocumentRepository(database)
    repository.add("d1", b"scan", name="scan.pdf", media_type="application/pdf", at=AT, case_id="c1")
    CaseRepository(database).delete("c1", AT)
    assert repository.of_case("c1") == ()
    with database.reading() as tables:
        assert tables.execute("SELECT count(*) FROM document_contents").fetchone() == (0,)
        assert tables.execute("SELECT count(*) FROM case_bodies").fetchone() == (0,)


def test_a_document_changed_in_the_vault_is_not_handed_out(database: Database) -> None:
    repository = DocumentRepository(database)
    repository.add("d1", b"scan", name="scan.pdf", media_type="application/pdf", at=AT)
    with database.writing() as tables:
        tables.execute("UPDATE document_contents SET content = x'00'")
    with pytest.raises(DamagedVaultError, match="This document was damaged"):
        repository.content("d1")


def test_a_document_too_large_is_refused(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents_module, "LARGEST_DOCUMENT", 3)
    with pytest.raises(UnreadableFileError, match="Split it"):
        DocumentRepository(database).add("d1", b"scan", name="a", media_type="b", at=AT)
    assert DocumentRepository(database).of_case("") == ()
