"""The terms of a demanded trial that are no outcome: its length, its dose, and the window it must lie in.

Each is judged from the record alone and told in its words; what is missing to decide is named.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from denialdesk.domain.criteria import Length, LengthUnit, Remedy, Status, Trial
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.intervals import Reach, length_in_words, missing_part, moved_back, plural
from denialdesk.domain.record import Record, Row, Together, together

_AT_LEAST_DOSE = re.compile(r"at least ([\d.]+) ?mg ?(?:/|per|a|every) ?(day|week)", re.IGNORECASE)
_NUMBER = r"[\d,]*\.?\d+"
_TAKEN_DOSE = re.compile(rf"({_NUMBER})(?: ?(?:mg)? ?(?:-|–|to) ?({_NUMBER}))? ?mg\b", re.IGNORECASE)
# "2.5 mg, 6 tablets weekly", "10 mg twice daily": more is taken than the number beside the mg.
_SEVERAL = re.compile(
    r"\b(?:tabs|tablets|pills|caps|capsules)\b|\b(?:[2-9]|\d\d) ?(?:tab|pill|cap)|"
    r"\b(?:twice|two|three|four|five|six|eight|ten|times|bid|tid|divided|doses)\b|\bb\.i\.d|×|\bx ?\d|\d ?x\b",
    re.IGNORECASE,
)
_FREQUENCIES = {
    "week": ("weekly", "once weekly", "every week", "once a week", "qw", "q week", "qweek", "q1w", "per week", "qwk"),
    "day": (
        *("daily", "once daily", "every day", "once a day", "qd", "q day", "qday", "per day"),
        *("nightly", "every night", "at bedtime", "qhs", "every evening", "every morning"),
    ),
}
_AFTER_SLASH = {"week": ("/week", "/wk"), "day": ("/day", "/d")}


@dataclass(frozen=True, slots=True)
class Demand:
    """A trial to be judged in a record.

    ``answer_target`` is where the office answers it. ``person_chose``: the office named the rows; then a dose that is
    printed in words only is taken as stated by the office.
    """

    trial: Trial
    record: Record
    answer_target: str
    person_chose: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One side of a row, judged: its ending, its length, its dose, its window."""

    status: Status
    words: str = ""
    remedies: tuple[Remedy, ...] = ()


def reach_of(row: Row, trial: Trial) -> Reach:
    """Judge whether a row's course, with the rows it continues, has the printed length."""
    if trial.min_length is None:
        return Reach.REACHED
    if may_have_gaps(trial.min_length):
        return _reach_with_gaps(row.with_gaps, trial.min_length)
    length = _between_ends(trial.min_length)
    certain = row.course.reach(length)
    if certain is Reach.NOT_REACHED and row.possible_course.reach(length) is not Reach.NOT_REACHED:
        return Reach.UNCERTAIN
    return certain


def may_have_gaps(length: Length) -> bool:
    """Say whether the policy prints that a trial may be broken ("at least 12 weeks, intermittent or continuous")."""
    return "intermittent" in length.as_printed.casefold()


def _is_course(length: Length) -> bool:
    """Say whether a policy prints days of treatment ("a course of at least 5 days"), the first and the last counted."""
    return length.unit is LengthUnit.DAYS and "course" in length.as_printed.casefold()


def _between_ends(length: Length) -> Length:
    """Give the days from the first day to the last: one less than a course has days of treatment."""
    return replace(length, value=length.value - 1) if _is_course(length) else length


def must_continue(length: Length) -> bool:
    """Say whether the policy prints that the drug is still to be taken ("at least 12 weeks, and continuing")."""
    return re.search(r"\bcontinu(?:ing|ed)\b", length.as_printed.casefold()) is not None


