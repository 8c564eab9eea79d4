"""Cases of every kind of letter drawn from a seed: whole and gappy, plain and odd; nothing promised but the types."""

import datetime as dt
import random
from dataclasses import replace

from denialdesk.domain.appeal_facts import AppealFacts, Filer
from denialdesk.domain.arguments import find_grounds
from denialdesk.domain.case import (
    Answer,
    AnswerValue,
    Case,
    ConfirmedPolicy,
    Event,
    EventKind,
    LetterKind,
    LetterOptions,
    Measure,
)
from denialdesk.domain.criteria import CriteriaResult
from denialdesk.domain.dates import UNKNOWN_DATE, PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.evidence_offer import evidence_entry
from denialdesk.domain.letter_choices import ChosenCitation, LabelReading, NoticeAnswer
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy, Use
from denialdesk.knowledge.library import Library
from tests.clean_cases import TODAY, clean_case

STATES = ("TX", "IL", "CO", "NY", "CA", "WA", "OH", "")
POINTS = (
    "",
    " It will be used in combination with another biologic.",
    " It must be prescribed by a specialist.",
    " The quantity requested exceeds the plan limit.",
    " This use is experimental.",
    " We did not receive records that show this.",
    " A biosimilar is required.",
    " A tuberculosis test within 12 months is required.",
)


def soak_case(seed: int, library: Library) -> Case:
    """Draw one case: a clean one bent in every direction a case can take."""
    draw = random.Random(f"soak-{seed}")  # noqa: S311 - test data
    case = clean_case(seed, library)
    payers = [payer for payer in library.payers() if library.policies_for(payer.id, case.request.drug_id)]
    if payers and draw.random() < 0.7:
        payer = draw.choice(payers)
        case = replace(case, plan=replace(case.plan, payer_id=payer.id, payer_name=payer.name))
    case = replace(
        case,
        plan=replace(case.plan, plan_type=draw.choice((*PlanType, None)), state=draw.choice(STATES)),
        appeal=AppealFacts(filer=draw.choice(tuple(Filer))),
        denial=replace(
            case.denial,
            level=draw.choice(tuple(AppealLevel)),
            urgent=draw.random() < 0.3,
            reason=case.denial.reason + draw.choice(POINTS),
            policy_cited=draw.choice(("", "Invented policy IP0999")),
            preferred_drugs_named=draw.choice((case.denial.preferred_drugs_named, ("Simponi", "Hyrimoz", "Taltz"), ())),
        ),
        request=replace(
            case.request,
            already_taking=draw.choice((None, False, True)),
            taking_since=draw.choice((UNKNOWN_DATE, PartialDate(2026, 3), PartialDate(2025, 11, 4))),
        ),
        therapies=_rows(draw, case),
        events=_events(draw),
        measures=(*case.measures, *draw.choice(((), (Measure("mz", "CRP", "14", "mg/L", PartialDate(2026, 2)),)))),
    )
    case = replace(case, letter=_letter(draw, case, library))
    case = replace(case, answers=_answers(draw, case, library), confirmed_policies=_confirmed(draw, case, library))
    return _with_gaps(draw, case)


def _rows(draw: random.Random, case: Case) -> tuple[Therapy, ...]:
    rows = [
        replace(
            row,
            outcome=draw.choice((row.outcome, row.outcome, *Outcome)),
            supply=draw.choice(tuple(Supply)),
            use=draw.choice((Use.TAKEN, Use.TAKEN, Use.TAKEN, *Use)),
            provenance=Provenance(confirmed=draw.random() < 0.95),
            stop=draw.choice((row.stop, row.stop, UNKNOWN_DATE)),
            ongoing=draw.random() < 0.15,
            indication_id=draw.choice(("", "", "", "plaque-psoriasis")),
            stated_length=draw.choice(("", "about 4 months")),
        )
        for row in case.therapies
    ]
    if draw.random() < 0.3:
        own = replace(rows[-1], id="own", drug=case.request.drug, drug_id=case.request.drug_id, route="", dose="")
        rows.append(replace(own, outcome=Outcome.ONGOING, stop=UNKNOWN_DATE, ongoing=True, supply=Supply.PAID_CLAIM))
    draw.shuffle(rows)
    return tuple(rows)


