"""What differs between a letter as it was exported and as it came back: paragraph by paragraph, word by word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import groupby

from denialdesk.domain.letter_versions import LetterVersion

_LEAST_ALIKE = 0.4  # share of words that two paragraphs must have in common to be one that was changed
_LEAST_READ = 0.5  # share of a letter's words a PDF's text must hold to be compared at all
_LEAST_PART = 4  # words that stand around a letter as well and are taken for that; fewer could be anybody's
_MOST_WORDS = 4_000  # of one paragraph that is compared by its words; a longer one is no paragraph of a letter
_WORDS = re.compile(r"\S+")
_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00ad": "", "‑": "-"})
_LIST_SIGN = re.compile(r"[•·▪‣\-–—]|\d{1,2}[.)]|[\uf000-\uf0ff]")
_BULLETS = "•▪‣"  # a PDF may run one into the word that follows
_BROKEN_WORD = re.compile(r"\x02|-\n")  # a word broken after its hyphen; PDFium writes some as U+0002
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")  # no file of a letter holds them
_PAGE_COUNT = re.compile(r"\bpage\s+\d+(?:\s+of\s+\d+)?\b", re.IGNORECASE)
_PRINTED_MARK = re.compile(r"\bref\.?\s*[0-9a-z]{4}\s?[-–—‑]\s?[0-9a-z]{2}\b\s*[·•]?", re.IGNORECASE)


class PieceKind(StrEnum):
    """What happened to some words."""

    KEPT = "kept"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together and fared alike."""

    kind: PieceKind
    text: str


@dataclass(frozen=True, slots=True)
class ParagraphDifference:
    """One paragraph that is not as it was. ``number`` is its place in the letter as exported, from 1."""

    number: int
    pieces: tuple[Piece, ...]

    @property
    def after(self) -> str:
        """The paragraph as it came back; empty when it is gone."""
        return " ".join(piece.text for piece in self.pieces if piece.kind is not PieceKind.REMOVED)

    @property
    def has_new_words(self) -> bool:
        """True when words were added, so that they can say something the record does not hold."""
        return any(piece.kind is PieceKind.ADDED for piece in self.pieces)

    @property
    def shown(self) -> str:
        """The paragraph as plain text: [-removed-] and [+added+]."""
        marks = {PieceKind.KEPT: "{}", PieceKind.ADDED: "[+{}+]", PieceKind.REMOVED: "[-{}-]"}
        return " ".join(marks[piece.kind].format(piece.text) for piece in self.pieces)


def compare_paragraphs(before: Sequence[str], after: Sequence[str]) -> tuple[ParagraphDifference, ...]:
    """Compare two texts paragraph by paragraph; spaces, kinds of quotation marks and empty paragraphs do not count."""
    old, new = ([text for text in texts if _even(text)] for texts in (before, after))
    matcher = SequenceMatcher(None, [_even(text) for text in old], [_even(text) for text in new], autojunk=False)
    found: list[ParagraphDifference] = []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag != "equal":
            found.extend(_stretch(old, first, last, new[new_first:new_last]))
    return tuple(found)


def compare_pages(version: LetterVersion, text: str) -> tuple[ParagraphDifference, ...] | None:
    """Compare the text of a PDF's pages with a version; what stands around the text on each page does not count.

    None when the two have too little in common: another letter, or a scan whose text was read badly.
    """
    furniture = {_even(each).casefold() for each in version.furniture}
    said = _even(" ".join(version.paragraphs)).casefold()
    around = {each for each in furniture if each not in said}  # what the letter says as well is looked for in it
    found = [word for line in _BROKEN_WORD.sub("-", text).splitlines() for word in _line_words(line, around)]
    expected = [
        (number, word)
        for number, each in enumerate(version.paragraphs)
        for word in _WORDS.findall(_CONTROLS.sub("", each))
    ]
    old, new = [_plain(word) for _number, word in expected], [_plain(word) for word in found]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    matches = sum(block.size for block in matcher.get_matching_blocks())
    if not old or matches / len(old) < _LEAST_READ:
        return None
    told: list[tuple[int, PieceKind, str]] = []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        # A page's text has its words, but not always the spaces between them.
        is_same = "".join(old[first:last]) == "".join(new[new_first:new_last])
        kind = PieceKind.KEPT if is_same else PieceKind.REMOVED
        told.extend((number, kind, word) for number, word in expected[first:last])
        added = [] if is_same else _without_furniture(found[new_first:new_last], furniture)
        place = expected[min(first, len(expected) - 1)][0] if tag == "replace" or first == 0 else expected[first - 1][0]
        told.extend((place, PieceKind.ADDED, word) for word in added)
    told.sort(key=lambda each: each[0])
    differences = []
    for number, words in groupby(told, key=lambda each: each[0]):
        pieces = _pieces((kind, word) for _number, kind, word in words)
        if any(piece.kind is not PieceKind.KEPT for piece in pieces):
            differences.append(ParagraphDifference(number + 1, pieces))
    return tuple(differences)


