import os
import stat
import unicodedata
from pathlib import Path

import pytest

from denialdesk.domain.errors import EnvironmentProblem, NotWritableError, PassphraseError
from denialdesk.storage import passphrase
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.passphrase import PassphraseBox, refuse_weak
from tests.vault_makers import PASSPHRASE

KEYS = (DataKey(bytes(range(32))), DataKey(bytes(range(1, 33))))


def test_a_box_opens_with_its_passphrase_alone(tmp_path: Path) -> None:
    box = PassphraseBox(tmp_path)
    box.save(KEYS, PASSPHRASE)
    assert box.open(PASSPHRASE) == KEYS
    with pytest.raises(PassphraseError, match=r"does not open the vault\. Type it again"):
        box.open(PASSPHRASE + " ")
    assert [path.name for path in tmp_path.iterdir()] == ["vault.passphrase"]


def test_a_box_can_be_thrown_away_twice(tmp_path: Path) -> None:
    box = PassphraseBox(tmp_path)
    box.save(KEYS, PASSPHRASE)
    existed = box.exists
    box.remove()
    box.remove()
    assert (existed, box.exists) == (True, False)


def test_neither_key_nor_passphrase_stands_in_the_box(tmp_path: Path) -> None:
    PassphraseBox(tmp_path).save(KEYS, PASSPHRASE)
    content = (tmp_path / "vault.passphrase").read_bytes()
    for secret in (KEYS[0].raw, KEYS[0].raw.hex().encode(), PASSPHRASE.encode(), b"SQLite", b"CREATE"):
        assert secret not in content
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "vault.passphrase").stat().st_mode) == 0o600


def test_accents_typed_on_another_system_open_it_too(tmp_path: Path) -> None:
    box = PassphraseBox(tmp_path)
    box.save(KEYS, unicodedata.normalize("NFC", "crème brûlée à midi"))
    assert box.open(unicodedata.normalize("NFD", "crème brûlée à midi")) == KEYS


@pytest.mark.parametrize("damage", ["flip", "cut", "empty"])
def test_a_changed_box_opens_nothing(tmp_path: Path, damage: str) -> None:
    box = PassphraseBox(tmp_path)
    box.save(KEYS, PASSPHRASE)
    path = tmp_path / "vault.passphrase"
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes({"flip": bytes(content), "cut": bytes(content[:100]), "empty": b""}[damage])
    with pytest.raises(PassphraseError):
        box.open(PASSPHRASE)


@pytest.mark.parametrize("weak", ["", "short", "elevenchars", "aaaaaaaaaaaaaaaaaaaa", "abababababababab"])
def test_a_weak_passphrase_is_refused_and_the_old_box_stays(tmp_path: Path, weak: str) -> None:
    with pytest.raises(PassphraseError, match="at least 12 characters"):
        refuse_weak(weak)
    box = PassphraseBox(tmp_path)
    with pytest.raises(PassphraseError):
        box.save(KEYS, weak)
    assert not box.exists


def test_a_box_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(NotWritableError):
        PassphraseBox(tmp_path / "missing").save(KEYS, PASSPHRASE)


def test_a_box_that_does_not_give_its_keys_back_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = PassphraseBox(tmp_path)
    box.save(KEYS, PASSPHRASE)
    monkeypatch.setattr(passphrase, "_read", lambda _path, _passphrase: KEYS[:1])
    with pytest.raises(EnvironmentProblem, match="nothing was changed"):
        box.save(KEYS, "eight maple canoes upstream")
    monkeypatch.undo()
    assert box.open(PASSPHRASE) == KEYS
