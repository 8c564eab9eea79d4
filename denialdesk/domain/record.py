"""What the rules look at: the rows of the log with drug, product, route and dates recognised once, and the answers."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from denialdesk.domain.case import Answer, AnswerValue, Case
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.intervals import Span, span_of
from denialdesk.domain.therapy import Therapy
from denialdesk.domain.vocabulary import Drug, NameMatch, Vocabulary

_ROUTE_WORDS = {
    "subcutaneous": (
        "subcutaneous",
        "subcutaneously",
        "subcut",
        "subq",
        "sub-q",
        "sq",
        "sc",
        "s.c",
        "sub cut",
        "pen",
        "autoinjector",
        "auto-injector",
    ),
    "intravenous": ("intravenous", "intravenously", "iv", "i.v", "infusion", "infusions", "infused"),
    "oral": (
        "oral",
        "orally",
        "po",
        "p.o",
        "by mouth",
        "tablet",
        "tablets",
        "tab",
        "tabs",
        "capsule",
        "capsules",
        "pill",
    ),
    "topical": ("topical", "topically", "cream", "ointment", "foam", "lotion", "gel"),
    "intramuscular": ("intramuscular", "intramuscularly", "im", "i.m"),
    "inhaled": ("inhaled", "inhaler", "inhalation", "nebulized"),
    "nasal": ("nasal", "intranasal", "nasally"),
    "rectal": ("rectal", "rectally", "enema", "suppository"),
    "intravitreal": ("intravitreal",),
    "intra-articular": ("intra-articular", "intraarticular"),
    "intralesional": ("intralesional",),
}
_ROUTE_OF_WORD = {word: route for route, words in _ROUTE_WORDS.items() for word in words}
_ROUTE = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, _ROUTE_OF_WORD), key=len, reverse=True)) + r")(?![\w-])"
)
_INJECTED = frozenset({"subcutaneous", "intravenous", "intramuscular"})
_LOCAL_INJECTIONS = frozenset({"intra-articular", "intralesional", "intravitreal"})
_INJECTION = re.compile(r"\b(?:inject\w*|inj|syringe|vial)\b")


@dataclass(frozen=True, slots=True)
class Together:
    """All use of one drug, gaps left out: at least and at most so many days, in these rows. None: no upper end."""

    least_days: int
    most_days: int | None
    ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the log as the rules see it.

    ``named_products`` are the product names it states, in lower case (a product, a suffixed name; empty: only the
    generic drug); ``may_be_product`` adds those that a suffixed name is also sold under. ``routes`` are those it can
    have been taken by (empty: not known). ``course`` reaches back over earlier rows of the same drug that join it
    without a gap, the first of them begun on ``course_start``; ``course_ids`` are those rows, then this one.
    ``possible_course`` is how far back it may reach when a date is inexact, or the route of a row is not recorded:
    ``route_missing_in`` is that row. ``with_gaps`` is all use of the drug by this route together, for the rare policy
    that lets a trial have gaps.
    """

    therapy: Therapy
    drug: Drug | None
    drug_id: str
    drug_class: str
    named_products: frozenset[str]
    may_be_product: frozenset[str]
    routes: frozenset[str]
    span: Span
    is_for_other_condition: bool
    course: Span
    course_start: PartialDate
    course_ids: tuple[str, ...]
    possible_course: Span
    route_missing_in: str
    with_gaps: Together
    name: str  # the drug as the office wrote it, with the generic name behind a product name

    @property
    def taken_in_words(self) -> str:
        """When the course was taken, no more exactly than known."""
        return _taken_in_words(self.course_start, self.therapy.stop, self.course)

    @property
    def length_in_words(self) -> str:
        """How long the course lasted, no more exactly than known."""
        return self.course.in_words()

    @property
    def is_recognised(self) -> bool:
        """True when the drug was recognised."""
        return bool(self.drug_id)

    @property
    def counts_once_as(self) -> str:
        """What makes two rows the same drug when different drugs are counted: the drug, or else the written name."""
        return self.drug_id or self.therapy.drug.strip().casefold()


@dataclass(frozen=True, slots=True)
class Record:
    """A case as the rules see it on one day."""

    case: Case
    rows: tuple[Row, ...]
    vocabulary: Vocabulary
    as_of: dt.date
    answers: dict[tuple[str, str], Answer]
    requested_products: frozenset[str]  # the product names the request states, in lower case
    requested_may_be: frozenset[str]  # and those that a suffixed name of the request is also sold under

    def answer(self, policy_id: str, path: str) -> Answer | None:
        """Find what the office said to a node, if it said anything."""
        return self.answers.get((policy_id, path))


