"""The command line as a user runs it: real processes, real files, the exit status the README promises."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from denialdesk.letters.docx import docx_text
from tests.office_files import HEAD, letterhead

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
A = SAMPLES / "sample-a.json"
ON = ("--date", "2026-11-20")


class Program(Protocol):
    """The installed program: takes arguments, gives what it printed and its exit status."""

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def denialdesk(tmp_path: Path) -> Program:
    environment = os.environ | {
        "QT_QPA_PLATFORM": "offscreen",
        "HOME": str(tmp_path / "home"),
        "PYTHONWARNINGS": "error",
    }

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "denialdesk", *map(str, arguments)]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def changed(tmp_path: Path, **fields: object) -> Path:
    """Sample A with fields of the case replaced, as a file."""
    document = json.loads(A.read_bytes())
    for name, value in fields.items():
        owner, _, field = name.partition("__")
        if field:
            document["case"][owner][field] = value
        else:
            document["case"][owner] = value
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document))
    return path


@pytest.mark.parametrize("file_format", ["docx", "pdf", "html"])
def test_a_letter_in_every_format(denialdesk: Program, tmp_path: Path, file_format: str) -> None:
    done = denialdesk(
        "letter", A, "--out", tmp_path, "--practice", SAMPLES / "practice.json", "--format", file_format, *ON
    )
    assert (done.returncode, done.stderr) == (0, "")
    path = tmp_path / f"sample-a-letter.{file_format}"
    assert done.stdout.strip() == str(path)
    data = path.read_bytes()
    assert data.startswith({"docx": b"PK", "pdf": b"%PDF", "html": b"<!DOCTYPE html>"}[file_format])


def test_the_same_case_gives_the_same_bytes_twice(denialdesk: Program, tmp_path: Path) -> None:
    for name in ("one", "two"):
        for file_format in ("docx", "pdf"):
            assert denialdesk("letter", A, "--out", tmp_path / name, "--format", file_format, *ON).returncode == 0
    for file_format in ("docx", "pdf"):
        name = f"sample-a-letter.{file_format}"
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_case_that_is_not_ready_says_what_is_missing_and_writes_nothing(denialdesk: Program, tmp_path: Path) -> None:
    case = changed(tmp_path, plan__member_id="", letter__medical_necessity="")
    done = denialdesk("letter", case, "--out", tmp_path / "out", *ON)
    assert done.returncode == 1
    assert "Enter the member number from the ID card." in done.stderr
    assert "Ask the prescriber for the statement of medical necessity." in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_draft_leaves_all_the_same_and_is_marked(denialdesk: Program, tmp_path: Path) -> None:
    case = changed(tmp_path, plan__member_id="")
    done = denialdesk("letter", case, "--out", tmp_path, "--draft", *ON)
    assert done.returncode == 0
    assert "DRAFT" in docx_text((tmp_path / "case-letter-DRAFT.docx").read_bytes())


def test_findings_are_json_with_a_verdict_for_each_step_and_no_patient(denialdesk: Program) -> None:
    done = denialdesk("findings", A, *ON)
    report = json.loads(done.stdout)
    assert [policy["status"] for policy in report["policies"]] == ["met", "met"]
    assert [policy["checked"] for policy in report["policies"]] == ["unverified", "unverified"]
    assert report["ready"] is True
    assert not re.search("Testcase|Marigold|EX000123456|1966", done.stdout)


def test_deadlines_are_json_with_dates_and_counting(denialdesk: Program) -> None:
    report = json.loads(denialdesk("deadlines", A, *ON).stdout)
    assert report["plan_type"] == "self_funded_erisa"
    assert report["state_law_applies"] is False
    (deadline,) = report["deadlines"]
    assert (deadline["legal_deadline"], deadline["file_by"]) == ("2027-05-11", "2027-05-11")
    assert deadline["counting"]


def test_an_unknown_plan_type_names_no_law_and_no_date(denialdesk: Program, tmp_path: Path) -> None:
    report = json.loads(denialdesk("deadlines", changed(tmp_path, plan__plan_type=None), *ON).stdout)
    assert report["plan_type"] is None
    assert report["unknown"]
    assert report["governing_law"] == []


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("letter",), 2, "Missing argument"),
        (("letter", A), 2, "--out"),
        (("fly",), 2, "No such command"),
        (("findings", A, "--date", "2026-02-30"), 2, "does not match the format"),
        (("--sample", "findings", A), 2, "go with the window"),
        (("findings", "nowhere.json"), 3, "The file nowhere.json cannot be read: no such file or directory."),
    ],
)
def test_wrong_usage_and_missing_files(
    denialdesk: Program, arguments: tuple[str | Path, ...], status: int, sentence: str
) -> None:
    done = denialdesk(*arguments)
    assert done.returncode == status
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"denial__notice_date": "2026-02-30"}, "denial.notice_date"),
        ({"patient__favourite_colour": "blue"}, "patient"),
        ({"status": "lost"}, "status"),
    ],
)
def test_a_malformed_case_file_is_refused_naming_the_place(
    denialdesk: Program, tmp_path: Path, fields: dict[str, object], place: str
) -> None:
    done = denialdesk("letter", changed(tmp_path, **fields), "--out", tmp_path / "out")
    assert done.returncode == 3
    assert place in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_wrong_npi_is_named_and_blocks(denialdesk: Program, tmp_path: Path) -> None:
    done = denialdesk("letter", changed(tmp_path, prescriber__npi="1234567890"), "--out", tmp_path / "out", *ON)
    assert done.returncode == 1
    assert "check digit" in done.stderr


def test_an_unwritable_folder_is_a_sentence_and_keeps_the_earlier_letter(denialdesk: Program, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file where the folder should be")
    done = denialdesk("letter", A, "--out", tmp_path / "taken", *ON)
    assert done.returncode == 3
    assert "folder" in done.stderr
    assert (tmp_path / "taken").read_text() == "a file where the folder should be"


def test_self_check_passes_on_a_bare_machine(denialdesk: Program) -> None:
    done = denialdesk("self-check")
    assert (done.returncode, done.stderr) == (0, "")
    assert "FAILED" not in done.stdout
    assert done.stdout.count("ok ") == 6


def test_the_demo_writes_finished_letters_and_findings(denialdesk: Program, tmp_path: Path) -> None:
    done = denialdesk("demo", "--out", tmp_path, "--no-screens")
    assert (done.returncode, done.stderr) == (0, "")
    written = sorted(path.name for path in tmp_path.iterdir())
    assert written == sorted(
        ["home"] * (tmp_path / "home").exists()
        + [
            f"sample-{case}-{part}"
            for case in "ab"
            for part in ("letter.docx", "letter.pdf", "letter.html", "findings.json")
        ]
    )
    for case, words in (("a", "Met: loss of response"), ("b", "Exempt: contraindicated")):
        text = docx_text((tmp_path / f"sample-{case}-letter.docx").read_bytes())
        assert words in text
        assert "DRAFT" not in text


def test_a_letter_on_the_offices_own_word_file(denialdesk: Program, tmp_path: Path) -> None:
    own, bad = tmp_path / "own.docx", tmp_path / "bad.docx"
    own.write_bytes(letterhead(body=("Our hours",)))
    bad.write_bytes(b"no Word file")
    done = denialdesk("letter", A, "--out", tmp_path, "--letterhead", own, *ON)
    assert done.returncode == 0, done.stderr
    assert "[letter]" in done.stderr  # its own text is not used, and how it could be
    assert HEAD in docx_text((tmp_path / "sample-a-letter.docx").read_bytes())
    refused = denialdesk("letter", A, "--out", tmp_path, "--letterhead", bad, *ON)
    assert refused.returncode == 3
    assert "not a Word document" in refused.stderr
    wrong = denialdesk("letter", A, "--out", tmp_path, "--letterhead", own, "--format", "pdf", *ON)
    assert wrong.returncode == 2
