"""The pack's file format: one read-only file of sorted tables that opens in constant time, whatever it holds.

Layout: magic, header length, header (JSON), signature length, signature, body. The header names the edition, the
SHA-256 of the body and where each table lies in it. A table is its number of entries, the ends of its keys, the places
of its values, the sorted keys, and the values, each deflated JSON. Nothing is read before it is asked for.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.knowledge.codec import Json

MAGIC = b"DDCRIT\x01\n"
FORMAT = 1
_LENGTH = struct.Struct("<I")
_PLACE = struct.Struct("<II")
_REINSTALL = "Install DenialDesk again, or install the criteria pack again."


class PackError(EnvironmentProblem):
    """A criteria pack that is damaged, cut short, or of a format this program does not read."""


class Table:
    """One sorted table of the body: keys to JSON values."""

    def __init__(self, data: memoryview) -> None:
        self._data = data
        self._count: int = _LENGTH.unpack_from(data, 0)[0]
        self._ends = _LENGTH.size
        self._places = self._ends + self._count * _LENGTH.size
        self._keys = self._places + self._count * _PLACE.size
        last = _LENGTH.unpack_from(data, self._ends + (self._count - 1) * _LENGTH.size)[0] if self._count else 0
        self._values = self._keys + int(last)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, index: int) -> bytes:
        """Return the key at a place, so that the table can be searched like a sorted list."""
        if not 0 <= index < self._count:
            raise IndexError(index)
        start = _LENGTH.unpack_from(self._data, self._ends + (index - 1) * _LENGTH.size)[0] if index else 0
        (end,) = _LENGTH.unpack_from(self._data, self._ends + index * _LENGTH.size)
        return bytes(self._data[self._keys + start : self._keys + end])

    def get(self, key: str) -> Json:
        """Read the value of a key; None when the key is not there."""
        wanted = key.encode()
        index = bisect_left(self, wanted)
        if index >= self._count or self[index] != wanted:
            return None
        return self._value(index)

    def keys(self) -> tuple[str, ...]:
        """List the keys in order."""
        return tuple(self[index].decode() for index in range(self._count))

    def keys_from(self, prefix: str) -> Iterator[str]:
        """List the keys that begin with a prefix, without reading the others."""
        wanted = prefix.encode()
        for index in range(bisect_left(self, wanted), self._count):
            if not self[index].startswith(wanted):
                return
            yield self[index].decode()

    def values(self) -> Iterator[Json]:
        """Read every value in the order of the keys."""
        return (self._value(index) for index in range(self._count))

    def _value(self, index: int) -> Json:
        offset, length = _PLACE.unpack_from(self._data, self._places + index * _PLACE.size)
        start = self._values + offset
        try:
            return json.loads(zlib.decompress(self._data[start : start + length]))
        except (zlib.error, ValueError):
            raise PackError("The criteria pack is damaged.", _REINSTALL) from None


class Container:
    """An opened pack. ``header`` is what its header says; tables are read on demand.

    ``signature`` is empty for an unsigned pack; ``signed_part`` is what a signature is over: everything before it, and
    with it the hash of the body.
    """

    def __init__(self, data: bytes | mmap.mmap) -> None:
        self._data = data
        view = memoryview(data)
        if len(view) < len(MAGIC) + _LENGTH.size or bytes(view[: len(MAGIC)]) != MAGIC:
            raise PackError("A file is not a criteria pack of this program.", _REINSTALL)
        start = len(MAGIC) + _LENGTH.size
        (length,) = _LENGTH.unpack_from(view, len(MAGIC))
        try:
            self.header: dict[str, Json] = json.loads(bytes(view[start : start + length]))
            if self.header["format"] != FORMAT:
                raise PackError("The criteria pack is of a newer format.", "Install a newer DenialDesk.")
            (signature_length,) = _LENGTH.unpack_from(view, start + length)
            body_start = start + length + _LENGTH.size + signature_length
            self.signed_part = bytes(view[: start + length])
            self.signature = bytes(view[start + length + _LENGTH.size : body_start])
            self._body = view[body_start:]
            whole = len(self._body) == self.header["size"]
        except (ValueError, KeyError, TypeError, struct.error):
            raise PackError("The criteria pack is damaged.", _REINSTALL) from None
        if not whole:
            raise PackError("The criteria pack is cut short.", _REINSTALL)
        self._tables: dict[str, Table] = {}

    @classmethod
    def open(cls, path: Path) -> Container:
        """Open a pack file without reading it; raises PackError."""
        try:
            with path.open("rb") as file:
                return cls(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError):
            raise PackError("The criteria pack cannot be opened.", _REINSTALL) from None

    def __contains__(self, name: str) -> bool:
        return name in self.header["tables"]

    def table(self, name: str) -> Table:
        """Open one table; raises PackError when the pack has none of that name."""
        if name not in self._tables:
            place = self.header["tables"].get(name)
            if place is None:
                raise PackError("The criteria pack is incomplete.", _REINSTALL)
            offset, length = place
            self._tables[name] = Table(self._body[offset : offset + length])
        return self._tables[name]

    def with_signature(self, signature: bytes) -> bytes:
        """Write the pack anew with a signature over its ``signed_part``."""
        return b"".join((self.signed_part, _LENGTH.pack(len(signature)), signature, self._body))

    def verify(self) -> bool:
        """Read the whole body and compare its hash with the header's."""
        return hashlib.sha256(self._body).hexdigest() == str(self.header["sha256"])


def pack_bytes(header: Mapping[str, Json], tables: Mapping[str, Mapping[str, Json]]) -> bytes:
    """Write a pack. The same header and tables give the same bytes."""
    places: dict[str, tuple[int, int]] = {}
    hashes: dict[str, str] = {}
    body = bytearray()
    for name in sorted(tables):
        table = _table_bytes(tables[name])
        places[name] = (len(body), len(table))
        hashes[name] = hashlib.sha256(table).hexdigest()
        body += table
    whole = {
        **header,
        "format": FORMAT,
        "tables": places,
        "hashes": hashes,
        "size": len(body),
        "sha256": hashlib.sha256(body).hexdigest(),
    }
    head = json.dumps(whole, sort_keys=True, separators=(",", ":")).encode()
    return b"".join((MAGIC, _LENGTH.pack(len(head)), head, _LENGTH.pack(0), body))


def _table_bytes(entries: Mapping[str, Json]) -> bytes:
    keys = sorted(key.encode() for key in entries)
    values = [
        zlib.compress(json.dumps(entries[key.decode()], separators=(",", ":"), ensure_ascii=False).encode(), 9)
        for key in keys
    ]
    ends, places, end, offset = bytearray(), bytearray(), 0, 0
    for key, value in zip(keys, values, strict=True):
        end += len(key)
        ends += _LENGTH.pack(end)
        places += _PLACE.pack(offset, len(value))
        offset += len(value)
    return b"".join((_LENGTH.pack(len(keys)), ends, places, *keys, *values))
