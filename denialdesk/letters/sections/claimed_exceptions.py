"""Exceptions of a policy that the office claims: told as the word of whoever states them, never as a proven fact."""

from __future__ import annotations

from collections.abc import Iterator

from denialdesk.domain.criteria import ExceptionScope, Finding, PolicyFinding, Status
from denialdesk.domain.letter import Paragraph
from denialdesk.letters.dossier import Dossier, criterion_source
from denialdesk.letters.statements import Statements, fact, field_source, one_line, paragraph, weave, words
from denialdesk.letters.wording import criteria as wording


def claimed_exceptions(dossier: Dossier, finding: PolicyFinding) -> Iterator[Paragraph]:
    """Tell each claimed exception: its text, whose word it is and why, and what is asked for."""
    policy = finding.policy
    scopes = {each.path: each.scope for each in policy.printed_exceptions}
    for claimed in _claimed(finding):
        source = criterion_source(policy, claimed.path, claimed.label)
        target = f"answer:{policy.id}:{claimed.path}"
        printed = wording.EXCEPTION_PRINTED if dossier.is_checked(policy) else wording.EXCEPTION_UNCHECKED
        reason = fact(f"“{one_line(claimed.stated_reason)}”", words(target), source)
        person = _person(dossier, finding, claimed)
        if not person:
            stated = weave(wording.EXCEPTION_OFFICE_WORD, reason=reason)
        elif person in dossier.case.prescriber.signature_name:
            stated = weave(wording.EXCEPTION_MY_WORD, reason=reason)
        else:
            stated = weave(wording.EXCEPTION_WORD_OF, person=fact(person, field_source(target)), reason=reason)
        replaces = scopes.get(claimed.path) is ExceptionScope.STEPS
        asked = wording.EXCEPTION_FOR_STEPS if replaces else wording.EXCEPTION_TO_APPLY
        lead = weave(printed, exception=fact(f"“{one_line(claimed.label)}”", source))
        yield paragraph(*lead, *stated, fact(asked.text, source))


def claimed_in_brief(dossier: Dossier, finding: PolicyFinding) -> Iterator[Statements]:
    """Tell each claimed exception in a line, with whose word it is."""
    for claimed in _claimed(finding):
        source = criterion_source(finding.policy, claimed.path, claimed.label)
        exception = fact(f"“{one_line(claimed.label)}”", source)
        person = _person(dossier, finding, claimed)
        if person:
            target = f"answer:{finding.policy.id}:{claimed.path}"
            named = fact(person, field_source(target))
            yield weave(wording.EXCEPTION_BRIEF, person=named, exception=exception)
        else:
            yield weave(wording.EXCEPTION_BRIEF_OFFICE, exception=exception)


def _claimed(finding: PolicyFinding) -> Iterator[Finding]:
    return (each for each in finding.exceptions if each.status is Status.MET)


def _person(dossier: Dossier, finding: PolicyFinding, claimed: Finding) -> str:
    place = (finding.policy.id, claimed.path)
    return next((one_line(each.stated_by) for each in dossier.case.answers if (each.policy_id, each.node) == place), "")
