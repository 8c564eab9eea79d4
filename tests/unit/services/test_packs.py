"""Update packs: installed when signed and newer, refused when altered, older or unsigned, and which one is in use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from denialdesk.domain.changes import Area
from denialdesk.domain.errors import NotWritableError, UserError
from denialdesk.knowledge.container import Container, PackError, pack_bytes
from denialdesk.knowledge.editions import edition_key, installed_packs, prove
from denialdesk.knowledge.signature import SignatureState, sign
from denialdesk.services.packs import AlteredPackError, PackService, Refusal, RefusedPackError, read_pack_file
from tests import packs
from tests.packs import KEYS, NEWER, NEWEST, OLDER, OTHER_PRIVATE_KEY, PRIVATE_KEY, altered, pack, signed_pack
from tests.vault_makers import Clock

WHO = "Casey Invented"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def service(tmp_path: Path, clock: Clock) -> PackService:
    return make_service(tmp_path, clock)


def make_service(profile: Path, clock: Clock) -> PackService:
    return PackService(profile, clock, keys=KEYS, shipped=packs.shipped)


def edition(service: PackService) -> str:
    return service.load()[0].version.partition("+")[0]


def folder_of(profile: Path) -> Path:
    return profile / "criteria"


def pack_file(profile: Path, version: str) -> Path:
    return next(folder_of(profile).glob(f"criteria-{version}-*.pack"))


def test_without_an_installed_pack_the_shipped_one_is_used(service: PackService, tmp_path: Path) -> None:
    library, chosen = service.load()
    assert (edition(service), chosen.installed, chosen.problem) == ("2026.11.21", None, "")
    assert library.counts["policy"] == 30
    assert not folder_of(tmp_path).exists()


def test_a_signed_newer_pack_is_installed_and_used_from_then_on(service: PackService, tmp_path: Path) -> None:
    installed, changes = service.install(signed_pack(NEWER), WHO)
    assert changes.areas == {Area.KNOWLEDGE}
    assert (installed.version, installed.signature, installed.insisted_on) == (NEWER, SignatureState.SIGNED, ())
    assert (installed.installed_by, installed.installed_at) == (WHO, "2026-11-21T10:42:00+00:00")
    assert installed.instead_of == "2026.11.21"
    library, chosen = service.load()
    assert library.counts["policy"] == 40
    assert chosen.installed == installed
    assert [each.stat().st_mode & 0o77 for each in folder_of(tmp_path).iterdir()] == [0, 0]


def test_a_pack_says_what_it_is_before_it_is_installed(service: PackService) -> None:
    report = service.look_at(signed_pack(NEWER))
    assert (report.version, report.signature, report.is_whole, report.policies) == (
        NEWER,
        SignatureState.SIGNED,
        True,
        40,
    )
    assert report.content_hash == Container(signed_pack(NEWER)).header["sha256"]
    assert not report.is_altered


@pytest.mark.parametrize(
    "alter",
    [
        lambda: altered(signed_pack(NEWER)),
        lambda: altered(signed_pack(NEWER), 60),
        lambda: altered(pack(NEWER)),
        lambda: sign(pack(NEWER), OTHER_PRIVATE_KEY),
        lambda: Container(pack(NEWEST)).with_signature(Container(signed_pack(NEWER)).signature),
    ],
    ids=["body", "header", "unsigned body", "another hand", "moved signature"],
)
@pytest.mark.parametrize("insist", [False, True])
def test_an_altered_pack_is_never_installed(
    service: PackService, tmp_path: Path, alter: Callable[[], bytes], insist: bool
) -> None:
    with pytest.raises((AlteredPackError, PackError)):
        service.install(alter(), WHO, insist=insist)
    assert edition(service) == "2026.11.21"
    assert not folder_of(tmp_path).exists()


def test_an_unsigned_pack_needs_a_person_who_insists(service: PackService) -> None:
    with pytest.raises(RefusedPackError, match=r"not signed: nobody vouches") as refused:
        service.install(pack(NEWER), WHO)
    assert refused.value.reasons == (Refusal.UNSIGNED,)
    assert edition(service) == "2026.11.21"
    installed, _ = service.install(pack(NEWER), WHO, insist=True)
    assert (installed.insisted_on, installed.installed_by) == (("unsigned",), WHO)
    assert edition(service) == NEWER


def test_an_older_pack_needs_a_person_who_insists_and_is_then_used(service: PackService) -> None:
    with pytest.raises(RefusedPackError, match=r"edition 2025\.1\.1 is not newer than the one in use, 2026\.11\.21"):
        service.install(signed_pack(OLDER), WHO)
    installed, _ = service.install(signed_pack(OLDER), WHO, insist=True)
    assert installed.insisted_on == ("not_newer",)
    assert edition(service) == OLDER


def test_both_reasons_are_told_at_once(service: PackService) -> None:
    with pytest.raises(RefusedPackError) as refused:
        service.install(pack(OLDER), WHO)
    assert set(refused.value.reasons) == {Refusal.UNSIGNED, Refusal.NOT_NEWER}


def test_after_an_older_one_was_insisted_on_the_next_newer_one_is_used(service: PackService, clock: Clock) -> None:
    service.install(signed_pack(OLDER), WHO, insist=True)
    clock.pass_days(1)
    service.install(signed_pack(NEWER), WHO)
    assert edition(service) == NEWER


def test_a_program_that_ships_something_newer_is_used_again(service: PackService, tmp_path: Path, clock: Clock) -> None:
    service.install(signed_pack(OLDER), WHO, insist=True)
    newer_program = PackService(tmp_path, clock, keys=KEYS, shipped=lambda: Container(pack(NEWER)))
    assert edition(newer_program) == NEWER


def test_what_is_in_use_already_is_not_installed_again(service: PackService) -> None:
    service.install(signed_pack(NEWER), WHO)
    with pytest.raises(UserError, match=r"edition 2027\.3\.1, are already in use"):
        service.install(signed_pack(NEWER), WHO)


def test_the_pack_before_stays_as_a_fallback_and_older_ones_go(
    service: PackService, tmp_path: Path, clock: Clock
) -> None:
    for version in ("2026.12.1", NEWER, NEWEST):
        service.install(signed_pack(version), WHO)
        clock.pass_days(1)
    assert sorted(each.version for each in installed_packs(folder_of(tmp_path))) == [NEWER, NEWEST]
    pack_file(tmp_path, NEWEST).unlink()
    _library, chosen = service.load()
    assert chosen.installed is not None
    assert chosen.installed.version == NEWER
    assert chosen.problem.startswith("The installed criteria of 2027.6.1 are not used.")


def test_an_installed_pack_altered_afterwards_is_left_out_and_said(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    path = pack_file(tmp_path, NEWER)
    path.write_bytes(altered(path.read_bytes()))
    _library, chosen = service.load()
    assert chosen.installed is None
    assert "damaged or was altered" in chosen.problem


def test_an_installed_pack_exchanged_for_another_is_left_out(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    pack_file(tmp_path, NEWER).write_bytes(pack(NEWEST))
    assert edition(service) == "2026.11.21"


def test_a_profile_moved_to_another_disk_proves_its_pack_once(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    path = pack_file(tmp_path, NEWER)
    path.write_bytes(path.read_bytes())  # the same bytes at another time
    before = next(installed_packs(folder_of(tmp_path))).changed_ns
    assert edition(service) == NEWER
    assert next(installed_packs(folder_of(tmp_path))).changed_ns == path.stat().st_mtime_ns != before


def test_a_pack_proved_by_another_program_version_is_proved_again(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    record = next(folder_of(tmp_path).glob("*.json"))
    values = json.loads(record.read_text())
    record.write_text(json.dumps(values | {"proved_by": "0.0.1"}))
    assert edition(service) == NEWER
    assert json.loads(record.read_text())["proved_by"] != "0.0.1"


@pytest.mark.parametrize("text", ["", "{}", "[1]", "not json", '{"file": "../../elsewhere"}', "\xff"])
def test_a_record_that_is_none_is_passed_over(service: PackService, tmp_path: Path, text: str) -> None:
    folder_of(tmp_path).mkdir()
    (folder_of(tmp_path) / "x.json").write_text(text, encoding="latin-1")
    assert edition(service) == "2026.11.21"


def test_a_record_cannot_point_out_of_its_folder(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    record = next(folder_of(tmp_path).glob("*.json"))
    pack_file(tmp_path, NEWER).rename(tmp_path / "moved.pack")
    record.write_text(json.dumps(json.loads(record.read_text()) | {"file": "../moved.pack"}))
    assert edition(service) == "2026.11.21"


def test_a_pack_of_another_make_is_refused_before_it_is_kept(service: PackService, tmp_path: Path) -> None:
    strange = pack_bytes({"version": NEWER, "counts": {"policy": 1}}, {"policy": {"a": {"id": "a", "colour": "blue"}}})
    with pytest.raises(PackError, match=r"incomplete|another version"):
        service.install(sign(strange, PRIVATE_KEY), WHO)
    assert not folder_of(tmp_path).exists()


@pytest.mark.parametrize("header", [{"version": NEWER}, {"counts": {"policy": 1}}, {"version": NEWER, "counts": 3}])
def test_a_header_without_what_is_needed_is_refused(service: PackService, header: dict[str, object]) -> None:
    with pytest.raises(PackError, match="not a pack of criteria"):
        service.look_at(pack_bytes(header, {"policy": {}}))


def test_a_pack_whose_places_lie_outside_is_refused() -> None:
    data = pack(NEWER)
    head = json.loads(Container(data).signed_part[12:])
    head["tables"]["policy"] = [10**9, 5]
    text = json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
    body = data[len(Container(data).signed_part) :]
    forged = data[:8] + len(text).to_bytes(4, "little") + text + body
    with pytest.raises(PackError):
        prove(Container(forged))


@pytest.mark.parametrize("version", ["", "next", "2026.11.x", "²", "2026..1", "-1"])
def test_an_edition_is_numbers(version: str) -> None:
    with pytest.raises(UserError, match="names no edition"):
        edition_key(version)


def test_editions_are_ordered_by_number_not_by_letter() -> None:
    assert edition_key("2026.9.1") < edition_key("2026.11.1") < edition_key("2026.11.1.1")


def test_going_back_to_the_shipped_criteria(service: PackService, tmp_path: Path) -> None:
    service.install(signed_pack(NEWER), WHO)
    assert service.uninstall().areas == {Area.KNOWLEDGE}
    assert edition(service) == "2026.11.21"
    assert list(folder_of(tmp_path).iterdir()) == []


def test_without_a_name_the_record_says_so(service: PackService) -> None:
    assert service.install(signed_pack(NEWER), "  ")[0].installed_by == "somebody who gave no name"


def test_a_folder_that_cannot_be_made_is_a_sentence(service: PackService, tmp_path: Path) -> None:
    folder_of(tmp_path).write_text("a file where the folder should be")
    with pytest.raises(NotWritableError):
        service.install(signed_pack(NEWER), WHO)


def test_reading_what_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no such file"):
        read_pack_file(tmp_path / "nowhere.pack")
