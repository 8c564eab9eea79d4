"""Arguments that rows of the log carry: failed trials, adverse effects, contraindications, mechanism, other offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from denialdesk.domain.argument import Argument, ArgumentKind, Basis, Fact
from denialdesk.domain.conditions import TARGETED_CLASSES
from denialdesk.domain.criteria import CriteriaResult, Finding, Remedy, Status
from denialdesk.domain.phrases import OUTCOME_WORDS, listed
from denialdesk.domain.record import Record, Row
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Outcome

LACK_OF_EFFECT = frozenset({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE})
NOT_BORNE = frozenset({Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY})
_UNTRIED = {Outcome.CONTRAINDICATED: "contraindication", Outcome.NOT_ADVISABLE: "what_happened"}
_FULFILLED = {Status.MET: Basis.CRITERION_MET, Status.EXEMPT: Basis.CRITERION_EXEMPT}


def nodes_by_row(criteria: CriteriaResult) -> Mapping[str, tuple[tuple[str, Status], ...]]:
    """For each row, the lowest nodes of the criteria that rest on it: "<policy id>#<path>" and the verdict there."""
    found: dict[str, list[tuple[str, Status]]] = defaultdict(list)
    for each in criteria.findings:
        for finding in (*each.requirements, *each.steps, *each.renewal):
            for leaf in _leaves(finding):
                for therapy_id in leaf.therapy_ids:
                    found[therapy_id].append((f"{each.policy.id}#{leaf.path}", leaf.status))
    return {therapy_id: tuple(nodes) for therapy_id, nodes in found.items()}


def row_arguments(record: Record, criteria: CriteriaResult) -> Iterator[Argument]:
    """Try every pathway that single rows, or rows of one class, can carry."""
    nodes = nodes_by_row(criteria)
    rows = [row for row in record.rows if row.therapy.provenance.confirmed and not _is_requested(row, record)]
    for row in rows:
        if row.therapy.was_tried and row.therapy.outcome in LACK_OF_EFFECT:
            yield _trial(row, ArgumentKind.TRIAL_FAILED, nodes)
        elif row.therapy.was_tried and row.therapy.outcome in NOT_BORNE:
            yield _trial(row, ArgumentKind.ADVERSE_EFFECT, nodes)
        elif row.therapy.outcome in _UNTRIED:
            yield _untried(row, nodes)
    yield from _same_mechanism(rows, nodes)
    elsewhere = [row for row in rows if row.therapy.was_tried and _is_of_another_office(row, record)]
    yield from (_elsewhere(row, nodes) for row in elsewhere)


def is_mechanism(row: Row) -> bool:
    """Say whether a row's class is one mechanism of action: a biologic's or a targeted drug's, not "DMARD"."""
    return (
        bool(row.drug_class) and row.drug is not None and (row.drug.is_biologic or row.drug_class in TARGETED_CLASSES)
    )


def therapy_fact(row: Row) -> Fact:
    """Name the drug of a row with its place in the log."""
    return Fact("drug", row.name, (therapy_source(row),))


def therapy_source(row: Row) -> Source:
    """Point at a row of the log."""
    return Source(SourceKind.THERAPY, row.therapy.id, row.name)


def _leaves(finding: Finding) -> Iterator[Finding]:
    if not finding.children:
        yield finding
    for child in finding.children:
        yield from _leaves(child)


def _is_requested(row: Row, record: Record) -> bool:
    return bool(row.drug_id) and row.drug_id == record.case.request.drug_id


def _basis(row: Row, nodes: Mapping[str, tuple[tuple[str, Status], ...]]) -> tuple[Basis, tuple[str, ...]]:
    """The best ground the row gives, and the nodes it fulfils."""
    fulfilled = [(path, status) for path, status in nodes.get(row.therapy.id, ()) if status in _FULFILLED]
    if not fulfilled:
        return Basis.RECORD, ()
    return max(_FULFILLED[status] for _, status in fulfilled), tuple(path for path, _ in fulfilled)


def _trial(row: Row, kind: ArgumentKind, nodes: Mapping[str, tuple[tuple[str, Status], ...]]) -> Argument:
    """A trial that did not work or was not borne: needs drug and outcome, and is better with dates and proof."""
    therapy, source = row.therapy, (therapy_source(row),)
    facts = [therapy_fact(row), Fact("outcome", OUTCOME_WORDS[therapy.outcome], source)]
    facts.append(Fact("taken", row.taken_in_words, source))
    for name, value in (("length", row.length_in_words), ("story", therapy.what_happened), ("proof", therapy.proof)):
        if value.strip():
            facts.append(Fact(name, value.strip(), source))
    missing: list[Remedy] = []
    if row.is_for_other_condition:
        what = f"{row.name} was given for another condition: correct that if it was given for this one too"
        missing.append(Remedy(what, _target(row, "indication_id")))
    if row.span.contradiction:
        missing.append(Remedy(f"Correct the dates of {row.name}", _target(row, "stop")))
    helps = []
    for is_there, text, field in (
        (therapy.start.is_known, f"Add the start date of {row.name}", "start"),
        (therapy.stop.is_known, f"Add the stop date of {row.name}", "stop"),
        (bool(therapy.what_happened.strip()), f"Write what happened on {row.name}", "what_happened"),
        (bool(therapy.proof.strip() or therapy.exhibit_id), f"Say what proves {row.name}", "proof"),
    ):
        if not is_there:
            helps.append(Remedy(text, _target(row, field)))
    basis, paths = _basis(row, nodes)
    return Argument(
        kind,
        row.name,
        basis,
        tuple(facts),
        tuple(missing),
        tuple(helps),
        (therapy.id,),
        paths,
        row.drug_id,
        row.drug_class,
    )