def _events(draw: random.Random) -> tuple[Event, ...]:
    day = TODAY - dt.timedelta(days=draw.randint(20, 90))
    return tuple(
        Event(f"v{number}", kind, (day + dt.timedelta(days=3 * number)).isoformat(), draw.choice(("", "They called.")))
        for number, kind in enumerate(
            draw.sample([EventKind.SENT, EventKind.RECEIVED, EventKind.CALLED], draw.randint(0, 3))
        )
    )


def _letter(draw: random.Random, case: Case, library: Library) -> LetterOptions:
    letter = replace(
        case.letter,
        kind=draw.choice(tuple(LetterKind)),
        letter_date=draw.choice((UNKNOWN_DATE, PartialDate(2026, 11, 18))),
        expedited_ground=draw.choice(("", "jeopardy", "severe_pain")),
    )
    entries = library.evidence(case.request.drug_id, case.request.indication_id)
    chosen = tuple(
        ChosenCitation(entry.id, *draw.choice((("", "", ""), ("Casey", "2026-11-19", evidence_entry(entry)))))
        for entry in entries
        if draw.random() < 0.3
    )
    grounds = find_grounds(case, CriteriaResult(()), library, TODAY)
    check = grounds.label
    if check.use is not None and draw.random() < 0.5:
        letter = replace(
            letter,
            label_reading=LabelReading(
                case.request.drug_id,
                check.use.indication_id,
                check.entry,
                "1",
                PartialDate(2025, 10),
                "Casey",
                "2026-11-19",
            ),
        )
    answers = tuple(
        NoticeAnswer(item.key, "The prescriber has answered this by phone.")
        for item in grounds.items
        if draw.random() < 0.4
    )
    return replace(letter, citations=chosen, notice_answers=answers)


def _answers(draw: random.Random, case: Case, library: Library) -> tuple[Answer, ...]:
    policies = library.policies_for(case.plan.payer_id, case.request.drug_id)
    found = []
    for policy in policies:
        for path in ("step1", "step1.any1", "other1", "diagnosis1", "tb_screening", "concurrent_use"):
            if draw.random() < 0.3:
                value = draw.choice(tuple(AnswerValue))
                reason = "It does not fit this patient." if value is AnswerValue.NOT_APPROPRIATE else ""
                found.append(
                    Answer(policy.id, path, value, reason=reason, stated_by=draw.choice(("", "Rowan Madeup, NP")))
                )
    return tuple(found)


def _confirmed(draw: random.Random, case: Case, library: Library) -> tuple[ConfirmedPolicy, ...]:
    policies = library.policies_for(case.plan.payer_id, case.request.drug_id)
    return tuple(
        ConfirmedPolicy(policy.id, "XZ-4711", "2026-01-15", "6", "Casey", "2026-11-19")
        for policy in policies[:3]
        if draw.random() < 0.3
    )


def _with_gaps(draw: random.Random, case: Case) -> Case:
    """Leave a field empty now and then."""
    if draw.random() < 0.6:
        return case
    empty = draw.choice(("birth_date", "member_id", "strength", "reason", "npi", "medical_necessity", "therapies"))
    match empty:
        case "birth_date":
            return replace(case, patient=replace(case.patient, birth_date=UNKNOWN_DATE))
        case "member_id":
            return replace(case, plan=replace(case.plan, member_id=""))
        case "strength":
            return replace(case, request=replace(case.request, strength=""))
        case "reason":
            return replace(case, denial=replace(case.denial, reason=""))
        case "npi":
            return replace(case, prescriber=replace(case.prescriber, npi=""))
        case "medical_necessity":
            return replace(case, letter=replace(case.letter, medical_necessity=""))
        case _:
            return replace(case, therapies=())
