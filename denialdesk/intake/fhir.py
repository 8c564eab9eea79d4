"""FHIR R4 medication history: a bundle, a list or a single resource to proposed therapies.

Reads MedicationRequest, MedicationStatement, MedicationDispense and MedicationAdministration
(https://hl7.org/fhir/R4/medications-module.html). All orders of one drug become one proposed row: the first date
is the earliest start shown, but orders rarely say when a drug was stopped, so a stop date is proposed only
where the record prints one, and "still active" is told to the reader, never taken for a fact.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import pairwise

import orjson

from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate, Precision
from denialdesk.domain.errors import UserError
from denialdesk.domain.proposals import HistoryProposal, ProposedTherapy
from denialdesk.domain.therapy import Origin, Provenance, Therapy, Use
from denialdesk.domain.vocabulary import Vocabulary
from denialdesk.intake.fhir_elements import (
    Resource,
    as_dict,
    as_dicts,
    codeable_text,
    dose_text,
    frequency_text,
    period_bounds,
    resource_date,
    route_text,
)

DOCUMENT = "FHIR bundle"
MAX_BYTES = 64 * 1024 * 1024
MAX_RESOURCES = 200_000

_KINDS = {
    "MedicationRequest": "order",
    "MedicationStatement": "statement",
    "MedicationDispense": "fill",
    "MedicationAdministration": "dose given",
}
_NO_RECORD = {"entered-in-error": "entered in error", "cancelled": "cancelled", "draft": "never more than a draft"}
_NEVER_TAKEN = frozenset({"not-taken", "not-done", "declined"})
_PLANS = frozenset({"proposal", "plan", "option"})


class NotFhirError(UserError):
    """The file is not a FHIR R4 bundle or resource that holds medications."""


@dataclass(slots=True)
class _Entry:
    """One medication resource, read."""

    kind: str
    name: str
    locator: str
    start: PartialDate = UNKNOWN_DATE
    stop: PartialDate = UNKNOWN_DATE
    status: str = ""
    planned: bool = False
    never_taken: bool = False
    dose: str = ""
    frequency: str = ""
    route: str = ""
    reason: str = ""
    stopped_because: str = ""
    prescriber: str = ""
    notes: list[str] = field(default_factory=list)


def read_fhir(data: bytes, vocabulary: Vocabulary, new_id: Callable[[], str], today: dt.date) -> HistoryProposal:
    """Propose therapies from a FHIR R4 bundle; raises NotFhirError with what to do.

    Nothing is proposed as confirmed. Dates before birth, after death or in the future are set aside and named.
    """
    resources = _resources(_parse(data))
    by_reference = _index(resources)
    patient = next((item for item in resources if item.get("resourceType") == "Patient"), {})
    born, died = _life(patient)
    skipped: list[str] = []
    courses: dict[str, list[_Entry]] = {}
    for resource in resources:
        if resource.get("resourceType") not in _KINDS:
            continue
        entry = _read_entry(resource, by_reference)
        status = _NO_RECORD.get(entry.status)
        if not entry.name:
            skipped.append(f"{entry.locator}: the record names no drug.")
        elif status or resource.get("doNotPerform") is True:
            skipped.append(f"{entry.name}: {status or 'the order says not to give it'}.")
        else:
            match = vocabulary.recognise_drug(entry.name)
            courses.setdefault(match.drug_id if match else entry.name.casefold(), []).append(entry)
    if not courses and not skipped:
        raise NotFhirError(
            "The file is FHIR, but it holds no medication orders, statements, fills or doses.",
            "Export the medication list or the whole chart from the record system and try again.",
        )
    given, family = _name(patient)
    proposals = [_propose(entries, vocabulary, new_id(), born, died or today) for entries in courses.values()]
    proposals.sort(key=lambda item: (not item.is_recognised, item.therapy.drug.casefold()))
    return HistoryProposal(DOCUMENT, tuple(proposals), given, family, born, tuple(skipped))


def _parse(data: bytes) -> object:
    if len(data) > MAX_BYTES:
        raise NotFhirError("The file is larger than 64 MB.", "Export the medication history alone and try again.")
    try:
        return orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError:
        raise NotFhirError(
            "The file is not readable as FHIR: it is not JSON.",
            "Export the chart as FHIR R4 in JSON, or enter the therapies by hand.",
        ) from None


def _resources(document: object) -> list[Resource]:
    """Unwrap a bundle, a plain list or a single resource; contained resources come along."""
    if isinstance(document, dict) and document.get("resourceType") == "Bundle":
        entries = document.get("entry")
        found = [as_dict(entry.get("resource")) for entry in as_dicts(entries)]
        for entry, resource in zip(as_dicts(entries), found, strict=True):
            if isinstance(entry.get("fullUrl"), str):
                resource["_fullUrl"] = entry["fullUrl"]
    elif isinstance(document, list):
        found = as_dicts(document)
    else:
        found = [as_dict(document)]
    found = [item for item in found if isinstance(item.get("resourceType"), str)]
    if not found:
        raise NotFhirError(
            "The file is JSON, but not FHIR: nothing in it names a resource type.",
            "Export the chart as a FHIR R4 bundle, or enter the therapies by hand.",
        )
    if len(found) > MAX_RESOURCES:
        raise NotFhirError("The bundle holds too many records.", "Export the medication history alone and try again.")
    return found


def _index(resources: list[Resource]) -> dict[str, Resource]:
    """Index resources by every reference another one may use for them."""
    index: dict[str, Resource] = {}
    for resource in resources:
        identifier = resource.get("id")
        if isinstance(identifier, str):
            index[f"{resource['resourceType']}/{identifier}"] = resource
            index[f"urn:uuid:{identifier}"] = resource
        if isinstance(resource.get("_fullUrl"), str):
            index[str(resource["_fullUrl"])] = resource
    return index


def _life(patient: Resource) -> tuple[PartialDate, dt.date | None]:
    return resource_date(patient.get("birthDate")), resource_date(patient.get("deceasedDateTime")).latest


def _name(patient: Resource) -> tuple[str, str]:
    for name in as_dicts(patient.get("name")):
        given = name.get("given")
        first = " ".join(part for part in given if isinstance(part, str)) if isinstance(given, list) else ""
        family = name.get("family")
        if first or isinstance(family, str):
            return first, family if isinstance(family, str) else ""
    return "", ""


def _resolve(resource: Resource, element: str, index: dict[str, Resource]) -> Resource:
    """Follow a reference element inside the bundle or into the resource's own contained list."""
    reference = as_dict(resource.get(element)).get("reference")
    if not isinstance(reference, str):
        return {}
    if reference.startswith("#"):
        contained = as_dicts(resource.get("contained"))
        return next((item for item in contained if item.get("id") == reference[1:]), {})
    return index.get(reference, {})


