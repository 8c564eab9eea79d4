"""What must hold for every log: more evidence never hurts, less never helps, vagueness proves nothing."""

import datetime as dt
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from denialdesk.domain.case import Answer, AnswerValue, Case
from denialdesk.domain.criteria import Agent, Finding, Length, LengthUnit, Node, Policy, Status, Trial
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.matching import judge_case
from denialdesk.domain.sources import SourceKind
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy, Use
from tests.makers import (
    DRUGS,
    VOCABULARY,
    agent,
    all_of,
    any_of,
    applies,
    at_least,
    condition,
    make_case,
    make_policy,
    make_request,
    make_trial,
    vaguer,
)
from tests.unit.domain.judging import AS_OF, EXEMPT, MET, NOT_MET, UNKNOWN

SATISFIED = {MET, EXEMPT}
NAMES = tuple((drug.id, name) for drug in DRUGS for name in drug.names)
DRUG_IDS = tuple(drug.id for drug in DRUGS)
CLASSES = tuple(sorted({drug.drug_class for drug in DRUGS}))

days = st.dates(dt.date(2018, 1, 1), AS_OF)


@st.composite
def therapies(draw: st.DrawFn) -> Therapy:
    """A row whose dates agree with each other: taken between two days up to the as-of date, or still taken."""
    drug_id, name = draw(st.sampled_from(NAMES))
    start = draw(days)
    stop = draw(st.dates(start, min(AS_OF, start + dt.timedelta(days=draw(st.sampled_from([20, 95, 400]))))))
    ongoing = draw(st.booleans()) and draw(st.booleans())
    return Therapy(
        id=draw(st.uuids(version=4).map(str)),
        drug=name,
        drug_id=drug_id,
        route=draw(st.sampled_from(["", "", "", "SC", "IV", "oral"])),
        dose=draw(st.sampled_from(["", "15 mg", "20 mg weekly"])),
        start=vaguer(PartialDate.of(start), draw(st.sampled_from([3, 3, 2, 1, 0]))),
        stop=PartialDate() if ongoing else vaguer(PartialDate.of(stop), draw(st.sampled_from([3, 3, 2, 1, 0]))),
        ongoing=ongoing,
        outcome=draw(st.sampled_from(Outcome)),
        contraindication=draw(st.sampled_from(["", "", "cirrhosis"])),
        what_happened=draw(st.sampled_from(["", "rash"])),
        use=draw(st.sampled_from([Use.TAKEN, Use.TAKEN, Use.TAKEN, Use.PLANNED, Use.NEVER_TAKEN])),
        supply=draw(st.sampled_from(Supply)),
        indication_id=draw(st.sampled_from(["", "", "rheumatoid-arthritis", "plaque-psoriasis"])),
        provenance=Provenance(confirmed=draw(st.sampled_from([True, True, True, False]))),
    )


@st.composite
def agents(draw: st.DrawFn) -> Agent:
    kind = draw(st.sampled_from(["drug", "drugs", "class", "open", "unresolved"]))
    if kind == "unresolved":
        return agent(as_printed="Step 1 agent")
    if kind == "class":
        return agent(classes={draw(st.sampled_from(CLASSES))}, routes=draw(st.sampled_from([set(), {"subcutaneous"}])))
    ids = draw(st.lists(st.sampled_from(DRUG_IDS), min_size=1, max_size=3 if kind == "drugs" else 1, unique=True))
    return agent(*ids, open_ended=kind == "open")


lengths = st.builds(
    Length,
    st.integers(1, 6),
    st.sampled_from([LengthUnit.MONTHS, LengthUnit.WEEKS]),
    as_printed=st.sampled_from(["", "", "", "intermittent or continuous", "shorter in IL"]),
    days_per_month=st.sampled_from([None, None, 30]),
)
outcome_sets = st.one_of(
    st.none(),
    st.sets(
        st.sampled_from(
            [
                "completed_trial",
                "inadequate_response",
                "intolerance",
                "hypersensitivity",
                "contraindication",
                "not_advisable",
            ]
        ),
        min_size=1,
    ),
)


@st.composite
def trials(draw: st.DrawFn) -> Trial:
    of = draw(st.lists(agents(), min_size=1, max_size=3))
    return make_trial(
        *of,
        accepted=draw(outcome_sets),
        count=draw(st.sampled_from([1, 1, 2, None])),
        count_all=draw(st.sampled_from([False, False, False, True])),
        min_length=draw(st.one_of(st.none(), lengths)),
        lookback=draw(st.sampled_from([None, None, Length(2, LengthUnit.YEARS)])),
        dose=draw(st.sampled_from(["", "", "", "at least 15 mg/week", "maximally indicated dose"])),
        also_counts=tuple(draw(st.lists(agents(), max_size=1))),
        does_not_count=tuple(draw(st.lists(agents().filter(lambda each: each.is_resolved), max_size=1))),
        contraindication_must_cover_all=draw(st.sampled_from([False, False, False, True])),
    )


leaves = st.one_of(
    trials(),
    trials(),
    st.sampled_from(["severity", "exception", "prior_advanced_therapy"]).map(lambda kind: condition(kind, "a limb")),
)
nodes: st.SearchStrategy[Node] = st.recursive(
    leaves,
    lambda children: st.one_of(
        st.lists(children, min_size=1, max_size=3).map(lambda some: all_of(*some)),
        st.lists(children, min_size=1, max_size=3).map(lambda some: any_of(*some)),
        st.lists(children, min_size=2, max_size=3).map(lambda some: at_least(2, *some)),
    ),
    max_leaves=5,
)
policies = nodes.map(make_policy)
logs = st.lists(therapies(), max_size=5)


