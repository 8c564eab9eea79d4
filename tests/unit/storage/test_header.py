import json
from pathlib import Path

import pytest

from denialdesk.storage.header import Protection, VaultHeader, read_header, write_header

HEADER = VaultHeader("abc123", Protection.PASSPHRASE, "0011223344556677", "K7QM", recovery_confirmed=True)


def test_a_header_reads_back(tmp_path: Path) -> None:
    write_header(tmp_path, HEADER)
    assert read_header(tmp_path) == HEADER


@pytest.mark.parametrize("content", ["", "[]", "[" * 5_000, "{}", "null", "\ud800"])
def test_what_is_no_header_counts_as_lost(tmp_path: Path, content: str) -> None:
    (tmp_path / "vault.json").write_bytes(content.encode("utf-8", "surrogatepass"))
    assert read_header(tmp_path) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", "something-else"),
        ("version", 2),
        ("protection", "none"),
        ("vault_id", "../abc"),
        ("vault_id", ""),
        ("fingerprint", 7),
        ("recovery_hint", None),
    ],
)
def test_a_header_with_one_wrong_value_counts_as_lost(tmp_path: Path, name: str, value: object) -> None:
    write_header(tmp_path, HEADER)
    content = json.loads((tmp_path / "vault.json").read_bytes())
    (tmp_path / "vault.json").write_text(json.dumps({**content, name: value}), encoding="utf-8")
    assert read_header(tmp_path) is None


def test_no_header_is_none(tmp_path: Path) -> None:
    assert read_header(tmp_path) is None
