"""Whole invented cases as a careful office would enter them, drawn from a seed: nothing in them contradicts anything.

Their texts hold what easily looks like a mistake and is none: clinicians' names, the patient's own name behind a title,
relatives, ages, dates to come, "never", counts that are right.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace

from denialdesk.domain.case import Case, DrugRequest, Exhibit, LetterKind, LetterOptions, Measure, Patient
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import Denial
from denialdesk.domain.letter_choices import ChosenCitation
from denialdesk.domain.plan import FormularyStatus, Plan, PlanType
from denialdesk.domain.practice import Prescriber
from denialdesk.domain.therapy import Outcome, Supply, Therapy
from denialdesk.knowledge.library import Library
from tests.makers import VALID_NPI

TODAY = dt.date(2026, 11, 21)
FIRST = ("Marigold", "Dorian", "Juniper", "Alistair", "Séverine", "Mai-Lan", "Ottoline", "Bram", "Ximena", "Thaddeus")
LAST = (
    "Testcase",
    "Placeholder",
    "O'Inventory",
    "de la Muestra",
    "Fictional",
    "Van Sample",
    "Nguyen-Example",
    "Madeup",
)
CLINICIANS = ("Robin Samplewell", "Casey Exampleton", "Avery Invented", "Jordan Fabricated")


@dataclass(frozen=True)
class Setting:
    """One drug asked for in one condition, with what is usually tried before it."""

    drug: str
    strength: str
    form: str
    directions: str
    indication_id: str
    icd10: str
    specialty: str
    steps: tuple[tuple[str, str, str, str], ...]  # drug, dose, route, frequency
    instrument: str
    scale: tuple[float, float]
    oldest_birth: int = 1940
    youngest_birth: int = 2004


SETTINGS = (
    Setting(
        "Rinvoq", "15 mg", "extended-release tablet", "15 mg by mouth once daily", "rheumatoid-arthritis", "M05.79",
        "Rheumatology",
        (
            ("methotrexate", "20 mg", "oral", "once weekly"), ("Humira", "40 mg", "subcutaneous", "every 2 weeks"),
            ("Enbrel", "50 mg", "subcutaneous", "once weekly"), ("sulfasalazine", "1,000 mg", "oral", "twice daily"),
        ),
        "CDAI", (11, 60),
    ),
    Setting(
        "Stelara", "45 mg/0.5 mL", "subcutaneous injection", "45 mg at weeks 0 and 4, then every 12 weeks",
        "plaque-psoriasis", "L40.0", "Dermatology",
        (
            ("clobetasol 0.05% cream", "", "topical", "twice daily"), ("methotrexate", "15 mg", "oral", "once weekly"),
            ("cyclosporine", "150 mg", "oral", "twice daily"), ("Otezla", "30 mg", "oral", "twice daily"),
        ),
        "PASI", (10, 40),
    ),
    Setting(
        "Entyvio", "300 mg", "intravenous infusion", "300 mg at weeks 0, 2 and 6, then every 8 weeks",
        "ulcerative-colitis", "K51.00", "Gastroenterology",
        (
            ("mesalamine", "2.4 g", "oral", "once daily"), ("prednisone", "40 mg", "oral", "once daily"),
            ("azathioprine", "150 mg", "oral", "once daily"), ("Humira", "40 mg", "subcutaneous", "every 2 weeks"),
        ),
        "Partial Mayo score", (4, 9),
    ),
    Setting(
        "Dupixent", "300 mg/2 mL", "prefilled pen", "600 mg once, then 300 mg every 2 weeks under the skin",
        "atopic-dermatitis", "L20.9", "Dermatology",
        (
            ("triamcinolone 0.1% ointment", "", "topical", "twice daily"), ("Protopic", "", "topical", "twice daily"),
            ("cyclosporine", "150 mg", "oral", "twice daily"), ("methotrexate", "15 mg", "oral", "once weekly"),
        ),
        "EASI", (16, 60), youngest_birth=2012,
    ),
    Setting(
        "Cosentyx", "150 mg/mL", "subcutaneous injection", "150 mg every 4 weeks", "ankylosing-spondylitis", "M45.9",
        "Rheumatology",
        (
            ("naproxen", "500 mg", "oral", "twice daily"), ("Humira", "40 mg", "subcutaneous", "every 2 weeks"),
            ("Enbrel", "50 mg", "subcutaneous", "once weekly"),
        ),
        "BASDAI", (4, 9),
    ),
    Setting(
        "Skyrizi", "150 mg/mL", "subcutaneous injection", "150 mg at weeks 0 and 4, then every 12 weeks",
        "crohns-disease", "K50.90", "Gastroenterology",
        (
            ("Entocort EC", "9 mg", "oral", "once daily"), ("azathioprine", "150 mg", "oral", "once daily"),
            ("Humira", "40 mg", "subcutaneous", "every 2 weeks"), ("Stelara", "90 mg", "subcutaneous", "every 8 weeks"),
        ),
        "HBI", (8, 20),
    ),
)  # fmt: skip

STORIES = {
    Outcome.INADEQUATE_RESPONSE: (
        "Symptoms unchanged at every visit; {name} kept a diary.",
        "No real change after the full course. Seen by Dr. {clinician}.",
        "{Title} {last} reported no benefit; the dose was never missed.",
        "Persistent activity despite regular use, as noted on {date}.",
    ),
    Outcome.LOST_RESPONSE: (
        "Good response at first, lost by the sixth month.",
        "Relapse after early benefit. Her mother noted the same.",
    ),
    Outcome.INTOLERANCE: (
        "Nausea and vomiting after each dose; stopped on the advice of {clinician}, MD.",
        "Liver enzymes rose to three times the upper limit on {date}.",
        "Headache and rash. Ms. Rowan Madeup, NP, documented it.",
    ),
}
STATEMENTS = (
    "{Title} {last} has had {condition} since {since}. {count}Disease is active today and daily life is limited.",
    (
        "My patient, {name}, is {age} years old and has {condition}. {count}I ask for {drug} as the next step, with a "
        "review planned for March 2027."
    ),
    (
        "{condition_capital} has been active at every visit this year. {count}I request approval of {drug}. The "
        "patient never smoked and has no history of malignancy."
    ),
    (
        "This {age}-year-old patient has {condition}. {count}In my judgment {drug} is the appropriate treatment now; I "
        "will check the response after 16 weeks."
    ),
)
REASONS = (
    "We are unable to approve coverage of {drug}. Step therapy was not met: a preferred product has to be tried.",
    "Your request for {drug} is denied because the records do not show a 3-month trial of the required drugs.",
    "Dear {name}: coverage is denied. The plan requires that preferred alternatives are tried first.",
    "Coverage is denied because step therapy was not met. Reference number: {reference}.",
    "The request does not meet our criteria. Patient: {name}. Date of birth: {born}. Member ID: {member}.",
)


def clean_case(seed: int, library: Library) -> Case:
    """Draw one whole case."""
    draw = random.Random(seed)  # noqa: S311 - test data
    setting = draw.choice(SETTINGS)
    match = library.recognise_drug(setting.drug)
    indication = library.indication(setting.indication_id)
    assert match is not None
    assert indication is not None
    first, last = draw.choice(FIRST), draw.choice(LAST)
    born = dt.date(draw.randint(setting.oldest_birth, setting.youngest_birth), draw.randint(1, 12), draw.randint(1, 28))
    title = draw.choice(("Mr.", "Ms.", "Mrs."))
    prescriber = draw.choice(CLINICIANS)
    notice = TODAY - dt.timedelta(days=draw.randint(3, 60))
    known = {
        "name": f"{first} {last}",
        "last": last,
        "Title": title,
        "clinician": draw.choice(CLINICIANS),
        "date": _long(notice - dt.timedelta(days=draw.randint(90, 300))),
        "condition": indication.name[:1].lower() + indication.name[1:] if " " in indication.name else indication.name,
        "condition_capital": indication.name,
        "since": str(draw.randint(max(born.year + 12, 2012), 2022)) if born.year < 2008 else "2024",
        "age": str(_age(born)),
        "drug": setting.drug,
        "reference": f"CR-{draw.randint(10000, 99999)}",
        "born": f"{born.month}/{born.day}/{born.year}",
        "member": f"EX{draw.randint(100000000, 999999999)}",
    }
    therapies = _therapies(draw, setting, library, notice, prescriber, known)
    return Case(
        id=f"clean-{seed}",
        patient=Patient(first, last, PartialDate.of(born)),
        plan=_plan(draw, known["member"]),
        request=DrugRequest(
            drug=setting.drug,
            drug_id=match.drug_id,
            strength=setting.strength,
            formulation=setting.form,
            directions=setting.directions,
            quantity=draw.choice(("", "1 carton per 28 days", "30 units per 30 days")),
            duration=draw.choice(("", "12 months")),
            indication=indication.name,
            indication_id=indication.id,
            icd10=setting.icd10,
            already_taking=False,
        ),
        denial=Denial(
            notice_date=PartialDate.of(notice),
            received_date=PartialDate.of(min(TODAY, notice + dt.timedelta(days=draw.randint(0, 6)))),
            reference_number=known["reference"],
            reason=draw.choice(REASONS).format(**known),
            preferred_drugs_named=tuple(draw.sample([step[0] for step in setting.steps], draw.randint(0, 2))),
            criteria_enclosed=draw.choice((None, False, True)),
        ),
        prescriber=Prescriber(prescriber, "MD", setting.specialty, VALID_NPI, "(555) 010-0142", "(555) 010-0143"),
        therapies=therapies,
        measures=_measures(draw, setting, therapies, notice),
        letter=LetterOptions(
            kind=draw.choice((LetterKind.FIRST_APPEAL, LetterKind.STEP_EXCEPTION, LetterKind.MEDICAL_NECESSITY)),
            medical_necessity=draw.choice(STATEMENTS).format(**known, count=_count(draw, therapies, library)),
            harm_of_delay=draw.choice(("", "Each month of active disease may add damage that cannot be undone.")),
            safety_statement=draw.choice(("", "Screening for tuberculosis was negative; blood counts every 12 weeks.")),
            peer_to_peer=draw.choice(("", "weekdays 12:00 to 1:00 p.m. at (555) 010-0142")),
            citations=tuple(
                ChosenCitation(entry.id)
                for entry in library.evidence(match.drug_id, indication.id)[:1]
                if draw.random() < 0.5
            ),
        ),
        exhibits=(Exhibit("e1", "Denial notice", 3), Exhibit("e2", f"Chart notes of {first} {last}", 11)),
    )


def _plan(draw: random.Random, member: str) -> Plan:
    plan_type = draw.choice((PlanType.SELF_FUNDED_ERISA, PlanType.FULLY_INSURED_GROUP, PlanType.ACA_INDIVIDUAL, None))
    payer = draw.choice((("cigna", "Cigna"), ("", "Sample Mutual")))
    return Plan(
        payer_id=payer[0],
        payer_name=payer[1],
        plan_name=draw.choice(("", "Invented Freight Company group policy")),
        plan_type=plan_type,
        state=draw.choice(("TX", "IL", "CO", "")),
        formulary_status=draw.choice(tuple(FormularyStatus)),
        member_id=member,
        group_number=draw.choice(("", "EX-7788")),
        appeals_address=draw.choice(("", "P.O. Box 0000, Exampleton, TN 37000")),
    )


def _therapies(
    draw: random.Random, setting: Setting, library: Library, notice: dt.date, prescriber: str, known: dict[str, str]
) -> tuple[Therapy, ...]:
    """Trials one after the other, the last one ended before the notice."""
    rows: list[Therapy] = []
    stop = notice - dt.timedelta(days=draw.randint(30, 120))
    steps = list(setting.steps[: draw.randint(2, len(setting.steps))])
    for number, (drug, dose, route, frequency) in enumerate(reversed(steps)):
        start = stop - dt.timedelta(days=draw.randint(60, 260))
        outcome = draw.choice(tuple(STORIES))
        match = library.recognise_drug(drug)
        story = draw.choice(STORIES[outcome]).format(**known | {"date": _long(start + (stop - start) / 2)})
        rows.append(
            Therapy(
                id=f"t{number}",
                drug=drug,
                drug_id=match.drug_id if match else "",
                dose=dose,
                route=route,
                frequency=frequency,
                start=_vague(draw, start),
                stop=_vague(draw, stop),
                outcome=outcome,
                what_happened=story,
                prescribed_by=draw.choice((f"Dr. {prescriber.split()[1]}", draw.choice(CLINICIANS) + ", MD", "")),
                proof=draw.choice((f"chart note of {_long(stop)}", "pharmacy fill history", "")),
                exhibit_id=draw.choice(("", "e2")),
                exhibit_page=draw.choice(("", "4")),
                supply=draw.choice((Supply.UNKNOWN, Supply.PAID_CLAIM)),
            )
        )
        stop = start - dt.timedelta(days=draw.randint(0, 90))
    rows.reverse()
    if draw.random() < 0.3:
        rows[0] = replace(
            rows[0],
            outcome=draw.choice((Outcome.CONTRAINDICATED, Outcome.NOT_ADVISABLE)),
            start=PartialDate(),
            stop=PartialDate(),
            contraindication="a documented allergy",
            what_happened="Advised against by the allergist.",
        )
    return tuple(rows)


def _measures(draw: random.Random, setting: Setting, rows: tuple[Therapy, ...], notice: dt.date) -> tuple[Measure, ...]:
    values = [round(draw.uniform(*setting.scale), 0) for _ in range(draw.randint(0, 2))]
    return tuple(
        Measure(
            f"m{number}",
            setting.instrument,
            str(int(value)),
            on=PartialDate.of(notice - dt.timedelta(days=40 + number)),
            therapy_id=draw.choice(("", rows[-1].id)),
        )
        for number, value in enumerate(values)
    )


def _count(draw: random.Random, rows: tuple[Therapy, ...], library: Library) -> str:
    """Sometimes a count of the drugs tried, and always a right one."""
    tried = len({row.drug_id or row.drug for row in rows if row.was_tried})
    words = {2: "Two", 3: "Three", 4: "Four"}
    if tried in words and draw.random() < 0.5:
        return f"{words[tried]} drugs have been tried without success. "
    tnf = [row for row in rows if row.was_tried and _class(row, library) == "TNF inhibitor"]
    return "One TNF inhibitor has failed. " if tnf else ""


def _class(row: Therapy, library: Library) -> str:
    drug = library.drug(row.drug_id)
    return drug.drug_class if drug else ""


def _vague(draw: random.Random, date: dt.date) -> PartialDate:
    return draw.choice((PartialDate.of(date), PartialDate.of(date), PartialDate(date.year, date.month)))


def _long(date: dt.date) -> str:
    return PartialDate.of(date).display()


def _age(born: dt.date) -> int:
    return TODAY.year - born.year - ((TODAY.month, TODAY.day) < (born.month, born.day))
