"""Drugs, indications, comorbidities, instruments and evidence, read strictly from their files."""

from __future__ import annotations

import re
from collections.abc import Container
from pathlib import Path

from denialdesk.domain.clinical import Band, Comorbidity, Instrument
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.vocabulary import (
    BillingCode,
    Biosimilar,
    Drug,
    Icd10,
    Indication,
    LabeledIndication,
    LabelFact,
    ProductRoute,
)
from denialdesk.knowledge.known import DrugGroup, Known
from denialdesk.knowledge.strict_yaml import Fields, read_fields

LABEL_SOURCE = "label_copy_or_manufacturer"
# How the label words its routes, in the plain words that rules compare. The first that fits decides.
_ROUTE_WORDS = (
    ("topical", "topical"),
    ("inhaled", "inhaled"),
    ("rectal", "rectal"),
)


def read_drugs(path: Path, known: Known) -> tuple[Drug, ...]:
    """Read the drugs of one class; the class must be one of ``drugs/_about.yaml``."""
    fields = read_fields(path)
    drug_class = fields.text("class")
    if drug_class not in known.classes:
        raise fields.fault(f"there is no drug class {drug_class!r} in drugs/_about.yaml", "class")
    drugs = tuple(_drug(item, drug_class, known) for item in fields.maps("drugs"))
    fields.close()
    return drugs


def read_drug_ids(path: Path, taken: dict[str, str]) -> None:
    """Note the ids of a class file with their class, so that files may refer to one another."""
    fields = read_fields(path)
    drug_class = fields.text("class")
    for item in fields.maps("drugs"):
        taken[_new_id(item, taken)] = drug_class


def _new_id(fields: Fields, taken: Container[str]) -> str:
    """Read the id of an entry; one that stands twice in the data is an error."""
    entry_id = fields.text("id")
    if entry_id in taken:
        raise fields.fault(f"the id {entry_id!r} stands twice in the criteria data", "id")
    return entry_id


def read_groups(path: Path, known: Known) -> dict[str, DrugGroup]:
    """Read the named groups of drugs."""
    fields = read_fields(path)
    groups = {}
    for item in fields.maps("groups"):
        group = DrugGroup(
            id=item.text("id"),
            name=item.text("name"),
            classes=frozenset(known.class_names(item, "classes")),
            drug_ids=frozenset(known.drug_ids(item, "drugs")),
            excluded_drug_ids=frozenset(known.drug_ids(item, "except")),
            notes=item.text("notes", ""),
        )
        item.close()
        groups[group.id] = group
    fields.close()
    return groups


def plain_route(printed: str) -> str:
    """Reduce a printed route to its plain word: "intravenous (induction, CD and UC only)" is intravenous."""
    text = re.split(r" \(|;", printed, maxsplit=1)[0].strip()
    return next((word for start, word in _ROUTE_WORDS if text.startswith(start)), text)


def _drug(fields: Fields, drug_class: str, known: Known) -> Drug:
    products = tuple(_biosimilar(item) for item in fields.maps("biosimilars"))
    printed = fields.texts("routes")
    kind = fields.text("type", "")
    drug = Drug(
        id=fields.text("id"),
        generic=fields.text("generic"),
        brands=fields.texts("brands"),
        biosimilars=tuple(name for product in products for name in (product.name, product.nonproprietary)),
        drug_class=drug_class,
        routes=tuple(dict.fromkeys(plain_route(route) for route in printed)),
        is_biologic=kind == "biologic",
        rxcui=fields.text("rxcui", ""),
        roles=fields.texts("roles"),
        labeled_indications=tuple(_labeled(item, known) for item in fields.maps("labeled_indications")),
        label_facts=tuple(_label_fact(item) for item in fields.maps("label_facts")),
        also_called=fields.texts("also_called"),
        biosimilar_products=products,
        product_routes=tuple(_product_route(item, known) for item in fields.maps("product_routes")),
        routes_as_printed=printed,
        kind=kind,
        areas=fields.texts("areas"),
        brand_notes=fields.texts("brand_notes"),
        notes=fields.text("notes", ""),
        status=fields.text("status", ""),
        rxcui_source=fields.text("rxcui_source", ""),
        rxcui_product_example=fields.text("rxcui_product_example", ""),
        billing_codes=tuple(_billing_code(item) for item in fields.maps("hcpcs")),
        origin=fields.text("origin", ""),
    )
    fields.close()
    return drug


def _biosimilar(fields: Fields) -> Biosimilar:
    product = Biosimilar(fields.text("name"), fields.text("nonproprietary"))
    fields.close()
    return product


def _product_route(fields: Fields, known: Known) -> ProductRoute:
    route = ProductRoute(fields.text("product"), known.route_names(fields, "routes"))
    fields.close()
    return route


def _billing_code(fields: Fields) -> BillingCode:
    code = BillingCode(fields.text("code"), fields.text("descriptor"), fields.text("product", ""))
    fields.close()
    return code


def _labeled(fields: Fields, known: Known) -> LabeledIndication:
    indication_id = fields.text("indication")
    if indication_id not in known.indications:
        raise fields.fault(f"there is no indication {indication_id!r}", "indication")
    use = LabeledIndication(
        indication_id, fields.text("age", ""), fields.text("prior_therapy_wording", ""), fields.text("note", "")
    )
    fields.close()
    return use


