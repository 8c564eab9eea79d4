"""Policy files: one small YAML file per policy, read strictly into domain objects.

The shape is described for people in ``criteria_db/README.md``. A key that is absent was not printed or not seen in the
source; it never means "no".
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

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
    Layer,
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
from denialdesk.domain.payer import Payer
from denialdesk.domain.sources import Reference, Verification, VerificationState
from denialdesk.domain.worked_example import WorkedExample
from denialdesk.knowledge.exception_scopes import exception_scopes
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.strict_yaml import Fields, read_fields
from denialdesk.knowledge.worked_examples import KEY as EXAMPLES_KEY
from denialdesk.knowledge.worked_examples import examples_from

CURRENCIES = frozenset({"current_at_fetch", "dated", "undated", "probably_superseded", "superseded"})
EDITORS = "DenialDesk editors"
NOT_SEEN = "not_seen"
_LOGIC_KEYS = ("all_of", "any_of", "at_least", "trial", "condition")


def read_policy(path: Path, payer: Payer, known: Known) -> tuple[Policy, tuple[WorkedExample, ...]]:
    """Read one policy file and its worked examples; raises DataFileError with file and line."""
    fields = read_fields(path)
    return policy_from(fields, payer, known, expected_id=path.stem), examples_from(fields, known)


def policy_from(fields: Fields, payer: Payer, known: Known, *, expected_id: str = "") -> Policy:
    """Make a policy of the fields of one file; ``expected_id`` is the file's name without its ending.

    The examples are left to ``examples_from``.
    """
    policy_id = fields.text("id")
    if expected_id and policy_id != expected_id:
        raise fields.fault(f"the id {policy_id!r} must be the file's name without .yaml", "id")
    if (named := fields.text("payer")) != payer.id:
        raise fields.fault(f"the payer {named!r} is not the folder's payer {payer.id!r}", "payer")
    days_per_month = fields.integer("days_per_month")
    title, number = fields.text("title", ""), fields.text("number", "")
    drug = _drug(fields.map("drug") or _missing(fields, "drug"), known)
    indication = _indication(fields.map("indication") or _missing(fields, "indication"), known)
    source = fields.map("source") or _missing(fields, "source")
    fallback_title = f"{payer.name}: {drug.generic}, {indication.name}"
    reference, verification, confidence = _source(source, title or fallback_title, payer)
    if (currency := fields.text("currency")) not in CURRENCIES:
        raise fields.fault(
            f"'currency' is {currency!r}; it must be one of: {', '.join(sorted(CURRENCIES))}", "currency"
        )
    lines = fields.texts("plan_lines")
    requirements = _requirements(fields.map("requirements"))
    policy = Policy(
        id=policy_id,
        payer_id=payer.id,
        payer_name=payer.name,
        layer=fields.choice("layer", Layer),
        drug=drug,
        indication=indication,
        reference=reference,
        verification=verification,
        title=title,
        number=number,
        effective_date=_date_text(fields, "effective_date"),
        review_date=_date_text(fields, "review_date"),
        program_type=fields.text("program_type", ""),
        currency=currency,
        currency_note=fields.text("currency_note", ""),
        plan_lines=lines if "plan_lines" in fields else None,
        plan_note=fields.text("plan_note", ""),
        benefit=fields.text("benefit", ""),
        requirements=requirements,
        steps=_steps(fields, known, days_per_month),
        established=_established(fields.map("established")),
        exceptions=(exceptions := fields.texts("exceptions")),
        exception_scopes=exception_scopes(fields, exceptions),
        approval=_approval(fields.map("approval"), days_per_month),
        renewal_criteria=fields.texts("renewal_criteria"),
        notes=fields.texts("notes"),
        confidence=confidence,
        supersedes=known.policy_ids(fields, "supersedes"),
        family=fields.text("family"),
        in_force_since=_date_text(fields, "in_force_since"),
        superseded_on=_date_text(fields, "superseded_on"),
    )
    if policy.family not in {family.name for family in payer.families}:
        raise fields.fault(f"the payer has no family {policy.family!r} in _payer.yaml", "family")
    fields.leave(EXAMPLES_KEY)
    fields.close()
    return policy


def _missing(fields: Fields, key: str) -> Fields:
    raise fields.fault(f"the key {key!r} is missing")


def _date_text(fields: Fields, key: str) -> str:
    """Read an ISO date that may be no more exact than its month or year."""
    text = fields.text(key, "")
    parts = text.split("-")
    if text and not (len(parts) <= 3 and all(part.isdigit() for part in parts) and len(parts[0]) == 4):
        raise fields.fault(f"{key!r} must be a date YYYY-MM-DD, YYYY-MM or YYYY in quotes", key)
    return text


def _source(fields: Fields, title: str, payer: Payer) -> tuple[Reference, Verification, str]:
    url, kind = fields.text("url"), fields.text("kind")
    seen_on = fields.text("seen_on")
    via = fields.text("retrieved_via", "")
    reference = Reference(title, url, fields.text("section", ""), seen_on, kind, via)
    confidence = fields.text("confidence")
    if fields.boolean("payer_text_read"):
        what = "a copy of the payer's document" if kind == "payer_document_copy" else "the opening part of a payer page"
        note = f"{EDITORS} read {what}." + (f" {via}." if via else "")
        verification = Verification(VerificationState.VERIFIED, EDITORS, seen_on, url, note)
    else:
        note = f"Read in a {kind.replace('_', ' ')} only; {payer.name}'s own text was not read."
        verification = Verification(VerificationState.UNVERIFIED, note=note)
    if "payer_text_read" not in fields:
        raise fields.fault("the key 'payer_text_read' is missing in source")
    fields.close()
    return reference, verification, confidence


def _drug(fields: Fields, known: Known) -> PolicyDrug:
    ids = known.drug_ids(fields, "ids")
    drug = PolicyDrug(
        drug_id=ids[0] if ids else "",
        generic=fields.text("name"),
        brands=fields.texts("brands"),
        formulation=fields.text("formulation", ""),
        drug_class=fields.text("class"),
        routes=frozenset(known.route_names(fields, "routes")),
        other_drug_ids=ids[1:],
        products=fields.texts("products"),
        forms=frozenset(fields.texts("forms")),
    )
    fields.close()
    return drug


def _indication(fields: Fields, known: Known) -> PolicyIndication:
    indication = PolicyIndication(
        indication_ids=known.indication_ids(fields, "ids"),
        name=fields.text("name"),
        short=fields.text("short", ""),
        icd10_stems=fields.texts("icd10_stems"),
        icd10_basis=fields.text("icd10_basis", ""),
        covers_all=fields.boolean("covers_all") or False,
        excluded_ids=known.indication_ids(fields, "except"),
    )
    fields.close()
    return indication


def _requirements(fields: Fields | None) -> Requirements:
    if fields is None:
        return Requirements()
    age = fields.map("age")
    requirements = Requirements(
        age=_age(age) if age is not None else None,
        prescriber_specialties=fields.texts("prescriber"),
        diagnosis=fields.texts("diagnosis"),
        tb_screening=fields.text("tb_screening", ""),
        concurrent_use_exclusion=fields.text("concurrent_use_exclusion", ""),
        documentation=fields.text("documentation", ""),
        other=fields.texts("other"),
    )
    fields.close()
    return requirements


def _age(fields: Fields) -> AgeLimit:
    least, greatest = fields.map("min"), fields.map("max")
    low = _age_bound(least) if least is not None else (None, "years", False)
    high = _age_bound(greatest) if greatest is not None else (None, "years", False)
    limit = AgeLimit(
        *low[:2],
        *high[:2],
        note=fields.text("note", ""),
        max_is_exclusive=high[2],
        is_band=fields.boolean("is_band") or False,
    )
    fields.close()
    return limit


def _age_bound(fields: Fields) -> tuple[int | None, str, bool]:
    value, unit = fields.integer("value"), fields.text("unit")
    if value is None or unit not in {"months", "years"}:
        raise fields.fault("an age needs a value and the unit months or years")
    below = fields.boolean("below") or False
    fields.close()
    return value, unit, below


def _length(fields: Fields | None, days_per_month: int | None) -> Length | None:
    if fields is None:
        return None
    value = fields.integer("value")
    if value is None or value < 1:
        raise fields.fault("a length needs a value of at least 1", "value")
    unit = fields.choice("unit", LengthUnit)
    length = Length(value, unit, fields.text("as_printed", ""), days_per_month if unit is LengthUnit.MONTHS else None)
    fields.close()
    return length


def _approval(fields: Fields | None, days_per_month: int | None) -> Approval:
    if fields is None:
        return Approval()
    approval = Approval(
        _length(fields.map("initial"), days_per_month),
        _length(fields.map("renewal"), days_per_month),
        fields.text("note", ""),
    )
    fields.close()
    return approval


def _established(fields: Fields | None) -> Established | None:
    if fields is None:
        return None
    established = Established(
        min_days=fields.integer("min_days"),
        alternative_to_step=fields.boolean("alternative_to_step"),
        applies_to=fields.text("applies_to", ""),
        verification=fields.text("verification", ""),
    )
    fields.close()
    return established


def _steps(fields: Fields, known: Known, days_per_month: int | None) -> tuple[Step, ...] | None:
    """Read the steps: a list (empty: text read, no step printed) or the word ``not_seen``."""
    if "steps" not in fields:
        raise fields.fault("the key 'steps' is missing (write [] for no step printed, not_seen for not seen)")
    if fields.is_text("steps"):
        if fields.text("steps") != NOT_SEEN:
            raise fields.fault(f"'steps' must be a list or {NOT_SEEN}", "steps")
        return None
    reader = _LogicReader(known, days_per_month)
    steps = []
    for order, step in enumerate(fields.maps("steps"), start=1):
        path = f"step{order}"
        summary = step.text("summary")
        steps.append(Step(path, order, summary, reader.node(step, path, optional=True)))
        step.close()
    return tuple(steps)


class _LogicReader:
    """Reads the criterion tree of one policy and gives every node its path."""

    def __init__(self, known: Known, days_per_month: int | None) -> None:
        self._known = known
        self._days_per_month = days_per_month
        self._readers: dict[str, Callable[[Fields, str], Node]] = {
            "all_of": lambda fields, path: AllOf(path, self._children(fields, "all_of", path, "all")),
            "any_of": lambda fields, path: AnyOf(path, self._children(fields, "any_of", path, "any")),
            "at_least": self._at_least,
            "trial": self._trial,
            "condition": self._condition,
        }

    def node(self, fields: Fields, path: str, *, optional: bool = False) -> Node | None:
        """Read the one logic key of a mapping."""
        keys = [key for key in _LOGIC_KEYS if key in fields]
        if not keys and optional:
            return None
        if len(keys) != 1:
            raise fields.fault(f"exactly one of {', '.join(_LOGIC_KEYS)} must stand here")
        return self._readers[keys[0]](fields, path)

    def _children(self, fields: Fields, key: str, path: str, word: str) -> tuple[Node, ...]:
        children = []
        for index, child in enumerate(fields.maps(key), start=1):
            node = self.node(child, f"{path}.{word}{index}")
            if node is not None:
                children.append(node)
            child.close()
        if not children:
            raise fields.fault(f"{key!r} needs at least one limb", key)
        return tuple(children)

    def _at_least(self, fields: Fields, path: str) -> AtLeast:
        inner = fields.map("at_least") or _missing(fields, "at_least")
        wanted = inner.integer("n")
        children = self._children(inner, "of", path, "of")
        if wanted is None or not 1 <= wanted <= len(children):
            raise inner.fault("'n' must be between 1 and the number of limbs", "n")
        inner.close()
        return AtLeast(path, wanted, children)

    def _condition(self, outer: Fields, path: str) -> Condition:
        fields = outer.map("condition") or _missing(outer, "condition")
        condition = Condition(
            path,
            fields.text("kind"),
            fields.text("text"),
            self._known.policy_ids(fields, "policies"),
            self._agents(fields, "agents"),
        )
        fields.close()
        return condition

    def _trial(self, outer: Fields, path: str) -> Trial:
        fields = outer.map("trial") or _missing(outer, "trial")
        agents = self._agents(fields, "of")
        if not agents:
            raise fields.fault("a trial needs at least one agent under 'of'", "of")
        count, count_all = self._count(fields)
        lookback = fields.map("lookback")
        window = _length(lookback, self._days_per_month)
        trial = Trial(
            path,
            agents,
            count,
            count_all,
            _length(fields.map("min_length"), self._days_per_month),
            fields.text("dose", ""),
            self._outcomes(fields),
            self._agents(fields, "also_counts"),
            self._agents(fields, "does_not_count"),
            window,
            window.as_printed if window is not None else "",
            fields.text("documentation", ""),
            fields.text("note", ""),
            fields.boolean("contraindication_must_cover_all") or False,
        )
        fields.close()
        return trial

    @staticmethod
    def _count(fields: Fields) -> tuple[int | None, bool]:
        """Read how many agents are wanted: a number, ``all``, or ``not_printed``."""
        value = fields.scalar("count", required=True)
        if isinstance(value, int) and not isinstance(value, bool) and value >= 1:
            return value, False
        if value == "all":
            return None, True
        if value == "not_printed":
            return None, False
        raise fields.fault("'count' must be a whole number, all, or not_printed", "count")

    @staticmethod
    def _outcomes(fields: Fields) -> frozenset[AcceptedOutcome] | None:
        if "accepted_outcomes" not in fields:
            return None
        try:
            return frozenset(AcceptedOutcome(name) for name in fields.texts("accepted_outcomes"))
        except ValueError:
            allowed = ", ".join(member.value for member in AcceptedOutcome)
            raise fields.fault(f"each accepted outcome must be one of: {allowed}", "accepted_outcomes") from None

    def _agents(self, fields: Fields, key: str) -> tuple[Agent, ...]:
        return tuple(self._agent(item) for item in fields.maps(key))

    def _agent(self, fields: Fields) -> Agent:
        known = self._known
        groups = known.group_list(fields, "groups")
        classes = frozenset(known.class_names(fields, "classes"))
        drugs = frozenset(known.drug_ids(fields, "drugs"))
        excluded = frozenset(known.drug_ids(fields, "except"))
        agent = Agent(
            as_printed=fields.text("as_printed"),
            drug_ids=drugs.union(*(group.drug_ids for group in groups)),
            classes=classes.union(*(group.classes for group in groups)),
            brands=frozenset(fields.texts("brands")),
            routes=frozenset(known.route_names(fields, "routes")),
            excluded_drug_ids=excluded.union(*(group.excluded_drug_ids for group in groups)),
            counts_as=fields.text("counts_as", ""),
            open_ended=fields.boolean("open_ended") or False,
            uncertain_drug_ids=frozenset(known.drug_ids(fields, "uncertain")),
        )
        fields.close()
        return agent
