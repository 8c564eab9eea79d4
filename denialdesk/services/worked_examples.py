"""Worked examples run: each is made a case, judged as the program judges any case, and held against what it expects."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from denialdesk.domain.case import Answer, AnswerValue, Case, DrugRequest, LetterKind, LetterOptions, Patient
from denialdesk.domain.criteria import AgeLimit, CriteriaResult, Finding, Policy, PolicyFinding
from denialdesk.domain.dates import PartialDate, add_months
from denialdesk.domain.denial import Denial
from denialdesk.domain.plan import Plan
from denialdesk.domain.practice import Prescriber
from denialdesk.domain.record import drug_of
from denialdesk.domain.therapy import Therapy
from denialdesk.domain.worked_example import ExampleAnswer, Expectation, WorkedExample
from denialdesk.knowledge.library import Library
from denialdesk.services.appeal import judge_criteria

ADULT = 45
_OFFICE_STATES = ("prescriber", "tb_screening", "concurrent_use", "documentation")


@dataclass(frozen=True, slots=True)
class ExampleRun:
    """An example that was run; ``problems`` say in plain sentences what did not come out."""

    policy_id: str
    example: WorkedExample
    problems: tuple[str, ...]


def run_examples(policy: Policy, examples: Iterable[WorkedExample], library: Library) -> tuple[ExampleRun, ...]:
    """Run every example of a policy; the policy must be the one that the library has under its id."""
    return tuple(ExampleRun(policy.id, each, tuple(_problems(policy, each, library))) for each in examples)


def case_of(policy: Policy, example: WorkedExample, library: Library) -> Case:
    """Make the case that an example tells of; the person in it is invented."""
    request = _request(policy, example, library)
    return Case(
        id="example",
        patient=Patient("Pat", "Example", _birth_date(policy, example)),
        plan=Plan(
            payer_id=policy.payer_id,
            payer_name=policy.payer_name,
            plan_type=example.plan_type,
            state=example.state,
            plan_line=example.plan_line or ("" if example.plan_type else next(iter(policy.plan_lines or ()), "")),
        ),
        request=request,
        denial=Denial(notice_date=example.notice),
        prescriber=Prescriber("Alex Example", "MD", example.specialty),
        therapies=tuple(_recognised(row, library) for row in example.log),
        measures=example.measures,
        answers=_answers(policy, example, library, request),
        letter=LetterOptions(kind=LetterKind.CONTINUATION if example.renewal else LetterKind.FIRST_APPEAL),
    )


def _day(example: WorkedExample) -> dt.date:
    day = example.as_of.earliest
    if day is None:
        raise ValueError(example.name)  # the reader takes no example without its day
    return day


def _birth_date(policy: Policy, example: WorkedExample) -> PartialDate:
    """Take the stated birth date; else make one half a year before the next birthday."""
    if example.born.is_known:
        return example.born
    months = _usual_months(policy.requirements.age) if example.age is None else example.age * 12 + 6
    return PartialDate.of(add_months(_day(example), -months))


def _usual_months(limit: AgeLimit | None) -> int:
    """Take an adult's age, or one in the middle of the ages that the policy allows."""
    usual = ADULT * 12 + 6
    if limit is None:
        return usual
    least = _months(limit.min_value, limit.min_unit) or 0
    most = _months(limit.max_value, limit.max_unit)
    if most is None:
        return max(usual, least + 6)
    return usual if least <= usual < most else (least + most) // 2


def _months(value: int | None, unit: str) -> int | None:
    return value if value is None or unit.startswith("month") else value * 12


def _request(policy: Policy, example: WorkedExample, library: Library) -> DrugRequest:
    asked = example.request
    drug_id = asked.drug_id or policy.drug.drug_id
    drug = library.drug(drug_id)
    names = (*policy.drug.products, *policy.drug.brands, *((drug.generic,) if drug else ()), policy.drug.generic)
    written = asked.as_written or next((name for name in names if _names_drug(name, drug_id, library)), "")
    form = " ".join(filter(None, (asked.form, asked.route))) or ("" if asked.drug_id else policy.drug.formulation)
    indication_id = example.diagnosis or next(iter(policy.indication.indication_ids), "")
    indication = library.indication(indication_id) if indication_id else None
    taking = asked.taking
    if taking is None and not any(_recognised(row, library).drug_id == drug_id for row in example.log):
        taking = example.renewal
    return DrugRequest(
        drug=written,
        drug_id=drug_id,
        formulation=form,
        indication=indication.name if indication else "",
        indication_id=indication_id,
        already_taking=taking,
        taking_since=asked.since,
    )


def _names_drug(name: str, drug_id: str, library: Library) -> bool:
    match = library.recognise_drug(name)
    return match is not None and match.drug_id == drug_id


def _recognised(row: Therapy, library: Library) -> Therapy:
    """Recognise the drug of a row as the log does when it is typed; an id of the drug list is taken as well."""
    match = drug_of(row, library)
    if match is not None:
        return replace(row, drug_id=match.drug_id)
    return replace(row, drug_id=row.drug) if library.drug(row.drug) is not None else row