def _read_entry(resource: Resource, index: dict[str, Resource]) -> _Entry:
    kind = str(resource["resourceType"])
    medication = _resolve(resource, "medicationReference", index)
    name = (
        codeable_text(resource.get("medicationCodeableConcept"))
        or codeable_text(medication.get("code"))
        or str(as_dict(resource.get("medicationReference")).get("display") or "")
    )
    entry = _Entry(kind, name.strip(), f"{kind}/{resource.get('id', '')}", status=str(resource.get("status", "")))
    entry.never_taken = entry.status in _NEVER_TAKEN
    entry.planned = str(resource.get("intent")) in _PLANS or entry.status == "intended"
    entry.start, entry.stop = period_bounds(resource)
    dosages = as_dicts(resource.get("dosageInstruction")) or as_dicts(resource.get("dosage"))
    administered = as_dict(resource.get("dosage")) if isinstance(resource.get("dosage"), dict) else {}
    for dosage in (*dosages, administered):
        entry.dose = entry.dose or dose_text(dosage)
        entry.frequency = entry.frequency or frequency_text(dosage)
        entry.route = entry.route or route_text(dosage)
    entry.reason = _reason(resource, index)
    entry.stopped_because = codeable_text(resource.get("statusReason")) or next(
        (codeable_text(item) for item in as_dicts(resource.get("statusReason"))), ""
    )
    entry.prescriber = str(as_dict(resource.get("requester")).get("display") or "")
    entry.notes = [str(note["text"]) for note in as_dicts(resource.get("note")) if isinstance(note.get("text"), str)]
    return entry


def _reason(resource: Resource, index: dict[str, Resource]) -> str:
    for concept in as_dicts(resource.get("reasonCode")):
        if text := codeable_text(concept):
            return text
    for reference in as_dicts(resource.get("reasonReference")):
        target = index.get(str(reference.get("reference", "")), {})
        if text := codeable_text(target.get("code")) or str(reference.get("display") or ""):
            return text
    return ""


