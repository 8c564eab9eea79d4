"""Age, prescriber, diagnosis, screening, other drugs: what a policy demands beside its steps."""

# ruff: noqa: ANN401 - any field of a case or row may be given by name

from typing import Any

import pytest

from denialdesk.domain.case import AnswerValue, Patient
from denialdesk.domain.criteria import AgeLimit, Finding, Remedy, Requirements, Status
from denialdesk.domain.requirements import age_label, same_specialty
from denialdesk.domain.sources import SourceKind
from denialdesk.domain.therapy import Outcome, Therapy
from tests.makers import make_answer, make_policy, make_prescriber, make_request, make_therapy, on
from tests.unit.domain.judging import MET, NOT_MET, UNKNOWN, judge_policy, targets


def required(needs: Requirements, *rows: Therapy, **case: Any) -> tuple[Finding, ...]:
    return judge_policy(make_policy(requirements=needs), *rows, **case).requirements


def age(limit: AgeLimit, born: str) -> Finding:
    return required(Requirements(age=limit), patient=Patient("A", "B", on(born)))[0]


ADULT = AgeLimit(18)
CHILD = AgeLimit(max_value=18, max_is_exclusive=True)


@pytest.mark.parametrize(
    ("limit", "born", "expected"),
    [
        # as of November 21, 2026
        (ADULT, "2008-11-21", MET),  # eighteen today
        (ADULT, "2008-11-22", NOT_MET),  # tomorrow
        (ADULT, "1980-06-15", MET),
        (ADULT, "2008-11", UNKNOWN),
        (ADULT, "2008-10", MET),
        (ADULT, "2008-12", NOT_MET),
        (ADULT, "2008", UNKNOWN),
        (ADULT, "2007", MET),
        (ADULT, "2009", NOT_MET),
        (ADULT, "", UNKNOWN),
        (CHILD, "2008-11-21", NOT_MET),
        (CHILD, "2008-11-22", MET),
        (CHILD, "2008", UNKNOWN),
        (AgeLimit(max_value=17), "2008-11-22", MET),
        (AgeLimit(max_value=17), "2008-11-21", NOT_MET),
        (AgeLimit(6, max_value=17), "2020-11-21", MET),
        (AgeLimit(6, max_value=17), "2020-11-22", NOT_MET),
        (AgeLimit(6, max_value=17), "2008-11-21", NOT_MET),
        (AgeLimit(6, "months", note=""), "2026-05-21", MET),
        (AgeLimit(6, "months", note=""), "2026-05-22", NOT_MET),
        (AgeLimit(4, "weeks"), "2026-10-24", MET),
        (AgeLimit(4, "weeks"), "2026-10-25", NOT_MET),
        (AgeLimit(30, "days"), "2026-10-22", MET),
        (AgeLimit(30, "days"), "2026-10-23", NOT_MET),
        (AgeLimit(1), "2025-11-21", MET),
        (AgeLimit(0), "2026-11-21", MET),
        # a band that lies inside a year of birth: somebody born that year may fit it
        (AgeLimit(18, max_value=217, max_unit="months"), "2008", UNKNOWN),
    ],
)
def test_age(limit: AgeLimit, born: str, expected: Status) -> None:
    finding = age(limit, born)
    assert finding.status is expected
    assert (finding.path, finding.label) == ("age", age_label(limit))
    if expected is UNKNOWN:
        assert targets(finding) == ["patient.birth_date"]
    assert (SourceKind.CASE_FIELD in {source.kind for source in finding.sources}) is (born != "")


@pytest.mark.parametrize(("day", "expected"), [("2004-02-29", MET), ("2009-02-28", NOT_MET)])
def test_born_on_a_leap_day(day: str, expected: Status) -> None:
    assert age(ADULT, day).status is expected


