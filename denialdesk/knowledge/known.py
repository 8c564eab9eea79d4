"""The ids a criteria file may refer to; a reference to anything else is an error with file and line."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from denialdesk.knowledge.strict_yaml import Fields

ROUTES = frozenset(
    {
        *("oral", "subcutaneous", "intravenous", "intramuscular", "injection", "topical", "inhaled", "nasal", "rectal"),
        *("intravitreal", "in-office", "intra-articular", "intralesional", "home unit", "extracorporeal"),
    }
)


@dataclass(frozen=True, slots=True)
class DrugGroup:
    """A named group of drugs that policies mean by a word: "a biologic"."""

    id: str
    name: str
    classes: frozenset[str]
    drug_ids: frozenset[str]
    excluded_drug_ids: frozenset[str]
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that may be referred to. ``drugs`` maps a drug id to its class."""

    drugs: dict[str, str] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()
    groups: dict[str, DrugGroup] = field(default_factory=dict)
    indications: frozenset[str] = frozenset()
    instruments: frozenset[str] = frozenset()
    supports: frozenset[str] = frozenset()
    policies: frozenset[str] = frozenset()

    def drug_ids(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of drug ids."""
        return self._checked(fields, key, self.drugs, "drug")

    def class_names(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of drug classes."""
        return self._checked(fields, key, self.classes, "drug class")

    def indication_ids(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of indication ids."""
        return self._checked(fields, key, self.indications, "indication")

    def instrument_ids(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of instrument ids."""
        return self._checked(fields, key, self.instruments, "instrument")

    def support_words(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of what evidence supports."""
        return self._checked(fields, key, self.supports, "use of evidence")

    def policy_ids(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of policy ids."""
        return self._checked(fields, key, self.policies, "policy")

    def group_list(self, fields: Fields, key: str) -> tuple[DrugGroup, ...]:
        """Read a list of drug group ids."""
        return tuple(self.groups[name] for name in self._checked(fields, key, self.groups, "drug group"))

    def route_names(self, fields: Fields, key: str) -> tuple[str, ...]:
        """Read a list of routes in the plain words this program uses."""
        return self._checked(fields, key, ROUTES, "route")

    @staticmethod
    def _checked(fields: Fields, key: str, allowed: Iterable[str], what: str) -> tuple[str, ...]:
        names = fields.texts(key)
        for name in names:
            if name not in allowed:
                raise fields.fault(f"there is no {what} {name!r}", key)
        return names
