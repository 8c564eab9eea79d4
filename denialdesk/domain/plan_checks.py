"""Plan, level and diagnosis that do not agree: what the notice says of itself against what was entered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from denialdesk.domain.case import Case, LetterKind
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.doubts import contradiction, suspicion
from denialdesk.domain.plan import PlanType
from denialdesk.domain.readiness import Todo
from denialdesk.domain.vocabulary import Vocabulary

_MEDICARE = frozenset({PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B})
_MEDICAID = frozenset({PlanType.MEDICAID_FFS, PlanType.MEDICAID_MANAGED_CARE, PlanType.CHIP})
_EMPLOYER = frozenset(
    {PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP, PlanType.GRANDFATHERED, PlanType.CHURCH}
)
# Words that only a notice of one kind of plan holds, and the plan types they fit.
_SIGNS: tuple[tuple[re.Pattern[str], frozenset[PlanType], str], ...] = (
    (
        re.compile(
            r"\bMedicare\b|\bPart D\b|\bPart B drug\b|CMS-10146|CMS-10003|redetermination|0938-(?:0976|0829)|"
            r"Integrated Denial Notice|\b65 (?:calendar )?days\b",
            re.IGNORECASE,
        ),
        _MEDICARE,
        "a Medicare plan",
    ),
    (re.compile(r"\bMedicaid\b|State Fair Hearing|\bfair hearing\b", re.IGNORECASE), _MEDICAID, "a Medicaid plan"),
    (re.compile(r"\bERISA\b|502\(a\)", re.IGNORECASE), _EMPLOYER, "an employer plan"),
    (re.compile(r"\bTRICARE\b", re.IGNORECASE), frozenset({PlanType.TRICARE}), "TRICARE"),
    (
        re.compile(r"\bFEHB\b|\bPSHB\b|Office of Personnel Management|\bOPM\b"),
        frozenset({PlanType.FEHB_PSHB}),
        "FEHB or PSHB",
    ),
    (re.compile(r"Department of Veterans Affairs|\bVHA\b", re.IGNORECASE), frozenset({PlanType.VA}), "the VA"),
)
_NOT_THIS_PLAN = re.compile(
    r"\b(?:not|no|other|if you (?:have|are)|regardless of|secondary|coordinat\w+)\b[^.;]{0,30}$", re.IGNORECASE
)
_LEVELS: tuple[tuple[re.Pattern[str], frozenset[AppealLevel], str], ...] = (
    (
        re.compile(
            r"final (?:internal )?adverse (?:benefit )?determination|exhausted (?:the|your) internal", re.IGNORECASE
        ),
        frozenset({AppealLevel.FINAL_INTERNAL_DENIAL}),
        "a final internal denial",
    ),
    (
        re.compile(
            r"\b(?:we|have|has|had|was|is|are|decided to) (?:been )?uph(?:o|e)ld|\buphold(?:s|ing)? (?:our|the) "
            r"(?:original|initial|previous)|(?:your|first|first-level) appeal (?:was|has been|is) (?:denied|upheld)|"
            r"(?:after|following) (?:the )?review(?:ing)? (?:of )?your (?:first[- ]level )?appeal",
            re.IGNORECASE,
        ),
        frozenset(set(AppealLevel) - {AppealLevel.INITIAL_DENIAL, AppealLevel.PHARMACY_REJECTION}),
        "a decision on an appeal",
    ),
    (
        re.compile(
            r"(?:independent|external) review(?:er)? (?:organization )?(?:has )?(?:upheld|agreed|decided)",
            re.IGNORECASE,
        ),
        frozenset({AppealLevel.EXTERNAL_UPHELD, AppealLevel.HEARING_UPHELD, AppealLevel.COUNCIL_UPHELD}),
        "a decision on external review",
    ),
)
_KIND_NEEDS: dict[LetterKind, tuple[frozenset[AppealLevel], str]] = {
    LetterKind.FIRST_APPEAL: (
        frozenset({AppealLevel.INITIAL_DENIAL, AppealLevel.PHARMACY_REJECTION}),
        "a first appeal answers a first denial",
    ),
    LetterKind.SECOND_APPEAL: (
        frozenset({AppealLevel.FIRST_APPEAL_UPHELD}),
        "a second-level appeal answers a first appeal that was upheld",
    ),
}
_REFERENCE = re.compile(
    r"\b(?:reference|case|tracking|request|pa|authorization|determination) ?(?:id|number|no\.?|#)(?: ?[:#]| is)? ?"
    r"(?P<id>(?=[A-Z-]*\d)[A-Z0-9][A-Z0-9-]{4,24})\b",
    re.IGNORECASE,
)


def plan_doubts(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Find where plan type, level, reference number and diagnosis do not agree with one another."""
    yield from _plan(case)
    yield from _level(case)
    yield from _reference(case)
    yield from _diagnosis(case, vocabulary)


def _plan(case: Case) -> Iterator[Todo]:
    plan_type = case.plan.plan_type
    if plan_type is None:
        return
    for sign, fits, name in _SIGNS:
        found = sign.search(case.denial.reason)
        if found is None or plan_type in fits or _NOT_THIS_PLAN.search(case.denial.reason[: found.start()]):
            continue
        text = f"The notice says “{found.group()}”, which speaks of {name}; the plan type entered is another."
        yield suspicion("plan", text, "plan.plan_type", found.group())
        return


def _level(case: Case) -> Iterator[Todo]:
    for sign, fits, name in _LEVELS:
        found = sign.search(case.denial.reason)
        if found is not None and case.denial.level not in fits:
            text = f"The notice says “{found.group()}”, as {name} does; the level entered is another."
            yield suspicion("level", text, "denial.level", found.group())
            break
    needs = _KIND_NEEDS.get(case.letter.kind)
    if needs is not None and case.denial.level not in needs[0]:
        text = f"The kind of letter does not fit the level of the notice: {needs[1]}."
        yield suspicion("kind", text, "denial.level", f"{case.letter.kind} {case.denial.level}")


def _reference(case: Case) -> Iterator[Todo]:
    own = _code(case.denial.reference_number)
    if not own:
        return
    written = [(found, _code(found["id"])) for found in _REFERENCE.finditer(case.denial.reason)]
    strange = [found for found, code in written if code not in own and own not in code]
    if strange and len(strange) == len(written):
        text = f"The notice says “{strange[0].group()}”; the reference number entered is another."
        yield suspicion("reference", text, "denial.reference_number", strange[0].group())


def _code(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _diagnosis(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """A code of another disease than the indication, or an indication written as one and filed as another."""
    request = case.request
    indication = vocabulary.indication(request.indication_id) if request.indication_id else None
    if indication is None:
        return
    written = vocabulary.recognise_indication(request.indication) if request.indication.strip() else None
    if written is not None and written.id != indication.id:
        text = f"The indication is written as {written.name}, but is filed as {indication.name}. Choose it again."
        yield contradiction(text, "request.indication")
    code = _code(request.icd10)
    families = {_code(each.code)[:3] for each in indication.icd10}
    if code and families and code[:3] not in families:
        text = f"The code {request.icd10} is not one of {indication.name}: check code and indication."
        yield suspicion("icd10", text, "request.icd10", request.icd10)
