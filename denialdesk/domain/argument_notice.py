"""Arguments for what a notice holds against a request beside the steps: combination, specialty, label, dose, delay."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterator

from denialdesk.domain.argument import Argument, ArgumentKind, Basis, Fact
from denialdesk.domain.argument_rows import therapy_source
from denialdesk.domain.case import LetterKind
from denialdesk.domain.conditions import TARGETED_CLASSES
from denialdesk.domain.criteria import CriteriaResult, Finding, Policy, Remedy, Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial_reasons import DenialKind
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.label_check import LabelCheck
from denialdesk.domain.record import Record, Row
from denialdesk.domain.renewal import measured_changes
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Supply

CONVENTIONAL_CLASSES = frozenset({"csDMARD", "thiopurine", "aminosalicylate"})
_PERMITS_CONVENTIONAL = re.compile(r"(?:conventional|methotrexate|csDMARD)[^.;]*\ballowed\b", re.IGNORECASE)
_ABOUT_DOSE = frozenset({DenialKind.DOSE, DenialKind.QUANTITY_LIMIT})
_ABOUT_LABEL = frozenset({DenialKind.OFF_LABEL, DenialKind.EXPERIMENTAL})
_SPEAKS_OF_DOSE = re.compile(
    r"\bdos(?:e|es|age|ing)\b|quantity|\bweight\b|\bmg\b|interval|escalat|\bevery \d|twice|\bdaily\b|\bweekly\b",
    re.IGNORECASE,
)


def notice_arguments(
    record: Record,
    criteria: CriteriaResult,
    kinds: Collection[DenialKind],
    label: LabelCheck,
    cited: Collection[Evidence],
) -> Iterator[Argument]:
    """Try the pathways that answer a notice's points beside the steps, and those the case itself calls for."""
    yield from _on_drug(record, criteria, kinds)
    if DenialKind.COMBINATION in kinds or _nodes(criteria, "concurrent_use", only_open=True):
        yield _combination(record, criteria)
    if DenialKind.SPECIALTY in kinds or _nodes(criteria, "prescriber", only_open=True):
        yield _specialty(record, criteria)
    if _ABOUT_LABEL & set(kinds) or label.status is Status.NOT_MET:
        yield _outside_label(label, cited)
    if _ABOUT_DOSE & set(kinds):
        yield _dose(record)
    if DenialKind.AGE in kinds:
        yield _age(record, criteria, label)
    if label.has_boxed_warning:
        yield _safety(record)
    yield from _harm(record)
    yield from _criteria_missing(record, criteria)


def _field(path: str, label: str = "") -> Source:
    return Source(SourceKind.CASE_FIELD, path, label)


def _words(path: str) -> Source:
    return Source(SourceKind.PRESCRIBER, path)


def _nodes(criteria: CriteriaResult, path: str, *, only_open: bool = False) -> tuple[tuple[Policy, Finding], ...]:
    """Find a requirement beside the steps in every policy."""
    return tuple(
        (each.policy, finding)
        for each in criteria.findings
        for finding in each.requirements
        if finding.path == path and not (only_open and finding.status in {Status.MET, Status.EXEMPT})
    )


def _basis(nodes: tuple[tuple[Policy, Finding], ...]) -> tuple[Basis, tuple[str, ...]]:
    met = tuple(f"{policy.id}#{finding.path}" for policy, finding in nodes if finding.status is Status.MET)
    return (Basis.CRITERION_MET if met else Basis.RECORD), met


# ---------------------------------------------------------------- on the drug


