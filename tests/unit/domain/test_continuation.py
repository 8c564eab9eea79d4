"""Keeping an approved drug going while an appeal runs."""

import datetime as dt

import pytest

from denialdesk.domain.continuation import continuation_of
from denialdesk.domain.law import Confidence
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
    must, may, no_notice = continuation_of(PlanType.MEDICAID_FFS, SENT, dt.date(2026, 12, 1))

    assert (must.last_day, must.is_right) == (dt.date(2026, 11, 30), True)
    assert (may.last_day, may.ask_by, may.is_right) == (dt.date(2026, 12, 11), dt.date(2026, 12, 11), False)
    assert "no right" in may.text
    assert no_notice.citation == "42 CFR 431.231(c)"


@pytest.mark.parametrize(
    ("received", "last"),
    [
        (None, dt.date(2026, 11, 27)),  # receipt presumed on the 17th
        (dt.date(2026, 11, 14), dt.date(2026, 11, 24)),  # earlier receipt shortens it
        (dt.date(2026, 11, 25), dt.date(2026, 11, 27)),  # a later one would have to be proved
    ],
)
def test_without_advance_notice_ten_days_from_receipt_of_the_notice(received: dt.date | None, last: dt.date) -> None:
    (item,) = continuation_of(PlanType.MEDICAID_FFS, SENT, None, received=received)

    assert (item.last_day, item.is_right, item.confidence) == (last, False, Confidence.KNOWN)
    assert item.lead.startswith("If no advance notice was given")


def test_each_window_says_how_sure_its_law_is() -> None:
    (first,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, None)
    (again,) = continuation_of(PlanType.MEDICAID_MANAGED_CARE, SENT, None, second_request=True)
    must, may, _ = continuation_of(PlanType.MEDICAID_FFS, SENT, SENT)

    assert [item.confidence.value for item in (first, again, must, may)] == ["seen", "known", "known", "seen"]


def test_other_plans_have_no_such_request() -> None:
    for plan_type in set(PlanType) - {PlanType.MEDICAID_FFS, PlanType.MEDICAID_MANAGED_CARE}:
        assert continuation_of(plan_type, SENT, SENT) == ()
    assert continuation_of(PlanType.MEDICAID_FFS, SENT, SENT, second_request=True) == ()
