# ruff: noqa: ANN401 - the makers take any field of the class they make
"""Small makers of cases, rows and policies for tests, and a small real vocabulary. Persons and policies are invented.

Give only what the test is about: the rest is a plain adult with rheumatoid arthritis whose upadacitinib was refused.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from denialdesk.domain.case import Answer, AnswerValue, Case, DrugRequest, Patient
from denialdesk.domain.criteria import (
    AcceptedOutcome,
    Agent,
    AllOf,
    AnyOf,
    Applicability,
    AtLeast,
    Condition,
    Layer,
    Length,
    LengthUnit,
    Node,
    Policy,
    PolicyDrug,
    PolicyIndication,
    Step,
    Trial,
)
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import Denial
from denialdesk.domain.plan import Plan, PlanType
from denialdesk.domain.practice import Practice, Prescriber
from denialdesk.domain.sources import Reference, Verification, VerificationState
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.domain.vocabulary import Biosimilar, Drug, Icd10, Indication, LabeledIndication, NameMatch, ProductRoute

VALID_NPI = "1234567893"  # the check-digit method's own published example


# ---------------------------------------------------------------- vocabulary


def _drug(drug_id: str, drug_class: str, *names: str, **more: Any) -> Drug:
    pairs = more.get("biosimilar_products", ())
    biosimilars = tuple(name for pair in pairs for name in (pair.name, pair.nonproprietary))
    return Drug(drug_id, more.pop("generic", drug_id), names, biosimilars, drug_class, **more)


_ADALIMUMAB = (
    Biosimilar("Amjevita", "adalimumab-atto"),
    Biosimilar("Cyltezo", "adalimumab-adbm"),
    Biosimilar("Hyrimoz", "adalimumab-adaz"),
)
_USTEKINUMAB = (
    Biosimilar("Wezlana", "ustekinumab-auub"),
    Biosimilar("Selarsdi", "ustekinumab-aekn"),
    Biosimilar("Yesintek", "ustekinumab-kfce"),
    Biosimilar("Imuldosa", "ustekinumab-srlf"),
)
_SC, _IV, _PO, _TOP = ("subcutaneous",), ("intravenous",), ("oral",), ("topical",)

DRUGS = (
    _drug("methotrexate", "csDMARD", "Trexall", "Otrexup", also_called=("mtx",), routes=(*_PO, *_SC, "intramuscular")),
    _drug("sulfasalazine", "csDMARD", "Azulfidine", also_called=("ssz",), routes=_PO),
    _drug("hydroxychloroquine", "csDMARD", "Plaquenil", also_called=("hcq",), routes=_PO),
    _drug("leflunomide", "csDMARD", "Arava", routes=_PO),
    _drug("azathioprine", "thiopurine", "Imuran", routes=_PO),
    _drug("mercaptopurine", "thiopurine", "Purixan", routes=_PO),
    _drug("cyclosporine", "calcineurin inhibitor (systemic)", "Neoral", routes=_PO),
    _drug("acitretin", "retinoid (systemic)", "Soriatane", routes=_PO),
    _drug("mesalamine", "aminosalicylate", "Lialda", routes=_PO),
    _drug("prednisone", "corticosteroid (systemic)", "Deltasone", routes=_PO),
    _drug("budesonide", "corticosteroid (gut-targeted budesonide)", "Entocort EC", routes=_PO),
    _drug("tacrolimus-topical", "calcineurin inhibitor (topical)", "Protopic", generic="tacrolimus", routes=_TOP),
    _drug(
        "adalimumab",
        "TNF inhibitor",
        "Humira",
        biosimilar_products=_ADALIMUMAB,
        is_biologic=True,
        routes=_SC,
        labeled_indications=(LabeledIndication("rheumatoid-arthritis"), LabeledIndication("plaque-psoriasis")),
    ),
    _drug(
        "etanercept",
        "TNF inhibitor",
        "Enbrel",
        biosimilar_products=(Biosimilar("Erelzi", "etanercept-szzs"),),
        is_biologic=True,
        routes=_SC,
    ),
    _drug(
        "infliximab",
        "TNF inhibitor",
        "Remicade",
        "Zymfentra",
        biosimilar_products=(Biosimilar("Inflectra", "infliximab-dyyb"), Biosimilar("Avsola", "infliximab-axxq")),
        is_biologic=True,
        routes=(*_IV, *_SC),
        product_routes=(
            ProductRoute("Remicade", _IV),
            ProductRoute("Inflectra", _IV),
            ProductRoute("Avsola", _IV),
            ProductRoute("Zymfentra", _SC),
        ),
    ),
    _drug(
        "golimumab",
        "TNF inhibitor",
        "Simponi",
        "Simponi Aria",
        is_biologic=True,
        routes=(*_SC, *_IV),
        product_routes=(ProductRoute("Simponi", _SC), ProductRoute("Simponi Aria", _IV)),
    ),
    _drug("certolizumab", "TNF inhibitor", "Cimzia", generic="certolizumab pegol", is_biologic=True, routes=_SC),
    _drug(
        "ustekinumab",
        "IL-12/23 inhibitor",
        "Stelara",
        biosimilar_products=_USTEKINUMAB,
        is_biologic=True,
        routes=(*_SC, *_IV),
        labeled_indications=(LabeledIndication("crohns-disease"), LabeledIndication("plaque-psoriasis")),
    ),
    _drug("secukinumab", "IL-17 inhibitor", "Cosentyx", is_biologic=True, routes=_SC),
    _drug("vedolizumab", "integrin antagonist", "Entyvio", is_biologic=True, routes=(*_IV, *_SC)),
    _drug(
        "tocilizumab",
        "IL-6 inhibitor",
        "Actemra",
        biosimilar_products=(Biosimilar("Tyenne", "tocilizumab-aazg"),),
        is_biologic=True,
        routes=(*_IV, *_SC),
    ),
    _drug("upadacitinib", "JAK inhibitor", "Rinvoq", "Rinvoq LQ", routes=_PO),
    _drug("tofacitinib", "JAK inhibitor", "Xeljanz", "Xeljanz XR", routes=_PO),
    _drug("baricitinib", "JAK inhibitor", "Olumiant", routes=_PO),
    _drug("apremilast", "PDE4 inhibitor (oral)", "Otezla", routes=_PO),
)

INDICATIONS = (
    Indication(
        "rheumatoid-arthritis",
        "Rheumatoid arthritis",
        "RA",
        icd10=(
            Icd10("M05.79", "Rheumatoid arthritis with rheumatoid factor of multiple sites"),
            Icd10("M06.9", "Rheumatoid arthritis, unspecified"),
        ),
        specialties=("rheumatology",),
        instruments=("das28", "cdai-ra"),
    ),
    Indication(
        "plaque-psoriasis",
        "Plaque psoriasis",
        "PsO",
        synonyms=("psoriasis vulgaris",),
        icd10=(Icd10("L40.0", "Psoriasis vulgaris"),),
        specialties=("dermatology",),
    ),
    Indication(
        "crohns-disease",
        "Crohn's disease",
        "CD",
        synonyms=("Crohn disease",),
        icd10=(Icd10("K50.90", "Crohn's disease, unspecified, without complications"),),
        specialties=("gastroenterology",),
    ),
)


def _spellings(drug: Drug) -> Iterator[tuple[str, NameMatch]]:
    """Every spelling and what it is recognised as; a biosimilar's suffixed name names no product."""
    for name in (drug.generic, *drug.also_called):
        yield name, NameMatch(drug.id, drug.generic, is_brand=False)
    for name in (*drug.brands, *(pair.name for pair in drug.biosimilar_products)):
        yield name, NameMatch(drug.id, name, is_brand=True, product=name)
    for pair in drug.biosimilar_products:
        yield pair.nonproprietary, NameMatch(drug.id, pair.nonproprietary, is_brand=False)


