"""What the window says of a policy: its layer, number and date, how far it was checked, its source and notes."""

from __future__ import annotations

from denialdesk.domain.criteria import Layer, Policy, PolicyFinding, Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.office_criteria import Origin
from denialdesk.domain.sources import VerificationState

LAYER_NAMES = {
    Layer.PRIOR_AUTHORIZATION: "Prior authorization",
    Layer.PREFERRED_PRODUCT: "Preferred product",
    Layer.STEP_THERAPY: "Step therapy",
    Layer.MEDICAL_BENEFIT: "Medical benefit",
    Layer.MEDICARE_PART_D: "Medicare Part D",
    Layer.PREFERRED_DRUG_LIST: "Preferred drug list",
    Layer.NOT_COVERED: "Not covered",
}
_SOURCE_KINDS = {
    "payer_document_copy": "copy of the payer's document",
    "payer_page": "the payer's own page",
    "third_party_extract": "restatement by a third party",
    "guide": "summary or tracker",
}
_CURRENCY = {
    "current_at_fetch": "Current when it was read.",
    "dated": "",
    "undated": "The source carries no date.",
    "probably_superseded": "Probably replaced by a newer version.",
    "superseded": "Replaced by a newer version.",
}

_WHOSE = {Origin.CORRECTED: "Corrected by this office.", Origin.OWN: "Entered by this office."}


def about(policy: Policy) -> str:
    """One line: payer, layer, number, effective date."""
    number = f"number {policy.number}" if policy.number else "no number known"
    date = f"effective {_long(policy.effective_date)}" if policy.effective_date else "no effective date known"
    return ", ".join((policy.payer_name, LAYER_NAMES[policy.layer].casefold(), policy.indication.name, number, date))


def checked(policy: Policy, origin: Origin = Origin.SHIPPED) -> str:
    """Whose text it is, when not the shipped one, and how far it was checked against the payer's document."""
    return " ".join(part for part in (_WHOSE.get(origin, ""), _checked(policy)) if part)


def _checked(policy: Policy) -> str:
    verification = policy.verification
    if verification.is_verified:
        parts = (
            f"by {verification.by}" if verification.by else "",
            f"on {_long(verification.on)}" if verification.on else "",
        )
        is_page = bool(verification.where) and "://" not in verification.where
        page = f", page {verification.where}" if is_page else ""
        is_copy = policy.reference.kind == "payer_document_copy" and not is_page
        lead = "Read in a copy of the payer's document" if is_copy else "Checked against the payer's document"
        said = " ".join(part for part in (lead, *parts) if part)
        return f"{said}{page}."
    if verification.state is VerificationState.DISPUTED:
        return f"Disputed: the sources do not agree. {verification.note}".strip()
    return "Not checked against the payer's document."


def sources_and_notes(policy: Policy) -> str:
    """Where the policy was read, how current it is, and what the record notes, a line each."""
    reference = policy.reference
    kind = _SOURCE_KINDS.get(reference.kind, reference.kind.replace("_", " "))
    seen = f"seen {_long(reference.seen_on)}" if reference.seen_on else ""
    source = ", ".join(part for part in (reference.title, reference.section, kind, seen) if part)
    lines = (
        f"Source: {source}" if source else "",
        reference.url,
        policy.verification.note,
        " ".join(part for part in (_CURRENCY.get(policy.currency, ""), policy.currency_note) if part),
        policy.plan_note,
        *policy.notes,
    )
    return "\n".join(line for line in lines if line)


def standing(finding: PolicyFinding) -> str:
    """How a policy stands as a whole: how much of it is still open, or the engine's own sentence."""
    blocking = [each.status for each in finding.blocking]
    if not blocking:
        return finding.reason
    counts = ((blocking.count(Status.NOT_MET), "not met"), (blocking.count(Status.UNKNOWN), "not decided"))
    said = " and ".join(f"{count} {word}" for count, word in counts if count)
    return f"Of {len(finding.requirements) + len(finding.steps)} requirements and steps, {said}."


def _long(iso: str) -> str:
    try:
        return PartialDate.from_iso(iso).display()
    except InvalidDateError:
        return iso