def status(policy: Policy, rows: list[Therapy], answers: tuple[Answer, ...] = ()) -> Status:
    case: Case = make_case(*rows, request=make_request(already_taking=None), answers=answers)
    return judge_case(case, applies(policy), VOCABULARY, AS_OF, "").findings[0].steps[0].status


@given(policies, logs, therapies())
def test_adding_a_row_never_turns_met_into_not_met(policy: Policy, rows: list[Therapy], more: Therapy) -> None:
    if status(policy, rows) in SATISFIED:
        assert status(policy, [*rows, more]) in SATISFIED


@given(policies, logs, st.data())
def test_removing_a_row_never_turns_not_met_into_met(policy: Policy, rows: list[Therapy], data: st.DataObject) -> None:
    if rows and status(policy, rows) in {NOT_MET, UNKNOWN}:
        gone = data.draw(st.integers(0, len(rows) - 1))
        assert status(policy, rows[:gone] + rows[gone + 1 :]) not in SATISFIED


@given(policies, logs, st.data())
def test_a_vaguer_date_never_turns_unknown_or_not_met_into_met(
    policy: Policy, rows: list[Therapy], data: st.DataObject
) -> None:
    """A row that says "still taken" keeps its stop date: without it, it would say another thing, not a vaguer one."""
    before = status(policy, rows)

    def blurred(row: Therapy) -> Therapy:
        least = 1 if row.outcome is Outcome.ONGOING else 0
        start, stop = data.draw(st.integers(0, 3)), data.draw(st.integers(least, 3))
        return replace(row, start=vaguer(row.start, start), stop=vaguer(row.stop, stop))

    after = status(policy, list(map(blurred, rows)))
    if before not in SATISFIED:
        assert after not in SATISFIED
    if before is UNKNOWN:
        assert after is UNKNOWN  # what might have been so might still be so


@given(policies, logs)
def test_renaming_a_brand_to_its_generic_changes_nothing(policy: Policy, rows: list[Therapy]) -> None:
    """But where the product itself is the question: a demanded product, and another product of the requested drug.

    Both have their own examples in test_agents and test_counting; agents here demand no product, and rows of the
    requested drug are left out.
    """
    rows = [row for row in rows if row.drug_id != make_request().drug_id]

    def generic(row: Therapy) -> Therapy:
        drug = VOCABULARY.drug(row.drug_id)
        # A product with a route of its own says that route; its generic name does not, so it is stated.
        routes = {entry.product: entry.routes[0] for entry in drug.product_routes} if drug else {}
        return replace(row, drug=drug.generic if drug else "", route=row.route or routes.get(row.drug, ""))

    assert status(policy, rows) is status(policy, [generic(row) for row in rows])


@given(policies, logs, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(policy: Policy, rows: list[Therapy], random: Random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert status(policy, shuffled) is status(policy, rows)


@given(policies, logs, st.data())
def test_choosing_rows_never_satisfies_more_than_stating_the_same_rows_as_all_there_are(
    policy: Policy, rows: list[Therapy], data: st.DataObject
) -> None:
    """A choice narrows the log; where every word of the policy is tied to drugs it adds nothing."""
    chosen = data.draw(st.lists(st.sampled_from(rows), unique_by=lambda row: row.id) if rows else st.just([]))
    answer = Answer(policy.id, "step1", AnswerValue.YES, tuple(row.id for row in chosen))
    narrowed = status(policy, rows, (answer,))
    if chosen and status(policy, chosen) is NOT_MET and _is_plain(policy):
        assert narrowed not in SATISFIED


def _is_plain(policy: Policy) -> bool:
    """Every agent is tied to drugs for certain and no dose is left to a person; no limb but trials."""

    def plain(node: Node | None) -> bool:
        if isinstance(node, Trial):
            named = (*node.of, *node.also_counts)
            return not node.dose and all(each.is_resolved and not each.open_ended for each in named)
        children = getattr(node, "children", ())
        return bool(children) and all(plain(child) for child in children)

    steps = policy.steps or ()
    return all(plain(step.logic) for step in steps)


@given(policies, logs)
def test_every_finding_has_its_words_its_sources_and_nothing_invented(policy: Policy, rows: list[Therapy]) -> None:
    result = judge_case(make_case(*rows), applies(policy), VOCABULARY, AS_OF, "")
    known = {row.id for row in rows}

    def check(finding: Finding) -> None:
        assert finding.label
        assert finding.reason.endswith((".", "!", "?"))
        assert set(finding.therapy_ids) <= known
        cited = {source.ref for source in finding.sources if source.kind is SourceKind.THERAPY}
        assert set(finding.therapy_ids) <= cited
        if finding.status in {UNKNOWN, NOT_MET} and not finding.children:
            assert finding.remedies
        for child in finding.children:
            check(child)

    for finding in result.findings[0].steps:
        check(finding)


@given(policies, logs)
def test_judging_twice_gives_the_same(policy: Policy, rows: list[Therapy]) -> None:
    case = make_case(*rows)
    first, second = (judge_case(case, applies(policy), VOCABULARY, AS_OF, "") for _ in range(2))
    assert first == second
