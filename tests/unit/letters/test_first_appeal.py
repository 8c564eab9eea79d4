"""The first appeal: its anatomy, and that it claims nothing the record does not show."""

import datetime as dt
from dataclasses import replace

import pytest

from denialdesk.domain.case import Exhibit, LetterOptions, Patient
from denialdesk.domain.criteria import CriteriaResult, Finding, Status
from denialdesk.domain.denial import Denial
from denialdesk.domain.letter import Letter, Section, Table, block_statements
from denialdesk.domain.plan import PlanType
from denialdesk.domain.sources import SourceKind
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Use
from denialdesk.letters.text import plain_text, run_text
from tests.makers import on
from tests.unit.letters.scenarios import (
    ERISA_RIGHTS,
    INSURED_RIGHTS,
    NECESSITY,
    PA_POLICY,
    SCENARIOS,
    TODAY,
    UNKNOWN_RIGHTS,
    Scenario,
    adalimumab,
    base_case,
    etanercept_contraindicated,
    exempt,
    in_dispute,
    known,
    met,
    methotrexate,
    no_policy,
    pa_finding,
    practice,
    seen,
    step,
    sulfasalazine,
    trial_finding,
    verified_policy,
    with_gaps,
)


def section(letter: Letter, section_id: str) -> Section:
    return next(each for each in letter.sections if each.id == section_id)


def text_of(letter: Letter, section_id: str) -> str:
    return "\n".join(run_text(block_statements(block)) for block in section(letter, section_id).blocks)


def table_rows(letter: Letter, number: int = 0) -> list[tuple[str, ...]]:
    tables = [block for block in section(letter, "criteria").blocks if isinstance(block, Table)]
    return [tuple(run_text(cell.statements) for cell in row) for row in tables[number].rows]


def test_sections_stand_in_the_order_a_reviewer_reads() -> None:
    letter = in_dispute().letter()
    assert [each.id for each in letter.sections] == [
        "address",
        "routing",
        "reference",
        "salutation",
        "request",
        "summary",
        "denial_reason",
        "criteria",
        "prior_therapies",
        "untried_steps",
        "further_grounds",
        "medical_necessity",
        "expedited",
        "rights",
        "close",
        "signature",
        "enclosures",
    ]


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_statement_names_its_source(name: str) -> None:
    for _, statement in SCENARIOS[name]().letter().statements():
        assert statement.sources
        assert all(source.ref for source in statement.sources)


def test_request_has_drug_dose_quantity_and_duration_in_one_place() -> None:
    request = text_of(met().letter(), "request")
    for part in ("Rinvoq (upadacitinib)", "15 mg", "once daily", "30 tablets per 30 days", "12 months", "Marigold"):
        assert part in request


def test_without_a_duration_the_longest_period_is_asked_for() -> None:
    scenario = met()
    case = replace(scenario.case, request=replace(scenario.case.request, duration=""))
    assert "for the longest period the plan approves" in text_of(replace(scenario, case=case).letter(), "request")


def test_reference_block_has_what_the_payer_searches_by() -> None:
    reference = text_of(met().letter(), "reference")
    for part in ("Marigold Testcase", "June 15, 1980", "U0000001", "group 0000001", "Cigna", "M05.79", "REF-11-22-33"):
        assert part in reference
    assert "November 10, 2026" in reference


def test_denial_reason_is_quoted_word_for_word() -> None:
    scenario = met()
    quote = section(scenario.letter(), "denial_reason").blocks[1]
    assert run_text(block_statements(quote)) == f"“{scenario.case.denial.reason}”"


def test_table_has_the_four_columns_and_a_row_a_layer() -> None:
    letter = met().letter()
    tables = [block for block in section(letter, "criteria").blocks if isinstance(block, Table)]
    assert len(tables) == 2
    assert {table.headers for table in tables} == {
        ("Required agent", "Duration required by policy", "Documented trial with dates", "Outcome or reason not used")
    }
    assert table_rows(letter) == [
        (
            "TNF inhibitor (any)",
            "3-month trial",
            (
                "Humira (adalimumab) 40 mg: October 2, 2024 to March 19, 2025 (5 months and 17 days) "
                "[Exhibit C, pages 1-2]"
            ),
            "Met: inadequate response – Morning stiffness returned to two hours after the third month.",
        )
    ]


