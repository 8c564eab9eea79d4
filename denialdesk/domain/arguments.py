"""Every pathway tried on a judged case, strongest first; nothing is claimed that the record does not show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field, replace

from denialdesk.domain.argument import Argument, ArgumentKind
from denialdesk.domain.argument_notice import notice_arguments
from denialdesk.domain.argument_preferred import biosimilar_argument, preferred_arguments
from denialdesk.domain.argument_rows import row_arguments
from denialdesk.domain.case import Case
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.denial_reasons import DenialItem, denial_items
from denialdesk.domain.evidence import Evidence
from denialdesk.domain.label_check import LabelCheck, check_label
from denialdesk.domain.record import Record, read_record
from denialdesk.domain.vocabulary import Vocabulary

_ORDER = {kind: place for place, kind in enumerate(ArgumentKind)}


@dataclass(frozen=True, slots=True)
class RecordGrounds:
    """What is argued from the record alone, whatever the letter's own words are."""

    record: Record
    items: tuple[DenialItem, ...]
    label: LabelCheck
    arguments: tuple[Argument, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a letter argues from beside the criteria: the notice's points, the arguments, the label, the citations."""

    items: tuple[DenialItem, ...] = ()
    arguments: tuple[Argument, ...] = ()
    label: LabelCheck = LabelCheck(())
    cited: tuple[Evidence, ...] = ()
    # Kept for the next look at a case of which only the letter's words changed.
    of_record: RecordGrounds | None = field(default=None, compare=False)

    def of(self, *kinds: ArgumentKind) -> tuple[Argument, ...]:
        """The complete arguments of some kinds, strongest first: what a letter may use."""
        return tuple(each for each in self.arguments if each.kind in kinds and each.is_complete)


def find_grounds(
    case: Case,
    criteria: CriteriaResult,
    vocabulary: Vocabulary,
    as_of: dt.date,
    cited: Collection[Evidence] = (),
    of_record: RecordGrounds | None = None,
) -> Grounds:
    """Work out what a letter may argue. ``cited`` are the publications chosen by the office that a letter may use.

    ``of_record`` is what ``find_record_grounds`` found for this case, where that is known already.
    """
    if of_record is None:
        of_record = find_record_grounds(case, criteria, vocabulary, as_of)
    record = replace(of_record.record, case=case)
    kinds = {item.kind for item in of_record.items}
    found = [*of_record.arguments, *notice_arguments(record, criteria, kinds, of_record.label, cited)]
    return Grounds(of_record.items, strongest_first(found), of_record.label, tuple(cited), of_record)


def find_record_grounds(case: Case, criteria: CriteriaResult, vocabulary: Vocabulary, as_of: dt.date) -> RecordGrounds:
    """Work out what the record alone gives to argue from; of the letter's choices only the label's reading counts."""
    record = read_record(case, vocabulary, as_of)
    found = [*row_arguments(record, criteria), *preferred_arguments(record, criteria)]
    biosimilar = biosimilar_argument(record)
    if biosimilar is not None:
        found.append(biosimilar)
    label = check_label(case, vocabulary, as_of, record)
    return RecordGrounds(record, tuple(denial_items(case.denial.reason)), label, tuple(found))


def strongest_first(arguments: Collection[Argument]) -> tuple[Argument, ...]:
    """Order arguments: complete before incomplete, better ground before weaker, then by kind."""
    return tuple(sorted(arguments, key=lambda each: (not each.is_complete, -each.basis, _ORDER[each.kind])))
