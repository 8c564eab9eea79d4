"""Policies as plain JSON values and as lines, for the command line and other programs."""

from __future__ import annotations

from typing import Any

from denialdesk.domain.criteria import Policy
from denialdesk.domain.policy_outline import LAYER_WORDS, policy_outline
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.policy_writer import policy_map
from denialdesk.knowledge.tree import Knowledge

Json = dict[str, Any]
_NOT_CHECKED = "not checked against the payer's document"


def policy_summary(policy: Policy) -> Json:
    """One entry of a list of policies."""
    return {
        "id": policy.id,
        "payer": policy.payer_id,
        "payer_name": policy.payer_name,
        "layer": policy.layer.value,
        "drugs": list(policy.drug.drug_ids),
        "drug_name": policy.drug.generic,
        "indications": list(policy.indication.indication_ids),
        "indication_name": policy.indication.name,
        "title": policy.title,
        "number": policy.number,
        "effective_date": policy.effective_date,
        "plan_lines": None if policy.plan_lines is None else list(policy.plan_lines),
        "currency": policy.currency,
        "steps": None if policy.steps is None else len(policy.steps),
        "checked": policy.verification.state.value,
    }


def policy_line(policy: Policy) -> str:
    """One entry of a list of policies, as a line of columns."""
    columns = (
        f"{policy.id:<52}",
        f"{policy.payer_name:<24}",
        f"{LAYER_WORDS[policy.layer]:<20}",
        f"{policy.drug.generic:<24}",
        policy.indication.short or policy.indication.name,
    )
    return "  ".join(columns).rstrip()


def policy_report(policy: Policy, library: Library) -> Json:
    """One policy with everything on file: the record as a policy file has it, its standing, and how it reads."""
    verification = policy.verification
    return {
        "format": "denialdesk-policy-report",
        "version": 1,
        "edition": library.version,
        "policy": policy_map(policy),
        "payer_name": policy.payer_name,
        "checked": {
            "state": verification.state.value,
            "by": verification.by,
            "on": verification.on,
            "where": verification.where,
            "note": verification.note,
        },
        "outline": [
            {"section": line.section, "depth": line.depth, "label": line.label, "text": line.text}
            for line in policy_outline(policy)
        ],
    }


def policy_lines(policy: Policy) -> tuple[str, ...]:
    """One policy to read, section by section, and where it was read."""
    lines: list[str] = [policy.id]
    section = ""
    for line in policy_outline(policy):
        if line.section != section:
            section = line.section
            lines += ["", section]
        lines.append(f"  {line.shown}")
    lines += ["", "Source", f"  {policy.reference.title}", f"  {policy.reference.url}".rstrip()]
    lines.append(f"  {policy.reference.kind.replace('_', ' ')}, seen on {policy.reference.seen_on}")
    verification = policy.verification
    said = f"Checked: by {verification.by} on {verification.on}. " if verification.is_verified else ""
    lines.append(f"  {said or _NOT_CHECKED.capitalize() + '. '}{verification.note}".rstrip())
    lines += [f"  Note: {note}" for note in (policy.currency_note, *policy.notes) if note]
    return tuple(line for line in lines if line.strip() or not line)


def knowledge_in(library: Library) -> Knowledge:
    """The data of an opened pack as the lint reads it, where there are no files."""
    return Knowledge(
        version=library.version.partition("+")[0],
        payers=library.payers(),
        policies=tuple(library.policies()),
        drugs=library.drugs(),
        indications=library.indications(),
        comorbidities=library.comorbidities(),
        instruments=(),
        evidence=(),
        law=library.law,
    )
