"""The office's own criteria: policies entered or corrected, checks against the payers' documents, and sharing them.

All of it lies in the vault and over the shipped criteria. A payer's document stays in the vault; it is never exported.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from denialdesk.domain.changes import NO_CHANGES, Area, Changes
from denialdesk.domain.criteria import Policy
from denialdesk.domain.errors import DenialDeskError, UserError
from denialdesk.domain.office_criteria import OWN_PREFIX, OfficePolicy, Origin, PolicyMark
from denialdesk.domain.policy_check import problems_of
from denialdesk.domain.policy_differences import Difference, differences
from denialdesk.domain.sources import Reference, Verification, VerificationState
from denialdesk.knowledge.library import Library
from denialdesk.knowledge.office_library import OfficeLibrary, content_hash
from denialdesk.storage.audit import Action, utc_text
from denialdesk.storage.criteria import CriteriaRepository, PolicyRow, SourceRow
from denialdesk.storage.database import Database
from denialdesk.storage.documents import Document, DocumentRepository

FROM_DOCUMENT, FROM_OFFICE = "payer_document_copy", "office_entry"
_CHANGED = Changes(frozenset({Area.KNOWLEDGE}))
_NO_SUCH = "This policy is not on file."


class PolicyProblemsError(UserError):
    """A policy that cannot be kept as it is; the message names the first thing to mend."""


class PolicyExistsError(UserError):
    """An imported policy would take the place of one on file, and nobody has said that it shall."""


class ImportChoice(StrEnum):
    """What to do with an imported policy whose id is on file."""

    ADD = "add"  # there is none: nothing is replaced
    REPLACE = "replace"
    KEEP_BOTH = "keep_both"


@dataclass(frozen=True, slots=True)
class OfficeCriteria:
    """The criteria in force. ``problems`` name policies of the office that can no longer be read, and why."""

    library: OfficeLibrary
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckEntry:
    """What a person enters who compared a policy with the payer's document. ``effective_date`` is ISO or empty."""

    checked_by: str
    number: str = ""
    effective_date: str = ""
    page: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class PolicySource:
    """What the office has of a policy's document: pasted text, and the attached file without its bytes."""

    text: str = ""
    document: Document | None = None


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A file to attach."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class IncomingPolicy:
    """A policy file as read. ``existing`` is the policy in force under its id; ``differences`` are against that one."""

    office: OfficePolicy
    note: str
    existing: Policy | None
    origin: Origin
    differences: tuple[Difference, ...]


