"""Routes and dosage forms as names and requests state them: what tells a cream from a tablet."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WORDS = {
    "oral": "oral orally po tablet tablets tab tabs capsule capsules cap caps pill pills mouth odt syrup elixir",
    "subcutaneous": "subcutaneous subcutaneously sc sq subq subcut subcu pen pens autoinjector syringe syringes",
    "intravenous": "intravenous intravenously iv ivpb infusion infusions infused",
    "intramuscular": "intramuscular intramuscularly im",
    "injection": "injection injections injectable inj prefilled vial vials injector",
    "topical": "topical topically cream ointment oint lotion gel foam shampoo",
    "inhaled": "inhaled inhaler inhalation inh mdi dpi hfa diskus nebulizer nebulized neb nebs respules flexhaler",
    "nasal": "nasal nasally intranasal nostril",
    "rectal": "rectal rectally enema suppository suppositories",
    "intravitreal": "intravitreal",
    "in-office": "phototherapy lightbox",
}
_FORM_WORDS = {
    "tablet": "tablet tablets tab tabs",
    "capsule": "capsule capsules cap caps",
    "oral solution": "solution liquid lq suspension",
    "cream": "cream",
    "ointment": "ointment oint",
    "foam": "foam",
}
_FORM_OF = {word: form for form, words in _FORM_WORDS.items() for word in words.split()}
_ROUTE_OF = {word: route for route, words in _WORDS.items() for word in words.split()}
_INJECTED = frozenset({"subcutaneous", "intravenous", "intramuscular", "injection", "intra-articular", "intralesional"})


def routes_in(text: str) -> frozenset[str]:
    """Read the routes a text names, as plain words; empty when it names none.

    A general word ("injection") is left out where a particular one ("subcutaneous") stands beside it.
    """
    found = {_ROUTE_OF[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _ROUTE_OF}
    if found & (_INJECTED - {"injection"}):
        found.discard("injection")
    return frozenset(found)


def forms_in(text: str) -> frozenset[str]:
    """Read the dosage forms a text names; empty when it names none."""
    return frozenset(_FORM_OF[word] for word in re.findall(r"[a-z]+", text.lower()) if word in _FORM_OF)


def routes_fit(stated: Iterable[str], wanted: Iterable[str]) -> bool | None:
    """Tell whether stated routes are among the wanted ones.

    True: every stated route is wanted. False: none is. None: it cannot be told (nothing stated, or only some fit).
    Nothing wanted means every route fits. "injection" fits any injected route, but does not tell which.
    """
    stated, wanted = frozenset(stated), frozenset(wanted)
    if not wanted:
        return True
    if not stated:
        return None
    if stated <= wanted:
        return True
    if "injection" in wanted and stated <= _INJECTED:
        return True
    if "injection" in stated and wanted & _INJECTED:
        return None
    return None if stated & wanted else False