def _on_drug(record: Record, criteria: CriteriaResult, kinds: Collection[DenialKind]) -> Iterator[Argument]:
    case = record.case
    request = case.request
    is_renewal = case.letter.kind is LetterKind.CONTINUATION or DenialKind.RENEWAL in kinds
    if not request.already_taking:
        if is_renewal:
            text = "Say whether the patient takes the drug now, and since when"
            yield Argument(
                ArgumentKind.CONTINUATION,
                request.drug,
                Basis.RECORD,
                missing=(Remedy(text, "request.taking_since"),),
                drug_id=request.drug_id,
            )
        return
    facts = [Fact("drug", request.drug, (_field("request.drug"), _field("request.already_taking")))]
    missing: tuple[Remedy, ...] = ()
    helps: list[Remedy] = []
    if request.taking_since.is_known:
        facts.append(Fact("since", request.taking_since.display(), (_field("request.taking_since"),)))
    else:
        missing = (Remedy("Say since when the drug is taken", "request.taking_since"),)
    own = tuple(row for row in record.rows if row.drug_id and row.drug_id == request.drug_id)
    if any(row.therapy.supply is Supply.PAID_CLAIM for row in own):
        paid = next(row for row in own if row.therapy.supply is Supply.PAID_CLAIM)
        facts.append(Fact("supply", "paid claims", (therapy_source(paid),)))
    else:
        helps.append(
            Remedy("Add the requested drug to the log with how it was obtained (samples do not count)", "therapies")
        )
    changes = measured_changes(case.measures)
    facts += [
        Fact("change", change, tuple(_field(f"measures.{measure.id}") for measure in case.measures))
        for change in changes
    ]
    if not changes:
        helps.append(Remedy("Add a measure from before the drug and one from now, with dates", "measures"))
    nodes = tuple((each.policy, each.established) for each in criteria.findings if each.established is not None)
    basis, met = _basis(nodes)
    kind = ArgumentKind.CONTINUATION if is_renewal else ArgumentKind.STABLE_ON_DRUG
    yield Argument(
        kind,
        request.drug,
        basis,
        tuple(facts),
        missing,
        tuple(helps),
        tuple(row.therapy.id for row in own),
        met,
        request.drug_id,
    )


# ---------------------------------------------------------------- beside the steps


def _is_advanced(row: Row) -> bool:
    return row.drug is not None and (row.drug.is_biologic or row.drug_class in TARGETED_CLASSES)


def _combination(record: Record, criteria: CriteriaResult) -> Argument:
    """No other biologic or targeted drug is taken now; conventional drugs where the policy's words allow them."""
    running = [
        row
        for row in record.rows
        if row.span.is_ongoing and row.therapy.was_tried and row.drug_id != record.case.request.drug_id
    ]
    advanced = [row for row in running if _is_advanced(row)]
    missing = tuple(
        Remedy(f"The log says that {row.name} is still taken: add its stop date, or say why both", _stop(row))
        for row in advanced
    )
    facts = [Fact("none_other", "no other biologic or targeted drug is recorded as taken now", (_field("therapies"),))]
    conventional = [row for row in running if row.drug_class in CONVENTIONAL_CLASSES]
    facts += [Fact("conventional", row.name, (therapy_source(row),)) for row in conventional]
    nodes = _nodes(criteria, "concurrent_use")
    permits = [(policy, finding) for policy, finding in nodes if _PERMITS_CONVENTIONAL.search(finding.label)]
    if conventional and permits:
        policy, finding = permits[0]
        facts.append(Fact("permitted", finding.label, (Source(SourceKind.CRITERION, f"{policy.id}#{finding.path}"),)))
    basis, met = _basis(nodes)
    return Argument(
        ArgumentKind.COMBINATION_USE,
        "combination use",
        basis,
        () if advanced else tuple(facts),
        missing,
        therapy_ids=tuple(row.therapy.id for row in (*advanced, *conventional)),
        criteria=met,
    )


def _stop(row: Row) -> str:
    return f"therapy:{row.therapy.id}:stop"


def _specialty(record: Record, criteria: CriteriaResult) -> Argument:
    specialty = " ".join(record.case.prescriber.specialty.split())
    nodes = _nodes(criteria, "prescriber")
    basis, met = _basis(nodes)
    missing: list[Remedy] = []
    if not specialty:
        missing.append(Remedy("Add the prescriber's specialty", "prescriber.specialty"))
    for policy, finding in nodes:
        if finding.status is Status.NOT_MET:
            missing.append(
                Remedy("If a specialist was consulted, say so and who", f"answer:{policy.id}:{finding.path}")
            )
    facts = (Fact("specialty", specialty, (_field("prescriber.specialty"),)),) if specialty else ()
    return Argument(ArgumentKind.PRESCRIBER_SPECIALTY, specialty, basis, facts, tuple(missing), criteria=met)


def _outside_label(label: LabelCheck, cited: Collection[Evidence]) -> Argument:
    """A use the label on file does not name: needs published support that the office chose and read."""
    facts = tuple(
        Fact("citation", entry.citation, (Source(SourceKind.CITATION, entry.id, entry.title),)) for entry in cited
    )
    points = tuple(point.reason for point in label.points if point.status is not Status.MET)
    missing: tuple[Remedy, ...] = ()
    if not facts and not label.may_be_quoted:
        missing = (Remedy("Choose published support for this use, or confirm the label", "letter.citations"),)
    return Argument(ArgumentKind.OUTSIDE_LABEL, "; ".join(points), Basis.STATED, facts, missing)


