"""The limb that replaces the steps for a patient already on the drug; samples and manufacturer supply do not count.

A window that the policy prints ("a 90-day supply in the past 130 days", "treated within the past 90 days") is judged by
the dates of the log, counted back from the as-of date.
"""

from __future__ import annotations

import re
from dataclasses import replace

from denialdesk.domain.case import AnswerValue, LetterKind
from denialdesk.domain.claims_window import NO_SUPPLY, ClaimsWindow, judge_supply, judge_use, read_window
from denialdesk.domain.conditions import answered, asked
from denialdesk.domain.criteria import Established, Finding, Length, LengthUnit, Policy, Remedy, Status
from denialdesk.domain.intervals import Reach, Span, plural
from denialdesk.domain.record import Record, Row
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.therapy import Supply
from denialdesk.domain.trial_terms import Part
from denialdesk.domain.trials import criterion_source, therapy_sources

PATH = "established"
_NOT_BY_SAMPLES = re.compile(r"not have become .*\b(?:sample|manufacturer)", re.IGNORECASE)

# "patients already receiving the drug", "currently on Rinvoq, shown by claims": no more than being on the drug.
_PLAIN = re.compile(r"(?:patients )?(?:already|currently)(?: been)? (?:receiving|on|taking|treated with)\b[^,;(]*")
_REQUESTED_PRODUCT = re.compile(r"\brequested\b.*\b(?:product|agent)\b", re.IGNORECASE)
_PLAIN_END = re.compile(r"(?:, shown by claims or medical records| \(claims look-back[^)]*\))?")


def judge_established(policy: Policy, record: Record) -> Finding | None:
    """Judge whether the patient counts as established on the drug; None where the policy prints no such limb."""
    limb = policy.established
    if limb is None:
        return None
    request = record.case.request
    rows = _rows_of_the_drug(limb, record)
    ids = tuple(row.therapy.id for row in rows)
    base = Finding(
        path=PATH,
        status=Status.UNKNOWN,
        label=_label(limb),
        reason="",
        therapy_ids=ids,
        sources=(
            criterion_source(policy, PATH),
            Source(SourceKind.CASE_FIELD, "request.already_taking", "already on the requested drug"),
            *therapy_sources(ids, record),
        ),
    )
    if rows and all(row.therapy.supply in NO_SUPPLY for row in rows):
        remedy = Remedy("If any of it was paid for by a plan, correct how it was obtained", _supply(rows))
        words = "The drug came as samples or from the manufacturer, which establishes nothing."
        return replace(base, status=Status.NOT_MET, reason=words, remedies=(remedy,))
    answer = record.answer(policy.id, PATH)
    if answer is not None and answer.value is not AnswerValue.UNKNOWN:
        return answered(answer, PATH, base.label, policy, record)
    window = read_window(limb)
    if window is not None and window.supply_days is None and (rows or request.already_taking):
        return _used_lately(limb, window, rows, record, base, f"answer:{policy.id}:{PATH}")
    if request.already_taking is False or (request.already_taking is None and not rows):
        remedy = Remedy("If the patient is already on the drug, say so and since when", "request.already_taking")
        words = "It is not claimed that the patient is already on the drug."
        return replace(base, status=Status.NOT_MET, reason=words, remedies=(remedy,))
    if request.already_taking is None and _all_stopped(rows, record):
        remedy = Remedy("If the patient is on the drug again, say so and since when", "request.already_taking")
        return replace(base, status=Status.NOT_MET, reason="The log shows the drug as stopped.", remedies=(remedy,))
    if request.already_taking is None:
        remedy = Remedy("Say whether the patient is on the requested drug now", "request.already_taking")
        return replace(
            base, reason="The log shows the requested drug; whether it is taken now is not said.", remedies=(remedy,)
        )
    return _already_taking(limb, window, rows, record, base, f"answer:{policy.id}:{PATH}")