@pytest.mark.parametrize(
    ("limit", "label"),
    [
        (ADULT, "Age 18 years or older"),
        (CHILD, "Age below 18 years"),
        (AgeLimit(max_value=17), "Age no more than 17 years"),
        (AgeLimit(6, max_value=18, max_is_exclusive=True), "Age 6 years or older and below 18 years"),
        (AgeLimit(6, max_value=17), "Age 6 years or older and no more than 17 years"),
        (AgeLimit(1, "months"), "Age 1 month or older"),
        (AgeLimit(6, "", max_value=18, max_unit=""), "Age 6 years or older and no more than 18 years"),
        (
            AgeLimit(6, "months of age", max_value=18, max_unit="months of age"),
            "Age 6 months or older and no more than 18 months",
        ),
        (AgeLimit(18, "years (below)"), "Age 18 years or older"),
        (AgeLimit(note="Within FDA labeling"), "Age: Within FDA labeling"),
    ],
)
def test_age_in_words(limit: AgeLimit, label: str) -> None:
    assert age_label(limit) == label


def test_a_note_on_the_age_is_shown() -> None:
    noted = AgeLimit(18, note='Extract prints "greater than 18"; boundary unverified.')
    assert age(noted, "1980-06-15").reason.endswith('Extract prints "greater than 18"; boundary unverified.')


def test_an_age_in_words_only_is_asked_about() -> None:
    finding = age(AgeLimit(note="Within FDA labeling or supported"), "1980-06-15")
    assert finding.status is UNKNOWN
    assert targets(finding) == ["answer:policy-1:age"]


@pytest.mark.parametrize(
    ("specialty", "wanted", "expected"),
    [
        ("Rheumatology", ("rheumatologist",), MET),
        ("rheumatologist", ("rheumatologist",), MET),
        ("Pediatric Rheumatology", ("rheumatologist",), MET),
        ("Dermatology", ("rheumatologist", "dermatologist"), MET),
        ("Gastroenterology and Hepatology", ("gastroenterologist",), MET),
        ("GI", ("gastroenterologist",), MET),
        ("Allergy & Immunology", ("allergist", "immunologist", "dermatologist"), MET),
        ("Allergist", ("allergist",), MET),
        ("ENT", ("otolaryngologist",), MET),
        ("Otolaryngology", ("otolaryngologist",), MET),
        ("Otorhinolaryngology", ("otolaryngologist",), MET),
        ("Pulmonary Medicine", ("pulmonologist",), MET),
        ("Neurology", ("neurologist", "physician specializing in MS"), MET),
        ("Dermatology", ("specialist (e.g. dermatologist)",), MET),
        ("Family Medicine", ("rheumatologist",), NOT_MET),
        ("Internal Medicine", ("gastroenterologist",), NOT_MET),
        ("Rheumatology", ("dermatologist",), NOT_MET),
        ("Hematology", ("rheumatologist",), NOT_MET),
        ("Urology", ("neurologist",), NOT_MET),
        ("Pediatric Cardiology", ("pediatric rheumatologist",), NOT_MET),
        ("Family Medicine", ("internal medicine physician",), NOT_MET),
        ("Pulmonary and Critical Care", ("pulmonologist",), MET),
        ("Rheum", ("rheumatologist",), MET),
        ("Derm", ("dermatologist",), MET),
        ("Family Medicine", ("specialist (e.g. dermatologist)",), UNKNOWN),
        ("Internal Medicine", ("neurologist", "physician specializing in MS"), UNKNOWN),
        ("", ("rheumatologist",), UNKNOWN),
        ("  ", ("rheumatologist",), UNKNOWN),
    ],
)
def test_prescriber(specialty: str, wanted: tuple[str, ...], expected: Status) -> None:
    needs = Requirements(prescriber_specialties=wanted)
    finding = required(needs, prescriber=make_prescriber(specialty=specialty))[0]
    assert finding.status is expected
    assert finding.label.startswith("Prescribed by or in consultation with: ")
    assert same_specialty(specialty, wanted) is (expected is MET)


def test_a_consultation_is_stated_by_the_office() -> None:
    needs = Requirements(prescriber_specialties=("rheumatologist", "dermatologist"))
    family = make_prescriber(specialty="Family Medicine")
    asked = required(needs, prescriber=family)[0]
    assert asked.remedies == (Remedy("If a specialist was consulted, say so and who", "answer:policy-1:prescriber"),)
    assert asked.label == "Prescribed by or in consultation with: rheumatologist or dermatologist"
    answer = make_answer("prescriber", reason="consultation with Dr. Invented, 2026-09-01")
    told = required(needs, prescriber=family, answers=(answer,))[0]
    assert told.status is MET
    assert told.stated_reason == "consultation with Dr. Invented, 2026-09-01"
    assert (told.path, told.label) == (asked.path, asked.label)