def _dose(record: Record) -> Argument:
    """A dose or quantity beyond the plan's limit: needs the prescriber's own reason for it."""
    request, own_words = record.case.request, record.case.letter.medical_necessity
    asked = ", ".join(part for part in (request.strength, request.directions, request.quantity) if part.strip())
    facts = [Fact("asked", asked, (_field("request.strength"), _field("request.quantity")))] if asked else []
    missing: tuple[Remedy, ...] = ()
    if _SPEAKS_OF_DOSE.search(own_words):
        facts.append(Fact("reason", own_words, (_words("letter.medical_necessity"),)))
    else:
        text = "Say in the statement of medical necessity why this dose or quantity is needed"
        missing = (Remedy(text, "letter.medical_necessity"),)
    return Argument(ArgumentKind.AGE_OR_DOSE, "dose", Basis.STATED, tuple(facts), missing)


def _age(record: Record, criteria: CriteriaResult, label: LabelCheck) -> Argument:
    born = record.case.patient.birth_date
    nodes = _nodes(criteria, "age")
    basis, met = _basis(nodes)
    facts = []
    age = _years(born, record.as_of)
    if age is not None:
        facts.append(Fact("age", str(age), (_field("patient.birth_date"),)))
    quoted = label.may_be_quoted and any(point.topic == "age" and point.status is Status.MET for point in label.points)
    missing: tuple[Remedy, ...] = ()
    if not met and not quoted and "age" not in record.case.letter.medical_necessity.casefold().split():
        text = "Confirm the label's age, or say in the statement of medical necessity why the age is no bar"
        missing = (Remedy(text, "letter.citations"),)
    if not born.is_known:
        missing = (Remedy("Add the date of birth", "patient.birth_date"), *missing)
    return Argument(ArgumentKind.AGE_OR_DOSE, "age", basis, tuple(facts), missing, criteria=met)


def _years(born: PartialDate, as_of: dt.date) -> int | None:
    if born.earliest is None or born.earliest != born.latest:
        return None
    return as_of.year - born.earliest.year - ((as_of.month, as_of.day) < (born.earliest.month, born.earliest.day))


def _safety(record: Record) -> Argument:
    """A boxed warning: addressed in the prescriber's words, never hidden."""
    said = record.case.letter.safety_statement.strip()
    facts = (Fact("statement", said, (_words("letter.safety_statement"),)),) if said else ()
    missing: tuple[Remedy, ...] = ()
    if not said:
        text = f"{record.case.request.drug} has a boxed warning: ask the prescriber how it was weighed for this patient"
        missing = (Remedy(text, "letter.safety_statement"),)
    return Argument(ArgumentKind.SAFETY, record.case.request.drug, Basis.STATED, facts, missing)


def _harm(record: Record) -> Iterator[Argument]:
    letter = record.case.letter
    if letter.harm_of_delay.strip():
        fact = Fact("statement", letter.harm_of_delay.strip(), (_words("letter.harm_of_delay"),))
        yield Argument(ArgumentKind.HARM_OF_DELAY, "delay", Basis.STATED, (fact,))
    elif record.case.denial.urgent:
        missing = Remedy("Ask the prescriber what harm a delay would do", "letter.harm_of_delay")
        yield Argument(ArgumentKind.HARM_OF_DELAY, "delay", Basis.STATED, missing=(missing,))


def _criteria_missing(record: Record, criteria: CriteriaResult) -> Iterator[Argument]:
    denial = record.case.denial
    if denial.criteria_enclosed is False:
        fact = Fact("enclosed", "the notice did not enclose the criteria", (_field("denial.criteria_enclosed"),))
        yield Argument(ArgumentKind.CRITERIA_NOT_PROVIDED, "criteria", Basis.RECORD, (fact,))
    elif not criteria.findings and not denial.policy_cited.strip() and denial.criteria_enclosed is None:
        fact = Fact("cited", "the notice as entered cites no policy", (_field("denial.policy_cited"),))
        yield Argument(ArgumentKind.CRITERIA_NOT_PROVIDED, "criteria", Basis.STATED, (fact,))
