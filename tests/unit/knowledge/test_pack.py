"""The pack: the same data as the files, whole or refused, opened without reading it."""

from __future__ import annotations

import json
import os
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from denialdesk.domain.criteria import Policy
from denialdesk.domain.vocabulary import Drug
from denialdesk.knowledge import pack
from denialdesk.knowledge.codec import CodecError, from_plain, to_plain
from denialdesk.knowledge.container import MAGIC, Container, PackError, pack_bytes
from denialdesk.knowledge.library import Library, load_library
from denialdesk.knowledge.strict_yaml import DataFileError
from denialdesk.knowledge.tree import Knowledge, load_tree
from denialdesk.system.paths import criteria_db_dir


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load_tree(criteria_db_dir())


@pytest.fixture(scope="module")
def data(knowledge: Knowledge) -> bytes:
    return pack.pack_of(knowledge)


def test_the_pack_holds_what_the_files_hold(knowledge: Knowledge, data: bytes) -> None:
    library = Library(Container(data))
    assert sorted(library.policies(), key=lambda policy: policy.id) == sorted(
        knowledge.policies, key=lambda policy: policy.id
    )
    assert {drug.id: drug for drug in library.drugs()} == {drug.id: drug for drug in knowledge.drugs}
    assert {item.id: item for item in library.indications()} == {item.id: item for item in knowledge.indications}
    assert set(library.payers()) == set(knowledge.payers)
    assert set(library.comorbidities()) == set(knowledge.comorbidities)
    assert {library.instrument(item.id) for item in knowledge.instruments} == set(knowledge.instruments)
    assert {library.evidence_entry(entry.id) for entry in knowledge.evidence} == set(knowledge.evidence)
    assert library.law == knowledge.law
    assert library.counts["policy"] == 229


def test_the_same_files_give_the_same_bytes(knowledge: Knowledge, data: bytes) -> None:
    assert pack.pack_of(knowledge) == data


def test_the_version_names_edition_and_content(knowledge: Knowledge, data: bytes) -> None:
    other = replace(knowledge, policies=knowledge.policies[1:])
    first, second = Library(Container(data)), Library(Container(pack.pack_of(other)))
    assert first.version.startswith(f"{knowledge.version}+")
    assert first.version != second.version


def test_a_whole_pack_verifies_and_an_altered_one_does_not(data: bytes) -> None:
    assert Container(data).verify()
    place = len(data) - 10
    altered = data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]
    assert not Container(altered).verify()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: data[:0],
        lambda data: b"not a pack, but as long: " + data[25:],
        lambda data: data[:-1],
        lambda data: data + b"x",
        lambda data: data[:40],
        lambda data: MAGIC + struct.pack("<I", 2**31) + data[len(MAGIC) + 4 :],
        lambda data: data.replace(b'"format":1', b'"format":2', 1),
        lambda data: data.replace(b'"format"', b"'format'", 1),
    ],
    ids=["empty", "other", "short", "long", "cut", "length", "newer", "header"],
)
def test_what_is_no_whole_pack_is_refused(damage: object, data: bytes, tmp_path: Path) -> None:
    assert callable(damage)
    file = tmp_path / "criteria.pack"
    file.write_bytes(damage(data))
    with pytest.raises(PackError) as caught:
        Container.open(file)
    assert caught.value.remedy


def test_a_missing_pack_is_a_problem_with_a_remedy(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="cannot be opened"):
        Container.open(tmp_path / "nothing.pack")


def test_a_damaged_value_is_refused_when_it_is_read() -> None:
    whole = pack_bytes({"version": "x"}, {"policy": {"a": {"id": "a"}, "b": [1, 2]}})
    container = Container(whole)
    assert container.table("policy").get("b") == [1, 2]
    broken = bytearray(whole)
    broken[-6] ^= 255
    with pytest.raises(PackError, match="damaged"):
        Container(bytes(broken)).table("policy").get("b")
    with pytest.raises(PackError, match="incomplete"):
        container.table("drug")


def test_a_table_finds_every_key_and_no_other() -> None:
    entries = {f"key {number:03d}": number for number in range(50)} | {"é": "accent", "": "empty"}
    table = Container(pack_bytes({"version": "x"}, {"t": entries})).table("t")
    assert len(table) == 52
    assert {key: table.get(key) for key in table.keys()} == entries  # noqa: SIM118 - a table is no dict
    assert table.get("key 0") is None
    assert table.get("zzz") is None
    with pytest.raises(IndexError):
        table[52]
    assert Container(pack_bytes({"version": "x"}, {"t": {}})).table("t").get("a") is None


def test_data_of_another_shape_is_refused() -> None:
    with pytest.raises(CodecError, match="does not fit this program"):
        from_plain(Drug, {"id": "x", "generic": "x", "colour": "red"})
    with pytest.raises(CodecError):
        from_plain(Policy, {"id": "x"})
    with pytest.raises(CodecError):
        to_plain({1, 2})


