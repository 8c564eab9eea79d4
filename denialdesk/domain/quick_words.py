"""The words that a quick line is read by: dates, doses, frequencies, routes, outcomes, and the traps among them."""

from __future__ import annotations

import re

from denialdesk.domain.date_text import MONTHS
from denialdesk.domain.therapy import Outcome, Supply, Use

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:(?:19|20)\d{2}|'?\d{2})(?!\d)"
_DATE = (
    rf"(?:\d{{4}}-\d{{1,2}}(?:-\d{{1,2}})?(?![\d/])"
    rf"|\d{{1,2}}[/]\d{{1,2}}/{_YEAR}"
    rf"|\d{{1,2}}[/]{_YEAR}(?!/)(?!\s*(?:mg|mcg|ml|%))"
    rf"|(?:{_MONTH})\b\.?\s*(?:\d{{1,2}}(?:st|nd|rd|th)?,?\s+)?(?:(?:19|20)\d{{2}}|'\d{{2}})"
    rf"|(?:19|20)\d{{2}}(?![\d.,]*\s*(?:mg|mcg|g|ml|units?|iu)\b))"
)
_I = re.IGNORECASE
_EDGE = r"(?<![\w/.])"

DATE = re.compile(rf"{_EDGE}{_DATE}", _I)
BETWEEN = re.compile(
    rf"(?:\b(?:from|between)\s+)?{_EDGE}(?P<first>{_DATE})\s*(?:-+>?|to|thru|through|until|till|and)\s*"
    rf"(?:(?P<second>{_DATE})|(?P<open>present|now|current(?:ly)?|ongoing|today)\b)",
    _I,
)
START_BEFORE = re.compile(
    rf"\b(?P<word>since|from|start(?:ed|s|ing)?|began|begun|begin(?:s|ning)?|initiated)"
    rf"\s*(?:on|in|:)?\s*(?P<date>{_DATE})\s*-?",
    _I,
)
ESTIMATE = re.compile(
    rf"(?:\b(?:spring|summer|fall|autumn|winter|early|late|mid|about|around|approx\w*|circa|q[1-4])\b|~)"
    rf"\W*(?:of )?{_DATE}",
    _I,
)
STOP_BEFORE = re.compile(
    rf"(?:\b(?:until|till|thru|through|stop(?:ped)?|ended|end|dc'?d|discontinued|off|last dose)|\bd/c'?d?)"
    rf"\s*(?:on|in|since|:)?\s*(?P<date>{_DATE})",
    _I,
)
ONGOING = re.compile(
    r"\b(?:ongoing|still (?:on|taking|takes|taken)(?: it)?|currently(?: on| taking)?|current"
    r"|continues?|continuing|to date)\b",
    _I,
)
_COUNT = r"(?:\d+(?:\.\d+)?(?:\s*-\s*\d+)?|one|two|three|four|five|six|nine|twelve|a few|several)"
LENGTH = re.compile(
    rf"\b(?:for|x|over|after)\s*(?P<length>(?:about |approx\.? |approximately |~\s*|almost |nearly |over |> ?|< ?)?"
    rf"{_COUNT}\s*(?:days?|weeks?|wks?|months?|mos?|years?|yrs?))\b",
    _I,
)
PRESCRIBED_BY = re.compile(r"\b(?:by|per|prescribed by|rx by)\s+(?P<name>(?:dr|doctor)\.?\s+[a-z][\w'-]+)", _I)

DOSE = re.compile(
    r"(?<![\w.])\d[\d,.]*(?:\s*-\s*\d[\d,.]*)?\s*(?:mg|mcg|g|ml|units?|iu|%)"
    r"(?:\s*/\s*(?:[\d.]+\s*)?(?:kg|m2|ml|dose|day|week))?(?!\w)",
    _I,
)

