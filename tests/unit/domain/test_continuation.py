"""Keeping an approved drug going while an appeal runs."""

import datetime as dt

from denialdesk.domain.continuation import continuation_of
from denialdesk.domain.plan import PlanType

SENT = dt.date(2026, 11, 12)


def test_managed_care_ten_days_after_sending() -> None:
    (item,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, None)

    assert (item.last_day, item.ask_by, item.is_right) == (dt.date(2026, 11, 22), dt.date(2026, 11, 20), True)
    assert "not the provider" in item.who_asks
    assert item.citation == "42 CFR 438.420"


def test_managed_care_or_the_effective_date_when_later() -> None:
    (item,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, dt.date(2026, 11, 30))
    (early,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, dt.date(2026, 11, 15))

    assert item.last_day == dt.date(2026, 11, 30)
    assert early.last_day == dt.date(2026, 11, 22)


def test_managed_care_asks_again_with_the_hearing() -> None:
    (item,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, dt.date(2026, 12, 31), second_request=True)

    assert item.last_day == dt.date(2026, 11, 22)
    assert item.citation == "42 CFR 438.420(c)(2)"


def test_fee_for_service_must_before_the_action_and_may_after_it() -> None:
    must, may = continuation_of(PlanType.MEDICAID_FFS, SENT, dt.date(2026, 12, 1))

    assert (must.last_day, must.is_right) == (dt.date(2026, 11, 30), True)
    assert (may.last_day, may.ask_by, may.is_right) == (dt.date(2026, 12, 11), dt.date(2026, 12, 11), False)
    assert "no right" in may.text


def test_other_plans_have_no_such_request() -> None:
    for plan_type in set(PlanType) - {PlanType.MEDICAID_FFS, PlanType.MEDICAID_MANAGED_CARE}:
        assert continuation_of(plan_type, SENT, SENT) == ()
    assert continuation_of(PlanType.MEDICAID_FFS, SENT, None) == ()