@pytest.mark.parametrize(
    ("status", "word"),
    [
        (Status.MET, "Met"),
        (Status.NOT_MET, "Not met"),
        (Status.UNKNOWN, "Not yet documented"),
        (Status.EXEMPT, "Exempt"),
    ],
)
def test_each_verdict_is_told_in_words(status: Status, word: str) -> None:
    scenario = met()
    scenario = replace(scenario, criteria=CriteriaResult((pa_finding(status, "t2"),)))
    assert table_rows(scenario.letter())[0][3].startswith(word)


def test_a_step_answered_by_a_stated_reason_is_in_dispute_and_quoted_as_the_prescribers() -> None:
    letter = in_dispute().letter()
    assert table_rows(letter)[0][3].startswith("In dispute: prescriber’s reason: “Her mother and sister have")
    assert len(table_rows(letter)) == 1  # the limb that differs only in the accepted outcome is left out
    untried = text_of(letter, "untried_steps")
    assert "my reason why this step does not fit" in untried
    assert "“Her mother and sister have multiple sclerosis" in untried
    kinds = {
        source.kind
        for block in section(letter, "untried_steps").blocks
        for each in block_statements(block)
        for source in each.sources
        if each.text.startswith("“")
    }
    assert SourceKind.PRESCRIBER in kinds


def test_a_reason_stated_by_someone_else_is_named_as_theirs() -> None:
    scenario = in_dispute()
    answer = replace(scenario.case.answers[0], stated_by="Rowan Madeup, NP")
    scenario = replace(scenario, case=replace(scenario.case, answers=(answer,)))
    assert "the reason stated by Rowan Madeup, NP why this step" in text_of(scenario.letter(), "untried_steps")


def test_a_long_reason_is_given_once_and_pointed_at_from_the_table() -> None:
    reason = "She has a long history of demyelinating symptoms under review by neurology, " * 3
    scenario = in_dispute()
    finding = pa_finding(Status.NOT_MET, stated_reason=reason)
    letter = replace(scenario, criteria=CriteriaResult((finding,))).letter()
    assert table_rows(letter)[0][3] == "In dispute: see the prescriber’s reason below."


def test_contraindication_is_told_as_the_prescribers_judgment() -> None:
    letter = exempt().letter()
    assert table_rows(letter)[0][2:] == (
        "Not tried",
        (
            "Exempt: contraindicated in the prescriber’s judgment – demyelinating disease of the optic nerve, "
            "diagnosed in 2019."
        ),
    )
    assert "I judge it contraindicated in this patient: demyelinating disease" in text_of(letter, "untried_steps")


def test_the_page_that_shows_a_contraindication_is_pointed_at() -> None:
    scenario = exempt()
    (row,) = (each for each in scenario.case.therapies if each.contraindication)
    rows = tuple(
        replace(each, proof="Letter of the eye clinic", exhibit_id="e1", exhibit_page="3") if each is row else each
        for each in scenario.case.therapies
    )
    case = replace(scenario.case, therapies=rows, exhibits=(Exhibit("e1", "Eye clinic", 4),))
    letter = replace(scenario, case=case).letter()
    assert table_rows(letter)[0][2] == "Not tried [Exhibit A, page 3]"
    told = text_of(letter, "untried_steps")
    assert told.endswith("Documented by: Letter of the eye clinic (Exhibit A, page 3).")


def test_unverified_policy_is_never_stated_as_fact() -> None:
    letter = met().letter()
    text = plain_text(letter)
    assert "INV-1" not in text
    assert "INV-2" not in text
    assert "Invented prior authorization policy" not in text
    assert "as we understand them" in text
    assert "the step-therapy policy with its number and effective date" in text


def test_policy_confirmed_by_the_office_is_cited_by_its_number_and_date() -> None:
    criteria = text_of(exempt().letter(), "criteria")
    assert "Cigna, policy IP0682, effective March 15, 2026, page 4." in criteria
    assert criteria.count("as we understand them") == 1  # the other layer is still unverified


