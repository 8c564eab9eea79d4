"""The arguments of a case: every pathway tried, each with its facts and what it lacks, strongest first."""

from dataclasses import replace
from typing import Any

import pytest

from denialdesk.domain.argument import Argument, ArgumentKind, Basis, Ground
from denialdesk.domain.argument_todos import argument_todos
from denialdesk.domain.arguments import Grounds, find_grounds
from denialdesk.domain.case import AnswerValue, Case, LetterKind, Measure
from denialdesk.domain.criteria import CriteriaResult, Policy, Requirements
from denialdesk.domain.letter_choices import LabelReading
from denialdesk.domain.matching import judge_case
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy, Use
from denialdesk.domain.vocabulary import LabeledIndication, LabelFact
from tests.makers import (
    DRUGS,
    TNF,
    SmallVocabulary,
    applies,
    make_answer,
    make_case,
    make_policy,
    make_request,
    make_therapy,
    make_trial,
    months,
    on,
)
from tests.unit.domain.judging import AS_OF

K = ArgumentKind
BOXED = LabelFact("boxed_warning", "Serious infections.", "boxed warning")
LABELED = LabeledIndication("rheumatoid-arthritis", "adults")
VOCABULARY = SmallVocabulary(
    [
        replace(drug, labeled_indications=(LABELED,), label_facts=(BOXED,)) if drug.id == "upadacitinib" else drug
        for drug in DRUGS
    ]
)
TNF_STEP = make_policy(make_trial(TNF, accepted=("inadequate_response", "intolerance"), min_length=months(3)))
HUMIRA = make_therapy("Humira", "2024-01-10", "2024-08-10", id="t1", proof="chart note")


def grounds(*rows: Therapy, policy: Policy | None = TNF_STEP, **fields: Any) -> Grounds:  # noqa: ANN401 - any case field
    case = make_case(*rows, **fields)
    return of_case(case, policy)


def of_case(case: Case, policy: Policy | None = TNF_STEP) -> Grounds:
    criteria = judge_case(case, applies(policy) if policy else (), VOCABULARY, AS_OF, "")
    return find_grounds(case, criteria, VOCABULARY, AS_OF)


def one(found: Grounds, kind: ArgumentKind) -> Argument:
    (argument,) = [each for each in found.arguments if each.kind is kind]
    return argument


def has(found: Grounds, kind: ArgumentKind) -> bool:
    return any(each.kind is kind for each in found.arguments)


def with_denial(case: Case, **fields: Any) -> Case:  # noqa: ANN401 - any field
    return replace(case, denial=replace(case.denial, **fields))


# ---------------------------------------------------------------- rows


def test_a_failed_trial_carries_the_criterion_it_fulfils() -> None:
    argument = one(grounds(HUMIRA), K.TRIAL_FAILED)
    assert argument.basis is Basis.CRITERION_MET
    assert argument.criteria == ("policy-1#step1",)
    assert argument.fact("drug") == "Humira (adalimumab)"
    assert argument.fact("outcome") == "inadequate response"
    assert argument.fact("proof") == "chart note"
    assert argument.is_complete


def test_without_a_criterion_the_record_is_the_ground() -> None:
    assert one(grounds(HUMIRA, policy=None), K.TRIAL_FAILED).basis is Basis.RECORD


def test_a_trial_says_what_would_make_it_stronger() -> None:
    bare = make_therapy("Humira", id="t1")
    helps = one(grounds(bare), K.TRIAL_FAILED).would_help
    assert [each.target for each in helps] == [
        "therapy:t1:start",
        "therapy:t1:stop",
        "therapy:t1:what_happened",
        "therapy:t1:proof",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"use": Use.PLANNED},
        {"use": Use.NEVER_TAKEN},
        {"provenance": Provenance(confirmed=False)},
        {"outcome": Outcome.OTHER},
        {"outcome": Outcome.UNKNOWN},
        {"outcome": Outcome.ONGOING},
        {"drug": "Rinvoq", "drug_id": "upadacitinib"},
    ],
)
def test_nothing_is_claimed_that_a_row_does_not_show(changes: dict[str, Any]) -> None:
    found = grounds(replace(HUMIRA, **changes))
    kinds = {each.kind for each in found.arguments}
    assert not kinds & {K.TRIAL_FAILED, K.ADVERSE_EFFECT, K.CONTRAINDICATED, K.SAME_MECHANISM}


def test_a_trial_for_another_condition_lacks_its_indication() -> None:
    argument = one(grounds(replace(HUMIRA, indication_id="plaque-psoriasis")), K.TRIAL_FAILED)
    assert [each.target for each in argument.missing] == ["therapy:t1:indication_id"]