def _reach_with_gaps(used: Together, length: Length) -> Reach:
    """Judge all use of a drug together. Broken months have no calendar: from 28 to 31 days each."""
    shortest, longest = {
        LengthUnit.DAYS: (1, 1),
        LengthUnit.WEEKS: (7, 7),
        LengthUnit.MONTHS: (28, 31),
        LengthUnit.YEARS: (365, 366),
    }[length.unit]
    if length.unit is LengthUnit.MONTHS and length.days_per_month is not None:
        shortest = longest = length.days_per_month
    if used.least_days >= length.value * longest:
        return Reach.REACHED
    if used.most_days is not None and used.most_days < length.value * shortest:
        return Reach.NOT_REACHED
    return Reach.UNCERTAIN


def length_known(row: Row) -> str:
    """Write the length that the dates show, to stand behind "taken ... to ..."; nothing where they show none."""
    return f": {row.length_in_words}" if row.length_in_words else ""


def judge_length(row: Row, demand: Demand) -> Part:
    """Judge the printed length, in the words of the record."""
    trial = demand.trial
    if trial.min_length is None:
        return Part(Status.MET, length_known(row))
    printed = length_in_words(trial.min_length)
    if _is_course(trial.min_length):
        printed = f"a course of {printed}, the first and the last counted"
    if trial.min_length.days_per_month is not None and trial.min_length.unit is LengthUnit.MONTHS:
        printed += f" of {trial.min_length.days_per_month} days"
    joined = f" in {len(row.course_ids)} rows without a gap" if len(row.course_ids) > 1 else ""
    reach = reach_of(row, trial)
    if may_have_gaps(trial.min_length) and len(row.with_gaps.ids) > 1:
        return _length_with_gaps(row, reach, printed)
    if reach is Reach.NOT_REACHED and _prints_for_state(trial.min_length, demand.record):
        return _length_for_state(row, trial.min_length.as_printed, demand)
    if reach is not Reach.NOT_REACHED and must_continue(trial.min_length) and not row.span.is_ongoing:
        return _ended(row)
    match reach:
        case Reach.REACHED:
            return Part(Status.MET, f": {row.length_in_words}{joined}, enough for {printed}")
        case Reach.NOT_REACHED:
            return Part(Status.NOT_MET, f": {row.course.range_in_words()}{joined}, short of {printed}")
        case Reach.UNCERTAIN:
            words = row.possible_course.range_in_words()
            noted = f" (a note says {row.therapy.stated_length.strip()})" if row.therapy.stated_length.strip() else ""
            told = f": {words}, which may or may not be {printed}" if words else f": the dates do not show {printed}"
            return Part(Status.UNKNOWN, told + noted, missing_dates(row))


def _ended(row: Row) -> Part:
    """Judge a drug that the policy wants to go on, and of which the log does not say that it does."""
    if row.therapy.stop.is_known:
        return Part(Status.NOT_MET, f"{length_known(row)}, but stopped, and the policy wants it to go on")
    remedy = Remedy(
        f"Say whether {row.name} is still taken: the policy wants it to go on", f"therapy:{row.therapy.id}:stop"
    )
    return Part(Status.UNKNOWN, f"{length_known(row)}; whether it goes on is not recorded", (remedy,))


def _length_with_gaps(row: Row, reach: Reach, printed: str) -> Part:
    used = row.with_gaps
    words = f": {plural(used.least_days, 'day')} at least in {len(used.ids)} rows together"
    match reach:
        case Reach.REACHED:
            return Part(Status.MET, f"{words}, enough for {printed}")
        case Reach.NOT_REACHED:
            return Part(Status.NOT_MET, f"{words}, short of {printed}")
        case Reach.UNCERTAIN:
            remedy = Remedy(f"Complete the dates of every row for {row.name}", "therapies")
            return Part(Status.UNKNOWN, f"{words}, which may or may not be {printed}", (remedy,))


def _prints_for_state(length: Length, record: Record) -> bool:
    """Say whether the print names another length for the plan's state ("2 months; 30 days in CT, KY, MS")."""
    state = record.case.plan.state.strip().upper()
    return len(state) == 2 and re.search(rf"\b{re.escape(state)}\b", length.as_printed) is not None


