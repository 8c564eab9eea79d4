"""What the law tests share: the law book as shipped, plain cases, and the reference copies beside the tests."""

import datetime as dt
import json
from functools import cache
from pathlib import Path
from typing import Any

from denialdesk.domain.case import Case, DrugRequest
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.plan import FormularyStatus, Plan, PlanType
from denialdesk.knowledge.law import load_law

ROOT = Path(__file__).resolve().parent.parent
LAW_FOLDER = ROOT / "criteria_db" / "law"
REFERENCE = ROOT / "tests" / "criteria" / "law_reference"

COMMERCIAL = (PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP, PlanType.ACA_INDIVIDUAL)
NEVER_STATE_LAW = (
    PlanType.SELF_FUNDED_ERISA,
    PlanType.FEHB_PSHB,
    PlanType.MEDICARE_PART_D,
    PlanType.MEDICARE_ADVANTAGE_PART_B,
    PlanType.TRICARE,
    PlanType.VA,
)
AS_OF = dt.date(2026, 11, 21)


class Central(dt.tzinfo):
    """US Central time by its rule since 2007, so that the tests need no time-zone data on the machine."""

    def _summer(self, moment: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
        march, november = dt.datetime(moment.year, 3, 8, 2), dt.datetime(moment.year, 11, 1, 2)  # noqa: DTZ001 - wall clock
        return (march + dt.timedelta((6 - march.weekday()) % 7), november + dt.timedelta((6 - november.weekday()) % 7))

    def dst(self, moment: dt.datetime | None) -> dt.timedelta:
        assert moment is not None
        start, end = self._summer(moment)
        wall, hour = moment.replace(tzinfo=None, fold=0), dt.timedelta(hours=1)
        if start + hour <= wall < end - hour:
            return hour
        if end - hour <= wall < end:
            return dt.timedelta(0) if moment.fold else hour
        if start <= wall < start + hour:
            return hour if moment.fold else dt.timedelta(0)
        return dt.timedelta(0)

    def utcoffset(self, moment: dt.datetime | None) -> dt.timedelta:
        return dt.timedelta(hours=-6) + self.dst(moment)

    def tzname(self, moment: dt.datetime | None) -> str:
        return "CDT" if self.dst(moment) else "CST"

    def fromutc(self, moment: dt.datetime) -> dt.datetime:
        start, end = self._summer(moment)
        hour = dt.timedelta(hours=1)
        standard = moment - 6 * hour
        start, end = start.replace(tzinfo=self), end.replace(tzinfo=self)
        if end <= standard + hour < end + hour:
            return standard.replace(fold=1)
        if standard < start or standard >= end:
            return standard
        return standard + hour


CENTRAL = Central()


@cache
def law_book() -> LawBook:
    """The law as shipped, read once for all tests: it is frozen."""
    return load_law(LAW_FOLDER)


@cache
def reference(name: str) -> Any:  # noqa: ANN401 - JSON of any shape
    """One of the reference copies: "federal", "states" or "vectors"."""
    return json.loads((REFERENCE / f"{name}.json").read_text(encoding="utf-8"))


def partial(date: dt.date | str | None) -> PartialDate:
    """A date of a case from a day, an ISO text or nothing."""
    if date is None:
        return UNKNOWN_DATE
    return PartialDate.from_iso(date if isinstance(date, str) else date.isoformat())


def law_case(
    plan_type: PlanType | None,
    *,
    notice: dt.date | str | None = None,
    received: dt.date | str | None = None,
    printed: dt.date | str | None = None,
    level: AppealLevel = AppealLevel.INITIAL_DENIAL,
    state: str = "",
    status: FormularyStatus = FormularyStatus.UNKNOWN,
    urgent: bool = False,
    already_taking: bool | None = None,
) -> Case:
    """A case of which only the plan and the denial matter."""
    return Case(
        id="case-1",
        plan=Plan(plan_type=plan_type, state=state, formulary_status=status),
        request=DrugRequest(already_taking=already_taking),
        denial=Denial(
            notice_date=partial(notice),
            received_date=partial(received),
            printed_deadline=partial(printed),
            level=level,
            urgent=urgent,
        ),
    )
