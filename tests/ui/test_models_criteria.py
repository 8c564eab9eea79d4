"""The outline of a finding, the answers, and the words about a policy: functions without a window."""

from dataclasses import replace

import pytest

from denialdesk.domain.case import Answer, AnswerValue, ConfirmedPolicy
from denialdesk.domain.criteria import AgeLimit, Finding, PolicyFinding, Remedy, Requirements, Status
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.ui.models.answers import (
    AnswerKind,
    answer_kind,
    answer_of,
    statement_answer,
    trial_answer,
    with_answer,
    with_confirmed_policy,
    without_confirmed_policy,
)
from denialdesk.ui.models.finding_outline import Line, OtherWays, outline, steps_outline
from denialdesk.ui.models.policy_words import about, checked, sources_and_notes, standing
from tests.makers import all_of, any_of, condition, make_case, make_policy, make_trial


def make_finding(path: str, status: Status = Status.MET, *children: Finding, reason: str = "") -> Finding:
    remedies = (Remedy(f"Mend {path}", "therapies"),)
    return Finding(path, status, f"label {path}", reason or f"reason {path}", remedies=remedies, children=children)


def test_a_choice_shows_its_strongest_way_and_folds_the_others_away() -> None:
    choice = make_finding(
        "step1",
        Status.MET,
        make_finding("step1.any2", Status.MET, reason="reason step1"),
        make_finding("step1.any1", Status.NOT_MET),
        make_finding("step1.any3", Status.UNKNOWN),
    )
    step, way, others, *folded = outline([choice])
    assert isinstance(step, Line)
    assert isinstance(way, Line)
    assert isinstance(others, OtherWays)
    assert (step.depth, step.folds, step.remedies) == (0, (), ())
    assert (way.key, way.is_way, way.reason) == ("step1.any2", True, ""), "the reason is not said twice"
    assert others.words == "2 other ways to meet this"
    assert [line.key for line in folded] == ["step1.any1", "step1.any3"]
    assert all(line.folds == ("step1",) for line in folded)


def test_every_part_of_a_whole_is_shown() -> None:
    whole = make_finding(
        "step1", Status.UNKNOWN, make_finding("step1.all1"), make_finding("step1.all2", Status.UNKNOWN)
    )
    assert [(line.key, line.folds) for line in outline([whole])] == [
        ("step1", ()),
        ("step1.all1", ()),
        ("step1.all2", ()),
    ]


def test_a_choice_inside_a_folded_way_opens_after_it() -> None:
    inner = make_finding("step1.any2", Status.NOT_MET, make_finding("step1.any2.any1"), make_finding("step1.any2.any2"))
    lines = outline([make_finding("step1", Status.MET, make_finding("step1.any1"), inner)])
    folds = {line.key: line.folds for line in lines}
    assert folds["step1.any2.any2"] == ("step1", "step1.any2")
    assert folds["step1.any2#other"] == ("step1",)


def test_being_on_the_drug_already_is_folded_until_somebody_claims_it() -> None:
    policy = make_policy()
    steps = (make_finding("step1"),)
    unclaimed = PolicyFinding(policy, Status.MET, "", (), steps, make_finding("established", Status.NOT_MET))
    assert [line.key for line in steps_outline(unclaimed)] == ["step1", "established#other", "established"]
    claimed = replace(unclaimed, established=make_finding("established", Status.UNKNOWN))
    assert [(line.key, line.folds) for line in steps_outline(claimed)] == [("step1", ()), ("established", ())]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("step1", AnswerKind.ROWS),
        ("step1.any1", AnswerKind.ROWS),
        ("step1.any2", AnswerKind.NONE),
        ("step1.any2.all1", AnswerKind.ROWS),
        ("step1.any2.all2", AnswerKind.STATEMENT),
        ("age", AnswerKind.NONE),
        ("prescriber", AnswerKind.STATEMENT),
        ("tb_screening", AnswerKind.STATEMENT),
        ("established", AnswerKind.STATEMENT),
        ("renewal1", AnswerKind.STATEMENT),
        ("steps", AnswerKind.NONE),
        ("coverage", AnswerKind.NONE),
    ],
)
def test_each_node_takes_the_answer_that_fits_it(path: str, kind: AnswerKind) -> None:
    tree = any_of(make_trial(), all_of(make_trial(), condition()))
    policy = make_policy(tree, requirements=Requirements(age=AgeLimit(min_value=18)))
    assert answer_kind(policy, path) is kind