def _untried(row: Row, nodes: Mapping[str, tuple[tuple[str, Status], ...]]) -> Argument:
    """A drug that must not or should not be taken: needs the condition, or the prescriber's reason."""
    therapy, source = row.therapy, (therapy_source(row),)
    field = _UNTRIED[therapy.outcome]
    reason = therapy.contraindication.strip() or therapy.what_happened.strip()
    if therapy.outcome is Outcome.CONTRAINDICATED:
        reason = therapy.contraindication.strip()
    facts = [therapy_fact(row), Fact("outcome", OUTCOME_WORDS[therapy.outcome], source)]
    missing: tuple[Remedy, ...] = ()
    if reason:
        facts.append(Fact("reason", reason, source))
    else:
        ask = (
            "Name the condition that forbids"
            if field == "contraindication"
            else "Write why the prescriber advises against"
        )
        missing = (Remedy(f"{ask} {row.name}", _target(row, field)),)
    helps: tuple[Remedy, ...] = ()
    if not (therapy.proof.strip() or therapy.exhibit_id):
        helps = (Remedy(f"Say where the reason against {row.name} is recorded", _target(row, "proof")),)
    basis, paths = _basis(row, nodes)
    if not paths:
        basis = Basis.STATED
    return Argument(
        ArgumentKind.CONTRAINDICATED,
        row.name,
        basis,
        tuple(facts),
        missing,
        helps,
        (therapy.id,),
        paths,
        row.drug_id,
        row.drug_class,
    )


def _same_mechanism(rows: list[Row], nodes: Mapping[str, tuple[tuple[str, Status], ...]]) -> Iterator[Argument]:
    """Two drugs of one mechanism, at least one of which failed for lack of effect: intolerance alone shows nothing."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if is_mechanism(row) and row.therapy.was_tried and row.therapy.outcome in LACK_OF_EFFECT | NOT_BORNE:
            groups[row.drug_class].append(row)
    for drug_class, members in groups.items():
        failed = [row for row in members if row.therapy.outcome in LACK_OF_EFFECT and not row.is_for_other_condition]
        if not failed or len({row.drug_id for row in members}) < 2:
            continue
        told = [Fact("class", drug_class, tuple(therapy_source(row) for row in members))]
        told += [
            Fact("trial", f"{row.name} – {OUTCOME_WORDS[row.therapy.outcome]}", (therapy_source(row),))
            for row in members
        ]
        paths = tuple(dict.fromkeys(path for row in members for path in _basis(row, nodes)[1]))
        ids = tuple(row.therapy.id for row in members)
        yield Argument(
            ArgumentKind.SAME_MECHANISM,
            listed(row.name for row in failed),
            Basis.RECORD,
            tuple(told),
            therapy_ids=ids,
            criteria=paths,
            drug_class=drug_class,
        )


def _is_of_another_office(row: Row, record: Record) -> bool:
    """Say whether another prescriber than the one who signs is named; "Dr. Samplewell" is Robin Samplewell."""
    named = row.therapy.prescribed_by.casefold()
    own = [word for word in record.case.prescriber.name.casefold().split() if len(word) > 1]
    return bool(named.strip() and own) and own[-1] not in named


def _elsewhere(row: Row, nodes: Mapping[str, tuple[tuple[str, Status], ...]]) -> Argument:
    """A trial under another prescriber: needs that office's record."""
    therapy, source = row.therapy, (therapy_source(row),)
    facts = [therapy_fact(row), Fact("prescriber", " ".join(therapy.prescribed_by.split()), source)]
    missing: tuple[Remedy, ...] = ()
    if therapy.proof.strip() or therapy.exhibit_id:
        facts.append(Fact("proof", therapy.proof.strip(), source))
    else:
        text = f"Ask {therapy.prescribed_by.strip()} for the record of {row.name}, and say what it is"
        missing = (Remedy(text, _target(row, "proof")),)
    basis, paths = _basis(row, nodes)
    return Argument(
        ArgumentKind.DOCUMENTED_ELSEWHERE,
        row.name,
        basis,
        tuple(facts),
        missing,
        therapy_ids=(therapy.id,),
        criteria=paths,
        drug_id=row.drug_id,
    )


def _target(row: Row, field: str) -> str:
    return f"therapy:{row.therapy.id}:{field}"
