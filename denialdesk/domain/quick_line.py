"""One typed line read as a prior therapy: "mtx 15mg weekly 3/24-9/24 failed".

Whatever is read is reported with the words it was read from, so that a person sees how the line was understood before
it becomes a row. Nothing is guessed silently: what is not understood is kept as a note and reported, and words that may
mean no use at all ("denies completing", "will start", "mother took") are flagged and never read as use.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, replace

from denialdesk.domain.date_text import parse_date
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.quick_words import (
    BETWEEN,
    CONFLICT_FREE,
    DATE,
    DOSE,
    ESTIMATE,
    FILLER,
    FREQUENCIES,
    LENGTH,
    NEGATION,
    ONGOING,
    OUTCOMES,
    PRESCRIBED_BY,
    ROUTES,
    START_BEFORE,
    STOP_BEFORE,
    SUPPLIES,
    TRAPS,
    frequency_in_words,
)
from denialdesk.domain.therapy import Outcome, Therapy, Use
from denialdesk.domain.vocabulary import NameMatch, Vocabulary

_READ = "\x00"  # stands for a character that has been read; no pattern matches across it
_LONGEST_NAME = 4  # words


@dataclass(frozen=True, slots=True)
class Understood:
    """A piece of the line, the field it was read into, and what it was taken to mean."""

    fragment: str
    field: str
    meaning: str


@dataclass(frozen=True, slots=True)
class QuickLine:
    """How a line was read: the proposed row, each piece with its meaning, what is left over, and what to check."""

    therapy: Therapy
    understood: tuple[Understood, ...]
    leftovers: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def is_clear(self) -> bool:
        """True when everything was understood and nothing has to be checked."""
        return not self.leftovers and not self.warnings


def parse_quick_line(text: str, *, vocabulary: Vocabulary, today: dt.date, therapy_id: str) -> QuickLine:
    """Read one line as a proposed therapy. Never raises: what cannot be read is left over, with a warning where due."""
    reader = _Reader(text, vocabulary, today, Therapy(id=therapy_id))
    reader.read()
    return reader.result()


class _Reader:
    """Reads a line piece by piece; what is read is blotted out, so that nothing is read twice."""

    def __init__(self, text: str, vocabulary: Vocabulary, today: dt.date, therapy: Therapy) -> None:
        # A dash a word processor made is a dash, a curly apostrophe an apostrophe.
        plain = text.translate({0x2013: "-", 0x2014: "-", 0x2019: "'", 0x2018: "'"}).replace(_READ, " ")
        self._text = " ".join(plain.split())
        self._rest = self._text
        self._vocabulary = vocabulary
        self._today = today
        self._therapy = therapy
        self._found: list[tuple[int, Understood]] = []
        self._warnings: list[str] = []
        self._kept: list[str] = []  # words that are kept out of further reading, for the note
        self._left: tuple[str, ...] = ()
        self._date_refused = False

    def read(self) -> None:
        if not self._text:
            self._warnings.append("Nothing is typed yet.")
            return
        self._read_traps()
        self._read_dates()
        self._read_length()
        self._read_prescriber()
        self._read_drug()
        self._read_dose()
        self._read_frequency()
        self._read_route()
        self._read_supply()
        self._read_outcome()
        self._read_rest()
        self._check()

    def result(self) -> QuickLine:
        understood = tuple(piece for _, piece in sorted(self._found, key=lambda entry: entry[0]))
        return QuickLine(self._therapy, understood, self._left, tuple(dict.fromkeys(self._warnings)))

    # ------------------------------------------------------------ pieces

    def _take(self, start: int, end: int, field: str, meaning: str) -> None:
        """Report a piece as understood and blot it out."""
        self._found.append((start, Understood(self._text[start:end].strip(), field, meaning)))
        self._blot(start, end)

    def _blot(self, start: int, end: int) -> None:
        self._rest = self._rest[:start] + _READ * (end - start) + self._rest[end:]

    def _set(self, **fields: object) -> None:
        self._therapy = replace(self._therapy, **fields)  # type: ignore[arg-type]  # each caller names a field and its type

    def _search(self, pattern: re.Pattern[str], start: int = 0) -> re.Match[str] | None:
        return pattern.search(self._rest, start)

    def _read_traps(self) -> None:
        """Flag words that speak of no use, of a plan, or of somebody else."""
        for pattern, use, meaning, warning in TRAPS:
            match = self._search(pattern)
            if match is None:
                continue
            self._warnings.append(warning)
            if self._therapy.use is Use.TAKEN:
                self._set(use=use)
            self._take(match.start(), match.end(), "use", meaning)

    def _read_dates(self) -> None:
        while (estimate := self._search(ESTIMATE)) is not None:
            self._date_of(estimate[0])
            self._kept.append(self._text[estimate.start() : estimate.end()])
            self._blot(estimate.start(), estimate.end())
        between = self._search(BETWEEN)
        if between is not None:
            self._read_between(between)
        # "Off since 9/24" before "since 9/24".
        stopped = self._search(STOP_BEFORE)
        if stopped is not None and not self._therapy.stop.is_known:
            self._read_stop(stopped)
        started = self._search(START_BEFORE)
        if started is not None and not self._therapy.start.is_known:
            self._read_start(started)
        ongoing = self._search(ONGOING)
        if ongoing is not None:
            self._take(ongoing.start(), ongoing.end(), "ongoing", "still taken")
            self._set(ongoing=True)
        if self._search(DATE) is not None and not self._date_refused:
            self._warnings.append("A date stands alone: say whether it is the start or the stop.")

    def _read_between(self, match: re.Match[str]) -> None:
        start = self._date_of(match["first"])
        if start is None:
            return
        if match["second"]:
            stop = self._date_of(match["second"])
            if stop is None:
                return
            self._set(start=start, stop=stop)
            meaning = f"from {start.display()} to {stop.display()}"
        else:
            self._set(start=start, ongoing=True)
            meaning = f"since {start.display()}, still taken"
        self._take(match.start(), match.end(), "dates", meaning)

    def _read_stop(self, match: re.Match[str]) -> None:
        stop = self._date_of(match["date"])
        if stop is not None:
            self._set(stop=stop)
            self._take(match.start(), match.end(), "stop", f"stopped {stop.display()}")

    def _read_start(self, match: re.Match[str]) -> None:
        start = self._date_of(match["date"])
        if start is None:
            return
        # "Since" says that it is still taken, unless a stop is given too.
        still = match["word"].casefold() == "since" and not self._therapy.stop.is_known
        self._set(start=start, ongoing=still)
        meaning = f"since {start.display()}, still taken" if still else f"started {start.display()}"
        self._take(match.start(), match.end(), "start", meaning)

    def _date_of(self, text: str) -> PartialDate | None:
        try:
            return parse_date(text, today=self._today)
        except InvalidDateError as error:
            self._warnings.append(f"A date cannot be read: {error.message} {error.remedy}".strip())
            self._date_refused = True
            return None

    def _read_length(self) -> None:
        match = self._search(LENGTH)
        if match is not None:
            self._set(stated_length=match["length"].strip())
            self._take(match.start(), match.end(), "stated_length", f"length as noted: {match['length'].strip()}")

    def _read_prescriber(self) -> None:
        match = self._search(PRESCRIBED_BY)
        if match is not None:
            self._set(prescribed_by=match["name"].strip())
            self._take(match.start(), match.end(), "prescribed_by", f"prescribed by {match['name'].strip()}")

    def _read_drug(self) -> None:
        named = self._names()
        if not named:
            return
        start, end, match = named[0]
        if len({each.drug_id for _, _, each in named}) > 1:
            as_one = self._as_one(named)
            if as_one is None:
                self._warnings.append("More than one drug is named: type one line for each.")
            else:
                end, match = named[-1][1], as_one
        drug = self._vocabulary.drug(match.drug_id)
        written = self._rest[start:end]
        generic = drug.generic if drug else match.name
        # An abbreviation is written out; a product name is kept as the office typed it.
        name = written if match.is_brand or generic.casefold() in written.casefold() else match.name
        self._set(drug=name, drug_id=match.drug_id)
        self._take(start, end, "drug", name if name.casefold() == generic.casefold() else f"{name} ({generic})")

    def _as_one(self, named: list[tuple[int, int, NameMatch]]) -> NameMatch | None:
        """Take names side by side as one where the others only tell its class: phototherapy (NB-UVB)."""
        if _READ in self._rest[named[0][0] : named[-1][1]]:
            return None
        by_id = {match.drug_id: match for _, _, match in named}
        drugs = [drug for drug in map(self._vocabulary.drug, by_id) if drug is not None]
        told = [drug for drug in drugs if drug.generic != drug.drug_class]
        if len(told) != 1 or any(drug.drug_class != told[0].drug_class for drug in drugs):
            return None
        return by_id[told[0].id]

    def _names(self) -> list[tuple[int, int, NameMatch]]:
        """Find the drug names in the line: the longest spelling at each place that no shorter one already explains."""
        words = [(match.start(), match.end()) for match in re.finditer(r"[^\s,;:()\x00]+", self._rest)]
        found: list[tuple[int, int, NameMatch]] = []
        place = 0
        while place < len(words):
            for count in range(min(_LONGEST_NAME, len(words) - place), 0, -1):
                match = self._name_at(words[place : place + count])
                if match is not None:
                    found.append((words[place][0], words[place + count - 1][1], match))
                    place += count
                    break
            else:
                place += 1
        return found

    def _name_at(self, words: list[tuple[int, int]]) -> NameMatch | None:
        def recognised(some: list[tuple[int, int]]) -> NameMatch | None:
            return self._vocabulary.recognise_drug(self._rest[some[0][0] : some[-1][1]]) if some else None

        text = self._rest[words[0][0] : words[-1][1]]
        if _READ in text:
            return None
        match = recognised(words)
        if match is None or match in {recognised(words[1:]), recognised(words[:-1])}:
            return None
        return match

    def _read_dose(self) -> None:
        match = self._search(DOSE)
        if match is not None:
            dose = re.sub(r"(?<=\d)(?=[a-zA-Z%])", " ", match[0].strip())
            self._set(dose=dose)
            self._take(match.start(), match.end(), "dose", dose)
            if self._search(DOSE, match.end()) is not None:
                self._warnings.append("More than one dose is named: the first one was taken.")

    def _read_frequency(self) -> None:
        match = self._search(FREQUENCIES)
        if match is not None:
            words = frequency_in_words(match[0])
            self._set(frequency=words)
            self._take(match.start(), match.end(), "frequency", words)

    def _read_route(self) -> None:
        for pattern, route in ROUTES:
            match = self._search(pattern)
            if match is not None:
                self._set(route=route)
                self._take(match.start(), match.end(), "route", route)
                return

    def _read_supply(self) -> None:
        for pattern, supply, meaning in SUPPLIES:
            match = self._search(pattern)
            if match is not None:
                self._set(supply=supply)
                self._take(match.start(), match.end(), "supply", meaning)
                return

    def _read_outcome(self) -> None:
        """Read how it ended. A denied outcome is none; two that do not go together are left for a person."""
        outcomes: list[Outcome] = []
        for pattern, outcome, meaning in OUTCOMES:
            while (match := self._search(pattern)) is not None:
                before = NEGATION.search(self._rest[: match.start()])
                if before is not None:
                    self._warnings.append(f"“{self._text[before.start() : match.end()]}” is not read as an outcome.")
                    self._kept.append(self._text[before.start() : match.end()])
                    self._blot(before.start(), match.end())
                    continue
                if outcome is Outcome.HYPERSENSITIVITY and Outcome.CONTRAINDICATED in outcomes:
                    break  # "contraindicated, sulfa allergy": the allergy is the condition
                outcomes.append(outcome)
                self._take(match.start(), match.end(), "outcome", meaning)
        distinct = set(outcomes)
        for whole, stands_for in CONFLICT_FREE:
            if distinct == whole:
                distinct = {stands_for}
        if len(distinct) == 1:
            self._set(outcome=distinct.pop())
        elif distinct:
            self._warnings.append("More than one outcome is named: choose the one that ended the drug.")
        elif self._therapy.ongoing:
            self._set(outcome=Outcome.ONGOING)

    # ------------------------------------------------------------ the rest

    def _read_rest(self) -> None:
        """Keep what is left: the condition of a contraindication, the drug if none was recognised, else a note."""
        pieces = [(m.start(), m.end()) for m in re.finditer(rf"[^{_READ}]+", self._rest)]
        words = [(start, end, _trimmed(self._rest[start:end])) for start, end in pieces]
        words = [(start, end, text) for start, end, text in words if text]
        if words and not self._therapy.drug:
            start, end, text = words.pop(0)
            self._set(drug=text)
            self._warnings.append("The drug is not recognised: choose it from the list.")
            self._take(start, end, "drug", f"{text} (not recognised)")
        left = tuple(dict.fromkeys((*(text for _, _, text in words), *self._kept)))
        if self._therapy.outcome is Outcome.CONTRAINDICATED and words:
            condition = ", ".join(text for _, _, text in words)
            self._set(contraindication=condition)
            self._take(words[0][0], words[-1][1], "contraindication", condition)
            left = tuple(self._kept)
        if left:
            self._set(what_happened="; ".join(left))
        self._left = left

    def _check(self) -> None:
        therapy = self._therapy
        if not therapy.drug:
            self._warnings.append("No drug is named.")
        start, stop = therapy.start.earliest, therapy.stop.latest
        if start is not None and stop is not None and start > stop:
            self._warnings.append("The stop is before the start.")
        if start is not None and start > self._today and therapy.use is Use.TAKEN:
            self._warnings.append("The start lies in the future: this is a plan, not a therapy.")
            self._set(use=Use.PLANNED)
        if therapy.outcome is Outcome.CONTRAINDICATED and not therapy.contraindication:
            self._warnings.append("Name the condition that forbids the drug.")


def _trimmed(text: str) -> str:
    """Drop punctuation and joining words from both ends of a leftover."""
    previous = None
    while text != previous:
        previous = text
        text = FILLER.sub("", text.strip(" ,;:.-()/&+"))
    return text
