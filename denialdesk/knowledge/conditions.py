"""Recognising conditions by name, short name, synonym or ICD-10-CM code, and offering them while one types."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from denialdesk.domain.vocabulary import Indication
from denialdesk.knowledge.names import words_of

_CODE = re.compile(r"[A-Z][0-9][0-9AB](?:\.?[0-9A-Z]{1,4})?", re.IGNORECASE)
_SHORTEST_STEM = 3
_SHORTEST_WORD = 6  # a shorter single word ("as", "gout") is an abbreviation or too common inside a sentence


def plain_code(text: str) -> str:
    """Write an ICD-10-CM code without its dot, in capitals; empty when the text is no code."""
    text = text.strip()
    return text.replace(".", "").upper() if _CODE.fullmatch(text) else ""


class ConditionNames:
    """The index of every name and code of every condition."""

    def __init__(self, indications: Iterable[Indication]) -> None:
        self._indications = tuple(indications)
        self._own: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._synonyms: dict[tuple[str, ...], set[int]] = defaultdict(set)
        self._codes: dict[str, set[int]] = defaultdict(set)
        for place, item in enumerate(self._indications):
            for name in (item.name, item.short, item.id, item.name.split(" (")[0]):
                if words := words_of(name):
                    self._own[words].add(place)
            for name in (*item.synonyms, *item.also_called):
                self._synonyms[words_of(name)].add(place)
            for code in item.icd10:
                self._codes[code.code.replace(".", "")].add(place)
        self._longest = max((len(name) for name in (*self._own, *self._synonyms)), default=0)

    def recognise(self, text: str) -> Indication | None:
        """Recognise the one condition a text names; a name or code of several conditions is nothing certain."""
        words = words_of(text)
        for names in (self._own, self._synonyms):
            if found := names.get(words):
                return self._only(found)
        if code := plain_code(text):
            return self._by_code(code)
        return self._only(self._inside(text, words) or self._codes_inside(text))

    def _inside(self, text: str, words: tuple[str, ...]) -> set[int]:
        """Find the names inside a longer text, the longest at each place; short forms only when written as such."""
        capitals = {word.lower() for word in re.findall(r"[A-Za-z0-9]+", text) if sum(map(str.isupper, word)) > 1}
        found: set[int] = set()
        position = 0
        while position < len(words):
            length, places = self._longest_at(words, position, capitals)
            found |= places
            position += length or 1
        return found

    def _longest_at(self, words: tuple[str, ...], position: int, capitals: set[str]) -> tuple[int, set[int]]:
        for length in range(min(self._longest, len(words) - position), 0, -1):
            name = words[position : position + length]
            if length == 1 and len(name[0]) < _SHORTEST_WORD and name[0] not in capitals:
                continue
            for names in (self._own, self._synonyms):
                if name in names:
                    return length, names[name]
        return 0, set()

    def _codes_inside(self, text: str) -> set[int]:
        words = re.findall(r"[A-Za-z0-9.]+", text)
        found = (self._by_code(code) for word in words if (code := plain_code(word.rstrip("."))))
        return {self._indications.index(item) for item in found if item is not None}

    def _by_code(self, code: str) -> Indication | None:
        """Find the condition of a code: its own, else of the nearest wider or narrower codes on file."""
        if places := self._codes.get(code):
            return self._only(self._most_particular(places))
        for length in range(len(code), _SHORTEST_STEM - 1, -1):
            stem = code[:length]
            near = {place for known, places in self._codes.items() if known.startswith(stem) for place in places}
            if near:
                return self._only(near)
        return None

    def _most_particular(self, places: set[int]) -> set[int]:
        """Keep the condition whose codes are a part of every other's: HoFH rather than hypercholesterolemia."""
        codes = {place: {entry.code for entry in self._indications[place].icd10} for place in places}
        return {place for place in places if all(codes[place] <= codes[other] for other in places)} or places

    def _only(self, places: set[int]) -> Indication | None:
        return self._indications[next(iter(places))] if len(places) == 1 else None

    def complete(self, prefix: str, limit: int) -> tuple[Indication, ...]:
        """Offer conditions whose short name is the prefix, then by name, synonym and code."""
        wanted = words_of(prefix)
        code = prefix.strip().replace(".", "").upper()
        if not wanted:
            return ()
        ranked = [
            (rank, item.name.casefold(), item)
            for item in self._indications
            if (rank := _rank(item, wanted, code)) is not None
        ]
        ranked.sort(key=lambda entry: entry[:2])
        return tuple(item for _rank_of, _name, item in ranked[:limit])


def _rank(item: Indication, wanted: tuple[str, ...], code: str) -> int | None:
    if words_of(item.short) == wanted:
        return 0
    names = [(1, item.name), (1, item.short), *((2, name) for name in (*item.synonyms, *item.also_called))]
    found = [rank + late for rank, name in names if (late := _place(words_of(name), wanted)) is not None]
    if any(entry.code.replace(".", "").startswith(code) for entry in item.icd10):
        found.append(1)
    return min(found, default=None)


def _place(words: tuple[str, ...], wanted: tuple[str, ...]) -> int | None:
    """Tell where a prefix is in a name: 0 at its beginning, 2 at a later word, None nowhere."""
    *whole, last = wanted
    for start in range(len(words) - len(wanted) + 1):
        if words[start : start + len(whole)] == tuple(whole) and words[start + len(whole)].startswith(last):
            return 0 if start == 0 else 2
    return None
