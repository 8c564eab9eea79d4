"""The office's own policies and checks laid over the shipped criteria. Pure: what it is given, nothing read."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from functools import cached_property
from hashlib import sha256

from denialdesk.domain.clinical import Comorbidity
from denialdesk.domain.criteria import Policy
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.lawbook import LawBook
from denialdesk.domain.office_criteria import OfficePolicy, Origin, PolicyMark
from denialdesk.domain.payer import Payer
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.knowledge.codec import to_plain
from denialdesk.knowledge.conditions import ConditionNames
from denialdesk.knowledge.icd10 import CodeBook
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.names import DrugNames
from denialdesk.knowledge.pack import LAYER_ORDER

# What was not compared with the payer's document when the rest was: how we came by the text, and how current it is.
_NOT_CONTENT = frozenset(
    {"id", "payer_name", "reference", "verification", "currency", "currency_note", "notes", "confidence"}
    | {"supersedes", "family", "in_force_since", "superseded_on"}
)


def content_hash(policy: Policy) -> str:
    """Hash of what a policy demands: the same text of the payer gives the same hash, wherever it was read."""
    values = [to_plain(getattr(policy, field.name), named=True) for field in fields(policy) if _is_content(field.name)]
    return sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:16]


def _is_content(name: str) -> bool:
    return name not in _NOT_CONTENT


def origin_in(library: Library, policy_id: str) -> Origin:
    """Tell where a policy of any library comes from."""
    return library.origin(policy_id) if isinstance(library, OfficeLibrary) else Origin.SHIPPED


class OfficeLibrary(Library):
    """A library with the office's policies in place of, and beside, the shipped ones.

    What the office did not touch is read from, and kept in, the library underneath.
    """

    def __init__(self, base: Library, policies: Sequence[OfficePolicy], marks: Sequence[PolicyMark] = ()) -> None:
        super().__init__(base.container)
        self.base = base
        self._office = {each.policy.id: each for each in policies}
        self._marks = {each.policy_id: each for each in marks}
        self._drugs, self._indications = base._drugs, base._indications  # noqa: SLF001 - one memory for both
        self._by_drug: dict[tuple[str, str], list[str]] = defaultdict(list)
        for each in policies:
            for drug_id in each.policy.drug.drug_ids:
                self._by_drug[each.policy.payer_id, drug_id].append(each.policy.id)

    @cached_property
    def version(self) -> str:
        """The version of the shipped data, and the beginning of a hash of what the office has on top."""
        return self._version_with(self._office, self._marks)

    def version_for(self, payer_id: str) -> str:
        """The version that a case of this payer is judged by: what the office has for other payers does not count."""
        office = {key: each for key, each in self._office.items() if each.policy.payer_id == payer_id}
        ids = {policy.id for policy in self._policies_of(payer_id)}
        return self._version_with(office, {key: each for key, each in self._marks.items() if key in ids})

    def _policies_of(self, payer_id: str) -> Iterable[Policy]:
        marked = (self.policy(policy_id) for policy_id in self._marks)
        return (policy for policy in marked if policy is not None and policy.payer_id == payer_id)

    def _version_with(self, office: dict[str, OfficePolicy], marks: dict[str, PolicyMark]) -> str:
        if not office and not marks:
            return self.base.version
        # Examples judge nothing, so a case is not judged by another version for them.
        values = [to_plain(replace(office[key], examples=()), named=True) for key in sorted(office)]
        values += [to_plain(marks[key]) for key in sorted(marks)]
        return f"{self.base.version}.{sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()[:8]}"

    # -- what the office has

    def origin(self, policy_id: str) -> Origin:
        """Tell where the policy in force comes from."""
        if policy_id not in self._office:
            return Origin.SHIPPED
        return Origin.OWN if self.base.policy(policy_id) is None else Origin.CORRECTED

    def office_policy(self, policy_id: str) -> OfficePolicy | None:
        """Find what the office has under an id."""
        return self._office.get(policy_id)

    def office_policies(self) -> tuple[OfficePolicy, ...]:
        """List what the office has."""
        return tuple(self._office.values())

    def mark(self, policy_id: str) -> PolicyMark | None:
        """Find the office's check of a policy, also one that no longer holds."""
        return self._marks.get(policy_id)

    def mark_holds(self, policy_id: str) -> bool:
        """Say whether the office's check is of the text in force; False also where there is none."""
        mark, policy = self._marks.get(policy_id), self._unchecked(policy_id)
        return mark is not None and policy is not None and mark.content_hash == content_hash(policy)

    def is_outdated(self, policy_id: str) -> bool:
        """Say whether the shipped policy has changed since the office corrected it."""
        office, shipped = self._office.get(policy_id), self.base.policy(policy_id)
        if office is None or shipped is None or not office.base_hash:
            return False
        return office.base_hash != content_hash(shipped)

    # -- payers and policies

    @cached_property
    def _payers(self) -> tuple[Payer, ...]:
        known = {payer.id for payer in self.base.payers()}
        added = {
            each.policy.payer_id: Payer(each.policy.payer_id, each.policy.payer_name)
            for each in self._office.values()
            if each.policy.payer_id not in known
        }
        return tuple(sorted((*self.base.payers(), *added.values()), key=lambda payer: payer.name))

    def policy(self, policy_id: str) -> Policy | None:
        """Find the policy in force under an id, with the office's check where it holds."""
        if policy_id not in self._policies:
            policy = self._unchecked(policy_id)
            mark = self._marks.get(policy_id)
            if policy is not None and mark is not None and mark.content_hash == content_hash(policy):
                policy = _as_marked(policy, mark)
            self._policies[policy_id] = policy
        return self._policies[policy_id]

    def _unchecked(self, policy_id: str) -> Policy | None:
        office = self._office.get(policy_id)
        return self.base.policy(policy_id) if office is None else _as_entered(office)

    def policies(self) -> Iterable[Policy]:
        """Read every policy in force; for lists and checks, not for judging a case."""
        shipped = dict.fromkeys(self.base.policy_ids())
        ids = (*shipped, *(policy_id for policy_id in self._office if policy_id not in shipped))
        return (policy for policy in map(self.policy, ids) if policy is not None)

    def policies_for(self, payer_id: str, drug_id: str) -> tuple[Policy, ...]:
        """List a payer's policies in force for a drug, layers in order."""
        own = self._by_drug.get((payer_id, drug_id), ())
        shipped = self.base.policies_for(payer_id, drug_id)
        ids = [policy.id for policy in shipped if policy.id not in self._office]
        if not own:
            return tuple(policy for policy in map(self.policy, ids) if policy is not None)
        found = (policy for policy in map(self.policy, (*ids, *own)) if policy is not None)
        return tuple(sorted(found, key=lambda policy: (LAYER_ORDER.index(policy.layer), policy.id)))

    # -- what the office never touches

    @cached_property
    def _names(self) -> DrugNames:
        return self.base._names  # noqa: SLF001 - its own class

    @cached_property
    def _conditions(self) -> ConditionNames:
        return self.base._conditions  # noqa: SLF001 - the same

    @cached_property
    def _comorbidities(self) -> tuple[Comorbidity, ...]:
        return self.base.comorbidities()

    @cached_property
    def _evidence(self) -> tuple[Evidence, ...]:
        return self.base._evidence  # noqa: SLF001 - the same

    @cached_property
    def codes(self) -> CodeBook:
        """The whole of ICD-10-CM."""
        return self.base.codes

    @cached_property
    def law(self) -> LawBook:
        """The appeal law on file."""
        return self.base.law


def _as_entered(office: OfficePolicy) -> Policy:
    """Carry who entered the text; that alone is no check against the payer's document."""
    who = office.written_by or "the office"
    when = f" on {_in_words(office.written_on)}" if office.written_on else ""
    note = f"Entered by {who}{when}."
    return replace(office.policy, verification=Verification(VerificationState.UNVERIFIED, note=note))


def _as_marked(policy: Policy, mark: PolicyMark) -> Policy:
    note = mark.note or policy.verification.note
    return replace(
        policy,
        verification=Verification(VerificationState.VERIFIED, mark.checked_by, mark.checked_on, mark.page, note),
        number=mark.number or policy.number,
        effective_date=mark.effective_date or policy.effective_date,
    )


def _in_words(iso: str) -> str:
    try:
        return PartialDate.from_iso(iso).display()
    except InvalidDateError:
        return iso
