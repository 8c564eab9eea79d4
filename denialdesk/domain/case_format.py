"""The open case format: one JSON file a case, versioned and strict; ``docs/case-format.md`` describes it for people.

Reading accepts what is exactly right and otherwise names the place and the way out. Writing is canonical: the same case
gives the same bytes, every field is written, and what was written reads back as the same case.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar

from denialdesk.domain.appeal_facts import AppealFacts
from denialdesk.domain.case import Case, ConfirmedPolicy, Event, SignedLetter
from denialdesk.domain.dates import PartialDate, Precision
from denialdesk.domain.errors import CaseFormatError
from denialdesk.domain.json_shapes import (
    DATE_PATTERN,
    DATE_REMEDY,
    FIELD_NAME,
    UNPRINTABLE,
    Json,
    JsonShape,
    MisfitError,
    TextFormat,
)
from denialdesk.domain.letter_choices import ChosenCitation, LabelReading
from denialdesk.domain.practice import Practice

CASE_FORMAT = "denialdesk-case"
PRACTICE_FORMAT = "denialdesk-practice"
FORMAT_VERSION = 1
LARGEST_CASE_FILE = 20_000_000  # bytes; a case of a hundred therapies is under 100 KB

T = TypeVar("T")

ISO_DATE = TextFormat(PartialDate.from_iso, "is not a date that exists.", DATE_REMEDY, DATE_PATTERN)
ISO_MOMENT = TextFormat(
    dt.datetime.fromisoformat,
    "is not a date, or a date with a time, that exists.",
    "Write YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS, or leave it empty when unknown.",
    r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ].+)?$",
)
TEXT_FORMATS = {
    (Case, "created_at"): ISO_MOMENT,
    (Case, "updated_at"): ISO_MOMENT,
    (Event, "at"): ISO_MOMENT,
    (SignedLetter, "signed_on"): ISO_DATE,
    (SignedLetter, "kept_on"): ISO_DATE,
    (ConfirmedPolicy, "effective_date"): ISO_DATE,
    (ConfirmedPolicy, "confirmed_on"): ISO_DATE,
    (ChosenCitation, "read_on"): ISO_DATE,
    (LabelReading, "read_on"): ISO_DATE,
}


@cache
def _case_shape() -> JsonShape[Case]:
    return JsonShape(Case, TEXT_FORMATS)


@cache
def _practice_shape() -> JsonShape[Practice]:
    return JsonShape(Practice)


@cache
def _facts_shape() -> JsonShape[AppealFacts]:
    return JsonShape(AppealFacts)


def facts_to_text(facts: AppealFacts) -> str:
    """Write the facts of an appeal as one line of JSON; empty where nothing was entered."""
    if facts == AppealFacts():
        return ""
    return json.dumps(_encoded(_facts_shape(), facts), ensure_ascii=False, separators=(",", ":"))


def facts_from_text(text: str) -> AppealFacts:
    """Read what ``facts_to_text`` wrote; raises CaseFormatError."""
    return _decoded(_facts_shape(), _parsed(text.encode())) if text else AppealFacts()


def case_to_json(case: Case) -> dict[str, Json]:
    """Turn a case into plain JSON values, without the file's header; raises CaseFormatError for unprintable text."""
    return _encoded(_case_shape(), case)


def case_from_json(value: Json) -> Case:
    """Read a case from plain JSON values, without the file's header; raises CaseFormatError naming the place."""
    return _checked(_decoded(_case_shape(), value))


def dump_case(case: Case, *, readable: bool = True) -> bytes:
    """Write a case as a file: UTF-8, canonical, on many lines unless ``readable`` is False. Raises CaseFormatError."""
    return _dump(CASE_FORMAT, "case", case_to_json(case), readable=readable)


def load_case(data: bytes) -> Case:
    """Read a case file of any version this program knows; raises CaseFormatError naming the place."""
    return case_from_json(_body(data, CASE_FORMAT, "case"))


def practice_to_json(practice: Practice) -> dict[str, Json]:
    """Turn a practice into plain JSON values, without the file's header; raises CaseFormatError."""
    return _encoded(_practice_shape(), practice)


def practice_from_json(value: Json) -> Practice:
    """Read a practice from plain JSON values, without the file's header; raises CaseFormatError naming the place."""
    return _decoded(_practice_shape(), value)


def dump_practice(practice: Practice, *, readable: bool = True) -> bytes:
    """Write a practice as a file, as ``dump_case`` does a case."""
    return _dump(PRACTICE_FORMAT, "practice", practice_to_json(practice), readable=readable)


def load_practice(data: bytes) -> Practice:
    """Read a practice file; raises CaseFormatError naming the place."""
    return practice_from_json(_body(data, PRACTICE_FORMAT, "practice"))


def case_schema() -> dict[str, Json]:
    """The JSON Schema (2020-12) of a case file, as it is kept in ``resources/case.schema.json``.

    The reader is stricter: a date must exist, the ids in a list must differ, a key may stand once.
    """
    root, definitions = _case_shape().schema()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:denialdesk:case:{FORMAT_VERSION}",
        "title": "DenialDesk case file",
        "description": "One denied drug of one patient, with everything the office knows about it.",
        "type": "object",
        "properties": {"format": {"const": CASE_FORMAT}, "version": {"const": FORMAT_VERSION}, "case": root},
        "required": ["format", "version", "case"],
        "additionalProperties": False,
        "$defs": dict(sorted(definitions.items())),
    }


