"""One argument for each drug the notice wants tried first: how it stands in the log, and what is missing against it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialdesk.domain.argument import Argument, ArgumentKind, Basis, Fact, Ground
from denialdesk.domain.argument_rows import LACK_OF_EFFECT, NOT_BORNE, is_mechanism, therapy_source
from denialdesk.domain.case import Answer, AnswerValue
from denialdesk.domain.criteria import CriteriaResult, Finding, Remedy, Status
from denialdesk.domain.phrases import OUTCOME_WORDS
from denialdesk.domain.record import Record, Row
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import NOT_TRIED
from denialdesk.domain.vocabulary import NameMatch

_NAMED = Source(SourceKind.CASE_FIELD, "denial.preferred_drugs_named", "preferred drugs named in the notice")
# Inactive ingredients that a documented reaction may name; whole words of the office's own text.
_INACTIVE = re.compile(
    r"\b(?:polysorbate(?: ?(?:20|80))?|citrate|latex|mannitol|sucrose|trehalose|sorbitol|lactose|histidine|"
    r"benzyl alcohol|parabens?|gelatin|propylene glycol|polyethylene glycol|peg|talc|gluten|soy(?:bean)?|"
    r"(?:red|yellow|blue)(?: dye)?(?: no\. ?\d+)?|tartrazine|carboxymethylcellulose|magnesium stearate|povidone)\b",
    re.IGNORECASE,
)


def preferred_arguments(record: Record, criteria: CriteriaResult) -> Iterator[Argument]:
    """Answer every preferred drug named in the notice, in the notice's order."""
    rows = [row for row in record.rows if row.therapy.provenance.confirmed]
    for name in dict.fromkeys(" ".join(each.split()) for each in record.case.denial.preferred_drugs_named):
        if name:
            yield _answer(name, rows, record, criteria)


def biosimilar_argument(record: Record) -> Argument | None:
    """A preferred product of the requested drug itself: needs a documented reaction to a named inactive ingredient."""
    wanted = [name for name in record.case.denial.preferred_drugs_named if _is_other_product(name, record)]
    if not wanted:
        return None
    rows = [
        row
        for row in record.rows
        if row.therapy.provenance.confirmed
        and row.drug_id == record.case.request.drug_id
        and row.therapy.outcome in NOT_BORNE
        and row.therapy.was_tried
        and not row.named_products & record.requested_products
    ]
    about = ", ".join(wanted)
    if not rows:
        text = f"Add the reaction to {wanted[0]} to the log, with the inactive ingredient behind it"
        return _biosimilar(about, (), (), (Remedy(text, "therapies"),), record)
    row = rows[0]
    story = f"{row.therapy.what_happened} {row.therapy.contraindication}"
    found = _INACTIVE.search(story)
    facts = [
        Fact("drug", row.name, (therapy_source(row),)),
        Fact("outcome", OUTCOME_WORDS[row.therapy.outcome], (therapy_source(row),)),
    ]
    missing: list[Remedy] = []
    if found:
        facts.append(Fact("ingredient", found.group(), (therapy_source(row),)))
    else:
        text = f"Name the inactive ingredient behind the reaction to {row.name}"
        missing.append(Remedy(text, f"therapy:{row.therapy.id}:what_happened"))
    if not (row.therapy.proof.strip() or row.therapy.exhibit_id):
        missing.append(Remedy(f"Say where the reaction to {row.name} is documented", f"therapy:{row.therapy.id}:proof"))
    return _biosimilar(about, (row.therapy.id,), tuple(facts), tuple(missing), record)


def _biosimilar(
    about: str, ids: tuple[str, ...], facts: tuple[Fact, ...], missing: tuple[Remedy, ...], record: Record
) -> Argument:
    return Argument(
        ArgumentKind.NONPREFERRED_BIOSIMILAR,
        about,
        Basis.RECORD,
        facts,
        missing,
        therapy_ids=ids,
        drug_id=record.case.request.drug_id,
    )


def _is_other_product(name: str, record: Record) -> bool:
    match = record.vocabulary.recognise_drug(name)
    if match is None or not match.drug_id or match.drug_id != record.case.request.drug_id:
        return False
    return not {match.name.casefold(), match.product.casefold()} & record.requested_products


