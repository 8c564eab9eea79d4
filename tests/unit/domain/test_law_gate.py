"""The law gate: 51 jurisdictions x 15 plan types x formulary status, never a statute that does not bind the plan."""

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from denialdesk.domain.deadlines import DeadlineInputs
from denialdesk.domain.law import Confidence, Rights, StatePart
from denialdesk.domain.plan import FormularyStatus, Funding, PlanType
from denialdesk.domain.rights import rights_for
from denialdesk.domain.sources import Verification, VerificationState
from denialdesk.domain.state_law import StateLawKind
from tests.law import AS_OF, NEVER_STATE_LAW, law_book, law_case

STATES = tuple(sorted(law_book().states))
FUNDINGS = (None, Funding.INSURED, Funding.SELF_FUNDED)
CASES = list(itertools.product(STATES, PlanType, FormularyStatus))
CONFIRMED = Verification(VerificationState.VERIFIED, by="R. Sampleton", on="2026-11-21")
STATE_CITES = frozenset(
    form for state in law_book().states.values() for item in state.citations for form in (item.text, item.section)
)
NAMES = re.compile(r"\b(" + "|".join(re.escape(state.name) for state in law_book().states.values()) + r")\b")
FEDERAL = re.compile(r"CFR|USC|ERISA|PHSA|VHA Directive|plan brochure")


class _AllConfirmed(Mapping[str, Verification]):
    """An office that has confirmed everything there is: even then the gate holds."""

    def __getitem__(self, key: str) -> Verification:
        return CONFIRMED

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def _usable_texts(rights: Rights) -> list[str]:
    """Everything about law that a letter could print under these rights."""
    citations = [citation for right in rights.rights for citation in right.citations]
    citations += [*rights.governing_law]
    citations += [citation for deadline in rights.deadlines for citation in deadline.citations]
    citations += [citation for clock in rights.clocks for citation in clock.citations]
    texts = [form for citation in citations for form in (citation.text, citation.section, citation.for_letter)]
    texts += [text for right in rights.rights for text in (right.text, right.request)]
    if rights.state_step_law is not None:
        texts += [citation.for_letter for citation in rights.state_step_law.citations]
        texts += [item.text for item in rights.state_step_law.items if item.usable_in_letter]
    return texts


@cache
def _names_a_state(text: str) -> bool:
    return text in {"state law", "state insurance law"} or NAMES.search(text) is not None


def _state_texts(rights: Rights) -> list[str]:
    found = [text for text in set(_usable_texts(rights)) if text in STATE_CITES or _names_a_state(text)]
    if rights.state_step_law is not None:
        found.append(rights.state_step_law.summary)
    return found


def test_the_matrix_is_large() -> None:
    assert len(STATES) == 51
    assert len(CASES) * len(FUNDINGS) * 2 == 51 * 15 * 3 * 3 * 2


@pytest.mark.parametrize("confirmed", [{}, _AllConfirmed()], ids=["unconfirmed", "all confirmed"])
@pytest.mark.parametrize("funding", FUNDINGS)
def test_no_state_law_where_the_gate_forbids_it(funding: Funding | None, confirmed: Mapping[str, Verification]) -> None:
    closed = 0
    for state, plan_type, status in CASES:
        case = law_case(plan_type, notice="2026-11-02", received="2026-11-06", state=state, status=status)
        inputs = DeadlineInputs(funding=funding, is_erisa=True)
        rights = rights_for(case, law_book(), AS_OF, inputs=inputs, confirmed=confirmed)
        if plan_type in NEVER_STATE_LAW:
            assert not rights.state_law_applies
        if not rights.state_law_applies:
            closed += 1
            assert _state_texts(rights) == []
            assert all(FEDERAL.search(item.for_letter) for item in rights.governing_law)
    assert closed > 1000


def test_every_open_gate_is_one_the_data_opens() -> None:
    expected = {
        PlanType.FULLY_INSURED_GROUP: set(STATES),
        PlanType.ACA_INDIVIDUAL: set(STATES),
        PlanType.MEDICAID_FFS: _named("medicaid"),
        PlanType.MEDICAID_MANAGED_CARE: _named("medicaid"),
    }
    for plan_type in PlanType:
        opened = {
            state
            for state in STATES
            if rights_for(law_case(plan_type, state=state), law_book(), AS_OF).state_law_applies
        }
        assert opened == expected.get(plan_type, set()), plan_type


def _named(plan: str) -> set[str]:
    found = set()
    for code, state in law_book().states.items():
        reach = state.reach(plan)
        if reach is not None and reach.reached and reach.confidence is Confidence.SEEN:
            found.add(code)
    return found


def test_public_employee_plans_follow_their_funding() -> None:
    def opened(funding: Funding | None) -> set[str]:
        inputs = DeadlineInputs(funding=funding)
        return {
            state
            for state in STATES
            if rights_for(
                law_case(PlanType.NONFEDERAL_GOVERNMENTAL, state=state), law_book(), AS_OF, inputs=inputs
            ).state_law_applies
        }

    assert opened(None) == set()
    assert opened(Funding.INSURED) == set(STATES)
    assert opened(Funding.SELF_FUNDED) == _named("state_employees") != set()


