"""Promises and over-claims in the prescriber's and the office's own words: a reviewer holds each against the letter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.conditions import TARGETED_CLASSES
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.free_texts import Author, FreeText
from denialdesk.domain.readiness import Todo
from denialdesk.domain.therapy import Therapy
from denialdesk.domain.vocabulary import Drug, Vocabulary

_PROMISES = re.compile(
    r"\b(?:will|shall|going to|certain to|sure to) (?:\w+ ){0,2}(?:cure|eliminate|eradicate|never|always)\b|"
    r"\bwill (?:certainly|definitely|surely|undoubtedly)\b|\b(?:is|are) (?:certain|sure|guaranteed|bound) to\b|"
    r"\bguarante(?:e[ds]?|es|eing)\b|\bcures?\b(?! rate)|\bmiracle\b|\b100 ?% (?:effective|safe|certain|success\w*)|"
    r"\b(?:completely|entirely|totally|perfectly|absolutely) (?:safe|effective|free of)\b|"
    r"\b(?:has|have|carries|there (?:is|are)) (?:absolutely )?no (?:risks?|side effects)\b|\brisk[- ]free\b|"
    r"\bnever (?:fails?|recurs?|relapses?|causes?)\b|\balways (?:works?|succeeds?)\b|"
    r"\bonly (?:possible )?(?:drug|cure) that\b|"
    r"\b(?:proven|shown) to cure\b|\bbest (?:possible )?drug\b",
    re.IGNORECASE,
)
_ALL_FAILED = re.compile(
    r"\b(?:all|every)(?: (?:of the|the|other|possible|available|formulary|preferred|conventional|alternative|single))*"
    r" (?:drugs?|medications?|therap(?:y|ies)|treatments?|options?|alternatives?|agents?|biologics?)\b"
    r"(?: \w+){0,4}? (?:failed|exhausted|tried|been ineffective|ineffective|not worked)\b|"
    r"\b(?:failed|exhausted|tried) (?:all|every)(?: (?:of the|the|other|possible|available|formulary|single))*"
    r" (?:drugs?|medications?|therap(?:y|ies)|treatments?|options?|alternatives?|agents?|biologics?)\b",
    re.IGNORECASE,
)
_FAILS = re.compile(r"fail|exhaust|tried|not |inadequate|ineffective|without", re.IGNORECASE)
_NUMBERS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"), start=2
    )
}
_COUNTED = re.compile(
    rf"\b(?P<number>{'|'.join(_NUMBERS)}|[2-9]|1[0-2]) (?:different |other |prior |previous |failed |earlier )*"
    r"(?P<what>TNF (?:inhibitor|blocker|antagonist)|anti-TNF|biologic|JAK inhibitor|conventional|csDMARD|DMARD|"
    r"drug|medication|therap(?:y|ies)|treatment|agent)\w*\b[^.;]*?\b(?:failed|failure|not (?:\w+ )?"
    r"(?:controlled|worked|helped|tolerated)|tried|inadequate|ineffective|without (?:success|response|effect))|"
    rf"\b(?:failed|tried|not tolerated|failure of) (?P<number2>{'|'.join(_NUMBERS)}|[2-9]|1[0-2]) "
    r"(?:different |other |prior |previous |earlier |separate )*"
    r"(?P<what2>TNF (?:inhibitor|blocker|antagonist)|anti-TNF|biologic|JAK inhibitor|conventional|csDMARD|DMARD|"
    r"drug|medication|therap(?:y|ies)|treatment|agent)",
    re.IGNORECASE,
)
_OF_CLASS: tuple[tuple[str, Callable[[Drug | None], bool]], ...] = (
    ("tnf", lambda drug: drug is not None and drug.drug_class == "TNF inhibitor"),
    ("anti-tnf", lambda drug: drug is not None and drug.drug_class == "TNF inhibitor"),
    ("jak", lambda drug: drug is not None and drug.drug_class == "JAK inhibitor"),
    ("biologic", lambda drug: drug is not None and drug.is_biologic),
    ("conventional", lambda drug: drug is None or not (drug.is_biologic or drug.drug_class in TARGETED_CLASSES)),
    ("csdmard", lambda drug: drug is None or not (drug.is_biologic or drug.drug_class in TARGETED_CLASSES)),
)


def claim_doubts(texts: Iterable[FreeText], case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Find promises, "all other drugs failed", and counts of failed drugs that the log does not show."""
    for text in texts:
        if text.author is Author.PAYER or text.target.endswith((":proof", ":prescribed_by")):
            continue
        for found in _PROMISES.finditer(text.text):
            yield _doubt(text, found.group(), "promises more than anyone can know")
        if text.author is Author.PRESCRIBER and _FAILS.search(text.text):
            for found in _ALL_FAILED.finditer(text.text):
                yield _doubt(text, found.group(), "claims more than the log can show: name the drugs instead")
            yield from _counts(text, case, vocabulary)


def _doubt(text: FreeText, quote: str, why: str) -> Todo:
    return suspicion("claim", f"“{' '.join(quote.split())}” in {text.name} {why}.", text.target, quote)


def _counts(text: FreeText, case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    for found in _COUNTED.finditer(text.text):
        word = (found["number"] or found["number2"]).casefold()
        what = (found["what"] or found["what2"]).casefold()
        number = _NUMBERS.get(word) or int(word)
        shown = len({_same(row) for row in case.therapies if _is_meant(row, what, vocabulary)})
        if number > shown:
            why = f"says {word}, but the log shows {shown or 'none'}"
            yield _doubt(text, found.group()[:80], why)


def _is_meant(row: Therapy, what: str, vocabulary: Vocabulary) -> bool:
    if not row.was_tried or not row.drug.strip():
        return False
    drug = vocabulary.drug(row.drug_id) if row.drug_id else None
    test = next((test for name, test in _OF_CLASS if what.startswith(name)), None)
    return test is None or test(drug)


def _same(row: Therapy) -> str:
    return row.drug_id or row.drug.strip().casefold()