def test_a_policy_survives_json(knowledge: Knowledge) -> None:
    for policy in knowledge.policies:
        assert from_plain(Policy, json.loads(json.dumps(to_plain(policy)))) == policy


def test_a_bundle_ships_the_pack_alone(data: bytes, tmp_path: Path) -> None:
    (tmp_path / pack.PACK_NAME).write_bytes(data)
    assert load_library(tmp_path).policy("cigna-upadacitinib-ra-pa") is not None


def test_another_folder_of_files_is_compiled_in_memory(tmp_path: Path) -> None:
    home = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), home)
    file = home / "payers/cigna/cigna-upadacitinib-ra-pa.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("IP0682", "IP9999", 1), encoding="utf-8")
    policy = load_library(home).policy("cigna-upadacitinib-ra-pa")
    assert policy is not None
    assert policy.number == "IP9999"
    assert list(tmp_path.iterdir()) == [home]
    file.write_text("id: cigna-upadacitinib-ra-pa\ncolour: red\n", encoding="utf-8")
    with pytest.raises(DataFileError, match="line"):
        load_library(home)


def test_the_same_policy_under_two_payers_is_an_error(tmp_path: Path) -> None:
    home = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), home)
    shutil.copy(home / "payers/cigna/cigna-upadacitinib-ra-pa.yaml", home / "payers/medica")
    with pytest.raises(DataFileError, match=r"the policy stands in medica and in cigna"):
        load_library(home)


def test_the_checkout_s_pack_is_made_once_and_again_after_a_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), home)
    monkeypatch.setattr(pack, "criteria_db_dir", lambda: home)
    cached = tmp_path / "build" / pack.PACK_NAME
    first = pack.open_pack().header["sha256"]
    made = cached.stat().st_ino
    assert pack.open_pack().header["sha256"] == first
    assert cached.stat().st_ino == made
    file = home / "payers/cigna/cigna-upadacitinib-ra-pa.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("IP0682", "IP9999", 1), encoding="utf-8")
    assert pack.open_pack().header["sha256"] != first
    cached.write_bytes(b"damaged")
    assert Library(pack.open_pack()).policy("cigna-upadacitinib-ra-pa") is not None
    assert cached.stat().st_size > 1000


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_checkout_that_cannot_be_written_to_still_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), home)
    monkeypatch.setattr(pack, "criteria_db_dir", lambda: home)
    tmp_path.chmod(0o500)
    try:
        assert pack.open_pack().header["version"]
    finally:
        tmp_path.chmod(0o700)


def test_a_build_folder_in_the_way_still_opens(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / "criteria_db"
    shutil.copytree(criteria_db_dir(), home)
    monkeypatch.setattr(pack, "criteria_db_dir", lambda: home)
    (tmp_path / "build").write_text("a file where the folder should be", encoding="utf-8")
    assert pack.open_pack().header["version"]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "denialdesk.knowledge.pack", *arguments]
    return subprocess.run(command, cwd=criteria_db_dir().parent, capture_output=True, text=True, check=False)


def test_the_build_makes_and_checks_a_pack_from_the_command_line(tmp_path: Path) -> None:
    out = tmp_path / "criteria.pack"
    made = run("compile", str(out))
    assert made.returncode == 0, made.stderr
    assert "sha256" in made.stdout
    assert run("verify", str(out)).returncode == 0
    altered = bytearray(out.read_bytes())
    altered[-5] ^= 1
    out.write_bytes(altered)
    refused = run("verify", str(out))
    assert refused.returncode == 3
    assert "damaged" in refused.stderr
    assert run("compile").returncode == 1


def test_opening_a_pack_parses_no_yaml() -> None:
    program = "import sys; from denialdesk.knowledge.library import load_library; print('yaml' in sys.modules)"
    result = subprocess.run(
        [sys.executable, "-c", program], cwd=criteria_db_dir().parent, capture_output=True, text=True, check=True
    )
    assert result.stdout.strip() == "False"


def test_ten_thousand_policies_open_and_answer_as_quickly(knowledge: Knowledge, tmp_path: Path) -> None:
    """Only the entries asked for are read: the same number of reads, however many policies there are."""
    pattern = next(policy for policy in knowledge.policies if policy.id == "cigna-upadacitinib-ra-pa")
    many = tuple(
        replace(
            pattern,
            id=f"invented-{number}",
            payer_id=f"payer-{number % 500}",
            drug=replace(pattern.drug, drug_id=drug.id),
        )
        for number in range(10_000)
        for drug in (knowledge.drugs[number % 290],)
    )
    file = tmp_path / "criteria.pack"
    file.write_bytes(pack.pack_of(replace(knowledge, policies=(*knowledge.policies, *many))))
    library = load_library(tmp_path)
    assert library.counts["policy"] == 10_229
    assert len(library.policies_for("cigna", "upadacitinib")) == 14
    assert len(library._policies) == 14