def _stretch(old: Sequence[str], first: int, last: int, new: Sequence[str]) -> Iterator[ParagraphDifference]:
    """Set paragraphs of a changed stretch side by side: those with enough words in common are one that was changed."""
    waiting = list(new)
    for number in range(first, last):
        alike = next((place for place, text in enumerate(waiting) if _is_alike(old[number], text)), None)
        if alike is None:
            yield ParagraphDifference(number + 1, (Piece(PieceKind.REMOVED, old[number]),))
            continue
        for text in waiting[:alike]:
            yield ParagraphDifference(number + 1, (Piece(PieceKind.ADDED, text),))
        yield ParagraphDifference(number + 1, _word_pieces(old[number], waiting[alike]))
        del waiting[: alike + 1]
    for text in waiting:
        yield ParagraphDifference(max(1, last), (Piece(PieceKind.ADDED, text),))


def _is_alike(old: str, new: str) -> bool:
    first, second = _even(old).split(), _even(new).split()
    if max(len(first), len(second)) > _MOST_WORDS:
        return False
    return SequenceMatcher(None, first, second, autojunk=False).ratio() >= _LEAST_ALIKE


def _word_pieces(old: str, new: str) -> tuple[Piece, ...]:
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, [_plain(word) for word in before], [_plain(word) for word in after], autojunk=False)
    told: list[tuple[PieceKind, str]] = []
    for tag, first, last, new_first, new_last in matcher.get_opcodes():
        if tag == "equal":
            told.extend((PieceKind.KEPT, word) for word in after[new_first:new_last])
        else:
            told.extend((PieceKind.REMOVED, word) for word in before[first:last])
            told.extend((PieceKind.ADDED, word) for word in after[new_first:new_last])
    return _pieces(told)


def _pieces(words: Iterable[tuple[PieceKind, str]]) -> tuple[Piece, ...]:
    return tuple(
        Piece(kind, " ".join(word for _kind, word in group)) for kind, group in groupby(words, key=lambda each: each[0])
    )


def _line_words(line: str, furniture: set[str]) -> list[str]:
    """The words of a line of a page; none of a line that stands around the text."""
    bare = _PRINTED_MARK.sub(" ", _PAGE_COUNT.sub(" ", line))
    if bare != line and (not bare.strip(" ·•") or _is_furniture(bare, furniture)):
        return []
    if _even(line).casefold() in furniture:
        return []
    words = [word.lstrip(_BULLETS) for word in _WORDS.findall(line)]
    words = words[1:] if words and _LIST_SIGN.fullmatch(words[0]) else words
    return [word for word in words if word]


def _is_furniture(text: str, furniture: set[str]) -> bool:
    """True for one of the texts around the letter, or part of one that was broken into lines."""
    even = _even(text).casefold().strip(" ·•")
    return any(even in each for each in furniture)


def _without_furniture(words: list[str], furniture: set[str]) -> list[str]:
    """What was added, unless it is a sign of a list, or a table's header or a letterhead met on a further page."""
    rest = " ".join(_PAGE_COUNT.sub(" ", " ".join(words)).split())
    left = _even(rest).casefold()
    for each in sorted(furniture, key=len, reverse=True):
        left = left.replace(each, " ")
    is_part = len(words) >= _LEAST_PART and _is_furniture(rest, furniture)
    if is_part or not left.strip(" ·•"):
        return []
    return [word for word in rest.split() if not _LIST_SIGN.fullmatch(word)]


def _even(text: str) -> str:
    return " ".join(_plain(text).split())


def _plain(text: str) -> str:
    even = unicodedata.normalize("NFKC", text).translate(_QUOTES)
    return even if even.isprintable() else _CONTROLS.sub("", even)