class SmallVocabulary:
    """A small, real implementation of the Vocabulary protocol over DRUGS and INDICATIONS."""

    def __init__(self, drugs: Iterable[Drug] = DRUGS, indications: Iterable[Indication] = INDICATIONS) -> None:
        self._drugs = {drug.id: drug for drug in drugs}
        self._indications = {indication.id: indication for indication in indications}
        self._names = {name.casefold(): match for drug in self._drugs.values() for name, match in _spellings(drug)}

    def drug(self, drug_id: str) -> Drug | None:
        return self._drugs.get(drug_id)

    def recognise_drug(self, text: str) -> NameMatch | None:
        words = text.casefold().replace("(", " ").replace(")", " ").split()
        for length in range(len(words), 0, -1):
            match = self._names.get(" ".join(words[:length]))
            if match:
                return match
        return None

    def drugs_named(self, text: str) -> tuple[NameMatch, ...]:
        plain = "".join(char if char.isalnum() or char == "-" else " " for char in text.casefold()).split()
        found = (self._names.get(" ".join(plain[at : at + n])) for at in range(len(plain)) for n in (3, 2, 1))
        return tuple(dict.fromkeys(match for match in found if match))

    def complete_drug(self, prefix: str, limit: int = 12) -> tuple[NameMatch, ...]:
        start = prefix.casefold()
        return tuple(match for name, match in sorted(self._names.items()) if name.startswith(start))[:limit]

    def indication(self, indication_id: str) -> Indication | None:
        return self._indications.get(indication_id)

    def recognise_indication(self, text: str) -> Indication | None:
        sought = text.strip().casefold()
        for indication in self._indications.values():
            names = (indication.name, indication.short, *indication.synonyms, *(code.code for code in indication.icd10))
            if sought in {name.casefold() for name in names}:
                return indication
        return None

    def complete_indication(self, prefix: str, limit: int = 12) -> tuple[Indication, ...]:
        start = prefix.casefold()
        return tuple(each for each in self._indications.values() if each.name.casefold().startswith(start))[:limit]

    def drugs_in_class(self, drug_class: str) -> Iterable[Drug]:
        return tuple(drug for drug in self._drugs.values() if drug.drug_class == drug_class)


