import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from denialdesk.domain.errors import RecoveryKeyError
from denialdesk.storage.data_key import ALPHABET, SECRET_BYTES, DataKey, RecoveryKey

SECRETS = st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES)


@given(SECRETS)
def test_what_is_printed_reads_back(secret: bytes) -> None:
    key = RecoveryKey(secret)
    assert RecoveryKey.parse(key.text) == key
    assert RecoveryKey.parse(key.text.lower().replace("-", " ")) == key
    assert RecoveryKey.parse(f"\n {key.text.replace('-', '')}\t") == key


@given(SECRETS)
def test_it_is_printed_in_nine_groups_of_plain_letters(secret: bytes) -> None:
    groups = RecoveryKey(secret).text.split("-")
    assert [len(group) for group in groups] == [4] * 9
    assert set("".join(groups)) <= set(ALPHABET)
    assert groups[-1] == RecoveryKey(secret).check_group


@given(SECRETS, st.integers(0, 31), st.sampled_from(ALPHABET))
def test_a_mistyped_letter_is_found(secret: bytes, place: int, letter: str) -> None:
    letters = list(RecoveryKey(secret).text.replace("-", ""))
    assume(letters[place] != letter)
    letters[place] = letter
    wrong = "".join(letters)
    # Twenty check bits let one slip in a million pass; then the data key differs and opens nothing.
    try:
        key: RecoveryKey | None = RecoveryKey.parse(wrong)
    except RecoveryKeyError:
        key = None
    assert key is None or key.data_key != RecoveryKey(secret).data_key


def test_a_typing_error_is_told_from_a_wrong_length() -> None:
    wrong = RecoveryKey(bytes(20)).text.replace("0000-", "0001-", 1)
    with pytest.raises(RecoveryKeyError, match="its last group does not fit the others"):
        RecoveryKey.parse(wrong)


def test_letters_that_look_alike_are_taken_for_what_they_look_like() -> None:
    key = next(
        key for key in (RecoveryKey(bytes([n]) * SECRET_BYTES) for n in range(256)) if {"0", "1"} <= set(key.text)
    )
    assert RecoveryKey.parse(key.text.replace("0", "o").replace("1", "l")) == key


@pytest.mark.parametrize("text", ["", "  -- ", "ABCD", "ABCD-" * 9, "ÄBCD-" * 8 + "ABCD", "A" * 10_000])
def test_what_is_no_recovery_key_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(RecoveryKeyError) as caught:
        RecoveryKey.parse(text)
    assert caught.value.remedy
    assert len(str(caught.value)) < 200
    assert not text.strip(" -") or text not in str(caught.value)


def test_the_data_key_is_fixed_for_all_time() -> None:
    # A change here would lock every office out of its backups.
    key = RecoveryKey(bytes(range(20)))
    assert key.text == "000G-40R4-0M30-E209-185G-R38E-1W81-24GK-" + key.check_group
    assert key.data_key.raw.hex() == "9dc7042c8077731945c1522718b98f23bbc6c909e2b87f49c93b7901a01763e2"
    assert key.check_group == "NPXM"
    assert key.data_key.fingerprint == "c6f803b2781edf55"


def test_keys_do_not_show_themselves() -> None:
    recovery = RecoveryKey(b"\x17" * SECRET_BYTES)
    shown = f"{recovery!r} {recovery.data_key!r}"
    assert "17" not in shown
    assert "\\x" not in shown
    assert recovery.text not in shown


def test_a_data_key_has_its_length() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        DataKey(b"short")


def test_randomness_is_asked_for_once_and_kept() -> None:
    asked: list[int] = []

    def random_bytes(count: int) -> bytes:
        asked.append(count)
        return bytes(count)

    assert RecoveryKey.new(random_bytes) == RecoveryKey(bytes(20))
    assert asked == [20]
