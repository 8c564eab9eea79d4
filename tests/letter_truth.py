"""Whether a letter says only what its sources hold, statement by statement.

For every source of a statement the text it holds is looked up in the case, the findings, the law and the data; each
number, month, drug name and citation of law in the statement must stand there. Fixed wording may hold none of them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from functools import cached_property

from denialdesk.domain.case import Case
from denialdesk.domain.criteria import Finding
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.law import Citation
from denialdesk.domain.letter import Letter, Statement
from denialdesk.domain.packet import exhibit_letter
from denialdesk.domain.practice import Practice
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Therapy
from denialdesk.knowledge.library import Library
from denialdesk.letters.decisive import walk_findings
from denialdesk.letters.wording.lengths import date_in_words, length_in_words, span_in_words
from denialdesk.services.appeal import Appraisal

NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
MONTH = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December)\b(?= \d)"
)
LAW = re.compile(r"\b(?:CFR|USC|U\.S\.C|ILCS|ERISA|Ins\. Code|Stat\.|PHS Act|Public Law)\b|§")


@dataclass
class Truth:
    """The letter of one appraised case, held against what it was made from."""

    appraisal: Appraisal
    practice: Practice
    library: Library

    @property
    def case(self) -> Case:
        return self.appraisal.case

    @property
    def letter(self) -> Letter:
        return self.appraisal.letter

    def faults(self) -> list[str]:
        """List every statement that says more than its sources hold; a gap says nothing."""
        found = []
        for section, statement in self.letter.statements():
            where = f"{self.letter.kind}/{section.id}: {statement.text!r}"
            if not statement.sources or not all(source.ref for source in statement.sources):
                found.append(f"no source: {where}")
            elif not statement.placeholder:
                found += [f"{what} {token!r} not held: {where}" for what, token in self._unheld(statement)]
        return found

    def _unheld(self, statement: Statement) -> Iterator[tuple[str, str]]:
        held = "\n".join(self.held(source) for source in statement.sources)
        if all(source.kind is SourceKind.CRITERION and source.ref.endswith("#") for source in statement.sources):
            held += f"\n{self._counts}"
        numbers = {*NUMBER.findall(held)}
        for number in NUMBER.findall(statement.text):
            if number not in numbers:
                yield "number", number
        for month in MONTH.findall(statement.text):
            if month not in held:
                yield "date", month
        is_question = statement.text.endswith("?")  # asking the plan whether a law governs it claims nothing
        for law in LAW.findall(statement.text):
            if law not in held and not is_question:
                yield "law", law
        named = {match.drug_id for match in self.library.drugs_named(held)}
        for match in self.library.drugs_named(statement.text):
            if match.drug_id not in named:
                yield "drug", match.name

    def held(self, source: Source) -> str:
        """The text a source holds."""
        match source.kind:
            case SourceKind.PROGRAM:
                return date_in_words(self.letter.date) if source.ref == "today" and self.letter.date else ""
            case SourceKind.CASE_FIELD | SourceKind.PRESCRIBER:
                return self._field(source.ref)
            case SourceKind.PRACTICE:
                return "\n".join(_texts(getattr(self.practice, source.ref.removeprefix("practice."), "")))
            case SourceKind.THERAPY:
                row = self.case.therapy(source.ref)
                return self._row(row) if row else ""
            case SourceKind.EXHIBIT:
                return self._exhibit(source)
            case SourceKind.CRITERION:
                return self._criterion(source.ref)
            case SourceKind.LAW:
                return self._law(source.ref)
            case SourceKind.CITATION:
                return self._citation(source.ref)
            case _:
                return ""

    def _field(self, ref: str) -> str:
        first, _, rest = ref.partition(".")
        if ref.startswith(("answer:", "step")) or ("." not in ref and not hasattr(self.case, ref)):
            return "\n".join(text for answer in self.case.answers for text in _texts(answer))
        if ref.startswith("therapy:"):
            row = self.case.therapy(ref.split(":")[1])
            return self._row(row) if row else ""
        if first in {"events", "measures"} and rest:
            rows = [row for row in getattr(self.case, first) if row.id == rest]
            return "\n".join(text for row in rows for text in _texts(row))
        if ref == "letter.letter_date":
            return date_in_words(self.letter.date) if self.letter.date else ""
        if ref == "therapies":
            return ""  # "none is recorded": holds nothing
        value: object = self.case
        for name in ref.split("."):
            value = getattr(value, name)
        texts = [*_texts(value)]
        if first == "request" or ref == "denial.preferred_drugs_named":
            texts += [self._generics(text) for text in texts]
        if ref == "patient.birth_date" and self.letter.date and self.case.patient.birth_date.earliest:
            born, day = self.case.patient.birth_date.earliest, self.letter.date
            texts.append(str(day.year - born.year - ((day.month, day.day) < (born.month, born.day))))
        return "\n".join(texts)

    def _generics(self, text: str) -> str:
        drugs = (self.library.drug(match.drug_id) for match in self.library.drugs_named(text))
        return " ".join(drug.generic for drug in drugs if drug)

    def _row(self, row: Therapy) -> str:
        assert self.letter.date is not None
        drug = self.library.drug(row.drug_id)
        indication = self.library.indication(row.indication_id)
        return "\n".join(
            (
                *_texts(row),
                drug.generic if drug else "",
                indication.name if indication else "",
                span_in_words(row),
                length_in_words(row, self.letter.date),
            )
        )

    def _exhibit(self, source: Source) -> str:
        for place, exhibit in enumerate(self.case.exhibits):
            if exhibit.id == source.ref:
                return "\n".join((exhibit_letter(place), exhibit.title, str(exhibit.pages or ""), source.page))
        return ""

    def _criterion(self, ref: str) -> str:
        policy_id, _, path = ref.partition("#")
        texts: list[str] = []
        for each in self.appraisal.criteria.findings:
            if each.policy.id != policy_id:
                continue
            policy = each.policy
            nodes = (*each.requirements, *each.steps, *each.renewal, *((each.established,) if each.established else ()))
            for finding in nodes:
                for node in walk_findings(finding):
                    if not path or node.path == path:
                        texts += [
                            node.label,
                            node.reason,
                            node.required_agent,
                            node.required_length,
                            node.stated_reason,
                        ]
                        texts += [self._rows_of(node)]
            texts += [policy.drug.generic, *policy.drug.brands]
            is_known = policy.verification.is_verified
            texts += [policy.title, policy.number] if is_known else []
            for date in (policy.effective_date, policy.review_date) if is_known else ():
                texts.append(_iso(date))
            for confirmed in self.case.confirmed_policies:
                if confirmed.policy_id == policy_id:
                    texts += [confirmed.number, _iso(confirmed.effective_date), confirmed.page]
        return "\n".join(texts)

    def _rows_of(self, node: Finding) -> str:
        rows = (self.case.therapy(each) for each in node.therapy_ids)
        return "\n".join(self._row(row) for row in rows if row)

    @cached_property
    def _counts(self) -> str:
        """Every count up to the number of requirements and steps of all policies."""
        total = sum(
            len(each.requirements) + len(each.renewal or each.steps) for each in self.appraisal.criteria.findings
        )
        return "\n".join(str(number) for number in range(total + 1))

    def _law(self, ref: str) -> str:
        rights = self.appraisal.rights
        texts = [ref] if any(ref == each.for_letter for each in self._citations()) else []
        for right in rights.rights:
            if right.id == ref:
                texts += [right.text, right.request]
        for clock in rights.clocks:
            if clock.level_id == ref:
                texts += [clock.label, str(clock.amount), clock.unit.value]
        law = rights.state_step_law
        if law is not None:
            texts += [item.text for item in law.items if item.id == ref]
            texts += [each.text for each in self.appraisal.grounds for _ in (0,) if hasattr(each, "text")]
        return "\n".join(texts)

    def _citations(self) -> Iterator[Citation]:
        rights = self.appraisal.rights
        yield from rights.governing_law
        for group in (rights.rights, rights.deadlines, rights.open_at_once, rights.clocks):
            for item in group:
                yield from item.citations
        if rights.state_step_law is not None:
            yield from rights.state_step_law.citations

    def _citation(self, ref: str) -> str:
        kind, _, drug_id = ref.partition(":")
        if kind in {"drug", "label"}:
            drug = self.library.drug(drug_id)
            match = drug or self.library.drug(self.case.request.drug_id)
            return "\n".join(_texts(match)) + "\n".join(_texts(self.case.letter.label_reading)) if match else ""
        usable = {entry.id: entry for entry in self.appraisal.argued.cited}
        entry = usable.get(ref)
        return "\n".join(_texts(entry)) if entry and not entry.is_adverse else ""


def _iso(text: str) -> str:
    return PartialDate.from_iso(text).display() if text else ""


def _texts(value: object) -> Iterator[str]:
    """Every text, number and date that stands anywhere in a value."""
    if isinstance(value, PartialDate):
        yield value.display()
    elif isinstance(value, Enum):
        return
    elif isinstance(value, str):
        yield value
        if re.fullmatch(r"\d{4}-\d\d-\d\d(?:T.*)?", value):
            yield _iso(value[:10])
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from _texts(item)
