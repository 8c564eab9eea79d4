"""What blocks a letter and what weakens it, each with the place to mend it."""

import datetime as dt
from dataclasses import replace
from functools import reduce
from typing import Any

import pytest

from denialdesk.domain.appeal_facts import Filer
from denialdesk.domain.case import ADDRESSED_ELSEWHERE, Case, LetterKind
from denialdesk.domain.dates import UNKNOWN_DATE
from denialdesk.domain.plan import PlanType
from denialdesk.domain.readiness import Severity, Todo
from denialdesk.domain.readiness_rules import TELLS_NO_HISTORY
from denialdesk.domain.therapy import Origin, Outcome, Provenance
from denialdesk.knowledge.library import load_library
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_cases, sample_practice
from tests.makers import make_therapy, on

TODAY = dt.date(2026, 11, 20)


def todos(case: Case) -> tuple[Todo, ...]:
    return appraise(case, sample_practice(), load_library(), TODAY).readiness.todos


def with_field(case: Case, path: str, value: object) -> Case:
    owner, name = path.split(".")
    return replace(case, **{owner: replace(getattr(case, owner), **{name: value})})


def blocking(case: Case) -> list[str]:
    return [todo.target for todo in todos(case) if todo.severity is Severity.BLOCKS]


@pytest.mark.parametrize("number", [0, 1])
def test_the_samples_are_ready(number: int) -> None:
    assert blocking(sample_cases()[number]) == []


@pytest.mark.parametrize(
    "path",
    [
        "patient.first_name",
        "patient.last_name",
        "plan.payer_name",
        "plan.member_id",
        "request.drug",
        "request.strength",
        "request.icd10",
        "denial.reason",
        "prescriber.name",
        "prescriber.npi",
        "letter.medical_necessity",
    ],
)
def test_an_empty_field_that_a_letter_needs_blocks_it_once(path: str) -> None:
    assert blocking(with_field(sample_cases()[0], path, " ")).count(path) == 1


@pytest.mark.parametrize("path", ["patient.birth_date", "denial.notice_date"])
@pytest.mark.parametrize("value", ["", "2026-03", "2026", "2027-01-02"])
def test_a_date_that_is_missing_inexact_or_in_the_future_blocks(path: str, value: str) -> None:
    assert path in blocking(with_field(sample_cases()[0], path, on(value) if value else UNKNOWN_DATE))


def test_the_notice_cannot_be_received_before_it_was_written() -> None:
    case = with_field(sample_cases()[0], "denial.received_date", on("2026-11-08"))
    assert blocking(case) == ["denial.received_date"]
    assert blocking(with_field(case, "denial.received_date", on("2026-11-09"))) == []


def test_a_mistyped_npi_blocks_with_the_reason() -> None:
    case = with_field(sample_cases()[0], "prescriber.npi", "1234567890")
    (todo,) = [item for item in todos(case) if item.severity is Severity.BLOCKS]
    assert todo.target == "prescriber.npi"
    assert "check digit" in todo.text


def test_a_row_that_stops_before_it_starts_blocks() -> None:
    case = sample_cases()[0]
    case = replace(case, therapies=(*case.therapies, make_therapy("sulfasalazine", "2025-05-02", "2025-05-01", id="x")))
    assert blocking(case) == ["therapy:x:stop"]


def test_dates_that_may_be_in_order_do_not_block() -> None:
    case = sample_cases()[0]
    case = replace(case, therapies=(*case.therapies, make_therapy("sulfasalazine", "2025-05-02", "2025-05", id="x")))
    assert blocking(case) == []


def test_an_imported_row_blocks_until_a_person_said_yes() -> None:
    case = sample_cases()[0]
    row = replace(case.therapies[2], provenance=Provenance(Origin.IMPORTED, "FHIR bundle", "x/1", confirmed=False))
    case = replace(case, therapies=(row,))
    assert f"therapy:{row.id}:drug" in blocking(case)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"start": UNKNOWN_DATE}, "start"),
        ({"stop": UNKNOWN_DATE}, "stop"),
        ({"proof": ""}, "proof"),
        ({"outcome": Outcome.CONTRAINDICATED, "contraindication": ""}, "contraindication"),
    ],
)
def test_a_thin_row_weakens_the_letter(changes: dict[str, Any], field: str) -> None:
    case = sample_cases()[0]
    row = replace(case.therapies[1], **changes)
    case = replace(case, therapies=(case.therapies[0], row, *case.therapies[2:]))
    found = [item for item in todos(case) if item.target == f"therapy:{row.id}:{field}"]
    assert [item.severity for item in found] == [Severity.WEAKENS]


def test_a_row_without_an_outcome_blocks_and_is_listed_once() -> None:
    case = sample_cases()[0]
    row = replace(case.therapies[1], outcome=Outcome.UNKNOWN)
    case = replace(case, therapies=(case.therapies[0], row, *case.therapies[2:]))
    assert [item.severity for item in todos(case) if item.target == f"therapy:{row.id}:outcome"] == [Severity.BLOCKS]


