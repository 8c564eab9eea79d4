"""Every worked date of the counting rules, computed from the law data as shipped."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.counting import NoticeDates
from denialdesk.domain.deadlines import (
    DeadlineInputs,
    DeadlineRequest,
    expedited_only_deadline,
    level_deadline,
    state_review_deadline,
)
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Deadline
from denialdesk.domain.plan import PlanType
from denialdesk.domain.plan_clocks import (
    amount_in_controversy,
    external_review_intake,
    part_d_exception_due,
    plan_due,
)
from denialdesk.domain.plan_law import LevelEntry
from denialdesk.domain.rights import rights_for
from tests.law import AS_OF, CENTRAL, law_book, law_case, reference

Vector = dict[str, Any]
LONG_AGO = dt.date(2025, 1, 1)


def _day(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _level(plan_type: PlanType, level_id: str) -> LevelEntry:
    level = law_book().plans[plan_type].level(level_id)
    assert level is not None
    return level


def _count(plan_type: PlanType, level_id: str, vector: Vector, inputs: DeadlineInputs | None = None) -> Deadline:
    notice = next(
        (vector[key] for key in ("notice", "letter_dated", "resolution", "letter", "mailed") if key in vector), None
    )
    dates = NoticeDates(notice=_day(notice), received=_day(vector.get("received")))
    plan, level = law_book().plans[plan_type], _level(plan_type, level_id)
    return level_deadline(DeadlineRequest(plan, level, dates, LONG_AGO, inputs or DeadlineInputs()))


def _state_review(code: str, vector: Vector) -> Deadline:
    day = _day(vector.get("event") or vector["received"])
    dates = NoticeDates(notice=day, received=day)
    plan = law_book().plans[PlanType.ACA_INDIVIDUAL]
    level = _level(PlanType.ACA_INDIVIDUAL, "external_review.state_process")
    request = DeadlineRequest(plan, level, dates, LONG_AGO)
    return state_review_deadline(request, law_book().states[code].external_review)


RULES: dict[str, Callable[[Vector], Deadline]] = {
    "federal_external_4m": lambda v: _count(PlanType.FULLY_INSURED_GROUP, "external_review.private_iro", v),
    "internal_180": lambda v: _count(PlanType.SELF_FUNDED_ERISA, "internal_appeal", v),
    "partd_redetermination": lambda v: _count(PlanType.MEDICARE_PART_D, "redetermination", v),
    "partd_ire": lambda v: _count(PlanType.MEDICARE_PART_D, "ire_reconsideration", v),
    "partd_court": lambda v: _count(PlanType.MEDICARE_PART_D, "court", v),
    "medicaid_mco_appeal": lambda v: _count(PlanType.MEDICAID_MANAGED_CARE, "plan_appeal", v),
    "medicaid_mco_fair_hearing": lambda v: _count(
        PlanType.MEDICAID_MANAGED_CARE, "state_fair_hearing", v, DeadlineInputs(state_days=v["state_days"])
    ),
    "fehb_reconsideration_6m": lambda v: _count(PlanType.FEHB_PSHB, "carrier_reconsideration", v),
    "fehb_opm_90": lambda v: _count(PlanType.FEHB_PSHB, "opm_review", v),
    "ca_imr_6m": lambda v: _state_review("CA", v),
    "mi_127_days": lambda v: _state_review("MI", v),
}
FILING = [vector for vector in reference("vectors") if vector["rule"] in RULES]
PLAN_SIDE = {
    "partd_exception_decision",
    "tricare_expedited",
    "external_preliminary_review",
    "erisa_preservice_appeal_30",
}


def _vector(vector_id: str) -> Vector:
    return next(vector for vector in reference("vectors") if vector["id"] == vector_id)


def test_every_vector_is_run_here() -> None:
    assert len(reference("vectors")) == 25
    assert {vector["rule"] for vector in reference("vectors")} == set(RULES) | PLAN_SIDE


@pytest.mark.parametrize("vector", FILING, ids=[vector["id"] for vector in FILING])
def test_worked_date(vector: Vector) -> None:
    deadline = RULES[vector["rule"]](vector)

    assert deadline.legal_deadline == _day(vector["legal"])
    assert deadline.file_by == _day(vector["file_by"])
    assert f"{deadline.legal_deadline:%a}" == vector["weekday"]
    if "start_date_is_presumed" in vector:
        assert deadline.start_is_presumed is vector["start_date_is_presumed"]
    if "presumed_receipt" in vector:
        assert deadline.start_date == _day(vector["presumed_receipt"])
        assert deadline.start_is_presumed
    assert deadline.steps[-1].date == deadline.file_by
    assert deadline.citations


@pytest.mark.parametrize(
    "plan_type", [PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP, PlanType.ACA_INDIVIDUAL]
)
@pytest.mark.parametrize("vector_id", ["X01", "X03", "X05", "X07", "X09", "X11", "X13", "X15"])
def test_private_review_counts_alike_in_every_commercial_plan(plan_type: PlanType, vector_id: str) -> None:
    vector = _vector(vector_id)
    case = law_case(plan_type, received=vector["received"], level=AppealLevel.FINAL_INTERNAL_DENIAL)
    rights = rights_for(case, law_book(), LONG_AGO, inputs=DeadlineInputs(external_process=_private(plan_type)))

    (deadline,) = rights.deadlines
    assert deadline.legal_deadline == _day(vector["legal"])
    assert deadline.file_by == _day(vector["file_by"])


def _private(plan_type: PlanType) -> str:
    return "" if plan_type is PlanType.SELF_FUNDED_ERISA else "private_iro"


def test_d07_amount_in_dispute_turns_on_the_year_of_filing() -> None:
    vector, court = _vector("D07"), _level(PlanType.MEDICARE_PART_D, "court")

    assert amount_in_controversy(court, 2026) == vector["amount_if_filed_2026"]
    assert amount_in_controversy(court, 2027) == vector["amount_if_filed_2027"]
    assert amount_in_controversy(court, 2028) is None


def test_d09_part_d_exception_without_a_statement() -> None:
    vector = _vector("D09")
    asked = dt.datetime.fromisoformat(vector["request_received"])

    due = part_d_exception_due(asked, None, CENTRAL, urgent=vector["urgent"])

    assert due.earliest.replace(tzinfo=None) == dt.datetime.fromisoformat(vector["plan_due_not_before"])
    assert due.latest.replace(tzinfo=None) == dt.datetime(2026, 6, 19)  # noqa: DTZ001 - wall clock of the plan


def test_t01_tricare_short_window_is_shown_beside_the_long_one() -> None:
    vector = _vector("T01")
    case = law_case(PlanType.TRICARE, notice=vector["mailed"], urgent=True)

    rights = rights_for(case, law_book(), LONG_AGO)

    short, long = rights.deadlines
    assert short.never_alone
    assert short.legal_deadline == _day(vector["legal"])
    assert short.file_by == _day(vector["file_by"])
    assert short.start_date == _day(vector["presumed_receipt"])
    assert "pharmacy prior-authorization denial" in " ".join(short.warnings)
    assert long.level_id == "reconsideration"
    assert long.legal_deadline == dt.date(2026, 12, 14)
    assert rights.next_deadline == short  # to remind on, with the long one beside it


def test_t01_never_the_only_date() -> None:
    rights = rights_for(law_case(PlanType.TRICARE, notice=_vector("T01")["mailed"]), law_book(), LONG_AGO)

    assert [deadline.never_alone for deadline in rights.deadlines] == [False]


def test_t01_no_short_window_without_one_in_the_data() -> None:
    plan = law_book().plans[PlanType.TRICARE]
    level = replace(_level(PlanType.TRICARE, "reconsideration"), expedited_window=None)

    assert expedited_only_deadline(DeadlineRequest(plan, level, NoticeDates(notice=AS_OF), AS_OF)) is None


def test_b01_intake_of_an_external_review() -> None:
    vector = _vector("B01")
    received = _day(vector["plan_received"])
    assert received is not None

    intake = external_review_intake(received)

    assert intake.review_due == _day(vector["due"])
    assert intake.notice_due == _day(vector["then_notice_due"])


def test_b03_a_plan_gets_no_extra_day_for_a_holiday() -> None:
    vector = _vector("B03")
    rights = rights_for(law_case(PlanType.SELF_FUNDED_ERISA, received=AS_OF), law_book(), AS_OF)
    clock = next(clock for clock in rights.clocks if not clock.expedited)

    due = plan_due(clock, dt.datetime.fromisoformat(vector["plan_received"]), CENTRAL)

    assert due.day == _day(vector["due"])
    assert f"{due.day:%a}" == vector["weekday"]
    assert not due.is_late(dt.datetime(2026, 12, 25, 23, 59, tzinfo=CENTRAL))
    assert due.is_late(dt.datetime(2026, 12, 26, 0, 0, tzinfo=CENTRAL))