def test_verified_policy_is_cited_by_title_number_and_date() -> None:
    criteria = text_of(verified_policy().letter(), "criteria")
    assert "Invented Rinvoq Prior Authorization Policy, policy INV-1, effective July 1, 2026." in criteria
    assert "as we understand" not in criteria


def test_summary_counts_what_the_table_shows() -> None:
    assert "4 requirements – all met." in text_of(met().letter(), "summary")
    assert "4 requirements – 2 met, 1 in dispute, 1 not met." in text_of(in_dispute().letter(), "summary")
    assert "2 met, 1 exempt, 1 not yet documented." in text_of(exempt().letter(), "summary")


def test_no_policy_on_file_asks_for_it_and_answers_the_notice() -> None:
    letter = no_policy().letter()
    assert not letter.draft
    assert "The policy Sample Mutual relied on is not known to us." in text_of(letter, "criteria")
    assert [row[0] for row in table_rows(letter)] == ["Humira", "Enbrel", "Simponi"]
    assert [row[1] for row in table_rows(letter)] == ["Not stated in the notice"] * 3
    assert [row[3][:14] for row in table_rows(letter)] == ["Inadequate res", "Contraindicate", "None recorded."]


def test_steps_not_on_file_are_asked_for() -> None:
    finding = replace(pa_finding(), policy=replace(PA_POLICY, steps=None), steps=())
    letter = replace(met(), criteria=CriteriaResult((finding,))).letter()
    assert "The step requirements of this policy are not known to us." in text_of(letter, "criteria")


def test_prior_therapies_are_told_oldest_first_and_no_more_exactly_than_known() -> None:
    therapies = text_of(met().letter(), "prior_therapies").split("\n")
    assert [each.split(" ")[0] for each in therapies] == ["Sulfasalazine", "Methotrexate", "Humira"]
    assert "Taken March 2024 to September 2024 (at least 5 and at most 7 months)." in therapies[1]
    assert "Recorded: DAS28-CRP 5.8 (March 4, 2024); DAS28-CRP 5.4 (September 12, 2024)." in therapies[1]
    assert "Prescribed by Rowan Madeup, DO." in therapies[0]
    assert "Prescribed by" not in therapies[1]  # the one who signs
    assert "Documented by: chart note of September 12, 2024 (Exhibit B, page 3)." in therapies[1]


def test_a_row_says_only_what_it_has() -> None:
    bare = sulfasalazine(
        dose="", route="", frequency="", what_happened="", prescribed_by="", proof="", start="", stop=""
    )
    scenario = replace(met(), case=base_case(bare))
    assert text_of(scenario.letter(), "prior_therapies") == "Sulfasalazine. Dates not known. Outcome: intolerance."


def test_rows_that_are_no_use_of_a_drug_are_left_out() -> None:
    rows = (
        methotrexate(id="a", use=Use.PLANNED),
        methotrexate(id="b", use=Use.NEVER_TAKEN),
        replace(adalimumab(id="c"), drug="Rinvoq", drug_id="upadacitinib"),
        replace(adalimumab(id="d", supply=Supply.SAMPLE), drug="  "),
    )
    scenario = replace(met(), case=base_case(*rows), criteria=CriteriaResult(()))
    assert text_of(scenario.letter(), "prior_therapies") == "No prior therapy is recorded."


def test_a_drug_given_for_another_condition_says_so() -> None:
    row = methotrexate(indication_id="plaque-psoriasis")
    letter = replace(met(), case=base_case(row)).letter()
    assert "Given for plaque psoriasis." in text_of(letter, "prior_therapies")


def test_an_unconfirmed_row_is_a_gap_and_never_stated() -> None:
    row = methotrexate(provenance=Provenance(confirmed=False))
    letter = replace(met(), case=base_case(row, adalimumab())).letter()
    assert letter.draft
    assert [(each.text, each.target) for _, each in letter.placeholders()] == [
        ("[confirm the imported row: methotrexate]", "therapy:t1:drug")
    ]
    assert "20 mg" not in text_of(letter, "prior_therapies")


