"""The supply windows of the limb for patients already on the drug, judged by the dates of the log."""

# ruff: noqa: ANN401 - any field of a row may be given by name

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import AnswerValue
from denialdesk.domain.claims_window import ClaimsWindow, read_window
from denialdesk.domain.criteria import Established, Finding, Remedy, Status
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy
from tests.makers import TNF, make_answer, make_policy, make_request, make_therapy, make_trial, on, vaguer
from tests.unit.domain.judging import AS_OF, MET, NOT_MET, UNKNOWN, judge_policy, targets

PAID, SAMPLE, MAKER = Supply.PAID_CLAIM, Supply.SAMPLE, Supply.MANUFACTURER
ON_IT = "patients already receiving the drug"
CLAIMS = (
    "at least a 90-day supply in the past 130 days by claims, or prescriber verification when claims are unavailable"
)
OR_WORD = "at least a 90-day supply in the past 130 days by claims, or prescriber verification"


def limb_of(applies_to: str = "", verification: str = "", min_days: int | None = None) -> Established:
    return Established(min_days, alternative_to_step=True, applies_to=applies_to, verification=verification)


SUPPLY = limb_of(ON_IT, CLAIMS, 90)
EITHER = limb_of(ON_IT, OR_WORD, 90)
LATELY = limb_of("treated within the past 90 days (samples do not count)", "claims or prescriber statement of risk")
AT_RISK = limb_of("treated within the past 90 days and at risk if changed", "prescriber statement")
CLAIM = limb_of("claim within the past 90 days, or prescriber states current treatment", "claims or prescriber")
# The as-of date is November 21, 2026: 130 days back is July 14, 90 days back is August 23.


def judged(limb: Established, *rows: Therapy, taking: bool | None = True, since: str = "", **case: Any) -> Finding:
    request = make_request(already_taking=taking, taking_since=on(since))
    policy = make_policy(make_trial(TNF), established=limb)
    finding = judge_policy(policy, *rows, request=request, **case).established
    assert finding is not None
    return finding


def taken(start: str, stop: str = "", supply: Supply = PAID, **fields: Any) -> Therapy:
    outcome = Outcome.OTHER if stop else Outcome.ONGOING
    values = {"id": f"t{start}", "ongoing": not stop, "outcome": outcome, "supply": supply}
    return make_therapy("Rinvoq", start, stop, **(values | fields))


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((taken("2025-01-01"),), MET),
        ((taken("2026-08-23"),), MET),  # 90 days to the day
        ((taken("2026-08-24"),), NOT_MET),
        ((taken("2026-08"),), UNKNOWN),  # from 82 to 112 days
        ((taken("2026-07"),), MET),  # at least 113 days
        ((taken("2026-01-01", "2026-08-30"), taken("2026-08-30", supply=SAMPLE)), NOT_MET),  # 47 days paid
        ((taken("2026-06-01", "2026-09-01", SAMPLE), taken("2026-09-01")), NOT_MET),  # 81 days paid
        ((taken("2026-06-01", "2026-08-01", MAKER), taken("2026-08-01")), MET),  # 112 days paid
        ((taken("2026-01-01", "2026-08-30"), taken("2026-08-30", supply=Supply.UNKNOWN)), UNKNOWN),
        ((taken("2026-01-01", "2026-08-30"), taken("2026-08-30", supply=Supply.INPATIENT)), UNKNOWN),
        ((taken("2024-01-01", "2025-12-31"), taken("2026-01-01", supply=Supply.UNKNOWN)), UNKNOWN),
        ((taken("2026-01-01", "2026-10-01", id="a"), taken("2026-09-01", id="b")), MET),
        ((taken("2026-01-01", "2026-09-15", id="a"), taken("2026-10-15", id="b")), MET),  # 63 and 37 days
        ((taken("2026-01-01", "2026-09-05", id="a"), taken("2026-10-20", id="b")), NOT_MET),  # 53 and 32 days
        ((taken("2026-01-01", provenance=Provenance(confirmed=False)),), UNKNOWN),
        ((taken("2026-08-23", supply=Supply.UNKNOWN),), UNKNOWN),  # 90 days, if a plan paid for them
        ((taken("2026-08-24", supply=Supply.UNKNOWN), taken("2025-01-01", "2025-09-01")), NOT_MET),
        ((taken("", "2026-11-01"), taken("2025-01-01", "2025-09-01")), UNKNOWN),  # begun nobody knows when
        ((taken("2026-07-01", "", ongoing=False, outcome=Outcome.OTHER), taken("2025-01-01", "2025-09-01")), UNKNOWN),
        ((taken("2026-10-01", "2026-09-01"), taken("2025-01-01", "2025-09-01")), UNKNOWN),  # stopped before it began
    ],
)
def test_days_of_paid_supply_are_counted_in_the_window(rows: tuple[Therapy, ...], expected: Status) -> None:
    assert judged(SUPPLY, *rows, since="2026-01-01" if len(rows) > 1 else "").status is expected


