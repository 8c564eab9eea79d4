"""One typed line read as a prior therapy: what is understood, what is left over, what is flagged."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from denialdesk.domain.quick_line import QuickLine, parse_quick_line
from denialdesk.domain.quick_words import frequency_in_words
from denialdesk.domain.therapy import Outcome, Supply, Therapy, Use
from tests.makers import DRUGS, VOCABULARY, on

TODAY = dt.date(2026, 11, 21)


def read(text: str) -> QuickLine:
    return parse_quick_line(text, vocabulary=VOCABULARY, today=TODAY, therapy_id="t1")


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        (
            "mtx 15mg weekly 3/24-9/24 failed",
            {
                "drug": "methotrexate",
                "drug_id": "methotrexate",
                "dose": "15 mg",
                "frequency": "weekly",
                "start": on("2024-03"),
                "stop": on("2024-09"),
                "outcome": Outcome.INADEQUATE_RESPONSE,
            },
        ),
        (
            "Humira 40 mg q2w 1/5/23 - 8/23 lost response",
            {
                "drug": "Humira",
                "drug_id": "adalimumab",
                "dose": "40 mg",
                "frequency": "every 2 weeks",
                "start": on("2023-01-05"),
                "stop": on("2023-08"),
                "outcome": Outcome.LOST_RESPONSE,
            },
        ),
        (
            "enbrel 50mg weekly since 3/2025",
            {
                "drug": "enbrel",
                "drug_id": "etanercept",
                "dose": "50 mg",
                "frequency": "weekly",
                "start": on("2025-03"),
                "ongoing": True,
                "outcome": Outcome.ONGOING,
            },
        ),
        (
            "ssz contraindicated sulfa allergy",
            {
                "drug": "sulfasalazine",
                "drug_id": "sulfasalazine",
                "outcome": Outcome.CONTRAINDICATED,
                "contraindication": "sulfa allergy",
            },
        ),
        (
            "Stelara 90 mg SC q8w Jan 2024 to present",
            {
                "drug": "Stelara",
                "drug_id": "ustekinumab",
                "dose": "90 mg",
                "route": "subcutaneous",
                "frequency": "every 8 weeks",
                "start": on("2024-01"),
                "ongoing": True,
                "outcome": Outcome.ONGOING,
            },
        ),
        (
            "infliximab 5 mg/kg IV q 8 weeks 6/1/19 thru 12/31/19 secondary failure",
            {
                "drug": "infliximab",
                "drug_id": "infliximab",
                "dose": "5 mg/kg",
                "route": "intravenous",
                "frequency": "every 8 weeks",
                "start": on("2019-06-01"),
                "stop": on("2019-12-31"),
                "outcome": Outcome.LOST_RESPONSE,
            },
        ),
        (
            "Enbrel, 50 mg, weekly, 03/14/2024 to 09/20/2024, failed, per Dr. O'Neil",
            {
                "drug": "Enbrel",
                "drug_id": "etanercept",
                "dose": "50 mg",
                "frequency": "weekly",
                "start": on("2024-03-14"),
                "stop": on("2024-09-20"),
                "outcome": Outcome.INADEQUATE_RESPONSE,
                "prescribed_by": "Dr. O'Neil",
            },
        ),
        (
            "failed Simponi Aria 2023-2024",
            {
                "drug": "Simponi Aria",
                "drug_id": "golimumab",
                "start": on("2023"),
                "stop": on("2024"),
                "outcome": Outcome.INADEQUATE_RESPONSE,
            },
        ),
        (
            "prednisone started 2024-03-14 stopped 2024-04-02 not tolerated",
            {
                "drug": "prednisone",
                "drug_id": "prednisone",
                "start": on("2024-03-14"),
                "stop": on("2024-04-02"),
                "outcome": Outcome.INTOLERANCE,
            },
        ),
        (
            "leflunomide off since 9/24 ineffective",
            {
                "drug": "leflunomide",
                "drug_id": "leflunomide",
                "stop": on("2024-09"),
                "outcome": Outcome.INADEQUATE_RESPONSE,
            },
        ),
        (
            "Cimzia samples 4/24–6/24 anaphylaxis",
            {
                "drug": "Cimzia",
                "drug_id": "certolizumab",
                "supply": Supply.SAMPLE,
                "start": on("2024-04"),
                "stop": on("2024-06"),
                "outcome": Outcome.HYPERSENSITIVITY,
            },
        ),
        (
            "Arava tablets for about 4 months did not work",
            {
                "drug": "Arava",
                "drug_id": "leflunomide",
                "route": "oral",
                "stated_length": "about 4 months",
                "outcome": Outcome.INADEQUATE_RESPONSE,
            },
        ),
        (
            "Remicade inpatient 5/2024-6/2024 could not tolerate",
            {
                "drug": "Remicade",
                "drug_id": "infliximab",
                "supply": Supply.INPATIENT,
                "start": on("2024-05"),
                "stop": on("2024-06"),
                "outcome": Outcome.INTOLERANCE,
            },
        ),
        (
            "Humira patient assistance program ongoing",
            {
                "drug": "Humira",
                "drug_id": "adalimumab",
                "supply": Supply.MANUFACTURER,
                "ongoing": True,
                "outcome": Outcome.ONGOING,
            },
        ),
        ("Xeljanz XR", {"drug": "Xeljanz XR", "drug_id": "tofacitinib"}),
        ("adalimumab-adaz", {"drug": "adalimumab-adaz", "drug_id": "adalimumab"}),
    ],
)
def test_a_line_that_is_understood_whole(text: str, fields: dict[str, Any]) -> None:
    line = read(text)
    assert line.therapy == Therapy(id="t1", **fields)
    assert line.is_clear
    assert {piece.field for piece in line.understood} >= {"drug"}


def test_how_it_was_understood_is_told_in_the_order_of_the_line() -> None:
    line = read("failed mtx 15mg qw 3/24-9/24 by Dr. Smith")
    assert [(piece.fragment, piece.field, piece.meaning) for piece in line.understood] == [
        ("failed", "outcome", "inadequate response"),
        ("mtx", "drug", "methotrexate"),
        ("15mg", "dose", "15 mg"),
        ("qw", "frequency", "once weekly"),
        ("3/24-9/24", "dates", "from March 2024 to September 2024"),
        ("by Dr. Smith", "prescribed_by", "prescribed by Dr. Smith"),
    ]
    assert read("Humira").understood[0].meaning == "Humira (adalimumab)"


class TestTraps:
    """Words that may mean no use at all are flagged and never read as use."""

    @pytest.mark.parametrize(
        ("text", "use", "says"),
        [
            ("denies completing methotrexate", Use.NEVER_TAKEN, "denies the use or its completion"),
            ("patient denied taking Humira", Use.NEVER_TAKEN, "denies the use"),
            ("did not complete mtx 3/24-9/24 failed", Use.NEVER_TAKEN, "denies the use or its completion"),
            ("mtx course not completed", Use.NEVER_TAKEN, "denies the use or its completion"),
            ("will start Humira next week", Use.PLANNED, "speaks of a plan"),
            ("plan to start Enbrel", Use.PLANNED, "speaks of a plan"),
            ("planning Rinvoq", Use.PLANNED, ""),
            ("to start Cosentyx", Use.PLANNED, "speaks of a plan"),
            ("Rinvoq planned", Use.PLANNED, "speaks of a plan"),
            ("consider leflunomide", Use.PLANNED, "speaks of a plan"),
            ("recommended Enbrel", Use.PLANNED, "speaks of a plan"),
            ("Humira pending approval", Use.PLANNED, "speaks of a plan"),
            ("mother took Humira 2020-2021", Use.NEVER_TAKEN, "another person"),
            ("her sister was on Enbrel 2020-2021 failed", Use.NEVER_TAKEN, "another person"),
            ("family member used methotrexate", Use.NEVER_TAKEN, "another person"),
            ("never filled Xeljanz", Use.NEVER_TAKEN, "not taken"),
            ("Humira never taken", Use.NEVER_TAKEN, "not taken"),
            ("did not start Enbrel", Use.NEVER_TAKEN, "not taken"),
            ("didn't pick up mtx", Use.NEVER_TAKEN, "not taken"),
            ("Otezla unfilled", Use.NEVER_TAKEN, "not taken"),
        ],
    )
    def test_are_flagged(self, text: str, use: Use, says: str) -> None:
        line = read(text)
        if not says:
            assert line.therapy.use is Use.TAKEN
            assert line.leftovers == ("planning",)
            return
        assert line.therapy.use is use
        assert not line.therapy.was_tried
        assert says in " ".join(line.warnings)
        assert not line.is_clear
        assert line.therapy.drug_id

    def test_the_first_trap_decides_and_each_is_told(self) -> None:
        line = read("mother took Humira, will start Humira")
        assert line.therapy.use is Use.NEVER_TAKEN
        assert len(line.warnings) == 2

    @pytest.mark.parametrize("text", ["denies side effects", "denies any allergic reaction"])
    def test_a_denied_side_effect_is_no_denial_of_use(self, text: str) -> None:
        line = read(f"mtx 3/24-9/24 failed, {text}")
        assert line.therapy.use is Use.TAKEN
        assert line.therapy.outcome is Outcome.INADEQUATE_RESPONSE
        assert not line.is_clear

    def test_a_start_in_the_future_is_a_plan(self) -> None:
        line = read("Humira since 12/15/26")
        assert line.therapy.use is Use.PLANNED
        assert "The start lies in the future: this is a plan, not a therapy." in line.warnings
        assert read("Humira since 11/21/26").therapy.use is Use.TAKEN


class TestOutcomes:
    @pytest.mark.parametrize(
        ("words", "outcome"),
        [
            ("failed", Outcome.INADEQUATE_RESPONSE),
            ("failure", Outcome.INADEQUATE_RESPONSE),
            ("inadequate response", Outcome.INADEQUATE_RESPONSE),
            ("no response", Outcome.INADEQUATE_RESPONSE),
            ("no benefit", Outcome.INADEQUATE_RESPONSE),
            ("nonresponder", Outcome.INADEQUATE_RESPONSE),
            ("partial response", Outcome.INADEQUATE_RESPONSE),
            ("didn't help", Outcome.INADEQUATE_RESPONSE),
            ("lack of efficacy", Outcome.INADEQUATE_RESPONSE),
            ("loss of response", Outcome.LOST_RESPONSE),
            ("stopped working", Outcome.LOST_RESPONSE),
            ("failed, lost response", Outcome.LOST_RESPONSE),
            ("intolerant", Outcome.INTOLERANCE),
            ("side effects", Outcome.INTOLERANCE),
            ("adverse reaction", Outcome.INTOLERANCE),
            ("couldn't tolerate it", Outcome.INTOLERANCE),
            ("allergic reaction", Outcome.HYPERSENSITIVITY),
            ("hypersensitivity", Outcome.HYPERSENSITIVITY),
            ("intolerant, allergic reaction", Outcome.HYPERSENSITIVITY),
            ("not advisable", Outcome.NOT_ADVISABLE),
            ("not a candidate", Outcome.NOT_ADVISABLE),
            ("can't take", Outcome.CONTRAINDICATED),
        ],
    )
    def test_are_read_from_plain_words(self, words: str, outcome: Outcome) -> None:
        assert read(f"mtx {words}").therapy.outcome is outcome

    @pytest.mark.parametrize(
        "words",
        [
            "nausea",
            "rash",
            "elevated LFTs",
            "helped briefly",
            "stopped",
            "heart failure",
            "liver failure",
            "renal failure",
        ],
    )
    def test_a_finding_is_no_outcome(self, words: str) -> None:
        line = read(f"mtx 3/24-9/24 {words}")
        assert line.therapy.outcome is Outcome.UNKNOWN
        assert line.therapy.what_happened == words
        assert line.leftovers == (words,)

    @pytest.mark.parametrize(
        ("words", "denied"),
        [
            ("no side effects", "no side effects"),
            ("not failed", "not failed"),
            ("without any side effects", "without any side effects"),
            ("no allergy", "no allergy"),
            ("not contraindicated", "not contraindicated"),
            ("never failed", "never failed"),
        ],
    )
    def test_a_denied_outcome_is_none(self, words: str, denied: str) -> None:
        line = read(f"mtx 3/24-9/24 {words}")
        assert line.therapy.outcome is Outcome.UNKNOWN
        assert f"“{denied}” is not read as an outcome." in line.warnings
        assert denied in line.therapy.what_happened

    def test_two_that_do_not_go_together_are_left_to_a_person(self) -> None:
        line = read("mtx 3/24-9/24 failed and not tolerated")
        assert line.therapy.outcome is Outcome.UNKNOWN
        assert "More than one outcome is named: choose the one that ended the drug." in line.warnings

    def test_a_stop_for_another_reason(self) -> None:
        line = read("Otezla 3/24-9/24 stopped due to cost")
        assert line.therapy.outcome is Outcome.OTHER
        assert line.therapy.what_happened == "cost"

    @pytest.mark.parametrize(
        ("text", "condition"),
        [
            ("mtx contraindicated: cirrhosis", "cirrhosis"),
            ("mtx contraindicated due to heavy alcohol use", "heavy alcohol use"),
            ("contraindication to mtx, cirrhosis", "cirrhosis"),
            ("Humira contraindicated heart failure", "heart failure"),
        ],
    )
    def test_a_contraindication_takes_the_rest_as_its_condition(self, text: str, condition: str) -> None:
        line = read(text)
        assert line.therapy.outcome is Outcome.CONTRAINDICATED
        assert line.therapy.contraindication == condition
        assert line.leftovers == ()

    def test_a_contraindication_without_a_condition_is_asked_about(self) -> None:
        assert "Name the condition that forbids the drug." in read("mtx contraindicated").warnings


class TestDates:
    @pytest.mark.parametrize(
        ("text", "start", "stop"),
        [
            ("mtx 3/24-9/24", "2024-03", "2024-09"),
            ("mtx from 3/24 to 9/24", "2024-03", "2024-09"),
            ("mtx between 3/2024 and 9/2024", "2024-03", "2024-09"),
            ("mtx 3/14/24 until 9/24", "2024-03-14", "2024-09"),
            ("mtx Mar 2024 - Sep 2024", "2024-03", "2024-09"),
            ("mtx Mar 14, 2024 through Sep 2, 2024", "2024-03-14", "2024-09-02"),
            ("mtx Mar '24 - Sep '24", "2024-03", "2024-09"),
            ("mtx 2024-03-14 - 2024-09-02", "2024-03-14", "2024-09-02"),
            ("mtx 2023-2024", "2023", "2024"),
            ("mtx started 3/24", "2024-03", ""),
            ("mtx began 3/14/2024", "2024-03-14", ""),
            ("mtx stopped 9/24", "", "2024-09"),
            ("mtx discontinued on 9/2/24", "", "2024-09-02"),
            ("mtx start 3/24 stop 9/24", "2024-03", "2024-09"),
            ("mtx since 3/24, stopped 9/24", "2024-03", "2024-09"),
        ],
    )
    def test_ranges(self, text: str, start: str, stop: str) -> None:
        line = read(text)
        assert (line.therapy.start.to_iso(), line.therapy.stop.to_iso()) == (start, stop)
        assert not line.therapy.ongoing
        assert line.is_clear

    @pytest.mark.parametrize("text", ["mtx 3/24", "mtx in 2024", "mtx 3/14/24 failed", "mtx Mar 2024"])
    def test_a_lone_date_is_not_guessed(self, text: str) -> None:
        line = read(text)
        assert not line.therapy.start.is_known
        assert not line.therapy.stop.is_known
        assert "A date stands alone: say whether it is the start or the stop." in line.warnings
        assert line.leftovers

    @pytest.mark.parametrize(
        ("text", "says"),
        [
            ("mtx 2/30/24-5/24", "no day 30"),
            ("mtx 13/24-5/24", "no month 13"),
            ("mtx 3/24-14/24", "no month 14"),
            ("mtx spring 2024 - fall 2024", "season is not a month"),
            ("mtx early 2024 - 6/24", "only an estimate"),
            ("mtx stopped 2/30/24", "no day 30"),
            ("mtx since 13/24", "no month 13"),
        ],
    )
    def test_a_date_that_cannot_be_is_left_over_with_the_reason(self, text: str, says: str) -> None:
        line = read(text)
        assert says in " ".join(line.warnings)
        assert line.leftovers

    def test_stop_before_start_is_flagged(self) -> None:
        assert "The stop is before the start." in read("mtx 9/24-3/24 failed").warnings

    @pytest.mark.parametrize(
        "words", ["ongoing", "still taking", "currently", "continues", "to date", "3/24 - present"]
    )
    def test_still_taken(self, words: str) -> None:
        line = read(f"mtx {words}")
        assert line.therapy.ongoing
        assert line.therapy.outcome is Outcome.ONGOING

    def test_still_taken_though_it_failed(self) -> None:
        line = read("mtx 3/24-present inadequate response")
        assert line.therapy.ongoing
        assert line.therapy.outcome is Outcome.INADEQUATE_RESPONSE

    @pytest.mark.parametrize("text", ["Humira 40 mg/0.8 ml", "Humira 10/325 mg", "mtx 2000 mg", "mtx 1/2 tab"])
    def test_a_dose_is_no_date(self, text: str) -> None:
        line = read(text)
        assert not line.therapy.start.is_known
        assert not any("date" in warning for warning in line.warnings)


class TestDrug:
    def test_one_that_is_not_recognised_is_kept_as_written(self) -> None:
        line = read("foobarol 10 mg daily 3/24-9/24 failed")
        assert line.therapy.drug == "foobarol"
        assert line.therapy.drug_id == ""
        assert line.warnings == ("The drug is not recognised: choose it from the list.",)

    def test_two_are_not_one_line(self) -> None:
        line = read("prednisone and methotrexate 3/24-9/24")
        assert line.therapy.drug == "prednisone"
        assert line.leftovers == ("methotrexate",)
        assert "More than one drug is named: type one line for each." in line.warnings

    def test_the_same_twice_is_one(self) -> None:
        assert read("Humira (adalimumab) 3/24-9/24").therapy.drug_id == "adalimumab"
        assert "More than one drug" not in " ".join(read("Humira (adalimumab) 3/24-9/24").warnings)

    def test_none_is_asked_for(self) -> None:
        assert "No drug is named." in read("3/24-9/24 failed").warnings
        assert read("").warnings == ("Nothing is typed yet.",)
        assert read("").therapy == Therapy(id="t1")

    def test_a_second_dose_is_pointed_out(self) -> None:
        line = read("mtx 15 mg then 25 mg weekly 3/24-9/24 failed")
        assert line.therapy.dose == "15 mg"
        assert "More than one dose is named: the first one was taken." in line.warnings
        assert "25 mg" in line.leftovers


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("q2w", "every 2 weeks"),
        ("q 8 wks", "every 8 weeks"),
        ("Q4W", "every 4 weeks"),
        ("q1w", "every week"),
        ("q12h", "every 12 hours"),
        ("q3months", "every 3 months"),
        ("q10d", "every 10 days"),
        ("bid", "twice daily"),
        ("TID", "three times daily"),
        ("qd", "once daily"),
        ("eow", "every other week"),
        ("every other day", "every other day"),
        ("every 6 weeks", "every 6 weeks"),
        ("once weekly", "once weekly"),
        ("biweekly", "biweekly"),
        ("per week", "per week"),
    ],
)
def test_frequencies(typed: str, words: str) -> None:
    assert frequency_in_words(typed) == words
    line = read(f"mtx 15 mg {typed} 3/24-9/24 failed")
    assert line.therapy.frequency == words
    assert line.is_clear


@pytest.mark.parametrize(
    ("typed", "route"),
    [
        ("SC", "subcutaneous"),
        ("sq", "subcutaneous"),
        ("subq", "subcutaneous"),
        ("IV", "intravenous"),
        ("po", "oral"),
        ("by mouth", "oral"),
        ("IM", "intramuscular"),
        ("cream", "topical"),
    ],
)
def test_routes(typed: str, route: str) -> None:
    assert read(f"mtx 15 mg {typed} weekly").therapy.route == route


WORDS = st.sampled_from(
    [
        *("mtx", "Humira", "15mg", "weekly", "q2w", "3/24-9/24", "since", "until", "3/2025", "2023", "spring", "SC"),
        *("failed", "lost", "response", "denies", "mother", "took", "will", "start", "contraindicated", "allergy"),
        *("no", "not", "and", "then", ",", "-", "(", ")", "x", "6", "weeks"),
    ]
)
JOINING = frozenset({"and", "then", "took", "-", ",", "(", ")", "x"})


@example("spring 3/24-9/24")  # left over in two pieces: the season belongs to the first month alone
@given(st.lists(WORDS, max_size=9).map(" ".join))
def test_nothing_typed_is_lost(text: str) -> None:
    """Every word is either understood, or left over, be it in pieces, or a joining word."""
    line = read(text)
    told = " ".join((*(piece.fragment for piece in line.understood), *line.leftovers))
    for word in text.split():
        assert word in JOINING or all(part in told for part in word.split("-"))


@given(st.text(max_size=40))
def test_any_text_is_read_without_an_error(text: str) -> None:
    line = read(text)
    assert line.therapy.id == "t1"
    if not line.therapy.drug_id:
        assert not line.is_clear


@given(st.sampled_from([name for drug in DRUGS for name in drug.names]), st.sampled_from(["failed", "lost response"]))
def test_every_drug_name_is_found_anywhere_in_the_line(name: str, words: str) -> None:
    match = VOCABULARY.recognise_drug(name)
    assert match is not None
    for text in (f"{name} 3/24-9/24 {words}", f"{words} 3/24-9/24 {name}"):
        assert read(text).therapy.drug_id == match.drug_id