def _label_fact(fields: Fields) -> LabelFact:
    confidence, source_kind = fields.text("confidence"), fields.text("source_kind", "")
    fact = LabelFact(
        kind=fields.text("kind"),
        fact=fields.text("fact"),
        source=fields.text("source"),
        url=fields.text("url", ""),
        verified=confidence == "seen" and source_kind == LABEL_SOURCE,
        confidence=confidence,
        source_kind=source_kind,
    )
    fields.close()
    return fact


def read_indications(path: Path, known: Known) -> tuple[Indication, ...]:
    """Read a file of conditions."""
    fields = read_fields(path)
    found = tuple(_indication(item, known) for item in fields.maps("indications"))
    fields.close()
    return found


def read_indication_ids(path: Path, taken: set[str]) -> None:
    """Note the ids of a file of conditions."""
    for item in read_fields(path).maps("indications"):
        taken.add(_new_id(item, taken))


def _indication(fields: Fields, known: Known) -> Indication:
    indication = Indication(
        id=fields.text("id"),
        name=fields.text("name"),
        short=fields.text("short", ""),
        synonyms=fields.texts("synonyms"),
        icd10=tuple(_code(item) for item in fields.maps("icd10")),
        specialties=fields.texts("specialties"),
        instruments=known.instrument_ids(fields, "instruments"),
        notes=fields.text("notes", ""),
        also_called=fields.texts("also_called"),
    )
    fields.close()
    return indication


def _code(fields: Fields) -> Icd10:
    billable = fields.boolean("billable")
    if billable is None:
        raise fields.fault("'billable' must be true or false")
    code = Icd10(fields.text("code"), fields.text("description"), billable)
    fields.close()
    return code


def read_comorbidities(path: Path) -> tuple[Comorbidity, ...]:
    """Read the conditions that make a step drug unsuitable."""
    fields = read_fields(path)
    found: dict[str, Comorbidity] = {}
    for item in fields.maps("comorbidities"):
        entry_id = _new_id(item, found)
        codes = tuple(_code(code) for code in item.maps("icd10"))
        found[entry_id] = Comorbidity(entry_id, item.text("name"), codes, item.texts("relevant_to"))
        item.close()
    fields.close()
    return tuple(found.values())


def read_instruments(path: Path) -> tuple[Instrument, ...]:
    """Read the severity instruments."""
    fields = read_fields(path)
    found: dict[str, Instrument] = {}
    for item in fields.maps("instruments"):
        instrument = Instrument(
            id=_new_id(item, found),
            name=item.text("name"),
            range=item.text("range"),
            higher_is=item.text("higher_is"),
            source=item.text("source"),
            confidence=item.text("confidence"),
            unit=item.text("unit", ""),
            bands=tuple(_band(band) for band in item.maps("bands")),
            target_or_response=item.text("treatment_target_or_response", ""),
            url=item.text("url", ""),
            notes=item.text("notes", ""),
        )
        item.close()
        found[instrument.id] = instrument
    fields.close()
    return tuple(found.values())


def _band(fields: Fields) -> Band:
    band = Band(fields.text("label"), fields.text("criterion"))
    fields.close()
    return band


def read_support_words(path: Path) -> frozenset[str]:
    """Read the words that evidence may support an argument by, from ``evidence/_about.yaml``."""
    about = read_fields(path).map("about")
    words = about.map("supports_vocabulary") if about is not None else None
    return frozenset(words.names()) if words is not None else frozenset()


def read_evidence(path: Path, known: Known, taken: set[str]) -> tuple[Evidence, ...]:
    """Read a file of guidelines and trials; ``taken`` are the ids of the files read before."""
    fields = read_fields(path)
    found = []
    for item in fields.maps("evidence"):
        taken.add(_new_id(item, taken))
        found.append(_evidence(item, known))
    fields.close()
    return tuple(found)


def _evidence(fields: Fields, known: Known) -> Evidence:
    classes = fields.texts("drug_classes")
    for name in classes:
        if name != "any" and name not in known.classes:
            raise fields.fault(f"there is no drug class {name!r}", "drug_classes")
    year = fields.integer("year")
    if year is None:
        raise fields.fault("the key 'year' is missing")
    entry = Evidence(
        id=fields.text("id"),
        kind=fields.text("kind"),
        title=fields.text("title"),
        authors=fields.text("authors"),
        year=year,
        citation=fields.text("citation"),
        finding=fields.text("finding"),
        supports=known.support_words(fields, "supports"),
        indication_ids=known.indication_ids(fields, "indications"),
        drug_classes=classes,
        drug_ids=known.drug_ids(fields, "drugs"),
        caution=fields.text("caution", ""),
        doi=fields.text("doi", ""),
        pmid=fields.text("pmid", ""),
        url=fields.text("url", ""),
        confidence=fields.text("confidence"),
        source_kind=fields.text("source_kind", ""),
        citation_cross_checked=fields.boolean("citation_cross_checked") or False,
    )
    fields.close()
    return entry
