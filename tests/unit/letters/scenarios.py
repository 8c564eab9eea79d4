# ruff: noqa: ANN401 - the makers take any field of the class they make
"""Whole cases for letters, with findings and rights made by hand. Persons, policies and documents are invented."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from denialdesk.domain.arguments import find_grounds
from denialdesk.domain.case import (
    Answer,
    AnswerValue,
    Case,
    ConfirmedPolicy,
    Event,
    EventKind,
    Exhibit,
    LetterKind,
    LetterOptions,
    Measure,
    Patient,
)
from denialdesk.domain.criteria import CriteriaResult, Finding, Layer, Policy, PolicyFinding, Status
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.denial_reasons import denial_items
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.label_check import label_entry
from denialdesk.domain.law import (
    Citation,
    ClockUnit,
    Confidence,
    PlanClock,
    Right,
    Rights,
    StateLawItem,
    StatePart,
    StateStepLaw,
)
from denialdesk.domain.letter import Letter
from denialdesk.domain.letter_choices import LabelReading, NoticeAnswer
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.practice import Practice
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy
from denialdesk.domain.vocabulary import LabeledIndication, Vocabulary
from denialdesk.letters.compose import compose
from tests.makers import (
    DRUGS,
    VOCABULARY,
    SmallVocabulary,
    agent,
    any_of,
    make_case,
    make_policy,
    make_practice,
    make_prescriber,
    make_therapy,
    make_trial,
    months,
    on,
)

TODAY = dt.date(2026, 11, 21)
UNVERIFIED = Verification(VerificationState.UNVERIFIED)
VERIFIED = Verification(VerificationState.VERIFIED, "editor", "2026-11-21", "the payer's document")

NECESSITY = (
    "Ms. Testcase has had seropositive rheumatoid arthritis since 2021 with persistent synovitis of both wrists and "
    "the second and third MCP joints. She works as a dental hygienist and has lost hand strength on every review this "
    "year.\n"
    "Earlier treatment has not controlled the disease. Continued synovitis risks joint "
    "damage that cannot be undone. In my judgment an oral JAK inhibitor is the appropriate next treatment, and I will "
    "monitor her blood count, liver enzymes and lipids as the label asks."
)
REASON = (
    "Coverage is denied because the plan's step therapy requirement was not met. The records submitted do not show a "
    "3-month trial of, or intolerance to, at least one TNF inhibitor, and a trial of a preferred product."
)


@dataclass(frozen=True)
class Scenario:
    """One case with everything a letter is composed from."""

    case: Case
    criteria: CriteriaResult
    rights: Rights
    practice: Practice
    vocabulary: Vocabulary = VOCABULARY
    cited: tuple[Evidence, ...] = ()

    def letter(self, *, final: bool = True, today: dt.date = TODAY) -> Letter:
        grounds = find_grounds(self.case, self.criteria, self.vocabulary, today, self.cited)
        return compose(
            self.case,
            self.practice,
            self.criteria,
            self.rights,
            self.vocabulary,
            today=today,
            final=final,
            grounds=grounds,
        )


def known(text: str, section: str) -> Citation:
    return Citation(text, section, Confidence.KNOWN, UNVERIFIED)


def seen(text: str, section: str = "") -> Citation:
    return Citation(text, section or text, Confidence.SEEN, UNVERIFIED)


def right(right_id: str, text: str, request: str, *citations: Citation) -> Right:
    return Right(right_id, text, citations, Confidence.KNOWN, request)


ERISA_RIGHTS = Rights(
    PlanType.SELF_FUNDED_ERISA,
    "self-funded employer plan (ERISA)",
    state_law_applies=False,
    governing_law=(known("ERISA section 503 (29 USC 1133)", "ERISA section 503"), seen("29 CFR 2560.503-1")),
    who_may_file="The patient, or the prescriber as authorized representative.",
    form_needed="",
    rights=(
        right(
            "claim_file",
            "The plan owes the claim file free of charge.",
            "Please send us, free of charge, the complete claim file.",
            known("29 CFR 2560.503-1(h)(2)(iii)", "29 CFR 2560.503-1"),
        ),
        right(
            "criteria",
            "The plan owes the criterion relied on.",
            "Please send us, free of charge, the step-therapy policy with its number and effective date.",
            known("29 CFR 2560.503-1(g)(1)(v)(A)", "29 CFR 2560.503-1"),
        ),
        right(
            "identity_of_medical_experts",
            "The plan must identify its medical experts.",
            "Please identify each medical expert whose advice was obtained.",
            known("29 CFR 2560.503-1(h)(3)(iv)", "29 CFR 2560.503-1"),
        ),
        right(
            "external_review",
            "External review follows a final denial.",
            "If any part of the denial is upheld, please send the instructions for external review.",
            known("29 CFR 2590.715-2719(d)", "29 CFR 2590.715-2719"),
        ),
        right(
            "same_specialty_reviewer",
            "A professional of the field must be consulted.",
            "Please have this appeal reviewed with a professional trained in the field of medicine involved.",
            seen("29 CFR 2560.503-1(h)(3)(ii)-(v)", "29 CFR 2560.503-1"),
        ),
        right("expedited", "Urgent appeals are decided fast.", "Please treat this appeal as urgent."),
        Right(
            "deemed_exhaustion",
            "If the plan does not follow the internal appeal rules, the internal appeal counts as exhausted.",
            (known("29 CFR 2590.715-2719(b)(2)(ii)(F)(1)", "29 CFR 2590.715-2719"),),
            Confidence.KNOWN,
        ),
        right(
            "continued_benefits",
            "An approved course goes on until the appeal is decided.",
            "Please continue coverage until the appeal is decided, as the plan already approved this treatment.",
            known("29 CFR 2590.715-2719(b)(2)(iii)", "29 CFR 2590.715-2719"),
        ),
        right(
            "decision_clock",
            "A decision is due in 30 days.",
            "Please send the written decision within 30 days of receipt.",
            seen("29 CFR 2560.503-1(i)(2)", "29 CFR 2560.503-1"),
        ),
    ),
    deadlines=(),
    clocks=(
        PlanClock("internal_appeal", "Internal appeal", 30, ClockUnit.CALENDAR_DAYS, expedited=False, citations=()),
        PlanClock(
            "internal_appeal",
            "Expedited internal appeal",
            72,
            ClockUnit.HOURS,
            expedited=True,
            citations=(known("29 CFR 2560.503-1(i)(2)(i)", "29 CFR 2560.503-1"),),
        ),
    ),
)

UNKNOWN_RIGHTS = Rights(
    None,
    "",
    state_law_applies=False,
    governing_law=(),
    who_may_file="",
    form_needed="",
    rights=(),
    deadlines=(),
    clocks=(),
    unknown="Ask the plan whether it is self-funded or insured.",
)

INSURED_RIGHTS = replace(
    ERISA_RIGHTS,
    plan_type=PlanType.ACA_INDIVIDUAL,
    plan_type_name="marketplace plan (ACA individual market)",
    state_law_applies=True,
    governing_law=(known("45 CFR 147.136(b)(3)", "45 CFR 147.136"),),
    rights=(
        *ERISA_RIGHTS.rights[:2],
        right(
            "step_exception",
            "The state's step therapy law applies.",
            "Please grant an exception to step therapy under the state's law.",
            seen("215 ILCS 134/87"),
        ),
    ),
)


def methotrexate(**fields: Any) -> Therapy:
    values: dict[str, Any] = {
        "id": "t1",
        "dose": "20 mg",
        "route": "oral",
        "frequency": "once weekly",
        "what_happened": "DAS28-CRP stayed above 5 with swollen joints at every visit.",
        "prescribed_by": "Avery Invented, MD",
        "proof": "chart note of September 12, 2024",
        "exhibit_id": "e2",
        "exhibit_page": "3",
    }
    return make_therapy("methotrexate", **({"start": "2024-03", "stop": "2024-09"} | values | fields))


def adalimumab(**fields: Any) -> Therapy:
    values: dict[str, Any] = {
        "id": "t2",
        "dose": "40 mg",
        "route": "subcutaneous",
        "frequency": "every 2 weeks",
        "outcome": Outcome.INADEQUATE_RESPONSE,
        "what_happened": "Morning stiffness returned to two hours after the third month.",
        "prescribed_by": "Avery Invented, MD",
        "proof": "pharmacy fill history",
        "exhibit_id": "e3",
        "exhibit_page": "1-2",
    }
    return make_therapy("Humira", **({"start": "2024-10-02", "stop": "2025-03-19"} | values | fields))


def sulfasalazine(**fields: Any) -> Therapy:
    values: dict[str, Any] = {
        "id": "t3",
        "dose": "1,000 mg",
        "route": "oral",
        "frequency": "twice daily",
        "outcome": Outcome.INTOLERANCE,
        "what_happened": "Stopped for nausea and a rash after dose increase.",
        "prescribed_by": "Rowan Madeup, DO",
        "proof": "chart note of August 2, 2023",
    }
    return make_therapy("sulfasalazine", **({"start": "2023-06-05", "stop": "2023-08-02"} | values | fields))


def etanercept_contraindicated(**fields: Any) -> Therapy:
    values: dict[str, Any] = {
        "id": "t4",
        "outcome": Outcome.CONTRAINDICATED,
        "contraindication": "demyelinating disease of the optic nerve, diagnosed in 2019",
        "what_happened": "Neurology advised against any TNF inhibitor.",
        "proof": "neurology letter of May 2, 2019",
    }
    return make_therapy("Enbrel", **(values | fields))


PA_POLICY = make_policy(
    any_of(
        make_trial(min_length=months(3, "3-month trial")),
        make_trial(accepted=("intolerance",), note="Tried, but unable to tolerate a 3-month trial"),
    ),
    id="cigna-upadacitinib-ra-pa",
)
PREFERRED_POLICY = make_policy(
    make_trial(agent("adalimumab", as_printed="a preferred adalimumab product")),
    id="cigna-upadacitinib-ra-preferred",
    layer=Layer.PREFERRED_PRODUCT,
    title="Invented preferred product policy",
    number="INV-2",
)

AGE = Finding("age", Status.MET, "Age 18 years or older", "The patient is 46.")
SPECIALIST = Finding(
    "prescriber", Status.MET, "Prescribed by or in consultation with a rheumatologist", "Rheumatology."
)


def trial_finding(path: str, status: Status, *therapy_ids: str, **fields: Any) -> Finding:
    values: dict[str, Any] = {
        "label": "A TNF inhibitor for 3 months",
        "reason": "Judged from the log.",
        "therapy_ids": therapy_ids,
        "required_agent": "TNF inhibitor (any)",
        "required_length": "3-month trial",
    }
    return Finding(path, status, **(values | fields))


def step(path: str, status: Status, *children: Finding, label: str = "At least one TNF inhibitor") -> Finding:
    return Finding(path, status, label, "Judged from its limbs.", children=children)


def pa_finding(
    status: Status = Status.MET, *therapy_ids: str, policy: Policy = PA_POLICY, **fields: Any
) -> PolicyFinding:
    other = trial_finding("step1.any2", Status.NOT_MET, required_length="none printed")
    judged = step("step1", status, trial_finding("step1.any1", status, *therapy_ids, **fields), other)
    return PolicyFinding(policy, status, "Judged.", (AGE, SPECIALIST), (judged,))


def preferred_finding(status: Status = Status.MET, *therapy_ids: str, **fields: Any) -> PolicyFinding:
    values: dict[str, Any] = {"required_agent": "a preferred adalimumab product", "required_length": "none printed"}
    judged = trial_finding("step1", status, *therapy_ids, **(values | fields))
    return PolicyFinding(PREFERRED_POLICY, status, "Judged.", (), (judged,))


def base_case(*therapies: Therapy, **fields: Any) -> Case:
    case = make_case(*therapies)
    return replace(
        case,
        plan=replace(
            case.plan,
            plan_name="Example Manufacturing Health Plan",
            appeals_address="P.O. Box 0000\nSampleton, PA 19000",
            appeals_fax="555-010-0199",
        ),
        request=replace(
            case.request,
            formulation="extended-release tablet",
            quantity="30 tablets per 30 days",
            duration="12 months",
            indication="rheumatoid arthritis",
        ),
        denial=replace(case.denial, reason=REASON),
        prescriber=make_prescriber(phone="555-010-0100", fax="555-010-0101"),
        letter=LetterOptions(medical_necessity=NECESSITY, peer_to_peer="weekdays 12:00 to 1:00 p.m. at 555-010-0100"),
        exhibits=(
            Exhibit("e1", "Denial notice of November 10, 2026", 4),
            Exhibit("e2", "Rheumatology chart notes, March 2024 to October 2026", 11),
            Exhibit("e3", "Pharmacy fill history", 2),
        ),
        **fields,
    )


def practice() -> Practice:
    return make_practice(footer="This letter holds protected health information.")


def met() -> Scenario:
    case = base_case(
        methotrexate(),
        adalimumab(),
        sulfasalazine(),
        measures=(
            Measure("m1", "DAS28-CRP", "5.8", on=on("2024-03-04"), therapy_id="t1"),
            Measure("m2", "DAS28-CRP", "5.4", on=on("2024-09-12"), therapy_id="t1"),
            Measure("m3", "CDAI", "32", on=on("2026-10")),
        ),
    )
    criteria = CriteriaResult((pa_finding(Status.MET, "t2"), preferred_finding(Status.MET, "t2")), version="2026-11-20")
    return Scenario(case, criteria, ERISA_RIGHTS, practice())


def in_dispute() -> Scenario:
    reason = "Her mother and sister have multiple sclerosis, and she has had unexplained numbness of the left arm."
    case = base_case(
        methotrexate(start="2024", stop="2025-02"),
        sulfasalazine(),
        answers=(
            Answer(
                PA_POLICY.id,
                "step1.any1",
                AnswerValue.NOT_APPROPRIATE,
                reason=reason,
                stated_by="Avery Invented, MD",
            ),
        ),
    )
    criteria = CriteriaResult(
        (pa_finding(Status.NOT_MET, stated_reason=reason), preferred_finding(Status.NOT_MET)), version="2026-11-20"
    )
    case = replace(case, denial=replace(case.denial, urgent=True))
    case = replace(
        case,
        letter=replace(
            case.letter,
            expedited_ground="jeopardy",
            harm_of_delay="Each month of active disease adds erosions; she cannot hold her instruments now.",
        ),
    )
    return Scenario(case, criteria, ERISA_RIGHTS, practice())


def exempt() -> Scenario:
    case = base_case(methotrexate(stop=""), etanercept_contraindicated())
    confirmed = ConfirmedPolicy(PA_POLICY.id, "IP0682", "2026-03-15", "4", "Casey Coordinator", "2026-11-20")
    case = replace(case, confirmed_policies=(confirmed,), plan=replace(case.plan, plan_type=PlanType.ACA_INDIVIDUAL))
    criteria = CriteriaResult(
        (pa_finding(Status.EXEMPT, "t4"), preferred_finding(Status.UNKNOWN, "t1")), version="2026-11-20"
    )
    return Scenario(case, criteria, INSURED_RIGHTS, practice())


def verified_policy() -> Scenario:
    policy = replace(
        PA_POLICY,
        verification=VERIFIED,
        title="Invented Rinvoq Prior Authorization Policy",
        effective_date="2026-07-01",
    )
    case = base_case(adalimumab(stop="2025-03"))
    return Scenario(case, CriteriaResult((pa_finding(Status.MET, "t2", policy=policy),)), ERISA_RIGHTS, practice())


def no_policy() -> Scenario:
    case = base_case(methotrexate(), adalimumab(), etanercept_contraindicated())
    case = replace(
        case,
        plan=replace(case.plan, payer_id="", payer_name="Sample Mutual", plan_type=None),
        denial=replace(
            case.denial,
            policy_cited="Specialty Drug Step Therapy Guideline",
            preferred_drugs_named=("Humira", "Enbrel", "Simponi"),
        ),
    )
    criteria = CriteriaResult((), no_policy_reason="No policy of this payer is on file.")
    return Scenario(case, criteria, UNKNOWN_RIGHTS, practice())


def with_gaps() -> Scenario:
    case = Case("case-2", plan=Plan(payer_id="cigna", payer_name="Cigna"))
    case = replace(
        case, therapies=(methotrexate(provenance=Provenance(confirmed=False)), adalimumab(outcome=Outcome.UNKNOWN))
    )
    return Scenario(case, CriteriaResult((), no_policy_reason="No drug."), UNKNOWN_RIGHTS, Practice())


def hostile() -> Scenario:
    scenario = met()
    nasty = 'Ben & Jerry <b>"O\'Neill"</b> ]]> {{7*7}} \x00\x0b\x1f𝔘 50 % < 60 %'
    case = replace(
        scenario.case,
        patient=Patient("Łucja <i>", "O’Test & Söhne", on("1980-06-15")),
        letter=replace(scenario.case.letter, medical_necessity=f"{nasty}\n\n\tsecond\ttab"),
        denial=replace(scenario.case.denial, reason=nasty),
    )
    case = replace(case, therapies=(methotrexate(what_happened=nasty), *case.therapies[1:]))
    return replace(scenario, case=case)


def of_kind(kind: LetterKind, scenario: Scenario | None = None, **options: Any) -> Scenario:
    """The same case, asking for another kind of letter."""
    scenario = scenario or met()
    return replace(scenario, case=replace(scenario.case, letter=replace(scenario.case.letter, kind=kind, **options)))


def followed_up(scenario: Scenario, *events: Event) -> Scenario:
    return replace(scenario, case=replace(scenario.case, events=events))


def at_level(level: AppealLevel, scenario: Scenario) -> Scenario:
    return replace(scenario, case=replace(scenario.case, denial=replace(scenario.case.denial, level=level)))


def on_drug() -> Scenario:
    """The same patient, on the drug since May, denied its continuation."""
    scenario = met()
    case = scenario.case
    rinvoq = make_therapy(
        "Rinvoq", "2026-05-04", id="t9", dose="15 mg", route="oral", frequency="once daily", ongoing=True,
        outcome=Outcome.ONGOING, supply=Supply.PAID_CLAIM, what_happened="Swollen joints fell from 14 to 3.",
        proof="chart note of October 12, 2026",
    )  # fmt: skip
    case = replace(
        case,
        request=replace(case.request, already_taking=True, taking_since=on("2026-05-04")),
        therapies=(*case.therapies, rinvoq),
        measures=(
            Measure("m3", "CDAI", "32", on=on("2026-04-28")),
            Measure("m4", "CDAI", "9", on=on("2026-10-12")),
        ),
    )
    renewal = Finding("renewal1", Status.MET, "On therapy at least 6 months", "The drug is taken since May 4, 2026.")
    finding = replace(pa_finding(Status.MET, "t2"), renewal=(renewal,))
    return Scenario(case, CriteriaResult((finding,)), ERISA_RIGHTS, practice())


def texas() -> Scenario:
    """An insured plan in a state whose step-therapy law a letter may use."""
    grounds = tuple(
        StateLawItem(StatePart.GROUND, ground, text, Confidence.SEEN, usable_in_letter=usable)
        for ground, text, usable in (
            ("tried_and_failed", "The patient has tried the required drug and it failed.", True),
            ("contraindicated_or_harm", "The required drug is contraindicated or likely to cause harm.", True),
            ("not_in_best_interest", "The required drug is not in the patient's best interest.", True),
            ("stable_on_drug", "The patient is stable on the requested drug.", False),
        )
    )
    law = StateStepLaw("TX", "Texas", "general", "", (seen("Tex. Ins. Code 1369.0546"),), grounds, in_force=True)
    scenario = exempt()
    plan = replace(scenario.case.plan, plan_type=PlanType.FULLY_INSURED_GROUP, state="TX")
    rights = replace(INSURED_RIGHTS, plan_type=PlanType.FULLY_INSURED_GROUP, state_step_law=law)
    return replace(scenario, case=replace(scenario.case, plan=plan), rights=rights)


def for_earlier_prescriber() -> Scenario:
    rows = (
        sulfasalazine(stop="", proof="", outcome=Outcome.UNKNOWN),
        methotrexate(id="t5", start="", stop="", dose="", prescribed_by="Rowan Madeup, DO", proof=""),
        adalimumab(),
    )
    return replace(met(), case=base_case(*rows))


LABELED = LabeledIndication(
    "rheumatoid-arthritis", "adults", "after inadequate response or intolerance to one or more TNF blockers"
)
LABEL_VOCABULARY = SmallVocabulary(
    replace(drug, labeled_indications=(LABELED,)) if drug.id == "upadacitinib" else drug for drug in DRUGS
)
PUBLICATION = Evidence(
    "invented-trial", "trial", "An invented trial of changing the mechanism", "Invented A et al.", 2021,
    "J Invented Rheumatol 2021;80:1-9", "A change of mechanism after non-response gave benefit.",
    ("switch_out_of_class",), ("rheumatoid-arthritis",), ("JAK inhibitor",), doi="10.0000/invented",
    confidence="seen", source_kind="primary_or_abstract",
)  # fmt: skip
SCREENING = "A tuberculosis screening within the last year is required."


def argued() -> Scenario:
    """Everything an appeal can argue from: two drugs of a class, a preferred product, label, publication, answers."""
    scenario = met()
    etanercept = make_therapy(
        "Enbrel", "2025-04-02", "2025-06-04", id="t8", dose="50 mg", route="subcutaneous", frequency="once weekly",
        outcome=Outcome.INTOLERANCE, what_happened="Swelling after each injection.", proof="chart note of June 4, 2025",
    )  # fmt: skip
    case = replace(
        scenario.case,
        therapies=(*scenario.case.therapies, etanercept),
        denial=replace(
            scenario.case.denial,
            reason=f"{REASON} {SCREENING} The drug will be used in combination with another biologic.",
            preferred_drugs_named=("Humira", "Hyrimoz", "Simponi"),
        ),
    )
    reading = LabelReading(
        "upadacitinib", "rheumatoid-arthritis", label_entry("upadacitinib", LABELED), "1", on("2025-10"),
        "Casey Coordinator", "2026-11-20",
    )  # fmt: skip
    screening = next(item for item in denial_items(case.denial.reason) if item.quote == SCREENING)
    case = replace(
        case,
        letter=replace(
            case.letter,
            safety_statement="No history of thrombosis or cancer. I have discussed the boxed warning with the patient.",
            harm_of_delay="Each month of active disease adds erosions.",
            label_reading=reading,
            notice_answers=(NoticeAnswer(screening.key, "The interferon-gamma test of October 2, 2026 was negative."),),
        ),
    )
    return replace(scenario, case=case, vocabulary=LABEL_VOCABULARY, cited=(PUBLICATION,))


def appealed(scenario: Scenario) -> Scenario:
    """The same case, with a notice that came before the appeal was sent."""
    denial = replace(scenario.case.denial, notice_date=on("2026-09-14"), received_date=on("2026-09-16"))
    return replace(scenario, case=replace(scenario.case, denial=denial))


SENT = Event("v1", EventKind.SENT, "2026-10-01")
RECEIVED = Event("v2", EventKind.RECEIVED, "2026-10-02T09:30:00")
CALLED = Event("v3", EventKind.CALLED, "2026-10-20", "The plan said that the appeal was in review.")
UPHELD = Event("v4", EventKind.DECIDED, "2026-11-10", decision="upheld")

SCENARIOS: dict[str, Callable[[], Scenario]] = {
    "met": met,
    "argued": argued,
    "in_dispute_expedited": in_dispute,
    "exempt_confirmed_policy": exempt,
    "verified_policy": verified_policy,
    "no_policy_unknown_plan": no_policy,
    "gaps": with_gaps,
    "hostile_characters": hostile,
    "second_appeal": lambda: of_kind(
        LetterKind.SECOND_APPEAL, at_level(AppealLevel.FIRST_APPEAL_UPHELD, followed_up(in_dispute(), SENT, UPHELD))
    ),
    "external_review": lambda: of_kind(
        LetterKind.EXTERNAL_REVIEW, at_level(AppealLevel.FINAL_INTERNAL_DENIAL, followed_up(exempt(), SENT, UPHELD))
    ),
    "expedited_appeal": lambda: of_kind(LetterKind.EXPEDITED_APPEAL, expedited_ground="severe_pain"),
    "step_exception_state_law": lambda: of_kind(LetterKind.STEP_EXCEPTION, texas()),
    "formulary_exception": lambda: of_kind(LetterKind.FORMULARY_EXCEPTION, no_policy()),
    "medical_necessity": lambda: of_kind(LetterKind.MEDICAL_NECESSITY, verified_policy()),
    "continuation": lambda: of_kind(LetterKind.CONTINUATION, on_drug()),
    "claim_file_request": lambda: of_kind(LetterKind.CLAIM_FILE_REQUEST),
    "records_request": lambda: of_kind(LetterKind.RECORDS_REQUEST, for_earlier_prescriber()),
    "overdue_decision": lambda: of_kind(LetterKind.OVERDUE_DECISION, followed_up(appealed(met()), SENT, RECEIVED)),
    "plan_funding_question": lambda: of_kind(LetterKind.PLAN_FUNDING_QUESTION, no_policy()),
    "representative_authorization": lambda: of_kind(LetterKind.REPRESENTATIVE_AUTHORIZATION),
    "patient_cover": lambda: of_kind(LetterKind.PATIENT_COVER),
    "peer_to_peer_brief": lambda: of_kind(LetterKind.PEER_TO_PEER_BRIEF, exempt()),
    "fax_cover": lambda: of_kind(LetterKind.FAX_COVER),
    "regulator_complaint": lambda: of_kind(
        LetterKind.REGULATOR_COMPLAINT, followed_up(appealed(met()), SENT, RECEIVED, CALLED)
    ),
}