def test_an_age_without_numbers_is_asked() -> None:
    policy = make_policy(requirements=Requirements(age=AgeLimit(note="adults")))
    assert answer_kind(policy, "age") is AnswerKind.STATEMENT


def test_answers_are_replaced_and_empty_ones_taken_out() -> None:
    case = make_case()
    yes = Answer("p", "tb_screening", AnswerValue.YES)
    answered = with_answer(case, yes)
    assert answered.answers == (yes,)
    assert answer_of(answered, "p", "tb_screening") == yes
    no = replace(yes, value=AnswerValue.NO)
    assert with_answer(answered, no).answers == (no,)
    assert with_answer(answered, Answer("p", "tb_screening")).answers == ()
    assert with_answer(case, Answer("p", "x")) is case


def test_the_value_of_a_trials_answer_follows_from_its_parts() -> None:
    case = make_case()
    empty = Answer("p", "step1")
    assert trial_answer(empty, case) == empty
    rows = trial_answer(replace(empty, therapy_ids=("t",)), case)
    assert (rows.value, rows.stated_by) == (AnswerValue.YES, "")
    reason = trial_answer(replace(empty, reason="Heart failure."), case)
    assert (reason.value, reason.stated_by) == (AnswerValue.NOT_APPROPRIATE, "Avery Invented, MD")
    assert trial_answer(replace(reason, stated_by="Blake"), case).stated_by == "Blake"
    assert trial_answer(replace(reason, reason=""), case) == empty


def test_words_of_a_statement_get_the_prescribers_name() -> None:
    case = make_case()
    plain = Answer("p", "other1", AnswerValue.YES)
    assert statement_answer(plain, case).stated_by == ""
    assert statement_answer(replace(plain, reason="Seen in clinic."), case).stated_by == "Avery Invented, MD"


def test_a_policy_is_checked_and_unchecked() -> None:
    first = ConfirmedPolicy("p", "1", "2026-01-01")
    case = with_confirmed_policy(with_confirmed_policy(make_case(), first), replace(first, number="2"))
    assert [each.number for each in case.confirmed_policies] == ["2"]
    assert without_confirmed_policy(case, "p").confirmed_policies == ()


def test_an_unchecked_policy_says_so_in_plain_words() -> None:
    policy = make_policy()
    assert checked(policy) == "Not checked against the payer's document."
    assert about(policy) == "Cigna, prior authorization, Rheumatoid arthritis, number INV-1, no effective date known"


def test_a_policy_the_office_checked_says_by_whom_when_and_where() -> None:
    verified = Verification(VerificationState.VERIFIED, "Casey", "2026-11-20", "4")
    policy = make_policy(verification=verified, effective_date="2026-07-01")
    assert checked(policy) == "Checked against the payer's document by Casey on November 20, 2026, page 4."
    assert "effective July 1, 2026" in about(policy)


def test_a_dispute_is_told() -> None:
    policy = make_policy(verification=Verification(VerificationState.DISPUTED, note="Two versions."))
    assert checked(policy) == "Disputed: the sources do not agree. Two versions."


def test_source_and_notes_name_where_it_was_read() -> None:
    text = sources_and_notes(make_policy(notes=("A note.",), currency="superseded"))
    for part in (
        "An invented policy",
        "https://example.invalid/policy",
        "Replaced",
        "A note.",
    ):
        assert part in text


def test_the_standing_counts_what_is_open() -> None:
    policy = make_policy()
    findings = (make_finding("age"), make_finding("prescriber", Status.UNKNOWN), make_finding("other1", Status.NOT_MET))
    open_finding = PolicyFinding(policy, Status.NOT_MET, "Long reason.", findings, (make_finding("step1"),))
    assert standing(open_finding) == "Of 4 requirements and steps, 1 not met and 1 not decided."
    assert standing(PolicyFinding(policy, Status.MET, "All met.", findings[:1], ())) == "All met."
