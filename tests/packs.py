"""Makers of criteria packs for tests: other editions of the shipped data, signed with a key of the tests' own."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from denialdesk.knowledge.container import Container
from denialdesk.knowledge.pack import pack_of
from denialdesk.knowledge.signature import public_key_of, sign
from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.system.paths import criteria_db_dir

PRIVATE_KEY = bytes(range(32))
OTHER_PRIVATE_KEY = bytes(range(32, 64))
PUBLIC_KEY = public_key_of(PRIVATE_KEY)
KEYS = (PUBLIC_KEY,)
OLDER, NEWER, NEWEST = "2025.1.1", "2027.3.1", "2027.6.1"


@cache
def knowledge() -> Knowledge:
    """The shipped data, read from its files once."""
    return load_tree(criteria_db_dir())


@cache
def pack(version: str, *, with_policies: int = 40) -> bytes:
    """An unsigned pack of another edition, with the first policies only."""
    whole = knowledge()
    return pack_of(replace(whole, version=version, policies=whole.policies[:with_policies]))


@cache
def signed_pack(version: str, private_key: bytes = PRIVATE_KEY) -> bytes:
    """A signed pack of another edition."""
    return sign(pack(version), private_key)


def shipped() -> Container:
    """What stands for the pack shipped with the program: edition 2026.11.21."""
    return Container(pack("2026.11.21", with_policies=30))


def altered(data: bytes, place: int = -10) -> bytes:
    """The same bytes with one bit turned."""
    place %= len(data)
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
