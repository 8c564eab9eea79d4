"""The whole of ICD-10-CM, for finding a code by its words or its beginning. Read category by category, on demand."""

from __future__ import annotations

import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from denialdesk.domain.errors import UserError
from denialdesk.domain.vocabulary import Icd10
from denialdesk.knowledge.codec import Json
from denialdesk.knowledge.container import Container
from denialdesk.knowledge.names import words_of

CATEGORY_LENGTH = 3
_ENOUGH = 500  # matches to choose the best from: a search for "encounter" must not read every category


class CodeListError(UserError):
    """A list of codes that cannot be used; the message names file and line."""


def read_codes(folder: Path) -> Iterator[Icd10]:
    """Read the one release in a folder (``*.tsv.xz``); raises CodeListError with file and line."""
    files = sorted(folder.glob("*.tsv.xz"))
    if len(files) != 1:
        raise CodeListError(f"{folder.name} holds {len(files)} lists of codes.", "Leave exactly one release there.")
    (path,) = files
    try:
        with lzma.open(path, "rt", encoding="utf-8", newline="\n") as file:
            for number, line in enumerate(file, start=1):
                yield _code(line.rstrip("\n").split("\t"), f"{path.name}, line {number}")
    except (lzma.LZMAError, EOFError, UnicodeDecodeError):
        raise CodeListError(f"{path.name} is damaged.", "Put the list of codes back.") from None


def _code(columns: list[str], place: str) -> Icd10:
    if len(columns) != 3 or columns[1] not in {"0", "1"} or not all(columns):
        raise CodeListError(f"{place}: a line is code, tab, 1 or 0, tab, description.", "Correct the list of codes.")
    code, billable, description = columns
    return Icd10(code, description, billable == "1")


def code_tables(codes: Iterable[Icd10]) -> dict[str, dict[str, Json]]:
    """Compile codes to the tables of a pack: the codes of each category, and the categories of each word."""
    categories: dict[str, list[Json]] = defaultdict(list)
    words: dict[str, set[str]] = defaultdict(set)
    for code in codes:
        category = code.code[:CATEGORY_LENGTH]
        categories[category].append([code.code, code.description, int(code.billable)])
        for word in words_of(code.description):
            words[word].add(category)
    return {"icd10": dict(categories), "icd10_words": {word: sorted(found) for word, found in words.items()}}


class CodeBook:
    """ICD-10-CM as compiled in a pack."""

    def __init__(self, container: Container) -> None:
        self._categories = container.table("icd10")
        self._words = container.table("icd10_words")

    def find(self, code: str) -> Icd10 | None:
        """Find a code, with or without its dot, in any case."""
        wanted = code.strip().replace(".", "").upper()
        return next((found for found in self._category(wanted[:CATEGORY_LENGTH]) if _plain(found) == wanted), None)

    def search(self, text: str, limit: int = 12) -> tuple[Icd10, ...]:
        """Offer codes that begin with the text, else those with a word beginning with each word of the text.

        By words, codes that can be billed stand first, then the shorter descriptions.
        """
        if not text.strip():
            return ()
        found = self._by_code(text.strip().replace(".", "").upper()) or self._by_words(words_of(text))
        return tuple(found[:limit])

    def _by_code(self, start: str) -> list[Icd10]:
        if len(start) < 2 or not start.isalnum() or not start[1].isdigit():
            return []
        keys = self._categories.keys_from(start[:CATEGORY_LENGTH])
        return [code for key in keys for code in self._category(key) if _plain(code).startswith(start)][:_ENOUGH]

    def _by_words(self, words: tuple[str, ...]) -> list[Icd10]:
        if not words:
            return []
        choices = [{key for known in self._words.keys_from(word) for key in self._words.get(known)} for word in words]
        found: list[Icd10] = []
        for category in sorted(set.intersection(*choices)):
            found += [code for code in self._category(category) if _has(words_of(code.description), words)]
            if len(found) >= _ENOUGH:
                break
        return sorted(found, key=lambda code: (not code.billable, len(code.description), code.code))

    def _category(self, key: str) -> list[Icd10]:
        rows = self._categories.get(key) or ()
        return [Icd10(code, description, bool(billable)) for code, description, billable in rows]


def _plain(code: Icd10) -> str:
    return code.code.replace(".", "")


def _has(description: tuple[str, ...], begun: tuple[str, ...]) -> bool:
    return all(any(word.startswith(start) for word in description) for start in begun)
