"""How many different drugs a trial demands, which rows are one drug, and which rows continue one another."""

# ruff: noqa: ANN401 - any field of a row may be given by name

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue
from denialdesk.domain.criteria import AcceptedOutcome, Status
from denialdesk.domain.therapy import Outcome, Provenance, Therapy, Use
from tests.makers import TNF, agent, make_answer, make_request, make_therapy, make_trial, months
from tests.unit.domain.judging import EXEMPT, MET, NOT_MET, UNKNOWN, judge, remedy_texts

ADA = agent("adalimumab", counts_as="adalimumab", as_printed="adalimumab product (any)")
ETN = agent("etanercept", as_printed="etanercept (Enbrel)")
IFX = agent("infliximab", as_printed="infliximab product")
MTX, SSZ, HCQ = agent("methotrexate"), agent("sulfasalazine"), agent("hydroxychloroquine")


def taken(*drugs: str, **fields: Any) -> tuple[Therapy, ...]:
    """A year of each drug, one row each."""
    return tuple(
        make_therapy(drug, "2022-01-01", "2023-01-01", id=f"t{place}", **fields) for place, drug in enumerate(drugs, 1)
    )


@pytest.mark.parametrize(
    ("count", "drugs", "expected"),
    [
        (1, (), NOT_MET),
        (1, ("Humira",), MET),
        (1, ("Humira", "Enbrel"), MET),
        (2, ("Humira",), NOT_MET),
        (2, ("Humira", "Enbrel"), MET),
        (2, ("Humira", "Humira"), NOT_MET),  # the same drug twice
        (2, ("Humira", "Amjevita"), NOT_MET),  # a biosimilar of one drug counts once
        (2, ("Humira", "adalimumab-adaz"), NOT_MET),
        (2, ("Amjevita", "Cyltezo", "Hyrimoz"), NOT_MET),
        (2, ("Humira", "Amjevita", "Enbrel"), MET),
        (2, ("Remicade", "Inflectra"), NOT_MET),
        (2, ("Remicade", "Simponi Aria"), MET),
        (3, ("Humira", "Enbrel", "Cimzia"), MET),
        (3, ("Humira", "Enbrel", "Amjevita"), NOT_MET),
        (2, ("Humira", "methotrexate"), NOT_MET),  # the wrong class never counts
        (2, ("methotrexate", "Cosentyx"), NOT_MET),
        (None, ("Humira",), MET),  # no number is printed, and one name: one is enough
        (None, (), NOT_MET),
    ],
)
def test_different_drugs_of_a_class(count: int | None, drugs: tuple[str, ...], expected: Status) -> None:
    assert judge(make_trial(TNF, count=count), *taken(*drugs)).status is expected


@pytest.mark.parametrize(
    ("count", "count_all", "drugs", "expected"),
    [
        (1, False, ("Enbrel",), MET),
        (2, False, ("Enbrel", "Humira"), MET),
        (2, False, ("Humira", "Hyrimoz"), NOT_MET),
        (3, False, ("Enbrel", "Humira"), NOT_MET),
        (3, False, ("Enbrel", "Humira", "Remicade"), MET),
        (None, False, ("Enbrel",), UNKNOWN),  # no number is printed: one may be too few
        (None, False, ("Enbrel", "Humira", "Remicade"), MET),
        (None, False, ("Cimzia",), NOT_MET),
        (None, True, ("Enbrel", "Humira", "Remicade"), MET),
        (None, True, ("Enbrel", "Humira"), NOT_MET),
        (None, True, ("Enbrel", "Humira", "Hyrimoz", "Cimzia"), NOT_MET),
        (1, True, ("Enbrel", "Humira"), NOT_MET),
    ],
)
def test_different_drugs_of_a_list(
    count: int | None, count_all: bool, drugs: tuple[str, ...], expected: Status
) -> None:
    trial = make_trial(ETN, ADA, IFX, count=count, count_all=count_all)
    assert judge(trial, *taken(*drugs)).status is expected