def test_a_strength_written_into_a_name_gives_way_to_the_dose() -> None:
    row = replace(methotrexate(), drug="Methotrexate 2.5 MG Oral Tablet")
    letter = replace(met(), case=base_case(row)).letter()
    assert text_of(letter, "prior_therapies").startswith("Methotrexate 20 mg, oral, once weekly.")


def test_medical_necessity_is_the_prescribers_word_for_word() -> None:
    letter = met().letter()
    quoted = text_of(letter, "medical_necessity").split("\nRecorded measures")[0]
    assert quoted == f"“{NECESSITY}”"
    for block in section(letter, "medical_necessity").blocks[:2]:
        assert all(source.kind is SourceKind.PRESCRIBER for each in block_statements(block) for source in each.sources)
    assert "prescriber’s own words" in section(letter, "medical_necessity").heading


def test_measures_without_a_therapy_stand_by_the_statement() -> None:
    assert "Recorded measures: CDAI 32 (October 2026)." in text_of(met().letter(), "medical_necessity")


def test_expedited_letter_certifies_the_ground_and_asks_for_the_clock() -> None:
    letter = in_dispute().letter()
    assert "Expedited review" in text_of(letter, "routing")
    assert "seriously jeopardize my patient’s life, health" in text_of(letter, "expedited")
    assert "“Each month of active disease adds erosions" in text_of(letter, "expedited")
    assert "as expedited, within 72 hours of receiving it (29 CFR 2560.503-1)" in text_of(letter, "close")


def test_urgent_without_a_certified_ground_is_a_gap() -> None:
    scenario = met()
    case = replace(scenario.case, denial=replace(scenario.case.denial, urgent=True))
    letter = replace(scenario, case=case).letter()
    assert letter.draft
    assert [each.target for _, each in letter.placeholders()] == ["letter.expedited_ground"]


def test_severe_pain_is_another_ground() -> None:
    scenario = in_dispute()
    case = replace(scenario.case, letter=replace(scenario.case.letter, expedited_ground="severe_pain"))
    expedited = text_of(replace(scenario, case=case).letter(), "expedited")
    assert "severe pain that cannot be adequately managed" in expedited
    assert "jeopardize" not in expedited


def test_standard_letter_says_nothing_of_urgency() -> None:
    text = plain_text(met().letter())
    assert "xpedited" not in text
    assert "Send the written decision within 30 days of receipt (29 CFR 2560.503-1(i)(2))." in text


def test_known_citations_are_cut_to_their_section_and_seen_ones_are_whole() -> None:
    rights = text_of(met().letter(), "rights")
    assert "complete claim file (29 CFR 2560.503-1)." in rights
    assert "(29 CFR 2560.503-1(h)(3)(ii)-(v))" in rights
    assert "(h)(2)(iii)" not in rights


def test_self_funded_letter_never_cites_state_law_even_if_handed_some() -> None:
    handed = replace(ERISA_RIGHTS, rights=INSURED_RIGHTS.rights, governing_law=INSURED_RIGHTS.governing_law)
    text = plain_text(replace(met(), rights=handed).letter())
    assert "ILCS" not in text
    assert "state’s law" not in text
    assert "state's law" not in text


def test_insured_letter_may_cite_state_law() -> None:
    scenario = met()
    case = replace(scenario.case, plan=replace(scenario.case.plan, plan_type=PlanType.ACA_INDIVIDUAL))
    text = plain_text(replace(scenario, case=case, rights=INSURED_RIGHTS).letter())
    assert "exception to step therapy under the state's law (215 ILCS 134/87)" in text
    assert "Internal appeal  ·  Standard review" in text


def test_unknown_plan_type_names_no_law_and_asks() -> None:
    text = plain_text(no_policy().letter())
    for word in ("CFR", "USC", "ERISA", "ILCS"):
        assert word not in text
    assert "Please tell us what kind of plan this is, self-funded or insured" in text


def test_close_is_specific() -> None:
    close = text_of(met().letter(), "close")
    assert "Overturn the denial and approve Rinvoq (upadacitinib) 15 mg for 12 months." in close
    assert "weekdays 12:00 to 1:00 p.m. at 555-010-0100" in close
    assert "enclose a copy of the criteria" in close


