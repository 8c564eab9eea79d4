"""Confirming the law once for the office: kept with who and when, taken back, asked again after a change."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from denialdesk.domain.case_summary import CaseSummary, dated_case, summarise
from denialdesk.domain.changes import Area
from denialdesk.domain.confirmations import Confirmable
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.errors import UserError
from denialdesk.domain.law import Confidence
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.plan import PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.services.law_readings import LawReadingService, every_entry, lines_of
from denialdesk.services.vault import VaultService
from denialdesk.storage.audit import read_audit
from denialdesk.storage.law_readings import LawReadingRepository
from tests.law import AS_OF, law_book, law_case
from tests.vault_makers import open_new_vault

ZONE = dt.timezone(dt.timedelta(hours=-6))
EVENING = dt.datetime(2026, 11, 21, 20, 30, tzinfo=ZONE)  # already the next day in UTC
ERISA = summarise(law_case(PlanType.SELF_FUNDED_ERISA, notice="2026-11-02", received="2026-11-05"))
TEXAS = summarise(law_case(PlanType.FULLY_INSURED_GROUP, received="2026-11-05", state="TX"))


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[VaultService]:
    opened = open_new_vault(tmp_path / "profile")
    yield opened
    opened.close()


@pytest.fixture
def service(vault: VaultService) -> LawReadingService:
    return LawReadingService(vault.database, lambda: EVENING)


def lines(service: LawReadingService, *summaries: CaseSummary, book: LawBook | None = None) -> tuple[Confirmable, ...]:
    return lines_of(summaries, book or law_book(), AS_OF, service.confirmed())


def open_lines(service: LawReadingService, *summaries: CaseSummary) -> tuple[Confirmable, ...]:
    return tuple(line for line in lines(service, *summaries) if line.is_open)


def test_the_page_lists_what_the_offices_letters_use_each_once_open_ones_first(service: LawReadingService) -> None:
    found = lines(service, ERISA, TEXAS, replace(ERISA, case_id="another"))
    assert len({line.entry for line in found}) == len(found)
    assert [line.is_open for line in found] == sorted((line.is_open for line in found), reverse=True)
    citations = {line.citation for line in found}
    assert any(text.startswith("29 CFR 2560.503-1") for text in citations)
    assert any("Tex. Ins. Code" in text for text in citations)
    assert not any("Tex. Ins. Code" in line.citation for line in lines(service, ERISA))
    assert all(line.statement for line in found)


def test_a_confirmation_keeps_who_and_the_offices_own_day_and_reaches_the_letter(service: LawReadingService) -> None:
    line = open_lines(service, ERISA)[0]
    changes = service.confirm([line], "  Robin   Sampleton ")
    assert changes.touches(Area.KNOWLEDGE)
    verification = service.confirmed()[line.entry]
    assert (verification.is_verified, verification.by, verification.on) == (True, "Robin Sampleton", "2026-11-21")
    again = next(each for each in lines(service, ERISA) if each.entry == line.entry)
    assert not again.is_open
    rights = rights_for(dated_case(ERISA), law_book(), AS_OF, confirmed=service.confirmed())
    cited = [citation for right in rights.rights for citation in right.citations if citation.entry == line.entry]
    assert all(citation.for_letter == citation.text for citation in cited)


def test_all_at_once(service: LawReadingService) -> None:
    service.confirm(open_lines(service, ERISA, TEXAS), "Robin Sampleton")
    assert open_lines(service, ERISA, TEXAS) == ()


def test_taking_back_asks_again_and_forgets_nothing(service: LawReadingService, vault: VaultService) -> None:
    line = open_lines(service, ERISA)[0]
    service.confirm([line], "Robin Sampleton")
    (confirmed,) = [each for each in lines(service, ERISA) if each.entry == line.entry]
    service.withdraw([confirmed], "Sam Sample")
    assert line.entry not in service.confirmed()
    history = LawReadingRepository(vault.database).history(line.entry)
    assert [(item.who, item.is_confirmed) for item in history] == [("Robin Sampleton", True), ("Sam Sample", False)]


def test_nothing_is_written_twice_or_without_a_name(service: LawReadingService, vault: VaultService) -> None:
    line = open_lines(service, ERISA)[0]
    with pytest.raises(UserError, match="name"):
        service.confirm([line], "  ")
    assert service.confirmed() == {}
    service.confirm([line], "Robin Sampleton")
    (confirmed,) = [each for each in lines(service, ERISA) if each.entry == line.entry]
    assert not service.confirm([confirmed], "Robin Sampleton").areas
    assert len(read_audit(vault.database, "")) == 1


def changed_book() -> LawBook:
    """The law with one right reworded everywhere, as an update of the data would."""
    plans = {
        kind: replace(
            plan,
            rights=tuple(
                replace(right, statement=f"{right.statement} (reworded)") if right.id == "claim_file" else right
                for right in plan.rights
            ),
        )
        for kind, plan in law_book().plans.items()
    }
    return replace(law_book(), plans=plans)


def test_a_changed_entry_asks_again_and_says_who_confirmed_the_earlier_one(service: LawReadingService) -> None:
    right = rights_for(dated_case(ERISA), law_book(), AS_OF).right("claim_file")
    assert right is not None
    entries = {citation.entry for citation in right.citations}
    before = [line for line in lines(service, ERISA) if line.entry in entries]
    service.confirm(before, "Robin Sampleton")
    assert service.earlier(lines(service, ERISA), law_book(), AS_OF) == ()

    found = lines(service, ERISA, book=changed_book())
    assert not {line.entry for line in found} & entries
    earlier = service.earlier(found, changed_book(), AS_OF)
    assert {item.citation for item in earlier} == {line.citation for line in before}
    assert {(item.who, item.on, item.statement) for item in earlier} == {
        ("Robin Sampleton", "2026-11-21", before[0].statement)
    }


def test_an_entry_that_only_other_cases_use_has_not_changed(service: LawReadingService) -> None:
    final = replace(ERISA, level=AppealLevel.FINAL_INTERNAL_DENIAL)
    service.confirm(lines(service, final), "Robin Sampleton")
    assert service.earlier(lines(service, ERISA), law_book(), AS_OF) == ()


def test_the_catalogue_holds_every_entry_of_every_sample() -> None:
    known = every_entry(law_book(), AS_OF)
    for summary in (ERISA, TEXAS, replace(TEXAS, state="NY", urgent=True)):
        assert {line.entry for line in lines_of([summary], law_book(), AS_OF, {})} <= known


def test_a_line_says_its_confidence(service: LawReadingService) -> None:
    found = lines(service, TEXAS)
    assert {line.confidence for line in found} == {Confidence.SEEN, Confidence.KNOWN}
