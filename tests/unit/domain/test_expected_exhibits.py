import datetime as dt
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.case import Case, Exhibit, ExhibitKind, LetterKind, LetterOptions, Measure
from denialdesk.domain.expected_exhibits import ExpectedExhibit, exhibit_todos, expected_exhibits, kind_of
from denialdesk.domain.law import Rights
from denialdesk.domain.readiness import Severity
from denialdesk.domain.therapy import Outcome
from denialdesk.knowledge.library import Library, load_library
from tests.makers import make_case, make_therapy

TODAY = dt.date(2026, 11, 21)
MTX = make_therapy("methotrexate", id="t1", proof="Chart note of March 2024")
ADA = make_therapy("adalimumab", id="t2", proof="Pharmacy fill history")


@cache
def library() -> Library:
    return load_library()


def rights_of(case: Case) -> Rights:
    from denialdesk.domain.rights import rights_for

    return rights_for(case, library().law, TODAY)


def checklist(case: Case) -> dict[str, ExpectedExhibit]:
    return {each.text: each for each in expected_exhibits(case, rights_of(case))}


def todo_texts(case: Case) -> list[str]:
    return [todo.text for todo in exhibit_todos(case, rights_of(case))]


def test_an_appeal_expects_the_notice_and_a_proof_for_each_row() -> None:
    found = checklist(make_case(MTX, ADA))
    assert set(found) >= {"Denial notice", "Chart note for methotrexate", "Fill history for adalimumab"}
    assert not any(each.is_here for each in found.values())
    assert not found["Payer’s policy"].is_needed
    assert found["Fill history for adalimumab"].kind is ExhibitKind.FILL_HISTORY


def test_a_row_is_proved_by_the_exhibit_it_points_at() -> None:
    pointed = replace(MTX, exhibit_id="e1", exhibit_page="3")
    case = make_case(pointed, ADA, exhibits=(Exhibit("e1", "Chart notes", 5, "exhibit-1"),))
    found = checklist(case)
    assert found["Chart note for methotrexate"].exhibit_id == "e1"
    assert not found["Fill history for adalimumab"].is_here
    gone = make_case(replace(MTX, exhibit_id="nowhere"))
    assert not checklist(gone)["Chart note for methotrexate"].is_here


def test_a_contraindication_wants_its_proof_and_the_denied_drug_none() -> None:
    rows = (
        make_therapy("methotrexate", id="t1", outcome=Outcome.CONTRAINDICATED),
        make_therapy("upadacitinib", id="t2"),
    )
    found = checklist(make_case(*rows))
    assert "Chart note for methotrexate" in found
    assert "Chart note for upadacitinib" not in found


def test_values_in_the_letter_want_a_page_that_shows_them() -> None:
    case = replace(make_case(MTX), measures=(Measure("m1", "CDAI", "24", therapy_id="t1"),))
    assert not checklist(case)["Lab results and scores"].is_here
    lab = replace(case, exhibits=(Exhibit("e1", "Laboratory results", 1, "d", ExhibitKind.LAB_RESULT),))
    assert checklist(lab)["Lab results and scores"].exhibit_id == "e1"
    noted = replace(case, therapies=(replace(MTX, exhibit_id="e2"),), exhibits=(Exhibit("e2", "Chart notes", 1, "d"),))
    assert checklist(noted)["Lab results and scores"].exhibit_id == "e2"
    assert "Lab results and scores" not in checklist(make_case(MTX))


def test_a_row_that_points_at_an_exhibit_that_is_gone_shows_no_values() -> None:
    gone = replace(MTX, exhibit_id="nowhere", exhibit_page="2")
    case = replace(make_case(gone), measures=(Measure("m1", "CDAI", "24", therapy_id="t1"),))
    assert not checklist(case)["Lab results and scores"].is_here


@pytest.mark.parametrize(
    ("kind", "expected", "not_expected"),
    [
        (LetterKind.SECOND_APPEAL, "Decision of the earlier level", "Proof of sending"),
        (LetterKind.EXTERNAL_REVIEW, "Decision of the earlier level", "Proof of sending"),
        (LetterKind.OVERDUE_DECISION, "Proof of sending", "Chart note for methotrexate"),
        (LetterKind.REGULATOR_COMPLAINT, "Proof of sending", "Chart note for methotrexate"),
        (LetterKind.FIRST_APPEAL, "Denial notice", "Decision of the earlier level"),
        (LetterKind.MEDICAL_NECESSITY, "Chart note for methotrexate", "Proof of sending"),
    ],
)
def test_each_kind_of_letter_has_its_own_list(kind: LetterKind, expected: str, not_expected: str) -> None:
    found = checklist(replace(make_case(MTX), letter=LetterOptions(kind)))
    assert expected in found
    assert not_expected not in found


@pytest.mark.parametrize("kind", [LetterKind.FAX_COVER, LetterKind.PEER_TO_PEER_BRIEF, LetterKind.PATIENT_COVER])
def test_papers_that_are_not_sent_alone_expect_nothing(kind: LetterKind) -> None:
    assert checklist(replace(make_case(MTX), letter=LetterOptions(kind))) == {}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Denial notice of November 9, 2026", ExhibitKind.DENIAL_NOTICE),
        ("Pharmacy fill history", ExhibitKind.FILL_HISTORY),
        ("Authorized representative form, signed by the patient", ExhibitKind.REPRESENTATIVE_FORM),
        ("Chart notes, June 2014 to October 2026", ExhibitKind.CHART_NOTE),
        ("Something else", ExhibitKind.OTHER),
    ],
)
def test_a_title_tells_the_kind_where_nobody_chose_one(title: str, kind: ExhibitKind) -> None:
    assert kind_of(Exhibit("e", title)) is kind
    assert kind_of(Exhibit("e", title, kind=ExhibitKind.LITERATURE)) is ExhibitKind.LITERATURE


def test_what_is_missing_weakens_and_each_is_told_once() -> None:
    case = make_case(MTX, make_therapy("sulfasalazine", id="t3", proof=""), exhibits=(Exhibit("e1", "Chart notes"),))
    todos = list(exhibit_todos(case, rights_of(case)))
    assert {todo.severity for todo in todos} == {Severity.WEAKENS}
    assert {todo.tab for todo in todos} == {"packet"}
    texts = [todo.text for todo in todos]
    assert "Exhibit A has no file yet." in texts
    assert "Not among the exhibits: denial notice." in texts
    assert "methotrexate: add the page that proves it to the exhibits, or point at it." in texts
    assert not any("sulfasalazine" in text for text in texts)  # it is asked for its proof on the log
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize(
    ("page", "is_wrong"), [("3", False), ("5", False), ("6", True), ("4-6", True), ("", False), ("tab 9", False)]
)
def test_a_page_that_the_exhibit_has_not_blocks(page: str, is_wrong: bool) -> None:
    row = replace(MTX, exhibit_id="e1", exhibit_page=page)
    case = make_case(row, exhibits=(Exhibit("e1", "Chart notes", 5, "exhibit-1"),))
    blocking = [todo for todo in exhibit_todos(case, rights_of(case)) if todo.severity is Severity.BLOCKS]
    assert bool(blocking) is is_wrong
    if is_wrong:
        assert blocking[0].text == "methotrexate points at page 6 of Exhibit A, which has 5 pages."
        assert blocking[0].target == "therapy:t1:exhibit_page"
