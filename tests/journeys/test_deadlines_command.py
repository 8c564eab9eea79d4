"""`denialdesk deadlines` as another program uses it: every field, for many plans, and refusals as a sentence."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "resources" / "samples" / "sample-a.json"
ON = ("--date", "2026-11-20")


def run(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "denialdesk", "deadlines", str(path), *(arguments or ON)]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def case_file(tmp_path: Path, **fields: object) -> Path:
    """Sample A with fields replaced: plan__state="TX"; no events, so that it is still to be filed."""
    document = json.loads(SAMPLE.read_bytes())
    document["case"]["events"] = []
    document["case"]["status"] = "draft"
    for name, value in fields.items():
        owner, _, field = name.partition("__")
        if field:
            document["case"].setdefault(owner, {})[field] = value
        else:
            document["case"][owner] = value
    path = tmp_path / "case.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


def report(tmp_path: Path, **fields: object) -> dict[str, Any]:
    done = run(case_file(tmp_path, **fields))
    assert (done.returncode, done.stderr) == (0, "")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_every_deadline_says_date_start_citation_confidence_and_counting(tmp_path: Path) -> None:
    found = report(tmp_path, denial__received_date="", denial__printed_deadline="2027-04-01")
    (deadline,) = found["deadlines"]
    assert {"legal_deadline", "file_by", "start_event", "start_date", "start_is_presumed"} <= set(deadline)
    assert deadline["start_is_presumed"] is True
    assert deadline["printed_date"] == "2027-04-01"
    assert deadline["file_by"] == "2027-04-01"
    assert deadline["printed_note"]
    assert deadline["counting"]
    for citation in deadline["citations"]:
        assert citation["confidence"] in {"seen", "known"}
        assert citation["rule"]
        assert citation["link"].startswith("https://")
    assert found["in_whose_right"] == "prescriber"
    assert found["authorization"]["needed"] is True


def test_the_clocks_that_run_and_the_second_clock(tmp_path: Path) -> None:
    events = [{"id": "v1", "kind": "sent", "at": "2026-10-01", "letter": "first_appeal"}]
    found = report(
        tmp_path, plan__plan_type="medicare_part_d", events=events, status="sent", appeal__supply_ends="2026-11-30"
    )
    (running,) = found["running"]
    assert (running["due"], running["late"]) == ("2026-10-08", True)
    assert "independent review entity" in running["next_step"]
    assert found["second_clock"]["ends_on"] == "2026-11-30"


def test_state_grounds_with_rows_and_confidence_only_where_the_gate_is_open(tmp_path: Path) -> None:
    texas = report(tmp_path, plan__plan_type="fully_insured_group", plan__state="TX")
    law = texas["state_step_law"]
    assert law["state"] == "TX"
    grounds = {item["id"]: item for item in law["items"] if item["part"] == "ground"}
    assert grounds["tried_and_failed"]["match"]["status"] == "met"
    assert grounds["tried_and_failed"]["match"]["therapy_ids"]
    assert grounds["tried_and_failed"]["confidence"] == "seen"
    assert not any(item["usable_in_letter"] for item in law["items"])  # the reach of the law is not confirmed
    assert report(tmp_path, plan__plan_type="self_funded_erisa", plan__state="TX")["state_step_law"] is None


def test_the_facts_of_the_case_are_counted_with(tmp_path: Path) -> None:
    plain = report(tmp_path)["deadlines"][0]["legal_deadline"]
    days = [{"first": "2026-12-01", "last": "2026-12-10", "reason": "an invented disaster notice"}]
    assert plain == "2027-05-11"
    assert report(tmp_path, appeal__excluded=days)["deadlines"][0]["legal_deadline"] == "2027-05-21"


def test_a_provider_dispute_and_outside_coverage_count_nothing(tmp_path: Path) -> None:
    dispute = report(tmp_path, appeal__filer="provider")
    assert dispute["deadlines"][0]["file_by"] is None
    assert "contract" in dispute["deadlines"][0]["refusal"]
    assert dispute["governing_law"] == []
    outside = report(tmp_path, plan__plan_type=None, appeal__outside="champva")
    assert "VA letter" in outside["unknown"]
    assert outside["deadlines"] == []


@pytest.mark.parametrize("question", ["", "ask_medicare_part"])
def test_an_unknown_plan_gives_its_candidates(tmp_path: Path, question: str) -> None:
    found = report(tmp_path, plan__plan_type=None, appeal__question=question)
    assert found["deadlines"] == []
    assert len(found["candidates"]) == 2
    assert all(item["deadline"]["file_by"] for item in found["candidates"])


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"denial__notice_date": "2026-02-30"}, "denial.notice_date is not a date that exists"),
        ({"denial__notice_date": "30 Feb"}, "denial.notice_date is not a date that exists"),
        ({"denial__notice_date": 20261102}, "denial.notice_date is not a date in quotes"),
        ({"denial__received_date": "2026-11-01", "denial__notice_date": "2026-11-02"}, "cannot have been received"),
        (
            {"denial__printed_deadline": "2026-10-01", "denial__notice_date": "2026-11-02"},
            "lies before the date of the notice",
        ),
        ({"denial__notice_date": "2027-05-01"}, "dated after the day of counting, 2026-11-20"),
        (
            {"denial__notice_date": "2026-11-09", "denial__received_date": "2026-12-01"},
            "received after the day of counting",
        ),
        ({"denial__notice_date": "2026-11", "denial__received_date": "2026-10-01"}, "cannot have been received"),
        ({"denial__notice_date": "2027-02-29"}, "February 2027 has no day 29"),
        ({"denial__notice_date": "11/02/2026"}, "Write YYYY-MM-DD"),
        ({"denial__notice_date": "2026-11-02T10:00"}, "Write YYYY-MM-DD"),
        ({"denial__notice_date": "0001-01-01"}, "The year 1 cannot be right"),
        ({"denial__notice_date": None}, "denial.notice_date is not a date in quotes"),
        ({"appeal__state_hearing_days": True}, "appeal.state_hearing_days is not a whole number"),
        ({"appeal__state_hearing_days": 60.5}, "appeal.state_hearing_days is not a whole number"),
        ({"appeal__excluded": [{"first": "1950-01-01", "last": "2199-12-31"}]}, "more than ten years"),
        ({"plan__plan_type": "erisa"}, "plan.plan_type is not one of the allowed words"),
        ({"denial__level": "first"}, "denial.level is not one of the allowed words"),
        ({"events": [{"id": "v", "kind": "sent", "at": "2026-10-01T25:00:00"}]}, "events[0].at is not a date"),
        ({"appeal__supply_ends": "2026-13-01"}, "appeal.supply_ends is not a date that exists"),
        ({"appeal__state_hearing_days": "ninety"}, "appeal.state_hearing_days is not a whole number"),
        ({"appeal__excluded": [{"first": "2026-12-10", "last": "2026-12-01"}]}, "ends before it begins"),
        ({"appeal__excluded": [{"first": "2026-12"}]}, 'has no "last"'),
        ({"events": [{"id": "v", "kind": "sent", "at": "2026-02-30"}]}, "events[0].at is not a date"),
    ],
)
def test_malformed_and_impossible_dates_are_refused_with_a_sentence(
    tmp_path: Path, fields: dict[str, object], words: str
) -> None:
    done = run(case_file(tmp_path, **fields))
    assert (done.returncode, done.stdout) == (3, "")
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
