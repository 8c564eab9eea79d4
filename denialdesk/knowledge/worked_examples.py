"""The worked examples of a policy file: its key ``examples``, read strictly and written back.

They are no part of a policy, and no pack holds them. ``criteria_db/README.md`` describes the form for people.
"""

from __future__ import annotations

import re
from typing import Any

from denialdesk.domain.case import AnswerValue, Measure
from denialdesk.domain.criteria import Status
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError
from denialdesk.domain.plan import PlanType
from denialdesk.domain.therapy import Origin, Outcome, Provenance, Supply, Therapy, Use
from denialdesk.domain.worked_example import DEFAULT_DAY, ExampleAnswer, ExampleRequest, Expectation, WorkedExample
from denialdesk.knowledge.known import Known
from denialdesk.knowledge.strict_yaml import Fields

KEY = "examples"
_STEP = re.compile(r"[1-9]\d?")
_ROW_TEXTS = ("dose", "route", "frequency", "what_happened", "contraindication", "proof", "stated_length")
_UNCONFIRMED = Provenance(Origin.IMPORTED, confirmed=False)

Map = dict[str, Any]  # what YAML writes


def examples_from(fields: Fields, known: Known) -> tuple[WorkedExample, ...]:
    """Read the examples of one policy file; raises DataFileError with file and line."""
    found: list[WorkedExample] = []
    for item in fields.maps(KEY):
        example = _example(item, known)
        if any(example.name == other.name for other in found):
            raise item.fault(f"two examples have the name {example.name!r}", "name")
        found.append(example)
    return tuple(found)


def _example(fields: Fields, known: Known) -> WorkedExample:
    name = fields.text("name")
    if not name.strip() or "\n" in name:
        raise fields.fault("the name of an example is one line", "name")
    patient, plan, prescriber = fields.map("patient"), fields.map("plan"), fields.map("prescriber")
    diagnosis = fields.text("diagnosis", "")
    if diagnosis and diagnosis not in known.indications:
        raise fields.fault(f"there is no indication {diagnosis!r}", "diagnosis")
    age, born = (patient.integer("age"), _date(patient, "born")) if patient else (None, PartialDate())
    line, kind, state = _plan(plan) if plan else ("", None, "")
    log = tuple(_row(item, number, known) for number, item in enumerate(fields.maps("log"), start=1))
    example = WorkedExample(
        name=name,
        expect=fields.choice("expect", Expectation),
        log=log,
        as_of=_date(fields, "as_of", DEFAULT_DAY),
        age=age,
        born=born,
        diagnosis=diagnosis,
        request=_request(fields.map("requests"), known),
        plan_line=line,
        plan_type=kind,
        state=state,
        specialty=prescriber.text("specialty") if prescriber else "",
        notice=_date(fields, "notice"),
        renewal=fields.boolean("renewal") or False,
        answers=tuple(_answer(item, known, len(log)) for item in fields.maps("answers")),
        measures=tuple(_measure(item, number) for number, item in enumerate(fields.maps("measures"), start=1)),
        unknown_drugs=fields.boolean("unknown_drugs") or False,
        steps=fields.choices("steps", Status),
        places=_places(fields.map("places")),
        says=(fields.text("says"),) if fields.is_text("says") else fields.texts("says"),
        line=fields.line,
    )
    if "log" not in fields:
        raise fields.fault("the key 'log' is missing (write [] for an empty log)")
    if example.as_of.latest is None or example.as_of.earliest != example.as_of.latest:
        raise fields.fault("'as_of' must be a day", "as_of")
    for part in (patient, prescriber, fields):
        if part is not None:
            part.close()
    return example


def _plan(fields: Fields) -> tuple[str, PlanType | None, str]:
    kind = fields.choice("type", PlanType) if "type" in fields else None
    found = fields.text("line", ""), kind, fields.text("state", "")
    fields.close()
    return found


def _date(fields: Fields, key: str, default: PartialDate = PartialDate()) -> PartialDate:  # noqa: B008 - it is frozen
    """Read a date as the log has it: 2024, 2024-06, 2024-06-20."""
    if key not in fields:
        return default
    try:
        return PartialDate.from_iso(fields.word(key, ""))
    except InvalidDateError as error:
        raise fields.fault(f"{key!r}: {error.message.rstrip('.')}", key) from None


def _row(fields: Fields, number: int, known: Known) -> Therapy:
    ongoing = fields.boolean("ongoing") or False
    indication = fields.text("indication", "")
    if indication and indication not in known.indications:
        raise fields.fault(f"there is no indication {indication!r}", "indication")
    confirmed = fields.boolean("confirmed")
    row = Therapy(
        id=f"row{number}",
        drug=fields.text("drug"),
        start=_date(fields, "start"),
        stop=_date(fields, "stop"),
        ongoing=ongoing,
        outcome=fields.choice("outcome", Outcome, Outcome.ONGOING if ongoing else Outcome.UNKNOWN),
        supply=fields.choice("supply", Supply, Supply.UNKNOWN),
        use=fields.choice("use", Use, Use.TAKEN),
        indication_id=indication,
        dose=fields.text("dose", ""),
        route=fields.text("route", ""),
        frequency=fields.text("frequency", ""),
        what_happened=fields.text("what_happened", ""),
        contraindication=fields.text("contraindication", ""),
        proof=fields.text("proof", ""),
        stated_length=fields.text("stated_length", ""),
        provenance=_UNCONFIRMED if confirmed is False else Provenance(),
    )
    fields.close()
    return row