def _rows_of_the_drug(limb: Established, record: Record) -> tuple[Row, ...]:
    """List the rows that show the drug was used: any product of it, or the requested one where the limb says so."""
    drug_id, wanted = record.case.request.drug_id, record.requested_products
    rows = (row for row in record.rows if row.drug_id and row.drug_id == drug_id and row.therapy.was_tried)
    if not wanted or not _REQUESTED_PRODUCT.search(limb.applies_to):
        return tuple(rows)
    return tuple(row for row in rows if not row.named_products or row.may_be_product & wanted)


def _all_stopped(rows: tuple[Row, ...], record: Record) -> bool:
    return all(row.therapy.stop.is_known and row.span.last_stop < record.as_of for row in rows)


def _supply_missing(limb: Established, rows: tuple[Row, ...], record: Record) -> tuple[Remedy, ...]:
    """Ask for what the log does not tell of the drug: that it was taken at all, its product, how it was obtained."""
    if not rows:
        return (Remedy("Add the requested drug to the log, with how it was obtained", "therapies"),)
    paid = any(row.therapy.supply is Supply.PAID_CLAIM for row in rows)
    by_what = () if paid else (Remedy("Say how the drug was obtained (samples do not count)", _supply(rows)),)
    return (*_product_missing(limb, rows, record), *by_what)


def _product_missing(limb: Established, rows: tuple[Row, ...], record: Record) -> tuple[Remedy, ...]:
    """Ask for the product where the limb wants the requested one and no row names it."""
    wanted = record.requested_products
    if not wanted or not _REQUESTED_PRODUCT.search(limb.applies_to) or any(row.named_products & wanted for row in rows):
        return ()
    row = rows[-1]
    generic = row.drug.generic if row.drug is not None else row.name
    return (Remedy(f"Write which product of {generic} was taken", f"therapy:{row.therapy.id}:drug"),)


def _used_lately(
    limb: Established, window: ClaimsWindow, rows: tuple[Row, ...], record: Record, base: Finding, target: str
) -> Finding:
    """Judge a limb for which use within a window is enough, whether the drug is still taken or not."""
    part = judge_use(window, rows, record)
    if part.status is Status.MET and window.rest:
        words = f"{part.words} The policy sets further conditions for this."
        return replace(base, reason=words, remedies=(asked(limb.applies_to, target),))
    if part.status is Status.NOT_MET and record.case.request.already_taking:
        add = Remedy("Add the requested drug to the log, with its dates and how it was obtained", "therapies")
        return replace(base, reason=part.words, remedies=(add, asked(limb.applies_to, target)))
    by_word = (asked(limb.applies_to, target),) if part.status is not Status.MET and window.or_prescriber else ()
    return replace(base, status=part.status, reason=part.words, remedies=(*part.remedies, *by_word))


def _already_taking(
    limb: Established,
    window: ClaimsWindow | None,
    rows: tuple[Row, ...],
    record: Record,
    base: Finding,
    target: str,
) -> Finding:
    """Judge length and supply of a drug that is taken now."""
    remedies: list[Remedy] = []
    if limb.min_days is not None:
        reaches = _reaches(Length(limb.min_days, LengthUnit.DAYS), rows, record)
        if reaches == {Reach.NOT_REACHED}:
            words = f"The drug has been taken for less than {plural(limb.min_days, 'day')}."
            return replace(base, status=Status.NOT_MET, reason=words)
        if Reach.REACHED not in reaches:
            remedies.append(Remedy("Say exactly since when the drug has been taken", "request.taking_since"))
    if rows and _all_stopped(rows, record):
        return _stopped(rows, base)
    remedies += _supply_missing(limb, rows, record)
    shown = ""
    if rows and window is not None and window.supply_days is not None:
        part = judge_supply(window, window.supply_days, rows, record)
        shown = f" {part.words}"
        if part.status is not Status.MET:
            return _supply_not_shown(part, window, base, (*remedies, *part.remedies), target)
    if remedies:
        words = "Since when or by which supply the drug is taken is not certain."
        return replace(base, reason=words, remedies=tuple(remedies))
    further = _further_condition(limb, rows, record)
    if further:
        words, about = further
        return replace(base, reason=words, remedies=(asked(about, target),))
    words = "The patient is on the requested drug, paid for by a plan, for as long as is asked."
    return replace(base, status=Status.MET, reason=words + shown)


