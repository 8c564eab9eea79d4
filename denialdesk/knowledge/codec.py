"""Frozen dataclasses to plain JSON values and back, driven by their own type hints. Defaults are left out."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache
from typing import Any, TypeAlias, TypeVar, Union, get_args, get_origin, get_type_hints

from denialdesk.domain.errors import EnvironmentProblem

Json: TypeAlias = Any  # what json.loads gives: checked by the decoders, not by the type checker
Hint: TypeAlias = Any  # a type hint at run time has no type of its own
Made: TypeAlias = Any  # what a decoder makes: the class its hint names
Decoder = Callable[[Json], Made]
T = TypeVar("T")

_KIND = "="  # names the class where a field may hold several
_DATE = "@"


class CodecError(EnvironmentProblem):
    """Plain data that is not what the type says: the pack is damaged or from another edition of the program."""

    def __init__(self, detail: str) -> None:
        super().__init__(f"The criteria data does not fit this program ({detail}).", "Install DenialDesk again.")


def to_plain(value: object, *, named: bool = False) -> Json:
    """Turn a value into JSON's kinds; ``named`` writes the class of a dataclass beside its fields."""
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, dt.date):
        return {_DATE: value.isoformat()}
    if isinstance(value, frozenset):
        return sorted(to_plain(item) for item in value)  # sets here hold texts and enums
    if isinstance(value, tuple):
        return [to_plain(item, named=named) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item, named=named) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        return _dataclass_to_plain(value, named=named)
    raise CodecError(f"cannot store a {type(value).__name__}")


def _dataclass_to_plain(value: Made, *, named: bool) -> Json:
    kind: type = type(value)
    variants = _union_fields(kind)
    plain: dict[str, Json] = {_KIND: kind.__name__} if named else {}
    for field in fields(kind):
        item = getattr(value, field.name)
        if field.default is not MISSING and item == field.default and type(item) is type(field.default):
            continue
        plain[field.name] = to_plain(item, named=field.name in variants)
    return plain


def from_plain(kind: type[T], plain: Json) -> T:
    """Make a dataclass of plain data; raises CodecError when it does not fit."""
    hint: Hint = kind
    try:
        made: T = _decoder(hint)(plain)
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise CodecError(f"the data is not a {kind.__name__}") from error
    return made


@cache
def _hints(kind: Hint) -> dict[str, Hint]:
    return get_type_hints(kind)


@cache
def _union_fields(kind: Hint) -> frozenset[str]:
    """Name the fields that may hold several dataclasses, directly or in a tuple."""
    return frozenset(field.name for field in fields(kind) if len(_dataclasses_in(_hints(kind)[field.name])) > 1)


def _dataclasses_in(hint: Hint) -> tuple[type, ...]:
    if is_dataclass(hint):
        return (hint,) if isinstance(hint, type) else ()
    return tuple(found for part in get_args(hint) if part is not Ellipsis for found in _dataclasses_in(part))


def _same(value: Json) -> Made:
    return value


@cache
def _decoder(hint: Hint) -> Decoder:
    if is_dataclass(hint) and isinstance(hint, type):
        return _dataclass_decoder(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint
    if hint is dt.date:
        return lambda plain: dt.date.fromisoformat(plain[_DATE])
    origin: Hint = get_origin(hint)
    parts = get_args(hint)
    if origin is tuple:
        return _tuple_decoder(parts)
    if origin is frozenset:
        inner = _decoder(parts[0])
        return lambda plain: frozenset(map(inner, plain))
    if origin in {dict, Mapping}:
        return _mapping_decoder(parts[0], parts[1])
    if origin in {Union, types.UnionType}:
        return _union_decoder(parts)
    return _same


def _mapping_decoder(key_hint: Hint, value_hint: Hint) -> Decoder:
    key_of, value_of = _decoder(key_hint), _decoder(value_hint)
    return lambda plain: {key_of(key): value_of(value) for key, value in plain.items()}


def _tuple_decoder(parts: tuple[Hint, ...]) -> Decoder:
    if len(parts) == 2 and parts[1] is Ellipsis:
        inner = _decoder(parts[0])
        return tuple if inner is _same else lambda plain: tuple(map(inner, plain))
    each = tuple(map(_decoder, parts))
    return lambda plain: tuple(decode(item) for decode, item in zip(each, plain, strict=True))


def _union_decoder(parts: tuple[Hint, ...]) -> Decoder:
    kinds = {kind.__name__: kind for kind in parts if is_dataclass(kind) and isinstance(kind, type)}
    if len(kinds) > 1:
        return lambda plain: None if plain is None else _decoder(kinds[plain[_KIND]])(plain)
    others = [part for part in parts if part is not types.NoneType]
    if len(others) == 1:
        inner = _decoder(others[0])
        return lambda plain: None if plain is None else inner(plain)
    tuples = [_decoder(part) for part in others if get_origin(part) is tuple]

    def decode(plain: Json) -> Made:
        if isinstance(plain, dict) and _DATE in plain:
            return dt.date.fromisoformat(plain[_DATE])
        return tuples[0](plain) if isinstance(plain, list) and tuples else plain

    return decode


def _dataclass_decoder(kind: type) -> Decoder:
    """Make the decoder of one class; its fields' decoders are found at first use, for trees refer to themselves."""
    hints = _hints(kind)
    known = {field.name for field in fields(kind)} | {_KIND}
    decoders: dict[str, Decoder] = {}

    def decode(plain: Json) -> Made:
        values = {}
        for name, item in plain.items():
            if name == _KIND:
                continue
            if name not in decoders:
                if name not in known:
                    raise KeyError(name)
                decoders[name] = _decoder(hints[name])
            found = decoders[name]
            values[name] = item if found is _same else found(item)
        return kind(**values)

    return decode
