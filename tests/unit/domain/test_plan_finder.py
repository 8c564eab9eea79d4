"""The plan finder: every answer leads somewhere, every result is reached, and the answers decide as they should."""

from collections.abc import Mapping

import pytest

from denialdesk.domain.plan import Funding, PlanType
from denialdesk.domain.plan_finder import (
    FinderAnswer,
    FinderError,
    FinderGraph,
    FinderQuestion,
    FinderResult,
    follow,
    paths,
)
from tests.law import law_book


def graph() -> FinderGraph:
    finder = law_book().finder
    assert finder is not None
    return finder


def result(*answers: str) -> FinderResult:
    node = follow(graph(), answers)
    assert isinstance(node, FinderResult)
    return node


@pytest.mark.parametrize(
    ("answers", "plan_type", "funding"),
    [
        (("other", "employer", "private", "no", "self_funded"), PlanType.SELF_FUNDED_ERISA, Funding.SELF_FUNDED),
        (("other", "employer", "private", "no", "insured"), PlanType.FULLY_INSURED_GROUP, Funding.INSURED),
        (("other", "individual", "no"), PlanType.ACA_INDIVIDUAL, Funding.INSURED),
        (("other", "employer", "private", "yes"), PlanType.GRANDFATHERED, None),
        (("other", "employer", "government", "self_funded"), PlanType.NONFEDERAL_GOVERNMENTAL, Funding.SELF_FUNDED),
        (("other", "employer", "church", "no", "insured"), PlanType.CHURCH, Funding.INSURED),
        (("other", "employer", "church", "elected", "no", "insured"), PlanType.FULLY_INSURED_GROUP, Funding.INSURED),
        (("federal", "without"), PlanType.FEHB_PSHB, None),
        (("federal", "with_part_d"), PlanType.MEDICARE_PART_D, None),
        (("medicare", "part_b_plan"), PlanType.MEDICARE_ADVANTAGE_PART_B, None),
        (("medicaid", "plan"), PlanType.MEDICAID_MANAGED_CARE, None),
        (("none", "hearing", "state"), PlanType.MEDICAID_FFS, None),
        (("chip", "separate"), PlanType.CHIP, None),
        (("tricare",), PlanType.TRICARE, None),
        (("va", "veteran"), PlanType.VA, None),
        (("other", "short_term", "no"), PlanType.SHORT_TERM_LIMITED, None),
    ],
)
def test_answers_decide_the_plan_type(answers: tuple[str, ...], plan_type: PlanType, funding: Funding | None) -> None:
    found = result(*answers)

    assert (found.plan_type, found.funding) == (plan_type, funding)


def test_every_plan_type_and_every_outside_entry_is_reached() -> None:
    ends = [found for _, found in paths(graph())]

    assert {found.plan_type for found in ends if found.plan_type} == set(PlanType)
    assert {found.outside for found in ends if found.outside} == {entry.id for entry in law_book().outside}
    assert {found.id for found in ends} == set(graph().results)


def test_every_answer_of_every_question_is_on_a_way_to_a_result() -> None:
    walked = set()
    for answers, found in paths(graph()):
        assert follow(graph(), answers) == found
        node = graph().node(graph().start)
        for answer_id in answers:
            assert isinstance(node, FinderQuestion)
            walked.add((node.id, answer_id))
            node = graph().node(node.answer(answer_id).to)
    offered = {(question.id, answer.id) for question in graph().questions.values() for answer in question.answers}

    assert walked == offered


def test_no_way_is_longer_than_seven_questions() -> None:
    assert max(len(answers) for answers, _ in paths(graph())) <= 7


def test_an_insurers_name_alone_never_decides_funding() -> None:
    """'I can't tell' about who pays ends in a question with a ready letter, never in a guess."""
    found = result("other", "employer", "private", "no", "unknown")

    assert found.plan_type is None
    assert found.letter
    assert "insured or self-funded" in found.ask
    assert found.candidates == (PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP)


def test_a_states_logo_alone_decides_nothing() -> None:
    """It may stand for Medicaid, for a marketplace or for the state as employer; each is asked for by its own words."""
    card = graph().questions["card"]
    with_logo = [answer.id for answer in card.answers if "logo" in answer.label]

    assert with_logo == ["other"]
    assert "logo alone decides nothing" in card.hint
    assert result("other", "state_program", "plan").plan_type is PlanType.MEDICAID_MANAGED_CARE
    assert result("other", "individual", "no").plan_type is PlanType.ACA_INDIVIDUAL
    assert result("other", "employer", "government", "self_funded").plan_type is PlanType.NONFEDERAL_GOVERNMENTAL
    assert result("other", "employer", "private", "no", "self_funded").plan_type is PlanType.SELF_FUNDED_ERISA


def test_every_cannot_tell_ends_in_a_question_or_a_plan_that_claims_no_state_law() -> None:
    for answers, found in paths(graph()):
        if answers[-1] == "unknown":
            assert found.ask or (found.plan_type is not None and found.funding is None)
        if found.ask:
            assert found.ask.endswith("?")
            assert found.candidates
            assert found.letter


def test_a_question_in_the_middle_is_given_back() -> None:
    node = follow(graph(), ("other", "employer"))

    assert isinstance(node, FinderQuestion)
    assert node.id == "employer"
    assert follow(graph(), ()) == graph().questions[graph().start]


def test_an_answer_that_is_not_offered_is_refused() -> None:
    with pytest.raises(FinderError, match="no such answer"):
        follow(graph(), ("blue",))
    with pytest.raises(FinderError, match="already answered"):
        follow(graph(), ("tricare", "part_d"))


DONE = FinderResult("done", "Done.", plan_type=PlanType.VA)


def _made(questions: Mapping[str, tuple[str, ...]], *results: FinderResult) -> FinderGraph:
    return FinderGraph(
        start=next(iter(questions)),
        questions={
            name: FinderQuestion(name, "?", tuple(FinderAnswer(str(index), "x", to) for index, to in enumerate(leads)))
            for name, leads in questions.items()
        },
        results={item.id: item for item in results},
    )


@pytest.mark.parametrize(
    ("made", "fault"),
    [
        (_made({"a": ("done", "lost")}, DONE), "leads to lost"),
        (_made({"a": ("b", "done"), "b": ("a", "done")}, DONE), "in a circle"),
        (_made({"a": ("done", "done")}, DONE, FinderResult("far", "Far.", ask="Who?")), "no answer leads to it"),
        (_made({"a": ("done",)}, DONE), "two or more"),
        (_made({"a": ("none", "none")}, FinderResult("none", "None.")), "must name a plan type"),
        (_made({"a": ("two", "two")}, FinderResult("two", "Two.", plan_type=PlanType.VA, ask="Who?")), "must name"),
        (_made({"a": ("done", "done"), "done": ("a", "a")}, DONE), "a question and a result"),
        (FinderGraph("lost", {}, {"done": DONE}), "first question is not there"),
    ],
)
def test_a_faulty_graph_is_found(made: FinderGraph, fault: str) -> None:
    assert any(fault in found for found in made.faults())


def test_the_shipped_graph_has_no_fault() -> None:
    assert list(graph().faults()) == []
