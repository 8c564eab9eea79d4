"""Over generated cases of every kind: nothing is said that the record does not hold."""

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from enum import Enum

from hypothesis import given, settings
from hypothesis import strategies as st

from denialdesk.domain.case import (
    Answer,
    AnswerValue,
    Case,
    ConfirmedPolicy,
    Event,
    EventKind,
    Exhibit,
    LetterKind,
    LetterOptions,
    Measure,
)
from denialdesk.domain.criteria import CriteriaResult, Finding, PolicyFinding, Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.denial import AppealLevel, Denial
from denialdesk.domain.intervals import span_of
from denialdesk.domain.law import Rights
from denialdesk.domain.letter import Letter
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Outcome, Provenance, Supply, Therapy, Use
from denialdesk.letters.docx import render_docx
from denialdesk.letters.html import render_html
from denialdesk.letters.kinds.patient_papers import _OWN_LINES
from denialdesk.letters.text import plain_text
from denialdesk.letters.wording.lengths import length_in_words
from tests.makers import VOCABULARY, make_therapy, on
from tests.unit.letters.reading import docx_words, html_words, text_words
from tests.unit.letters.scenarios import (
    ERISA_RIGHTS,
    INSURED_RIGHTS,
    PA_POLICY,
    PREFERRED_POLICY,
    TODAY,
    UNKNOWN_RIGHTS,
    Scenario,
    base_case,
    practice,
    step,
    trial_finding,
)

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
STATE_LAW = "215 ILCS 134/87"

notes = st.text(
    alphabet=st.characters(exclude_categories=("Cs", "Nd", "Nl", "No")), min_size=0, max_size=40
)  # no digits: the numbers of a letter are checked one by one
days = st.dates(dt.date(2015, 1, 1), dt.date(2026, 11, 1))


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    day = draw(days)
    return draw(st.sampled_from([PartialDate.of(day), on(f"{day:%Y-%m}"), on(f"{day:%Y}"), on("")]))


@st.composite
def therapies(draw: st.DrawFn, number: int) -> Therapy:
    start, stop = draw(partial_dates()), draw(partial_dates())
    return make_therapy(
        draw(st.sampled_from(["methotrexate", "Humira", "Enbrel", "sulfasalazine", "Rinvoq", "an unknown herb"])),
        start.to_iso(),
        stop.to_iso(),
        id=f"t{number}",
        dose=draw(st.sampled_from(["", "20 mg", "40 mg/0.8 mL"])),
        route=draw(st.sampled_from(["", "oral"])),
        outcome=draw(st.sampled_from(Outcome)),
        what_happened=draw(notes),
        contraindication=draw(notes),
        prescribed_by=draw(notes),
        proof=draw(notes),
        exhibit_id=draw(st.sampled_from(["", "e1", "e2", "missing"])),
        exhibit_page=draw(st.sampled_from(["", "7", "3-4"])),
        supply=draw(st.sampled_from(Supply)),
        use=draw(st.sampled_from(Use)),
        ongoing=draw(st.booleans()),
        indication_id=draw(st.sampled_from(["", "plaque-psoriasis"])),
        provenance=Provenance(confirmed=draw(st.sampled_from([True, True, True, False]))),
    )


@st.composite
def findings(draw: st.DrawFn, rows: tuple[Therapy, ...]) -> tuple[PolicyFinding, ...]:
    ids = [row.id for row in rows]

    def leaf(path: str) -> Finding:
        chosen = draw(st.lists(st.sampled_from(ids), max_size=2, unique=True)) if ids else []
        reason = draw(st.sampled_from(["", "", "It does not fit this patient."]))
        return trial_finding(path, draw(st.sampled_from(Status)), *chosen, stated_reason=reason)

    found = []
    for policy in draw(st.lists(st.sampled_from([PA_POLICY, PREFERRED_POLICY]), max_size=2, unique_by=lambda p: p.id)):
        limbs = tuple(leaf(f"step1.any{number}") for number in (1, 2))
        judged = step("step1", draw(st.sampled_from(Status)), *limbs) if draw(st.booleans()) else leaf("step1")
        side = Finding("age", draw(st.sampled_from(Status)), "Age 18 years or older", "The date of birth shows it.")
        found.append(PolicyFinding(policy, judged.status, "Judged.", (side,), (judged,)))
    return tuple(found)


@st.composite
def rights(draw: st.DrawFn) -> Rights:
    chosen = draw(st.sampled_from([ERISA_RIGHTS, INSURED_RIGHTS, UNKNOWN_RIGHTS, None]))
    if chosen is not None:
        return chosen
    # A closed gate handed state law all the same: it must not get through.
    return replace(INSURED_RIGHTS, plan_type=draw(st.sampled_from(PlanType)), state_law_applies=False)