def case_schema_text() -> str:
    """The schema as the file's text."""
    return json.dumps(case_schema(), ensure_ascii=False, indent=2) + "\n"


def without_unprintable(value: T) -> T:
    """Clean pasted text in a dataclass and all it holds: page and column breaks become line breaks, the rest goes."""
    cleaned: T = _map_text(value, lambda text: UNPRINTABLE.sub(_replacement, text))
    return cleaned


def _replacement(found: Any) -> str:  # noqa: ANN401  # re.Match[str], whose generic form is no run-time type here
    return "\n" if found.group() in "\x0b\x0c" else ""


def _map_text(value: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401  # walks any dataclass
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(_map_text(one, change) for one in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type | PartialDate):
        parts = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return dataclasses.replace(value, **{name: _map_text(part, change) for name, part in parts.items()})
    return value


def _encoded(shape: JsonShape[T], value: T) -> dict[str, Json]:
    try:
        return shape.encode(value)
    except MisfitError as misfit:
        raise _worded(misfit) from None


def _decoded(shape: JsonShape[T], value: Json) -> T:
    try:
        return shape.decode(value)
    except MisfitError as misfit:
        raise _worded(misfit) from None


def _worded(misfit: MisfitError) -> CaseFormatError:
    return CaseFormatError(f"{misfit.place or 'The content'} {misfit.problem}", misfit.remedy)


def _checked(case: Case) -> Case:
    """Refuse empty ids, and two rows of one id: answers and exhibits point at rows by id."""
    if not case.id:
        raise CaseFormatError("id is empty.", "Give the case an id; any short text will do.")
    rows: dict[str, tuple[str, ...]] = {
        "therapies": tuple(row.id for row in case.therapies),
        "measures": tuple(row.id for row in case.measures),
        "exhibits": tuple(row.id for row in case.exhibits),
        "events": tuple(row.id for row in case.events),
        "signed_letters": tuple(row.id for row in case.signed_letters),
    }
    for name, ids in rows.items():
        for index, row_id in enumerate(ids):
            if not row_id:
                raise CaseFormatError(f"{name}[{index}].id is empty.", "Give each row an id of its own.")
            if row_id in ids[:index]:
                raise CaseFormatError(
                    f"{name}[{index}].id is the same as that of an earlier row.", "Give each row an id of its own."
                )
    _check_excluded(case)
    return case


def _check_excluded(case: Case) -> None:
    """Refuse excluded days that cannot be taken out of a count."""
    for index, days in enumerate(case.appeal.excluded):
        place = f"appeal.excluded[{index}]"
        if {days.first.precision, days.last.precision} != {Precision.DAY}:
            raise CaseFormatError(f"{place} needs a first and a last day.", "Write both as YYYY-MM-DD.")
        if days.last.to_iso() < days.first.to_iso():
            raise CaseFormatError(f"{place} ends before it begins.", "Correct the two dates.")


def _dump(form: str, name: str, body: dict[str, Json], *, readable: bool) -> bytes:
    whole = {"format": form, "version": FORMAT_VERSION, name: body}
    if readable:
        text = json.dumps(whole, ensure_ascii=False, indent=2) + "\n"
    else:
        text = json.dumps(whole, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8")


def _body(data: bytes, form: str, name: str) -> Json:
    whole = _parsed(data)
    if type(whole) is not dict or whole.get("format") != form:
        raise CaseFormatError(
            f'This is no DenialDesk {name} file: its "format" is not "{form}".', "Choose another file."
        )
    version = whole.get("version")
    if type(version) is not int or version < 1:
        raise CaseFormatError('"version" is not a whole number from 1 on.', f'Write "version": {FORMAT_VERSION}.')
    if version > FORMAT_VERSION:
        raise CaseFormatError(
            f"This {name} file has format version {version}; this DenialDesk reads up to version {FORMAT_VERSION}.",
            "Open it with a newer DenialDesk.",
        )
    extra = [key for key in whole if key not in {"format", "version", name}]
    if extra:
        raise CaseFormatError(
            f'Beside "format", "version" and "{name}" the file holds something else.', f'Put all fields into "{name}".'
        )
    if name not in whole:
        raise CaseFormatError(f'The file has no "{name}".', f'Add "{name}" with its fields in curly braces.')
    return whole[name]


def _parsed(data: bytes) -> Json:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseFormatError("The file is not UTF-8 text.", "Save it as UTF-8, or choose another file.") from None
    try:
        value: Json = json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise CaseFormatError(
            f"The file is not valid JSON: line {error.lineno}, column {error.colno}.",
            "Correct that place, or export the case again.",
        ) from None
    except (RecursionError, ValueError):
        raise CaseFormatError(
            "The file is not valid JSON: it is nested too deeply or holds a number that is no number.",
            "Export the case again, or choose another file.",
        ) from None
    return value


def _unique_keys(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        repeated = next(name for name in names if names.count(name) > 1)
        shown = f'"{repeated}"' if FIELD_NAME.fullmatch(repeated) else "One field"
        raise CaseFormatError(f"{shown} stands twice in one object.", "Remove one of the two.")
    return found


def _no_constant(_name: str) -> Json:
    raise ValueError
