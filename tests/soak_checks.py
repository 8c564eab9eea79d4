"""What must hold for the letter of any case; used by the suite on some hundreds and by bench on thousands."""

import re
from dataclasses import dataclass
from functools import cache

from denialdesk.domain.sources import SourceKind
from denialdesk.knowledge.library import Library
from denialdesk.letters.text import plain_text
from denialdesk.services.appeal import appraise
from denialdesk.services.demo import sample_practice
from tests.clean_cases import TODAY
from tests.letter_truth import Truth
from tests.soak_cases import soak_case

_GAP = re.compile(r"\[[a-z][^\]]*\]")
# Words of a state's law, whatever its number.
_STATE_LAW = re.compile(
    r"’s step therapy law|\b(?:the |your )?state['’]s (?:step[- ]therapy )?law\b|\b(?:Ins\. Code|ILCS)\b"
)
# Joints that went wrong: an empty pair, a space before a stop, two stops, a place that was not filled.
_BROKEN = re.compile(r"\(\)|“”| [,;.](?=\s)|\.\.|;;|,,|\{|\}|\bNone\b(?! (?:that|printed|recorded|if))|\bUNKNOWN\b")


@dataclass(frozen=True)
class Checked:
    """One letter with what is wrong in it."""

    faults: list[str]
    statements: int
    is_final: bool


def faults_of(seed: int, library: Library) -> Checked:
    """Compose the letter of one generated case and hold it against everything it was made from."""
    practice = sample_practice()
    appraisal = appraise(soak_case(seed, library), practice, library, TODAY, final=True)
    truth = Truth(appraisal, practice, library)
    letter = appraisal.letter
    text = plain_text(letter)
    found = truth.faults()
    if not appraisal.rights.state_law_applies:
        found += [
            f"state law {law!r} in the letter of a plan it does not reach"
            for law in state_citations(library)
            if law in text
        ]
        found += [f"state law {said!r} in the letter of a plan it does not reach" for said in _STATE_LAW.findall(text)]
    found += [f"a broken joint {mark!r}" for mark in _BROKEN.findall(text)]
    if appraisal.rights.plan_type is None and re.search(r"\b(?:CFR|USC|ILCS)\b", text):
        found.append("law named though the plan type is not known")
    if not letter.draft:
        if letter.placeholders():
            found.append("a placeholder in a final letter")
        found += [f"a gap mark {mark!r} in a final letter" for mark in _GAP.findall(text)]
    checked = {each.policy_id for each in appraisal.case.confirmed_policies}
    for finding in appraisal.criteria.findings:
        policy = finding.policy
        if not policy.verification.is_verified and policy.id not in checked and policy.title and policy.title in text:
            found.append(f"the unverified policy {policy.title!r} named as fact")
    usable = {entry.id for entry in appraisal.argued.cited}
    for _, statement in letter.statements():
        for source in statement.sources:
            if source.kind is SourceKind.CITATION and ":" not in source.ref and source.ref not in usable:
                found.append(f"the publication {source.ref!r} cited though it may not be")
    return Checked(found, sum(1 for _ in letter.statements()), not letter.draft)


@cache
def state_citations(library: Library) -> frozenset[str]:
    """The citations of every state's law on file."""
    return frozenset(
        citation.text for state in library.law.states.values() for citation in state.citations if len(citation.text) > 5
    )
