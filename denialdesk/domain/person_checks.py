"""Another patient in pasted text: names behind a title or a label, birth dates, member numbers and ages not this one's.

A name is only looked for where the text says that it is a patient's; a clinician named with credentials, a person of
this case, and words that a form prints behind "Patient" are passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator

from denialdesk.domain.case import Case
from denialdesk.domain.date_checks import dates_written
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.free_texts import Author, FreeText
from denialdesk.domain.readiness import Todo
from denialdesk.domain.vocabulary import Vocabulary

_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:['’\-][^\W\d_]+)*"
_NAME = rf"{_WORD}(?:,?[ \t]+(?:{_WORD}|[A-Z]\.))*"
_SMALL_NAME = r"[^\W\d_]+,?[ \t]+[^\W\d_]+"
# "MS" and "MR" without a point are a disease and an image, not titles.
_TITLED = re.compile(
    rf"\b(?:(?:Mr|Mrs|Ms|Miss|Mx)\b\.?|(?:MR|MRS|MS|MISS)\.)[ \t]+(?:[A-Z]\.[ \t]*)*"
    rf"(?P<name>{_WORD}(?:[ \t]+{_WORD}){{0,2}}|(?<=\. )[a-z][^\W\d_]+)(?P<rest>[^\n]{{0,14}})"
)
_LABELLED = re.compile(
    rf"\b(?i:patient|pt|member|enrollee|subscriber|beneficiary|insured)(?i:['’]s)?"
    rf"(?:(?P<full>[ \t]+(?i:full[ \t]+)?(?i:name))[ \t]*[:=–-]?[ \t]*(?P<whole>{_NAME}|{_SMALL_NAME})"
    rf"|[ \t]*(?:[:=]|[ \t][–-][ \t])[ \t]*(?P<name>{_NAME}))"
)
_HEADED = re.compile(rf"(?:^|\n)[ \t]*(?i:re|name)[ \t]*:[ \t]*(?P<name>{_WORD},?[ \t]+{_WORD})", re.MULTILINE)
_CALLED = re.compile(
    rf"\b(?:(?:my|our|your|the|this) (?:patient|member|enrollee|client),?|patient|pt\.?)[ \t]+"
    rf"(?P<name>{_WORD}[ \t]+{_WORD}(?:[ \t]+{_WORD})?)"
)
_AGED = re.compile(rf"\b(?P<name>{_WORD} +{_WORD}),? +(?:is|was)? *an? +\d{{1,3}}[- ](?:year|yr|y)")
_SMALL_TITLED = re.compile(
    r"\b(?P<title>mr|mrs|ms)\.? (?P<name>[a-z][^\W\d_]{2,}) "
    r"(?:was|is|has|had|reports?|reported|denies|denied|states|stated)\b"
)
_SIGNED = re.compile(
    rf"\b(?i:sincerely|respectfully|(?:best |kind )?regards|signed(?: by)?)[,:]?\s+(?:Dr\.? )?"
    rf"(?P<name>{_WORD}(?:[ \t]+(?:{_WORD}|[A-Z]\.)){{1,2}}),? (?:MD|DO|NP|PA|PA-C|APRN|DNP)\b"
)
_CREDENTIALS = re.compile(r"^(?:['’]s)?,? *(?:RN|NP|PA|PA-C|MD|DO|LPN|PharmD|MA|CNA|ARNP|FNP|APRN|DNP|CMA|BSN)\b")
_BIRTH_LABEL = re.compile(
    r"(?P<who>[^.\n]{0,30}?)\b(?:DOB|D\.O\.B\.?|date of birth|birth ?date|born(?: on)?)"
    r"(?:\b|(?<=\.)) *[:=#]? *(?:is +|was +)?$",
    re.IGNORECASE,
)
_BIRTH_WORD = re.compile(r"D\.?O\.?B|birth|born", re.IGNORECASE)
_TWO_DIGIT_YEAR = re.compile(r"\b(?P<month>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{2})\b(?![/.-]?\d)")
_DASHED = re.compile(r"\b(?P<month>\d{1,2})[.-](?P<day>\d{1,2})[.-](?P<year>\d{4})\b")
_RELATIVE = re.compile(
    r"\b(?:son|daughter|child|baby|infant|sister|brother|mother|father|twin|wife|husband|parent|sibling)\b",
    re.IGNORECASE,
)
_MEMBER = re.compile(
    r"\b(?:member|subscriber|enrollee) ?(?:id|number|no\.?|#)(?: ?(?:number|no\.?))? ?[:#]? ?"
    r"(?P<id>[A-Z0-9][A-Z0-9-]{4,19})",
    re.IGNORECASE,
)
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_BORN_IN = re.compile(r"(?P<who>[^.\n]{0,30}?)\bborn in (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)
_MINOR = re.compile(
    r"\b(?:patient|she|he|member)[^.;\n]{0,20} (?:is|being) a minor\b|\bpediatric patient\b", re.IGNORECASE
)
_ADULT = 18
_AGE = re.compile(
    r"\b(?P<age>\d{1,3})[- ]?(?:years?|yrs?)[- ]old(?: +[\w-]+){0,4}? +"
    r"(?:man|woman|male|female|patient|gentleman|lady|boy|girl|adolescent)\b|\b(?P<short>\d{1,3}) ?(?:y/o|yo)\b|"
    r"\b(?:patient|pt\.?|member|she|he)(?:,| is| was)? aged (?P<aged>\d{1,3})\b|"
    rf"\b(?P<words>(?:(?:{_TENS})(?:[- ](?:{_ONES}))?|{_ONES}|{_TEENS})) ?-? ?years?[- ]old (?:[\w-]+ ){{0,3}}?"
    r"(?:man|woman|male|female|patient|gentleman|lady|boy|girl|adolescent)\b",
    re.IGNORECASE,
)
_PAIR = re.compile(rf"({_WORD}),? +(?=({_WORD}))")
# What forms and charts print behind "Patient", "my patient" or a title that is no name.
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "female male woman man adult child the she he her his has is was with see seen reports denies states "
        "stated not no known unknown same as above below stable new old established education counseling "
        "instructions information name id number portal assistance health global reported services rights "
        "advocate care access support handbook prior appeal denial request claim reconsideration medication "
        "coverage letter step authorization redetermination expedited urgent external notice drug plan member "
        "patient responsibility safety relations status history age sex gender dob and or of in on at to for",
    )
)


def person_doubts(
    texts: Iterable[FreeText],
    case: Case,
    vocabulary: Vocabulary,
    today: dt.date,
    other_patients: Collection[str] = (),
) -> Iterator[Todo]:
    """Find what belongs to another patient in texts of a case.

    ``other_patients``: names of the worklist, as ``names_key`` writes them.
    """
    own = _words_of(case.patient.full_name)
    persons = own | _persons(case)
    others = frozenset(other_patients) - {names_key(case.patient.first_name, case.patient.last_name)}
    for text in texts:
        quotes = dict.fromkeys([*_names(text, own, persons, vocabulary), *_of_worklist(text, others, persons)])
        for quote in quotes:
            told = f"“{quote}” in {text.name} is not this patient. Was the text pasted from another chart?"
            yield suspicion("name", told, text.target, quote, blocks=True)
        for quote in _birth_dates(text, case.patient.birth_date):
            told = f"“{quote}” in {text.name} is not this patient's date of birth."
            yield suspicion("birth_date", told, text.target, quote, blocks=True)
        for quote in _member_ids(text, case.plan.member_id):
            told = f"“{quote}” in {text.name} is not this patient's member number."
            yield suspicion("member", told, text.target, quote, blocks=True)
        for quote in _ages(text, case, today):
            told = f"“{quote}” in {text.name} does not fit the date of birth."
            yield suspicion("age", told, text.target, quote)


def names_key(first: str, last: str) -> str:
    """Write a patient's name for comparing: "marigold testcase"; empty unless both names are there."""
    first, last = " ".join(first.casefold().split()), " ".join(last.casefold().split())
    return f"{first} {last}" if first and last else ""