def test_a_trial_with_crossed_dates_lacks_them() -> None:
    argument = one(grounds(replace(HUMIRA, stop=on("2023-01"))), K.TRIAL_FAILED)
    assert [each.target for each in argument.missing] == ["therapy:t1:stop"]


@pytest.mark.parametrize("outcome", [Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY])
def test_a_trial_not_borne_is_an_adverse_effect(outcome: Outcome) -> None:
    assert one(grounds(replace(HUMIRA, outcome=outcome)), K.ADVERSE_EFFECT).is_complete


def test_a_contraindication_needs_its_condition() -> None:
    row = make_therapy("Enbrel", id="t2", outcome=Outcome.CONTRAINDICATED)
    argument = one(grounds(row), K.CONTRAINDICATED)
    assert [each.target for each in argument.missing] == ["therapy:t2:contraindication"]
    named = one(grounds(replace(row, contraindication="optic neuritis")), K.CONTRAINDICATED)
    assert named.is_complete
    assert named.basis is Basis.STATED
    assert named.fact("reason") == "optic neuritis"


def test_an_exempting_contraindication_rests_on_the_criterion() -> None:
    policy = make_policy(make_trial(TNF, accepted=("contraindication",)))
    row = make_therapy("Enbrel", id="t2", outcome=Outcome.CONTRAINDICATED, contraindication="optic neuritis")
    assert one(grounds(row, policy=policy), K.CONTRAINDICATED).basis is Basis.CRITERION_EXEMPT


def test_two_drugs_of_one_mechanism_of_which_one_failed() -> None:
    enbrel = make_therapy("Enbrel", "2024-09-01", "2024-10-01", id="t2", outcome=Outcome.INTOLERANCE)
    argument = one(grounds(HUMIRA, enbrel), K.SAME_MECHANISM)
    assert argument.drug_class == "TNF inhibitor"
    assert argument.therapy_ids == ("t1", "t2")


@pytest.mark.parametrize(
    "rows",
    [
        (HUMIRA,),
        (HUMIRA, replace(HUMIRA, id="t2", drug="Amjevita")),
        (
            replace(HUMIRA, outcome=Outcome.INTOLERANCE),
            make_therapy("Enbrel", id="t2", outcome=Outcome.INTOLERANCE),
        ),
        (make_therapy("methotrexate", id="t1"), make_therapy("sulfasalazine", id="t2")),
    ],
)
def test_one_drug_intolerance_alone_or_no_mechanism_shows_nothing_of_a_class(rows: tuple[Therapy, ...]) -> None:
    assert not has(grounds(*rows), K.SAME_MECHANISM)


def test_a_trial_of_another_office_needs_its_record() -> None:
    row = replace(HUMIRA, prescribed_by="Rowan Madeup, DO", proof="")
    argument = one(grounds(row), K.DOCUMENTED_ELSEWHERE)
    assert argument.missing[0].target == "therapy:t1:proof"
    assert one(grounds(replace(row, proof="their chart note")), K.DOCUMENTED_ELSEWHERE).is_complete
    assert not has(grounds(replace(row, prescribed_by="Dr. Invented")), K.DOCUMENTED_ELSEWHERE)


# ---------------------------------------------------------------- preferred drugs


def preferred(name: str, *rows: Therapy, **fields: Any) -> Argument:  # noqa: ANN401 - any case field
    case = with_denial(make_case(*rows, **fields), preferred_drugs_named=(name,))
    return one(of_case(case), K.PREFERRED_NOT_APPROPRIATE)


@pytest.mark.parametrize(
    ("name", "ground"),
    [
        ("Humira", Ground.TRIED),
        ("adalimumab", Ground.TRIED),
        ("Hyrimoz", Ground.SAME_DRUG),
        ("Simponi", Ground.SAME_MECHANISM),
        ("Stelara", Ground.NONE),
        ("a plan drug", Ground.NONE),
    ],
)
def test_each_preferred_drug_is_answered_by_what_the_log_has(name: str, ground: Ground) -> None:
    assert preferred(name, HUMIRA).ground is ground


def test_a_preferred_drug_without_an_answer_asks_for_one() -> None:
    argument = preferred("Stelara", HUMIRA)
    assert argument.missing[0].target == "therapies"
    assert "Stelara is named by the notice and was not tried" in argument.missing[0].text


def test_a_preferred_drug_that_must_not_be_taken() -> None:
    row = make_therapy("Enbrel", id="t2", outcome=Outcome.CONTRAINDICATED, contraindication="optic neuritis")
    argument = preferred("etanercept", row)
    assert argument.ground is Ground.FORBIDDEN
    assert argument.is_complete


