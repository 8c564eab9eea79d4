"""Whether a row is the drug, the product and the route that a policy names."""

from dataclasses import replace

import pytest

from denialdesk.domain.criteria import Agent, Remedy, Status
from denialdesk.domain.record import read_record, read_routes
from denialdesk.domain.therapy import Outcome, Use
from denialdesk.domain.vocabulary import Drug
from tests.makers import (
    TNF,
    VOCABULARY,
    SmallVocabulary,
    agent,
    make_answer,
    make_case,
    make_request,
    make_therapy,
    make_trial,
    months,
)
from tests.unit.domain.judging import AS_OF, EXEMPT, MET, NOT_MET, UNKNOWN, judge, remedy_texts, targets

CLASS_MTX = agent("methotrexate", classes={"TNF inhibitor"}, as_printed="methotrexate or a TNF inhibitor")


@pytest.mark.parametrize(
    ("wanted", "written", "expected"),
    [
        (agent("adalimumab"), "Humira", MET),
        (agent("adalimumab"), "adalimumab", MET),
        (agent("adalimumab"), "ADALIMUMAB", MET),
        (agent("adalimumab"), "Humira 40 mg pen", MET),
        (agent("adalimumab"), "Amjevita", MET),
        (agent("adalimumab"), "adalimumab-atto", MET),
        (agent("adalimumab"), "Enbrel", NOT_MET),
        (agent("methotrexate"), "mtx", MET),
        (TNF, "Humira", MET),
        (TNF, "golimumab", MET),
        (TNF, "Cosentyx", NOT_MET),
        (TNF, "methotrexate", NOT_MET),
        (TNF, "vitamin D", NOT_MET),
        (CLASS_MTX, "methotrexate", MET),
        (CLASS_MTX, "Cimzia", MET),
        (CLASS_MTX, "sulfasalazine", NOT_MET),
        (agent(classes={"TNF inhibitor"}, excluded_drug_ids={"infliximab"}), "Remicade", NOT_MET),
        (agent(classes={"TNF inhibitor"}, excluded_drug_ids={"infliximab"}), "Humira", MET),
        # words that name examples: a drug of the same class as an example is a question, any other is not meant
        (agent("methotrexate", open_ended=True), "methotrexate", MET),
        (agent("methotrexate", open_ended=True), "leflunomide", UNKNOWN),
        (agent("methotrexate", open_ended=True), "Humira", NOT_MET),
        (agent("azathioprine", "methotrexate", open_ended=True), "mercaptopurine", UNKNOWN),
        (agent("methotrexate"), "leflunomide", NOT_MET),
        (agent(classes={"csDMARD"}, open_ended=True), "azathioprine", NOT_MET),
        (
            agent("methotrexate", classes={"TNF inhibitor"}, open_ended=True),
            "sulfasalazine",
            NOT_MET,
        ),  # a class is named
        # doubtful drugs
        (agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"})), "prednisone", MET),
        (agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"})), "Entocort EC", UNKNOWN),
        (agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"})), "mesalamine", NOT_MET),
        # words tied to no drug: a person decides
        (agent(as_printed="Step 1 agent"), "methotrexate", UNKNOWN),
        (agent(as_printed="Step 1 agent"), "something unheard of", UNKNOWN),
        (agent(as_printed="Step 1 agent", uncertain_drug_ids=frozenset({"adalimumab"})), "Humira", UNKNOWN),
        (agent(as_printed="Step 1 agent", uncertain_drug_ids=frozenset({"adalimumab"})), "methotrexate", NOT_MET),
        (agent(as_printed="Step 1 agent", uncertain_drug_ids=frozenset({"adalimumab"})), "unheard of", UNKNOWN),
    ],
)
def test_drug_and_class(wanted: Agent, written: str, expected: Status) -> None:
    assert judge(make_trial(wanted), make_therapy(written, "2022-01-01", "2023-01-01")).status is expected


@pytest.mark.parametrize(
    ("brands", "written", "expected"),
    [
        ({"Humira"}, "Humira", MET),
        ({"Humira"}, "HUMIRA 40 mg", MET),
        ({"Humira"}, "Amjevita", NOT_MET),
        ({"Humira"}, "adalimumab-atto", NOT_MET),
        ({"Humira"}, "adalimumab", UNKNOWN),
        ({"Humira", "Amjevita"}, "Amjevita", MET),
        ({"Amjevita"}, "adalimumab-atto", UNKNOWN),  # sold as Amjevita and without that name
        ({"Amjevita", "adalimumab-atto"}, "adalimumab-atto", MET),
        ({"adalimumab"}, "adalimumab", MET),  # the generic name among the products means the generic drug
        ({"adalimumab"}, "Humira", NOT_MET),
        ({"Humira"}, "Enbrel", NOT_MET),
    ],
)
def test_a_demanded_product(brands: set[str], written: str, expected: Status) -> None:
    trial = make_trial(agent("adalimumab", brands=brands))
    assert judge(trial, make_therapy(written, "2022-01-01", "2023-01-01")).status is expected


@pytest.mark.parametrize(
    ("requested", "written", "brands", "expected"),
    [
        ("Humira", "adalimumab", {"adalimumab"}, MET),  # the generic by its name, beside a requested brand
        ("Humira", "adalimumab", set(), UNKNOWN),  # any product: it may be the requested one
        ("Humira", "Humira", {"adalimumab"}, NOT_MET),
        ("adalimumab", "adalimumab", {"adalimumab"}, UNKNOWN),
        ("Humira", "Amjevita", {"adalimumab"}, NOT_MET),
    ],
)
def test_the_generic_of_a_requested_brand(requested: str, written: str, brands: set[str], expected: Status) -> None:
    trial = make_trial(agent("adalimumab", brands=brands))
    request = make_request(drug=requested, drug_id="adalimumab")
    assert judge(trial, make_therapy(written, "2022-01-01", "2023-01-01"), request=request).status is expected


@pytest.mark.parametrize(
    ("drug_id", "written", "asked"),
    [
        ("adalimumab", "adalimumab", "adalimumab"),
        ("methotrexate", "mtx", "methotrexate"),  # an abbreviation names no product
        ("dropped", "Olddrug", "Olddrug"),  # a drug that is no longer on the list
    ],
)
def test_the_missing_product_is_asked_for(drug_id: str, written: str, asked: str) -> None:
    row = make_therapy(written, id="t1", drug_id=drug_id)
    finding = judge(make_trial(agent(drug_id, brands={"Humira"})), row)
    assert finding.status is UNKNOWN
    assert finding.remedies == (Remedy(f"Write which product of {asked} was taken", "therapy:t1:drug"),)


@pytest.mark.parametrize(
    ("routes", "written", "route", "expected"),
    [
        ({"subcutaneous"}, "ustekinumab", "subcutaneous", MET),
        ({"subcutaneous"}, "ustekinumab", "SC", MET),
        ({"subcutaneous"}, "ustekinumab", "SubQ", MET),
        ({"subcutaneous"}, "ustekinumab", "IV", NOT_MET),
        ({"subcutaneous"}, "ustekinumab", "IV, then SC", UNKNOWN),
        ({"subcutaneous"}, "ustekinumab", "", UNKNOWN),
        ({"subcutaneous"}, "ustekinumab pen", "", MET),
        ({"intravenous"}, "ustekinumab IV", "", MET),
        ({"intravenous"}, "ustekinumab infusion", "", MET),
        ({"subcutaneous"}, "Zymfentra", "", MET),  # that product is subcutaneous only
        ({"subcutaneous"}, "Remicade", "", NOT_MET),
        ({"subcutaneous"}, "infliximab", "", UNKNOWN),
        ({"intravenous"}, "Simponi Aria", "", MET),
        ({"subcutaneous"}, "Simponi Aria", "", NOT_MET),
        ({"subcutaneous"}, "Humira", "", MET),  # the drug has no other route
        ({"intravenous"}, "Humira", "", NOT_MET),
        ({"oral"}, "methotrexate", "", UNKNOWN),
        ({"oral"}, "methotrexate", "po", MET),
        ({"oral"}, "methotrexate tablets", "", MET),
        ({"oral"}, "methotrexate", "injection", NOT_MET),
        ({"subcutaneous", "intramuscular"}, "methotrexate", "injection", MET),
        ({"subcutaneous"}, "methotrexate", "injection", UNKNOWN),
        ({"subcutaneous", "oral", "intramuscular"}, "methotrexate", "", MET),
        ({"SC"}, "ustekinumab", "subcutaneous", MET),
    ],
)
def test_a_demanded_route(routes: set[str], written: str, route: str, expected: Status) -> None:
    drugs = ("ustekinumab", "infliximab", "golimumab", "adalimumab", "methotrexate")
    row = make_therapy(written, "2022-01-01", "2023-01-01", route=route)
    assert judge(make_trial(agent(*drugs, routes=routes)), row).status is expected


def test_the_missing_route_is_asked_for() -> None:
    finding = judge(make_trial(agent("ustekinumab", routes={"subcutaneous"})), make_therapy("ustekinumab", id="t1"))
    assert finding.remedies == (Remedy("Add the route of ustekinumab", "therapy:t1:route"),)
    assert "the route of ustekinumab is not recorded" in finding.reason


def test_a_wrong_route_is_said() -> None:
    trial = make_trial(agent("ustekinumab", routes={"subcutaneous"}, as_printed="ustekinumab SC"))
    finding = judge(trial, make_therapy("ustekinumab", route="IV"))
    assert finding.reason == (
        "The log has no trial of ustekinumab SC; not counted: ustekinumab was not taken by the route the policy names."
    )


@pytest.mark.parametrize(
    ("wanted", "written", "expected"),
    [
        (agent("adalimumab", brands={"Humira"}), "adalimumab", EXEMPT),
        (agent("adalimumab", brands={"Humira"}), "Humira", EXEMPT),
        (agent("adalimumab", brands={"Humira"}), "Amjevita", NOT_MET),
        (agent("golimumab", routes={"intravenous"}), "golimumab", EXEMPT),
        (agent("golimumab", routes={"intravenous"}), "Simponi Aria", EXEMPT),
        (agent("golimumab", routes={"subcutaneous"}), "Simponi Aria", NOT_MET),
    ],
)
def test_a_forbidden_drug_is_forbidden_as_any_product_and_by_any_route(
    wanted: Agent, written: str, expected: Status
) -> None:
    trial = make_trial(wanted, accepted=("inadequate_response", "contraindication"))
    row = make_therapy(written, outcome=Outcome.CONTRAINDICATED, contraindication="heart failure", proof="chart note")
    assert judge(trial, row).status is expected


def test_a_fact_that_cannot_matter_is_not_asked_for() -> None:
    trial = make_trial(agent("adalimumab", brands={"Humira"}), accepted=("inadequate_response",))
    row = make_therapy("adalimumab", "2022-01-01", "2023-01-01", outcome=Outcome.INTOLERANCE)
    assert judge(trial, row).status is NOT_MET


@pytest.mark.parametrize(
    ("text", "routes"),
    [
        ("SC", {"subcutaneous"}),
        ("sub-q", {"subcutaneous"}),
        ("s.c.", {"subcutaneous"}),
        ("IV", {"intravenous"}),
        ("IV or SC", {"intravenous", "subcutaneous"}),
        ("by mouth", {"oral"}),
        ("PO", {"oral"}),
        ("topical cream", {"topical"}),
        ("intranasal", {"nasal"}),
        ("intramuscular", {"intramuscular"}),
        ("intravenous (induction, CD and UC only)", {"intravenous"}),
        ("", set()),
        ("scalp lotion", {"topical"}),
        ("discus", set()),
        ("division", set()),
    ],
)
def test_reading_routes(text: str, routes: set[str]) -> None:
    assert read_routes(text) == routes


@pytest.mark.parametrize(
    ("listed", "routes"),
    [
        (("injection",), {"subcutaneous", "intravenous", "intramuscular"}),  # which one is not said
        (("Oral", "Injection"), {"oral", "subcutaneous", "intravenous", "intramuscular"}),
        (("Ophthalmic",), {"ophthalmic"}),
    ],
)
def test_routes_as_the_drug_list_writes_them(listed: tuple[str, ...], routes: set[str]) -> None:
    drug = Drug("newdrug", "newdrug", (), (), "new class", routes=listed)
    case = make_case(make_therapy("newdrug", drug_id="newdrug"))
    assert read_record(case, SmallVocabulary([drug]), AS_OF).rows[0].routes == routes


class TestPersonsChoice:
    STEP1 = agent(as_printed="Step 1 agent")

    def test_rows_chosen_for_words_tied_to_no_drug_decide(self) -> None:
        row = make_therapy("methotrexate", "2022-01-01", "2023-01-01", id="t1")
        other = make_therapy("Humira", "2022-01-01", "2023-01-01", id="t2")
        asked = judge(make_trial(self.STEP1), row, other)
        assert asked.status is UNKNOWN
        assert asked.reason == (
            "The policy's words “Step 1 agent” are not tied to a list of drugs; "
            "the log shows methotrexate and Humira (adalimumab)."
        )
        assert remedy_texts(asked) == ["Say which rows are “Step 1 agent”"]
        assert targets(asked) == ["answer:policy-1:step1"]
        told = judge(make_trial(self.STEP1), row, other, answers=(make_answer("step1", therapy_ids=("t1",)),))
        assert told.status is MET
        assert told.therapy_ids == ("t1",)
        assert told.reason.endswith("; the office states that it is Step 1 agent.")

    def test_a_row_that_would_not_do_anyway_is_no_question(self) -> None:
        short = make_therapy("methotrexate", "2022-01-01", "2022-02-01", id="t1")
        finding = judge(make_trial(self.STEP1, min_length=months(3)), short)
        assert finding.status is NOT_MET
        assert finding.reason == "The log has no trial of Step 1 agent."
        assert finding.therapy_ids == ()

    def test_rows_chosen_count_for_each_of_the_alternatives_that_are_all_demanded(self) -> None:
        trial = make_trial(self.STEP1, agent(as_printed="Step 2 agent"), count_all=True, count=None)
        rows = [make_therapy(drug, "2022-01-01", "2023-01-01", id=drug) for drug in ("methotrexate", "Humira")]
        answer = make_answer("step1", therapy_ids=("methotrexate", "Humira"))
        assert judge(trial, *rows, answers=(answer,)).status is MET

    def test_rows_chosen_still_have_to_be_long_enough(self) -> None:
        row = make_therapy("methotrexate", "2022-01-01", "2022-02-01", id="t1")
        trial = make_trial(self.STEP1, min_length=months(3))
        finding = judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),))
        assert finding.status is NOT_MET
        assert finding.therapy_ids == ("t1",)
        assert "1 month, short of 3 months" in finding.reason

    def test_choosing_a_wrong_drug_makes_it_no_right_one(self) -> None:
        row = make_therapy("methotrexate", "2022-01-01", "2023-01-01", id="t1")
        finding = judge(make_trial(TNF), row, answers=(make_answer("step1", therapy_ids=("t1",)),))
        assert finding.status is NOT_MET
        assert "not counted: methotrexate, which was chosen, is not TNF inhibitor" in finding.reason

    def test_only_the_chosen_rows_are_looked_at(self) -> None:
        good = make_therapy("Humira", "2022-01-01", "2023-01-01", id="t1")
        planned = make_therapy("Enbrel", "2022-01-01", "2023-01-01", id="t2", use=Use.PLANNED)
        assert judge(make_trial(TNF), good, planned).status is MET
        assert judge(make_trial(TNF), good, planned, answers=(make_answer("step1", therapy_ids=("t2",)),)).status is (
            NOT_MET
        )

    def test_chosen_rows_that_are_gone_leave_nothing(self) -> None:
        good = make_therapy("Humira", "2022-01-01", "2023-01-01", id="t1")
        assert judge(make_trial(TNF), good, answers=(make_answer("step1", therapy_ids=("gone",)),)).status is NOT_MET

    def test_a_doubtful_drug_that_may_be_the_request_itself_is_settled_by_its_product(self) -> None:
        trial = make_trial(agent("etanercept", uncertain_drug_ids=frozenset({"adalimumab"})))
        request = make_request("Humira")
        row = make_therapy("adalimumab", "2022-01-01", "2023-01-01", id="t1")
        finding = judge(trial, row, request=request)
        assert finding.status is UNKNOWN
        assert finding.remedies == (Remedy("Write which product of adalimumab was taken", "therapy:t1:drug"),)
        own = judge(trial, replace(row, drug="Humira"), request=request)
        assert own.status is NOT_MET
        assert targets(judge(trial, replace(row, drug="Amjevita"), request=request)) == ["answer:policy-1:step1"]

    def test_a_doubtful_drug_is_settled_by_choosing_it(self) -> None:
        trial = make_trial(agent("prednisone", uncertain_drug_ids=frozenset({"budesonide"})))
        row = make_therapy("Entocort EC", "2022-01-01", "2023-01-01", id="t1")
        assert judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),)).status is MET

    def test_a_missing_fact_is_not_settled_by_choosing_the_row(self) -> None:
        trial = make_trial(agent("ustekinumab", routes={"subcutaneous"}))
        row = make_therapy("ustekinumab", "2022-01-01", "2023-01-01", id="t1")
        assert judge(trial, row, answers=(make_answer("step1", therapy_ids=("t1",)),)).status is UNKNOWN

    def test_the_requested_drug_may_be_what_a_preferred_product_means(self) -> None:
        trial = make_trial(agent(as_printed="preferred ustekinumab product", counts_as="ustekinumab"))
        request = make_request("Imuldosa", "crohns-disease")
        assert judge(trial, make_therapy("Yesintek"), request=request).status is UNKNOWN
        assert judge(trial, make_therapy("Imuldosa"), request=request).status is NOT_MET
        other = make_trial(agent(as_printed="Step 1 agent"))
        assert judge(other, make_therapy("Yesintek"), request=request).status is NOT_MET


