"""What is told of a trial against the row it is told of: outcome, drug, dose, year, length, pages, proof, steps."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import combinations

from denialdesk.domain.case import Case, Event, EventKind
from denialdesk.domain.conditions import TARGETED_CLASSES
from denialdesk.domain.date_checks import dates_written, is_before
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.doubts import suspicion
from denialdesk.domain.filing import is_filing
from denialdesk.domain.free_texts import Author, FreeText
from denialdesk.domain.readiness import Todo
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.domain.vocabulary import Vocabulary

_WELL = re.compile(
    r"\b(?:complete|full|sustained|excellent|very good) (?:and lasting )?(?:remission|response)\b|"
    r"\b(?:fully|completely|well)[- ]controlled\b|\bsymptom[- ]free\b|\bdisease is controlled\b",
    re.IGNORECASE,
)
_NOT_WELL = re.compile(
    r"\b(?:no|not|never|without|un\w+|then|but|at first|initial\w*|lost|relaps\w*|short of)\b", re.IGNORECASE
)
_TOLERATED = re.compile(
    r"\b(?:well tolerated|tolerated (?:it )?well|no (?:side effects?|adverse (?:events?|effects?|reactions?)))\b",
    re.IGNORECASE,
)
_STILL = re.compile(
    r"\b(?:(?:is|remains) (?:still |currently )(?:taking|on)|still (?:takes|taking|on) (?:it|this|the)|"
    r"continues? (?:it |this )?to this day|currently (?:taking|takes|on) (?:it|this))\b",
    re.IGNORECASE,
)
_AMOUNT = re.compile(r"(?<![\d.])(\d[\d,]*(?:\.\d+)?) ?(mg|mcg|g)\b(?!/)", re.IGNORECASE)
_TRIED = re.compile(
    r"\b(?:fail|tried|trial|took|taken|treat|stopp|receiv|used|start|began|given|help|work|respon|on )", re.IGNORECASE
)
_IN_YEAR = re.compile(r"\b(?:in|during|since|until) (?P<year>(?:19|20)\d\d)\b")
_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_FOR_LONG = re.compile(
    rf"\bfor (?:about |over |more than |nearly |at least |almost )?(?P<number>\d{{1,2}}|{'|'.join(_WORDS)}) "
    r"(?P<unit>week|month|year)s?\b",
    re.IGNORECASE,
)
_DAYS = {"week": 7, "month": 30.4, "year": 365.25}
_ON_SINCE = re.compile(r"\b(?:has|have) been (?:on|taking|using)\b[^.;]{0,60}\b(?:since|for)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_NOTICE_OF = re.compile(
    r"\b(?:denial|notice|determination|denial letter|decision)(?: letter| notice)?,? (?:of|dated|from)\s+$",
    re.IGNORECASE,
)
_ASKED_PAYER = re.compile(
    r"\b(?i:ask(?:ing)?|request(?:ing)?|urge|want) (?:that )?(?P<payer>[A-Z][\w&.]+(?: [A-Z][\w&.]+){0,4})"
    r" (?:to )?(?:approve|cover|overturn|authori[sz]e|reconsider|grant)\b"
)
_DIAGNOSIS_CODE = re.compile(
    r"\b(?i:icd(?:-?10)?(?:-cm)?|dx|diagnos[ie]s)\b[^.;\n]{0,60}?\(?\b(?P<code>[A-TV-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?)\b"
)
_PAGES = re.compile(r"\d+")
_LONG_BEFORE = dt.timedelta(days=92)  # a note a season older than the trial cannot tell of it
_BASELINE = dt.timedelta(days=731)  # a measure before a trial is its starting point, but not after years
_OVERLAP = dt.timedelta(days=62)  # bridging takes weeks
_MORE = 1.25  # a length is told in round numbers


def story_doubts(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Find what the fields and the story of each row, the measures and the recorded steps say against one another."""
    for row in case.therapies:
        yield from _story(row, case, vocabulary)
        yield from _proof(row, case)
    yield from _at_once(case, vocabulary)
    yield from _measures(case)
    yield from _steps(case)


def told_doubts(texts: Iterable[FreeText], case: Case, vocabulary: Vocabulary, today: dt.date) -> Iterator[Todo]:
    """Find what the prescriber's own words tell of a drug or of the notice and the case holds otherwise."""
    for text in texts:
        if text.author is not Author.PRESCRIBER or text.therapy_id:
            continue
        for sentence in _SENTENCE.split(text.text):
            yield from _sentence(sentence, text, case, vocabulary, today)
        yield from _notice_date(text, case)
        yield from _payer(text, case)
        yield from _code(text, case, vocabulary)


