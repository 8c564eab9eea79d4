"""The page on what is sure says what the data says."""

import importlib.util
from pathlib import Path
from types import ModuleType

from tests.law import ROOT, law_book


def _tool() -> ModuleType:
    path = Path(ROOT) / "tools" / "law_status.py"
    spec = importlib.util.spec_from_file_location("law_status", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_is_up_to_date() -> None:
    """Fails after a change of the law data: run `python tools/law_status.py`."""
    text = _tool().status_text(law_book(), law_book().as_of)

    assert (ROOT / "docs" / "law-status.md").read_text(encoding="utf-8") == text


def test_the_page_has_a_line_for_every_plan_type_and_state() -> None:
    lines = (ROOT / "docs" / "law-status.md").read_text(encoding="utf-8").splitlines()

    assert sum(line.startswith("| `") for line in lines) == 15
    assert sum(len(line.split(" | ")[0]) == 4 and line.startswith("| ") for line in lines) == 51
