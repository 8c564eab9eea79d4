"""A policy with something in every field, and others made up by chance, for tests of what works on whole policies."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from denialdesk.domain.criteria import (
    AcceptedOutcome,
    AgeLimit,
    Agent,
    AllOf,
    AnyOf,
    Approval,
    AtLeast,
    Condition,
    Established,
    ExceptionReading,
    ExceptionScope,
    Length,
    LengthUnit,
    Node,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Requirements,
    Step,
    Trial,
)
from denialdesk.domain.policy_edit import with_steps
from tests.makers import make_policy

_METHOTREXATE = Agent(
    as_printed="methotrexate (oral)",
    drug_ids=frozenset({"methotrexate"}),
    classes=frozenset({"TNF inhibitor"}),
    brands=frozenset({"Trexall"}),
    routes=frozenset({"oral"}),
    excluded_drug_ids=frozenset({"adalimumab"}),
    counts_as="methotrexate",
    uncertain_drug_ids=frozenset({"leflunomide"}),
)
_SULFASALAZINE = Agent("sulfasalazine", frozenset({"sulfasalazine"}))
FULL_TRIAL = Trial(
    path="",
    of=(_METHOTREXATE, _SULFASALAZINE),
    count=2,
    min_length=Length(3, LengthUnit.MONTHS, "3-month trial"),
    dose="15 mg weekly",
    accepted_outcomes=frozenset({AcceptedOutcome.INADEQUATE_RESPONSE, AcceptedOutcome.INTOLERANCE}),
    also_counts=(Agent("a TNF inhibitor", classes=frozenset({"TNF inhibitor"})),),
    does_not_count=(Agent("hydroxychloroquine", frozenset({"hydroxychloroquine"})),),
    lookback=Length(365, LengthUnit.DAYS, "within 365 days"),
    lookback_as_printed="within 365 days",
    documentation="chart notes",
    note="at the highest dose borne",
)


def full_policy() -> Policy:
    """A policy in which nothing is left out."""
    group = AnyOf(
        "",
        (
            FULL_TRIAL,
            AllOf("", (Condition("", "severity", "Moderate to severe disease"), FULL_TRIAL)),
            AtLeast("", 1, (Condition("", "prior_advanced_therapy", "A biologic before", (), (_SULFASALAZINE,)),)),
        ),
    )
    policy = make_policy(
        drug=PolicyDrug(
            drug_id="upadacitinib",
            generic="upadacitinib",
            brands=("Rinvoq",),
            formulation="extended-release tablet",
            drug_class="JAK inhibitor",
            routes=frozenset({"oral"}),
            other_drug_ids=("tofacitinib",),
            products=("Rinvoq",),
            forms=frozenset({"tablet"}),
        ),
        indication=PolicyIndication(
            ("rheumatoid-arthritis",),
            "Rheumatoid arthritis",
            "RA",
            ("M05", "M06"),
            "printed",
            excluded_ids=("uveitis",),
        ),
        effective_date="2026-03-15",
        review_date="2026-04",
        program_type="medical_necessity",
        plan_lines=("employer",),
        plan_note="not for Medicare",
        benefit="pharmacy",
        requirements=Requirements(
            age=AgeLimit(2, "months", 18, "years", "children", max_is_exclusive=True, is_band=True),
            prescriber_specialties=("rheumatologist",),
            diagnosis=("active disease",),
            tb_screening="a test before",
            concurrent_use_exclusion="another biologic",
            documentation="chart notes",
            other=("a weight",),
        ),
        established=Established(90, alternative_to_step=True, applies_to="members", verification="claims"),
        exceptions=("a state law", "pregnancy"),
        exception_scopes=(ExceptionReading("pregnancy", ExceptionScope.STEPS),),
        approval=Approval(
            Length(6, LengthUnit.MONTHS, "half a year"), Length(1, LengthUnit.YEARS), "from the decision"
        ),
        renewal_criteria=("a response",),
        family="JAK inhibitors",
    )
    return with_steps(policy, (Step("", 0, "One of these", group), Step("", 0, "Not seen", None)))


def nodes(max_leaves: int = 8) -> st.SearchStrategy[Node]:
    """Trees of groups, trials and conditions; groups may be empty."""
    leaves: st.SearchStrategy[Node] = st.one_of(
        st.builds(lambda count: replace(FULL_TRIAL, count=count), st.sampled_from([None, 1, 2, 3])),
        st.builds(lambda text: Condition("", "severity", text), st.sampled_from(["severe", "moderate", ""])),
    )

    def groups(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
        children = st.lists(inner, max_size=3).map(tuple)
        return st.one_of(
            st.builds(lambda limbs: AllOf("", limbs), children),
            st.builds(lambda limbs: AnyOf("", limbs), children),
            st.builds(lambda limbs: AtLeast("", 1, limbs), children),
        )

    return st.recursive(leaves, groups, max_leaves=max_leaves)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """The full policy with other steps."""
    steps = [
        Step("", 0, f"Step {number}", draw(st.one_of(st.none(), nodes()))) for number in range(draw(st.integers(0, 3)))
    ]
    return with_steps(full_policy(), steps)