def worklist_keys(sort_names: Iterable[str]) -> frozenset[str]:
    """Write the worklist's names, last name first ("Testcase, Marigold"), for comparing."""
    parts = (name.partition(",") for name in sort_names)
    return frozenset(names_key(first, last) for last, _, first in parts) - {""}


def _words_of(*names: str) -> frozenset[str]:
    return frozenset(_plain(word) for name in names for word in re.split(r"[\s,.]+", name) if len(word) > 1)


def _plain(word: str) -> str:
    return word.casefold().removesuffix("'s").removesuffix("’s")


def _persons(case: Case) -> frozenset[str]:
    """The names of everyone else the case knows: prescribers, reviewers, who stated what."""
    return _words_of(
        case.prescriber.name,
        case.denial.reviewer_named,
        *(row.prescribed_by for row in case.therapies),
        *(answer.stated_by for answer in case.answers),
        *(each.confirmed_by for each in case.confirmed_policies),
    )


def _names(text: FreeText, own: frozenset[str], persons: frozenset[str], vocabulary: Vocabulary) -> Iterator[str]:
    if not own:
        return
    for found in _TITLED.finditer(text.text):
        is_clinician = _CREDENTIALS.match(found["rest"]) is not None
        if not is_clinician and _is_stranger(found["name"], persons, vocabulary):
            yield found.group()[: found.end("name") - found.start()]
    yield from _plainly_named(text, persons, vocabulary)
    for pattern in (_LABELLED, _HEADED, _CALLED, _AGED):
        for found in pattern.finditer(text.text):
            parts = found.groupdict()
            name = parts.get("whole") or parts["name"]
            if len(name.split()) == 1 and not parts.get("full"):
                continue  # "Patient: Stable"
            if pattern is _HEADED and vocabulary.recognise_indication(name) is not None:
                continue  # "Re: Plaque Psoriasis"
            if _is_stranger(name, persons if pattern is _AGED else own, vocabulary):
                yield " ".join(found.group().split())