VOCABULARY = SmallVocabulary()


# ---------------------------------------------------------------- case and rows


def on(iso: str) -> PartialDate:
    """Short for a partial date: year, year and month, or the whole date."""
    return PartialDate.from_iso(iso)


def vaguer(date: PartialDate, keep: int) -> PartialDate:
    """The same date with only so many of its parts: the year (1), year and month (2), all (3), none (0)."""
    parts: tuple[int | None, ...] = (date.year, date.month, date.day)
    return PartialDate(*parts[:keep])


def make_therapy(drug: str = "methotrexate", start: str = "", stop: str = "", **fields: Any) -> Therapy:
    """One row of the log; the drug id is recognised unless given. Outcome: inadequate response unless given."""
    match = VOCABULARY.recognise_drug(drug)
    values: dict[str, Any] = {
        "id": f"t-{drug.casefold().replace(' ', '-')}",
        "drug": drug,
        "drug_id": match.drug_id if match else "",
        "start": on(start),
        "stop": on(stop),
        "outcome": Outcome.INADEQUATE_RESPONSE,
    }
    return Therapy(**(values | fields))


def make_prescriber(**fields: Any) -> Prescriber:
    values = {"name": "Avery Invented", "credentials": "MD", "specialty": "Rheumatology", "npi": VALID_NPI}
    return Prescriber(**(values | fields))


def make_practice(**fields: Any) -> Practice:
    values: dict[str, Any] = {
        "name": "Invented Rheumatology Associates",
        "address_lines": ("100 Example Street", "Springfield, IL 62701"),
        "phone": "555-010-0100",
        "fax": "555-010-0101",
        "prescribers": (make_prescriber(),),
    }
    return Practice(**(values | fields))


def make_request(drug: str = "Rinvoq", indication_id: str = "rheumatoid-arthritis", **fields: Any) -> DrugRequest:
    match = VOCABULARY.recognise_drug(drug)
    indication = VOCABULARY.indication(indication_id)
    values: dict[str, Any] = {
        "drug": drug,
        "drug_id": match.drug_id if match else "",
        "strength": "15 mg",
        "directions": "once daily",
        "indication": indication.name if indication else "",
        "indication_id": indication_id,
        "icd10": indication.icd10[0].code if indication else "",
        "already_taking": False,
    }
    return DrugRequest(**(values | fields))


def make_case(*therapies: Therapy, **fields: Any) -> Case:
    """A whole case around the given rows; any field of Case may be replaced by name."""
    values: dict[str, Any] = {
        "id": "case-1",
        "patient": Patient("Marigold", "Testcase", on("1980-06-15")),
        "plan": Plan(
            payer_id="cigna",
            payer_name="Cigna",
            plan_type=PlanType.SELF_FUNDED_ERISA,
            state="IL",
            member_id="U0000001",
            group_number="0000001",
        ),
        "request": make_request(),
        "denial": Denial(
            notice_date=on("2026-11-10"),
            received_date=on("2026-11-13"),
            reference_number="REF-11-22-33",
            reason="Step therapy requirement not met.",
        ),
        "prescriber": make_prescriber(),
        "therapies": therapies,
    }
    return Case(**(values | fields))


