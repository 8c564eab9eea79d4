"""What a document probably is, by the words on its first pages and in its file's name: a proposal, no more."""

from __future__ import annotations

import re
from dataclasses import dataclass

from denialdesk.domain.case import ExhibitKind
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError

KIND_TITLES = {
    ExhibitKind.DENIAL_NOTICE: "Denial notice",
    ExhibitKind.EARLIER_DECISION: "Decision of the earlier level",
    ExhibitKind.CHART_NOTE: "Chart note",
    ExhibitKind.FILL_HISTORY: "Pharmacy fill history",
    ExhibitKind.LAB_RESULT: "Laboratory results",
    ExhibitKind.REPRESENTATIVE_FORM: "Authorization of representative",
    ExhibitKind.POLICY_COPY: "Payer’s policy",
    ExhibitKind.LITERATURE: "Article",
    ExhibitKind.PROOF_OF_SENDING: "Proof of sending",
    ExhibitKind.OTHER: "Document",
}


@dataclass(frozen=True, slots=True)
class _Sign:
    """Words that speak for a kind, and how loudly."""

    kind: ExhibitKind
    weight: int
    words: re.Pattern[str]


def _sign(kind: ExhibitKind, weight: int, *words: str) -> _Sign:
    return _Sign(kind, weight, re.compile(rf"\b(?:{'|'.join(words)})", re.IGNORECASE))


_SIGNS = (
    _sign(ExhibitKind.EARLIER_DECISION, 5, r"(?:appeal|grievance) (?:decision|determination|resolution)"),
    _sign(
        ExhibitKind.EARLIER_DECISION,
        5,
        "uphold the (?:original )?denial",
        "decision is upheld",
        "redetermination notice",
    ),
    _sign(
        ExhibitKind.DENIAL_NOTICE,
        5,
        "adverse (?:benefit )?determination",
        "notice of denial",
        "denial (?:notice|letter)",
    ),
    _sign(
        ExhibitKind.DENIAL_NOTICE,
        3,
        "has been denied",
        "was denied",
        "we denied",
        "not approved",
        "denial of (?:coverage|medicare)",
    ),
    _sign(ExhibitKind.DENIAL_NOTICE, 1, "denial", "your right to appeal", "you (?:may|can) appeal"),
    _sign(
        ExhibitKind.REPRESENTATIVE_FORM,
        6,
        "appointment of representative",
        "cms-?1696",
        "authorized representative (?:form|designation)",
    ),
    _sign(
        ExhibitKind.REPRESENTATIVE_FORM,
        5,
        r"authorization (?:of|for) (?:a )?representative",
        "designation of (?:personal )?representative",
    ),
    _sign(
        ExhibitKind.FILL_HISTORY,
        5,
        "fill history",
        "dispens(?:ing|e) (?:history|record|report)",
        "prescription (?:history|profile)",
    ),
    _sign(
        ExhibitKind.FILL_HISTORY,
        4,
        "pharmacy (?:claims|records?|profile|history|printout)",
        "claims history",
        "refill history",
    ),
    _sign(ExhibitKind.FILL_HISTORY, 2, "days.? supply", r"rx ?(?:number|#)", "date filled", "fill date"),
    _sign(
        ExhibitKind.LAB_RESULT, 5, r"lab(?:oratory)? (?:results?|reports?)", "reference (?:range|interval)", "specimen"
    ),
    _sign(ExhibitKind.LAB_RESULT, 4, "radiology report", "pathology report", "imaging report", r"bone density"),
    _sign(
        ExhibitKind.POLICY_COPY,
        5,
        "coverage (?:policy|criteria)",
        "(?:medical|pharmacy|clinical) policy",
        "step therapy (?:policy|criteria)",
    ),
    _sign(
        ExhibitKind.POLICY_COPY, 3, "prior authorization (?:policy|criteria)", "policy number", "initial authorization"
    ),
    _sign(
        ExhibitKind.PROOF_OF_SENDING,
        6,
        "fax (?:confirmation|transmission|report)",
        "transmission (?:report|verification)",
        "proof of delivery",
    ),
    _sign(ExhibitKind.LITERATURE, 5, "prescribing information", "practice guideline", "package insert"),
    _sign(ExhibitKind.LITERATURE, 3, r"doi[: ]10\.", "randomi[sz]ed", "abstract"),
    _sign(
        ExhibitKind.CHART_NOTE,
        5,
        "(?:progress|chart|office|clinic|visit|consult(?:ation)?) (?:visit )?notes?",
        "after visit summary",
    ),
    _sign(
        ExhibitKind.CHART_NOTE,
        3,
        "chief complaint",
        "history of present illness",
        "assessment (?:and|&) plan",
        "date of (?:visit|service)",
        "review of systems",
    ),
)
_LEAST_WEIGHT = 3
_NAME_WORTH = 2  # a word in the file's name counts this often: somebody chose it
_DATE = r"(\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d{2}|(?:19|20)\d{2}-\d{2}-\d{2})"
_DATED = re.compile(
    rf"(?:date of (?:visit|service|notice|letter|collection)|(?:visit|service|notice|letter|collection|encounter) date|"
    rf"collected(?: on)?|date)\s*:?\s*{_DATE}",
    re.IGNORECASE,
)
_DATE_IN_NAME = re.compile(rf"(?<!\d){_DATE}(?!\d)")
_NOT_A_WORD = re.compile(r"[_\s]+|(?<=\D)-(?=\D)|\.(?=\D)")
_NUMBER = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_EMPTY_WORDS = frozenset(
    {
        *("scan", "scanned", "img", "image", "doc", "document", "copy", "final", "new", "untitled", "file", "pdf"),
        *("page", "pages", "dsc", "photo", "print", "printout", "output", "download", "temp", "fax", "export", "of"),
    }
)


