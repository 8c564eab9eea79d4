"""Errors put into clean cases one at a time: contradictions, and texts pasted from another patient's chart.

Each seeder changes one thing of a case as a slip would and names the places where a finding of it may stand.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from denialdesk.domain.case import Case, LetterKind, Measure
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome, Therapy
from denialdesk.knowledge.library import Library
from tests.clean_cases import TODAY

Seeded = tuple[Case, frozenset[str]]  # the case, and the targets of which one must be found; "therapy:" stands for any
Seeder = Callable[[Case, random.Random, Library], Seeded]

STRANGERS = (
    ("Wendell", "Okonkwo"), ("Priscilla", "Achterberg"), ("Tobias", "Lindqvist"), ("Renata", "Castellanos"),
    ("Winifred", "Abernathy"), ("Cornelius", "O'Halloran"), ("Beatriz", "Fonseca"), ("Ingrid", "Haugen-Moe"),
)  # fmt: skip
NAMED = (
    "Mr. {last} was seen again today.",
    "Mrs. {first} {last} reports no benefit.",
    "Ms {last} stopped the drug herself.",
    "Patient: {first} {last}",
    "Patient name: {last}, {first}",
    "PATIENT: {FIRST} {LAST}",
    "Pt: {first} {last} seen in clinic.",
    "Member: {first} {last}",
    "I write for my patient, {first} {last}, who needs this drug.",
    "{first} {last} is a 54-year-old with active disease.",
    "Member Name: {first} {last}",
    "Ms. {first[0]}. {last} reports no benefit.",
    "Patient Name {first} {last}",
    "Seen today: pt. {first} {last}, no change.",
    "Patient - {first} {last}",
    "Mr. {lower} was seen again.",
)
BORN = (
    "DOB: {m}/{d}/{y}",
    "D.O.B. {m}/{d}/{y}",
    "Date of birth: {long}",
    "(DOB {m}/{d}/{yy})",
    "DOB {iso}",
    "born on {long}",
    "Birth date {m}-{d}-{y}",
    "DOB={m}/{d}/{y}",
    "date of birth {long}",
    "DOB {m}.{d}.{y}",
)
TEXT_PLACES = ("letter.medical_necessity", "letter.harm_of_delay", "denial.reason", "what_happened", "proof")
PROMISES = (
    "This drug will cure the disease.",
    "I guarantee a full response.",
    "The treatment is completely safe.",
    "It will certainly bring remission.",
    "With it the disease will never return.",
    "The drug has no side effects.",
    "It is 100% effective.",
)
ALL_FAILED = (
    "All other drugs have failed.",
    "Every available therapy has been tried.",
    "The patient has failed all formulary alternatives.",
    "All conventional treatments were exhausted.",
)


def _replaced_row(case: Case, row: Therapy, **changes: object) -> Case:
    rows = tuple(replace(each, **changes) if each.id == row.id else each for each in case.therapies)  # type: ignore[arg-type] # any field
    return replace(case, therapies=rows)


def _tried(case: Case, draw: random.Random) -> Therapy:
    return draw.choice([row for row in case.therapies if row.was_tried])


def _with_text(case: Case, draw: random.Random, text: str, places: tuple[str, ...] = TEXT_PLACES) -> Seeded:
    """Paste a text in front of, behind, or instead of what stands in one of the free texts."""
    place = draw.choice(places)
    row = _tried(case, draw)

    def joined(old: str) -> str:
        return draw.choice((f"{text} {old}".strip(), f"{old}\n{text}".strip(), f"{old} {text}".strip()))

    if place.startswith("letter."):
        name = place.removeprefix("letter.")
        changed: dict[str, Any] = {name: joined(getattr(case.letter, name))}
        letter = replace(case.letter, **changed)
        return replace(case, letter=letter), frozenset({place})
    if place == "denial.reason":
        return replace(case, denial=replace(case.denial, reason=joined(case.denial.reason))), frozenset({place})
    return _replaced_row(case, row, **{place: joined(getattr(row, place))}), frozenset({f"therapy:{row.id}:{place}"})


# ---------------------------------------------------------------- another patient


def stranger_named(case: Case, draw: random.Random, _library: Library) -> Seeded:
    first, last = draw.choice(STRANGERS)
    upper = {"FIRST": first.upper(), "LAST": last.upper(), "lower": last.lower()}
    text = draw.choice(NAMED).format(first=first, last=last, **upper)
    return _with_text(case, draw, text)


def stranger_born(case: Case, draw: random.Random, _library: Library) -> Seeded:
    own = case.patient.birth_date.earliest
    assert own is not None
    other = own + dt.timedelta(days=draw.choice((1, -1, 30, 365, 4000, -5000, 7)))
    text = draw.choice(BORN).format(
        m=other.month,
        d=other.day,
        y=other.year,
        yy=f"{other.year % 100:02d}",
        iso=other.isoformat(),
        long=PartialDate.of(other).display(),
    )
    return _with_text(case, draw, text)


def stranger_of_the_worklist(case: Case, draw: random.Random, _library: Library) -> Seeded:
    first, last = draw.choice(STRANGERS)
    text = draw.choice(("{f} {l} was reviewed.", "Reviewed with {f} {l} by phone.", "Chart: {l}, {f}. No change."))
    return _with_text(case, draw, text.format(f=first, l=last))


def stranger_member(case: Case, draw: random.Random, _library: Library) -> Seeded:
    number = f"EX{draw.randint(100000000, 999999999)}"
    text = draw.choice(("Member ID: {n}", "Member number {n}", "Subscriber ID {n}.", "Enrollee ID: {n}")).format(
        n=number
    )
    return _with_text(case, draw, text)


def stranger_age(case: Case, draw: random.Random, _library: Library) -> Seeded:
    born = case.patient.birth_date.earliest
    assert born is not None
    age = TODAY.year - born.year + draw.choice((5, 12, 20))
    text = draw.choice(
        ("This {a}-year-old woman has active disease.", "A {a} year old man with long disease.", "{a} yo male.")
    )
    return _with_text(case, draw, text.format(a=age), ("letter.medical_necessity", "what_happened"))


# ---------------------------------------------------------------- dates


def stop_before_start(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    stop = row.start.earliest
    assert stop is not None
    case = _replaced_row(case, row, stop=PartialDate.of(stop - dt.timedelta(days=draw.randint(1, 900))))
    return case, frozenset({f"therapy:{row.id}:stop"})


def start_before_birth(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    born = case.patient.birth_date.year
    assert born is not None
    return _replaced_row(case, row, start=PartialDate(born - draw.randint(1, 20))), frozenset(
        {f"therapy:{row.id}:start"}
    )


def start_in_future(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    start = TODAY + dt.timedelta(days=draw.randint(40, 700))
    places = frozenset({f"therapy:{row.id}:start", f"therapy:{row.id}:stop"})
    return _replaced_row(case, row, start=PartialDate.of(start)), places


def started_after_the_notice(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    notice = case.denial.notice_date.earliest
    assert notice is not None
    start = min(notice + dt.timedelta(days=1), TODAY)
    return (
        _replaced_row(case, row, start=PartialDate.of(start), stop=PartialDate.of(TODAY)),
        frozenset({f"therapy:{row.id}:start"}),
    )


def received_before_written(case: Case, draw: random.Random, _library: Library) -> Seeded:
    notice = case.denial.notice_date.earliest
    assert notice is not None
    received = PartialDate.of(notice - dt.timedelta(days=draw.randint(1, 30)))
    return replace(case, denial=replace(case.denial, received_date=received)), frozenset({"denial.received_date"})


def deadline_before_notice(case: Case, draw: random.Random, _library: Library) -> Seeded:
    notice = case.denial.notice_date.earliest
    assert notice is not None
    printed = PartialDate.of(notice - dt.timedelta(days=draw.randint(1, 200)))
    return replace(case, denial=replace(case.denial, printed_deadline=printed)), frozenset({"denial.printed_deadline"})


def measure_in_future(case: Case, draw: random.Random, _library: Library) -> Seeded:
    on = PartialDate.of(TODAY + dt.timedelta(days=draw.randint(5, 400)))
    return replace(case, measures=(*case.measures, Measure("mx", "CRP", "12", on=on))), frozenset({"measures"})


def started_but_not_taking(case: Case, draw: random.Random, _library: Library) -> Seeded:
    since = PartialDate(2026, draw.randint(1, 10))
    request = replace(case.request, taking_since=since, already_taking=False)
    return replace(case, request=request), frozenset({"request.taking_since"})


def untried_with_dates(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    case = _replaced_row(case, row, outcome=Outcome.CONTRAINDICATED, contraindication="an allergy")
    return case, frozenset({f"therapy:{row.id}:outcome"})


def note_from_the_future(case: Case, draw: random.Random, _library: Library) -> Seeded:
    date = PartialDate.of(TODAY + dt.timedelta(days=draw.randint(200, 3000))).display()
    return _with_text(case, draw, f"Chart note of {date}.", ("what_happened", "proof"))


def letter_before_notice(case: Case, draw: random.Random, _library: Library) -> Seeded:
    notice = case.denial.notice_date.earliest
    assert notice is not None
    date = PartialDate.of(notice - dt.timedelta(days=draw.randint(1, 60)))
    return replace(case, letter=replace(case.letter, letter_date=date)), frozenset({"letter.letter_date"})


# ---------------------------------------------------------------- drugs, diagnosis, measures


def filed_as_another_drug(case: Case, draw: random.Random, library: Library) -> Seeded:
    other = draw.choice([drug for drug in ("tofacitinib", "golimumab", "leflunomide") if drug != case.request.drug_id])
    assert library.drug(other) is not None
    if draw.random() < 0.5:
        return replace(case, request=replace(case.request, drug_id=other)), frozenset({"request.drug"})
    row = _tried(case, draw)
    return _replaced_row(case, row, drug_id=other), frozenset({f"therapy:{row.id}:drug"})


def brand_with_a_wrong_generic(case: Case, draw: random.Random, _library: Library) -> Seeded:
    wrong = draw.choice(("golimumab", "tofacitinib", "abatacept"))
    if draw.random() < 0.5:
        drug = f"{case.request.drug} ({wrong})"
        return replace(case, request=replace(case.request, drug=drug)), frozenset({"request.drug"})
    row = _tried(case, draw)
    return _replaced_row(case, row, drug=f"{row.drug} ({wrong})"), frozenset({f"therapy:{row.id}:drug"})


def wrong_route(case: Case, draw: random.Random, library: Library) -> Seeded:
    row = _tried(case, draw)
    drug = library.drug(row.drug_id)
    assert drug is not None
    route = "oral" if "oral" not in drug.routes else "intravitreal"
    return _replaced_row(case, row, route=route), frozenset({f"therapy:{row.id}:route"})


def dose_of_no_strength(case: Case, draw: random.Random, _library: Library) -> Seeded:
    directions = draw.choice(("16.3 mg once daily", "7 mg every 4 weeks", "41 mg once weekly", "53 mg twice daily"))
    request = replace(case.request, directions=directions)
    return replace(case, request=request), frozenset({"request.directions"})


def row_twice(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = _tried(case, draw)
    double = replace(row, id="double", dose=draw.choice((row.dose, "")), what_happened="")
    return replace(case, therapies=(*case.therapies, double)), frozenset({"therapy:double:drug"})


def requested_drug_failed(case: Case, draw: random.Random, _library: Library) -> Seeded:
    row = replace(_tried(case, draw), id="own", drug=case.request.drug, drug_id=case.request.drug_id, route="")
    row = replace(row, outcome=draw.choice((Outcome.INADEQUATE_RESPONSE, Outcome.INTOLERANCE)))
    return replace(case, therapies=(*case.therapies, row)), frozenset({"therapy:own:outcome"})


def other_diagnosis_code(case: Case, draw: random.Random, _library: Library) -> Seeded:
    code = draw.choice(("J45.50", "G35.A", "M81.0", "E11.9", "H20.9"))
    return replace(case, request=replace(case.request, icd10=code)), frozenset({"request.icd10"})


def other_indication(case: Case, draw: random.Random, _library: Library) -> Seeded:
    written = draw.choice(("Multiple sclerosis", "Asthma", "Migraine"))
    return replace(case, request=replace(case.request, indication=written)), frozenset({"request.indication"})


def asks_for_another_drug(case: Case, draw: random.Random, _library: Library) -> Seeded:
    other = draw.choice(("Orencia", "Kevzara", "Tremfya"))
    text = draw.choice(("I ask for {d} as the next step.", "I request approval of {d}.", "Please approve {d}."))
    letter = replace(case.letter, medical_necessity=f"The disease is active. {text.format(d=other)}")
    return replace(case, letter=letter), frozenset({"letter.medical_necessity"})


def mentions_a_strange_drug(case: Case, draw: random.Random, _library: Library) -> Seeded:
    other = draw.choice(("Orencia", "Kevzara", "Tremfya", "leflunomide", "Zeposia"))
    return _with_text(
        case, draw, f"{other} was given for a year.", ("letter.medical_necessity", "letter.harm_of_delay")
    )


def notice_of_another_drug(case: Case, draw: random.Random, _library: Library) -> Seeded:
    other = draw.choice(("Orencia", "Kevzara", "Tremfya"))
    text = draw.choice(
        ("We are unable to approve coverage of {d}.", "Your request for {d} was denied.", "We denied {d}.")
    )
    reason = f"{text.format(d=other)} Step therapy was not met."
    return replace(case, denial=replace(case.denial, reason=reason)), frozenset({"denial.reason"})


def measure_out_of_range(case: Case, draw: random.Random, library: Library) -> Seeded:
    found = {"rheumatoid-arthritis": "CDAI", "plaque-psoriasis": "PASI", "ulcerative-colitis": "Mayo score"}
    found |= {"atopic-dermatitis": "EASI", "ankylosing-spondylitis": "BASDAI", "crohns-disease": "SES-CD"}
    name = found[case.request.indication_id]
    assert library.instruments_for(case.request.indication_id)
    value = str(draw.choice((81, 99, 240, 1000)))
    measure = Measure("mx", name, value, on=case.denial.notice_date)
    return replace(case, measures=(*case.measures, measure)), frozenset({"measures"})


def too_young_for_the_label(case: Case, draw: random.Random, _library: Library) -> Seeded:
    born = TODAY.replace(year=TODAY.year - draw.choice((2, 3)), day=1)
    if case.request.drug_id == "dupilumab":  # labeled from 6 months on
        born = TODAY - dt.timedelta(days=draw.randint(30, 150))
    case = replace(case, patient=replace(case.patient, birth_date=PartialDate.of(born)))
    return case, frozenset({"patient.birth_date", "therapy:", "letter.medical_necessity", "denial.reason"})


# ---------------------------------------------------------------- plan, level, claims


def notice_of_another_plan(case: Case, draw: random.Random, _library: Library) -> Seeded:
    text = draw.choice(
        (
            "We denied this request under Medicare Part D because step therapy was not met.",
            "You have 65 days from the date of this notice to appeal.",
            "You may ask for a State Fair Hearing.",
            "You may ask for a redetermination.",
        )
    )
    plan = replace(case.plan, plan_type=draw.choice((PlanType.SELF_FUNDED_ERISA, PlanType.ACA_INDIVIDUAL)))
    denial = replace(case.denial, reason=f"{case.denial.reason} {text}")
    return replace(case, plan=plan, denial=denial), frozenset({"plan.plan_type"})


def notice_of_another_level(case: Case, draw: random.Random, _library: Library) -> Seeded:
    text = draw.choice(
        (
            "This is our final internal adverse benefit determination.",
            "After reviewing your appeal, we have upheld our decision.",
            "Your first-level appeal was denied.",
        )
    )
    return replace(case, denial=replace(case.denial, reason=f"{text} {case.denial.reason}")), frozenset(
        {"denial.level"}
    )


def letter_of_another_level(case: Case, draw: random.Random, _library: Library) -> Seeded:
    level = draw.choice((AppealLevel.FINAL_INTERNAL_DENIAL, AppealLevel.EXTERNAL_UPHELD))
    case = replace(case, letter=replace(case.letter, kind=LetterKind.FIRST_APPEAL))
    return replace(case, denial=replace(case.denial, level=level)), frozenset({"denial.level"})


def notice_of_another_reference(case: Case, draw: random.Random, _library: Library) -> Seeded:
    number = f"ZZ-{draw.randint(100000, 999999)}"
    text = draw.choice(("Reference number: {n}.", "Case # {n}.", "Authorization number {n}.", "PA number: {n}."))
    denial = replace(case.denial, reason=f"Step therapy was not met. {text.format(n=number)}")
    return replace(case, denial=denial), frozenset({"denial.reference_number"})


def promise(case: Case, draw: random.Random, _library: Library) -> Seeded:
    return _with_text(case, draw, draw.choice(PROMISES), ("letter.medical_necessity", "letter.harm_of_delay"))


def all_failed(case: Case, draw: random.Random, _library: Library) -> Seeded:
    return _with_text(case, draw, draw.choice(ALL_FAILED), ("letter.medical_necessity", "letter.harm_of_delay"))


def counts_too_many(case: Case, draw: random.Random, _library: Library) -> Seeded:
    text = draw.choice(
        (
            "Nine drugs have failed.",
            "Six different biologics were tried without success.",
            "Five TNF inhibitors have failed.",
            "The patient has failed 8 prior therapies.",
        )
    )
    return _with_text(case, draw, text, ("letter.medical_necessity",))


SEEDERS: tuple[Seeder, ...] = (
    stranger_named, stranger_born, stranger_of_the_worklist, stranger_member, stranger_age, stop_before_start,
    start_before_birth, start_in_future, started_after_the_notice, received_before_written, deadline_before_notice,
    measure_in_future, started_but_not_taking, untried_with_dates, note_from_the_future, letter_before_notice,
    filed_as_another_drug, brand_with_a_wrong_generic, wrong_route, dose_of_no_strength, row_twice,
    requested_drug_failed, other_diagnosis_code, other_indication, asks_for_another_drug, mentions_a_strange_drug,
    notice_of_another_drug, measure_out_of_range, too_young_for_the_label, notice_of_another_plan,
    notice_of_another_level, letter_of_another_level, notice_of_another_reference, promise, all_failed,
    counts_too_many,
)  # fmt: skip