class CriteriaService:
    """The criteria of one open vault over the shipped ones. ``clock`` tells the time in the office's zone."""

    def __init__(
        self, database: Database, shipped: Library, clock: Callable[[], dt.datetime], new_id: Callable[[], str]
    ) -> None:
        self._database = database
        self._criteria = CriteriaRepository(database)
        self._documents = DocumentRepository(database)
        self._shipped = shipped
        self._clock = clock
        self._new_id = new_id

    # ---- what is in force

    def read(self) -> OfficeCriteria:
        """Lay what the office has over the shipped criteria; a policy that cannot be read is left out and named."""
        rows = self._criteria.policies()
        policies: list[OfficePolicy] = []
        problems: list[str] = []
        if rows:
            from denialdesk.knowledge.office_file import (  # noqa: PLC0415 - YAML is slow to load and mostly not needed
                known_of,
                read_policy_text,
            )

            known = known_of(self._shipped)
            for row in rows:
                try:
                    policy, examples = read_policy_text(row.body, row.policy_id, row.payer_name, self._shipped, known)
                except DenialDeskError as error:
                    problems.append(f"A policy of this office cannot be read and is not used. {error.message}")
                else:
                    policies.append(OfficePolicy(policy, row.base_hash, row.written_by, row.written_on, examples))
        return OfficeCriteria(OfficeLibrary(self._shipped, policies, self._criteria.marks()), tuple(problems))

    def differences(self, policy_id: str) -> tuple[Difference, ...]:
        """Compare the office's text of a policy with the shipped one; empty where there is only one of them."""
        library = self.read().library
        office, shipped = library.office_policy(policy_id), self._shipped.policy(policy_id)
        return differences(shipped, office.policy) if office and shipped else ()

    # ---- entering and correcting

    def save(
        self,
        policy: Policy,
        by: str,
        *,
        check: CheckEntry | None = None,
        source: PolicySource | None = None,
        document: NewDocument | None = None,
    ) -> tuple[str, Changes]:
        """Keep a policy of the office, or its correction of a shipped one, all of it or nothing, and return its id.

        A policy without an id becomes a new one of the office. One that says what the shipped one says is no
        correction, and an earlier correction is then removed. ``check`` marks it as compared with the payer's document.
        Raises PolicyProblemsError, DataFileError, DiskFullError.
        """
        _refuse_problems(policy)
        policy = self._named(policy)
        reference = self._reference(
            policy, has_document=bool(document or (source and (source.text or source.document)))
        )
        policy = replace(policy, reference=reference, verification=Verification(VerificationState.UNVERIFIED))
        shipped = self._shipped.policy(policy.id)
        with self._database.writing():
            if shipped is not None and _says_the_same(policy, shipped):
                changed = self._criteria.delete_policy(policy.id, self._now())
            else:
                base = content_hash(shipped) if shipped is not None else ""
                before = self.read().library.office_policy(policy.id)
                examples = before.examples if before is not None else ()
                self._write(OfficePolicy(policy, base, by.strip(), self._clock().date().isoformat(), examples))
                changed = True
            changed = self._save_source(policy.id, source, document) or changed
            if check is not None:
                changed = self.mark_checked(policy.id, check) is _CHANGED or changed
        return policy.id, _CHANGED if changed else NO_CHANGES

    def remove(self, policy_id: str) -> Changes:
        """Remove what the office entered under an id; the shipped policy, if there is one, is in force again."""
        shipped = self._shipped.policy(policy_id)
        with self._database.writing():
            found = self._criteria.delete_policy(policy_id, self._now())
            mark = next((each for each in self._criteria.marks() if each.policy_id == policy_id), None)
            if mark is not None and (shipped is None or mark.content_hash != content_hash(shipped)):
                self._criteria.delete_mark(policy_id, self._now())
            if shipped is None:
                self._save_source(policy_id, PolicySource(), None)
        return _CHANGED if found else NO_CHANGES

    def _write(self, office: OfficePolicy, action: Action = Action.CHANGED) -> None:
        from denialdesk.knowledge.office_file import known_of, read_policy_text  # noqa: PLC0415 - see read
        from denialdesk.knowledge.policy_writer import policy_text  # noqa: PLC0415 - the same

        policy, body = office.policy, policy_text(office.policy, office.examples)
        kept, examples = read_policy_text(body, "The policy", policy.payer_name, self._shipped, known_of(self._shipped))
        # What does not read back as it is, is never written.
        if content_hash(kept) != content_hash(policy) or examples != office.examples:
            raise PolicyProblemsError("The policy cannot be kept as it is.", "Take back the last change.")
        row = PolicyRow(policy.id, policy.payer_name, body, office.base_hash, office.written_by, office.written_on)
        self._criteria.write_policy(row, self._now(), action)

    def _named(self, policy: Policy) -> Policy:
        """Give a new policy its ids, and one of a payer on file that payer's name as we have it."""
        payer = self._shipped.payer(policy.payer_id) or self._shipped.recognise_payer(policy.payer_name)
        payer_id = payer.id if payer else policy.payer_id or slug(policy.payer_name)
        policy = replace(policy, payer_id=payer_id, payer_name=payer.name if payer else policy.payer_name.strip())
        if not policy.family:
            from denialdesk.knowledge.office_file import OFFICE_FAMILY  # noqa: PLC0415 - see read

            policy = replace(policy, family=OFFICE_FAMILY)
        return policy if policy.id else replace(policy, id=self._free_id(OWN_PREFIX + _words_of_id(policy)))

    def _free_id(self, wanted: str) -> str:
        taken = {row.policy_id for row in self._criteria.policies()}
        number = 1
        policy_id = wanted
        while policy_id in taken or self._shipped.policy(policy_id) is not None:
            number += 1
            policy_id = f"{wanted}-{number}"
        return policy_id

    def _reference(self, policy: Policy, *, has_document: bool) -> Reference:
        title = policy.title or f"{policy.payer_name}: {policy.drug.generic}, {policy.indication.name}"
        kind = FROM_DOCUMENT if has_document else policy.reference.kind or FROM_OFFICE
        seen_on = self._clock().date().isoformat()
        return replace(policy.reference, title=title, kind=kind, seen_on=seen_on)

    # ---- checking

    def mark_checked(self, policy_id: str, entry: CheckEntry) -> Changes:
        """Record that the policy in force was compared with the payer's document; raises UserError."""
        if not entry.checked_by.strip():
            raise UserError("A check needs the name of whoever made it.", "Enter a name.")
        # The text itself, without the number and date that an earlier check put over it.
        office = self.read().library.office_policy(policy_id)
        compared = office.policy if office is not None else self._shipped.policy(policy_id)
        if compared is None:
            raise UserError(_NO_SUCH, "Choose another one.")
        today = self._clock().date().isoformat()
        values = (value.strip() for value in (entry.number, entry.effective_date, entry.page, entry.note))
        mark = PolicyMark(policy_id, content_hash(compared), entry.checked_by.strip(), today, *values)
        self._criteria.write_mark(mark, self._now())
        return _CHANGED

    def withdraw_check(self, policy_id: str) -> Changes:
        """Take back the check of a policy."""
        return _CHANGED if self._criteria.delete_mark(policy_id, self._now()) else NO_CHANGES

    # ---- the payer's document

    def source_of(self, policy_id: str) -> PolicySource:
        """Read what the office has of a policy's document."""
        row = self._criteria.source(policy_id)
        found = (each for each in self._documents.of_case("") if each.id == row.document_id)
        return PolicySource(row.text, next(found, None))

    def document_content(self, policy_id: str) -> bytes:
        """Read the bytes of the attached document; raises UnreadableFileError, DamagedVaultError."""
        return self._documents.content(self._criteria.source(policy_id).document_id)

    def _save_source(self, policy_id: str, source: PolicySource | None, document: NewDocument | None) -> bool:
        """Keep pasted text and attachment, and say whether they changed; a document left behind is removed."""
        if source is None and document is None:
            return False
        before = self._criteria.source(policy_id)
        kept = source if source is not None else PolicySource(before.text)
        document_id = kept.document.id if kept.document else before.document_id if source is None else ""
        if document is not None:
            name, media_type = document.name, document.media_type
            added = self._documents.add(
                self._new_id(), document.content, name=name, media_type=media_type, at=self._now()
            )
            document_id = added.id
        after = SourceRow(policy_id, kept.text, document_id)
        if after == before:
            return False
        self._criteria.write_source(after, self._now())
        if before.document_id and before.document_id != document_id:
            self._documents.delete(before.document_id)
        return True

    # ---- sharing

    def export(self, policy_id: str) -> bytes:
        """Write the policy in force as a file for another office; raises UserError."""
        from denialdesk.knowledge.office_file import write_policy_file  # noqa: PLC0415 - see read

        library = self.read().library
        policy, mark = library.policy(policy_id), library.mark(policy_id)
        if policy is None:
            raise UserError(_NO_SUCH, "Choose another one.")
        office = library.office_policy(policy_id) or OfficePolicy(policy)
        note = ""
        if mark is not None and library.mark_holds(policy_id):
            page = f", page {mark.page}" if mark.page else ""
            note = f"Checked against the payer's document by {mark.checked_by} on {mark.checked_on}{page}."
        plain = replace(policy, verification=Verification(VerificationState.UNVERIFIED))
        corrects = library.origin(policy_id) is Origin.CORRECTED
        return write_policy_file(replace(office, policy=plain), corrects_shipped=corrects, note=note)

    def read_file(self, data: bytes, name: str) -> IncomingPolicy:
        """Read a policy file of another office and set it beside what is on file; raises DataFileError, UserError."""
        from denialdesk.knowledge.office_file import known_of, read_policy_file  # noqa: PLC0415 - see read

        library = self.read().library
        own = [each.policy.id for each in library.office_policies()]
        found = read_policy_file(data, name, library, known_of(self._shipped, own))
        policy = found.office.policy
        existing = library.policy(policy.id)
        if existing is not None and content_hash(existing) == content_hash(policy):
            raise UserError("This office already has this policy, word for word.", "There is nothing to import.")
        different = differences(existing, policy) if existing is not None else ()
        return IncomingPolicy(found.office, found.note, existing, library.origin(policy.id), different)

    def import_policy(self, incoming: IncomingPolicy, choice: ImportChoice = ImportChoice.ADD) -> tuple[str, Changes]:
        """Keep an imported policy and return its id; a check made elsewhere is not this office's check.

        Raises PolicyExistsError when its id is on file and nobody chose what shall happen to that one.
        """
        policy = incoming.office.policy
        shipped = self._shipped.policy(policy.id)
        on_file = self.read().library.policy(policy.id) is not None
        if on_file and choice is ImportChoice.ADD:
            raise PolicyExistsError("A policy of this name is already on file.", "Replace it, or keep both.")
        if on_file and choice is ImportChoice.KEEP_BOTH:
            policy = replace(policy, id=self._free_id(OWN_PREFIX + policy.id.removeprefix(OWN_PREFIX)))
            shipped = None
        writer = incoming.office.written_by or "nobody named"
        office = OfficePolicy(
            replace(policy, verification=Verification(VerificationState.UNVERIFIED)),
            content_hash(shipped) if shipped is not None else "",
            f"{writer} (another office)",
            incoming.office.written_on,
            incoming.office.examples,
        )
        self._write(office, Action.IMPORTED)
        return policy.id, _CHANGED

    def _now(self) -> str:
        return utc_text(self._clock())


def _refuse_problems(policy: Policy) -> None:
    blocking = [problem for problem in problems_of(policy) if problem.blocks]
    if blocking:
        first, more = blocking[0], len(blocking) - 1
        rest = f" {more} more to mend." if more else ""
        raise PolicyProblemsError("The policy is not complete.", f"{first.text}{rest}")


def _says_the_same(policy: Policy, shipped: Policy) -> bool:
    same_standing = (policy.currency, policy.superseded_on) == (shipped.currency, shipped.superseded_on)
    return same_standing and content_hash(policy) == content_hash(shipped)


def _words_of_id(policy: Policy) -> str:
    about = policy.indication.short or policy.indication.name or "any condition"
    return slug(f"{policy.payer_id} {policy.drug.generic} {about} {policy.layer.value}")


def slug(text: str) -> str:
    """Small letters, digits and hyphens, as ids have them; never empty."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:80].strip("-") or "policy"
