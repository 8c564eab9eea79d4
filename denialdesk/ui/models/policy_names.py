"""Drugs and classes as a person types them into a policy: offered, read into agents, and written back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import Agent
from denialdesk.knowledge.library import Library
from denialdesk.ui.models.completion import Offer, drug_offers, name_offers

SEPARATOR = ";"
CLASS_WORD = "class"
_MOST_CLASSES = 8


@dataclass(frozen=True, slots=True)
class TailOffer(Offer):
    """An offer for the last name of several: ``text`` is the whole field, ``tail`` what the list shows."""

    tail: str = ""

    @property
    def shown(self) -> str:
        """The line as the list shows it."""
        return f"{self.tail}  –  {self.detail}" if self.detail else self.tail


@dataclass(frozen=True, slots=True)
class Meaning:
    """What names were read as; ``unknown`` are those that are neither a drug nor a class."""

    drug_ids: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    unknown: tuple[str, ...] = ()


def split_names(text: str) -> tuple[str, ...]:
    """The names of a field, in order, each once."""
    return tuple(dict.fromkeys(name for part in text.split(SEPARATOR) if (name := part.strip())))


def join_names(names: Iterable[str]) -> str:
    """Write names into one field."""
    return f"{SEPARATOR} ".join(names)


def meaning_offers(library: Library, text: str) -> tuple[Offer, ...]:
    """Offer classes and drugs that begin like the text; empty text offers every class."""
    classes = name_offers(library.drug_classes(), text)
    if not text.strip():
        return tuple(replace(offer, detail=CLASS_WORD, id=offer.text) for offer in classes)
    found = tuple(replace(offer, detail=CLASS_WORD, id=offer.text) for offer in classes[:_MOST_CLASSES])
    return (*found, *drug_offers(library, text))


def tail_offers(offers: Callable[[str], Sequence[Offer]], text: str) -> tuple[Offer, ...]:
    """Offer for the last of several names; what stands before it stays."""
    before, separator, tail = text.rpartition(SEPARATOR)
    lead = f"{before.strip()}{SEPARATOR} " if separator else ""
    return tuple(TailOffer(lead + each.text, each.detail, each.id, each.text) for each in offers(tail.strip()))


def read_meaning(library: Library, text: str) -> Meaning:
    """Read names as drugs and classes."""
    classes = {name.casefold(): name for name in library.drug_classes()}
    drugs, found, unknown = set[str](), set[str](), []
    for name in split_names(text):
        plain = name.casefold().removeprefix("any ")
        match = None if plain in classes else library.recognise_drug(name)
        if plain in classes:
            found.add(classes[plain])
        elif match is not None:
            drugs.add(match.drug_id)
        else:
            unknown.append(name)
    return Meaning(frozenset(drugs), frozenset(found), tuple(unknown))


def meaning_text(library: Library, drug_ids: Iterable[str], classes: Iterable[str] = ()) -> str:
    """Write drugs and classes as a person would type them."""
    return join_names((*sorted(classes), *sorted(drug_name(library, drug_id) for drug_id in drug_ids)))


def drug_name(library: Library, drug_id: str) -> str:
    """The generic name of a drug, where typing it leads back to that drug; else its id."""
    drug = library.drug(drug_id)
    if drug is None:
        return drug_id
    if drug.generic == drug.drug_class:  # typed so, it is the class
        return drug_id
    match = library.recognise_drug(drug.generic)
    return drug.generic if match is not None and match.drug_id == drug_id else drug_id


def new_agent(library: Library, name: str) -> Agent:
    """An agent of one printed name, tied to what the name is recognised as."""
    meaning = read_meaning(library, name)
    return Agent(name.strip(), meaning.drug_ids, meaning.classes)


def agents_of(library: Library, text: str, known: Sequence[Agent]) -> tuple[Agent, ...]:
    """Read printed names as agents; one that stood there before keeps everything that was said of it."""
    kept = {agent.as_printed: agent for agent in known}
    return tuple(kept.get(name) or new_agent(library, name) for name in split_names(text))


def lines_of(text: str) -> tuple[str, ...]:
    """The lines of a field that say something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