def _answers(policy: Policy, example: WorkedExample, library: Library, request: DrugRequest) -> tuple[Answer, ...]:
    """Take up the example's answers, and state for every policy on file what only the office can state."""
    given = {(each.policy_id or policy.id, each.node): _answer(policy, each) for each in example.answers}
    stated = (
        (other.id, node)
        for other in library.policies_for(policy.payer_id, request.drug_id)
        for node in _stated_nodes(other, has_specialty=bool(example.specialty))
    )
    usual = {place: Answer(*place, AnswerValue.YES, stated_by="the office") for place in stated}
    return tuple((usual | given).values())


def _answer(policy: Policy, answer: ExampleAnswer) -> Answer:
    return Answer(
        policy_id=answer.policy_id or policy.id,
        node=answer.node,
        value=answer.value,
        therapy_ids=tuple(f"row{number}" for number in answer.rows),
        reason=answer.reason,
        condition=answer.condition,
        stated_by=answer.stated_by,
    )


def _stated_nodes(policy: Policy, *, has_specialty: bool) -> tuple[str, ...]:
    """Name the requirements beside the steps that only the office can state."""
    needs = policy.requirements
    age = needs.age
    nodes = [node for node in _OFFICE_STATES if not (node == "prescriber" and has_specialty)]
    nodes += [f"diagnosis{place}" for place in range(1, len(needs.diagnosis) + 1)]
    nodes += [f"other{place}" for place in range(1, len(needs.other) + 1)]
    if age is not None and age.min_value is None and age.max_value is None:
        nodes.append("age")
    return tuple(nodes)


# ---------------------------------------------------------------- held against what is expected


def _problems(policy: Policy, example: WorkedExample, library: Library) -> Iterator[str]:
    case = case_of(policy, example, library)
    yield from _not_recognised(case, example)
    result = judge_criteria(case, library, _day(example))
    finding = next((each for each in result.findings if each.policy.id == policy.id), None)
    if finding is None:
        yield from _left_out(policy, example, result)
        return
    everything = {each.path: each for each in _all_findings(finding)}
    yield from _wrong_places(policy, example, everything)
    if finding.status.value != example.expect.value:
        yield f"Expected {_words(example.expect)}, but the policy is {_words(finding.status)}. {finding.reason}"
    found = tuple(step.status for step in finding.steps)
    if example.steps and found != example.steps:
        wanted = ", ".join(map(_words, example.steps))
        yield f"Expected the steps to be {wanted}, but they are {', '.join(map(_words, found)) or 'none'}."
    spoken = [finding.reason, *(text for each in everything.values() for text in _spoken(each))]
    for words in example.says:
        if not any(words.casefold() in text.casefold() for text in spoken):
            yield f"No reason and no remedy says “{words}”."


def _not_recognised(case: Case, example: WorkedExample) -> Iterator[str]:
    """Name drugs that nobody could judge by: a slip of the pen would else pass for a drug that does not count."""
    if not example.unknown_drugs:
        for row in case.therapies:
            if not row.drug_id:
                yield f"The drug “{row.drug}” of its log is not recognised."
    if not case.request.drug_id:
        yield "The policy names no drug on file: the example must say which drug is requested."


def _left_out(policy: Policy, example: WorkedExample, result: CriteriaResult) -> Iterator[str]:
    """Tell of a policy that the lookup left out: right only where the example says so."""
    why = next((each.why for each in result.not_applicable if each.policy.id == policy.id), "No such drug is on file.")
    if example.expect is not Expectation.NOT_APPLICABLE:
        yield f"Expected {_words(example.expect)}, but the policy does not apply. {why}"
    for words in example.says:
        if words.casefold() not in why.casefold():
            yield f"The reason why it does not apply does not say “{words}”: {why}"


def _wrong_places(policy: Policy, example: WorkedExample, everything: Mapping[str, Finding]) -> Iterator[str]:
    """Name each place that the policy does not have, and each whose finding is another one than expected."""
    named = (each.node for each in example.answers if each.policy_id in {"", policy.id})
    for path in dict.fromkeys((*named, *(path for path, _status in example.places))):
        if path not in everything:
            yield f"The policy has no place {path}."
    for path, wanted in example.places:
        found = everything.get(path)
        if found is not None and found.status is not wanted:
            yield f"Expected {path} to be {_words(wanted)}, but it is {_words(found.status)}: {found.reason}"


def _all_findings(finding: PolicyFinding) -> Iterator[Finding]:
    tops = (*finding.requirements, *finding.steps, *((finding.established,) if finding.established else ()))
    for each in (*tops, *finding.renewal, *finding.exceptions):
        yield from _with_children(each)


def _with_children(finding: Finding) -> Iterator[Finding]:
    yield finding
    for child in finding.children:
        yield from _with_children(child)


def _spoken(finding: Finding) -> tuple[str, ...]:
    return (finding.reason, finding.stated_reason, *(remedy.text for remedy in finding.remedies))


def _words(status: StrEnum) -> str:
    return status.value.replace("_", " ")