_UNITS = {
    "d": "day",
    "day": "day",
    "w": "week",
    "wk": "week",
    "week": "week",
    "m": "month",
    "mo": "month",
    "month": "month",
}
_Q = r"q\s?(?P<count>\d{1,2})\s?(?P<unit>days?|d|weeks?|wks?|w|months?|mos?|mo|m|h|hrs?)"
_ABBREVIATIONS = {
    "qd": "once daily",
    "bid": "twice daily",
    "tid": "three times daily",
    "qid": "four times daily",
    "qhs": "at bedtime",
    "qw": "once weekly",
    "qwk": "once weekly",
    "qweek": "once weekly",
    "eow": "every other week",
    "qow": "every other week",
    "qod": "every other day",
    "qmonth": "once monthly",
    "prn": "as needed",
}
FREQUENCIES = re.compile(
    r"\b(?:"
    + _Q
    + r"|every (?:other )?(?:day|week|month)|every \d{1,2}(?:\s*-\s*\d{1,2})? (?:hours|days|weeks|months)"
    + r"|(?:once|twice|three times) (?:daily|weekly|monthly|a (?:day|week|month)|per (?:day|week|month))"
    + r"|(?:per|a) (?:day|week|month)"
    + r"|(?:"
    + "|".join(_ABBREVIATIONS)
    + r")|daily|weekly|monthly|nightly|biweekly"
    + r")\b",
    _I,
)


def frequency_in_words(text: str) -> str:
    """Write a frequency out: q2w is "every 2 weeks", bid "twice daily"; other words stay as typed."""
    plain = " ".join(text.casefold().split())
    if plain in _ABBREVIATIONS:
        return _ABBREVIATIONS[plain]
    match = re.fullmatch(_Q, plain)
    if match is None:
        return plain
    unit = "hour" if match["unit"].startswith("h") else _UNITS[match["unit"].removesuffix("s")]
    return f"every {match['count']} {unit}s" if match["count"] != "1" else f"every {unit}"


ROUTES = tuple(
    (re.compile(rf"(?<![\w/-])(?:{words})(?![\w/-])", _I), route)
    for words, route in (
        (r"sc|s\.c\.|sq|subq|sub-q|subcut|subcutaneous(?:ly)?", "subcutaneous"),
        (r"iv|i\.v\.|intravenous(?:ly)?|infusions?|infused", "intravenous"),
        (r"po|p\.o\.|by mouth|oral(?:ly)?|tabs?|tablets?|caps?|capsules?", "oral"),
        (r"im|i\.m\.|intramuscular(?:ly)?", "intramuscular"),
        (r"topical(?:ly)?|cream|ointment|foam|lotion|gel", "topical"),
        (r"inhaled", "inhaled"),
        (r"intranasal(?:ly)?", "nasal"),
    )
)

SUPPLIES = (
    (re.compile(r"\b(?:free |office )?samples?\b(?: only)?", _I), Supply.SAMPLE, "supplied as samples"),
    (
        re.compile(
            r"\b(?:manufacturer(?:'s)?(?: assistance| supply| program)?|patient assistance(?: program)?"
            r"|bridge program)\b",
            _I,
        ),
        Supply.MANUFACTURER,
        "supplied by the manufacturer",
    ),
    (re.compile(r"\b(?:inpatient|while hospitali[sz]ed|in hospital)\b", _I), Supply.INPATIENT, "given as an inpatient"),
    (re.compile(r"\b(?:paid claims?|covered by insurance)\b", _I), Supply.PAID_CLAIM, "paid for by a plan"),
)

TRAPS = (
    (
        re.compile(
            r"\b(?:(?:patient'?s |her |his |pt'?s )?"
            r"(?:mother|father|mom|dad|sister|brother|son|daughter|aunt|uncle|cousin"
            r"|wife|husband|spouse|partner|grand(?:mother|father|ma|pa)|family member|relative))\b"
            r"(?:\s+(?:also |previously )?(?:took|takes|taking|used|uses|on|was on|is on|had))?",
            _I,
        ),
        Use.NEVER_TAKEN,
        "somebody else's drug",
        "This speaks of another person: it is not read as the patient's own therapy.",
    ),
    (
        re.compile(
            r"\b(?:never (?:took|taken|take|filled|started|start|picked up|used|tried)"
            r"|(?:did not|didn't|has not|hasn't) (?:take|taken|start|started|fill|filled|pick up|use|used)"
            r"|not (?:yet )?(?:taken|started|filled|picked up)|unfilled|not tried)\b(?: it)?",
            _I,
        ),
        Use.NEVER_TAKEN,
        "never taken",
        "The drug was not taken: it is no trial.",
    ),
    (
        re.compile(
            r"\b(?:(?:denies|denied)(?! (?:any )?(?:side|adverse|allerg|intoleran|reaction))"
            r"|did not complete|didn't complete|not completed?|incomplete)\b"
            r"(?: (?:taking|completing|having taken|use of|using|completion of|ever taking))?"
            r"(?: the)?(?: course| trial)?(?: of)?",
            _I,
        ),
        Use.NEVER_TAKEN,
        "denied, or not completed",
        "The line denies the use or its completion: it is not read as a trial. Correct it if the drug was taken.",
    ),
    (
        re.compile(
            r"\b(?:will (?:start|begin|try|switch to|take)|(?:plan(?:s|ned|ning)?|going|wants?|intends?) (?:to|on|for)"
            r"(?: start(?:ing)?| begin| try)?|to (?:start|begin|try)|to be started|planned|consider(?:ing|ed|s)?"
            r"|recommend(?:s|ed)?|pending(?: approval)?|awaiting(?: approval)?|discussed|proposed)\b",
            _I,
        ),
        Use.PLANNED,
        "planned",
        "The line speaks of a plan: it is not read as a therapy that was taken.",
    ),
)