def test_what_two_rows_share_counts_once() -> None:
    two = (taken("2026-09-01", id="a"), taken("2026-09-01", id="b"))  # 81 days, not 162
    assert judged(SUPPLY, *two, since="2026-01-01").status is NOT_MET


def test_the_reason_names_the_days_and_the_window() -> None:
    met = judged(SUPPLY, taken("2026-08-01"))
    days = "The log shows 112 days of paid supply since July 14, 2026 (130 days back), of 90 asked."
    assert met.reason.endswith(days)
    short = judged(SUPPLY, taken("2026-09-01"), since="2026-01-01")
    assert short.reason == "The log shows 81 days of paid supply since July 14, 2026 (130 days back); 90 are asked."


def test_ninety_days_on_the_drug_are_asked_beside_the_supply() -> None:
    assert judged(SUPPLY, taken("2026-09-20")).reason == "The drug has been taken for less than 90 days."


def test_the_prescribers_word_stands_in_where_the_policy_takes_it() -> None:
    rows = (taken("2026-06-01", "2026-09-01", SAMPLE), taken("2026-09-01"))
    assert judged(SUPPLY, *rows).status is NOT_MET
    asked = judged(EITHER, *rows)
    assert asked.status is UNKNOWN
    assert targets(asked) == ["answer:policy-1:established"]
    assert judged(SUPPLY, *rows, answers=(make_answer("established", AnswerValue.YES),)).status is MET


def test_what_is_missing_is_named() -> None:
    finding = judged(SUPPLY, taken("2026-08", supply=Supply.UNKNOWN))
    assert targets(finding) == [
        "request.taking_since",
        "therapy:t2026-08:supply",
        "therapy:t2026-08:start",
        "answer:policy-1:established",
    ]


def test_a_use_that_is_not_certain_names_what_is_missing() -> None:
    obtained = judged(LATELY, taken("2026-01-01", supply=Supply.UNKNOWN), taking=False)
    assert targets(obtained) == ["therapy:t2026-01-01:supply", "answer:policy-1:established"]
    ended = judged(LATELY, taken("2026-01-01", "2026-08"), taking=False)
    assert targets(ended) == ["therapy:t2026-01-01:stop", "answer:policy-1:established"]
    by_claims = limb_of("treated within the past 90 days", "claims")  # the prescriber's word is not printed
    assert targets(judged(by_claims, taken("2026-01-01", "2026-08"))) == ["therapy:t2026-01-01:stop"]
    assert targets(judged(LATELY, taken("2026-01-01"))) == []