def test_a_name_that_is_not_recognised_is_pointed_out() -> None:
    finding = judge(make_trial(TNF), make_therapy("Humirra", id="t1"), make_therapy("Enbrell", id="t2"))
    assert finding.status is NOT_MET
    assert Remedy("Choose the drug from the list for “Humirra”", "therapy:t1:drug") in finding.remedies
    assert Remedy("Choose the drug from the list for “Enbrell”", "therapy:t2:drug") in finding.remedies
    many = judge(make_trial(TNF), *(make_therapy(f"unheard of {place}", id=f"t{place}") for place in range(5)))
    assert sum("Choose the drug" in text for text in remedy_texts(many)) == 2


def test_rows_without_a_drug_are_left_out() -> None:
    case = make_case(make_therapy("", id="empty"), make_therapy("  ", id="blank"), make_therapy("Humira", id="t1"))
    record = read_record(case, VOCABULARY, AS_OF)
    assert [row.therapy.id for row in record.rows] == ["t1"]


@pytest.mark.parametrize(
    ("written", "drug_id", "name"),
    [
        ("Humira", "adalimumab", "Humira (adalimumab)"),
        ("Humira 40 mg", "adalimumab", "Humira 40 mg (adalimumab)"),
        ("adalimumab", "adalimumab", "adalimumab"),
        ("Adalimumab-atto", "adalimumab", "Adalimumab-atto"),
        ("", "adalimumab", "adalimumab"),
        ("unheard of", "", "unheard of"),
        ("", "unheard-of", "unheard-of"),
    ],
)
def test_how_a_row_is_named(written: str, drug_id: str, name: str) -> None:
    case = make_case(make_therapy(written, drug_id=drug_id))
    assert read_record(case, VOCABULARY, AS_OF).rows[0].name == name


def test_a_written_name_alone_is_recognised() -> None:
    row = make_therapy("Humira", "2022-01-01", "2023-01-01", drug_id="")
    assert judge(make_trial(TNF), row).status is MET
    assert judge(make_trial(agent("adalimumab", brands={"Humira"})), row).status is MET


def test_a_product_of_another_drug_says_nothing_about_the_chosen_one() -> None:
    row = make_therapy("Humira", "2022-01-01", "2023-01-01", drug_id="infliximab")
    assert judge(make_trial(agent("infliximab", brands={"Humira"})), row).status is UNKNOWN
    assert judge(make_trial(agent("infliximab", routes={"subcutaneous"})), row).status is UNKNOWN


def test_a_chosen_drug_wins_over_the_written_name() -> None:
    row = make_therapy("Humira", "2022-01-01", "2023-01-01", drug_id="methotrexate")
    assert judge(make_trial(TNF), row).status is NOT_MET
    assert judge(make_trial(agent("methotrexate")), row).status is MET