def test_a_missing_number_is_asked_of_the_plan() -> None:
    finding = judge(make_trial(ETN, ADA, count=None), *taken("Enbrel"))
    assert remedy_texts(finding) == ["Ask the plan how many of these drugs it wants"]
    assert finding.remedies[0].target == "answer:policy-1:step1"
    two = judge(make_trial(ETN, ADA, IFX, count=None), *taken("Enbrel", "Humira"))
    assert "; Humira (adalimumab), taken January 1, 2022" in two.reason
    assert finding.reason.startswith("The policy prints no number; the log shows Enbrel (etanercept), taken")


def test_what_else_counts_counts() -> None:
    trial = make_trial(ETN, ADA, also_counts=(agent("certolizumab"), IFX))
    assert judge(trial, *taken("Cimzia")).status is MET
    assert judge(trial, *taken("Simponi")).status is NOT_MET
    assert judge(make_trial(ETN, ADA, count=2, also_counts=(IFX,)), *taken("Remicade", "Humira")).status is MET


def test_what_does_not_count_is_named() -> None:
    biologic = agent(classes={"TNF inhibitor", "IL-17 inhibitor"}, as_printed="a biologic")
    trial = make_trial(biologic, does_not_count=(agent("infliximab"),))
    finding = judge(trial, *taken("Remicade"))
    assert finding.status is NOT_MET
    assert finding.reason == (
        "The log has no trial of a biologic; not counted: Remicade (infliximab), which the policy says does not count."
    )
    assert judge(trial, *taken("Remicade", "Cosentyx")).status is MET


def test_the_requested_drug_is_no_alternative_to_itself() -> None:
    biologic = agent(classes={"IL-12/23 inhibitor", "TNF inhibitor"}, as_printed="a biologic")
    stelara = make_request("Stelara", "crohns-disease")
    for drug in ("Stelara", "ustekinumab", "Yesintek"):
        finding = judge(make_trial(biologic), *taken(drug), request=stelara)
        assert finding.status is NOT_MET
        assert "is the requested drug itself" in finding.reason
    assert judge(make_trial(biologic), *taken("Humira"), request=stelara).status is MET


@pytest.mark.parametrize(
    ("requested", "row", "expected"),
    [
        ("Imuldosa", "Yesintek", MET),
        ("Imuldosa", "Stelara", MET),
        ("Imuldosa", "Imuldosa", NOT_MET),
        ("Imuldosa", "ustekinumab", UNKNOWN),  # which product was it?
        ("Imuldosa", "ustekinumab-srlf", UNKNOWN),  # Imuldosa's own suffix, or the same without the name
        ("Imuldosa", "ustekinumab-kfce", MET),
        ("ustekinumab", "Yesintek", UNKNOWN),
        ("ustekinumab-kfce", "ustekinumab-kfce", NOT_MET),
    ],
)
def test_another_product_of_the_requested_drug_counts_where_the_policy_names_the_drug(
    requested: str, row: str, expected: Status
) -> None:
    trial = make_trial(agent("ustekinumab", counts_as="ustekinumab", as_printed="ustekinumab product (any)"))
    assert judge(trial, *taken(row), request=make_request(requested, "crohns-disease")).status is expected


def test_the_number_may_be_reached_by_trials_and_exemptions() -> None:
    trial = make_trial(MTX, SSZ, count=2, accepted=("inadequate_response", "contraindication"))
    forbidden = {"outcome": Outcome.CONTRAINDICATED, "contraindication": "sulfa allergy", "proof": "chart"}
    failed = make_therapy("methotrexate", "2022-01-01", "2023-01-01")
    assert judge(trial, failed, make_therapy("sulfasalazine", **forbidden)).status is MET
    both = (make_therapy("methotrexate", **forbidden), make_therapy("sulfasalazine", **forbidden))
    assert judge(trial, *both).status is EXEMPT
    assert judge(trial, both[0]).status is NOT_MET


def test_an_open_question_keeps_the_number_open() -> None:
    trial = make_trial(MTX, SSZ, count=2, min_length=months(3))
    sure = make_therapy("methotrexate", "2022-01-01", "2023-01-01", id="t1")
    vague = make_therapy("sulfasalazine", "2024-03", "2024-06", id="t2")
    finding = judge(trial, sure, vague)
    assert finding.status is UNKNOWN
    assert finding.therapy_ids == ("t1", "t2")
    assert finding.reason.startswith("1 of 2 recorded: methotrexate, taken January 1, 2022")
    assert "not certain: sulfasalazine, taken March 2024 to June 2024" in finding.reason
    assert judge(trial, vague).status is NOT_MET  # even if it counts, one is missing


