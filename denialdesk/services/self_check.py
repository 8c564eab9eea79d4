"""Checks that an installation works, part by part, on a throw-away vault and a shipped sample."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pypdfium2 as pdfium

from denialdesk.domain.errors import DenialDeskError
from denialdesk.domain.letter import Letter
from denialdesk.knowledge.library import load_library
from denialdesk.letters.docx import docx_text, render_docx
from denialdesk.services.appeal import Appraisal, appraise, judgement_date
from denialdesk.services.cases import CaseService
from denialdesk.services.demo import sample_cases, sample_practice
from denialdesk.services.vault import VaultService
from denialdesk.storage.keys import MemoryKeys, OsKeychain
from denialdesk.system.diagnostics import report_fault

REINSTALL = "Do not use this installation. Install DenialDesk again."


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One part: whether it works, and a few words for a person."""

    name: str
    passed: bool
    detail: str


def run_self_check(render_pdf: Callable[[Letter], bytes]) -> Iterator[CheckResult]:
    """Check criteria data, encryption, judgement, letters, PDF and the keychain; yields a result for each.

    A missing keychain is no failure: the vault then wants a passphrase.
    """
    yield _check("Criteria, drugs and law", _knowledge)
    yield _check("Encrypted vault", _vault)
    yield _check("Findings and letter", lambda: f"{len(_sample().criteria.findings)} policies judged, letter complete")
    yield _check("Word document", _word)
    yield _check("PDF", lambda: f"{len(_as_pdf(render_pdf)) // 1024} KB written")
    yield _check("Keychain", _keychain)


def _check(name: str, work: Callable[[], str]) -> CheckResult:
    try:
        return CheckResult(name, passed=True, detail=work())
    except DenialDeskError as error:
        return CheckResult(name, passed=False, detail=f"{error.message} {error.remedy}".strip())
    except Exception as error:  # noqa: BLE001  # a check reports whatever goes wrong, without the message's contents
        return CheckResult(name, passed=False, detail=report_fault(error).text().replace("\n", ";"))


def _knowledge() -> str:
    library = load_library()
    return f"{sum(1 for _ in library.policies())} policies, edition {library.version}"


def _vault() -> str:
    now = dt.datetime.now().astimezone()
    with tempfile.TemporaryDirectory(prefix="denialdesk-check-") as folder:
        vault = VaultService(Path(folder), MemoryKeys(), lambda: now)
        vault.create()
        try:
            case, _ = CaseService(vault.database, lambda: now, lambda: "check").create(sample_cases()[0])
            vault.close()
            vault.open()
            kept = CaseService(vault.database, lambda: now, lambda: "check").get(case.id)
        finally:
            vault.close()
        if kept.therapies != case.therapies:
            raise DenialDeskError("The vault gave back another case than it was given.", REINSTALL)
        if sample_cases()[0].patient.last_name.encode() in (vault.path.read_bytes()):
            raise DenialDeskError(
                "The vault is not encrypted.", "Do not use this installation. Install DenialDesk again."
            )
    return "made, closed, opened again, unreadable without its key"


def _sample() -> Appraisal:
    case = sample_cases()[0]
    appraisal = appraise(case, sample_practice(), load_library(), judgement_date(case, dt.date.max), final=True)
    if appraisal.letter.draft:
        raise DenialDeskError("The sample letter is not complete.", REINSTALL)
    return appraisal


def _word() -> str:
    data = render_docx(_sample().letter)
    if sample_cases()[0].patient.last_name not in docx_text(data):
        raise DenialDeskError("The Word document does not hold the letter.", REINSTALL)
    return f"{len(data) // 1024} KB written and read back"


def _as_pdf(render_pdf: Callable[[Letter], bytes]) -> bytes:
    data = render_pdf(_sample().letter)
    if not data.startswith(b"%PDF-"):
        raise DenialDeskError("The PDF could not be made.", REINSTALL)
    if sample_cases()[0].patient.last_name not in _pdf_text(data):
        raise DenialDeskError("The PDF holds no text: no fonts were found.", REINSTALL)
    return data


def _pdf_text(data: bytes) -> str:
    document = pdfium.PdfDocument(data)
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _keychain() -> str:
    try:
        OsKeychain().check()
    except DenialDeskError as error:
        return f"none to use here; the vault wants a passphrase. {error.message}"
    return "ready"