def _length_for_state(row: Row, printed: str, demand: Demand) -> Part:
    state = demand.record.case.plan.state.strip().upper()
    known = length_known(row)
    if demand.person_chose:
        return Part(Status.MET, f"{known}, which the office states is enough in {state} ({printed})")
    remedy = Remedy(f"Say whether {row.name} was long enough for {state}, by choosing the row", demand.answer_target)
    return Part(Status.UNKNOWN, f"{known}; for {state} the policy prints its own length ({printed})", (remedy,))


def missing_dates(row: Row) -> tuple[Remedy, ...]:
    """Name each inexact date of a row, the stop first: it is the one most often missing."""
    therapy = row.therapy
    remedies = []
    if row.route_missing_in:
        remedies.append(Remedy(f"Add the route of {row.name}", f"therapy:{row.route_missing_in}:route"))
    elif row.possible_course != row.course and row.span.is_exact:
        remedies.append(Remedy(f"Complete the dates of the earlier row for {row.name}", "therapies"))
    if not row.span.is_ongoing:
        remedies += _missing_date(row, therapy.stop, "stop")
    remedies += _missing_date(row, therapy.start, "start")
    return tuple(remedies)


def _missing_date(row: Row, date: PartialDate, which: str) -> list[Remedy]:
    target = f"therapy:{row.therapy.id}:{which}"
    if date.precision is Precision.DAY:
        return []
    if date.precision is Precision.UNKNOWN:
        return [Remedy(f"Add a {which} date for {row.name}", target)]
    return [Remedy(f"Add the {missing_part(date)} to the {which} date of {row.name} ({date.display()})", target)]


def judge_window(row: Row, demand: Demand) -> Part:
    """Judge the window before the request in which the trial's last day must lie.

    The window is counted back from the denial notice, which follows the request, or else from the as-of date.
    """
    trial = demand.trial
    if trial.lookback is None:
        if not trial.lookback_as_printed:
            return Part(Status.MET)
        remedy = Remedy(f"Check {row.name} against the policy's window: {trial.lookback_as_printed}", "therapies")
        return Part(Status.UNKNOWN, f"the policy's window ({trial.lookback_as_printed}) has to be checked", (remedy,))
    printed = trial.lookback_as_printed or length_in_words(trial.lookback)
    notice, as_of = demand.record.case.denial.notice_date, demand.record.as_of
    window_opens = moved_back(notice.latest or as_of, trial.lookback)
    window_may_open = moved_back(notice.earliest or as_of, trial.lookback)
    first_end = row.span.first_stop or row.span.first_start
    if row.span.last_stop < window_may_open:
        return Part(Status.NOT_MET, f"before the policy's window of {printed}")
    if first_end is not None and first_end >= window_opens and not row.span.contradiction:
        return Part(Status.MET)
    remedies = tuple(_missing_date(row, row.therapy.stop, "stop"))
    return Part(
        Status.UNKNOWN, f"the dates do not show whether it lies within the policy's window of {printed}", remedies
    )


def judge_dose(row: Row, demand: Demand) -> Part:
    """Judge the printed dose in every row that the printed length needs: the last one, and what it goes on from."""
    if not demand.trial.dose:
        return Part(Status.MET)
    own = judge_own_dose(row, demand)
    if own.status is not Status.MET:
        return own
    earlier = (judge_own_dose(each, demand) for each in _continued(row, demand))
    return next(
        (replace(part, words=f"in part {part.words}") for part in earlier if part.status is not own.status), own
    )


def _continued(row: Row, demand: Demand) -> tuple[Row, ...]:
    """List the rows beside this one without which its trial would not have the printed length, the last first."""
    length = demand.trial.min_length
    if length is None:
        return ()
    rows = {each.therapy.id: each for each in demand.record.rows}
    if may_have_gaps(length):
        return _added_over_gaps(row, length, [rows[therapy_id] for therapy_id in row.with_gaps.ids], demand)
    needed: list[Row] = []
    span = row.span
    for therapy_id in reversed(row.course_ids[:-1]):
        if span.reach(length) is Reach.REACHED:
            break
        earlier = rows[therapy_id]
        needed.append(earlier)
        span = replace(row.span, first_start=earlier.span.first_start, last_start=earlier.span.last_start)
    return tuple(needed)