def make_answer(node: str, value: AnswerValue = AnswerValue.YES, policy_id: str = "policy-1", **fields: Any) -> Answer:
    return Answer(policy_id, node, value, **fields)


def with_answers(case: Case, *answers: Answer) -> Case:
    return replace(case, answers=answers)


# ---------------------------------------------------------------- policies


def agent(*drug_ids: str, **fields: Any) -> Agent:
    """An alternative of a trial, by drugs or by classes={"TNF inhibitor"}; other fields by name."""
    sets = {"classes", "brands", "routes", "excluded_drug_ids"}
    values = {name: frozenset(value) if name in sets else value for name, value in fields.items()}
    printed = " or ".join((*drug_ids, *sorted(values.get("classes", ()))))
    return Agent(**({"as_printed": printed or "unnamed", "drug_ids": frozenset(drug_ids)} | values))


TNF = agent(classes={"TNF inhibitor"}, as_printed="TNF inhibitor (any)")


def months(value: int, as_printed: str = "", days_per_month: int | None = None) -> Length:
    return Length(value, LengthUnit.MONTHS, as_printed or f"at least {value} months", days_per_month)


def weeks(value: int) -> Length:
    return Length(value, LengthUnit.WEEKS, f"at least {value} weeks")


def days(value: int) -> Length:
    return Length(value, LengthUnit.DAYS, f"at least {value} days")


def make_trial(*of: Agent, accepted: Iterable[str] | None = ("completed_trial",), **fields: Any) -> Trial:
    """A demanded trial; its path is set when it is put into a policy."""
    outcomes = None if accepted is None else frozenset(AcceptedOutcome(each) for each in accepted)
    values: dict[str, Any] = {"path": "", "of": of or (TNF,), "accepted_outcomes": outcomes}
    return Trial(**(values | fields))


def condition(kind: str = "severity", text: str = "Severe disease", **fields: Any) -> Condition:
    return Condition("", kind, text, **fields)


def all_of(*children: Node) -> AllOf:
    return AllOf("", children)


def any_of(*children: Node) -> AnyOf:
    return AnyOf("", children)


def at_least(n: int, *children: Node) -> AtLeast:
    return AtLeast("", n, children)


def with_paths(node: Node, path: str) -> Node:
    """Name every node by its place, as the shipped policies do: "step1", "step1.any1", "step1.any2.all1"."""
    if isinstance(node, Trial | Condition):
        return replace(node, path=path)
    word = {"AllOf": "all", "AnyOf": "any", "AtLeast": "least"}[type(node).__name__]
    children = tuple(with_paths(child, f"{path}.{word}{place}") for place, child in enumerate(node.children, 1))
    return replace(node, path=path, children=children)


def make_policy(*logic: Node | None, **fields: Any) -> Policy:
    """A policy with one step for each tree given. Without a tree: text read, no step printed."""
    steps = tuple(
        Step(f"step{order}", order, f"Step {order}", None if node is None else with_paths(node, f"step{order}"))
        for order, node in enumerate(logic, 1)
    )
    values: dict[str, Any] = {
        "id": "policy-1",
        "payer_id": "cigna",
        "payer_name": "Cigna",
        "layer": Layer.PRIOR_AUTHORIZATION,
        "drug": PolicyDrug("upadacitinib", "upadacitinib", ("Rinvoq",)),
        "indication": PolicyIndication(("rheumatoid-arthritis",), "Rheumatoid arthritis", "RA", ("M05", "M06")),
        "reference": Reference("An invented policy", "https://example.invalid/policy"),
        "verification": Verification(VerificationState.UNVERIFIED),
        "title": "Invented prior authorization policy",
        "number": "INV-1",
        "steps": steps,
    }
    return Policy(**(values | fields))


def applies(*policies: Policy) -> tuple[Applicability, ...]:
    return tuple(Applicability(policy, applies=True, why="It names this drug and condition.") for policy in policies)