def _story(row: Therapy, case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    told, name, place = row.what_happened, row.drug.strip() or "A row", f"therapy:{row.id}:what_happened"
    if not told.strip():
        return
    well = _WELL.search(told)
    if well and row.outcome is Outcome.INADEQUATE_RESPONSE and not _NOT_WELL.search(told):
        text = f"{name} is said to have failed; its story says “{well.group()}”."
        yield suspicion("story_outcome", text, place, well.group())
    fine = _TOLERATED.search(told)
    if fine and row.outcome in {Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY}:
        text = f"{name} is said not to have been tolerated; its story says “{fine.group()}”."
        yield suspicion("story_outcome", text, place, fine.group())
    still = _STILL.search(told)
    if still and row.stop.is_known and not row.ongoing:
        text = f"{name} has a stop date; its story says “{still.group()}”."
        yield suspicion("story_ongoing", text, place, still.group())
    known = _drugs_of(case, vocabulary)
    for match in vocabulary.drugs_named(told):
        if row.drug_id and match.drug_id not in known:
            text = f"The story of {name} speaks of {match.name}, which is nowhere in this case."
            yield suspicion("story_drug", text, place, match.name)


def _drugs_of(case: Case, vocabulary: Vocabulary) -> set[str]:
    named = (match.drug_id for name in case.denial.preferred_drugs_named for match in vocabulary.drugs_named(name))
    return {case.request.drug_id, *(row.drug_id for row in case.therapies), *named}


def _proof(row: Therapy, case: Case) -> Iterator[Todo]:
    start = row.start.earliest
    for found, date in dates_written(row.proof):
        if start and date.latest and date.latest < start - _LONG_BEFORE:
            text = (
                f"“{found.group()}” lies long before {row.drug.strip() or 'the row'} was started: it proves no trial."
            )
            yield suspicion("proof_date", text, f"therapy:{row.id}:proof", found.group())
    exhibit = next((each for each in case.exhibits if each.id == row.exhibit_id), None)
    pages = [int(page) for page in _PAGES.findall(row.exhibit_page)]
    if exhibit is not None and exhibit.pages and pages and max(pages) > exhibit.pages:
        text = f"{row.drug.strip() or 'A row'} points at page {max(pages)} of an exhibit of {exhibit.pages} pages."
        yield suspicion("exhibit_page", text, f"therapy:{row.id}:exhibit_page", row.exhibit_page)


def _at_once(case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """Two targeted drugs taken over the same months: hardly ever meant."""
    targeted = [row for row in case.therapies if row.was_tried and _is_targeted(row, vocabulary)]
    for one, other in combinations(targeted, 2):
        if one.drug_id == other.drug_id:
            continue
        starts = (one.start.latest, other.start.latest)
        stops = (one.stop.earliest, other.stop.earliest)
        if None not in starts and None not in stops:
            began, ended = max(day for day in starts if day), min(day for day in stops if day)
            if ended - began > _OVERLAP:
                text = f"{one.drug} and {other.drug} are said to have been taken at the same time. Check the dates."
                yield suspicion("at_once", text, f"therapy:{other.id}:start", f"{one.drug} {other.drug}")


def _is_targeted(row: Therapy, vocabulary: Vocabulary) -> bool:
    drug = vocabulary.drug(row.drug_id) if row.drug_id else None
    return drug is not None and (drug.is_biologic or drug.drug_class in TARGETED_CLASSES)


def _measures(case: Case) -> Iterator[Todo]:
    seen: dict[tuple[str, PartialDate], str] = {}
    for measure in case.measures:
        row = case.therapy(measure.therapy_id) if measure.therapy_id else None
        start, taken = row.start.earliest if row else None, measure.on.latest
        if row and start and taken and taken < start - _BASELINE:
            name = f"{measure.instrument} of {measure.on.display()}"
            text = f"{name} lies years before {row.drug}, of which it tells."
            yield suspicion("measure_date", text, "measures", name)
        key = (measure.instrument.casefold().strip(), measure.on)
        before = seen.setdefault(key, measure.value.strip())
        if measure.on.day and before != measure.value.strip():
            text = (
                f"{measure.instrument} has two values on {measure.on.display()}: {before} and {measure.value.strip()}."
            )
            yield suspicion("measure_twice", text, "measures", f"{measure.instrument} {measure.on.display()}")


def _steps(case: Case) -> Iterator[Todo]:
    sent = [event for event in case.events if event.kind is EventKind.SENT and is_filing(event)]
    notice = case.denial.notice_date.earliest
    if case.denial.level in {AppealLevel.INITIAL_DENIAL, AppealLevel.PHARMACY_REJECTION} and notice:
        for event in sent:
            if _day(event) < notice:
                text = "An appeal is recorded as sent before the date of the notice it answers."
                yield suspicion("sent_early", text, "denial.notice_date", event.at)
    for event in case.events:
        if event.kind is EventKind.RECEIVED and sent and all(_day(event) < _day(each) for each in sent):
            text = "The plan's receipt is recorded before anything was sent."
            yield suspicion("received_early", text, "events", event.at)


def _day(event: Event) -> dt.date:
    return dt.datetime.fromisoformat(event.at).date()


def _sentence(sentence: str, text: FreeText, case: Case, vocabulary: Vocabulary, today: dt.date) -> Iterator[Todo]:
    if not any(mark.isdigit() for mark in sentence) and not _FOR_LONG.search(sentence):
        return
    ids = {match.drug_id for match in vocabulary.drugs_named(sentence)}
    lower = sentence.casefold()
    ids |= {row.drug_id for row in case.therapies if row.drug_id and row.drug.strip().casefold() in lower}
    if len(ids) != 1:
        return
    (drug_id,) = ids
    rows = [row for row in case.therapies if row.drug_id == drug_id and row.was_tried]
    if drug_id == case.request.drug_id:
        found = _ON_SINCE.search(sentence)
        if found and not case.request.already_taking and not rows:
            told = f"“{found.group()}” in {text.name}, but the case does not say that the drug is already taken."
            yield suspicion("told_taking", told, text.target, found.group())
        return
    if not rows or not _TRIED.search(sentence):
        return
    yield from _year(sentence, text, rows)
    yield from _length(sentence, text, rows, today)
    yield from _dose(sentence, text, rows)


def _year(sentence: str, text: FreeText, rows: list[Therapy]) -> Iterator[Todo]:
    if not all(row.start.is_known and (row.stop.is_known or row.ongoing) for row in rows):
        return
    for found in _IN_YEAR.finditer(sentence):
        year = PartialDate(int(found["year"]))
        if all(is_before(year, row.start) or is_before(row.stop, year) for row in rows):
            told = f"“{found.group()}” in {text.name} is outside the dates of {rows[0].drug} in the log."
            yield suspicion("told_year", told, text.target, sentence)


def _length(sentence: str, text: FreeText, rows: list[Therapy], today: dt.date) -> Iterator[Todo]:
    found = _FOR_LONG.search(sentence)
    if found is None:
        return
    number = found["number"].casefold()
    told_days = (_WORDS.index(number) + 1 if number in _WORDS else int(number)) * _DAYS[found["unit"].casefold()]
    most = 0
    for row in rows:
        stop = today if row.ongoing else row.stop.latest
        if row.start.earliest is None or stop is None:
            return
        most += (stop - row.start.earliest).days + 1
    if told_days > most * _MORE + 14:
        told = f"“{found.group()}” in {text.name} is longer than the log shows for {rows[0].drug}."
        yield suspicion("told_length", told, text.target, sentence)


def _dose(sentence: str, text: FreeText, rows: list[Therapy]) -> Iterator[Todo]:
    known = [amount for row in rows for amount in _milligrams(row.dose)]
    if not known:
        return
    for found in _AMOUNT.finditer(sentence):
        (amount,) = _milligrams(found.group())
        if amount > 2 * max(known):
            told = f"“{found.group()}” in {text.name} is far above the dose of {rows[0].drug} in the log."
            yield suspicion("told_dose", told, text.target, sentence)


def _milligrams(text: str) -> tuple[float, ...]:
    factor = {"mg": 1.0, "mcg": 0.001, "g": 1000.0}
    return tuple(float(found[1].replace(",", "")) * factor[found[2].casefold()] for found in _AMOUNT.finditer(text))


def _notice_date(text: FreeText, case: Case) -> Iterator[Todo]:
    known = [case.denial.notice_date, case.denial.received_date, *(PartialDate.of(_day(each)) for each in case.events)]
    if not case.denial.notice_date.is_known:
        return
    for found, date in dates_written(text.text):
        lead = _NOTICE_OF.search(text.text[: found.start()])
        if lead and all(is_before(date, each) or is_before(each, date) for each in known if each.is_known):
            told = f"“{lead.group().strip()} {found.group()}” in {text.name} is not the date of this notice."
            yield suspicion("told_notice", told, text.target, found.group())


def _payer(text: FreeText, case: Case) -> Iterator[Todo]:
    own = f"{case.plan.payer_name} {case.plan.plan_name}".casefold()
    for found in _ASKED_PAYER.finditer(text.text):
        if own.strip() and not any(word.casefold() in own for word in found["payer"].split()):
            told = f"“{found.group()}” in {text.name} names another payer than {case.plan.payer_name}."
            yield suspicion("told_payer", told, text.target, found.group())


def _code(text: FreeText, case: Case, vocabulary: Vocabulary) -> Iterator[Todo]:
    """A code said to be the diagnosis whose family is not one of the indication's."""
    indication = vocabulary.indication(case.request.indication_id) if case.request.indication_id else None
    if indication is None:
        return
    families = {code[:3].upper() for code in (case.request.icd10, *(each.code for each in indication.icd10)) if code}
    for found in _DIAGNOSIS_CODE.finditer(text.text):
        if families and found["code"][:3] not in families:
            told = f"“{found.group()}” in {text.name} is no code of {case.request.indication}."
            yield suspicion("told_code", told, text.target, found.group())