def test_the_trials_of_a_number_are_told_one_by_one() -> None:
    trial = make_trial(agent(classes={"csDMARD"}), count=4, min_length=months(3))
    sure = (make_therapy(drug, "2022-01-01", "2023-01-01", id=drug) for drug in ("methotrexate", "leflunomide"))
    vague = (make_therapy(drug, "2024-03", "2024-06", id=drug) for drug in ("sulfasalazine", "hydroxychloroquine"))
    known = "taken January 1, 2022 to January 1, 2023: 12 months, enough for 3 months; inadequate response"
    open_length = "taken March 2024 to June 2024: between 2 months 1 day and 3 months 29 days, which may or may not be"
    reason = judge(trial, *sure, *vague).reason
    assert reason.startswith(
        f"2 of 4 recorded: methotrexate, {known}; leflunomide, {known}; not certain: sulfasalazine"
    )
    assert f"3 months; inadequate response; hydroxychloroquine, {open_length} 3 months" in reason


def test_the_best_row_of_a_drug_stands_for_it() -> None:
    rows = (
        make_therapy("methotrexate", "2020-01-01", "2020-02-01", id="short"),
        make_therapy("methotrexate", "2022-01-01", "2022-09-01", id="long"),
        make_therapy("methotrexate", "2024-03", "2024-06", id="vague"),
    )
    finding = judge(make_trial(MTX, min_length=months(3)), *rows)
    assert finding.status is MET
    assert finding.therapy_ids == ("long",)


class TestWholeGroups:
    """A policy that wants all of a group: the log cannot show that nothing of it is left out."""

    ALL = agent(classes={"csDMARD"}, as_printed="all conventional DMARDs")

    def test_a_person_has_to_say_so(self) -> None:
        finding = judge(make_trial(self.ALL, count=None), *taken("methotrexate"))
        assert finding.status is UNKNOWN
        assert remedy_texts(finding) == ["Say which rows make up the whole group"]
        assert finding.remedies[0].target == "answer:policy-1:step1"

    @pytest.mark.parametrize("value", [AnswerValue.YES, AnswerValue.UNKNOWN])
    def test_choosing_the_rows_settles_it(self, value: AnswerValue) -> None:
        answer = make_answer("step1", value, therapy_ids=("t1",))
        assert judge(make_trial(self.ALL, count=None), *taken("methotrexate"), answers=(answer,)).status is MET

    def test_none_of_it_is_not_met(self) -> None:
        assert judge(make_trial(self.ALL, count=None), *taken("Humira")).status is NOT_MET


