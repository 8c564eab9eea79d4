"""Numbers, dates and drug names in the office's own words that the record does not hold.

The record is the case, the practice and the letter as the program wrote it, which holds every length, count, criterion
and law worked out from them. A number with a unit must stand there with that unit: "20 mg" is not shown by 20 weeks.
What cannot be read for certain is not complained of.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, StrEnum

from denialdesk.domain.case import Case
from denialdesk.domain.date_text import MONTHS
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.letter import BulletList, Letter, Paragraph
from denialdesk.domain.letter_parts import run_text
from denialdesk.domain.practice import Practice
from denialdesk.domain.vocabulary import Vocabulary


class StrayKind(StrEnum):
    """What kind of fact the record lacks."""

    NUMBER = "number"
    DATE = "date"
    DRUG = "drug"


@dataclass(frozen=True, slots=True)
class Stray:
    """One fact the record does not hold, as it was written."""

    kind: StrayKind
    text: str


_DATES = (  # read in small letters; a word in the place of a month must be one
    re.compile(r"\b(?P<month>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d{1,2})-(?P<day>\d{1,2})\b"),
    re.compile(r"\b(?P<number>\d{1,2})/(?P<day>\d{1,2})/(?P<year>(?:19|20)?\d\d)\b"),
    re.compile(r"\b(?P<month>[a-z]{3,9})\.?,?\s+(?:of\s+)?(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<number>\d{1,2})/(?P<year>(?:19|20)\d\d)\b"),
    re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<number>\d{1,2})\b(?!-)"),
)
_HAS_DATE = re.compile(r"(?:19|20)\d\d|\d/\d")
_NUMBER = re.compile(r"(?<![\w.,])(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)(?P<unit>[\s-]?(?:%|[A-Za-zµμ]+))?")
_DIGIT = re.compile(r"\d")
_TOKEN = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[A-Za-z])[\w.-]*\w|\b\d+(?:[-–]\d+)+\b")  # M05.79, DAS28-CRP, 555-0142
_NAMES = (
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
_WORDS = {word: figure for figure, word in enumerate(_NAMES, start=2)}
_NUMBER_WORD = re.compile(rf"(?<!\w)(?=[tfsen])(?P<word>{'|'.join(_NAMES)})\b(?P<unit>[\s-][a-z]+)?")
_UNITS = {
    "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week", "month": "month",
    "months": "month", "mo": "month", "year": "year", "years": "year", "yr": "year", "yrs": "year", "hour": "hour",
    "hours": "hour", "mg": "mg", "milligram": "mg", "milligrams": "mg", "mcg": "mcg", "µg": "mcg", "μg": "mcg",
    "g": "g", "gram": "g", "grams": "g", "ml": "ml", "kg": "kg", "unit": "unit", "units": "unit", "%": "%",
    "percent": "%", "tablet": "tablet", "tablets": "tablet", "capsule": "capsule", "capsules": "capsule",
    "dose": "dose", "doses": "dose", "injection": "injection", "injections": "injection", "page": "page",
    "pages": "page",
}  # fmt: skip
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-'’][A-Za-z0-9]+)*")
_LONGEST_NAME = 3  # words of a drug's name


@dataclass(frozen=True, slots=True)
class _Dated:
    """A date found in a text: where, as written, and year, month and day as far as they are told."""

    start: int
    text: str
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """What the record holds. ``figures`` are numbers alone, ``measures`` numbers with the unit they stand with."""

    text: str
    figures: frozenset[str]
    measures: frozenset[tuple[str, str]]
    codes: frozenset[str]
    days: frozenset[tuple[int, int, int]]
    months: frozenset[tuple[int, int]]
    years: frozenset[int]
    drug_ids: frozenset[str]


def held_by(case: Case, practice: Practice, generated: Letter) -> Held:
    """Gather what the record holds; the office's own edits of the letter are no record."""
    bare = dataclasses.replace(case, letter=dataclasses.replace(case.letter, edits=(), orders=()))
    texts: dict[str, None] = {}  # each text once: much stands in the case and in the letter
    dates: list[PartialDate] = []
    for value in _values((bare, practice)):
        if isinstance(value, str):
            texts[value] = None
        else:
            dates.append(value)
    texts.update(dict.fromkeys(_letter_texts(generated)))
    text = "\n".join(texts)
    numbered = "\n".join(each for each in texts if _DIGIT.search(each))
    dated = "\n".join(each for each in texts if _HAS_DATE.search(each))
    days, months, years = _calendar(dated, dates, generated.date)
    drug_ids = frozenset({case.request.drug_id, *(row.drug_id for row in case.therapies)} - {""})
    measures = frozenset((*_figures(numbered), *_number_words(_small(text))))
    return Held(
        text.casefold(),
        frozenset({figure for figure, _unit in measures} | {_figure(token) for token in _TOKEN.findall(numbered)}),
        measures,
        frozenset(code.casefold() for code in _CODE.findall(numbered)),
        days,
        months,
        years,
        drug_ids,
    )


def stray_facts(text: str, held: Held, vocabulary: Vocabulary) -> tuple[Stray, ...]:
    """Name each number, date and drug of a text that the record does not hold, in the order they are written."""
    found = [*_stray_dates(text, held)]
    rest = text
    for dated in _dates_in(text):
        rest = f"{rest[: dated.start]}{' ' * len(dated.text)}{rest[dated.start + len(dated.text) :]}"
    found += _stray_numbers(rest, held)
    found += _stray_drugs(text, held, vocabulary)
    placed = sorted(found, key=lambda each: each[0])
    return tuple(dict.fromkeys(stray for _place, stray in placed))


# ---- reading