@pytest.mark.parametrize("taking", [True, False, None])
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((taken("2025-01-01"),), MET),
        ((taken("2025-01-01", "2026-08-23"),), MET),  # 90 days back
        ((taken("2025-01-01", "2026-08"),), UNKNOWN),
        ((taken("", "2026-10-01"),), MET),  # when it began does not matter
        ((taken("2025-01-01", supply=Supply.UNKNOWN),), UNKNOWN),
        ((taken("2025-01-01", "2026-08-01"), taken("2026-08-02", supply=SAMPLE)), None),
    ],
)
def test_use_within_a_window(taking: bool | None, rows: tuple[Therapy, ...], expected: Status | None) -> None:
    for limb in (LATELY, CLAIM):
        assert judged(limb, *rows, taking=taking).status is (expected or (UNKNOWN if taking else NOT_MET))


def test_what_the_window_asks_is_said_with_the_policys_words() -> None:
    old = taken("2025-01-01", "2026-08-22")
    none_lately = "The log shows no use since August 23, 2026 (90 days back) that counts."
    asked = Remedy(f"Say whether this is so: {LATELY.applies_to}", "answer:policy-1:established")
    said = judged(LATELY, old, taking=False)
    assert (said.reason, said.remedies) == (none_lately, (asked,))
    open_case = judged(LATELY, old, taking=True)
    add = "Add the requested drug to the log, with its dates and how it was obtained"
    assert (open_case.reason, open_case.remedies) == (none_lately, (Remedy(add, "therapies"), asked))
    used = judged(LATELY, taken("2026-01-01"))
    assert used.reason == (
        "The log shows Rinvoq (upadacitinib), taken since January 1, 2026, paid for by a plan: "
        "use since August 23, 2026 (90 days back)."
    )


def test_supply_that_falls_short_names_the_way_out() -> None:
    rows = (taken("2026-06-01", "2026-09-01", SAMPLE), taken("2026-09-01"))
    short = "The log shows 81 days of paid supply since July 14, 2026 (130 days back); 90 are asked."
    here = "answer:policy-1:established"
    by_claims = judged(SUPPLY, *rows)
    more = Remedy("If the pharmacy's claims show more, correct the dates or say so", here)
    assert (by_claims.reason, by_claims.remedies) == (short, (more,))
    by_word = judged(EITHER, *rows)
    who = Remedy("If claims or the prescriber show this supply, say so and who", here)
    assert (by_word.reason, by_word.remedies) == (short, (who,))


def test_use_before_the_window_is_none_unless_the_case_says_that_the_drug_is_taken() -> None:
    old = taken("2025-01-01", "2026-08-22")
    assert judged(LATELY, old, taking=False).status is NOT_MET
    open_case = judged(LATELY, old, taking=True)
    assert open_case.status is UNKNOWN
    assert targets(open_case) == ["therapies", "answer:policy-1:established"]
    assert judged(LATELY, taking=False).status is NOT_MET
    assert judged(LATELY, taking=True).status is UNKNOWN


def test_what_is_to_begin_later_is_no_use() -> None:
    assert judged(LATELY, taken("2026-12-01"), taking=False).status is NOT_MET
    assert judged(LATELY, taken("2026-11-21"), taking=False).status is MET


def test_what_is_asked_beside_the_window_is_left_to_a_person() -> None:
    finding = judged(AT_RISK, taken("2025-01-01"))
    assert finding.status is UNKNOWN
    assert finding.reason == (
        "The log shows Rinvoq (upadacitinib), taken since January 1, 2025, paid for by a plan: "
        "use since August 23, 2026 (90 days back). The policy sets further conditions for this."
    )
    assert judged(AT_RISK, taken("2024-01-01", "2025-01-01"), taking=False).status is NOT_MET