def _propose(
    entries: list[_Entry], vocabulary: Vocabulary, row_id: str, born: PartialDate, last: dt.date
) -> ProposedTherapy:
    """Make one row of all the entries of one drug."""
    warnings: list[str] = []
    dated = [entry for entry in entries if entry.start.is_known]
    possible = [entry for entry in dated if _is_possible(entry.start, born, last)]
    if len(possible) < len(dated):
        warnings.append(
            f"{len(dated) - len(possible)} of the dates cannot be right (before birth, or after the record's end)"
            " and were left out."
        )
    possible.sort(key=lambda entry: entry.start.earliest or dt.date.min)
    newest = possible[-1] if possible else entries[-1]
    match = vocabulary.recognise_drug(newest.name)
    start = possible[0].start if possible else UNKNOWN_DATE
    stop = max((entry.stop for entry in entries if entry.stop.is_known), key=_latest, default=UNKNOWN_DATE)
    if stop.latest and start.earliest and stop.latest < start.earliest:
        warnings.append("The record's stop date lies before its start date and was left out.")
        stop = UNKNOWN_DATE
    warnings.extend(_end_warnings(stop, newest))
    warnings.extend(_gap_warnings(possible))
    therapy = Therapy(
        id=row_id,
        drug=newest.name,
        drug_id=match.drug_id if match else "",
        start=start,
        stop=stop,
        use=_use(entries),
        provenance=Provenance(Origin.IMPORTED, DOCUMENT, newest.locator, confirmed=False),
    )
    therapy = replace(
        therapy,
        dose=_first(entry.dose for entry in reversed(entries)),
        frequency=_first(entry.frequency for entry in reversed(entries)),
        route=_first(entry.route for entry in reversed(entries)),
        prescribed_by=_first(entry.prescriber for entry in reversed(entries)),
        what_happened=_first(entry.stopped_because for entry in reversed(entries)),
    )
    return ProposedTherapy(therapy, tuple(_evidence(entries, possible)), tuple(warnings))


def _is_possible(date: PartialDate, born: PartialDate, last: dt.date) -> bool:
    before_birth = born.earliest is not None and date.latest is not None and date.latest < born.earliest
    after_end = date.earliest is not None and date.earliest > last
    return not (before_birth or after_end)


def _latest(date: PartialDate) -> dt.date:
    return date.latest or dt.date.min


def _first(texts: Iterator[str]) -> str:
    return next((text for text in texts if text), "")


def _use(entries: list[_Entry]) -> Use:
    if all(entry.never_taken for entry in entries):
        return Use.NEVER_TAKEN
    return Use.PLANNED if all(entry.planned or entry.never_taken for entry in entries) else Use.TAKEN


def _end_warnings(stop: PartialDate, newest: _Entry) -> Iterator[str]:
    if stop.is_known:
        return
    if newest.status == "active":
        yield "The last entry is still marked active; the record shows no stop date. Ask whether it is still taken."
    else:
        yield "The record shows no stop date."


def _gap_warnings(entries: list[_Entry]) -> Iterator[str]:
    """Point at long silences: a gap breaks a trial, so a person has to say whether this was one course."""
    days = [date for entry in entries if entry.start.precision is Precision.DAY and (date := entry.start.earliest)]
    longest = max((later - earlier for earlier, later in pairwise(days)), default=dt.timedelta())
    if longest.days > 120:
        yield (
            f"Between two entries lie {longest.days} days without one: check whether this was one course or several,"
            " and correct the start."
        )


def _evidence(entries: list[_Entry], dated: list[_Entry]) -> Iterator[str]:
    counts: dict[str, int] = {}
    for entry in entries:
        counts[_KINDS[entry.kind]] = counts.get(_KINDS[entry.kind], 0) + 1
    found = ", ".join(f"{n} {_plural(noun, n)}" for noun, n in counts.items())
    if len(dated) > 1:
        yield f"{found} from {dated[0].start.display()} to {dated[-1].start.display()}"
    elif dated:
        yield f"{found} on {dated[0].start.display()}"
    else:
        yield f"{found}, without a usable date"
    for reason in dict.fromkeys(entry.reason for entry in entries if entry.reason):
        yield f"Given for: {reason}"
    for note in dict.fromkeys(note for entry in entries for note in entry.notes):
        yield f"Note in the record: {note}"


def _plural(noun: str, n: int) -> str:
    if n == 1:
        return noun
    return "doses given" if noun == "dose given" else f"{noun}s"