@pytest.mark.parametrize(
    ("own_phone", "office_phone", "expected"),
    [
        ("555-010-0001", "555-010-0002", "please call 555-010-0001."),
        ("", "555-010-0002", "please call 555-010-0002."),
        ("", "", "let me speak with a reviewing physician of my specialty."),
    ],
)
def test_without_a_window_the_nearest_phone_is_given(own_phone: str, office_phone: str, expected: str) -> None:
    scenario = met()
    case = replace(
        scenario.case,
        letter=replace(scenario.case.letter, peer_to_peer=""),
        prescriber=replace(scenario.case.prescriber, phone=own_phone),
    )
    scenario = replace(scenario, case=case, practice=replace(scenario.practice, phone=office_phone))
    assert expected in text_of(scenario.letter(), "close")


def test_signature_block_has_credentials_specialty_and_npi() -> None:
    lines = text_of(met().letter(), "signature").split("\n")
    assert lines == [
        "Sincerely,",
        "Avery Invented, MD",
        "Rheumatology",
        "NPI 1234567893",
        "Invented Rheumatology Associates",
        "Phone 555-010-0100  ·  Fax 555-010-0101",
    ]


def test_enclosures_have_page_counts_and_no_exhibits_means_no_list() -> None:
    assert "Exhibit C: Pharmacy fill history (2 pages)" in text_of(met().letter(), "enclosures")
    bare = replace(met(), case=replace(met().case, exhibits=()))
    assert "enclosures" not in {each.id for each in bare.letter().sections}
    assert "Exhibit" not in plain_text(bare.letter())


def test_date_is_the_office_chosen_day_else_today() -> None:
    scenario = met()
    assert scenario.letter().date == TODAY
    chosen = replace(scenario.case, letter=replace(scenario.case.letter, letter_date=on("2026-11-18")))
    assert replace(scenario, case=chosen).letter().date == dt.date(2026, 11, 18)
    vague = replace(scenario.case, letter=replace(scenario.case.letter, letter_date=on("2026-11")))
    assert replace(scenario, case=vague).letter().date == TODAY


def test_gaps_name_every_missing_field_and_keep_the_letter_a_draft() -> None:
    letter = with_gaps().letter(final=True)
    assert letter.draft
    targets = {each.target for _, each in letter.placeholders()}
    assert targets == {
        "patient.first_name",
        "patient.birth_date",
        "plan.member_id",
        "request.drug",
        "request.strength",
        "request.indication",
        "request.icd10",
        "denial.notice_date",
        "denial.reference_number",
        "denial.reason",
        "prescriber.name",
        "prescriber.npi",
        "letter.medical_necessity",
        "therapy:t1:drug",
        "therapy:t2:outcome",
    }


def test_an_empty_case_still_composes() -> None:
    scenario = replace(with_gaps(), case=replace(with_gaps().case, therapies=(), patient=Patient(), denial=Denial()))
    assert scenario.letter().draft


def test_final_letter_has_no_gap_and_is_no_draft() -> None:
    letter = met().letter(final=True)
    assert not letter.placeholders()
    assert not letter.draft
    assert met().letter(final=False).draft


def test_running_title_and_title_do_not_name_the_patient() -> None:
    letter = met().letter()
    assert "Testcase" not in letter.title + letter.running_title
    assert "REF-11-22-33" in letter.running_title


def test_a_practice_without_a_name_is_headed_by_its_prescriber() -> None:
    scenario = met()
    letter = replace(scenario, practice=replace(scenario.practice, name="")).letter()
    assert letter.letterhead.name == "Avery Invented, MD"


def test_address_is_not_said_twice() -> None:
    scenario = met()
    plan = replace(scenario.case.plan, appeals_address="Cigna, Attn: Appeals\nP.O. Box 0000")
    address = text_of(replace(scenario, case=replace(scenario.case, plan=plan)).letter(), "address")
    assert address.split("\n")[1:] == ["Cigna, Attn: Appeals", "P.O. Box 0000", "By fax: 555-010-0199"]


