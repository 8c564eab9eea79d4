"""What a policy demands beside its steps: age, prescriber, diagnosis, screening, other drugs, papers.

Age and specialty are judged from the case; the rest is the office's to state, and unknown until it does.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace

from denialdesk.domain.case import AnswerValue
from denialdesk.domain.conditions import advanced_rows, answered, asked
from denialdesk.domain.criteria import AgeLimit, Finding, Policy, Remedy, Status
from denialdesk.domain.dates import add_months
from denialdesk.domain.intervals import plural
from denialdesk.domain.phrases import listed
from denialdesk.domain.record import Record
from denialdesk.domain.sources import Source, SourceKind
from denialdesk.domain.trials import criterion_source, therapy_sources

_SPECIALTY_ENDING = re.compile(r"(?:olog(?:ists?|y|ical)|ists?|y|ic|ics|ian|ians|s)$")
_SAME_SPECIALTY = {
    "ent": "otolaryng",
    "otorhinolaryng": "otolaryng",
    "gi": "gastroenter",
    "pulmonary": "pulmon",
    "pulmonar": "pulmon",
    "respiratory": "pulmon",
    "derm": "dermat",
    "rheum": "rheumat",
    "neuro": "neur",
    "allergy": "allerg",
}
_NO_SPECIALTY = frozenset(
    {
        "and",
        "or",
        "the",
        "an",
        "in",
        "of",
        "physician",
        "doctor",
        "specialist",
        "specializing",
        "medicine",
        "pediatric",
        "ms",
    }
)


def judge_requirements(policy: Policy, record: Record) -> tuple[Finding, ...]:
    """Judge every requirement beside the steps, in the order a policy prints them."""
    needs = policy.requirements
    findings: list[Finding] = []
    if needs.age is not None:
        findings.append(_age(needs.age, policy, record))
    if needs.prescriber_specialties:
        findings.append(_prescriber(policy, record))
    findings += [_diagnosis(f"diagnosis{place}", text, policy, record) for place, text in enumerate(needs.diagnosis, 1)]
    if needs.tb_screening:
        findings.append(_stated("tb_screening", needs.tb_screening, policy, record))
    if needs.concurrent_use_exclusion:
        findings.append(_concurrent_use(policy, record))
    if needs.documentation:
        findings.append(_stated("documentation", needs.documentation, policy, record))
    findings += [_stated(f"other{place}", text, policy, record) for place, text in enumerate(needs.other, 1)]
    return tuple(findings)


def _finding(path: str, label: str, policy: Policy, status: Status, reason: str, *remedies: Remedy) -> Finding:
    return Finding(
        path=path,
        status=status,
        label=label,
        reason=reason,
        sources=(criterion_source(policy, path),),
        remedies=remedies,
    )


def _stated(path: str, text: str, policy: Policy, record: Record) -> Finding:
    answer = record.answer(policy.id, path)
    if answer is not None and answer.value is not AnswerValue.UNKNOWN:
        return answered(answer, path, text, policy, record)
    remedy = asked(text, f"answer:{policy.id}:{path}")
    return _finding(path, text, policy, Status.UNKNOWN, "Nobody has stated this yet.", remedy)


# ---------------------------------------------------------------- age


def age_label(limit: AgeLimit) -> str:
    """Write an age limit: "Age 18 years or older", "Age no more than 17 years", both joined by "and"."""
    least = "" if limit.min_value is None else _age_words(limit.min_value, limit.min_unit)
    most = "" if limit.max_value is None else _age_words(limit.max_value, limit.max_unit)
    if least and most:
        return f"Age {least} or older and {'below' if limit.max_is_exclusive else 'no more than'} {most}"
    if least:
        return f"Age {least} or older"
    if most:
        return f"Age {'below' if limit.max_is_exclusive else 'no more than'} {most}"
    return f"Age: {limit.note}"


def _age_words(value: int, unit: str) -> str:
    return plural(value, unit.split(maxsplit=1)[0].removesuffix("s") if unit else "year")


def _age(limit: AgeLimit, policy: Policy, record: Record) -> Finding:
    if limit.min_value is None and limit.max_value is None:
        return _stated("age", age_label(limit), policy, record)
    birth = record.case.patient.birth_date
    label, field = age_label(limit), Source(SourceKind.CASE_FIELD, "patient.birth_date", "date of birth")
    earliest, latest = birth.earliest, birth.latest
    if earliest is None or latest is None:
        remedy = Remedy("Add the date of birth", "patient.birth_date")
        return _finding("age", label, policy, Status.UNKNOWN, "The date of birth is missing.", remedy)
    oldest, youngest = _fits_age(earliest, limit, record.as_of), _fits_age(latest, limit, record.as_of)
    # Inside a month or a year of birth the limit can lie between the two ends, or both ends can miss it.
    if oldest != youngest or (not oldest and _limit_is_between(earliest, latest, limit, record.as_of)):
        remedy = Remedy("Complete the date of birth", "patient.birth_date")
        finding = _finding(
            "age", label, policy, Status.UNKNOWN, "The date of birth is not exact enough to tell.", remedy
        )
    elif oldest:
        finding = _finding("age", label, policy, Status.MET, "The date of birth shows it.")
    else:
        finding = _finding(
            "age", label, policy, Status.NOT_MET, "By the date of birth the patient is outside this age."
        )
    if limit.note:
        finding = replace(finding, reason=f"{finding.reason} Note on the source: {limit.note}")
    return replace(finding, sources=(*finding.sources, field))


def _birthday(birth: dt.date, value: int, unit: str) -> dt.date:
    """Find the day on which an age is reached. Born on February 29: in other years on February 28."""
    if unit.startswith("day"):
        return birth + dt.timedelta(days=value)
    if unit.startswith("week"):
        return birth + dt.timedelta(weeks=value)
    return add_months(birth, value if unit.startswith("month") else value * 12)


def _fits_age(birth: dt.date, limit: AgeLimit, as_of: dt.date) -> bool:
    if limit.min_value is not None and _birthday(birth, limit.min_value, limit.min_unit) > as_of:
        return False
    return not _is_too_old(birth, limit, as_of)


def _is_too_old(birth: dt.date, limit: AgeLimit, as_of: dt.date) -> bool:
    if limit.max_value is None:
        return False
    # "No more than 17 years" lasts until the day before the next birthday.
    years = limit.max_value if limit.max_is_exclusive else limit.max_value + 1
    return _birthday(birth, years, limit.max_unit) <= as_of


def _limit_is_between(earliest: dt.date, latest: dt.date, limit: AgeLimit, as_of: dt.date) -> bool:
    return _is_too_old(earliest, limit, as_of) and not _is_too_old(latest, limit, as_of)


# ---------------------------------------------------------------- prescriber


def _prescriber(policy: Policy, record: Record) -> Finding:
    wanted = policy.requirements.prescriber_specialties
    label = f"Prescribed by or in consultation with: {listed(wanted, 'or')}"
    answer = record.answer(policy.id, "prescriber")
    if answer is not None and answer.value is not AnswerValue.UNKNOWN:
        return answered(answer, "prescriber", label, policy, record)
    specialty = record.case.prescriber.specialty.strip()
    field = Source(SourceKind.CASE_FIELD, "prescriber.specialty", "prescriber's specialty")
    consulted = Remedy("If a specialist was consulted, say so and who", f"answer:{policy.id}:prescriber")
    if not specialty:
        remedy = Remedy("Add the prescriber's specialty", "prescriber.specialty")
        return _finding(
            "prescriber", label, policy, Status.UNKNOWN, "The prescriber's specialty is missing.", remedy, consulted
        )
    if same_specialty(specialty, wanted):
        finding = _finding("prescriber", label, policy, Status.MET, f"The prescriber's specialty is {specialty}.")
    elif any(not _stems(each) or re.search(r"specialist|specializ|e\.g\.", each) for each in wanted):
        remedy = asked(label, f"answer:{policy.id}:prescriber")
        finding = _finding(
            "prescriber",
            label,
            policy,
            Status.UNKNOWN,
            f"Whether {specialty} is meant has to be said.",
            remedy,
        )
    else:
        finding = _finding(
            "prescriber",
            label,
            policy,
            Status.NOT_MET,
            f"The prescriber's specialty is {specialty}, and no consultation is stated.",
            consulted,
        )
    return replace(finding, sources=(*finding.sources, field))


def same_specialty(specialty: str, wanted: tuple[str, ...]) -> bool:
    """Say whether a specialty is one of those wanted: "Pediatric Rheumatology" is a "rheumatologist"."""
    own = _stems(specialty)
    return any(own & _stems(each) for each in wanted)


def _stems(text: str) -> frozenset[str]:
    words = (word for word in re.findall(r"[a-z]{2,}", text.casefold()) if word not in _NO_SPECIALTY)
    return frozenset(filter(None, map(_stem, words)))


def _stem(word: str) -> str:
    if word in _SAME_SPECIALTY:
        return _SAME_SPECIALTY[word]
    stem = _SPECIALTY_ENDING.sub("", word)
    return _SAME_SPECIALTY.get(stem, stem)


# ---------------------------------------------------------------- diagnosis and other drugs


def _diagnosis(path: str, text: str, policy: Policy, record: Record) -> Finding:
    """Judge a diagnosis limb. One that only repeats the policy's condition is shown by the requested indication."""
    finding = _stated(path, text, policy, record)
    if finding.status is not Status.UNKNOWN:
        return finding
    names = {policy.indication.name.casefold(), policy.indication.short.casefold()} - {""}
    if text.strip().casefold() in names and record.case.request.indication_id in policy.indication.indication_ids:
        met = _finding(path, text, policy, Status.MET, "It is the indication of this request.")
        return replace(met, sources=(*met.sources, Source(SourceKind.CASE_FIELD, "request.indication", "indication")))
    return finding


def _concurrent_use(policy: Policy, record: Record) -> Finding:
    """Ask about other drugs taken at the same time, and show the advanced ones that the log says are still taken."""
    finding = _stated("concurrent_use", policy.requirements.concurrent_use_exclusion, policy, record)
    running = tuple(row for row in advanced_rows(record) if row.span.is_ongoing)
    if finding.status is not Status.UNKNOWN or not running:
        return finding
    ids = tuple(row.therapy.id for row in running)
    names = listed(row.name for row in running)
    return replace(
        finding,
        reason=f"Nobody has stated this yet; the log shows {names} as still taken.",
        therapy_ids=ids,
        sources=(*finding.sources, *therapy_sources(ids, record)),
        remedies=(
            *(
                Remedy(f"If {row.name} was stopped, add its stop date", f"therapy:{row.therapy.id}:stop")
                for row in running
            ),
            *finding.remedies,
        ),
    )
