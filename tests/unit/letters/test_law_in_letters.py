"""The law in real letters: 51 jurisdictions, 15 plan types, formulary status, every kind of letter.

Only what binds the plan may stand in a letter, whatever the office has confirmed; what nobody has confirmed stands at
section level, and never as a ground or time of state law.
"""

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache

import pytest

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.arguments import Grounds, find_grounds
from denialdesk.domain.case import Case, CaseStatus, Event, EventKind, Exhibit, LetterKind
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.law import Citation, Confidence, Rights
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.knowledge.library import Library, load_library
from denialdesk.letters.compose import compose
from denialdesk.letters.text import plain_text
from denialdesk.services.appeal import judge_criteria
from denialdesk.services.demo import sample_cases, sample_practice
from tests.law import AS_OF, NEVER_STATE_LAW, law_book

STATES = tuple(sorted(law_book().states))
CASES = tuple(itertools.product(STATES, PlanType, FormularyStatus))
CONFIRMED = Verification(VerificationState.VERIFIED, by="R. Sampleton", on="2026-11-21")
PUBLIC = frozenset(
    {
        *(PlanType.MEDICARE_PART_D, PlanType.MEDICARE_ADVANTAGE_PART_B, PlanType.MEDICAID_FFS, PlanType.TRICARE),
        *(PlanType.MEDICAID_MANAGED_CARE, PlanType.CHIP, PlanType.FEHB_PSHB, PlanType.VA),
    }
)
COMMERCIAL_LAW = re.compile(r"29 CFR 25|45 CFR 1[45]|26 CFR 54|\bERISA\b|PHS Act|180 (?:calendar )?days|four months")
NOT_LAW = re.compile(r"CMS-0062|CMS-0057|Safe Step Act|713A|SB 422|HB 1638|H\.R\. 5509|S\. 2903")
STATE_LAW = re.compile(r"\bstate law\b|\bstate insurance law\b|step-therapy law|law of the state", re.IGNORECASE)
PARAGRAPH = re.compile(r"\d+ (?:CFR|USC) [\d.a-z-]+(?:\([^)]+\))+")


class _AllConfirmed(Mapping[str, Verification]):
    """An office that has confirmed everything there is: even then the gate holds."""

    def __getitem__(self, key: str) -> Verification:
        return CONFIRMED

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


@cache
def _library() -> Library:
    return load_library()


@cache
def _base() -> tuple[Case, CriteriaResult]:
    """Sample A without an address that names a state, and the criteria as judged: they do not turn on the law."""
    case = sample_cases()[0]
    case = replace(
        case,
        events=(),
        exhibits=(Exhibit("e1", "Denial notice"),),
        letter=replace(case.letter, letter_date=PartialDate.of(AS_OF)),
        plan=replace(case.plan, payer_name="Example Health", plan_name="Example Plan", appeals_address="PO Box 1"),
    )
    return case, judge_criteria(sample_cases()[0], _library(), AS_OF)


@cache
def _grounds() -> Grounds:
    """What the record argues: the same for every plan."""
    case, criteria = _base()
    return find_grounds(case, criteria, _library(), AS_OF)