def test_a_drug_still_taken_needs_no_stop_date() -> None:
    case = sample_cases()[0]
    row = replace(case.therapies[1], stop=UNKNOWN_DATE, ongoing=True)
    case = replace(case, therapies=(case.therapies[0], row, *case.therapies[2:]))
    assert not [item for item in todos(case) if item.target == f"therapy:{row.id}:stop"]


def test_an_empty_case_lists_everything_and_blocking_comes_first() -> None:
    found = todos(Case(id="empty"))
    severities = [item.severity for item in found]
    assert severities == sorted(severities, key=lambda severity: severity is not Severity.BLOCKS)
    assert len({item.target for item in found if item.severity is Severity.BLOCKS}) == sum(
        item.severity is Severity.BLOCKS for item in found
    )


def test_every_todo_of_a_field_points_at_a_field_that_exists() -> None:
    case = Case(id="empty")
    for todo in todos(case):
        if "." in todo.target and ":" not in todo.target:
            reduce(getattr, todo.target.split("."), case)  # raises AttributeError for a place that is not there


@pytest.mark.parametrize(
    ("plan_type", "urgent", "asked"),
    [
        (PlanType.SELF_FUNDED_ERISA, False, True),
        (PlanType.SELF_FUNDED_ERISA, True, False),
        (PlanType.FEHB_PSHB, True, True),
        (PlanType.MEDICARE_PART_D, False, False),
    ],
)
def test_the_representative_form_is_asked_for_where_the_plan_may_want_it(
    plan_type: PlanType, urgent: bool, asked: bool
) -> None:
    case = with_field(with_field(sample_cases()[0], "plan.plan_type", plan_type), "denial.urgent", urgent)
    target = "appeal.form_on_file"
    assert not [item for item in todos(case) if item.target == target]
    bare = replace(case, exhibits=())
    assert bool([item for item in todos(bare) if item.target == target]) is asked
    on_file = with_field(bare, target, value=True)
    assert not [item for item in todos(on_file) if item.target == target]


def test_a_providers_own_dispute_is_pointed_out() -> None:
    case = with_field(sample_cases()[0], "appeal.filer", Filer.PROVIDER)
    found = [item.text for item in todos(case) if item.target == "appeal.filer"]
    assert found == [
        "A provider's own dispute: its address and last day come from the contract, not from the patient's law."
    ]
    assert not [item for item in todos(replace(case, exhibits=())) if item.target == "appeal.form_on_file"]


def test_a_date_that_was_refused_is_something_to_ask() -> None:
    case = with_field(sample_cases()[0], "plan.plan_type", PlanType.MEDICAID_FFS)
    (found,) = [item for item in todos(case) if item.target == "rights"]
    assert found.text.startswith("No last day to file is counted. Each state sets its own number of days")
    counted = with_field(case, "appeal.state_hearing_days", 60)
    assert not [item for item in todos(counted) if item.target == "rights"]


def test_an_open_criterion_weakens_and_says_how_to_close_it() -> None:
    case = replace(sample_cases()[0], therapies=())
    found = [item for item in todos(case) if item.tab in {"therapies", "criteria"}]
    assert any(item.text.startswith("Not met: ") and item.severity is Severity.WEAKENS for item in found)


@pytest.mark.parametrize("kind", sorted(TELLS_NO_HISTORY))
def test_a_letter_that_tells_no_history_is_not_held_back_by_the_log(kind: LetterKind) -> None:
    case = sample_cases()[0]
    row = replace(case.therapies[1], outcome=Outcome.UNKNOWN)
    case = replace(case, therapies=(case.therapies[0], row, *case.therapies[2:]))
    case = with_field(with_field(case, "letter.kind", kind), "letter.medical_necessity", "")
    assert not {f"therapy:{row.id}:outcome", "letter.medical_necessity"} & set(blocking(case))


def test_a_plain_letter_is_held_back_by_the_fields_it_names() -> None:
    case = with_field(sample_cases()[0], "letter.kind", LetterKind.REPRESENTATIVE_AUTHORIZATION)
    assert "plan.member_id" in blocking(with_field(case, "plan.member_id", ""))


@pytest.mark.parametrize("kind", sorted(ADDRESSED_ELSEWHERE))
def test_an_address_is_asked_for_where_the_plans_own_does_not_serve(kind: LetterKind) -> None:
    case = with_field(sample_cases()[0], "letter.kind", kind)
    assert "letter.addresses" in {todo.target for todo in todos(case) if todo.severity is Severity.WEAKENS}
    case = replace(case, letter=case.letter.with_address(kind, "1 Example Plaza"))
    assert "letter.addresses" not in {todo.target for todo in todos(case)}
