"""A policy as a file to share with another office: a header, then the policy as ``criteria_db/payers`` writes it.

The same reader reads what the vault holds of the office's own policies. Neither brings the payer's document along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

import yaml

from denialdesk.domain.criteria import Policy
from denialdesk.domain.errors import UserError
from denialdesk.domain.office_criteria import OfficePolicy
from denialdesk.domain.payer import Payer, PolicyFamily
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.codec import from_plain
from denialdesk.knowledge.known import DrugGroup, Known
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.policy_writer import policy_text
from denialdesk.knowledge.schema import policy_from
from denialdesk.knowledge.strict_yaml import DataFileError, Fields, documents_of
from denialdesk.knowledge.worked_examples import examples_from

FILE_FORMAT, FILE_VERSION = "denialdesk-policy", 1
OFFICE_FAMILY = "Office policies"
LARGEST_POLICY_FILE = 1_000_000  # bytes; the longest shipped policy is under 5 KB
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,119}")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy that came as a file. ``corrects_shipped`` is what its writers say of it."""

    office: OfficePolicy
    corrects_shipped: bool
    note: str = ""


class _AnyPolicy(frozenset[str]):
    """Whatever policy a kept text refers to: one that has gone since is asked for when a case is judged."""

    def __contains__(self, _name: object) -> bool:
        return True


def known_of(library: Library, own_policies: Iterable[str] | None = None) -> Known:
    """Everything that a policy may refer to, as the criteria in use have it.

    ``own_policies`` are the ids the office has beside the shipped ones; None lets a text refer to any policy.
    """
    container = library.container
    by_class = container.table("by_class")
    drugs = dict.fromkeys(container.table("drug").keys(), "")
    for name in by_class.keys():  # noqa: SIM118 - no dict
        drugs |= dict.fromkeys(by_class.get(name), name)
    groups: dict[str, DrugGroup] = {}
    classes = frozenset(by_class.keys())
    if "group" in container:
        groups = {group.id: group for group in (from_plain(DrugGroup, v) for v in container.table("group").values())}
        classes |= frozenset(container.table("classes").get("all"))
    policies: frozenset[str] = _AnyPolicy()
    if own_policies is not None:
        policies = frozenset((*container.table("policy").keys(), *own_policies))
    return Known(
        drugs=drugs,
        classes=classes,
        groups=groups,
        indications=frozenset(container.table("indication").keys()),
        instruments=frozenset(container.table("instrument").keys()),
        policies=policies,
    )


def read_policy_text(
    text: str, name: str, payer_name: str, library: Library, known: Known
) -> tuple[Policy, tuple[WorkedExample, ...]]:
    """Read the text of one policy with its worked examples; ``name`` stands in errors.

    Raises DataFileError with the line.
    """
    documents = documents_of(text, name)
    if len(documents) != 1:
        raise DataFileError(f"{name} must hold one policy and nothing else.", "Correct the file and load it again.")
    return _policy(documents[0], payer_name, library, known)


def read_any_policy_file(
    data: bytes, name: str, library: Library, known: Known
) -> tuple[Policy, tuple[WorkedExample, ...]]:
    """Read a policy file of the criteria data or of an office; the policy may refer to itself.

    Raises DataFileError with the line, UserError.
    """
    documents = documents_of(_text(data, name), name)
    if len(documents) == 1 and "id" in documents[0]:
        body = documents[0]
        return _policy(body, "", library, replace(known, policies=known.policies | {body.text("id")}))
    office = read_policy_file(data, name, library, known).office
    return office.policy, office.examples


def _text(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise DataFileError(f"{name} is not UTF-8 text.", "Save it as UTF-8 and load it again.") from None


def _policy(
    fields: Fields, payer_name: str, library: Library, known: Known
) -> tuple[Policy, tuple[WorkedExample, ...]]:
    for key in ("id", "payer"):
        if not _ID.fullmatch(fields.text(key)):
            raise fields.fault(f"{key!r} must be small letters, digits and hyphens", key)
    payer_id, family = fields.text("payer"), fields.text("family")
    payer = library.payer(payer_id) or Payer(payer_id, payer_name or payer_id)
    if family not in {each.name for each in payer.families}:
        payer = replace(payer, families=(*payer.families, PolicyFamily(family, "")))
    return policy_from(fields, payer, known), examples_from(fields, known)


def write_policy_file(office: OfficePolicy, *, corrects_shipped: bool, note: str = "") -> bytes:
    """Write a policy as a file for another office; the same policy gives the same bytes."""
    optional = {
        "base_hash": office.base_hash,
        "written_by": office.written_by,
        "written_on": office.written_on,
        "note": note,
    }
    header: dict[str, object] = {
        "format": FILE_FORMAT,
        "version": FILE_VERSION,
        "payer_name": office.policy.payer_name,
        "corrects_shipped": corrects_shipped,
        **{key: value for key, value in optional.items() if value},
    }
    text = yaml.safe_dump(header, sort_keys=False, allow_unicode=True, width=110)
    return f"{text}---\n{policy_text(office.policy, office.examples)}".encode()


def read_policy_file(data: bytes, name: str, library: Library, known: Known) -> PolicyFile:
    """Read a policy file of another office strictly; raises DataFileError with the line, UserError."""
    if len(data) > LARGEST_POLICY_FILE:
        raise UserError("This file is too large to be a policy.", "Choose the right file.")
    documents = documents_of(_text(data, name), name)
    if len(documents) != 2 or "format" not in documents[0]:
        raise DataFileError(
            f"{name} is not a policy file of DenialDesk.", "Ask the other office to export the policy from DenialDesk."
        )
    header, body = documents
    if header.text("format") != FILE_FORMAT:
        raise header.fault("this is another kind of file", "format")
    if header.integer("version") != FILE_VERSION:
        raise header.fault("this file was written by a newer DenialDesk", "version")
    payer_name = header.text("payer_name")
    policy, examples = _policy(body, payer_name, library, known)
    office = OfficePolicy(
        policy=policy,
        base_hash=header.text("base_hash", ""),
        written_by=header.text("written_by", ""),
        written_on=header.text("written_on", ""),
        examples=examples,
    )
    found = PolicyFile(office, header.boolean("corrects_shipped") or False, header.text("note", ""))
    header.close()
    return found