def _stopped(rows: tuple[Row, ...], base: Finding) -> Finding:
    """Point at the contradiction: the case says that the drug is taken, the log that it was stopped."""
    last = max(rows, key=lambda row: row.span.last_stop)
    remedy = Remedy(
        f"If {last.name} is still taken, correct its stop date ({last.therapy.stop.display()})",
        f"therapy:{last.therapy.id}:stop",
    )
    words = "The case says that the drug is taken now; the log shows it as stopped."
    return replace(base, reason=words, remedies=(remedy,))


def _supply_not_shown(
    part: Part, window: ClaimsWindow, base: Finding, remedies: tuple[Remedy, ...], target: str
) -> Finding:
    """Word a window that the log does not fill; the prescriber's word may stand in where the policy says so."""
    if part.status is Status.UNKNOWN or window.or_prescriber:
        by_word = Remedy("If claims or the prescriber show this supply, say so and who", target)
        return replace(base, reason=part.words, remedies=tuple(dict.fromkeys((*remedies, by_word))))
    by_claims = Remedy("If the pharmacy's claims show more, correct the dates or say so", target)
    return replace(base, status=part.status, reason=part.words, remedies=(by_claims,))


def _further_condition(limb: Established, rows: tuple[Row, ...], record: Record) -> tuple[str, str] | None:
    """Name what the policy sets beside time and supply that only a person can say, with the policy's words."""
    if _NOT_BY_SAMPLES.search(limb.verification) and _may_have_begun_by_samples(rows):
        words = "The drug may have been begun with samples; whether they made the patient a user has to be said."
        return words, limb.verification
    if _is_plain(limb.applies_to) or limb.applies_to.strip().casefold() == _review_under_way(record):
        return None
    return "The policy sets further conditions for this.", limb.applies_to


def _review_under_way(record: Record) -> str:
    """Name the review a case asks for, as a policy words it that prints its limb for one of them only."""
    return "renewal" if record.case.letter.kind is LetterKind.CONTINUATION else "initial review"


def _may_have_begun_by_samples(rows: tuple[Row, ...]) -> bool:
    """Say whether no paid row certainly began before, or with, every row of samples."""
    samples = [row for row in rows if row.therapy.supply in NO_SUPPLY]
    paid = [row.span.last_start for row in rows if row.therapy.supply is Supply.PAID_CLAIM and row.span.last_start]
    return any(row.span.first_start is None or not paid or min(paid) > row.span.first_start for row in samples)


def _reaches(wanted: Length, rows: tuple[Row, ...], record: Record) -> set[Reach]:
    """Judge the time on the drug by every account of it: the running rows, and the date the case gives."""
    reaches = {row.course.reach(wanted) for row in rows if row.span.is_ongoing}
    since = record.case.request.taking_since
    if since.is_known:
        reaches.add(Span(since.earliest, since.latest, record.as_of, record.as_of).reach(wanted))
    return reaches


def _is_plain(applies_to: str) -> bool:
    text = applies_to.strip().casefold()
    plain = _PLAIN.match(text)
    return not text or (plain is not None and _PLAIN_END.fullmatch(text[plain.end() :]) is not None)


def _supply(rows: tuple[Row, ...]) -> str:
    return f"therapy:{rows[0].therapy.id}:supply"


def _label(limb: Established) -> str:
    parts = [f"Already on the drug: {limb.applies_to}" if limb.applies_to else "Already on the drug"]
    if limb.min_days is not None:
        parts.append(f"at least {plural(limb.min_days, 'day')}")
    if limb.verification:
        parts.append(limb.verification)
    return "; ".join(parts)
