import sys

import keyring.errors
import pytest

from denialdesk.domain.errors import KeychainLockedError, NoKeychainError
from denialdesk.storage.data_key import DataKey
from denialdesk.storage.keys import BACKENDS, MemoryKeys, OsKeychain, platform_backend
from tests.vault_makers import FakeKeychain

FIRST = DataKey(bytes(range(32)))
SECOND = DataKey(bytes(range(1, 33)))


class ForgetfulKeychain(FakeKeychain):
    """Like keyring's null back end: takes every secret and keeps none."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


@pytest.mark.parametrize("store", [MemoryKeys(), OsKeychain(FakeKeychain())])
def test_keys_are_kept_by_vault_and_forgotten(store: MemoryKeys | OsKeychain) -> None:
    store.check()
    assert store.load("a") == ()
    store.save("a", (FIRST,))
    store.save("b", (FIRST, SECOND))
    assert store.load("a") == (FIRST,)
    assert store.load("b") == (FIRST, SECOND)
    store.forget("a")
    store.forget("a")
    assert store.load("a") == ()
    assert store.load("b") == (FIRST, SECOND)


def test_each_vault_has_an_entry_of_its_own() -> None:
    keychain = FakeKeychain()
    OsKeychain(keychain).save("abc", (FIRST,))
    assert list(keychain.kept) == [("DenialDesk vault abc", "data key")]


def test_a_keychain_that_keeps_nothing_is_found_out() -> None:
    with pytest.raises(NoKeychainError, match="did not keep the key"):
        OsKeychain(ForgetfulKeychain()).save("a", (FIRST,))


@pytest.mark.parametrize(
    "failure",
    [
        keyring.errors.KeyringLocked("Failed to unlock the collection!"),
        keyring.errors.InitError("Failed to create the collection"),
        OSError("denied"),
        RuntimeError("whatever the desktop's library raises"),
    ],
)
def test_a_locked_keychain_says_so(failure: Exception) -> None:
    store = OsKeychain(FakeKeychain(failure))
    with pytest.raises(KeychainLockedError, match=r"locked or refused access\. Unlock it"):
        store.load("a")
    with pytest.raises(KeychainLockedError):
        store.save("a", (FIRST,))
    store.forget("a")


@pytest.mark.parametrize("text", ["", "not hexadecimal", "abcd", FIRST.raw.hex()[:-2]])
def test_an_entry_that_is_no_key_counts_as_none(text: str) -> None:
    keychain = FakeKeychain()
    keychain.kept["DenialDesk vault a", "data key"] = text
    assert OsKeychain(keychain).load("a") == ()


def test_without_a_session_bus_there_is_no_keychain() -> None:
    if sys.platform != "linux":
        pytest.skip("Windows and macOS always have their keychain")
    with pytest.raises(NoKeychainError, match=r"offers no keychain .* passphrase instead"):
        OsKeychain().check()


@pytest.mark.parametrize("platform", sorted({"win32", "darwin"} - {sys.platform}))
def test_a_keychain_of_another_platform_is_not_taken(platform: str) -> None:
    with pytest.raises(NoKeychainError):
        platform_backend(platform)


def test_a_switched_back_end_is_never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux":
        pytest.skip("needs a machine without a keychain of its own")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with pytest.raises(NoKeychainError):
        OsKeychain().check()


def test_only_keychains_of_operating_systems_are_ever_used() -> None:
    modules = {module for backends in BACKENDS.values() for module, _, _ in backends}
    assert modules == {
        "keyring.backends.Windows",
        "keyring.backends.macOS",
        "keyring.backends.SecretService",
        "keyring.backends.kwallet",
    }