BY_SAMPLES = "must not have become a current user through a manufacturer sample or manufacturer assistance program"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ((taken("2025-01-01"),), MET),
        ((taken("2025-01-01", "2025-02-01", SAMPLE), taken("2025-02-01")), UNKNOWN),
        ((taken("2024-01-01", "2024-12-31"), taken("2025-01-01", "2025-02-01", MAKER), taken("2025-02-01")), MET),
        ((taken("2025-01", "2025-02", SAMPLE), taken("2025-01-20")), UNKNOWN),
        ((taken("2025-01-01", "2025-02-01", SAMPLE, id="s"), taken("2025-01-01")), MET),  # both from the first day
        ((taken("2025-01-01", "2025-02-01", SAMPLE), taken("")), UNKNOWN),
    ],
)
def test_becoming_a_user_through_samples_is_left_to_a_person(rows: tuple[Therapy, ...], expected: Status) -> None:
    limb = limb_of("patients currently on Rinvoq, shown by claims or medical records", BY_SAMPLES)
    finding = judged(limb, *rows)
    assert finding.status is expected
    if expected is UNKNOWN:
        assert finding.reason == (
            "The drug may have been begun with samples; whether they made the patient a user has to be said."
        )
        assert finding.remedies == (Remedy(f"Say whether this is so: {BY_SAMPLES}", "answer:policy-1:established"),)


@pytest.mark.parametrize(
    ("limb", "expected"),
    [
        (SUPPLY, ClaimsWindow(130, 90, or_prescriber=False, rest=ON_IT)),
        (EITHER, ClaimsWindow(130, 90, or_prescriber=True, rest=ON_IT)),
        (LATELY, ClaimsWindow(90, None, or_prescriber=True, rest="")),
        (CLAIM, ClaimsWindow(90, None, or_prescriber=True, rest="")),
        (AT_RISK, ClaimsWindow(90, None, or_prescriber=True, rest="and at risk if changed")),
        (limb_of(ON_IT), None),
        (limb_of("eligible for continuation"), None),
        (limb_of("", "a 30 day supply within the last 60 days"), ClaimsWindow(60, 30, or_prescriber=False, rest="")),
    ],
)
def test_windows_are_read_as_printed(limb: Established, expected: ClaimsWindow | None) -> None:
    assert read_window(limb) == expected


# ---------------------------------------------------------------- what holds for every log


@st.composite
def supplies(draw: st.DrawFn) -> Therapy:
    """A row of the requested drug, taken some time in the last year, its dates as exact as it happens."""
    start = AS_OF - dt.timedelta(days=draw(st.integers(0, 400)))
    stop = min(AS_OF, start + dt.timedelta(days=draw(st.integers(0, 200))))
    runs = draw(st.booleans())
    return make_therapy(
        "Rinvoq",
        start.isoformat()[: draw(st.sampled_from((10, 10, 7, 4)))],
        "" if runs else stop.isoformat()[: draw(st.sampled_from((10, 10, 7, 4)))],
        id=draw(st.uuids(version=4).map(str)),
        ongoing=runs,
        outcome=Outcome.ONGOING if runs else Outcome.OTHER,
        supply=draw(st.sampled_from((PAID, PAID, SAMPLE, MAKER, Supply.UNKNOWN, Supply.INPATIENT))),
    )


LIMBS = st.sampled_from((SUPPLY, EITHER, LATELY, CLAIM))
LOGS = st.lists(supplies(), max_size=4).map(tuple)


@given(LIMBS, LOGS, supplies())
def test_more_supply_never_turns_met_into_not_met(limb: Established, rows: tuple[Therapy, ...], more: Therapy) -> None:
    if judged(limb, *rows).status is MET:
        assert judged(limb, *rows, more).status is MET


@given(LIMBS, LOGS, st.data())
def test_a_vaguer_date_never_turns_into_met(limb: Established, rows: tuple[Therapy, ...], data: st.DataObject) -> None:
    before = judged(limb, *rows).status
    keep = st.integers(1, 3)  # a row without its stop, or still taken, would say another thing
    blurred = tuple(
        replace(row, start=vaguer(row.start, data.draw(keep)), stop=vaguer(row.stop, data.draw(keep))) for row in rows
    )
    if before is not MET:
        assert judged(limb, *blurred).status is not MET


@given(LIMBS, LOGS)
def test_samples_establish_nothing(limb: Established, rows: tuple[Therapy, ...]) -> None:
    given_away = tuple(replace(row, supply=SAMPLE) for row in rows)
    assert judged(limb, *given_away).status is not MET
