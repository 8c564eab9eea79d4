"""Every kind of letter: what each holds, what each leaves out, and what it asks for when something is missing."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.case import ADDRESSED_ELSEWHERE, EventKind, LetterKind
from denialdesk.domain.criteria import CriteriaResult, Status
from denialdesk.domain.letter import Letter, block_statements
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Supply
from denialdesk.letters.compose import KINDS
from denialdesk.letters.text import plain_text, run_text
from tests.unit.letters.scenarios import (
    CALLED,
    ERISA_RIGHTS,
    INSURED_RIGHTS,
    RECEIVED,
    SENT,
    UPHELD,
    Scenario,
    exempt,
    followed_up,
    for_earlier_prescriber,
    in_dispute,
    met,
    no_policy,
    of_kind,
    on_drug,
    pa_finding,
    texas,
    with_gaps,
)

KIND_NAMES = [kind.value for kind in LetterKind]


def sections(letter: Letter) -> list[str]:
    return [section.id for section in letter.sections]


def text_of(letter: Letter, section_id: str) -> str:
    section = next(each for each in letter.sections if each.id == section_id)
    return "\n".join(run_text(block_statements(block)) for block in section.blocks)


def gaps(letter: Letter) -> dict[str, str]:
    return {statement.target: statement.text for _, statement in letter.placeholders()}


def test_every_kind_is_written() -> None:
    assert set(KINDS) == set(LetterKind)


@pytest.mark.parametrize("kind", LetterKind, ids=KIND_NAMES)
@pytest.mark.parametrize("make", [met, in_dispute, exempt, no_policy, with_gaps, on_drug, texas])
def test_every_kind_composes_for_every_case_with_every_statement_sourced(kind: LetterKind, make: object) -> None:
    assert callable(make)
    letter = of_kind(kind, make()).letter()
    assert letter.kind is kind
    assert letter.title
    assert len(set(sections(letter))) == len(letter.sections)
    for section, statement in letter.statements():
        assert statement.sources, (section.id, statement.text)
        assert statement.text
    assert letter.draft == bool(letter.placeholders())


@pytest.mark.parametrize("kind", LetterKind, ids=KIND_NAMES)
def test_no_title_names_the_patient(kind: LetterKind) -> None:
    letter = of_kind(kind).letter()
    assert "Testcase" not in letter.title + letter.running_title


# ---------------------------------------------------------------- later levels


def test_second_appeal_refers_to_the_first_and_does_not_repeat_it() -> None:
    letter = of_kind(LetterKind.SECOND_APPEAL, followed_up(in_dispute(), SENT, UPHELD)).letter()
    assert "The first appeal was sent on October 1, 2026." in text_of(letter, "earlier_appeal")
    assert "prior_therapies" not in sections(letter)
    assert "The reason given for upholding the denial" in plain_text(letter)
    assert "Assign a reviewer who took no part in either earlier decision." in text_of(letter, "rights")
    assert "Second-level internal appeal" in text_of(letter, "routing")


def test_second_appeal_tells_the_therapies_on_which_an_open_requirement_turns() -> None:
    finding = pa_finding(Status.UNKNOWN, "t2")
    scenario = replace(followed_up(met(), SENT), criteria=CriteriaResult((finding,)))
    therapies = text_of(of_kind(LetterKind.SECOND_APPEAL, scenario).letter(), "prior_therapies")
    assert "Humira" in therapies
    assert "ethotrexate" not in therapies


def test_second_appeal_without_a_first_on_record_tells_everything() -> None:
    letter = of_kind(LetterKind.SECOND_APPEAL).letter()
    assert "earlier_appeal" not in sections(letter)
    assert "Methotrexate" in text_of(letter, "prior_therapies")


def test_external_review_names_no_filing_place_and_argues_medical_judgment() -> None:
    letter = of_kind(LetterKind.EXTERNAL_REVIEW, met()).letter()
    assert text_of(letter, "address").endswith("To the external review body named in Cigna’s final notice")
    assert "P.O. Box" not in plain_text(letter)
    eligibility = text_of(letter, "eligibility")
    assert "That is a medical judgment." in eligibility
    assert "External review follows a final denial (29 CFR 2590.715-2719)." in eligibility
    assert "Decide that Cigna must cover Rinvoq (upadacitinib) 15 mg for 12 months." in text_of(letter, "close")


def test_expedited_appeal_puts_the_ground_behind_the_request() -> None:
    letter = of_kind(LetterKind.EXPEDITED_APPEAL, expedited_ground="jeopardy").letter()
    order = sections(letter)
    assert order.index("expedited") == order.index("request") + 1
    assert "Expedited review" in text_of(letter, "routing")
    assert "within 72 hours of receiving it" in text_of(letter, "close")


def test_expedited_appeal_without_a_ground_is_a_gap() -> None:
    assert set(gaps(of_kind(LetterKind.EXPEDITED_APPEAL).letter())) == {"letter.expedited_ground"}


@pytest.mark.parametrize(
    ("plan_type", "accepted"),
    [
        (PlanType.SELF_FUNDED_ERISA, True),
        (PlanType.ACA_INDIVIDUAL, True),
        (PlanType.MEDICARE_PART_D, False),
        (PlanType.MEDICARE_ADVANTAGE_PART_B, False),
        (PlanType.MEDICAID_MANAGED_CARE, False),
    ],
)
def test_severe_pain_is_a_ground_only_where_the_rules_have_it(plan_type: PlanType, accepted: bool) -> None:
    scenario = of_kind(LetterKind.EXPEDITED_APPEAL, expedited_ground="severe_pain")
    letter = replace(scenario, rights=replace(ERISA_RIGHTS, plan_type=plan_type)).letter()
    assert ("letter.expedited_ground" in gaps(letter)) != accepted
    assert ("severe pain" in plain_text(letter)) == accepted


# ---------------------------------------------------------------- exceptions


def test_step_exception_names_the_grounds_the_log_shows() -> None:
    grounds = text_of(of_kind(LetterKind.STEP_EXCEPTION, texas()).letter(), "grounds")
    assert "Texas’s step therapy law (Tex. Ins. Code 1369.0546)" in grounds
    assert "tried the required drug and it failed. Shown by: methotrexate." in grounds
    assert "contraindicated or likely to cause harm. Shown by: Enbrel (etanercept)." in grounds
    assert "best interest" not in grounds  # no row shows it
    assert "stable" not in grounds  # not usable in a letter


def test_step_exception_names_no_state_law_behind_a_closed_gate() -> None:
    scenario = texas()
    closed = replace(scenario, rights=replace(scenario.rights, state_law_applies=False))
    letter = of_kind(LetterKind.STEP_EXCEPTION, closed).letter()
    assert "Tex. Ins." not in plain_text(letter)
    assert "Texas" not in plain_text(letter)


def test_stable_on_the_drug_needs_the_drug_to_be_taken() -> None:
    scenario = texas()
    law = scenario.rights.state_step_law
    assert law is not None
    usable = replace(law, items=tuple(replace(item, usable_in_letter=True) for item in law.items))
    request = replace(scenario.case.request, already_taking=True)
    open_ground = replace(scenario, rights=replace(scenario.rights, state_step_law=usable))
    taking = replace(open_ground, case=replace(scenario.case, request=request))
    assert "Shown by: treatment under way." in text_of(of_kind(LetterKind.STEP_EXCEPTION, taking).letter(), "grounds")
    not_taking = of_kind(LetterKind.STEP_EXCEPTION, open_ground).letter()
    assert "stable" not in text_of(not_taking, "grounds")


def test_formulary_exception_uses_the_federal_process_only_where_the_rights_have_it() -> None:
    assert "grounds" not in sections(of_kind(LetterKind.FORMULARY_EXCEPTION).letter())
    right = replace(INSURED_RIGHTS.rights[0], id="nonformulary_exception", request="Please decide it within 72 hours.")
    scenario = replace(met(), rights=replace(INSURED_RIGHTS, rights=(right,)))
    assert "Please decide it within 72 hours" in text_of(
        of_kind(LetterKind.FORMULARY_EXCEPTION, scenario).letter(), "grounds"
    )


# ---------------------------------------------------------------- treatment


def test_letter_of_medical_necessity_is_no_appeal() -> None:
    text = plain_text(of_kind(LetterKind.MEDICAL_NECESSITY).letter())
    assert "I prescribe Rinvoq (upadacitinib) 15 mg" in text
    for word in ("overturn", "Overturn", "denial stands", "step therapy requirement was not met"):
        assert word not in text


def test_continuation_tells_treatment_so_far_and_the_change() -> None:
    letter = of_kind(LetterKind.CONTINUATION, on_drug()).letter()
    so_far = text_of(letter, "so_far")
    assert "My patient has taken Rinvoq (upadacitinib) since May 4, 2026." in so_far
    assert "Measures in order of date: CDAI 32 (April 28, 2026); CDAI 9 (October 12, 2026)." in so_far
    assert "Swollen joints fell from 14 to 3." in so_far
    assert "On therapy at least 6 months" in text_of(letter, "criteria")
    assert "Please continue coverage until the appeal is decided" in text_of(letter, "close")


def test_continued_coverage_is_asked_for_only_where_the_plan_has_paid() -> None:
    scenario = on_drug()
    sampled = tuple(replace(row, supply=Supply.SAMPLE) for row in scenario.case.therapies)
    letter = of_kind(
        LetterKind.CONTINUATION, replace(scenario, case=replace(scenario.case, therapies=sampled))
    ).letter()
    assert "continue coverage" not in plain_text(letter)


def test_continuation_without_a_start_is_a_gap() -> None:
    assert "request.taking_since" in gaps(of_kind(LetterKind.CONTINUATION).letter())


# ---------------------------------------------------------------- plan


def test_claim_file_request_asks_for_the_file_and_holds_no_therapy() -> None:
    letter = of_kind(LetterKind.CLAIM_FILE_REQUEST).letter()
    assert "Please send us, free of charge, the complete claim file (29 CFR 2560.503-1)." in text_of(letter, "file")
    text = plain_text(letter)
    assert "ethotrexate" not in text
    assert "synovitis" not in text


def test_claim_file_request_without_a_plan_type_names_no_law() -> None:
    text = plain_text(of_kind(LetterKind.CLAIM_FILE_REQUEST, no_policy()).letter())
    assert "CFR" not in text
    assert "Please tell us what kind of plan this is" in text


def test_overdue_letter_counts_from_receipt() -> None:
    late = text_of(of_kind(LetterKind.OVERDUE_DECISION, followed_up(met(), SENT, RECEIVED)).letter(), "late")
    assert "On October 1, 2026 we sent Cigna an appeal" in late
    assert "received on October 2, 2026" in late
    assert "due within 30 calendar days of receipt" in late


def test_overdue_letter_reserves_the_next_step_the_law_gives() -> None:
    close = text_of(of_kind(LetterKind.OVERDUE_DECISION, followed_up(met(), SENT)).letter(), "reserved")
    assert "the internal appeal counts as exhausted (29 CFR 2590.715-2719)." in close


@pytest.mark.parametrize(("today", "is_late"), [(dt.date(2026, 11, 1), False), (dt.date(2026, 11, 2), True)])
def test_overdue_letter_is_refused_before_the_clock_has_run(today: dt.date, is_late: bool) -> None:
    letter = of_kind(LetterKind.OVERDUE_DECISION, followed_up(met(), SENT, RECEIVED)).letter(today=today)
    assert letter.draft != is_late
    if not is_late:
        assert gaps(letter)["events"] == "[the decision is not overdue yet: it is due by November 1, 2026]"


def test_overdue_letter_without_a_filing_is_a_gap() -> None:
    assert gaps(of_kind(LetterKind.OVERDUE_DECISION).letter())["events"] == "[date on which the appeal was sent]"


def test_plan_funding_question_needs_neither_diagnosis_nor_plan_type() -> None:
    letter = of_kind(LetterKind.PLAN_FUNDING_QUESTION, no_policy()).letter()
    text = plain_text(letter)
    assert not letter.draft
    assert "self-funded by the employer, or insured" in text
    assert "arthritis" not in text
    assert "M05" not in text


@pytest.mark.parametrize(
    ("plan_type", "regulator"),
    [
        (PlanType.SELF_FUNDED_ERISA, "Employee Benefits Security Administration"),
        (PlanType.FULLY_INSURED_GROUP, "State insurance department"),
        (PlanType.FEHB_PSHB, "Office of Personnel Management"),
        (PlanType.MEDICARE_PART_D, "Centers for Medicare & Medicaid Services"),
    ],
)
def test_complaint_goes_to_the_body_that_oversees_the_plan(plan_type: PlanType, regulator: str) -> None:
    scenario = followed_up(met(), SENT, RECEIVED, CALLED)
    plan = replace(scenario.case.plan, plan_type=plan_type)
    letter = of_kind(LetterKind.REGULATOR_COMPLAINT, replace(scenario, case=replace(scenario.case, plan=plan))).letter()
    assert regulator in text_of(letter, "address")


def test_complaint_tells_events_in_order_and_the_late_decision() -> None:
    letter = of_kind(LetterKind.REGULATOR_COMPLAINT, followed_up(met(), CALLED, SENT, RECEIVED)).letter()
    days = [line.split(":")[0] for line in text_of(letter, "events").replace(".", ".\n").split("\n") if "2026" in line]
    assert days == ["October 1, 2026", "October 2, 2026", "October 20, 2026", "November 10, 2026"]
    assert "as of November 21, 2026 our records show none" in text_of(letter, "issues")


def test_complaint_does_not_call_a_decided_appeal_late() -> None:
    letter = of_kind(LetterKind.REGULATOR_COMPLAINT, followed_up(met(), SENT, RECEIVED, UPHELD)).letter()
    assert "our records show none" not in plain_text(letter)
    assert "decision: upheld" in text_of(letter, "events")


def test_complaint_about_an_unknown_plan_is_a_gap() -> None:
    assert "plan.plan_type" in gaps(of_kind(LetterKind.REGULATOR_COMPLAINT, no_policy()).letter())


# ---------------------------------------------------------------- records and papers


def test_records_request_goes_to_one_earlier_prescriber_for_what_is_missing() -> None:
    letter = of_kind(LetterKind.RECORDS_REQUEST, for_earlier_prescriber()).letter()
    text = plain_text(letter)
    assert not letter.draft
    assert "Rowan Madeup, DO" in text_of(letter, "address")
    assert "last date; result, and why it was stopped; visit note or fill history that shows it" in text
    assert "first and last date; dose and directions" in text
    for word in ("Humira", "Rinvoq", "arthritis", "Cigna", "REF-", "U0000001", "denial"):
        assert word not in text_of(letter, "records")


def test_records_request_with_nothing_missing_is_a_gap() -> None:
    assert set(gaps(of_kind(LetterKind.RECORDS_REQUEST).letter())) == {"therapies"}


def test_authorization_names_who_may_act_and_leaves_room_to_sign() -> None:
    letter = of_kind(LetterKind.REPRESENTATIVE_AUTHORIZATION).letter()
    text = plain_text(letter)
    assert letter.letterhead.name == ""
    assert "appoint Avery Invented, MD and the staff of Invented Rheumatology Associates" in text
    assert "Patient’s signature: ____" in text
    assert "arthritis" not in text


def test_patient_letter_speaks_in_the_patients_voice() -> None:
    text = plain_text(of_kind(LetterKind.PATIENT_COVER).letter())
    assert "My name is Marigold Testcase." in text
    assert "my patient" not in text
    assert "I have already been treated with: sulfasalazine, methotrexate, Humira (adalimumab)." in text


def test_brief_has_the_verdicts_and_is_not_to_be_sent() -> None:
    letter = of_kind(LetterKind.PEER_TO_PEER_BRIEF, exempt()).letter()
    assert "not to be sent" in text_of(letter, "brief")
    assert "TNF inhibitor (any): exempt" in text_of(letter, "criteria")
    assert "statement" not in sections(letter)  # too long for one page
    short = of_kind(LetterKind.PEER_TO_PEER_BRIEF, medical_necessity="She cannot work.")
    assert text_of(short.letter(), "statement") == "“She cannot work.”"


def test_fax_cover_holds_the_least_data() -> None:
    scenario = met()
    text = plain_text(of_kind(LetterKind.FAX_COVER, scenario).letter())
    assert "REF-11-22-33" in text
    assert "555-010-0199" in text
    for word in ("Marigold", "Testcase", "1980", "U0000001", "Rinvoq", "upadacitinib", "arthritis", "M05"):
        assert word not in text


def test_urgent_fax_says_so() -> None:
    assert "Please deliver without delay." in plain_text(of_kind(LetterKind.FAX_COVER, in_dispute()).letter())


def test_events_of_other_kinds_do_not_count_as_a_filing() -> None:
    scenario = followed_up(met(), replace(CALLED, kind=EventKind.NOTE))
    assert "events" in gaps(of_kind(LetterKind.OVERDUE_DECISION, scenario).letter())


def test_a_scenario_is_what_it_says() -> None:
    assert isinstance(met(), Scenario)


@pytest.mark.parametrize("kind", sorted(ADDRESSED_ELSEWHERE))
def test_a_letter_that_does_not_go_to_the_plan_takes_the_address_typed_for_its_kind(kind: LetterKind) -> None:
    scenario = of_kind(kind, for_earlier_prescriber())
    bare = text_of(scenario.letter(), "address")
    assert "P.O. Box" not in bare  # the plan's own address is never put under another name
    options = scenario.case.letter.with_address(kind, "1 Example Plaza\n\nSampleton, PA 19000").with_address(
        LetterKind.FIRST_APPEAL, "2 Elsewhere Road"
    )
    addressed = replace(scenario, case=replace(scenario.case, letter=options)).letter()
    assert text_of(addressed, "address").startswith(bare)
    assert text_of(addressed, "address").endswith("1 Example Plaza\nSampleton, PA 19000")
    assert "Elsewhere" not in plain_text(addressed)
    assert options.with_address(kind, " ").address_for(kind) == ""


def test_a_hearing_office_is_not_asked_for_the_payers_policy() -> None:
    scenario = no_policy()
    plan = replace(scenario.case.plan, plan_type=PlanType.MEDICAID_MANAGED_CARE)
    scenario = replace(scenario, case=replace(scenario.case, plan=plan))
    text = plain_text(of_kind(LetterKind.EXTERNAL_REVIEW, scenario).letter())
    assert "To the hearing officer:" in text
    assert "please obtain it from Sample Mutual" in text
    assert "Please provide it" not in text
