"""Harder errors, written as offices make them and without regard to how they are looked for.

Each seeder changes one thing of a clean case as a slip or a paste would; None where the case gives no occasion for it.
"""

import datetime as dt
import random
from collections.abc import Callable
from dataclasses import replace

from denialdesk.domain.case import Case, Event, EventKind, LetterKind
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.therapy import Outcome, Therapy

Harder = Callable[[Case, random.Random], Case | None]


def _necessity(case: Case, text: str) -> Case:
    joined = f"{case.letter.medical_necessity} {text}"
    return replace(case, letter=replace(case.letter, medical_necessity=joined))


def _row(case: Case, row: Therapy, **changes: object) -> Case:
    return replace(
        case,
        therapies=tuple(replace(each, **changes) if each is row else each for each in case.therapies),  # type: ignore[arg-type]  # names of fields
    )


def _tried(case: Case, *outcomes: Outcome) -> Therapy | None:
    rows = [row for row in case.therapies if row.was_tried and (not outcomes or row.outcome in outcomes)]
    return rows[0] if rows else None


def _told(case: Case, text: str, *outcomes: Outcome) -> Case | None:
    row = _tried(case, *outcomes)
    return _row(case, row, what_happened=text) if row else None


def possessive_name(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Mrs. Okonkwo’s disease has progressed in spite of treatment.")


def lower_case_name(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "mr okonkwo was seen today and is worse.")


def pasted_note_head(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Achterberg, Priscilla | DOB 03/14/1949 | Visit 10/02/2026")


def name_in_a_row(case: Case, _draw: random.Random) -> Case | None:
    return _told(case, "Mr. Lindqvist felt no benefit at any visit.")


def name_on_an_exhibit(case: Case, _draw: random.Random) -> Case:
    first, *rest = case.exhibits
    return replace(case, exhibits=(replace(first, title="Chart notes of Renata Castellanos"), *rest))


def born_in_words(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "She was born on March 14th, 1931.")


def birth_without_a_colon(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "DOB 3-14-31. Active disease.")


def birth_year_only(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Born in 1931, she has lived with this disease for years.")


def age_in_words(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "This ninety-five-year-old patient has active disease.")


def age_short(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Patient is a 95yo female with active disease.")


def age_with_strokes(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "95 y/o with active disease despite therapy.")


def aged(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "The patient, aged 95, is worse at each visit.")


def a_minor(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "As the patient is a minor, her parents gave consent.")


def member_number_in_the_text(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Member #: EX000000117.")


def another_payer(case: Case, _draw: random.Random) -> Case:
    other = "Highmark" if "highmark" not in case.plan.payer_name.casefold() else "Medica"
    return _necessity(case, f"I ask {other} to approve this drug without delay.")


def another_code(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Diagnosis: hidradenitis suppurativa (L73.2).")


def another_disease(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "My patient has hidradenitis suppurativa that has not responded.")


def another_signer(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Sincerely, Philippa Nonesuch, MD")


def wrong_dose_in_the_text(case: Case, _draw: random.Random) -> Case | None:
    row = next((each for each in case.therapies if each.was_tried and each.dose.endswith(" mg")), None)
    return _necessity(case, f"{row.drug} 975 mg did not help.") if row else None


def wrong_year_in_the_text(case: Case, _draw: random.Random) -> Case | None:
    row = _tried(case)
    return _necessity(case, f"{row.drug} failed in 2011.") if row else None


def longer_than_the_dates(case: Case, _draw: random.Random) -> Case | None:
    row = _tried(case)
    return _necessity(case, f"She took {row.drug} for six years.") if row else None


def told_of_another_drug(case: Case, _draw: random.Random) -> Case | None:
    row = _tried(case)
    return _row(case, row, what_happened="Xeljanz was stopped for lack of effect.") if row else None


def failed_but_well(case: Case, _draw: random.Random) -> Case | None:
    return _told(case, "Complete remission on this drug; disease fully controlled.", Outcome.INADEQUATE_RESPONSE)


def not_tolerated_but_tolerated(case: Case, _draw: random.Random) -> Case | None:
    return _told(case, "Well tolerated, no side effects at any visit.", Outcome.INTOLERANCE)


def stopped_but_still_taken(case: Case, _draw: random.Random) -> Case | None:
    return _told(case, "She is still taking it and continues to this day.")


def measure_far_from_its_trial(case: Case, _draw: random.Random) -> Case | None:
    row = _tried(case)
    if row is None or not case.measures:
        return None
    first = replace(case.measures[0], therapy_id=row.id, on=PartialDate(2009, 5, 4))
    return replace(case, measures=(first, *case.measures[1:]))


def measure_twice_a_day_apart(case: Case, _draw: random.Random) -> Case | None:
    if not case.measures:
        return None
    first = case.measures[0]
    other = replace(first, id="twin", value="1" if first.value != "1" else "2")
    return replace(case, measures=(*case.measures, other))


def page_past_the_end(case: Case, _draw: random.Random) -> Case | None:
    row = next((each for each in case.therapies if each.exhibit_id), None)
    return _row(case, row, exhibit_page="412") if row else None


def sent_before_the_notice(case: Case, _draw: random.Random) -> Case | None:
    notice = case.denial.notice_date.earliest
    if notice is None:
        return None
    return replace(
        case, events=(Event("e", EventKind.SENT, str(notice - dt.timedelta(40)), letter=LetterKind.FIRST_APPEAL),)
    )


def decided_before_sent(case: Case, _draw: random.Random) -> Case | None:
    notice = case.denial.notice_date.earliest
    if notice is None:
        return None
    return replace(
        case,
        events=(
            Event("e", EventKind.SENT, str(notice + dt.timedelta(3)), letter=LetterKind.FIRST_APPEAL),
            Event("f", EventKind.RECEIVED, str(notice + dt.timedelta(1))),
        ),
    )


def notice_of_another_date(case: Case, _draw: random.Random) -> Case:
    return _necessity(case, "Your denial letter of January 2, 2019 is in error.")


def proof_before_the_start(case: Case, _draw: random.Random) -> Case | None:
    row = _tried(case)
    return _row(case, row, proof="chart note of May 4, 2009") if row else None


def two_at_once(case: Case, _draw: random.Random) -> Case | None:
    rows = [row for row in case.therapies if row.was_tried and row.drug in {"Humira", "Enbrel", "Otezla", "Stelara"}]
    if len(rows) < 2:
        return None
    one, other = rows[:2]
    return _row(case, other, start=one.start, stop=one.stop)


def taking_and_failed(case: Case, _draw: random.Random) -> Case | None:
    if case.request.already_taking:
        return None
    return _necessity(case, f"She has been on {case.request.drug} since 2015 and it works.")


HARDER: tuple[Harder, ...] = (
    possessive_name, lower_case_name, pasted_note_head, name_in_a_row, name_on_an_exhibit, born_in_words,
    birth_without_a_colon, birth_year_only, age_in_words, age_short, age_with_strokes, aged, a_minor,
    member_number_in_the_text, another_payer, another_code, another_disease, another_signer, wrong_dose_in_the_text,
    wrong_year_in_the_text, longer_than_the_dates, told_of_another_drug, failed_but_well, not_tolerated_but_tolerated,
    stopped_but_still_taken, measure_far_from_its_trial, measure_twice_a_day_apart, page_past_the_end,
    sent_before_the_notice, decided_before_sent, notice_of_another_date, proof_before_the_start, two_at_once,
    taking_and_failed,
)  # fmt: skip
