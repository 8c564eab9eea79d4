"""Signatures of packs: they fit one key and one header, and nothing else."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from denialdesk.domain.errors import EnvironmentProblem
from denialdesk.knowledge.container import Container, PackError, pack_bytes
from denialdesk.knowledge.signature import (
    SignatureState,
    public_key_of,
    read_key,
    shipped_keys,
    sign,
    signature_state,
)
from tests.packs import KEYS, OTHER_PRIVATE_KEY, PRIVATE_KEY, altered

SMALL = pack_bytes({"version": "2027.1.1", "counts": {"policy": 1}}, {"policy": {"a": {"id": "a"}}})
SIGNED = sign(SMALL, PRIVATE_KEY)


def state(data: bytes) -> SignatureState:
    return signature_state(Container(data), KEYS)


def test_signed_unsigned_and_by_another_hand() -> None:
    assert state(SIGNED) is SignatureState.SIGNED
    assert state(SMALL) is SignatureState.UNSIGNED
    assert state(sign(SMALL, OTHER_PRIVATE_KEY)) is SignatureState.BROKEN
    assert signature_state(Container(SIGNED), ()) is SignatureState.BROKEN


def test_a_signature_leaves_the_content_as_it_is() -> None:
    plain, signed = Container(SMALL), Container(SIGNED)
    assert signed.header == plain.header
    assert signed.table("policy").get("a") == {"id": "a"}
    assert signed.verify()
    assert sign(SIGNED, PRIVATE_KEY) == SIGNED
    assert sign(sign(SMALL, OTHER_PRIVATE_KEY), PRIVATE_KEY) == SIGNED


def test_one_of_several_keys_is_enough() -> None:
    keys = (public_key_of(OTHER_PRIVATE_KEY), *KEYS)
    assert signature_state(Container(SIGNED), keys) is SignatureState.SIGNED


@settings(max_examples=300)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_byte_can_be_changed_unnoticed(place: int, by: int) -> None:
    changed = SIGNED[:place] + bytes([SIGNED[place] ^ by]) + SIGNED[place + 1 :]
    try:
        container = Container(changed)
    except PackError:
        return
    assert signature_state(container, KEYS) is not SignatureState.SIGNED or not container.verify()


def test_a_signature_cannot_be_carried_over_to_another_pack() -> None:
    other = Container(pack_bytes({"version": "2028.1.1", "counts": {"policy": 0}}, {"policy": {}}))
    moved = other.with_signature(Container(SIGNED).signature)
    assert state(moved) is SignatureState.BROKEN


def test_the_shipped_keys_are_keys_and_not_those_of_the_tests() -> None:
    keys = shipped_keys()
    assert keys
    assert all(len(key) == 32 for key in keys)
    assert not {*KEYS} & {*keys}


@pytest.mark.parametrize("text", ["", "# only words\n", "00ff\n", f"{'0' * 64}\n{'1' * 64}\n", "é" * 64])
def test_what_is_no_key_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "key.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(EnvironmentProblem, match="cannot be read"):
        read_key(path)


def test_a_cut_signature_is_damage() -> None:
    assert altered(SIGNED) != SIGNED
    with pytest.raises(PackError):
        Container(SIGNED[: len(Container(SIGNED).signed_part) + 20])
