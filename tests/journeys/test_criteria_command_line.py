"""The criteria on the command line, as real processes: listed, shown, checked, compiled, verified, installed, refused.

The program runs from a copy that trusts the tests' own key; the key that signs real packs is in no repository.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Protocol

import pytest

from tests.packs import NEWER, OLDER, PUBLIC_KEY, altered, pack, signed_pack

ROOT = Path(__file__).parents[2]
PA, ANY = "cigna-upadacitinib-ra-pa", "aetna-ustekinumab-cd"


class Program(Protocol):
    """The program: takes the arguments after ``criteria``, gives what it printed and its exit status."""

    def __call__(self, *arguments: str | Path) -> subprocess.CompletedProcess[str]: ...


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program that trusts the tests' key."""
    home = tmp_path_factory.mktemp("program")
    shutil.copytree(ROOT / "denialdesk", home / "denialdesk", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "criteria_db", home / "criteria_db")
    (home / "resources" / "criteria_keys").mkdir(parents=True)
    (home / "resources" / "criteria_keys" / "tests.txt").write_text(PUBLIC_KEY.hex())
    return home


@pytest.fixture
def criteria(copy: Path, tmp_path: Path) -> Program:
    environment = os.environ | {"PYTHONWARNINGS": "error", "PYTHONDONTWRITEBYTECODE": "1", "USER": "casey"}

    def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "denialdesk", "criteria", "--profile", tmp_path / "profile", *arguments]
        return subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)

    return run


def write(tmp_path: Path, data: bytes) -> Path:
    path = tmp_path / "update.pack"
    path.write_bytes(data)
    return path


def edition(criteria: Program) -> str:
    return str(json.loads(criteria("show", ANY, "--json").stdout)["edition"]).partition("+")[0]


def test_list_prints_one_entry_for_each_policy(criteria: Program) -> None:
    done = criteria("list")
    lines = done.stdout.splitlines()
    assert (done.returncode, done.stderr, len(lines)) == (0, "", 229)
    assert len({line.split()[0] for line in lines}) == 229
    entries = json.loads(criteria("list", "--json").stdout)
    assert [entry["id"] for entry in entries] == [line.split()[0] for line in lines]
    cigna = json.loads(criteria("list", "--json", "--payer", "CIGNA", "--drug", "Rinvoq").stdout)
    assert {(entry["payer"], *entry["drugs"]) for entry in cigna} == {("cigna", "upadacitinib")}


def test_show_prints_everything_on_file(criteria: Program) -> None:
    text = criteria("show", PA).stdout
    for words in ("IP0682", "At least one TNF inhibitor", "3-month trial", "third party extract", "Not checked"):
        assert words in text
    report = json.loads(criteria("show", PA, "--json").stdout)
    assert report["policy"]["steps"][0]["any_of"][0]["trial"]["count"] == 1
    assert report["checked"]["state"] == "unverified"


def test_check_prints_what_the_lint_finds(criteria: Program) -> None:
    done = criteria("check", "--date", "2026-11-21")
    assert done.returncode == 0
    assert "84 to look at in 229 policies. " in done.stderr
    assert len(done.stdout.splitlines()) == 84
    examples = re.search(r"(\d+) of (\d+) worked examples come out\.", done.stderr)
    assert examples is not None
    assert examples[1] == examples[2]
    found = json.loads(criteria("check", "--json", "--date", "2026-11-21").stdout)
    assert {entry["kind"] for entry in found} >= {"unresolved_agent", "dead_reference"}


EXAMPLES = """examples:
  - name: Six months of adalimumab without effect
    log:
      - {drug: Humira, start: 2025-01-10, stop: 2025-07-20, outcome: inadequate_response}
    expect: met
  - name: Two weeks of adalimumab without effect, wrongly taken for enough
    log:
      - {drug: Humira, start: 2025-01-10, stop: 2025-01-24, outcome: inadequate_response}
    expect: met
  - name: Nothing tried
    log: []
    expect: not_met
"""


def test_check_runs_the_examples_of_one_file(criteria: Program, copy: Path, tmp_path: Path) -> None:
    shipped = (copy / "criteria_db" / "payers" / "cigna" / f"{PA}.yaml").read_text(encoding="utf-8")
    file = tmp_path / "changed.yaml"
    file.write_text(shipped.partition("examples:\n")[0] + EXAMPLES, encoding="utf-8")
    done = criteria("check", file, "--date", "2026-11-21")
    assert done.returncode == 1
    assert done.stderr == "1 to look at in 1 policy. 2 of 3 worked examples come out.\n"
    kind, entry, told = re.split(r" {2,}", done.stdout.strip(), maxsplit=2)
    assert (kind, entry) == ("example fails", PA)
    assert told.startswith("Two weeks of adalimumab without effect, wrongly taken for enough: Expected met, but the")
    assert "policy is not met." in told
    found = json.loads(criteria("check", file, "--json", "--date", "2026-11-21").stdout)
    assert [(entry["kind"], entry["entry_id"]) for entry in found] == [("example_fails", PA)]
    assert found[0]["place"].startswith("Two weeks")


