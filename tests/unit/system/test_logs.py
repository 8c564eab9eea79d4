import logging
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from denialdesk.domain.case import CaseStatus
from denialdesk.system import logs

OURS = logging.getLogger("denialdesk.services.example")


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    handler = logs.start_log(tmp_path)
    assert handler is not None
    yield tmp_path / "logs" / "denialdesk.log"
    logs.stop_log(handler)


def test_only_allowed_values_reach_the_file(log_file: Path) -> None:
    OURS.info("saved %s with %d rows as %s by %s", "Marigold Testcase", 4, CaseStatus.SENT, logs.Plain("0.1.0"))
    written = log_file.read_text(encoding="utf-8")
    assert "saved [left out] with 4 rows as sent by 0.1.0" in written
    assert "Marigold" not in written


def test_an_exception_leaves_types_and_lines_only(log_file: Path) -> None:
    def read_birth_date(text: str) -> None:
        raise ValueError(f"cannot read {text}")

    try:
        read_birth_date("Marigold 1961-02-03")
    except ValueError:
        OURS.exception("reading failed")
    written = log_file.read_text(encoding="utf-8")
    assert "ValueError" in written
    assert "in read_birth_date" in written
    assert "Marigold" not in written
    assert "1961" not in written


def test_other_libraries_are_named_but_not_quoted(log_file: Path) -> None:
    logging.getLogger("keyring.backend").warning("stored Marigold's secret %s", "abc")
    written = log_file.read_text(encoding="utf-8")
    assert "keyring.backend" in written
    assert "Marigold" not in written


@pytest.mark.parametrize("message", ["%d rows", "100 %"])
def test_a_message_that_does_not_fit_its_values_is_written_as_it_stands(message: str) -> None:
    record = logging.LogRecord("denialdesk.ui", logging.INFO, "", 1, message, ("Marigold",), None)
    written = logs.RedactingFormatter().format(record)
    assert message in written
    assert "Marigold" not in written


def test_an_object_as_message_is_named_by_its_type(log_file: Path) -> None:
    OURS.warning(ValueError("Marigold"))
    assert "ValueError [left out]" in log_file.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="file modes of POSIX systems")
def test_the_log_is_its_owners_alone(log_file: Path) -> None:
    OURS.info("started")
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(log_file.parent.stat().st_mode) == 0o700


def test_no_log_is_better_than_no_program(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    handler = logs.start_log(tmp_path / "file")
    assert handler is None
    logs.stop_log(handler)