def _answer(name: str, rows: list[Row], record: Record, criteria: CriteriaResult) -> Argument:
    match = record.vocabulary.recognise_drug(name)
    drug = record.vocabulary.drug(match.drug_id) if match else None
    same = [row for row in rows if match is not None and row.drug_id == match.drug_id]
    tried = [row for row in same if row.therapy.was_tried and row.therapy.outcome in LACK_OF_EFFECT | NOT_BORNE]
    if tried:
        ground = Ground.TRIED if any(_is_product(row, match) for row in tried) else Ground.SAME_DRUG
        return _preferred(name, match, Basis.RECORD, ground, tried)
    forbidden = [row for row in same if row.therapy.outcome in NOT_TRIED]
    if forbidden:
        return _preferred(name, match, Basis.STATED, Ground.FORBIDDEN, forbidden)
    answers = _stated(name, match, record, criteria)
    if answers:
        return _preferred(name, match, Basis.STATED, Ground.STATED, [], criteria=answers)
    alike = [
        row
        for row in rows
        if drug is not None
        and row.drug_class == drug.drug_class
        and row.drug_id not in {drug.id, record.case.request.drug_id}
        and is_mechanism(row)
        and row.therapy.was_tried
        and row.therapy.outcome in LACK_OF_EFFECT
        and not row.is_for_other_condition
    ]
    if alike:
        return _preferred(name, match, Basis.RECORD, Ground.SAME_MECHANISM, alike, drug.drug_class if drug else "")
    text = f"{name} is named by the notice and was not tried: add a row that says why it does not fit this patient"
    return _preferred(name, match, Basis.STATED, Ground.NONE, [], missing=(Remedy(text, "therapies"),))


def _is_product(row: Row, match: NameMatch | None) -> bool:
    """Say whether a row is the very product named; a generic name stands for every product."""
    if match is None:
        return False
    if match.product:
        return match.product.casefold() in row.named_products
    return match.name.casefold() in row.named_products | _generic(row)


def _generic(row: Row) -> frozenset[str]:
    return frozenset({row.drug.generic.casefold()} if row.drug else ())


def _stated(name: str, match: NameMatch | None, record: Record, criteria: CriteriaResult) -> tuple[str, ...]:
    """Find the steps with a stated reason that name the drug or its class."""
    drug = record.vocabulary.drug(match.drug_id) if match else None
    words = {name.casefold()} | ({drug.generic.casefold(), drug.drug_class.casefold()} if drug else set())
    found = []
    for each in criteria.findings:
        for finding in _walk(each.steps):
            wanted = f"{finding.required_agent} {finding.label}".casefold()
            if (
                finding.stated_reason.strip()
                and finding.status is not Status.MET
                and any(w in wanted for w in words if w)
            ):
                found.append(f"{each.policy.id}#{finding.path}")
    return tuple(found) if any(map(_is_reason, record.case.answers)) else ()


def _is_reason(answer: Answer) -> bool:
    return answer.value is AnswerValue.NOT_APPROPRIATE and bool(answer.reason.strip())


def _walk(findings: tuple[Finding, ...]) -> Iterator[Finding]:
    for finding in findings:
        yield finding
        yield from _walk(finding.children)


def _preferred(
    name: str,
    match: NameMatch | None,
    basis: Basis,
    ground: Ground,
    rows: list[Row],
    drug_class: str = "",
    *,
    criteria: tuple[str, ...] = (),
    missing: tuple[Remedy, ...] = (),
) -> Argument:
    facts = [Fact("preferred", name, (_NAMED,))]
    facts += [
        Fact("trial", f"{row.name} – {OUTCOME_WORDS[row.therapy.outcome]}", (therapy_source(row),)) for row in rows
    ]
    return Argument(
        ArgumentKind.PREFERRED_NOT_APPROPRIATE,
        name,
        basis,
        tuple(facts),
        missing,
        therapy_ids=tuple(row.therapy.id for row in rows),
        criteria=criteria,
        drug_id=match.drug_id if match else "",
        drug_class=drug_class,
        ground=ground,
    )
