"""Recognising drugs as charts, pharmacies and exports write them, and offering them while one types.

Whole words only, never a guess: where a name may mean two drugs and nothing beside it decides, nothing is recognised.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from denialdesk.domain.vocabulary import Drug, NameMatch
from denialdesk.knowledge.forms import routes_fit, routes_in

_WORD = re.compile(r"[a-z0-9]+")
_JOINERS = frozenset({"and", "with", "plus"})
_FORM_SUFFIX = frozenset({"oral", "topical", "systemic", "inhaled", "intranasal", "injection"})


@dataclass(frozen=True, slots=True)
class DrugName:
    """One spelling of a drug. ``offered`` False: an abbreviation or other spelling, recognised but shown as generic.

    ``is_bare`` True: the name without its form ("tacrolimus" of "tacrolimus topical"), which needs the form beside it.
    """

    drug_id: str
    name: str
    is_brand: bool = False
    product: str = ""
    offered: bool = True
    is_bare: bool = False
    routes: tuple[str, ...] = ()
    is_requested: bool = False
    drug_class: str = ""
    is_class: bool = False  # the drug is known by no more than its class: phototherapy

    @property
    def match(self) -> NameMatch:
        """This spelling as an answer."""
        return NameMatch(self.drug_id, self.name, self.is_brand, self.product)


def words_of(text: str) -> tuple[str, ...]:
    """Split a text into plain lower-case words and numbers, without accents, apostrophes and joining words."""
    plain = text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    if not plain.isascii():
        plain = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return tuple(word for word in _WORD.findall(plain.lower()) if word not in _JOINERS)


def names_of(drug: Drug) -> Iterator[DrugName]:
    """List every spelling of a drug."""
    requested = "requested_drug" in drug.roles

    def entry(name: str, *, product: str = "", offered: bool = True, is_bare: bool = False) -> DrugName:
        return DrugName(
            drug.id,
            name,
            is_brand=bool(product) and product == name,
            product=product,
            offered=offered,
            is_bare=is_bare,
            routes=drug.routes,
            is_requested=requested,
            drug_class=drug.drug_class,
            is_class=drug.generic == drug.drug_class,
        )

    yield entry(drug.generic)
    for brand in drug.brands:
        is_product = not brand[0].islower() and drug.kind != "procedure"
        yield entry(brand, product=brand if is_product else "")
    for biosimilar in drug.biosimilar_products:
        for product in biosimilar.name.split("/"):
            yield entry(product, product=product)
        yield entry(biosimilar.nonproprietary)  # sold unbranded under this name too, so it names no product
    base = words_of(drug.generic)
    for other in drug.also_called:
        words = words_of(other)
        is_bare = len(words) < len(base) and base[: len(words)] == words and bool({*base[len(words) :]} & _FORM_SUFFIX)
        yield entry(other, offered=False, is_bare=is_bare)


class DrugNames:
    """The index of every spelling of every drug."""

    def __init__(self, names: Iterable[DrugName]) -> None:
        self._names = tuple(names)
        spellings: dict[tuple[str, ...], list[DrugName]] = defaultdict(list)
        for name in self._names:
            for spelling in _spellings(name.name):
                spellings[spelling].append(name)
        self._by_first: dict[str, list[tuple[tuple[str, ...], tuple[DrugName, ...]]]] = defaultdict(list)
        for spelling in sorted(spellings, key=len, reverse=True):
            self._by_first[spelling[0]].append((spelling, tuple(spellings[spelling])))
        self._generics = {name.drug_id: name for name in reversed(self._names) if name.offered and not name.product}
        for name in self._names:  # the generic itself stands first among a drug's names
            if name.drug_id not in self._generics or self._generics[name.drug_id].product:
                self._generics[name.drug_id] = name
        self._combinations = tuple(_combinations(self._generics.values()))
        # The same few names of a case are asked for at every keystroke.
        self._recognise_once = lru_cache(maxsize=512)(self._recognise)

    def recognise(self, text: str) -> NameMatch | None:
        """Recognise the one drug a text names, with strength and form around it or not; None when in doubt."""
        return self._recognise_once(text)

    def named_in(self, text: str) -> tuple[NameMatch, ...]:
        """Find every drug a running text names in full, in order; abbreviations and doubtful names are passed over."""
        found = []
        for match in self._matches(words_of(text)):
            names = [name for name in match if name.offered]
            if names and len({name.drug_id for name in match}) == 1:
                found.append(names[0].match)
        return tuple(dict.fromkeys(found))

    def _recognise(self, text: str) -> NameMatch | None:
        words = words_of(text)
        matches = _without_class_names(list(self._matches(words)))
        if not matches:
            return None
        combination = self._combination(words, matches)
        if combination is not None:
            return combination.match
        candidates = set.intersection(*({name.drug_id for name in match} for match in matches))
        stated = routes_in(text)
        fitting = {drug_id for drug_id in candidates if self._fits(drug_id, matches, stated)}
        if len(fitting) != 1:
            return None
        (drug_id,) = fitting
        found = [name for match in matches for name in match if name.drug_id == drug_id]
        best = max(found, key=lambda name: (name.is_brand, name.offered, len(name.name)))
        return best.match if best.offered else self._generics[drug_id].match

    def _fits(self, drug_id: str, matches: Sequence[tuple[DrugName, ...]], stated: frozenset[str]) -> bool:
        """Tell whether a drug can be meant, given the routes the text states; a bare name needs one that fits."""
        found = [name for match in matches for name in match if name.drug_id == drug_id]
        fit = routes_fit(stated, found[0].routes) if stated else None
        if all(name.is_bare for name in found):
            return fit is True
        others = {name.drug_id for match in matches for name in match} - {drug_id}
        return fit is True if others and all(len(match) > 1 for match in matches) else fit is not False or not others

    def _matches(self, words: tuple[str, ...]) -> Iterator[tuple[DrugName, ...]]:
        position = 0
        while position < len(words):
            for spelling, names in self._by_first.get(words[position], ()):
                if words[position : position + len(spelling)] == spelling:
                    yield names
                    position += len(spelling)
                    break
            else:
                position += 1

    def _combination(self, words: tuple[str, ...], matches: Sequence[tuple[DrugName, ...]]) -> DrugName | None:
        """Find the combination product whose ingredients are what the text names."""
        if len(matches) < 2:
            return None
        found = [
            (len(parts), name) for parts, name in self._combinations if all(_contains(words, part) for part in parts)
        ]
        if not found:
            return None
        most = max(count for count, _name in found)
        best = {name.drug_id: name for count, name in found if count == most}
        return next(iter(best.values())) if len(best) == 1 and most >= len(matches) else None

    def complete(self, prefix: str, limit: int) -> tuple[NameMatch, ...]:
        """Offer names that begin with the prefix, then names that have a word beginning with it."""
        wanted = words_of(prefix)
        if not wanted:
            return ()
        ranked = []
        for name in self._names:
            rank = _rank(words_of(name.name), wanted)
            if rank is None or (not name.offered and rank):
                continue
            shown = name if name.offered else self._generics[name.drug_id]
            ranked.append((rank, not shown.is_requested, shown.name.casefold(), shown))
        ranked.sort(key=lambda item: item[:3])
        offers = dict.fromkeys(item[3].match for item in ranked)
        return tuple(offers)[:limit]


def _without_class_names(matches: list[tuple[DrugName, ...]]) -> list[tuple[DrugName, ...]]:
    """Leave out the name of a whole class beside a drug of it: "NB-UVB (phototherapy)" is NB-UVB."""
    told = {name.drug_class for match in matches for name in match if not name.is_class}
    return [match for match in matches if not any(name.is_class and name.drug_class in told for name in match)]


def _spellings(name: str) -> Iterator[tuple[str, ...]]:
    """List how a name may be split: as written, and its hyphened part run together (Solu-Medrol, 6-MP, NB-UVB)."""
    words = words_of(name)
    if words:
        yield words
    if "-" in name:
        joined = words_of(name.replace("-", ""))
        if joined and joined != words:
            yield joined


def _rank(words: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    """Tell how well a name answers a prefix: 0 from its beginning, 1 from one of its words, None not at all."""
    for start in range(len(words) - len(wanted) + 1):
        *whole, last = wanted
        if words[start : start + len(whole)] == tuple(whole) and words[start + len(whole)].startswith(last):
            return 0 if start == 0 else 1
    return None


def _contains(words: tuple[str, ...], part: tuple[str, ...]) -> bool:
    return any(words[start : start + len(part)] == part for start in range(len(words) - len(part) + 1))


def _combinations(generics: Iterable[DrugName]) -> Iterator[tuple[tuple[tuple[str, ...], ...], DrugName]]:
    """List drugs whose generic name joins several ingredients: fluticasone-salmeterol."""
    for name in generics:
        parts = tuple(words_of(part) for part in name.name.split("-"))
        if len(parts) > 1 and all(part and len(part[0]) > 5 for part in parts):
            yield parts, name