def test_a_patient_already_on_the_drug_is_said_to_be() -> None:
    scenario = met()
    request = replace(scenario.case.request, already_taking=True, taking_since=on("2026-05"))
    letter = replace(scenario, case=replace(scenario.case, request=request)).letter()
    assert "Already taking Rinvoq (upadacitinib), since May 2026." in text_of(letter, "summary")
    assert "Already taking" not in plain_text(scenario.letter())


def test_alternatives_shown_are_those_that_carry_the_verdict() -> None:
    first = trial_finding("step1.any1", Status.MET, "t2")
    same = trial_finding("step1.any2", Status.MET, "t2")
    other = trial_finding("step1.any3", Status.MET, "t3", required_agent="sulfasalazine")
    judged = step("step1", Status.MET, first, same, other)
    finding = replace(pa_finding(), steps=(judged,), requirements=())
    assert [row[0] for row in table_rows(replace(met(), criteria=CriteriaResult((finding,))).letter())] == [
        "TNF inhibitor (any)",
        "Sulfasalazine",
    ]


def test_a_limb_that_is_no_trial_says_so() -> None:
    condition = Finding("step1", Status.UNKNOWN, "Severe disease", "Nobody has said yet whether it is severe.")
    finding = replace(pa_finding(), steps=(condition,), requirements=())
    row = table_rows(replace(met(), criteria=CriteriaResult((finding,))).letter())[0]
    assert row[0] == "Severe disease"
    assert row[3] == "Not yet documented."


def test_two_trials_in_one_row_are_told_apart() -> None:
    both = trial_finding("step1", Status.MET, "t2", "t3")
    finding = replace(pa_finding(), steps=(both,), requirements=())
    row = table_rows(replace(met(), criteria=CriteriaResult((finding,))).letter())[0]
    assert row[2].count("\n") == 1
    assert row[3] == "Met: Humira (adalimumab) – inadequate response; sulfasalazine – intolerance."


def test_not_advisable_is_never_called_contraindicated() -> None:
    row = etanercept_contraindicated(outcome=Outcome.NOT_ADVISABLE, contraindication="")
    letter = replace(met(), case=base_case(row), criteria=CriteriaResult(()), rights=UNKNOWN_RIGHTS).letter()
    assert "I do not advise it for this patient." in text_of(letter, "untried_steps")
    assert "ontraindicated" not in plain_text(letter)


def test_every_other_plan_type_composes() -> None:
    for plan_type in PlanType:
        scenario = met()
        case = replace(scenario.case, plan=replace(scenario.case.plan, plan_type=plan_type))
        letter = Scenario(case, scenario.criteria, replace(ERISA_RIGHTS, plan_type=plan_type), practice()).letter()
        assert not letter.draft


def test_letter_options_default_to_an_empty_statement_that_blocks() -> None:
    scenario = met()
    letter = replace(scenario, case=replace(scenario.case, letter=LetterOptions())).letter()
    assert "letter.medical_necessity" in {each.target for _, each in letter.placeholders()}


def test_a_known_plan_with_no_rights_on_file_is_not_asked_what_it_is() -> None:
    rights = replace(ERISA_RIGHTS, plan_type=PlanType.TRICARE, rights=(), clocks=())
    text = text_of(replace(met(), rights=rights).letter(), "rights")
    assert "criteria relied on in this denial" in text
    assert "what kind of plan" not in text


def test_criteria_are_asked_for_even_where_the_law_on_file_does_not_name_them() -> None:
    rights = replace(ERISA_RIGHTS, rights=ERISA_RIGHTS.rights[:1])
    assert "criteria relied on in this denial, complete." in text_of(replace(met(), rights=rights).letter(), "rights")


def test_a_paragraph_cited_whole_needs_no_section_beside_it() -> None:
    whole = replace(ERISA_RIGHTS.rights[0], citations=(known("1 CFR 2.3(x)", "1 CFR 2.3"), seen("1 CFR 2.3(b)")))
    text = text_of(replace(met(), rights=replace(ERISA_RIGHTS, rights=(whole,))).letter(), "rights")
    assert "(1 CFR 2.3(b))" in text