def read_record(case: Case, vocabulary: Vocabulary, as_of: dt.date) -> Record:
    """Recognise every row of the case once. Rows without a drug are left out: nothing can be said of them."""
    rows = tuple(
        _read_row(therapy, case.request.indication_id, vocabulary, as_of)
        for therapy in case.therapies
        if therapy.drug.strip() or therapy.drug_id
    )
    requested = vocabulary.recognise_drug(case.request.drug) if case.request.drug else None
    requested_drug = vocabulary.drug(requested.drug_id) if requested else None
    products = _products(requested, requested_drug)
    return Record(
        case,
        _with_courses(rows),
        vocabulary,
        as_of,
        {(answer.policy_id, answer.node): answer for answer in case.answers if _says_something(answer)},
        products,
        products | _sold_as(products, requested_drug),
    )


def read_routes(text: str) -> frozenset[str]:
    """Find the routes a text names, as plain words: "SC or IV" is subcutaneous and intravenous."""
    return frozenset(_ROUTE_OF_WORD[word] for word in _ROUTE.findall(text.casefold()))


def drug_of(therapy: Therapy, vocabulary: Vocabulary) -> NameMatch | None:
    """Recognise the drug of a row: by its name, and where the name may mean several, by the form stated beside it.

    Route and dose may state it. Where they name none, or more than one, nothing is guessed.
    """
    name = therapy.drug.strip()
    match = vocabulary.recognise_drug(name) if name else None
    if match is not None or not name:
        return match
    beside = f"{therapy.route} {therapy.dose}"
    routes = read_routes(beside)
    if len(routes) > 1 or not (routes or _INJECTION.search(beside.casefold())):
        return None
    route = next(iter(routes), "injection")
    if route not in _LOCAL_INJECTIONS:
        return vocabulary.recognise_drug(f"{name} {route}")
    match = vocabulary.recognise_drug(f"{name} injection")
    drug = vocabulary.drug(match.drug_id) if match else None
    return match if drug is not None and route in drug.routes else None


def _says_something(answer: Answer) -> bool:
    return answer.value is not AnswerValue.UNKNOWN or bool(answer.therapy_ids)


def _read_row(therapy: Therapy, indication_id: str, vocabulary: Vocabulary, as_of: dt.date) -> Row:
    match = drug_of(therapy, vocabulary)
    drug_id = therapy.drug_id or (match.drug_id if match else "")
    drug = vocabulary.drug(drug_id) if drug_id else None
    stated = match if match is not None and match.drug_id == drug_id else None
    products = _products(stated, drug)
    span = span_of(therapy, as_of)
    return Row(
        therapy=therapy,
        drug=drug,
        drug_id=drug_id,
        drug_class=drug.drug_class if drug else "",
        named_products=products,
        may_be_product=products | _sold_as(products, drug),
        routes=_routes_of(therapy, drug, stated.product if stated else ""),
        span=span,
        is_for_other_condition=bool(indication_id and therapy.indication_id and therapy.indication_id != indication_id),
        course=span,
        course_start=therapy.start,
        course_ids=(therapy.id,),
        possible_course=span,
        route_missing_in="",
        with_gaps=together([(therapy.id, span)]),
        name=_name(therapy, drug),
    )


def _products(match: NameMatch | None, drug: Drug | None) -> frozenset[str]:
    """Collect the product names a recognised name states; none for the generic name and for abbreviations."""
    if match is None or drug is None or match.name.casefold() == drug.generic.casefold():
        return frozenset()
    return frozenset({match.name.casefold(), match.product.casefold()} - {""})


def _sold_as(products: frozenset[str], drug: Drug | None) -> frozenset[str]:
    """Name the products that share a suffixed name: adalimumab-atto is Amjevita, or sold without a product name."""
    pairs = drug.biosimilar_products if drug else ()
    return frozenset(pair.name.casefold() for pair in pairs if pair.nonproprietary.casefold() in products)


def _name(therapy: Therapy, drug: Drug | None) -> str:
    written = therapy.drug.strip()
    if drug is None:
        return written or therapy.drug_id
    if not written:
        return drug.generic
    return written if drug.generic.casefold() in written.casefold() else f"{written} ({drug.generic})"


def _taken_in_words(start: PartialDate, stop: PartialDate, span: Span) -> str:
    if span.is_ongoing:
        return f"taken since {start.display()}" if start.is_known else "still taken, start date missing"
    if start.is_known and stop.is_known:
        return f"taken {start.display()} to {stop.display()}"
    if start.is_known:
        return f"started {start.display()}, stop date missing"
    if stop.is_known:
        return f"stopped {stop.display()}, start date missing"
    return "taken, dates missing"


def _routes_of(therapy: Therapy, drug: Drug | None, product: str) -> frozenset[str]:
    """Take the route the row states; else what its product allows; else what its drug allows."""
    written = f"{therapy.route} {therapy.drug} {therapy.dose}"
    stated = read_routes(therapy.route) or read_routes(written)
    if stated or drug is None:
        return stated
    routes = next((entry.routes for entry in drug.product_routes if entry.product == product), drug.routes)
    possible = _plain(routes)
    # "Injection" rules out a tablet, but does not tell which injection.
    return possible & _INJECTED if _INJECTION.search(written.casefold()) and possible & _INJECTED else possible


