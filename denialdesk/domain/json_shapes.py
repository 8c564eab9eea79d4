"""Frozen dataclasses to plain JSON values and back, strictly, driven by the classes' own annotations.

A new field of a class is read, written and described in the JSON Schema without a second place to change. Understood
are ``str``, ``bool``, ``int``, ``StrEnum``, ``PartialDate``, other dataclasses, ``tuple[X, ...]`` and ``X | None``.
"""

from __future__ import annotations

import dataclasses
import difflib
import inspect
import re
import types
from collections.abc import Callable, Mapping
from enum import Enum, StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from denialdesk.domain.dates import PartialDate
from denialdesk.domain.errors import InvalidDateError

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
TextFormats: TypeAlias = "Mapping[tuple[type, str], TextFormat]"
T = TypeVar("T")

# What XML 1.0, and so a Word file, cannot hold (section 2.2, Char).
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
TEXT_PATTERN = "^[^\\u0000-\\u0008\\u000b\\u000c\\u000e-\\u001f\\ufffe\\uffff]*$"
DATE_PATTERN = r"^((19|20|21)[0-9]{2}|2200)(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"
DATE_REMEDY = "Write YYYY-MM-DD, YYYY-MM or YYYY, or leave it empty when unknown."
FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


class MisfitError(Exception):
    """A value that does not fit its shape: what is wrong, what to do, and the place, innermost part first."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.trail: list[str] = []

    @property
    def place(self) -> str:
        """The place as a person reads it: ``therapies[2].start``; empty for the whole."""
        return "".join(reversed(self.trail)).removeprefix(".")


@dataclasses.dataclass(frozen=True, slots=True)
class TextFormat:
    """A rule for a text field that its type cannot tell: ``check`` raises InvalidDateError or ValueError."""

    check: Callable[[str], object]
    problem: str
    remedy: str
    pattern: str


@dataclasses.dataclass(frozen=True, slots=True)
class _Codec:
    """How one type is written, read and described. Both functions raise MisfitError."""

    encode: Callable[[Any], Json]
    decode: Callable[[Any], Any]
    schema: dict[str, Json]


class JsonShape(Generic[T]):
    """The reader and writer of one dataclass and all it holds; build it once and keep it."""

    def __init__(self, root: type[T], text_formats: TextFormats | None = None) -> None:
        self._formats = text_formats or {}
        self._codecs: dict[Any, _Codec] = {}
        self._definitions: dict[str, Json] = {
            "text": {"type": "string", "pattern": TEXT_PATTERN},
            "date": {
                "description": "A date as exact as it is known: YYYY-MM-DD, YYYY-MM, YYYY; empty when unknown.",
                "anyOf": [{"const": ""}, {"type": "string", "pattern": DATE_PATTERN}],
            },
        }
        self._root = self._codec(root)

    def encode(self, value: T) -> dict[str, Json]:
        """Write every field, in alphabetical order; raises MisfitError for text that cannot be printed."""
        encoded = self._root.encode(value)
        if not isinstance(encoded, dict):
            raise TypeError("the root of a shape is a dataclass")
        return encoded

    def decode(self, value: Json) -> T:
        """Read strictly; fields with a default may be missing. Raises MisfitError."""
        decoded: T = self._root.decode(value)
        return decoded

    def schema(self) -> tuple[dict[str, Json], dict[str, Json]]:
        """The JSON Schema of the root, and the ``$defs`` it refers to."""
        return self._root.schema, self._definitions

    def _codec(self, annotation: Any) -> _Codec:  # noqa: ANN401  # an annotation may be any object
        codec = self._codecs.get(annotation)
        if codec is None:
            codec = self._codecs[annotation] = self._build(annotation)
        return codec

    def _build(self, annotation: Any) -> _Codec:  # noqa: ANN401  # an annotation may be any object
        if annotation is str:
            return _Codec(_text, _text, {"$ref": "#/$defs/text"})
        if annotation is bool:
            return _Codec(_plain, _read_bool, {"type": "boolean"})
        if annotation is int:
            return _Codec(_plain, _read_int, {"type": "integer"})
        if annotation is PartialDate:
            return _Codec(PartialDate.to_iso, _read_date, {"$ref": "#/$defs/date"})
        if get_origin(annotation) in {Union, types.UnionType}:
            return self._optional(annotation)
        if get_origin(annotation) is tuple:
            return self._list(annotation)
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            return self._enum(annotation)
        if dataclasses.is_dataclass(annotation) and isinstance(annotation, type):
            return self._class(annotation)
        raise TypeError(f"the case format does not know {annotation!r}")

    def _optional(self, annotation: Any) -> _Codec:  # noqa: ANN401  # an annotation may be any object
        inner = [one for one in get_args(annotation) if one is not type(None)]
        if len(inner) != 1 or len(inner) == len(get_args(annotation)):
            raise TypeError(f"the case format knows no union but `X | None`, not {annotation!r}")
        codec = self._codec(inner[0])
        return _Codec(
            lambda value: None if value is None else codec.encode(value),
            lambda value: None if value is None else codec.decode(value),
            {"anyOf": [{"type": "null"}, codec.schema]},
        )

    def _list(self, annotation: Any) -> _Codec:  # noqa: ANN401  # an annotation may be any object
        arguments = get_args(annotation)
        if len(arguments) != 2 or arguments[1] is not Ellipsis:
            raise TypeError(f"the case format knows no tuple but `tuple[X, ...]`, not {annotation!r}")
        codec = self._codec(arguments[0])

        def encode(values: tuple[Any, ...]) -> Json:
            return _each(codec.encode, values)

        def decode(values: Any) -> tuple[Any, ...]:  # noqa: ANN401  # anything JSON can hold
            if type(values) is not list:
                raise MisfitError("is not a list.", "Write a list in square brackets, empty if there is nothing.")
            return tuple(_each(codec.decode, values))

        return _Codec(encode, decode, {"type": "array", "items": codec.schema})

    def _enum(self, choices: type[StrEnum]) -> _Codec:
        by_value: dict[object, StrEnum] = {choice.value: choice for choice in choices}
        remedy = f"Write one of: {', '.join(choice.value for choice in choices)}."

        def decode(value: Any) -> StrEnum:  # noqa: ANN401  # anything JSON can hold
            found = by_value.get(value) if type(value) is str else None
            if found is None:
                raise MisfitError("is not one of the allowed words.", remedy)
            return found

        self._definitions[choices.__name__] = {
            "description": _first_sentence(choices),
            "enum": [choice.value for choice in choices],
        }
        return _Codec(_enum_value, decode, {"$ref": f"#/$defs/{choices.__name__}"})

    def _class(self, cls: type) -> _Codec:
        hints = get_type_hints(cls)
        codecs = {
            field.name: self._formatted(cls, field.name, self._codec(hints[field.name]))
            for field in dataclasses.fields(cls)
        }
        names = sorted(codecs)
        required = [field.name for field in dataclasses.fields(cls) if _is_required(field)]
        self._definitions[cls.__name__] = {
            "description": _first_sentence(cls),
            "type": "object",
            "properties": {name: codecs[name].schema for name in names},
            "required": list[Json](required),
            "additionalProperties": False,
        }
        return _Codec(
            _class_writer(cls, {name: codecs[name].encode for name in names}),
            _class_reader(cls, {name: codecs[name].decode for name in names}, required),
            {"$ref": f"#/$defs/{cls.__name__}"},
        )

    def _formatted(self, cls: type, name: str, codec: _Codec) -> _Codec:
        rule = self._formats.get((cls, name))
        if rule is None:
            return codec
        pattern = re.compile(rule.pattern)

        def check(value: Any) -> str:  # noqa: ANN401  # anything JSON can hold
            text = _text(value)
            if text:
                try:
                    fits = pattern.fullmatch(text) and rule.check(text)
                except (InvalidDateError, ValueError):
                    fits = None
                if fits is None:
                    raise MisfitError(rule.problem, rule.remedy)
            return text

        return _Codec(check, check, {"anyOf": [{"const": ""}, {"type": "string", "pattern": rule.pattern}]})


def _class_writer(cls: type, writers: dict[str, Callable[[Any], Json]]) -> Callable[[Any], Json]:
    pairs = list(writers.items())
    fetch_all = attrgetter(*writers)  # a single attribute comes bare, not as a tuple
    fetch = fetch_all if len(pairs) > 1 else lambda value: (fetch_all(value),)

    def encode(value: Any) -> Json:  # noqa: ANN401  # anything a caller may have put there
        if type(value) is not cls:
            raise MisfitError("is of the wrong kind.", "This is a fault of the program.")
        written: dict[str, Json] = {}
        for (name, write), part in zip(pairs, fetch(value), strict=True):
            try:
                written[name] = write(part)
            except MisfitError as misfit:
                misfit.trail.append(f".{name}")
                raise
        return written

    return encode


def _class_reader(cls: type, readers: dict[str, Callable[[Any], Any]], required: list[str]) -> Callable[[Any], Any]:
    def decode(value: Any) -> Any:  # noqa: ANN401  # JSON in, a value of ``cls`` out
        if type(value) is not dict:
            raise MisfitError("is not an object.", 'Write its fields in curly braces: {"name": …}.')
        arguments = {}
        for name, part in value.items():
            read = readers.get(name)
            if read is None:
                raise _unknown_key(name, list(readers))
            try:
                arguments[name] = read(part)
            except MisfitError as misfit:
                misfit.trail.append(f".{name}")
                raise
        for name in required:
            if name not in arguments:
                raise MisfitError(f'has no "{name}".', f'Add "{name}"; it cannot be left out.')
        return cls(**arguments)

    return decode


def _each(convert: Callable[[Any], Any], values: Any) -> list[Any]:  # noqa: ANN401  # a list or a tuple
    index = 0
    converted = []
    try:
        for index, value in enumerate(values):  # noqa: B007  # the place of the misfit
            converted.append(convert(value))  # a comprehension would hide the index
    except MisfitError as misfit:
        misfit.trail.append(f"[{index}]")
        raise
    return converted


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _plain(value: Any) -> Json:  # noqa: ANN401  # bool and int are JSON already
    plain: Json = value
    return plain


def _enum_value(value: Enum) -> Json:
    text: str = value.value
    return text


def _text(value: Any) -> str:  # noqa: ANN401  # anything JSON can hold
    if type(value) is not str:
        raise MisfitError("is not text.", "Write it in double quotes.")
    found = UNPRINTABLE.search(value)
    if found:
        raise MisfitError(
            f"holds a character that cannot be printed (U+{ord(found.group()):04X}).",
            "Remove it, or type the text anew.",
        )
    return value


def _read_bool(value: Any) -> bool:  # noqa: ANN401  # anything JSON can hold
    if type(value) is not bool:
        raise MisfitError("is not true or false.", "Write true or false, without quotes.")
    return value


def _read_int(value: Any) -> int:  # noqa: ANN401  # anything JSON can hold
    if type(value) is not int:
        raise MisfitError("is not a whole number.", "Write digits only, without quotes.")
    return value


def _read_date(value: Any) -> PartialDate:  # noqa: ANN401  # anything JSON can hold
    if type(value) is not str:
        raise MisfitError("is not a date in quotes.", DATE_REMEDY)
    try:
        return PartialDate.from_iso(value)
    except InvalidDateError as error:
        raise MisfitError(f"is not a date that exists: {error.message}", DATE_REMEDY) from None


def _unknown_key(name: str, known: list[str]) -> MisfitError:
    # A name that looks like no field may be anything, even a patient's: it is not repeated.
    if not FIELD_NAME.fullmatch(name):
        return MisfitError("has a field this format does not know.", f"Use only: {', '.join(known)}.")
    close = difflib.get_close_matches(name, known, n=1)
    remedy = f'Did you mean "{close[0]}"?' if close else f"Remove it, or use one of: {', '.join(known)}."
    return MisfitError(f'has a field "{name}" this format does not know.', remedy)


def _first_sentence(cls: type) -> str:
    return (inspect.getdoc(cls) or "").split("\n", maxsplit=1)[0]