def test_a_preferred_drug_answered_by_a_stated_reason() -> None:
    answer = make_answer("step1", AnswerValue.NOT_APPROPRIATE, reason="Her sister has multiple sclerosis.")
    argument = preferred("Simponi", answers=(answer,))
    assert argument.ground is Ground.STATED
    assert argument.criteria == ("policy-1#step1",)


def test_an_intolerance_is_no_failure_of_the_mechanism() -> None:
    assert preferred("Simponi", replace(HUMIRA, outcome=Outcome.INTOLERANCE)).ground is Ground.NONE


# ---------------------------------------------------------------- beside the steps


def test_stable_on_the_drug_needs_its_start() -> None:
    request = make_request(already_taking=True)
    argument = one(grounds(request=request), K.STABLE_ON_DRUG)
    assert argument.missing[0].target == "request.taking_since"
    told = one(grounds(request=replace(request, taking_since=on("2026-01"))), K.STABLE_ON_DRUG)
    assert told.is_complete
    assert {each.target for each in told.would_help} == {"therapies", "measures"}
    assert not has(grounds(), K.STABLE_ON_DRUG)


def test_what_treatment_has_done_and_who_paid_make_it_stronger() -> None:
    request = make_request(already_taking=True, taking_since=on("2026-01"))
    own = make_therapy("Rinvoq", "2026-01", id="own", ongoing=True, outcome=Outcome.ONGOING, supply=Supply.PAID_CLAIM)
    measures = (Measure("m1", "CDAI", "30", on=on("2025-12-01")), Measure("m2", "CDAI", "8", on=on("2026-09-01")))
    argument = one(grounds(own, request=request, measures=measures), K.STABLE_ON_DRUG)
    assert argument.would_help == ()
    assert argument.fact("change") == "CDAI 30 (December 1, 2025) to 8 (September 1, 2026)"


def test_a_renewal_argues_continuation() -> None:
    case = make_case(request=make_request(already_taking=True, taking_since=on("2026-01")))
    case = replace(case, letter=replace(case.letter, kind=LetterKind.CONTINUATION))
    assert one(of_case(case), K.CONTINUATION).is_complete
    not_taking = replace(case, request=make_request(already_taking=False))
    assert one(of_case(not_taking), K.CONTINUATION).missing[0].target == "request.taking_since"


COMBINATION = "It will be used in combination with another biologic."


def test_no_combination_is_shown_by_the_log() -> None:
    running = make_therapy("methotrexate", "2024-01", id="t2", ongoing=True, outcome=Outcome.ONGOING)
    argument = one(of_case(with_denial(make_case(HUMIRA, running), reason=COMBINATION)), K.COMBINATION_USE)
    assert argument.is_complete
    assert argument.fact("conventional") == "methotrexate"
    assert argument.fact("permitted") == ""


def test_a_biologic_still_taken_stands_against_it() -> None:
    running = make_therapy("Enbrel", "2024-01", id="t2", ongoing=True, outcome=Outcome.ONGOING)
    argument = one(of_case(with_denial(make_case(running), reason=COMBINATION)), K.COMBINATION_USE)
    assert [each.target for each in argument.missing] == ["therapy:t2:stop"]


def test_conventional_drugs_are_allowed_where_the_policy_says_so() -> None:
    words = "Not with another biologic; conventional agents (methotrexate) are allowed"
    policy = replace(TNF_STEP, requirements=Requirements(concurrent_use_exclusion=words))
    running = make_therapy("methotrexate", "2024-01", id="t2", ongoing=True, outcome=Outcome.ONGOING)
    case = with_denial(make_case(running), reason=COMBINATION)
    assert one(of_case(case, policy), K.COMBINATION_USE).fact("permitted") == words


SPECIALIST = "It must be prescribed by a specialist."


def test_specialty() -> None:
    assert one(of_case(with_denial(make_case(), reason=SPECIALIST)), K.PRESCRIBER_SPECIALTY).is_complete
    case = make_case()
    case = with_denial(replace(case, prescriber=replace(case.prescriber, specialty="")), reason=SPECIALIST)
    assert one(of_case(case), K.PRESCRIBER_SPECIALTY).missing[0].target == "prescriber.specialty"


def test_a_use_outside_the_label_needs_published_support() -> None:
    found = grounds(request=make_request("Rinvoq", "crohns-disease"), policy=None)
    assert one(found, K.OUTSIDE_LABEL).missing[0].target == "letter.citations"


BIOSIMILAR = make_request("Humira", already_taking=False)


