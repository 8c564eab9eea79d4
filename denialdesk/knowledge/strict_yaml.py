"""YAML data files read strictly: an unknown or doubled key or a wrong kind of value is an error with file and line.

A file is opened as ``Fields``: each key is asked for once, by kind; ``close()`` refuses what nobody asked for.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

import yaml

from denialdesk.domain.errors import UserError

E = TypeVar("E", bound=StrEnum)

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PREFIX = "tag:yaml.org,2002:"
_CORRECT = "Correct the file and load it again."
_DEEPEST = 60  # levels; a trial in a group in a group stands on the tenth
_KINDS = {"str": "text", "int": "a whole number", "bool": "true or false", "seq": "a list", "map": "named fields"}

Scalar = str | int | bool | float | dt.date | None


class DataFileError(UserError):
    """A data file that cannot be used; the message names file and line."""


class Fields:
    """The named fields of one mapping in a data file. Every reader raises DataFileError with file and line."""

    def __init__(self, node: yaml.Node, file: str, place: str = "") -> None:
        self.file = file
        self.place = place
        if not isinstance(node, yaml.MappingNode):
            raise fault(file, node, f"{place or 'the file'} must be named fields")
        self.line = line_of(node)
        self._nodes: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Node] = {}
        self._read: set[str] = set()
        for key, value in node.value:
            name = self._key_text(key)
            if name in self._nodes:
                raise fault(file, key, f"the key {name!r} stands twice")
            self._nodes[name] = value
            self._keys[name] = key

    def _key_text(self, key: yaml.Node) -> str:
        if not isinstance(key, yaml.ScalarNode) or key.tag == _PREFIX + "null":
            raise fault(self.file, key, "a key must be text")
        return str(key.value)

    def __contains__(self, key: str) -> bool:
        return key in self._nodes

    def names(self) -> tuple[str, ...]:
        """The keys of the mapping in file order."""
        return tuple(self._nodes)

    def fault(self, message: str, key: str = "") -> DataFileError:
        """Make the error for this mapping, or for one of its keys."""
        if key in self._keys:
            return fault(self.file, self._keys[key], message)
        return fault_at(self.file, self.line, message)

    def close(self) -> None:
        """Refuse every key that nobody asked for."""
        for name, key in self._keys.items():
            if name not in self._read:
                raise fault(self.file, key, f"unknown key {name!r}{f' in {self.place}' if self.place else ''}")

    def scalar(self, key: str, default: Scalar = None, *, required: bool = False) -> Scalar:
        """Read one plain value as YAML 1.1's safe subset types it: text, number, true/false, date, or null."""
        node = self._take(key, required=required)
        if node is None:
            return default
        return scalar_of(node, self.file, key)

    def text(self, key: str, default: str | None = None) -> str:
        """Read text. Without a default the key must be there; null counts as absent."""
        node = self._take(key, required=default is None)
        if node is None or is_null(node):
            if default is None:
                raise self.fault(f"the key {key!r} needs text", key)
            return default
        if not isinstance(node, yaml.ScalarNode) or node.tag not in {_PREFIX + "str", _PREFIX + "timestamp"}:
            raise self.fault(f"{key!r} must be {_KINDS['str']} (put it in quotes if it looks like a number)", key)
        return str(node.value)

    def word(self, key: str, default: str | None = None) -> str:
        """Read one plain value as it is written, whatever YAML takes it for: 2024, 2024-06-20, 5.8, yes."""
        node = self._take(key, required=default is None)
        if node is None or is_null(node):
            if default is None:
                raise self.fault(f"the key {key!r} needs a value", key)
            return default
        return _word(node, self.file, key)

    def words(self, key: str) -> tuple[str, ...]:
        """Read a list of plain values as they are written; absent or null gives an empty one."""
        return tuple(_word(node, self.file, key) for node in self._items(key))

    def leave(self, key: str) -> None:
        """Count a key as read that another reader reads."""
        self._read.add(key)

    def integer(self, key: str) -> int | None:
        """Read a whole number; absent or null gives None."""
        value = self.scalar(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fault(f"{key!r} must be {_KINDS['int']}", key)
        return value

    def boolean(self, key: str) -> bool | None:
        """Read true or false; absent or null gives None."""
        value = self.scalar(key)
        if value is not None and not isinstance(value, bool):
            raise self.fault(f"{key!r} must be {_KINDS['bool']}", key)
        return value

    def date(self, key: str) -> dt.date | None:
        """Read a date YYYY-MM-DD; absent or null gives None."""
        value = self.scalar(key)
        if value is not None and not isinstance(value, dt.date):
            raise self.fault(f"{key!r} must be a date in the form YYYY-MM-DD", key)
        return value

    def choice(self, key: str, kind: type[E], default: E | None = None) -> E:
        """Read one of the values of an enumeration."""
        text = self.text(key, default.value if default is not None else None)
        try:
            return kind(text)
        except ValueError:
            allowed = ", ".join(member.value for member in kind)
            raise self.fault(f"{key!r} is {text!r}; it must be one of: {allowed}", key) from None

    def choices(self, key: str, kind: type[E]) -> tuple[E, ...]:
        """Read a list of values of an enumeration; absent or null gives an empty one."""
        allowed = {member.value: member for member in kind}
        for text in (texts := self.texts(key)):
            if text not in allowed:
                raise self.fault(f"{key!r} holds {text!r}; it must be among: {', '.join(allowed)}", key)
        return tuple(allowed[text] for text in texts)

    def is_text(self, key: str) -> bool:
        """Whether a key is there and holds one plain text, where a file may have a word instead of a list."""
        node = self._nodes.get(key)
        return isinstance(node, yaml.ScalarNode) and node.tag == _PREFIX + "str"

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts; absent or null gives an empty one."""
        items = []
        for node in self._items(key):
            if not isinstance(node, yaml.ScalarNode) or node.tag != _PREFIX + "str":
                raise fault(self.file, node, f"each item of {key!r} must be {_KINDS['str']}")
            items.append(str(node.value))
        return tuple(items)

    def maps(self, key: str) -> tuple[Fields, ...]:
        """Read a list of mappings; absent or null gives an empty one."""
        return tuple(Fields(node, self.file, key) for node in self._items(key))

    def map(self, key: str) -> Fields | None:
        """Read a mapping; absent or null gives None."""
        node = self._take(key, required=False)
        if node is None or is_null(node):
            return None
        return Fields(node, self.file, key)

    def map_items(self, key: str) -> Iterator[tuple[str, Fields]]:
        """Read a mapping whose values are mappings, by name."""
        outer = self.map(key)
        if outer is None:
            return
        for name in outer.names():
            inner = outer.map(name)
            if inner is None:
                raise outer.fault(f"{name!r} is empty", name)
            yield name, inner

    def is_list(self, key: str) -> bool:
        """Whether the value of a key is a list; the key is not yet read by this."""
        return isinstance(self._nodes.get(key), yaml.SequenceNode)

    def _items(self, key: str) -> list[yaml.Node]:
        node = self._take(key, required=False)
        if node is None or is_null(node):
            return []
        if not isinstance(node, yaml.SequenceNode):
            raise self.fault(f"{key!r} must be {_KINDS['seq']}", key)
        return list(node.value)

    def _take(self, key: str, *, required: bool) -> yaml.Node | None:
        self._read.add(key)
        node = self._nodes.get(key)
        if node is None and required:
            raise self.fault(f"the key {key!r} is missing{f' in {self.place}' if self.place else ''}")
        return node


def read_fields(path: Path) -> Fields:
    """Open a YAML file as named fields; raises DataFileError for anything but one well-formed mapping."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise DataFileError(f"{path.name} is not UTF-8 text.", "Save it as UTF-8 and load it again.") from None
    try:
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise _not_yaml(path.name, error) from None
    if node is None:
        raise DataFileError(f"{path.name} is empty.", "Put the data back and load it again.")
    return Fields(node, path.name)


def documents_of(text: str, name: str) -> tuple[Fields, ...]:
    """Read text from outside as the documents it holds, each as named fields; ``name`` stands in errors.

    References within the text and nesting deeper than any policy are refused before anything is built of them.
    """
    try:
        depth = 0
        for event in yaml.parse(text, Loader=_LOADER):
            depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST or isinstance(event, yaml.AliasEvent):
                line = event.start_mark.line + 1 if event.start_mark is not None else 1
                raise fault_at(name, line, "this is not how a policy is written")
        nodes = tuple(yaml.compose_all(text, Loader=_LOADER))
    except yaml.YAMLError as error:
        raise _not_yaml(name, error) from None
    return tuple(Fields(node, name) for node in nodes)


def _not_yaml(file: str, error: yaml.YAMLError) -> DataFileError:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or "it is not YAML"
    if mark is None:
        return DataFileError(f"{file}: {problem}.", _CORRECT)
    return fault_at(file, mark.line + 1, problem)


def _word(node: yaml.Node, file: str, key: str) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise fault(file, node, f"{key!r} must be a single value")
    return str(node.value)


def scalar_of(node: yaml.Node, file: str, key: str) -> Scalar:
    """Convert one scalar node; refuses lists, mappings and tags of YAML that are not plain data."""
    if not isinstance(node, yaml.ScalarNode):
        raise fault(file, node, f"{key!r} must be a single value")
    kind = node.tag.removeprefix(_PREFIX)
    text = str(node.value)
    if kind == "str":
        return text
    if kind == "null":
        return None
    if kind == "bool":
        if text not in {"true", "false"}:
            raise fault(file, node, f"{key!r}: write true or false, or put {text!r} in quotes")
        return text == "true"
    try:
        if kind == "int":
            return int(text)
        if kind == "float":
            return float(text)
        if kind == "timestamp":
            return dt.date.fromisoformat(text)
    except ValueError:
        raise fault(file, node, f"{key!r}: {text!r} cannot be read; put text in quotes") from None
    raise fault(file, node, f"{key!r} has a kind of value that data files do not use")


def is_null(node: yaml.Node) -> bool:
    """Whether a node is YAML's null."""
    return isinstance(node, yaml.ScalarNode) and node.tag == _PREFIX + "null"


def line_of(node: yaml.Node) -> int:
    """Line of a node, counted from 1."""
    return int(node.start_mark.line) + 1


def fault(file: str, node: yaml.Node, message: str) -> DataFileError:
    """Make the error for one place of a file."""
    return fault_at(file, line_of(node), message)


def fault_at(file: str, line: int, message: str) -> DataFileError:
    """Make the error for one line of a file."""
    return DataFileError(f"{file}, line {line}: {message}.", _CORRECT)