def test_a_missing_specialty_is_asked_for_in_its_field() -> None:
    needs = Requirements(prescriber_specialties=("rheumatologist",))
    finding = required(needs, prescriber=make_prescriber(specialty=""))[0]
    assert targets(finding) == ["prescriber.specialty", "answer:policy-1:prescriber"]


def test_every_stated_requirement_has_its_place_and_order() -> None:
    needs = Requirements(
        age=ADULT,
        prescriber_specialties=("rheumatologist",),
        diagnosis=("CRP above normal", "Active disease"),
        tb_screening="TB test",
        concurrent_use_exclusion="Not with another biologic",
        documentation="Chart notes",
        other=("Weight recorded", "One dose"),
    )
    paths = [finding.path for finding in required(needs)]
    assert paths == [
        *("age", "prescriber", "diagnosis1", "diagnosis2", "tb_screening", "concurrent_use", "documentation"),
        *("other1", "other2"),
    ]


@pytest.mark.parametrize(
    ("node", "needs"),
    [
        ("diagnosis1", Requirements(diagnosis=("CRP above normal",))),
        ("tb_screening", Requirements(tb_screening="TB test")),
        ("concurrent_use", Requirements(concurrent_use_exclusion="Not with another biologic")),
        ("documentation", Requirements(documentation="Chart notes")),
        ("other1", Requirements(other=("Weight recorded",))),
    ],
)
def test_a_stated_requirement_is_unknown_until_the_office_says(node: str, needs: Requirements) -> None:
    asked = required(needs)[0]
    assert asked.status is UNKNOWN
    assert targets(asked) == [f"answer:policy-1:{node}"]
    assert required(needs, answers=(make_answer(node),))[0].status is MET
    assert required(needs, answers=(make_answer(node, AnswerValue.NO),))[0].status is NOT_MET


@pytest.mark.parametrize("text", ["Rheumatoid arthritis", "rheumatoid arthritis ", "RA"])
def test_a_diagnosis_that_repeats_the_condition_is_shown_by_the_request(text: str) -> None:
    needs = Requirements(diagnosis=(text,))
    finding = required(needs)[0]
    assert finding.status is MET
    assert finding.sources[-1].ref == "request.indication"
    other = make_request("Rinvoq", "crohns-disease")
    assert required(needs, request=other)[0].status is UNKNOWN
    assert required(needs, answers=(make_answer("diagnosis1", AnswerValue.NO),))[0].status is NOT_MET


class TestConcurrentUse:
    NEEDS = Requirements(concurrent_use_exclusion="Not with another biologic")

    def test_advanced_drugs_still_taken_are_shown(self) -> None:
        rows = (
            make_therapy("Humira", "2026-01-01", ongoing=True, outcome=Outcome.ONGOING, id="t1"),
            make_therapy("methotrexate", "2026-01-01", ongoing=True, outcome=Outcome.ONGOING, id="t2"),
            make_therapy("Enbrel", "2025-01-01", "2025-06-01", id="t3"),
            make_therapy("Rinvoq", "2026-06-01", ongoing=True, outcome=Outcome.ONGOING, id="t4"),
        )
        finding = required(self.NEEDS, *rows)[0]
        assert finding.status is UNKNOWN
        assert finding.reason == "Nobody has stated this yet; the log shows Humira (adalimumab) as still taken."
        assert finding.therapy_ids == ("t1",)
        assert [source.ref for source in finding.sources] == ["policy-1#concurrent_use", "t1"]
        assert finding.remedies == (
            Remedy("If Humira (adalimumab) was stopped, add its stop date", "therapy:t1:stop"),
            Remedy("Say whether this is so: Not with another biologic", "answer:policy-1:concurrent_use"),
        )

    def test_an_answer_settles_it(self) -> None:
        row = make_therapy("Humira", "2026-01-01", ongoing=True)
        finding = required(self.NEEDS, row, answers=(make_answer("concurrent_use"),))[0]
        assert finding.status is MET
        assert finding.therapy_ids == ()

    def test_nothing_running_is_nothing_to_show(self) -> None:
        assert required(self.NEEDS, make_therapy("methotrexate", ongoing=True))[0].therapy_ids == ()


def test_no_requirement_no_finding() -> None:
    assert required(Requirements()) == ()
