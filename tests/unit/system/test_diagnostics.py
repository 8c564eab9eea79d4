import getpass
import os
import platform

import pytest

from denialdesk.domain.errors import DiskFullError
from denialdesk.system.diagnostics import describe_machine, report_fault


def save_marigold() -> None:
    patient_name = "Marigold Testcase"
    cause = OSError(28, "no space", f"/home/pat/{patient_name}.docx")
    raise DiskFullError("The disk is full.") from cause


def test_a_report_names_types_places_and_version_but_no_value() -> None:
    with pytest.raises(DiskFullError) as caught:
        save_marigold()
    report = report_fault(caught.value)
    assert report.types == ("DiskFullError", "OSError")
    assert report.places[-1].function == "save_marigold"
    text = report.text()
    assert "DiskFullError caused by OSError" in text
    assert f"line {report.places[-1].line}, in save_marigold" in text
    for secret in ("Marigold", "Testcase", "/home", ".docx", os.sep + "tests"):
        assert secret not in text


def test_a_hidden_cause_is_not_reported() -> None:
    outer, inner = ValueError("outer"), KeyError("inner")
    outer.__context__ = inner
    assert report_fault(outer).types == ("ValueError", "KeyError")
    outer.__suppress_context__ = True
    assert report_fault(outer).types == ("ValueError",)


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("a"), KeyError("b")
    first.__cause__, second.__cause__ = second, first
    assert report_fault(first).types == ("ValueError", "KeyError")


def test_the_machine_is_described_without_its_user() -> None:
    text = describe_machine()
    assert "DenialDesk " in text
    assert "sqlcipher3 " in text
    assert platform.node() not in text
    assert f"/{getpass.getuser()}" not in text