class TestContraindicationToAll:
    TRIAL = make_trial(
        MTX, SSZ, accepted=("inadequate_response", "contraindication"), contraindication_must_cover_all=True, count=1
    )

    def forbidden(self, *drugs: str) -> tuple[Therapy, ...]:
        return taken(*drugs, outcome=Outcome.CONTRAINDICATED, contraindication="liver disease", proof="chart")

    def test_one_contraindication_is_not_enough(self) -> None:
        finding = judge(self.TRIAL, *self.forbidden("methotrexate"))
        assert finding.status is NOT_MET
        assert "the policy wants a contraindication to all of them" in finding.reason

    def test_all_of_them_exempt(self) -> None:
        assert judge(self.TRIAL, *self.forbidden("methotrexate", "sulfasalazine")).status is EXEMPT

    def test_one_failed_trial_is_enough(self) -> None:
        assert judge(self.TRIAL, *taken("methotrexate")).status is MET

    def test_a_drug_that_was_tried_and_is_now_forbidden_keeps_its_trial(self) -> None:
        trial = replace(self.TRIAL, min_length=months(3))
        inexact = make_therapy("methotrexate", "2024-01", "2024-04", contraindication="cirrhosis", id="t1")
        finding = judge(trial, inexact)
        assert finding.status is UNKNOWN
        assert [remedy.target for remedy in finding.remedies] == ["therapy:t1:stop", "therapy:t1:start"]
        short = make_therapy("methotrexate", "2024-01-01", "2024-02-01", contraindication="cirrhosis")
        assert judge(trial, short).status is NOT_MET

    def test_a_short_trial_without_a_contraindication_is_told_as_that(self) -> None:
        row = make_therapy("methotrexate", "2024-01-01", "2024-02-01")
        finding = judge(replace(self.TRIAL, min_length=months(3)), row)
        assert finding.status is NOT_MET
        assert finding.reason.endswith("1 month, short of 3 months; inadequate response.")

    def test_of_a_class_every_drug_has_to_be_forbidden(self) -> None:
        accepted = ("inadequate_response", "contraindication")
        trial = make_trial(
            agent(classes={"csDMARD"}, excluded_drug_ids={"leflunomide"}),
            accepted=accepted,
            contraindication_must_cover_all=True,
        )
        drugs = ("methotrexate", "sulfasalazine", "hydroxychloroquine")
        assert judge(trial, *self.forbidden(*drugs)).status is EXEMPT
        assert judge(trial, *self.forbidden(*drugs[:2])).status is NOT_MET

    def test_words_that_only_name_examples_cannot_all_be_shown(self) -> None:
        accepted = ("inadequate_response", "contraindication")
        examples = agent("methotrexate", open_ended=True)
        trial = make_trial(examples, accepted=accepted, contraindication_must_cover_all=True)
        assert judge(trial, *self.forbidden("methotrexate")).status is NOT_MET

    def test_a_drug_that_is_not_advisable_exempts_no_more_than_a_forbidden_one(self) -> None:
        trial = replace(
            self.TRIAL, accepted_outcomes=frozenset({AcceptedOutcome.CONTRAINDICATION, AcceptedOutcome.NOT_ADVISABLE})
        )
        rows = taken("methotrexate", "sulfasalazine", outcome=Outcome.NOT_ADVISABLE, what_happened="plans a pregnancy")
        assert judge(trial, rows[0]).status is NOT_MET
        assert judge(trial, *rows).status is EXEMPT

    def test_an_unnamed_contraindication_is_not_asked_about(self) -> None:
        row = make_therapy("methotrexate", outcome=Outcome.CONTRAINDICATED)
        assert judge(self.TRIAL, row).status is NOT_MET