def _letter(
    place: int,
    state: str,
    plan_type: PlanType,
    status: FormularyStatus,
    confirmed: Mapping[str, Verification],
    facts: AppealFacts,
) -> tuple[Rights, str]:
    base, criteria = _base()
    kinds, levels = tuple(LetterKind), tuple(AppealLevel)
    case = replace(
        base,
        plan=replace(base.plan, plan_type=plan_type, state=state, formulary_status=status),
        denial=replace(base.denial, level=levels[place // len(kinds) % len(levels)], urgent=place % 3 == 0),
        letter=replace(base.letter, kind=kinds[place % len(kinds)]),
        appeal=facts,
    )
    rights = rights_for(case, law_book(), AS_OF, confirmed=confirmed)
    practice = replace(sample_practice(), name="Example Rheumatology", address_lines=("1 Example Street",))
    letter = compose(case, practice, criteria, rights, _library(), today=AS_OF, final=True, grounds=_grounds())
    return rights, plain_text(letter)


def _state_sentences(text: str) -> list[str]:
    """The lines of a letter that say anything of state law: a statute, a state's name, or a ground of such a law."""
    return [line for line in text.splitlines() if _STATE_NAMES.search(line) or STATE_LAW.search(line)]


_STATUTES = tuple(item for state in law_book().states.values() for item in state.citations)
_CITES = {form for item in _STATUTES for form in (item.text, item.section)}
_STATE_NAMES = re.compile(
    "|".join(
        [
            *(re.escape(cite) for cite in sorted(_CITES, key=len, reverse=True)),
            r"\b(?:" + "|".join(re.escape(state.name) for state in law_book().states.values()) + r")\b",
        ]
    )
)


@pytest.mark.parametrize(
    ("funding", "confirmed"),
    [(None, {}), (Funding.SELF_FUNDED, _AllConfirmed()), (Funding.INSURED, _AllConfirmed())],
    ids=["funding unknown, unconfirmed", "self-funded, all confirmed", "insured, all confirmed"],
)
def test_no_letter_names_law_that_does_not_bind_the_plan(
    funding: Funding | None, confirmed: Mapping[str, Verification]
) -> None:
    closed = 0
    for place, (state, plan_type, status) in enumerate(CASES):
        facts = AppealFacts(funding=funding, is_erisa=True, is_small_group=True)
        rights, text = _letter(place, state, plan_type, status, confirmed, facts)
        where = (state, plan_type, status, tuple(LetterKind)[place % len(tuple(LetterKind))])
        if plan_type in NEVER_STATE_LAW:
            assert not rights.state_law_applies, where
        if not rights.state_law_applies:
            closed += 1
            assert _state_sentences(text) == [], where
        if plan_type in PUBLIC:
            told = [line for line in text.splitlines() if not line.endswith("?")]  # a question claims nothing
            assert [line for line in told if COMMERCIAL_LAW.search(line)] == [], where
        reaches = plan_type in {PlanType.ACA_INDIVIDUAL, PlanType.FULLY_INSURED_GROUP}
        if "156.122" in text:
            assert reaches, where
            assert status is FormularyStatus.NOT_ON_FORMULARY, where
        assert NOT_LAW.findall(text) == [], where
    assert closed > 1000


def _all_citations(rights: Rights) -> Iterator[Citation]:
    yield from rights.governing_law
    for right in rights.rights:
        yield from right.citations
    for deadline in (*rights.deadlines, *rights.open_at_once):
        yield from deadline.citations
    for clock in (*rights.clocks, *rights.request_clocks):
        yield from clock.citations


def test_unconfirmed_paragraphs_and_unread_grounds_never_reach_a_letter() -> None:
    """A paragraph in a letter was read in a source; a ground or time of state law was read with statute and reach."""
    paragraphs = 0
    for place, (state, plan_type, status) in enumerate(CASES):
        facts = AppealFacts(funding=Funding.INSURED, is_erisa=True, is_small_group=True)
        rights, text = _letter(place, state, plan_type, status, {}, facts)
        seen = " ".join(item.text for item in _all_citations(rights) if item.confidence is Confidence.SEEN)
        for found in PARAGRAPH.findall(text):
            paragraphs += 1
            assert found in seen, (state, plan_type, status, found)
        law = rights.state_step_law
        for item in law.items if law else ():
            if not item.usable_in_letter:
                assert item.text not in text, (state, plan_type, item.id)
    assert paragraphs > 500


def test_the_nonformulary_exception_does_reach_the_letters_it_is_for() -> None:
    facts = AppealFacts(is_erisa=True, is_small_group=True)
    place = tuple(LetterKind).index(LetterKind.FORMULARY_EXCEPTION)
    for plan_type in (PlanType.ACA_INDIVIDUAL, PlanType.FULLY_INSURED_GROUP):
        _, text = _letter(place, "AZ", plan_type, FormularyStatus.NOT_ON_FORMULARY, {}, facts)
        assert "45 CFR 156.122(c)" in text
        for status in (FormularyStatus.ON_FORMULARY, FormularyStatus.UNKNOWN):
            assert "156.122" not in _letter(place, "AZ", plan_type, status, {}, facts)[1]
    large = AppealFacts(is_erisa=True, is_small_group=False)
    found = _letter(place, "AZ", PlanType.FULLY_INSURED_GROUP, FormularyStatus.NOT_ON_FORMULARY, {}, large)[1]
    assert "156.122" not in found


def test_a_state_that_was_read_is_named_in_a_step_exception_and_only_there_where_the_gate_is_open() -> None:
    place = tuple(LetterKind).index(LetterKind.STEP_EXCEPTION)
    status, facts = FormularyStatus.ON_FORMULARY, AppealFacts(is_erisa=True)
    _, opened = _letter(place, "AZ", PlanType.ACA_INDIVIDUAL, status, {}, facts)
    _, closed = _letter(place, "AZ", PlanType.SELF_FUNDED_ERISA, status, {}, facts)
    assert "Arizona" in opened
    assert _state_sentences(opened)
    assert _state_sentences(closed) == []
    assert dt.date(2023, 1, 1) == law_book().states["AZ"].effective


@pytest.mark.parametrize(
    ("filed", "time", "cite"),
    [
        (LetterKind.STEP_EXCEPTION, "15 calendar days", "29 CFR 2560.503-1(f)(2)(iii)(A)"),
        (LetterKind.FIRST_APPEAL, "30 calendar days", "29 CFR 2560.503-1(i)(2)(i)-(iii)"),
    ],
)
def test_the_overdue_letter_states_the_time_of_what_was_filed_with_the_paragraph_that_carries_it(
    filed: LetterKind, time: str, cite: str
) -> None:
    base, criteria = _base()
    case = replace(
        base,
        status=CaseStatus.SENT,
        events=(Event("v1", EventKind.SENT, "2026-10-01", letter=filed),),
        plan=replace(base.plan, plan_type=PlanType.FULLY_INSURED_GROUP, state="TX"),
        letter=replace(base.letter, kind=LetterKind.OVERDUE_DECISION),
    )
    rights = rights_for(case, law_book(), AS_OF)
    letter = compose(case, sample_practice(), criteria, rights, _library(), today=AS_OF, final=True, grounds=_grounds())
    (line,) = [each for each in plain_text(letter).splitlines() if "was due within" in each]
    assert f"within {time} of receipt ({cite})" in line


@pytest.mark.parametrize(
    ("plan_type", "first", "after"),
    [
        (PlanType.MEDICAID_FFS, "Request for a state fair hearing", "Request for a state fair hearing"),
        (PlanType.TRICARE, "Request for reconsideration", "Request for the next level of review named in the notice"),
        (PlanType.VA, "Clinical appeal", "Request for further review of a clinical appeal"),
        (PlanType.CHIP, "Plan appeal", "Request for the state’s review of a health-services matter"),
        (PlanType.FEHB_PSHB, "Request for reconsideration", "Request for review by the Office of Personnel Management"),
    ],
)
def test_a_level_is_called_by_its_own_name_where_no_external_review_exists(
    plan_type: PlanType, first: str, after: str
) -> None:
    base, criteria = _base()
    texts = []
    for kind, level in (
        (LetterKind.FIRST_APPEAL, AppealLevel.INITIAL_DENIAL),
        (LetterKind.EXTERNAL_REVIEW, AppealLevel.FIRST_APPEAL_UPHELD),
    ):
        case = replace(
            base,
            plan=replace(base.plan, plan_type=plan_type),
            denial=replace(base.denial, level=level),
            letter=replace(base.letter, kind=kind),
        )
        rights = rights_for(case, law_book(), AS_OF)
        letter = compose(
            case, sample_practice(), criteria, rights, _library(), today=AS_OF, final=True, grounds=_grounds()
        )
        texts.append(plain_text(letter))
    assert first in texts[0]
    assert after in texts[1]
    for text in texts:
        assert "external review" not in text
        assert "internal appeal" not in text