@st.composite
def scenarios(draw: st.DrawFn) -> Scenario:
    rows = tuple(draw(therapies(number)) for number in range(draw(st.integers(0, 4))))
    case = base_case(*rows)
    denial = Denial(
        notice_date=draw(st.sampled_from([case.denial.notice_date, on("")])),
        reference_number=draw(st.sampled_from(["REF-11-22-33", ""])),
        reason=draw(notes),
        urgent=draw(st.booleans()),
        level=draw(st.sampled_from(AppealLevel)),
        policy_cited=draw(notes),
        preferred_drugs_named=tuple(draw(st.lists(st.sampled_from(["Humira", "Simponi"]), max_size=2))),
        criteria_enclosed=draw(st.sampled_from([None, False, True])),
    )
    options = LetterOptions(
        kind=draw(st.sampled_from(LetterKind)),
        letter_date=draw(st.sampled_from([on(""), on("2026-11-18"), on("2026-11")])),
        medical_necessity=draw(notes),
        harm_of_delay=draw(notes),
        expedited_ground=draw(st.sampled_from(["", "jeopardy", "severe_pain"])),
        peer_to_peer=draw(notes),
    )
    events = draw(
        st.lists(
            st.builds(Event, st.just("v1"), st.sampled_from(EventKind), days.map(dt.date.isoformat), notes, notes),
            max_size=3,
        )
    )
    case = replace(
        case,
        denial=denial,
        letter=options,
        events=tuple(events),
        measures=tuple(draw(st.lists(st.just(Measure("m1", "CDAI", "32", on=on("2026-10"))), max_size=1))),
        answers=(Answer(PA_POLICY.id, "step1", AnswerValue.NOT_APPROPRIATE, stated_by=draw(notes)),),
        exhibits=tuple(draw(st.lists(st.just(Exhibit("e1", "Chart notes", 11)), max_size=1))),
        request=replace(
            case.request,
            drug=draw(st.sampled_from(["Rinvoq", "upadacitinib", "", "a new drug"])),
            already_taking=draw(st.sampled_from([None, True, False])),
            taking_since=draw(partial_dates()),
            quantity=draw(st.sampled_from(["", "30 tablets per 30 days"])),
        ),
        confirmed_policies=tuple(
            draw(st.lists(st.just(ConfirmedPolicy(PA_POLICY.id, "IP0682", "2026-03-15", "4")), max_size=1))
        ),
    )
    return Scenario(case, CriteriaResult(draw(findings(rows))), draw(rights()), practice())


def strings_in(value: object) -> Iterator[str]:
    """Every text, number and date that stands anywhere in a value."""
    if isinstance(value, PartialDate):
        yield value.display()
    elif isinstance(value, Enum):
        return
    elif isinstance(value, dt.date):
        yield PartialDate.of(value).display()
    elif isinstance(value, str | int):
        yield str(value)
    elif is_dataclass(value):
        for field in fields(value):
            yield from strings_in(getattr(value, field.name))
    elif isinstance(value, tuple | list | frozenset):
        for item in value:
            yield from strings_in(item)


def numbers_allowed(scenario: Scenario, letter: Letter) -> set[str]:
    """Every number a letter of this case may hold: those of the record, and those worked out from it."""
    assert letter.date is not None
    texts = [*strings_in(scenario.case), *strings_in(scenario.practice), *strings_in(scenario.rights)]
    texts += [PartialDate.of(letter.date).display()]
    for finding in scenario.criteria.findings:
        texts += [text for node in (*finding.requirements, *finding.steps) for text in strings_in(node)]
        texts += [each.summary for each in finding.policy.steps or ()]
        count = len(finding.requirements) + len(finding.steps)
        texts += [str(number) for number in range(2 * count + 1)]  # the summary counts two layers together
    for event in scenario.case.events:
        texts.append(PartialDate.from_iso(event.at).display())
    for confirmed in scenario.case.confirmed_policies:
        texts.append(PartialDate.from_iso(confirmed.effective_date).display())
    for row in scenario.case.therapies:
        texts.append(length_in_words(row, letter.date))
    if letter.kind is LetterKind.OVERDUE_DECISION:  # names the day on which the plan's clock runs out
        texts += [text for _, each in letter.placeholders() for text in [each.text] if "not overdue yet" in text]
    return {number for text in texts for number in NUMBER.findall(text)}


@settings(max_examples=200)
@given(scenarios())
def test_a_letter_says_nothing_the_record_does_not_hold(scenario: Scenario) -> None:
    letter = scenario.letter(final=True)
    for section, statement in letter.statements():
        assert statement.sources, (section.id, statement)
        assert all(source.ref for source in statement.sources)
        assert statement.text
    assert letter.draft == bool(letter.placeholders())
    text = plain_text(letter)
    said = "\n".join(statement.text for _, statement in letter.statements())
    assert set(NUMBER.findall(said)) <= numbers_allowed(scenario, letter)
    if not scenario.rights.state_law_applies:
        assert STATE_LAW not in text
    if scenario.rights.plan_type is None:
        assert not re.search(r"\b(CFR|USC|ILCS)\b", text)
    assert "INV-1" not in text  # no policy here was checked under that number
    assert "INV-2" not in text
    checked = {each.policy_id for each in scenario.case.confirmed_policies}
    for finding in scenario.criteria.findings:
        if finding.policy.id not in checked:
            assert finding.policy.title not in text


@settings(max_examples=40)
@given(scenarios())
def test_every_renderer_says_the_same(scenario: Scenario) -> None:
    letter = scenario.letter(final=True)
    data = render_docx(letter)
    words = docx_words(data)
    assert words == html_words(render_html(letter))
    assert words == text_words(plain_text(letter))
    assert data == render_docx(scenario.letter(final=True))


@given(therapies(1))
def test_no_length_is_told_that_the_dates_do_not_give(row: Therapy) -> None:
    said = length_in_words(row, TODAY)
    if said and not span_of(row, TODAY).is_exact:
        assert said.startswith(("at least", "at most")) or span_of(row, TODAY).least == span_of(row, TODAY).greatest


@given(st.sampled_from(LetterKind), notes)
def test_a_case_with_nothing_in_it_composes_in_every_kind(kind: LetterKind, reason: str) -> None:
    case = Case("empty", letter=LetterOptions(kind=kind), denial=Denial(reason=reason))
    letter = Scenario(case, CriteriaResult(()), UNKNOWN_RIGHTS, practice()).letter()
    assert letter.draft
    assert letter.sections


def test_the_vocabulary_of_these_cases_knows_their_drugs() -> None:
    assert VOCABULARY.recognise_drug("Rinvoq") is not None
    assert _OWN_LINES > 0
