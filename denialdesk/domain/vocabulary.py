"""Drugs and indications as the rules see them: ids, names, classes. The data itself lives in ``criteria_db/``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class LabelFact:
    """One statement of the FDA label. ``verified`` False: not read in the label, an office-side draft only.

    ``confidence`` is "seen" (read in the page at ``url``, how close to the label says ``source_kind``) or "known".
    """

    kind: str  # boxed_warning, contraindication, warning, limitation, indication, dosing, pregnancy, reproductive
    fact: str
    source: str
    url: str = ""
    verified: bool = False
    confidence: str = ""
    source_kind: str = ""


@dataclass(frozen=True, slots=True)
class LabeledIndication:
    """A use the FDA label names. ``prior_therapy_wording`` is what the label itself demands first."""

    indication_id: str
    age: str = ""
    prior_therapy_wording: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Biosimilar:
    """A biosimilar product and its suffixed name: Amjevita, adalimumab-atto."""

    name: str
    nonproprietary: str


@dataclass(frozen=True, slots=True)
class BillingCode:
    """One HCPCS Level II code with the short descriptor of CMS and, where it tells, the product it is for."""

    code: str
    descriptor: str
    product: str = ""


@dataclass(frozen=True, slots=True)
class ProductRoute:
    """The routes of one product that does not have all routes of its drug: Zymfentra is subcutaneous only."""

    product: str
    routes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug, by its generic name, with everything a log may call it.

    ``routes`` are plain words (oral, subcutaneous, intravenous, topical ...), ``routes_as_printed`` keep the limits
    ("intravenous (induction, CD and UC only)"). ``also_called`` holds chart abbreviations and other spellings.
    """

    id: str
    generic: str
    brands: tuple[str, ...] = ()
    biosimilars: tuple[str, ...] = ()  # names and suffixed names: "Amjevita", "adalimumab-atto"
    drug_class: str = ""
    routes: tuple[str, ...] = ()
    is_biologic: bool = False
    rxcui: str = ""
    roles: tuple[str, ...] = ()  # requested_drug, prior_therapy
    labeled_indications: tuple[LabeledIndication, ...] = ()
    label_facts: tuple[LabelFact, ...] = ()
    also_called: tuple[str, ...] = ()
    biosimilar_products: tuple[Biosimilar, ...] = ()
    product_routes: tuple[ProductRoute, ...] = ()
    routes_as_printed: tuple[str, ...] = ()
    kind: str = ""  # biologic, targeted small molecule, procedure ...
    areas: tuple[str, ...] = ()
    brand_notes: tuple[str, ...] = ()
    notes: str = ""
    status: str = ""
    rxcui_source: str = ""
    rxcui_product_example: str = ""
    billing_codes: tuple[BillingCode, ...] = ()
    origin: str = ""  # where the entry comes from, when not from the clinical reference

    @property
    def names(self) -> tuple[str, ...]:
        """Every name the drug goes by, generic first."""
        return (self.generic, *self.brands, *self.biosimilars)


@dataclass(frozen=True, slots=True)
class Icd10:
    """One ICD-10-CM code."""

    code: str
    description: str
    billable: bool = True


@dataclass(frozen=True, slots=True)
class Indication:
    """A condition a drug is prescribed for."""

    id: str
    name: str
    short: str = ""
    synonyms: tuple[str, ...] = ()
    icd10: tuple[Icd10, ...] = ()
    specialties: tuple[str, ...] = ()
    instruments: tuple[str, ...] = ()
    notes: str = ""
    also_called: tuple[str, ...] = ()  # spellings the editors added to the reference's synonyms


@dataclass(frozen=True, slots=True)
class NameMatch:
    """What a typed name was recognised as: ``name`` is the spelling found, ``is_brand`` whether it is a product name.

    ``product`` is the product the spelling stands for; empty for a generic name and for a biosimilar's suffixed name
    (adalimumab-adaz is Hyrimoz, but is also sold without that name).
    """

    drug_id: str
    name: str
    is_brand: bool
    product: str = ""


class Vocabulary(Protocol):
    """What the rules ask of the drug and indication data."""

    def drug(self, drug_id: str) -> Drug | None:
        """Find a drug by id."""

    def recognise_drug(self, text: str) -> NameMatch | None:
        """Recognise a drug as an office writes it: brand, generic, biosimilar, any case, with strength or not."""

    def drugs_named(self, text: str) -> tuple[NameMatch, ...]:
        """Find every drug a running text names in full, in its order; abbreviations and doubtful names are left out."""

    def complete_drug(self, prefix: str, limit: int = 12) -> tuple[NameMatch, ...]:
        """Offer drug names beginning with, or having a word that begins with, the prefix."""

    def indication(self, indication_id: str) -> Indication | None:
        """Find an indication by id."""

    def recognise_indication(self, text: str) -> Indication | None:
        """Recognise a condition by name, short name, synonym or ICD-10-CM code."""

    def complete_indication(self, prefix: str, limit: int = 12) -> tuple[Indication, ...]:
        """Offer indications whose name, synonym or code begins with the prefix."""

    def drugs_in_class(self, drug_class: str) -> Iterable[Drug]:
        """List the drugs of one pharmacologic class."""