def test_check_names_the_line_of_a_malformed_example(criteria: Program, copy: Path, tmp_path: Path) -> None:
    shipped = (copy / "criteria_db" / "payers" / "cigna" / f"{PA}.yaml").read_text(encoding="utf-8")
    text = shipped.partition("examples:\n")[0] + EXAMPLES.replace("    log: []\n", "    log: []\n    colour: red\n")
    file = tmp_path / "changed.yaml"
    file.write_text(text, encoding="utf-8")
    done = criteria("check", file)
    assert done.returncode == 3
    line = text.splitlines().index("    colour: red") + 1
    assert f"changed.yaml, line {line}: unknown key 'colour' in examples." in done.stderr


def test_check_says_what_file_it_cannot_open(criteria: Program, tmp_path: Path) -> None:
    done = criteria("check", tmp_path / "nowhere.yaml")
    assert done.returncode == 3
    assert "nowhere.yaml cannot be opened." in done.stderr
    done = criteria("check", tmp_path / "nowhere.yaml", "--data", tmp_path)
    assert done.returncode == 2


def test_check_names_a_malformed_file_with_its_line(criteria: Program, copy: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(copy / "criteria_db", data)
    path = data / "payers" / "cigna" / f"{PA}.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "colour: blue\n", encoding="utf-8")
    done = criteria("check", "--data", data)
    assert done.returncode == 3
    assert f"{PA}.yaml, line" in done.stderr
    assert "unknown key 'colour'" in done.stderr


def test_compiling_and_verifying(criteria: Program, tmp_path: Path) -> None:
    out = tmp_path / "made.pack"
    done = criteria("compile", out, "--no-codes")
    assert (done.returncode, done.stderr) == (0, "")
    verified = criteria("verify", out)
    assert verified.returncode == 0
    assert "Edition       2026.11.21" in verified.stdout
    assert "Policies      229" in verified.stdout
    assert "not signed" in verified.stdout
    content = next(line for line in verified.stdout.splitlines() if line.startswith("Content")).split()[-1]
    assert content in done.stdout


def test_a_signed_newer_pack_is_installed_and_used(criteria: Program, tmp_path: Path) -> None:
    assert edition(criteria) == "2026.11.21"
    file = write(tmp_path, signed_pack(NEWER))
    verified = json.loads(criteria("verify", file, "--json").stdout)
    assert (verified["signature"], verified["version"], verified["is_altered"]) == ("signed", NEWER, False)
    done = criteria("install", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == f"Installed criteria of edition {NEWER} in place of 2026.11.21.\n"
    assert edition(criteria) == NEWER
    assert len(criteria("list").stdout.splitlines()) == 40
    assert criteria("uninstall").returncode == 0
    assert edition(criteria) == "2026.11.21"


@pytest.mark.parametrize("insist", [(), ("--insist",)])
def test_an_altered_pack_is_refused_whatever_is_said(
    criteria: Program, tmp_path: Path, insist: tuple[str, ...]
) -> None:
    file = write(tmp_path, altered(signed_pack(NEWER)))
    verified = criteria("verify", file)
    assert verified.returncode == 3
    assert "does not fit the file" in verified.stdout
    assert "altered or damaged" in verified.stderr
    done = criteria("install", file, *insist)
    assert done.returncode == 3
    assert "altered or damaged" in done.stderr
    assert edition(criteria) == "2026.11.21"


@pytest.mark.parametrize(
    ("data", "reason"), [(pack(NEWER), "not signed"), (signed_pack(OLDER), "is not newer than the one in use")]
)
def test_an_unsigned_or_older_pack_wants_a_person_who_insists(
    criteria: Program, tmp_path: Path, data: bytes, reason: str
) -> None:
    file = write(tmp_path, data)
    refused = criteria("install", file)
    assert refused.returncode == 3
    assert reason in refused.stderr
    assert "--insist" in refused.stderr
    assert edition(criteria) == "2026.11.21"
    done = criteria("install", file, "--insist", "--by", "Casey Invented")
    assert done.returncode == 0
    assert "installed all the same by Casey Invented at " in done.stdout
    assert edition(criteria) in {NEWER, OLDER}
    (record,) = (tmp_path / "profile" / "criteria").glob("*.json")
    kept = json.loads(record.read_text())
    assert (kept["installed_by"], len(kept["insisted_on"])) == ("Casey Invented", 1)


@pytest.mark.parametrize(
    ("arguments", "status", "sentence"),
    [
        (("show", "cigna-upadacitinib-ra"), 3, f"Did you mean: {PA}"),
        (("show",), 2, "Missing argument"),
        (("list", "--payer", "Nobody Health"), 3, "No payer on file is called Nobody Health."),
        (("list", "--drug", "nosuchdrug"), 3, "No drug on file is called nosuchdrug."),
        (("verify", "nowhere.pack"), 3, "There is no such file."),
        (("install", "denialdesk/cli.py"), 3, "not a criteria pack"),
        (("compile", "x.pack", "--data", "denialdesk"), 3, "no criteria files to compile"),
    ],
)
def test_wrong_usage_is_a_sentence(criteria: Program, arguments: tuple[str, ...], status: int, sentence: str) -> None:
    done = criteria(*arguments)
    assert done.returncode == status
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_an_installed_pack_that_was_altered_is_left_out_and_said(criteria: Program, tmp_path: Path) -> None:
    criteria("install", write(tmp_path, signed_pack(NEWER)))
    (installed,) = (tmp_path / "profile" / "criteria").glob("*.pack")
    installed.write_bytes(altered(installed.read_bytes()))
    done = criteria("list")
    assert len(done.stdout.splitlines()) == 229
    assert f"The installed criteria of {NEWER} are not used." in done.stderr