def _plain(routes: Iterable[str]) -> frozenset[str]:
    return frozenset[str]().union(*map(_plain_route, routes))


def _plain_route(route: str) -> frozenset[str]:
    """Read one route of the drug list; "injection" alone may be any of the injected ones."""
    words = route.casefold()
    return read_routes(route) or (_INJECTED if _INJECTION.search(words) else frozenset({words}))


def _with_courses(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Join rows of one drug and route that follow each other to the day: a change of dose is no new trial.

    A gap of even one day breaks a course. Rows that count for nothing by themselves (not taken, not confirmed, for
    another condition) join nothing.
    """
    by_drug: dict[str, list[int]] = defaultdict(list)
    by_route: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        therapy = row.therapy
        joinable = therapy.was_tried and therapy.provenance.confirmed and not row.is_for_other_condition
        if row.is_recognised and joinable and not row.span.contradiction:
            by_drug[row.drug_id].append(place)
            by_route[row.drug_id, row.routes].append(place)
    joined = list(rows)
    for places in by_drug.values():
        if len(places) > 1:
            _join(joined, places)
    for places in by_route.values():
        if len(places) > 1:
            with_gaps = together((joined[place].therapy.id, joined[place].span) for place in places)
            for place in places:
                joined[place] = replace(joined[place], with_gaps=with_gaps)
    return tuple(joined)


def joined_anew(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Join rows as if they were the whole log: what else joined them before is left out."""
    return _with_courses(
        tuple(
            replace(
                row,
                course=row.span,
                course_start=row.therapy.start,
                course_ids=(row.therapy.id,),
                possible_course=row.span,
                route_missing_in="",
                with_gaps=together([(row.therapy.id, row.span)]),
            )
            for row in rows
        )
    )


def together(parts: Iterable[tuple[str, Span]]) -> Together:
    """Add up the days of use; a day that two rows share counts once."""
    uses = list(parts)
    certain = [(span.last_start, span.first_stop) for _, span in uses if span.last_start and span.first_stop]
    widest = [(span.first_start, span.last_stop) for _, span in uses if span.first_start]
    return Together(
        least_days=covered_days(certain),
        most_days=covered_days(widest) if len(widest) == len(uses) else None,
        ids=tuple(therapy_id for therapy_id, _ in uses),
    )


def covered_days(intervals: list[tuple[dt.date, dt.date]]) -> int:
    """Count the days that at least one of the intervals covers."""
    days, covered_to = 0, dt.date.min
    for start, stop in sorted(intervals):
        begin = max(start, covered_to)
        if stop > begin:
            days += (stop - begin).days
            covered_to = stop
    return days


def _join(rows: list[Row], places: list[int]) -> None:
    def began(place: int) -> tuple[dt.date, dt.date]:
        span = rows[place].span
        return span.first_start or dt.date.min, span.last_start or dt.date.min

    ordered = sorted(places, key=began)
    for index, place in enumerate(ordered):
        row = rows[place]
        for earlier_place in ordered[:index]:
            earlier = rows[earlier_place]
            is_same_route = earlier.routes == row.routes
            if is_same_route and _follows(earlier.span, row.span):
                row = _reaching_back(row, earlier)
            if not _may_follow(earlier.span, row.span) or not (is_same_route or earlier.routes & row.routes):
                continue
            row = replace(row, possible_course=_extended(row.possible_course, earlier.possible_course.first_start))
            if not is_same_route:
                vague = max(earlier, row, key=lambda each: len(each.routes))
                row = replace(row, route_missing_in=vague.therapy.id)
        rows[place] = row


def _follows(earlier: Span, later: Span) -> bool:
    """Say whether the later row certainly begins before, on or the day after the earlier one's end."""
    if earlier.first_stop is None or earlier.last_start is None or later.last_start is None:
        return False
    return later.last_start <= earlier.first_stop + dt.timedelta(days=1)


def _may_follow(earlier: Span, later: Span) -> bool:
    return later.first_start is None or later.first_start <= earlier.last_stop + dt.timedelta(days=1)


def _reaching_back(row: Row, earlier: Row) -> Row:
    first, last = earlier.course.first_start, earlier.course.last_start
    if first is None or last is None or row.course.last_start is None or last >= row.course.last_start:
        return row
    course = replace(row.course, first_start=min(first, row.course.first_start or first), last_start=last)
    return replace(
        row,
        course=course,
        course_start=earlier.course_start,
        course_ids=(*earlier.course_ids, row.therapy.id),
    )


def _extended(span: Span, first_start: dt.date | None) -> Span:
    if first_start is None or span.first_start is None:
        return replace(span, first_start=None)
    return replace(span, first_start=min(span.first_start, first_start))