OUTCOMES = (
    (
        re.compile(r"\b(?:contraindicat(?:ed|ion)(?: to)?|c/i|cannot take|can't take)(?!\w)", _I),
        Outcome.CONTRAINDICATED,
        "contraindicated, not tried",
    ),
    (
        re.compile(r"\b(?:not advisable|inadvisable|not recommended|not a candidate|not appropriate)\b", _I),
        Outcome.NOT_ADVISABLE,
        "not advisable, not tried",
    ),
    (
        re.compile(
            r"\b(?:lost (?:its )?(?:response|effect|efficacy)|loss of (?:response|effect|efficacy)|stopped working"
            r"|secondary (?:non-?response|failure|loss of response)|wore off)\b",
            _I,
        ),
        Outcome.LOST_RESPONSE,
        "response lost",
    ),
    (
        re.compile(
            r"\b(?:fail(?:ed|s|ing)?"
            r"|(?<!heart )(?<!liver )(?<!renal )(?<!kidney )(?<!hepatic )(?<!cardiac )(?<!respiratory )failure"
            r"|inadequate(?: response| control)?|insufficient(?: response)?|no response|non-?respon(?:se|der)"
            r"|partial response|ineffective|not effective|no (?:benefit|improvement|relief|effect)"
            r"|lack of (?:effect|efficacy|response|benefit)"
            r"|(?:did not|didn't|does not|doesn't|not) (?:work(?:ing)?|help(?:ing)?|respond(?:ing)?)"
            r"|primary non-?response)\b",
            _I,
        ),
        Outcome.INADEQUATE_RESPONSE,
        "inadequate response",
    ),
    (
        re.compile(r"\b(?:anaphyla\w+|hypersensitiv\w+|allerg(?:y|ic)(?: reaction)?)\b", _I),
        Outcome.HYPERSENSITIVITY,
        "hypersensitivity reaction",
    ),
    (
        re.compile(
            r"\b(?:intoleran(?:t|ce)|not tolerated"
            r"|(?:could not|couldn't|did not|didn't|cannot|can't|unable to) tolerate(?: it)?"
            r"|side effects?|adverse (?:effects?|events?|reactions?)|ae'?s?)\b",
            _I,
        ),
        Outcome.INTOLERANCE,
        "not tolerated",
    ),
    (
        re.compile(
            r"\b(?:stopped|dc'?d|discontinued|quit) (?:for|due to|because of)"
            r"(?= (?:the )?(?:cost|price|insurance|pregnan|moving|surgery))",
            _I,
        ),
        Outcome.OTHER,
        "ended for another reason",
    ),
)

CONFLICT_FREE = (
    ({Outcome.INADEQUATE_RESPONSE, Outcome.LOST_RESPONSE}, Outcome.LOST_RESPONSE),
    ({Outcome.INTOLERANCE, Outcome.HYPERSENSITIVITY}, Outcome.HYPERSENSITIVITY),
)
"""Pairs of outcomes that say the same thing, and the more particular one of them."""

NEGATION = re.compile(
    r"\b(?:no|not|never|without|denies|denied|did not|didn't|has not|hasn't|nor)(?: (?:any|a|have|had))?\s+$", _I
)
FILLER = re.compile(
    r"^(?:and|then|but|due to|because of|because|for|with|on|of|in|was|is|the|pt|patient|took|taken|tried|trial of|had"
    r"|it|at|dose)\b"
    r"|\b(?:and|then|but|due to|because of|because|for|with|on|of|in|was|is|the|to)$",
    _I,
)