def test_a_preferred_biosimilar_needs_a_reaction_to_a_named_ingredient() -> None:
    reaction = make_therapy(
        "Amjevita", "2025-01", "2025-02", id="t3", outcome=Outcome.HYPERSENSITIVITY, proof="allergy note",
        what_happened="Hives; skin test positive for polysorbate 80.",
    )  # fmt: skip
    case = with_denial(make_case(reaction, request=BIOSIMILAR), preferred_drugs_named=("Amjevita",))
    argument = one(of_case(case, None), K.NONPREFERRED_BIOSIMILAR)
    assert argument.is_complete
    assert argument.fact("ingredient") == "polysorbate 80"
    vague = replace(case, therapies=(replace(reaction, what_happened="Hives.", proof=""),))
    assert [each.target for each in one(of_case(vague, None), K.NONPREFERRED_BIOSIMILAR).missing] == [
        "therapy:t3:what_happened",
        "therapy:t3:proof",
    ]
    nothing = replace(case, therapies=())
    assert one(of_case(nothing, None), K.NONPREFERRED_BIOSIMILAR).missing[0].target == "therapies"
    assert not has(grounds(request=BIOSIMILAR), K.NONPREFERRED_BIOSIMILAR)


def test_a_dose_needs_the_prescribers_reason() -> None:
    case = with_denial(make_case(), reason="The quantity requested exceeds the plan limit.")
    assert one(of_case(case), K.AGE_OR_DOSE).missing[0].target == "letter.medical_necessity"
    said = replace(case, letter=replace(case.letter, medical_necessity="The dose follows her weight of 98 kg."))
    assert one(of_case(said), K.AGE_OR_DOSE).is_complete


def test_age_is_shown_by_the_birth_date_and_the_criterion() -> None:
    case = with_denial(make_case(), reason="Not covered under the age of 18.")
    assert one(of_case(case), K.AGE_OR_DOSE).fact("age") == "46"


def test_a_boxed_warning_asks_for_the_prescribers_words() -> None:
    argument = one(grounds(), K.SAFETY)
    assert argument.missing[0].target == "letter.safety_statement"
    case = make_case()
    said = replace(case, letter=replace(case.letter, safety_statement="No history of thrombosis."))
    assert one(of_case(said), K.SAFETY).is_complete


def test_every_jak_inhibitor_has_one_even_where_no_fact_is_on_file() -> None:
    found = find_grounds(make_case(request=make_request("Xeljanz")), CriteriaResult(()), SmallVocabulary(), AS_OF)
    assert one(found, K.SAFETY).missing


def test_harm_of_delay_is_asked_for_when_it_is_urgent() -> None:
    assert not has(grounds(), K.HARM_OF_DELAY)
    assert one(of_case(with_denial(make_case(), urgent=True)), K.HARM_OF_DELAY).missing


def test_criteria_not_provided() -> None:
    assert not has(grounds(), K.CRITERIA_NOT_PROVIDED)
    assert (
        one(of_case(with_denial(make_case(), criteria_enclosed=False)), K.CRITERIA_NOT_PROVIDED).basis is Basis.RECORD
    )
    assert one(grounds(policy=None), K.CRITERIA_NOT_PROVIDED).basis is Basis.STATED


# ---------------------------------------------------------------- together


def test_the_strongest_stands_first_and_what_lacks_something_last() -> None:
    rows = (
        make_therapy("Enbrel", id="t2", outcome=Outcome.CONTRAINDICATED),
        make_therapy("methotrexate", "2023-01", "2023-06", id="t3"),
        HUMIRA,
    )
    found = grounds(*rows).arguments
    assert (found[0].kind, found[0].therapy_ids) == (K.TRIAL_FAILED, ("t1",))
    states = [each.is_complete for each in found]
    assert states == sorted(states, reverse=True)
    complete = [each.basis for each in found if each.is_complete]
    assert complete == sorted(complete, reverse=True)


def test_only_what_the_notice_or_the_drug_calls_for_is_to_do() -> None:
    case = with_denial(make_case(make_therapy("Enbrel", id="t2", outcome=Outcome.CONTRAINDICATED)))
    assert [todo.target for todo in argument_todos(case, of_case(case))] == ["letter.safety_statement"]


def test_the_label_reading_counts_only_for_the_very_wording() -> None:
    case = make_case()
    entry = of_case(case).label.entry
    read = LabelReading("upadacitinib", "rheumatoid-arthritis", entry, "1", on("2025-10"), "Casey", "2026-11-20")
    with_reading = replace(case, letter=replace(case.letter, label_reading=read))
    assert of_case(with_reading).label.may_be_quoted
    for wrong in (replace(read, entry="other"), replace(read, read_by=" "), replace(read, revised=on(""))):
        assert not of_case(replace(case, letter=replace(case.letter, label_reading=wrong))).label.may_be_quoted