def propose(name: str, text: str, private_words: tuple[str, ...]) -> tuple[str, ExhibitKind]:
    """Propose a title and a kind from a file's name and its first text.

    ``private_words`` (the patient's names and numbers) are left out of the title: the file's name often has them, and
    the title stands in the letter.
    """
    words = _words(name, private_words)
    kind = _kind(f"{' '.join(words)}\n", text)
    day = _day(name, text)
    if kind is ExhibitKind.OTHER:
        meaningful = [word for word in words if word.casefold() not in _EMPTY_WORDS and not word.isdigit()]
        title = " ".join(meaningful) if sum(map(len, meaningful)) >= 4 else KIND_TITLES[kind]
        return title[0].upper() + title[1:], kind
    return f"{KIND_TITLES[kind]}{f', {day}' if day else ''}", kind


def _words(name: str, private_words: tuple[str, ...]) -> list[str]:
    stem = name.rpartition(".")[0] or name
    plain = _NUMBER.sub(" ", _DATE_IN_NAME.sub(" ", stem))
    private = {part.casefold() for word in private_words for part in re.split(r"[\s,.-]+", word) if len(part) > 1}
    return [word for word in _NOT_A_WORD.sub(" ", plain).split() if word.casefold().strip(",") not in private]


def _kind(name: str, text: str) -> ExhibitKind:
    weights: dict[ExhibitKind, int] = {}
    for sign in _SIGNS:
        named = _NAME_WORTH * len(sign.words.findall(name))
        found = min(2, len(sign.words.findall(text)))
        weights[sign.kind] = weights.get(sign.kind, 0) + sign.weight * (named + found)
    best = max(weights, key=lambda kind: weights[kind])
    return best if weights[best] >= _LEAST_WEIGHT else ExhibitKind.OTHER


def _day(name: str, text: str) -> str:
    """The date of the document as a title writes it; empty when none is told."""
    for found in (_DATE_IN_NAME.search(name), _DATED.search(text)):
        if found is not None:
            day = _read_day(found.group(1))
            if day:
                return day
    return ""


def _read_day(written: str) -> str:
    parts = re.split(r"[/.-]", written)
    year, month, day = parts if len(parts[0]) == 4 else (parts[2], parts[0], parts[1])
    try:
        return PartialDate.from_iso(f"{year}-{int(month):02d}-{int(day):02d}").display()
    except InvalidDateError:
        return ""
