"""`denialdesk packet` as a user runs it: files in, numbered files out, what is wrong told in words."""

import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pikepdf
import pytest

from tests.exhibit_files import image_file, picture, shipped, text_pdf

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "resources" / "samples"
A, PRACTICE = SAMPLES / "sample-a.json", SAMPLES / "practice.json"


class Packet(Protocol):
    """The command with the sample case: takes further arguments."""

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture
def packet(tmp_path: Path) -> Packet:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path), "PYTHONWARNINGS": "error"}
    always = ["packet", A, "--practice", PRACTICE, "--date", "2026-11-20", "--out", tmp_path / "out"]

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "denialdesk", *map(str, (*always, *arguments))]
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
        )

    return run


@pytest.fixture
def exhibits(tmp_path: Path) -> list[str | Path]:
    """A file for each exhibit of the sample case, and one more."""
    files: dict[str, bytes] = {
        "notice.pdf": text_pdf("Notice of denial"),
        "chart.pdf": text_pdf(*["Chart note"] * 9),
        "fills.pdf": text_pdf(*["Dispensing history"] * 3),
        "photo.jpg": image_file(picture(), "JPEG"),
    }
    arguments: list[str | Path] = []
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        arguments += ["--exhibit", path]
    return arguments


def pages_of(path: Path) -> int:
    with pikepdf.Pdf.open(io.BytesIO(path.read_bytes())) as pdf:
        return len(pdf.pages)


def test_a_packet_is_bound_and_its_letter_can_be_pressed(
    packet: Packet, exhibits: list[str | Path], tmp_path: Path
) -> None:
    done = packet(*exhibits, "--fax-cover")
    assert done.returncode == 0, done.stderr
    (file,) = (tmp_path / "out").iterdir()
    assert done.stdout.startswith(f"{file}: packet pages 1-{pages_of(file)}, ")
    with pikepdf.Pdf.open(file) as pdf:
        assert sum(len(page.obj.get("/Annots", [])) for page in list(pdf.pages)[1:4]) >= 4


def test_a_packet_is_cut_for_a_fax(packet: Packet, exhibits: list[str | Path], tmp_path: Path) -> None:
    done = packet(*exhibits, "--pages", "fax", "--max-pages", "8")
    assert done.returncode == 0, done.stderr
    files = sorted((tmp_path / "out").iterdir())
    names = [f"{number}-of-{len(files)}.pdf" for number in range(1, len(files) + 1)]
    assert [path.name.partition("-part-")[2] for path in files] == names
    assert len(files) > 2
    assert all(pages_of(path) <= 8 for path in files)


def test_what_cannot_be_bound_is_told_and_nothing_is_written(packet: Packet, tmp_path: Path) -> None:
    word = tmp_path / "note.docx"
    word.write_bytes(shipped("having-images.docx"))
    too_few = packet("--exhibit", word)
    assert (too_few.returncode != 0, "files were given" in too_few.stderr) == (True, True)
    again: list[str | Path] = ["--exhibit", word] * 4
    refused = packet(*again)
    assert refused.returncode != 0
    assert "Save as, PDF" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (tmp_path / "out").exists()