def test_a_state_ground_or_clock_needs_seen_text_reach_and_force() -> None:
    """Nothing of a state law is usable unless it, its statute and its reach were all read, and the law is in force."""
    usable = 0
    for code in STATES:
        state = law_book().states[code]
        for plan_type, name in (
            (PlanType.FULLY_INSURED_GROUP, "fully_insured_group"),
            (PlanType.ACA_INDIVIDUAL, "individual"),
        ):
            law = rights_for(law_case(plan_type, state=code), law_book(), AS_OF).state_step_law
            reach = state.reach(name)
            assert reach is not None
            if law is None:
                assert reach.reached is False
                continue
            for item in law.items:
                if item.usable_in_letter:
                    usable += 1
                    assert item.confidence is Confidence.SEEN
                    assert (reach.reached, reach.confidence) == (True, Confidence.SEEN)
                    assert state.effective is not None
                    assert state.effective <= AS_OF
                    assert any(citation.confidence is Confidence.SEEN for citation in law.citations)
                    assert item.part is not StatePart.BAN
    assert usable > 20  # AZ, KY, LA, OH and OK


def test_arizona_grounds_are_usable_and_texas_grounds_wait_for_a_confirmation() -> None:
    arizona = rights_for(law_case(PlanType.ACA_INDIVIDUAL, state="AZ"), law_book(), AS_OF).state_step_law
    texas_case = law_case(PlanType.ACA_INDIVIDUAL, state="TX")
    texas = rights_for(texas_case, law_book(), AS_OF).state_step_law
    assert arizona is not None
    assert texas is not None

    assert len(arizona.usable(StatePart.GROUND)) == 6
    assert texas.usable(StatePart.GROUND) == ()  # the plans it reaches are general knowledge

    failed = next(item for item in texas.items if item.id == "tried_and_failed")
    again = rights_for(texas_case, law_book(), AS_OF, confirmed={failed.entry: CONFIRMED}).state_step_law
    assert again is not None
    assert [item.id for item in again.usable(StatePart.GROUND)] == ["tried_and_failed"]


@pytest.mark.parametrize("code", ["FL", "IN", "PA", "MO", "TN", "NY", "NM"])
def test_narrow_laws_and_unread_sections_wait_for_a_confirmation(code: str) -> None:
    """Florida's one ground is narrower than its name, Indiana's were read in the state-employee section, and so on."""
    for plan_type in (PlanType.ACA_INDIVIDUAL, PlanType.FULLY_INSURED_GROUP):
        law = rights_for(law_case(plan_type, state=code), law_book(), AS_OF).state_step_law
        assert law is not None
        assert law.items
        assert not any(item.usable_in_letter for item in law.items)


def test_a_law_not_yet_in_force_is_not_usable_even_when_confirmed() -> None:
    alaska = rights_for(
        law_case(PlanType.ACA_INDIVIDUAL, state="AK"), law_book(), AS_OF, confirmed=_AllConfirmed()
    ).state_step_law
    assert alaska is not None
    assert alaska.in_force is False
    assert not any(item.usable_in_letter for item in alaska.items)

    later = rights_for(
        law_case(PlanType.ACA_INDIVIDUAL, state="AK"), law_book(), dt.date(2027, 1, 1), confirmed=_AllConfirmed()
    )
    assert later.state_step_law is not None
    assert later.state_step_law.in_force is True
    assert any(item.usable_in_letter for item in later.state_step_law.items)


def test_a_ban_is_never_usable_unchecked_and_says_its_conditions() -> None:
    mexico = rights_for(law_case(PlanType.FULLY_INSURED_GROUP, state="NM"), law_book(), AS_OF).state_step_law
    assert mexico is not None
    bans = [item for item in mexico.items if item.part is StatePart.BAN]

    assert len(bans) == 4
    assert not any(item.usable_in_letter for item in bans)
    assert all("biosimilar" in item.caution for item in bans)


def test_medicaid_never_borrows_the_commercial_grounds_unchecked() -> None:
    for code in _named("medicaid"):
        law = rights_for(law_case(PlanType.MEDICAID_MANAGED_CARE, state=code), law_book(), AS_OF).state_step_law
        assert law is not None
        assert not any(item.usable_in_letter for item in law.items)
        assert law.notes[-1].startswith("Medicaid:")


def test_a_state_without_a_law_or_with_an_unknown_one_lists_nothing() -> None:
    for code in STATES:
        if law_book().states[code].kind not in {StateLawKind.NONE_FOUND, StateLawKind.UNKNOWN}:
            continue
        law = rights_for(law_case(PlanType.ACA_INDIVIDUAL, state=code), law_book(), AS_OF).state_step_law
        assert law is not None
        assert law.items == ()


def test_a_proposed_rule_or_bill_is_never_cited() -> None:
    proposed = [change for change in law_book().changes if not change.is_law]
    assert {change.status for change in proposed} == {"proposed_only", "bill_only"}
    for state, plan_type in itertools.product(("TX", "MT", "NH"), PlanType):
        rights = rights_for(law_case(plan_type, state=state), law_book(), AS_OF, confirmed=_AllConfirmed())
        text = " ".join(_usable_texts(rights))
        for word in ("CMS-0062", "Safe Step Act", "713A", "SB 422", "HB 1638", "H.R. 5509"):
            assert word not in text