def _plainly_named(text: FreeText, persons: frozenset[str], vocabulary: Vocabulary) -> Iterator[str]:
    """Names in small letters behind a title, and a signature with credentials that is nobody's of this case."""
    for found in (*_SMALL_TITLED.finditer(text.text), *_SIGNED.finditer(text.text)):
        if _is_stranger(found["name"], persons, vocabulary):
            yield " ".join(found.group().split())


def _is_stranger(name: str, known: Collection[str], vocabulary: Vocabulary) -> bool:
    words = [_plain(word) for word in re.split(r"[\s,.]+", name) if len(word) > 1]
    if not words or words[0] in _NO_NAME or any(word in known for word in words):
        return False
    return not vocabulary.drugs_named(name)


def _of_worklist(text: FreeText, others: frozenset[str], persons: Collection[str]) -> Iterator[str]:
    """Find names of other patients on the worklist, first name first or last."""
    if not others:
        return
    for found in _PAIR.finditer(text.text):
        one, two = _plain(found[1]), _plain(found[2])
        if (f"{one} {two}" in others or f"{two} {one}" in others) and not {one, two} <= set(persons):
            yield f"{found[1]} {found[2]}"


def _birth_dates(text: FreeText, born: PartialDate) -> Iterator[str]:
    if not born.is_known or not _BIRTH_WORD.search(text.text):
        return
    for found, date in _dates(text.text):
        label = _BIRTH_LABEL.search(text.text[: found.start()])
        if label is None or (
            label.group().casefold().strip().endswith(("born", "on")) and _RELATIVE.search(label["who"])
        ):
            continue
        if _differ(date, born):
            yield f"{label.group()[len(label['who']) :]}{found.group()}"
    for found in _BORN_IN.finditer(text.text):
        if born.year is not None and int(found["year"]) != born.year and not _RELATIVE.search(found["who"]):
            yield found.group()[len(found["who"]) :]


def _dates(text: str) -> Iterator[tuple[re.Match[str], PartialDate]]:
    yield from dates_written(text)
    for pattern in (_TWO_DIGIT_YEAR, _DASHED):
        for found in pattern.finditer(text):
            year = int(found["year"])
            date = _date(year, int(found["month"]), int(found["day"]))
            if date is not None:
                yield found, date


def _date(year: int, month: int, day: int) -> PartialDate | None:
    """Make a date; a year of two digits is kept below 2000 for comparing by its last two digits only."""
    try:
        full = dt.date(year if year > 99 else 1900 + year, month, day)
    except ValueError:
        return None
    return PartialDate.of(full)


def _differ(one: PartialDate, born: PartialDate) -> bool:
    """Say whether two dates differ where both are known; a century alone is no difference."""
    if one.year is not None and born.year is not None and one.year % 100 != born.year % 100:
        return True
    pairs: Iterable[tuple[int | None, int | None]] = ((one.month, born.month), (one.day, born.day))
    return any(mine is not None and theirs is not None and mine != theirs for mine, theirs in pairs)


def _member_ids(text: FreeText, member_id: str) -> Iterator[str]:
    own = _code(member_id)
    if not own:
        return
    for found in _MEMBER.finditer(text.text):
        written = _code(found["id"])
        if any(mark.isdigit() for mark in written) and not (written.startswith(own) or own.startswith(written)):
            yield found.group()


def _code(text: str) -> str:
    return "".join(mark for mark in text.casefold() if mark.isalnum())


def _ages(text: FreeText, case: Case, today: dt.date) -> Iterator[str]:
    """Find ages of the patient that the date of birth does not allow; an older chart note may give a younger age."""
    born = case.patient.birth_date.earliest
    if born is None:
        return
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    row = case.therapy(text.therapy_id) if text.therapy_id else None
    is_now = text.author is Author.PRESCRIBER
    least = age - 1 if is_now else (row.start.earliest.year - born.year - 1 if row and row.start.earliest else 0)
    for found in _AGE.finditer(text.text):
        digits = found["age"] or found["short"] or found["aged"]
        stated = int(digits) if digits else _spelled(found["words"])
        if not least <= stated <= age + 1:
            yield found.group()
    if is_now and age >= _ADULT:
        yield from (found.group() for found in _MINOR.finditer(text.text))


def _spelled(words: str) -> int:
    """Read a number below a hundred: "ninety-five"."""
    small = (*_ONES.split("|"), *_TEENS.split("|"))
    tens = _TENS.split("|")
    parts = re.split(r"[- ]", words.casefold())
    return sum(10 * (tens.index(part) + 2) if part in tens else small.index(part) + 1 for part in parts)