def _request(fields: Fields | None, known: Known) -> ExampleRequest:
    if fields is None:
        return ExampleRequest()
    drug_id = fields.text("drug", "")
    if drug_id and drug_id not in known.drugs:
        raise fields.fault(f"there is no drug {drug_id!r}", "drug")
    request = ExampleRequest(
        drug_id=drug_id,
        as_written=fields.text("as_written", ""),
        route=fields.text("route", ""),
        form=fields.text("form", ""),
        taking=fields.boolean("taking"),
        since=_date(fields, "since"),
    )
    fields.close()
    return request


def _answer(fields: Fields, known: Known, rows: int) -> ExampleAnswer:
    place, word = fields.word("step"), fields.word("value")
    if word not in {member.value for member in AnswerValue}:
        allowed = ", ".join(member.value for member in AnswerValue)
        raise fields.fault(f"'value' is {word!r}; it must be one of: {allowed}", "value")
    numbers = tuple(int(text) if text.isdecimal() else 0 for text in fields.words("rows"))
    if any(not 1 <= number <= rows for number in numbers):
        raise fields.fault("'rows' are numbers of rows of the log, counted from 1", "rows")
    policy_id = fields.text("policy", "")
    if policy_id and policy_id not in known.policies:
        raise fields.fault(f"there is no policy {policy_id!r}", "policy")
    answer = ExampleAnswer(
        node=node_path(place),
        value=AnswerValue(word),
        policy_id=policy_id,
        reason=fields.text("reason", ""),
        condition=fields.text("condition", ""),
        stated_by=fields.text("stated_by", ""),
        rows=numbers,
    )
    fields.close()
    return answer


def node_path(place: str) -> str:
    """Write a place as the engine does: a bare number is a step."""
    return f"step{place}" if _STEP.fullmatch(place) else place


def _measure(fields: Fields, number: int) -> Measure:
    measure = Measure(
        id=f"measure{number}",
        instrument=fields.text("instrument"),
        value=fields.word("value"),
        unit=fields.text("unit", ""),
        on=_date(fields, "on"),
        note=fields.text("note", ""),
    )
    fields.close()
    return measure


def _places(fields: Fields | None) -> tuple[tuple[str, Status], ...]:
    if fields is None:
        return ()
    found = tuple((node_path(name), fields.choice(name, Status)) for name in fields.names())
    fields.close()
    return found


# ---------------------------------------------------------------- writing


def example_map(example: WorkedExample) -> Map:
    """Write an example as plain values, which ``examples_from`` reads back as the same example."""
    values: Map = {"name": example.name}
    _put(values, "as_of", "" if example.as_of == DEFAULT_DAY else example.as_of.to_iso())
    _put(values, "patient", _kept({"age": example.age, "born": example.born.to_iso()}))
    _put(values, "plan", _kept({"line": example.plan_line, "type": _value(example.plan_type), "state": example.state}))
    _put(values, "prescriber", _kept({"specialty": example.specialty}))
    _put(values, "diagnosis", example.diagnosis)
    _put(values, "requests", _request_map(example.request))
    _put(values, "notice", example.notice.to_iso())
    _put(values, "renewal", example.renewal)
    _put(values, "unknown_drugs", example.unknown_drugs)
    values["log"] = [_row_map(row) for row in example.log]
    _put(values, "measures", [_measure_map(measure) for measure in example.measures])
    _put(values, "answers", [_answer_map(answer) for answer in example.answers])
    values["expect"] = example.expect.value
    _put(values, "steps", [status.value for status in example.steps])
    _put(values, "places", {path: status.value for path, status in example.places})
    _put(values, "says", list(example.says))
    return values


def _put(values: Map, key: str, value: object) -> None:
    if value:
        values[key] = value


def _kept(values: Map) -> Map:
    return {key: value for key, value in values.items() if value not in (None, "")}


def _value(kind: PlanType | None) -> str:
    return kind.value if kind is not None else ""


def _request_map(request: ExampleRequest) -> Map:
    return _kept(
        {
            "drug": request.drug_id,
            "as_written": request.as_written,
            "route": request.route,
            "form": request.form,
            "taking": request.taking,
            "since": request.since.to_iso(),
        }
    )


def _row_map(row: Therapy) -> Map:
    values: Map = {"drug": row.drug}
    for key in _ROW_TEXTS:
        _put(values, key, getattr(row, key))
    _put(values, "start", row.start.to_iso())
    _put(values, "stop", row.stop.to_iso())
    _put(values, "ongoing", row.ongoing)
    values["outcome"] = row.outcome.value
    _put(values, "supply", "" if row.supply is Supply.UNKNOWN else row.supply.value)
    _put(values, "use", "" if row.use is Use.TAKEN else row.use.value)
    _put(values, "indication", row.indication_id)
    if not row.provenance.confirmed:
        values["confirmed"] = False
    return values


def _measure_map(measure: Measure) -> Map:
    on = measure.on.to_iso()
    return _kept(
        {
            "instrument": measure.instrument,
            "value": measure.value,
            "unit": measure.unit,
            "on": on,
            "note": measure.note,
        }
    )


def _answer_map(answer: ExampleAnswer) -> Map:
    values: Map = {"policy": answer.policy_id} if answer.policy_id else {}
    values |= {"step": answer.node, "value": answer.value.value}
    for key in ("reason", "condition", "stated_by"):
        _put(values, key, getattr(answer, key))
    _put(values, "rows", list(answer.rows))
    return values
