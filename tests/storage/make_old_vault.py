"""Writes the sample of today's vault that later versions must open; run once for each new shape, before a release.

    python tests/storage/make_old_vault.py

The sample's key is no secret: its persons are invented.
"""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from denialdesk.domain.case import (  # noqa: E402  # run as a script, it first has to find the package
    Case,
    LetterKind,
    Patient,
)
from denialdesk.domain.confirmations import Confirmable  # noqa: E402
from denialdesk.domain.law import Confidence  # noqa: E402
from denialdesk.domain.letter_versions import LetterVersion  # noqa: E402
from denialdesk.domain.office_criteria import PolicyMark  # noqa: E402
from denialdesk.domain.practice import Practice, Prescriber  # noqa: E402
from denialdesk.domain.sources import Verification, VerificationState  # noqa: E402
from denialdesk.domain.therapy import Outcome, Therapy  # noqa: E402
from denialdesk.services.cases import CaseService  # noqa: E402
from denialdesk.services.law_readings import LawReadingService  # noqa: E402
from denialdesk.services.settings import PracticeService, PreferenceService  # noqa: E402
from denialdesk.services.vault import VaultService  # noqa: E402
from denialdesk.storage.criteria import CriteriaRepository, PolicyRow, SourceRow  # noqa: E402
from denialdesk.storage.database import schema_version  # noqa: E402
from denialdesk.storage.documents import DocumentRepository  # noqa: E402
from denialdesk.storage.keys import MemoryKeys  # noqa: E402
from denialdesk.storage.letter_versions import LetterVersionRepository  # noqa: E402

SECRET = b"sample"
MOMENT = dt.datetime(2026, 11, 21, 10, 42, tzinfo=dt.UTC)
LAW_LINE = Confirmable(
    "0123456789abcdef0123",
    "29 CFR 2560.503-1(h)(3)(i)",
    "A statement of the rule.",
    "",
    Confidence.KNOWN,
    Verification(VerificationState.UNVERIFIED),
)
SAMPLES = Path(__file__).resolve().parent / "old_vaults"


def repeated(count: int) -> bytes:
    """The sample's randomness: none."""
    return (SECRET * count)[:count]


def sample_case() -> Case:
    """The one case of every sample."""
    return Case(
        id="sample-1",
        patient=Patient("Marigold", "Testcase"),
        therapies=(Therapy(id="t1", drug="methotrexate", outcome=Outcome.INADEQUATE_RESPONSE),),
        notes="kept since the first version",
    )


POLICY = PolicyRow("office-sample", "Example Health", "id: office-sample\n", "", "Casey Invented", "2026-11-21")
MARK = PolicyMark("office-sample", "0123456789abcdef", "Casey Invented", "2026-11-21", "IP1", "2026-03-15", "4", "note")
SOURCE = SourceRow("office-sample", "as the payer prints it", "d2")
VERSION = LetterVersion(
    "0123456789abcdef0123456789abcdef",
    "sample-1",
    "04HM-K9",
    LetterKind.FIRST_APPEAL,
    is_draft=False,
    letter_date="2026-11-21",
    exported_at="2026-11-21T10:42:00+00:00",
    paragraphs=("November 21, 2026", "Please approve the drug."),
    furniture=("Example Rheumatology",),
)


def write_sample(folder: Path) -> None:
    """Make a vault of today's shape in a folder."""
    vault = VaultService(folder, MemoryKeys(), lambda: MOMENT, repeated)
    vault.create()
    CaseService(vault.database, vault.clock, lambda: "unused").create(sample_case())
    practice = Practice(name="Example Rheumatology", prescribers=(Prescriber("Sam Sample", "MD"),))
    PracticeService(vault.database, vault.clock).save(practice)
    PreferenceService(vault.database).save({"tab": "2"})
    DocumentRepository(vault.database).add(
        "d1", b"a chart note", name="note.txt", media_type="text/plain", at="2026-11-21", case_id="sample-1"
    )
    LawReadingService(vault.database, vault.clock).confirm([LAW_LINE], "Sam Sample")
    DocumentRepository(vault.database).add(
        "d2", b"a policy document", name="policy.txt", media_type="text/plain", at="2026-11-21"
    )
    criteria = CriteriaRepository(vault.database)
    criteria.write_policy(POLICY, "2026-11-21")
    criteria.write_mark(MARK, "2026-11-21")
    criteria.write_source(SOURCE, "2026-11-21")
    LetterVersionRepository(vault.database).keep(VERSION)
    vault.close()
    for name in ("vault.json", "vault.lock"):
        (folder / name).unlink()


if __name__ == "__main__":
    target = SAMPLES / f"version-{schema_version()}"
    if target.exists():
        sys.exit(f"{target.name} is there already: a released sample is never written again.")
    write_sample(target)
    sys.stdout.write(f"written: {target.name}\n")