def _added_over_gaps(row: Row, length: Length, uses: list[Row], demand: Demand) -> tuple[Row, ...]:
    """List the other uses of the drug that a trial with gaps needs, those of the printed dose first."""
    others = [each for each in uses if each.therapy.id != row.therapy.id]
    others.sort(key=lambda each: judge_own_dose(each, demand).status is not Status.MET)
    counted = [row]
    for each in others:
        if _reach_with_gaps(together((use.therapy.id, use.span) for use in counted), length) is Reach.REACHED:
            break
        counted.append(each)
    return tuple(counted[1:])


def judge_own_dose(row: Row, demand: Demand) -> Part:
    """Judge the dose of one row. "At least 15 mg/week" is compared; a dose in words is for a person to judge."""
    therapy, trial = row.therapy, demand.trial
    if not trial.dose:
        return Part(Status.MET)
    written = f"{therapy.dose} {therapy.frequency}".strip()
    terms = f"the policy's dose ({trial.dose})"
    if not written:
        remedy = Remedy(f"Add the dose of {row.name}, to show {terms}", f"therapy:{therapy.id}:dose")
        return Part(Status.UNKNOWN, f"its dose is not recorded, which must be {terms}", (remedy,))
    wanted = _least_dose(row, trial.dose)
    taken = _amounts(written)
    if wanted and taken and _is_per(written, wanted.unit):
        if min(taken) >= wanted.amount:
            return Part(Status.MET, f"at {written}")
        if max(taken) < wanted.amount and not _SEVERAL.search(written):
            return Part(Status.NOT_MET, f"at {written}, less than {terms}")
    if demand.person_chose:
        return Part(Status.MET, f"at {written}, which the office states is {terms}")
    remedy = Remedy(f"If {written} of {row.name} was {terms}, choose the row for this step", demand.answer_target)
    return Part(Status.UNKNOWN, f"at {written}, which may or may not be {terms}", (remedy,))


@dataclass(frozen=True, slots=True)
class _LeastDose:
    """The least dose a policy prints, in mg; ``unit`` empty: how often is not printed."""

    amount: float
    unit: str


def _least_dose(row: Row, printed: str) -> _LeastDose | None:
    """Read the least dose of a row's drug: "at least 15 mg/week", "atorvastatin 40-80 mg or rosuvastatin 20-40 mg"."""
    wanted = _AT_LEAST_DOSE.search(printed)
    if wanted:
        return _LeastDose(float(wanted[1]), wanted[2].casefold())
    if row.drug is None:
        return None
    name = re.escape(row.drug.generic)
    own = re.search(rf"\b{name} ({_NUMBER})(?: ?(?:-|–|to) ?{_NUMBER} ?mg| ?mg or more)\b", printed, re.IGNORECASE)
    if own is None:
        return None
    return _LeastDose(_milligrams(own[1]), "day" if re.search(r"\bdaily\b", printed, re.IGNORECASE) else "")


def _amounts(written: str) -> tuple[float, ...]:
    """Collect every amount a written dose names, in mg; of a range both ends."""
    return tuple(_milligrams(number) for pair in _TAKEN_DOSE.findall(written) for number in pair if number)


def _milligrams(number: str) -> float:
    return float(number.replace(",", ""))


def _is_per(written: str, unit: str) -> bool:
    """Say whether a written dose is one of this rhythm; where none is printed, a daily one or none is meant."""
    words = written.casefold()
    if not unit:
        return _is_per(written, "day") or not _is_per(written, "week")
    return any(re.search(rf"(?<![\w/]){re.escape(each)}(?!\w)", words) for each in _FREQUENCIES[unit]) or any(
        re.search(rf"{each}(?!\w)", words) for each in _AFTER_SLASH[unit]
    )