def _values(value: object) -> Iterator[str | PartialDate]:
    if isinstance(value, PartialDate) or (isinstance(value, str) and not isinstance(value, Enum)):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, tuple):
        for each in value:
            yield from _values(each)
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _values(getattr(value, field.name))


def _letter_texts(letter: Letter) -> Iterator[str]:
    yield letter.title
    for section in letter.sections:
        yield section.heading
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield run_text(block.statements)
            elif isinstance(block, BulletList):
                yield from map(run_text, block.items)
            else:
                yield from block.headers
                yield from (run_text(cell.statements) for row in block.rows for cell in row)


def _calendar(
    text: str, dates: list[PartialDate], letter_date: dt.date | None
) -> tuple[frozenset[tuple[int, int, int]], frozenset[tuple[int, int]], frozenset[int]]:
    days: set[tuple[int, int, int]] = set()
    months: set[tuple[int, int]] = set()
    years: set[int] = set()
    known = [date.to_iso() for date in dates] + ([letter_date.isoformat()] if letter_date else [])
    parts = [tuple(int(part) for part in iso.split("-")) for iso in known if iso]
    parts += [dated.parts for dated in _dates_in(text)]
    for part in parts:
        years.add(part[0])
        if len(part) > 1:
            months.add((part[0], part[1]))
        if len(part) > 2:
            days.add((part[0], part[1], part[2]))
    return frozenset(days), frozenset(months), frozenset(years)


def _dates_in(text: str) -> tuple[_Dated, ...]:
    """Find dates in a text, each place of it read once."""
    rest = _small(text)
    found_all: list[_Dated] = []
    for pattern in _DATES:
        for found in list(pattern.finditer(rest)):
            parts = found.groupdict()
            month = MONTHS.get(parts["month"], 0) if "month" in parts else int(parts["number"])
            if not month:
                continue
            year, day = int(parts["year"]), int(parts.get("day") or 0)
            year += 0 if year > 99 else 2000
            given = (year, month, day) if day else (year, month)
            found_all.append(_Dated(found.start(), text[found.start() : found.end()], given))
            rest = f"{rest[: found.start()]}{_blank(found)}{rest[found.end() :]}"
    return tuple(found_all)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _small(text: str) -> str:
    """Small letters, each in its place: a few letters of other scripts would become two."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(mark.lower()[:1] for mark in text)


@functools.lru_cache(maxsize=4096)
def _figure(token: str) -> str:
    plain = token.replace(",", "")
    whole, point, part = plain.partition(".")
    part = part.rstrip("0")
    return f"{whole.lstrip('0') or '0'}{point if part else ''}{part}"


def _unit(text: str | None) -> str:
    return _UNITS.get((text or "").strip(" -\t\n").casefold(), "")


def _figures(text: str) -> Iterator[tuple[str, str]]:
    for found in _NUMBER.finditer(text):
        yield _figure(found["figure"]), _unit(found["unit"])


def _number_words(text: str) -> Iterator[tuple[str, str]]:
    for found in _NUMBER_WORD.finditer(text):
        yield str(_WORDS[found["word"]]), _unit(found["unit"])


# ---- comparing


def _stray_dates(text: str, held: Held) -> Iterator[tuple[int, Stray]]:
    for dated in _dates_in(text):
        known = dated.parts in held.days if len(dated.parts) == 3 else dated.parts in held.months
        if not known:
            yield dated.start, Stray(StrayKind.DATE, dated.text)


def _stray_numbers(text: str, held: Held) -> Iterator[tuple[int, Stray]]:
    coded = [(found.start(), found.end(), found.group()) for found in _CODE.finditer(text)]
    for start, _end, code in coded:
        glued = _NUMBER.fullmatch(code)  # "15mg" is a number with its unit, not a code
        if glued is not None and _unit(glued["unit"]):
            continue
        if code.casefold() not in held.codes and code.casefold() not in held.text:
            yield start, Stray(StrayKind.NUMBER, code)
    for pattern, where in ((_NUMBER, text), (_NUMBER_WORD, _small(text))):
        for found in pattern.finditer(where):
            inside = next((each for each in coded if each[0] <= found.start() < each[1]), None)
            unit = _unit(found["unit"])
            if inside is not None and not (unit and inside[2] in found.group()):
                continue
            word = found.groupdict().get("word")
            figure = str(_WORDS[word]) if word else _figure(found["figure"])
            if _is_held(figure, unit, held):
                continue
            number = word or found["figure"]
            yield found.start(), Stray(StrayKind.NUMBER, f"{number}{found['unit']}" if unit else number)


def _is_held(figure: str, unit: str, held: Held) -> bool:
    if unit:
        return (figure, unit) in held.measures
    return figure in held.figures or (figure.isdigit() and int(figure) in held.years)


def _stray_drugs(text: str, held: Held, vocabulary: Vocabulary) -> Iterator[tuple[int, Stray]]:
    words = [(found.start(), found.end()) for found in _WORD.finditer(text)]
    index = 0
    while index < len(words):
        taken = 1
        for count in range(min(_LONGEST_NAME, len(words) - index), 0, -1):
            start, end = words[index][0], words[index + count - 1][1]
            written = text[start:end]
            if count > 1 and not _names_whole(written, vocabulary):
                continue
            match = vocabulary.recognise_drug(written)
            if match is None:
                continue
            if match.drug_id not in held.drug_ids and not _stands_in(written, held.text):
                yield start, Stray(StrayKind.DRUG, written)
            taken = count
            break
        index += taken


def _names_whole(written: str, vocabulary: Vocabulary) -> bool:
    """True when the words together are a name, not a name with words around it."""
    match = vocabulary.recognise_drug(written)
    return match is not None and match.name.casefold() == written.casefold()


def _stands_in(written: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(written.casefold())}(?!\w)", text) is not None
