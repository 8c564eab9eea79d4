"""Every byte in the profile folder is searched for what was typed: while open, when closed, and in backups and logs."""

import dataclasses
import logging
import sqlite3
from enum import StrEnum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest

from denialdesk.domain.case import Case
from denialdesk.domain.dates import PartialDate
from denialdesk.domain.practice import Practice
from denialdesk.services.backups import BackupService
from denialdesk.services.settings import PracticeService, PreferenceService
from denialdesk.storage.documents import DocumentRepository
from denialdesk.system.logs import start_log, stop_log
from tests.vault_makers import case_service, make_vault

LOG = logging.getLogger("denialdesk.services.cases")


class Canaries:
    """Unmistakable texts, one for each field, handed out and remembered."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def fill(self, cls: type[Any]) -> Any:  # noqa: ANN401  # makes any dataclass of the domain
        """Make an instance with a canary in every text, two rows in every list."""
        hints = get_type_hints(cls)
        return cls(**{field.name: self._value(hints[field.name], field.name) for field in dataclasses.fields(cls)})

    def _value(self, annotation: Any, name: str) -> Any:  # noqa: ANN401  # an annotation may be any object
        if annotation is str:
            if name in {
                "created_at",
                "updated_at",
                "at",
                "effective_date",
                "confirmed_on",
                "read_on",
                "signed_on",
                "kept_on",
            }:
                return "2026-11-21"
            self.texts.append(f"Zq{len(self.texts):04d}Marigold{name}")
            return self.texts[-1]
        if annotation is PartialDate:
            return PartialDate(1961, 2, 3)
        if get_origin(annotation) is tuple:
            return tuple(self._value(get_args(annotation)[0], name) for _ in range(2))
        if isinstance(annotation, type) and dataclasses.is_dataclass(annotation):
            return self.fill(annotation)
        if annotation is bool:
            return True
        if isinstance(annotation, type) and issubclass(annotation, StrEnum):
            return next(iter(annotation))
        inner = [one for one in get_args(annotation) if one is not type(None)]
        return 3 if inner == [int] else self._value(inner[0], name)


def search(profile: Path, texts: list[str]) -> list[str]:
    """The texts found anywhere in the folder: in names, in contents, in the encodings SQLite and Windows use."""
    found = []
    for path in [profile, *profile.rglob("*")]:
        content = path.read_bytes() if path.is_file() else b""
        for text in texts:
            forms = (text.encode(), text.encode("utf-16-le"), text.encode().hex().encode())
            if any(form in content for form in forms) or text in path.name:
                found.append(f"{text} in {path.name}")
    return found


def test_strings_finds_nothing(tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    canaries = Canaries()
    case: Case = canaries.fill(Case)
    practice: Practice = canaries.fill(Practice)
    assert len(canaries.texts) > 120  # every text field of a case and a practice has one
    log = start_log(profile)
    vault = make_vault(profile)
    recovery = vault.create()
    cases = case_service(vault)
    stored, _ = cases.create(case)
    PracticeService(vault.database).save(practice)
    preference, document = "ZqPreferenceMarigold", "ZqDocumentMarigold"
    PreferenceService(vault.database).save({preference: preference})
    DocumentRepository(vault.database).add(
        "d1", document.encode() * 5000, name=document, media_type="a/b", at="", case_id=stored.id
    )
    LOG.info("saved %s", case.patient.last_name)
    LOG.error("failed", exc_info=ValueError(case.patient.last_name))
    secrets = [*canaries.texts, preference, document, "1961-02-03", recovery.text]
    assert search(profile, secrets) == []  # while open: with the log of the last writes beside the file

    cases.save(dataclasses.replace(stored, notes=canaries.texts[0] * 1000))
    BackupService(vault).make_daily()
    BackupService(vault).make(profile)
    cases.delete(stored.id)
    vault.renew_recovery_key()
    assert search(profile, secrets) == []
    vault.close()
    stop_log(log)
    assert search(profile, [*secrets, "SQLite format", "CREATE TABLE"]) == []
    names = {path.name for path in profile.rglob("*") if path.is_file()}
    assert {"vault.db", "vault.json", "denialdesk.log", "daily-2026-11-21.db"} <= names

    # The search itself works: the same texts are found once they stand in the open.
    (profile / "open.txt").write_text(stored.patient.last_name, encoding="utf-16-le")
    assert search(profile, secrets) == [f"{stored.patient.last_name} in open.txt"]


def test_plain_sqlite_cannot_read_it(tmp_path: Path) -> None:
    vault = make_vault(tmp_path)
    vault.create()
    vault.close()
    connection = sqlite3.connect(tmp_path / "vault.db")
    with pytest.raises(sqlite3.DatabaseError, match="file is not a database"):
        connection.execute("SELECT count(*) FROM sqlite_master")
    connection.close()