class TestCourses:
    """Rows of one drug that follow each other to the day are one course; a gap breaks it."""

    TRIAL = make_trial(MTX, min_length=months(3))

    def rows(self, *dates: tuple[str, str], **fields: Any) -> tuple[Therapy, ...]:
        return tuple(
            make_therapy("methotrexate", start, stop, id=f"t{place}", **fields)
            for place, (start, stop) in enumerate(dates, 1)
        )

    @pytest.mark.parametrize(
        ("dates", "expected"),
        [
            ((("2024-01-01", "2024-02-15"), ("2024-02-16", "2024-04-01")), MET),  # the next day
            ((("2024-01-01", "2024-02-15"), ("2024-02-15", "2024-04-01")), MET),  # the same day
            ((("2024-01-01", "2024-02-15"), ("2024-02-01", "2024-04-01")), MET),  # overlapping
            ((("2024-01-01", "2024-02-15"), ("2024-02-17", "2024-04-01")), NOT_MET),  # a gap of one day
            ((("2024-01-01", "2024-02-15"), ("2024-03-15", "2024-06-01")), NOT_MET),  # two short trials do not add up
            ((("2024-02-16", "2024-04-01"), ("2024-01-01", "2024-02-15")), MET),  # in any order
            ((("2024-01-01", "2024-01-31"), ("2024-02-01", "2024-02-29"), ("2024-03-01", "2024-04-01")), MET),
            ((("2024-01-01", "2024-01-31"), ("2024-02-02", "2024-02-29"), ("2024-03-01", "2024-04-01")), NOT_MET),
            ((("2024-01-01", "2024-02-15"), ("2024-02-16", "2024-03-31")), NOT_MET),  # joined, a day short
            ((("2024-01-01", "2024-02-15"), ("2024-02", "2024-04-01")), UNKNOWN),  # February 29 would be a gap
            ((("2024-01-01", "2024-02"), ("2024-02-10", "2024-04-01")), UNKNOWN),
            ((("2024-01-01", "2024-02-29"), ("2024-02", "2024-04-01")), MET),
            ((("2024-01", "2024-02-15"), ("2024-02-16", "2024-05-01")), MET),  # January 31 is early enough
            ((("2024-01", "2024-02-15"), ("2024-02-16", "2024-04-15")), UNKNOWN),
            ((("", "2024-02-15"), ("2024-02-16", "2024-04-01")), UNKNOWN),  # how long before is not known
            ((("2024-01-01", ""), ("2024-02-16", "2024-04-01")), UNKNOWN),
            ((("2024-01-01", "2024-02"), ("2024-04-01", "2024-05-01")), NOT_MET),
            ((("2024-01-01", "2024-02"), ("2024-03-01", "2024-04-01")), UNKNOWN),  # perhaps until February 29
            ((("2024-01-01", "2024-02"), ("2024-03-02", "2024-04-01")), NOT_MET),
            ((("2024-01-01", "2024-03-01"), ("2024-01-01", "2024-03-15")), NOT_MET),  # begun on one day
            ((("", "2024-02-15"), ("", "2024-02-20")), UNKNOWN),
            ((("2024-01", "2024-04-01"), ("2024-01-01", "2024-02-15")), MET),  # whichever day in January it went on
        ],
    )
    def test_joining(self, dates: tuple[tuple[str, str], ...], expected: Status) -> None:
        assert judge(self.TRIAL, *self.rows(*dates)).status is expected

    def test_the_reason_names_the_whole_course(self) -> None:
        finding = judge(self.TRIAL, *self.rows(("2024-01-01", "2024-02-15"), ("2024-02-16", "2024-04-01")))
        assert finding.reason == (
            "Methotrexate, taken January 1, 2024 to April 1, 2024: 3 months in 2 rows without a gap, "
            "enough for 3 months; inadequate response."
        )
        assert finding.therapy_ids == ("t1", "t2")

    def test_of_two_earlier_rows_the_surer_start_counts_and_the_other_stays_possible(self) -> None:
        begun_in_january = (("2024-01", "2024-02-15"), ("2024-01-10", "2024-02-20"))
        met = judge(self.TRIAL, *self.rows(*begun_in_january, ("2024-02-16", "2024-04-10")))
        assert met.status is MET
        assert "at least 3 months in" in met.reason
        short = judge(self.TRIAL, *self.rows(*begun_in_january, ("2024-02-16", "2024-04-05")))
        assert short.status is UNKNOWN  # three months only if it began on one of the first five days

    def test_a_row_begun_on_the_same_day_is_no_earlier_part(self) -> None:
        finding = judge(self.TRIAL, *self.rows(("2024-01-01", "2024-03-15"), ("2024-01-01", "2024-04-01")))
        assert finding.status is MET
        assert finding.therapy_ids == ("t2",)
        assert "without a gap" not in finding.reason

    def test_how_the_last_row_ended_is_how_the_course_ended(self) -> None:
        trial = make_trial(MTX, min_length=months(3), accepted=("inadequate_response",))
        early = make_therapy("methotrexate", "2024-01-01", "2024-02-15", id="t1", outcome=Outcome.OTHER)
        late = make_therapy("methotrexate", "2024-02-16", "2024-04-01", id="t2")
        assert judge(trial, early, late).status is MET
        failed_first = make_therapy("methotrexate", "2024-01-01", "2024-02-15", id="t1")
        other_last = make_therapy("methotrexate", "2024-02-16", "2024-04-01", id="t2", outcome=Outcome.OTHER)
        assert judge(trial, failed_first, other_last).status is NOT_MET

    def test_an_earlier_row_of_unknown_start_leaves_the_course_open(self) -> None:
        trial = make_trial(MTX, min_length=months(3), accepted=("inadequate_response",))
        early = make_therapy("methotrexate", "", "2024-02-15", id="t1", outcome=Outcome.OTHER)
        late = make_therapy("methotrexate", "2024-02-16", "2024-04-01", id="t2")
        finding = judge(trial, early, late)
        assert finding.status is UNKNOWN
        assert remedy_texts(finding) == ["Complete the dates of the earlier row for methotrexate"]
        assert [remedy.target for remedy in finding.remedies] == ["therapies"]
        apart = make_therapy("methotrexate", "2024-02-18", "2024-04-01", id="t2")
        assert judge(trial, early, apart).status is NOT_MET

    def test_an_inexact_row_of_its_own_is_asked_about_first(self) -> None:
        rows = self.rows(("2024-01", "2024-02-15"), ("2024-02-16", "2024-04-15"))
        finding = judge(self.TRIAL, *rows)
        assert finding.status is UNKNOWN
        assert {remedy.target for remedy in finding.remedies} <= {"therapies", "therapy:t1:start"}

    def test_products_of_one_drug_are_one_course(self) -> None:
        rows = (
            make_therapy("Humira", "2024-01-01", "2024-02-15"),
            make_therapy("Amjevita", "2024-02-16", "2024-04-01"),
        )
        assert judge(make_trial(TNF, min_length=months(3)), *rows).status is MET

    def test_a_product_of_one_route_joins_the_route_written_out(self) -> None:
        rows = (
            make_therapy("Simponi", "2024-01-01", "2024-02-15", id="t1"),
            make_therapy("Simponi", "2024-02-16", "2024-04-01", id="t2", route="SC"),
        )
        assert judge(make_trial(TNF, min_length=months(3)), *rows).status is MET
        infused = replace(rows[0], drug="Simponi Aria")
        assert judge(make_trial(TNF, min_length=months(3)), infused, rows[1]).status is NOT_MET

    @pytest.mark.parametrize(
        ("routes", "expected", "asked"),
        [
            (("oral", "oral"), MET, []),
            (("oral", "PO"), MET, []),
            (("", ""), MET, []),
            (("oral", "subcutaneous"), NOT_MET, []),
            (("subcutaneous", ""), UNKNOWN, ["therapy:t2:route"]),
            (("", "subcutaneous"), UNKNOWN, ["therapy:t1:route"]),
        ],
    )
    def test_a_route_that_is_missing_leaves_the_course_open(
        self, routes: tuple[str, str], expected: Status, asked: list[str]
    ) -> None:
        early = make_therapy("methotrexate", "2024-01-01", "2024-02-15", id="t1", route=routes[0])
        late = make_therapy("methotrexate", "2024-02-16", "2024-04-01", id="t2", route=routes[1])
        finding = judge(self.TRIAL, early, late)
        assert finding.status is expected
        if asked:
            assert [remedy.target for remedy in finding.remedies] == asked
            assert remedy_texts(finding) == ["Add the route of methotrexate"]

    def test_different_drugs_are_not(self) -> None:
        rows = (make_therapy("Humira", "2024-01-01", "2024-02-15"), make_therapy("Enbrel", "2024-02-16", "2024-04-01"))
        assert judge(make_trial(TNF, min_length=months(3)), *rows).status is NOT_MET

    @pytest.mark.parametrize(
        "fields",
        [
            {"use": Use.PLANNED},
            {"use": Use.NEVER_TAKEN},
            {"provenance": Provenance(confirmed=False)},
            {"indication_id": "plaque-psoriasis"},
        ],
    )
    def test_a_row_that_does_not_count_itself_joins_nothing(self, fields: dict[str, Any]) -> None:
        early = make_therapy("methotrexate", "2024-01-01", "2024-02-15", id="t1", **fields)
        late = make_therapy("methotrexate", "2024-02-16", "2024-04-01", id="t2")
        assert judge(self.TRIAL, early, late).status is NOT_MET

    def test_a_running_course_reaches_back(self) -> None:
        rows = (
            make_therapy("methotrexate", "2026-07-01", "2026-09-30", id="t1", outcome=Outcome.OTHER),
            make_therapy("methotrexate", "2026-10-01", "", id="t2", ongoing=True, outcome=Outcome.ONGOING),
        )
        finding = judge(self.TRIAL, *rows)
        assert finding.status is MET
        assert "taken since July 1, 2026" in finding.reason
